"""What a trainee's commands cost: milliseconds, statements, rows, and bytes on the wire, with a long history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from roleplay.apps.session import desk_for
from roleplay.apps.trainee import TraineeApp
from roleplay.services.opening import House, open_house
from tests.counting import Counted, counting

SCENARIO = "de-escalation/the-front-desk"
EARLIER = 200
"""Attempts in the history."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A data folder with the shipped library, whose owner has played a lot."""
    opened = open_house(tmp_path_factory.mktemp("lean") / "data")
    app = sit_down(opened)
    for _ in range(EARLIER):
        begin(app)
        for _ in range(3):
            app.handle(choice(app))
        app.handle({"do": "leave", "seq": SEQ[app]})
    return opened


SEQ: dict[TraineeApp, int] = {}
NOW: dict[TraineeApp, Any] = {}


def sit_down(house: House) -> TraineeApp:
    """A page of its own, as in a new kernel."""
    return TraineeApp(desk_for(house.store, house.store.local_person(), name=None))


def take(app: TraineeApp, command: dict[str, Any]) -> Any:
    """Do something, and remember what is asked next; the answer."""
    answer = app.handle(command)
    assert answer.notice is None, answer.notice
    shown: Any = answer.played or answer.screen
    SEQ[app], NOW[app] = shown.get("seq", 0), shown.get("now")
    return shown


def begin(app: TraineeApp) -> None:
    """Start the conversation, up to its first choice."""
    take(app, {"do": "start", "scenario": SCENARIO, "mode": "practice", "feedback": "each", "say_first": False})
    take(app, {"do": "expect", "seq": SEQ[app], "text": None})


def choice(app: TraineeApp) -> dict[str, Any]:
    """The command for whatever goes on from here: the first open choice, or no written reply."""
    now = NOW[app]
    if now["kind"] == "choices":
        first = next(one["id"] for one in now["choices"] if one["open"])
        return {"do": "choose", "seq": SEQ[app], "node": now["node"], "choice": first}
    return {"do": "write", "seq": SEQ[app], "node": now["node"], "text": None}


@pytest.fixture
def counted(house: House) -> Iterator[Counted]:
    """What the store is asked for meanwhile."""
    with counting(house.store) as found:
        yield found


def test_a_choice(benchmark: BenchmarkFixture, house: House, counted: Counted) -> None:
    """One choice, from the command to what is shown, committed."""
    app = sit_down(house)

    def setup() -> tuple[tuple[TraineeApp, dict[str, Any]], dict[str, Any]]:
        begin(app)
        take(app, choice(app))
        command = choice(app)
        counted.clear()
        return (app, command), {}

    played = benchmark.pedantic(take, setup=setup, rounds=40)
    benchmark.extra_info.update(counted.figures(), bytes=len(json.dumps(played)))


def test_the_library_at_first(benchmark: BenchmarkFixture, house: House, counted: Counted) -> None:
    """The library with all that was played, in a kernel that has seen nothing of it."""

    def setup() -> tuple[tuple[TraineeApp, dict[str, Any]], dict[str, Any]]:
        counted.clear()
        return (sit_down(house), {"do": "ready", "path": ""}), {}

    benchmark.pedantic(take, setup=setup, rounds=15)
    benchmark.extra_info.update(counted.figures())


def test_the_library_again(benchmark: BenchmarkFixture, house: House, counted: Counted) -> None:
    """The same, when somebody comes back to it."""
    app = sit_down(house)
    take(app, {"do": "ready", "path": ""})

    def setup() -> tuple[tuple[TraineeApp, dict[str, Any]], dict[str, Any]]:
        counted.clear()
        return (app, {"do": "go", "path": ""}), {}

    benchmark.pedantic(take, setup=setup, rounds=15)
    benchmark.extra_info.update(counted.figures())
