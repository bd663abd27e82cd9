"""A running house and its visitors: plain HTTP and WebSockets, with every header in hand."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import psutil
import websockets.sync.client
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1

from roleplay.identity.token import digest, new_token
from roleplay.store import SqlStore, connect, sqlite_url
from tests.server.house import EVALUATOR, OTHER
from tests.serving import is_kernel

PROTOCOL = "v1.kernel.websocket.jupyter.org"
LIMIT_S = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    """The HTTP status."""
    headers: Mapping[str, str]
    """By their names in lower case."""
    text: str
    """The body."""

    @property
    def kernel_id(self) -> str:
        """The kernel of a page."""
        return str(self._page_data["kernelId"])

    @property
    def model_id(self) -> str:
        """The widget of a page."""
        found = re.search(r'"model_id": "(\w+)"', self.text)
        assert found is not None, self.text
        return found[1]

    @property
    def _page_data(self) -> dict[str, Any]:
        found = re.search(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', self.text)
        assert found is not None, self.text
        data: dict[str, Any] = json.loads(found[1])
        return data


@dataclass
class House:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    """Its process; kernels are its children."""
    data: Path
    """Its data folder."""
    url: str
    """With a slash at its end."""
    local: str
    """The id of the person who owns the machine."""
    log_path: Path
    """What it printed."""

    @property
    def port(self) -> int:
        """Where it listens."""
        port = urlsplit(self.url).port
        assert port is not None
        return port

    @property
    def store(self) -> SqlStore:
        """Its store, opened here as well."""
        return connect(sqlite_url(self.data / "roleplay.db"))

    def link(self, person: str | None = None, life: timedelta = timedelta(minutes=5), path: str = "") -> str:
        """A link that signs one browser in and leads to a path below the base URL."""
        token = new_token()
        self.store.add_token(digest(token), person or self.local, datetime.now(UTC) + life)
        return f"{self.url}{path}?token={token}"

    def visitor(self, person: str | None = None) -> Visitor:
        """A browser in which this person is signed in."""
        visitor = Visitor(self)
        answer = visitor.get(self.link(person).removeprefix(self.origin))
        assert answer.status == 303, answer.text
        return visitor

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def kernels(self) -> list[psutil.Process]:
        """The processes of its kernels."""
        return [process for process in self.processes() if is_kernel(process)]

    def processes(self) -> list[psutil.Process]:
        """All that it has started."""
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def kernel(self, kernel_id: str) -> psutil.Process:
        """The process of one kernel."""
        return next(child for child in self.kernels() if is_kernel(child, kernel_id))

    def asked(self) -> list[str]:
        """What was asked for by the pages that have a kernel now."""
        with sqlite3.connect(self.data / "roleplay.db") as database:
            return [row[0] for row in database.execute("select asked from kernels")]

    def stop(self) -> None:
        """End it as Ctrl+C does, and whatever is left by force."""
        kernels = self.kernels()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for kernel in kernels:
            if kernel.is_running():
                kernel.kill()


@dataclass
class Visitor:
    """A browser as far as headers and cookies go."""

    house: House
    """Where it goes."""
    cookies: dict[str, str] = field(default_factory=dict)
    """Those it was given."""
    set_cookies: list[str] = field(default_factory=list)
    """Every Set-Cookie header it saw, whole."""
    address: str = ""
    """From where it comes, as a proxy would tell it; a house believes that only with `--proxy 127.0.0.1`."""

    def get(self, path: str, **headers: str) -> Answer:
        """GET, without following redirects."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, body: Mapping[str, str | list[str]] | None = None, **headers: str) -> Answer:
        """POST a form."""
        form = urlencode(body or {}, doseq=True)
        return self.ask("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def send(self, path: str, **fields: str | list[str]) -> Answer:
        """POST a form as a page of this house does."""
        return self.post(path, fields, Origin=self.house.origin)

    def ask(self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Any request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=LIMIT_S)
        try:
            forwarded = {"X-Forwarded-For": self.address} if self.address else {}
            connection.request(method, path, body or None, {**self._cookie_header(), **forwarded, **(headers or {})})
            response = connection.getresponse()
            text = response.read().decode("utf-8", errors="replace")
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self.set_cookies.append(cookie)
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, {key.lower(): value for key, value in response.getheaders()}, text)

    def _cookie_header(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

    def channel(self, kernel_id: str, *, origin: str | None = "", host: str | None = None) -> Channel:
        """The WebSocket to a kernel. Raises `InvalidStatus` when it is refused."""
        headers = self._cookie_header()
        if host is not None:
            headers["Host"] = host
        base = self.house.url.removeprefix("http://")
        return Channel(
            websockets.sync.client.connect(
                f"ws://{base}api/kernels/{kernel_id}/channels?session_id={uuid4().hex}",
                origin=self.house.origin if origin == "" else origin,  # type: ignore[arg-type]
                subprotocols=[PROTOCOL],  # type: ignore[list-item]
                additional_headers=headers,
                open_timeout=LIMIT_S,
                proxy=None,
            )
        )

    def silent_channel(self, kernel_id: str) -> socket.socket:
        """A WebSocket of somebody who opens it and never says a word again."""
        base = self.house.url.removeprefix(self.house.origin)
        lines = [
            f"GET {base}api/kernels/{kernel_id}/channels?session_id=silent HTTP/1.1",
            f"Host: 127.0.0.1:{self.house.port}",
            f"Origin: {self.house.origin}",
            f"Cookie: {self._cookie_header()['Cookie']}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: c2lsZW50LXNpbGVudC0xMg==",
            f"Sec-WebSocket-Protocol: {PROTOCOL}",
            "",
            "",
        ]
        line = socket.create_connection(("127.0.0.1", self.house.port), timeout=LIMIT_S)
        line.sendall("\r\n".join(lines).encode())
        assert line.recv(4096).startswith(b"HTTP/1.1 101")
        return line


class Channel:
    """A WebSocket to a kernel."""

    def __init__(self, connecting: AbstractContextManager[websockets.sync.client.ClientConnection]) -> None:
        self._open = ExitStack()
        self._socket = self._open.enter_context(connecting)
        self.heard: list[dict[str, Any]] = []
        """Every message that came, oldest first."""
        self.raw: list[bytes] = []
        """The same as it came over the wire."""
        self.sent = self.received = 0
        """Bytes, without the few that frames add."""

    def say(self, kind: str, content: Mapping[str, Any], channel: str = "shell") -> str:
        """Send a message and give its id."""
        header = {
            "msg_id": uuid4().hex, "msg_type": kind, "username": "", "session": uuid4().hex,
            "date": datetime.now(UTC).isoformat(), "version": "5.3",
        }  # fmt: skip
        parts = [json.dumps(part).encode() for part in (header, {}, {}, content)]
        message = serialize_msg_to_ws_v1(parts, channel)
        self.sent += len(message)
        self._socket.send(message)
        return str(header["msg_id"])

    def send_raw(self, message: bytes | str) -> None:
        """Send anything at all."""
        self._socket.send(message)

    def messages(self, limit_s: float = LIMIT_S) -> Iterator[dict[str, Any]]:
        """Messages as they come; ends with `TimeoutError` when nothing came for so long."""
        while True:
            message = self._socket.recv(limit_s)
            assert isinstance(message, bytes)
            self.raw.append(message)
            self.received += len(message)
            channel, parts = deserialize_msg_from_ws_v1(message)
            header, parent, _, content = (json.loads(part) for part in parts[:4])
            self.heard.append({"channel": channel, "type": header["msg_type"], "parent": parent, "content": content})
            yield self.heard[-1]

    def reply_to(self, message_id: str, kind: str) -> dict[str, Any]:
        """The content of the answer of this kind to a message."""
        for message in self.messages():
            if message["parent"].get("msg_id") == message_id and message["type"] == kind:
                content: dict[str, Any] = message["content"]
                return content
        raise AssertionError("unreachable")

    def state(self, model_id: str) -> dict[str, Any]:
        """The synced traits of a widget, asked for as a page does."""
        asked = self.say("comm_msg", {"comm_id": model_id, "data": {"method": "request_state"}})
        content = self.reply_to(asked, "comm_msg")
        state: dict[str, Any] = content["data"]["state"]
        return state

    def tell(self, model_id: str, **content: Any) -> None:
        """A custom message to a widget."""
        self.say("comm_msg", {"comm_id": model_id, "data": {"method": "custom", "content": content}})

    def close(self) -> None:
        """Hang up."""
        self._open.close()


def start_house(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> House:
    """Start a house on `folder`/data and wait until it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "data"
    log_path = folder / f"house-{uuid4().hex[:6]}.log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "ROLEPLAY_"))}
    own = {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter-config"),
        "JUPYTER_DATA_DIR": str(folder / "jupyter-data"),
    }
    root = Path(__file__).parents[2]
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.server.house", "--data", str(data), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=root,
            env={**kept, **own, **(env or {})},
            start_new_session=True,
        )
    said = eventually(lambda: re.search(r'^\{"url".*\}$', log_path.read_text(), re.MULTILINE), process=process)
    assert said is not None, log_path.read_text()
    ready = json.loads(said[0])
    return House(process, data, ready["url"], ready["local"], log_path)


def eventually(happens: Any, limit_s: float = LIMIT_S, process: subprocess.Popen[bytes] | None = None) -> Any:
    """What `happens()` gives as soon as that is true; its last word when it never is."""
    deadline = time.monotonic() + limit_s
    while not (found := happens()) and time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            return happens()
        time.sleep(0.05)
    return found


__all__ = ["EVALUATOR", "OTHER", "Answer", "Channel", "House", "Visitor", "eventually", "start_house"]
