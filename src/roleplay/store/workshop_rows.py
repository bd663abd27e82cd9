"""What a store holds of workshops, beside their logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from roleplay.store.rows import TextRow


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan that somebody keeps."""

    id: str
    """Stable id."""
    person_id: str
    """Whose it is."""
    data: Mapping[str, Any]
    """As `model.workshop.Plan` reads it."""
    changed_at: datetime
    """When it was kept last."""


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    """A workshop, from when it is opened."""

    id: str
    """Stable id."""
    title: str
    """As the plan calls it."""
    created_by: str
    """Who has opened it."""
    opened_at: datetime
    """When."""
    cohort_id: str | None = None
    """The cohort that it belongs to; None for one of its own."""
    code: str | None = None
    """By which people come in, as it is shown to the room; None once that is over."""
    code_until: datetime | None = None
    """Until when the code works."""
    closed_at: datetime | None = None
    """When it ended; None as long as it goes on."""


@dataclass(frozen=True, slots=True)
class PollRow:
    """A poll that takes ballots. It goes when it is closed, and its secret with it."""

    id: str
    """Stable id."""
    workshop_id: str
    """Where it is."""
    options: tuple[str, ...]
    """What can be voted for."""
    secret: str
    """Makes ballots recognise each other as one voter's, without saying whose."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote. It says neither whose it is nor when it came."""

    poll_id: str
    """The poll."""
    voter: str
    """HMAC of the participant, by the poll's secret."""
    option: str
    """What is voted for."""
    turn: int
    """How often this voter had changed their mind, so that a ballot that arrives late does not undo a newer one."""


class Sign(NamedTuple):
    """Something that is so in a workshop. What the words are says the store."""

    kind: str
    """What it is about."""
    who: str
    """Of whom or what."""
    how: str
    """How it is."""
    more: str
    """And what else."""


class Said(StrEnum):
    """What participants write."""

    REPLY = "reply"
    """An answer that was collected, shown without a name."""
    REASON = "reason"
    """Why they would choose as they do, likewise."""
    QUESTION = "question"
    """A question to those who facilitate."""
    DEBRIEF = "debrief"
    """After a round of triads: for themselves."""
    ALONE = "alone"
    """A reply in a conversation that they play alone: for themselves."""
    SURVEY = "survey"
    """What they say about the workshop, without a name."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something that a participant wrote. The words are a personal text of theirs."""

    text: TextRow
    """The words; the owner is the participant."""
    workshop_id: str
    """Where."""
    kind: Said
    """What it is."""
    place: str
    """What it belongs to: a section and, within it, a node, a poll or a round."""
    hidden: bool = False
    """Whether those who facilitate have taken it off the screen."""


class Shares(StrEnum):
    """What somebody who plays alone shows of the way that they went."""

    NOTHING = "nothing"
    """It is theirs alone."""
    WAY = "way"
    """The way, to the room, without a name."""
    NAME = "name"
    """The same; those who facilitate read the name with it."""


@dataclass(frozen=True, slots=True)
class PaceRow:
    """How far somebody has come in a section that everybody plays alone."""

    participant_id: str
    """Who."""
    section: str
    """Where."""
    workshop_id: str
    """In which workshop."""
    step: int
    """How often they have done something here; whatever they do next has to know that."""
    goes: int
    """Which go it is, from 1."""
    path: tuple[str, ...]
    """What they did in it: `node/choice`, or `node` for a reply."""
    far: int
    """The farthest that they have been in any go: 0 to 3, the quarter of the way; `AT_ENDING` at an ending."""
    shares: Shares = Shares.NOTHING
    """What of the way they show."""


AT_ENDING = 4
"""`PaceRow.far` of somebody who has come to an ending."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A behaviour that an observer ticked in a round of triads."""

    id: str
    """Made by the observer's page, so that a tick that is sent twice counts once."""
    workshop_id: str
    """Where."""
    section: str
    """The section of triads."""
    round: int
    """From 1."""
    observer: str
    """Participant who ticked."""
    mentor: str
    """Participant who had the mentor's part."""
    behaviour: str
    """What was seen."""


class Became(StrEnum):
    """What became of a ballot."""

    TAKEN = "taken"
    """It is there, or a later turn of the same voter, which it does not undo."""
    CLOSED = "closed"
    """Its poll was not open, or had no such option."""
    OVERTAKEN = "overtaken"
    """The same turn of this voter is there already, with something else: it came from another page."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of ballots that were cast together."""

    became: tuple[Became, ...]
    """Of each."""
    voted: Mapping[str, int] = field(default_factory=dict)
    """Poll -> how many have voted, of those polls that are open."""

    @property
    def taken(self) -> tuple[bool, ...]:
        """For each, whether it was taken."""
        return tuple(one is Became.TAKEN for one in self.became)
