"""Trainees with accounts who play whole scenarios over HTTP and WebSockets, on a server that may be killed at any moment.

Each keeps a log of its own of what was acknowledged to it, and `unaccounted` holds that against the store afterwards.
"""

from __future__ import annotations

import http.client
import os
import random
import secrets
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from websockets.exceptions import WebSocketException

from roleplay.apps.player import meant
from roleplay.identity import Role
from roleplay.identity.password import hashed
from roleplay.model.event import Chose, Compared, Ended, Event, Expected, Recorded, Reflected, Wrote
from roleplay.services.attempts import Playing
from roleplay.services.shelf import Bookshelf
from roleplay.store import PersonRow, SqlStore, Status, open_store, sqlite_url
from tests import serving
from tests.server.visiting import Channel, House, Visitor

SCENARIOS = ("de-escalation/the-front-desk", "disclosure/the-first-question", "referral/just-between-us")
PATIENCE_S = 120.0
"""A player who has not come back in after so long gives up."""

AGAIN_S = 0.2
PASSWORD = "correct horse battery"
GONE = (OSError, http.client.HTTPException, WebSocketException)
"""What a server that is killed looks like. Silence (`TimeoutError`) is an `OSError` as well."""


class Workbook:
    """A whole `roleplay serve` with accounts, that can be killed and started again on the same data and port."""

    def __init__(
        self, folder: Path, trainees: int, environment: Mapping[str, str], *arguments: str, database: str = ""
    ) -> None:
        self.folder = folder
        """Holds data and logs."""
        data = folder / "data"
        data.mkdir(mode=0o700, parents=True)
        self.environment = environment
        self.database = database or sqlite_url(data / "roleplay.db")
        """Its URL."""
        self.store: SqlStore = open_store(self.database, data / "backups", lambda: datetime.now(UTC))
        """Its store, opened here as well."""
        kept = hashed(PASSWORD)
        self.people = [
            PersonRow(f"trainee-{number}", f"Trainee {number}", frozenset({Role.TRAINEE}), f"trainee-{number}")
            for number in range(trainees)
        ]
        """Those who have an account; all have the same password."""
        for person in self.people:
            self.store.add_person(person)
            self.store.keep_password(person.id, kept)
        self._arguments = [*arguments, *(["--database", database] if database else [])]
        self._port = serving.free_port()
        self._servers: list[serving.Server] = []
        self.house = House(self.start().process, data, f"{self.server.origin}/", "", self.server.log_path)
        """As visitors see it."""

    @property
    def server(self) -> serving.Server:
        """The one that runs now."""
        return self._servers[-1]

    def start(self) -> serving.Server:
        """Start a server on the data that are there."""
        data, log = self.folder / "data", self.folder / f"server-{len(self._servers)}.log"
        command = [*serving.ROLEPLAY, "serve", "--no-browser", "--port", str(self._port), "--data", str(data)]
        self._servers.append(
            serving.start([*command, *self._arguments], self._port, data, log, self.environment, limit_s=PATIENCE_S)
        )
        return self.server

    def kill(self) -> list[psutil.Process]:
        """SIGKILL for the server and for nothing else; what it had started."""
        _, *started = self.server.family()
        os.kill(self.server.process.pid, signal.SIGKILL)
        self.server.process.wait()
        return started

    def stop(self) -> None:
        """End what runs."""
        self.server.stop()


class Acknowledged(NamedTuple):
    """A command that was answered, or was found done by somebody who came back."""

    attempt: str
    """In which attempt."""
    seq: int
    """The place of its first event."""
    command: Mapping[str, Any]
    """What was sent."""


@dataclass
class Player:
    """Somebody with an account who plays one scenario after the other."""

    house: House
    """Where."""
    person: PersonRow
    """Who."""
    chance: random.Random
    """Decides what is played and said."""
    think_s: Callable[[], float] = lambda: 0.0
    """How long it takes to decide."""
    log: list[Acknowledged] = field(default_factory=list)
    """What was acknowledged, oldest first."""
    finished: list[str] = field(default_factory=list)
    """The attempts that were played to their end."""
    waits_s: list[float] = field(default_factory=list)
    """From each choice to its feedback."""
    losses: int = 0
    """How often the line was lost in the middle of something."""
    lost_starts: int = 0
    """How many attempts were begun without an answer."""
    broken: int = 0
    """How many pages came without their widget, because their kernel had not come to be."""
    troubles: list[str] = field(default_factory=list)
    """What went wrong otherwise."""

    def __post_init__(self) -> None:
        self.visitor = Visitor(self.house)
        self._channel: Channel | None = None
        self._model = ""
        self._screen: Mapping[str, Any] = {}
        self._attempt, self._seq = "", 0
        self._now: Mapping[str, Any] = {}

    # --- what somebody does ---

    def signs_in(self) -> float:
        """By login and password; the seconds that it took."""
        begun = time.perf_counter()
        assert self.person.login is not None
        fields = {"login": self.person.login, "password": PASSWORD}
        answer = self.visitor.post("/sign-in", fields, Origin=self.house.origin)
        assert answer.status == 303, answer.text
        return time.perf_counter() - begun

    def opens(self, path: str = "/learn") -> None:
        """Open a page and wait for its screen, however often that takes."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                page = self.visitor.get(path)
                if page.status == 200 and "model_id" not in page.text:
                    self.broken += 1
                elif page.status == 200:
                    self._hang_up()
                    self._model, self._channel = page.model_id, self.visitor.channel(page.kernel_id)
                    self._take(self._ask({"do": "ready", "path": path}))
                    return
                elif page.status < 500:
                    raise AssertionError(f"{path}: {page.status}")
            except GONE:
                self.losses += 1
            if time.monotonic() > until:
                raise TimeoutError(f"{self.person.id} could not come back to {path}")
            time.sleep(AGAIN_S)

    def plays(self, enough: Callable[[], bool]) -> None:
        """Play whole scenarios, one at least, until there have been enough."""
        self.opens()
        while True:
            self.begins()
            while self._attempt:
                time.sleep(self.think_s())
                self.goes_on()
            if enough():
                break
        self.leaves()

    def begins(self) -> None:
        """Begin an attempt; the answer may get lost."""
        while True:
            how = {"mode": "practice", "feedback": "each", "say_first": False}
            try:
                self._take(self._ask({"do": "start", "scenario": self.chance.choice(SCENARIOS), **how}))
            except GONE:
                self.losses += 1
                self.lost_starts += 1
                self.opens()
                continue
            assert self._attempt, self._screen
            return

    def goes_on(self) -> None:
        """Answer what is asked now. When the answer to that gets lost, come back and see whether it was done."""
        attempt, seq, command = self._attempt, self._seq, self._command()
        begun = time.perf_counter()
        try:
            answer = self._ask(command)
        except GONE:
            self.losses += 1
            self.opens(f"/learn/play/{attempt}")
            done = self._attempt != attempt or self._seq > seq
        else:
            self._take(answer)
            done = True
            if command["do"] == "choose":
                self.waits_s.append(time.perf_counter() - begun)
        if self._attempt == attempt and self._seq < seq:
            self.troubles.append(f"{attempt} was at {seq} and is at {self._seq}")
        if done:
            self.log.append(Acknowledged(attempt, seq, command))
        if self._screen["name"] == "debrief":
            self.finished.append(attempt)

    def leaves(self) -> None:
        """Close the page."""
        self._hang_up()

    # --- what goes over the wire ---

    def _command(self) -> dict[str, Any]:
        seq, now = self._seq, self._now
        text = f"{self.person.id} {secrets.token_hex(4)}"
        match now["kind"]:
            case "anticipate":
                return {"do": "expect", "seq": seq, "text": text}
            case "choices":
                one = self.chance.choice([one["id"] for one in now["choices"] if one["open"]])
                return {"do": "choose", "seq": seq, "node": now["node"], "choice": one}
            case "reply":
                return {"do": "write", "seq": seq, "node": now["node"], "text": text}
            case "compare":
                return {"do": "compare", "seq": seq, "node": now["node"], "behaviours": []}
            case "reflect":
                return {"do": "reflect", "seq": seq, "texts": [text for _ in now["questions"]]}
        assert now["kind"] == "finish", now
        return {"do": "finish", "seq": seq}

    def _ask(self, command: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send a command; the screen, or what is new."""
        assert self._channel is not None
        self._channel.tell(self._model, **command)
        for message in self._channel.messages():
            data = message["content"].get("data", {})
            found: Mapping[str, Any] = data.get("state", {}).get("screen") or data.get("content") or {}
            if found.get("type") == "notice":
                raise AssertionError(f"{self.person.id}: {command}: {found['text']}")
            if "name" in found or found.get("type") == "played":
                return found
        raise AssertionError("unreachable")

    def _take(self, came: Mapping[str, Any]) -> None:
        if "name" in came:
            self._screen = came
            self._attempt = came["attempt"] if came["name"] == "player" else ""
        if self._attempt:
            self._seq, self._now = came["seq"], came["now"]

    def _hang_up(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None


# ------------------------------------------------------------------------------------------------- what the store says


def unaccounted(store: SqlStore, player: Player) -> list[str]:
    """Whatever does not agree between a player's own log and the store; nothing, if all is well.

    Every acknowledged command is there, at its place, with its words; nothing else is, and nothing twice.
    """
    found = list(player.troubles)
    commands: dict[str, list[Acknowledged]] = {}
    for one in player.log:
        commands.setdefault(one.attempt, []).append(one)
    kept = {attempt.id: attempt for attempt in store.attempts_of("person", player.person.id)}  # type: ignore[arg-type]
    found += [f"{id_} is not in the store" for id_ in commands.keys() - kept.keys()]
    others = [id_ for id_ in kept.keys() - commands.keys() if len(store.events(id_)) > 1]
    found += [f"nobody played {id_}" for id_ in others]
    unanswered = len(kept.keys() - commands.keys()) - len(others)
    if unanswered > player.lost_starts:
        found.append(f"{player.person.id} began {unanswered - player.lost_starts} attempts more than they asked for")
    for id_ in commands.keys() & kept.keys():
        events = store.events(id_)
        found += _differences(store, id_, events, commands[id_])
        if {one.actor for one in events} != {player.person.id}:
            found.append(f"{id_} holds what somebody else did")
        if (kept[id_].status is Status.FINISHED) != (id_ in player.finished):
            found.append(f"{id_} is {kept[id_].status}")
    return found


def _differences(
    store: SqlStore, attempt_id: str, events: Sequence[Recorded], commands: Sequence[Acknowledged]
) -> list[str]:
    attempt = store.attempt(attempt_id)
    assert attempt is not None
    game, texts = Bookshelf(store).game(attempt.scenario_hash), store.texts(attempt_id)
    found = [] if [one.seq for one in events] == list(range(len(events))) else [f"{attempt_id} has gaps"]
    place = 1  # the start itself
    for _, seq, command in commands:
        if seq != place:
            found.append(f"{attempt_id}: {command['do']} at {seq}, but {place} were accounted for")
        before = Playing(attempt, game, tuple(events[:seq]), game.replay(one.event for one in events[:seq]), {})
        made = [one.event for one in events[seq : seq + (2 if command["do"] == "reflect" else 1)]]
        if not _fits(command, made, before, lambda ref: texts[ref].body):
            found.append(f"{attempt_id}: {command} became {made}")
        place = seq + len(made)
    if place != len(events):
        found.append(f"{attempt_id} has {len(events)} events, and {place} are accounted for")
    game.replay(one.event for one in events)
    return found


def _fits(
    command: Mapping[str, Any], made: Sequence[Event], before: Playing, words: Callable[[str], str | None]
) -> bool:
    do: str = command["do"]
    match made:
        case [Expected(ref) | Wrote(_, ref)]:
            said: str = command["text"]
            return do in {"expect", "write"} and ref is not None and words(ref) == said
        case [Chose()]:
            return do == "choose" and made[0] == meant(before, command["node"], command["choice"])
        case [Compared()]:
            return do == "compare"
        case [Reflected(refs), Ended(left=False)]:
            written: list[str] = command["texts"]
            return do == "reflect" and [words(ref) for ref in refs if ref] == written
        case [Ended(left=False)]:
            return do == "finish"
    return False
