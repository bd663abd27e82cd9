"""The contract of every store: sittings, their observers, and ticks that are not handed in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from roleplay.errors import Conflict, NotFound
from roleplay.identity import Role
from roleplay.scoring.review import Gist, Rating, State
from roleplay.store import (
    CohortRow,
    LiveTick,
    Membership,
    OwnerKind,
    PersonRow,
    ReviewRow,
    Sitting,
    SittingState,
    Status,
    Store,
)
from tests.kept import HASH, MORNING, attempt, log, shelve

SITTING = Sitting(
    "s1", "blue", "stations/bench", HASH, ("r1", "r2"), "kim", "fay", MORNING, ("eve", "rob"), actor_name="Robin"
)
TICK = LiveTick("t1", "reflects", "rain")
UNDONE = replace(TICK, undone=True)


@pytest.fixture
def stage(store: Store) -> Store:
    """Fay has asked Kim to a station that Eve and Rob watch."""
    shelve(store)
    store.add_cohort(CohortRow("blue", "Blue", MORNING))
    for name, role in {
        "kim": Role.TRAINEE,
        "fay": Role.FACILITATOR,
        "eve": Role.EVALUATOR,
        "rob": Role.EVALUATOR,
    }.items():
        store.add_person(PersonRow(name, name, frozenset({role}), name))
        store.join_cohort(Membership("blue", name, role))
    store.add_sitting(SITTING)
    return store


def run(store: Store) -> Sitting:
    """Let it go on."""
    running = replace(SITTING, state=SittingState.RUNNING, reached=1, started_at=MORNING)
    store.change_sitting(running, SittingState.ASKED)
    return running


def end(store: Store, sitting: Sitting = SITTING) -> str:
    """Let it end, as an attempt a1."""
    whole = replace(attempt("a1", owner_id="kim"), status=Status.FINISHED, ended_at=MORNING)
    gist = Gist(7, 0, False, False, 0, len(sitting.observers))
    review = ReviewRow("a1", "blue", "stations/bench", "kim", MORNING, gist=gist)
    store.end_sitting(replace(sitting, reached=3), whole, log(3), '{"levels":{}}', review)
    return "a1"


def rated(store: Store, rater: str) -> None:
    """Somebody marks a1."""
    review = store.review("a1")
    assert review is not None
    seen = len(store.ratings("a1"))
    store.lease("a1", rater, MORNING, MORNING + timedelta(hours=1), 9)
    gist = Gist(7, seen + 1, False, False, 0, 2)
    rating = Rating(rater, MORNING, 1, HASH, (), ())
    store.rate(replace(review, state=State.NEEDS_SECOND, gist=gist), rating, seen)


def test_a_sitting_is_kept_as_it_is(stage: Store) -> None:
    """It is found by itself, in its cohort, with its trainee and its observers, the newest first."""
    later = replace(
        SITTING, id="s2", set_up_at=MORNING + timedelta(1), observers=("eve",), actor="fay", actor_name=None
    )
    stage.add_sitting(later)
    assert stage.sitting("s1") == SITTING
    assert stage.sittings_in("blue") == stage.sittings_of("kim") == (later, SITTING)
    assert stage.sittings_with("rob") == (SITTING,)
    assert stage.sittings_with("fay") == (later,)
    assert (stage.sitting("none"), stage.sittings_in("red"), stage.sittings_of("eve")) == (None, (), ())
    stage.erase_person("rob", MORNING, keep_logs=False)
    with pytest.raises(NotFound):
        stage.add_sitting(replace(SITTING, id="s3"))


def test_it_moves_on_only_from_where_it_is(stage: Store) -> None:
    """Who comes too late is told; prompts only get more."""
    running = run(stage)
    with pytest.raises(Conflict):
        stage.change_sitting(running, SittingState.ASKED)
    for reached, kept in ((3, 3), (2, 3)):
        stage.change_sitting(replace(running, reached=reached), SittingState.RUNNING)
        assert stage.sitting("s1") == replace(running, reached=kept)


def test_what_is_off_keeps_neither_name_nor_ticks_nor_how_far_it_was(stage: Store) -> None:
    """Stopped or never begun looks the same, and can be taken off the list; nothing else can."""
    running = run(stage)
    stage.add_ticks("s1", "eve", [TICK])
    stage.drop_sitting("s1")
    assert stage.sitting("s1") is not None
    stage.change_sitting(replace(running, state=SittingState.OFF), SittingState.RUNNING)
    assert stage.sitting("s1") == replace(SITTING, state=SittingState.OFF, actor_name=None)
    assert stage.live_ticks("s1", "eve") == ()
    stage.drop_sitting("s1")
    assert stage.sitting("s1") is None


def test_ticks_come_once_in_any_order_and_to_nobody_else(stage: Store) -> None:
    """The same one twice, and taken back before it came."""
    with pytest.raises(Conflict):
        stage.add_ticks("s1", "eve", [TICK])
    run(stage)
    stage.add_ticks("s1", "eve", [TICK, TICK])
    stage.add_ticks("s1", "rob", [UNDONE, replace(TICK, id="t2")])
    stage.add_ticks("s1", "rob", [TICK])
    assert stage.live_ticks("s1", "eve") == (TICK,)
    assert stage.live_ticks("s1", "rob") == (UNDONE, replace(TICK, id="t2"))
    stage.add_ticks("s1", "eve", [UNDONE])
    stage.add_ticks("s1", "eve", [TICK])
    assert stage.live_ticks("s1", "eve") == (UNDONE,)
    for whose in ("kim", "fay", "none"):
        with pytest.raises(Conflict):
            stage.add_ticks("s1", whose, [TICK])
    stage.drop_ticks("s1", "rob")
    assert (stage.live_ticks("s1", "rob"), stage.live_ticks("s1", "eve")) == ((), (UNDONE,))


def test_the_same_ticks_sent_at_once_are_one(stage: Store) -> None:
    """A page that sends again does not wait for the first answer."""
    run(stage)
    sent = [replace(TICK, id=f"t{number}") for number in range(5)]
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(stage.add_ticks, "s1", "eve", sent) for _ in range(4)]:
            done.result()
    assert stage.live_ticks("s1", "eve") == tuple(sent)


def test_it_ends_once_with_all_that_comes_of_it(stage: Store) -> None:
    """Attempt, review and who is asked; ticks can still come, the actor's name is forgotten; a second end changes nothing."""
    running = run(stage)
    assert end(stage, running) == "a1"
    ended = stage.sitting("s1")
    assert ended == replace(SITTING, state=SittingState.ENDED, reached=3, attempt_id="a1", actor_name=None)
    assert {one.rater for one in stage.assignments(["a1"])} == stage.observers_of("a1") == {"eve", "rob"}
    review = stage.review("a1")
    assert review is not None
    assert (review.state, review.gist) == (State.UNMARKED, Gist(7, 0, False, False, 0, 2))
    stage.add_ticks("s1", "eve", [TICK])
    with pytest.raises(Conflict):
        stage.end_sitting(running, replace(attempt("a2"), owner_id="kim"), log(1), "", replace(review, attempt_id="a2"))
    assert stage.attempt("a2") is None
    assert stage.observers_of("none") == frozenset()


def test_who_did_not_come_is_not_waited_for(stage: Store) -> None:
    """What is left settles the review; who has marked stays."""
    end(stage, run(stage))
    rated(stage, "eve")
    with pytest.raises(Conflict):
        stage.release_observer("s1", "eve")
    stage.release_observer("s1", "rob")
    review = stage.review("a1")
    assert review is not None
    assert review.state is State.AGREED
    assert stage.observers_of("a1") == {"eve"}
    with pytest.raises(Conflict):
        stage.release_observer("s1", "rob")


def test_whoever_is_erased_is_in_no_sitting(stage: Store) -> None:
    """An observer is not waited for any more, an actor is nobody, and with the trainee all of it goes."""
    stage.add_sitting(replace(SITTING, id="s2", actor="rob", observers=("eve",), actor_name=None))
    end(stage, run(stage))
    rated(stage, "eve")
    stage.add_ticks("s1", "rob", [TICK])
    stage.erase_person("rob", MORNING, keep_logs=False)
    first, other = stage.sitting("s1"), stage.sitting("s2")
    assert first is not None
    assert other is not None
    assert (first.observers, other.actor) == (("eve",), None)
    review = stage.review("a1")
    assert review is not None
    assert review.state is State.AGREED
    stage.erase_person("kim", MORNING, keep_logs=True)
    assert stage.sittings_in("blue") == ()
    assert stage.attempts_of(OwnerKind.PERSON, "kim") == ()


def test_a_sitting_goes_with_its_attempt_and_with_its_cohort(stage: Store) -> None:
    """What is too old is erased whole, and a cohort leaves none behind."""
    stage.add_sitting(replace(SITTING, id="s2"))
    end(stage, run(stage))
    stage.erase_attempts(["a1"], keep_logs=False)
    assert [one.id for one in stage.sittings_in("blue")] == ["s2"]
    stage.remove_cohort("blue")
    assert stage.sitting("s2") is None
