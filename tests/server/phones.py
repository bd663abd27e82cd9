"""Participants' pages without a browser: they come in by a code, keep a line, and say again what was not answered.

They do as `widgets/js/seat_line.js` and `seat_model.js` do, and remember what they have said and what was answered.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import websockets
from websockets.asyncio.client import ClientConnection, connect

BROKEN = (OSError, EOFError, TimeoutError, websockets.exceptions.WebSocketException)
"""What becomes of a connection that breaks."""
LIMIT_S = 5.0
GIVEN_UP = 4403
"""The server's word for: you are not in any more."""


@dataclass
class Said:
    """Something that a page has said."""

    command: dict[str, Any]
    """What."""
    n: int
    """Its number."""
    answer: str = ""
    """`done` or `refused`; empty before it was answered, and for what was said anew since."""


@dataclass
class Phone:
    """Somebody's phone."""

    port: int
    """Where it connects to."""
    name: str
    """What its owner is called."""
    chance: Random
    """Decides how long it waits, and what it says twice."""
    twice: float = 0.0
    """How often it says something twice."""
    cookies: dict[str, str] = field(default_factory=dict)
    """What its browser holds."""
    workshop: str = ""
    """Where it has come in."""
    state: Any = None
    """What everybody sees, as it was told last."""
    own: Any = None
    """What only it sees."""
    seq: int = -1
    """How far the log had come with that."""
    said: list[Said] = field(default_factory=list)
    """Everything that it ever said."""
    box: list[Said] = field(default_factory=list)
    """What was not answered yet."""
    lines: int = 0
    """How many lines it has had."""
    out: bool = False
    """Whether it was told that it is not in any more."""
    extra: list[str] = field(default_factory=list)
    """Further headers of requests."""
    page: bytes = b""
    """The body of the last answer."""

    def __post_init__(self) -> None:
        self._numbers: Iterator[int] = count(1)
        self._line: ClientConnection | None = None
        self._moment = -1
        self._over = False
        self.counted: dict[str, dict[str, Any]] = {}

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    # --- coming in ---

    async def come_in(self, code: str) -> None:
        """Ask for the form as a phone does that has scanned the code, and send it until an answer comes."""
        await self._until("GET", f"/w?code={quote(code)}", None, 200)
        location = await self._until("POST", "/w", {"code": code, "name": self.name}, 303)
        self.workshop = location.rpartition("/")[2]

    async def _until(self, method: str, path: str, form: dict[str, str] | None, wanted: int) -> str:
        while True:
            try:
                status, location = await asyncio.wait_for(self.ask(method, path, form), LIMIT_S * 6)
            except BROKEN:
                await asyncio.sleep(self.chance.uniform(0.05, 0.2))
                continue
            assert status == wanted, (method, path, status)
            return location

    async def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """One request; its status, and where it leads."""
        body = urlencode(form or {}).encode()
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Connection: close",
            self._cookie(),
            *self.extra,
        ]
        if form is not None:
            kind = "application/x-www-form-urlencoded"
            head += [f"Origin: {self.origin}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write("\r\n".join([*filter(None, head), "", ""]).encode() + body)
            answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            self.page = await reader.read()
        finally:
            writer.transport.abort()
        headers = [line.partition(": ")[::2] for line in answer[1:]]
        for name, value in headers:
            if name.lower() == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept
        return int(answer[0].split()[1]), next((value for name, value in headers if name.lower() == "location"), "")

    def _cookie(self) -> str:
        return "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()) if self.cookies else ""

    # --- the line ---

    async def keep_line(self) -> None:
        """Keep a line until `hang_up`, through whatever happens."""
        while not self._over and not self.out:
            with suppress(*BROKEN):
                await self._one_line()
            self._line = None
            await asyncio.sleep(self.chance.uniform(0.02, 0.15))

    async def _one_line(self) -> None:
        async with connect(
            f"ws://127.0.0.1:{self.port}/w/{self.workshop}/line",
            origin=websockets.Origin(self.origin),
            additional_headers={"Cookie": self._cookie().removeprefix("Cookie: ")},
            open_timeout=LIMIT_S,
            close_timeout=0.1,
            ping_interval=None,
            proxy=None,
        ) as line:
            self._line, self._moment = line, -1
            self.lines += 1
            for one in self.box:
                await self._post(one)
            waiting = LIMIT_S
            while not self._over:
                try:
                    text = await asyncio.wait_for(line.recv(), waiting)
                except TimeoutError:
                    if waiting < LIMIT_S:
                        return  # it was asked, and says nothing: the line is dead
                    waiting = LIMIT_S / 2
                    await line.send(json.dumps({"do": "here", "n": 0}))
                except websockets.exceptions.ConnectionClosed as closed:
                    self.out = closed.rcvd is not None and closed.rcvd.code == GIVEN_UP
                    return
                else:
                    waiting = LIMIT_S
                    self._hear(json.loads(text))

    async def hang_up(self) -> None:
        """No line any more."""
        self._over = True
        if self._line is not None:
            with suppress(*BROKEN):
                await self._line.close()

    def _hear(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "state" and message["seq"] >= self.seq:
            self.seq, self.state = message["seq"], message["state"]
        elif kind == "own" and message["moment"] >= self._moment:
            self._moment, self.own = message["moment"], message["own"]
        elif kind in {"done", "refused"}:
            for one in [one for one in self.box if one.n == message["n"]]:
                one.answer = kind
                self.box.remove(one)
                if kind == "done" and one.command["do"] == "vote":
                    self.counted[one.command["poll"]] = one.command
        else:
            assert kind != "notice", message

    # --- saying ---

    async def say(self, do: str, instead: str | None = None, **given: Any) -> Said:
        """Say something, and again until it is answered; `instead` of what was said with the same words before."""
        if instead is not None:
            self.box = [one for one in self.box if one.command["do"] != do or one.command[instead] != given[instead]]
        one = Said({"do": do, **given}, next(self._numbers))
        self.said.append(one)
        self.box.append(one)
        await self._post(one)
        return one

    async def vote(self, option: int) -> Said:
        """Vote in the poll that the page shows."""
        poll = self.state["poll"]["id"]
        known = [
            one.command["turn"] for one in self.said if one.command["do"] == "vote" and one.command["poll"] == poll
        ]
        if self.own["vote"] is not None:
            known.append(self.own["turn"])
        return await self.say("vote", "poll", poll=poll, option=option, turn=max([-1, *known]) + 1)

    async def _post(self, one: Said) -> None:
        if self._line is None:
            return
        text = json.dumps({**one.command, "n": one.n})
        with suppress(*BROKEN):
            await self._line.send(text)
            if self.chance.random() < self.twice:
                await self._line.send(text)
