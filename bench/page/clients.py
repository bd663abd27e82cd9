"""People without a browser: each speaks a server's own protocol over a real WebSocket, and answers as a trainee would.

A page of Chromium for each of fifty people would need more of this machine than the servers that are measured. What a
page itself takes is measured in `bench.page.browser`.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from websockets.asyncio.client import ClientConnection, connect

from bench.page.conversation import SCENARIO, Turn, plain
from bench.page.servers import COLD, PANEL, PREHEATED, SOLARA, STREAMLIT, WORKBOOK, Kind, Running

LIMIT_S = 120.0
JUPYTER = "v1.kernel.websocket.jupyter.org"
AGAIN = "Again"


def mark(text: str) -> bytes:
    """A part of a text that looks the same in HTML and JSON."""
    return max(re.split(r"[^A-Za-z ]", text), key=len).strip().encode()


class Client:
    """Somebody in front of a conversation."""

    def __init__(self, server: Running, turns: Sequence[Turn], path: str, cookie: str = "") -> None:
        self.server, self.turns, self.path, self.cookie = server, turns, path, cookie
        self.place = 0
        self.buttons: dict[str, str] = {}
        """What can be pressed now: text -> what the protocol calls it."""
        self._line: ClientConnection | None = None

    async def open(self) -> None:
        """Load the page and wait until its first choice is there."""
        raise NotImplementedError

    async def press(self, button: str) -> None:
        """Say that a button was pressed."""
        raise NotImplementedError

    def take(self, message: bytes) -> None:
        """Note the buttons in what came."""
        raise NotImplementedError

    async def page(self, path: str) -> str:
        """The text of a page; its cookies are kept."""
        return await asyncio.to_thread(self._page, path)

    def _page(self, path: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=LIMIT_S)
        try:
            connection.request("GET", path, headers={"Cookie": self.cookie} if self.cookie else {})
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            given = [value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie") or []]
        finally:
            connection.close()
        assert answer.status == 200, (path, answer.status, text[:300])
        self.cookie = "; ".join([self.cookie, *given] if self.cookie else given)
        return text

    async def dial(self, path: str, *protocols: str) -> None:
        """Open the WebSocket."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self._line = await connect(
            f"ws://127.0.0.1:{self.server.port}{path}",
            origin=self.server.origin,  # type: ignore[arg-type]
            subprotocols=protocols or None,  # type: ignore[arg-type]
            additional_headers=headers,
            open_timeout=LIMIT_S,
            max_size=None,
            proxy=None,
            compression=None,
        )

    @property
    def line(self) -> ClientConnection:
        """The WebSocket."""
        assert self._line is not None
        return self._line

    async def hear(self) -> bytes:
        """The next message."""
        async with asyncio.timeout(LIMIT_S):
            message = await self.line.recv()
        raw = message.encode() if isinstance(message, str) else message
        self.take(raw)
        return raw

    async def button(self, text: str) -> str:
        """What the protocol calls the button with this text, as soon as it is there."""
        while text not in self.buttons:
            await self.hear()
        return self.buttons[text]

    async def click(self) -> None:
        """Take the first choice and wait until its feedback has come."""
        choice = self.turns[self.place].choices[0]
        button, awaited = await self.button(choice.text), mark(choice.feedback)
        self.buttons = {}
        await self.press(button)
        while awaited not in await self.hear():
            pass
        self.place += 1

    async def settle(self) -> None:
        """Wait until the next choice is there; at the end, begin anew."""
        if self.place == len(self.turns):
            await self.again()
            self.place = 0
        await self.button(self.turns[self.place].choices[0].text)

    async def again(self) -> None:
        """Begin anew."""
        button = await self.button(AGAIN)
        self.buttons = {}
        await self.press(button)

    async def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            with suppress(Exception):
                await self._line.close()


class _Jupyter(Client):
    """Widgets over Jupyter's protocol."""

    session = ""

    def header(self, kind: str) -> dict[str, str]:
        """Of a message."""
        return {
            "msg_id": uuid4().hex, "msg_type": kind, "username": "", "session": self.session,
            "date": "2026-01-01T00:00:00Z", "version": "5.3",
        }  # fmt: skip

    async def say(self, kind: str, content: Mapping[str, Any]) -> None:
        """Send a message."""
        # The version is that of the widgets' control; elsewhere it is not read.
        parts = [json.dumps(part).encode() for part in (self.header(kind), {}, {"version": "1.0.0"}, content)]
        await self.line.send(serialize_msg_to_ws_v1(parts, "shell"))

    async def tell(self, comm: str, data: Mapping[str, Any]) -> None:
        """Send a message to a widget."""
        await self.say("comm_msg", {"comm_id": comm, "data": data})

    async def enter(self) -> str:
        """Load the page, open the line to its kernel; the text of the page."""
        text = await self.page(self.path)
        found = re.search(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', text, re.DOTALL)
        assert found is not None, text[:500]
        self.session = uuid4().hex
        kernel = json.loads(found[1])["kernelId"]
        await self.dial(f"/api/kernels/{kernel}/channels?session_id={self.session}", JUPYTER)
        return text

    def take(self, message: bytes) -> None:
        _, parts = deserialize_msg_from_ws_v1(message)
        kind = json.loads(parts[0])["msg_type"]
        if kind in {"comm_msg", "comm_open"}:
            self.noticed(kind, json.loads(parts[3]))

    def noticed(self, kind: str, content: Mapping[str, Any]) -> None:
        """Note what a message about a widget says."""
        raise NotImplementedError


class _Workbook(_Jupyter):
    """The trainee's app."""

    model, seq, node, kind = "", 0, "", ""

    async def open(self) -> None:
        text = await self.enter()
        found = re.search(r'"model_id": "(\w+)"', text)
        assert found is not None, text[:500]
        self.model = found[1]
        await self.command(do="ready", path=self.path)
        await self.settle()

    async def command(self, **content: Any) -> None:
        await self.tell(self.model, {"method": "custom", "content": content})

    def noticed(self, kind: str, content: Mapping[str, Any]) -> None:
        del kind
        data = content.get("data", {})
        news = data.get("state", {}).get("screen") or data.get("content") or {}
        assert news.get("type") != "notice", news
        if "now" in news:
            now = news["now"]
            self.seq, self.kind = news["seq"], now["kind"]
            if now["kind"] == "choices":
                self.node = now["node"]
                self.buttons = {plain(one["text"]): one["id"] for one in now["choices"]}

    async def press(self, button: str) -> None:
        await self.command(do="choose", seq=self.seq, node=self.node, choice=button)

    async def again(self) -> None:
        start = {"scenario": SCENARIO, "mode": "practice", "feedback": "each", "say_first": False}
        await self.command(do="start", **start)
        while self.kind != "anticipate":
            await self.hear()
        await self.command(do="expect", seq=self.seq, text=None)
        # Another attempt varies in another way, so the words of its first choice are taken as they come.


class _Widgets(_Jupyter):
    """Plain ipywidgets in Voilà."""

    async def open(self) -> None:
        await self.enter()
        control = uuid4().hex
        await self.say("comm_open", {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}})
        await self.tell(control, {"method": "request_states"})
        await self.settle()

    def noticed(self, kind: str, content: Mapping[str, Any]) -> None:
        data = content.get("data", {})
        if kind == "comm_open":
            self._button(content["comm_id"], data.get("state", {}))
        elif data.get("method") == "update_states":
            for comm, model in data["states"].items():
                self._button(comm, model.get("state", {}))

    def _button(self, comm: str, state: Mapping[str, Any]) -> None:
        if state.get("_model_name") == "ButtonModel":
            self.buttons[state["description"]] = comm

    async def press(self, button: str) -> None:
        await self.tell(button, {"method": "custom", "content": {"event": "click"}})


class _Solara(_Jupyter):
    """Solara speaks Jupyter's messages to a kernel that lives in its server."""

    async def open(self) -> None:
        await self.page(self.path)
        self.session = uuid4().hex
        await self.dial(f"/jupyter/api/kernels/{uuid4()}/channels?session_id={self.session}")
        self.known = set[str]()
        control = uuid4().hex
        await self.say("comm_open", {"comm_id": control, "target_name": "solara.control", "data": {}})
        arguments = {"path": "/", "dark": False, "themes": {"light": {}, "dark": {}}, "appName": None}
        await self.tell(control, {"method": "run", "args": arguments})
        await self.settle()

    async def say(self, kind: str, content: Mapping[str, Any]) -> None:
        whole = {"header": self.header(kind), "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
        await self.line.send(json.dumps({**whole, "channel": "shell"}))

    def take(self, message: bytes) -> None:
        if not message.startswith(b"{"):
            return
        whole = json.loads(message)
        if whole["msg_type"] in {"comm_msg", "comm_open"}:
            self.noticed(whole["msg_type"], whole["content"])

    def noticed(self, kind: str, content: Mapping[str, Any]) -> None:
        state = content.get("data", {}).get("state", {})
        if kind == "comm_open" and state.get("_model_name") == "BtnModel":
            self.known.add(content["comm_id"])
        if content["comm_id"] in self.known:
            for child in state.get("children", ()):
                if not child.startswith("IPY_MODEL_"):
                    self.buttons[child] = content["comm_id"]

    async def press(self, button: str) -> None:
        await self.tell(button, {"method": "custom", "content": {"event": "click", "data": {}}})


class _Panel(Client):
    """Bokeh's protocol: header, metadata and content as three texts."""

    async def open(self) -> None:
        found = re.search(r'"token":"([^"]+)"', await self.page(self.path))
        assert found is not None
        await self.dial(f"{self.path}/ws", "bokeh", found[1])
        await self.hear()  # it is not listening before it has said so
        await self._send("PULL-DOC-REQ", {})
        await self._event("document_ready", {"type": "map"})
        await self.settle()

    async def _send(self, kind: str, content: Mapping[str, Any]) -> None:
        for part in ({"msgid": secrets.token_hex(8), "msgtype": kind}, {}, content):
            await self.line.send(json.dumps(part))

    def take(self, message: bytes) -> None:
        if b'"label"' in message:
            self._within(json.loads(message))

    def _within(self, part: Any) -> None:
        if isinstance(part, dict):
            label = part.get("attributes", {}).get("label") if isinstance(part.get("attributes"), dict) else None
            if isinstance(label, str) and "id" in part:
                self.buttons[label] = part["id"]
            for one in part.values():
                self._within(one)
        elif isinstance(part, list):
            for one in part:
                self._within(one)

    async def press(self, button: str) -> None:
        await self._event("button_click", {"type": "map", "entries": [["model", {"id": button}]]})

    async def _event(self, name: str, values: Mapping[str, Any]) -> None:
        event = {"type": "event", "name": name, "values": values}
        sent = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}
        await self._send("PATCH-DOC", {"events": [sent]})


class _Streamlit(Client):
    """Streamlit's protocol buffers, as far as a button needs them: field numbers and lengths, written by hand."""

    async def open(self) -> None:
        await self.page(self.path)
        await self.dial("/_stcore/stream", "streamlit")
        await self.line.send(self._rerun(b""))
        await self.settle()

    @staticmethod
    def _field(number: int, value: bytes) -> bytes:
        length, size = b"", len(value)
        while size > 0x7F:
            length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
        return bytes([number << 3 | 2]) + length + bytes([size]) + value

    def _rerun(self, widgets: bytes) -> bytes:
        return self._field(11, self._field(2, widgets) if widgets else self._field(1, b""))

    def take(self, message: bytes) -> None:
        for found in re.finditer(rb"\$\$ID-[0-9a-f]+-(choice-(\d+)-(\d+)|again)", message):
            again = found[1] == b"again"
            text = AGAIN if again else self.turns[int(found[2])].choices[int(found[3])].text
            self.buttons[text] = found[0].decode()

    async def press(self, button: str) -> None:
        state = self._field(1, button.encode()) + bytes([2 << 3, 1])
        await self.line.send(self._rerun(self._field(1, state)))


CLIENTS: Mapping[Kind, type[Client]] = {
    WORKBOOK: _Workbook,
    COLD: _Widgets,
    PREHEATED: _Widgets,
    PANEL: _Panel,
    STREAMLIT: _Streamlit,
    SOLARA: _Solara,
}
"""How to speak to each."""
