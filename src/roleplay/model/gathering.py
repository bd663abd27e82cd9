"""What happens in a workshop, as an append-only list of events.

The log holds nothing that leads from a vote to a person: ballots are kept apart as long as a poll is open, and only
their totals come here. Names, written replies and what somebody says of themselves stand apart, too.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

from roleplay.model.log import read_event


class Part(StrEnum):
    """What somebody does in a triad."""

    MENTOR = "mentor"
    PEER = "peer"
    OBSERVER = "observer"


class Why(StrEnum):
    """Why the room went on as it did."""

    MAJORITY = "majority"
    """Most had chosen it."""
    TIE = "tie"
    """As many had chosen something else, and the facilitator decided."""
    WHAT_IF = "what-if"
    """It was followed on purpose, whatever the votes."""


Seats: TypeAlias = tuple[tuple[str, str], ...]
"""A group in one round: participant and `Part`, each participant once."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The first event of every workshop: all that the rest leans on."""

    kind: ClassVar[str] = "opened"
    plan: dict[str, Any]
    """The plan as it was, as `Plan` reads it."""
    content: dict[str, str]
    """Section -> hash of the scenario or station that is played in it."""
    rubrics: tuple[str, ...]
    """Hashes of the rubrics as they were."""
    site: dict[str, str]
    """`Site.pinned()`."""
    seed: int
    """Decides the order of choices and what varies."""
    leads: tuple[str, ...]
    """Who facilitates, the one who opened it first."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody came in, or came back after they were let out."""

    kind: ClassVar[str] = "joined"
    participant: str
    """Id of the participant; the name stands apart."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Somebody was asked to leave, or left."""

    kind: ClassVar[str] = "removed"
    participant: str
    """Who."""
    barred: bool = True
    """Whether they may not come back."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Nobody new may come in, or everybody with the code may again."""

    kind: ClassVar[str] = "locked"
    locked: bool
    """Which of the two."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The workshop went on to a section, or back to one."""

    kind: ClassVar[str] = "moved"
    section: str
    """Id of the section."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A poll was opened. From now on ballots are taken."""

    kind: ClassVar[str] = "asked"
    poll: str
    """Id of the poll."""
    node: str
    """The decision that it is about; empty for one about replies that were collected."""
    options: tuple[str, ...]
    """What can be voted for, in the order of the screen: choices of the node, or references of replies."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A poll was closed. Who voted for what cannot be found out any more."""

    kind: ClassVar[str] = "counted"
    poll: str
    """Which."""
    totals: dict[str, int]
    """Option -> votes; options without any are left out."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """The totals of a closed poll are shown to everybody."""

    kind: ClassVar[str] = "revealed"
    poll: str
    """Which."""


@dataclass(frozen=True, slots=True)
class Took:
    """The conversation on the projector went on."""

    kind: ClassVar[str] = "took"
    node: str
    """The decision."""
    choice: str
    """What the mentor said."""
    why: str
    """A `Why`."""


@dataclass(frozen=True, slots=True)
class WentBack:
    """The conversation on the projector was taken back to an earlier decision, to see where something else leads."""

    kind: ClassVar[str] = "went-back"
    steps: int
    """How many choices and replies of this section stay."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Written replies are collected, or not any more."""

    kind: ClassVar[str] = "wanted"
    node: str
    """The place that asks for a reply; empty for what was asked aloud."""
    open: bool
    """Whether replies are taken from now on."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The conversation on the projector went on past a place that asks for a written reply."""

    kind: ClassVar[str] = "passed"
    node: str
    """The place."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A timer was started, or put away."""

    kind: ClassVar[str] = "timed"
    seconds: int
    """How long it runs; 0 puts it away."""


@dataclass(frozen=True, slots=True)
class Rested:
    """Everything pauses for a moment of grounding, or goes on."""

    kind: ClassVar[str] = "rested"
    resting: bool
    """Which of the two."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message to all, from those who facilitate."""

    kind: ClassVar[str] = "told"
    text: str
    """The words; empty takes the message down."""


@dataclass(frozen=True, slots=True)
class Turned:
    """The screen shows another one of the questions to talk about."""

    kind: ClassVar[str] = "turned"
    question: int
    """Which, from 0."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups were formed for the triads of a section, with everybody's part in each round."""

    kind: ClassVar[str] = "grouped"
    rounds: tuple[tuple[Seats, ...], ...]
    """For each round the groups. Rounds that were played are there as they were."""


@dataclass(frozen=True, slots=True)
class Played:
    """A round of triads began (`playing`), or came to its end: parts are put down, then comes the form."""

    kind: ClassVar[str] = "played"
    round: int
    """Which, from 1."""
    playing: bool
    """Whether it begins."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Those who facilitate are others from now on."""

    kind: ClassVar[str] = "handed-over"
    leads: tuple[str, ...]
    """Persons, the one who leads first."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The workshop is over."""

    kind: ClassVar[str] = "closed"
    aftercare: str = ""
    """What participants are told for the next day."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What participants thought of a workshop was counted, after its end. Who said what is gone from then on."""

    kind: ClassVar[str] = "surveyed"
    totals: dict[str, int]
    """`item=answer` -> how many; answers that nobody gave are left out."""


Happening: TypeAlias = (
    Opened
    | Joined
    | Removed
    | Locked
    | Moved
    | Asked
    | Counted
    | Revealed
    | Took
    | WentBack
    | Wanted
    | Passed
    | Timed
    | Rested
    | Told
    | Turned
    | Grouped
    | Played
    | HandedOver
    | Closed
    | Surveyed
)
"""Everything that can happen in a workshop."""

KINDS: dict[str, type[Happening]] = {cls.kind: cls for cls in Happening.__args__}
"""Kind -> type."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An event in the log of a workshop."""

    seq: int
    """Place in the log, from 0 without gaps."""
    event: Happening
    """What happened."""
    actor: str
    """Id of the person or participant who did it."""
    at: datetime
    """When, in UTC."""


def to_data(event: Happening) -> dict[str, Any]:
    """The event as plain JSON data, without its kind."""
    return asdict(event)


def from_data(kind: str, data: dict[str, Any]) -> Happening:
    """Read an event back. Raises `RefusedEvent` for a kind or field that this version does not know."""
    return read_event(KINDS, kind, data)
