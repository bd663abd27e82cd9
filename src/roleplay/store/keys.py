"""Keys of personal texts, themselves sealed; and the texts, for whoever seals, opens or shares them. In SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.store.attempts import text_of_row
from roleplay.store.connection import WRITES, Transactions
from roleplay.store.rows import OwnerKind, TextCount, TextKey, TextRow, Visibility
from roleplay.store.tables import facts, text_keys, texts
from roleplay.store.trouble import described

_MASTER = "text_master"
_AT_ONCE = 500  # ids in one statement; databases limit their parameters


class SqlKeys(Transactions):
    """The part of the store that knows how personal texts are sealed, and with whom they are shared."""

    # --- keys ---

    def text_master(self) -> str | None:
        """Id of the master key that is in use; None as long as personal texts are not sealed."""
        with self._read() as connection:
            return _master(connection)

    def begin_sealing(self, master: str, *, anew: bool = False) -> None:
        """From now on personal texts are sealed, under this master key. Raises `Conflict` when they are already.

        `anew` forgets the keys of all owners: what was sealed with them nobody can read any more.
        """
        with self._write() as connection:
            if anew:
                connection.execute(text_keys.delete())
                connection.execute(facts.delete().where(facts.c.name == _MASTER))
            if _master(connection) is not None:
                raise Conflict("Personal texts are sealed already.", "`roleplay keys status` tells more.")
            connection.execute(facts.insert().values(name=_MASTER, value=master))
        self._empty_journal()

    def text_key(self, owner_kind: OwnerKind, owner_id: str) -> TextKey | None:
        """The key of an owner's texts."""
        with self._read() as connection:
            return _key(connection, owner_kind, owner_id)

    def text_keys(self) -> tuple[TextKey, ...]:
        """The keys of all owners."""
        with self._read() as connection:
            rows = connection.execute(text_keys.select().order_by(*text_keys.primary_key.columns))
            return tuple(_text_key(row) for row in rows)

    def add_text_key(self, key: TextKey) -> TextKey:
        """Keep the key of an owner who has none, and return the one that stands.

        Raises `Conflict` when its master key is not the one in use any more.
        """
        with self._write() as connection:
            known = _key(connection, key.owner_kind, key.owner_id)
            if known is not None:
                return known
            if _master(connection) != key.master:
                raise Conflict("The master key has changed meanwhile.", "Try again.")
            connection.execute(text_keys.insert().values(asdict(key)))
        return key

    def rewrap_text_keys(self, master: str, change: Callable[[TextKey], TextKey]) -> int:
        """Put another master key in use, and change every owner's key to it: all, or none. Return how many."""
        with self._write() as connection:
            known = [_text_key(row) for row in connection.execute(text_keys.select())]
            for key in known:
                connection.execute(
                    text_keys.update().where(_of(key.owner_kind, key.owner_id)).values(asdict(change(key)))
                )
            changed = connection.execute(facts.update().where(facts.c.name == _MASTER).values(value=master))
            if changed.rowcount != 1:
                raise NotFound("Personal texts are not sealed.", "Begin with `roleplay keys create`.")
        return len(known)

    def forget_text_key(self, owner_kind: OwnerKind, owner_id: str) -> None:
        """Forget the key of an owner, so that nobody can read their sealed texts any more."""
        with self._write() as connection:
            connection.execute(text_keys.delete().where(_of(owner_kind, owner_id)))
        self._empty_journal()

    # --- texts ---

    def personal_texts(self, text_ids: Iterable[str]) -> dict[str, TextRow]:
        """The personal texts that have one of these ids."""
        wanted = list(dict.fromkeys(text_ids))
        found: dict[str, TextRow] = {}
        with self._read() as connection:
            for first in range(0, len(wanted), _AT_ONCE):
                query = texts.select().where(texts.c.id.in_(wanted[first : first + _AT_ONCE]))
                found |= {row.id: text_of_row(row) for row in connection.execute(query)}
        return found

    def unsealed_texts(self, limit: int) -> tuple[TextRow, ...]:
        """Some of the personal texts that are not sealed, those of an owner together."""
        query = (
            texts.select()
            .where(texts.c.sealed.is_(False), texts.c.body.is_not(None))
            .order_by(texts.c.owner_kind, texts.c.owner_id, texts.c.id)
            .limit(limit)
        )
        with self._read() as connection:
            return tuple(text_of_row(row) for row in connection.execute(query))

    def replace_bodies(self, changed: Sequence[tuple[TextRow, TextRow]]) -> None:
        """Put a sealed row in place of each plain one, or the other way round; one that has changed since is left."""
        with self._write() as connection:
            for old, new in changed:
                same = sa.and_(texts.c.id == old.id, texts.c.body == old.body, texts.c.sealed.is_(old.sealed))
                connection.execute(texts.update().where(same).values(body=new.body, sealed=new.sealed))

    def count_texts(self) -> TextCount:
        """How many personal texts are sealed, and how many are not."""
        query = sa.select(texts.c.sealed, sa.func.count()).where(texts.c.body.is_not(None)).group_by(texts.c.sealed)
        with self._read() as connection:
            found: dict[bool, int] = {bool(row[0]): row[1] for row in connection.execute(query)}
        return TextCount(found.get(True, 0), found.get(False, 0))

    def set_visibility(self, text_id: str, visibility: Visibility) -> None:
        """Say who may read a text beside its owner. Raises `NotFound` without such a text."""
        with self._write() as connection:
            done = connection.execute(texts.update().where(texts.c.id == text_id).values(visibility=visibility))
            if done.rowcount != 1:
                raise NotFound.of("text", text_id)

    def scrub(self) -> None:
        """Write the texts anew, so that no file of the database still holds what they were before. Others wait."""
        alone = self._writer.execution_options(**{WRITES: False})
        with described(alone), alone.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            if connection.dialect.name == "sqlite":
                for statement in ("COMMIT", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    connection.exec_driver_sql(statement)
            else:
                connection.exec_driver_sql("VACUUM FULL texts")


def _master(connection: sa.Connection) -> str | None:
    return connection.scalar(sa.select(facts.c.value).where(facts.c.name == _MASTER))


def _of(owner_kind: OwnerKind, owner_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(text_keys.c.owner_kind == owner_kind, text_keys.c.owner_id == owner_id)


def _key(connection: sa.Connection, owner_kind: OwnerKind, owner_id: str) -> TextKey | None:
    row = connection.execute(text_keys.select().where(_of(owner_kind, owner_id))).one_or_none()
    return None if row is None else _text_key(row)


def _text_key(row: sa.Row[Any]) -> TextKey:
    return TextKey(OwnerKind(row.owner_kind), row.owner_id, row.wrapped, row.master)
