"""What somebody does beside playing: answers to knowledge checks, refreshers. An append-only log for each learner.

Like the log of an attempt it holds nothing personal: what somebody writes for themselves stands on private pages.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from roleplay.model.log import read_event

PLACEMENT = "placement"
"""Stands in place of a module's id where the placement check was answered."""


@dataclass(frozen=True, slots=True)
class Drew:
    """A try at a check began. Its items follow from the module as it was and the seed."""

    kind: ClassVar[str] = "drew"
    check: str
    """Id of the module, or `PLACEMENT`."""
    seed: int
    """Decides what is drawn and how it is shuffled."""
    items: tuple[str, ...]
    """What was drawn, in order: `module/item`."""
    enough: int | None = None
    """How many had to be right, by the module as it was then; None for the placement check."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An item of the latest try was answered."""

    kind: ClassVar[str] = "answered"
    item: str
    """`module/item`."""
    options: tuple[str, ...]
    """What was ticked."""
    right: bool
    """Whether it was right by the module as it was then."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A single moment of an own attempt was gone through again."""

    kind: ClassVar[str] = "refreshed"
    scenario: str
    """Id of the scenario."""
    node: str
    """The decision."""
    choice: str
    """What was chosen this time."""
    grade: int
    """How well it went, as the scheduler counts: 1 again, 2 hard, 3 good, 4 easy."""


@dataclass(frozen=True, slots=True)
class ChoseWay:
    """Somebody chose a pathway."""

    kind: ClassVar[str] = "chose-way"
    pathway: str
    """Id of the pathway."""


Learnt: TypeAlias = Drew | Answered | Refreshed | ChoseWay
"""Everything that can stand in the log of a learner."""

KINDS: dict[str, type[Learnt]] = {cls.kind: cls for cls in (Drew, Answered, Refreshed, ChoseWay)}
"""Kind -> type."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry in the log of a learner."""

    seq: int
    """Place in the log, from 0 without gaps."""
    event: Learnt
    """What happened."""
    at: datetime
    """When, in UTC."""


def to_data(event: Learnt) -> dict[str, Any]:
    """The event as plain JSON data, without its kind."""
    return asdict(event)


def from_data(kind: str, data: dict[str, Any]) -> Learnt:
    """Read an event back. Raises `RefusedEvent` for a kind or field that this version does not know."""
    return read_event(KINDS, kind, data)
