"""Attempts that evaluators look at, their ratings, who is asked for them, and the rules of cohorts, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.identity import Role
from roleplay.scoring.review import Gist, Rating, Rules, Seen, State, settled
from roleplay.store.attempts import let_wait
from roleplay.store.comments import keep_comment
from roleplay.store.connection import Transactions, parts
from roleplay.store.people_tables import memberships
from roleplay.store.review_rows import Asked, Assignment, CohortRules, Comment, ReviewRow
from roleplay.store.review_tables import assignments, comments, drafts, ratings, review_rules, reviews
from roleplay.store.rows import OwnerKind
from roleplay.store.settling import MARKED, OPEN, movable, state_under
from roleplay.store.tables import attempts


class SqlReviews(Transactions):
    """The part of the store that holds what evaluators do."""

    # --- the queue ---

    def gather(self, cohort_id: str) -> None:
        """Let every finished assessment of a cohort's trainees be looked at that nobody can look at yet."""
        found = arrived_query(cohort_id)
        with self._read() as connection:
            if connection.execute(found.limit(1)).first() is None:
                return
        with self._write() as connection:
            connection.execute(reviews.insert().from_select(found.selected_columns.keys(), found))
            seen = sa.exists().where(reviews.c.attempt_id == attempts.c.id)
            connection.execute(attempts.update().where(attempts.c.waits.is_not(None), seen).values(waits=None))

    def add_review(self, review: ReviewRow) -> None:
        """Let an attempt be looked at; one that is already stays as it is. Raises `NotFound` without the attempt."""
        with self._write() as connection:
            if connection.scalar(sa.select(attempts.c.id).where(attempts.c.id == review.attempt_id)) is None:
                raise NotFound.of("attempt", review.attempt_id)
            there = sa.select(reviews.c.attempt_id).where(reviews.c.attempt_id == review.attempt_id)
            if connection.scalar(there) is None:
                write_review(connection, review)

    def looked_into(self, attempt_id: str) -> bool:
        """Whether somebody has opened an attempt to mark it."""
        with self._read() as connection:
            return _looked_into(connection, attempt_id)

    def drop_review(self, attempt_id: str) -> None:
        """Let an attempt not be looked at any more; without a review nothing happens.

        Raises `Conflict` as soon as somebody has opened it.
        """
        with self._write() as connection:
            if _looked_into(connection, attempt_id):
                raise Conflict("Somebody has begun to look at it.", "You will hear when it is returned.")
            for table in (assignments, reviews):
                connection.execute(table.delete().where(table.c.attempt_id == attempt_id))
            let_wait(connection, attempts.c.id == attempt_id)

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
        return self.queue_at(place, asked, limit, after=after, before=before)

    def queue_at(
        self, place: datetime | None, asked: Asked, limit: int, *, after: str | None = None, before: str | None = None
    ) -> tuple[ReviewRow, ...]:
        """The reviews asked for that are next to a place in time."""
        with self._read() as connection:
            found = connection.execute(queue_query(asked, limit, place, after=after, before=before)).all()
        return tuple(_review(row) for row in (found if before is None else reversed(found)))

    def set_review(self, review: ReviewRow, seen: int) -> None:
        """Change how a review stands. Raises `Conflict` when there are not `seen` ratings, and `NotFound`."""
        with self._write() as connection:
            _require_seen(connection, review.attempt_id, seen)
            _set_review(connection, review, seen)

    # --- ratings ---

    def ratings(self, attempt_id: str) -> tuple[Rating, ...]:
        """All ratings of an attempt, the first one first."""
        query = ratings.select().where(ratings.c.attempt_id == attempt_id).order_by(ratings.c.seq)
        with self._read() as connection:
            return tuple(rating_of_row(row) for row in connection.execute(query))

    def rate(
        self,
        review: ReviewRow,
        rating: Rating,
        seen: int,
        comments: Sequence[Comment] = (),
        levels: str | None = None,
    ) -> None:
        """Add a rating with its `levels`, and what the review comes to by it; the lease and the draft of its rater end.

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
            connection.execute(ratings.insert().values({**whose, "seq": seen, "data": data, "levels": levels}))
            connection.execute(assignments.update().where(held).values(lease_until=None))
            unsent = (drafts.c.attempt_id == review.attempt_id, drafts.c.rater == rating.rater)
            connection.execute(drafts.delete().where(*unsent))
            _set_review(connection, review, seen + 1)
            for comment in comments:
                keep_comment(connection, comment)

    # --- who is asked ---

    def assign(self, assigned: Iterable[Assignment]) -> None:
        """Ask people to mark attempts; who was asked before is asked anew, and a lease goes on."""
        with self._write() as connection:
            for one in assigned:
                asked = {"due": one.due, "assigned_by": one.assigned_by, "batch": one.batch}
                _assign(connection, one.attempt_id, one.rater, **asked)

    def assignments(self, attempt_ids: Iterable[str]) -> tuple[Assignment, ...]:
        """Who is asked to mark these attempts, or has opened them."""
        wanted = list(attempt_ids)
        found: list[Assignment] = []
        with self._read() as connection:
            for some in parts(wanted):
                query = (
                    assignments.select()
                    .where(assignments.c.attempt_id.in_(some))
                    .order_by(assignments.c.attempt_id, assignments.c.rater)
                )
                found += [Assignment(**row._asdict()) for row in connection.execute(query)]
        return tuple(found)

    def lease(self, attempt_id: str, rater: str, now: datetime, until: datetime, places: int) -> None:
        """Hold an attempt for somebody until a moment; who holds it already goes on holding it.

        Raises `Conflict` when as many others who have not marked it hold it as there are places, and `NotFound` for no
        review.
        """
        held = (assignments.c.attempt_id == attempt_id, assignments.c.lease_until > now, sa.not_(MARKED))
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
            .where(reviews.c.cohort_id == cohort_id, sa.not_(MARKED))
            .group_by(assignments.c.rater)
        )
        with self._read() as connection:
            return {row.rater: row.many for row in connection.execute(query)}

    # --- rules ---

    def review_rules(self, cohort_id: str) -> CohortRules:
        """The rules of a cohort; the usual ones for one that has none."""
        query = review_rules.select().where(review_rules.c.cohort_id == cohort_id)
        with self._read() as connection:
            return _rules(connection.execute(query).one_or_none())

    def keep_review_rules(self, cohort_id: str, rules: CohortRules) -> None:
        """Put these rules in place of those that the cohort has.

        What is neither returned nor decided, and has its gist, stands by them from now on.
        """
        with self._write() as connection:
            connection.execute(review_rules.delete().where(review_rules.c.cohort_id == cohort_id))
            values = asdict(rules)
            values |= {"cohort_id": cohort_id, **values.pop("rules")}
            connection.execute(review_rules.insert().values(values))
            state = state_under(rules.rules)
            moved = sa.and_(movable(cohort_id), reviews.c.state != state)
            connection.execute(reviews.update().where(moved).values(state=state, official=None))


_REVIEWS = sa.select(reviews, attempts.c.owner_id).join(attempts, attempts.c.id == reviews.c.attempt_id)


def arrived_query(cohort_id: str) -> sa.Select[Any]:
    """The statement behind `gather`: reviews of a cohort that are not there yet."""
    theirs = sa.and_(attempts.c.owner_kind == OwnerKind.PERSON, attempts.c.owner_id == memberships.c.person_id)
    return (
        sa.select(
            attempts.c.id.label("attempt_id"),
            memberships.c.cohort_id,
            attempts.c.scenario_id,
            sa.func.coalesce(attempts.c.ended_at, attempts.c.started_at).label("ready_at"),
            sa.literal(str(State.UNMARKED)).label("state"),
            sa.literal(0).label("looks"),
        )
        .select_from(memberships.join(attempts, theirs).outerjoin(reviews, reviews.c.attempt_id == attempts.c.id))
        .where(memberships.c.cohort_id == cohort_id, memberships.c.role == Role.TRAINEE)
        .where(attempts.c.waits, attempts.c.waits.is_not(None))  # the second so that the index is found
        .where(reviews.c.attempt_id.is_(None))
    )


def queue_query(
    asked: Asked, limit: int, place: datetime | None, *, after: str | None = None, before: str | None = None
) -> sa.Select[Any]:
    """The statement behind a page of the queue; `place` is when the attempt ended that it is next to."""
    if asked.state is None and (asked.waiting or asked.due_before is not None):
        # What is open are the last few of very many: each state has them in their order, all states together have not.
        each = (replace(asked, state=state) for state in OPEN)
        parts = [queue_query(one, limit, place, after=after, before=before).subquery() for one in each]
        both = sa.union_all(*(sa.select(part) for part in parts)).subquery()
        order = (both.c.ready_at, both.c.attempt_id)
        return sa.select(both).order_by(*(order if before is None else (one.desc() for one in order))).limit(limit)
    query = _narrowed(_REVIEWS.where(reviews.c.cohort_id == asked.cohort_id).limit(limit), asked)
    key = sa.tuple_(reviews.c.ready_at, reviews.c.attempt_id)
    if before is not None:
        query = query.where(key < sa.tuple_(sa.literal(place, reviews.c.ready_at.type), sa.literal(before)))
        return query.order_by(reviews.c.ready_at.desc(), reviews.c.attempt_id.desc())
    if after is not None:
        query = query.where(key > sa.tuple_(sa.literal(place, reviews.c.ready_at.type), sa.literal(after)))
    return query.order_by(reviews.c.ready_at, reviews.c.attempt_id)


def _narrowed(query: sa.Select[Any], asked: Asked) -> sa.Select[Any]:
    """The reviews that are asked for, of a cohort's."""
    if asked.scenario_id is not None:
        query = query.where(reviews.c.scenario_id == asked.scenario_id)
    if asked.state is not None:
        query = query.where(reviews.c.state == asked.state)
    if asked.waiting:
        query = query.where(reviews.c.state.in_(OPEN))
    if asked.unasked:
        others = sa.exists().where(assignments.c.attempt_id == reviews.c.attempt_id, sa.not_(MARKED))
        query = query.where(sa.not_(others))
    if asked.rater is not None or asked.due_before is not None:
        wanted = sa.select(assignments.c.attempt_id)  # not correlated: they are few, and reviews are many
        if asked.rater is not None:
            wanted = wanted.where(assignments.c.rater == asked.rater)
        if asked.due_before is not None:
            wanted = wanted.where(assignments.c.due < asked.due_before, sa.not_(MARKED))
        query = query.where(reviews.c.attempt_id.in_(wanted))
    return query


def fewer_observers(connection: sa.Connection, attempt_id: str) -> None:
    """Let a station be marked by one person less; how it stands follows."""
    mine = reviews.c.attempt_id == attempt_id
    connection.execute(reviews.update().where(mine).values(observers=reviews.c.observers - 1))
    cohort = sa.select(reviews.c.cohort_id).where(mine).scalar_subquery()
    rules = _rules(connection.execute(review_rules.select().where(review_rules.c.cohort_id == cohort)).one_or_none())
    state = state_under(rules.rules)
    connection.execute(reviews.update().where(mine, reviews.c.state != state).values(state=state, official=None))


def write_review(connection: sa.Connection, review: ReviewRow) -> None:
    """Add a review that is not there yet."""
    values = asdict(review)
    del values["owner_id"]
    values |= values.pop("gist") or {}
    connection.execute(reviews.insert().values(values))
    connection.execute(attempts.update().where(attempts.c.id == review.attempt_id).values(waits=None))


def _review(row: sa.Row[Any]) -> ReviewRow:
    counted = {"drawn", "marked", "lived", "decided", "apart", "observers"}
    kept = {name: value for name, value in row._asdict().items() if name not in counted}
    gist = None if row.marked is None else Gist(**{name: getattr(row, name) for name in counted})
    return ReviewRow(**{**kept, "state": State(row.state)}, gist=gist)


def _rules(row: sa.Row[Any] | None) -> CohortRules:
    if row is None:
        return CohortRules()
    rules = Rules(row.raters, row.lived_experience, row.share, row.apart, row.bar)
    return CohortRules(rules, row.contact, row.changed_by, row.changed_at)


def _set_review(connection: sa.Connection, review: ReviewRow, ratings: int) -> None:
    values = {name: getattr(review, name) for name in ("state", "looks", "returned", "returned_at", "official")}
    if review.gist is not None:  # rules may have changed since its state was worked out
        query = review_rules.select().where(review_rules.c.cohort_id == review.cohort_id)
        rules = _rules(connection.execute(query).one_or_none()).rules
        values |= asdict(review.gist)
        values["state"] = settled(review.gist, rules, looks=review.looks, returned=review.returned == ratings)
        if values["state"] is not review.state:
            values["official"] = None
    changed = connection.execute(reviews.update().where(reviews.c.attempt_id == review.attempt_id).values(values))
    if not changed.rowcount:
        raise NotFound.of("review", review.attempt_id)


def _looked_into(connection: sa.Connection, attempt_id: str) -> bool:
    # Whoever opens it holds it from then on, or is noted without a press in the queue; who was only asked, be it by
    # themselves, has seen nothing.
    opened = (assignments.c.assigned_by == assignments.c.rater) & assignments.c.batch.is_(None)
    held = sa.or_(assignments.c.lease_until.is_not(None), opened)
    seen = (
        sa.select(sa.true()).where(assignments.c.attempt_id == attempt_id, held),
        sa.select(sa.true()).where(ratings.c.attempt_id == attempt_id),
        sa.select(sa.true()).where(comments.c.attempt_id == attempt_id),
    )
    return any(connection.scalar(query.limit(1)) for query in seen)


def _require_seen(connection: sa.Connection, attempt_id: str, seen: int) -> None:
    there = connection.scalar(sa.select(sa.func.count()).where(ratings.c.attempt_id == attempt_id))
    if there != seen:
        raise Conflict("Somebody else has marked this attempt meanwhile.", "Look at it again.")


def rating_of_row(row: sa.Row[Any]) -> Rating:
    """A rating as it is kept."""
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
