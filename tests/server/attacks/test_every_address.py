"""Every address that there is, asked in every way by somebody who should get nothing from it."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import tornado.web
from tornado.netutil import bind_sockets

from roleplay.identity import Role
from roleplay.server import proxies
from roleplay.server.app import KERNEL_ID, RoleplayServer
from roleplay.server.doors import ID
from roleplay.server.page import Page
from roleplay.server.proxies import Front
from tests.server.inhabitants import at_home, settle, stranger
from tests.server.visiting import House

EXAMPLES = {
    KERNEL_ID: "12345678-1234-1234-1234-123456789abc",
    ID: "somebody",
    r"(?:/[^?]*)?": "/further",
    r"(\w+)/([\w.-]+)": "abc/none.css",
    ".*": "/nothing",
}
"""What can stand in an address, with something that does."""
OPEN = {"/sign-in": 200, "/grounding": 200, "/w": 200, "/w/somebody": 303, "/pulse": 204, "/healthz": 200}
"""What a stranger gets an answer from. None of it is about anybody."""
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
REFUSED = {403, 404, 405}


def addresses() -> list[str]:
    """One of each kind, as the server lists them."""
    pages = [Page(prefix, Path("none.ipynb"), "None") for prefix in ("/learn", "/desk")]
    server = cast("RoleplayServer", SimpleNamespace(base_url="/", pages=pages))
    found = []
    for pattern, *_ in RoleplayServer.init_handlers(server):
        path = pattern
        for part, example in EXAMPLES.items():
            path = path.replace(part, example)
        assert re.fullmatch(pattern, path), f"{pattern} is new: say in EXAMPLES what can stand there"
        found.append(path)
    return found


def test_no_address_gives_anything_to_a_stranger_or_obeys_another_site(school: House) -> None:
    """Whatever the method, with another site's Origin or without one; and every answer forbids to frame, guess and keep it.

    A page that somebody may open is left out here: it is read, and holds what is theirs.
    """
    nobody, kim = stranger(school), at_home(school, settle(school, Role.TRAINEE))
    evil = {"Origin": "http://evil.example"}
    listed = addresses()
    assert len(listed) > 20
    for path in listed:
        for who, method, headers in (
            (nobody, "GET", {}), (nobody, "HEAD", {}), (nobody, "POST", evil), (nobody, "DELETE", evil),
            (kim, "GET", {}), (kim, "POST", {}), (kim, "POST", evil), (kim, "PUT", evil),
        ):  # fmt: skip
            if who is kim and method == "GET" and path.startswith("/learn"):
                continue
            answer = who.ask(method, path, headers=headers)
            what = f"{method} {path} {headers} {answer.status}"
            assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, what
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], what
            assert "content-type" in answer.headers or not answer.text, what
            if method in {"POST", "PUT", "DELETE"}:
                assert answer.status in REFUSED, what
            elif who is nobody:
                allowed = {OPEN[path]} if method == "GET" and path in OPEN else REFUSED | {410}
                assert answer.status in allowed or path == "/healthz", what


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-More: ",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\nlogin=",
    ],
)
def test_a_request_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    """Somebody who opens lines and begins to ask on them, without an end, loses them again."""
    monkeypatch.setattr(proxies, "IDLE_S", 0.1)
    monkeypatch.setattr(proxies, "BODY_S", 0.1)

    async def heard() -> bytes:
        server = Front(tornado.web.Application([]))
        (listening,) = bind_sockets(0, "127.0.0.1")
        server.add_sockets([listening])
        reader, writer = await asyncio.open_connection("127.0.0.1", listening.getsockname()[1])
        writer.write(begun)
        try:
            return await asyncio.wait_for(reader.read(), 30)
        finally:
            writer.close()
            server.stop()

    assert asyncio.run(heard()) == b""
