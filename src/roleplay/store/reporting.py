"""What reports are made of, in SQL: the finished attempts of a cohort's trainees, and the ratings in it, as columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from roleplay.identity import Role
from roleplay.store.columns import Played, Rated, Unlevelled, Walked
from roleplay.store.connection import Transactions
from roleplay.store.people_tables import memberships
from roleplay.store.review_tables import ratings, reviews
from roleplay.store.reviews import rating_of_row
from roleplay.store.rows import OwnerKind, Status
from roleplay.store.tables import attempts

_SECOND, _MONTH = 19, 7  # characters of a time up to its seconds, or its month, in the texts of both databases
_AT_ONCE = 5000  # rows in memory beside their columns


class SqlReporting(Transactions):
    """The part of the store that reports read, and that keeps levels which were worked out late."""

    def played_in(self, cohort_id: str) -> Played:
        """The finished attempts of everybody who learns in a cohort, with their reviews there."""
        with self._read() as connection:
            return Played(*_columns(connection, played_query(cohort_id)))

    def walked(self, scenario_id: str, limit: int) -> Walked:
        """The finished attempts of single people at a scenario in any version; the last ones, if there are more."""
        query = (
            sa.select(attempts.c.id, attempts.c.owner_id, attempts.c.scenario_hash)
            .where(attempts.c.scenario_id == scenario_id, attempts.c.status == Status.FINISHED)
            .where(attempts.c.owner_kind != OwnerKind.WORKSHOP)
            .order_by(attempts.c.ended_at.desc(), attempts.c.id)
            .limit(limit)
        )
        with self._read() as connection:
            return Walked(*_columns(connection, query))

    def rated_in(self, cohort_id: str) -> Rated:
        """All ratings in a cohort, decisions among them."""
        with self._read() as connection:
            return Rated(*_columns(connection, rated_query(cohort_id)))

    def unlevelled(self, cohort_id: str, limit: int) -> tuple[Unlevelled, ...]:
        """Some ratings in a cohort whose levels are still to be worked out."""
        query = (
            sa.select(ratings)
            .select_from(reviews.join(ratings, ratings.c.attempt_id == reviews.c.attempt_id))
            .where(reviews.c.cohort_id == cohort_id, ratings.c.levels.is_(None))
        )
        with self._read() as connection:
            return tuple(
                Unlevelled(row.attempt_id, row.seq, rating_of_row(row))
                for row in connection.execute(query.limit(limit))
            )

    def keep_levels(self, levels: Mapping[tuple[str, int], str]) -> None:
        """Keep what ratings come to, by attempt and number; what is kept already stays."""
        same = sa.and_(ratings.c.attempt_id == sa.bindparam("id"), ratings.c.seq == sa.bindparam("number"))
        change = ratings.update().where(same, ratings.c.levels.is_(None)).values(levels=sa.bindparam("said"))
        self._keep(change, [{"id": id_, "number": seq, "said": said} for (id_, seq), said in levels.items()])

    def keep_results(self, results: Mapping[str, str]) -> None:
        """Keep what finished attempts come to, by id; what is kept already stays."""
        same = sa.and_(attempts.c.id == sa.bindparam("attempt"), attempts.c.status == Status.FINISHED)
        change = attempts.update().where(same, attempts.c.result.is_(None)).values(result=sa.bindparam("said"))
        self._keep(change, [{"attempt": id_, "said": said} for id_, said in results.items()])

    def keep_official(self, official: Mapping[str, tuple[str, str]]) -> None:
        """Keep what reviews come to, by attempt, each with the state for which that holds."""
        same = sa.and_(reviews.c.attempt_id == sa.bindparam("attempt"), reviews.c.state == sa.bindparam("stands"))
        change = reviews.update().where(same).values(official=sa.bindparam("said"))
        rows = [{"attempt": id_, "stands": state, "said": said} for id_, (state, said) in official.items()]
        self._keep(change, rows)

    def _keep(self, change: sa.Update, rows: list[dict[str, Any]]) -> None:
        if rows:
            with self._write() as connection:
                connection.execute(change, rows)


def played_query(cohort_id: str) -> sa.Select[Any]:
    """The statement behind `played_in`."""
    theirs = sa.and_(attempts.c.owner_kind == OwnerKind.PERSON, attempts.c.owner_id == memberships.c.person_id)
    here = sa.and_(reviews.c.attempt_id == attempts.c.id, reviews.c.cohort_id == memberships.c.cohort_id)
    return (
        sa.select(
            attempts.c.id,
            attempts.c.owner_id,
            attempts.c.scenario_id,
            attempts.c.scenario_hash,
            attempts.c.mode,
            sa.cast(attempts.c.options, sa.Text),
            attempts.c.exposure,
            _beginning(attempts.c.ended_at, _SECOND),
            attempts.c.result,
            reviews.c.state,
            reviews.c.official,
        )
        .select_from(memberships.join(attempts, theirs).outerjoin(reviews, here))
        .where(memberships.c.cohort_id == cohort_id, memberships.c.role == Role.TRAINEE)
        .where(attempts.c.status == Status.FINISHED)
    )


def rated_query(cohort_id: str) -> sa.Select[Any]:
    """The statement behind `rated_in`."""
    month = _beginning(ratings.c.at, _MONTH)
    return (
        sa.select(ratings.c.attempt_id, ratings.c.seq, ratings.c.rater, month, ratings.c.levels)
        .select_from(reviews.join(ratings, ratings.c.attempt_id == reviews.c.attempt_id))
        .where(reviews.c.cohort_id == cohort_id)
    )


def _beginning(column: sa.Column[Any], characters: int) -> sa.ColumnElement[str]:
    return sa.func.substr(sa.cast(column, sa.Text), 1, characters)


def _columns(connection: sa.Connection, query: sa.Select[Any]) -> list[list[Any]]:
    """A list for each column. The same text is in memory once, however many rows have it.

    All columns are texts and numbers, so rows are taken as the driver gives them: a wrapper for each would take longer
    than the database does. Nothing is fetched ahead as long as the result is not streamed.
    """
    found = connection.execute(query)
    columns: list[list[Any]] = [[] for _ in query.selected_columns]
    known: dict[Any, Any] = {}
    while rows := found.cursor.fetchmany(_AT_ONCE):
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(map(known.setdefault, values, values))
    found.close()
    return columns
