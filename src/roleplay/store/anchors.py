"""Anchors in use, on the desk, and marked, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.scoring.review import Rating
from roleplay.store.anchor_rows import AnchorRating, AnchorUse, CalibrationRules, Presented
from roleplay.store.anchor_tables import (
    anchor_knowers,
    anchor_ratings,
    anchor_uses,
    anchor_words,
    anchors_presented,
    calibration_rules,
)
from roleplay.store.attempts import text_of_row
from roleplay.store.connection import Transactions
from roleplay.store.people_tables import persons
from roleplay.store.review_rows import Comment, Remark
from roleplay.store.review_tables import ratings, reviews
from roleplay.store.reviews import rating_of_row
from roleplay.store.tables import texts


class SqlAnchors(Transactions):
    """The part of the store that calibration rests on."""

    # --- which anchors, and when ---

    def use_anchor(self, use: AnchorUse) -> None:
        """Let a cohort use an anchor, also one that it has given up."""
        same = sa.and_(anchor_uses.c.cohort_id == use.cohort_id, anchor_uses.c.anchor == use.anchor)
        with self._write() as connection:
            if connection.scalar(sa.select(sa.true()).where(same)) is None:
                connection.execute(anchor_uses.insert().values(asdict(use)))
            else:
                connection.execute(anchor_uses.update().where(same).values(retired_at=None))

    def know_anchor(self, anchor: str, people: Iterable[str]) -> None:
        """These people know its key, or that it is one, without having marked it."""
        there = sa.select(anchor_knowers.c.person_id).where(anchor_knowers.c.anchor == anchor)
        with self._write() as connection:
            for person in sorted(set(people) - set(connection.scalars(there))):
                connection.execute(anchor_knowers.insert().values(anchor=anchor, person_id=person))

    def retire_anchor(self, cohort_id: str, anchor: str, at: datetime) -> None:
        """Let a cohort use it no more; what was marked stays. What is on a desk unannounced is taken away."""
        same = (anchor_uses.c.cohort_id == cohort_id, anchor_uses.c.anchor == anchor)
        here = (
            anchors_presented.c.cohort_id == cohort_id,
            anchors_presented.c.anchor == anchor,
            anchors_presented.c.announced.is_(sa.false()),
        )
        with self._write() as connection:
            connection.execute(anchor_uses.update().where(*same).values(retired_at=at))
            forget_presented(connection, connection.scalars(sa.select(anchors_presented.c.id).where(*here)))
        self._empty_journal()

    def anchor_uses(self, cohort_id: str) -> tuple[AnchorUse, ...]:
        """Which anchors a cohort uses, or has used, in the order in which they came."""
        query = anchor_uses.select().where(anchor_uses.c.cohort_id == cohort_id)
        with self._read() as connection:
            found = connection.execute(query.order_by(anchor_uses.c.added_at, anchor_uses.c.anchor))
            return tuple(AnchorUse(**row._asdict()) for row in found)

    def known_anchors(self, person_id: str) -> frozenset[str]:
        """Hashes of the anchors whose keys somebody knew before they could mark them."""
        query = sa.select(anchor_knowers.c.anchor).where(anchor_knowers.c.person_id == person_id)
        with self._read() as connection:
            return frozenset(connection.scalars(query))

    def calibration_rules(self, cohort_id: str) -> CalibrationRules:
        """When anchors come back in a cohort; the usual rules for one that has none."""
        query = calibration_rules.select().where(calibration_rules.c.cohort_id == cohort_id)
        with self._read() as connection:
            row = connection.execute(query).one_or_none()
        return CalibrationRules() if row is None else CalibrationRules(row.every_marked, row.every_days)

    def keep_calibration_rules(self, cohort_id: str, rules: CalibrationRules) -> None:
        """Put these rules in place of those that the cohort has."""
        with self._write() as connection:
            connection.execute(calibration_rules.delete().where(calibration_rules.c.cohort_id == cohort_id))
            connection.execute(calibration_rules.insert().values({"cohort_id": cohort_id, **asdict(rules)}))

    # --- on the desk ---

    def present_anchor(self, presented: Presented) -> Presented:
        """Put an anchor on somebody's desk, and return it; the one that stands when it is there already.

        Raises `NotFound` for somebody who was erased.
        """
        same = (anchors_presented.c.rater == presented.rater, anchors_presented.c.anchor == presented.anchor)
        theirs = sa.select(persons.c.id).where(persons.c.id == presented.rater, persons.c.erased_at.is_(None))
        try:
            with self._write() as connection:
                if connection.scalar(theirs) is None:
                    raise NotFound.of("person", presented.rater)
                if connection.scalar(sa.select(anchors_presented.c.id).where(*same)) is None:
                    connection.execute(anchors_presented.insert().values(asdict(presented)))
        except sa.exc.IntegrityError:  # another process has just put it there
            if all(one.anchor != presented.anchor for one in self.presented_anchors(presented.rater)):
                raise
        with self._read() as connection:
            row = connection.execute(anchors_presented.select().where(*same)).one_or_none()
        return presented if row is None else Presented(**row._asdict())

    def presented_anchor(self, presented_id: str) -> Presented | None:
        """The anchor on a desk that has this id."""
        with self._read() as connection:
            query = anchors_presented.select().where(anchors_presented.c.id == presented_id)
            row = connection.execute(query).one_or_none()
        return None if row is None else Presented(**row._asdict())

    def held_anchors(self, presented_ids: Sequence[str]) -> tuple[Presented, ...]:
        """Those of these that are anchors, and were opened."""
        some = anchors_presented.c.id.in_(presented_ids)
        with self._read() as connection:
            query = anchors_presented.select().where(some, anchors_presented.c.lease_until.is_not(None))
            return tuple(Presented(**row._asdict()) for row in connection.execute(query))

    def presented_anchors(self, rater: str) -> tuple[Presented, ...]:
        """All anchors on somebody's desk, the first one first."""
        query = anchors_presented.select().where(anchors_presented.c.rater == rater)
        with self._read() as connection:
            found = connection.execute(query.order_by(anchors_presented.c.ready_at, anchors_presented.c.id))
            return tuple(Presented(**row._asdict()) for row in found)

    def hold_anchor(self, presented_id: str, until: datetime) -> None:
        """It was opened; where it is not there any more nothing happens."""
        with self._write() as connection:
            this = anchors_presented.c.id == presented_id
            connection.execute(anchors_presented.update().where(this).values(lease_until=until))

    def draft_anchor(self, presented_id: str, data: Mapping[str, Any], at: datetime, seen: datetime | None) -> None:
        """Keep what was ticked, in place of what was kept at `seen`. Raises `Conflict` if that has changed."""
        with self._write() as connection:
            same = anchors_presented.c.id == presented_id
            if connection.scalar(sa.select(anchors_presented.c.draft_at).where(same)) != seen:
                raise Conflict(
                    "You have marked this attempt somewhere else meanwhile.", "What you ticked there is shown now."
                )
            connection.execute(anchors_presented.update().where(same).values(draft=dict(data), draft_at=at))

    def undraft_anchor(self, presented_id: str) -> None:
        """Give up what was ticked."""
        with self._write() as connection:
            this = anchors_presented.c.id == presented_id
            connection.execute(anchors_presented.update().where(this).values(draft=None, draft_at=None))

    # --- what is written meanwhile ---

    def say_in_anchor(self, words: Comment) -> None:
        """Keep what somebody wrote while marking an anchor, by its text's id; without a body it goes.

        Raises `NotFound` where it is not on a desk any more.
        """
        row = words.text
        with self._write() as connection:
            mine = (anchors_presented.c.id == words.attempt_id, anchors_presented.c.rater == words.author)
            if connection.scalar(sa.select(anchors_presented.c.id).where(*mine)) is None:
                raise NotFound.of("attempt", words.attempt_id)
            there = sa.select(anchor_words.c.text_id).where(
                anchor_words.c.text_id == row.id, anchor_words.c.presented_id == words.attempt_id
            )
            if connection.scalar(there) is not None:
                connection.execute(anchor_words.delete().where(anchor_words.c.text_id == row.id))
                connection.execute(texts.delete().where(texts.c.id == row.id))
            if row.body is not None:
                connection.execute(texts.insert().values(asdict(row)))
                values = {"text_id": row.id, "presented_id": words.attempt_id}
                connection.execute(anchor_words.insert().values({**values, "kind": words.kind, "moment": words.moment}))
        self._empty_journal()

    def words_in_anchor(self, presented_id: str) -> tuple[Comment, ...]:
        """What was written while marking it, in its order."""
        about = (anchor_words.c.kind, anchor_words.c.moment, anchors_presented.c.rater)
        query = (
            sa.select(texts, *about)
            .join(anchor_words, anchor_words.c.text_id == texts.c.id)
            .join(anchors_presented, anchors_presented.c.id == anchor_words.c.presented_id)
            .where(anchor_words.c.presented_id == presented_id)
            .order_by(texts.c.at, texts.c.id)
        )
        with self._read() as connection:
            return tuple(
                Comment(text_of_row(row), presented_id, row.rater, Remark(row.kind), row.moment)
                for row in connection.execute(query)
            )

    # --- marked ---

    def drop_anchor(self, presented_id: str) -> None:
        """Take an anchor from the desk unmarked, with what was written."""
        with self._write() as connection:
            forget_presented(connection, [presented_id])
        self._empty_journal()

    def mark_anchor(self, presented_id: str, rating: Rating) -> None:
        """Keep what was marked; the anchor leaves the desk, and what was written goes. Raises `Conflict` if it has."""
        data = asdict(rating)
        del data["rater"], data["at"]
        with self._write() as connection:
            mine = anchors_presented.select().where(
                anchors_presented.c.id == presented_id, anchors_presented.c.rater == rating.rater
            )
            row = connection.execute(mine).one_or_none()
            if row is None:
                raise Conflict("You have marked this already.", "What you marked is listed under Calibration.")
            kept = {"presented_id": row.id, "cohort_id": row.cohort_id, "anchor": row.anchor, "seed": row.seed}
            whose = {"rater": rating.rater, "at": rating.at, "announced": row.announced, "data": data}
            connection.execute(anchor_ratings.insert().values({**kept, **whose}))
            forget_presented(connection, [presented_id])
        self._empty_journal()

    def anchor_rating(self, presented_id: str) -> AnchorRating | None:
        """What was marked under this id."""
        with self._read() as connection:
            query = anchor_ratings.select().where(anchor_ratings.c.presented_id == presented_id)
            row = connection.execute(query).one_or_none()
        return None if row is None else _anchor_rating(row)

    def anchor_ratings(self, rater: str) -> tuple[AnchorRating, ...]:
        """All that somebody marked in anchors, in any cohort, the first one first."""
        query = anchor_ratings.select().where(anchor_ratings.c.rater == rater)
        with self._read() as connection:
            found = connection.execute(query.order_by(anchor_ratings.c.at, anchor_ratings.c.presented_id))
            return tuple(_anchor_rating(row) for row in found)

    def marked_since(self, cohort_id: str, rater: str, since: datetime) -> int:
        """How many attempts of a cohort somebody has marked for the first time after a moment."""
        query = (
            sa.select(ratings.c.attempt_id, sa.func.min(ratings.c.at).label("first"))
            .join(reviews, reviews.c.attempt_id == ratings.c.attempt_id)
            .where(ratings.c.rater == rater, reviews.c.cohort_id == cohort_id)
            .group_by(ratings.c.attempt_id)
            .having(sa.func.min(ratings.c.at) > since)
            .subquery()
        )
        with self._read() as connection:
            return int(connection.scalar(sa.select(sa.func.count()).select_from(query)) or 0)


def forget_presented(connection: sa.Connection, presented_ids: Iterable[str]) -> None:
    """Take anchors from desks, with what was written meanwhile."""
    gone = list(presented_ids)
    said = list(connection.scalars(sa.select(anchor_words.c.text_id).where(anchor_words.c.presented_id.in_(gone))))
    connection.execute(anchor_words.delete().where(anchor_words.c.presented_id.in_(gone)))
    connection.execute(texts.delete().where(texts.c.id.in_(said)))
    connection.execute(anchors_presented.delete().where(anchors_presented.c.id.in_(gone)))


def _anchor_rating(row: sa.Row[Any]) -> AnchorRating:
    return AnchorRating(row.presented_id, row.cohort_id, row.anchor, row.seed, row.announced, rating_of_row(row))
