"""Drafting: what was ticked is kept before it is handed in, checked like marks, and lost by nothing that happens."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.services.drafting import Drafting
from roleplay.services.marking import Marks
from roleplay.services.reviewing import LEASE
from roleplay.services.shelf import Bookshelf
from tests.kept import HASH
from tests.services.test_reviewing import GOOD, HARM, Desk

SOME = Marks(HASH, [("reflects", 1)], confidence=None)


class Begun:
    """A desk, with an attempt of Kim's in its queue."""

    def __init__(self, folder: Path, first: str = "reflect") -> None:
        self.desk = Desk(folder)
        self.one = self.desk.played(first=first)
        self.desk.waiting()

    @property
    def drafting(self) -> Drafting:
        """The service, as in a kernel that was started just now."""
        return Drafting(self.desk.store, Bookshelf(self.desk.store), self.desk.house.now, lambda: "id")

    def keep(self, who: str, marks: Marks, seen: Any = None) -> Any:
        """Keep marks."""
        return self.drafting.keep(self.desk.actor(who), self.one, marks, seen)

    def begun(self, who: str) -> Any:
        """What somebody finds there."""
        return self.drafting.begun(self.desk.actor(who), self.one)


@pytest.fixture
def at(tmp_path: Path) -> Begun:
    """All that."""
    return Begun(tmp_path)


def test_what_was_ticked_is_there_again_with_what_it_comes_to(at: Begun) -> None:
    """For whoever ticked it and nobody else; how sure one is can be said later."""
    assert at.begun("eve") is None
    kept = at.keep("eve", SOME)
    assert at.begun("eve") == kept
    assert (kept.marks.ticks, kept.marks.confidence) == ([("reflects", 1)], None)
    assert kept.levels == {"listening": 3, "sharing": 2}
    assert at.begun("rob") is None
    at.desk.house.wait(minutes=1)
    more = at.keep("eve", replace(SOME, no_opportunity=["sharing"], confidence=2, lived_experience=True), kept.at)
    assert at.begun("eve") == more
    assert (more.levels["sharing"], more.marks.confidence, more.marks.lived_experience) == (None, 2, True)
    at.drafting.drop(at.desk.actor("eve"), at.one)
    assert at.begun("eve") is None


def test_a_draft_outlives_the_lease_and_somebody_else_who_comes(at: Begun) -> None:
    """It can even be gone on with; it ends when it is handed in."""
    eve = at.desk.actor("eve")
    at.desk.reviewing.open(eve, at.one)
    first = at.keep("eve", SOME)
    at.desk.house.time += LEASE + timedelta(minutes=1)
    at.desk.reviewing.open(at.desk.actor("rob"), at.one)
    with pytest.raises(Conflict):
        at.desk.reviewing.open(eve, at.one)
    assert at.begun("eve") == first
    at.keep("eve", Marks(HASH, GOOD, confidence=3), first.at)
    at.desk.house.time += LEASE
    at.desk.reviewing.open(eve, at.one)
    at.desk.reviewing.mark(eve, at.one, at.begun("eve").marks)
    assert at.begun("eve") is None
    assert at.desk.store.ratings(at.one)[0].confidence == 3


def test_two_pages_of_one_person_do_not_overwrite_each_other(at: Begun) -> None:
    """The one that does not know what the other kept is told."""
    at.keep("eve", SOME)
    with pytest.raises(Conflict, match="somewhere else"):
        at.keep("eve", Marks(HASH, GOOD))
    assert at.begun("eve").marks.ticks == [("reflects", 1)]


def test_forged_drafts_are_refused(at: Begun) -> None:
    """As the same marks would be; nothing is kept."""
    forged: list[dict[str, Any]] = [
        {"scenario": "0" * 64},
        {"ticks": [("dances", 1)]},
        {"ticks": [("reflects", 0)]},
        {"ticks": [("reflects", 99)]},
        {"ticks": "all"},
        {"no_opportunity": ["listening"]},
        {"no_opportunity": ["repair"]},
        {"clears": ["talks-over"]},
        {"confidence": 4},
        {"confidence": "sure"},
    ]
    for changed in forged:
        with pytest.raises(RefusedEvent):
            at.keep("eve", replace(SOME, **changed))
    assert at.begun("eve") is None


def test_nobody_drafts_who_could_not_mark_or_decide(at: Begun) -> None:
    """Not the trainee, another one, an evaluator of another cohort, nor a supervisor as long as nothing disagrees."""
    for who in ("kim", "lee", "ida", "ann", "sue"):
        with pytest.raises(NotAllowed):
            at.keep(who, SOME)
        with pytest.raises(NotAllowed):
            at.begun(who)
        with pytest.raises(NotAllowed):
            at.drafting.drop(at.desk.actor(who), at.one)
    assert at.desk.store.drafts_by("sue") == ()


def test_a_decision_is_drafted_by_whoever_comes_to_decide(tmp_path: Path) -> None:
    """Who knows what the machine saw, and may clear it; once there is nothing to decide that is left out."""
    at = Begun(tmp_path, first="talk")
    at.desk.mark("eve", at.one)
    at.desk.mark("rob", at.one, ("reflects", 1))
    kept = at.keep("max", Marks(HASH, GOOD, clears=HARM))
    assert set(kept.marks.clears) == set(HARM)
    at.desk.mark("rob", at.one, reason="Eve is right.")
    assert (at.begun("max").marks.clears, at.begun("max").marks.ticks) == ((), kept.marks.ticks)


def test_a_draft_holds_no_words(at: Begun) -> None:
    """A reason that comes along is not kept."""
    at.keep("eve", replace(SOME, reason="Because of what she told me."))
    (draft,) = at.desk.store.drafts_by("eve")
    assert "told me" not in json.dumps(draft.data)


def test_marks_are_not_handed_in_without_saying_how_sure_one_is(at: Begun) -> None:
    """The draft can leave it out, the rating cannot."""
    eve = at.desk.actor("eve")
    at.desk.reviewing.open(eve, at.one)
    with pytest.raises(RefusedEvent, match="How sure"):
        at.desk.reviewing.mark(eve, at.one, SOME)
    assert at.desk.store.ratings(at.one) == ()
