"""Stations that are played: sittings, their observers, and ticks that are not handed in yet, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.model.event import Recorded
from roleplay.store.attempts import write_attempt
from roleplay.store.connection import Transactions
from roleplay.store.people_tables import persons
from roleplay.store.review_rows import ReviewRow
from roleplay.store.review_tables import assignments, ratings
from roleplay.store.reviews import fewer_observers, write_review
from roleplay.store.rows import Attempt
from roleplay.store.station_rows import LiveTick, Sitting, SittingState
from roleplay.store.station_tables import live_ticks, observers, sittings

_TAKES_TICKS = frozenset({SittingState.RUNNING, SittingState.ENDED})


class SqlStations(Transactions):
    """The part of the store that holds who plays a station with whom, and who observes."""

    def add_sitting(self, sitting: Sitting) -> None:
        """Add a sitting. Raises `NotFound` when somebody in it was erased meanwhile."""
        with self._write() as connection:
            for person_id in (sitting.trainee, *sitting.observers):
                _require_person(connection, person_id)
            values = asdict(sitting)
            del values["observers"]
            connection.execute(sittings.insert().values({**values, "rubrics": list(sitting.rubrics)}))
            for person_id in sitting.observers:
                connection.execute(observers.insert().values(sitting_id=sitting.id, person_id=person_id))

    def sitting(self, sitting_id: str) -> Sitting | None:
        """The sitting with this id."""
        return next(iter(self._sittings(sittings.c.id == sitting_id)), None)

    def sittings_in(self, cohort_id: str) -> tuple[Sitting, ...]:
        """All sittings of a cohort, the newest first."""
        return self._sittings(sittings.c.cohort_id == cohort_id)

    def sittings_of(self, trainee: str) -> tuple[Sitting, ...]:
        """All sittings with somebody as the trainee, the newest first."""
        return self._sittings(sittings.c.trainee == trainee)

    def sittings_with(self, person_id: str) -> tuple[Sitting, ...]:
        """All sittings in which somebody plays or observes, the newest first."""
        there = sa.select(observers.c.sitting_id).where(observers.c.person_id == person_id)
        return self._sittings(sa.or_(sittings.c.actor == person_id, sittings.c.id.in_(there)))

    def observers_of(self, attempt_id: str) -> frozenset[str]:
        """Who observed the sitting that became an attempt; nobody where none did."""
        there = sa.select(observers.c.person_id).join(sittings, sittings.c.id == observers.c.sitting_id)
        with self._read() as connection:
            return frozenset(connection.scalars(there.where(sittings.c.attempt_id == attempt_id)))

    def change_sitting(self, sitting: Sitting, before: SittingState) -> None:
        """Keep how far a sitting has come. One that is off has neither ticks nor an actor's name any more.

        Prompts only get more; the observers stay. Raises `Conflict` when it is not in the state `before` any more.
        """
        same = (sittings.c.id == sitting.id, sittings.c.state == before)
        values = {"state": sitting.state, "started_at": sitting.started_at}
        further = sa.case((sittings.c.reached > sitting.reached, sittings.c.reached), else_=sitting.reached)
        with self._write() as connection:
            changed = connection.execute(sittings.update().where(*same).values(**values, reached=further))
            _require_changed(changed)
            if sitting.state is SittingState.OFF:
                connection.execute(live_ticks.delete().where(live_ticks.c.sitting_id == sitting.id))
                nothing = {"actor_name": None, "started_at": None, "reached": 0}
                connection.execute(sittings.update().where(sittings.c.id == sitting.id).values(nothing))
        if sitting.state is SittingState.OFF:
            self._empty_journal()

    def drop_sitting(self, sitting_id: str) -> None:
        """Forget a sitting that is off; any other stays."""
        off = sa.select(sittings.c.id).where(sittings.c.id == sitting_id, sittings.c.state == SittingState.OFF)
        with self._write() as connection:
            if connection.scalar(off) is not None:
                forget_sittings(connection, sittings.c.id == sitting_id)

    def end_sitting(
        self, sitting: Sitting, attempt: Attempt, events: Sequence[Recorded], result: str, review: ReviewRow
    ) -> None:
        """Keep what became of a sitting that goes on: an attempt that its observers are asked to mark.

        Raises `Conflict` when it does not go on any more, and `NotFound` when the trainee was erased meanwhile.
        """
        going_on = (sittings.c.id == sitting.id, sittings.c.state == SittingState.RUNNING)
        values = {
            "state": SittingState.ENDED,
            "reached": sitting.reached,
            "attempt_id": attempt.id,
            "started_at": None,
            "actor_name": None,
        }
        with self._write() as connection:
            write_attempt(connection, attempt, events, result)
            _require_changed(connection.execute(sittings.update().where(*going_on).values(values)))
            write_review(connection, review)
            for rater in sitting.observers:
                asked = {"attempt_id": attempt.id, "rater": rater, "assigned_by": sitting.set_up_by}
                connection.execute(assignments.insert().values(asked))

    def release_observer(self, sitting_id: str, person_id: str) -> None:
        """Let somebody not be an observer any more; what they ticked goes.

        Raises `Conflict` for somebody who is none, or who has handed in.
        """
        with self._write() as connection:
            if connection.scalar(_unmarked(person_id).where(sittings.c.id == sitting_id)) is None:
                raise Conflict("This person does not observe, or has handed in.", "Look at how it stands now.")
            for table, column in ((live_ticks, live_ticks.c.observer), (observers, observers.c.person_id)):
                connection.execute(table.delete().where(table.c.sitting_id == sitting_id, column == person_id))
            attempt_id = connection.scalar(sa.select(sittings.c.attempt_id).where(sittings.c.id == sitting_id))
            if attempt_id is not None:
                whose = (assignments.c.rater == person_id, assignments.c.attempt_id == attempt_id)
                connection.execute(assignments.delete().where(*whose))
                fewer_observers(connection, attempt_id)

    # --- ticks that are not handed in ---

    def add_ticks(self, sitting_id: str, observer: str, ticks: Iterable[LiveTick]) -> None:
        """Keep ticks. The same one again changes nothing, and one that was taken back stays so, in whatever order.

        Raises `Conflict` where nothing is observed, or somebody else is asked to.
        """
        there = (
            sa.select(sittings.c.state)
            .join(observers, observers.c.sitting_id == sittings.c.id)
            .where(sittings.c.id == sitting_id, observers.c.person_id == observer)
            .with_for_update(of=sittings)
        )
        with self._write() as connection:
            if connection.scalar(there) not in _TAKES_TICKS:
                raise Conflict("This station does not take ticks now.", "Look at how it stands.")
            whose = (live_ticks.c.sitting_id == sitting_id, live_ticks.c.observer == observer)
            known = {row.id: row.undone for row in connection.execute(live_ticks.select().where(*whose))}
            for tick in ticks:
                if tick.id not in known:
                    values = {"sitting_id": sitting_id, "observer": observer, **asdict(tick)}
                    connection.execute(live_ticks.insert().values(values))
                elif tick.undone and not known[tick.id]:
                    same = (*whose, live_ticks.c.id == tick.id)
                    connection.execute(live_ticks.update().where(*same).values(undone=True))
                known[tick.id] = tick.undone or known.get(tick.id, False)

    def live_ticks(self, sitting_id: str, observer: str) -> tuple[LiveTick, ...]:
        """What somebody has ticked and not handed in, in no order that matters."""
        query = live_ticks.select().where(live_ticks.c.sitting_id == sitting_id, live_ticks.c.observer == observer)
        with self._read() as connection:
            return tuple(
                LiveTick(row.id, row.behaviour, row.prompt, row.undone)
                for row in connection.execute(query.order_by(live_ticks.c.id))
            )

    def drop_ticks(self, sitting_id: str, observer: str) -> None:
        """Forget them: they were handed in."""
        with self._write() as connection:
            whose = (live_ticks.c.sitting_id == sitting_id, live_ticks.c.observer == observer)
            connection.execute(live_ticks.delete().where(*whose))

    def _sittings(self, which: sa.ColumnElement[bool]) -> tuple[Sitting, ...]:
        query = sittings.select().where(which).order_by(sittings.c.set_up_at.desc(), sittings.c.id.desc())
        listed = sa.select(observers).join(sittings, sittings.c.id == observers.c.sitting_id).where(which)
        with self._read() as connection:
            found = [_sitting(row) for row in connection.execute(query)]
            people: dict[str, list[str]] = {one.id: [] for one in found}
            for row in connection.execute(listed.order_by(observers.c.person_id)):
                people[row.sitting_id].append(row.person_id)
        return tuple(replace(one, observers=tuple(people[one.id])) for one in found)


def forget_sittings(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Remove sittings with all that belongs to them; attempts stay."""
    gone = sa.select(sittings.c.id).where(which)
    for table in (live_ticks, observers):
        connection.execute(table.delete().where(table.c.sitting_id.in_(gone)))
    connection.execute(sittings.delete().where(which))


def forget_observer(connection: sa.Connection, person_id: str, nobody: str) -> None:
    """Somebody was erased: nobody waits for them any more, nor remembers them as actor or observer."""
    waits = sa.select(sittings.c.attempt_id).where(sittings.c.id.in_(_unmarked(person_id)))
    for attempt_id in list(connection.scalars(waits.where(sittings.c.attempt_id.is_not(None)))):
        fewer_observers(connection, attempt_id)
    connection.execute(live_ticks.delete().where(live_ticks.c.observer == person_id))
    connection.execute(observers.delete().where(observers.c.person_id == person_id))
    connection.execute(sittings.update().where(sittings.c.actor == person_id).values(actor=None))
    connection.execute(sittings.update().where(sittings.c.set_up_by == person_id).values(set_up_by=nobody))


def _sitting(row: sa.Row[Any]) -> Sitting:
    told = {**row._asdict(), "rubrics": tuple(row.rubrics), "state": SittingState(row.state)}
    return Sitting(**told, observers=())


def _unmarked(person_id: str) -> sa.Select[tuple[str]]:
    """Ids of sittings that somebody observes and has not marked."""
    marked = sa.exists().where(ratings.c.attempt_id == sittings.c.attempt_id, ratings.c.rater == person_id)
    there = sa.select(sittings.c.id).join(observers, observers.c.sitting_id == sittings.c.id)
    return there.where(observers.c.person_id == person_id, sa.not_(marked))


def _require_changed(changed: sa.CursorResult[Any]) -> None:
    if not changed.rowcount:
        raise Conflict("This station has moved on meanwhile.", "Look at how it stands now.")


def _require_person(connection: sa.Connection, person_id: str) -> None:
    there = sa.select(persons.c.id).where(persons.c.id == person_id, persons.c.erased_at.is_(None))
    if connection.scalar(there) is None:
        raise NotFound.of("person", person_id)
