"""Who is in workshops, in SQL: names, whose pages are connected, what they wish for, and who needs a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from roleplay.errors import NotFound
from roleplay.model.wishes import Prefers, Style, Wishes
from roleplay.store.connection import Transactions
from roleplay.store.people_rows import ParticipantRow
from roleplay.store.people_tables import participants, persons
from roleplay.store.workshop_tables import (
    calls,
)


class SqlParticipants(Transactions):
    """The part of the store that holds participants."""

    def participants_in(self, workshop_id: str) -> tuple[ParticipantRow, ...]:
        """Everybody who ever came to a workshop, in the order in which they came."""
        query = participants.select().where(participants.c.workshop_id == workshop_id)
        with self._read() as connection:
            found = connection.execute(query.order_by(participants.c.joined_at, participants.c.id))
            return tuple(_participant(row) for row in found)

    def participant_by_token(self, token: str) -> ParticipantRow | None:
        """The guest whose browser holds a token, by its digest."""
        with self._read() as connection:
            row = connection.execute(participants.select().where(participants.c.token == token)).one_or_none()
        return None if row is None else _participant(row)

    def rename_participant(self, participant_id: str, name: str) -> None:
        """Call a participant something else. Raises `NotFound`."""
        with self._write() as connection:
            this = participants.update().where(participants.c.id == participant_id)
            if not connection.execute(this.values(name=name)).rowcount:
                raise NotFound.of("participant", participant_id)

    def note_presence(self, workshop_id: str, here: Iterable[str]) -> None:
        """Say whose pages are connected, in place of what was said before."""
        now = set(here)
        mine = participants.c.workshop_id == workshop_id
        with self._write() as connection:
            query = sa.select(participants.c.id).where(mine, participants.c.here)
            before = set(connection.scalars(query))
            for changed, value in ((now - before, True), (before - now, False)):
                if changed:
                    these = sa.and_(mine, participants.c.id.in_(changed))
                    connection.execute(participants.update().where(these).values(here=value))

    def connected(self, workshop_id: str) -> frozenset[str]:
        """Participants whose pages are connected, as was noted last."""
        query = sa.select(participants.c.id).where(participants.c.workshop_id == workshop_id, participants.c.here)
        with self._read() as connection:
            return frozenset(connection.scalars(query))

    def nobody_is_connected(self) -> None:
        """Say so of all workshops, as a server begins."""
        with self._write() as connection:
            connection.execute(participants.update().where(participants.c.here).values(here=False))

    def wishes(self, workshop_id: str) -> dict[str, Wishes]:
        """What participants have said of themselves for forming groups; nothing of those who have said nothing."""
        query = sa.select(participants.c.id, participants.c.wishes).where(
            participants.c.workshop_id == workshop_id, participants.c.wishes.is_not(None)
        )
        with self._read() as connection:
            return {row.id: _wishes(row.wishes) for row in connection.execute(query)}

    def set_wishes(self, participant_id: str, wishes: Wishes) -> None:
        """Keep that. Raises `NotFound`."""
        with self._write() as connection:
            this = participants.update().where(participants.c.id == participant_id)
            if not connection.execute(this.values(wishes=asdict(wishes))).rowcount:
                raise NotFound.of("participant", participant_id)

    def call(self, participant_id: str, workshop_id: str, at: datetime | None) -> None:
        """Somebody needs a moment since `at`; None: not any more."""
        with self._write() as connection:
            same = calls.c.participant_id == participant_id
            there = connection.scalar(sa.select(calls.c.at).where(same))
            if at is None:
                connection.execute(calls.delete().where(same))
            elif there is None:
                row = {"participant_id": participant_id, "workshop_id": workshop_id, "at": at}
                connection.execute(calls.insert().values(row))

    def calls(self, workshop_id: str) -> dict[str, datetime]:
        """Who needs a moment just now, and since when."""
        query = calls.select().where(calls.c.workshop_id == workshop_id).order_by(calls.c.at, calls.c.participant_id)
        with self._read() as connection:
            return {row.participant_id: row.at for row in connection.execute(query)}


def add_participant(connection: sa.Connection, participant: ParticipantRow, token: str | None) -> None:
    """Add somebody who has come into a workshop. Raises `NotFound` for a person who was erased meanwhile."""
    if participant.person_id is not None:
        gone = sa.select(persons.c.erased_at).where(persons.c.id == participant.person_id)
        if connection.scalar(gone) is not None:
            raise NotFound.of("person", participant.person_id)
    connection.execute(participants.insert().values({**asdict(participant), "token": token}))


def _participant(row: sa.Row[Any]) -> ParticipantRow:
    return ParticipantRow(row.id, row.workshop_id, row.person_id, row.name, row.joined_at)


def _wishes(said: dict[str, Any]) -> Wishes:
    return Wishes(
        plays_peer=said["plays_peer"],
        practised=said["practised"],
        style=None if said["style"] is None else Style(said["style"]),
        prefers=None if said["prefers"] is None else Prefers(said["prefers"]),
        rather_with=tuple(said["rather_with"]),
        rather_not=tuple(said["rather_not"]),
        plays=said.get("plays", True),  # rows of an earlier version have none of these three
        watches=tuple(said.get("watches", ())),
        avoids=tuple(said.get("avoids", ())),
    )
