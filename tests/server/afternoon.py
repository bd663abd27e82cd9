"""A workshop on a running server: what a facilitator presses, through the services, and participants at their lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import websockets
import websockets.exceptions
import websockets.sync.client

from roleplay.identity import Actor, Role
from roleplay.services.conducting import Conducting
from roleplay.services.convening import Convening
from roleplay.services.shelf import Bookshelf
from roleplay.services.workshops import Halls
from roleplay.store import PersonRow, SqlStore
from tests.server.visiting import Answer, House, Visitor
from tests.services.hall import PLAN
from tests.services.stage import put_on_shelf

FAY = "fay-who-facilitates"


@dataclass
class Line:
    """A participant's line: what was heard last, and what is said."""

    socket: websockets.sync.client.ClientConnection
    state: Any = None
    own: Any = None
    heard: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def hear(self) -> Any:
        """The next message."""
        text = self.socket.recv(timeout=30)
        assert isinstance(text, str)
        self.heard.append(text)
        message = json.loads(text)
        if message["type"] == "state":
            self.state = message["state"]
        elif message["type"] == "own":
            # What somebody plays alone is told only when it is new, and what they have written only as their page comes.
            known = self.own or {}
            self.own = {**known, **message["own"], "written": message["own"]["written"] or known.get("written")}
        return message

    def hears_besides(self) -> Any:
        """The next message that is not about where the workshop stands: that is told whenever somebody comes."""
        while (message := self.hear())["type"] in {"state", "own"}:
            continue
        return message

    def hears_to_the_end(self) -> int | None:
        """The code with which the server closes the line, after whatever it says before."""
        while True:
            try:
                self.hear()
            except websockets.exceptions.ConnectionClosed as closed:
                return None if closed.rcvd is None else closed.rcvd.code

    def until(self, found: Any) -> None:
        """Hear until what `found(self)` says is so."""
        while self.state is None or self.own is None or not found(self):
            self.hear()

    def say(self, do: str, number: int | None = None, **fields: Any) -> Any:
        """Say something and wait for the answer to it."""
        number = next(self.numbers) if number is None else number
        self.socket.send(json.dumps({"do": do, "n": number, **fields}))
        while True:
            message = self.hear()
            if message["type"] in {"done", "refused"} and message["n"] == number:
                return message


@dataclass
class Participant:
    """Somebody's browser that has come into the workshop."""

    visitor: Visitor
    workshop: str

    def line(self, origin: str = "") -> AbstractContextManager[Line]:
        """Open a line, as a page does, or from a page of somewhere else."""
        return _Opened(self, origin)


class _Opened(AbstractContextManager[Line]):
    def __init__(self, who: Participant, origin: str) -> None:
        self._who = who
        self._origin = origin
        self._open = ExitStack()

    def __enter__(self) -> Line:
        house = self._who.visitor.house
        connecting = websockets.sync.client.connect(
            f"ws://127.0.0.1:{house.port}/w/{self._who.workshop}/line",
            origin=websockets.Origin(self._origin or house.origin),
            additional_headers=self._who.visitor._cookie_header(),
            proxy=None,
        )
        line = Line(self._open.enter_context(connecting))
        line.until(lambda _: True)
        return line

    def __exit__(self, *_: object) -> None:
        self._open.close()


class Afternoon:
    """Fay leads a workshop on a running server."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.store: SqlStore = house.store
        put_on_shelf(self.store)
        if self.store.person(FAY) is None:
            self.store.add_person(PersonRow(FAY, "Fay", frozenset({Role.FACILITATOR})))
        self.fay = Actor(FAY, roles=frozenset({Role.FACILITATOR}))
        shelf = Bookshelf(self.store)
        self.halls = Halls(self.store, shelf, _now)
        self.convening = Convening(self.store, shelf, _now, _new_id, lambda: 7, halls=self.halls)
        self.conducting = Conducting(self.halls, _new_id)
        self.id = self.convening.open(self.fay, self.convening.keep_plan(self.fay, PLAN))

    @property
    def seq(self) -> int:
        """The number that the next entry of the log gets."""
        return self.halls.hall(self.id).seq

    @property
    def code(self) -> str:
        """The code on the screen."""
        row = self.store.workshop(self.id)
        assert row is not None
        assert row.code is not None
        return row.code

    def knock(self, code: str, name: str = "Mo", visitor: Visitor | None = None) -> tuple[Visitor, Answer]:
        """Send the form with a code."""
        visitor = visitor or Visitor(self.house)
        return visitor, visitor.send("/w", code=code, name=name)

    def guest(self, name: str = "Mo") -> Participant:
        """A guest who comes in."""
        visitor, answer = self.knock(self.code, name)
        assert answer.status == 303, answer.text
        return Participant(visitor, self.id)

    def press(self, what: str, *given: Any, **named: Any) -> None:
        """Something on the console."""
        getattr(self.conducting, what)(self.fay, self.id, self.seq, *given, **named)


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid4().hex
