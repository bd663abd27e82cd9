"""Where a workshop stands. What follows from an event: `engine.happenings`; the events: `model.gathering`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from roleplay.model.gathering import (
    Seats,
)
from roleplay.model.workshop import Plan, Section


class Stage(StrEnum):
    """How far a workshop has come."""

    LOBBY = "lobby"
    RUNNING = "running"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Poll:
    """A question to the room."""

    id: str
    """Its id."""
    section: str
    """Where it was asked."""
    path: tuple[str, ...]
    """What had been taken on the projector until then."""
    node: str
    """The decision; empty for one about replies."""
    options: tuple[str, ...]
    """What can be voted for."""
    round: int
    """1 for the first vote about this at this place, 2 after a discussion, and so on."""
    totals: Mapping[str, int] | None = None
    """Option -> votes; None as long as it is open."""
    revealed: bool = False
    """Whether everybody sees the totals."""

    @property
    def open(self) -> bool:
        """Whether ballots are taken."""
        return self.totals is None

    @property
    def voted(self) -> int | None:
        """How many have voted; None as long as it is open."""
        return None if self.totals is None else sum(self.totals.values())

    @property
    def ahead(self) -> tuple[str, ...]:
        """The options with the most votes: one, several in a tie, none where nobody has voted or it is open."""
        most = max((self.totals or {}).values(), default=0)
        return tuple(one for one in self.options if most and (self.totals or {}).get(one) == most)


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that everybody sees. When it is over nothing happens by itself."""

    seconds: int
    """How long it was set to."""
    ends_at: datetime
    """When it is over; while everything pauses, as if that had begun only now."""


@dataclass(frozen=True, slots=True)
class Triads:
    """The groups of a section."""

    rounds: tuple[tuple[Seats, ...], ...]
    """For each round the groups."""
    round: int = 0
    """The round that was begun last, from 1; 0 before the first."""
    playing: bool = False
    """Whether it goes on; otherwise parts have been put down."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """Where a workshop stands."""

    plan: Plan
    """As it was when it was opened."""
    content: Mapping[str, str]
    """Section -> hash of what is played."""
    rubrics: tuple[str, ...]
    """Hashes of the rubrics, as pinned."""
    site: Mapping[str, str]
    """The site's policies and words, as pinned."""
    seed: int
    """Decides the order of choices and what varies."""
    leads: tuple[str, ...]
    """Who facilitates."""
    stage: Stage = Stage.LOBBY
    """How far it has come."""
    section: str | None = None
    """What is going on; None in the lobby."""
    begun_at: datetime | None = None
    """When the first section began."""
    here_since: datetime | None = None
    """When this one began."""
    present: tuple[str, ...] = ()
    """Participants that are in, in the order in which they came."""
    known: frozenset[str] = frozenset()
    """All that ever were in."""
    barred: frozenset[str] = frozenset()
    """Those who may not come back."""
    locked: bool = False
    """Whether nobody new may come in."""
    polls: tuple[Poll, ...] = ()
    """All, the first one first."""
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Section -> what was taken on the projector: `node/choice`, or `node` for a reply that was passed."""
    wanted: str | None = None
    """The place for which replies are collected (empty: asked aloud); None when none are."""
    timer: Timer | None = None
    """The timer, if there is one."""
    resting_since: datetime | None = None
    """Since when everything pauses; None when it does not."""
    message: str = ""
    """What is told to all just now."""
    question: int = 0
    """Which of the questions to talk about the screen shows, from 0."""
    triads: Mapping[str, Triads] = field(default_factory=dict)
    """Section -> its groups."""
    aftercare: str = ""
    """What is told for the next day."""
    survey: Mapping[str, int] | None = None
    """What participants thought of it: `item=answer` -> how many; None before that was counted, after the end."""

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.stage is Stage.CLOSED

    @property
    def inside(self) -> Collection[str]:
        """Whose pages show it: those who are in, and after the end all who ever were, but for those who were barred."""
        return self.known - self.barred if self.over else self.present

    @property
    def here(self) -> Section | None:
        """The section that is going on."""
        return next((one for one in self.plan.sections if one.id == self.section), None)

    @property
    def path(self) -> tuple[str, ...]:
        """What was taken on the projector in this section."""
        return self.paths.get(self.section or "", ())

    @property
    def poll(self) -> Poll | None:
        """The latest poll at the place that the projector shows; None where nothing was asked yet."""
        latest = self.polls[-1] if self.polls else None
        same = latest is not None and (latest.section, latest.path) == (self.section, self.path)
        return latest if same else None

    @property
    def open_poll(self) -> Poll | None:
        """The poll that takes ballots; None when there is none."""
        return self.polls[-1] if self.polls and self.polls[-1].open else None

    @property
    def groups(self) -> Triads | None:
        """The triads of this section."""
        return self.triads.get(self.section or "")
