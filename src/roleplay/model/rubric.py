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
    """One or two sentences on what it means for a peer mentor."""
    behaviours: Named[Behaviour] = Field(min_length=1)
    """The tick-list."""

    def behaviour(self, behaviour_id: str) -> Behaviour | None:
        """The behaviour with this id, or None."""
        return next((b for b in self.behaviours if b.id == behaviour_id), None)
