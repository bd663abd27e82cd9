"""Calibrating: who counts as a rater, what anchors give away, and that they come back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent
from roleplay.scoring.figure import Estimate, TooFew
from roleplay.scoring.review import Rules, State
from roleplay.services.drafting import Drafting
from roleplay.services.marking import Marks
from roleplay.services.queue import Queue
from roleplay.services.sheet import Sheet
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, CalibrationRules
from tests.kept import HASH
from tests.services.anchors import Gauge, anchor, ticks_of
from tests.services.test_reviewing import GOOD

SIX = ("fair", "skilled", "harmful", "cold", "fair", "skilled")


@pytest.fixture
def desk(tmp_path: Path) -> Gauge:
    """All of them, without anchors."""
    return Gauge(tmp_path)


@pytest.fixture
def six(desk: Gauge) -> list[str]:
    """Six anchors in use, with twelve levels."""
    return desk.use(*SIX)


# --- who counts ---


def test_without_anchors_nothing_is_asked_of_anybody(desk: Gauge) -> None:
    """Whoever marks is a rater, and the page says that nobody is calibrated."""
    attempt = desk.played()
    assert desk.waiting() == [attempt]
    assert not desk.mark("eve", attempt).practises
    assert desk.state(attempt) is State.AGREED
    standing = desk.calibrating.standing(desk.actor("eve"), "blue")
    assert (standing.uses, standing.tasks, standing.practises) == (0, (), False)


def test_before_somebody_is_calibrated_they_mark_for_practice(desk: Gauge, six: list[str]) -> None:
    """The rating is kept and shown to them, and neither queue nor result knows of it; others still see a free place."""
    attempt = desk.played()
    desk.waiting()
    before = desk.reviewing.open(desk.actor("eve"), attempt)
    assert before.practises
    assert before.machine is None
    done = desk.reviewing.mark(desk.actor("eve"), attempt, Marks(HASH, GOOD))
    assert done.practises
    assert done.own is not None
    assert [one.own for one in done.marked] == [True]
    assert done.machine is not None
    assert done.results is None
    assert desk.state(attempt) is State.UNMARKED
    assert desk.store.ratings(attempt) == ()
    assert [rating.rater for rating in desk.store.practised(attempt)] == ["eve"]
    (marked,) = [one for one in desk.store.noted() if one.action == "attempt-marked"]
    assert marked.detail == {"attempt": attempt, "practice": "yes"}
    desk.calibrate("rob", six)
    desk.mark("rob", attempt)
    assert desk.state(attempt) is State.AGREED
    assert [rating.rater for rating in desk.store.ratings(attempt)] == ["rob"]


def test_who_marks_for_practice_takes_nobodys_place(desk: Gauge, six: list[str]) -> None:
    """An attempt that one person can hold is open to a rater while somebody practises on it."""
    attempt = desk.played()
    desk.calibrate("rob", six)
    desk.waiting()
    desk.reviewing.open(desk.actor("eve"), attempt)
    assert desk.store.assignments([attempt]) == ()
    desk.reviewing.open(desk.actor("rob"), attempt)
    assert [one.rater for one in desk.store.assignments([attempt])] == ["rob"]
    desk.reviewing.open(desk.actor("eve"), attempt)


def test_what_was_begun_for_practice_stays_practice(desk: Gauge, six: list[str]) -> None:
    """They have seen what the choices come to, so that it is no blind look any more; another attempt counts."""
    first = desk.played()
    desk.waiting()
    desk.mark("eve", first)
    desk.calibrate("eve", six)
    again = desk.mark("eve", first, *GOOD, reason="I looked again.")
    assert again.practises
    assert [rating.revision for rating in desk.store.practised(first)] == [1, 2]
    assert desk.state(first) is State.UNMARKED
    second = desk.played()
    desk.waiting()
    assert not desk.mark("eve", second).practises
    assert desk.state(second) is State.AGREED


def test_only_who_is_calibrated_decides(desk: Gauge, six: list[str]) -> None:
    """An evaluator who marks for practice does not decide between ratings; a supervisor does."""
    desk.rules(raters=2)
    attempt = desk.played()
    desk.waiting()
    for who in ("rob", "max"):
        desk.calibrate(who, six)
    desk.mark("rob", attempt)
    desk.mark("max", attempt, ("reflects", 1))
    assert desk.state(attempt) is State.DISAGREES
    with pytest.raises(Conflict):
        desk.reviewing.open(desk.actor("eve"), attempt)
    with pytest.raises(NotAllowed, match="practice"):
        desk.reviewing.adjudicate(desk.actor("eve"), attempt, Marks(HASH, GOOD, reason="Because."))
    desk.reviewing.open(desk.actor("sue"), attempt)
    desk.reviewing.adjudicate(desk.actor("sue"), attempt, Marks(HASH, GOOD, reason="Because."))
    assert desk.state(attempt) is State.ADJUDICATED


def test_a_practice_after_a_return_leaves_it_returned(desk: Gauge) -> None:
    """Nothing follows from it: not even that somebody has marked since."""
    attempt = desk.played()
    desk.waiting()
    desk.mark("rob", attempt)
    desk.returning.comment(desk.actor("rob"), attempt, "strength", "Well heard.")
    desk.returning.give_back(desk.actor("rob"), attempt)
    desk.use(*SIX)
    with pytest.raises(Conflict):  # enough people have marked it
        desk.reviewing.open(desk.actor("eve"), attempt)
    desk.returning.ask_again(desk.actor("kim"), attempt)
    desk.mark("eve", attempt)
    assert desk.state(attempt) is State.NEEDS_SECOND


# --- the bar ---


def test_under_a_minimum_it_cannot_be_told_and_nobody_counts(desk: Gauge, six: list[str]) -> None:
    """No figure without an interval: five anchors have ten levels, and twelve are needed."""
    desk.calibrate("eve", six[:5])
    standing = desk.calibrating.standing(desk.actor("eve"), "blue")
    assert isinstance(standing.calibration.kappa, TooFew)
    assert (standing.calibration.anchors, standing.calibration.items) == (5, 10)
    assert standing.practises
    assert len(standing.tasks) == 1


def test_whoever_marks_like_the_key_is_at_one(desk: Gauge, six: list[str]) -> None:
    """And counts from then on."""
    desk.calibrate("eve", six)
    standing = desk.calibrating.standing(desk.actor("eve"), "blue")
    assert isinstance(standing.calibration.kappa, Estimate)
    assert standing.calibration.kappa.value == 1
    assert (standing.calibration.harm, standing.calibration.harm_found) == (2, 2)
    assert not standing.practises
    assert standing.tasks == ()


def test_under_the_bar_one_practises_and_new_anchors_lift_one_over_it(desk: Gauge, six: list[str]) -> None:
    """What was marked before stays in the count as long as it is among the last ten."""
    desk.calibrate("eve", six, wrong=2)
    low = desk.calibrating.standing(desk.actor("eve"), "blue")
    assert isinstance(low.calibration.kappa, Estimate)
    assert low.calibration.kappa.value < 0.7
    assert low.practises
    more = desk.use("harmful", "cold", "skilled", "fair", "harmful", "cold", start=7)
    desk.calibrate("eve", more)
    high = desk.calibrating.standing(desk.actor("eve"), "blue")
    assert isinstance(high.calibration.kappa, Estimate)
    assert high.calibration.kappa.value > 0.7
    assert high.calibration.anchors == 10
    assert not high.practises


def test_the_bar_is_the_cohorts(desk: Gauge, six: list[str]) -> None:
    """The same marks are enough for one that asks for less."""
    desk.calibrate("eve", six, wrong=1)
    found = desk.calibrating.standing(desk.actor("eve"), "blue").calibration
    assert isinstance(found.kappa, Estimate)
    for bar, practises in ((round(found.kappa.value * 100) + 5, True), (round(found.kappa.value * 100) - 5, False)):
        desk.rules(bar=bar)
        assert desk.calibrating.standing(desk.actor("eve"), "blue").practises is practises


def test_an_anchor_is_marked_once_and_then_its_key_is_known(desk: Gauge, six: list[str]) -> None:
    """It is on no list any more, its next version is no news either, and it cannot be marked a second time."""
    told = desk.gauge("eve", six[0])
    with pytest.raises(NotAllowed):
        desk.calibrating.take(desk.actor("eve"), "blue", six[0])
    with pytest.raises((Conflict, RefusedEvent)):
        desk.reviewing.mark(desk.actor("eve"), told.sheet.attempt_id, Marks(HASH, GOOD, reason="Again."))
    (newer,) = desk.shelve_anchors(anchor("fair", 1, about="Said in other words."))
    desk.calibrating.use(desk.actor("sue"), "blue", newer)
    assert newer not in {one.anchor for one in desk.calibrating.standing(desk.actor("eve"), "blue").tasks}


def test_the_key_is_shown_with_its_reasons_once_an_anchor_is_marked(desk: Gauge, six: list[str]) -> None:
    """Own ticks beside the key's, at their moments; levels of both; and nobody else sees it."""
    told = desk.gauge("eve", six[0], ticks=[("reflects", 1), ("waits", 1)])
    assert (told.title, told.announced) == ("Title of fair 1", True)
    assert [(one.behaviour, one.own, one.key, one.why) for one in told.reasons] == [
        ("reflects", True, True, "Why reflects at 1."),
        ("waits", True, False, None),
        ("asks-first", False, True, "Why asks-first at 2."),
    ]
    assert (told.own, told.key) == ({"listening": 4, "sharing": 2}, {"listening": 3, "sharing": 3})
    assert told.sheet.anchor
    for who in ("rob", "sue"):
        with pytest.raises(NotAllowed):
            desk.calibrating.compared(desk.actor(who), told.sheet.attempt_id)


def test_before_it_is_marked_the_key_is_nobodys(desk: Gauge, six: list[str]) -> None:
    """Not the evaluator's either, and the anchor on one desk is not there for another."""
    id_ = desk.calibrating.take(desk.actor("eve"), "blue", six[0])
    with pytest.raises(NotAllowed):
        desk.calibrating.compared(desk.actor("eve"), id_)
    with pytest.raises(NotAllowed):
        desk.reviewing.open(desk.actor("rob"), id_)
    assert desk.calibrating.take(desk.actor("eve"), "blue", six[0]) == id_


# --- those that come back ---


@pytest.fixture
def returned(desk: Gauge, six: list[str]) -> str:
    """The id of the anchor that came back to Eve, who is calibrated, after two months; an attempt waits beside it."""
    desk.calibrate("eve", six)
    desk.played()
    desk.house.wait(days=61)
    real, id_ = desk.waiting()
    assert desk.store.review(id_) is None
    assert desk.store.review(real) is not None
    return id_


def test_an_anchor_comes_back_after_so_many_attempts(desk: Gauge, six: list[str]) -> None:
    """Or days; by the cohort's rules, and not to somebody who has still to be calibrated."""
    desk.calibrating.set_rules(desk.actor("sue"), "blue", CalibrationRules(every_marked=2, every_days=60))
    desk.calibrate("eve", six)
    for number in range(2):
        assert [one for one in desk.waiting() if desk.store.review(one) is None] == []
        attempt = desk.played()
        desk.waiting()
        desk.mark("eve", attempt)
        assert desk.store.marked_since("blue", "eve", desk.store.anchor_ratings("eve")[-1].rating.at) == number + 1
    (hidden,) = [one for one in desk.waiting() if desk.store.review(one) is None]
    assert desk.calibrating.comes_back(desk.actor("eve"), "blue") == hidden
    assert all(desk.store.review(one) for one in desk.waiting("rob"))
    assert desk.calibrating.comes_back(desk.actor("rob"), "blue") is None


def test_it_lies_in_the_queue_like_an_attempt(desk: Gauge, returned: str) -> None:
    """At its place, in both directions, under the filters that fit it, for nobody else, and held once it is opened."""
    real = desk.waiting()[0]
    rows = {one.attempt_id: one for one in desk.reviewing.queue(desk.actor("eve"), Asked("blue"))}
    assert rows[returned].state is State.UNMARKED
    assert rows[returned].trainee != rows[real].trainee
    assert set(asdict(rows[returned])) == set(asdict(rows[real]))
    queue = desk.reviewing.queue
    assert [one.attempt_id for one in queue(desk.actor("eve"), Asked("blue"), 1)] == [real]
    assert [one.attempt_id for one in queue(desk.actor("eve"), Asked("blue"), 1, after=real)] == [returned]
    assert [one.attempt_id for one in queue(desk.actor("eve"), Asked("blue"), 1, before=returned)] == [real]
    assert queue(desk.actor("eve"), Asked("blue"), 1, after=returned) == ()
    assert queue(desk.actor("eve"), Asked("blue"), 1, before=real) == ()
    assert desk.waiting(state=State.AGREED) == []
    assert desk.waiting(scenario_id="disclosure/other") == []
    assert desk.waiting("rob") == [real]
    desk.reviewing.open(desk.actor("eve"), returned)
    assert desk.waiting(rater="eve") == [returned]
    later = desk.played()
    assert [one.attempt_id for one in queue(desk.actor("eve"), Asked("blue"), 1, after=returned)] == []
    assert desk.waiting() == [real, returned, later]


def _shape(value: Any) -> Any:
    """What a value is made of, without what it says."""
    if isinstance(value, dict):
        return {name: _shape(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shape(one) for one in value]
    return type(value).__name__


def test_nothing_tells_it_from_an_attempt_before_it_is_marked(desk: Gauge, returned: str) -> None:
    """The same way in an attempt gives the same sheet to the last byte, but for the two ids, the pseudonym and the reply."""
    hidden = desk.store.presented_anchor(returned)
    assert hidden is not None
    one = desk.anchors[hidden.anchor]
    real = desk.waiting()[0]
    sheets: list[Sheet] = [desk.reviewing.open(desk.actor("eve"), id_) for id_ in (real, returned)]
    assert one.id == "fair-1"  # the one marked longest ago, which goes the way that Kim went
    plain = []
    for sheet in sheets:
        said = asdict(sheet)
        said["rubrics"] = {name: rubric.model_dump(mode="json") for name, rubric in sheet.rubrics.items()}
        text = json.dumps(said, default=str)
        assert "key" not in json.dumps(_shape(said))
        plain.append(
            text.replace(sheet.attempt_id, "ID")
            .replace(sheet.trainee, "WHO")
            .replace("Dear Dana, of the key.", "my reply")
        )
    for own in (real, returned):
        plain = [text.replace(own, "ID") for text in plain]
    ordered = [json.loads(text) for text in plain]
    for said in ordered:  # the seed is another, so what is on offer stands in another order, and the weather may differ
        for turn in said["turns"]:
            turn["offers"] = sorted(turn["offers"], key=str)
            turn["lines"] = []
    assert ordered[0] == ordered[1]
    assert not sheets[1].anchor


def test_one_works_on_it_as_on_an_attempt(desk: Gauge, returned: str) -> None:
    """Drafts, comments and notes are kept, found again and changed; what does not fit is refused in the same words."""
    eve = desk.actor("eve")
    drafting = Drafting(desk.store, Bookshelf(desk.store), desk.house.now, desk._new_id)
    desk.reviewing.open(eve, returned)
    begun = drafting.keep(eve, returned, Marks(HASH, [("reflects", 1)], confidence=None), None)
    assert drafting.begun(eve, returned) == begun
    with pytest.raises(Conflict):
        drafting.keep(eve, returned, Marks(HASH, []), None)
    drafting.drop(eve, returned)
    assert drafting.begun(eve, returned) is None
    desk.returning.comment(eve, returned, "strength", "Well heard.")
    desk.returning.comment(eve, returned, "note", "For me.")
    first, second = desk.returning.own_words(eve, returned)
    assert [(one.kind, one.body) for one in (first, second)] == [("strength", "Well heard."), ("note", "For me.")]
    assert first.id is not None
    desk.returning.change(eve, returned, first.id, "Heard well.")
    assert second.id is not None
    desk.returning.change(eve, returned, second.id, None)
    assert [one.body for one in desk.returning.own_words(eve, returned)] == ["Heard well."]
    with pytest.raises(NotFound):
        desk.returning.change(eve, returned, "t0", "No.")
    real = desk.waiting()[0]
    for id_ in (real, returned):
        with pytest.raises(RefusedEvent, match="cannot be returned yet"):
            desk.returning.give_back(eve, id_)
        desk.reviewing.open(eve, id_)
        with pytest.raises(RefusedEvent, match="no behaviour"):
            desk.reviewing.mark(eve, id_, Marks(HASH, [("reads", 1)]))
    assert desk.house.deeds(about="eve").count("anchor-marked") == 6


def test_once_marked_it_is_told_what_it_was_and_nothing_of_it_is_left(desk: Gauge, returned: str) -> None:
    """The sheet says so, the key is there, and neither ratings, reviews, attempts nor texts know of it."""
    eve = desk.actor("eve")
    desk.returning.comment(eve, returned, "note", "For me.")
    desk.reviewing.open(eve, returned)
    sheet = desk.reviewing.mark(eve, returned, Marks(HASH, GOOD))
    assert sheet.anchor
    assert not desk.calibrating.compared(eve, returned).announced
    assert returned not in desk.waiting()
    assert desk.store.attempt(returned) is None
    assert desk.store.review(returned) is None
    assert desk.store.comments(returned) == ()
    assert desk.store.texts(returned) == {}
    assert returned not in {id_ for id_, _ in desk.store.ratings_by("eve")}
    assert desk.store.rated_in("blue").attempt == []
    assert desk.waiting("sue") == desk.waiting("rob")


def test_what_comes_back_counts_for_drift_and_not_for_calibration(desk: Gauge, returned: str) -> None:
    """Its key was known once; a blind look at it says how strictly somebody marks now."""
    before = desk.calibrating.standing(desk.actor("eve"), "blue")
    hidden = desk.store.presented_anchor(returned)
    assert hidden is not None
    desk.mark_anchor("eve", returned, hidden.anchor, ticks=[])
    after = desk.calibrating.standing(desk.actor("eve"), "blue")
    assert after.calibration == before.calibration
    assert len(after.drift) == len(before.drift) + 1
    assert after.drift[-1].severity == 1
    assert not after.done[0].marked.first


def test_who_is_worried_is_told_at_once_that_nobody_is_at_risk(desk: Gauge, returned: str) -> None:
    """A concern about somebody who does not exist goes to nobody, and the anchor leaves the queue unmarked."""
    desk.rules(contact="sue")
    with pytest.raises(RefusedEvent, match="Nobody is at risk"):
        desk.returning.concern(desk.actor("eve"), returned, "She may hurt herself.")
    assert desk.store.concerns("blue") == ()
    assert returned not in desk.waiting()
    assert "concern-raised" not in desk.house.deeds()


# --- the supervisor's ---


def test_a_supervisor_sees_to_the_anchors_and_sees_how_evaluators_stand(desk: Gauge, six: list[str]) -> None:
    """Which are used, how far each agrees, how strictly they mark, and nothing of what they ticked; with a deed."""
    desk.calibrate("eve", six)
    found = desk.calibrating.overseen(desk.actor("sue"), "blue")
    assert [one.used for one in found.anchors] == [True] * 6
    assert [(one.name, one.left) for one in found.evaluators] == [("Eve", 0), ("Max", 6), ("Rob", 6)]
    assert found.evaluators[0].calibration.enough
    assert found.evaluators[0].lately is not None
    desk.calibrating.retire(desk.actor("sue"), "blue", six[0])
    assert desk.house.last().detail == {"anchor": "fair-1", "used": "no"}
    assert [one.used for one in desk.calibrating.overseen(desk.actor("sue"), "blue").anchors].count(True) == 5
    assert desk.calibrating.standing(desk.actor("eve"), "blue").calibration.enough
    desk.calibrating.use(desk.actor("sue"), "blue", six[0])
    assert len(desk.calibrating.standing(desk.actor("rob"), "blue").tasks) == 6


def test_only_those_may_who_have_that_part(desk: Gauge, six: list[str]) -> None:
    """Evaluators do not choose anchors, supervisors are not calibrated, and another cohort's evaluator sees none."""
    eve, sue, ida, kim = (desk.actor(who) for who in ("eve", "sue", "ida", "kim"))
    calls: list[Any] = [
        lambda: desk.calibrating.overseen(eve, "blue"),
        lambda: desk.calibrating.use(eve, "blue", six[0]),
        lambda: desk.calibrating.retire(eve, "blue", six[0]),
        lambda: desk.calibrating.set_rules(eve, "blue", CalibrationRules()),
        lambda: desk.calibrating.standing(sue, "blue"),
        lambda: desk.calibrating.take(sue, "blue", six[0]),
        lambda: desk.calibrating.standing(ida, "blue"),
        lambda: desk.calibrating.take(ida, "red", six[0]),
        lambda: desk.calibrating.standing(kim, "blue"),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert desk.calibrating.comes_back(sue, "blue") is None
    assert [one.id for one in desk.calibrating.cohorts(eve)] == ["blue"]
    assert desk.calibrating.cohorts(kim) == ()


@pytest.mark.parametrize("rules", [CalibrationRules(0, 60), CalibrationRules(20, 731), CalibrationRules(True, 60)])
def test_rules_out_of_bounds_are_refused(desk: Gauge, rules: CalibrationRules) -> None:
    """Numbers, and only those that make sense."""
    with pytest.raises(RefusedEvent):
        desk.calibrating.set_rules(desk.actor("sue"), "blue", rules)


def test_what_does_not_exist_cannot_be_used(desk: Gauge) -> None:
    """Nor given up."""
    for call in (desk.calibrating.use, desk.calibrating.retire):
        with pytest.raises(RefusedEvent):
            call(desk.actor("sue"), "blue", "f" * 64)


def test_the_usual_rules_are_those_of_the_page(desk: Gauge) -> None:
    """Twenty attempts or sixty days, and a bar of 0.70."""
    assert desk.store.calibration_rules("blue") == CalibrationRules(20, 60)
    assert Rules().bar == 70
    assert ticks_of(anchor("cold")) == []


def test_the_queue_counts_what_it_shows(desk: Gauge, returned: str) -> None:
    """To whom an anchor came back there is one more, of its scenario; it is what they had best mark next."""
    shelf = Bookshelf(desk.store)
    queue = Queue(
        desk.store,
        shelf,
        desk.house.now,
        reviewing=desk.reviewing,
        assigning=desk.assigning,
        comes_back=desk.calibrating.comes_back,
    )
    eve, rob = desk.actor("eve"), desk.actor("rob")
    assert queue.tally(eve, "blue").states == {State.UNMARKED: 2}
    assert queue.tally(rob, "blue").states == {State.UNMARKED: 1}
    assert queue.scenarios(eve, "blue") == ("disclosure/small",)
    assert queue.next_up(eve, "blue") == returned
    assert [one.attempt_id for one in queue.page(eve, Asked("blue"), 1).rows] != [returned]
    assert queue.page(eve, Asked("blue"), 1).later


def test_work_is_shared_out_among_those_whose_marks_count(desk: Gauge, six: list[str]) -> None:
    """Whoever marks for practice is asked for nothing evenly."""
    desk.played()
    desk.calibrate("rob", six)
    progress = desk.assigning.assign_evenly(desk.actor("sue"), "blue")
    while not progress.done:
        progress = desk.assigning.assign_evenly(desk.actor("sue"), "blue", progress=progress)
    assert {one.rater for one in desk.store.assignments(desk.waiting("sue"))} == {"rob"}
