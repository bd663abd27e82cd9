"""A page of the workbook without a browser: what its script would say, and what it must not be able to say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1

from roleplay.identity import Role
from roleplay.store import PersonRow
from tests.browser.workbook import SMALL_ID
from tests.server.inhabitants import at_home, settle
from tests.server.visiting import Channel, House, Visitor

LIMIT_S = 30.0


class Opened:
    """Somebody with an account in front of a page of theirs."""

    def __init__(
        self, house: House, *roles: Role, path: str = "/learn", visitor: Visitor | None = None, person: Any = None
    ) -> None:
        self.house = house
        self.person: PersonRow = person or settle(house, *(roles or (Role.TRAINEE,)))
        self.visitor = visitor or at_home(house, self.person)
        self.page = self.visitor.get(path)
        assert self.page.status == 200, self.page.text
        self.channel: Channel = self.visitor.channel(self.page.kernel_id)
        self.screen: Mapping[str, Any] = {}
        self.asks(do="ready", path=path)

    @property
    def kernel_id(self) -> str:
        """Its kernel."""
        return self.page.kernel_id

    def asks(self, **command: Any) -> Mapping[str, Any]:
        """Send a command; what comes back first: a screen, what is new in the conversation, or a notice."""
        self.channel.tell(self.page.model_id, **command)
        return self.hears()

    def hears(self) -> Mapping[str, Any]:
        """The next answer."""
        for message in self.channel.messages():
            data = message["content"].get("data", {})
            screen: Mapping[str, Any] = data.get("state", {}).get("screen") or {}
            if screen:
                self.screen = screen
                return screen
            if data.get("method") == "custom":
                found: Mapping[str, Any] = data["content"]
                return found
        raise AssertionError("unreachable")

    def state(self) -> Mapping[str, Any]:
        """The widget's state; when it comes, everything that was sent before has been dealt with."""
        return self.channel.state(self.page.model_id)

    def says(
        self,
        kind: str,
        content: Mapping[str, Any],
        metadata: Mapping[str, Any] | None = None,
        buffers: Sequence[bytes] = (),
    ) -> None:
        """Any message at all, as nobody's script sends it."""
        header = {
            "msg_id": uuid4().hex, "msg_type": kind, "username": "", "session": uuid4().hex,
            "date": datetime.now(UTC).isoformat(), "version": "5.3",
        }  # fmt: skip
        parts = [json.dumps(part).encode() for part in (header, {}, metadata or {}, content)]
        self.channel.send_raw(serialize_msg_to_ws_v1([*parts, *buffers], "shell"))

    def starts(self, scenario: str = SMALL_ID, **options: Any) -> Mapping[str, Any]:
        """Begin an attempt; its screen."""
        wanted = {"mode": "practice", "feedback": "each", "say_first": False, **options}
        return self.asks(do="start", scenario=scenario, **wanted)

    def closes(self) -> None:
        """Hang up."""
        self.channel.close()


def asked_directly(house: House, kernel_id: str, expression: str) -> str:
    """The value of an expression in a kernel, asked by somebody who holds its connection file."""
    client = BlockingKernelClient()
    client.load_connection_file(str(house.data / "run" / "kernels" / f"kernel-{kernel_id}.json"))
    client.start_channels()
    try:
        said: list[str] = []
        reply = client.execute_interactive(
            f"print({expression})",
            store_history=False,
            timeout=LIMIT_S,
            output_hook=lambda message: said.append(message["content"].get("text", "")),
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(said).strip()
    finally:
        client.stop_channels()
