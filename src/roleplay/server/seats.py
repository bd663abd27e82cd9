"""The pages of participants: coming in by a code, and the line over which the server tells and hears them."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import tornado.web
import tornado.websocket

from roleplay.errors import Conflict, RoleplayError
from roleplay.identity import ANONYMOUS, Actor
from roleplay.server.assets import words
from roleplay.server.entrance import UNPROCESSABLE, DoorHandler
from roleplay.server.plain import is_own_origin, written
from roleplay.services.authority import actor_of

if TYPE_CHECKING:
    from roleplay.server.hub import Hub

_log = logging.getLogger(__name__)

COOKIE_DAYS = 2
"""How long a guest's browser can come back."""
LARGEST = 64 * 1024
"""Bytes of a message."""
MOST_A_SECOND = 20
"""Messages of one line, over `WINDOW_S` on the average; beyond that it is cut."""
WINDOW_S = 5.0
DISMISSED = 4403
"""What the line of somebody is closed with who is not in any more."""

_SHAPES: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "resync": {},
    "vote": {"poll": (str,), "option": (int,), "turn": (int,)},
    "reply": {"text": (str,)},
    "reason": {"text": (str,)},
    "question": {"text": (str,)},
    "note": {"text": (str,)},
    "wish": {
        "plays_peer": (bool,),
        "practised": (int,),
        "style": (str, type(None)),
        "prefers": (str, type(None)),
        "rather_with": (list,),
        "rather_not": (list,),
    },
    "call": {"needed": (bool,)},
    "tick": {"id": (str,), "behaviour": (str,)},
    "untick": {"id": (str,)},
    "rename": {"name": (str,)},
    "leave": {},
}
"""What a participant's page can say -> its fields, with the types that they may have. `n` numbers each message."""


class SeatHandler(DoorHandler):
    """Knows who a browser is in workshops: somebody with an account, or a guest."""

    @property
    def hub(self) -> Hub:
        """The workshops of this server."""
        return self.server.hub

    @property
    def cookie(self) -> str:
        """What a guest's browser holds it in."""
        return f"{self.server.sign_in.cookie}-guest"

    def who(self) -> Actor:
        """Who acts; anonymous for a browser that nobody knows."""
        if self.person is not None:
            return actor_of(self.person)
        held = self.get_signed_cookie(self.cookie, max_age_days=COOKIE_DAYS)
        return self.hub.convening.guest(held.decode()) if held else ANONYMOUS


class EnterHandler(SeatHandler):
    """`/w`: the code, and for guests a name."""

    def get(self) -> None:
        """Ask for them. A code that was scanned stands in the address."""
        self._ask(code=self.get_query_argument("code", "")[:40])

    async def post(self) -> None:
        """Come in. Whoever tries codes has to wait longer and longer."""
        if not self.same_origin():
            self.say(403, words()["foreign_title"], words()["foreign"])
            return
        code, name = self.field("code"), self.field("name")
        address = self.request.remote_ip or ""
        wait = self.hub.guessing.wait(address)
        if wait:
            self.set_header("Retry-After", str(wait))
            self._ask(code, name, words()["seat_slow"].format(seconds=wait), status=429)
            return
        try:
            entered = await asyncio.to_thread(self.hub.convening.enter, self.who_enters(), code, name)
        except RoleplayError as error:
            self.hub.guessing.failed(address)
            self._ask(code, name, str(error), status=UNPROCESSABLE)
            return
        if entered.token is not None:
            self.set_signed_cookie(
                self.cookie,
                entered.token,
                expires_days=None,
                max_age=COOKIE_DAYS * 86_400,
                path=self.base_url,
                httponly=True,
                samesite="Lax",
                secure=self.request.protocol == "https",
            )
        self.no_store()
        self.redirect(f"{self.base_url}w/{entered.participant.workshop_id}", status=303)

    def who_enters(self) -> Actor:
        """Somebody with an account as themselves; a guest comes in anew."""
        return ANONYMOUS if self.person is None else actor_of(self.person)

    def _ask(self, code: str = "", name: str = "", wrong: str = "", status: int = 200) -> None:
        texts = words()
        guest = self.person is None
        self.show("enter", texts["seat_title"], status, code=code, name=name, wrong=wrong, guest=guest)


class SeatPageHandler(SeatHandler):
    """`/w/ID`: one's place in a workshop."""

    async def get(self, workshop_id: str) -> None:
        """Show it to whoever is in; everybody else is asked for the code."""
        try:
            hall, _ = await asyncio.to_thread(self.hub.seat_of, self.who(), workshop_id)
        except RoleplayError:
            self.no_store()
            self.redirect(f"{self.base_url}w", status=303)
            return
        self.no_store()
        self.finish(written("seat", self.base_url, title=hall.state.plan.title, strip=self.strip(), workshop=hall.id))


class SeatSocket(tornado.websocket.WebSocketHandler):
    """`/w/ID/line`: what the server tells a participant's page, and hears from it."""

    actor: Actor
    participant_id: str

    async def prepare(self) -> None:
        """Only pages of this server, and only somebody who is in."""
        if not self.check_origin(self.request.headers.get("Origin", "")):
            raise tornado.web.HTTPError(403)
        door = SeatHandler(self.application, self.request)
        self.actor = door.who()
        try:
            _, self.participant_id = await asyncio.to_thread(self.hub.seat_of, self.actor, self.path_args[0])
        except RoleplayError as error:
            raise tornado.web.HTTPError(403) from error

    @property
    def hub(self) -> Hub:
        """The workshops of this server."""
        return cast("Hub", self.settings["roleplay"].hub)

    def check_origin(self, origin: str) -> bool:
        """Only pages of this server; a client that does not say where it comes from is not one."""
        return is_own_origin(origin, self.request.host, self.request.protocol)

    def get_compression_options(self) -> dict[str, Any]:
        """Texts compress well, and lines in workshops are slow."""
        return {}

    async def open(self, workshop_id: str) -> None:
        """The page is told where the workshop stands."""
        self.set_nodelay(True)
        self.workshop_id = workshop_id
        self._heard: deque[float] = deque()
        await self.hub.enter(workshop_id, self)

    def on_close(self) -> None:
        """The page has gone; its participant is still in."""
        self.hub.leave(self.workshop_id, self)

    async def on_message(self, message: str | bytes) -> None:
        """Do what the page asks, and say whether that was done."""
        if self._too_many():
            self.close(1008)
            return
        command = _read(message)
        if command is None:
            self.tell(json.dumps({"type": "notice", "text": words()["seat_unreadable"]}))
            return
        answer: dict[str, Any] = {"type": "done", "n": command["n"]}
        try:
            await self.hub.do(self, self.workshop_id, command)
        except RoleplayError as error:
            late = isinstance(error, Conflict)
            answer = {"type": "refused", "n": command["n"], "text": str(error), "late": late}
        self.tell(json.dumps(answer, ensure_ascii=False))

    def tell(self, message: str) -> None:
        """Send a message; a line that is gone loses it."""
        try:
            self.write_message(message)
        except tornado.websocket.WebSocketClosedError:
            return

    def dismiss(self) -> None:
        """There is nothing to see any more."""
        self.close(DISMISSED)

    def write_error(self, status_code: int, **known: Any) -> None:
        """A script opens sockets; it needs no page to read."""
        del known
        self.clear()
        self.set_status(status_code)
        self.finish()

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Refusals are not faults."""
        if not isinstance(value, tornado.web.HTTPError):
            _log.error("a line of a workshop broke", exc_info=(typ, value, tb))

    def _too_many(self) -> bool:
        now = time.monotonic()
        self._heard.append(now)
        while self._heard[0] < now - WINDOW_S:
            self._heard.popleft()
        return len(self._heard) > MOST_A_SECOND * WINDOW_S


def _read(message: str | bytes) -> dict[str, Any] | None:
    """A command, if it is one."""
    if not isinstance(message, str) or len(message) > LARGEST:
        return None
    try:
        command = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(command, dict) or type(command.get("n")) is not int:
        return None
    shape = _SHAPES.get(str(command.get("do")))
    fits = shape is not None and all(type(command.get(name)) in kinds for name, kinds in shape.items())
    return command if fits else None
