"""What is wrong with a database, in words; what was changed by then (nothing); and how it goes on."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from roleplay.errors import Misconfigured, RoleplayError, Unavailable
from roleplay.identity import Actor, Role
from roleplay.services.attempts import Attempts
from roleplay.services.shelf import Bookshelf
from roleplay.store import SqlStore, Store, connect, connection, open_store
from roleplay.store.connection import make_engine
from roleplay.store.kept import close_kept
from tests.kept import MORNING, URLS, attempt, log, open_sqlite, recorded, shelve, text
from tests.postgres import PASSWORD, postgres
from tests.serving import free_port
from tests.store.samples import do, held, rows

QUEUE = 8245928625672315257
NO_ROOM = (
    """CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$""",
    "CREATE TRIGGER no_room BEFORE INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION no_room()",
)


@contextmanager
def told(kind: type[RoleplayError], pattern: str) -> Iterator[None]:
    """The console and the log are told this; a page is told something else, without a place and without a command."""
    with pytest.raises(kind) as caught:
        yield
    assert re.search(pattern, str(caught.value.exact))
    assert re.search(r"^The workbook .*(lease|again)", str(caught.value))
    assert not re.search(r"[/@]|\.db|database|roleplay|SQL", str(caught.value))


@contextmanager
def without_room(store: Store, url: str) -> Iterator[None]:
    """No page can be added to a SQLite file; PostgreSQL says what it says when its disk is full."""
    if url.startswith("postgresql"):
        do(url, *NO_ROOM)
        yield
        do(url, "DROP TRIGGER no_room ON events", "DROP FUNCTION no_room()")
        return
    assert isinstance(store, SqlStore)

    def limit(raw: Any, _: object) -> None:
        raw.execute("PRAGMA max_page_count = 1")  # which SQLite takes to be as many as there are

    store.add_attempt(attempt("filler", owner_id="lee"), log(2))
    sa.event.listen(store._reader, "connect", limit)
    close_kept()
    with suppress(Unavailable):
        for seq in count(2):  # until what is left of the last page is too small for one more
            store.append("filler", recorded(seq))
    yield
    sa.event.remove(store._reader, "connect", limit)
    close_kept()


def test_without_room_nothing_is_changed_and_it_goes_on_when_there_is_some(begun: Store, url: str) -> None:
    """What is said names the place and what to do; the same append succeeds afterwards."""
    long = text("t2", body="rain " * 4000)
    with without_room(begun, url):
        before = held(url)
        for _ in range(2):
            with told(Unavailable, r"no room left for .* Nothing was changed\. Make room on its disk"):
                begun.append("a1", recorded(2), [long])
        assert held(url) == before
    begun.append("a1", recorded(2), [long])
    assert begun.events("a1") == log(3)


def test_a_choice_without_room_is_not_made_and_can_be_made_again(store: Store, url: str) -> None:
    """The trainee reads why; the attempt stands where it stood; the same choice is taken when there is room."""
    shelve(store)
    kim = Actor("kim", roles=frozenset({Role.TRAINEE}))
    ticks, ids = count(), count()
    attempts = Attempts(
        store,
        Bookshelf(store),
        now=lambda: MORNING + timedelta(seconds=next(ticks)),
        new_id=lambda: f"id-{next(ids)}",
        new_seed=lambda: 1,
    )
    playing = attempts.expect(kim, attempts.start(kim, "disclosure/small", "practice"), 1, None)
    with without_room(store, url):
        before = held(url)
        with pytest.raises(Unavailable, match=r"no room left to keep anything\. Nothing was changed"):
            attempts.choose(kim, playing, 2, "opening", "reflect")
        assert held(url) == before
        assert attempts.resume(kim, playing.attempt.id).events == playing.events
    after = attempts.choose(kim, playing, 2, "opening", "reflect")
    assert [one.seq for one in after.events] == [0, 1, 2]
    assert store.events(playing.attempt.id) == after.events


def test_a_writer_waits_for_its_turn(begun: Store, url: str) -> None:
    """It writes when somebody else's transaction has ended, neither before nor never."""
    order = []
    other = open_other(url)

    def end() -> None:
        order.append("ended")
        other()

    waiting = threading.Timer(0.3, end)
    waiting.start()
    begun.append("a1", recorded(2))
    order.append("written")
    waiting.join()
    assert order == ["ended", "written"]
    assert begun.events("a1") == log(3)


def open_other(url: str) -> Callable[[], None]:
    """Somebody else begins to write, and ends when the result is called."""
    if url.startswith("sqlite"):
        raw = sqlite3.connect(str(sa.make_url(url).database), isolation_level=None, check_same_thread=False)
        raw.execute("BEGIN IMMEDIATE")
        return raw.close
    begun = postgres().session()
    begun.execute(f"BEGIN; SELECT pg_advisory_xact_lock({QUEUE})")
    return begun.close


def test_a_writer_that_waits_too_long_is_told(begun: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers go on meanwhile; nothing was changed."""
    del begun
    monkeypatch.setattr(connection, "PRAGMAS", ("busy_timeout = 50", *connection.PRAGMAS[1:]))
    monkeypatch.setitem(connection.POSTGRESQL_SETTINGS, "lock_timeout", "50")
    store = connect(url)
    other = open_other(url)
    with told(Unavailable, r"was held by somebody else for too long. Nothing was changed\. Try again"):
        store.append("a1", recorded(2))
    assert store.events("a1") == log(2)
    other()
    store.append("a1", recorded(2))


@pytest.fixture
def somebody() -> Iterator[Path]:
    """A folder of a user for whom rights count, as they do not for root, and this process as that user."""
    folder = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o700)
    shutil.rmtree(folder)


def test_a_folder_that_became_read_only_is_explained(somebody: Path) -> None:
    """Nothing was changed, and it goes on when it may be written again."""
    store = open_sqlite(somebody)
    store.keep_site("before")
    somebody.chmod(0o500)
    (somebody / "roleplay.db").chmod(0o400)
    with told(Unavailable, r"roleplay\.db cannot be written\. Nothing was changed\. Make sure that you may"):
        store.keep_site("after")
    somebody.chmod(0o700)
    (somebody / "roleplay.db").chmod(0o600)
    assert store.site() == "before"
    store.keep_site("after")
    assert store.site() == "after"


def test_a_data_folder_that_has_gone_is_explained(tmp_path: Path) -> None:
    """No empty database is made in its place, and it goes on when the folder is back."""
    (tmp_path / "data").mkdir()
    store = open_sqlite(tmp_path / "data")
    store.keep_site("before")
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    for _ in range(2):
        with told(Unavailable, r"data/roleplay\.db is not there any more"):
            store.site()
        (tmp_path / "data").mkdir(exist_ok=True)
    assert list((tmp_path / "data").iterdir()) == []
    (tmp_path / "data").rmdir()
    (tmp_path / "elsewhere").rename(tmp_path / "data")
    assert store.site() == "before"


def test_a_damaged_file_is_explained(tmp_path: Path) -> None:
    """What is said points to the backup."""
    store = open_sqlite(tmp_path)
    store.keep_document("0" * 64, "scenario", "x", "{}" * 50_000)
    with closing(sqlite3.connect(tmp_path / "roleplay.db")) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (tmp_path / "roleplay.db").open("r+b") as file:
        file.seek(-60_000, 2)
        file.write(b"\xff" * 30_000)
    with told(Misconfigured, r"is damaged.*malformed.*roleplay restore FILE --replace"):
        store.document("0" * 64)


# --- PostgreSQL only ---


@pytest.fixture
def in_postgres(tmp_path: Path) -> Iterator[str]:
    """An empty PostgreSQL database."""
    yield URLS["postgresql"](tmp_path)
    postgres().forget(tmp_path)


def refusal(url: str, kind: type[RoleplayError]) -> str:
    """What is said when a database cannot be opened; never with a password in it."""
    with pytest.raises(kind) as caught:
        connect(url)
    said = str(caught.value.exact)
    assert "wrong horse" not in said
    assert PASSWORD not in said
    return said


def test_whoever_is_not_let_in_reads_why() -> None:
    """A wrong password, account, database, host or port, each with what to do, and never with the password."""
    server = postgres()
    good = sa.URL.create("postgresql+psycopg", "postgres", PASSWORD, "127.0.0.1", server.port, "postgres")

    def said(kind: type[RoleplayError], **changes: Any) -> str:
        return refusal(good.set(**changes).render_as_string(hide_password=False), kind)

    place = f"postgres@127.0.0.1:{server.port}"
    assert f"The database {place}/postgres did not let us in" in said(Misconfigured, password="wrong horse")
    assert "~/.pgpass" in said(Misconfigured, password="wrong horse")
    assert 'user "nobody"' in said(Misconfigured, username="nobody")
    missing = said(Misconfigured, database="missing")
    assert f"The database {place}/missing cannot be opened" in missing
    assert "CREATE DATABASE" in missing
    assert "host and port" in said(Unavailable, port=free_port())
    assert "host and port" in said(Unavailable, host="nowhere.invalid")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:wrong horse@host:port/db",
        "postgresql+psycopg://me:wrong horse@host:99x/db",
        "postgresql+psycopg://me:wrong horse@host",
        "postgresql+nonsense://me:wrong horse@host/db",
        "mysql://me:wrong horse@host/db",
        "me:wrong horse@host/db",
    ],
)
def test_a_url_that_cannot_be_used_is_explained_without_its_password(url: str) -> None:
    """Whatever is wrong with it."""
    assert "postgresql+psycopg://me@host/roleplay" in refusal(url, Misconfigured)


def test_a_password_in_the_query_is_not_shown() -> None:
    """PostgreSQL's own library takes one there, too."""
    url = f"postgresql+psycopg://postgres@127.0.0.1:{postgres().port}/postgres?password=wrong%20horse"
    assert "did not let us in" in refusal(url, Misconfigured)


def test_postgresql_without_its_library_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has the command that installs it."""
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(Misconfigured, match=r"python -m pip install 'roleplay\[postgresql\]'"):
        make_engine("postgresql+psycopg://me@host/db")


def ended_by_the_server(connection: sa.Connection) -> None:
    """As when it is stopped."""
    (backend,) = connection.exec_driver_sql("SELECT pg_backend_pid()").one()
    postgres().do(f"SELECT pg_terminate_backend({backend})")


def cut(connection: sa.Connection) -> None:
    """As when a cable is pulled."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    with socket.socket(fileno=os.dup(raw.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("end", [ended_by_the_server, cut])
def test_a_connection_that_breaks_is_explained(
    in_postgres: str, tmp_path: Path, end: Callable[[sa.Connection], None]
) -> None:
    """In the middle of a transaction: what it did is taken back, and the next one works."""
    store = open_store(in_postgres, tmp_path, lambda: MORNING)
    shelve(store)
    store.add_attempt(attempt(), log(2))
    assert isinstance(store, SqlStore)
    first = iter((True, False))

    def before(connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO events") and next(first):
            end(connection)

    sa.event.listen(store._reader, "before_cursor_execute", before)
    with told(Unavailable, r"connection .* was lost.* After a reload"):
        store.append("a1", recorded(2))
    store.append("a1", recorded(2))
    assert store.events("a1") == log(3)


def test_an_account_with_too_few_rights_is_explained(in_postgres: str, tmp_path: Path) -> None:
    """It may connect, and not make tables; whether or not it may look."""
    postgres().do("DROP ROLE IF EXISTS guest")
    postgres().do("CREATE ROLE guest LOGIN")
    url = in_postgres.replace("postgres@", "guest@")
    with told(Misconfigured, r"too few rights .* Nothing was changed\. Let it own"):
        open_store(url, tmp_path, lambda: MORNING)
    ((schema,),) = rows(in_postgres, "SELECT current_schema()")
    do(in_postgres, f"GRANT USAGE ON SCHEMA {schema} TO guest")
    with told(Misconfigured, r"too few rights .*permission denied.* Nothing was changed\. Let it own"):
        open_store(url, tmp_path, lambda: MORNING)


def test_whoever_finds_all_connections_taken_waits_for_one(in_postgres: str, tmp_path: Path) -> None:
    """An account that may have one connection: the second waits until the first is closed."""
    open_store(in_postgres, tmp_path, lambda: MORNING)
    postgres().do("DROP ROLE IF EXISTS single")
    postgres().do("CREATE ROLE single LOGIN CONNECTION LIMIT 1 IN ROLE pg_read_all_data")
    url = in_postgres.replace("postgres@", "single@")
    first = psycopg.connect(url.replace("+psycopg", ""))
    closing_ = threading.Timer(0.3, first.close)
    closing_.start()
    assert connect(url).site() is None
    closing_.join()


def test_a_disk_that_only_follows_another_is_explained(in_postgres: str, tmp_path: Path) -> None:
    """A server that takes no changes."""
    store = open_store(in_postgres, tmp_path, lambda: MORNING)
    url = f"{in_postgres}%20-cdefault_transaction_read_only%3Don"
    with told(Unavailable, r"cannot be written\. Nothing was changed"):
        connect(url).keep_site("{}")
    assert store.site() is None
