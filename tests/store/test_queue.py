"""The contract of every store: a cohort's queue as a whole, and states that follow new rules at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from roleplay.identity import Role
from roleplay.model.event import Mode
from roleplay.scoring.review import Gist, Rating, Rules, State, settled
from roleplay.store import (
    Asked,
    Assignment,
    CohortRow,
    CohortRules,
    Comment,
    Membership,
    OwnerKind,
    PersonRow,
    Remark,
    ReviewRow,
    Status,
    Store,
    Tally,
    TextRow,
)
from tests.kept import MORNING, attempt, log, shelve

DAY = timedelta(days=1)
NOW = MORNING + DAY
PEOPLE = ("eve", "rob", "max")
NEW = Gist(50, 0, lived=False, decided=False, apart=0)


@pytest.fixture
def desk(store: Store) -> Store:
    """Kim learns in the blue cohort, which Eve, Rob and Max rate."""
    shelve(store)
    store.add_cohort(CohortRow("blue", "blue", MORNING))
    store.add_cohort(CohortRow("red", "red", MORNING))
    for name, role in (("kim", Role.TRAINEE), *((one, Role.EVALUATOR) for one in PEOPLE)):
        store.add_person(PersonRow(name, name, frozenset({role}), name))
        store.join_cohort(Membership("blue", name, role))
    return store


def put(store: Store, name: str, **changes: Any) -> ReviewRow:
    """An attempt of Kim's in the queue; its name says when it ended."""
    at = MORNING + timedelta(minutes=int(name[1:]))
    done = replace(attempt(name, mode=Mode.ASSESSMENT, ended_at=at), status=Status.FINISHED)
    store.add_attempt(done, log(1))
    row = ReviewRow(**{
        "attempt_id": name, "cohort_id": "blue", "scenario_id": "disclosure/small", "owner_id": "kim", "ready_at": at,
        **changes,
    })  # fmt: skip
    store.add_review(row)
    return row


def rate(store: Store, row: ReviewRow, rater: str, state: State = State.AGREED, seen: int = 0) -> None:
    """Let somebody mark it."""
    store.lease(row.attempt_id, rater, NOW, NOW + DAY, 9)
    store.rate(replace(row, state=state), Rating(rater, NOW, 1, "s" * 64, (), ()), seen)


def ask(store: Store, *names: str, rater: str = "eve", **more: Any) -> None:
    """Ask somebody to mark them."""
    store.assign([Assignment(name, rater, "sue", **more) for name in names])


# --- rules ---


def test_a_database_settles_as_the_scoring_does(desk: Store) -> None:
    """For every gist, with and without a return: all rows of a cohort get the state that one alone would get."""
    rows = {}
    some = product((-1, 20), (0, 1, 2), (False, True), (False, True), (0, 1, None), (0, 1), (None, 0))
    for number, (drawn, marked, lived, decided, apart, looks, returned) in enumerate(some):
        gist = Gist(drawn, marked, lived=lived, decided=decided, apart=apart)
        name = f"a{number}"
        rows[name] = put(desk, name, state=State.DISAGREES, gist=gist, looks=looks, returned=returned)
    for rules in (Rules(1, share=20), Rules(2, share=21, apart=1), Rules(1, lived_experience=True, share=0)):
        expected = {
            name: settled(row.gist or NEW, rules, looks=row.looks, returned=row.returned == 0)
            for name, row in rows.items()
        }
        moved: dict[tuple[State, State], int] = {}
        before = {row.attempt_id: row.state for row in desk.queue(Asked("blue"), 1000)}
        movable = (State.NEEDS_SECOND, State.AGREED, State.DISAGREES)
        for name, state in expected.items():
            if before[name] in movable and state is not before[name]:
                moved[before[name], state] = moved.get((before[name], state), 0) + 1
        assert desk.moves("blue", rules) == moved
        desk.keep_review_rules("blue", CohortRules(rules))
        after = {row.attempt_id: row.state for row in desk.queue(Asked("blue"), 1000)}
        assert after == {name: expected[name] if before[name] in movable else before[name] for name in rows}


def test_new_rules_leave_alone_what_has_no_gist_and_other_cohorts(desk: Store) -> None:
    """What has none is named, so that it can be worked out."""
    two = Gist(0, 1, lived=False, decided=False, apart=0)
    for name, more in (("a1", {}), ("a2", {"gist": two}), ("a3", {"gist": two, "cohort_id": "red"})):
        put(desk, name, state=State.AGREED, official="{}", **more)
    desk.keep_review_rules("blue", CohortRules(Rules(2)))
    found = [desk.review(name) for name in ("a1", "a2", "a3")]
    assert [row and row.state for row in found] == [State.AGREED, State.NEEDS_SECOND, State.AGREED]
    assert [row and row.official for row in found] == ["{}", None, "{}"]
    desk.keep_results({"a1": "{}"})
    assert desk.without_gist("blue", [State.AGREED], 10) == {"a1": "{}"}
    assert desk.without_gist("blue", [State.UNMARKED], 10) == {}


def test_a_rating_that_was_worked_out_by_old_rules_stands_by_the_new_ones(desk: Store) -> None:
    """Whoever changes the rules at that moment is not overlooked."""
    row = put(desk, "a1")
    desk.keep_review_rules("blue", CohortRules(Rules(2)))
    rate(desk, replace(row, gist=replace(NEW, marked=1)), "eve", State.AGREED)
    kept = desk.review("a1")
    assert kept is not None
    assert (kept.state, kept.gist) == (State.NEEDS_SECOND, replace(NEW, marked=1))


def test_what_nobody_has_marked_is_weighed_once(desk: Store) -> None:
    """What somebody has marked meanwhile keeps its own gist."""
    put(desk, "a1")
    marked = put(desk, "a2", state=State.AGREED, gist=replace(NEW, marked=1))
    desk.weigh({"a1": -1, "a2": 7})
    desk.weigh({"a1": 30})
    desk.weigh({})
    found = desk.review("a1")
    assert found is not None
    assert found.gist == replace(NEW, drawn=-1)
    assert desk.review("a2") == marked


# --- how much there is ---


def test_the_tally_counts_states_and_requests_that_wait(desk: Store) -> None:
    """What was marked, or needs nobody any more, waits for nobody; another cohort's is not counted."""
    first = put(desk, "a1")
    put(desk, "a2", state=State.NEEDS_SECOND)
    put(desk, "a3", state=State.RETURNED)
    put(desk, "a4", cohort_id="red", scenario_id="else/where")
    assert desk.tally("blue", "eve", NOW) == Tally(
        {State.UNMARKED: 1, State.NEEDS_SECOND: 1, State.RETURNED: 1}, overdue=0, mine=0
    )
    ask(desk, "a1", "a2", "a3", "a4", due=MORNING)
    ask(desk, "a1", rater="rob", due=NOW + DAY)
    assert desk.tally("blue", "eve", NOW).overdue == 2
    assert [desk.tally("blue", who, NOW).mine for who in ("eve", "rob", "max")] == [2, 1, 0]
    assert [desk.waiting_for(who) for who in ("eve", "rob", "max")] == [3, 1, 0]
    rate(desk, first, "eve", State.NEEDS_SECOND)
    assert desk.marked_by(["a1", "a2"]) == {"a1": {"eve"}, "a2": frozenset()}
    found = desk.tally("blue", "eve", NOW)
    assert (found.overdue, found.mine, found.states[State.NEEDS_SECOND]) == (1, 1, 2)


def test_the_scenarios_of_a_queue_are_named_once_each(desk: Store) -> None:
    """In order; those of other cohorts are left out."""
    for name, scenario in (("a1", "b/two"), ("a2", "a/one"), ("a3", "b/two"), ("a4", "c/three")):
        put(desk, name, scenario_id=scenario)
    put(desk, "a5", scenario_id="b/else", cohort_id="red")
    assert desk.scenarios_in("blue") == ("a/one", "b/two", "c/three")
    assert desk.scenarios_in("none") == ()


def test_the_queue_is_asked_for_what_waits_and_for_what_nobody_is_asked_for(desk: Store) -> None:
    """A request that was met counts no more; nor does its day."""
    rows = [put(desk, "a1"), put(desk, "a2", state=State.NEEDS_SECOND), put(desk, "a3", state=State.AGREED)]
    ask(desk, "a2", due=MORNING)

    def names(**asked: Any) -> list[str]:
        return [row.attempt_id for row in desk.queue(Asked("blue", **asked), 10)]

    assert names(waiting=True) == ["a1", "a2"]
    assert names(waiting=True, unasked=True) == ["a1"]
    assert names(due_before=NOW) == ["a2"]
    rate(desk, rows[1], "eve", State.NEEDS_SECOND)
    assert names(waiting=True, unasked=True) == ["a1", "a2"]
    assert names(due_before=NOW) == []
    assert names(rater="eve") == ["a2"]


# --- who is asked ---


def test_places_are_what_nobody_was_asked_for(desk: Store) -> None:
    """By the rules, the draw and a further look; an attempt that somebody only left open has its place again."""
    put(desk, "a1", gist=replace(NEW, drawn=-1))
    put(desk, "a2", gist=replace(NEW, drawn=20))
    put(desk, "a3")
    put(desk, "a4", looks=1)
    put(desk, "a5", state=State.AGREED)
    rules = Rules(1, share=20)
    ask(desk, "a3")
    desk.lease("a2", "rob", NOW, NOW + DAY, 1)

    def free(**more: Any) -> dict[str, int]:
        return {one.attempt_id: one.free for one in desk.places("blue", rules, NOW, 10, **more)}

    assert free() == {"a1": 2, "a4": 2}
    assert free(after=desk.places("blue", rules, NOW, 1)[0]) == {"a4": 2}
    assert desk.lacking("blue", rules, NOW, 3) == (2, 4)
    assert desk.lacking("blue", rules, NOW, 1) == (2, 2)
    assert {type(many) for many in desk.lacking("blue", rules, NOW, 3)} == {int}
    assert desk.lacking("red", rules, NOW, 3) == (0, 0)
    later = NOW + 2 * DAY
    assert [one.attempt_id for one in desk.places("blue", rules, later, 10)] == ["a1", "a2", "a4"]
    ask(desk, "a1", rater="max")
    (first, *_) = desk.places("blue", rules, NOW, 1)
    assert (first.free, first.people, first.owner_id) == (1, frozenset({"max"}), "kim")


def test_somebody_with_lived_experience_may_be_lacking_although_enough_have_marked(desk: Store) -> None:
    """One more place is there for them, until somebody was asked."""
    rules = Rules(1, lived_experience=True, share=0)
    desk.keep_review_rules("blue", CohortRules(rules))
    row = put(desk, "a1", gist=replace(NEW, marked=1), state=State.NEEDS_SECOND)
    rate(desk, row, "eve", State.NEEDS_SECOND)
    (place,) = desk.places("blue", rules, NOW, 10)
    assert (place.free, place.people) == (1, frozenset({"eve"}))
    ask(desk, "a1", rater="rob")
    assert desk.places("blue", rules, NOW, 10) == ()


def test_people_are_asked_no_longer_unless_they_have_begun(desk: Store) -> None:
    """One by one, or all that was asked with one press, in portions."""
    rows = [put(desk, f"a{number}") for number in range(1, 5)]
    ask(desk, "a1", "a2", "a3", batch="press")
    ask(desk, "a4", batch="other")
    desk.lease("a2", "eve", NOW, NOW + DAY, 1)
    rate(desk, rows[2], "eve")
    assert desk.take_back("red", "press", NOW, 10) == 0
    assert desk.take_back("blue", "press", NOW, 10) == 1
    assert desk.take_back("blue", "press", NOW, 10) == 0
    kept = desk.assignments([row.attempt_id for row in rows])
    assert [(one.attempt_id, one.batch) for one in kept] == [("a2", "press"), ("a3", "press"), ("a4", "other")]
    assert desk.unassign(kept, NOW) == 1
    assert desk.unassign(kept, NOW + 2 * DAY) == 1
    assert [one.attempt_id for one in desk.assignments(["a1", "a2", "a3", "a4"])] == ["a3"]


def test_many_are_asked_at_once(desk: Store) -> None:
    """As one by one: who was asked is asked anew, and a lease goes on."""
    for number in range(1, 4):
        put(desk, f"a{number}")
    ask(desk, "a1", due=MORNING)
    desk.lease("a2", "eve", NOW, NOW + DAY, 1)
    asked = [Assignment(name, "eve", "sue", NOW, batch="press") for name in ("a1", "a2", "a3")]
    desk.ask([*asked, Assignment("a1", "rob", "sue")])
    desk.ask([])
    kept = desk.assignments(["a1", "a2", "a3"])
    held = replace(asked[1], lease_until=NOW + DAY)
    assert kept == (asked[0], Assignment("a1", "rob", "sue"), held, asked[2])


def test_a_press_is_taken_back_portion_by_portion(desk: Store) -> None:
    """As many as are asked for at a time."""
    for number in range(1, 4):
        put(desk, f"a{number}")
    ask(desk, "a1", "a2", "a3", batch="press")
    assert [desk.take_back("blue", "press", NOW, 2) for _ in range(3)] == [2, 1, 0]


# --- what comes next ---


def test_what_one_is_asked_for_comes_first_then_second_looks_then_the_rest(desk: Store) -> None:
    """By day, then by age; never one's own attempt, what one has marked, or what others are asked for."""
    rules = Rules(2, share=0)
    rows = {f"a{n}": put(desk, f"a{n}") for n in range(1, 9)}
    ask(desk, "a7", due=NOW + DAY)
    ask(desk, "a8", due=NOW)
    ask(desk, "a6")
    second = replace(rows["a5"], gist=replace(NEW, marked=1))
    rate(desk, second, "rob", State.NEEDS_SECOND)
    rate(desk, replace(rows["a4"], gist=replace(NEW, marked=1)), "eve", State.NEEDS_SECOND)
    for other in ("rob", "max"):
        ask(desk, "a3", rater=other)
    desk.keep_review_rules("blue", CohortRules(rules))

    def coming(who: str, **more: Any) -> tuple[str, ...]:
        return desk.next_for(who, "blue", rules, NOW, **{"limit": 20, **more})

    assert coming("eve") == ("a8", "a7", "a6", "a5", "a1", "a2")
    assert coming("eve", limit=2) == ("a8", "a7")
    for name in ("a8", "a1"):
        desk.practise(name, Rating("eve", NOW, 1, "s" * 64, (), ()), ())
    assert coming("eve") == ("a7", "a6", "a5", "a2")
    assert coming("kim") == ()
    assert coming("eve", scenario_id="none/such") == ()
    desk.lease("a1", "rob", NOW, NOW + DAY, 2)
    desk.lease("a1", "max", NOW, NOW + DAY, 2)
    assert "a1" not in coming("eve")


# --- concerns ---


def said(store: Store, name: str, about: str, kind: Remark, minutes: int) -> None:
    """Somebody writes to, or as, the contact."""
    row = TextRow(name, OwnerKind.PERSON, "kim", None, "review", name, NOW + timedelta(minutes=minutes))
    store.comment(Comment(row, about, "eve", kind))


def test_concerns_are_open_until_their_contact_says_what_was_done(desk: Store) -> None:
    """Counted by attempt, for the contact alone; a later one is open again."""
    for name in ("a1", "a2"):
        put(desk, name)
    desk.keep_review_rules("blue", CohortRules(contact="rob"))
    said(desk, "t1", "a1", Remark.CONCERN, 1)
    said(desk, "t2", "a1", Remark.CONCERN, 2)
    said(desk, "t3", "a2", Remark.CONCERN, 3)
    said(desk, "t4", "a2", Remark.COMMENT, 9)
    assert (desk.open_concerns("rob"), desk.open_concerns("eve")) == ({"blue": 2}, {})
    said(desk, "t5", "a1", Remark.FOLLOW_UP, 4)
    assert desk.open_concerns("rob") == {"blue": 1}
    said(desk, "t6", "a1", Remark.CONCERN, 5)
    assert desk.open_concerns("rob") == {"blue": 2}
    assert [one.text.id for one in desk.concerns("blue")] == ["t1", "t2", "t3", "t5", "t6"]
