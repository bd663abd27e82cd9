"""Where an attempt stands."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from roleplay.model.condition import Value


class Phase(StrEnum):
    """The part of an attempt that is going on. Reading the brief comes before, the debrief after."""

    ANTICIPATE = "anticipate"
    ENACT = "enact"
    REFLECT = "reflect"
    CLOSED = "closed"


class Passage(NamedTuple):
    """One thing that happened on the way: a node was reached, a choice taken, or a reply given (or skipped)."""

    node: str
    """Id of the node."""
    choice: str | None
    """Id of the choice that was taken; None for a node that was reached and for a reply."""
    values: tuple[Value, ...]
    """All values at that time: of a choice, before its effects."""
    replied: bool = False
    """True for a written reply."""


class State(NamedTuple):
    """All that a step depends on, beside the scenario itself."""

    phase: Phase
    """The phase that is going on."""
    node: str
    """Id of the node that the conversation has reached."""
    values: tuple[Value, ...]
    """Values of the declared state, then of the site's policies, by slot."""
    trail: tuple[Passage, ...]
    """Everything on the way so far. Its indices are the *moments* that scores point at."""
    seed: int
    """The attempt's seed."""
    left: bool = False
    """True when the trainee left before an ending."""

    @property
    def turns(self) -> int:
        """Number of choices and replies so far."""
        return sum(1 for passage in self.trail if passage.choice is not None or passage.replied)
