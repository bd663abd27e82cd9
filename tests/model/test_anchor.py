"""Anchors: what a file of one can say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from roleplay.model.anchor import Anchor

WHOLE: dict[str, Any] = {
    "format": "anchor/1",
    "id": "late",
    "title": "Late",
    "scenario": "everyday/coffee",
    "pinned": {"scenario": "a" * 64, "rubrics": {"listening": "b" * 64}},
    "about": "A question.",
    "way": [{"at": "opening", "choose": "ask"}, {"at": "card", "write": "Dear Vesna."}],
    "key": [{"tick": "asks-openly", "turn": 1, "because": "It is open."}],
}


def test_an_anchor_says_a_way_and_a_key() -> None:
    """What it leaves out is usual."""
    anchor = Anchor.model_validate(WHOLE)
    assert (anchor.seed, anchor.site, anchor.no_opportunity, anchor.not_found) == (1, {}, {}, ())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"way": [{"at": "opening"}]}, "either choose"),
        ({"way": [{"at": "opening", "choose": "ask", "write": "Dear Vesna."}]}, "either choose"),
        ({"way": []}, "at least 1 item"),
        ({"key": [*WHOLE["key"], {**WHOLE["key"][0], "because": "Once more."}]}, "stands twice at turn 1"),
        ({"not_found": WHOLE["key"]}, "stands twice at turn 1"),
        ({"key": [{"tick": "asks-openly", "turn": 0, "because": "No."}]}, "greater than or equal to 1"),
        ({"key": [{"tick": "asks-openly", "turn": 1, "because": " "}]}, "at least 1 character"),
        ({"pinned": {"scenario": "a", "rubrics": {}}}, "should match pattern"),
        ({"trainee": "Kim"}, "Extra inputs"),
    ],
)
def test_what_is_no_anchor_is_refused(changes: dict[str, Any], said: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValidationError, match=said):
        Anchor.model_validate({**WHOLE, **changes})
