"""The audit log, in SQL. There is no way to change or remove an entry, not even here: the database refuses it."""

from __future__ import annotations

import sqlalchemy as sa

from roleplay.identity import ActorKind
from roleplay.store.connection import Transactions
from roleplay.store.rows import AuditEntry
from roleplay.store.tables import audit


class SqlAudit(Transactions):
    """The part of the store that remembers who did what."""

    def note(self, entry: AuditEntry) -> None:
        """Add to the log. The number of the entry is given by the store."""
        values = {
            "at": entry.at,
            "actor_kind": entry.actor_kind,
            "actor_id": entry.actor_id,
            "action": entry.action,
            "subject_kind": entry.subject_kind,
            "subject_id": entry.subject_id,
            "detail": dict(entry.detail),
        }
        with self._write() as connection:
            connection.execute(audit.insert().values(values))

    def noted(self, before: int | None = None, limit: int = 100, about: str | None = None) -> tuple[AuditEntry, ...]:
        """The last entries, newest first; those before a number, or those by or about somebody, if that is given."""
        query = audit.select().order_by(audit.c.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.seq < before)
        if about is not None:
            query = query.where(sa.or_(audit.c.actor_id == about, audit.c.subject_id == about))
        with self._read() as connection:
            return tuple(
                AuditEntry(
                    at=row.at,
                    actor_kind=ActorKind(row.actor_kind),
                    actor_id=row.actor_id,
                    action=row.action,
                    subject_kind=row.subject_kind,
                    subject_id=row.subject_id,
                    detail=row.detail,
                    seq=row.seq,
                )
                for row in connection.execute(query)
            )
