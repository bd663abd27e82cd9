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
from roleplay.services import assigning
from roleplay.services.assigning import Pressed, Progress
from roleplay.services.reviewing import Waiting
from roleplay.store import Asked, CohortRules, Membership, sqlite_url
from roleplay.store.copying import Whole
from tests.kept import MORNING
from tests.services.test_reviewing import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Everybody, as at the desk."""
    return Desk(tmp_path)


def rows(desk: Desk, **asked: Any) -> tuple[Waiting, ...]:
    """The queue of the blue cohort."""
    return desk.reviewing.queue(desk.actor("sue"), Asked("blue", **asked))


def evenly(desk: Desk, **more: Any) -> Progress:
    """Share out everything, portion by portion."""
    progress = None
    while progress is None or not progress.done:
        progress = desk.assigning.assign_evenly(desk.actor("sue"), "blue", progress=progress, **more)
    return progress


def test_an_attempt_is_assigned_by_hand(desk: Desk) -> None:
    """To an evaluator of the cohort, by a day; the queue is asked for it, and it is written down."""
    first, second = desk.played(), desk.played()
    desk.waiting()
    due = MORNING + timedelta(days=3)
    pressed = desk.assigning.assign(desk.actor("sue"), "blue", [second], "eve", due)
    assert (pressed.asked, pressed.left_out, pressed.earlier) == (1, 0, ())
    assert [one.attempt_id for one in rows(desk, rater="eve")] == [second]
    assert [one.attempt_id for one in rows(desk, due_before=due + timedelta(days=1))] == [second]
    assert rows(desk, due_before=due) == ()
    entry = desk.house.last()
    assert (entry.action, entry.subject_id, entry.detail) == ("review-assigned", "eve", {"attempts": "1"})
    for rater in ("ida", "kim", "sue", "none"):
        with pytest.raises(NotAllowed, match="no such evaluator"):
            desk.assigning.assign(desk.actor("sue"), "blue", [first], rater)


def test_who_has_marked_is_not_asked_again_and_nobody_for_what_is_settled(desk: Desk) -> None:
    """They are left out, and that is counted; forged lists get nowhere."""
    desk.rules(raters=2)
    marked, fresh, settled = desk.played(), desk.played(), desk.played()
    desk.waiting()
    for who, what in (("eve", marked), ("rob", settled), ("max", settled)):
        desk.mark(who, what)
    pressed = desk.assigning.assign(desk.actor("sue"), "blue", [marked, fresh, settled, fresh], "eve")
    assert (pressed.asked, pressed.left_out) == (1, 2)
    assert [one.attempt_id for one in desk.store.assignments([marked, fresh, settled]) if one.batch] == [fresh]
    with pytest.raises(NotAllowed, match="no such attempt"):
        desk.assigning.assign(desk.actor("sue"), "blue", [fresh, "none"], "eve")
    for wrong in ([fresh] * 201, "abc", [7]):
        with pytest.raises(RefusedEvent):
            desk.assigning.assign(desk.actor("sue"), "blue", wrong, "eve")  # type: ignore[arg-type]


def test_what_a_press_asked_for_is_taken_back(desk: Desk) -> None:
    """Days that it changed come back; who has begun stays asked; in another cohort nothing is taken back."""
    first, second, third = (desk.played() for _ in range(3))
    desk.waiting()
    due = MORNING + timedelta(days=3)
    desk.assigning.assign(desk.actor("sue"), "blue", [first], "eve", due)
    pressed = desk.assigning.assign(desk.actor("sue"), "blue", [first, second, third], "eve")
    assert [one.due for one in pressed.earlier] == [due]
    desk.reviewing.open(desk.actor("eve"), third)
    with pytest.raises(NotAllowed):
        desk.assigning.undo(desk.actor("ida"), "red", pressed)
    assert desk.assigning.undo(desk.actor("sue"), "blue", pressed) == 1
    assert [(one.attempt_id, one.due) for one in desk.store.assignments([first, second, third])] == [
        (first, due), (third, None)
    ]  # fmt: skip
    assert desk.house.last().action == "review-unassigned"
    assert desk.assigning.undo(desk.actor("sue"), "blue", pressed) == 0


def test_requests_are_taken_back_and_put_back(desk: Desk) -> None:
    """Of everybody who has not begun; an undo asks the same people by the same day again."""
    first, second = desk.played(), desk.played()
    desk.waiting()
    due = MORNING + timedelta(days=3)
    desk.assigning.assign(desk.actor("sue"), "blue", [first, second], "eve", due)
    desk.reviewing.open(desk.actor("rob"), second)
    pressed = desk.assigning.unassign(desk.actor("sue"), "blue", [first, second])
    assert (pressed.asked, pressed.left_out) == (2, 1)
    assert [one.rater for one in desk.store.assignments([first, second])] == ["rob"]
    desk.assigning.undo(desk.actor("sue"), "blue", pressed)
    assert [(one.rater, one.due) for one in desk.store.assignments([first])] == [("eve", due)]


def test_a_day_is_changed_for_everybody_who_still_has_to_mark(desk: Desk) -> None:
    """Not for who has marked; an undo brings the earlier day back."""
    desk.rules(raters=2)
    one = desk.played()
    desk.waiting()
    for who in ("eve", "rob"):
        desk.assigning.assign(desk.actor("sue"), "blue", [one], who, MORNING)
    desk.mark("rob", one)
    later = MORNING + timedelta(days=9)
    pressed = desk.assigning.set_due(desk.actor("sue"), "blue", [one], later)
    assert pressed.asked == 1
    assert [(part.rater, part.due) for part in desk.store.assignments([one])] == [("eve", later), ("rob", MORNING)]
    desk.assigning.undo(desk.actor("sue"), "blue", pressed)
    assert [part.due for part in desk.store.assignments([one])] == [MORNING, MORNING]


def test_work_is_shared_out_evenly(desk: Desk) -> None:
    """As many people for each as it wants, nobody twice, never the trainee; what was asked before counts and stays."""
    desk.rules(raters=2)
    kim = desk.store.person("kim")
    assert kim is not None
    desk.store.keep_person(replace(kim, roles=frozenset({Role.TRAINEE, Role.EVALUATOR})))
    desk.store.join_cohort(Membership("blue", "kim", Role.EVALUATOR))
    played = [desk.played() for _ in range(6)]
    desk.waiting()
    desk.assigning.assign(desk.actor("sue"), "blue", [played[0]], "rob")
    plan = desk.assigning.plan(desk.actor("sue"), "blue")
    assert (plan.attempts, plan.people, plan.raters, plan.ready) == (6, 11, 4, True)
    progress = evenly(desk)
    assert (progress.asked, progress.looked) == (11, 6)
    assert evenly(desk).asked == 0
    asked = [[part.rater for part in one.assignments] for one in rows(desk)]
    assert all(len(set(raters)) == 2 for raters in asked)
    assert sorted(sum(raters.count(name) for raters in asked) for name in ("eve", "rob", "max")) == [4, 4, 4]
    pressed = Pressed(progress.batch, progress.asked)
    assert desk.assigning.undo(desk.actor("sue"), "blue", pressed) == 11
    assert [[part.rater for part in one.assignments] for one in rows(desk)] == [["rob"], [], [], [], [], []]


def test_two_are_asked_where_the_choices_showed_harm(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anybody has marked, in portions, whether or not what the choices come to was kept with the attempt."""
    good, harm, old = desk.played(), desk.played(first="talk"), desk.played(first="talk")
    with Whole(sqlite_url(desk.house.data / "roleplay.db")).rebuild() as connection:
        connection.exec_driver_sql(f"UPDATE attempts SET result = NULL WHERE id = '{old}'")
    desk.waiting()
    monkeypatch.setattr(assigning, "PORTION", 2)
    plan = desk.assigning.plan(desk.actor("sue"), "blue")
    while not plan.ready:
        plan = desk.assigning.plan(desk.actor("sue"), "blue")
    assert (plan.attempts, plan.people) == (3, 5)
    assert evenly(desk).asked == 5
    assert {one.attempt_id: len(one.assignments) for one in rows(desk)} == {good: 1, harm: 2, old: 2}


def test_what_new_rules_change_is_said_before(desk: Desk) -> None:
    """From which state to which, without changing anything; also for what was marked before gists were kept."""
    for _ in range(2):
        desk.played()
    first, second = desk.waiting()
    desk.mark("eve", first)
    desk.mark("eve", second)
    with Whole(sqlite_url(desk.house.data / "roleplay.db")).rebuild() as connection:
        connection.exec_driver_sql(f"UPDATE reviews SET marked = NULL WHERE attempt_id = '{second}'")
    rules = CohortRules(Rules(raters=2, share=0))
    effects = desk.assigning.effects(desk.actor("sue"), "blue", rules)
    assert effects == {(State.AGREED, State.NEEDS_SECOND): 2}
    assert desk.state(first) is State.AGREED
    with pytest.raises(NotAllowed):
        desk.assigning.effects(desk.actor("eve"), "blue", rules)


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
    kept = desk.store.review_rules("blue")
    assert (kept.changed_by, kept.changed_at) == ("sue", desk.house.time)


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
    assert desk.assigning.rules(desk.actor("ann"), "blue").rules.share == 0
    for who in ("kim", "ida"):
        with pytest.raises(NotAllowed):
            desk.assigning.rules(desk.actor(who), "blue")
    for who in ("kim", "ida", "ann"):
        with pytest.raises(NotAllowed):
            desk.assigning.assign(desk.actor(who), "blue", [attempt_id], "eve")
        with pytest.raises(NotAllowed):
            desk.assigning.unassign(desk.actor(who), "blue", [attempt_id])
        with pytest.raises(NotAllowed):
            desk.assigning.set_due(desk.actor(who), "blue", [attempt_id], None)
        with pytest.raises(NotAllowed):
            desk.assigning.plan(desk.actor(who), "blue")
        with pytest.raises(NotAllowed):
            desk.assigning.undo(desk.actor(who), "blue", Pressed("b", 1))
        with pytest.raises(NotAllowed):
            desk.assigning.assign_evenly(desk.actor(who), "blue")
    with pytest.raises(RefusedEvent, match="no part in this cohort"):
        desk.assigning.set_rules(desk.actor("sue"), "blue", CohortRules(contact="ida"))
    desk.assigning.set_rules(desk.actor("ann"), "blue", CohortRules(contact="eve"))
    with pytest.raises(RefusedEvent, match="no such cohort"):
        desk.assigning.set_rules(desk.actor("ann"), "green", CohortRules())
