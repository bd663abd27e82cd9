"""What a store is asked for, statement by statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa

from roleplay.store import SqlStore, Store


@dataclass
class Counted:
    """Filled while a store works."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    """What was asked, with its parameters; no pragmas and no beginnings."""
    transactions: int = 0
    """How many were begun."""
    connections: int = 0
    """How often the database was opened for one."""
    writes: int = 0
    """Transactions that could change something and were committed."""

    def clear(self) -> None:
        """Forget it."""
        self.statements.clear()
        self.transactions = self.connections = self.writes = 0

    def figures(self) -> dict[str, int]:
        """How many of each."""
        counts = {"transactions": self.transactions, "connections": self.connections, "writes": self.writes}
        return {"statements": len(self.statements), **counts}


@contextmanager
def counting(store: Store) -> Iterator[Counted]:
    """Count what this store does in the block."""
    engine = cast("SqlStore", store)._reader
    counted = Counted()
    writing: set[int] = set()

    def connected(*_: object) -> None:
        counted.connections += 1

    def begun(_: sa.Connection) -> None:
        counted.transactions += 1

    def asked(connection: sa.Connection, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            writing.add(id(connection))
        elif statement != "BEGIN":
            counted.statements.append((statement, parameters))

    def committed(connection: sa.Connection) -> None:
        counted.writes += id(connection) in writing
        writing.discard(id(connection))

    heard: dict[str, Callable[..., None]] = {
        "connect": connected,
        "begin": begun,
        "before_cursor_execute": asked,
        "commit": committed,
    }
    for name, listener in heard.items():
        sa.event.listen(engine, name, listener)
    try:
        yield counted
    finally:
        for name, listener in heard.items():
            sa.event.remove(engine, name, listener)
