"""The log of a learner: every kind of event can be written and read back, and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.errors import RefusedEvent
from roleplay.model.learning import KINDS, Answered, ChoseWay, Drew, Learnt, Refreshed, from_data, to_data

WORDS = st.text(max_size=20)
EVENTS: st.SearchStrategy[Learnt] = st.one_of(
    st.builds(Drew, WORDS, st.integers(0, 2**53), st.lists(WORDS).map(tuple)),
    st.builds(Answered, WORDS, st.lists(WORDS).map(tuple), st.booleans()),
    st.builds(Refreshed, WORDS, WORDS, WORDS, st.integers(1, 4)),
    st.builds(ChoseWay, WORDS),
)


@given(EVENTS)
def test_every_event_comes_back_as_it_was(event: Learnt) -> None:
    """Through JSON, as a store keeps it."""
    back = from_data(event.kind, json.loads(json.dumps(to_data(event))))
    assert back == event
    assert hash(back) == hash(event)


def test_a_kind_stands_for_one_type() -> None:
    """By its name in the log."""
    assert {kind: cls.__name__ for kind, cls in KINDS.items()} == {
        "drew": "Drew",
        "answered": "Answered",
        "refreshed": "Refreshed",
        "chose-way": "ChoseWay",
    }


def test_an_unknown_kind_is_refused_with_a_guess() -> None:
    """It was written by a newer version, or misspelt."""
    with pytest.raises(RefusedEvent) as caught:
        from_data("answerd", {})
    assert caught.value.fix == 'Did you mean "answered"?'


@pytest.mark.parametrize("data", [{}, {"pathway": "core", "why": "x"}, {"way": "core"}])
def test_another_version_s_fields_are_refused(data: dict[str, str]) -> None:
    """A field too few, one too many, or another name."""
    assert from_data("chose-way", {"pathway": "core"}) == ChoseWay("core")
    with pytest.raises(RefusedEvent, match="other fields"):
        from_data("chose-way", data)
