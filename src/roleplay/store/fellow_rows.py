"""What is kept of what learners show each other, and say about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from roleplay.scoring.review import Seen
from roleplay.store.people_rows import CohortRow, PersonRow
from roleplay.store.rows import OwnerKind, TextRow


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody lets a fellow learner read an attempt."""

    attempt_id: str
    """Which one."""
    reader: str
    """Who may read it."""
    cohort_id: str
    """Where both learn; it ends when one of them does not any more."""
    at: datetime
    """Since when."""
    closed_at: datetime | None = None
    """When it was taken back."""


@dataclass(frozen=True, slots=True)
class FellowLearner:
    """Somebody who learns in the same cohort as somebody else."""

    cohort: CohortRow
    """Where."""
    person: PersonRow
    """Who; they can come in, and still have the role."""


@dataclass(frozen=True, slots=True)
class FellowWords:
    """What a fellow learner says about an attempt. It is no rating, and enters no score."""

    attempt_id: str
    """Which one."""
    author: str
    """Who says it."""
    at: datetime
    """When it was said, or last said differently."""
    strength: TextRow
    """What went well. Like the others it is the text of whoever it is about, so that it goes with them."""
    question: TextRow
    """Something to think about."""
    thing_to_try: TextRow
    """Something to try."""
    ticks: tuple[Seen, ...] = ()
    """Helpful behaviours that the fellow saw."""

    @property
    def texts(self) -> tuple[TextRow, TextRow, TextRow]:
        """The words."""
        return self.strength, self.question, self.thing_to_try


class Reading(StrEnum):
    """What somebody reads of what others said about their attempt."""

    RESULT = "result"
    """What evaluators returned."""
    FELLOWS = "fellows"
    """What fellow learners said."""


class Fellows(Protocol):
    """Attempts that learners open to each other, what they say about them, and what was read of what came back."""

    def fellow_learners(self, person_id: str) -> tuple[FellowLearner, ...]:
        """Everybody else who learns where somebody does, by cohort and name; once for each cohort that they share."""

    def open_to(self, openings: Iterable[Opening]) -> None:
        """Let people read attempts, anew where that was taken back. Raises `NotFound` without the attempt."""

    def close_to(self, attempt_id: str, reader: str, at: datetime) -> None:
        """Take that back; where it is not open nothing happens."""

    def openings(self, attempt_id: str) -> tuple[Opening, ...]:
        """To whom an attempt is or was open, the first one first."""

    def openings_to(self, reader: str) -> tuple[Opening, ...]:
        """What is or was open to somebody, the latest first."""

    def say_as_fellow(self, words: FellowWords) -> None:
        """Put words in place of what their author said before about the attempt.

        Raises `NotFound` where the attempt is not open to the author any more, and when its owner was erased.
        """

    def unsay_as_fellow(self, attempt_id: str, author: str) -> None:
        """Forget what somebody said about an attempt; where that is nothing, nothing happens."""

    def fellow_words(self, attempt_id: str) -> tuple[FellowWords, ...]:
        """What fellow learners say about an attempt, in its order."""

    def fellow_words_by(self, author: str) -> tuple[FellowWords, ...]:
        """All that somebody says about the attempts of others, the latest first."""

    def fellow_words_about(self, owner_kind: OwnerKind, owner_id: str) -> tuple[FellowWords, ...]:
        """All that is said about somebody's attempts, the latest first."""

    def note_reading(self, attempt_id: str, what: Reading, at: datetime) -> None:
        """The owner of an attempt has read this. Raises `NotFound` without the attempt."""

    def readings_of(self, owner_kind: OwnerKind, owner_id: str) -> dict[tuple[str, Reading], datetime]:
        """When somebody last read what, by attempt."""
