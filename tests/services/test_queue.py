"""The queue as people look at it: cohorts, counts, names, and what comes next."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from roleplay.errors import NotAllowed
from roleplay.identity import Role
from roleplay.scoring.review import State
from roleplay.services.policy import Action
from roleplay.services.queue import Queue
from roleplay.services.shelf import Bookshelf
from roleplay.store import Membership
from tests.services.test_reviewing import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Everybody, as at the desk."""
    return Desk(tmp_path)


def queue_of(desk: Desk) -> Queue:
    """The queue, as in a process that was started just now."""
    shelf = Bookshelf(desk.store)
    return Queue(desk.store, shelf, desk.house.now, reviewing=desk.reviewing, assigning=desk.assigning)


def test_somebody_sees_the_queues_of_the_cohorts_in_which_they_have_a_part(desk: Desk) -> None:
    """With what they may do there; a part without the role counts for nothing, and trainees have none."""
    queue = queue_of(desk)
    (part,) = queue.parts(desk.actor("eve"))
    assert (part.cohort.id, part.may) == (
        "blue",
        frozenset({Action.MARK_ATTEMPT, Action.ADJUDICATE, Action.ASSIGN_REVIEW}),
    )
    (part,) = queue.parts(desk.actor("sue"))
    assert part.may >= {Action.SET_REVIEW_RULES, Action.SEE_NAME, Action.ASSIGN_REVIEW}
    assert Action.MARK_ATTEMPT not in part.may
    assert queue.parts(desk.actor("kim")) == queue.parts(desk.actor("ann")) == ()
    desk.store.join_cohort(Membership("red", "eve", Role.SUPERVISOR))
    assert [one.cohort.id for one in queue.parts(desk.actor("eve"))] == ["blue"]
    desk.store.join_cohort(Membership("red", "eve", Role.FACILITATOR))
    assert [(one.cohort.id, one.may) for one in queue.parts(desk.actor("eve"))][1] == (
        "red",
        frozenset({Action.ASSIGN_REVIEW}),
    )


def test_counts_and_evaluators_names_are_for_those_who_see_the_queue(desk: Desk) -> None:
    """Nobody else gets them, nor the names of who could be a contact."""
    desk.played()
    desk.waiting()
    queue = queue_of(desk)
    assert queue.tally(desk.actor("eve"), "blue").states == {State.UNMARKED: 1}
    assert queue.scenarios(desk.actor("eve"), "blue") == ("disclosure/small",)
    assert dict(queue.raters(desk.actor("eve"), "blue")) == {"eve": "Eve", "max": "Max", "rob": "Rob"}
    for who in ("kim", "ida", "ann"):
        for ask in (queue.tally, queue.scenarios, queue.raters):
            with pytest.raises(NotAllowed):
                ask(desk.actor(who), "blue")


def test_rules_are_told_with_names(desk: Desk) -> None:
    """Who could be the contact is told to those who choose one; a contact who has left is none."""
    desk.rules(contact="rob", raters=2)
    queue = queue_of(desk)
    found = queue.rules(desk.actor("eve"), "blue")
    assert (found.cohort, found.contact, found.changed_by, found.raters) == ("blue", "Rob", "Sue", 3)
    assert (found.rules.rules.raters, found.contacts) == (2, None)
    for who in ("sue", "ann"):
        assert list(queue.rules(desk.actor(who), "blue").contacts or ()) == ["eve", "max", "rob", "sue"]
    desk.store.leave_cohort("blue", "rob")
    assert queue.rules(desk.actor("eve"), "blue").contact == ""
    for who in ("kim", "ida"):
        with pytest.raises(NotAllowed):
            queue.rules(desk.actor(who), "blue")


def test_next_to_mark_is_held_and_others_get_another_one(desk: Desk) -> None:
    """What one is asked for comes first; nobody is given what others hold; in the end there is nothing."""
    first, second = desk.played(), desk.played()
    desk.waiting()
    queue = queue_of(desk)
    desk.assigning.assign(desk.actor("sue"), "blue", [second], "eve", desk.house.time + timedelta(days=1))
    assert queue.next_up(desk.actor("eve"), "blue") == second
    assert queue.next_up(desk.actor("rob"), "blue") == first
    assert queue.next_up(desk.actor("rob"), "blue") == first
    assert queue.next_up(desk.actor("max"), "blue") is None
    assert queue.next_up(desk.actor("rob"), "blue", "none/such") is None
    for who in ("kim", "ida", "sue"):
        with pytest.raises(NotAllowed):
            queue.next_up(desk.actor(who), "blue")


def test_those_who_press_at_once_each_get_their_own(desk: Desk) -> None:
    """Whoever comes second to an attempt is given the next one, however many there are."""
    played = [desk.played() for _ in range(4)]
    desk.waiting()
    with ThreadPoolExecutor(3) as at_once:
        found = list(at_once.map(lambda who: queue_of(desk).next_up(desk.actor(who), "blue"), ("eve", "rob", "max")))
    assert len(set(found)) == 3
    assert set(found) <= set(played)


def test_one_name_is_shown_to_a_supervisor_and_that_is_written_down(desk: Desk) -> None:
    """Not to evaluators, who mark blind, nor for one's own attempt."""
    one = desk.played()
    desk.waiting()
    queue = queue_of(desk)
    assert queue.name_of(desk.actor("sue"), one) == "Kim"
    entry = desk.house.last()
    assert (entry.action, entry.subject_id, entry.detail) == ("name-shown", "kim", {"attempt": one})
    noted = len(desk.house.deeds())
    for who in ("eve", "rob", "ida", "kim", "ann"):
        with pytest.raises(NotAllowed):
            queue.name_of(desk.actor(who), one)
    with pytest.raises(NotAllowed):
        queue.name_of(desk.actor("sue"), "none")
    kim = desk.store.person("kim")
    assert kim is not None
    desk.store.keep_person(replace(kim, roles=frozenset({Role.TRAINEE, Role.SUPERVISOR})))
    desk.store.join_cohort(Membership("blue", "kim", Role.SUPERVISOR))
    with pytest.raises(NotAllowed):
        queue.name_of(desk.actor("kim"), one)
    assert len(desk.house.deeds()) == noted


def test_the_contact_learns_a_name_where_there_is_a_concern(desk: Desk) -> None:
    """Of that attempt alone, and only as long as they are the contact."""
    desk.rules(contact="rob")
    one, other = desk.played(), desk.played()
    desk.waiting()
    desk.returning.concern(desk.actor("eve"), one, "I worry.")
    queue = queue_of(desk)
    assert queue.name_of(desk.actor("rob"), one) == "Kim"
    assert desk.house.last().action == "name-shown"
    for who, what in (("rob", other), ("eve", one)):
        with pytest.raises(NotAllowed):
            queue.name_of(desk.actor(who), what)
    desk.rules(contact="sue")
    with pytest.raises(NotAllowed):
        queue.name_of(desk.actor("rob"), one)
