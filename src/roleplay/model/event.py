"""What happens in an attempt, as an append-only list of events.

Events hold no personal text: what a trainee writes is stored apart, and an event carries only its reference (or None
where the trainee went on without writing). So an erased text leaves a log that still replays.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal, TypeAlias

from roleplay.errors import RefusedEvent
from roleplay.model.log import known_kind


class Mode(StrEnum):
    """How an attempt is played."""

    PRACTICE = "practice"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Branch:
    """The attempt and decision at which a new attempt branched off."""

    attempt: str
    """Id of the earlier attempt."""
    turns: int
    """Number of its conversation events (choices and replies) that were taken over."""


@dataclass(frozen=True, slots=True)
class Started:
    """The first event of every attempt: all that is needed to replay it."""

    kind: ClassVar[str] = "started"
    scenario: str
    """Hash of the scenario as it was."""
    rubrics: tuple[str, ...]
    """Hashes of the rubrics as they were."""
    site: dict[str, str]
    """`Site.pinned()`: the site's policies, and its words for texts."""
    seed: int
    """Decides the order of choices and what varies."""
    mode: str
    """A `Mode`."""
    branched_from: Branch | None = None
    """Where this attempt took over the beginning of another one."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The trainee said beforehand what to expect, or went on without."""

    kind: ClassVar[str] = "expected"
    ref: str | None = None
    """Reference of the personal text."""


@dataclass(frozen=True, slots=True)
class Chose:
    """The trainee chose."""

    kind: ClassVar[str] = "chose"
    node: str
    """Where."""
    choice: str
    """What."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """The trainee wrote something in the conversation."""

    kind: ClassVar[str] = "wrote"
    node: str
    """Where."""
    ref: str | None
    """Reference of the personal text; None when the trainee skipped it."""
    purpose: Literal["reply", "say-first"] = "reply"
    """An answer to a written-reply node, or own words before the choices appeared."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The trainee compared an own reply with the model answer. It never enters a level."""

    kind: ClassVar[str] = "compared"
    node: str
    """The written-reply node."""
    behaviours: tuple[str, ...]
    """What the trainee finds in the own reply, out of what the node looks for."""


@dataclass(frozen=True, slots=True)
class Reflected:
    """The trainee reflected after the end, or went on without."""

    kind: ClassVar[str] = "reflected"
    refs: tuple[str | None, ...] = ()
    """One reference for each question; None where nothing was written."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The attempt is closed: finished, or left without penalty."""

    kind: ClassVar[str] = "ended"
    left: bool = False
    """True when the trainee left before an ending."""


Event: TypeAlias = Started | Expected | Chose | Wrote | Compared | Reflected | Ended
"""Everything that can happen in an attempt."""

KINDS: dict[str, type[Any]] = {cls.kind: cls for cls in (Started, Expected, Chose, Wrote, Compared, Reflected, Ended)}
"""Kind -> type."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in the log of an attempt."""

    seq: int
    """Place in the log, from 0 without gaps."""
    event: Event
    """What happened."""
    actor: str
    """Id of the person (or guest) who did it."""
    at: datetime
    """When, in UTC."""


def to_data(event: Event) -> dict[str, Any]:
    """The event as plain JSON data, without its kind."""
    return asdict(event)


def from_data(kind: str, data: dict[str, Any]) -> Event:
    """Read an event back. Raises `RefusedEvent` for a kind or field that this version does not know."""
    cls = known_kind(KINDS, kind)
    known = {field.name for field in fields(cls)}
    if unknown := sorted(set(data) - known):
        raise RefusedEvent(f'An event "{kind}" has no {", ".join(unknown)}.', "It was written by a newer version.")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    try:
        if values.get("branched_from") is not None:
            values["branched_from"] = Branch(**values["branched_from"])
        event: Event = cls(**values)
    except TypeError as error:
        raise RefusedEvent(f'An event "{kind}" lacks something: {error}.', "The log was damaged.") from error
    return event
