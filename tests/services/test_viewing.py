"""Viewing somebody else's attempt: finished ones only, with nothing private in them, and never unnoticed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from roleplay.errors import NotAllowed
from roleplay.identity import ANONYMOUS, Actor, Role
from roleplay.model.event import Compared, Wrote
from roleplay.services.attempts import Attempts, Playing
from roleplay.services.sharing import Sharing
from roleplay.services.shelf import Bookshelf
from roleplay.services.viewing import Viewing
from roleplay.store import CohortRow, Membership
from tests.services.household import House, house_in


class Classroom:
    """Eve rates the blue cohort, in which Kim plays; Rob rates the red one."""

    def __init__(self, folder: Path) -> None:
        self.house: House = house_in(folder)
        store = self.house.store
        self.house.add("rob", Role.EVALUATOR)
        for colour, rater in (("blue", "eve"), ("red", "rob")):
            store.add_cohort(CohortRow(colour, colour, self.house.time))
            store.join_cohort(Membership(colour, rater, Role.EVALUATOR))
        store.join_cohort(Membership("blue", "kim", Role.TRAINEE))
        self.kim = self.house.actor("kim")
        self.attempts = Attempts(store, Bookshelf(store), self._later, lambda: f"id-{next(self.house.ids)}", lambda: 1)
        self.viewing = Viewing(store, Bookshelf(store), self.house.now)

    def _later(self) -> datetime:
        self.house.wait(minutes=7)
        return self.house.time

    def to_the_end(self) -> Playing:
        """Everything that can be written: expectation, first words, a reply, a self-check; all but the reflection."""
        play, kim = self.attempts, self.kim
        now = play.start(kim, "disclosure/small", "practice")
        now = play.expect(kim, now, 1, "my expectation")
        now = play.say_first(kim, now, 2, "opening", "my first words")
        now = play.choose(kim, now, 3, "opening", "reflect")
        now = play.choose(kim, now, 4, "asking", "ask")
        now = play.write(kim, now, 5, "writing", "my reply")
        return play.compare(kim, now, 6, "writing", ["reflects"])

    def finished(self) -> Playing:
        """The same, reflected on."""
        now = self.to_the_end()
        return self.attempts.reflect(self.kim, now, len(now.events), ["my reflection"])


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    """All of them."""
    return Classroom(tmp_path)


def test_an_evaluator_sees_a_finished_attempt_with_its_reply(room: Classroom) -> None:
    """As it was played, to the same state, and it is written down whose was seen."""
    played = room.finished()
    seen = room.viewing.view(room.house.actor("eve"), played.attempt.id)
    assert seen.state == played.state
    assert [row.body for row in seen.texts.values()] == ["my reply"]
    entry = room.house.last()
    assert (entry.actor_id, entry.action, entry.subject_kind, entry.subject_id, entry.detail) == (
        "eve", "attempt-viewed", "person", "kim", {"attempt": played.attempt.id}
    )  # fmt: skip


def test_nothing_private_is_in_what_is_seen(room: Classroom) -> None:
    """No expectation, first words, reflection or self-check, no sign of them, and no time but the day of the end."""
    played = room.finished()
    seen = room.viewing.view(room.house.actor("eve"), played.attempt.id)
    for private in ("my expectation", "my first words", "my reflection"):
        (ref,) = (row.id for row in played.texts.values() if row.body == private)
        assert ref not in repr(seen)
        assert private not in repr(seen)
    assert not any(isinstance(one.event, Compared) for one in seen.events)
    assert [one.event.purpose for one in seen.events if isinstance(one.event, Wrote)] == ["reply"]
    assert {one.at for one in seen.events} == {seen.attempt.started_at} == {played.attempt.ended_at}
    assert [one.seq for one in seen.events] == list(range(len(seen.events)))


def test_what_was_shared_is_seen_until_it_is_taken_back(room: Classroom) -> None:
    """That text, and no other."""
    played, eve = room.finished(), room.house.actor("eve")
    (ref,) = (row.id for row in played.texts.values() if row.body == "my reflection")
    sharing = Sharing(room.house.store, room.house.now)
    sharing.share(room.kim, ref)
    bodies = {row.body for row in room.viewing.view(eve, played.attempt.id).texts.values()}
    assert bodies == {"my reply", "my reflection"}
    sharing.unshare(room.kim, ref)
    assert {row.body for row in room.viewing.view(eve, played.attempt.id).texts.values()} == {"my reply"}


def test_a_branch_is_seen_with_nothing_of_the_attempt_before(room: Classroom) -> None:
    """But for what it took over, which was nothing written that others may read."""
    played = room.finished()
    again = room.attempts.branch(room.kim, played.attempt.id, 2)
    again = room.attempts.write(room.kim, again, len(again.events), "writing", "another reply")
    again = room.attempts.finish(room.kim, again, len(again.events))
    seen = room.viewing.view(room.house.actor("eve"), again.attempt.id)
    assert seen.state == again.state
    assert {row.body for row in seen.texts.values()} == {"another reply"}
    assert "my " not in repr(seen.texts)


def test_what_is_not_to_be_seen_is_answered_like_what_there_is_not(room: Classroom) -> None:
    """Open and left attempts, those of another cohort, and for people without the part; nothing is written down."""
    finished = room.finished().attempt.id
    unfinished = room.to_the_end().attempt.id
    left = room.attempts.start(room.kim, "disclosure/small", "practice")
    left = room.attempts.leave(room.kim, left, 1)
    eve, house = room.house.actor("eve"), room.house
    house.add("fay", Role.FACILITATOR)
    house.store.join_cohort(Membership("blue", "fay", Role.FACILITATOR))
    before = house.deeds()
    answers = set()
    for actor, wanted in (
        (eve, "none"),
        (eve, unfinished),
        (eve, left.attempt.id),
        (house.actor("rob"), finished),
        (house.actor("ann"), finished),
        (house.actor("fay"), finished),
        (house.owner(), finished),
        (Actor("eve", roles=frozenset({Role.FACILITATOR})), finished),
        (room.kim, finished),
        (ANONYMOUS, finished),
    ):
        with pytest.raises(NotAllowed) as refused:
            room.viewing.view(actor, wanted)
        answers.add(str(refused.value))
    assert len(answers) == 1
    assert house.deeds() == before


def test_an_erased_text_is_missing_and_the_rest_is_seen(room: Classroom) -> None:
    """The log still replays."""
    played = room.finished()
    (ref,) = (row.id for row in played.texts.values() if row.body == "my reply")
    room.house.store.erase_text(ref)
    seen = room.viewing.view(room.house.actor("eve"), played.attempt.id)
    assert [row.body for row in seen.texts.values()] == [None]
    assert seen.state == played.state
