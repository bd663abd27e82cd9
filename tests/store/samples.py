"""Rows for any table, made from its columns alone, and what a database holds as anybody would see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from roleplay.store.copying import Whole, tables_of
from roleplay.store.tables import UtcTime
from tests.kept import MORNING


def fill(connection: sa.Connection, number: int) -> None:
    """Add a row to every table; rows with the same number refer to each other. Every second has no more than it must."""
    for table in tables_of(connection):
        connection.execute(table.insert(), {column.name: _value(column, number) for column in table.columns})


def _value(column: sa.Column[Any], number: int) -> object:
    if column.nullable and (number % 2 or (number and isinstance(column.type, sa.Boolean))):
        return None  # of what is true for one only, there cannot be a second
    for key in column.foreign_keys:
        return _value(key.column, number)
    by_type: dict[type, object] = {
        UtcTime: MORNING + timedelta(days=number, microseconds=7),
        sa.Boolean: number % 2 == 0,
        sa.BigInteger: 2**62 + number,
        sa.Integer: 1000 + number,
        sa.JSON: {"of": column.name, "list": [number, 0.1, None, True], "words": "Kürş “\u0000” 🌦"},
    }
    for kind, value in by_type.items():
        if isinstance(column.type, kind):
            return value
    text = f"{number}: {column.name}, “Kürş” 🌦"
    return text[: getattr(column.type, "length", None)]


def held(url: str) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, in an order that does not depend on the database."""
    with Whole(url).read() as connection:
        return {
            table.name: sorted(
                (dict(sorted(row._asdict().items())) for row in connection.execute(table.select())), key=repr
            )
            for table in tables_of(connection)
        }


def rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    """What a statement finds."""
    with Whole(url).read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def do(url: str, *statements: str) -> None:
    """Run statements as they are, in one transaction."""
    with Whole(url).rebuild() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
