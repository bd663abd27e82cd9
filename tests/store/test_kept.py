"""The connection to a SQLite file that a thread keeps: who uses it, when it is closed, what it never does."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import psutil
import pytest
import sqlalchemy as sa

from roleplay.model.gathering import Joined, Logged, Opened
from roleplay.store import OwnerKind, ParticipantRow, SqlStore, TextKey, TextRow, connect, connection, sqlite_url
from roleplay.store.copying import copy_database
from roleplay.store.kept import close_kept
from roleplay.store.workshop_rows import Contribution, PaceRow, Said, WorkshopRow
from tests.kept import MORNING, attempt, log, open_sqlite, recorded, shelve, text

SECRET = "a sentence that nobody else is to read"

FORKS = """
import os
import sys
import threading
from pathlib import Path
from roleplay.store import connect

def files():
    return [one for one in map(os.path.realpath, Path("/proc/self/fd").iterdir()) if "roleplay.db" in one]

store, done = connect(sys.argv[1]), threading.Event()
kept = threading.Event()
thread = threading.Thread(target=lambda: (store.site(), kept.set(), done.wait()))
thread.start()
kept.wait()
store.keep_site("parent")
print(len(files()) > 0, flush=True)
child = os.fork()
if not child:
    print(files(), flush=True)
    store.keep_site(store.site() + ", child")
    other = threading.Thread(target=lambda: store.keep_site(store.site() + ", its thread"), daemon=True)
    other.start()
    other.join(20)
    print(len(files()) > 0, flush=True)
    sys.exit()
os.waitpid(child, 0)
print(files(), flush=True)
store.keep_site(store.site() + ", parent")
print(store.site(), flush=True)
done.set()
"""

WAITS = """
import sys
from roleplay.store import connect
store = connect(sys.argv[1])
for asked in sys.stdin:
    print(store.site(), flush=True)
"""


@pytest.fixture
def store(tmp_path: Path) -> SqlStore:
    """An empty store in a SQLite file, of which this thread keeps nothing yet."""
    made = cast("SqlStore", open_sqlite(tmp_path))
    close_kept()
    return made


@contextmanager
def opened(store: SqlStore) -> Iterator[list[int]]:
    """The threads that open a connection in the block."""
    threads: list[int] = []

    def note(*_: object) -> None:
        threads.append(threading.get_ident())

    sa.event.listen(store._reader, "connect", note)
    yield threads
    sa.event.remove(store._reader, "connect", note)


def files_in(folder: Path) -> list[str]:
    """The files of a folder that this process has open."""
    return sorted(Path(one.path).name for one in psutil.Process().open_files() if Path(one.path).parent == folder)


def test_a_thread_opens_the_database_once(store: SqlStore) -> None:
    """Reads and writes that follow each other use one connection; another thread has its own."""
    with opened(store) as threads:
        for _ in range(3):
            store.keep_site("x")
            assert store.site() == "x"
        assert len(threads) == 1
        with ThreadPoolExecutor(1) as other:
            assert other.submit(store.site).result() == "x"
    assert len(set(threads)) == len(threads) == 2


def test_a_transaction_inside_of_another_has_a_connection_of_its_own(store: SqlStore, tmp_path: Path) -> None:
    """The outer one still sees what it saw; afterwards one of the two is left."""
    with opened(store) as threads:
        with store._read() as outer:
            before = outer.exec_driver_sql("SELECT count(*) FROM facts").scalar()
            store.keep_site("x")
            assert outer.exec_driver_sql("SELECT count(*) FROM facts").scalar() == before
        assert store.site() == "x"
    assert len(threads) == 2
    close_kept(store._reader)
    assert files_in(tmp_path) == []


def test_a_connection_is_closed_with_its_thread(store: SqlStore, tmp_path: Path) -> None:
    """As long as the thread lives it has the file open, and not after."""
    with ThreadPoolExecutor(1) as other:
        other.submit(store.site).result()
        assert "roleplay.db" in files_in(tmp_path)
    assert files_in(tmp_path) == []


def test_many_stores_do_not_use_up_files(tmp_path: Path) -> None:
    """A thread has the database of its last transaction open, and nothing of the others, though all stores are there."""
    stores = []
    for number in range(6):
        (tmp_path / str(number)).mkdir()
        stores.append(open_sqlite(tmp_path / str(number)))
        stores[-1].keep_site("x")
    held = [one.path for one in psutil.Process().open_files() if one.path.startswith(f"{tmp_path}/")]
    assert {Path(path).parent.name for path in held} == {"5"}
    assert [one.site() for one in stores] == ["x"] * 6
    twin = connect(sqlite_url(tmp_path / "5" / "roleplay.db"))
    with opened(cast("SqlStore", stores[5])) as threads:
        assert (twin.site(), stores[5].site()) == ("x", "x")
    assert len(threads) == 1


def test_a_store_that_is_forgotten_gives_its_connections_back(tmp_path: Path) -> None:
    """At once, and also those of other threads."""
    with ThreadPoolExecutor(1) as other:
        store = open_sqlite(tmp_path)
        store.site()
        other.submit(store.site).result()
        assert files_in(tmp_path).count("roleplay.db") == 2
        del store
        assert files_in(tmp_path) == []


def test_a_fork_finds_no_connection_and_each_side_opens_its_own(store: SqlStore, tmp_path: Path) -> None:
    """Neither that of the thread that forks nor that of another; nothing is lost, and at the end all is in the file."""
    store.site()
    close_kept()
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKS, sqlite_url(tmp_path / "roleplay.db")],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert told.splitlines() == ["True", "[]", "True", "[]", "parent, child, its thread, parent"]
    assert [path.name for path in tmp_path.iterdir()] == ["roleplay.db"]
    assert store.site() == "parent, child, its thread, parent"


def test_whoever_waits_does_not_keep_what_was_erased(store: SqlStore, tmp_path: Path) -> None:
    """A process and a thread that keep a connection and do nothing let the journal be emptied, and then go on."""
    shelve(store)
    store.add_attempt(attempt(), log(1))
    store.append("a1", recorded(1), [text(body=SECRET)])
    store.keep_site("before")
    command = [sys.executable, "-c", WAITS, sqlite_url(tmp_path / "roleplay.db")]
    with (
        ThreadPoolExecutor(1) as other,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as waiting,
    ):
        assert waiting.stdin is not None
        assert waiting.stdout is not None
        waiting.stdin.write("?\n")
        assert waiting.stdout.readline() == "before\n"
        assert other.submit(store.texts, "a1").result()["t1"].body == SECRET
        store.erase_text("t1")
        assert (tmp_path / "roleplay.db-wal").stat().st_size == 0
        assert SECRET.encode() not in (tmp_path / "roleplay.db").read_bytes()
        store.keep_site("after")
        waiting.stdin.write("?\n")
        assert waiting.stdout.readline() == "after\n"
        assert other.submit(store.texts, "a1").result()["t1"].body is None
        waiting.stdin.close()
        assert waiting.wait(timeout=60) == 0


def test_what_is_replaced_or_forgotten_is_not_left_in_the_journal(store: SqlStore, tmp_path: Path) -> None:
    """The key of somebody, all keys, a reply in a workshop, and replies of a go that is begun anew."""
    key = TextKey(OwnerKind.PERSON, "kim", f"key: {SECRET}", "m1")
    first, second = (Joined("g1"), Opened({}, {"alone": "h1"}, (), {}, 7, ("fay",)))
    store.add_workshop(WorkshopRow("w1", "An hour", "fay", MORNING), Logged(0, second, "fay", MORNING))
    store.happened(
        "w1", Logged(1, first, "g1", MORNING), participant=ParticipantRow("g1", "w1", None, "Guest", MORNING)
    )

    def said(text_id: str, body: str, kind: Said) -> Contribution:
        row = TextRow(text_id, OwnerKind.PARTICIPANT, "g1", None, "workshop", body, MORNING)
        return Contribution(row, "w1", kind, "alone/letter")

    pace = PaceRow("g1", "alone", "w1", step=1, goes=1, path=("gate/wait",), far=0)
    store.begin_sealing("m1")
    steps: tuple[tuple[Callable[[], object], Callable[[], object]], ...] = (
        (lambda: store.add_text_key(key), lambda: store.forget_text_key(OwnerKind.PERSON, "kim")),
        (lambda: store.add_text_key(key), lambda: store.begin_sealing("m2", anew=True)),
        (
            lambda: store.contribute(said("t1", SECRET, Said.REPLY)),
            lambda: store.contribute(said("t2", "x", Said.REPLY)),
        ),
        (
            lambda: store.keep_pace(pace, said("t3", SECRET, Said.ALONE)),
            lambda: store.keep_pace(replace(pace, step=2, path=())),
        ),
    )
    for write, forget in steps:
        write()
        assert any(SECRET.encode() in file.read_bytes() for file in tmp_path.iterdir())
        forget()
        assert not any(SECRET.encode() in file.read_bytes() for file in tmp_path.iterdir())


def test_what_was_erased_during_a_long_copy_is_not_left_in_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is read the journal cannot be emptied; whoever copies does so at the end."""
    open_sqlite(tmp_path)
    close_kept()
    monkeypatch.setattr(connection, "PRAGMAS", ("busy_timeout = 50", *connection.PRAGMAS[1:]))
    store = connect(sqlite_url(tmp_path / "roleplay.db"))
    shelve(store)
    store.add_attempt(attempt(), log(1))
    store.append("a1", recorded(1), [text(body=SECRET)])
    with store._read() as reading:
        assert reading.exec_driver_sql("SELECT count(*) FROM texts").scalar() == 1
        store.erase_text("t1")
    assert SECRET.encode() in (tmp_path / "roleplay.db-wal").read_bytes()
    copy_database(sqlite_url(tmp_path / "roleplay.db"), sqlite_url(tmp_path / "copy.db"))
    assert not any(SECRET.encode() in file.read_bytes() for file in tmp_path.iterdir())


def test_another_file_in_its_place_is_seen(store: SqlStore, tmp_path: Path) -> None:
    """As after a restore: nothing is written any more to what was moved aside."""
    (tmp_path / "new").mkdir()
    other = open_sqlite(tmp_path / "new")
    other.keep_site("new")
    close_kept()
    store.keep_site("old")
    store._empty_journal()
    (tmp_path / "roleplay.db").rename(tmp_path / "aside.db")
    (tmp_path / "new" / "roleplay.db").rename(tmp_path / "roleplay.db")
    assert store.site() == "new"
    store.keep_site("newer")
    assert store.site() == "newer"
    with closing(sqlite3.connect(tmp_path / "aside.db")) as raw:
        assert raw.execute("SELECT value FROM facts WHERE name = 'site'").fetchall() == [("old",)]


def test_a_journal_that_somebody_took_away_is_not_written_to(store: SqlStore, tmp_path: Path) -> None:
    """As by a process that took itself for the last one: what is kept afterwards is there for others."""
    store.keep_site("before")
    with closing(sqlite3.connect(tmp_path / "roleplay.db")) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (tmp_path / "roleplay.db-wal").unlink()
    store.keep_site("after")
    told = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute('SELECT value FROM facts').fetchall())"
    command = [sys.executable, "-c", told, str(tmp_path / "roleplay.db")]
    assert "('after',)" in subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


@pytest.mark.parametrize("trouble", [ValueError, KeyboardInterrupt])
def test_a_connection_on_which_something_failed_is_not_used_again(
    store: SqlStore, tmp_path: Path, trouble: type[BaseException]
) -> None:
    """What it did is taken back, it holds up nobody, and the next transaction opens another."""
    store.keep_site("before")

    def fail() -> None:
        with store._write() as writing:
            writing.exec_driver_sql("DELETE FROM facts")
            raise trouble

    with pytest.raises(trouble):
        fail()
    assert files_in(tmp_path) == []
    with opened(store) as threads:
        assert store.site() == "before"
    assert len(threads) == 1


def test_settings_of_a_rebuild_do_not_stay(store: SqlStore) -> None:
    """References are held to be true again, and triggers are read as they are."""
    store.site()
    with store._rebuild() as rebuilding:
        assert rebuilding.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
    for transaction in (store._read, store._write):
        with transaction() as after:
            found = [
                after.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("foreign_keys", "legacy_alter_table")
            ]
            assert found == [1, 0]


def test_a_kept_connection_holds_neither_pages_nor_values(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives back its memory after each transaction, and sqlite3 keeps no statement with the values it was given."""
    given: list[dict[str, Any]] = []
    asked: list[str] = []
    really = sqlite3.connect

    def listening(*arguments: Any, **options: Any) -> sqlite3.Connection:
        given.append(options)
        made: sqlite3.Connection = really(*arguments, **options)
        made.set_trace_callback(asked.append)
        return made

    monkeypatch.setattr(sqlite3, "connect", listening)
    store.site()
    store.keep_site("x")
    assert [options["cached_statements"] for options in given] == [0]
    ends = [asked[index : index + 2] for index, statement in enumerate(asked) if statement == "COMMIT"]
    assert ends == [["COMMIT", "PRAGMA shrink_memory"]] * 2
