"""What can be wrong with an installation, found one by one."""

from __future__ import annotations

import os
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from roleplay.identity import Role
from roleplay.server import checkup
from roleplay.server.checkup import Finding, Patient, Verdict, examine
from roleplay.server.run import RunFolder, Running
from roleplay.server.standing import look_at
from roleplay.services import locksmith
from roleplay.services.keeping import privacy_file
from roleplay.services.keys import key_file
from roleplay.services.opening import open_house
from roleplay.services.settings import attest, set_value, site_file
from roleplay.store import OwnerKind, PersonRow, TextKey, connect, sqlite_url
from tests.certificates import make_certificate
from tests.postgres import postgres


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a server makes it."""
    data = tmp_path_factory.mktemp("house") / "data"
    open_house(data)
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """The same, for this test alone."""
    copy = tmp_path / "data"
    subprocess.run(["cp", "-a", made, copy], check=True)
    return copy


def found(data: Path, about: str, **known: object) -> list[Finding]:
    """What a look at everything says about one thing."""
    url = str(known.pop("database", sqlite_url(data / "roleplay.db")))
    return [one for one in examine(Patient(data, url, **known)) if one.about == about]  # type: ignore[arg-type]


def verdicts(data: Path, about: str, **known: object) -> set[Verdict]:
    """How that stands."""
    return {one.verdict for one in found(data, about, **known)}


def test_a_new_installation_has_nothing_wrong(data: Path) -> None:
    """All is looked at; what is not wrong but open (settings, backups) is said with what to do."""
    everything = list(examine(Patient(data, sqlite_url(data / "roleplay.db"))))
    assert [one.about for one in everything] == [
        "rights", "room", "database", "accounts", "keys", "library", "clock", "settings", "backup", "memory", "open files",
        "address",
    ]  # fmt: skip
    assert [one for one in everything if one.verdict is Verdict.WRONG] == []
    assert all(one.fix for one in everything if one.verdict is not Verdict.OK)
    assert {one.about for one in everything if one.verdict is Verdict.LOOK} >= {"settings", "backup"}


def test_nothing_is_changed_by_looking(data: Path) -> None:
    """Files, their rights and their times are afterwards what they were before."""

    def now() -> list[tuple[str, int, int, int]]:
        every = sorted(path for path in data.rglob("*") if not path.name.endswith(("-wal", "-shm")))
        return [(str(path), (at := path.stat()).st_mode, at.st_size, at.st_mtime_ns) for path in every]

    before = now()
    list(examine(Patient(data, sqlite_url(data / "roleplay.db"))))
    assert now() == before


def test_files_that_others_can_read_are_wrong(data: Path) -> None:
    """One that is open to other users of the machine is named, with the command that closes it."""
    assert verdicts(data, "rights") == {Verdict.OK}
    (data / "roleplay.db").chmod(0o640)
    (finding,) = found(data, "rights")
    assert finding.verdict is Verdict.WRONG
    assert str(data / "roleplay.db") in finding.said
    subprocess.run(finding.fix, shell=True, check=True)
    assert verdicts(data, "rights") == {Verdict.OK}


def test_files_of_another_user_are_wrong(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who looks as root, or as another user, hears whose the files are."""
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    first = found(data, "rights")[0]
    assert (first.verdict, "belongs to another user" in first.said) == (Verdict.WRONG, True)


def test_a_folder_that_cannot_be_written_is_wrong(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a disk that is mounted read-only: it is named, and so is what to look at."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    (finding,) = found(data, "rights")
    assert (finding.verdict, finding.said) == (Verdict.WRONG, f"{data} cannot be written, so nothing can be kept.")


def test_keys_that_are_not_there_are_wrong(data: Path) -> None:
    """Once texts are encrypted, a key file that went, or that opens nothing, is said with what to do."""
    store = connect(sqlite_url(data / "roleplay.db"))
    assert verdicts(data, "keys") == {Verdict.OK}
    locksmith.begin(store, data)
    (good,) = found(data, "keys")
    assert (good.verdict, str(key_file(data)) in good.said) == (Verdict.OK, True)
    store.add_text_key(TextKey(OwnerKind.PERSON, "kim", "1.AAAA", store.text_master() or ""))
    (lost,) = found(data, "keys")
    assert (lost.verdict, "keys of 1 people" in lost.said) == (Verdict.WRONG, True)
    key_file(data).unlink()
    (gone,) = found(data, "keys")
    assert (gone.verdict, "Put it back" in gone.fix) == (Verdict.WRONG, True)


def test_a_database_that_is_not_good_is_wrong(data: Path) -> None:
    """Missing, damaged, or of another version: what is wrong and what to do; what needs it is not looked at."""
    database = data / "roleplay.db"
    whole = database.read_bytes()
    database.write_bytes(b"This is no database. " * 500)
    (damaged,) = found(data, "database")
    assert damaged.verdict is Verdict.WRONG
    assert damaged.fix
    assert found(data, "accounts") == found(data, "clock") == []
    database.write_bytes(whole)
    import sqlite3

    with sqlite3.connect(database) as connection:
        connection.execute("update alembic_version set version_num = '0000'")
    connection.close()
    (newer,) = found(data, "database")
    assert (newer.verdict, "newer version (revision 0000" in newer.said) == (Verdict.WRONG, True)
    with sqlite3.connect(database) as connection:
        connection.execute("update alembic_version set version_num = '0001'")
    connection.close()
    (old,) = found(data, "database")
    assert (old.verdict, "brings the database up to date" in old.fix) == (Verdict.WRONG, True)
    database.unlink()
    assert verdicts(data, "database") == {Verdict.WRONG}
    assert [one.about for one in examine(Patient(data / "none", "sqlite://"))] == ["data folder"]


def test_postgresql_is_looked_at_as_well(tmp_path: Path) -> None:
    """Its kind and size, and what is wrong when it cannot be reached."""
    server, data = postgres(), tmp_path / "data"
    url = server.url_of(tmp_path)
    try:
        open_house(data, database=url)
        (good,) = found(data, "database", database=url)
        assert good.verdict is Verdict.OK
        assert good.said.startswith("postgresql, up to date, ")
        assert (look_at(url).size or 0) > 100_000
    finally:
        server.forget(tmp_path)
    (gone,) = found(data, "database", database="postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert gone.verdict is Verdict.WRONG
    assert gone.fix


def test_room_and_memory_that_run_out_are_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is nearly full, and one that is full; memory for fewer than a group."""
    for free, verdict in ((5 << 30, Verdict.OK), (500 << 20, Verdict.LOOK), (50 << 20, Verdict.WRONG)):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        assert verdicts(data, "room") == {verdict}, free
    for mib, verdict in ((10_000.0, Verdict.OK), (None, Verdict.OK), (200.0, Verdict.LOOK)):
        monkeypatch.setattr(checkup, "available_mib", lambda mib=mib: mib)
        assert verdicts(data, "memory") == {verdict}, mib
    for files, verdict in ((65_536, Verdict.OK), (None, Verdict.OK), (1024, Verdict.LOOK)):
        monkeypatch.setattr(checkup, "raise_limit", lambda files=files: files)
        assert verdicts(data, "open files") == {verdict}, files


def test_accounts_are_spoken_of(data: Path) -> None:
    """Without any it is for this machine only."""
    assert "this machine only" in found(data, "accounts")[0].said
    connect(sqlite_url(data / "roleplay.db")).add_person(PersonRow("p1", "Pat", frozenset({Role.TRAINEE})))
    assert found(data, "accounts")[0].said == "there are accounts"


def test_a_library_with_a_broken_file_is_to_be_looked_at(tmp_path: Path) -> None:
    """The file is named, with its first problem."""
    library = tmp_path / "library"
    library.mkdir()
    (library / "broken.yml").write_text("id: [unfinished\n")
    open_house(tmp_path / "data", [library])
    (finding,) = found(tmp_path / "data", "library")
    assert finding.verdict is Verdict.LOOK
    assert f"{library / 'broken.yml'} is left out: " in finding.said


def test_a_clock_that_goes_behind_what_was_done_is_wrong(data: Path) -> None:
    """Time cannot be before the last backup or the last entry of the log."""
    now = datetime.now(UTC)
    RunFolder(data).note_backup(data / "x", now)
    assert verdicts(data, "clock", now=lambda: now - timedelta(minutes=1)) == {Verdict.OK}
    (finding,) = found(data, "clock", now=lambda: now - timedelta(hours=1))
    assert finding.verdict is Verdict.WRONG
    assert "NTP" in finding.fix


def test_backups_get_old(data: Path) -> None:
    """One of this week is good, one of last month is not."""
    made = datetime(2026, 5, 1, tzinfo=UTC)
    RunFolder(data).note_backup(data / "x", made)
    assert verdicts(data, "backup", now=lambda: made + timedelta(days=2)) == {Verdict.OK}
    assert verdicts(data, "backup", now=lambda: made + timedelta(days=20)) == {Verdict.LOOK}


def test_periods_that_cannot_be_read_are_wrong(data: Path) -> None:
    """Otherwise nothing would be erased, night after night, and nobody would know."""
    privacy_file(data).write_text("private_texts: many\n", encoding="utf-8")
    (finding,) = found(data, "settings")
    assert (finding.verdict, "privacy.yml:1" in finding.said) == (Verdict.WRONG, True)


def test_settings_that_nobody_vouches_for_are_to_be_looked_at(data: Path) -> None:
    """Vouched for and due, open, or damaged: each is told apart."""
    file = site_file(data)
    set_value(file, "organisation", "A program")
    said = found(data, "settings")[0].said
    assert "Nobody vouches" in said
    assert "organisation" not in said
    today = datetime.now(UTC).date()
    attest(file, "Dr. Someone", today, today + timedelta(days=300))
    (finding,) = found(data, "settings")
    assert finding.verdict is Verdict.LOOK
    assert finding.said.startswith("Some settings of this site are open; not set: crisis_lines")
    later = datetime.now(UTC) + timedelta(days=400)
    assert "Nobody vouches" in found(data, "settings", now=lambda: later)[0].said
    file.write_text("organisation: [x\n")
    file.chmod(0o600)
    assert verdicts(data, "settings") == {Verdict.WRONG}


# --- how it is reached ---


class Answer(BaseHTTPRequestHandler):
    """A server that is well, or says that it is not."""

    status = 200

    def do_GET(self) -> None:
        """Answer as a server does to /healthz."""
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def answering() -> Iterator[Callable[..., str]]:
    """Start something that answers: `answering(200)` gives its URL; with a certificate it speaks TLS."""
    started = []

    def start(status: int = 200, certificate: tuple[Path, Path] | None = None) -> str:
        server = HTTPServer(("127.0.0.1", 0), type("Its", (Answer,), {"status": status}))
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        started.append(server)
        return f"http{'s' if certificate else ''}://127.0.0.1:{server.server_port}/"

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def addressed(monkeypatch: pytest.MonkeyPatch, data: Path, **known: object) -> dict[Verdict, str]:
    """What is said about the address of a server that runs like this."""
    running = Running(**{"pid": os.getpid(), **known})  # type: ignore[arg-type]
    monkeypatch.setattr(RunFolder, "running", lambda _: running)
    seen = [one for about in ("address", "proxies", "names") for one in found(data, about)]
    return {one.verdict: f"{one.said} {one.fix}".strip() for one in seen}


def test_a_server_that_answers_is_well(
    data: Path, monkeypatch: pytest.MonkeyPatch, answering: Callable[..., str]
) -> None:
    """On this machine, or behind a proxy with TLS; one that says it is ill, or nothing, is wrong."""
    local = answering()
    assert addressed(monkeypatch, data, url=local).keys() == {Verdict.OK}
    proxied = {"url": "https://localhost/", "local": local, "proxies": ("127.0.0.1/32",), "names": ("localhost",)}
    assert addressed(monkeypatch, data, **proxied).keys() == {Verdict.OK}
    assert "not well" in addressed(monkeypatch, data, url=answering(503))[Verdict.WRONG]
    assert "does not answer" in addressed(monkeypatch, data, url="http://127.0.0.1:1/")[Verdict.WRONG]


def test_an_address_without_encryption_is_wrong(
    data: Path, monkeypatch: pytest.MonkeyPatch, answering: Callable[..., str]
) -> None:
    """When others reach it."""
    said = addressed(monkeypatch, data, url="http://localhost.localdomain:80/", local=answering())
    assert "passwords travel readable" in said[Verdict.WRONG]


def test_proxies_and_names_are_looked_at(
    data: Path, monkeypatch: pytest.MonkeyPatch, answering: Callable[..., str]
) -> None:
    """The whole internet is no proxy, and a name that nobody knows is worth a look."""
    local = answering()
    assert "believed" in addressed(monkeypatch, data, url=local, proxies=("0.0.0.0/0",))[Verdict.WRONG]
    assert "nobody here knows" in addressed(monkeypatch, data, url=local, names=("no.such.invalid",))[Verdict.LOOK]


def test_a_certificate_that_has_expired_is_wrong(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answering: Callable[..., str]
) -> None:
    """One that is good is believed whatever name it is for; one that has expired is named."""
    good, expired = (make_certificate(tmp_path, "x", days=days, stem=str(days)) for days in (2, -1))
    assert addressed(monkeypatch, data, url=answering(200, good), certificate=str(good[0])).keys() == {Verdict.OK}
    said = addressed(monkeypatch, data, url=answering(200, expired), certificate=str(expired[0]))
    assert "has expired" in said[Verdict.WRONG]
