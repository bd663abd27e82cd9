"""How a review stands, as SQL: what `scoring.review.settled` says of one, for all of a cohort at once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from roleplay.scoring.review import Rules, State
from roleplay.store.review_tables import assignments, ratings, reviews

OPEN = (State.UNMARKED, State.NEEDS_SECOND)
"""In which states somebody still has to mark."""
MOVED = (State.NEEDS_SECOND, State.AGREED, State.DISAGREES)
"""In which states new rules hold at once; what was returned or decided stays as it is."""
MARKED = sa.exists().where(ratings.c.attempt_id == assignments.c.attempt_id, ratings.c.rater == assignments.c.rater)
"""Whether who was asked has marked the attempt."""


def wanted(rules: Rules) -> sa.ColumnElement[int]:
    """How many people have to mark an attempt; as if there were no harm where nobody has looked yet."""
    drawn = reviews.c.drawn < rules.share
    usual = sa.case((drawn, max(rules.raters, 2)), else_=rules.raters)
    return sa.func.coalesce(reviews.c.observers, usual) + reviews.c.looks


def state_under(rules: Rules) -> sa.ColumnElement[str]:
    """The state by these rules of a review that has its gist."""
    given = sa.select(sa.func.count()).where(ratings.c.attempt_id == reviews.c.attempt_id).scalar_subquery()
    few = reviews.c.marked < wanted(rules)
    if rules.lived_experience:
        few = few | (sa.not_(reviews.c.lived) & reviews.c.observers.is_(None))
    return sa.case(
        (reviews.c.marked == 0, str(State.UNMARKED)),
        (few, str(State.NEEDS_SECOND)),
        (reviews.c.returned.is_not(None) & (reviews.c.returned == given), str(State.RETURNED)),
        (reviews.c.decided, str(State.ADJUDICATED)),
        (reviews.c.apart <= rules.apart, str(State.AGREED)),
        else_=str(State.DISAGREES),
    )


def movable(cohort_id: str) -> sa.ColumnElement[bool]:
    """Reviews of a cohort that new rules can move at once."""
    return sa.and_(reviews.c.cohort_id == cohort_id, reviews.c.state.in_(MOVED), reviews.c.marked.is_not(None))


def engaged(now: datetime) -> sa.ColumnElement[bool]:
    """Whether somebody is asked and has not marked yet, or has the attempt open; what was left open counts no more."""
    unasked = assignments.c.batch.is_(None) & (assignments.c.assigned_by == assignments.c.rater)
    return sa.not_(MARKED) & (sa.not_(unasked) | sa.func.coalesce(assignments.c.lease_until > now, sa.false()))


def free_places(rules: Rules, now: datetime) -> sa.ColumnElement[int]:
    """How many people an open review still lacks that nobody was asked to be; a station lacks none but its own."""
    asked = sa.select(sa.func.count()).where(assignments.c.attempt_id == reviews.c.attempt_id, engaged(now))
    marked = sa.func.coalesce(reviews.c.marked, 0)
    # Who has to have lived experience may be lacking although enough have marked.
    needed = sa.case((marked >= wanted(rules), marked + 1), else_=wanted(rules))
    return sa.case((reviews.c.observers.is_not(None), 0), else_=needed - marked - asked.scalar_subquery())
