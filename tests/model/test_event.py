"""Events: as data and back, and what is refused."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.errors import RefusedEvent
from roleplay.model.event import (
    KINDS,
    Branch,
    Chose,
    Compared,
    Ended,
    Event,
    Expected,
    Reflected,
    Started,
    Wrote,
    from_data,
    to_data,
)

WORDS = st.text(max_size=12)
REFS = st.none() | WORDS
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Started,
        scenario=WORDS,
        rubrics=st.lists(WORDS, max_size=3).map(tuple),
        site=st.dictionaries(WORDS, WORDS, max_size=3),
        seed=st.integers(0, 2**63 - 1),
        mode=WORDS,
        branched_from=st.none() | st.builds(Branch, WORDS, st.integers(0, 99)),
    ),
    st.builds(Expected, REFS),
    st.builds(Chose, WORDS, WORDS),
    st.builds(Wrote, WORDS, REFS, st.sampled_from(("reply", "say-first"))),
    st.builds(Compared, WORDS, st.lists(WORDS, max_size=3).map(tuple)),
    st.builds(Reflected, st.lists(REFS, max_size=3).map(tuple)),
    st.builds(Ended, st.booleans()),
)


@given(EVENTS)
def test_every_event_survives_json(event: Event) -> None:
    """Written as JSON and read back, an event equals itself, tuples and all."""
    data = json.loads(json.dumps(to_data(event)))
    assert from_data(event.kind, data) == event


def test_every_kind_can_be_read_back() -> None:
    """No type of event is left out of the vocabulary, and each has a kind of its own."""
    kinds = {cls.__name__: cls for cls in KINDS.values()}
    assert sorted(kinds) == ["Chose", "Compared", "Ended", "Expected", "Reflected", "Started", "Wrote"]
    assert all(cls.kind == kind for kind, cls in KINDS.items())


def test_fields_with_a_default_may_be_missing_from_an_old_log() -> None:
    """What was recorded before a field existed reads as its default."""
    assert from_data("wrote", {"node": "opening", "ref": None}) == Wrote("opening", None, "reply")
    assert from_data("ended", {}) == Ended(left=False)


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("chosen", {}, 'events called "chosen". Did you mean "chose"?'),
        ("chose", {"node": "a", "choice": "b", "mood": "c"}, 'An event "chose" has no mood. It was written by a newer'),
        ("chose", {"node": "a"}, 'An event "chose" lacks something'),
        ("started", {"scenario": "x", "branched_from": {"attempt": "a"}}, 'An event "started" lacks something'),
        ("started", {"scenario": "x", "branched_from": "a"}, 'An event "started" lacks something'),
    ],
)
def test_a_log_that_cannot_be_read_says_why(kind: str, data: dict[str, object], said: str) -> None:
    """Unknown kinds, unknown fields and missing ones are each named."""
    with pytest.raises(RefusedEvent) as refused:
        from_data(kind, data)
    assert said in str(refused.value)


def test_what_happened_cannot_be_changed() -> None:
    """Events are frozen."""
    with pytest.raises(FrozenInstanceError):
        Chose("opening", "ask").choice = "tell"  # type: ignore[misc]
