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


def lead_to(connection: sa.Connection, person_id: str, owner: str) -> None:
    """Add a row to every table but that of people, with somebody's id in each column in which one can stand.

    In those that say whose attempts, stations, and leading it is about there is the id of another, or the same.
    """
    rows = {
        table: {column.name: _leading(column, person_id, owner) for column in table.columns}
        for table in tables_of(connection)
    }
    (texts,) = (table for table in rows if table.name == "texts")
    for table, row in rows.items():
        for column in (one for one in table.columns if _target(one) == "texts"):
            whose = person_id if table.name == "anchor_words" else owner  # in front of an anchor always the rater's
            own = {"id": row[column.name], "owner_id": whose, "attempt_id": row.get("attempt_id"), "page": None}
            connection.execute(texts.insert(), {**rows[texts], **own})
        if table.name != "persons":
            connection.execute(table.insert(), row)


def _leading(column: sa.Column[Any], person_id: str, owner: str) -> object:
    if column.name in {"owner_id", "trainee", "facilitator"} or (column.table.name, column.name) == _PLAYED:
        return owner
    if _target(column) == "texts":  # each has one of its own
        return f"{column.table.name}.{column.name}"[:_ID]
    if _target(column) == "persons":
        return person_id
    for key in column.foreign_keys:
        return _leading(key.column, person_id, owner)
    if isinstance(column.type, sa.String) and column.type.length == _ID and column.name not in _OF_THINGS:
        return person_id
    said = {"owner_kind": "person", "data": {"leads": [person_id]}, "kind": "opened", "status": "finished"}
    return said.get(column.name, _value(column, 2))


def _target(column: sa.Column[Any]) -> str | None:
    """The table to which it refers."""
    return next((str(key.column.table.name) for key in column.foreign_keys), None)


_ID = 40  # the length of an id; nothing else but what is listed here has it
_OF_THINGS = frozenset(
    {"id", "action", "attempt_id", "batch", "branched_attempt", "cohort_id", "master", "name", "note", "presented_id"}
    | {"reply", "workshop_id"}
)
_PLAYED = ("events", "actor")  # only whoever has an attempt plays it


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
