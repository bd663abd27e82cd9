"""Attempts that evaluators look at, their ratings, who is asked for them, and what is written, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.identity import Role
from roleplay.model.event import Mode
from roleplay.scoring.review import Rating, Rules, Seen, State
from roleplay.store.attempts import text_of_row
from roleplay.store.connection import Transactions
from roleplay.store.rows import (
    Asked,
    Assignment,
    CohortRules,
    Comment,
    OwnerKind,
    Remark,
    ReviewRow,
    Status,
)
from roleplay.store.tables import (
    assignments,
    attempts,
    comments,
    memberships,
    persons,
    ratings,
    review_rules,
    reviews,
    texts,
)

_AT_ONCE = 500  # ids in one statement; databases limit their parameters


class SqlReviews(Transactions):
    """The part of the store that holds what evaluators do."""

    # --- the queue ---

    def gather(self, cohort_id: str) -> None:
        """Let every finished assessment of a cohort's trainees be looked at that nobody can look at yet."""
        theirs = sa.and_(attempts.c.owner_kind == OwnerKind.PERSON, attempts.c.owner_id == memberships.c.person_id)
        columns = {
            "attempt_id": attempts.c.id,
            "cohort_id": memberships.c.cohort_id,
            "scenario_id": attempts.c.scenario_id,
            "ready_at": sa.func.coalesce(attempts.c.ended_at, attempts.c.started_at),
            "state": sa.literal(str(State.UNMARKED)),
            "looks": sa.literal(0),
        }
        found = (
            sa.select(*columns.values())
            .select_from(memberships.join(attempts, theirs).outerjoin(reviews, reviews.c.attempt_id == attempts.c.id))
            .where(memberships.c.cohort_id == cohort_id, memberships.c.role == Role.TRAINEE)
            .where(attempts.c.mode == Mode.ASSESSMENT, attempts.c.status == Status.FINISHED)
            .where(reviews.c.attempt_id.is_(None))
        )
        with self._read() as connection:
            if connection.execute(found.limit(1)).first() is None:
                return
        with self._write() as connection:
            connection.execute(reviews.insert().from_select(list(columns), found))

    def add_review(self, review: ReviewRow) -> None:
        """Let an attempt be looked at; one that is already stays as it is. Raises `NotFound` without the attempt."""
        with self._write() as connection:
            if connection.scalar(sa.select(attempts.c.id).where(attempts.c.id == review.attempt_id)) is None:
                raise NotFound.of("attempt", review.attempt_id)
            there = sa.select(reviews.c.attempt_id).where(reviews.c.attempt_id == review.attempt_id)
            if connection.scalar(there) is None:
                values = asdict(review)
                del values["owner_id"]
                connection.execute(reviews.insert().values(values))

    def review(self, attempt_id: str) -> ReviewRow | None:
        """The review of an attempt."""
        with self._read() as connection:
            row = connection.execute(_REVIEWS.where(reviews.c.attempt_id == attempt_id)).one_or_none()
        return None if row is None else _review(row)

    def reviews_of(self, owner_kind: OwnerKind, owner_id: str) -> tuple[ReviewRow, ...]:
        """The reviews of somebody's attempts, the newest first."""
        query = _REVIEWS.where(attempts.c.owner_kind == owner_kind, attempts.c.owner_id == owner_id)
        with self._read() as connection:
            return tuple(_review(row) for row in connection.execute(query.order_by(reviews.c.ready_at.desc())))

    def queue(
        self, asked: Asked, limit: int, *, after: str | None = None, before: str | None = None
    ) -> tuple[ReviewRow, ...]:
        """The reviews asked for, in the order in which their attempts ended: the first ones, or those next to one.

        `after` and `before` are ids of attempts; the nearest ones come. Nothing comes next to one that is not there.
        """
        with self._read() as connection:
            place = None
            if (near := after or before) is not None:
                place = connection.scalar(sa.select(reviews.c.ready_at).where(reviews.c.attempt_id == near))
                if place is None:
                    return ()
            found = connection.execute(queue_query(asked, limit, place, after=after, before=before)).all()
        return tuple(_review(row) for row in (found if before is None else reversed(found)))

    def set_review(self, review: ReviewRow, seen: int) -> None:
        """Change how a review stands. Raises `Conflict` when there are not `seen` ratings, and `NotFound`."""
        with self._write() as connection:
            _require_seen(connection, review.attempt_id, seen)
            _set_review(connection, review)

    # --- ratings ---

    def ratings(self, attempt_id: str) -> tuple[Rating, ...]:
        """All ratings of an attempt, the first one first."""
        query = ratings.select().where(ratings.c.attempt_id == attempt_id).order_by(ratings.c.seq)
        with self._read() as connection:
            return tuple(_rating(row) for row in connection.execute(query))

    def rate(self, review: ReviewRow, rating: Rating, seen: int, comments: Sequence[Comment] = ()) -> None:
        """Add a rating, with what the review comes to by it, and end the lease of its rater.

        Raises `Conflict` when there are not `seen` ratings, or the attempt is not leased to the rater at that time.
        """
        data = asdict(rating)
        del data["rater"], data["at"]
        held = sa.and_(assignments.c.attempt_id == review.attempt_id, assignments.c.rater == rating.rater)
        with self._write() as connection:
            if connection.scalar(sa.select(sa.true()).where(held, assignments.c.lease_until > rating.at)) is None:
                raise Conflict("This attempt is not held for you any more.", "Open it again; what you ticked is kept.")
            _require_seen(connection, review.attempt_id, seen)
            whose = {"attempt_id": review.attempt_id, "rater": rating.rater, "at": rating.at}
            connection.execute(ratings.insert().values({**whose, "seq": seen, "data": data}))
            connection.execute(assignments.update().where(held).values(lease_until=None))
            _set_review(connection, review)
            for comment in comments:
                _keep_comment(connection, comment)

    # --- who is asked ---

    def assign(self, assigned: Iterable[Assignment]) -> None:
        """Ask people to mark attempts; who was asked before is asked anew, and a lease goes on."""
        with self._write() as connection:
            for one in assigned:
                _assign(connection, one.attempt_id, one.rater, due=one.due, assigned_by=one.assigned_by)

    def assignments(self, attempt_ids: Iterable[str]) -> tuple[Assignment, ...]:
        """Who is asked to mark these attempts, or has opened them."""
        wanted = list(attempt_ids)
        found: list[Assignment] = []
        with self._read() as connection:
            for first in range(0, len(wanted), _AT_ONCE):
                some = assignments.c.attempt_id.in_(wanted[first : first + _AT_ONCE])
                query = assignments.select().where(some).order_by(assignments.c.attempt_id, assignments.c.rater)
                found += [Assignment(**row._asdict()) for row in connection.execute(query)]
        return tuple(found)

    def lease(self, attempt_id: str, rater: str, now: datetime, until: datetime, places: int) -> None:
        """Hold an attempt for somebody until a moment; who holds it already goes on holding it.

        Raises `Conflict` when as many others who have not marked it hold it as there are places, and `NotFound` for no
        review.
        """
        held = (assignments.c.attempt_id == attempt_id, assignments.c.lease_until > now, sa.not_(_MARKED))
        with self._write() as connection:
            if connection.scalar(sa.select(reviews.c.attempt_id).where(reviews.c.attempt_id == attempt_id)) is None:
                raise NotFound.of("review", attempt_id)
            holders = list(connection.scalars(sa.select(assignments.c.rater).where(*held)))
            if rater not in holders and len(holders) >= places:
                raise Conflict(
                    "Nobody else can mark this attempt just now: it is open elsewhere, or enough people have.",
                    "Take another one from the queue.",
                )
            _assign(connection, attempt_id, rater, lease_until=until)

    def load_of(self, cohort_id: str) -> dict[str, int]:
        """How many attempts of a cohort each person is asked to mark, or holds, and has not marked yet."""
        query = (
            sa.select(assignments.c.rater, sa.func.count().label("many"))
            .select_from(reviews.join(assignments, assignments.c.attempt_id == reviews.c.attempt_id))
            .where(reviews.c.cohort_id == cohort_id, sa.not_(_MARKED))
            .group_by(assignments.c.rater)
        )
        with self._read() as connection:
            return {row.rater: row.many for row in connection.execute(query)}

    # --- what is written ---

    def comment(self, comment: Comment) -> None:
        """Keep what somebody wrote. Raises `NotFound` when the attempt, or whose text it is, was erased meanwhile."""
        with self._write() as connection:
            _keep_comment(connection, comment)

    def comments(self, attempt_id: str) -> tuple[Comment, ...]:
        """All that was written in the review of an attempt, in its order."""
        return self._comments(comments.c.attempt_id == attempt_id)

    def concerns(self, cohort_id: str) -> tuple[Comment, ...]:
        """All concerns about trainees in the reviews of a cohort, in their order."""
        theirs = sa.select(reviews.c.attempt_id).where(reviews.c.cohort_id == cohort_id)
        return self._comments(comments.c.kind == Remark.CONCERN, comments.c.attempt_id.in_(theirs))

    def _comments(self, *which: sa.ColumnElement[bool]) -> tuple[Comment, ...]:
        about = (comments.c.attempt_id.label("about"), comments.c.author, comments.c.kind, comments.c.moment)
        query = sa.select(texts, *about).join(comments, comments.c.text_id == texts.c.id).where(*which)
        with self._read() as connection:
            return tuple(
                Comment(text_of_row(row), row.about, row.author, Remark(row.kind), row.moment)
                for row in connection.execute(query.order_by(texts.c.at, texts.c.id))
            )

    # --- rules ---

    def review_rules(self, cohort_id: str) -> CohortRules:
        """The rules of a cohort; the usual ones for one that has none."""
        query = review_rules.select().where(review_rules.c.cohort_id == cohort_id)
        with self._read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return CohortRules()
        return CohortRules(Rules(row.raters, row.lived_experience, row.share, row.apart, row.bar), row.contact)

    def keep_review_rules(self, cohort_id: str, rules: CohortRules) -> None:
        """Put these rules in place of those that the cohort has."""
        with self._write() as connection:
            connection.execute(review_rules.delete().where(review_rules.c.cohort_id == cohort_id))
            values = {"cohort_id": cohort_id, "contact": rules.contact, **asdict(rules.rules)}
            connection.execute(review_rules.insert().values(values))


_MARKED = sa.exists().where(ratings.c.attempt_id == assignments.c.attempt_id, ratings.c.rater == assignments.c.rater)
_REVIEWS = sa.select(reviews, attempts.c.owner_id).join(attempts, attempts.c.id == reviews.c.attempt_id)


def queue_query(
    asked: Asked, limit: int, place: datetime | None, *, after: str | None = None, before: str | None = None
) -> sa.Select[Any]:
    """The statement behind a page of the queue; `place` is when the attempt ended that it is next to."""
    query = _REVIEWS.where(reviews.c.cohort_id == asked.cohort_id).limit(limit)
    if asked.scenario_id is not None:
        query = query.where(reviews.c.scenario_id == asked.scenario_id)
    if asked.state is not None:
        query = query.where(reviews.c.state == asked.state)
    if asked.rater is not None or asked.due_before is not None:
        wanted = sa.select(assignments.c.attempt_id).where(assignments.c.attempt_id == reviews.c.attempt_id)
        if asked.rater is not None:
            wanted = wanted.where(assignments.c.rater == asked.rater)
        if asked.due_before is not None:
            wanted = wanted.where(assignments.c.due < asked.due_before)
        query = query.where(wanted.exists())
    key = sa.tuple_(reviews.c.ready_at, reviews.c.attempt_id)
    if before is not None:
        query = query.where(key < sa.tuple_(sa.literal(place, reviews.c.ready_at.type), sa.literal(before)))
        return query.order_by(reviews.c.ready_at.desc(), reviews.c.attempt_id.desc())
    if after is not None:
        query = query.where(key > sa.tuple_(sa.literal(place, reviews.c.ready_at.type), sa.literal(after)))
    return query.order_by(reviews.c.ready_at, reviews.c.attempt_id)


def _review(row: sa.Row[Any]) -> ReviewRow:
    return ReviewRow(**{**row._asdict(), "state": State(row.state)})


def _set_review(connection: sa.Connection, review: ReviewRow) -> None:
    values = {name: getattr(review, name) for name in ("state", "looks", "returned", "returned_at")}
    changed = connection.execute(reviews.update().where(reviews.c.attempt_id == review.attempt_id).values(values))
    if not changed.rowcount:
        raise NotFound.of("review", review.attempt_id)


def _require_seen(connection: sa.Connection, attempt_id: str, seen: int) -> None:
    there = connection.scalar(sa.select(sa.func.count()).where(ratings.c.attempt_id == attempt_id))
    if there != seen:
        raise Conflict("Somebody else has marked this attempt meanwhile.", "Look at it again.")


def _rating(row: sa.Row[Any]) -> Rating:
    listed = {name: tuple(value) if isinstance(value, list) else value for name, value in row.data.items()}
    ticks = tuple(Seen(**tick) for tick in row.data["ticks"])
    return Rating(**{**listed, "rater": row.rater, "at": row.at, "ticks": ticks})


def _assign(connection: sa.Connection, attempt_id: str, rater: str, **values: Any) -> None:
    same = sa.and_(assignments.c.attempt_id == attempt_id, assignments.c.rater == rater)
    if connection.scalar(sa.select(sa.true()).where(same)) is None:
        new = {"attempt_id": attempt_id, "rater": rater, "assigned_by": rater, **values}
        connection.execute(assignments.insert().values(new))
    else:
        connection.execute(assignments.update().where(same).values(values))


def _keep_comment(connection: sa.Connection, comment: Comment) -> None:
    row = comment.text
    if connection.scalar(sa.select(attempts.c.id).where(attempts.c.id == comment.attempt_id)) is None:
        raise NotFound.of("attempt", comment.attempt_id)
    if connection.scalar(sa.select(persons.c.erased_at).where(persons.c.id == row.owner_id)) is not None:
        raise NotFound.of("person", row.owner_id)
    connection.execute(texts.insert().values(asdict(row)))
    values = {"attempt_id": comment.attempt_id, "author": comment.author, "kind": comment.kind}
    connection.execute(comments.insert().values({**values, "text_id": row.id, "moment": comment.moment}))
