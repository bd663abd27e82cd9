"""An anchor on somebody's desk is, to whoever marks it, an attempt: held, begun, written about and rated like one.

So nothing above has to know which is which, and nobody can tell by what works. What is kept of it is kept apart: no
trainee, report or count ever meets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.scoring.review import Rating
from roleplay.store.anchor_tables import practice_ratings
from roleplay.store.anchors import SqlAnchors
from roleplay.store.comments import SqlComments, keep_comment
from roleplay.store.drafts import SqlDrafts
from roleplay.store.review_rows import Asked, Assignment, Comment, Draft, Remark, ReviewRow
from roleplay.store.review_tables import assignments, drafts
from roleplay.store.reviews import SqlReviews, rating_of_row
from roleplay.store.tables import attempts


class SqlAnchorsAtDesk(SqlAnchors, SqlReviews, SqlComments, SqlDrafts):
    """What is done with attempts at the desk, also where the id is that of an anchor."""

    def queue(
        self, asked: Asked, limit: int, *, after: str | None = None, before: str | None = None
    ) -> tuple[ReviewRow, ...]:
        """The reviews asked for, also those next to an anchor that lies, or has lain, among them."""
        near = after or before
        found = super().queue(asked, limit, after=after, before=before)
        place = None if found or near is None else self._place_of(near)
        return found if place is None else self.queue_at(place, asked, limit, after=after, before=before)

    def _place_of(self, presented_id: str) -> datetime | None:
        presented, rated = self.presented_anchor(presented_id), self.anchor_rating(presented_id)
        return presented.ready_at if presented is not None else None if rated is None else rated.rating.at

    def lease(self, attempt_id: str, rater: str, now: datetime, until: datetime, places: int) -> None:
        """Hold an attempt for somebody; an anchor is on nobody else's desk."""
        if self._is_on_desk(attempt_id, rater):
            self.hold_anchor(attempt_id, until)
        elif self.anchor_rating(attempt_id) is None:
            super().lease(attempt_id, rater, now, until, places)

    def assign(self, assigned: Iterable[Assignment]) -> None:
        """Ask people to mark attempts. An anchor is nobody else's to mark, so that nothing is asked for there."""
        super().assign(one for one in list(assigned) if self.presented_anchor(one.attempt_id) is None)

    def assignments(self, attempt_ids: Iterable[str]) -> tuple[Assignment, ...]:
        """Who is asked to mark these attempts, or has opened them."""
        wanted = list(attempt_ids)
        held = (one for one in self.held_anchors(wanted) if one.lease_until is not None)
        anchors = (Assignment(one.id, one.rater, one.rater, None, one.lease_until) for one in held)
        return (*super().assignments(wanted), *anchors)

    def draft(self, attempt_id: str, rater: str) -> Draft | None:
        """What somebody has ticked and not handed in."""
        one = self.presented_anchor(attempt_id)
        if one is None:
            return super().draft(attempt_id, rater)
        if one.rater != rater or one.draft is None or one.draft_at is None:
            return None
        return Draft(one.id, rater, one.draft, one.draft_at)

    def keep_draft(self, draft: Draft, seen: datetime | None) -> None:
        """Put it in place of the one that was kept at `seen`."""
        if self._is_on_desk(draft.attempt_id, draft.rater):
            self.draft_anchor(draft.attempt_id, draft.data, draft.at, seen)
        else:
            super().keep_draft(draft, seen)

    def drop_draft(self, attempt_id: str, rater: str) -> None:
        """Give up what somebody has begun."""
        if self._is_on_desk(attempt_id, rater):
            self.undraft_anchor(attempt_id)
        else:
            super().drop_draft(attempt_id, rater)

    def drafts_by(self, rater: str) -> tuple[Draft, ...]:
        """All that somebody has begun, the oldest first."""
        begun = (self.draft(one.id, rater) for one in self.presented_anchors(rater))
        found = (*super().drafts_by(rater), *(one for one in begun if one is not None))
        return tuple(sorted(found, key=lambda one: (one.at, one.attempt_id)))

    def notes_by(self, author: str) -> tuple[Comment, ...]:
        """All notes that somebody wrote for themselves, in their order."""
        said = (one for shown in self.presented_anchors(author) for one in self.words_in_anchor(shown.id))
        found = (*super().notes_by(author), *(one for one in said if one.kind is Remark.NOTE))
        return tuple(sorted(found, key=lambda one: (one.text.at, one.text.id)))

    def comment(self, comment: Comment) -> None:
        """Keep what somebody wrote."""
        if self._is_on_desk(comment.attempt_id, comment.author):
            self.say_in_anchor(comment)
        else:
            super().comment(comment)

    def change_comment(self, comment: Comment) -> None:
        """Put other words in place of what was written; without a body it goes."""
        if self._is_on_desk(comment.attempt_id, comment.author):
            self.say_in_anchor(comment)
        else:
            super().change_comment(comment)

    def comments(self, attempt_id: str) -> tuple[Comment, ...]:
        """All that was written in a review, in its order."""
        return super().comments(attempt_id) or self.words_in_anchor(attempt_id)

    def ratings(self, attempt_id: str) -> tuple[Rating, ...]:
        """All ratings of an attempt; of an anchor the one that its own rater gave."""
        found = super().ratings(attempt_id)
        marked = None if found else self.anchor_rating(attempt_id)
        return found if marked is None else (marked.rating,)

    def rate(
        self,
        review: ReviewRow,
        rating: Rating,
        seen: int,
        comments: Sequence[Comment] = (),
        levels: str | None = None,
    ) -> None:
        """Add a rating; of an anchor the only one. Raises `Conflict` when it is not held for the rater."""
        one = self.presented_anchor(review.attempt_id)
        if one is None and self.anchor_rating(review.attempt_id) is None:
            super().rate(review, rating, seen, comments, levels)
        elif one is not None and (one.lease_until is None or one.lease_until <= rating.at):
            raise Conflict("This attempt is not held for you any more.", "Open it again; what you ticked is kept.")
        else:
            self.mark_anchor(review.attempt_id, rating)

    # --- for practice only ---

    def practise(self, attempt_id: str, rating: Rating, comments: Sequence[Comment] = ()) -> None:
        """Keep what somebody marked in an attempt for practice only, and hold it for them no more.

        Raises `Conflict` when they have marked it meanwhile, and `NotFound` without the attempt.
        """
        data = asdict(rating)
        del data["rater"], data["at"]
        kept = {"attempt_id": attempt_id, "rater": rating.rater, "revision": rating.revision, "data": data}
        theirs = (practice_ratings.c.attempt_id == attempt_id, practice_ratings.c.rater == rating.rater)
        with self._write() as connection:
            if connection.scalar(sa.select(attempts.c.id).where(attempts.c.id == attempt_id)) is None:
                raise NotFound.of("attempt", attempt_id)
            number = connection.scalar(sa.select(sa.func.count()).where(*theirs)) or 0
            if number != rating.revision - 1:
                raise Conflict("You have marked this attempt meanwhile.", "Look at it again.")
            connection.execute(practice_ratings.insert().values({**kept, "at": rating.at}))
            for table in (assignments, drafts):
                connection.execute(
                    table.delete().where(table.c.attempt_id == attempt_id, table.c.rater == rating.rater)
                )
            for comment in comments:
                keep_comment(connection, comment)

    def practised(self, attempt_id: str) -> tuple[Rating, ...]:
        """What was marked in an attempt for practice only, the first one first."""
        query = practice_ratings.select().where(practice_ratings.c.attempt_id == attempt_id)
        with self._read() as connection:
            found = connection.execute(query.order_by(practice_ratings.c.at, practice_ratings.c.rater))
            return tuple(rating_of_row(row) for row in found)

    def practised_by(self, rater: str) -> tuple[tuple[str, Rating], ...]:
        """All that somebody marked for practice only, each with the id of the attempt, the first one first."""
        query = practice_ratings.select().where(practice_ratings.c.rater == rater)
        with self._read() as connection:
            found = connection.execute(query.order_by(practice_ratings.c.at, practice_ratings.c.attempt_id))
            return tuple((row.attempt_id, rating_of_row(row)) for row in found)

    def _is_on_desk(self, presented_id: str, rater: str) -> bool:
        one = self.presented_anchor(presented_id)
        return one is not None and one.rater == rater
