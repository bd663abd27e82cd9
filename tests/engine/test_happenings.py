"""A workshop follows from its log, and refuses what does not fit."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.engine.gathering import Gathering, Stage
from roleplay.engine.happenings import follow, step
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
from roleplay.model.workshop import MOST, Plan

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLAN = {
    "format": "plan/1",
    "title": "An afternoon",
    "sections": [
        {"id": "welcome", "title": "Welcome", "way": "talk", "minutes": 10},
        {"id": "gate", "title": "At the gate", "way": "room", "minutes": 40, "plays": "de-escalation/the-gate"},
        {"id": "threes", "title": "In threes", "way": "triads", "minutes": 40, "plays": "station/the-shed"},
    ],
}
OPENED = Opened(PLAN, {"gate": "h1", "threes": "h2"}, ("r1",), {}, 7, ("fay",))
GROUP = (("a", Part.MENTOR), ("b", Part.PEER), ("c", Part.OBSERVER))
TURNED = (("a", Part.OBSERVER), ("b", Part.MENTOR), ("c", Part.PEER))


def after(*events: Happening, begin: Gathering | None = None) -> Gathering:
    """Where a workshop stands after these events, a minute apart, behind its opening."""
    state = begin or step(None, OPENED, T0)
    for minute, event in enumerate(events, 1):
        state = step(state, event, T0 + timedelta(minutes=minute))
    return state


def refused(state: Gathering, event: Happening, words: str) -> None:
    """The event does not fit, and the message says so."""
    with pytest.raises(RefusedEvent, match=words) as caught:
        step(state, event, T0 + timedelta(hours=1))
    assert caught.value.fix


AT_GATE = (Joined("a"), Joined("b"), Joined("c"), Moved("gate"))
VOTED = (*AT_GATE, Asked("p1", "fence", ("wait", "talk")), Counted("p1", {"talk": 2, "wait": 1}))


def test_a_workshop_begins_with_its_opening_and_nothing_comes_after_its_end() -> None:
    """Before and behind, everything is refused in words."""
    with pytest.raises(RefusedEvent, match="not opened"):
        step(None, Joined("a"), T0)
    refused(after(), OPENED, "open already")
    over = after(Moved("welcome"), Closed("Sleep well."))
    assert (over.stage, over.aftercare) == (Stage.CLOSED, "Sleep well.")
    refused(over, Joined("a"), "is over")
    with pytest.raises(RefusedEvent, match="empty"):
        follow([])


def test_what_is_played_has_to_be_there_and_somebody_has_to_lead() -> None:
    """An opening without a scenario's hash, or without anybody who facilitates, opens nothing."""
    with pytest.raises(RefusedEvent, match="threes"):
        step(None, replace(OPENED, content={"gate": "h1"}), T0)
    with pytest.raises(RefusedEvent, match="facilitates"):
        step(None, replace(OPENED, leads=()), T0)


def test_people_come_go_and_come_back_unless_they_were_barred_or_the_door_is_locked() -> None:
    """Who was in before gets back in through a locked door; who was asked to leave does not."""
    state = after(Joined("a"), Joined("b"), Locked(locked=True), Removed("a", barred=False), Joined("a"))
    assert state.present == ("b", "a")
    refused(state, Joined("c"), "newcomers")
    refused(state, Joined("b"), "in already")
    barred = after(Removed("b"), begin=state)
    assert barred.present == ("a",)
    refused(barred, Joined("b"), "cannot come back")
    refused(barred, Removed("zoe"), "nobody like that")
    refused(after(*(Joined(f"p{n}") for n in range(MOST))), Joined("one-more"), "full")


def test_totals_are_there_when_a_poll_is_closed_and_shown_when_they_are_revealed() -> None:
    """As long as it is open nobody knows them, the state included."""
    state = after(*AT_GATE, Asked("p1", "fence", ("wait", "talk")))
    assert state.poll is not None
    assert (state.poll.open, state.poll.totals, state.poll.voted, state.poll.ahead) == (True, None, None, ())
    refused(state, Revealed("p1"), "still open")
    refused(state, Counted("p1", {"shout": 1}), "do not fit")
    refused(state, Counted("p1", {"talk": 0}), "do not fit")
    state = after(Counted("p1", {"talk": 2, "wait": 1}), begin=state)
    assert state.poll is not None
    assert (state.poll.voted, state.poll.revealed, state.poll.ahead) == (3, False, ("talk",))
    refused(state, Counted("p1", {}), "closed already")
    state = after(Revealed("p1"), begin=state)
    assert state.poll is not None
    assert state.poll.revealed


def test_while_a_poll_is_open_the_workshop_does_not_move_on() -> None:
    """Otherwise votes would be lost."""
    state = after(*AT_GATE, Asked("p1", "fence", ("wait", "talk")))
    for event in (Moved("welcome"), Closed(), Took("fence", "talk", Why.WHAT_IF), Asked("p2", "fence", ("a", "b"))):
        refused(state, event, "poll is open")


def test_the_room_votes_again_and_both_votes_stay() -> None:
    """The second is round 2 at the same place; after something was taken a new place begins, with round 1."""
    again = (Asked("p2", "fence", ("wait", "talk")), Counted("p2", {"wait": 3}))
    state = after(*VOTED, Revealed("p1"), *again)
    assert [(poll.round, poll.totals) for poll in state.polls] == [(1, {"talk": 2, "wait": 1}), (2, {"wait": 3})]
    state = after(Revealed("p2"), Took("fence", "wait", Why.MAJORITY), begin=state)
    assert state.poll is None
    state = after(Asked("p3", "bench", ("sit", "go")), begin=state)
    assert state.poll is not None
    assert (state.poll.round, state.poll.path) == (1, ("fence/wait",))
    refused(after(*VOTED), Asked("p1", "fence", ("a", "b")), "of that name")
    refused(after(*AT_GATE), Asked("p1", "fence", ("a",)), "nothing to choose")
    refused(after(*AT_GATE), Asked("p1", "fence", ("a", "a")), "nothing to choose")


def test_the_room_goes_on_by_majority_by_decision_in_a_tie_or_on_purpose() -> None:
    """Each reason has to be true of a result that everybody has seen; on purpose is always possible."""
    state = after(*VOTED)
    refused(state, Took("fence", "talk", Why.MAJORITY), "not seen the result")
    assert after(Took("fence", "wait", Why.WHAT_IF), begin=state).path == ("fence/wait",)
    state = after(Revealed("p1"), begin=state)
    refused(state, Took("fence", "wait", Why.MAJORITY), "not what most")
    refused(state, Took("fence", "talk", Why.TIE), "not what most")
    refused(state, Took("fence", "shout", Why.WHAT_IF), "not to be chosen")
    assert after(Took("fence", "talk", Why.MAJORITY), begin=state).path == ("fence/talk",)
    tied = after(
        *AT_GATE, Asked("p1", "fence", ("wait", "talk")), Counted("p1", {"talk": 1, "wait": 1}), Revealed("p1")
    )
    refused(tied, Took("fence", "talk", Why.MAJORITY), "not what most")
    assert after(Took("fence", "talk", Why.TIE), begin=tied).path == ("fence/talk",)
    refused(after(*AT_GATE), Took("fence", "talk", Why.MAJORITY), "was not asked")
    silent = after(*AT_GATE, Asked("p1", "fence", ("wait", "talk")), Counted("p1", {}), Revealed("p1"))
    assert silent.poll is not None
    assert silent.poll.ahead == ()
    refused(silent, Took("fence", "talk", Why.TIE), "not what most")


def test_the_conversation_can_be_taken_back_to_see_where_something_else_leads() -> None:
    """What was voted stays in the log; at the place that is reached again the next vote is a further round."""
    state = after(*VOTED, Revealed("p1"), Took("fence", "talk", Why.MAJORITY), Passed("letter"), WentBack(0))
    assert state.path == ()
    assert state.poll is not None
    assert after(Asked("p2", "fence", ("wait", "talk")), begin=state).polls[-1].round == 2
    refused(state, WentBack(0), "not come that far")
    assert after(Moved("welcome"), Moved("gate"), Took("fence", "wait", Why.WHAT_IF), begin=state).path == (
        "fence/wait",
    )


def test_replies_are_collected_until_the_conversation_goes_on() -> None:
    """A reply that comes later finds nothing that asks for it."""
    state = after(*AT_GATE, Wanted("letter", open=True))
    assert state.wanted == "letter"
    assert after(Passed("letter"), begin=state).wanted is None
    assert after(Wanted("letter", open=False), begin=state).wanted is None
    assert after(Moved("welcome"), begin=state).wanted is None


def test_what_belongs_to_a_section_is_refused_in_others() -> None:
    """Polls in the room's section, groups in that of triads, nothing of both in a talk."""
    talk = after(Joined("a"), Moved("welcome"))
    for event in (Asked("p", "x", ("a", "b")), Took("x", "a", Why.WHAT_IF), Wanted("x", open=True)):
        refused(talk, event, "not the place")
    refused(talk, Grouped(((GROUP,),)), "not the place")
    refused(after(), Asked("p", "x", ("a", "b")), "not the place")
    refused(talk, Moved("nowhere"), "no such section")


def test_triads_go_round_by_round_with_one_timer_for_all() -> None:
    """A round begins and ends for everybody at once; the workshop does not go on before parts are put down."""
    people = (Joined("a"), Joined("b"), Joined("c"), Moved("threes"))
    state = after(*people)
    refused(state, Played(1, playing=True), "no groups")
    state = after(Grouped(((GROUP,), (TURNED,))), begin=state)
    refused(state, Played(3, playing=True), "no round 3")
    state = after(Played(1, playing=True), begin=state)
    assert state.groups is not None
    assert (state.groups.round, state.groups.playing) == (1, True)
    assert state.timer is not None
    assert state.timer.seconds == 8 * 60
    for event in (Moved("welcome"), Closed(), Played(2, playing=True), Grouped(((GROUP,),))):
        refused(state, event, "round is going on")
    refused(state, Played(2, playing=False), "not going on")
    state = after(Played(1, playing=False), begin=state)
    assert state.timer is None
    assert after(Moved("welcome"), begin=state).section == "welcome"


@pytest.mark.parametrize(
    "groups",
    [
        ((("a", Part.MENTOR), ("a", Part.PEER), ("b", Part.OBSERVER)),),
        ((("a", Part.MENTOR), ("b", Part.MENTOR), ("c", Part.PEER)),),
        ((("a", Part.MENTOR), ("b", Part.OBSERVER)),),
        ((("a", Part.MENTOR), ("b", Part.PEER), ("c", "judge")),),
        ((("a", Part.MENTOR), ("b", Part.PEER), ("zoe", Part.OBSERVER)),),
    ],
)
def test_groups_that_cannot_play_are_refused(groups: tuple[tuple[tuple[str, str], ...], ...]) -> None:
    """Somebody twice, two mentors, no peer, a part that there is not, somebody who is not there."""
    state = after(Joined("a"), Joined("b"), Joined("c"), Moved("threes"))
    with pytest.raises(RefusedEvent):
        step(state, Grouped((groups,)), T0)


def test_groups_can_be_formed_anew_for_rounds_to_come_and_what_was_played_stays() -> None:
    """Who came late gets a place; nobody can change who has played what."""
    people = (Joined("a"), Joined("b"), Joined("c"), Joined("d"), Moved("threes"))
    begun = after(*people, Grouped(((GROUP,), (TURNED,))), Played(1, playing=True), Played(1, playing=False))
    refused(begun, Grouped(((GROUP,),)), "no rounds")
    refused(begun, Grouped(((TURNED,), (GROUP,))), "stays as it was")
    four = (*TURNED, ("d", Part.OBSERVER))
    state = after(Removed("a", barred=False), begin=begun)
    refused(state, Grouped(((GROUP,), (four,))), "not in the workshop")
    state = after(Grouped(((GROUP,), (four[1:],), (four[1:],))), begin=state)
    assert state.groups is not None
    assert (state.groups.round, len(state.groups.rounds)) == (1, 3)
    assert after(Played(2, playing=True), begin=state).groups is not None


def test_it_is_known_when_the_workshop_and_its_section_began() -> None:
    """To say how much of the planned time has gone."""
    assert (after().begun_at, after().here_since) == (None, None)
    state = after(Moved("welcome"), Joined("a"), Moved("gate"))
    assert (state.begun_at, state.here_since) == (T0 + timedelta(minutes=1), T0 + timedelta(minutes=3))


def test_a_timer_stands_still_while_everything_rests() -> None:
    """What was left of it is left afterwards; pressing twice changes nothing."""
    state = after(Moved("welcome"), Timed(600))
    assert state.timer is not None
    assert state.timer.ends_at == T0 + timedelta(minutes=12)
    state = step(state, Rested(resting=True), T0 + timedelta(minutes=5))
    state = step(state, Rested(resting=True), T0 + timedelta(minutes=6))
    state = step(state, Rested(resting=False), T0 + timedelta(minutes=9))
    state = step(state, Rested(resting=False), T0 + timedelta(minutes=10))
    assert state.timer is not None
    assert state.timer.ends_at == T0 + timedelta(minutes=16)
    assert after(Timed(0), begin=state).timer is None
    refused(state, Timed(5 * 3600), "four hours")


def test_messages_and_leads_change_hands() -> None:
    """An empty message takes the last one down; a workshop is never without somebody who leads."""
    state = after(Told(" Back at ten. "), HandedOver(("gil", "fay")))
    assert (state.message, state.leads) == ("Back at ten.", ("gil", "fay"))
    assert not after(Told(""), begin=state).message
    refused(state, HandedOver(()), "facilitates")
    refused(state, Told("x" * 3000), "longer")


EVENTS = st.one_of(
    st.builds(Joined, st.sampled_from("abcd")),
    st.builds(Removed, st.sampled_from("abcd"), st.booleans()),
    st.builds(Locked, st.booleans()),
    st.builds(Moved, st.sampled_from(["welcome", "gate", "threes"])),
    st.builds(Asked, st.sampled_from(["p1", "p2", "p3"]), st.just("fence"), st.just(("wait", "talk"))),
    st.builds(
        Counted,
        st.sampled_from(["p1", "p2", "p3"]),
        st.dictionaries(st.sampled_from(["wait", "talk"]), st.integers(1, 3)),
    ),
    st.builds(Revealed, st.sampled_from(["p1", "p2", "p3"])),
    st.builds(Took, st.just("fence"), st.sampled_from(["wait", "talk"]), st.sampled_from(list(Why))),
    st.builds(WentBack, st.integers(0, 2)),
    st.builds(Passed, st.just("letter")),
    st.builds(Wanted, st.just("letter"), st.booleans()),
    st.builds(Timed, st.integers(0, 600)),
    st.builds(Rested, st.booleans()),
    st.just(Grouped(((GROUP,), (TURNED,)))),
    st.builds(Played, st.integers(1, 2), st.booleans()),
    st.just(Told("Hello.")),
    st.just(Closed()),
)


@given(st.lists(EVENTS, max_size=60))
def test_whatever_is_tried_a_workshop_stays_whole_and_its_log_replays(tried: list[Happening]) -> None:
    """What is refused changes nothing; what is kept, written and read back, leads to the same place."""
    state = step(None, OPENED, T0)
    log = [Logged(0, OPENED, "fay", T0)]
    for minute, event in enumerate(tried, 1):
        at = T0 + timedelta(minutes=minute)
        try:
            state = step(state, event, at)
        except RefusedEvent:
            continue
        log.append(Logged(len(log), event, "fay", at))
        assert sum(poll.open for poll in state.polls) <= 1
        assert all(poll.totals is not None or not poll.revealed for poll in state.polls)
        assert not state.barred & set(state.present)
        assert len(set(state.present)) == len(state.present)
        assert state.groups is None or not state.groups.playing or state.section == "threes"
    read = [replace(one, event=from_data(one.event.kind, json.loads(json.dumps(to_data(one.event))))) for one in log]
    assert [one.event for one in read] == [one.event for one in log]
    assert follow(read) == state


def test_an_event_of_another_version_is_refused() -> None:
    """A kind, or fields, that are not known."""
    with pytest.raises(RefusedEvent, match="Nothing is known"):
        from_data("applauded", {})
    with pytest.raises(RefusedEvent, match="other fields"):
        from_data("joined", {"participant": "a", "shoes": 2})


def test_a_plan_says_what_it_plays() -> None:
    """Talk plays nothing, every other section something, and ids are used once."""
    assert Plan.model_validate(PLAN).minutes == 90
    for section in (
        {"id": "x", "title": "X", "way": "room", "minutes": 5},
        {"id": "x", "title": "X", "way": "talk", "minutes": 5, "plays": "referral/x"},
    ):
        with pytest.raises(ValueError, match="plays"):
            Plan.model_validate({"title": "T", "sections": [section]})
    twice = [PLAN["sections"][0], PLAN["sections"][0]]
    with pytest.raises(ValueError, match="welcome is there twice"):
        Plan.model_validate({"title": "T", "sections": twice})
