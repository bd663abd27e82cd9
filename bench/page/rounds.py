"""Rounds in which all servers take turns in one browser, on one machine: `make bench-pages`.

First pages and clicks in Chromium, with all servers running and idle but the one that is visited; then from a server's
start to its first choice; then many sessions. For the last two each server is started anew in each round, one after the
other. Seven rounds take about half an hour, two thirds of it for the sessions: `--sessions 20` makes these shorter,
`--sessions 0` does without. Fewer than 20 would not tell what a further one costs, since the workbook's reserve of
pages grows with the first ten. Ends with an error when any page does not show its choice, or any click its feedback.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, sync_playwright

from bench.page import browser as chromium
from bench.page import report
from bench.page.clients import Client
from bench.page.conversation import Room, Turn, write_conversation
from bench.page.crowd import CROWDS, enter, in_time, leave, most, people
from bench.page.servers import FLOOR, KINDS, PREHEATED, WORKBOOK, Kind, Running, versions
from roleplay.server.signin import mint_link
from tests.chromium import find

RESULTS = Path(__file__).parents[1] / "results"
SESSIONS = (1, 10, 50)
"""With so many memory is measured."""
CROWD_S = 5.0


@dataclass(frozen=True)
class Stage:
    """What all measurements share."""

    folder: Path
    """For data and logs; removed at the end."""
    room: Room
    """The workbook's data."""
    turns: Sequence[Turn]
    """The conversation."""

    @property
    def conversation(self) -> Path:
        """Its file."""
        return self.folder / "conversation.json"

    def run(self, kind: Kind) -> Running:
        """Start a server."""
        own = self.folder / ("workbook" if kind is WORKBOOK else kind.name.replace(" ", "-"))
        return Running(kind, own, self.conversation)

    @contextmanager
    def running(self, kind: Kind) -> Iterator[Running]:
        """Start a server, and end it."""
        server = self.run(kind)
        try:
            server.wait()
            yield server
        finally:
            server.close()

    def address(self, server: Running) -> str:
        """Where the conversation begins."""
        return server.origin + (self.room.attempt() if server.kind is WORKBOOK else server.kind.path)

    def sign_in(self, server: Running, context: Any) -> None:
        """In the workbook only: nothing but a cookie comes from it."""
        if server.kind is WORKBOOK:
            context.request.get(mint_link(self.room.house.store, self.room.person.id, f"{server.origin}/"))


def say(text: str) -> None:
    """Where it has come to."""
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", flush=True)


@contextmanager
def stage() -> Iterator[Stage]:
    """A folder, the workbook's data in it, and the conversation written out for the peers.

    Who ends the benchmark, or lets it run into a time limit, ends the servers as well.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    with tempfile.TemporaryDirectory(prefix="bench-page-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        room = Room(folder / "workbook" / "data")
        made = Stage(folder, room, room.way())
        write_conversation(list(made.turns), made.conversation)
        yield made


def pages(at: Stage, browser: Browser, kinds: Sequence[Kind], rounds: int) -> dict[str, list[dict[str, Any]]]:
    """In each round each server has a first visit and a repeat visit, in an order that changes."""
    found: dict[str, list[dict[str, Any]]] = {kind.name: [] for kind in kinds}
    with ExitStack() as stack:
        servers = [stack.enter_context(at.running(kind)) for kind in kinds]
        for number in range(rounds):
            for server in random.Random(number).sample(servers, len(servers)):
                context = chromium.new_person(browser)
                at.sign_in(server, context)
                visits = []
                for _ in range(2):
                    server.settle()
                    visits.append(chromium.visit(context, at.address(server), at.turns, len(at.turns)))
                context.close()
                first, again = visits
                found[server.kind.name].append({"first": asdict(first), "repeat": asdict(again)})
                say(f"round {number + 1}: {server.kind.name}: {first.ready_ms:.0f} ms, again {again.ready_ms:.0f} ms")
    return found


def starts(at: Stage, browser: Browser, kinds: Sequence[Kind], rounds: int) -> dict[str, list[float]]:
    """Seconds from a server's start until the first choice can be clicked."""
    found: dict[str, list[float]] = {kind.name: [] for kind in kinds}
    for number in range(rounds):
        for kind in kinds:
            with at.running(kind) as server:
                context = chromium.new_person(browser)
                at.sign_in(server, context)
                url, before = at.address(server), time.time() - server.started
                visit = chromium.visit(context, url, at.turns, 1)
                context.close()
            found[kind.name].append(before + visit.ready_ms / 1000)
            say(f"start {number + 1}: {kind.name}: {found[kind.name][-1]:.1f} s")
    return found


async def session(at: Stage, server: Running, numbers: Sequence[int], near: int) -> dict[str, Any]:
    """Memory with so many sessions; then ever more clicks, or ever fewer, from a crowd of the size `near`."""
    server.settle()
    memory = {0: server.mib()}
    everybody: list[Client] = []
    clients = people(server, at.room, at.turns, numbers[-1])
    for number in numbers:
        new = clients[len(everybody) : number]
        everybody += new
        await enter(new)
        await asyncio.sleep(1)
        await asyncio.to_thread(server.settle)
        memory[number] = server.mib()
    tried = await in_time(everybody, CROWDS, near, CROWD_S)
    await leave(everybody)
    return {"mib": memory, "crowds": [{"trainees": size, **asdict(waits)} for size, waits in tried.items()]}


def sessions(at: Stage, kinds: Sequence[Kind], numbers: Sequence[int], rounds: int) -> dict[str, list[dict[str, Any]]]:
    """Many sessions at each server, one server after the other, each started anew in each round."""
    found: dict[str, list[dict[str, Any]]] = {kind.name: [] for kind in kinds}
    near = {kind.name: CROWDS[0] for kind in kinds}
    for number in range(rounds):
        for kind in random.Random(number).sample(kinds, len(kinds)):
            with at.running(kind) as server:
                one = asyncio.run(session(at, server, numbers, near[kind.name]))
            found[kind.name].append(one)
            good = most((crowd["trainees"], crowd["p95_ms"]) for crowd in one["crowds"])
            near[kind.name] = good or CROWDS[0]
            memory = ", ".join(f"{count}: {mib:.0f}" for count, mib in one["mib"].items())
            say(f"sessions {number + 1}: {kind.name}: MiB with {memory}; {good} trainees in time")
    return found


def machine(kinds: Sequence[Kind]) -> dict[str, Any]:
    """What was measured on, and with what."""
    names = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    model = next((line.partition(": ")[2] for line in names.splitlines() if line.startswith("model name")), "")
    asked = subprocess.run([str(find()), "--version"], capture_output=True, text=True, check=False, timeout=30)
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "gib": round(psutil.virtual_memory().total / 2**30),
        "system": platform.platform(),
        "python": platform.python_version(),
        "browser": asked.stdout.strip().partition(" built")[0],
        "load_before": os.getloadavg()[0],
        "versions": {kind.name: versions(kind) for kind in kinds},
    }


def write(name: str, result: dict[str, Any]) -> Path:
    """Keep a result as JSON."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / name
    path.write_text(json.dumps(result, indent=1), encoding="utf-8")
    return path


def main() -> None:
    """Measure, print the tables, keep the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=7, help="of everything")
    options.add_argument("--sessions", type=int, default=SESSIONS[-1], help="how many sessions at most; 0: none")
    options.add_argument("--only", action="append", choices=[kind.name for kind in KINDS], help="these alone")
    options.add_argument("--write-docs", action="store_true", help="also write docs/performance.md and its charts")
    given = options.parse_args()
    kinds = [kind for kind in KINDS if not given.only or kind.name in given.only]
    begun = time.monotonic()
    result: dict[str, Any] = {"machine": machine(kinds), "rounds": given.rounds}
    with stage() as at:
        with sync_playwright() as playwright:
            browser = chromium.launch(playwright)
            result["pages"] = pages(at, browser, kinds, given.rounds)
            result["starts"] = starts(at, browser, kinds, given.rounds)
            browser.close()
        numbers = [*(number for number in SESSIONS if number < given.sessions), given.sessions]
        # Preheated differs by its spare kernels alone.
        many = [kind for kind in kinds if given.sessions and kind not in {FLOOR, PREHEATED}]
        result["sessions"] = sessions(at, many, numbers, given.rounds)
    path = write("pages.json", result)
    print(report.pages(result))
    say(f"done in {(time.monotonic() - begun) / 60:.1f} minutes; the figures are in {path}")
    if given.write_docs:
        report.write_docs(result)


if __name__ == "__main__":
    main()
