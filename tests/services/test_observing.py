"""Observing: ticks that survive any network, and the rating that they become; and what forged calls try."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.scoring.level import Level
from roleplay.scoring.review import Seen, State
from roleplay.services.marking import Marks
from roleplay.services.observing import MOST_TICKS, HandIn
from roleplay.services.stations import NOT_THERE
from roleplay.store import Remark
from tests.services.stage import Stage, data

GOOD = ("reflects@rain", "asks-first@bus")


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """All of them."""
    return Stage(tmp_path)


def kept(stage: Stage, who: str, sitting: str) -> set[str]:
    """What somebody has ticked and not taken back."""
    ticks = stage.observers.observe(stage.actor(who), sitting).ticks
    return {f"{one.behaviour}@{one.prompt}" for one in ticks if not one.undone}


def test_each_observer_has_a_list_of_their_own(stage: Stage) -> None:
    """Of the assessed competencies only; nobody sees what another one ticks, and the trainee none of it."""
    sitting = stage.running()
    stage.tick("eve", sitting, *GOOD, "-asks-first@bus")
    assert kept(stage, "eve", sitting) == {"reflects@rain"}
    seen = stage.observers.observe(stage.actor("rob"), sitting)
    assert (seen.ticks, list(seen.rubrics), seen.handed_in) == ((), ["listening", "sharing"], False)
    for who in ("kim", "lee", "fay", "sue", "max", "ida", "ann"):
        for id_ in (sitting, "none"):
            with pytest.raises(NotAllowed) as refused:
                stage.observers.observe(stage.actor(who), id_)
            assert refused.value.message == NOT_THERE[0]
            with pytest.raises(NotAllowed):
                stage.observers.tick(stage.actor(who), id_, [])
            with pytest.raises(NotAllowed):
                stage.observers.hand_in(stage.actor(who), id_, HandIn())


WRONG: tuple[Any, ...] = (
    "reflects",
    [7],
    ["reflects"],
    [{**data("reflects@rain"), "undone": "no"}],
    [{**data("reflects@rain"), "id": ""}],
    [{**data("reflects@rain"), "id": "x" * 41}],
    [{**data("reflects@rain"), "id": 1}],
    [data("reflects@snow")],
    [data("reflects@")],
    [data("shines@rain")],
    [data("blames@rain")],
    [data("reflects@rain"), data("reflects@snow")],
    [{**data("reflects@rain"), "id": f"t{n}"} for n in range(MOST_TICKS + 1)],
)


def test_ticks_that_the_station_does_not_have_are_refused_whole(stage: Stage) -> None:
    """Nothing of a call is kept of which a part cannot be right."""
    sitting = stage.running()
    for ticks in WRONG:
        with pytest.raises(RefusedEvent):
            stage.observers.tick(stage.actor("eve"), sitting, ticks)
    assert kept(stage, "eve", sitting) == set()


def test_nobody_can_fill_the_store_with_ticks(stage: Stage) -> None:
    """Call by call there are no more than in one."""
    sitting, many = stage.running(), MOST_TICKS // 2
    for first in (0, many):
        given_ = [{**data("reflects@rain"), "id": f"t{n}"} for n in range(first, first + many)]
        stage.observers.tick(stage.actor("eve"), sitting, given_)
    with pytest.raises(RefusedEvent, match="more than"):
        stage.tick("eve", sitting, "reflects@dog")


def test_ticks_are_taken_while_it_goes_on_and_afterwards_until_they_are_handed_in(stage: Stage) -> None:
    """Not before it began; from paper also later; and not once they are a rating, or it was called off."""
    sitting = stage.asked()
    with pytest.raises(Conflict):
        stage.tick("eve", sitting, "reflects@rain")
    done = stage.ended()
    stage.hand_in("eve", done, *GOOD)
    with pytest.raises(RefusedEvent, match="handed in"):
        stage.tick("eve", done, "waits@rain")
    stage.tick("rob", done, "waits@rain")
    stage.stations.call_off(stage.actor("fay"), sitting)
    with pytest.raises(Conflict):
        stage.tick("eve", sitting, "reflects@rain")


TAPS = st.lists(
    st.tuples(st.sampled_from(["reflects", "waits", "talks-over"]), st.sampled_from(["rain", "dog"])), max_size=8
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taps=TAPS, rest=st.data())
def test_no_network_loses_or_doubles_a_tick(stage: Stage, taps: list[tuple[str, str]], rest: st.DataObject) -> None:
    """Sent twice, in pieces, in any order, with the taking back before the tick: what counts is the same."""
    if not stage.store.sittings_in("blue"):
        stage.running()
    sitting = stage.store.sittings_in("blue")[0].id
    stage.store.drop_ticks(sitting, "eve")
    undone = rest.draw(st.sets(st.sampled_from(range(len(taps))))) if taps else set()
    sent: list[dict[str, Any]] = []
    for number, (behaviour, prompt) in enumerate(taps):
        tick = {"id": f"t{number}", "behaviour": behaviour, "prompt": prompt}
        sent.append({**tick, "undone": False})
        if number in undone:
            sent.append({**tick, "undone": True})
    again = rest.draw(st.permutations([*sent, *sent[:3]]))
    cut = rest.draw(st.integers(0, len(again)))
    for part in (again[:cut], again[cut:], again[cut:]):
        stage.observers.tick(stage.actor("eve"), sitting, part)
    found = stage.observers.observe(stage.actor("eve"), sitting).ticks
    assert {one.id for one in found if not one.undone} == {f"t{n}" for n in range(len(taps))} - {
        f"t{n}" for n in undone
    }
    assert len(found) == len(taps)


def test_what_is_handed_in_is_a_rating_like_any_other(stage: Stage) -> None:
    """Ticks stand at the moments of their prompts, each once; levels follow; the draft is gone and the note their own."""
    sitting = stage.running("eve")
    stage.tick("eve", sitting, *GOOD)
    stage.observers.tick(stage.actor("eve"), sitting, [{**data("reflects@rain"), "id": "again"}])
    with pytest.raises(RefusedEvent, match="still goes on"):
        stage.observers.hand_in(stage.actor("eve"), sitting, HandIn())
    stage.stations.end(stage.actor("fay"), sitting, 4)
    done = stage.hand_in("eve", sitting, "waits@dusk", confidence=2, lived_experience=True, note="She looked up.")
    assert (done.handed_in, done.ticks) == (True, ())
    attempt_id = stage.attempt(sitting)
    (rating,) = stage.store.ratings(attempt_id)
    assert rating.ticks == (Seen("asks-first", 3), Seen("reflects", 1), Seen("waits", 7))
    assert (rating.confidence, rating.lived_experience, rating.scenario) == (
        2, True, stage.store.attempt(attempt_id).scenario_hash,  # type: ignore[union-attr]
    )  # fmt: skip
    assert [one.kind for one in stage.store.comments(attempt_id)] == [Remark.NOTE]
    assert stage.store.live_ticks(sitting, "eve") == ()
    assert stage.observers.hand_in(stage.actor("eve"), sitting, HandIn(note="again")).handed_in
    assert len(stage.store.comments(attempt_id)) == len(stage.store.ratings(attempt_id)) == 1
    assert stage.seat(sitting).handed_in == {"eve"}
    assert stage.house.deeds().count("attempt-marked") == 1


def test_all_who_watched_mark_it_and_then_it_goes_its_way(stage: Stage) -> None:
    """Though the cohort wants one rater, both hand in; they differ, somebody decides, and the trainee reads it."""
    sitting = stage.ended()
    attempt_id = stage.attempt(sitting)
    stage.hand_in("eve", sitting, *GOOD)
    review = stage.store.review(attempt_id)
    assert review is not None
    assert review.state is State.NEEDS_SECOND
    stage.hand_in("rob", sitting, "reflects@rain", no_opportunity=["sharing"])
    sheet = stage.reviewing.open(stage.actor("max"), attempt_id)
    assert (sheet.state, sheet.decides, sheet.machine) == (State.DISAGREES, True, None)
    marks = Marks(sheet.scenario, (("reflects", 1), ("asks-first", 3)), reason="She asked at the bus.")
    stage.reviewing.adjudicate(stage.actor("max"), attempt_id, marks)
    stage.returning.comment(stage.actor("eve"), attempt_id, "strength", "You waited.")
    stage.returning.give_back(stage.actor("eve"), attempt_id)
    read = stage.returning.read(stage.actor("kim"), attempt_id)
    assert [one.official.level for one in read.results] == [Level.HELPFUL, Level.HELPFUL]
    with pytest.raises(RefusedEvent, match="is recorded"):
        stage.returning.ask_again(stage.actor("kim"), attempt_id)


def test_nobody_marks_what_they_did_not_see(stage: Stage) -> None:
    """Another evaluator of the cohort neither opens nor marks it, whatever the rules are."""
    stage.rules(raters=2, share=100)
    sitting = stage.ended("eve", "rob")
    attempt_id = stage.attempt(sitting)
    scenario = stage.store.attempt(attempt_id).scenario_hash  # type: ignore[union-attr]
    with pytest.raises(NotAllowed, match="who watched it"):
        stage.reviewing.open(stage.actor("max"), attempt_id)
    with pytest.raises(NotAllowed, match="who watched it"):
        stage.reviewing.mark(stage.actor("max"), attempt_id, Marks(scenario, ()))
    stage.rules(raters=3, lived_experience=True)
    stage.hand_in("eve", sitting, *GOOD)
    stage.hand_in("rob", sitting, *GOOD)
    review = stage.store.review(attempt_id)
    assert review is not None
    assert review.state is State.AGREED


def test_what_does_not_fit_is_not_handed_in_and_nothing_is_lost(stage: Stage) -> None:
    """The ticks are still there to be handed in rightly."""
    sitting = stage.ended()
    wrong: tuple[dict[str, Any], ...] = (
        {"confidence": 4},
        {"confidence": "3"},
        {"no_opportunity": ["listening"]},
        {"no_opportunity": ["dancing"]},
        {"note": 7},
        {"note": "x" * 9000},
    )
    for said in wrong:
        with pytest.raises(RefusedEvent):
            stage.hand_in("eve", sitting, *GOOD, **said)
    assert kept(stage, "eve", sitting) == set(GOOD)
    assert stage.hand_in("eve", sitting).handed_in


def test_a_tick_beyond_the_end_is_named_and_not_moved(stage: Stage) -> None:
    """Only the observer knows where it belongs."""
    sitting = stage.ended(reached=2)
    with pytest.raises(RefusedEvent, match="1 of your ticks"):
        stage.hand_in("eve", sitting, *GOOD, "waits@dog")
    assert stage.hand_in("eve", sitting, "-waits@dog", "waits@bus").handed_in
