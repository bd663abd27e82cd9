"""What came of a workshop, as whoever leads it reads it. Which groups are too small to be told: `services.recounts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from roleplay.engine.attendance import Stay
from roleplay.model.gathering import Why
from roleplay.model.rubric import Kind
from roleplay.services.surveying import Results


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote of the room."""

    voted: int
    """How many voted."""
    votes: tuple[int, ...] | None
    """Votes for each option; None where it is not broken down."""
    small: bool
    """Whether that is so because fewer than `FEWEST` voted; otherwise the room was never shown it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the room was asked at one place, once or again after a discussion."""

    section: str
    """Title of the section."""
    replies: bool
    """Whether it was about replies of the room; otherwise about what the mentor says."""
    options: tuple[str, ...]
    """What could be voted for, in words."""
    votes: tuple[Vote, ...]
    """The votes, the first one first."""
    moved: float | None
    """How far the last vote is from the first, 0 to 1 (`scoring.shift`); None for one vote, or without figures."""
    reasons: tuple[str, ...]
    """What was given as a reason, without names."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the conversation on the projector."""

    said: str | None
    """What the mentor said; None for a place that asked for a reply."""
    why: Why | None
    """Why it was that; None where nothing is to be told of a vote of few, and for a reply."""
    asked: bool
    """Whether the room was asked."""
    left: int | None = None
    """When the room went back: how many steps were left."""


@dataclass(frozen=True, slots=True)
class Path:
    """Where the room went in a section."""

    section: str
    """Its title."""
    scenario: str
    """What was played."""
    steps: tuple[Step, ...]
    """Step by step."""
    ending: str | None
    """How it ended; None where it was not played to an end."""


class Touched(NamedTuple):
    """A behaviour that what was taken has shown."""

    competency: str
    """Title of its competency."""
    text: str
    """What it is."""
    kind: Kind
    """Harmful, basic or advanced."""
    times: int
    """How often."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round of triads."""

    number: int
    """From 1."""
    groups: int
    """Groups that had an observer."""
    ticks: Mapping[str, int] | None
    """Behaviour -> ticks; None where rounds are not told apart."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """What observers have ticked in the triads of a section."""

    section: str
    """Its title."""
    behaviours: Mapping[str, str]
    """Those that were ticked: id -> what it is; empty where nothing is told."""
    rounds: tuple[Round, ...]
    """Those that were played."""
    total: Mapping[str, int] | None
    """Behaviour -> ticks in all rounds; None where that is not broken down."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """What was written at one place."""

    section: str
    """Title of the section; empty for the lobby."""
    asked: str
    """What was asked for; empty where it was asked aloud."""
    texts: tuple[str, ...]
    """The words."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was there."""

    name: str
    """What they are called in the workshop; empty once that was erased."""
    account: bool
    """Whether they have an account, so that the time is in their own list."""
    stays: tuple[Stay, ...]
    """From when to when they were in."""
    minutes: int
    """For how long while the workshop ran."""


@dataclass(frozen=True, slots=True)
class Recount:
    """All of it."""

    title: str
    """Of the workshop."""
    opened_at: datetime
    """When it was opened."""
    ran: tuple[Stay, ...]
    """When it ran."""
    over: bool
    """Whether it has ended."""
    leads: tuple[Attendee, ...]
    """Who has led it; their stays are those in the lead."""
    people: tuple[Attendee, ...]
    """Who took part, in the order in which they came."""
    decisions: tuple[Decision, ...]
    """What the room was asked."""
    paths: tuple[Path, ...]
    """Where it went."""
    touched: tuple[Touched, ...]
    """What that has shown, competency by competency."""
    ticks: tuple[Ticks, ...]
    """What observers have ticked."""
    replies: tuple[Wrote, ...]
    """Replies that were collected."""
    questions: tuple[Wrote, ...]
    """Questions to those who lead."""
    hidden: int
    """How many texts were taken off the screen, and are not repeated."""
    unreadable: int
    """How many cannot be read at the moment."""
    survey: Results
    """What participants thought of it."""
