"""The queue as a whole, in SQL: how much there is of what, who has room for more, and what somebody marks next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from roleplay.scoring.review import Rules, State
from roleplay.store.anchor_tables import practice_ratings
from roleplay.store.connection import Transactions, parts
from roleplay.store.review_rows import Assignment, Place, Remark, Tally
from roleplay.store.review_tables import assignments, comments, ratings, review_rules, reviews
from roleplay.store.settling import MARKED, OPEN, engaged, free_places, movable, state_under
from roleplay.store.tables import attempts, texts


class SqlQueue(Transactions):
    """The part of the store that knows a cohort's queue as a whole."""

    # --- how much there is ---

    def tally(self, cohort_id: str, rater: str, now: datetime) -> Tally:
        """How many attempts of a cohort are in which state, and how much somebody is asked for."""
        states = (
            sa.select(reviews.c.state, sa.func.count().label("many"))
            .where(reviews.c.cohort_id == cohort_id)
            .group_by(reviews.c.state)
        )
        with self._read() as connection:
            return Tally(
                {State(row.state): row.many for row in connection.execute(states)},
                overdue=connection.scalar(_asked(cohort_id).where(assignments.c.due < now)) or 0,
                mine=connection.scalar(_asked(cohort_id).where(assignments.c.rater == rater)) or 0,
            )

    def waiting_for(self, rater: str) -> int:
        """How many requests wait for somebody, in all cohorts."""
        query = _requests().where(assignments.c.rater == rater)
        with self._read() as connection:
            return connection.scalar(query) or 0

    def marked_by(self, attempt_ids: Iterable[str]) -> dict[str, frozenset[str]]:
        """Who has marked each of these attempts, or decided about it."""
        wanted = list(attempt_ids)
        found: dict[str, frozenset[str]] = dict.fromkeys(wanted, frozenset())
        with self._read() as connection:
            for some in parts(wanted):
                query = sa.select(ratings.c.attempt_id, ratings.c.rater).where(ratings.c.attempt_id.in_(some))
                for row in connection.execute(query):
                    found[row.attempt_id] |= {row.rater}
        return found

    def scenarios_in(self, cohort_id: str) -> tuple[str, ...]:
        """Ids of all scenarios of which there are attempts in a cohort's queue."""
        # One step in the index for each, instead of a look at every row.
        first = sa.select(sa.func.min(reviews.c.scenario_id).label("id")).where(reviews.c.cohort_id == cohort_id)
        found = first.cte("found", recursive=True)
        later = sa.select(sa.func.min(reviews.c.scenario_id))
        later = later.where(reviews.c.cohort_id == cohort_id, reviews.c.scenario_id > found.c.id)
        found = found.union_all(sa.select(later.scalar_subquery()).where(found.c.id.is_not(None)))
        with self._read() as connection:
            return tuple(id_ for id_ in connection.scalars(sa.select(found.c.id)) if id_ is not None)

    def moves(self, cohort_id: str, rules: Rules) -> dict[tuple[State, State], int]:
        """How many reviews would go from which state to which by these rules."""
        after = state_under(rules).label("after")
        looked = sa.select(reviews.c.state, after).where(movable(cohort_id)).subquery()
        query = sa.select(looked.c.state, looked.c.after, sa.func.count().label("many")).where(
            looked.c.state != looked.c.after
        )
        with self._read() as connection:
            found = connection.execute(query.group_by(looked.c.state, looked.c.after))
            return {(State(row.state), State(row.after)): row.many for row in found}

    # --- gists ---

    def without_gist(self, cohort_id: str, states: Iterable[State], limit: int) -> dict[str, str | None]:
        """Ids of attempts in these states whose gist nobody has worked out yet, with what their choices come to.

        That is as `scoring.kept` writes it; None where that is still to be worked out, too.
        """
        query = (
            sa.select(reviews.c.attempt_id, attempts.c.result)
            .join(attempts, attempts.c.id == reviews.c.attempt_id)
            .where(reviews.c.cohort_id == cohort_id, reviews.c.state.in_(list(states)), reviews.c.marked.is_(None))
        )
        with self._read() as connection:
            return {row.attempt_id: row.result for row in connection.execute(query.limit(limit))}

    def weigh(self, drawn: Mapping[str, int]) -> None:
        """Keep the gist of attempts that nobody has marked: from which share on two people mark them."""
        unmarked = {"marked": 0, "lived": False, "decided": False, "apart": 0}
        change = reviews.update().where(
            reviews.c.attempt_id == sa.bindparam("which"),
            reviews.c.state == str(State.UNMARKED),
            reviews.c.marked.is_(None),
        )
        with self._write() as connection:
            if drawn:
                rows = [{"which": attempt_id, "draw": draw} for attempt_id, draw in drawn.items()]
                connection.execute(change.values(drawn=sa.bindparam("draw"), **unmarked), rows)

    # --- who is asked ---

    def places(
        self, cohort_id: str, rules: Rules, now: datetime, limit: int, after: Place | None = None
    ) -> tuple[Place, ...]:
        """Open attempts that lack people whom nobody has asked, in the order of the queue, after one."""
        free = free_places(rules, now)
        query = (
            sa.select(reviews.c.attempt_id, attempts.c.owner_id, reviews.c.ready_at, free.label("free"))
            .join(attempts, attempts.c.id == reviews.c.attempt_id)
            .where(reviews.c.cohort_id == cohort_id, reviews.c.state.in_(OPEN), free > 0)
            .order_by(reviews.c.ready_at, reviews.c.attempt_id)
            .limit(limit)
        )
        if after is not None:
            key = sa.tuple_(reviews.c.ready_at, reviews.c.attempt_id)
            query = query.where(key > sa.tuple_(sa.literal(after.ready_at, reviews.c.ready_at.type), after.attempt_id))
        with self._read() as connection:
            found = connection.execute(query).all()
            ids = [row.attempt_id for row in found]
            there: dict[str, set[str]] = {one: set() for one in ids}
            for some in parts(ids):
                asked = sa.select(assignments.c.attempt_id, assignments.c.rater)
                asked = asked.where(assignments.c.attempt_id.in_(some), engaged(now))
                marked = sa.select(ratings.c.attempt_id, ratings.c.rater).where(ratings.c.attempt_id.in_(some))
                for row in connection.execute(sa.union(asked, marked)):
                    there[row.attempt_id].add(row.rater)
        return tuple(
            Place(row.attempt_id, row.owner_id, row.ready_at, row.free, frozenset(there[row.attempt_id]))
            for row in found
        )

    def lacking(self, cohort_id: str, rules: Rules, now: datetime, most: int) -> tuple[int, int]:
        """How many open attempts lack people whom nobody has asked, and how many people, at most `most` for each."""
        free = free_places(rules, now).label("free")
        looked = sa.select(free).where(reviews.c.cohort_id == cohort_id, reviews.c.state.in_(OPEN)).subquery()
        many = sa.case((looked.c.free > most, most), else_=looked.c.free)
        with self._read() as connection:
            row = connection.execute(
                sa.select(sa.func.count().label("attempts"), sa.func.sum(many).label("people")).where(looked.c.free > 0)
            ).one()
        return row.attempts, int(row.people or 0)  # PostgreSQL adds up to decimals

    def ask(self, assigned: Iterable[Assignment]) -> None:
        """The same as `assign`, for hundreds of attempts of a queue at once."""
        asked = [
            {"of": one.attempt_id, "who": one.rater, "by": one.assigned_by, "day": one.due, "press": one.batch}
            for one in assigned
        ]
        ids = list(dict.fromkeys(one["of"] for one in asked))
        there: set[tuple[str, str]] = set()
        with self._write() as connection:
            for some in parts(ids):
                query = sa.select(assignments.c.attempt_id, assignments.c.rater)
                found = connection.execute(query.where(assignments.c.attempt_id.in_(some)))
                there |= {(row.attempt_id, row.rater) for row in found}
            anew = [one for one in asked if (one["of"], one["who"]) in there]
            fresh = [one for one in asked if (one["of"], one["who"]) not in there]
            values: dict[str, Any] = {
                "assigned_by": sa.bindparam("by"),
                "due": sa.bindparam("day"),
                "batch": sa.bindparam("press"),
            }
            key: dict[str, Any] = {"attempt_id": sa.bindparam("of"), "rater": sa.bindparam("who")}
            if fresh:
                connection.execute(assignments.insert().values({**key, **values}), fresh)
            if anew:
                same = sa.and_(*(assignments.c[name] == value for name, value in key.items()))
                connection.execute(assignments.update().where(same).values(values), anew)

    def requests_of(self, person_id: str) -> tuple[Assignment, ...]:
        """Requests to mark an attempt that were made to somebody, or by them; not what somebody opened unasked."""
        theirs = sa.or_(assignments.c.rater == person_id, assignments.c.assigned_by == person_id)
        asked = sa.or_(assignments.c.batch.is_not(None), assignments.c.assigned_by != assignments.c.rater)
        query = assignments.select().where(theirs, asked).order_by(assignments.c.attempt_id, assignments.c.rater)
        with self._read() as connection:
            return tuple(Assignment(**row._asdict()) for row in connection.execute(query))

    def unassign(self, asked: Iterable[Assignment], now: datetime) -> int:
        """Ask people no longer, unless they have marked the attempt or have it open; return how many that was."""
        with self._write() as connection:
            return sum(
                connection.execute(
                    assignments.delete().where(
                        assignments.c.attempt_id == one.attempt_id, assignments.c.rater == one.rater, _idle(now)
                    )
                ).rowcount
                for one in asked
            )

    def take_back(self, cohort_id: str, batch: str, now: datetime, limit: int) -> int:
        """The same for some of what was asked with one press, in a cohort."""
        some = (
            sa.select(assignments.c.attempt_id, assignments.c.rater)
            .join(reviews, reviews.c.attempt_id == assignments.c.attempt_id)
            .where(assignments.c.batch == batch, reviews.c.cohort_id == cohort_id, _idle(now))
        )
        with self._write() as connection:
            found = connection.execute(some.limit(limit)).all()
            one = (assignments.c.attempt_id == sa.bindparam("of"), assignments.c.rater == sa.bindparam("who"))
            if found:
                rows = [{"of": row.attempt_id, "who": row.rater} for row in found]
                connection.execute(assignments.delete().where(*one), rows)
        return len(found)

    # --- what comes next ---

    def next_for(
        self, rater: str, cohort_id: str, rules: Rules, now: datetime, *, limit: int, scenario_id: str | None = None
    ) -> tuple[str, ...]:
        """Ids of attempts that somebody could mark, the best one first.

        First what they are asked for, by its day; then what needs a further person; then what nobody has marked.
        """
        base = (
            sa.select(reviews.c.attempt_id)
            .join(attempts, attempts.c.id == reviews.c.attempt_id)
            .where(reviews.c.cohort_id == cohort_id, attempts.c.owner_id != rater)
        )
        if scenario_id is not None:
            base = base.where(reviews.c.scenario_id == scenario_id)
        by_them = sa.exists().where(ratings.c.attempt_id == reviews.c.attempt_id, ratings.c.rater == rater)
        for_practice = (practice_ratings.c.attempt_id == reviews.c.attempt_id, practice_ratings.c.rater == rater)
        base = base.where(sa.not_(sa.exists().where(*for_practice)))
        own = sa.and_(assignments.c.attempt_id == reviews.c.attempt_id, assignments.c.rater == rater)
        asked = (
            base.join(assignments, own)
            .where(reviews.c.state.in_(OPEN), sa.not_(MARKED))
            .order_by(assignments.c.due.is_(None), assignments.c.due, reviews.c.ready_at, reviews.c.attempt_id)
        )
        found: dict[str, None] = {}
        with self._read() as connection:
            found.update(dict.fromkeys(connection.scalars(asked.limit(limit))))
            for state in (State.NEEDS_SECOND, State.UNMARKED):
                free = base.where(
                    reviews.c.state == str(state), sa.not_(by_them), sa.not_(sa.exists().where(own)),
                    free_places(rules, now) > 0,
                )  # fmt: skip
                free = free.order_by(reviews.c.ready_at, reviews.c.attempt_id).limit(limit)
                found.update(dict.fromkeys(connection.scalars(free)))
        return tuple(found)[:limit]

    # --- concerns ---

    def open_concerns(self, contact: str) -> dict[str, int]:
        """Cohort -> attempts with a concern of which the contact has not said what was done; for their contact."""
        kinds = (Remark.CONCERN, Remark.FOLLOW_UP)
        raised, done = (sa.func.max(sa.case((comments.c.kind == kind, texts.c.at))) for kind in kinds)
        last = (
            sa.select(reviews.c.cohort_id, raised.label("raised"), done.label("done"))
            .select_from(comments)
            .join(texts, texts.c.id == comments.c.text_id)
            .join(reviews, reviews.c.attempt_id == comments.c.attempt_id)
            .join(review_rules, review_rules.c.cohort_id == reviews.c.cohort_id)
            .join(attempts, attempts.c.id == reviews.c.attempt_id)
            .where(review_rules.c.contact == contact, attempts.c.owner_id != contact, comments.c.kind.in_(kinds))
            .group_by(reviews.c.cohort_id, reviews.c.attempt_id)
            .subquery()
        )
        waits = last.c.raised.is_not(None) & (last.c.done.is_(None) | (last.c.done < last.c.raised))
        query = sa.select(last.c.cohort_id, sa.func.count().label("many")).where(waits).group_by(last.c.cohort_id)
        with self._read() as connection:
            return {row.cohort_id: row.many for row in connection.execute(query)}


def _asked(cohort_id: str) -> sa.Select[int]:
    """How many requests of a cohort wait for whom they were made to."""
    return _requests().where(reviews.c.cohort_id == cohort_id)


def _requests() -> sa.Select[int]:
    return (
        sa.select(sa.func.count())
        .select_from(assignments.join(reviews, reviews.c.attempt_id == assignments.c.attempt_id))
        .where(reviews.c.state.in_(OPEN), sa.not_(MARKED))
    )


def _idle(now: datetime) -> sa.ColumnElement[bool]:
    """Whether who was asked has neither marked the attempt nor has it open."""
    return sa.not_(MARKED) & sa.or_(assignments.c.lease_until.is_(None), assignments.c.lease_until <= now)
