"""Concerns: read by their contact alone, and answered for by notes that are only ever added to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Role
from roleplay.services.concerns import Concerns
from roleplay.services.shelf import Bookshelf
from roleplay.store import Membership
from tests.services.test_reviewing import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Everybody, as at the desk; Sue is the contact."""
    made = Desk(tmp_path)
    made.rules(contact="sue")
    return made


@pytest.fixture
def one(desk: Desk) -> str:
    """An attempt of Kim's about which Eve is worried."""
    attempt_id = desk.played()
    desk.waiting()
    worry(desk, attempt_id, "I worry about this person.")
    return attempt_id


def worry(desk: Desk, attempt_id: str, text: str) -> None:
    """Let Eve raise a concern, a minute later."""
    desk.house.wait(minutes=1)
    desk.returning.concern(desk.actor("eve"), attempt_id, text)
    desk.house.wait(minutes=1)


def concerns(desk: Desk) -> Concerns:
    """The service, as in a process that was started just now."""
    return Concerns(desk.store, Bookshelf(desk.store), desk.house.now, lambda: f"c-{next(desk.house.ids)}")


def test_a_concern_waits_until_its_contact_says_what_was_done(desk: Desk, one: str) -> None:
    """With the words, who wrote them and when; the note stands below, and it is written down who did it."""
    sue = desk.actor("sue")
    assert concerns(desk).waiting(sue) == {"blue": 1}
    (thread,) = concerns(desk).read(sue, "blue")
    assert (thread.attempt_id, thread.open, thread.scenario_id) == (one, True, "disclosure/small")
    assert [(said.body, said.who, said.done) for said in thread.said] == [("I worry about this person.", "Eve", False)]
    assert "im" not in thread.trainee
    assert desk.house.last().action == "concerns-read"
    concerns(desk).follow_up(sue, one, " I called them. ", thread.said[-1].id)
    entry = desk.house.last()
    assert (entry.action, entry.subject_id, entry.detail) == ("concern-followed-up", "kim", {"attempt": one})
    assert concerns(desk).waiting(sue) == {"blue": 0}
    (thread,) = concerns(desk).read(sue, "blue")
    assert [(said.body, said.who, said.done) for said in thread.said][1] == ("I called them.", "Sue", True)
    assert not thread.open


def test_nothing_that_came_meanwhile_is_done_with_unread(desk: Desk, one: str) -> None:
    """The note is refused until it was read; open threads come first, then the latest."""
    other = desk.played(who="lee")
    desk.waiting()
    sue = desk.actor("sue")
    (thread,) = concerns(desk).read(sue, "blue")
    worry(desk, one, "And again.")
    with pytest.raises(Conflict, match="Read it first"):
        concerns(desk).follow_up(sue, one, "Done.", thread.said[-1].id)
    (thread,) = concerns(desk).read(sue, "blue")
    concerns(desk).follow_up(sue, one, "Done.", thread.said[-1].id)
    worry(desk, other, "This one, too.")
    assert [found.attempt_id for found in concerns(desk).read(sue, "blue")] == [other, one]
    worry(desk, one, "Not over.")
    assert [found.attempt_id for found in concerns(desk).read(sue, "blue")] == [one, other]
    assert concerns(desk).waiting(sue) == {"blue": 2}


def test_concerns_are_nobody_elses(desk: Desk, one: str) -> None:
    """Neither of who raised them, nor of the trainee, an administrator or a contact of before; nothing is written."""
    (thread,) = concerns(desk).read(desk.actor("sue"), "blue")
    last, noted = thread.said[-1].id, len(desk.house.deeds())
    for who in ("eve", "rob", "ida", "kim", "ann"):
        assert concerns(desk).waiting(desk.actor(who)) == {}
        with pytest.raises(NotAllowed):
            concerns(desk).read(desk.actor(who), "blue")
        with pytest.raises(NotAllowed):
            concerns(desk).follow_up(desk.actor(who), one, "Done.", last)
    assert len(desk.house.deeds()) == noted
    desk.rules(contact="rob")
    assert (concerns(desk).waiting(desk.actor("sue")), concerns(desk).waiting(desk.actor("rob"))) == ({}, {"blue": 1})
    for text, seen in (("", last), (" ", last)):
        with pytest.raises(RefusedEvent):
            concerns(desk).follow_up(desk.actor("rob"), one, text, seen)
    plain = desk.played()
    desk.waiting()
    for attempt_id in (plain, "none"):
        with pytest.raises(NotAllowed):
            concerns(desk).follow_up(desk.actor("rob"), attempt_id, "Done.", last)


def test_nobody_reads_a_concern_about_themselves(desk: Desk, one: str) -> None:
    """A contact who learns in the cohort, too, is told of everybody else only."""
    desk.store.join_cohort(Membership("blue", "kim", Role.FACILITATOR))
    person = desk.store.person("kim")
    assert person is not None
    desk.house.people().give_roles(desk.house.owner(), "kim", [Role.TRAINEE, Role.FACILITATOR])
    desk.rules(contact="kim")
    assert concerns(desk).waiting(desk.actor("kim")) == {"blue": 0}
    assert concerns(desk).read(desk.actor("kim"), "blue") == ()
    with pytest.raises(NotAllowed):
        concerns(desk).follow_up(desk.actor("kim"), one, "Nothing to see.", "x")


def test_what_was_done_goes_with_the_trainee(desk: Desk, one: str) -> None:
    """It is a text about them, and is erased with them; neither it nor the concern is in what they read."""
    (thread,) = concerns(desk).read(desk.actor("sue"), "blue")
    concerns(desk).follow_up(desk.actor("sue"), one, "I called them.", thread.said[-1].id)
    desk.mark("eve", one)
    desk.returning.comment(desk.actor("eve"), one, "strength", "Good.")
    desk.house.wait(minutes=1)
    desk.returning.give_back(desk.actor("eve"), one)
    assert [words.body for words in desk.returning.read(desk.actor("kim"), one).words] == ["Good."]
    desk.store.erase_person("kim", desk.house.time + timedelta(days=1), keep_logs=False)
    assert desk.store.comments(one) == ()
    assert concerns(desk).read(desk.actor("sue"), "blue") == ()
