"""The contract of every store: what reports read, and levels that are kept once and stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from roleplay.identity import Role
from roleplay.model.event import Mode
from roleplay.scoring.review import Rating, State
from roleplay.store import CohortRow, Membership, OwnerKind, PersonRow, ReviewRow, Status, Store
from roleplay.store.copying import Whole
from roleplay.store.reporting import played_query, rated_query
from tests.kept import HASH, MORNING, attempt, log, shelve
from tests.store.samples import do

LATER = MORNING + timedelta(days=40)
SAID = '{"levels":{"listening":3}}'


@pytest.fixture
def school(store: Store) -> Store:
    """Kim and Lee learn in the blue cohort, Mo in the red one; Eve rates. Everybody has finished an attempt."""
    shelve(store)
    for colour in ("blue", "red"):
        store.add_cohort(CohortRow(colour, colour, MORNING))
    for name, colour, role in (
        ("kim", "blue", Role.TRAINEE), ("lee", "blue", Role.TRAINEE), ("mo", "red", Role.TRAINEE), ("eve", "blue", Role.EVALUATOR),
    ):  # fmt: skip
        store.add_person(PersonRow(name, name, frozenset({role}), name))
        store.join_cohort(Membership(colour, name, role))
    for name in ("kim", "lee", "mo", "eve"):
        store.add_attempt(attempt(f"{name}-1", owner_id=name, mode=Mode.ASSESSMENT), log(1))
        store.append(f"{name}-1", replace(log(2)[1], at=LATER), (), Status.FINISHED, SAID)
    store.add_attempt(attempt("kim-2", owner_id="kim"), log(1))
    return store


def rate(store: Store, seq: int, levels: str | None) -> None:
    """Eve marks Kim's attempt."""
    review = ReviewRow("kim-1", "blue", "disclosure/small", "kim", LATER)
    if not seq:
        store.add_review(review)
    store.lease("kim-1", "eve", MORNING, LATER + timedelta(hours=1), 9)
    rating = Rating("eve", LATER, seq + 1, "s" * 64, (), ())
    store.rate(replace(review, state=State.AGREED, official="human"), rating, seq, (), levels)


def test_what_a_cohorts_trainees_have_finished_comes_in_columns(school: Store) -> None:
    """Nothing that goes on, nothing of another cohort, and nothing that an evaluator played."""
    rate(school, 0, SAID)
    found = school.played_in("blue")
    assert sorted(zip(found.attempt, found.owner, found.mode, found.ended, found.result, strict=True)) == [
        ("kim-1", "kim", "assessment", "2026-04-10 09:00:00", SAID),
        ("lee-1", "lee", "assessment", "2026-04-10 09:00:00", SAID),
    ]
    assert sorted(zip(found.attempt, found.state, found.official, strict=True)) == [
        ("kim-1", "agreed", "human"), ("lee-1", None, None),
    ]  # fmt: skip
    assert '"feedback"' in found.options[0]
    assert list(school.played_in("none").attempt) == []


def test_no_row_is_lost_however_few_are_read_at_once(school: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row by row, in pairs, or all of them: the same columns."""
    for seq in range(3):
        rate(school, seq, SAID)
    whole = school.played_in("blue"), school.rated_in("blue")
    assert (len(whole[0].attempt), len(whole[1].attempt)) == (2, 3)
    for portion in (1, 2):
        monkeypatch.setattr("roleplay.store.reporting._AT_ONCE", portion)
        assert (school.played_in("blue"), school.rated_in("blue")) == whole


def test_a_review_in_another_cohort_is_not_this_ones(school: Store) -> None:
    """Its attempt counts, as the machine has it; its ratings do not."""
    school.join_cohort(Membership("red", "kim", Role.TRAINEE))
    rate(school, 0, SAID)
    here = school.played_in("red")
    assert dict(zip(here.attempt, here.official, strict=True)) == {"kim-1": None, "mo-1": None}
    assert list(school.rated_in("red").attempt) == []


def test_ratings_of_a_cohort_come_in_columns(school: Store) -> None:
    """Each attempt's in their order."""
    rate(school, 0, SAID)
    rate(school, 1, None)
    found = school.rated_in("blue")
    assert list(zip(found.attempt, found.seq, found.rater, found.month, found.levels, strict=True)) == [
        ("kim-1", 0, "eve", "2026-04", SAID), ("kim-1", 1, "eve", "2026-04", None),
    ]  # fmt: skip


def test_levels_come_once_to_a_rating_without_any(school: Store, url: str) -> None:
    """What is there stays, whoever asks; nothing else of a rating changes with them."""
    rate(school, 0, SAID)
    rate(school, 1, None)
    (late,) = school.unlevelled("blue", 10)
    assert (late.attempt_id, late.seq, late.rating.revision) == ("kim-1", 1, 2)
    school.keep_levels({("kim-1", 0): "other", ("kim-1", 1): "late"})
    assert list(school.rated_in("blue").levels) == [SAID, "late"]
    for change in ("levels = 'new'", "levels = NULL"):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
            do(url, f"UPDATE ratings SET {change}")
    rate(school, 2, None)
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
        do(url, "UPDATE ratings SET levels = 'x', rater = 'rob' WHERE seq = 2")


def test_results_and_official_levels_come_to_what_they_are_true_of(school: Store, url: str) -> None:
    """A result to a finished attempt without one; official levels only as long as the review stands as it did."""
    rate(school, 0, SAID)
    do(url, "UPDATE attempts SET result = NULL WHERE id = 'kim-1'")
    school.keep_results({"kim-1": "new", "lee-1": "new", "kim-2": "new"})
    found = school.played_in("blue")
    assert dict(zip(found.attempt, found.result, strict=True)) == {"kim-1": "new", "lee-1": SAID}
    school.keep_official({"kim-1": (State.DISAGREES, "machine")})
    assert "machine" not in school.played_in("blue").official
    school.keep_official({"kim-1": (State.AGREED, "better")})
    assert "better" in school.played_in("blue").official


@pytest.mark.usefixtures("school")
def test_a_report_reads_by_indexes(url: str, kind: str) -> None:
    """However many other cohorts there are, of attempts, reviews and ratings only this one's are read."""
    word = "EXPLAIN QUERY PLAN " if kind == "sqlite" else "EXPLAIN "
    for query in (played_query("blue"), rated_query("blue")):
        with Whole(url).read() as connection:
            if kind == "postgresql":  # of tables as small as these it would read all
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
            said = "\n".join(" ".join(map(str, row)) for row in connection.exec_driver_sql(word + text).all())
        for table in ("attempts", "reviews", "ratings", "memberships"):
            assert f"SCAN {table}" not in said
            assert f"Seq Scan on {table}" not in said


def test_the_finished_attempts_at_a_scenario_are_those_of_single_people_the_last_ones_first(school: Store) -> None:
    """Whoever made them, in whatever cohort; not those that go on, and not a group's."""
    store = school
    store.add_attempt(attempt("group-1", owner_id="w", owner_kind=OwnerKind.WORKSHOP), log(1))
    store.append("group-1", replace(log(2)[1], at=LATER), (), Status.FINISHED, SAID)
    store.add_attempt(attempt("mo-2", owner_id="mo"), log(1))
    store.append("mo-2", replace(log(2)[1], at=LATER + timedelta(days=1)), (), Status.FINISHED, SAID)
    found = store.walked("disclosure/small", 10)
    assert list(found.attempt) == ["mo-2", "eve-1", "kim-1", "lee-1", "mo-1"]
    assert list(found.owner) == ["mo", "eve", "kim", "lee", "mo"]
    assert set(found.version) == {HASH}
    assert list(store.walked("disclosure/small", 1).attempt) == ["mo-2"]
    assert list(store.walked("disclosure/other", 10).attempt) == []
