"""Whatever is tried in a workshop, what holds at its beginning holds to its end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roleplay.engine.gathering import Gathering, Stage
from roleplay.engine.happenings import follow, step
from roleplay.engine.triads import form_groups
from roleplay.errors import RefusedEvent
from roleplay.model.gathering import (
    Asked,
    Closed,
    Counted,
    Grouped,
    HandedOver,
    Happening,
    Joined,
    Locked,
    Logged,
    Moved,
    Opened,
    Part,
    Passed,
    Played,
    Removed,
    Rested,
    Revealed,
    Timed,
    Told,
    Took,
    Wanted,
    WentBack,
    Why,
    from_data,
    to_data,
)
from roleplay.model.wishes import Wishes
from roleplay.model.workshop import MOST

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECTIONS = [
    {"id": "welcome", "title": "Welcome", "way": "talk", "minutes": 10},
    {"id": "gate", "title": "At the gate", "way": "room", "minutes": 40, "plays": "de-escalation/the-gate"},
    {"id": "yard", "title": "In the yard", "way": "room", "minutes": 40, "plays": "de-escalation/the-yard"},
    {"id": "threes", "title": "In threes", "way": "triads", "minutes": 40, "plays": "station/the-shed"},
]
OPENED = Opened(
    {"title": "An afternoon", "sections": SECTIONS},
    {"gate": "h1", "yard": "h2", "threes": "h3"},
    ("r1",),
    {},
    7,
    ("fay",),
)
PEOPLE = "abcdefg"
OPTIONS = ("wait", "talk", "sit")

WILD: tuple[Happening, ...] = (
    *map(Joined, PEOPLE),
    *(Removed(one, barred) for one in ("a", "b", "nobody") for barred in (True, False)),
    *map(Moved, ("welcome", "gate", "yard", "threes", "nowhere")),
    *(Asked(poll, "n0", options) for poll in ("p0", "p1", "late") for options in (OPTIONS, ("a",), ("a", "a"))),
    *(Counted(poll, {option: votes}) for poll in ("p0", "p1") for option in ("wait", "x") for votes in (-1, 0, 2)),
    *map(Revealed, ("p0", "p1")),
    *(Took(node, option, why) for node in ("n0", "n1") for option in ("sit", "x") for why in Why),
    *map(WentBack, (-1, 0, 1, 3)),
    *map(Timed, (-1, 0, 600, 5 * 3600)),
    *(Played(number, playing) for number in (-1, 1, 2, 4) for playing in (True, False)),
    *map(HandedOver, ((), ("gil",), ("fay", "fay"))),
    *(
        Grouped(((((one, Part.MENTOR), (other, part)),),))
        for one, other in ("ab", "aa", "ag")
        for part in (*Part, "judge")
    ),
    Grouped(()),
    OPENED,
    Told("x" * 3000),
)
"""Events that mostly do not fit."""


def expected(state: Gathering) -> list[Happening]:
    """What those who are there would do next, what is likely several times."""
    found: list[Happening] = [Joined(one) for one in PEOPLE if one not in state.present]
    found += [Moved(section.id) for section in state.plan.sections if state.here is None or state.here.way != "room"]
    found += [Moved("threes"), Moved("welcome")]
    found += [Removed(one, barred) for one in state.present[-2:] for barred in (True, False)]
    found += [Timed(600), Timed(0), Told("Back at ten."), Locked(not state.locked), HandedOver(("gil", "fay"))]
    found += [Rested(resting=state.resting_since is None)] * 2
    if state.here is not None and state.here.way == "room":
        found += _in_the_room(state)
    if state.here is not None and state.here.way == "triads" and len(state.present) >= 3:
        found += [Grouped(form_groups(state.present, {}, 2, 7).rounds)] * 3
    if state.groups is not None:
        found += [Played(state.groups.round + (not state.groups.playing), not state.groups.playing)] * 10
    return found


def _in_the_room(state: Gathering) -> list[Happening]:
    place = f"n{len(state.path)}"
    found: list[Happening] = [Asked(f"p{len(state.polls)}", place, OPTIONS)] * 8
    if state.open_poll is not None:
        last = state.open_poll.id
        totals: list[dict[str, int]] = [{"wait": 2, "talk": 1}, {"wait": 1, "sit": 1}, {}]
        found += [Counted(last, one) for one in totals] * 6
    elif state.poll is not None:
        found += [Revealed(state.poll.id)] * 8
        found += [Took(place, option, why) for option in OPTIONS for why in Why] * 2
    found += [Passed(place), Wanted(place, open=True), Wanted(place, open=False), WentBack(0), WentBack(1)]
    return [*found, Took(place, "sit", Why.WHAT_IF)]


BEGIN: tuple[Happening, ...] = (OPENED, *map(Joined, "abcd"), Moved("gate"))
"""Four people have come, and the first conversation begins."""


def stands(*events: Happening) -> Gathering:
    """Where a workshop stands after these events behind its opening."""
    return follow([Logged(seq, event, "fay", T0) for seq, event in enumerate((OPENED, *events))])


def left(state: Gathering, now: datetime) -> timedelta | None:
    """How much of the timer is left."""
    return None if state.timer is None else state.timer.ends_at - (state.resting_since or now)


def holds(before: Gathering, event: Happening, state: Gathering, at: datetime) -> None:
    """Everything that holds of a step that was taken."""
    _polls_hold(before, event, state)
    _projector_holds(before, event, state)
    _people_hold(before, state)
    for triads in state.triads.values():
        for groups in triads.rounds:
            seated = [one for group in groups for one, _ in group]
            assert len(set(seated)) == len(seated)
            assert set(seated) <= state.known
            for group in groups:
                parts = [part for _, part in group]
                assert (parts.count(Part.MENTOR), parts.count(Part.PEER)) == (1, 1)
        assert 0 <= triads.round <= len(triads.rounds)
    if isinstance(event, Grouped):
        assert {one for groups in event.rounds for group in groups for one, _ in group} <= set(before.present)
    if before.groups is not None and before.groups.playing and not isinstance(event, Played):
        assert state.groups == before.groups  # a round that is going on is ended before anything else becomes of it
    if not isinstance(event, Timed | Played | Moved | Closed):
        assert left(state, at) == left(before, at)  # to rest, and to go on, takes nothing from a timer


def _polls_hold(before: Gathering, event: Happening, state: Gathering) -> None:
    assert sum(poll.open for poll in state.polls) <= 1
    assert all(not poll.open for poll in state.polls[:-1])
    assert len(state.polls) - len(before.polls) == isinstance(event, Asked)
    for poll in state.polls:
        assert set(poll.totals or {}) <= set(poll.options)
        assert all(votes >= 1 for votes in (poll.totals or {}).values())
        assert poll.totals is not None or not poll.revealed
    for was, now in zip(before.polls, state.polls, strict=False):
        assert was.totals is None or now.totals == was.totals
        assert now.revealed or not was.revealed
        assert replace(now, totals=was.totals, revealed=was.revealed) == was
    if before.open_poll is not None:
        assert not isinstance(event, Moved | Took | Passed | WentBack | Closed | Asked)
        assert (state.section, state.paths) == (before.section, before.paths)


def _projector_holds(before: Gathering, event: Happening, state: Gathering) -> None:
    for section, path in state.paths.items():
        was = before.paths.get(section, ())
        assert path[: len(was)] == was or was[: len(path)] == path  # longer or shorter, never another one
        assert abs(len(path) - len(was)) <= 1 or isinstance(event, WentBack)
        assert path == was or section == state.section
    if isinstance(event, WentBack):
        assert len(state.path) < len(before.path)
    if not isinstance(event, Took):
        return
    poll = before.poll
    asked = poll is not None and poll.node == event.node
    if poll is not None and asked:
        assert event.choice in poll.options
    if event.why != Why.WHAT_IF:
        assert poll is not None
        assert asked
        assert poll.revealed
        assert event.choice in poll.ahead
        assert (event.why == Why.TIE) == (len(poll.ahead) > 1)


def _people_hold(before: Gathering, state: Gathering) -> None:
    assert len(set(state.present)) == len(state.present) <= MOST
    assert set(state.present) <= state.known
    assert not set(state.present) & state.barred
    assert before.barred <= state.barred
    assert before.known <= state.known
    assert not before.locked or state.known == before.known
    assert state.leads


def as_json(log: Sequence[Logged]) -> str:
    """A log as it would be written."""
    rows = [(one.seq, one.event.kind, to_data(one.event), one.actor, one.at.isoformat()) for one in log]
    return json.dumps(rows)


def from_json(text: str) -> list[Logged]:
    """The log that was written."""
    return [
        Logged(seq, from_data(kind, data), actor, datetime.fromisoformat(at))
        for seq, kind, data, actor, at in json.loads(text)
    ]


@settings(max_examples=100)
@given(st.randoms(use_true_random=True))
def test_a_workshop_stays_whole_whatever_is_tried(chance: Random) -> None:
    """What is refused changes nothing, and the log, written and read, leads to the same."""
    at = T0
    log = [Logged(seq, event, "fay", T0) for seq, event in enumerate(BEGIN)]
    state = follow(log)
    for _ in range(80):
        at += timedelta(seconds=chance.randrange(600))
        before, seen = state, repr(state)
        event = chance.choice(WILD if chance.random() < 0.2 else expected(state))
        try:
            state = step(state, event, at)
        except RefusedEvent:
            assert repr(before) == seen
            continue
        assert repr(before) == seen
        holds(before, event, state, at)
        log.append(Logged(len(log), event, "fay", at))
    read = from_json(as_json(log))
    assert [one.seq for one in read] == list(range(len(log)))
    assert read == log
    assert as_json(read) == as_json(log)
    assert follow(read) == state


@given(st.sampled_from(["welcome", "gate"]), st.sampled_from([*WILD, Closed(), Told("")]))
def test_nothing_comes_after_the_end(section: str, event: Happening) -> None:
    """Whatever fits elsewhere, and whatever does not."""
    state = stands(Joined("a"), Moved(section), Closed("Sleep well."))
    assert (state.stage, state.aftercare) == (Stage.CLOSED, "Sleep well.")
    with pytest.raises(RefusedEvent):
        step(state, event, T0)


@settings(max_examples=60)
@given(
    st.integers(3, 14).flatmap(
        lambda many: st.tuples(
            st.just([f"p{number}" for number in range(many)]), st.lists(st.booleans(), min_size=many, max_size=many)
        )
    ),
    st.integers(1, 6),
    st.integers(0, 99),
)
def test_groups_that_are_formed_can_be_played_and_nobody_is_the_peer_who_declined(
    drawn: tuple[list[str], list[bool]], rounds: int, seed: int
) -> None:
    """The log takes what the assignment makes, with everybody in a group in every round."""
    people, willing = drawn
    wishes = {one: Wishes(plays_peer=would) for one, would in zip(people, willing, strict=True)}
    state = stands(*map(Joined, people), Moved("threes"))
    if not any(willing):
        with pytest.raises(RefusedEvent, match="Nobody here"):
            form_groups(people, wishes, rounds, seed)
        return
    formed = form_groups(people, wishes, rounds, seed)
    groups = step(state, Grouped(formed.rounds), T0).groups
    assert groups is not None
    for seats in groups.rounds:
        assert sorted(one for group in seats for one, _ in group) == sorted(people)
        assert all(wishes[one].plays_peer for group in seats for one, part in group if part == Part.PEER)


def test_who_was_asked_to_leave_is_put_in_no_group() -> None:
    """A group with an empty place could not play."""
    state = stands(*map(Joined, "abc"), Moved("threes"), Removed("c"))
    with pytest.raises(RefusedEvent, match="not in the workshop"):
        step(state, Grouped(((((("a", Part.MENTOR), ("b", Part.PEER), ("c", Part.OBSERVER))),),)), T0)
