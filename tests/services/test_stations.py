"""Stations: asked, answered, led through, stopped or ended; and who may do none of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent
from roleplay.identity import ANONYMOUS, Actor, Role
from roleplay.model.event import Ended, Expected, Mode, Started, Wrote
from roleplay.scoring.official import Basis
from roleplay.scoring.review import State, results
from roleplay.services.attempts import Attempts
from roleplay.services.cases import Cases
from roleplay.services.shelf import Bookshelf
from roleplay.services.stations import Stations, stations_of
from roleplay.store import Asked, Membership, OwnerKind, SittingState, Status
from tests.services.stage import Stage, put_on_shelf, station


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """All of them."""
    return Stage(tmp_path)


# --- setting up ---


def test_those_who_accompany_a_cohort_choose_station_trainee_actor_and_observers(stage: Stage) -> None:
    """They are offered who can have which part; it is written down, and the trainee is asked."""
    found = stage.stations.choice(stage.actor("fay"), "blue")
    assert [one.id for one in found.stations] == ["stations/bench"]
    assert [one.id for one in found.trainees] == ["kim", "lee"]
    assert [one.id for one in found.observers] == ["eve", "max", "rob"]
    assert [one.id for one in found.team] == ["eve", "fay", "max", "rob", "sue"]
    assert (found.at_least, found.lived_experience) == (1, False)
    sitting = stage.asked("eve", plays="sue")
    assert stage.house.last().action == "station-set-up"
    assert stage.seat(sitting).sitting.actor == "sue"
    (asked,) = stage.stations.own(stage.actor("kim"))
    assert (asked.sitting.state, asked.sitting.observers) == (SittingState.ASKED, ("eve",))
    assert stage.stations.own(stage.actor("lee")) == ()


PARTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"station_id": "stations/none"}, "no such station"),
    ({"station_id": "disclosure/small"}, "no such station"),
    ({"trainee": "eve"}, "does not learn"),
    ({"trainee": "nobody"}, "does not learn"),
    ({"trainee": 7}, "cannot be read"),
    ({"observers": []}, "wants 1"),
    ({"observers": ["ida"]}, "does not belong"),
    ({"observers": ["kim"]}, "does not belong"),
    ({"observers": "eve"}, "cannot be read"),
    ({"plays": "eve"}, "cannot play"),
    ({"plays": "kim"}, "cannot play"),
    ({"plays": "ida"}, "cannot play"),
    ({"name": "x" * 101}, "cannot be read"),
    ({"name": "a\nb"}, "cannot be read"),
)


def test_nobody_gets_a_part_that_they_cannot_have(stage: Stage) -> None:
    """Whatever the browser sends: a trainee learns there, an observer rates there, an actor observes nothing."""
    whole: dict[str, Any] = {"station_id": "stations/bench", "trainee": "kim", "observers": ["eve"]}
    for changes, said in PARTS:
        with pytest.raises(RefusedEvent, match=said):
            stage.stations.set_up(stage.actor("fay"), "blue", **{**whole, **changes})
    assert stage.store.sittings_in("blue") == ()
    twice = {**whole, "observers": ["eve", "eve"], "name": " "}
    assert stage.stations.set_up(stage.actor("fay"), "blue", **twice).observers == ("eve",)


def test_as_many_observe_as_the_cohort_wants_to_mark_an_attempt(stage: Stage) -> None:
    """Nobody who was not there can be asked afterwards."""
    stage.rules(raters=2)
    with pytest.raises(RefusedEvent, match="wants 2"):
        stage.asked("eve")
    assert stage.seat(stage.asked("eve", "rob")).sitting.observers == ("eve", "rob")


def test_others_neither_set_up_nor_lead_nor_see_that_there_is_one(stage: Stage) -> None:
    """Trainees, the other cohort, administrators: the same words as for a sitting that does not exist."""
    sitting = stage.running()
    for who in ("kim", "lee", "ida", "ann"):
        refuses_everything(stage, who, sitting)
    assert stage.seat(sitting).sitting.reached == 1


def refuses_everything(stage: Stage, who: str, sitting: str) -> None:
    """Nothing of those who lead works for somebody."""
    actor, lead = stage.actor(who), stage.stations
    attempts = (
        lambda id_: lead.seat(actor, id_),
        lambda id_: lead.begin(actor, id_),
        lambda id_: lead.move_on(actor, id_, 2),
        lambda id_: lead.call_off(actor, id_),
        lambda id_: lead.tidy(actor, id_),
        lambda id_: lead.release(actor, id_, "eve"),
        lambda id_: lead.end(actor, id_, 4),
    )
    for do in attempts:
        said = set()
        for id_ in (sitting, "none"):
            with pytest.raises(NotAllowed) as refused:
                do(id_)
            said.add(str(refused.value))
        assert len(said) == 1
    for cohort in ("blue", "none"):
        with pytest.raises(NotAllowed):
            lead.choice(actor, cohort)
        with pytest.raises(NotAllowed):
            lead.sittings(actor, cohort)
        with pytest.raises(NotAllowed):
            lead.set_up(actor, cohort, "stations/bench", "lee", ["eve"])


def test_who_learns_and_accompanies_at_once_has_no_part_in_their_own_station(stage: Stage) -> None:
    """Eve becomes a trainee, too: she does not lead, see or observe what she is asked to."""
    eve = stage.person("eve")

    stage.store.keep_person(replace(eve, roles=eve.roles | {Role.TRAINEE}))
    stage.store.join_cohort(Membership("blue", "eve", Role.TRAINEE))
    assert "eve" not in [one.id for one in stage.stations.choice(stage.actor("eve"), "blue").trainees]
    with pytest.raises(RefusedEvent):
        stage.asked("eve", "rob", trainee="eve")
    sitting = stage.asked("rob", trainee="eve")
    assert stage.stations.sittings(stage.actor("eve"), "blue") == ()
    with pytest.raises(NotAllowed):
        stage.stations.seat(stage.actor("eve"), sitting)
    assert [one.sitting.id for one in stage.stations.own(stage.actor("eve"))] == [sitting]


# --- the trainee's answer ---


def test_nothing_begins_without_a_yes_and_a_yes_can_be_taken_back(stage: Stage) -> None:
    """Only the yes is written down. After a no nothing is to be seen of it but that it does not take place."""
    kim, sitting = stage.actor("kim"), stage.asked(name="Robin from next door")
    with pytest.raises(RefusedEvent, match="has not said yes"):
        stage.stations.begin(stage.actor("fay"), sitting)
    stage.stations.answer(kim, sitting, yes=True)
    stage.stations.answer(kim, sitting, yes=True)
    assert stage.house.deeds().count("station-agreed") == 1
    before = stage.house.deeds()
    stage.stations.answer(kim, sitting, yes=False)
    assert stage.house.deeds() == before
    seen = stage.seat(sitting).sitting
    assert (seen.state, seen.actor_name) == (SittingState.OFF, None)
    assert stage.stations.own(kim) == ()
    for yes in (True, False):
        with pytest.raises(NotAllowed):
            stage.stations.answer(kim, sitting, yes=yes)
    with pytest.raises(RefusedEvent):
        stage.stations.begin(stage.actor("fay"), sitting)


def test_only_who_is_asked_answers(stage: Stage) -> None:
    """Neither other trainees nor those who lead can say yes for somebody."""
    sitting = stage.asked()
    for who in (stage.actor("lee"), stage.actor("fay"), ANONYMOUS):
        with pytest.raises(NotAllowed):
            stage.stations.answer(who, sitting, yes=True)
    with pytest.raises(NotAllowed):
        stage.stations.answer(stage.actor("kim"), "none", yes=True)
    stage.stations.answer(stage.actor("kim"), sitting, yes="yes")  # type: ignore[arg-type]
    assert stage.seat(sitting).sitting.state is SittingState.OFF


# --- playing ---


def test_prompts_only_get_more(stage: Stage) -> None:
    """A call that comes late does not turn the station back, and none leads out of it."""
    sitting, fay = stage.running(), stage.actor("fay")
    for reached, seen in ((3, 3), (2, 3), (4, 4)):
        assert stage.stations.move_on(fay, sitting, reached).sitting.reached == seen
    wrong: tuple[Any, ...] = (0, 5, -1, True, "2")
    for one in wrong:
        with pytest.raises(RefusedEvent):
            stage.stations.move_on(fay, sitting, one)
    assert stage.stations.begin(fay, sitting).sitting.reached == 4


def test_a_stop_leaves_nothing(stage: Stage) -> None:
    """No attempt, no ticks, no line in the audit log, and no difference to one that never began."""
    sitting, never = stage.running(), stage.asked()
    stage.tick("eve", sitting, "talks-over@rain")
    before = stage.house.deeds()
    for one in (sitting, never):
        stage.stations.call_off(stage.actor("fay"), one)
        stage.stations.call_off(stage.actor("fay"), one)
    assert stage.house.deeds() == before
    assert stage.store.live_ticks(sitting, "eve") == ()
    assert stage.store.attempts_of(OwnerKind.PERSON, "kim") == ()
    stopped, other = (stage.seat(one).sitting for one in (sitting, never))
    same = ("state", "reached", "started_at", "attempt_id", "actor_name")
    assert [getattr(stopped, name) for name in same] == [getattr(other, name) for name in same]
    stage.stations.tidy(stage.actor("fay"), sitting)
    with pytest.raises(NotAllowed):
        stage.seat(sitting)


def test_the_trainee_can_stop_it_too_until_it_was_played(stage: Stage) -> None:
    """A no counts at any time before; afterwards there is somebody to talk to."""
    sitting = stage.running()
    stage.stations.answer(stage.actor("kim"), sitting, yes=False)
    assert stage.seat(sitting).sitting.state is SittingState.OFF
    done = stage.ended()
    with pytest.raises(RefusedEvent, match="has been played"):
        stage.stations.answer(stage.actor("kim"), done, yes=False)
    with pytest.raises(RefusedEvent, match="has been played"):
        stage.stations.call_off(stage.actor("fay"), done)
    assert stage.seat(done).sitting.state is SittingState.ENDED
    stage.stations.tidy(stage.actor("fay"), done)
    assert stage.seat(done).sitting.id == done


def test_what_comes_of_it_is_an_attempt_that_replays_and_tells_no_time(stage: Stage) -> None:
    """Started, one reply without a text for each prompt that was reached, ended; pinned by hash; in the queue."""
    sitting = stage.ended(reached=3)
    attempt_id = stage.attempt(sitting)
    log = stage.store.log(attempt_id)
    assert log is not None
    assert [type(one.event) for one in log.events] == [Started, Expected, Wrote, Wrote, Wrote, Ended]
    assert [one.event.node for one in log.events if isinstance(one.event, Wrote)] == ["rain", "bus", "dog"]
    assert {one.at for one in log.events} == {log.attempt.started_at} == {log.attempt.ended_at}
    assert (log.texts, log.attempt.mode, log.attempt.status) == ({}, Mode.ASSESSMENT, Status.FINISHED)
    put_on_shelf(stage.store, [station(title="Another bench")])
    shelf = Bookshelf(stage.store)
    assert shelf.game(log.attempt.scenario_hash).scenario.title == "The bench"
    assert [one.id for one in shelf.scenarios()] == ["disclosure/small"]
    queue = stage.reviewing.queue(stage.actor("rob"), Asked("blue"))
    assert [(one.attempt_id, {part.rater for part in one.assignments}) for one in queue] == [
        (attempt_id, {"eve", "rob"})
    ]
    assert stage.house.last().action == "station-played"
    assert stage.stations.end(stage.actor("fay"), sitting, 1).sitting.reached == 3


def test_a_station_cannot_be_begun_from_the_library_nor_gone_on_with(stage: Stage) -> None:
    """A trainee finds it in no list, starts none, and writes nothing into one."""
    sitting = stage.ended()
    kim = stage.actor("kim")
    attempts = Attempts(stage.store, Bookshelf(stage.store), stage.house.now, lambda: "x", lambda: 1)
    assert attempts.history(kim) == ()
    for mode in ("practice", "assessment"):
        with pytest.raises(NotFound):
            attempts.start(kim, "stations/bench", mode)
    with pytest.raises((RefusedEvent, Conflict)):
        attempts.write(kim, stage.attempt(sitting), 6, "rain", "I was great.")
    with pytest.raises(NotAllowed):
        attempts.branch(kim, stage.attempt(sitting), 1)


def test_no_machine_has_a_level_for_it(stage: Stage) -> None:
    """Before people have marked there is no level and nothing provisional of a machine; nobody is shown a machine's 2."""
    cases = Cases(stage.store, Bookshelf(stage.store), stage.house.now, lambda: "x")
    review = stage.store.review(stage.attempt(stage.ended()))
    assert review is not None
    opened = cases.load(review)
    found = [one.official for one in results(opened.case, opened.standing)]
    assert [(one.level, one.basis, one.provisional) for one in found] == [(None, Basis.OPEN, False)] * 2


def test_an_observer_who_could_not_come_is_not_waited_for(stage: Stage) -> None:
    """Before and after it was played; the last one stays."""
    early, late = stage.asked("eve", "rob", "max"), stage.ended("eve", "rob")
    assert stage.stations.release(stage.actor("fay"), early, "max").sitting.observers == ("eve", "rob")
    stage.hand_in("eve", late, "reflects@rain")
    with pytest.raises(Conflict):
        stage.stations.release(stage.actor("fay"), late, "eve")
    stage.stations.release(stage.actor("fay"), late, "rob")
    review = stage.store.review(stage.attempt(late))
    assert review is not None
    assert review.state is State.AGREED
    with pytest.raises(RefusedEvent, match="has to observe"):
        stage.stations.release(stage.actor("fay"), late, "eve")
    with pytest.raises(Conflict):
        stage.stations.release(stage.actor("fay"), early, "sue")


def test_everybody_takes_along_what_is_kept_of_them_and_nobody_elses_ticks(stage: Stage) -> None:
    """Who was asked, who watched with what is not handed in, who played; what is off is in nobody's export."""
    sitting = stage.asked("eve", "rob", plays="sue")
    stage.stations.answer(stage.actor("kim"), sitting, yes=True)
    stage.stations.begin(stage.actor("fay"), sitting)
    stage.tick("eve", sitting, "talks-over@rain")
    told = {name: stations_of(stage.store, name) for name in ("kim", "eve", "rob", "sue", "fay")}
    assert {name: {part: len(some) for part, some in one.items() if some} for name, one in told.items()} == {
        "kim": {"asked": 1}, "eve": {"watched": 1}, "rob": {"watched": 1}, "sue": {"played": 1}, "fay": {},
    }  # fmt: skip
    assert [one["behaviour"] for one in told["eve"]["watched"][0]["not_handed_in"]] == ["talks-over"]
    assert not any("talks-over" in repr(told[name]) for name in ("kim", "rob", "sue"))
    stage.stations.call_off(stage.actor("fay"), sitting)
    assert stations_of(stage.store, "kim") == {"asked": [], "played": [], "watched": []}


def test_who_was_taken_out_of_the_cohort_leads_nothing_there(stage: Stage) -> None:
    """The policy is asked at every step."""
    sitting = stage.running()
    stage.store.leave_cohort("blue", "fay")
    with pytest.raises(NotAllowed):
        stage.stations.move_on(Actor("fay", roles=stage.person("fay").roles), sitting, 2)
    assert isinstance(stage.stations, Stations)
