"""`roleplay serve`, as somebody types it for other people to come."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.client import HTTPSConnection
from pathlib import Path

import pytest

from roleplay.identity import Role
from roleplay.store import PersonRow, open_store, sqlite_url
from tests import serving
from tests.certificates import make_certificate
from tests.cli.called import caller
from tests.serving import ROLEPLAY, Server

NAME = "training.example.org"


def refused(tmp_path: Path, *arguments: str) -> str:
    """What `roleplay serve` says on standard error when it refuses to start."""
    command = [*ROLEPLAY, "serve", "--no-browser", "--port", "0", "--data", str(tmp_path / "data"), *arguments]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path, check=False)
    assert said.returncode == 1, said.stdout
    assert "Traceback" not in said.stderr
    assert said.stdout == ""
    return said.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--ip", "0.0.0.0", "--host-name", NAME),
        ("--ip", "127.0.0.1", "--host-name", NAME),
        ("--proxy", "127.0.0.1"),
    ],
    ids=" ".join,
)
def test_without_accounts_nobody_else_is_let_in(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """An address, a name or a proxy for other people is refused with what to do first."""
    said = refused(tmp_path, *arguments)
    assert "there are no accounts" in said
    assert "`roleplay people add`" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--ip", "0.0.0.0"), "does not know what it is called"),
        (("--host-name", "https://x.org/"), '"https://x.org/" is no host name.'),
        (("--proxy", "my.proxy"), '"my.proxy" is no address of a proxy.'),
        (("--certificate", "none.pem"), "--certificate was given without --key."),
        (("--key", "none.pem"), "--key was given without --certificate."),
        (("--certificate", "none.pem", "--key", "none.key"), "none.pem cannot be read: No such file"),
    ],
    ids=str,
)
def test_mistakes_are_explained_before_anything_is_made(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    """Each has a message of its own, and leaves no data folder behind."""
    monkeypatch.chdir(tmp_path)
    roleplay = caller(tmp_path / "data", monkeypatch, capsys)
    status, out, err = roleplay("serve", "--no-browser", "--port", "0", *arguments)
    assert (status, out) == (1, "")
    assert said in err
    assert "Traceback" not in err
    assert not (tmp_path / "data").exists()


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a server with an account, for others; ready when it has printed the given address."""
    data = tmp_path / "data"
    data.mkdir()
    store = open_store(sqlite_url(data / "roleplay.db"), data / "backups", lambda: datetime.now(UTC))
    store.add_person(PersonRow("p1", "Pat", frozenset({Role.TRAINEE})))
    started: list[Server] = []

    def start(printed: str, port: int, *arguments: str) -> Server:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "ROLEPLAY_"))}
        fixed = ["--no-browser", "--preheat", "0", "--kernels", "spawn", "--port", str(port), "--data", str(data)]
        command, log = [*ROLEPLAY, "serve", *fixed, *arguments], tmp_path / "log"
        started.append(
            serving.start(command, port, data, log, kept, printed=re.compile(rf"{re.escape(printed)}(?=\s)"))
        )
        return started[-1]

    yield start
    for server in started:
        server.stop()


def test_a_server_that_is_not_encrypted_says_so(shared: Callable[..., Server], free_port: int) -> None:
    """Plainly, before anything else; no link is printed, because a service's output is kept."""
    own = "127.0.0.1" if (found := own_address()) is None else found
    assert own != "127.0.0.1", "this machine has no address but its own"
    running = shared(f"http://{own}:{free_port}/", free_port, "--ip", own, "--host-name", own)
    assert "Passwords and everything else travel readable" in running.log
    assert "token" not in running.log
    with socket.create_connection((own, free_port), 30) as line:
        line.sendall(f"GET /pulse HTTP/1.1\r\nHost: {own}:{free_port}\r\n\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 204")


def own_address() -> str | None:
    """An address of this machine that others could reach; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address: str = line.getsockname()[0]
        return address


def test_tls_without_a_proxy(shared: Callable[..., Server], free_port: int, tmp_path: Path) -> None:
    """With a certificate and its key it speaks TLS, its links say so, and cookies are for TLS only."""
    certificate, key = make_certificate(tmp_path, NAME)
    public = f"https://{NAME}:{free_port}/"
    running = shared(public, free_port, "--host-name", NAME, "--certificate", str(certificate), "--key", str(key))
    assert "readable" not in running.log
    url = subprocess.run(
        [*ROLEPLAY, "url", "--data", str(running.data)], capture_output=True, text=True, timeout=60, check=True
    ).stdout.strip()
    assert url.startswith(f"{public}?token=")
    connection = HTTPSConnection(NAME, free_port)
    line = socket.create_connection(("127.0.0.1", free_port), 30)
    connection.sock = ssl.create_default_context(cafile=str(certificate)).wrap_socket(line, server_hostname=NAME)
    connection.request("GET", url.removeprefix(f"https://{NAME}:{free_port}"))
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 303
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)
