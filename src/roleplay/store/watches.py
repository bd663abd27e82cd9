"""Those who watch how workshops are led, in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.store.connection import Transactions
from roleplay.store.people_tables import persons
from roleplay.store.rows import TextRow
from roleplay.store.tables import texts
from roleplay.store.watch_rows import Watch, WatchKind, WatchTick
from roleplay.store.watch_tables import watch_ticks, watches


class SqlWatches(Transactions):
    """The part of the store that holds them."""

    def add_watch(self, watch: Watch) -> None:
        """Ask somebody. Raises `Conflict` for one who is asked already, and `NotFound` when somebody was erased."""
        try:
            with self._write() as connection:
                for person_id in filter(None, (watch.observer, watch.facilitator)):
                    _require_person(connection, person_id)
                connection.execute(watches.insert().values(_values(watch)))
        except sa.exc.IntegrityError as error:
            raise Conflict("This person is asked already.", "Look at the list.") from error

    def watch(self, watch_id: str) -> Watch | None:
        """The watch with this id."""
        return next(iter(self._watches(watches.c.id == watch_id)), None)

    def watches_in(self, workshop_id: str) -> tuple[Watch, ...]:
        """All of a workshop, the one asked first first."""
        return self._watches(watches.c.workshop_id == workshop_id)[::-1]

    def watches_of(self, person_id: str) -> tuple[Watch, ...]:
        """Those in which somebody watches or is assessed, the latest first."""
        return self._watches(sa.or_(watches.c.observer == person_id, watches.c.facilitator == person_id))

    def watch_with(self, text_id: str) -> Watch | None:
        """The one to which a text belongs, as its note or its answer."""
        return next(iter(self._watches(sa.or_(watches.c.note == text_id, watches.c.reply == text_id))), None)

    def begin_watch(self, watch_id: str, at: datetime) -> None:
        """The observer is there. Said again, the first time counts."""
        first = sa.and_(watches.c.id == watch_id, watches.c.begun_at.is_(None))
        with self._write() as connection:
            connection.execute(watches.update().where(first).values(begun_at=at))

    def drop_watch(self, watch_id: str) -> None:
        """Forget that somebody was asked, with their ticks. Raises `Conflict` once they have handed in."""
        with self._write() as connection:
            _require_open(connection, watch_id)
            forget_watches(connection, watches.c.id == watch_id)

    def add_watch_ticks(self, watch_id: str, ticks: Iterable[WatchTick]) -> None:
        """Keep ticks. The same one again changes nothing, and one that was taken back stays so, in whatever order.

        Raises `Conflict` once they were handed in.
        """
        whose = watch_ticks.c.watch_id == watch_id
        with self._write() as connection:
            _require_open(connection, watch_id)
            known = {row.id: row.undone for row in connection.execute(watch_ticks.select().where(whose))}
            for tick in ticks:
                if tick.id not in known:
                    connection.execute(watch_ticks.insert().values({"watch_id": watch_id, **asdict(tick)}))
                elif tick.undone and not known[tick.id]:
                    this = sa.and_(whose, watch_ticks.c.id == tick.id)
                    connection.execute(watch_ticks.update().where(this).values(undone=True))
                known[tick.id] = tick.undone or known.get(tick.id, False)

    def watch_ticks(self, watch_id: str) -> tuple[WatchTick, ...]:
        """All ticks, those taken back as well, the first one first."""
        query = watch_ticks.select().where(watch_ticks.c.watch_id == watch_id)
        with self._read() as connection:
            found = connection.execute(query.order_by(watch_ticks.c.seq, watch_ticks.c.at, watch_ticks.c.id))
            return tuple(WatchTick(row.id, row.behaviour, row.seq, row.at, row.undone) for row in found)

    def hand_in_watch(self, watch: Watch, note: TextRow | None) -> None:
        """Keep what came of it, with what was written. Raises `Conflict` when it was handed in already."""
        with self._write() as connection:
            _require_open(connection, watch.id)
            if note is not None:
                connection.execute(texts.insert().values(asdict(note)))
            connection.execute(watches.update().where(watches.c.id == watch.id).values(_values(watch)))

    def answer_watch(self, watch_id: str, reply: TextRow) -> None:
        """Keep what the one who was assessed says to it. Raises `Conflict` for a second time."""
        unanswered = sa.and_(watches.c.id == watch_id, watches.c.reply.is_(None), watches.c.handed_in_at.is_not(None))
        with self._write() as connection:
            connection.execute(texts.insert().values(asdict(reply)))
            if not connection.execute(watches.update().where(unanswered).values(reply=reply.id)).rowcount:
                raise Conflict("This was answered already.", "What you wrote first stands there.")

    def _watches(self, which: sa.ColumnElement[bool]) -> tuple[Watch, ...]:
        query = watches.select().where(which).order_by(watches.c.asked_at.desc(), watches.c.id.desc())
        with self._read() as connection:
            return tuple(_watch(row) for row in connection.execute(query))


def forget_watches(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Remove watches with their ticks; texts stay."""
    gone = sa.select(watches.c.id).where(which)
    connection.execute(watch_ticks.delete().where(watch_ticks.c.watch_id.in_(gone)))
    connection.execute(watches.delete().where(which))


def forget_watcher(connection: sa.Connection, person_id: str, nobody: str) -> None:
    """Somebody was erased: what they were told goes with them, and what they told others stays, as nobody's."""
    unfinished = sa.or_(watches.c.kind == WatchKind.SHADOWING, watches.c.handed_in_at.is_(None))
    theirs = sa.or_(watches.c.facilitator == person_id, sa.and_(watches.c.observer == person_id, unfinished))
    forget_watches(connection, theirs)
    for column in (watches.c.observer, watches.c.asked_by):
        connection.execute(watches.update().where(column == person_id).values({column: nobody}))


def _values(watch: Watch) -> dict[str, Any]:
    lists = {"rubrics": list(watch.rubrics), "no_opportunity": list(watch.no_opportunity)}
    return {**asdict(watch), **lists, "levels": dict(watch.levels)}


def _watch(row: sa.Row[Any]) -> Watch:
    told = {"rubrics": tuple(row.rubrics), "no_opportunity": tuple(row.no_opportunity)}
    return Watch(**{**row._asdict(), **told, "kind": WatchKind(row.kind)})


def _require_open(connection: sa.Connection, watch_id: str) -> None:
    query = sa.select(watches.c.handed_in_at).where(watches.c.id == watch_id).with_for_update()
    found = connection.execute(query).one_or_none()
    if found is None:
        raise NotFound.of("watch", watch_id)
    if found.handed_in_at is not None:
        raise Conflict("You have handed in already.", "It can be read now, and not changed.")


def _require_person(connection: sa.Connection, person_id: str) -> None:
    there = sa.select(persons.c.id).where(persons.c.id == person_id, persons.c.erased_at.is_(None))
    if connection.scalar(there) is None:
        raise NotFound.of("person", person_id)
