"""`roleplay serve` and `roleplay url`, as somebody types them."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from roleplay.identity import Role
from roleplay.store import PersonRow, open_store, sqlite_url
from tests.server.visiting import eventually
from tests.serving import PRINTED_URL, ROLEPLAY, Server


def roleplay(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*ROLEPLAY, *arguments], capture_output=True, text=True, timeout=60, cwd=cwd, env=dict(os.environ), check=False
    )


def answer(link: str) -> tuple[int, str]:
    """Status and Location for a link."""
    parts = urlsplit(link)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.request("GET", f"{parts.path}?{parts.query}")
    response = connection.getresponse()
    connection.close()
    return response.status, response.headers.get("Location", "")


@pytest.mark.parametrize(("given", "warm"), [((), 1), (("--kernels", "fork"), 1), (("--kernels", "spawn"), 0)])
def test_kernels_start_as_one_wishes(server: Callable[..., Server], given: tuple[str, ...], warm: int) -> None:
    """Without a wish kernels are forked here, from one process that waits for them; with `spawn` there is none."""
    running = server("--preheat", "0", *given)
    assert answer(running.url)[0] == 303  # by then it has been started, if it is

    def waiting() -> int:
        return sum("roleplay.zygote" in one.cmdline() for one in running.family())

    assert eventually(lambda: waiting() == warm)
    assert waiting() == warm


def test_serve_prints_one_link_and_url_prints_another(server: Callable[..., Server], tmp_path: Path) -> None:
    """Each of the two links lets one browser in, once; the text says how to get more and how to end it.

    A voila.json where somebody starts it, or in their Jupyter folder, changes nothing; a second server on the same data
    is refused.
    """
    for folder in (tmp_path, tmp_path / "jupyter-config"):
        folder.mkdir(exist_ok=True)
        (folder / "voila.json").write_text('{"Voila": {"ip": "0.0.0.0"}, "VoilaConfiguration": {"template": "lab"}}')
    running = server("--preheat", "0", "--base-url", "training/book")
    assert PRINTED_URL.findall(running.log) == [running.url]
    assert "roleplay url" in running.log
    assert "Ctrl+C" in running.log
    assert listening_at(running) == {"127.0.0.1"}
    second = roleplay("serve", "--no-browser", "--port", "0", "--data", str(running.data), cwd=tmp_path)
    assert second.returncode == 1
    assert f"already runs on the data folder {running.data} at {running.origin}/training/book/" in second.stderr
    assert "Traceback" not in second.stderr
    another = roleplay("url", "--data", str(running.data), cwd=tmp_path)
    assert (another.returncode, another.stderr) == (0, "")
    links = [running.url, another.stdout.strip()]
    assert len(set(links)) == 2
    for link in links:
        assert urlsplit(link).path == "/training/book/"
        assert answer(link) == (303, "/training/book/")
        assert answer(link)[0] == 403
    family = [process.pid for process in running.family()]
    running.stop()
    assert running.process.returncode == 0
    assert "Traceback" not in running.log
    assert not any(psutil.pid_exists(pid) for pid in family)
    gone = roleplay("url", "--data", str(running.data), cwd=tmp_path)
    assert gone.returncode == 1
    assert "No workbook runs on the data folder" in gone.stderr


def test_with_accounts_the_plain_address_is_printed_as_well(server: Callable[..., Server], data_dir: Path) -> None:
    """For everybody who has a password; the link is the owner's, and works still."""
    data_dir.mkdir(mode=0o700)
    store = open_store(sqlite_url(data_dir / "roleplay.db"), data_dir / "backups", lambda: datetime.now(UTC))
    store.add_person(PersonRow("kim", "Kim", frozenset({Role.TRAINEE}), "kim"))
    running = server("--preheat", "0")
    assert eventually(lambda: f"everybody else signs in at {running.origin}/\n" in running.log)
    assert answer(f"{running.origin}/?")[0] == 403
    assert answer(running.url)[0] == 303


def listening_at(running: Server) -> set[str]:
    """The addresses at which the server's port is open."""
    connections = psutil.Process(running.process.pid).net_connections("tcp")
    return {at.laddr.ip for at in connections if at.status == psutil.CONN_LISTEN and at.laddr.port == running.port}


def test_mistakes_are_explained(tmp_path: Path) -> None:
    """A port that is taken gives a message and a way out; an option that makes no sense ends with 2."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        said = roleplay("serve", "--no-browser", "--port", taken, "--data", str(tmp_path / "data"), cwd=tmp_path)
    assert said.returncode == 1
    assert said.stderr.startswith(f"Port {taken} on 127.0.0.1 is taken by another program")
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "data").exists()
    assert roleplay("serve", "--port", "many", cwd=tmp_path).returncode == 2
