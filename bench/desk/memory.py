"""What a kernel of the desk takes in a running server, while its evaluator works through a large queue."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.desk.cohort import COHORT, SUPERVISOR, Cohort
from roleplay.apps.evaluator.room import HOME
from roleplay.apps.programme.app import HOME as REPORTS
from roleplay.scoring.review import State
from roleplay.server.memory import pss_mib
from tests import serving
from tests.server.visiting import Channel, House

PEOPLE = 5
"""Evaluators, each with a page."""


@contextmanager
def server(data: Path) -> Iterator[House]:
    """A server on a data folder, with nothing in reserve."""
    port = serving.free_port()
    command = [*serving.ROLEPLAY, "serve", "--no-browser", "--port", str(port), "--data", str(data), "--preheat", "0"]
    with tempfile.TemporaryDirectory() as logs:
        running = serving.start(command, port, data, Path(logs) / "log", os.environ)
        try:
            yield House(running.process, data, f"{running.origin}/", "", running.log_path)
        finally:
            running.stop()


class Page:
    """A page of somebody's."""

    def __init__(self, house: House, person: str, path: str) -> None:
        visitor = house.visitor(person)
        answer = visitor.get(path)
        assert answer.status == 200, answer.text
        self._house, self._model, self._kernel = house, answer.model_id, answer.kernel_id
        self._channel: Channel = visitor.channel(answer.kernel_id)

    def shows(self, name: str, **command: Any) -> Mapping[str, Any]:
        """Send a command, and wait for a screen of this name."""
        self._channel.tell(self._model, **command)
        for message in self._channel.messages(120):
            screen = message["content"].get("data", {}).get("state", {}).get("screen")
            if screen:
                assert screen["name"] == name, screen
                return dict(screen)
        raise AssertionError("unreachable")

    def comes_to(self, name: str, **command: Any) -> None:
        """Send a command, and wait until a screen of this name comes, whatever comes before."""
        self._channel.tell(self._model, **command)
        for message in self._channel.messages(120):
            screen = message["content"].get("data", {}).get("state", {}).get("screen")
            if screen and screen["name"] == name:
                return

    @property
    def way(self) -> str:
        """How its kernel came to be: without a warm process to fork from it is spawned, and takes more."""
        parent = self._house.kernel(self._kernel).parent()
        return "forked" if parent is not None and parent.pid != self._house.process.pid else "spawned"

    def mib(self) -> float:
        """Memory of its kernel."""
        time.sleep(1)
        found = pss_mib([self._house.kernel(self._kernel).pid])
        assert found is not None
        return found

    def close(self) -> None:
        """Leave."""
        self._channel.close()


def memory(data: Path, cohort: Cohort) -> dict[str, list[float]]:
    """MiB of each kernel, after each step."""
    found: dict[str, list[float]] = {}

    def note(what: str, page: Page) -> None:
        found.setdefault(what, []).append(page.mib())
        print(f"{'memory':11}{what:58}{found[what][-1]:>24.1f} MiB", flush=True)

    open_ones = (name for at, name in enumerate(cohort.names[2]) if cohort.state(at) is State.UNMARKED)
    with server(data) as house, ExitStack() as pages:
        Page(house, SUPERVISOR, HOME).close()  # while the first kernel starts, the process to fork from is warmed
        time.sleep(10)
        for person, attempt in zip(cohort.names[1][:PEOPLE], open_ones, strict=False):
            page = Page(house, person, HOME)
            pages.callback(page.close)
            page.shows("desk_queue", do="ready", path=HOME)
            way = page.way
            note(f"desk, {way}: the queue shown", page)
            page.shows("desk_sheet", do="go", path=f"{HOME}/attempts/{attempt}")
            note(f"desk, {way}: a sheet opened", page)
        path = f"{REPORTS}/{COHORT}"
        for _ in range(2):  # the first one has the process warmed from which the second is forked
            page = Page(house, SUPERVISOR, path)
            page.comes_to("report", do="ready", path=path)
            note(f"reports, {page.way}: the whole report shown", page)
            page.close()
            time.sleep(10)
    return found
