"""What a page says to its kernel, and how it takes leave. A kernel's id opens nothing without its owner's session."""

from __future__ import annotations

import json
import logging
from itertools import pairwise
from typing import Any

import tornado.web
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.ioloop import IOLoop
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from roleplay.server.kernels import MESSAGES_LET_IN
from roleplay.server.plain import PlainHandler, is_own_origin

_log = logging.getLogger(__name__)

SUBPROTOCOL = "v1.kernel.websocket.jupyter.org"
MESSAGES_LET_OUT = frozenset(
    {
        "comm_open", "comm_msg", "comm_close", "comm_info_reply", "kernel_info_reply", "status",
    }
)  # fmt: skip
"""What a kernel may say to a browser: no printed output, no traceback, no source of a cell."""


WORD = 8
"""The bytes of a number in the protocol."""

MOST_PARTS = 1024
"""A message with more parts is none of ours; the protocol itself has four, and buffers."""


def split_message(message: bytes) -> tuple[str, list[bytes]]:
    """The channel and the parts of a message of the protocol. Raises `ValueError` for anything else.

    jupyter_server's own function believes what the message says about its length: a made-up one of a hundred bytes has
    it count to 2**60.
    """
    count = int.from_bytes(message[:WORD], "little")
    if not 6 <= count <= MOST_PARTS or len(message) < WORD * (count + 1):  # channel, four parts, end
        raise ValueError("not as many parts as it says")
    ends = [int.from_bytes(message[WORD * i : WORD * (i + 1)], "little") for i in range(1, count + 1)]
    if ends[0] != WORD * (count + 1) or ends[-1] != len(message) or ends != sorted(ends):
        raise ValueError("parts that are not where it says")
    channel, *parts = (message[start:end] for start, end in pairwise(ends))
    return channel.decode(), parts


def header_of(message: Any) -> dict[str, Any]:
    """The header of an outgoing message, whichever of its forms it has."""
    if isinstance(message, dict):
        return dict(message.get("header") or {})
    if isinstance(message, bytes):
        _, parts = split_message(message)
        return dict(json.loads(parts[0]))
    return dict(json.loads(message).get("header") or {})


class CommConnection(ZMQChannelsWebsocketConnection):
    """Lets widget messages through, and nothing that a browser could make up besides."""

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass a message on to the kernel if it is one that a widget sends; drop it otherwise."""
        if self.subprotocol != SUBPROTOCOL or not isinstance(incoming_msg, bytes):
            _log.warning("Dropped a message to kernel %s that is not of the expected protocol", self.kernel_id)
            return
        try:
            channel, parts = split_message(incoming_msg)
            kind = self.session.unpack(parts[0])["msg_type"]
        except Exception:  # noqa: BLE001 - anything at all may come from a browser
            _log.warning("Dropped a message to kernel %s that could not be read", self.kernel_id)
            return
        if channel != "shell" or kind not in MESSAGES_LET_IN:
            _log.warning("Dropped a message %r on %r to kernel %s", kind, channel, self.kernel_id)
            return
        super().handle_incoming_message(incoming_msg)  # type: ignore[arg-type]


class ChannelHandler(VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """The WebSocket between a page and its kernel."""

    async def prepare(self, *given: Any, **known: Any) -> None:
        """Refuse other origins before anything else; tornado would let those in that name none."""
        if not self.check_origin():
            raise tornado.web.HTTPError(403)
        await super().prepare(*given, **known)

    def check_origin(self, origin: str | None = None) -> bool:
        """Only pages of this server; a client that does not say where it comes from is not one."""
        return is_own_origin(origin or self.get_origin(), self.request.host, self.request.protocol)

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """The one protocol that is filtered."""
        return SUBPROTOCOL if SUBPROTOCOL in subprotocols else None

    def get_websocket_protocol(self) -> Any:
        """Pings are jupyter_server's, whose milliseconds tornado would take for the seconds of its own."""
        protocol = super().get_websocket_protocol()
        if protocol is not None:
            protocol.params.ping_interval = protocol.params.ping_timeout = None
        return protocol

    async def open(self, *given: Any, **known: Any) -> None:
        """Each message leaves at once, or the second of two small ones would wait 40 ms for an acknowledgement."""
        self.set_nodelay(True)
        await super().open(*given, **known)

    def on_close(self) -> None:
        """A line that went dead was closed long after it did: the page was last there when it answered a ping."""
        super().on_close()
        self.settings["kernel_manager"].was_silent(self.kernel_id, IOLoop.current().time() - self.last_pong)

    def write_message(self, message: Any, binary: bool = False) -> Any:  # noqa: FBT001, FBT002 - tornado's own signature
        """Send a message to the browser, if it is one that a widget needs."""
        if header_of(message).get("msg_type") in MESSAGES_LET_OUT:
            return super().write_message(message, binary)
        return None

    def write_error(self, status_code: int, **known: Any) -> None:
        """A script opens sockets; it needs no page to read."""
        del known
        self.clear()
        self.set_status(status_code)
        self.finish()


class KernelHandler(PlainHandler):
    """What Voilà's page asks before it connects: whether its kernel is there."""

    def prepare(self) -> None:
        """Only the owner learns that a kernel exists."""
        person = self.person
        if person is None:
            raise tornado.web.HTTPError(403)
        if not self.server.owner.owns(person.id, self.path_kwargs["kernel_id"]):
            raise tornado.web.HTTPError(404)

    def get(self, kernel_id: str) -> None:
        """The kernel's state as JSON."""
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(self.server.kernels.kernel_model(kernel_id)))

    def write_error(self, status_code: int, **known: Any) -> None:
        """No page is shown here, only a script reads it."""
        del known
        self.clear()
        self.set_status(status_code)
        self.set_header("Content-Type", "application/json")
        self.finish("{}")


class FarewellHandler(KernelHandler):
    """A closing tab ends its kernel."""

    def get(self, kernel_id: str) -> None:
        """There is nothing to see."""
        del kernel_id
        raise tornado.web.HTTPError(405)

    async def post(self, kernel_id: str) -> None:
        """End the kernel."""
        if not self.same_origin():
            raise tornado.web.HTTPError(403)
        await self.server.kernels.end(kernel_id)
        self.set_status(204)
        self.finish()
