"""Reviewing: blind marks, revisions with a reason, decisions; and everything that a forged call could try."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import ANONYMOUS, Actor, Role
from roleplay.scoring.review import Rules, State
from roleplay.services.assigning import Assigning
from roleplay.services.attempts import Attempts, Playing
from roleplay.services.marking import Marks
from roleplay.services.returning import Returning
from roleplay.services.reviewing import LEASE, Reviewing
from roleplay.services.sheet import Sheet
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, CohortRow, CohortRules, Membership
from tests.kept import HASH
from tests.services.household import House, house_in

GOOD = (("reflects", 1), ("asks-first", 4))
HARM = ("shares-unasked", "talks-over")


class Desk:
    """Eve, Rob and Max rate the blue cohort, in which Kim and Lee learn and Sue supervises; Ida rates the red one."""

    def __init__(self, folder: Path) -> None:
        self.house: House = house_in(folder)
        store = self.store = self.house.store
        people = {"rob": Role.EVALUATOR, "max": Role.EVALUATOR, "ida": Role.EVALUATOR, "sue": Role.SUPERVISOR}
        for name, role in {**people, "lee": Role.TRAINEE}.items():
            self.house.add(name, role)
        for colour in ("blue", "red"):
            store.add_cohort(CohortRow(colour, colour, self.house.time))
        for name, role in {**people, "eve": Role.EVALUATOR, "kim": Role.TRAINEE, "lee": Role.TRAINEE}.items():
            store.join_cohort(Membership("red" if name == "ida" else "blue", name, role))
        shelf = Bookshelf(store)
        self.attempts = Attempts(store, shelf, self.house.now, self._new_id, lambda: 1)
        self.reviewing = Reviewing(store, shelf, self.house.now, self._new_id)
        self.returning = Returning(store, shelf, self.house.now, self._new_id)
        self.assigning = Assigning(store, shelf, self.house.now, self._new_id)
        self.rules()

    def _new_id(self) -> str:
        return f"id-{next(self.house.ids)}"

    def rules(self, contact: str | None = None, **rules: Any) -> None:
        """The rules of the blue cohort; without any, one rater, and no sample."""
        self.assigning.set_rules(self.actor("sue"), "blue", CohortRules(Rules(**{"share": 0, **rules}), contact))

    def actor(self, name: str) -> Actor:
        """Somebody."""
        return self.house.actor(name)

    def played(self, *, mode: str = "assessment", who: str = "kim", first: str = "reflect") -> str:
        """An attempt that is finished, with a reply and with things that are nobody else's."""
        play, actor = self.attempts, self.actor(who)
        now: Playing = play.start(actor, "disclosure/small", mode)
        now = play.expect(actor, now, 1, "my expectation")
        now = play.choose(actor, now, 2, "opening", first)
        now = play.choose(actor, now, 3, "asking", "ask" if first == "reflect" else "sorry")
        now = play.write(actor, now, 4, "writing", "my reply")
        self.house.wait(minutes=9)
        return play.reflect(actor, now, 5, ["my reflection"]).attempt.id

    def waiting(self, who: str = "eve", **asked: Any) -> list[str]:
        """Ids in the queue of the blue cohort."""
        return [one.attempt_id for one in self.reviewing.queue(self.actor(who), Asked("blue", **asked))]

    def state(self, attempt_id: str) -> State:
        """How far a review has come, as the queue says."""
        review = self.store.review(attempt_id)
        assert review is not None
        return review.state

    def mark(self, who: str, attempt_id: str, *ticks: tuple[str, int], **more: Any) -> Sheet:
        """Open an attempt and mark it; without ticks both required basics are found."""
        self.reviewing.open(self.actor(who), attempt_id)
        return self.reviewing.mark(self.actor(who), attempt_id, Marks(HASH, ticks or GOOD, **more))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """All of them."""
    return Desk(tmp_path)


@pytest.fixture
def one(desk: Desk) -> str:
    """An attempt of Kim's in the queue."""
    attempt_id = desk.played()
    assert desk.waiting() == [attempt_id]
    return attempt_id


# --- what comes, and what is seen ---


def test_finished_assessments_come_by_themselves_and_a_practice_when_it_is_handed_in(desk: Desk) -> None:
    """What was left never comes, and nothing that goes on; what is handed in is written down."""
    practice, done = desk.played(mode="practice"), desk.played()
    left = desk.attempts.start(desk.actor("kim"), "disclosure/small", "assessment")
    desk.attempts.leave(desk.actor("kim"), left, 1)
    desk.attempts.start(desk.actor("kim"), "disclosure/small", "assessment")
    assert desk.waiting() == [done]
    desk.returning.submit(desk.actor("kim"), practice, "blue")
    assert desk.house.last().action == "attempt-submitted"
    assert desk.waiting() == [practice, done]
    with pytest.raises(Conflict):
        desk.returning.submit(desk.actor("kim"), practice, "blue")
    for who, what, cohort in (("lee", practice, "blue"), ("kim", practice, "red"), ("kim", "none", "blue")):
        with pytest.raises(NotAllowed):
            desk.returning.submit(desk.actor(who), what, cohort)
    with pytest.raises(RefusedEvent):
        desk.returning.submit(desk.actor("kim"), left.attempt.id, "blue")


def test_the_sheet_has_the_attempt_and_nothing_that_gives_away_who_or_how_fast(desk: Desk, one: str) -> None:
    """What was said, on offer, chosen and replied, and the mark scheme; no name, time, private text or machine's tick."""
    sheet = desk.reviewing.open(desk.actor("eve"), one)
    assert [(turn.moment, turn.chosen, turn.reply) for turn in sheet.turns if turn.markable] == [
        (1, "reflect", None), (4, "ask", None), (6, None, "my reply")
    ]  # fmt: skip
    assert [offer.id for offer in sheet.turns[1].offers] != []
    assert (sheet.assessed["listening"], set(sheet.rubrics)) == (("reflects",), {"listening", "sharing", "repair"})
    assert (sheet.own, sheet.machine, sheet.standing, sheet.results) == (None, None, None, None)
    seen = repr(replace(sheet, rubrics={}))
    for hidden in ("kim", "Kim", "my expectation", "my reflection", "datetime", "ticks", "Say something"):
        assert hidden not in seen
    assert desk.house.last().action == "attempt-viewed"
    other = desk.played(who="lee")
    names = {row.attempt_id: row.trainee for row in desk.reviewing.queue(desk.actor("rob"), Asked("blue"))}
    assert names[one] == sheet.trainee != names[other]


def test_machine_and_others_are_seen_only_after_ones_own_marks(desk: Desk, one: str) -> None:
    """The machine's levels then, others' ratings once enough people have marked."""
    desk.rules(raters=2)
    marked = desk.mark("eve", one)
    assert marked.own is not None
    assert marked.machine is not None
    assert (marked.standing, marked.results) == (None, None)
    blind = desk.reviewing.open(desk.actor("rob"), one)
    assert (blind.own, blind.machine, blind.standing) == (None, None, None)
    assert "'eve'" not in repr(blind)
    both = desk.mark("rob", one)
    assert both.standing is not None
    assert [rating.rater for rating in both.standing.ratings] == ["eve", "rob"]
    again = desk.reviewing.open(desk.actor("eve"), one)
    assert again.standing == both.standing


# --- marking ---


def test_marks_agree_and_the_state_stands_in_the_queue(desk: Desk, one: str) -> None:
    """One is enough here; with harm it takes a second."""
    desk.mark("eve", one)
    harmed = desk.played(first="talk")
    assert desk.waiting(state=State.AGREED) == [one]
    desk.mark("rob", harmed, ("talks-over", 1))
    assert desk.waiting(state=State.NEEDS_SECOND) == [harmed]
    assert desk.waiting(state=State.UNMARKED) == []
    assert "attempt-marked" in desk.house.deeds("rob")


def test_a_revision_is_another_rating_with_a_reason(desk: Desk, one: str) -> None:
    """Nothing is written over, and it is written down."""
    desk.mark("eve", one)
    for reason in (None, "  "):
        with pytest.raises(RefusedEvent, match="needs a reason"):
            desk.mark("eve", one, ("reflects", 1), reason=reason)
    assert len(desk.store.ratings(one)) == 1
    desk.mark("eve", one, ("reflects", 1), reason="I had misread the second turn.")
    first, second = desk.store.ratings(one)
    assert (first.revision, second.revision, len(first.ticks), len(second.ticks)) == (1, 2, 2, 1)
    (said,) = desk.store.comments(one)
    assert (second.reason, said.text.body, said.text.owner_id) == (
        said.text.id, "I had misread the second turn.", "kim"
    )  # fmt: skip
    assert desk.house.deeds("eve")[-2] == "rating-revised"


def test_two_who_mark_at_once_both_count(desk: Desk, one: str) -> None:
    """Whoever comes second has the state worked out anew: nobody's harm is overlooked."""
    desk.rules(raters=2)
    for who in ("eve", "rob"):
        desk.reviewing.open(desk.actor(who), one)
    marks = {"eve": Marks(HASH, GOOD), "rob": Marks(HASH, (*GOOD, ("blames", 4)))}
    with ThreadPoolExecutor(2) as at_once:
        list(at_once.map(lambda who: desk.reviewing.mark(desk.actor(who), one, marks[who]), marks))
    assert {rating.rater for rating in desk.store.ratings(one)} == {"eve", "rob"}
    assert desk.state(one) is State.DISAGREES


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        (Marks("0" * 64, GOOD), "another scenario"),
        (Marks(HASH, [("nonsense", 1)]), "no behaviour"),
        (Marks(HASH, [("reflects", 0)]), "did nothing"),
        (Marks(HASH, [("reflects", 99)]), "did nothing"),
        (Marks(HASH, [("reflects", -1)]), "number"),
        (Marks(HASH, [("reflects", True)]), "number"),
        (Marks(HASH, [("reflects",)]), "tick"),  # type: ignore[list-item]
        (Marks(HASH, "reflects"), "ticks"),  # type: ignore[arg-type]
        (Marks(HASH, GOOD * 500), "ticks"),
        (Marks(HASH, GOOD, no_opportunity=["repair"]), "competency"),
        (Marks(HASH, GOOD, no_opportunity=["sharing"]), "at once"),
        (Marks(HASH, GOOD, clears=["talks-over"], reason="Why."), "harm"),
        (Marks(HASH, GOOD, confidence=4), "sure"),
        (Marks(HASH, GOOD, confidence=0), "sure"),
        (Marks(HASH, GOOD, reason="x" * 9000), "characters"),
        (Marks(HASH, GOOD, reason=7), "text"),  # type: ignore[arg-type]
        (Marks(7, GOOD), "scenario"),  # type: ignore[arg-type]
    ],
)
def test_forged_marks_are_refused(desk: Desk, one: str, forged: Marks, said: str) -> None:
    """Another scenario's, unknown behaviours, moments that there are not, and whatever else does not fit."""
    desk.reviewing.open(desk.actor("eve"), one)
    with pytest.raises(RefusedEvent, match=said):
        desk.reviewing.mark(desk.actor("eve"), one, forged)
    assert desk.store.ratings(one) == ()


def test_only_evaluators_of_its_cohort_have_an_attempt(desk: Desk, one: str) -> None:
    """No trainee, not even its own; nobody of another cohort; nobody unknown: all in the same words as for none."""
    service = desk.reviewing
    for who in ("kim", "lee", "ida", "ann", ""):
        actor = ANONYMOUS if not who else desk.actor(who)
        for attempt_id in (one, "none"):
            for call in (service.open, service.renew):
                with pytest.raises(NotAllowed, match="no such attempt in a queue of yours"):
                    call(actor, attempt_id)
            for rate in (service.mark, service.adjudicate):
                with pytest.raises(NotAllowed, match="no such attempt in a queue of yours"):
                    rate(actor, attempt_id, Marks(HASH, GOOD, reason="Why."))
        with pytest.raises(NotAllowed):
            service.queue(actor, Asked("blue"))
    with pytest.raises(NotAllowed):
        service.open(desk.actor("sue"), one)
    kim = desk.store.person("kim")
    assert kim is not None
    desk.store.keep_person(replace(kim, roles=frozenset({Role.TRAINEE, Role.EVALUATOR})))
    desk.store.join_cohort(Membership("blue", "kim", Role.EVALUATOR))
    with pytest.raises(NotAllowed):
        service.open(desk.actor("kim"), one)
    assert desk.store.ratings(one) == ()


def test_marking_takes_a_lease_of_ones_own(desk: Desk, one: str) -> None:
    """It is renewed, taken over after its time, and as many hold one as still have to mark."""
    eve, rob = desk.actor("eve"), desk.actor("rob")
    with pytest.raises(Conflict, match="not held for you"):
        desk.reviewing.mark(eve, one, Marks(HASH, GOOD))
    desk.reviewing.open(eve, one)
    with pytest.raises(Conflict):
        desk.reviewing.open(rob, one)
    with pytest.raises(Conflict, match="not held for you"):
        desk.reviewing.mark(rob, one, Marks(HASH, GOOD))
    desk.house.wait(minutes=20)
    desk.reviewing.renew(eve, one)
    desk.house.time += LEASE - timedelta(minutes=1)
    with pytest.raises(Conflict):
        desk.reviewing.open(rob, one)
    desk.house.wait(minutes=2)
    desk.reviewing.open(rob, one)
    with pytest.raises(Conflict, match="not held for you"):
        desk.reviewing.mark(eve, one, Marks(HASH, GOOD))
    desk.reviewing.mark(rob, one, Marks(HASH, GOOD))
    with pytest.raises(Conflict):
        desk.reviewing.open(eve, one)
    with pytest.raises(NotAllowed, match="Enough people"):
        desk.reviewing.mark(eve, one, Marks(HASH, GOOD))


# --- deciding ---


def test_a_third_person_decides_with_a_reason(desk: Desk, one: str) -> None:
    """Who sees both with their ticks, and is neither of the two; a supervisor can."""
    desk.rules(raters=2)
    desk.mark("eve", one)
    desk.mark("rob", one, ("reflects", 1))
    assert desk.state(one) is State.DISAGREES
    sheet = desk.reviewing.open(desk.actor("sue"), one)
    assert sheet.standing is not None
    assert [(rating.rater, len(rating.ticks)) for rating in sheet.standing.ratings] == [("eve", 2), ("rob", 1)]
    with pytest.raises(RefusedEvent, match="needs a reason"):
        desk.reviewing.adjudicate(desk.actor("sue"), one, Marks(HASH, GOOD))
    with pytest.raises(NotAllowed, match="does not decide"):
        desk.reviewing.adjudicate(desk.actor("eve"), one, Marks(HASH, GOOD, reason="Mine is right."))
    with pytest.raises(NotAllowed):
        desk.reviewing.mark(desk.actor("max"), one, Marks(HASH, GOOD))
    decided = desk.reviewing.adjudicate(desk.actor("sue"), one, Marks(HASH, GOOD, reason="She did ask."))
    assert desk.state(one) is State.ADJUDICATED
    assert decided.results is not None
    assert {(r.competency, r.official.level, r.official.basis) for r in decided.results} == {
        ("listening", 3, "adjudicated"), ("sharing", 3, "adjudicated")
    }  # fmt: skip
    assert "adjudicated" in desk.house.deeds("sue")
    with pytest.raises(NotAllowed, match="nothing to decide"):
        desk.reviewing.adjudicate(desk.actor("max"), one, Marks(HASH, GOOD, reason="Why."))


def test_the_sheet_tells_what_others_marked_and_why_to_whoever_decides(desk: Desk, one: str) -> None:
    """In the order in which they began, with levels and reasons; to who marks blind, their own only."""
    desk.rules(raters=2)
    desk.mark("eve", one)
    sheet = desk.mark("eve", one, reason="I had missed the question.")
    assert [(m.own, m.levels["sharing"], m.reason) for m in sheet.marked] == [(True, 3, "I had missed the question.")]
    assert desk.reviewing.open(desk.actor("rob"), one).marked == ()
    desk.mark("rob", one, ("reflects", 1))
    sheet = desk.reviewing.open(desk.actor("sue"), one)
    assert (sheet.decides, sheet.state, sheet.decision) == (True, State.DISAGREES, None)
    assert [(m.own, m.levels["sharing"], m.reason) for m in sheet.marked] == [
        (False, 3, "I had missed the question."), (False, 2, None)
    ]  # fmt: skip
    desk.reviewing.adjudicate(desk.actor("sue"), one, Marks(HASH, GOOD, reason="She did ask."))
    seen = desk.reviewing.open(desk.actor("rob"), one)
    assert [m.own for m in seen.marked] == [False, True]
    assert seen.decision is not None
    assert (seen.decision.own, seen.decision.reason) == (False, "She did ask.")


def test_what_the_trainee_answers_is_read_by_who_has_marked(desk: Desk, one: str) -> None:
    """Who marks after them reads it after their own marks: it could lead them. That another look is asked for all see."""
    desk.mark("eve", one)
    desk.returning.comment(desk.actor("eve"), one, "strength", "You asked.")
    desk.returning.give_back(desk.actor("eve"), one)
    desk.house.wait(minutes=1)
    desk.returning.answer(desk.actor("kim"), one, "I meant it otherwise.")
    desk.returning.ask_again(desk.actor("kim"), one)
    seen = desk.reviewing.open(desk.actor("eve"), one)
    assert (seen.answers, seen.looks) == (("I meant it otherwise.",), 1)
    blind = desk.reviewing.open(desk.actor("rob"), one)
    assert (blind.answers, blind.looks) == (None, 1)
    assert desk.mark("rob", one).answers == ("I meant it otherwise.",)


def test_a_person_clears_the_machines_harm_only_knowingly_and_with_a_reason(desk: Desk) -> None:
    """Not with the first marks, which are blind; until then it stands."""
    harmed = desk.played(first="talk")
    assert desk.waiting() == [harmed]
    desk.mark("eve", harmed)
    with pytest.raises(RefusedEvent, match="needs a reason"):
        desk.mark("eve", harmed, clears=HARM)
    with pytest.raises(RefusedEvent, match="ticked and cleared"):
        desk.mark("eve", harmed, ("talks-over", 1), clears=HARM, reason="Why.")
    sheet = desk.mark("rob", harmed)
    assert sheet.results is not None
    assert [(r.official.level, r.standing_harm) for r in sheet.results] == [(1, (name,)) for name in sorted(HARM)[::-1]]
    for who in ("eve", "rob"):
        sheet = desk.mark(who, harmed, clears=HARM, reason=f"{who}: it was quoted.")
    assert desk.state(harmed) is State.AGREED
    assert sheet.results is not None
    assert [r.official.level for r in sheet.results] == [3, 3]
    assert all(len(r.reasons) == 2 for r in sheet.results)
