"""The workbook behind a real nginx, with the configuration that the documentation gives."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import websockets.sync.client
from websockets.typing import Origin, Subprotocol

from roleplay.identity import Role
from roleplay.store import PersonRow, SqlStore, open_store, sqlite_url
from tests import nginx, serving
from tests.certificates import make_certificate
from tests.server.house import OTHER
from tests.server.test_wire import screen
from tests.server.visiting import LIMIT_S, PROTOCOL, Answer, Channel, House, eventually
from tests.serving import Server

DOCS = (Path(__file__).parents[2] / "docs" / "nginx.md").read_text(encoding="utf-8")
NAME = "training.example.org"
BASE = "/training/"
ELSEWHERE = "127.0.0.7"
"""Where visitors come from: not the address that nginx has."""


def configuration(*, tls: int, plain: int, workbook: int, certificate: Path, key: Path) -> str:
    """The documented configuration with this machine's ports and files. Fails when it holds anything else to replace."""
    text: str = re.findall(r"```nginx\n(.*?)```", DOCS, re.DOTALL)[0]
    for documented, ours in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("http://127.0.0.1:8866;", f"http://127.0.0.1:{workbook};"),
        ("/etc/ssl/training/fullchain.pem", str(certificate)),
        ("/etc/ssl/training/privkey.pem", str(key)),
    ):
        assert text.count(documented) == 1, documented
        text = text.replace(documented, ours)
    return text


@dataclass
class Behind:
    """A workbook behind nginx."""

    server: Server
    """The workbook."""
    tls: int
    """Where nginx speaks TLS."""
    plain: int
    """Where nginx does not."""
    context: ssl.SSLContext
    """Believes its certificate, and no other."""

    @property
    def store(self) -> SqlStore:
        """The workbook's store."""
        return House(self.server.process, self.server.data, "", "", self.server.log_path).store

    def ask(self, path: str, cookies: dict[str, str] | None = None, /, **headers: str) -> Answer:
        """Ask nginx over TLS, by the documented name, from another address of this machine; cookies are kept."""
        line = socket.create_connection(("127.0.0.1", self.tls), LIMIT_S, source_address=(ELSEWHERE, 0))
        connection = http.client.HTTPConnection(NAME, self.tls)
        connection.sock = self.context.wrap_socket(line, server_hostname=NAME)
        return exchange(connection, path, cookies, **headers)

    def channel(self, kernel_id: str, cookies: dict[str, str]) -> Channel:
        """The WebSocket to a kernel, over TLS."""
        line = socket.create_connection(("127.0.0.1", self.tls), LIMIT_S, source_address=(ELSEWHERE, 0))
        return Channel(
            websockets.sync.client.connect(
                f"wss://{NAME}:{self.tls}{BASE}api/kernels/{kernel_id}/channels?session_id={uuid4().hex}",
                sock=line,
                ssl=self.context,
                origin=Origin(f"https://{NAME}:{self.tls}"),
                subprotocols=[Subprotocol(PROTOCOL)],
                additional_headers=cookie_header(cookies),
                open_timeout=LIMIT_S,
                proxy=None,
            )
        )


def cookie_header(cookies: dict[str, str] | None) -> dict[str, str]:
    """The header that brings cookies back."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}


def exchange(
    connection: http.client.HTTPConnection, path: str, cookies: dict[str, str] | None = None, /, **headers: str
) -> Answer:
    """One request and its answer; `Set-Cookie` of all cookies is in one header. Cookies are kept."""
    try:
        connection.request("GET", path, headers={**cookie_header(cookies), **headers})
        response = connection.getresponse()
        text = response.read().decode("utf-8", errors="replace")
        given = response.headers.get_all("Set-Cookie") or []
    finally:
        connection.close()
    for cookie in given:
        name, _, value = cookie.partition(";")[0].partition("=")
        if cookies is not None:
            cookies[name] = value
    known = {key.lower(): value for key, value in response.getheaders()}
    return Answer(response.status, {**known, "set-cookie": "\n".join(given)}, text)


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    """A workbook with an account, started as documented, and nginx in front of it."""
    program, folder = nginx.require(), tmp_path_factory.mktemp("nginx")
    tls, plain, port = (serving.free_port() for _ in range(3))
    certificate, key = make_certificate(folder, NAME)
    data = folder / "data"
    data.mkdir()
    from datetime import UTC, datetime

    store = open_store(sqlite_url(data / "roleplay.db"), data / "backups", lambda: datetime.now(UTC))
    store.add_person(PersonRow(OTHER, "Somebody Else", frozenset({Role.TRAINEE})))
    documented = next(line for line in DOCS.splitlines() if line.startswith("roleplay serve") and "--proxy" in line)
    options = shlex.split(documented)[2:]
    options[options.index("--port") + 1] = str(port)
    options[options.index("--host-name") + 1] = f"{NAME}:{tls}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "ROLEPLAY_"))}
    command = [*serving.ROLEPLAY, "serve", "--data", str(data), "--preheat", "0", *options]
    server = serving.start(
        command, port, data, folder / "server.log", kept, printed=re.compile(rf"https://{NAME}:{tls}{BASE}(?=\s)")
    )
    server_block = configuration(tls=tls, plain=plain, workbook=port, certificate=certificate, key=key)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log {folder}/access.log;\n{places}{server_block}}}\n"
    )
    proxy = subprocess.Popen([program, "-p", folder, "-c", whole, "-e", folder / "error.log"])
    try:
        assert eventually(lambda: answers(tls), process=proxy), (folder / "error.log").read_text()
        yield Behind(server, tls, plain, ssl.create_default_context(cafile=str(certificate)))
        written = (folder / "access.log").read_text()
        assert "GET" in written
        assert "token" not in written
    finally:
        proxy.send_signal(signal.SIGTERM)
        proxy.wait(15)
        server.stop()


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def signed_in(behind: Behind) -> dict[str, str]:
    """The cookies of a browser that has opened a link."""
    from datetime import UTC, datetime, timedelta

    from roleplay.identity.token import digest, new_token

    token, cookies = new_token(), dict[str, str]()
    behind.store.add_token(digest(token), OTHER, datetime.now(UTC) + timedelta(minutes=5))
    answer = behind.ask(f"{BASE}?token={token}", cookies)
    assert answer.status == 303, answer.text
    assert answer.headers["location"] == BASE
    assert cookies
    for cookie in answer.headers["set-cookie"].splitlines():
        assert {"secure", "httponly", f"path={BASE}"} <= {part.strip().lower() for part in cookie.split(";")}, cookie
    return cookies


def test_a_conversation_over_tls(behind: Behind) -> None:
    """Link, page, socket and a command with its answer, all by https and wss below the base URL, cookies for TLS only."""
    cookies = signed_in(behind)
    page = behind.ask(f"{BASE}learn", cookies)
    assert page.status == 200
    policy = page.headers["content-security-policy"]
    assert f"connect-src 'self' wss://{NAME}:{behind.tls};" in policy
    addresses = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert addresses
    assert [one for one in addresses if not one.startswith((BASE, "#"))] == []
    assert behind.ask(next(one for one in addresses if one.endswith("page.js"))).status == 200
    channel = behind.channel(page.kernel_id, cookies)
    try:
        shown: dict[str, Any] = screen(channel, page.model_id, do="ready", path="")
    finally:
        channel.close()
    assert shown


def test_redirects_stay_on_the_public_address(behind: Behind) -> None:
    """Nobody is sent to the port or the scheme behind the proxy."""
    cookies = signed_in(behind)
    assert behind.ask(BASE, cookies).headers["location"] == f"{BASE}learn"
    plain = exchange(http.client.HTTPConnection("127.0.0.1", behind.plain, timeout=30), f"{BASE}learn", Host=NAME)
    assert (plain.status, plain.headers["location"]) == (301, f"https://{NAME}{BASE}learn")


def test_what_others_claim_is_not_believed(behind: Behind) -> None:
    """Somebody who reaches the workbook past the proxy cannot say that they are encrypted, or that they are here."""
    from datetime import UTC, datetime, timedelta

    from roleplay.identity.token import digest, new_token

    def past(path: str, **headers: str) -> Answer:
        at = ("127.0.0.1", behind.server.port)
        connection = http.client.HTTPConnection(*at, timeout=30, source_address=(ELSEWHERE, 0))
        return exchange(connection, path, **headers)

    token = new_token()
    behind.store.add_token(digest(token), OTHER, datetime.now(UTC) + timedelta(minutes=5))
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1", "X-Scheme": "https", "Host": NAME}
    answer = past(f"{BASE}?token={token}", **forged)
    assert answer.status == 303
    assert "secure" not in answer.headers["set-cookie"].lower()
    assert f"ws://{NAME}" in answer.headers["content-security-policy"]
    assert past(f"{BASE}learn", **{**forged, "Host": "127.0.0.1", "X-Forwarded-Host": NAME}).status == 403
    assert past(f"{BASE}pulse", Host="evil.example", **{"X-Forwarded-Host": NAME}).status == 421


def test_counters_do_not_pass_the_proxy(behind: Behind) -> None:
    """Neither by the documented configuration nor, if somebody leaves that out, by the workbook itself."""
    assert behind.ask(f"{BASE}metrics").status == 404
    assert behind.ask(f"{BASE}healthz").text == "ok\n"
    at = ("127.0.0.1", behind.server.port)  # what a proxy on this machine would ask for somebody else
    passed_on = exchange(
        http.client.HTTPConnection(*at, timeout=30), f"{BASE}metrics", **{"X-Forwarded-For": ELSEWHERE}
    )
    assert passed_on.status == 404
    assert exchange(http.client.HTTPConnection(*at, timeout=30), f"{BASE}metrics").status == 200


def test_links_for_others_are_by_the_public_address(behind: Behind, tmp_path: Path) -> None:
    """`roleplay url` makes a link that works from outside, and what the workbook printed lets nobody in."""
    command = [*serving.ROLEPLAY, "url", "--data", str(behind.server.data)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path, check=True).stdout.strip()
    assert said.startswith(f"https://{NAME}:{behind.tls}{BASE}?token=")
    assert behind.ask(said.partition(f":{behind.tls}")[2]).status == 303
    assert "token" not in behind.server.log
