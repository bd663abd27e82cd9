"""Attempts, their logs of events, and personal texts, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.model.event import Branch, Mode, Recorded, from_data, to_data
from roleplay.store.connection import Transactions
from roleplay.store.people_tables import persons
from roleplay.store.rows import Attempt, Feedback, Log, Options, OwnerKind, Status, TextRow, Visibility
from roleplay.store.tables import attempts, events, texts

_AT_ONCE = 1000  # ids in one statement; databases limit their parameters


class SqlAttempts(Transactions):
    """The part of the store that holds what people do."""

    def add_attempt(self, attempt: Attempt, events: Sequence[Recorded]) -> None:
        """Add an attempt with the beginning of its log. Raises `NotFound` for an owner who was erased meanwhile.

        Nobody has two open assessments of one scenario: raises `Conflict` for a second one.
        """
        with self._write() as connection:
            write_attempt(connection, attempt, events)

    def attempt(self, attempt_id: str) -> Attempt | None:
        """The attempt with this id."""
        with self._read() as connection:
            row = connection.execute(attempts.select().where(attempts.c.id == attempt_id)).one_or_none()
        return None if row is None else _attempt(row)

    def attempts_of(self, owner_kind: OwnerKind, owner_id: str) -> tuple[Attempt, ...]:
        """All attempts of an owner, newest first."""
        query = (
            attempts.select()
            .where(attempts.c.owner_kind == owner_kind, attempts.c.owner_id == owner_id)
            .order_by(attempts.c.started_at.desc(), attempts.c.id.desc())
        )
        with self._read() as connection:
            return tuple(_attempt(row) for row in connection.execute(query))

    def lengths_of(self, owner_kind: OwnerKind, owner_id: str) -> dict[str, int]:
        """How long the log of each attempt of an owner is."""
        last = sa.select(sa.func.max(events.c.seq)).where(events.c.attempt_id == attempts.c.id).scalar_subquery()
        query = sa.select(attempts.c.id, last.label("last")).where(
            attempts.c.owner_kind == owner_kind, attempts.c.owner_id == owner_id
        )
        with self._read() as connection:
            return {row.id: 0 if row.last is None else row.last + 1 for row in connection.execute(query)}

    def log(self, attempt_id: str, after: int = -1) -> Log | None:
        """The attempt with this id, what was added to its log after a place in it, and all its texts, at one moment."""
        with self._read() as connection:
            row = connection.execute(attempts.select().where(attempts.c.id == attempt_id)).one_or_none()
            if row is None:
                return None
            return Log(_attempt(row), _events(connection, attempt_id, after), _texts(connection, attempt_id))

    def append(
        self,
        attempt_id: str,
        recorded: Recorded | Sequence[Recorded],
        texts: Sequence[TextRow] = (),
        status: Status | None = None,
        result: str | None = None,
    ) -> None:
        """Add to a log, with the texts that the events refer to, and the new status of the attempt if it changes.

        With its end comes the `result` of its choices, as `scoring.kept` writes it.

        Raises `Conflict` when the log has moved on, or is not that long yet, and `NotFound` without such an attempt.
        """
        added = (recorded,) if isinstance(recorded, Recorded) else tuple(recorded)
        if not added:
            raise ValueError("there is nothing to append")
        try:
            with self._write() as connection:
                _lengthen(connection, attempt_id, added)
                _write_down(connection, texts)
                if status is not None:
                    ended_at = None if status is Status.OPEN else added[-1].at
                    change = attempts.update().values(status=status, ended_at=ended_at, result=result)
                    connection.execute(change.where(attempts.c.id == attempt_id))
                    if status is Status.FINISHED:
                        let_wait(connection, attempts.c.id == attempt_id)
        except sa.exc.IntegrityError as error:
            # Where writers do not queue up before they read, the log's key lets one of them through.
            with self._read() as connection:
                length = _length(connection, attempt_id)
            if length <= added[0].seq:
                raise
            raise Conflict.moved_on(added[0].seq, length) from error

    def events(self, attempt_id: str, after: int = -1) -> tuple[Recorded, ...]:
        """The log of an attempt, or what was added after a place in it."""
        with self._read() as connection:
            return _events(connection, attempt_id, after)

    def events_of(self, attempt_ids: Iterable[str]) -> dict[str, tuple[Recorded, ...]]:
        """The logs of many attempts; an attempt without events, or unknown, has an empty one."""
        logs: dict[str, list[Recorded]] = {attempt_id: [] for attempt_id in attempt_ids}
        wanted = list(logs)
        if not wanted:
            return {}
        with self._read() as connection:
            for first in range(0, len(wanted), _AT_ONCE):
                some = events.c.attempt_id.in_(wanted[first : first + _AT_ONCE])
                query = events.select().where(some).order_by(events.c.attempt_id, events.c.seq)
                for row in connection.execute(query):
                    logs[row.attempt_id].append(_recorded(row))
        return {attempt_id: tuple(log) for attempt_id, log in logs.items()}

    def texts(self, attempt_id: str) -> dict[str, TextRow]:
        """The personal texts of an attempt by id."""
        with self._read() as connection:
            return _texts(connection, attempt_id)

    def erase_text(self, text_id: str) -> None:
        """Erase what was written; its row stays, so that the log still replays."""
        with self._write() as connection:
            connection.execute(texts.update().values(body=None).where(texts.c.id == text_id))
        self._empty_journal()


def _events(connection: sa.Connection, attempt_id: str, after: int) -> tuple[Recorded, ...]:
    query = events.select().where(events.c.attempt_id == attempt_id, events.c.seq > after).order_by(events.c.seq)
    return tuple(_recorded(row) for row in connection.execute(query))


def _texts(connection: sa.Connection, attempt_id: str) -> dict[str, TextRow]:
    return {
        row.id: text_of_row(row) for row in connection.execute(texts.select().where(texts.c.attempt_id == attempt_id))
    }


def _length(connection: sa.Connection, attempt_id: str) -> int:
    last = connection.scalar(sa.select(sa.func.max(events.c.seq)).where(events.c.attempt_id == attempt_id))
    return 0 if last is None else last + 1


def _lengthen(connection: sa.Connection, attempt_id: str, added: Sequence[Recorded]) -> None:
    if connection.scalar(sa.select(attempts.c.id).where(attempts.c.id == attempt_id)) is None:
        raise NotFound.of("attempt", attempt_id)
    length = _length(connection, attempt_id)
    for place, recorded in enumerate(added, start=length):
        if recorded.seq != place:
            raise Conflict.moved_on(recorded.seq, place)
    if not added:
        return
    connection.execute(
        events.insert(),
        [
            {
                "attempt_id": attempt_id,
                "seq": recorded.seq,
                "kind": recorded.event.kind,
                "data": to_data(recorded.event),
                "actor": recorded.actor,
                "at": recorded.at,
            }
            for recorded in added
        ],
    )


def _write_down(connection: sa.Connection, rows: Sequence[TextRow]) -> None:
    if rows:
        connection.execute(texts.insert(), [asdict(row) for row in rows])


def write_attempt(
    connection: sa.Connection, attempt: Attempt, events: Sequence[Recorded], result: str | None = None
) -> None:
    """Add an attempt with its log, and what it came to where that is known.

    Raises `NotFound` for an erased owner, and `Conflict` for a second open assessment of one scenario.
    """
    if connection.scalar(sa.select(persons.c.erased_at).where(persons.c.id == attempt.owner_id)) is not None:
        raise NotFound.of("person", attempt.owner_id)
    if attempt.mode is Mode.ASSESSMENT and attempt.status is Status.OPEN:
        _require_no_other(connection, attempt)
    connection.execute(
        attempts.insert().values(
            id=attempt.id,
            owner_kind=attempt.owner_kind,
            owner_id=attempt.owner_id,
            scenario_id=attempt.scenario_id,
            scenario_hash=attempt.scenario_hash,
            mode=attempt.mode,
            seed=attempt.seed,
            options=asdict(attempt.options),
            branched_attempt=attempt.branched_from.attempt if attempt.branched_from else None,
            branched_turns=attempt.branched_from.turns if attempt.branched_from else None,
            exposure=attempt.exposure,
            status=attempt.status,
            started_at=attempt.started_at,
            ended_at=attempt.ended_at,
            result=result,
        )
    )
    if attempt.status is Status.FINISHED:
        let_wait(connection, attempts.c.id == attempt.id)
    _lengthen(connection, attempt.id, events)


def _require_no_other(connection: sa.Connection, attempt: Attempt) -> None:
    """Two tabs that begin at once would both find that none is going on: here one comes after the other."""
    going = sa.select(attempts.c.id).where(
        attempts.c.owner_kind == attempt.owner_kind,
        attempts.c.owner_id == attempt.owner_id,
        attempts.c.scenario_id == attempt.scenario_id,
        attempts.c.mode == Mode.ASSESSMENT,
        attempts.c.status == Status.OPEN,
    )
    if connection.scalar(going) is not None:
        raise Conflict("This assessment has begun already.", "Go on with that one.")


def let_wait(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Say of these attempts that nobody can look at them yet, as far as they are finished assessments."""
    done = (attempts.c.mode == Mode.ASSESSMENT, attempts.c.status == Status.FINISHED)
    connection.execute(attempts.update().where(which, *done).values(waits=True))


def _attempt(row: sa.Row[Any]) -> Attempt:
    branch = None if row.branched_attempt is None else Branch(row.branched_attempt, row.branched_turns)
    return Attempt(
        id=row.id,
        owner_kind=OwnerKind(row.owner_kind),
        owner_id=row.owner_id,
        scenario_id=row.scenario_id,
        scenario_hash=row.scenario_hash,
        mode=Mode(row.mode),
        seed=row.seed,
        options=Options(Feedback(row.options["feedback"]), row.options["say_first"]),
        branched_from=branch,
        exposure=row.exposure,
        status=Status(row.status),
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def _recorded(row: sa.Row[Any]) -> Recorded:
    return Recorded(row.seq, from_data(row.kind, row.data), row.actor, row.at)


def text_of_row(row: sa.Row[Any]) -> TextRow:
    """A personal text as it is kept."""
    return TextRow(
        id=row.id,
        owner_kind=OwnerKind(row.owner_kind),
        owner_id=row.owner_id,
        attempt_id=row.attempt_id,
        purpose=row.purpose,
        body=row.body,
        at=row.at,
        visibility=Visibility(row.visibility),
        sealed=row.sealed,
        page=row.page,
    )
