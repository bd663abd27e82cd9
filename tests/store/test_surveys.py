"""The contract of every store: what participants think of a workshop counts once, and nobody can say whose it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from roleplay.errors import Conflict, NotFound
from roleplay.model.gathering import Closed, Joined, Surveyed
from roleplay.store import OwnerKind, Store, TextRow
from roleplay.store.workshop_rows import Ballot, PollRow, Said
from tests.kept import MORNING
from tests.store.samples import rows
from tests.store.test_workshops import OPENED, SHOP, guest, logged

ASKED = ("care=", "care=1", "care=5")
SURVEY = PollRow("w1", "w1", ASKED, "s" * 43)


@pytest.fixture
def over(store: Store) -> Store:
    """A workshop that has ended, with two guests, and whose survey is open."""
    store.add_workshop(SHOP, logged(0, OPENED))
    for number in (1, 2):
        store.happened("w1", logged(number, Joined(f"g{number}")), participant=guest(number))
    store.close_workshop("w1", logged(3, Closed()), survey=SURVEY)
    return store


def words(name: str, body: str) -> TextRow:
    """Something that was written; it belongs to the workshop, and its time says nothing."""
    return TextRow(name, OwnerKind.WORKSHOP, "w1", None, "workshop", body, MORNING)


def test_answers_count_once_and_the_newest_ones_count(over: Store) -> None:
    """Sent again they take the place of what was there, words too; nothing takes words back."""
    over.answer_survey("w1", [Ballot("w1", "v1", "care=1", 0)], {"keep/v1": words("t1", "The tea.")})
    over.answer_survey("w1", [Ballot("w1", "v2", "care=", 0)], {"keep/v2": None})
    assert over.answer_survey("w1", [Ballot("w1", "v1", "care=5", 0)], {"keep/v1": words("t2", "The talk.")})
    assert {one.text.body for one in over.contributions("w1", Said.SURVEY)} == {"The talk."}
    assert over.voted("w1") == 2
    over.answer_survey("w1", [Ballot("w1", "v1", "care=5", 0)], {"keep/v1": None})
    assert over.contributions("w1", Said.SURVEY) == ()
    assert over.count_survey("w1", 4, "fay", MORNING).event == Surveyed({"care=": 1, "care=5": 1})


def test_when_it_is_over_neither_secret_nor_code_is_left(over: Store, url: str) -> None:
    """Only totals, and words under what was asked, in the order of ids that were drawn by lot."""
    for name, voter in (("t9", "v1"), ("t1", "v2"), ("t5", "v3")):
        over.answer_survey("w1", [Ballot("w1", voter, "care=1", 0)], {f"keep/{voter}": words(name, f"Words {name}")})
    end = logged(3).at
    assert (over.surveys_before(end), over.surveys_before(end + timedelta(seconds=1))) == ((), ("w1",))
    over.count_survey("w1", 4, "fay", MORNING)
    assert over.surveys_before(end + timedelta(seconds=1)) == ()
    assert (rows(url, "SELECT * FROM polls"), rows(url, "SELECT * FROM ballots")) == ([], [])
    kept = [(one.text.id, one.text.owner_id, one.place) for one in over.contributions("w1", Said.SURVEY)]
    assert kept == [("t1", "w1", "keep"), ("t5", "w1", "keep"), ("t9", "w1", "keep")]
    if url.startswith("sqlite"):
        assert rows(url, "SELECT id FROM texts ORDER BY rowid") == [("t1",), ("t5",), ("t9",)]
    assert not over.answer_survey("w1", [Ballot("w1", "v4", "care=1", 0)], {"keep/v4": words("t4", "Late.")})
    assert len(over.contributions("w1", Said.SURVEY)) == 3
    with pytest.raises(NotFound):
        over.count_survey("w1", 5, "fay", MORNING)


def test_it_stays_open_for_whoever_was_too_late_to_end_it(over: Store) -> None:
    """And nothing that was said is lost."""
    over.answer_survey("w1", [Ballot("w1", "v1", "care=1", 0)], {"keep/v1": words("t1", "The tea.")})
    with pytest.raises(Conflict):
        over.count_survey("w1", 3, "fay", MORNING + timedelta(days=1))
    assert over.poll("w1") == SURVEY
    assert [one.place for one in over.contributions("w1", Said.SURVEY)] == ["keep/v1"]
