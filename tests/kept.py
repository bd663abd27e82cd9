"""Rows as a store keeps them, for tests of the store and of what stands on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from roleplay.model.canonical import canonical, digest
from roleplay.model.event import Chose, Event, Expected, Mode, Recorded, Started
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.store import Attempt, Options, OwnerKind, ShelfEntry, Status, Store, TextRow, open_store, sqlite_url
from tests.small import RUBRICS, small

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
HASH = digest(small())


def open_sqlite(folder: Path) -> Store:
    """A SQLite store in a folder; opening it again opens the same one."""
    return open_store(sqlite_url(folder / "roleplay.db"), folder / "backups", lambda: MORNING)


FACTORIES: Mapping[str, Callable[[Path], Store]] = {"sqlite": open_sqlite}
"""Every kind of store. The contract holds for all of them."""


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
