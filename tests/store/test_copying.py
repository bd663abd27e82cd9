"""All that a database holds, copied into another one."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest
import sqlalchemy as sa

from roleplay.errors import Conflict, Misconfigured
from roleplay.model.learning import Drew, Noted
from roleplay.store import OwnerKind, Store, TextRow, connect, copying, revisions, sqlite_url
from roleplay.store.connection import make_engine
from roleplay.store.copying import Contents, Whole, contents_of, copy_database
from roleplay.store.migrate import Migration
from tests.kept import FACTORIES, MORNING, URLS, attempt, log, recorded, shelve
from tests.postgres import postgres
from tests.store.samples import do, fill, held, rows


@pytest.fixture(params=list(URLS))
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another database of every kind, without tables."""
    folder = tmp_path / "target"
    folder.mkdir()
    yield URLS[request.param](folder)
    if request.param == "postgresql":
        postgres().forget(folder)


@pytest.fixture
def filled(store: Store, url: str) -> str:
    """A database with three rows in every table."""
    store.local_person()
    with Whole(url).rebuild() as connection:
        for number in (1, 2, 3):
            fill(connection, number)
    return url


def test_a_copy_holds_all_that_the_source_holds(filled: str, target: str) -> None:
    """From every kind of database to every kind: same rows in all tables, and they are counted and hashed."""
    copied = copy_database(filled, target)
    assert held(target) == held(filled)
    assert copied.revision == revisions.HEAD
    assert {name: content.rows for name, content in copied.tables.items()} == {
        name: len(found) for name, found in held(filled).items()
    }
    for url in (filled, target):
        with Whole(url).read() as connection:
            assert contents_of(connection) == copied


def test_a_copy_is_worked_on_like_any_other(begun: Store, url: str, target: str) -> None:
    """It is opened, read and written; what the database numbers by itself goes on behind what was copied."""
    del begun
    with Whole(url).rebuild() as connection:
        fill(connection, 0)
    copy_database(url, target)
    store = connect(target)
    store.append("a1", recorded(2))
    assert store.events("a1") == log(3)
    ((last,),) = rows(target, "SELECT max(seq) FROM audit")
    columns = "at, actor_kind, actor_id, action, subject_kind, subject_id, detail"
    do(target, f"INSERT INTO audit ({columns}) SELECT {columns} FROM audit")
    assert rows(target, "SELECT max(seq) FROM audit") == [(last + 1,)]


def test_what_was_learnt_and_private_pages_go_on_in_a_copy(store: Store, url: str, target: str) -> None:
    """The log goes on where it ended, a page is changed by whoever saw it there, and both are only one person's."""
    kim = OwnerKind.PERSON, "kim"
    first = Noted(0, Drew("listening", 2**62, ("listening/one",)), MORNING)
    page = TextRow("p1", *kim, None, "page", '{"why": "Kürş 🌦"}', MORNING, page="plan")
    store.learn(*kim, first)
    store.keep_page(page, None)
    copy_database(url, target)
    copied = connect(target)
    assert (copied.learnt(*kim), copied.pages(*kim)) == ((first,), (page,))
    with pytest.raises(Conflict):
        copied.learn(*kim, first)
    copied.learn(*kim, replace(first, seq=1))
    later = replace(page, id="p2", at=MORNING + timedelta(hours=1))
    copied.keep_page(later, page.at)
    assert (len(copied.learnt(*kim)), copied.pages(*kim)) == (2, (later,))
    assert store.pages(*kim) == (page,)


def test_every_change_shows_in_the_hash(filled: str) -> None:
    """Of its table, and of no other; the order of rows does not."""

    def now() -> Contents:
        with Whole(filled).read() as connection:
            return contents_of(connection)

    before = now()
    do(filled, "UPDATE texts SET body = 'changed' WHERE body IS NOT NULL")
    changed = now()
    assert changed.tables["texts"].rows == before.tables["texts"].rows
    assert [name for name in before.tables if before.tables[name] != changed.tables[name]] == ["texts"]
    moved = rows(filled, "SELECT name, value FROM facts ORDER BY name")[0][0]
    do(
        filled,
        "CREATE TABLE kept AS SELECT * FROM facts",
        f"DELETE FROM facts WHERE name = '{moved}'",
        f"INSERT INTO facts SELECT * FROM kept WHERE name = '{moved}'",
        "DROP TABLE kept",
    )
    assert now() == changed


def test_a_copy_of_an_older_revision_is_of_that_revision(url: str, target: str, tmp_path: Path) -> None:
    """So that a copy can be made before a migration; a server brings it up to date."""
    if url.startswith("sqlite"):
        (tmp_path / "roleplay.db").touch()
    Migration(make_engine(url)).to(revisions.all_revisions()[0])
    with Whole(url).rebuild() as connection:
        fill(connection, 1)
    assert copy_database(url, target).revision == revisions.all_revisions()[0]
    assert held(target) == held(url)
    with pytest.raises(Misconfigured, match="Restart `roleplay serve`"):
        connect(target)


def test_only_an_empty_database_is_copied_into(filled: str, target: str, tmp_path: Path) -> None:
    """One that holds something is left as it is, whoever's it is."""
    copy_database(filled, target)
    before = held(target)
    for _ in range(2):
        with pytest.raises(Misconfigured, match=r"is not empty. Nothing was copied\. Name an empty one"):
            copy_database(filled, target)
    with pytest.raises(Misconfigured, match="not empty"):
        copy_database(filled, filled)
    assert held(target) == before
    strangers = sqlite_url(tmp_path / "recipes.db")
    (tmp_path / "recipes.db").touch()
    do(strangers, "CREATE TABLE recipes (name TEXT)")
    with pytest.raises(Misconfigured, match="not empty"):
        copy_database(filled, strangers)
    with pytest.raises(Misconfigured, match="another program"):
        copy_database(strangers, sqlite_url(tmp_path / "new.db"))
    assert not (tmp_path / "new.db").exists()


def test_there_has_to_be_something_to_copy(url: str, target: str) -> None:
    """Neither a file that is not there nor an empty database is copied, and no target is made."""
    with pytest.raises(Misconfigured, match=r"There is no database|is empty"):
        copy_database(url, target)
    if target.startswith("sqlite"):
        assert not Path(str(sa.make_url(target).database)).exists()


def test_a_copy_that_differs_is_taken_back(filled: str, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a row is lost on the way, nothing is left at the target."""
    read, asked = copying._rows, []

    def lossy(connection: sa.Connection, table: sa.Table) -> Iterator[list[sa.Row[Any]]]:
        asked.append(table.name)
        for found in read(connection, table):
            yield found[1:] if table.name == "texts" and asked.count("texts") == 2 else found

    monkeypatch.setattr(copying, "_rows", lossy)
    with pytest.raises(Misconfigured, match="not the same as what was there"):
        copy_database(filled, target)
    monkeypatch.undo()
    if target.startswith("sqlite"):
        assert list((Path(str(sa.make_url(target).database)).parent).iterdir()) == []
    else:
        assert held(target) == {}


def test_a_row_that_the_target_cannot_hold_is_named(tmp_path: Path) -> None:
    """SQLite keeps texts of any length and with any character, PostgreSQL does not; nothing is left there."""
    folder = tmp_path / "other"
    for number, wrong in enumerate(("x" * 300, "a\0b")):
        place = tmp_path / str(number)
        place.mkdir()
        FACTORIES["sqlite"](place).keep_document("0" * 64, "scenario", wrong, "{}")
        with pytest.raises(Misconfigured, match=r"A row of documents cannot be kept there: .*Nothing was copied"):
            copy_database(URLS["sqlite"](place), URLS["postgresql"](folder))
    assert held(URLS["postgresql"](folder)) == {}
    postgres().forget(folder)


def test_a_sqlite_copy_is_its_owners_only(filled: str, tmp_path: Path) -> None:
    """From the first byte on; nothing else is left beside it."""
    folder = tmp_path / "copies"
    folder.mkdir()
    copy_database(filled, sqlite_url(folder / "copy.db"))
    (copy,) = folder.iterdir()
    assert copy.name == "copy.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@contextmanager
def writing(reopen: Callable[[], Store]) -> Iterator[list[int]]:
    """Two who go on appending to their own attempts and note each number when it was acknowledged."""
    done, noted = Event(), [1, 1]

    def go_on(writer: int) -> None:
        store = reopen()
        while not done.is_set():
            store.append(f"w{writer}", recorded(noted[writer] + 1))
            noted[writer] += 1

    for writer in (0, 1):
        reopen().add_attempt(attempt(f"w{writer}"), log(2))
    with ThreadPoolExecutor(2) as pool:
        running: list[Future[None]] = [pool.submit(go_on, writer) for writer in (0, 1)]
        try:
            yield noted
        finally:
            done.set()
            for one in running:
                one.result(timeout=60)


def test_a_copy_made_while_people_write_is_of_one_moment(
    store: Store, reopen: Callable[[], Store], url: str, target: str
) -> None:
    """Each log in it is without a gap, holds all that was acknowledged before, and nobody was held up by it."""
    shelve(store)
    with writing(reopen) as noted:
        while min(noted) < 5:
            sleep(0.01)
        before = tuple(noted)
        copy_database(url, target)
        after = tuple(noted)
        while min(noted) < max(after) + 3:
            sleep(0.01)
    copy = connect(target)
    for writer in (0, 1):
        found = copy.events(f"w{writer}")
        assert found == log(len(found))
        assert before[writer] < len(found) <= after[writer] + 2
        assert store.events(f"w{writer}") == log(noted[writer] + 1)
