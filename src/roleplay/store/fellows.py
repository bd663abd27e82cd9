"""What learners open to each other and say about it, and what was read of what came back, in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from roleplay.errors import NotFound
from roleplay.identity import Role
from roleplay.scoring.review import Seen
from roleplay.store.attempts import text_of_row
from roleplay.store.connection import Transactions, parts
from roleplay.store.fellow_rows import FellowLearner, FellowWords, Opening, Reading
from roleplay.store.fellow_tables import fellow_words, openings, readings
from roleplay.store.people import person_of
from roleplay.store.people_rows import CohortRow
from roleplay.store.people_tables import cohorts, memberships, persons
from roleplay.store.rows import OwnerKind, TextRow
from roleplay.store.tables import attempts, texts

_FIELDS = ("strength", "question", "thing_to_try")


class SqlFellows(Transactions):
    """The part of the store that knows what learners show each other."""

    # --- who may read ---

    def fellow_learners(self, person_id: str) -> tuple[FellowLearner, ...]:
        """Everybody else who learns where somebody does, by cohort and name; once for each cohort that they share."""
        own = sa.select(memberships.c.cohort_id).where(
            memberships.c.person_id == person_id, memberships.c.role == Role.TRAINEE
        )
        query = (
            sa.select(
                persons,
                cohorts.c.id.label("cohort"),
                cohorts.c.name.label("called"),
                cohorts.c.created_at.label("made"),
            )
            .select_from(memberships.join(persons).join(cohorts))
            .where(memberships.c.cohort_id.in_(own), memberships.c.role == Role.TRAINEE)
            .where(persons.c.id != person_id, persons.c.disabled_at.is_(None), persons.c.erased_at.is_(None))
            .order_by(cohorts.c.name, persons.c.name, persons.c.id)
        )
        with self._read() as connection:
            found = [
                FellowLearner(CohortRow(row.cohort, row.called, row.made), person_of(row))
                for row in connection.execute(query)
            ]
        return tuple(one for one in found if Role.TRAINEE in one.person.roles)

    def open_to(self, opened: Iterable[Opening]) -> None:
        """Let people read attempts, anew where that was taken back. Raises `NotFound` without the attempt."""
        with self._write() as connection:
            for one in opened:
                _require_attempt(connection, one.attempt_id)
                connection.execute(openings.delete().where(_opening(one.attempt_id, one.reader)))
                connection.execute(openings.insert().values(asdict(one)))

    def close_to(self, attempt_id: str, reader: str, at: datetime) -> None:
        """Take that back; where it is not open nothing happens."""
        still = sa.and_(_opening(attempt_id, reader), openings.c.closed_at.is_(None))
        with self._write() as connection:
            connection.execute(openings.update().where(still).values(closed_at=at))

    def openings(self, attempt_id: str) -> tuple[Opening, ...]:
        """To whom an attempt is or was open, the first one first."""
        query = openings.select().where(openings.c.attempt_id == attempt_id).order_by(openings.c.at, openings.c.reader)
        with self._read() as connection:
            return tuple(Opening(**row._asdict()) for row in connection.execute(query))

    def openings_to(self, reader: str) -> tuple[Opening, ...]:
        """What is or was open to somebody, the latest first."""
        query = openings.select().where(openings.c.reader == reader)
        with self._read() as connection:
            found = connection.execute(query.order_by(openings.c.at.desc(), openings.c.attempt_id))
            return tuple(Opening(**row._asdict()) for row in found)

    # --- what they say ---

    def say_as_fellow(self, words: FellowWords) -> None:
        """Put words in place of what their author said before about the attempt.

        Raises `NotFound` where the attempt is not open to the author any more, and when its owner was erased.
        """
        open_now = sa.and_(_opening(words.attempt_id, words.author), openings.c.closed_at.is_(None))
        owner = words.strength.owner_id
        row = {"attempt_id": words.attempt_id, "author": words.author, "at": words.at}
        refs = {name: getattr(words, name).id for name in _FIELDS}
        ticks = [asdict(tick) for tick in words.ticks]
        with self._write() as connection:
            if connection.scalar(sa.select(openings.c.reader).where(open_now)) is None:
                raise NotFound.of("opened attempt", words.attempt_id)
            if connection.scalar(sa.select(persons.c.erased_at).where(persons.c.id == owner)) is not None:
                raise NotFound.of("person", owner)
            _forget(connection, words.attempt_id, words.author)
            connection.execute(texts.insert(), [asdict(one) for one in words.texts])
            connection.execute(fellow_words.insert().values({**row, **refs, "ticks": ticks}))
        self._empty_journal()

    def unsay_as_fellow(self, attempt_id: str, author: str) -> None:
        """Forget what somebody said about an attempt; where that is nothing, nothing happens."""
        with self._write() as connection:
            _forget(connection, attempt_id, author)
        self._empty_journal()

    def fellow_words(self, attempt_id: str) -> tuple[FellowWords, ...]:
        """What fellow learners say about an attempt, in its order."""
        return self._said(fellow_words.c.attempt_id == attempt_id)[::-1]

    def fellow_words_by(self, author: str) -> tuple[FellowWords, ...]:
        """All that somebody says about the attempts of others, the latest first."""
        return self._said(fellow_words.c.author == author)

    def fellow_words_about(self, owner_kind: OwnerKind, owner_id: str) -> tuple[FellowWords, ...]:
        """All that is said about somebody's attempts, the latest first."""
        theirs = sa.select(attempts.c.id).where(_owned(owner_kind, owner_id))
        return self._said(fellow_words.c.attempt_id.in_(theirs))

    def _said(self, which: sa.ColumnElement[bool]) -> tuple[FellowWords, ...]:
        query = fellow_words.select().where(which).order_by(fellow_words.c.at.desc(), fellow_words.c.author.desc())
        with self._read() as connection:
            rows = connection.execute(query).all()
            refs = [getattr(row, name) for row in rows for name in _FIELDS]
            found: dict[str, TextRow] = {}
            for some in parts(refs):
                theirs = connection.execute(texts.select().where(texts.c.id.in_(some)))
                found |= {row.id: text_of_row(row) for row in theirs}
        return tuple(
            FellowWords(
                row.attempt_id,
                row.author,
                row.at,
                strength=found[row.strength],
                question=found[row.question],
                thing_to_try=found[row.thing_to_try],
                ticks=tuple(Seen(**tick) for tick in row.ticks),
            )
            for row in rows
        )

    # --- what was read ---

    def note_reading(self, attempt_id: str, what: Reading, at: datetime) -> None:
        """The owner of an attempt has read this. Raises `NotFound` without the attempt."""
        same = sa.and_(readings.c.attempt_id == attempt_id, readings.c.what == what)
        with self._write() as connection:
            _require_attempt(connection, attempt_id)
            connection.execute(readings.delete().where(same))
            connection.execute(readings.insert().values(attempt_id=attempt_id, what=what, at=at))

    def readings_of(self, owner_kind: OwnerKind, owner_id: str) -> dict[tuple[str, Reading], datetime]:
        """When somebody last read what, by attempt."""
        query = sa.select(readings).join(attempts, attempts.c.id == readings.c.attempt_id)
        with self._read() as connection:
            found = connection.execute(query.where(_owned(owner_kind, owner_id)))
            return {(row.attempt_id, Reading(row.what)): row.at for row in found}


def _owned(owner_kind: OwnerKind, owner_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(attempts.c.owner_kind == owner_kind, attempts.c.owner_id == owner_id)


def _opening(attempt_id: str, reader: str) -> sa.ColumnElement[bool]:
    return sa.and_(openings.c.attempt_id == attempt_id, openings.c.reader == reader)


def _require_attempt(connection: sa.Connection, attempt_id: str) -> None:
    if connection.scalar(sa.select(attempts.c.id).where(attempts.c.id == attempt_id)) is None:
        raise NotFound.of("attempt", attempt_id)


def _forget(connection: sa.Connection, attempt_id: str, author: str) -> None:
    same = sa.and_(fellow_words.c.attempt_id == attempt_id, fellow_words.c.author == author)
    row = connection.execute(fellow_words.select().where(same)).one_or_none()
    if row is not None:
        connection.execute(fellow_words.delete().where(same))
        refs = [getattr(row, name) for name in _FIELDS]
        connection.execute(texts.delete().where(texts.c.id.in_(refs)))
