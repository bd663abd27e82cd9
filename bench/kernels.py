"""What a further trainee costs in memory, and how long a kernel takes: forked, spawned, and stock Voilà beside them.

`make bench-kernels` runs it. In each round each of the three is started afresh in turn and opened by the same number of
people, one after the other. Trainees have seen their library; stock Voilà's page imports the same modules and shows a
button. Memory is the proportional set size (PSS) of all that a server has started, so a warmed process counts as well.
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
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from tests import serving
from tests.server.visiting import Channel, House, Visitor

WAYS = ("fork", "spawn", "stock")
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


def spread(values: Sequence[float], digits: int = 1) -> str:
    """The median, and the range."""
    low, middle, high = (f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values)))
    return f"{middle} ({low} to {high})"


def compare(people: int, rounds: int) -> Mapping[str, Any]:
    """Rounds in which all three take turns, so that a busy machine slows them alike."""
    found: dict[str, list[Measured]] = {way: [] for way in WAYS}
    for number in range(rounds):
        for way in WAYS:
            found[way].append(measure(way, people))
            one = found[way][-1]
            seconds = spread(one.ready_s, 2)
            print(f"round {number + 1} {way:6} {one.mib_each:6.1f} MiB each, ready in {seconds} s", flush=True)
    print(f"\n{people} people, medians of {rounds} rounds (lowest to highest)")
    print(f"{'':8}{'MiB each':>24}{'MiB for a further one':>26}{'ready after s':>24}{'first one, s':>22}")
    for way, all_ in found.items():
        later = [statistics.median(one.ready_s[1:]) for one in all_]
        columns = [spread([one.mib_each for one in all_]), spread([one.mib_next for one in all_]), spread(later, 2)]
        print(f"{way:8}{columns[0]:>24}{columns[1]:>26}{columns[2]:>24}{spread([o.ready_s[0] for o in all_], 2):>22}")
    ratios = {}
    for way in WAYS[:2]:
        for what in ("mib_each", "mib_next"):
            both = zip(found[way], found["stock"], strict=True)
            ratios[f"{way} {what}"] = [getattr(mine, what) / getattr(theirs, what) for mine, theirs in both]
            print(f"{way} to stock, {what}: {spread(ratios[f'{way} {what}'], 2)}")
    return {"rounds": {way: [vars(one) for one in all_] for way, all_ in found.items()}, "ratios": ratios}


def main() -> None:
    """Measure, print a table, and fail when the target is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=20)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--many", type=int, default=0, help="only this: so many forked trainees at once")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    machine = {
        "machine": platform.platform(),
        "cores": os.cpu_count(),
        "gib": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
        **{name: version(name) for name in ("voila", "ipykernel", "ipywidgets", "jupyter_server")},
    }
    print(machine)
    if given.many:
        one = measure("fork", given.many)
        print(f"{given.many} trainees: {one.mib_each:.1f} MiB each, {one.mib_next:.1f} for a further one")
        print(f"page complete after {spread(one.ready_s, 2)} s; library shown again after {spread(one.answers_s, 3)} s")
        result: Mapping[str, Any] = vars(one)
    else:
        result = compare(given.people, given.rounds)
    if given.json:
        given.json.write_text(json.dumps({"with": machine, **result}, indent=1))
    if not given.many and statistics.median(result["ratios"]["fork mib_next"]) > TARGET:
        sys.exit(f"A further forked trainee costs more than {TARGET} of stock Voilà's.")


if __name__ == "__main__":
    main()
