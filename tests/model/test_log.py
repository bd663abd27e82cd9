"""Events of every log are read back alike."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from roleplay.errors import RefusedEvent
from roleplay.model.log import read_event


@dataclass(frozen=True)
class Seated:
    """An event."""

    groups: tuple[tuple[str, ...], ...]


def test_an_event_is_read_back_as_it_was_with_tuples_however_deep() -> None:
    """JSON knows only lists."""
    assert read_event({"seated": Seated}, "seated", {"groups": [["a", "b"], []]}) == Seated((("a", "b"), ()))


def test_an_event_of_another_version_is_refused_with_what_may_have_been_meant() -> None:
    """One with a kind, or with fields, that are not known."""
    with pytest.raises(RefusedEvent, match=r'Nothing is known of events called "seeted".*seated'):
        read_event({"seated": Seated}, "seeted", {})
    for data in ({}, {"groups": [], "more": 1}):
        with pytest.raises(RefusedEvent, match='"seated" has other fields'):
            read_event({"seated": Seated}, "seated", data)
