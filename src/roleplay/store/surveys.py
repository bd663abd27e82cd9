"""What participants think of a workshop, in SQL: a poll whose id is the workshop's, which forgets as polls do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from roleplay.errors import NotFound
from roleplay.model.gathering import Logged, Surveyed
from roleplay.store.connection import Transactions
from roleplay.store.rows import TextRow
from roleplay.store.tables import texts
from roleplay.store.workshop_rows import Ballot, Said
from roleplay.store.workshop_tables import ballots, contributions, polls, workshops
from roleplay.store.workshops import lengthen


class SqlSurveys(Transactions):
    """The part of the store that asks participants what they think."""

    def answer_survey(self, workshop_id: str, votes: Iterable[Ballot], words: Mapping[str, TextRow | None]) -> bool:
        """Take what one participant thinks of a workshop, in place of what they said before. False when that is over.

        `words` are by place; None takes them back. They belong to the workshop, not to a participant.
        """
        with self._write() as connection:
            if connection.scalar(sa.select(polls.c.id).where(polls.c.id == workshop_id)) is None:
                return False
            for vote in votes:
                mine = sa.and_(ballots.c.poll_id == vote.poll_id, ballots.c.voter == vote.voter)
                connection.execute(ballots.delete().where(mine))
                connection.execute(ballots.insert().values(asdict(vote)))
            for place, text in words.items():
                _put(connection, workshop_id, place, text)
        return True

    def count_survey(self, workshop_id: str, seq: int, actor: str, at: datetime) -> Logged:
        """End the survey, as `count` ends a poll. Words stay, under what was asked and in an order that tells nothing.

        A place is `question/code`; only the question is left of it. Raises as `count`.
        """
        with self._write() as connection:
            if connection.scalar(sa.select(polls.c.id).where(polls.c.id == workshop_id)) is None:
                raise NotFound.of("open survey", workshop_id)
            mine = ballots.c.poll_id == workshop_id
            query = sa.select(ballots.c.option, sa.func.count().label("many")).where(mine).group_by(ballots.c.option)
            totals = {row.option: row.many for row in connection.execute(query.order_by(ballots.c.option))}
            logged = Logged(seq, Surveyed(totals), actor, at)
            lengthen(connection, workshop_id, logged)
            connection.execute(ballots.delete().where(mine))
            connection.execute(polls.delete().where(polls.c.id == workshop_id))
            _shuffle(connection, workshop_id)
        self._empty_journal()
        return logged

    def surveys_before(self, moment: datetime) -> tuple[str, ...]:
        """Ids of workshops that ended before a moment and whose survey nobody has ended yet."""
        query = (
            sa.select(workshops.c.id).join(polls, polls.c.id == workshops.c.id).where(workshops.c.closed_at < moment)
        )
        with self._read() as connection:
            return tuple(connection.scalars(query.order_by(workshops.c.id)))


def _put(connection: sa.Connection, workshop_id: str, place: str, text: TextRow | None) -> None:
    same = sa.and_(contributions.c.workshop_id == workshop_id, contributions.c.place == place)
    for text_id in list(connection.scalars(sa.select(contributions.c.text_id).where(same))):
        connection.execute(contributions.delete().where(contributions.c.text_id == text_id))
        connection.execute(texts.delete().where(texts.c.id == text_id))
    if text is not None:
        connection.execute(texts.insert().values(asdict(text)))
        about = {"workshop_id": workshop_id, "kind": Said.SURVEY, "place": place, "hidden": False}
        connection.execute(contributions.insert().values({"text_id": text.id, **about}))


def _shuffle(connection: sa.Connection, workshop_id: str) -> None:
    """Write words anew, without the codes they were kept under, in the order of their ids: these are drawn by lot."""
    theirs = sa.and_(contributions.c.workshop_id == workshop_id, contributions.c.kind == Said.SURVEY)
    said = [row._asdict() for row in connection.execute(contributions.select().where(theirs))]
    ids = [one["text_id"] for one in said]
    words = connection.execute(texts.select().where(texts.c.id.in_(ids)).order_by(texts.c.id))
    kept = [row._asdict() for row in words]
    connection.execute(contributions.delete().where(theirs))
    connection.execute(texts.delete().where(texts.c.id.in_(ids)))
    for text in kept:
        connection.execute(texts.insert().values(text))
    for one in sorted(said, key=lambda one: str(one["text_id"])):
        connection.execute(contributions.insert().values({**one, "place": one["place"].partition("/")[0]}))
