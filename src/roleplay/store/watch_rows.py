"""What a store holds of those who watch how workshops are led, and what it does for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from roleplay.store.rows import TextRow


class WatchKind(StrEnum):
    """What somebody watches a workshop for."""

    SHADOWING = "shadowing"
    """To learn: nobody is assessed."""
    ASSESSMENT = "assessment"
    """To assess how somebody leads it."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody watches a workshop, or was asked to."""

    id: str
    """Stable id."""
    workshop_id: str
    """Which workshop."""
    kind: WatchKind
    """What for."""
    observer: str
    """Person who watches."""
    facilitator: str
    """Person who is assessed; empty for shadowing."""
    asked_by: str
    """Person who asked the observer."""
    asked_at: datetime
    """When."""
    rubrics: tuple[str, ...] = ()
    """Hashes of the rubrics by which is assessed, as they were; none for shadowing."""
    begun_at: datetime | None = None
    """Since when the observer is there; None before that."""
    handed_in_at: datetime | None = None
    """When they handed in. Nothing changes from then on, but for the answer."""
    minutes: int | None = None
    """How long they were there; None before they hand in."""
    no_opportunity: tuple[str, ...] = ()
    """Competencies that there was no opportunity to show."""
    levels: Mapping[str, int | None] = field(default_factory=dict)
    """Competency -> level that follows from the ticks, as it was worked out at the end; None without opportunity."""
    note: str | None = None
    """Id of a text: what an observer wrote to whom they assessed, or for themselves after shadowing."""
    reply: str | None = None
    """Id of a text: what the one who was assessed says to it."""


@dataclass(frozen=True, slots=True)
class WatchTick:
    """A behaviour that an observer saw in somebody who leads a workshop."""

    id: str
    """Made by the page, once for each tick: the same tick sent twice counts once."""
    behaviour: str
    """What was seen."""
    seq: int
    """The last entry in the log of the workshop when it was seen: the moment in it."""
    at: datetime
    """When it was seen."""
    undone: bool = False
    """Whether it was taken back; that is never taken back itself."""


class Watches(Protocol):
    """Who watches how workshops are led, their ticks, and what they hand in."""

    def add_watch(self, watch: Watch) -> None:
        """Ask somebody. Raises `Conflict` for one who is asked already, and `NotFound` when somebody was erased."""

    def watch(self, watch_id: str) -> Watch | None:
        """The watch with this id."""

    def watches_in(self, workshop_id: str) -> tuple[Watch, ...]:
        """All of a workshop, the one asked first first."""

    def watches_of(self, person_id: str) -> tuple[Watch, ...]:
        """Those in which somebody watches or is assessed, the latest first."""

    def watch_with(self, text_id: str) -> Watch | None:
        """The one to which a text belongs, as its note or its answer."""

    def begin_watch(self, watch_id: str, at: datetime) -> None:
        """The observer is there. Said again, the first time counts."""

    def drop_watch(self, watch_id: str) -> None:
        """Forget that somebody was asked, with their ticks. Raises `Conflict` once they have handed in."""

    def add_watch_ticks(self, watch_id: str, ticks: Iterable[WatchTick]) -> None:
        """Keep ticks. The same one again changes nothing, and one that was taken back stays so, in whatever order.

        Raises `Conflict` once they were handed in.
        """

    def watch_ticks(self, watch_id: str) -> tuple[WatchTick, ...]:
        """All ticks, those taken back as well, the first one first."""

    def hand_in_watch(self, watch: Watch, note: TextRow | None) -> None:
        """Keep what came of it, with what was written. Raises `Conflict` when it was handed in already."""

    def answer_watch(self, watch_id: str, reply: TextRow) -> None:
        """Keep what the one who was assessed says to it. Raises `Conflict` for a second time."""
