"""A tick: somebody or something saw a behaviour at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a tick comes from."""

    MACHINE = "machine"
    HUMAN = "human"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class Tick:
    """One behaviour, seen once."""

    behaviour: str
    """Id of the behaviour."""
    source: Source
    """A choice of the trainee (machine), an evaluator, or an observer of a live role-play."""
    by: str
    """Who ticked: a person's id, or `scenario` for the machine."""
    moment: int | None
    """Index of the moment in the attempt; None for a role-play without an attempt."""
    repaired_at: int | None = None
    """For a harm: the moment at which it was repaired. It stays a harm."""
