"""Connections and transactions as they are used here: what survives, what is shared, who waits for whom."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from roleplay.errors import Misconfigured
from roleplay.identity import Role
from roleplay.store import OwnerKind, SqlStore, Store, connect, sqlite_url
from roleplay.store.connection import make_engine, self_contained
from roleplay.store.kept import close_kept
from tests.kept import MORNING, attempt, log, open_sqlite, recorded, shelve, text

APPENDS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from roleplay.model.event import Chose, Recorded
from roleplay.store import connect
store = connect(sys.argv[1])
seq = len(store.events("a1"))
while True:
    store.append("a1", Recorded(seq, Chose("opening", f"choice-{seq}"), "kim", datetime.now(UTC)))
    print(seq, flush=True)
    seq += 1
"""


def test_a_killed_writer_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """A process that appends is killed at four random moments; each time every number it printed is in the log."""
    store = open_sqlite(tmp_path)
    shelve(store)
    store.add_attempt(attempt(), log(2))
    chance = random.Random(2026)
    for _ in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", APPENDS, sqlite_url(tmp_path / "roleplay.db")], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        for _ in range(chance.randint(1, 60)):
            writer.stdout.readline()
        writer.kill()
        printed = [line for line in writer.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
        length = len(store.events("a1"))
        assert [one.seq for one in open_sqlite(tmp_path).events("a1")] == list(range(length))
        if printed:
            assert int(printed[-1]) < length
    assert length > 8
    store.append("a1", recorded(length))
    with closing(sqlite3.connect(tmp_path / "roleplay.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def pragma(engine: sa.Engine, name: str) -> Any:
    """A setting of SQLite as a transaction finds it."""
    with engine.begin() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    """Every connection syncs each commit (FULL is 2), keeps a log ahead of writing, and holds references to be true."""
    open_sqlite(tmp_path)
    engine = make_engine(sqlite_url(tmp_path / "roleplay.db"))
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "secure_delete") == 1
    assert pragma(engine, "busy_timeout") == 10_000


def test_a_connection_never_leaves_its_thread(tmp_path: Path) -> None:
    """Three threads use one store; each connection is opened by one of them, and closed by the same when it ends."""
    store = open_sqlite(tmp_path)
    assert isinstance(store, SqlStore)
    opened: list[int] = []
    closed: list[tuple[int, int]] = []

    def note_opened(_: Any, record: Any) -> None:
        record.info["thread"] = threading.get_ident()
        opened.append(threading.get_ident())

    def note_closed(_: Any, record: Any) -> None:
        closed.append((record.info["thread"], threading.get_ident()))

    sa.event.listen(store._reader, "connect", note_opened)
    sa.event.listen(store._reader, "close", note_closed)
    with ThreadPoolExecutor(3) as pool:
        together = Barrier(3)
        for _ in range(3):
            pool.submit(lambda: (together.wait(timeout=30), store.local_person()))
    assert len(set(opened)) == 3
    assert len(closed) == len(opened)
    store.has_accounts()
    close_kept(store._reader)
    assert len(set(opened)) == 4
    assert len(closed) == len(opened)
    assert all(began == ended for began, ended in closed)


def test_an_erased_text_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    """Its bytes are overwritten, in the database and in the log beside it."""
    store = open_sqlite(tmp_path)
    shelve(store)
    secret = "a sentence that nobody else is to read"
    store.add_attempt(attempt(), log(1))
    store.append("a1", recorded(1), [text(body=secret)])
    assert any(secret.encode() in file.read_bytes() for file in tmp_path.glob("roleplay.db*"))
    store.erase_text("t1")
    assert not any(secret.encode() in file.read_bytes() for file in tmp_path.glob("roleplay.db*"))


def test_no_read_goes_through_a_whole_table(tmp_path: Path) -> None:
    """SQLite's plan for every statement searches by key; only the shelf is read as a whole."""
    store = open_sqlite(tmp_path)
    assert isinstance(store, SqlStore)
    shelve(store)
    store.add_attempt(attempt(), log(1))
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    sa.event.listen(store._reader, "before_cursor_execute", note)
    person = store.local_person()
    store.person("kim")
    store.has_accounts()
    store.add_token("d", person.id, MORNING + timedelta(days=1))
    store.spend_token("d", MORNING)
    store.bind_kernel("k", person.id, [Role.TRAINEE], "/", MORNING)
    store.binding("k")
    store.release_kernel("k")
    store.document("0")
    store.keep_site("{}")
    store.site()
    store.attempt("a1")
    store.attempts_of(OwnerKind.PERSON, "kim")
    store.append("a1", recorded(1), [text()])
    store.events("a1", after=0)
    store.events_of(["a1", "a2"])
    store.texts("a1")
    store.erase_text("t1")
    with closing(sqlite3.connect(tmp_path / "roleplay.db")) as raw:
        plans = [
            (statement, step[3])
            for statement, parameters in asked
            if statement.startswith(("SELECT", "UPDATE", "DELETE"))
            for step in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert len(plans) >= 20
    assert [plan for plan in plans if plan[1].startswith("SCAN") or "TEMP B-TREE" in plan[1]] == []


@pytest.mark.parametrize("wrong", ["nonsense", "nonsense://x", "sqlite+nonsense:///x"])
def test_a_url_that_names_no_database_is_explained(wrong: str) -> None:
    """The message ends with an example of a good one."""
    with pytest.raises(Misconfigured, match="sqlite:////home"):
        make_engine(wrong)


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    """Spaces, umlauts and characters that mean something in a URL are part of a name."""
    folder = tmp_path / "Kürş at 100%20 #1? & co"
    folder.mkdir()
    owner = open_sqlite(folder).local_person()
    assert (folder / "roleplay.db").is_file()
    assert connect(sqlite_url(folder / "roleplay.db")).local_person() == owner


MANY = """
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from roleplay.errors import Conflict
from roleplay.model.event import Chose, Recorded
from roleplay.store import connect
from tests.kept import attempt, log, recorded

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())  # in one piece, whatever other threads say

def write(writer):
    store = connect(sys.argv[1])
    store.add_attempt(attempt(writer), log(1))
    for seq in (1, 2):
        store.append(writer, recorded(seq))
        say(writer, seq)
        shared = len(store.events("shared"))
        try:
            store.append("shared", recorded(shared, writer))
        except Conflict:
            continue
        say("shared", shared, writer)

with ThreadPoolExecutor(25) as pool:
    list(pool.map(write, [f"{sys.argv[2]}-{thread}" for thread in range(25)]))
"""


def test_fifty_who_write_at_once_lose_nothing(store: Store, url: str) -> None:
    """Two processes of 25 threads, each with its own attempt, and all at one: what was acknowledged is in the logs.

    Of those who want the same place in the shared log one has it; nobody is told anything else than that.
    """
    shelve(store)
    store.add_attempt(attempt("shared"), ())
    root = str(Path(__file__).parents[2])
    started = [
        subprocess.Popen([sys.executable, "-c", MANY, url, str(number)], stdout=subprocess.PIPE, text=True, cwd=root)
        for number in range(2)
    ]
    printed = [line.split() for one in started for line in one.communicate(timeout=300)[0].splitlines()]
    assert [one.returncode for one in started] == [0] * 2
    for writer in (f"{process}-{thread}" for process in range(2) for thread in range(25)):
        assert store.events(writer) == log(3)
        assert [line[1] for line in printed if line[0] == writer] == ["1", "2"]
    acknowledged = {int(line[1]): line[2] for line in printed if line[0] == "shared"}
    shared = store.events("shared")
    assert len(acknowledged) >= 2  # each writer had two goes, and of those who want the same place one has it
    assert {one.seq: one.actor for one in shared} == acknowledged
    assert [one.seq for one in shared] == list(range(len(shared)))


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_readers_see_one_moment_and_writers_what_came_before_them(store: Store, url: str) -> None:
    """In PostgreSQL: how far a transaction is isolated, for how long it waits, and that it wants its time in UTC."""
    assert isinstance(store, SqlStore)
    asked = ("transaction_isolation", "lock_timeout", "idle_in_transaction_session_timeout", "TimeZone")
    with store._read() as reader:
        found = [reader.exec_driver_sql(f"SHOW {name}").scalar() for name in asked]
        assert found == ["repeatable read", "10s", "1min", "UTC"]
        for _ in range(2):
            assert reader.exec_driver_sql("SELECT count(*) FROM facts").scalar() == 0
            store.keep_site("{}")
    with store._write() as writer:
        assert writer.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
        assert connect(url).site() == "{}"


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_who_waits_holds_no_connection(store: Store, url: str) -> None:
    """Hundreds of kernels in which nobody does anything do not use up what a PostgreSQL server has."""
    waiting = [connect(url) for _ in range(5)]
    for one in waiting:
        one.site()
    with waiting[0]._read() as connection:
        here = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'roleplay'"
        assert connection.exec_driver_sql(here).scalar() == 1
    del store


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_what_a_url_says_beside_goes_through(url: str) -> None:
    """A schema, a time to wait, a name."""
    with make_engine(f"{url}&application_name=house&connect_timeout=3").connect() as connection:
        assert connection.exec_driver_sql("SHOW application_name").scalar() == "house"
        assert str(connection.exec_driver_sql("SHOW search_path").scalar()).startswith("made_")


def test_the_password_file_of_a_server_is_named_to_its_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """They have another environment; what was said before stays, and SQLite has none."""
    monkeypatch.setenv("PGPASSFILE", "/home/me/passwords")
    assert (
        self_contained("postgresql+psycopg://me@h/d") == "postgresql+psycopg://me@h/d?passfile=%2Fhome%2Fme%2Fpasswords"
    )
    for url in ("postgresql+psycopg://me:pw@h/d?passfile=x", "sqlite:////d/roleplay.db", "nonsense"):
        assert self_contained(url) == url
    monkeypatch.delenv("PGPASSFILE")
    assert self_contained("postgresql+psycopg://me:pw@h/d") == "postgresql+psycopg://me:pw@h/d"
