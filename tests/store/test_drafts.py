"""The contract of every store: marks that are not handed in yet, and words that are changed before they are returned."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from roleplay.errors import Conflict, NotFound
from roleplay.identity import Role
from roleplay.scoring.review import State
from roleplay.store import CohortRow, Comment, Draft, OwnerKind, PersonRow, Remark, Status, Store, TextRow
from tests.kept import MORNING, attempt, log, shelve
from tests.store.test_reviews import LATER, RATING, REVIEW

DRAFT = Draft("a1", "eve", {"ticks": [["reflects", 1]], "confidence": None}, MORNING)
NEWER = replace(DRAFT, data={"ticks": []}, at=LATER)


@pytest.fixture
def desk(store: Store) -> Store:
    """An attempt of Kim's, a1, which Eve and Rob can mark."""
    shelve(store)
    store.add_cohort(CohortRow("blue", "blue", MORNING))
    for name in ("kim", "eve", "rob"):
        store.add_person(PersonRow(name, name, frozenset({Role.EVALUATOR}), name))
    store.add_attempt(replace(attempt("a1"), status=Status.FINISHED, ended_at=MORNING), log(1))
    store.add_review(REVIEW)
    return store


def test_a_draft_is_kept_for_its_rater_and_each_attempt(desk: Store) -> None:
    """A newer one takes its place, and nobody else's; giving it up leaves none."""
    assert desk.draft("a1", "eve") is None
    desk.keep_draft(DRAFT, None)
    desk.keep_draft(replace(DRAFT, rater="rob"), None)
    desk.keep_draft(NEWER, MORNING)
    assert (desk.draft("a1", "eve"), desk.draft("a1", "rob")) == (NEWER, replace(DRAFT, rater="rob"))
    assert desk.drafts_by("eve") == (NEWER,)
    desk.drop_draft("a1", "eve")
    desk.drop_draft("a1", "eve")
    assert (desk.drafts_by("eve"), len(desk.drafts_by("rob"))) == ((), 1)


@pytest.mark.parametrize("seen", [None, LATER])
def test_a_draft_that_was_changed_elsewhere_meanwhile_is_not_overwritten(desk: Store, seen: object) -> None:
    """Whoever has not seen it is told, and it stays."""
    desk.keep_draft(DRAFT, None)
    with pytest.raises(Conflict, match="somewhere else"):
        desk.keep_draft(NEWER, seen)  # type: ignore[arg-type]
    assert desk.draft("a1", "eve") == DRAFT


def test_a_draft_goes_when_it_is_handed_in(desk: Store) -> None:
    """With the rating, in one transaction; that of somebody else stays, and so does one whose rating is refused."""
    for rater in ("eve", "rob"):
        desk.keep_draft(replace(DRAFT, rater=rater), None)
        desk.lease("a1", rater, MORNING, LATER, 2)
    with pytest.raises(Conflict):
        desk.rate(REVIEW, RATING, 9)
    assert desk.draft("a1", "eve") == DRAFT
    desk.rate(REVIEW, RATING, 0)
    assert (desk.draft("a1", "eve"), desk.drafts_by("rob") != ()) == (None, True)
    assert desk.ratings_by("eve") == (("a1", RATING),)
    assert desk.ratings_by("rob") == ()


def test_a_draft_goes_with_its_attempt_and_with_its_rater(desk: Store) -> None:
    """And none is kept for an attempt, or by somebody, that was erased meanwhile."""
    desk.keep_draft(DRAFT, None)
    desk.keep_draft(replace(DRAFT, rater="rob"), None)
    desk.erase_person("eve", MORNING, keep_logs=False)
    assert (desk.draft("a1", "eve"), desk.draft("a1", "rob") is None) == (None, False)
    with pytest.raises(NotFound):
        desk.keep_draft(DRAFT, None)
    desk.erase_attempts(["a1"], keep_logs=True)
    assert desk.drafts_by("rob") == ()
    with pytest.raises(NotFound):
        desk.keep_draft(replace(DRAFT, rater="rob"), None)


# --- words ---


def said(kind: Remark, **changes: object) -> Comment:
    """Something of Eve's."""
    owner = "eve" if kind is Remark.NOTE else "kim"
    row = TextRow(f"t-{kind}", OwnerKind.PERSON, owner, None, "review", "as it was", MORNING)
    return Comment(replace(row, **changes), "a1", "eve", kind, 1)  # type: ignore[arg-type]


def test_words_are_changed_and_taken_back_by_whoever_wrote_them(desk: Store) -> None:
    """Nothing of them is left; nobody else changes them, and nothing becomes something else by it."""
    for kind in (Remark.STRENGTH, Remark.NOTE):
        desk.comment(said(kind))
    desk.change_comment(said(Remark.STRENGTH, body="as it is"))
    assert [one.text.body for one in desk.comments("a1")] == ["as it was", "as it is"]
    for wrong in (replace(said(Remark.STRENGTH), author="rob"), replace(said(Remark.STRENGTH), kind=Remark.COMMENT)):
        with pytest.raises(NotFound):
            desk.change_comment(wrong)
    assert [one.text.body for one in desk.notes_by("eve")] == ["as it was"]
    for kind in (Remark.STRENGTH, Remark.NOTE):
        desk.change_comment(said(kind, body=None))
    assert (desk.comments("a1"), desk.notes_by("eve")) == ((), ())
    assert desk.personal_texts(["t-strength", "t-note"]) == {}


def test_what_was_returned_stays_as_it_was_read(desk: Store) -> None:
    """What was written since can be changed, and a note, which nobody else reads, at any time."""
    since = said(Remark.COMMENT, id="since", at=LATER + timedelta(minutes=1))
    for one in (said(Remark.STRENGTH), said(Remark.NOTE), since):
        desk.comment(one)
    desk.set_review(replace(REVIEW, state=State.RETURNED, returned=0, returned_at=LATER), 0)
    with pytest.raises(Conflict, match="returned"):
        desk.change_comment(said(Remark.STRENGTH, body=None))
    desk.change_comment(said(Remark.NOTE, body="a note"))
    desk.change_comment(replace(since, text=replace(since.text, body=None)))
    assert {one.text.body for one in desk.comments("a1")} == {"as it was", "a note"}
