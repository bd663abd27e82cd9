"""The survey of a workshop: once for each, without a name, with results only when it is over and for five or more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor
from roleplay.services import keys, locksmith
from roleplay.services.custody import Custody
from roleplay.services.surveying import ITEMS, OPTIONS, Results, Surveying
from roleplay.store import OwnerKind, SqlStore
from roleplay.store.workshop_rows import Said
from tests.services.hall import Afternoon
from tests.store.samples import rows


class Evening(Afternoon):
    """An afternoon that is over."""

    def __init__(self, folder: Path, people: int = 6) -> None:
        super().__init__(folder)
        self.people = self.guests(people)
        self.to("welcome")
        self.convening.close(self.fay, self.id, self.seq)
        self.surveying = Surveying(self.halls, self._new_id, sealer=keys.sealer_of(self.store, folder))

    def answer(self, actor: Actor, words: str | None = None, **answers: int | None) -> None:
        """Say what one thinks."""
        self.surveying.answer(actor, self.id, answers, {"keep": words})

    def end(self) -> Results:
        """End it, and see what came of it."""
        self.surveying.end(self.fay, self.id, self.seq)
        return self.surveying.results(self.fay, self.id)


@pytest.fixture
def evening(tmp_path: Path) -> Evening:
    """Six guests."""
    return Evening(tmp_path)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    """The same, in which nobody ever answers."""
    return Evening(tmp_path_factory.mktemp("quiet"))


def test_each_participant_counts_once_with_what_they_sent_last(evening: Evening) -> None:
    """Until it is over only how many have answered is told; then how many said what, and the words."""
    for number, actor in enumerate(evening.people):
        evening.answer(actor, f"Words {number}.", part=5, care=2 if number % 2 else None)
    evening.answer(evening.people[0], "Better words.", part=1)
    before = evening.surveying.results(evening.fay, evening.id)
    assert before == Results(6, over=False)
    found = evening.end()
    assert (found.given, found.over) == (6, True)
    answers = {one.id: (one.answered, one.answers) for one in found.items}
    assert answers == {"part": (6, (1, 0, 0, 0, 5)), "care": (3, None), "use": (0, None), "respect": (0, None)}
    assert found.words is not None
    assert sorted(found.words["keep"]) == sorted(["Better words.", *(f"Words {number}." for number in range(1, 6))])
    assert found.words["change"] == ()


def test_of_fewer_than_five_only_their_number_is_told_and_words_go_unread(evening: Evening) -> None:
    """Neither a page nor the database holds them any more."""
    for actor in evening.people[:4]:
        evening.answer(actor, "Only I said this.", part=5)
    found = evening.end()
    assert (found.given, found.words) == (4, None)
    assert {one.answers for one in found.items} == {None}
    assert {one.text.body for one in evening.store.contributions(evening.id, Said.SURVEY)} == {None}


def test_nothing_that_is_kept_leads_to_whoever_said_it(evening: Evening) -> None:
    """Words belong to the workshop, bear the time of its end, and stand under another code for each question.

    When it is over neither the secret nor a code is left.
    """
    evening.house.wait(minutes=7)
    evening.answer(evening.people[0], "The tea.", part=5)
    (said,) = evening.store.contributions(evening.id, Said.SURVEY)
    closed = evening.store.workshop(evening.id)
    assert closed is not None
    assert (said.text.owner_kind, said.text.owner_id, said.text.at) == (
        OwnerKind.WORKSHOP,
        evening.id,
        closed.closed_at,
    )
    ballots = evening.store.ballots(evening.id)
    codes = {said.place.partition("/")[2], *ballots}
    assert len(codes) == len(ITEMS) + 1
    assert not any(evening.people[0].id in code for code in codes)
    for actor in evening.people[1:]:
        evening.answer(actor, None, part=4)
    evening.end()
    assert isinstance(evening.store, SqlStore)
    url = str(evening.store._writer.url)
    whole = repr([rows(url, f"SELECT * FROM {table}") for table in ("polls", "ballots", "contributions", "texts")])
    assert [code for code in codes if code in whole] == []


def test_only_after_the_end_and_only_until_it_is_over(
    evening: Evening, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A week later it is too late, whether or not somebody has ended it; and it is ended once."""
    running = Afternoon(tmp_path_factory.mktemp("running"))
    (guest,) = running.guests(1)
    surveying = Surveying(running.halls, running._new_id)
    with pytest.raises(Conflict):
        surveying.answer(guest, running.id, {"part": 5}, {})
    with pytest.raises(NotAllowed, match="goes on"):
        surveying.end(running.fay, running.id, running.seq)
    evening.house.wait(days=7)
    with pytest.raises(Conflict):
        evening.answer(evening.people[0], part=5)
    evening.end()
    with pytest.raises(Conflict):
        evening.surveying.end(evening.fay, evening.id, evening.seq)


def test_whoever_has_left_can_say_why_and_whoever_was_barred_cannot(tmp_path: Path) -> None:
    """After the end the page of all is open who ever were in and may come back."""
    afternoon = Afternoon(tmp_path)
    left, barred = afternoon.guests(2)
    afternoon.to("welcome")
    afternoon.convening.leave(left, afternoon.id)
    afternoon.convening.remove(afternoon.fay, afternoon.id, barred.id, barred=True)
    afternoon.convening.close(afternoon.fay, afternoon.id, afternoon.seq)
    surveying = Surveying(afternoon.halls, afternoon._new_id)
    surveying.answer(left, afternoon.id, {"part": 1}, {})
    with pytest.raises(NotAllowed):
        surveying.answer(barred, afternoon.id, {"part": 1}, {})
    assert surveying.have_answered(afternoon.halls.hall(afternoon.id))(left.id)


def test_what_was_not_asked_is_refused(quiet: Evening) -> None:
    """Whatever a browser sends; nothing of it is kept."""
    given: list[tuple[Any, Any]] = [
        ({}, {}),
        ({"part": 6}, {}),
        ({"part": True}, {}),
        ({"part": "5"}, {}),
        ({"weather": 5}, {}),
        ({"part": 5}, {"secret": "x"}),
        ({"part": 5}, {"keep": 7}),
        ({"part": 5}, {"keep": "x" * 9000}),
    ]
    for answers, words in given:
        with pytest.raises(RefusedEvent):
            quiet.surveying.answer(quiet.people[0], quiet.id, answers, words)
    assert quiet.store.voted(quiet.id) == 0


def test_only_whoever_leads_ends_it_and_reads_it(quiet: Evening) -> None:
    """Neither another facilitator nor a participant."""
    for actor in (quiet.gil, quiet.people[0]):
        with pytest.raises(NotAllowed):
            quiet.surveying.results(actor, quiet.id)
        with pytest.raises(NotAllowed):
            quiet.surveying.end(actor, quiet.id, quiet.seq)


def test_words_are_sealed_with_a_key_of_the_workshop(tmp_path: Path) -> None:
    """Where texts are sealed."""
    evening = Evening(tmp_path, people=5)
    locksmith.begin(evening.store, tmp_path)
    for actor in evening.people:
        evening.answer(actor, "The tea.", use=3)
    assert {one.text.sealed for one in evening.store.contributions(evening.id, Said.SURVEY)} == {True}
    found = evening.end()
    assert found.words is not None
    assert found.words["keep"] == ("The tea.",) * 5


def test_what_can_be_answered_fits_a_ballot() -> None:
    """Its column is a hundred wide."""
    assert max(map(len, OPTIONS)) <= 100


def test_nobody_has_words_opened_before_the_survey_is_over_and_then_only_whoever_leads(evening: Evening) -> None:
    """Not even by the id of a text, at the place where the keys are."""
    for actor in evening.people:
        evening.answer(actor, "The tea.", part=5)
    rows = [one.text for one in evening.store.contributions(evening.id, Said.SURVEY)]
    custody = Custody(evening.store)
    assert custody.for_eyes_of(evening.fay, rows) == []
    evening.end()
    custody = Custody(evening.store)
    assert len(custody.for_eyes_of(evening.fay, rows)) == 6
    for actor in (evening.gil, evening.kim, evening.people[0]):
        assert custody.for_eyes_of(actor, rows) == []
