"""Rows by the hundred thousand, faster than a store would take them: one by one is what people do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

Rows = Sequence[tuple[Any, ...]]


class Bulk:
    """Writes rows into an empty database, in one transaction. JSON comes as text, times in UTC."""

    def __init__(self, engine: sa.Engine) -> None:
        self._raw = engine.raw_connection()
        self._sqlite = engine.dialect.name == "sqlite"
        self._cursor: Any = self._raw.cursor()
        if self._sqlite:
            self._cursor.execute("PRAGMA synchronous = OFF")
            self._cursor.execute("PRAGMA foreign_keys = OFF")  # `close` checks them all at once
            self._cursor.execute("BEGIN")

    def add(self, table: sa.Table, columns: Sequence[str], rows: Rows) -> None:
        """Add rows with these columns; the others are null."""
        assert set(columns) <= set(table.c.keys()), (table.name, columns)
        named = ", ".join(columns)
        if self._sqlite:
            times = [place for place, name in enumerate(columns) if isinstance(table.c[name].type, sa.TypeDecorator)]
            marks = ", ".join("?" * len(columns))
            written = [_as_text(row, times) for row in rows] if times else rows
            self._cursor.executemany(f"INSERT INTO {table.name} ({named}) VALUES ({marks})", written)
            return
        with self._cursor.copy(f"COPY {table.name} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def close(self) -> None:
        """Commit, and let the database look at what it has now, as it does by itself in the course of days."""
        if self._sqlite:
            assert self._cursor.execute("PRAGMA foreign_key_check").fetchone() is None
            self._cursor.execute("COMMIT")
            self._cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            self._raw.commit()
            self._cursor.execute("ANALYZE")
            self._raw.commit()
        self._raw.close()


def _as_text(row: tuple[Any, ...], times: Sequence[int]) -> tuple[Any, ...]:
    changed = list(row)
    for place in times:
        at = changed[place]
        if isinstance(at, datetime):
            changed[place] = at.replace(tzinfo=None).isoformat(" ", "microseconds")
    return tuple(changed)
