"""What a trainee's commands cost, with a long history, and what their kernel does before the first of them.

Milliseconds, statements, rows, and bytes on the wire.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from roleplay.apps.session import desk_for
from roleplay.apps.trainee import TraineeApp
from roleplay.server.kernels import TABLES, ZYGOTES, kernel_environment
from roleplay.services.opening import House, open_house
from roleplay.services.runtime import write_runtime
from roleplay.zygote.__main__ import EVERY_KERNEL
from tests.counting import Counted, counting

SCENARIO = "de-escalation/the-front-desk"
EARLIER = 200
"""Attempts in the history."""
ROUNDS = 7
START = """
import json, sys, time
sys.modules["debugpy"] = None
spent, start = {}, time.perf_counter()
for what, modules in json.loads(sys.argv[1]):
    for module in modules:
        __import__(module)
    now = time.perf_counter()
    spent[what], start = (now - start) * 1000, now
from roleplay.zygote import library
start = time.perf_counter()
library.show_library()
spent["read and show the library"] = (time.perf_counter() - start) * 1000
print(json.dumps(spent))
"""
"""What a kernel that is spawned does by itself, and one that is forked finds done."""


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


def started(house: House, imports: list[tuple[str, list[str]]]) -> dict[str, float]:
    """Milliseconds of each step in a new interpreter, from files that the system has in its memory."""
    environment = kernel_environment(os.environ, str(house.data / "run" / "kernel.json"))
    bare, step = [sys.executable, "-P", "-c", "pass"], [sys.executable, "-P", "-c", START, json.dumps(imports)]
    begun = time.perf_counter()
    subprocess.run(bare, check=True, env=environment)
    spent = {"the interpreter": (time.perf_counter() - begun) * 1000}
    said = subprocess.run(step, check=True, env=environment, capture_output=True, text=True)
    return {**spent, **json.loads(said.stdout)}


def test_the_imports_of_a_kernel(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    """How long they take in a new interpreter: a kernel that is spawned waits for them, one that is forked does not."""
    write_runtime(house.runtime())
    tables = [module for module in ZYGOTES[TABLES].steps if ":" not in module]
    imports = [
        ("ipykernel and ipywidgets", list(EVERY_KERNEL)),
        ("the trainee's app", ["roleplay.apps.session", "roleplay.zygote.library"]),
        ("pandas (in a kernel for tables)", tables),
    ]
    started(house, imports)  # from now on the files are in memory
    rounds = [started(house, imports) for _ in range(ROUNDS)]
    with capsys.disabled():
        print(f"\n\nbefore a kernel can answer, ms, medians of {ROUNDS} rounds (lowest to highest)")
        for what in rounds[0]:
            found = [one[what] for one in rounds]
            print(f"{what:38}{statistics.median(found):8.0f} ({min(found):.0f} to {max(found):.0f})")
        whole = [sum(ms for what, ms in one.items() if "pandas" not in what) for one in rounds]
        print(f"{'without pandas':38}{statistics.median(whole):8.0f} ({min(whole):.0f} to {max(whole):.0f})")
    assert all(ms > 0 for one in rounds for ms in one.values())
