"""A trainee's stations: what one reads before one answers, and what one never reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.session import desk_for
from roleplay.apps.trainee import TraineeApp
from roleplay.store import SittingState
from tests.services.stage import Stage


class Kim:
    """Kim's page, beside the stage."""

    def __init__(self, folder: Path) -> None:
        self.stage = Stage(folder)
        desk = desk_for(self.stage.store, self.stage.person("kim"), name="Kim", now=self.stage.house.now)
        self.app = TraineeApp(desk)

    def does(self, do: str, **fields: Any) -> Any:
        """Send a command."""
        return self.app.handle({"do": do, **fields})

    def stations(self) -> Any:
        """The stations on the page."""
        return self.does("go", path="/learn/stations").screen["invitations"]


@pytest.fixture
def kim(tmp_path: Path) -> Kim:
    """Kim."""
    return Kim(tmp_path)


def test_before_answering_one_reads_who_will_be_there_and_what_is_watched_for(kim: Kim) -> None:
    """Names, content notes, competencies and the task; nothing of the actor's brief, the prompts or the behaviours."""
    assert kim.stations() == []
    assert kim.does("go", path="/learn/progress").screen["stations_path"] is None
    sitting = kim.stage.asked(name="Bo")
    progress = kim.does("go", path="/learn/progress").screen
    assert progress["stations_path"] == "/learn/stations"
    assert {"key": "station", "n": 1, "path": "/learn/stations"} in progress["news"]
    (one,) = kim.stations()
    assert (one["id"], one["state"], one["asked_by"], one["actor"]) == (sitting, "asked", "Fay", "Bo")
    assert (one["observers"], one["competencies"]) == (["Eve", "Rob"], ["listening", "sharing"])
    assert (one["task"], one["with_whom"]) == ("Sit down.", "Dana (she/her): A.")
    for hidden in ("Line rain", "reflects", "Again", "shout", "B."):
        assert hidden not in repr(one)


def test_a_yes_and_a_no_are_one_press_and_a_no_is_gone(kim: Kim) -> None:
    """Each says what holds now."""
    first, second = kim.stage.asked(), kim.stage.asked()
    yes = kim.does("answer_station", station=first, yes=True)
    assert yes.notice["tone"] == "info"
    kim.does("answer_station", station=second, yes=False)
    assert [(one["id"], one["state"]) for one in kim.stations()] == [(first, "agreed")]
    assert kim.stage.seat(second).sitting.state is SittingState.OFF
    assert "station" not in [row["key"] for row in kim.does("go", path="/learn/progress").screen["news"]]
    refused = kim.does("answer_station", station=second, yes=True)
    assert refused.notice["tone"] == "problem"
    assert kim.does("answer_station", station=first, yes="no").notice["tone"] == "problem"


def test_ticks_are_read_by_nobody_while_they_are_made(kim: Kim) -> None:
    """Neither the list nor the attempt tells anything before it is returned; then it is read like any other."""
    sitting = kim.stage.running("eve")
    kim.stage.tick("eve", sitting, "talks-over@rain")
    kim.stage.stations.end(kim.stage.actor("fay"), sitting, 4)
    attempt_id = kim.stage.attempt(sitting)
    (one,) = kim.stations()
    assert (one["state"], one["result_path"]) == ("ended", None)
    result = f"/learn/results/{attempt_id}"
    for path in ("/learn/stations", "/learn/progress", "/learn", f"/learn/debrief/{attempt_id}", result):
        assert "talks-over" not in repr(kim.does("go", path=path).screen)
    assert kim.does("go", path=result).screen["name"] == "problem"
    assert kim.does("go", path="/learn/progress").screen["attempts"] == []
    kim.stage.hand_in("eve", sitting)
    kim.stage.returning.comment(kim.stage.actor("eve"), attempt_id, "strength", "You waited.")
    kim.stage.returning.give_back(kim.stage.actor("eve"), attempt_id)
    assert kim.stations()[0]["result_path"] == result
    came = kim.does("go", path=result).screen
    assert came["name"] == "result"
    assert [one["level"] for one in came["competencies"] if one["assessed"]] == [1, 2]
