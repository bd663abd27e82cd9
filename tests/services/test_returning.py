"""Between evaluator and trainee: comments, the return, the answer, another look; and concerns, which are no score."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent
from roleplay.scoring.official import Basis
from roleplay.scoring.review import State
from roleplay.services.drafting import Drafting
from roleplay.services.keys import sealer_of
from roleplay.services.locksmith import begin
from roleplay.services.marking import Marks
from roleplay.services.privacy import Privacy
from roleplay.services.returning import Letter, Missing, Returning
from roleplay.services.shelf import Bookshelf
from roleplay.store import Assignment, OwnerKind
from tests.kept import HASH, sqlite_in
from tests.services.test_reviewing import GOOD, HARM, Desk
from tests.store.samples import rows


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Everybody, as at the desk."""
    return Desk(tmp_path)


@pytest.fixture
def marked(desk: Desk) -> str:
    """An attempt of Kim's that Eve has marked, with a comment of each kind."""
    attempt_id = desk.played()
    desk.waiting()
    desk.mark("eve", attempt_id)
    for kind, moment in (("strength", 1), ("next-step", None), ("comment", 4), ("note", None)):
        desk.returning.comment(desk.actor("eve"), attempt_id, kind, f"{kind} of Eve", moment)
    return attempt_id


def test_a_trainee_reads_levels_and_words_once_they_are_returned(desk: Desk, marked: str) -> None:
    """Not before, and no note; what was returned is written down, by whom and whose."""
    kim = desk.actor("kim")
    with pytest.raises(NotAllowed, match="Nothing of yours was returned"):
        desk.returning.read(kim, marked)
    assert desk.returning.returned(kim) == ()
    desk.returning.give_back(desk.actor("eve"), marked)
    assert (desk.house.last().action, desk.house.last().subject_id) == ("review-returned", "kim")
    assert desk.returning.returned(kim) == (marked,)
    read = desk.returning.read(kim, marked)
    assert [(one.competency, one.official.level, one.official.basis) for one in read.results] == [
        ("listening", 3, Basis.HUMAN), ("sharing", 3, Basis.HUMAN)
    ]  # fmt: skip
    assert {(one.body, one.moment) for one in read.words} == {
        ("strength of Eve", 1), ("next-step of Eve", None), ("comment of Eve", 4)
    }  # fmt: skip
    assert "note of Eve" in [one.body for one in desk.returning.own_words(desk.actor("eve"), marked)]
    assert desk.returning.own_words(desk.actor("rob"), marked) == ()


def test_nothing_is_returned_without_a_strength_or_before_people_agree(desk: Desk) -> None:
    """It says what is missing."""
    desk.rules(raters=2)
    attempt_id = desk.played()
    desk.waiting()
    eve = desk.actor("eve")
    desk.mark("eve", attempt_id)
    with pytest.raises(RefusedEvent, match="cannot be returned yet"):
        desk.returning.give_back(eve, attempt_id)
    desk.mark("rob", attempt_id)
    desk.returning.comment(eve, attempt_id, "next-step", "Try silence.")
    with pytest.raises(RefusedEvent, match="at least one strength"):
        desk.returning.give_back(eve, attempt_id)
    desk.returning.comment(eve, attempt_id, "strength", "You asked first.")
    desk.returning.give_back(eve, attempt_id)
    assert desk.state(attempt_id) is State.RETURNED


def test_a_trainee_answers_and_asks_once_for_another_look_by_somebody_else(desk: Desk, marked: str) -> None:
    """Until it is returned again the trainee reads what was returned, and nothing that was marked or written since."""
    kim, eve, rob = desk.actor("kim"), desk.actor("eve"), desk.actor("rob")
    desk.returning.give_back(eve, marked)
    before = desk.returning.read(kim, marked)
    desk.house.wait(minutes=1)
    desk.returning.answer(kim, marked, "I see it differently.")
    desk.returning.ask_again(kim, marked)
    with pytest.raises(Conflict):
        desk.returning.ask_again(kim, marked)
    assert desk.state(marked) is State.NEEDS_SECOND
    desk.mark("eve", marked, ("reflects", 1), reason="I had overlooked it.")
    assert desk.state(marked) is State.NEEDS_SECOND
    desk.mark("rob", marked)
    desk.returning.comment(rob, marked, "comment", "Rob's")
    assert desk.state(marked) is State.DISAGREES
    read = desk.returning.read(kim, marked)
    assert (read.results, read.looking_again) == (before.results, False)
    assert {one.body for one in read.words} - {one.body for one in before.words} == {"I see it differently."}
    desk.mark("eve", marked, reason="Rob is right.")
    desk.returning.give_back(rob, marked)
    assert "Rob's" in [one.body for one in desk.returning.read(kim, marked).words]


def test_why_harm_was_cleared_is_read_by_the_trainee(desk: Desk) -> None:
    """And no other reason."""
    harmed = desk.played(first="talk")
    desk.waiting()
    for who in ("eve", "rob"):
        desk.mark(who, harmed)
    for who in ("eve", "rob"):
        desk.mark(who, harmed, clears=HARM, reason=f"{who}: it was quoted.")
    desk.returning.comment(desk.actor("eve"), harmed, "strength", "You repaired it.")
    desk.returning.give_back(desk.actor("eve"), harmed)
    read = desk.returning.read(desk.actor("kim"), harmed)
    assert {one.body for one in read.reasons} == {"eve: it was quoted.", "rob: it was quoted."}
    assert {one.body for one in read.words} == {"You repaired it."}


def test_nobody_does_what_is_somebody_elses(desk: Desk, marked: str) -> None:
    """No comment by a trainee or a stranger, no reading or answering of another one's, before or after the return."""
    service = desk.returning
    for who in ("kim", "lee", "ida", "ann"):
        actor = desk.actor(who)
        calls: list[Callable[[], object]] = [
            partial(service.comment, actor, marked, "strength", "Well done."),
            partial(service.give_back, actor, marked),
            partial(service.concern, actor, marked, "Worried."),
            partial(service.own_words, actor, marked),
        ]
        for call in calls:
            with pytest.raises(NotAllowed):
                call()
    service.give_back(desk.actor("sue"), marked)
    for who in ("lee", "eve", "sue", "ann"):
        actor = desk.actor(who)
        calls = [
            partial(service.read, actor, marked),
            partial(service.answer, actor, marked, "No."),
            partial(service.ask_again, actor, marked),
        ]
        for call in calls:
            with pytest.raises(NotAllowed):
                call()


@pytest.mark.parametrize(
    ("kind", "text", "moment"),
    [("reason", "x", None), ("concern", "x", None), ("answer", "x", None), ("praise", "x", None), ("strength", " ", 1),
     ("strength", "x", 99), ("strength", "x", -1)],
)  # fmt: skip
def test_forged_comments_are_refused(desk: Desk, marked: str, kind: str, text: str, moment: int | None) -> None:
    """Kinds that are not written here, empty ones, and moments that there are not."""
    with pytest.raises(RefusedEvent):
        desk.returning.comment(desk.actor("eve"), marked, kind, text, moment)


def test_a_concern_goes_to_the_contact_and_into_no_score(desk: Desk, marked: str) -> None:
    """Who was told is written down; the trainee does not read it, and nor does anybody but the contact."""
    eve, state = desk.actor("eve"), desk.state(marked)
    with pytest.raises(RefusedEvent, match="named nobody"):
        desk.returning.concern(eve, marked, "A neighbour can be recognised.")
    desk.rules(contact="sue")
    desk.returning.concern(eve, marked, "A neighbour can be recognised.")
    entry = desk.house.last()
    assert (entry.action, entry.subject_id, entry.detail) == (
        "concern-raised", "kim", {"attempt": marked, "cohort": "blue", "told": "sue"}
    )  # fmt: skip
    assert (desk.state(marked), len(desk.store.ratings(marked))) == (state, 1)
    (concern,) = desk.store.concerns("blue")
    assert (concern.attempt_id, concern.author) == (marked, "eve")
    desk.returning.give_back(eve, marked)
    assert "recognised" not in repr(desk.returning.read(desk.actor("kim"), marked))


def test_words_are_corrected_and_taken_back_until_they_are_returned(desk: Desk, marked: str) -> None:
    """By whoever wrote them, and by nobody else; a note at any time, and a reason never."""
    eve, rob = desk.actor("eve"), desk.actor("rob")
    desk.mark("eve", marked, reason="I look again.")
    ids = {str(words.kind): words.id for words in desk.returning.own_words(eve, marked)}
    assert ids["reason"] is None
    strength, note = ids["strength"], ids["note"]
    assert strength is not None
    assert note is not None
    desk.returning.change(eve, marked, strength, "You waited for her.")
    desk.returning.change(eve, marked, ids["comment"] or "", None)
    said = {str(words.kind): words.body for words in desk.returning.own_words(eve, marked)}
    assert (said["strength"], "comment" in said) == ("You waited for her.", False)
    (reason,) = [one.text.id for one in desk.store.comments(marked) if one.kind == "reason"]
    for who, text_id in ((rob, strength), (rob, note), (eve, reason), (eve, "none")):
        with pytest.raises(NotFound):
            desk.returning.change(who, marked, text_id, "Forged.")
    with pytest.raises(RefusedEvent):
        desk.returning.change(eve, marked, strength, "  ")
    desk.returning.give_back(eve, marked)
    assert {str(words.kind): words.id for words in desk.returning.own_words(eve, marked)}["strength"] is None
    with pytest.raises(Conflict, match="returned"):
        desk.returning.change(eve, marked, strength, "Too late.")
    desk.returning.change(eve, marked, note, None)
    assert [words.body for words in desk.returning.read(desk.actor("kim"), marked).words][:1] == ["You waited for her."]


def test_whoever_returns_sees_what_the_trainee_will_read_and_what_is_missing(desk: Desk) -> None:
    """Others' words only once the marks are settled; no notes."""
    desk.rules(raters=2)
    attempt_id = desk.played()
    desk.waiting()
    eve, rob, sue = (desk.actor(name) for name in ("eve", "rob", "sue"))
    desk.mark("eve", attempt_id)
    desk.returning.comment(eve, attempt_id, "next-step", "Try silence.")
    desk.returning.comment(eve, attempt_id, "note", "Ask Rob.")
    assert desk.returning.letter(rob, attempt_id) == Letter((), Missing.MARKS)
    assert [words.body for words in desk.returning.letter(eve, attempt_id).words] == ["Try silence."]
    desk.mark("rob", attempt_id)
    for who, owns in ((eve, True), (rob, False), (sue, False)):
        letter = desk.returning.letter(who, attempt_id)
        assert [(words.body, words.id is not None) for words in letter.words] == [("Try silence.", owns)]
        assert letter.missing is Missing.STRENGTH
    desk.returning.comment(rob, attempt_id, "strength", "You asked.", 4)
    assert desk.returning.letter(sue, attempt_id).missing is None
    desk.returning.give_back(sue, attempt_id)
    assert desk.returning.letter(eve, attempt_id).missing is Missing.NOTHING_NEW
    for stranger in ("kim", "lee", "ida", "ann"):
        with pytest.raises(NotAllowed):
            desk.returning.letter(desk.actor(stranger), attempt_id)


def test_a_supervisor_who_decides_writes_to_the_trainee_too(desk: Desk) -> None:
    """From when ratings disagree; one who has nothing to decide does not."""
    desk.rules(raters=2)
    attempt_id = desk.played()
    desk.waiting()
    sue = desk.actor("sue")
    desk.mark("eve", attempt_id)
    with pytest.raises(NotAllowed):
        desk.returning.comment(sue, attempt_id, "strength", "You asked.")
    desk.mark("rob", attempt_id, ("reflects", 1))
    desk.returning.comment(sue, attempt_id, "strength", "You asked.")
    desk.reviewing.open(sue, attempt_id)
    desk.reviewing.adjudicate(sue, attempt_id, Marks(HASH, GOOD, reason="She did ask."))
    (said,) = (words for words in desk.returning.own_words(sue, attempt_id) if words.kind == "strength")
    assert said.id is not None
    desk.returning.change(sue, attempt_id, said.id, "You asked her first.")
    desk.returning.give_back(sue, attempt_id)
    assert [words.body for words in desk.returning.read(desk.actor("kim"), attempt_id).words] == [
        "You asked her first."
    ]


def test_an_evaluator_is_told_who_would_hear_of_a_concern(desk: Desk, marked: str) -> None:
    """By name, before anything is written; None where nobody is named."""
    eve = desk.actor("eve")
    assert desk.returning.contact(eve, marked) is None
    desk.rules(contact="sue")
    assert desk.returning.contact(eve, marked) == "Sue"
    with pytest.raises(NotAllowed):
        desk.returning.contact(desk.actor("kim"), marked)


def test_words_to_a_trainee_are_sealed_with_the_trainees_key(desk: Desk, marked: str, tmp_path: Path) -> None:
    """A note with the evaluator's: whoever is erased takes along what was theirs, and nothing else."""
    begin(desk.store, tmp_path)
    sealer = sealer_of(desk.store, tmp_path)
    service = Returning(
        desk.store, Bookshelf(desk.store), desk.house.now, lambda: f"s-{next(desk.house.ids)}", sealer=sealer
    )
    eve = desk.actor("eve")
    service.comment(eve, marked, "strength", "You waited for her.")
    service.comment(eve, marked, "note", "Ask Rob about this.")
    kept = rows(sqlite_in(tmp_path), "SELECT owner_id, body FROM texts WHERE sealed")
    assert [owner for owner, _ in sorted(kept)] == ["eve", "kim"]
    assert "You waited" not in repr(kept)
    desk.store.forget_text_key(OwnerKind.PERSON, "eve")
    said = {one.kind: one.body for one in service.own_words(eve, marked)[-2:]}
    assert set(said.values()) == {"You waited for her.", None}


def test_what_was_returned_is_in_what_a_trainee_takes_along(desk: Desk, marked: str, tmp_path: Path) -> None:
    """Ticks and words, opened; no evaluator, no note, and nothing before it is returned."""
    privacy = Privacy(desk.store, Bookshelf(desk.store), tmp_path, desk.house.now)

    def taken() -> str:
        with zipfile.ZipFile(io.BytesIO(privacy.export(desk.actor("kim")))) as archive:
            return archive.read("reviews.json").decode()

    assert json.loads(taken()) == []
    desk.returning.give_back(desk.actor("eve"), marked)
    (review,) = json.loads(taken())
    assert (review["attempt_id"], len(review["ratings"]), len(review["words"])) == (marked, 1, 3)
    assert {"behaviour": "reflects", "moment": 1} in review["ratings"][0]["ticks"]
    assert '"eve"' not in taken()
    assert "note of Eve" not in taken()
    with zipfile.ZipFile(io.BytesIO(privacy.export(desk.actor("kim")))) as archive:
        page = archive.read("index.html").decode()
    for told in ("listening: helpful", "strength of Eve", "What went well"):
        assert told in page


def test_what_an_evaluator_marked_and_noted_is_in_what_they_take_along(desk: Desk, marked: str, tmp_path: Path) -> None:
    """With what is not handed in yet; of the trainee nothing but the id of the attempt, and nothing of other evaluators."""
    desk.rules(raters=2)
    desk.mark("rob", marked)
    other = desk.played(who="lee")
    desk.waiting()
    Drafting(desk.store, Bookshelf(desk.store), desk.house.now, lambda: "id").keep(
        desk.actor("eve"), other, Marks(HASH, [("reflects", 1)]), None
    )
    privacy = Privacy(desk.store, Bookshelf(desk.store), tmp_path, desk.house.now)
    with zipfile.ZipFile(io.BytesIO(privacy.export(desk.actor("eve")))) as archive:
        found, page = json.loads(archive.read("marked.json")), archive.read("index.html").decode()
    assert [(one["attempt_id"], one["confidence"]) for one in found["ratings"]] == [(marked, 3)]
    assert [one["body"] for one in found["notes"]] == ["note of Eve"]
    assert [(one["attempt_id"], one["data"]["ticks"]) for one in found["not_handed_in"]] == [(other, [["reflects", 1]])]
    assert "kim" not in json.dumps(found)
    assert "rob" not in json.dumps(found)
    for told in ("What you marked as an evaluator", "sharing: helpful", "note of Eve", "marks of 1 attempt"):
        assert told in page


def test_what_somebody_was_asked_to_mark_is_in_what_they_take_along(desk: Desk, tmp_path: Path) -> None:
    """With the day, also what they asked others, but not whom, or who asked them; what they just opened was no request."""
    first, second, third = (desk.played() for _ in range(3))
    desk.waiting()
    due = desk.house.time + timedelta(days=3)
    desk.assigning.assign(desk.actor("sue"), "blue", [first], "eve", due)
    desk.assigning.assign(desk.actor("sue"), "blue", [second], "rob")
    desk.store.lease(third, "eve", desk.house.time, due, places=1)
    privacy = Privacy(desk.store, Bookshelf(desk.store), tmp_path, desk.house.now)

    def taken(who: str) -> tuple[list[Any], list[Any], str]:
        with zipfile.ZipFile(io.BytesIO(privacy.export(desk.actor(who)))) as archive:
            told, page = archive.read("marked.json").decode(), archive.read("index.html").decode()
        assert not any(f'"{other}"' in told for other in {"kim", "eve", "rob", "sue"} - {who})
        found = json.loads(told)
        return found["asked_to_mark"], found["asked_others_to_mark"], page

    mine, others, page = taken("eve")
    assert (mine, others) == ([{"attempt_id": first, "due": due.isoformat()}], [])
    assert "You were asked to mark 1 attempt;" in page
    mine, others, page = taken("sue")
    assert mine == []
    assert {one["attempt_id"]: one["due"] for one in others} == {first: due.isoformat(), second: None}
    assert "You asked others to mark 2 attempts;" in page
    assert taken("kim")[:2] == ([], [])


# --- the trainee's side ---


def test_what_was_handed_in_is_taken_back_until_somebody_opens_it(desk: Desk) -> None:
    """Then it is as if it had never been handed in, and can be again; being asked to mark it is not opening it."""
    kim, practice = desk.actor("kim"), desk.played(mode="practice")
    assert not desk.returning.may_take_back(kim, practice)
    desk.returning.submit(kim, practice, "blue")
    desk.assigning.assign(desk.actor("sue"), "blue", [practice], "eve")
    desk.store.assign([Assignment(practice, "rob", assigned_by="rob", batch="a press in the queue")])
    assert desk.returning.may_take_back(kim, practice)
    desk.returning.take_back(kim, practice)
    assert (desk.house.last().action, desk.waiting()) == ("submission-taken-back", [])
    desk.returning.submit(kim, practice, "blue")
    desk.waiting()
    desk.reviewing.open(desk.actor("eve"), practice)
    assert not desk.returning.may_take_back(kim, practice)
    with pytest.raises(Conflict, match="begun to look"):
        desk.returning.take_back(kim, practice)
    assert desk.waiting() == [practice]


def test_nobody_takes_back_an_assessment_or_what_is_somebody_elses(desk: Desk) -> None:
    """Nor what was never handed in."""
    assessment, practice, other = desk.played(), desk.played(mode="practice"), desk.played(mode="practice")
    desk.waiting()
    desk.returning.submit(desk.actor("kim"), practice, "blue")
    for who, what in (("kim", assessment), ("lee", practice), ("eve", practice), ("kim", other), ("kim", "none")):
        with pytest.raises(NotAllowed):
            desk.returning.take_back(desk.actor(who), what)
        assert not desk.returning.may_take_back(desk.actor(who), what)
    assert set(desk.waiting()) == {assessment, practice}


def test_a_trainee_knows_what_is_looked_at_and_what_is_new(desk: Desk, marked: str) -> None:
    """New until it was read, and again after another return; nothing tells how far the marking is."""
    kim, eve = desk.actor("kim"), desk.actor("eve")

    def told() -> list[tuple[str, bool, bool, bool]]:
        return [(one.attempt_id, one.returned_at is None, one.looking, one.new) for one in desk.returning.handed(kim)]

    assert told() == [(marked, True, True, False)]
    assert desk.returning.handed(desk.actor("lee")) == ()
    desk.returning.give_back(eve, marked)
    assert told() == [(marked, False, False, True)]
    desk.returning.read(kim, marked)
    assert told() == [(marked, False, False, False)]
    desk.returning.ask_again(kim, marked)
    assert told() == [(marked, False, True, False)]
    desk.mark("rob", marked)
    desk.house.wait(minutes=1)
    desk.returning.give_back(eve, marked)
    assert told() == [(marked, False, False, True)]


def test_a_trainee_reads_what_was_seen_where_and_whether_all_saw_it(desk: Desk) -> None:
    """Of the ratings that count, without a word on whose they are; the standard by the rule of every score."""
    desk.rules(raters=2, apart=1)
    attempt_id = desk.played()
    desk.waiting()
    desk.mark("eve", attempt_id, ("reflects", 1), ("asks-first", 4), ("waits", 1))
    desk.mark("rob", attempt_id, ("reflects", 6), ("asks-first", 4))
    desk.returning.comment(desk.actor("rob"), attempt_id, "strength", "Warm.")
    desk.returning.give_back(desk.actor("eve"), attempt_id)
    read = desk.returning.read(desk.actor("kim"), attempt_id)
    assert {(one.behaviour, one.moments, one.everybody) for one in read.found} == {
        ("reflects", (1, 6), True), ("waits", (1,), False), ("asks-first", (4,), True)
    }  # fmt: skip
    assert (read.met, read.cleared, read.uncleared) == (True, frozenset(), frozenset())
    assert not any(name in repr(read) for name in ("'eve'", "'rob'", "confidence"))


def test_harm_that_the_choices_showed_stands_until_people_clear_it(desk: Desk) -> None:
    """It keeps the standard away, in whatever rubric it is."""
    harmed = desk.played(first="talk")
    desk.waiting()
    for who in ("eve", "rob"):
        desk.mark(who, harmed)
    desk.returning.comment(desk.actor("eve"), harmed, "strength", "You repaired it.")
    desk.returning.give_back(desk.actor("eve"), harmed)
    read = desk.returning.read(desk.actor("kim"), harmed)
    assert (read.met, read.cleared, read.uncleared) == (False, frozenset(), frozenset(HARM))
    for who in ("eve", "rob"):
        desk.mark(who, harmed, clears=HARM, reason=f"{who}: it was quoted.")
    desk.house.wait(minutes=1)
    desk.returning.give_back(desk.actor("eve"), harmed)
    read = desk.returning.read(desk.actor("kim"), harmed)
    assert (read.met, read.cleared, read.uncleared) == (True, frozenset(HARM), frozenset())
