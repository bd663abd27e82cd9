"""What a further trainee costs in memory, and how long a kernel takes: forked, spawned, and stock Voilà beside them.

`make bench-kernels` runs it; seven rounds take a quarter of an hour. In each round each of the three is started afresh
in turn and opened by the same number of people, one after the other. Trainees have seen their library; stock Voilà's
page imports the same modules and shows a button. Memory is the proportional set size (PSS) of all that a server has
started, so a warmed process counts as well. With `--many 200` there are forked trainees alone, so many in each round,
which takes about ten minutes.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from bench.page.report import put, spread, table
from tests import serving
from tests.server.visiting import Channel, House, Visitor

WAYS = ("fork", "spawn", "stock")
NAMES = {"fork": "forked", "spawn": "spawned", "stock": "stock Voilà, same imports"}
DECISION = Path(__file__).parents[1] / "docs" / "decisions" / "0009-forked-kernels.md"
"""Where the tables go."""
TARGET = 0.4
"""What a further trainee may cost, as a share of what one more page of stock Voilà costs."""
STOCK = """
import anywidget
import ipywidgets
import sqlalchemy.dialects.sqlite
from roleplay.apps import session
ipywidgets.Button(description="Begin")
"""
"""Imports what a trainee's kernel has imported when the library is shown."""
MIB = 1 << 20


@dataclass
class Measured:
    """What one server showed in one round."""

    mib_each: float
    """PSS of all that the server has started, divided by the number of people."""

    mib_next: float
    """The same for the second half of the people alone: what a further one costs once there are some."""

    ready_s: list[float] = field(default_factory=list)
    """For each person: from the request until the page is complete, so that its kernel has run the notebook."""

    answers_s: list[float] = field(default_factory=list)
    """For each person, when all are there: from asking for the library until it is shown."""


def pss(process: subprocess.Popen[bytes]) -> float:
    """MiB of all that a process has started, each shared page divided among those who share it."""
    whole = 0
    for child in psutil.Process(process.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            whole += child.memory_full_info().pss
    return whole / MIB


def shows_library(channel: Channel, model_id: str, path: str = "") -> float:
    """Say that the page is ready, and wait for the library; seconds."""
    start = time.perf_counter()
    channel.tell(model_id, do="ready", path=path)
    for message in channel.messages():
        screen = message["content"].get("data", {}).get("state", {}).get("screen")
        if screen:
            assert screen["name"] == "library", screen
            return time.perf_counter() - start
    raise AssertionError("unreachable")


@contextmanager
def workbook(way: str, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Visitor]]:
    """Our own server, with nothing in reserve, and somebody who is signed in."""
    port = serving.free_port()
    command = [*serving.ROLEPLAY, "serve", "--no-browser", "--port", str(port), "--data", str(folder / "data")]
    command += ["--preheat", "0", "--kernels", way]
    server = serving.start(command, port, folder / "data", folder / "log", os.environ)
    try:
        house = House(server.process, server.data, f"{server.origin}/", "", server.log_path)
        house.local = house.store.local_person().id
        yield server.process, house.visitor()
    finally:
        server.stop()


@contextmanager
def stock_voila(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], None]]]:
    """Voilà as it comes, and a way to open its page."""
    cell: Mapping[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "one",
        "metadata": {},
        "outputs": [],
        "source": STOCK,
    }
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "stock.ipynb").write_text(json.dumps(notebook))
    port = serving.free_port()

    def visit() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/")
        page = connection.getresponse().read().decode()
        connection.close()
        assert "widget-view+json" in page

    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "voila", "stock.ipynb", "--no-browser", f"--port={port}"],
            cwd=folder, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    family: list[psutil.Process] = []
    try:
        _wait_for(port)
        yield process, visit
    finally:
        family += psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        process.wait(30)
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    raise TimeoutError("Voilà does not answer")


def measure(way: str, people: int) -> Measured:
    """Start one of the three, let people in one after the other, and look at what it has become."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        channels: list[tuple[Channel, str]] = []
        if way == "stock":
            process, visit = stack.enter_context(stock_voila(folder))
        else:
            process, visitor = stack.enter_context(workbook(way, folder))
        ready, half = [], 0.0
        for number in range(people):
            if number == people // 2:
                time.sleep(1)
                half = pss(process)
            start = time.perf_counter()
            if way == "stock":
                visit()
            else:
                page = visitor.get("/learn")
            ready.append(time.perf_counter() - start)
            if way != "stock":
                channels.append((visitor.channel(page.kernel_id), page.model_id))
                stack.callback(channels[-1][0].close)
                shows_library(*channels[-1])
        time.sleep(2)
        whole = pss(process)
        answers = [shows_library(*one) for one in channels]
        return Measured(whole / people, (whole - half) / (people - people // 2), ready, answers)


def rounds_of(ways: Sequence[str], people: int, rounds: int) -> dict[str, list[Measured]]:
    """Rounds in which all take turns, so that a busy machine slows them alike."""
    found: dict[str, list[Measured]] = {way: [] for way in ways}
    for number in range(rounds):
        for way in ways:
            one = measure(way, people)
            found[way].append(one)
            seconds = spread(one.ready_s, 2)
            print(f"round {number + 1} {way:6} {one.mib_each:6.1f} MiB each, ready in {seconds} s", flush=True)
    return found


def ratios(found: Mapping[str, Sequence[Measured]], way: str, what: str) -> list[float]:
    """To stock Voilà, round by round."""
    both = zip(found[way], found["stock"], strict=True)
    return [getattr(mine, what) / getattr(theirs, what) for mine, theirs in both]


def comparison(found: Mapping[str, Sequence[Measured]]) -> str:
    """A table of the three."""

    def to_stock(way: str, what: str) -> str:
        return "1" if way == "stock" else spread(ratios(found, way, what), 2)

    rows: Sequence[tuple[str, Callable[[str], str]]] = (
        ("MiB for a further trainee", lambda way: spread([one.mib_next for one in found[way]], 1)),
        ("the same, to stock Voilà", lambda way: to_stock(way, "mib_next")),
        ("MiB each, the zygote shared by all", lambda way: spread([one.mib_each for one in found[way]], 1)),
        ("the same, to stock Voilà", lambda way: to_stock(way, "mib_each")),
        (
            "from request to complete page, s",
            lambda way: spread([statistics.median(one.ready_s[1:]) for one in found[way]], 2),
        ),
        ("the first of all, s", lambda way: spread([one.ready_s[0] for one in found[way]], 2)),
    )
    return table(["", *(NAMES[way] for way in WAYS)], [[what, *(cell(way) for way in WAYS)] for what, cell in rows])


def crowd(all_: Sequence[Measured], people: int) -> str:
    """A table of many forked trainees."""
    rows = (
        ("MiB each, the zygote included", spread([one.mib_each for one in all_], 1)),
        ("MiB for a further one", spread([one.mib_next for one in all_], 1)),
        ("from request to complete page, s", spread([statistics.median(one.ready_s) for one in all_], 2)),
        ("the same, the slowest of all", spread([max(one.ready_s) for one in all_], 2)),
        ("their library shown again, ms", spread([statistics.median(one.answers_s) * 1000 for one in all_])),
        ("the same, the slowest of all", spread([max(one.answers_s) * 1000 for one in all_])),
    )
    return table([f"{people} trainees at once", NAMES["fork"]], rows)


def main() -> None:
    """Measure, print a table, and fail when the target is missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=20)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--many", type=int, default=0, help="only this: so many forked trainees at once")
    options.add_argument("--json", type=Path)
    options.add_argument("--write-docs", action="store_true", help=f"also write {DECISION.name}")
    given = options.parse_args()
    machine = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "GiB": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
        **{name: version(name) for name in ("voila", "ipykernel", "ipywidgets", "jupyter_server")},
    }
    people = given.many or given.people
    found = rounds_of(WAYS[:1] if given.many else WAYS, people, given.rounds)
    shown = crowd(found["fork"], people) if given.many else comparison(found)
    on = ", ".join(f"{name} {value}" for name, value in machine.items())
    shown = f"{people} people, medians of {given.rounds} rounds (lowest to highest); {on}.\n\n{shown}"
    print(shown)
    if given.json:
        rounds = {way: [vars(one) for one in all_] for way, all_ in found.items()}
        given.json.write_text(json.dumps({"with": machine, "rounds": rounds}, indent=1))
    if given.write_docs:
        put(DECISION, "many" if given.many else "kernels", shown)
    if not given.many and statistics.median(ratios(found, "fork", "mib_next")) > TARGET:
        sys.exit(f"A further forked trainee costs more than {TARGET} of stock Voilà's.")


if __name__ == "__main__":
    main()
