"""A workshop as it is planned: what is played in which way, for how long, and what is talked about."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from roleplay.model.frozen import Frozen, Named, ScenarioId, Short, Slug, Text

FEWEST, MOST = 3, 200
"""Participants of a workshop."""
LONGEST = 240
"""Minutes of a section."""
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
"""A text that may be empty."""


class Way(StrEnum):
    """How a section goes."""

    TALK = "talk"
    """Nothing is played: a welcome, ground rules, a break, a discussion."""
    ROOM = "room"
    """One conversation on the projector; the room decides what the mentor says."""
    TRIADS = "triads"
    """Groups of three with a mentor, a peer and an observer, who change parts."""
    PACE = "pace"
    """Everybody plays alone."""


class Section(Frozen):
    """A part of a workshop."""

    id: Slug
    """Stable id, unique in its plan."""
    title: Short
    """What it is called on the screen."""
    way: Way
    """How it goes."""
    minutes: int = Field(ge=1, le=LONGEST)
    """How long it should take. Nothing ends by itself when they are over."""
    plays: ScenarioId | None = None
    """What is played: a scenario, or for triads a station. None for talk."""
    prompts: tuple[Text, ...] = Field(default=(), max_length=20)
    """What to discuss, for the facilitator and, one after the other, for the screen."""
    notes: Long = ""
    """How to go about it, for those who facilitate. Nobody else reads it."""
    rounds: int = Field(default=3, ge=1, le=6)
    """Triads: how often parts change."""
    round_minutes: int = Field(default=8, ge=1, le=60)
    """Triads: how long a round is."""

    @model_validator(mode="after")
    def _plays_what_it_needs(self) -> Section:
        if (self.plays is None) != (self.way is Way.TALK):
            raise ValueError("a section of talk plays nothing, and every other one names what is played")
        return self


class Plan(Frozen):
    """A workshop before it begins. It can be used again and again."""

    format: Literal["plan/1"] = "plan/1"
    """Kind and version."""
    id: Slug | None = None
    """In a file its name, and needed; a plan that somebody keeps for themselves has none."""
    title: Short
    """What it is called."""
    summary: Long = ""
    """What it is good for and for whom, for those who choose a plan to begin with."""
    about: Long = ""
    """What participants read before they come in."""
    begins: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    """When it usually begins, e.g. "18:30", for the times in the guide. Nothing begins by itself."""
    ground_rules: tuple[Text, ...] = Field(default=(), max_length=20)
    """What everybody agrees to at the start."""
    sections: Named[Section] = Field(min_length=1, max_length=40)
    """What happens, in order."""

    @model_validator(mode="after")
    def _each_once(self) -> Plan:
        ids = [section.id for section in self.sections]
        if len(set(ids)) < len(ids):
            twice = next(one for one in ids if ids.count(one) > 1)
            raise ValueError(f"each section has an id of its own: {twice} is there twice")
        return self

    @property
    def minutes(self) -> int:
        """How long it should take."""
        return sum(section.minutes for section in self.sections)
