"""Texts of Kim's, kept and read with the keys at hand."""

from __future__ import annotations

from pathlib import Path

from roleplay.services.authority import Owner
from roleplay.services.keys import sealer_of
from roleplay.store import OwnerKind, Store, TextRow
from tests.kept import attempt, log, open_sqlite, recorded, shelve

KIM, LEE = Owner(OwnerKind.PERSON, "kim"), Owner(OwnerKind.PERSON, "lee")
SECRET = "I expect rain."


def begun(data: Path) -> Store:
    """A store with an attempt, and without keys."""
    opened = open_sqlite(data)
    shelve(opened)
    opened.add_attempt(attempt(), log(2))
    return opened


def keep(store: Store, data: Path, *rows: TextRow) -> TextRow:
    """Write texts down as a service does; the first as it is kept."""
    kept = sealer_of(store, data).seal(KIM, rows)
    store.append("a1", recorded(len(store.events("a1"))), kept)
    return kept[0]


def read(store: Store, data: Path, *rows: TextRow) -> list[str | None]:
    """What somebody with the keys reads."""
    return [row.body for row in sealer_of(store, data).open(rows)]
