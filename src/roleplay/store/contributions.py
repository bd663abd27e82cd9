"""What participants write and tick in workshops, in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import sqlalchemy as sa

from roleplay.errors import NotFound
from roleplay.store.attempts import text_of_row
from roleplay.store.connection import Transactions
from roleplay.store.people_tables import participants
from roleplay.store.tables import texts
from roleplay.store.workshop_rows import (
    Contribution,
    Observation,
    Said,
)
from roleplay.store.workshop_tables import (
    contributions,
    observations,
)


class SqlContributions(Transactions):
    """The part of the store that holds what participants contribute."""

    def contribute(self, contribution: Contribution) -> None:
        """Keep what a participant wrote; at the same place a newer one takes the place of the older.

        Raises `NotFound` for somebody who was erased meanwhile.
        """
        text = contribution.text
        with self._write() as connection:
            if connection.scalar(sa.select(participants.c.id).where(participants.c.id == text.owner_id)) is None:
                raise NotFound.of("participant", text.owner_id)
            if connection.scalar(sa.select(texts.c.id).where(texts.c.id == text.id)) is not None:
                return  # it has come again
            replaced = contribution.kind is not Said.QUESTION and _take_back(connection, contribution)
            add_contribution(connection, contribution)
        if replaced:
            self._empty_journal()

    def contributions(self, workshop_id: str, kind: Said, place: str | None = None) -> tuple[Contribution, ...]:
        """What was written of a kind, or of a kind at a place. The order says nothing about who came first."""
        asked = [contributions.c.workshop_id == workshop_id, contributions.c.kind == kind]
        if place is not None:
            asked.append(contributions.c.place == place)
        about = (contributions.c.workshop_id, contributions.c.kind, contributions.c.place, contributions.c.hidden)
        query = sa.select(texts, *about).join(contributions, contributions.c.text_id == texts.c.id).where(*asked)
        with self._read() as connection:
            return tuple(
                Contribution(text_of_row(row), row.workshop_id, Said(row.kind), row.place, row.hidden)
                for row in connection.execute(query.order_by(texts.c.id))
            )

    def contributions_by_text(self, text_ids: Iterable[str]) -> tuple[Contribution, ...]:
        """What was written in workshops, by the ids of the texts."""
        about = (contributions.c.workshop_id, contributions.c.kind, contributions.c.place, contributions.c.hidden)
        query = sa.select(texts, *about).join(contributions, contributions.c.text_id == texts.c.id)
        with self._read() as connection:
            return tuple(
                Contribution(text_of_row(row), row.workshop_id, Said(row.kind), row.place, row.hidden)
                for row in connection.execute(query.where(texts.c.id.in_(list(text_ids))).order_by(texts.c.id))
            )

    def hide_contribution(self, text_id: str, *, hidden: bool) -> None:
        """Take something off the screen, or put it back. Raises `NotFound`."""
        with self._write() as connection:
            this = contributions.update().where(contributions.c.text_id == text_id)
            if not connection.execute(this.values(hidden=hidden)).rowcount:
                raise NotFound.of("contribution", text_id)

    def observe(self, seen: Iterable[Observation]) -> None:
        """Keep ticks; one that is there already counts once."""
        with self._write() as connection:
            for one in seen:
                there = sa.select(observations.c.id).where(observations.c.id == one.id)
                if connection.scalar(there) is None:
                    connection.execute(observations.insert().values(asdict(one)))

    def take_back_observation(self, observation_id: str, observer: str) -> None:
        """Take a tick of one's own back; where there is none nothing happens."""
        mine = sa.and_(observations.c.id == observation_id, observations.c.observer == observer)
        with self._write() as connection:
            connection.execute(observations.delete().where(mine))

    def observations(self, workshop_id: str) -> tuple[Observation, ...]:
        """What observers have ticked in a workshop, by section and round."""
        query = observations.select().where(observations.c.workshop_id == workshop_id)
        with self._read() as connection:
            found = connection.execute(query.order_by(observations.c.section, observations.c.round, observations.c.id))
            return tuple(Observation(**row._asdict()) for row in found)


def add_contribution(connection: sa.Connection, contribution: Contribution) -> None:
    """Add what a participant wrote, beside whatever else they have written."""
    text = contribution.text
    connection.execute(texts.insert().values(asdict(text)))
    about = {"workshop_id": contribution.workshop_id, "kind": contribution.kind, "place": contribution.place}
    connection.execute(contributions.insert().values({**about, "text_id": text.id, "hidden": contribution.hidden}))


def _take_back(connection: sa.Connection, contribution: Contribution) -> bool:
    """Remove what the same participant wrote at the same place before; whether there was something."""
    text = contribution.text
    same = (
        sa.select(contributions.c.text_id)
        .join(texts, texts.c.id == contributions.c.text_id)
        .where(
            contributions.c.workshop_id == contribution.workshop_id,
            contributions.c.kind == contribution.kind,
            contributions.c.place == contribution.place,
            texts.c.owner_kind == text.owner_kind,
            texts.c.owner_id == text.owner_id,
        )
    )
    before = list(connection.scalars(same))
    for text_id in before:
        connection.execute(contributions.delete().where(contributions.c.text_id == text_id))
        connection.execute(texts.delete().where(texts.c.id == text_id))
    return bool(before)
