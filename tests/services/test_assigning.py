"""Assigning, by hand or evenly, and the rules of a cohort."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import NotAllowed, RefusedEvent
from roleplay.identity import Role
from roleplay.scoring.review import Rules, State
from roleplay.services.reviewing import Waiting
from roleplay.store import Asked, CohortRules, Membership
from tests.kept import MORNING
from tests.services.test_reviewing import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Everybody, as at the desk."""
    return Desk(tmp_path)


def rows(desk: Desk, **asked: Any) -> tuple[Waiting, ...]:
    """The queue of the blue cohort."""
    return desk.reviewing.queue(desk.actor("sue"), Asked("blue", **asked))


def test_an_attempt_is_assigned_by_hand(desk: Desk) -> None:
    """To an evaluator of the cohort, by a day; the queue is asked for it, and it is written down."""
    first, second = desk.played(), desk.played()
    desk.waiting()
    due = MORNING + timedelta(days=3)
    desk.assigning.assign(desk.actor("sue"), second, "eve", due)
    assert [one.attempt_id for one in rows(desk, rater="eve")] == [second]
    assert [one.attempt_id for one in rows(desk, due_before=due + timedelta(days=1))] == [second]
    assert rows(desk, due_before=due) == ()
    entry = desk.house.last()
    assert (entry.action, entry.subject_id, entry.detail) == ("review-assigned", "eve", {"attempts": "1"})
    for rater in ("ida", "kim", "sue", "none"):
        with pytest.raises(NotAllowed, match="no such evaluator"):
            desk.assigning.assign(desk.actor("sue"), first, rater)


def test_work_is_shared_out_evenly(desk: Desk) -> None:
    """As many people for each as it wants, nobody twice, never the trainee; what was asked before counts and stays."""
    desk.rules(raters=2)
    kim = desk.store.person("kim")
    assert kim is not None
    desk.store.keep_person(replace(kim, roles=frozenset({Role.TRAINEE, Role.EVALUATOR})))
    desk.store.join_cohort(Membership("blue", "kim", Role.EVALUATOR))
    played = [desk.played() for _ in range(6)]
    desk.waiting()
    desk.assigning.assign(desk.actor("sue"), played[0], "rob")
    assert desk.assigning.assign_evenly(desk.actor("sue"), "blue") == 11
    assert desk.assigning.assign_evenly(desk.actor("sue"), "blue") == 0
    asked = [[part.rater for part in one.assignments] for one in rows(desk)]
    assert all(len(set(raters)) == 2 for raters in asked)
    assert sorted(sum(raters.count(name) for raters in asked) for name in ("eve", "rob", "max")) == [4, 4, 4]


def test_new_rules_hold_at_once_for_what_is_not_settled(desk: Desk) -> None:
    """What was returned or is unmarked stays as it is."""
    marked, fresh = desk.played(), desk.played()
    desk.waiting()
    desk.mark("eve", marked)
    assert desk.state(marked) is State.AGREED
    desk.rules(raters=2)
    assert (desk.state(marked), desk.state(fresh)) == (State.NEEDS_SECOND, State.UNMARKED)
    desk.rules(raters=1)
    desk.returning.comment(desk.actor("eve"), marked, "strength", "Good.")
    desk.returning.give_back(desk.actor("eve"), marked)
    desk.rules(raters=2)
    assert desk.state(marked) is State.RETURNED
    read = desk.returning.read(desk.actor("kim"), marked)
    assert {one.official.basis for one in read.results} == {"human"}
    assert desk.assigning.rules(desk.actor("eve"), "blue").rules.raters == 2
    assert desk.house.deeds("blue")[-1] == "review-rules-changed"


@pytest.mark.parametrize("wrong", [{"raters": 0}, {"raters": 21}, {"share": 101}, {"apart": 4}, {"bar": 101}])
def test_rules_that_cannot_hold_are_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    """And those that were there stay."""
    with pytest.raises(RefusedEvent):
        desk.rules(**wrong)
    assert desk.store.review_rules("blue").rules == Rules(share=0)


def test_rules_and_assignments_are_not_everybodys(desk: Desk) -> None:
    """Evaluators set no rules, trainees do nothing, and a part in another cohort counts for nothing."""
    attempt_id = desk.played()
    desk.waiting()
    for who in ("kim", "eve", "ida"):
        with pytest.raises(NotAllowed):
            desk.assigning.set_rules(desk.actor(who), "blue", CohortRules())
    for who in ("kim", "ida", "ann"):
        with pytest.raises(NotAllowed):
            desk.assigning.assign(desk.actor(who), attempt_id, "eve")
        with pytest.raises(NotAllowed):
            desk.assigning.assign_evenly(desk.actor(who), "blue")
        with pytest.raises(NotAllowed):
            desk.assigning.rules(desk.actor(who), "blue")
    with pytest.raises(RefusedEvent, match="no part in this cohort"):
        desk.assigning.set_rules(desk.actor("sue"), "blue", CohortRules(contact="ida"))
    desk.assigning.set_rules(desk.actor("ann"), "blue", CohortRules(contact="eve"))
    with pytest.raises(RefusedEvent, match="no such cohort"):
        desk.assigning.set_rules(desk.actor("ann"), "green", CohortRules())
