"""What a store holds of workshops, beside their logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Cast:
    """What became of ballots that were cast together."""

    taken: tuple[bool, ...]
    """For each, whether its poll was open. An older turn than the one that is there is taken, and changes nothing."""
    voted: Mapping[str, int] = field(default_factory=dict)
    """Poll -> how many have voted, of those polls that are open."""
