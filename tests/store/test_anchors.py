"""The contract of every store: anchors in use, on desks and marked; ratings of anchors and for practice are for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound, Unavailable
from roleplay.identity import Role
from roleplay.model.event import Mode
from roleplay.scoring.review import Rating, Seen
from roleplay.store import (
    AnchorUse,
    Asked,
    CalibrationRules,
    CohortRow,
    Comment,
    Draft,
    Membership,
    OwnerKind,
    PersonRow,
    Presented,
    Remark,
    ReviewRow,
    Status,
    Store,
    TextRow,
)
from roleplay.store.copying import Whole, copy_database
from tests.kept import MORNING, URLS, attempt, log, shelve
from tests.postgres import postgres
from tests.store.samples import do, rows

LATER = MORNING + timedelta(hours=1)
RATING = Rating("eve", MORNING, 1, "s" * 64, ("r" * 64,), (Seen("asks-first", 3),), no_opportunity=("repair",))
SHOWN = Presented("p1", "blue", "eve", "a" * 64, 2**40, announced=False, ready_at=MORNING)


@pytest.fixture
def desk(store: Store) -> Store:
    """Eve and Rob rate the blue cohort, which uses two anchors and in which Kim learns; p1 is on Eve's desk."""
    shelve(store)
    store.add_cohort(CohortRow("blue", "blue", MORNING))
    for name, role in (("kim", Role.TRAINEE), ("eve", Role.EVALUATOR), ("rob", Role.EVALUATOR)):
        store.add_person(PersonRow(name, name, frozenset({role}), name))
        store.join_cohort(Membership("blue", name, role))
    for number, letter in enumerate("ab"):
        store.keep_document(letter * 64, "anchor", letter, "{}")
        store.use_anchor(AnchorUse("blue", letter * 64, "rob", MORNING + timedelta(minutes=number)))
    store.present_anchor(SHOWN)
    return store


def words(kind: Remark, text_id: str = "t1", body: str | None = "Hm.", about: str = "p1") -> Comment:
    """Something that Eve wrote."""
    row = TextRow(text_id, OwnerKind.PERSON, "eve", None, "anchor", body, MORNING)
    return Comment(row, about, "eve", kind, 2)


def held(store: Store, id_: str = "p1") -> None:
    """Open the anchor."""
    store.lease(id_, "eve", MORNING, LATER, 0)


def test_anchors_come_into_use_and_out_of_it(desk: Store) -> None:
    """In their order; what lies on desks unannounced goes with its anchor, what was announced stays."""
    assert [one.anchor[0] for one in desk.anchor_uses("blue")] == ["a", "b"]
    desk.present_anchor(replace(SHOWN, id="p2", anchor="b" * 64, announced=True))
    desk.comment(words(Remark.NOTE))
    for letter in "ab":
        desk.retire_anchor("blue", letter * 64, LATER)
    assert [one.retired_at for one in desk.anchor_uses("blue")] == [LATER, LATER]
    assert [one.id for one in desk.presented_anchors("eve")] == ["p2"]
    assert desk.personal_texts(["t1"]) == {}
    desk.use_anchor(AnchorUse("blue", "a" * 64, "eve", LATER))
    assert [one.retired_at for one in desk.anchor_uses("blue")] == [None, LATER]
    assert [one.added_by for one in desk.anchor_uses("blue")] == ["rob", "rob"]


def test_who_knows_a_key_is_kept_once(desk: Store) -> None:
    """However often it is said."""
    desk.know_anchor("a" * 64, ["eve", "rob"])
    desk.know_anchor("a" * 64, ["eve"])
    assert desk.known_anchors("eve") == {"a" * 64}
    assert desk.known_anchors("kim") == frozenset()


def test_rules_are_a_cohorts_own(desk: Store) -> None:
    """The usual ones until it has some."""
    assert desk.calibration_rules("blue") == CalibrationRules(20, 60)
    desk.keep_calibration_rules("blue", CalibrationRules(5, 9))
    desk.keep_calibration_rules("blue", CalibrationRules(6, 9))
    assert desk.calibration_rules("blue") == CalibrationRules(6, 9)


def test_an_anchor_lies_once_on_a_desk(desk: Store) -> None:
    """Whoever asks again gets the one that lies there; for somebody who does not exist there is none."""
    assert desk.present_anchor(replace(SHOWN, id="p9", seed=1)) == SHOWN
    assert desk.presented_anchor("p9") is None
    with pytest.raises(NotFound):
        desk.present_anchor(replace(SHOWN, id="p9", rater="nobody"))


def test_on_the_desk_it_is_an_attempt(desk: Store) -> None:
    """Held, begun, written about: what the store is asked for an attempt it answers for an anchor, to its rater alone."""
    held(desk)
    (held_now,) = desk.assignments(["p1", "a1"])
    assert (held_now.rater, held_now.lease_until, held_now.due) == ("eve", LATER, None)
    with pytest.raises(NotFound):
        desk.lease("p1", "rob", MORNING, LATER, 9)
    draft = Draft("p1", "eve", {"ticks": []}, MORNING)
    desk.keep_draft(draft, None)
    assert desk.draft("p1", "eve") == draft
    assert desk.draft("p1", "rob") is None
    with pytest.raises(Conflict):
        desk.keep_draft(draft, None)
    desk.keep_draft(replace(draft, at=LATER), MORNING)
    desk.drop_draft("p1", "eve")
    assert desk.draft("p1", "eve") is None
    desk.comment(words(Remark.STRENGTH))
    desk.change_comment(words(Remark.STRENGTH, body="Hm, hm."))
    (said,) = desk.comments("p1")
    assert (said.text.body, said.author, said.kind, said.moment) == ("Hm, hm.", "eve", Remark.STRENGTH, 2)
    desk.change_comment(words(Remark.STRENGTH, body=None))
    assert desk.comments("p1") == ()
    assert desk.ratings("p1") == ()


def test_a_rating_of_an_anchor_takes_it_from_the_desk(desk: Store) -> None:
    """With what was written. It takes a lease of one's own, once; what was marked comes back as it was."""
    review = ReviewRow("p1", "blue", "disclosure/small", "p1", MORNING)
    with pytest.raises(Conflict, match="not held"):
        desk.rate(review, RATING, 0)
    held(desk)
    desk.comment(words(Remark.NOTE))
    desk.rate(review, RATING, 0)
    assert desk.presented_anchor("p1") is None
    assert desk.personal_texts(["t1"]) == {}
    assert desk.ratings("p1") == (RATING,)
    (kept,) = desk.anchor_ratings("eve")
    assert (kept.presented_id, kept.anchor, kept.seed, kept.announced, kept.rating) == (
        "p1", "a" * 64, 2**40, False, RATING,
    )  # fmt: skip
    for late in (RATING, replace(RATING, revision=2)):
        with pytest.raises(Conflict, match="already"):
            desk.rate(review, late, 1)
    assert desk.ratings_by("eve") == ()
    with pytest.raises(NotFound):
        desk.comment(words(Remark.NOTE, "t2"))


def test_the_queue_is_found_next_to_an_anchor(desk: Store) -> None:
    """While it lies there, and once it was marked."""
    for number in range(2):
        finished(desk, f"a{number}", MORNING + timedelta(minutes=number))
        at = MORNING + timedelta(minutes=number, seconds=30)
        desk.present_anchor(replace(SHOWN, id=f"q{number}", rater="rob", anchor="ab"[number] * 64, ready_at=at))

    def ids(**near: str) -> list[str]:
        return [one.attempt_id for one in desk.queue(Asked("blue"), 5, **near)]

    assert ids(after="q0") == ["a1"]
    assert ids(before="q0") == ["a0"]
    assert ids(after="q1") == []
    assert ids(before="q1") == ["a0", "a1"]
    assert ids(after="nothing") == []
    desk.lease("q0", "rob", MORNING, LATER, 0)
    desk.mark_anchor("q0", replace(RATING, rater="rob", at=LATER))
    assert ids(before="q0") == ["a0", "a1"]


def finished(store: Store, name: str, at: object = MORNING) -> None:
    """A finished assessment of Kim's in the queue."""
    whole = attempt(name, mode=Mode.ASSESSMENT, ended_at=at)
    store.add_attempt(replace(whole, status=Status.FINISHED), log(1))
    store.add_review(ReviewRow(name, "blue", "disclosure/small", "kim", at))  # type: ignore[arg-type]


def test_first_marks_since_a_moment_are_counted(desk: Store) -> None:
    """Not revisions, nor those before it, nor anchors."""
    for number in range(2):
        finished(desk, f"a{number}")
        desk.lease(f"a{number}", "eve", MORNING, LATER + timedelta(hours=9), 1)
        review = desk.review(f"a{number}")
        assert review is not None
        desk.rate(review, replace(RATING, at=MORNING + timedelta(minutes=number * 10)), 0)
    assert desk.marked_since("blue", "eve", MORNING - timedelta(1)) == 2
    assert desk.marked_since("blue", "eve", MORNING) == 1
    assert desk.marked_since("red", "eve", MORNING - timedelta(1)) == 0


def test_practice_is_kept_apart_from_ratings(desk: Store) -> None:
    """In its own order, with its words; the attempt is asked of them no more, and has no rating."""
    finished(desk, "a1")
    desk.lease("a1", "eve", MORNING, LATER, 1)
    reason = replace(words(Remark.REASON), attempt_id="a1")
    desk.practise("a1", RATING)
    desk.practise("a1", replace(RATING, revision=2, at=LATER, reason="t1"), [reason])
    with pytest.raises(Conflict):
        desk.practise("a1", replace(RATING, revision=2))
    with pytest.raises(NotFound):
        desk.practise("a9", RATING)
    assert [one.revision for one in desk.practised("a1")] == [1, 2]
    assert [id_ for id_, _ in desk.practised_by("eve")] == ["a1", "a1"]
    assert desk.ratings("a1") == ()
    assert desk.assignments(["a1"]) == ()
    assert [one.text.id for one in desk.comments("a1")] == ["t1"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE anchor_ratings SET announced = NOT announced",
        "UPDATE anchor_ratings SET rater = 'rob'",
        "UPDATE practice_ratings SET at = '2027-01-01'",
        "UPDATE practice_ratings SET rater = 'rob'",
        "DELETE FROM anchor_ratings",
        "DELETE FROM practice_ratings",
    ],
)
def test_the_database_itself_refuses_to_change_them(desk: Store, url: str, change: str) -> None:
    """By whatever program it is asked."""
    finished(desk, "a1")
    desk.practise("a1", RATING)
    desk.mark_anchor("p1", RATING)
    with pytest.raises((sa.exc.DatabaseError, Unavailable), match="only ever added to"):
        do(url, change)
    assert len(rows(url, "SELECT * FROM anchor_ratings")) == len(rows(url, "SELECT * FROM practice_ratings")) == 1


def test_no_rating_takes_the_place_of_another(desk: Store, url: str, kind: str) -> None:
    """SQLite's way of replacing a row is closed too."""
    desk.mark_anchor("p1", RATING)
    if kind == "sqlite":
        with pytest.raises((sa.exc.DatabaseError, Unavailable), match="only ever added to"):
            do(url, "INSERT OR REPLACE INTO anchor_ratings SELECT * FROM anchor_ratings")
    assert len(desk.anchor_ratings("eve")) == 1


def test_an_evaluator_who_is_erased_leaves_ratings_of_nobody(desk: Store, url: str) -> None:
    """And nothing on a desk, no words, and no trace of what they knew or put to use."""
    finished(desk, "a1")
    desk.practise("a1", RATING)
    desk.present_anchor(replace(SHOWN, id="p2", anchor="b" * 64))
    desk.mark_anchor("p1", RATING)
    desk.comment(words(Remark.NOTE, about="p2"))
    desk.know_anchor("a" * 64, ["eve"])
    for who in ("eve", "rob"):
        desk.erase_person(who, LATER, keep_logs=False)
    with Whole(url).read() as connection:
        kept = " ".join(
            str(connection.exec_driver_sql(f"SELECT * FROM {table}").all())
            for table in ("anchor_ratings", "practice_ratings", "anchors_presented", "anchor_knowers", "anchor_uses")
        )
    assert "'eve'" not in kept
    assert "'rob'" not in kept
    assert len(rows(url, "SELECT * FROM anchor_ratings")) == len(rows(url, "SELECT * FROM practice_ratings")) == 1
    assert desk.presented_anchor("p2") is None


@pytest.mark.parametrize("keep_logs", [False, True])
def test_practice_goes_with_its_attempt(desk: Store, keep_logs: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Also where logs are kept without a name: it counts nowhere, so nobody needs it."""
    finished(desk, "a1")
    desk.practise("a1", RATING)
    desk.erase_person("kim", LATER, keep_logs=keep_logs)
    assert desk.practised_by("eve") == ()


def test_a_cohort_goes_with_its_anchors_and_what_was_marked_stays(desk: Store) -> None:
    """It is the evaluator who is calibrated."""
    desk.keep_calibration_rules("blue", CalibrationRules(5, 9))
    desk.present_anchor(replace(SHOWN, id="p2", anchor="b" * 64))
    desk.mark_anchor("p1", RATING)
    desk.remove_cohort("blue")
    assert desk.anchor_uses("blue") == ()
    assert desk.presented_anchors("eve") == ()
    assert len(desk.anchor_ratings("eve")) == 1


@pytest.mark.parametrize("target", list(URLS))
def test_they_go_on_in_a_copy(desk: Store, url: str, tmp_path: Path, target: str) -> None:
    """With everything, in either kind of database, and still guarded."""
    finished(desk, "a1")
    desk.practise("a1", RATING)
    desk.mark_anchor("p1", RATING)
    folder = tmp_path / "copy"
    folder.mkdir()
    other = URLS[target](folder)
    copy_database(url, other)
    assert rows(other, "SELECT presented_id, rater FROM anchor_ratings") == [("p1", "eve")]
    with pytest.raises((sa.exc.DatabaseError, Unavailable), match="only ever added to"):
        do(other, "DELETE FROM practice_ratings")
    if target == "postgresql":
        postgres().forget(folder)
