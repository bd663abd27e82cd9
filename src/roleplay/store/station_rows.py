"""What is kept of stations that are played: sittings, and what observers have ticked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from roleplay.model.event import Recorded
from roleplay.store.review_rows import ReviewRow
from roleplay.store.rows import Attempt


class SittingState(StrEnum):
    """How far a sitting of a station has come."""

    ASKED = "asked"
    """The trainee has not answered."""
    AGREED = "agreed"
    """It can begin."""
    RUNNING = "running"
    """It goes on."""
    ENDED = "ended"
    """It was played; observers hand in."""
    OFF = "off"
    """It does not take place, or was stopped. By whom is not kept."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A station that is played with a trainee, while others observe."""

    id: str
    """Its id."""
    cohort_id: str
    """The cohort in which it is looked at."""
    station_id: str
    """What is played."""
    station_hash: str
    """The version."""
    rubrics: tuple[str, ...]
    """Hashes of the rubrics by which observers tick."""
    trainee: str
    """Who is observed."""
    set_up_by: str
    """Who asked for it."""
    set_up_at: datetime
    """When."""
    observers: tuple[str, ...]
    """Who ticks, by id."""
    actor: str | None = None
    """Who plays, for somebody with an account."""
    actor_name: str | None = None
    """The same for somebody without; forgotten once it is over."""
    state: SittingState = SittingState.ASKED
    """How far it has come."""
    reached: int = 0
    """How many prompts have begun."""
    started_at: datetime | None = None
    """Since when it goes on, for the clock on the page."""
    attempt_id: str | None = None
    """What came of it."""


@dataclass(frozen=True, slots=True)
class LiveTick:
    """A behaviour that an observer has ticked and not handed in."""

    id: str
    """Made by the page, once for each tick: the same tick sent twice counts once."""
    behaviour: str
    """What was seen."""
    prompt: str
    """At which prompt."""
    undone: bool = False
    """Whether it was taken back; that is never taken back itself."""


class Stations(Protocol):
    """Stations that are played: sittings, their observers, and ticks that are not handed in yet."""

    def add_sitting(self, sitting: Sitting) -> None:
        """Add a sitting. Raises `NotFound` when somebody in it was erased meanwhile."""

    def sitting(self, sitting_id: str) -> Sitting | None:
        """The sitting with this id."""

    def sittings_in(self, cohort_id: str) -> tuple[Sitting, ...]:
        """All sittings of a cohort, the newest first."""

    def sittings_of(self, trainee: str) -> tuple[Sitting, ...]:
        """All sittings with somebody as the trainee, the newest first."""

    def sittings_with(self, person_id: str) -> tuple[Sitting, ...]:
        """All sittings in which somebody plays or observes, the newest first."""

    def observers_of(self, attempt_id: str) -> frozenset[str]:
        """Who observed the sitting that became an attempt; nobody where none did."""

    def change_sitting(self, sitting: Sitting, before: SittingState) -> None:
        """Keep how far a sitting has come. One that is off has neither ticks nor an actor's name any more.

        Prompts only get more; the observers stay. Raises `Conflict` when it is not in the state `before` any more.
        """

    def drop_sitting(self, sitting_id: str) -> None:
        """Forget a sitting that is off; any other stays."""

    def end_sitting(
        self, sitting: Sitting, attempt: Attempt, events: Sequence[Recorded], result: str, review: ReviewRow
    ) -> None:
        """Keep what became of a sitting that goes on: an attempt that its observers are asked to mark.

        Raises `Conflict` when it does not go on any more, and `NotFound` when the trainee was erased meanwhile.
        """

    def release_observer(self, sitting_id: str, person_id: str) -> None:
        """Let somebody not be an observer any more; what they ticked goes.

        Raises `Conflict` for somebody who is none, or who has handed in.
        """

    def add_ticks(self, sitting_id: str, observer: str, ticks: Iterable[LiveTick]) -> None:
        """Keep ticks. The same one again changes nothing, and one that was taken back stays so, in whatever order.

        Raises `Conflict` where nothing is observed, or somebody else is asked to.
        """

    def live_ticks(self, sitting_id: str, observer: str) -> tuple[LiveTick, ...]:
        """What somebody has ticked and not handed in, in no order that matters."""

    def drop_ticks(self, sitting_id: str, observer: str) -> None:
        """Forget them: they were handed in."""
