"""A rubric: one competency and the behaviours by which it is recognised.

The way of rating follows WHO's EQUIP platform and its ENACT tool (paraphrased): a tick-list of observable behaviours,
each harmful, basic or advanced, from which the level is derived.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from roleplay.model.frozen import Frozen, Named, Short, Slug, Text


class Kind(StrEnum):
    """What a behaviour says about the person who shows it."""

    HARMFUL = "harmful"
    BASIC = "basic"
    ADVANCED = "advanced"


class Severity(StrEnum):
    """How heavy a harmful behaviour weighs in the debrief; the level is 1 for both."""

    SERIOUS = "serious"
    CRITICAL = "critical"


class Whose(StrEnum):
    """Whose skill a rubric is about."""

    MENTORS = "mentors"
    """That of peer mentors, and of those who learn to be one. Scenarios and stations assess it."""
    FACILITATORS = "facilitators"
    """That of people who lead a workshop. Only somebody who watches one assesses it."""


class Behaviour(Frozen):
    """One thing that an observer could see or hear."""

    id: Slug
    """Stable id, unique over all rubrics of a library."""
    kind: Kind
    """Harmful, basic or advanced."""
    severity: Severity | None = None
    """For harmful behaviours only."""
    text: Text
    """The anchor: what was done, in a full sentence without a subject, e.g. "Asks whether sharing is wanted first"."""
    example: Text
    """What it can sound like."""
    source: tuple[Short, ...] = Field(alias="from", min_length=1)
    """The frameworks that it comes from, e.g. "SAMHSA 2015 III" or "EQUIP: confidentiality"."""

    @model_validator(mode="after")
    def _severity_of_harm(self) -> Behaviour:
        if (self.kind is Kind.HARMFUL) != (self.severity is not None):
            raise ValueError("a harmful behaviour needs a severity (serious or critical), and no other may have one")
        return self


class Rubric(Frozen):
    """A competency with its tick-list."""

    format: Literal["rubric/1"]
    """Kind and version of the file."""
    id: Slug
    """Id of the competency, e.g. `active-listening`."""
    title: Short
    """Its name as people say it."""
    about: Text
    """One or two sentences on what it means for a peer mentor, or for whoever leads a workshop."""
    whose: Whose = Field(default=Whose.MENTORS, alias="for")
    """Whom it is for. No scenario can assess or tick what is for facilitators."""
    requires: tuple[Slug, ...] = ()
    """For facilitators: the basic behaviours without which the level is 2. For mentors each scenario says it."""
    behaviours: Named[Behaviour] = Field(min_length=1)
    """The tick-list."""

    @model_validator(mode="after")
    def _requires_what_it_can(self) -> Rubric:
        if (self.whose is Whose.FACILITATORS) != bool(self.requires):
            raise ValueError("a rubric for facilitators says what it requires; for mentors each scenario does")
        basics = {one.id for one in self.behaviours if one.kind is Kind.BASIC}
        if len({*self.requires} & basics) < len(self.requires):
            raise ValueError("what is required has to be basic behaviours of this rubric, each named once")
        return self

    def behaviour(self, behaviour_id: str) -> Behaviour | None:
        """The behaviour with this id, or None."""
        return next((b for b in self.behaviours if b.id == behaviour_id), None)
