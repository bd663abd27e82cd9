"""Marks that are not handed in yet, in SQL; and all that somebody marked and noted, for themselves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.scoring.review import Rating
from roleplay.store.connection import Transactions
from roleplay.store.people_tables import persons
from roleplay.store.review_rows import Draft
from roleplay.store.review_tables import drafts, ratings
from roleplay.store.reviews import rating_of_row
from roleplay.store.tables import attempts


class SqlDrafts(Transactions):
    """The part of the store that keeps what an evaluator has begun."""

    def draft(self, attempt_id: str, rater: str) -> Draft | None:
        """What somebody has ticked in an attempt and not handed in."""
        query = drafts.select().where(drafts.c.attempt_id == attempt_id, drafts.c.rater == rater)
        with self._read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Draft(**row._asdict())

    def keep_draft(self, draft: Draft, seen: datetime | None) -> None:
        """Put it in place of the one that was kept at `seen`; None when there was none.

        Raises `Conflict` when it was changed meanwhile, and `NotFound` when the attempt or the rater was erased.
        """
        same = sa.and_(drafts.c.attempt_id == draft.attempt_id, drafts.c.rater == draft.rater)
        with self._write() as connection:
            if connection.scalar(sa.select(attempts.c.id).where(attempts.c.id == draft.attempt_id)) is None:
                raise NotFound.of("attempt", draft.attempt_id)
            theirs = sa.select(persons.c.id).where(persons.c.id == draft.rater, persons.c.erased_at.is_(None))
            if connection.scalar(theirs) is None:
                raise NotFound.of("person", draft.rater)
            if connection.scalar(sa.select(drafts.c.at).where(same)) != seen:
                raise Conflict(
                    "You have marked this attempt somewhere else meanwhile.", "What you ticked there is shown now."
                )
            connection.execute(drafts.delete().where(same))
            connection.execute(drafts.insert().values(asdict(draft)))

    def drop_draft(self, attempt_id: str, rater: str) -> None:
        """Give up what somebody has begun; without any, nothing happens."""
        with self._write() as connection:
            connection.execute(drafts.delete().where(drafts.c.attempt_id == attempt_id, drafts.c.rater == rater))

    def drafts_by(self, rater: str) -> tuple[Draft, ...]:
        """All that somebody has begun, the oldest first."""
        query = drafts.select().where(drafts.c.rater == rater).order_by(drafts.c.at, drafts.c.attempt_id)
        with self._read() as connection:
            return tuple(Draft(**row._asdict()) for row in connection.execute(query))

    def ratings_by(self, rater: str) -> tuple[tuple[str, Rating], ...]:
        """All that somebody marked, each with the id of the attempt, the first one first."""
        query = ratings.select().where(ratings.c.rater == rater).order_by(ratings.c.at, ratings.c.attempt_id)
        with self._read() as connection:
            return tuple((row.attempt_id, rating_of_row(row)) for row in connection.execute(query))
