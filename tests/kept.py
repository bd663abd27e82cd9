"""Rows as a store keeps them, for tests of the store and of what stands on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from roleplay.model.canonical import canonical, digest
from roleplay.model.event import Chose, Event, Expected, Mode, Recorded, Started
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.store import Attempt, Options, OwnerKind, ShelfEntry, Status, Store, TextRow, open_store, sqlite_url
from roleplay.store.connection import make_owner_only
from tests.postgres import postgres
from tests.small import RUBRICS, small

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
HASH = digest(small())


def sqlite_in(folder: Path) -> str:
    """URL of the SQLite database in a folder."""
    return sqlite_url(folder / "roleplay.db")


def postgres_in(folder: Path) -> str:
    """URL of the PostgreSQL database that stands for a folder; made, without tables, when first asked for."""
    return postgres().url_of(folder)


URLS: Mapping[str, Callable[[Path], str]] = {"sqlite": sqlite_in, "postgresql": postgres_in}
"""Where the databases of every kind are, by the folder that they belong to."""


def contents(file: Path) -> bytes:
    """An SQLite database as the file would be that nobody has open."""
    with closing(sqlite3.connect(file)) as raw:
        return raw.serialize()


@cache
def migrated() -> bytes:
    """The file of an SQLite database that was migrated and holds nothing yet. To copy it takes a hundredth of the time."""
    with TemporaryDirectory() as folder:
        open_store(sqlite_in(Path(folder)), Path(folder), lambda: MORNING)
        return contents(Path(folder) / "roleplay.db")


@cache
def migration() -> tuple[str, ...]:
    """What a migration says to an empty PostgreSQL database. To repeat that takes a tenth of the time."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().startswith(("SELECT", "PRAGMA", "BEGIN")):
            said.append(statement)

    with TemporaryDirectory() as folder:
        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        open_store(postgres_in(Path(folder)), Path(folder), lambda: MORNING)
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
        postgres().forget(Path(folder))
    return tuple(said)


def opener(kind: str) -> Callable[[Path], Store]:
    """How to open the store in a folder; opening it again opens the same one."""

    def open_it(folder: Path) -> Store:
        url = URLS[kind](folder)
        if kind == "postgresql":
            postgres().make(folder, migration())
        elif not (folder / "roleplay.db").exists():
            make_owner_only(folder / "roleplay.db")
            (folder / "roleplay.db").write_bytes(migrated())
        return open_store(url, folder / "backups", lambda: MORNING)

    return open_it


FACTORIES: Mapping[str, Callable[[Path], Store]] = {kind: opener(kind) for kind in URLS}
"""Every kind of store. The contract holds for all of them."""


def open_sqlite(folder: Path, begun: bytes | None = None) -> Store:
    """The same store in a file, which may begin as the contents of another one."""
    if begun is not None:
        make_owner_only(folder / "roleplay.db")
        (folder / "roleplay.db").write_bytes(begun)
    return FACTORIES["sqlite"](folder)


def shelve(store: Store, *scenarios: Scenario) -> None:
    """Put scenarios on the shelf, the small one if none is given, with the small rubrics."""
    entries = []
    shelves: dict[str, tuple[Scenario | Rubric, ...]] = {
        "scenario": scenarios or (small(),),
        "rubric": tuple(RUBRICS.values()),
    }
    for kind, things in shelves.items():
        for thing in things:
            store.keep_document(digest(thing), kind, thing.id, canonical(thing))
            entries.append(ShelfEntry(kind, thing.id, digest(thing), f"{thing.id}.yml"))
    store.shelve(entries, (), "first")


def attempt(attempt_id: str = "a1", **changes: Any) -> Attempt:
    """An open attempt at the small scenario."""
    values: dict[str, Any] = {
        "id": attempt_id,
        "owner_kind": OwnerKind.PERSON,
        "owner_id": "kim",
        "scenario_id": "disclosure/small",
        "scenario_hash": HASH,
        "mode": Mode.PRACTICE,
        "seed": 2**62,
        "options": Options(),
        "branched_from": None,
        "exposure": 0,
        "status": Status.OPEN,
        "started_at": MORNING,
        **changes,
    }
    return Attempt(**values)


def event(seq: int) -> Event:
    """An event that could have this number."""
    if seq == 0:
        return Started(HASH, ("f" * 64,), {"mandated_reporter": "yes"}, 2**62, "practice")
    return Expected("t1") if seq == 1 else Chose("opening", f"choice-{seq}")


def recorded(seq: int, actor: str = "kim") -> Recorded:
    """The same, recorded a minute a number after the morning began."""
    return Recorded(seq, event(seq), actor, MORNING + timedelta(minutes=seq))


def log(length: int) -> tuple[Recorded, ...]:
    """The first events of an attempt."""
    return tuple(recorded(seq) for seq in range(length))


def text(text_id: str = "t1", attempt_id: str = "a1", body: str = "I expect rain.") -> TextRow:
    """A personal text."""
    return TextRow(text_id, OwnerKind.PERSON, "kim", attempt_id, "expectation", body, MORNING)
