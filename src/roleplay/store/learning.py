"""Logs of learners and the pages that they write for themselves, in SQL."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.model.learning import Noted, from_data, to_data
from roleplay.store.attempts import text_of_row
from roleplay.store.connection import Transactions
from roleplay.store.people_tables import persons
from roleplay.store.rows import OwnerKind, TextRow
from roleplay.store.tables import learning, texts


class SqlLearning(Transactions):
    """The part of the store that holds what somebody learns beside playing."""

    def learnt(self, owner_kind: OwnerKind, owner_id: str) -> tuple[Noted, ...]:
        """The log of a learner."""
        query = learning.select().where(_owned(learning, owner_kind, owner_id)).order_by(learning.c.seq)
        with self._read() as connection:
            return tuple(Noted(row.seq, from_data(row.kind, row.data), row.at) for row in connection.execute(query))

    def learn(self, owner_kind: OwnerKind, owner_id: str, noted: Noted) -> None:
        """Add to the log of a learner.

        Raises `Conflict` when it has moved on, or is not that long yet, and `NotFound` for somebody who was erased.
        """
        with self._write() as connection:
            _require_present(connection, owner_id)
            length = _length(connection, owner_kind, owner_id)
            if noted.seq != length:
                raise Conflict.moved_on(noted.seq, length)
            row = {"kind": noted.event.kind, "data": to_data(noted.event), "at": noted.at}
            whose = {"owner_kind": owner_kind, "owner_id": owner_id, "seq": noted.seq}
            connection.execute(learning.insert().values({**whose, **row}))

    def pages(self, owner_kind: OwnerKind, owner_id: str) -> tuple[TextRow, ...]:
        """What somebody has written for themselves, by page."""
        query = texts.select().where(_owned(texts, owner_kind, owner_id), texts.c.page.is_not(None))
        with self._read() as connection:
            return tuple(text_of_row(row) for row in connection.execute(query.order_by(texts.c.page)))

    def keep_page(self, row: TextRow, seen: datetime | None) -> None:
        """Put a page in place of what stood on it at `seen`; None when there was none. Without a body it goes.

        Raises `Conflict` when it was changed meanwhile, and `NotFound` for somebody who was erased.
        """
        same = sa.and_(_owned(texts, row.owner_kind, row.owner_id), texts.c.page == row.page)
        with self._write() as connection:
            _require_present(connection, row.owner_id)
            found = connection.execute(texts.select().where(same)).one_or_none()
            if (found.at if found else None) != seen:
                raise Conflict("This page was changed in another window.", "Copy what you wrote, and reload.")
            connection.execute(texts.delete().where(same))
            if row.body is not None:
                connection.execute(texts.insert().values(asdict(row)))
        if row.body is None:
            self._empty_journal()


def _owned(table: sa.Table, owner_kind: OwnerKind, owner_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.owner_kind == owner_kind, table.c.owner_id == owner_id)


def _require_present(connection: sa.Connection, owner_id: str) -> None:
    if connection.scalar(sa.select(persons.c.erased_at).where(persons.c.id == owner_id)) is not None:
        raise NotFound.of("person", owner_id)


def _length(connection: sa.Connection, owner_kind: OwnerKind, owner_id: str) -> int:
    last = connection.scalar(sa.select(sa.func.max(learning.c.seq)).where(_owned(learning, owner_kind, owner_id)))
    return 0 if last is None else last + 1
