"""The contract of every store: what learners open to each other and say about it, and what was read of what came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from roleplay.errors import Conflict, NotFound
from roleplay.identity import Role
from roleplay.scoring.review import Seen
from roleplay.store import (
    Assignment,
    CohortRow,
    FellowWords,
    Membership,
    Opening,
    OwnerKind,
    PersonRow,
    Reading,
    ReviewRow,
    Status,
    Store,
    TextRow,
)
from tests.kept import MORNING, attempt, log, shelve
from tests.store.samples import held

LATER = MORNING + timedelta(hours=1)
TO_LEE = Opening("a1", "lee", "blue", MORNING)
TO_MAX = Opening("a1", "max", "blue", LATER)


def words(author: str = "lee", name: str = "first", **changes: Any) -> FellowWords:
    """What somebody says about Kim's attempt."""
    strength, question, thing_to_try = (
        TextRow(
            f"{author}-{name}-{part}", OwnerKind.PERSON, "kim", None, "fellow", f"{name} {part} of {author}", MORNING
        )
        for part in "abc"
    )
    ticks = (Seen("asks-first", 3), Seen("reflects", 1))
    return replace(FellowWords("a1", author, MORNING, strength, question, thing_to_try, ticks), **changes)


@pytest.fixture
def circle(store: Store) -> Store:
    """Kim, Lee and Max learn in the blue cohort; a1 is a finished practice of Kim's, open to Lee."""
    shelve(store)
    store.add_cohort(CohortRow("blue", "blue", MORNING))
    for name in ("kim", "lee", "max"):
        store.add_person(PersonRow(name, name, frozenset({Role.TRAINEE}), name))
        store.join_cohort(Membership("blue", name, Role.TRAINEE))
    for name in ("a1", "a2"):
        store.add_attempt(attempt(name, status=Status.FINISHED, ended_at=MORNING), log(1))
    store.open_to([TO_LEE])
    return store


def test_fellow_learners_are_those_who_learn_in_the_same_cohort_and_can_come_in(circle: Store) -> None:
    """Once for each cohort that two share; not oneself, nobody who accompanies, nobody whose account is closed."""

    def found(name: str = "kim") -> list[tuple[str, str]]:
        return [(one.cohort.name, one.person.name) for one in circle.fellow_learners(name)]

    assert found() == [("blue", "lee"), ("blue", "max")]
    circle.add_cohort(CohortRow("red", "red", MORNING))
    for name in ("kim", "lee"):
        circle.join_cohort(Membership("red", name, Role.TRAINEE))
    circle.add_person(PersonRow("eve", "eve", frozenset(Role), "eve"))
    circle.join_cohort(Membership("blue", "eve", Role.EVALUATOR))
    assert found() == [("blue", "lee"), ("blue", "max"), ("red", "lee")]
    assert found("eve") == []
    for name, changes in (("lee", {"disabled_at": LATER}), ("max", {"roles": frozenset({Role.AUTHOR})})):
        person = circle.person(name)
        assert person is not None
        circle.keep_person(replace(person, **changes))
    assert found() == []


def test_an_attempt_is_opened_closed_and_opened_again(circle: Store) -> None:
    """Each reader for themselves; closing what is not open changes nothing, and what is not there is not opened."""
    circle.open_to([TO_MAX])
    assert circle.openings("a1") == (TO_LEE, TO_MAX)
    circle.close_to("a1", "lee", LATER)
    circle.close_to("a1", "lee", LATER + timedelta(days=1))
    assert circle.openings("a1")[0].closed_at == LATER
    assert circle.openings_to("lee") == (replace(TO_LEE, closed_at=LATER),)
    circle.open_to([replace(TO_LEE, at=LATER)])
    assert circle.openings_to("lee") == (replace(TO_LEE, at=LATER),)
    with pytest.raises(NotFound):
        circle.open_to([TO_MAX, replace(TO_LEE, attempt_id="none")])
    assert circle.openings("a2") == ()


def test_words_come_back_as_they_were_said_and_others_take_their_place(circle: Store, url: str) -> None:
    """Of what was said before nothing is left."""
    circle.say_as_fellow(words())
    assert circle.fellow_words("a1") == circle.fellow_words_by("lee") == (words(),)
    again = words(name="second", ticks=())
    circle.say_as_fellow(again)
    assert circle.fellow_words_about(OwnerKind.PERSON, "kim") == (again,)
    assert "first" not in repr(held(url)["texts"])
    circle.unsay_as_fellow("a1", "lee")
    circle.unsay_as_fellow("a1", "lee")
    assert (circle.fellow_words("a1"), held(url)["texts"]) == ((), [])


def test_only_a_reader_to_whom_it_is_open_says_something(circle: Store) -> None:
    """Neither somebody else, nor the same one after it was closed; what was said before stays."""
    with pytest.raises(NotFound):
        circle.say_as_fellow(words("max"))
    circle.say_as_fellow(words())
    circle.close_to("a1", "lee", LATER)
    with pytest.raises(NotFound):
        circle.say_as_fellow(words(name="second"))
    assert circle.fellow_words("a1") == (words(),)


def test_nothing_is_said_to_somebody_who_was_erased(circle: Store) -> None:
    """Even if the opening were still there."""
    circle.erase_person("kim", LATER, keep_logs=False)
    with pytest.raises(NotFound):
        circle.say_as_fellow(words())


def test_what_was_read_is_known_by_its_owner(circle: Store) -> None:
    """The last time counts, for each thing by itself."""
    circle.note_reading("a1", Reading.RESULT, MORNING)
    circle.note_reading("a1", Reading.RESULT, LATER)
    circle.note_reading("a1", Reading.FELLOWS, MORNING)
    assert circle.readings_of(OwnerKind.PERSON, "kim") == {
        ("a1", Reading.RESULT): LATER, ("a1", Reading.FELLOWS): MORNING
    }  # fmt: skip
    assert circle.readings_of(OwnerKind.PERSON, "lee") == {}
    with pytest.raises(NotFound):
        circle.note_reading("none", Reading.RESULT, LATER)


@pytest.mark.parametrize("keep_logs", [False, True])
def test_what_fellows_said_goes_with_whoever_it_is_about(circle: Store, url: str, *, keep_logs: bool) -> None:
    """With all openings and readings, whatever becomes of the log."""
    circle.say_as_fellow(words())
    circle.note_reading("a1", Reading.RESULT, MORNING)
    circle.erase_person("kim", LATER, keep_logs=keep_logs)
    found = held(url)
    assert [found[name] for name in ("openings", "fellow_words", "readings", "texts")] == [[], [], [], []]


def test_of_a_fellow_who_was_erased_the_words_stay_as_nobodys(circle: Store, url: str) -> None:
    """They belong to whoever they are about; nothing leads to their author."""
    circle.say_as_fellow(words())
    circle.erase_person("lee", LATER, keep_logs=False)
    (left,) = circle.fellow_words("a1")
    assert (left.strength.body, left.author == "lee") == ("first a of lee", False)
    assert held(url)["openings"] == []


def test_what_a_cohort_read_ends_with_it(circle: Store) -> None:
    """What was said stays with whoever it is about."""
    circle.say_as_fellow(words())
    circle.remove_cohort("blue")
    assert (circle.openings("a1"), len(circle.fellow_words("a1"))) == ((), 1)


@pytest.mark.parametrize("who", ["kim", "lee"])
@pytest.mark.parametrize("role", [None, Role.TRAINEE])
def test_leaving_a_cohort_ends_what_was_open_there_for_good(circle: Store, who: str, role: Role | None) -> None:
    """Whichever of the two it is, coming back does not open it again; what is open elsewhere stays open."""
    circle.open_to([TO_MAX])
    circle.join_cohort(Membership("blue", who, Role.EVALUATOR))
    circle.leave_cohort("blue", who, Role.EVALUATOR)
    circle.leave_cohort("red", who)
    assert len(circle.openings("a1")) == 2
    circle.leave_cohort("blue", who, role)
    circle.join_cohort(Membership("blue", who, Role.TRAINEE))
    assert circle.openings("a1") == ((TO_MAX,) if who == "lee" else ())


# --- handing in, taken back ---


def test_a_review_is_dropped_until_somebody_has_opened_the_attempt(circle: Store) -> None:
    """Being asked to mark it is not opening it; holding it is, even if that has run out."""
    review = ReviewRow("a1", "blue", "disclosure/small", "kim", MORNING)
    circle.add_review(review)
    circle.assign([Assignment("a1", "max", "lee")])
    assert not circle.looked_into("a1")
    circle.drop_review("a1")
    assert (circle.review("a1"), circle.assignments(["a1"])) == (None, ())
    circle.drop_review("a1")
    circle.add_review(review)
    circle.lease("a1", "max", MORNING, MORNING, 1)
    with pytest.raises(Conflict, match="begun to look"):
        circle.drop_review("a1")
    assert circle.looked_into("a1")
    assert circle.review("a1") is not None
