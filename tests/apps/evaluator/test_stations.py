"""The room of stations: what each page holds for whom, and what a forged command gets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.evaluator.app import EvaluatorApp
from roleplay.apps.evaluator.room import Desk
from roleplay.apps.evaluator.stations import SHAPES, StationRoom
from roleplay.services.shelf import Bookshelf
from roleplay.store import SittingState
from tests.services.stage import Stage, data

HELP: Any = {"lines": [], "emergency_number": None, "resources": []}


class Pages:
    """Everybody's page of the desk."""

    def __init__(self, folder: Path) -> None:
        self.stage = Stage(folder)
        self._apps: dict[str, EvaluatorApp] = {}

    def does(self, who: str, do: str, **fields: Any) -> Any:
        """Send a command from somebody's page; all that comes back."""
        if who not in self._apps:
            stage = self.stage
            desk = Desk(lambda: stage.actor(who), stage.house.now)
            room = StationRoom(desk, Bookshelf(stage.store), stage.stations, stage.observers)
            self._apps[who] = EvaluatorApp(desk, [room], lambda: HELP)
        return self._apps[who].handle({"do": do, **fields})

    def sees(self, who: str, path: str) -> Any:
        """The screen at an address."""
        return self.does(who, "go", path=path).screen


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    """All of them."""
    return Pages(tmp_path)


def test_a_station_is_set_up_led_through_watched_and_handed_in_by_commands(pages: Pages) -> None:
    """Each page shows what its person needs, from the form to the rating."""
    listed = pages.sees("fay", "/desk/stations")
    (cohort,) = listed["cohorts"]
    assert [one["id"] for one in cohort["trainees"]] == ["kim", "lee"]
    assert (listed["stations"][0]["prompts"], listed["stations"][0]["reviewed"]) == (4, False)
    asked = pages.does(
        "fay", "station_set_up", cohort="blue", station="stations/bench", trainee="kim",
        observers=["eve", "rob"], plays=None, called="Bo",
    )  # fmt: skip
    sitting = asked.screen["sitting"]["id"]
    assert (asked.screen["sitting"]["actor"], asked.screen["sitting"]["state"]) == ("Bo", "asked")
    pages.stage.stations.answer(pages.stage.actor("kim"), sitting, yes=True)
    begun = pages.does("fay", "station_begin", sitting=sitting).screen
    assert [one["say"] for one in begun["script"]["prompts"]] == [f"Line {n}." for n in ("rain", "bus", "dog", "dusk")]
    pages.stage.house.wait(minutes=2)
    assert pages.sees("fay", f"/desk/stations/{sitting}")["elapsed"] == 120
    assert pages.does("fay", "station_on", sitting=sitting, reached=2).news["reached"] == 2

    seen = pages.does("eve", "station_tick", sitting=sitting, ticks=[data("reflects@rain"), data("-waits@rain")])
    assert seen.news["kept"] == {"reflects.rain": False, "waits.rain": True}
    assert (seen.news["reached"], seen.news["state"], seen.news["quiet"]) == (2, "running", True)
    assert pages.does("rob", "station_watch", sitting=sitting).news["kept"] == {}
    assert pages.sees("eve", "/desk/stations")["bar"] == [{"key": "stations", "path": "/desk/stations", "count": 1}]

    after = pages.does("fay", "station_end", sitting=sitting, reached=3).screen
    assert after["script"]["part"]["afterwards"] == ["Say your own name."]
    said = {"none": [], "confidence": 2, "lived": False, "note": None}
    done = pages.does("eve", "station_hand_in", sitting=sitting, ticks=[data("asks-first@bus")], **said)
    assert done.screen["handed_in"]
    assert done.screen["attempt_path"] == f"/desk/attempts/{pages.stage.attempt(sitting)}"
    again = pages.does("eve", "station_hand_in", sitting=sitting, ticks=[data("talks-over@bus")], **said)
    assert again.screen["handed_in"]
    (rating,) = pages.stage.store.ratings(pages.stage.attempt(sitting))
    assert [one.behaviour for one in rating.ticks] == ["asks-first", "reflects"]
    assert pages.does("fay", "station_look", sitting=sitting).news["done"] == 1


def test_the_page_of_an_observer_holds_nobody_elses_ticks_and_no_script_of_feelings(pages: Pages) -> None:
    """What the actor thinks and holds back is the actor's; what Rob ticks is Rob's."""
    sitting = pages.stage.running()
    pages.stage.tick("rob", sitting, "talks-over@rain")
    screen = pages.sees("eve", f"/desk/stations/{sitting}/observe")
    assert (screen["ticks"], screen["state"], screen["reached"]) == ([], "running", 1)
    assert [one["id"] for one in screen["competencies"]] == ["listening", "sharing"]
    assert "holds_back" not in repr(screen)
    assert pages.sees("rob", f"/desk/stations/{sitting}/observe")["ticks"][0]["behaviour"] == "talks-over"
    assert "talks-over" not in repr(pages.sees("fay", f"/desk/stations/{sitting}"))


def test_script_and_tick_list_are_there_for_paper(pages: Pages) -> None:
    """All prompts and all behaviours, for whoever leads."""
    screen = pages.sees("sue", f"/desk/stations/{pages.stage.asked()}/paper")
    assert (len(screen["prompts"]), len(screen["script"]["prompts"]), len(screen["competencies"])) == (4, 4, 2)


def test_who_may_not_see_a_station_gets_a_kind_page_and_no_part_of_it(pages: Pages) -> None:
    """Trainees, another cohort, observers of nothing; at every address, and by every command."""
    stage = pages.stage
    sitting = stage.running("eve")
    watch: dict[str, Callable[[str], bool]] = {
        "": lambda who: who in {"fay", "sue", "eve", "rob", "max"},
        "/observe": lambda who: who == "eve",
        "/paper": lambda who: who in {"fay", "sue", "eve", "rob", "max"},
        "/else": lambda _: False,
    }
    for who in ("kim", "lee", "ida", "ann", "fay", "sue", "eve", "rob", "max"):
        for part, may in watch.items():
            screen = pages.sees(who, f"/desk/stations/{sitting}{part}")
            assert (screen["name"] != "problem") is may(who), (who, part)
    filled = {"ticks": [data("reflects@rain")], "reached": 2, "observer": "eve", "observers": ["eve"], "none": []}
    whole = {
        "cohort": "blue",
        "station": "stations/bench",
        "trainee": "lee",
        "plays": None,
        "called": None,
        "note": None,
    }
    before = stage.seat(sitting).sitting
    for who in ("kim", "ida"):
        for do in SHAPES:
            answer = pages.does(who, do, sitting=sitting, confidence=1, lived=False, **filled, **whole)
            assert (answer.screen, answer.news) == (None, None), do
            assert answer.notice["tone"] == "problem"
    assert stage.seat(sitting).sitting == before
    assert stage.store.sittings_in("blue") == (before,)
    assert pages.sees("ann", "/desk/stations")["cohorts"] == []


def test_stopping_and_tidying(pages: Pages) -> None:
    """Both are one press; what is off says nothing of why."""
    sitting = pages.stage.running("eve", "rob")
    assert pages.does("fay", "station_release", sitting=sitting, observer="rob").screen["sitting"]["observers"] == [
        {"id": "eve", "name": "Eve", "done": False}
    ]
    off = pages.does("fay", "station_off", sitting=sitting).screen
    assert off["sitting"]["state"] == SittingState.OFF
    assert pages.does("eve", "station_watch", sitting=sitting).news["state"] == "off"
    assert pages.does("fay", "station_tidy", sitting=sitting).screen["cohorts"][0]["sittings"] == []
