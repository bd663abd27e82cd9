"""The pages of participants: coming in by a code, and the line over which the server tells and hears them."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import tornado.web
import tornado.websocket
from tornado.iostream import StreamBufferFullError

from roleplay.apps.seat.words import seat_words
from roleplay.errors import Conflict, Misconfigured, NotAllowed, RoleplayError, Unavailable
from roleplay.identity import ANONYMOUS, Actor, ActorKind
from roleplay.identity.token import digest, new_token
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
MOST_UNREAD = 1024 * 1024
"""Bytes that wait for a page that does not read; then its line is cut."""
DISMISSED = 4403
"""What the line of somebody is closed with who is not in any more."""
REPLACED = 4409
"""What the oldest line of somebody is closed with who has too many."""
AGAIN = 1013
"""What a line is closed with when something could not be kept just now: the page comes back, and says it again."""

GONE = 410
"""The status for somebody who is not in, when a page asks whether they are."""
PING_S = 15.0
"""How often a line is asked whether anybody is there; one that does not answer is closed: it is shown who is there."""

_WORD, _NUMBER, _SOME = (str, type(None)), (int, type(None)), (list, type(None))  # None: it may be left out
_OUT_OF_ORDER = (Unavailable, Misconfigured)  # which say nothing about who is in

_SHAPES: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "here": {},
    "resync": {},
    "vote": {"poll": (str,), "option": (int,), "turn": (int,)},
    "reply": {"text": (str,), "id": _WORD, "at": _WORD},
    "reason": {"text": (str,), "id": _WORD, "poll": _WORD},
    "question": {"text": (str,), "id": _WORD},
    "note": {"text": (str,), "id": _WORD, "section": _WORD, "round": _NUMBER},
    "wishes": {},
    "wish": {
        "plays": (bool, type(None)),
        "plays_peer": (bool,),
        "practised": (int,),
        "style": (str, type(None)),
        "prefers": (str, type(None)),
        "rather_with": (list,),
        "rather_not": (list,),
        "watches": _SOME,
        "avoids": _SOME,
    },
    "call": {"needed": (bool,)},
    "tick": {"id": (str,), "behaviour": (str,), "section": _WORD, "round": _NUMBER},
    "untick": {"id": (str,)},
    "pace_choose": {"section": (str,), "step": (int,), "choice": (int,)},
    "pace_write": {"section": (str,), "step": (int,), "text": _WORD},
    "pace_again": {"section": (str,), "step": (int,)},
    "pace_share": {"section": (str,), "step": (int,), "shares": (str,)},
    "survey": {"answers": (dict,), "words": (dict,)},
    "forget": {},
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
        held = self.held
        return self.hub.convening.guest(held) if held else ANONYMOUS

    @property
    def held(self) -> str | None:
        """What a guest's browser holds."""
        value = self.get_signed_cookie(self.cookie, max_age_days=COOKIE_DAYS)
        return value.decode() if value else None

    def hold(self, token: str) -> None:
        """Let a guest's browser hold this."""
        self.set_signed_cookie(
            self.cookie,
            token,
            expires_days=None,
            max_age=COOKIE_DAYS * 86_400,
            path=self.base_url,
            httponly=True,
            samesite="Lax",
            secure=self.request.protocol == "https",
        )


class EnterHandler(SeatHandler):
    """`/w`: the code, and for guests a name."""

    def get(self) -> None:
        """Ask for them. A code that was scanned stands in the address."""
        if self.person is None and self.held is None:
            self.hold(new_token())  # so that a form that is sent twice lets one in
        self._ask(code=self.get_query_argument("code", "")[:40])

    async def post(self) -> None:
        """Come in. Whoever tries codes has to wait longer and longer."""
        if not self.same_origin():
            self.say(403, words()["foreign_title"], words()["foreign"])
            return
        code, name = self.field("code"), self.field("name")
        address = self.request.remote_ip or ""
        async with self.hub.door:
            wait = self.hub.guessing.wait(address)
            if wait:
                self.set_header("Retry-After", str(wait))
                self._ask(code, name, words()["seat_slow"].format(seconds=wait), status=429)
                return
            try:
                entered = await asyncio.to_thread(self.hub.convening.enter, self.who_enters(), code, name, self.held)
            except RoleplayError as error:
                if isinstance(error, NotAllowed):  # whoever is told anything else knows the code
                    self.hub.guessing.failed(address)
                self._ask(code, name, str(error), status=UNPROCESSABLE)
                return
        if entered.token is not None:
            if entered.new:
                self.hub.guessing.came(address)
            self.hold(entered.token)
        self.redirect(f"{self.base_url}w/{entered.participant.workshop_id}", status=303)

    def who_enters(self) -> Actor:
        """Somebody with an account as themselves; a guest is known by what their browser holds."""
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
        except _OUT_OF_ORDER:
            raise
        except RoleplayError:
            self.redirect(f"{self.base_url}w", status=303)
            return
        title = hall.state.plan.title
        data = {"id": hall.id, "title": title, "words": seat_words()}
        page = written("seat", self.base_url, title=title, strip=self.strip(), data=data)
        self.finish(self._small(page))

    async def head(self, workshop_id: str) -> None:
        """Whether the visitor is in; a page whose line does not come up asks."""
        try:
            await asyncio.to_thread(self.hub.seat_of, self.who(), workshop_id)
        except _OUT_OF_ORDER:
            raise
        except RoleplayError:
            self.set_status(GONE)
        else:
            self.set_status(204)
        self.finish()

    def _small(self, page: str) -> bytes:
        """The page, compressed if the browser can read that: most of it are words, and lines in workshops are slow."""
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" not in self.request.headers.get("Accept-Encoding", ""):
            return page.encode()
        self.set_header("Content-Encoding", "gzip")
        return gzip.compress(page.encode(), 6)


class SeatSocket(tornado.websocket.WebSocketHandler):
    """`/w/ID/line`: what the server tells a participant's page, and hears from it."""

    actor: Actor
    participant_id: str
    session: str | None = None

    async def prepare(self) -> None:
        """Only pages of this server, and only somebody who is in."""
        if not self.check_origin(self.request.headers.get("Origin", "")):
            raise tornado.web.HTTPError(403)
        door = SeatHandler(self.application, self.request)
        try:
            self.actor = door.who()
            _, self.participant_id = await asyncio.to_thread(self.hub.seat_of, self.actor, self.path_args[0])
        except _OUT_OF_ORDER as error:
            raise tornado.web.HTTPError(503) from error
        except RoleplayError as error:
            raise tornado.web.HTTPError(403) from error
        held = self.settings["roleplay"].sign_in.held(self)
        if held is not None and self.actor.kind is ActorKind.PERSON:
            self.session = digest(held)

    @property
    def hub(self) -> Hub:
        """The workshops of this server."""
        return cast("Hub", self.settings["roleplay"].hub)

    def check_origin(self, origin: str) -> bool:
        """Only pages of this server; a client that does not say where it comes from is not one."""
        return is_own_origin(origin, self.request.host, self.request.protocol)

    @property
    def ping_interval(self) -> float:
        """A phone that sleeps, or has lost its network, says nothing of it."""
        return PING_S

    @property
    def max_message_size(self) -> int:
        """No page says as much at once; what is a little too long is still told that it is."""
        return 4 * LARGEST

    def get_compression_options(self) -> dict[str, Any]:
        """Texts compress well, and lines in workshops are slow. Small tables do: nothing that is said is long."""
        return {"mem_level": 5}

    async def open(self, workshop_id: str) -> None:
        """The page is told where the workshop stands."""
        self.set_nodelay(True)
        self.workshop_id = workshop_id
        self.ws_connection.stream.max_write_buffer_size = MOST_UNREAD  # type: ignore[union-attr]
        await self.hub.enter(workshop_id, self)

    def on_close(self) -> None:
        """The page has gone; its participant is still in."""
        self.hub.leave(self.workshop_id, self)

    async def on_message(self, message: str | bytes) -> None:
        """Do what the page asks, and say whether that was done."""
        if self.hub.too_much(self):
            self.close(1008)
            return
        command = _read(message)
        if command is None:
            self.tell(json.dumps({"type": "notice", "text": words()["seat_unreadable"]}))
            return
        answer: dict[str, Any] = {"type": "done", "n": command["n"]}
        try:
            await self.hub.do(self, self.workshop_id, command)
        except Unavailable:
            self.close(AGAIN)
            return
        except RoleplayError as error:
            late = isinstance(error, Conflict)
            answer = {"type": "refused", "n": command["n"], "text": str(error), "late": late}
        self.tell(json.dumps(answer, ensure_ascii=False))

    def tell(self, message: str) -> None:
        """Send a message; a line that is gone loses it."""
        try:
            sent = asyncio.ensure_future(self.write_message(message))
        except tornado.websocket.WebSocketClosedError:
            return
        except StreamBufferFullError:
            self.ws_connection.stream.close()  # type: ignore[union-attr]
            return
        sent.add_done_callback(_lost)

    def dismiss(self) -> None:
        """There is nothing to see any more."""
        self.close(DISMISSED)

    def replace(self) -> None:
        """The same participant has opened too many pages."""
        self.close(REPLACED)

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


def _lost(sent: asyncio.Future[None]) -> None:
    """Whether a message arrived is not known anyway: the page asks for everything when it is back."""
    if not sent.cancelled():
        sent.exception()


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
