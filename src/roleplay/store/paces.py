"""How far participants are who play alone, in SQL, with the replies that they write on their way."""

from __future__ import annotations

from dataclasses import asdict

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.store.attempts import text_of_row
from roleplay.store.connection import Transactions
from roleplay.store.contributions import add_contribution
from roleplay.store.people_tables import participants
from roleplay.store.rows import OwnerKind, TextRow
from roleplay.store.tables import texts
from roleplay.store.workshop_rows import Contribution, PaceRow, Said, Shares
from roleplay.store.workshop_tables import contributions, paces


class SqlPaces(Transactions):
    """The part of the store that holds them."""

    def keep_pace(self, pace: PaceRow, reply: Contribution | None = None) -> None:
        """Keep how far somebody has come, one step after what is there, with the reply that they wrote in that step.

        With an empty path a new go begins, and the replies of the one before are removed. Raises `Conflict` when
        another step was quicker, and `NotFound` without such a participant.
        """
        this = sa.and_(paces.c.participant_id == pace.participant_id, paces.c.section == pace.section)
        with self._write() as connection:
            if connection.scalar(sa.select(participants.c.id).where(participants.c.id == pace.participant_id)) is None:
                raise NotFound.of("participant", pace.participant_id)
            there = connection.scalar(sa.select(paces.c.step).where(this))
            if (there or 0) != pace.step - 1:
                raise Conflict("This was done already.", "The page now shows where you are.")
            if there is None:
                connection.execute(paces.insert().values(asdict(pace)))
            else:
                connection.execute(paces.update().where(this).values(asdict(pace)))
            replaced = not pace.path and _forget_replies(connection, pace)
            if reply is not None:
                add_contribution(connection, reply)
        if replaced:
            self._empty_journal()

    def pace(self, participant_id: str, section: str) -> PaceRow | None:
        """How far somebody has come in a section; None for who has not begun."""
        found = self._paces(paces.c.participant_id == participant_id, paces.c.section == section)
        return found[0] if found else None

    def paces(self, workshop_id: str, section: str) -> tuple[PaceRow, ...]:
        """How far everybody has come who has begun. The order says nothing about who came first."""
        return self._paces(paces.c.workshop_id == workshop_id, paces.c.section == section)

    def paces_of(self, participant_id: str) -> tuple[PaceRow, ...]:
        """How far somebody has come, in every section in which they have begun."""
        return self._paces(paces.c.participant_id == participant_id)

    def replies_alone(self, participant_id: str, section: str) -> dict[str, TextRow]:
        """What somebody wrote in their present go: node -> reply."""
        query = sa.select(texts, contributions.c.place).join(contributions, contributions.c.text_id == texts.c.id)
        with self._read() as connection:
            found = connection.execute(query.where(*_written(participant_id, section)))
            return {row.place.partition("/")[2]: text_of_row(row) for row in found}

    def _paces(self, *which: sa.ColumnElement[bool]) -> tuple[PaceRow, ...]:
        query = paces.select().where(*which).order_by(paces.c.participant_id, paces.c.section)
        with self._read() as connection:
            return tuple(
                PaceRow(**{**row._asdict(), "path": tuple(row.path), "shares": Shares(row.shares)})
                for row in connection.execute(query)
            )


def _written(participant_id: str, section: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        texts.c.owner_kind == OwnerKind.PARTICIPANT,
        texts.c.owner_id == participant_id,
        contributions.c.kind == Said.ALONE,
        contributions.c.place.startswith(f"{section}/"),
    )


def _forget_replies(connection: sa.Connection, pace: PaceRow) -> bool:
    """Remove what somebody wrote in a section; whether there was something."""
    joined = sa.select(texts.c.id).join(contributions, contributions.c.text_id == texts.c.id)
    gone = list(connection.scalars(joined.where(*_written(pace.participant_id, pace.section))))
    connection.execute(contributions.delete().where(contributions.c.text_id.in_(gone)))
    connection.execute(texts.delete().where(texts.c.id.in_(gone)))
    return bool(gone)
