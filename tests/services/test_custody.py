"""Whose key words are sealed with, and for whose eyes they are opened: reviews with the keys at the server's side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import NotAllowed, Unavailable
from roleplay.identity import Role
from roleplay.server.sealing import Texts
from roleplay.services.authority import Owner
from roleplay.services.fellows import Fellows, Saying
from roleplay.services.keys import sealer_of
from roleplay.services.locksmith import begin
from roleplay.services.marking import Marks
from roleplay.services.returning import Returning
from roleplay.services.reviewing import Reviewing
from roleplay.services.sealing import Asking
from roleplay.services.shelf import Bookshelf
from roleplay.store import Comment, Membership, OwnerKind, Remark, TextRow, Visibility
from tests.kept import HASH, sqlite_in
from tests.services.test_reviewing import GOOD, HARM, Desk
from tests.store.samples import do, rows

KIM, LEE = Owner(OwnerKind.PERSON, "kim"), Owner(OwnerKind.PERSON, "lee")
NAMES = ("kim", "lee", "eve", "rob", "max", "ida", "sue", "ann")


class Kernel(Asking):
    """What seals and opens in somebody's kernel; its questions go straight to the server's side."""

    def __init__(self, texts: Texts, kernel_id: str) -> None:
        super().__init__(Path("nowhere"), kernel_id)
        self._texts = texts
        self._id = kernel_id

    def _ask(self, question: Mapping[str, Any]) -> dict[str, str]:
        answer = self._texts.answer({"kernel": self._id, **question}, None)
        if "refused" in answer:
            raise Unavailable(*answer["refused"])
        return dict(answer["texts"])


class SealedDesk(Desk):
    """The desk with keys that only the server has; everybody works in a kernel of their own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        begin(self.store, folder)
        self.ring = sealer_of(self.store, folder)
        self.texts = Texts(self.store, self.ring, lambda _: None)
        self.attempts._sealer = self.ring
        for name in NAMES:
            self.seat(name)

    def seat(self, name: str) -> None:
        """Let somebody open a page."""
        self.store.bind_kernel(f"of-{name}", name, self.actor(name).roles, "/desk", self.house.time)

    def kernel(self, name: str) -> Kernel:
        """What seals and opens on somebody's page."""
        return Kernel(self.texts, f"of-{name}")

    @property
    def _given(self) -> tuple[Any, ...]:
        return self.store, Bookshelf(self.store), self.house.now, self._new_id

    def reviews(self, name: str) -> Reviewing:
        """Reviewing, on somebody's page."""
        return Reviewing(*self._given, sealer=self.kernel(name))

    def returns(self, name: str) -> Returning:
        """Returning, on somebody's page."""
        return Returning(*self._given, sealer=self.kernel(name))

    def fellows(self, name: str) -> Fellows:
        """Fellows, on somebody's page."""
        return Fellows(*self._given, sealer=self.kernel(name))

    def marks(self, name: str, attempt_id: str, *ticks: tuple[str, int], decides: bool = False, **more: Any) -> None:
        """Open an attempt on somebody's page, and mark it or decide about it there."""
        service, actor = self.reviews(name), self.actor(name)
        service.open(actor, attempt_id)
        (service.adjudicate if decides else service.mark)(actor, attempt_id, Marks(HASH, ticks or GOOD, **more))

    def says(self, name: str, attempt_id: str, kind: str, text: str) -> str:
        """Somebody writes to the trainee, or a note. Returns the id of the text."""
        self.returns(name).comment(self.actor(name), attempt_id, kind, text)
        return self.last(attempt_id)

    def last(self, attempt_id: str) -> str:
        """The id of what was written last in a review."""
        return max(self.store.comments(attempt_id), key=lambda one: int(one.text.id.split("-")[1])).text.id

    def readers(self, *text_ids: str) -> set[str]:
        """Everybody whose kernel gets these texts by their ids; all of them, or none."""
        found = {name: len(self.kernel(name)._ask({"open": list(text_ids)})) for name in NAMES}
        assert set(found.values()) <= {0, len(text_ids)}, found
        return {name for name, many in found.items() if many}

    def writers(self, owner: Owner, text_id: str = "new") -> set[str]:
        """Everybody whose kernel has words sealed with this owner's key under this id."""
        row = TextRow(text_id, owner.kind, owner.id, None, "review", "Words.", self.house.time)
        found = set()
        for name in NAMES:
            try:
                (sealed,) = self.kernel(name).seal(owner, [row])
            except Unavailable:
                continue
            assert [one.body for one in self.ring.open([sealed])] == ["Words."]
            found.add(name)
        return found


@pytest.fixture
def desk(tmp_path: Path) -> SealedDesk:
    """Everybody, as at the desk."""
    return SealedDesk(tmp_path)


@pytest.fixture
def one(desk: SealedDesk) -> str:
    """An attempt of Kim's in the queue."""
    attempt_id = desk.played()
    desk.waiting()
    return attempt_id


def bodies(found: Iterable[Any]) -> list[str | None]:
    """What is read."""
    return [one.body for one in found]


def of_kind(comments: Sequence[Comment], kind: Remark) -> list[str]:
    """Ids of what is of one kind."""
    return [one.text.id for one in comments if one.kind is kind]


# --- a whole review ---


def test_a_whole_review_is_written_and_read_with_sealed_words(desk: SealedDesk, one: str, tmp_path: Path) -> None:
    """Marked by two who disagree, decided, returned, answered: everybody reads what is theirs, the disk holds no word."""
    desk.rules(raters=2)
    desk.marks("eve", one)
    desk.marks("rob", one, ("reflects", 1))
    desk.marks("sue", one, decides=True, reason="Eve is right.")
    desk.says("eve", one, "strength", "You asked first.")
    desk.says("rob", one, "note", "Seen before.")
    desk.returns("sue").give_back(desk.actor("sue"), one)
    kim = desk.actor("kim")
    assert bodies(desk.returns("kim").read(kim, one).words) == ["You asked first."]
    desk.returns("kim").answer(kim, one, "Thank you.")
    sheet = desk.reviews("eve").open(desk.actor("eve"), one)
    assert (sheet.decision and sheet.decision.reason, sheet.answers) == ("Eve is right.", ("Thank you.",))
    assert bodies(desk.returns("rob").own_words(desk.actor("rob"), one)) == ["Seen before."]
    assert bodies(desk.returns("eve").own_words(desk.actor("eve"), one)) == ["You asked first."]
    assert {row.text.sealed for row in desk.store.comments(one)} == {True}
    kept = repr(rows(sqlite_in(tmp_path), "select body from texts"))
    for words in ("You asked first.", "Seen before.", "Eve is right.", "Thank you."):
        assert words not in kept


def test_ones_own_words_can_be_changed_until_they_are_returned(desk: SealedDesk, one: str) -> None:
    """The new ones are sealed under the same id, with the same key."""
    desk.marks("eve", one)
    text_id = desk.says("eve", one, "strength", "Good.")
    desk.returns("eve").change(desk.actor("eve"), one, text_id, "You waited.")
    assert bodies(desk.returns("eve").own_words(desk.actor("eve"), one)) == ["You waited."]
    assert desk.readers(text_id) >= {"eve"}


# --- opening ---


def test_what_is_written_to_a_trainee_opens_once_it_is_returned(desk: SealedDesk, one: str) -> None:
    """By its id it opens to its author, to those who can return it once it is settled, and then to the trainee."""
    desk.rules(raters=2)
    desk.marks("eve", one)
    text_id = desk.says("eve", one, "strength", "You asked first.")
    assert desk.readers(text_id) == {"eve"}
    desk.marks("rob", one)
    assert desk.readers(text_id) == {"eve", "rob", "max", "sue"}
    desk.returns("eve").give_back(desk.actor("eve"), one)
    assert desk.readers(text_id) == {"eve", "rob", "max", "sue", "kim"}
    desk.house.wait(minutes=1)
    later = desk.says("rob", one, "comment", "And you waited.")
    assert desk.readers(later) == {"eve", "rob", "max", "sue"}


def test_a_note_opens_to_nobody_but_whoever_wrote_it(desk: SealedDesk, one: str) -> None:
    """Not to the trainee it is about, before or after the return; to its author also once they have left the cohort."""
    desk.marks("eve", one)
    note, _ = desk.says("eve", one, "note", "Tired?"), desk.says("eve", one, "strength", "You asked first.")
    assert desk.readers(note) == {"eve"}
    desk.returns("eve").give_back(desk.actor("eve"), one)
    desk.store.leave_cohort("blue", "eve", Role.EVALUATOR)
    assert desk.readers(note) == {"eve"}


def test_a_concern_opens_to_the_contact_and_not_to_whose_text_it_is(desk: SealedDesk, one: str) -> None:
    """Nor to whoever raised it; to another contact as soon as there is one, and only with a part in the cohort."""
    desk.rules(contact="sue")
    desk.returns("eve").concern(desk.actor("eve"), one, "I am worried.")
    concern = desk.last(one)
    assert desk.readers(concern) == {"sue"}
    desk.marks("eve", one)
    desk.says("eve", one, "strength", "You asked first.")
    desk.returns("eve").give_back(desk.actor("eve"), one)
    assert desk.readers(concern) == {"sue"}
    desk.rules(contact="rob")
    assert desk.readers(concern) == {"rob"}
    desk.store.leave_cohort("blue", "rob", Role.EVALUATOR)
    assert desk.readers(concern) == set()


def test_reasons_open_as_blindly_as_marks_are_seen(desk: SealedDesk, one: str) -> None:
    """To whoever decides, and to who has marked once enough have; never to the trainee, unless they clear harm."""
    desk.rules(raters=2)
    desk.marks("eve", one, ("reflects", 1))
    desk.marks("eve", one, ("asks-first", 4), reason="I had overlooked it.")
    reason = desk.last(one)
    assert desk.readers(reason) == {"eve"}
    desk.marks("rob", one)
    assert desk.readers(reason) == {"eve", "rob", "max", "sue"}
    desk.marks("max", one, decides=True, reason="Rob is right.")
    assert desk.readers(reason) == {"eve", "rob", "max"}
    desk.says("rob", one, "strength", "You asked first.")
    desk.returns("rob").give_back(desk.actor("rob"), one)
    assert desk.readers(reason) == {"eve", "rob", "max"}


def test_why_harm_was_cleared_opens_to_the_trainee_once_it_is_returned(desk: SealedDesk) -> None:
    """As the page shows it."""
    harmed = desk.played(first="talk")
    desk.waiting()
    for who in ("eve", "rob"):
        desk.marks(who, harmed)
    for who in ("eve", "rob"):
        desk.marks(who, harmed, clears=HARM, reason="It was quoted.")
    reasons = of_kind(desk.store.comments(harmed), Remark.REASON)
    assert len(reasons) == 2
    assert "kim" not in desk.readers(*reasons)
    desk.says("eve", harmed, "strength", "You repaired it.")
    desk.returns("eve").give_back(desk.actor("eve"), harmed)
    assert desk.readers(*reasons) == {"eve", "rob", "kim"}
    assert bodies(desk.returns("kim").read(desk.actor("kim"), harmed).reasons) == ["It was quoted."] * 2


def test_an_answer_opens_to_its_author_and_to_those_at_the_desk(desk: SealedDesk, one: str, tmp_path: Path) -> None:
    """Of that cohort only, not to other trainees or administrators; to nobody once the cohort, or what it was, is gone."""
    desk.marks("eve", one)
    desk.says("eve", one, "strength", "You asked first.")
    desk.returns("eve").give_back(desk.actor("eve"), one)
    desk.returns("kim").answer(desk.actor("kim"), one, "I see it differently.")
    answer = desk.last(one)
    assert desk.readers(answer) == {"kim", "eve", "rob", "max", "sue"}
    desk.store.remove_cohort("blue")
    assert desk.readers(answer) == set()
    do(sqlite_in(tmp_path), "delete from comments")
    assert desk.readers(answer) == set()


def test_no_setting_of_a_text_opens_what_was_written_in_a_review(desk: SealedDesk, one: str) -> None:
    """Neither that it is marked as shared, nor what it is said to be for; the trainee cannot share it either."""
    desk.rules(contact="sue", raters=2)
    desk.marks("eve", one)
    comment = desk.says("eve", one, "comment", "Slow down.")
    note = desk.says("eve", one, "note", "Tired?")
    desk.returns("eve").concern(desk.actor("eve"), one, "I am worried.")
    concern = desk.last(one)
    for text_id in (comment, note, concern):
        desk.store.set_visibility(text_id, Visibility.SHARED)
    assert [desk.readers(one) for one in (comment, note, concern)] == [{"eve"}, {"eve"}, {"sue"}]


# --- sealing ---


def test_evaluators_write_to_a_trainee_as_long_as_something_of_theirs_is_looked_at(
    desk: SealedDesk,
) -> None:
    """In a cohort of their own, in the role that they have now; to anybody else only whoever it is."""
    desk.store.join_cohort(Membership("red", "kim", Role.TRAINEE))  # where Ida evaluates, and nothing of Kim's is
    attempt_id = desk.played()
    assert desk.writers(KIM) == {"kim"}
    desk.waiting()
    assert desk.store.review(attempt_id)
    assert desk.writers(KIM) == {"kim", "eve", "rob", "max", "sue"}
    assert desk.writers(LEE) == {"lee"}
    desk.store.leave_cohort("blue", "eve", Role.EVALUATOR)
    rob = desk.store.person("rob")
    assert rob is not None
    desk.store.keep_person(replace(rob, roles=frozenset({Role.FACILITATOR})))
    assert desk.writers(KIM) == {"kim", "max", "sue"}
    desk.store.remove_cohort("blue")
    assert desk.writers(KIM) == {"kim"}


def test_whoever_is_told_of_concerns_writes_what_was_done(desk: SealedDesk, one: str) -> None:
    """A facilitator who marks nothing, too; and no longer once another one is the contact."""
    desk.house.add("fay", Role.FACILITATOR)
    desk.store.join_cohort(Membership("blue", "fay", Role.FACILITATOR))
    desk.seat("fay")
    row = TextRow("new", *KIM, None, "review", "I called.", desk.house.time)
    with pytest.raises(Unavailable, match="may not write to this person"):
        desk.kernel("fay").seal(KIM, [row])
    desk.rules(contact="fay")
    assert desk.kernel("fay").seal(KIM, [row])[0].sealed
    desk.rules(contact="sue")
    with pytest.raises(Unavailable, match="may not write to this person"):
        desk.kernel("fay").seal(KIM, [row])
    assert desk.store.review(one)


def test_nobody_puts_words_into_anothers_mouth(desk: SealedDesk, one: str) -> None:
    """Words to a trainee are sealed under a new id or that of one's own words; never of the trainee's, or a colleague's."""
    desk.marks("eve", one)
    own, note = desk.says("eve", one, "strength", "You asked first."), desk.says("eve", one, "note", "Tired?")
    (reply,) = (row.id for row in desk.store.texts(one).values() if row.purpose == "reply")
    (expected,) = (row.id for row in desk.store.texts(one).values() if row.purpose == "expectation")
    assert desk.writers(KIM, own) - {"kim"} == {"eve"}
    assert desk.writers(KIM, note) - {"kim"} == {"eve"}
    for text_id in (reply, expected):
        assert desk.writers(KIM, text_id) == {"kim"}


@pytest.mark.parametrize(
    "owner", [None, "kim", [], ["person"], ["person", 7], ["person", "kim", "x"], ["house", "kim"], {"person": "kim"}]
)
def test_an_owner_in_another_shape_is_refused(desk: SealedDesk, owner: Any) -> None:
    """Nothing is sealed for it, and for no owner at all neither."""
    question = {"kernel": "of-kim", "seal": [{"id": "new", "body": "Words."}]}
    for asked in ({**question, "owner": owner}, question):
        assert list(desk.texts.answer(asked, None)) == ["refused"]


def test_a_guests_keeping_is_only_theirs(desk: SealedDesk, one: str) -> None:
    """Nobody writes to the participants of a workshop, and to a workshop itself."""
    assert desk.store.review(one)
    for kind in (OwnerKind.PARTICIPANT, OwnerKind.WORKSHOP):
        assert desk.writers(Owner(kind, "kim")) == set()


# --- fellow learners ---


def test_what_fellow_learners_say_is_the_learners_and_its_authors(desk: SealedDesk) -> None:
    """They read the replies and write as long as it is open to them; evaluators read nothing of what they say."""
    done = desk.played(mode="practice")
    kim, lee = desk.actor("kim"), desk.actor("lee")
    (reply,) = (row.id for row in desk.store.texts(done).values() if row.purpose == "reply")
    (expected,) = (row.id for row in desk.store.texts(done).values() if row.purpose == "expectation")
    assert desk.writers(KIM) == {"kim"}
    assert "lee" not in desk.readers(reply)
    (key,) = (fellow.key for fellow in desk.fellows("kim").fellows(kim, done))
    desk.fellows("kim").open_to(kim, done, [key])
    assert desk.writers(KIM) == {"kim", "lee"}
    assert desk.writers(LEE) == {"lee"}
    assert "lee" in desk.readers(reply)
    assert desk.readers(expected) == {"kim"}
    desk.fellows("lee").say(lee, done, Saying("You waited.", "And then?", "Shorter."))
    (said,) = desk.store.fellow_words(done)
    texts = [text.id for text in said.texts]
    assert desk.readers(*texts) == {"kim", "lee"}
    (heard,) = desk.fellows("kim").said(kim, done)
    assert (heard.strength, heard.question, heard.thing_to_try) == ("You waited.", "And then?", "Shorter.")
    assert desk.writers(KIM, texts[0]) == {"kim"}
    desk.fellows("kim").close(kim, done, key)
    assert desk.writers(KIM) == {"kim"}
    assert "lee" not in desk.readers(reply)
    with pytest.raises(NotAllowed):
        desk.fellows("lee").say(lee, done, Saying("You waited.", "And then?", "Shorter."))
