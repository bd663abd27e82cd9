"""A workbook that runs in a process of its own, and somebody in front of it: what the tests of the whole share."""

from __future__ import annotations

import copy
import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psutil
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from roleplay.engine import State
from roleplay.model.event import Chose, Recorded
from roleplay.model.rubric import Kind, Rubric
from roleplay.scoring.score import machine_ticks
from roleplay.server.signin import mint_link
from roleplay.services.attempts import Playing
from roleplay.services.shelf import Bookshelf
from roleplay.store import SqlStore, connect, sqlite_url
from tests import serving
from tests.browser.witness import Witness
from tests.serving import Server
from tests.small import RUBRIC_FILES, SMALL

READY_MS = 60_000
"""A kernel on a busy machine may take this long, or a browser on one that was only just woken."""

SMALL_ID = "disclosure/small"
"""The short scenario of the tests' own library."""

witnesses: list[Witness] = []
"""Of the profiles of the test that runs now."""

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], limit_s: float = 30.0) -> Found:
    """What `look` finds as soon as it finds something; its last answer if it never does."""
    deadline = time.monotonic() + limit_s
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def write_library(folder: Path) -> Path:
    """A library folder with the short scenario, whose rubrics have ids that the shipped ones do not have."""
    for rubric in RUBRIC_FILES:
        own = {**rubric, "id": "mending" if rubric["id"] == "repair" else rubric["id"]}
        _write(folder / "rubrics" / f"{own['id']}.yml", own)
    _write(folder / "practice" / f"{SMALL_ID}.yml", short_scenario())
    return folder


def short_scenario() -> dict[str, Any]:
    """The short scenario, with texts that can be told from each other where they stand."""
    short = copy.deepcopy(SMALL)
    short["debrief"]["twist"] = "This was underneath all the time."
    for node_id, node in short["nodes"].items():
        for choice_id, choice in node.get("choices", {}).items():
            choice["feedback"] = f"This is what came of {choice_id} at {node_id}, and what it left open."
        for line in node.get("say", ()):
            line["thought"] = f"This was thought at {node_id} and never said."
        if "reply" in node:
            node["reply"] |= {
                "model_answer": "Dear Dana, I was glad of the bench.",
                "why": "It is warm and asks nothing.",
            }
        if "end" in node:
            node["end"]["peer_view"] = f"That is how {node_id} was for me, a day later."
    return short


def _write(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1))  # JSON is YAML, too


@dataclass
class Workbook:
    """A data folder with the server that runs on it."""

    folder: Path
    """Holds data, library and logs."""
    environment: dict[str, str]
    """Of the server."""
    port: int = field(default_factory=serving.free_port)
    """Always the same, whoever listens."""
    servers: list[Server] = field(default_factory=list)
    """Every server that ran here; the last one runs now."""

    @property
    def library(self) -> Path:
        """The folder with the tests' own scenarios."""
        return self.folder / "library"

    @property
    def server(self) -> Server:
        """The one that runs now."""
        return self.servers[-1]

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        """Start a server, as `roleplay serve` does, on the data that are there."""
        data, log = self.folder / "data", self.folder / f"server-{len(self.servers)}.log"
        command = [*serving.ROLEPLAY, "serve", "--no-browser", "--port", str(self.port), "--data", str(data)]
        self.servers.append(
            serving.start([*command, "--library", str(self.library)], self.port, data, log, self.environment)
        )
        return self.server

    def kill(self) -> None:
        """End the server without warning, and wait until its kernels have noticed."""
        kernels = self.kernels()
        os.kill(self.server.process.pid, signal.SIGKILL)
        self.server.process.wait()
        assert eventually(lambda: not any(kernel.is_running() for kernel in kernels)), "kernels outlive their server"

    def kernels(self) -> list[psutil.Process]:
        """The processes of the server's kernels."""
        children = psutil.Process(self.server.process.pid).children(recursive=True)
        return [child for child in children if serving.is_kernel(child)]

    # --- what is kept ---

    @property
    def store(self) -> SqlStore:
        """The store, opened here as well."""
        return connect(sqlite_url(self.folder / "data" / "roleplay.db"))

    def link(self, path: str = "/", person: str = "") -> str:
        """A link that signs one browser in, once, and leads to an address; as the person who started it, or another."""
        store = self.store
        return mint_link(store, person or store.local_person().id, f"{self.origin}{path}")

    def log(self, attempt: str) -> tuple[Recorded, ...]:
        """What was committed in an attempt."""
        return self.store.events(attempt)

    def replay(self, attempt: str) -> Playing:
        """An attempt, replayed here from its committed log."""
        store = self.store
        found = store.attempt(attempt)
        assert found is not None, attempt
        game, events = Bookshelf(store).game(found.scenario_hash), store.events(attempt)
        return Playing(found, game, events, game.replay(one.event for one in events), store.texts(attempt))

    def rubrics(self) -> dict[str, Rubric]:
        """The rubrics on the shelf."""
        return dict(Bookshelf(self.store).rubrics())

    def attempts(self) -> list[str]:
        """Ids of all attempts, newest first."""
        store = self.store
        return [one.id for one in store.attempts_of("person", store.local_person().id)]  # type: ignore[arg-type]


@dataclass
class Trainee:
    """Somebody in front of a browser."""

    workbook: Workbook
    """What runs."""
    page: Page
    """What they see."""

    def signs_in(self, path: str = "/learn") -> None:
        """Open a link of one's own to an address."""
        self.page.goto(self.workbook.link(path))
        self.sees_a_screen()

    def goes_to(self, path: str) -> None:
        """Open an address; whoever has not come in yet does so by a link of their own that leads there."""
        if not self.page.context.cookies():
            self.signs_in(path)
            return
        self.page.goto(f"{self.workbook.origin}{path}")
        self.sees_a_screen()

    def sees_a_screen(self, name: str = "") -> None:
        """Wait until there is a screen of the app."""
        expect(self.page.locator(f".rp-screen .rp-page-body{f'.rp-{name}' if name else ''}")).to_be_visible(
            timeout=READY_MS
        )

    @property
    def path(self) -> str:
        """Where the address bar stands."""
        return self.page.url.removeprefix(self.workbook.origin)

    @property
    def attempt(self) -> str:
        """The attempt that is on the screen, by its address."""
        kind, _, attempt = self.path.removeprefix("/learn/").partition("/")
        assert kind in {"play", "debrief"}, self.path
        return attempt

    @property
    def playing(self) -> Playing:
        """The attempt on the screen, as it is committed."""
        return self.workbook.replay(self.attempt)

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.playing.state

    def starts(self, scenario: str = SMALL_ID, *, say_first: bool = False, mode: str = "", feedback: str = "") -> None:
        """From a scenario's brief into a new attempt."""
        self.goes_to(f"/learn/scenario/{scenario}")
        if mode:
            self.page.get_by_label(mode, exact=True).check()
        if feedback:
            self.page.get_by_label(feedback, exact=True).check()
        self.page.get_by_label("Let me write my own words before the choices appear").set_checked(say_first)
        self.page.get_by_role("button", name="Start", exact=True).click()
        self.sees_a_screen("player")

    def presses(self, name: str) -> None:
        """Press a button of the panel below the conversation, and wait for what it leads to."""
        before = self.asked.inner_text()
        self.asked.get_by_role("button", name=name, exact=True).click()
        self.sees_more_than(before)

    def sees_more_than(self, before: str) -> None:
        """Wait until what is asked for now is something else."""
        self.page.wait_for_function(
            """(before) => {
                 const now = document.querySelector('.rp-now');
                 return !document.querySelector('.rp-stage[aria-busy]') && (!now || now.innerText !== before);
               }""",
            arg=before,
        )

    @property
    def asked(self) -> Locator:
        """The panel below the conversation."""
        return self.page.locator(".rp-now")

    def number(self, choice: str) -> int:
        """The displayed number of a choice by its author's id."""
        playing = self.playing
        ids = [offer.id for offer in playing.game.offers(playing.state)]
        return ids.index(choice) + 1

    def says(self, choice: str) -> None:
        """Choose by the author's id."""
        before = self.asked.inner_text()
        self.page.locator(f'.rp-choice[data-number="{self.number(choice)}"]').click()
        self.sees_more_than(before)

    def best(self, rubrics: dict[str, Rubric]) -> str:
        """Of what is on offer: the choice that shows most and harms nobody."""
        playing = self.playing
        kinds = {behaviour.id: behaviour.kind for rubric in rubrics.values() for behaviour in rubric.behaviours}

        def worth(choice: str) -> int:
            after = playing.game.step(playing.state, Chose(playing.state.node, choice))
            shown = {tick.behaviour for tick in machine_ticks(playing.game, after)}
            return sum(-99 if kinds[one] is Kind.HARMFUL else 1 for one in shown)

        offers = [offer.id for offer in playing.game.offers(playing.state) if offer.open]
        return max(offers, key=worth)

    def displays(self) -> str:
        """All that the screen says, the bar apart."""
        text: str = self.page.locator(".rp-screen").inner_text()
        return text


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser profile of its own, with a witness (`witnesses`)."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    context.set_default_timeout(READY_MS)
    witnesses.append(Witness(context))
    return context
