"""Erasing: texts, attempts and persons, in SQL. What is erased is overwritten where the database can do that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from roleplay.errors import NotFound
from roleplay.store.anchor_tables import (
    anchor_knowers,
    anchor_ratings,
    anchor_uses,
    anchor_words,
    anchors_presented,
    practice_ratings,
)
from roleplay.store.connection import Transactions
from roleplay.store.fellow_tables import fellow_words, openings, readings
from roleplay.store.people import LOCAL_NAME
from roleplay.store.people_tables import kernels, memberships, participants, persons, sessions, tokens
from roleplay.store.review_tables import assignments, comments, drafts, ratings, review_rules, reviews
from roleplay.store.rows import OwnerKind, Status, Visibility
from roleplay.store.station_tables import sittings
from roleplay.store.stations import forget_observer, forget_sittings
from roleplay.store.tables import UtcTime, attempts, events, learning, text_keys, texts
from roleplay.store.watches import forget_watcher
from roleplay.store.workshop_erasing import forget_in_logs, forget_participants
from roleplay.store.workshop_tables import contributions, plans

_AT_ONCE = 500  # ids in one statement; databases limit their parameters


class SqlErasing(Transactions):
    """The part of the store that forgets."""

    # --- what is old enough ---

    def private_texts_before(self, moment: datetime) -> tuple[str, ...]:
        """Ids of the texts in attempts that are no replies and were written before a moment."""
        query = sa.select(texts.c.id).where(
            texts.c.body.is_not(None),
            texts.c.attempt_id.is_not(None),
            texts.c.purpose != "reply",
            texts.c.at < moment,
        )
        with self._read() as connection:
            return tuple(connection.scalars(query.order_by(texts.c.id)))

    def attempts_before(self, moment: datetime) -> tuple[str, ...]:
        """Ids of somebody's attempts that ended, or saw their last event, before a moment.

        Attempts that branched off from each other are old only together.
        """
        last = sa.select(sa.func.max(events.c.at)).where(events.c.attempt_id == attempts.c.id).scalar_subquery()
        until = sa.func.coalesce(attempts.c.ended_at, last, attempts.c.started_at)
        # They have the same seed, by which one that is kept without a name would lead to its owner.
        together = (attempts.c.owner_kind, attempts.c.owner_id, attempts.c.seed)
        found = (
            sa.select(attempts.c.id, sa.func.max(until, type_=UtcTime()).over(partition_by=together).label("until"))
            .where(  # what was left without a name is nobody's any more
                sa.or_(
                    _owned(OwnerKind.PERSON, sa.select(persons.c.id)),
                    _owned(OwnerKind.PARTICIPANT, sa.select(participants.c.id)),
                )
            )
            .subquery()
        )
        with self._read() as connection:
            return tuple(connection.scalars(sa.select(found.c.id).where(found.c.until < moment).order_by(found.c.id)))

    # --- erasing ---

    def erase_texts(self, text_ids: Iterable[str]) -> None:
        """Erase what was written; the rows stay, so that logs still replay."""
        with self._write() as connection:
            for some in _portions(text_ids):
                connection.execute(texts.update().where(texts.c.id.in_(some)).values(body=None, sealed=False))
        self._empty_journal()

    def erase_attempts(self, attempt_ids: Iterable[str], *, keep_logs: bool) -> None:
        """Erase attempts with their logs and texts.

        With `keep_logs`, finished ones stay and still replay: without texts, under new ids, as nobody's, and with the
        month instead of the time at which something happened.
        """
        with self._write() as connection:
            _erase_attempts(connection, attempt_ids, keep_logs=keep_logs)
        self._empty_journal()

    def erase_person(self, person_id: str, at: datetime, *, keep_logs: bool) -> None:
        """Erase everything personal of somebody; a row without a name stays. Raises `NotFound`.

        `keep_logs` is for their attempts. The owner of the machine stays that, with every role.
        """
        with self._write() as connection:
            theirs = sa.select(persons.c.owns_machine).where(persons.c.id == person_id)
            found = connection.execute(theirs).one_or_none()
            if found is None:
                raise NotFound.of("person", person_id)
            parts = list(connection.scalars(sa.select(participants.c.id).where(participants.c.person_id == person_id)))
            for kind, owners in ((OwnerKind.PERSON, [person_id]), (OwnerKind.PARTICIPANT, parts)):
                own = sa.select(attempts.c.id).where(_owned(kind, owners))
                _erase_attempts(connection, list(connection.scalars(own)), keep_logs=keep_logs)
                whose = (texts.c.owner_kind == kind, texts.c.owner_id.in_(owners))
                for said in (comments, anchor_words):
                    connection.execute(said.delete().where(said.c.text_id.in_(sa.select(texts.c.id).where(*whose))))
                written = contributions.c.text_id.in_(sa.select(texts.c.id).where(*whose))
                connection.execute(contributions.delete().where(written))
                for table in (learning, texts, text_keys):
                    connection.execute(table.delete().where(table.c.owner_kind == kind, table.c.owner_id.in_(owners)))
            for table in (tokens, sessions, kernels, memberships):
                connection.execute(table.delete().where(table.c.person_id == person_id))
            connection.execute(plans.delete().where(plans.c.person_id == person_id))
            forget_in_logs(connection, person_id)
            forget_participants(connection, parts)
            nobody = participants.update().where(participants.c.person_id == person_id)
            connection.execute(nobody.values(person_id=None))
            connection.execute(persons.update().where(persons.c.id == person_id).values(erased_at=at))
            forget_sittings(connection, sittings.c.trainee == person_id)
            _forget_rater(connection, person_id)
            left: dict[str, Any] = {"login": None, "password": None, "created_at": None}
            if found.owns_machine:
                left |= {"name": LOCAL_NAME, "erased_at": None}
            else:
                left |= {"name": "", "roles": [], "disabled_at": None, "erased_at": at}
            connection.execute(persons.update().where(persons.c.id == person_id).values(left))
        self._empty_journal()


def _owned(kind: OwnerKind, owners: Sequence[str] | sa.Select[tuple[str]]) -> sa.ColumnElement[bool]:
    return sa.and_(attempts.c.owner_kind == kind, attempts.c.owner_id.in_(owners))


def _portions(ids: Iterable[str]) -> Iterator[list[str]]:
    whole = list(ids)
    return (whole[first : first + _AT_ONCE] for first in range(0, len(whole), _AT_ONCE))


def _erase_attempts(connection: sa.Connection, attempt_ids: Iterable[str], *, keep_logs: bool) -> None:
    nobodies: dict[tuple[str, str], str] = {}  # one for each owner, so that they are still one person's
    fresh: dict[str, str] = {}
    for some in _portions(attempt_ids):
        if keep_logs:
            query = attempts.select().where(attempts.c.id.in_(some), attempts.c.status == Status.FINISHED)
            for row in connection.execute(query).all():
                nobody = nobodies.setdefault((row.owner_kind, row.owner_id), uuid4().hex)
                _keep_without_name(connection, row._asdict(), nobody, fresh)
        said = list(connection.scalars(sa.select(comments.c.text_id).where(comments.c.attempt_id.in_(some))))
        by_fellows = (fellow_words.c.strength, fellow_words.c.question, fellow_words.c.thing_to_try)
        for row in connection.execute(sa.select(*by_fellows).where(fellow_words.c.attempt_id.in_(some))):
            said += row
        forget_sittings(connection, sittings.c.attempt_id.in_(some))
        for table in (fellow_words, openings, readings, comments, drafts, assignments, reviews):
            connection.execute(table.delete().where(table.c.attempt_id.in_(some)))
        for part in _portions(said):
            connection.execute(texts.delete().where(texts.c.id.in_(part)))
        for table, column in ((texts, texts.c.attempt_id), (events, events.c.attempt_id), (attempts, attempts.c.id)):
            connection.execute(table.delete().where(column.in_(some)))
        for table in (ratings, practice_ratings):  # which may go now
            connection.execute(table.delete().where(table.c.attempt_id.in_(some)))


def _keep_without_name(
    connection: sa.Connection, attempt: Mapping[str, Any], nobody: str, fresh: dict[str, str]
) -> None:
    """Put what happened in an attempt under another one, whose id, owner and times lead to nobody."""
    new, earlier = _anew(attempt["id"], fresh), _anew(attempt["branched_attempt"], fresh)
    times = {"started_at": _month(attempt["started_at"]), "ended_at": _month(attempt["ended_at"])}
    owner = {"owner_kind": OwnerKind.PERSON, "owner_id": nobody}
    anew = {"id": new, "branched_attempt": earlier, "waits": None}
    connection.execute(attempts.insert().values({**attempt, **owner, **times, **anew}))
    for row in connection.execute(events.select().where(events.c.attempt_id == attempt["id"])).all():
        data = row.data
        if data.get("branched_from") is not None:
            data = {**data, "branched_from": {**data["branched_from"], "attempt": earlier}}
        same = sa.and_(events.c.attempt_id == row.attempt_id, events.c.seq == row.seq)
        changed = {"attempt_id": new, "actor": nobody, "at": _month(row.at), "data": data}
        connection.execute(events.update().where(same).values(changed))
    emptied = {**owner, "attempt_id": new, "body": None, "sealed": False, "visibility": Visibility.PRIVATE}
    for row in connection.execute(texts.select().where(texts.c.attempt_id == attempt["id"])).all():
        connection.execute(texts.update().where(texts.c.id == row.id).values({**emptied, "at": _month(row.at)}))

    for row in connection.execute(ratings.select().where(ratings.c.attempt_id == attempt["id"])).all():
        kept = {"attempt_id": new, "at": _month(row.at), "data": {**row.data, "reason": None}}
        connection.execute(ratings.insert().values({**row._asdict(), **kept}))


def _forget_rater(connection: sa.Connection, person_id: str) -> None:
    """What somebody marked and said of others stays, as that of one nobody; what they were asked to do does not."""
    nobody = uuid4().hex
    connection.execute(ratings.update().where(ratings.c.rater == person_id).values(rater=nobody))
    for table in (anchor_ratings, practice_ratings):
        connection.execute(table.update().where(table.c.rater == person_id).values(rater=nobody))
    connection.execute(anchor_uses.update().where(anchor_uses.c.added_by == person_id).values(added_by=nobody))
    connection.execute(anchor_knowers.delete().where(anchor_knowers.c.person_id == person_id))
    connection.execute(anchors_presented.delete().where(anchors_presented.c.rater == person_id))
    connection.execute(comments.update().where(comments.c.author == person_id).values(author=nobody))
    connection.execute(fellow_words.update().where(fellow_words.c.author == person_id).values(author=nobody))
    connection.execute(openings.delete().where(openings.c.reader == person_id))
    forget_observer(connection, person_id, nobody)
    forget_watcher(connection, person_id, nobody)
    connection.execute(assignments.delete().where(assignments.c.rater == person_id))
    connection.execute(drafts.delete().where(drafts.c.rater == person_id))
    connection.execute(assignments.update().where(assignments.c.assigned_by == person_id).values(assigned_by=nobody))
    connection.execute(review_rules.update().where(review_rules.c.contact == person_id).values(contact=None))
    connection.execute(review_rules.update().where(review_rules.c.changed_by == person_id).values(changed_by=None))


def _anew(attempt_id: str | None, fresh: dict[str, str]) -> str | None:
    """The new id of an attempt, the same whenever it is asked for."""
    return None if attempt_id is None else fresh.setdefault(attempt_id, uuid4().hex)


def _month(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
