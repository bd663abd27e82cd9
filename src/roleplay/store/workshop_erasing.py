"""Forgetting people in workshops, in SQL: one participant, whoever led one, or all who were in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from roleplay.errors import NotFound
from roleplay.store.connection import Transactions
from roleplay.store.people_tables import participants
from roleplay.store.rows import OwnerKind
from roleplay.store.tables import text_keys, texts
from roleplay.store.workshop_tables import (
    ballots,
    calls,
    contributions,
    observations,
    paces,
    polls,
    workshop_events,
    workshops,
)


class SqlWorkshopErasing(Transactions):
    """The part of the store that forgets who was in a workshop."""

    def erase_participant(self, participant_id: str) -> None:
        """Erase somebody's name, words and wishes in a workshop, and what brings a guest back into it.

        What they chose and ticked stays in totals, and whose an account was with the workshop: `erase_person` ends
        that, too. Raises `NotFound`.
        """
        with self._write() as connection:
            if connection.scalar(sa.select(participants.c.id).where(participants.c.id == participant_id)) is None:
                raise NotFound.of("participant", participant_id)
            forget_participants(connection, [participant_id])
        self._empty_journal()

    def workshops_before(self, moment: datetime) -> tuple[str, ...]:
        """Ids of workshops that ended, or saw their last event, before a moment, and still hold something personal."""
        mine = workshop_events.c.workshop_id == workshops.c.id
        last = sa.select(sa.func.max(workshop_events.c.at)).where(mine).scalar_subquery()
        until = sa.func.coalesce(workshops.c.closed_at, last)
        known = sa.or_(participants.c.name != "", participants.c.token.is_not(None), participants.c.wishes.is_not(None))
        left = (
            sa.exists().where(participants.c.workshop_id == workshops.c.id, known),
            *(
                sa.exists().where(table.c.workshop_id == workshops.c.id)
                for table in (contributions, observations, polls, paces)
            ),
        )
        query = sa.select(workshops.c.id).where(until < moment, sa.or_(*left)).order_by(workshops.c.id)
        with self._read() as connection:
            return tuple(connection.scalars(query))

    def erase_workshops(self, workshop_ids: Iterable[str]) -> None:
        """Erase what is personal in workshops: names, words, wishes, ticks, messages, and polls that were never closed.

        Logs stay with their totals, and so does which account was there when.
        """
        with self._write() as connection:
            for workshop_id in workshop_ids:
                _erase_workshop(connection, workshop_id)
        self._empty_journal()


def forget_participants(connection: sa.Connection, participant_ids: Sequence[str]) -> None:
    """Remove what participants wrote and said of themselves, and their names."""
    _forget_texts(connection, OwnerKind.PARTICIPANT, participant_ids)
    for table in (calls, paces):
        connection.execute(table.delete().where(table.c.participant_id.in_(participant_ids)))
    nobody = participants.update().values(name="", wishes=None, token=None, here=False)
    connection.execute(nobody.where(participants.c.id.in_(participant_ids)))


def forget_in_logs(connection: sa.Connection, person_id: str) -> None:
    """Put nobody in the place of somebody in the logs of workshops: of one in which they were, their participant."""
    nobody = uuid4().hex
    theirs = sa.select(participants.c.workshop_id, participants.c.id).where(participants.c.person_id == person_id)
    did = workshop_events.c.actor == person_id
    for row in connection.execute(theirs).all():
        came = sa.and_(did, workshop_events.c.workshop_id == row.workshop_id, workshop_events.c.kind.in_(_OWN))
        connection.execute(workshop_events.update().where(came).values(actor=row.id))
    connection.execute(workshop_events.update().where(did).values(actor=nobody))
    connection.execute(workshops.update().where(workshops.c.created_by == person_id).values(created_by=nobody))
    for row in connection.execute(workshop_events.select().where(workshop_events.c.kind.in_(_NAMING))).all():
        if person_id in row.data["leads"]:
            leads = [nobody if one == person_id else one for one in row.data["leads"]]
            _rewrite(connection, row, {**row.data, "leads": leads})


_OWN = ("joined", "removed")
_NAMING = ("opened", "handed-over")


def _erase_workshop(connection: sa.Connection, workshop_id: str) -> None:
    here = sa.select(participants.c.id).where(participants.c.workshop_id == workshop_id)
    forget_participants(connection, list(connection.scalars(here)))
    _forget_texts(connection, OwnerKind.WORKSHOP, [workshop_id])
    connection.execute(observations.delete().where(observations.c.workshop_id == workshop_id))
    asked = sa.select(polls.c.id).where(polls.c.workshop_id == workshop_id)
    connection.execute(ballots.delete().where(ballots.c.poll_id.in_(asked)))
    connection.execute(polls.delete().where(polls.c.workshop_id == workshop_id))
    connection.execute(workshops.update().where(workshops.c.id == workshop_id).values(code=None, code_until=None))
    told = sa.and_(workshop_events.c.workshop_id == workshop_id, workshop_events.c.kind == "told")
    for row in connection.execute(workshop_events.select().where(told)).all():
        _rewrite(connection, row, {**row.data, "text": ""})


def _forget_texts(connection: sa.Connection, kind: OwnerKind, owners: Sequence[str]) -> None:
    written = sa.select(texts.c.id).where(
        texts.c.owner_kind == kind, texts.c.owner_id.in_(owners), texts.c.attempt_id.is_(None)
    )
    connection.execute(contributions.delete().where(contributions.c.text_id.in_(written)))
    connection.execute(texts.delete().where(texts.c.id.in_(written)))
    left = sa.select(texts.c.owner_id).where(texts.c.owner_kind == kind)  # of attempts, which go in their own time
    mine = (text_keys.c.owner_kind == kind, text_keys.c.owner_id.in_(owners))
    connection.execute(text_keys.delete().where(*mine, text_keys.c.owner_id.not_in(left)))


def _rewrite(connection: sa.Connection, row: Any, data: dict[str, Any]) -> None:
    this = sa.and_(workshop_events.c.workshop_id == row.workshop_id, workshop_events.c.seq == row.seq)
    connection.execute(workshop_events.update().where(this).values(data=data))
