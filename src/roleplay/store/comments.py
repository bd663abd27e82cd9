"""What is written in reviews, in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.store.attempts import text_of_row
from roleplay.store.connection import Transactions, parts
from roleplay.store.people_tables import persons
from roleplay.store.review_rows import Comment, Remark
from roleplay.store.review_tables import comments, reviews
from roleplay.store.tables import attempts, texts


class SqlComments(Transactions):
    """The part of the store that holds what evaluators and trainees write to each other."""

    def comment(self, comment: Comment) -> None:
        """Keep what somebody wrote. Raises `NotFound` when the attempt, or whose text it is, was erased meanwhile."""
        with self._write() as connection:
            keep_comment(connection, comment)

    def change_comment(self, comment: Comment) -> None:
        """Put other words in place of what was written; without a body it goes.

        Raises `NotFound` when its author has written no such thing, and `Conflict` when it was returned meanwhile.
        """
        row = comment.text
        with self._write() as connection:
            same = (comments.c.text_id == row.id, comments.c.author == comment.author, comments.c.kind == comment.kind)
            if connection.scalar(sa.select(comments.c.text_id).where(*same)) is None:
                raise NotFound.of("comment", row.id)
            returned = sa.select(reviews.c.returned_at).where(reviews.c.attempt_id == comment.attempt_id)
            until = connection.scalar(returned)
            if comment.kind is not Remark.NOTE and until is not None and row.at <= until:
                raise Conflict("This has been returned to the trainee.", "Write something new beside it.")
            if row.body is None:
                connection.execute(comments.delete().where(*same))
                connection.execute(texts.delete().where(texts.c.id == row.id))
            else:
                values = {"body": row.body, "sealed": row.sealed}
                connection.execute(texts.update().where(texts.c.id == row.id).values(values))
        self._empty_journal()

    def notes_by(self, author: str) -> tuple[Comment, ...]:
        """All notes that somebody wrote for themselves, in their order."""
        return self._comments(comments.c.kind == Remark.NOTE, comments.c.author == author)

    def comments(self, attempt_id: str) -> tuple[Comment, ...]:
        """All that was written in the review of an attempt, in its order."""
        return self._comments(comments.c.attempt_id == attempt_id)

    def comments_by_text(self, text_ids: Iterable[str]) -> tuple[Comment, ...]:
        """Those of some texts that were written in reviews."""
        return tuple(one for some in parts(list(text_ids)) for one in self._comments(comments.c.text_id.in_(some)))

    def concerns(self, cohort_id: str) -> tuple[Comment, ...]:
        """All concerns about trainees in the reviews of a cohort, and what was done about them, in their order."""
        theirs = sa.select(reviews.c.attempt_id).where(reviews.c.cohort_id == cohort_id)
        kinds = (Remark.CONCERN, Remark.FOLLOW_UP)
        return self._comments(comments.c.kind.in_(kinds), comments.c.attempt_id.in_(theirs))

    def _comments(self, *which: sa.ColumnElement[bool]) -> tuple[Comment, ...]:
        about = (comments.c.attempt_id.label("about"), comments.c.author, comments.c.kind, comments.c.moment)
        query = sa.select(texts, *about).join(comments, comments.c.text_id == texts.c.id).where(*which)
        with self._read() as connection:
            return tuple(
                Comment(text_of_row(row), row.about, row.author, Remark(row.kind), row.moment)
                for row in connection.execute(query.order_by(texts.c.at, texts.c.id))
            )


def keep_comment(connection: sa.Connection, comment: Comment) -> None:
    """Keep what somebody wrote in a review. Raises `NotFound` as `SqlComments.comment`."""
    row = comment.text
    if connection.scalar(sa.select(attempts.c.id).where(attempts.c.id == comment.attempt_id)) is None:
        raise NotFound.of("attempt", comment.attempt_id)
    if connection.scalar(sa.select(persons.c.erased_at).where(persons.c.id == row.owner_id)) is not None:
        raise NotFound.of("person", row.owner_id)
    connection.execute(texts.insert().values(asdict(row)))
    values = {"attempt_id": comment.attempt_id, "author": comment.author, "kind": comment.kind}
    connection.execute(comments.insert().values({**values, "text_id": row.id, "moment": comment.moment}))
