"""Columns of what reports are made of: a hundred thousand attempts are eleven lists.

Nothing here is a text that somebody wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from roleplay.scoring.review import Rating


@dataclass(frozen=True, slots=True)
class Played:
    """Finished attempts, a list for each column, all of the same length."""

    attempt: Sequence[str]
    """Ids."""
    owner: Sequence[str]
    """Ids of the trainees."""
    scenario: Sequence[str]
    """Ids of what was played."""
    version: Sequence[str]
    """Hashes of what was played."""
    mode: Sequence[str]
    """Practice or assessment."""
    options: Sequence[str]
    """How the trainee played, as JSON: when feedback came."""
    exposure: Sequence[int]
    """How many attempts at the scenario the trainee had made before."""
    ended: Sequence[str]
    """When it ended, to the second in UTC: `2026-03-01 09:00:00`."""
    result: Sequence[str | None]
    """What the choices come to, as `scoring.kept` writes it; None where that is still to be worked out."""
    state: Sequence[str | None]
    """How its review stands; None without one in this cohort."""
    official: Sequence[str | None]
    """What its review comes to, likewise; None before anybody has marked, and where it is to be worked out."""


@dataclass(frozen=True, slots=True)
class Walked:
    """Finished attempts at one scenario, whoever made them, likewise."""

    attempt: Sequence[str]
    """Ids."""
    owner: Sequence[str]
    """Ids of people, and of those who take part in a workshop without an account."""
    version: Sequence[str]
    """Hashes of what was played."""


@dataclass(frozen=True, slots=True)
class Rated:
    """Ratings, likewise; those of an attempt are in their order."""

    attempt: Sequence[str]
    """Ids of attempts."""
    seq: Sequence[int]
    """Numbers within the attempt."""
    rater: Sequence[str]
    """Ids of raters."""
    month: Sequence[str]
    """When, in UTC: `2026-03`."""
    levels: Sequence[str | None]
    """What the ticks come to, as `scoring.kept` writes it; None where that is still to be worked out."""


@dataclass(frozen=True, slots=True)
class Unlevelled:
    """A rating of which the levels are still to be worked out."""

    attempt_id: str
    """Its attempt."""
    seq: int
    """Its number there."""
    rating: Rating
    """What was marked."""
