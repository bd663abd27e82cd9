"""What a store hands out and takes in: frozen rows, with times in UTC. Here of the library, attempts and texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from roleplay.identity import ActorKind
from roleplay.model.event import Branch, Mode, Recorded


@dataclass(frozen=True, slots=True)
class Document:
    """A scenario or rubric as it once was, kept for good under the hash of its canonical JSON."""

    hash: str
    """SHA-256, 64 hexadecimal digits."""
    kind: str
    """`scenario` or `rubric`."""
    id: str
    """Its id; many versions share one."""
    json: str
    """Canonical JSON."""


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """A scenario or rubric that the library holds now."""

    kind: str
    """`scenario` or `rubric`."""
    id: str
    """Its id, unique among its kind."""
    hash: str
    """Under which its document is kept."""
    path: str
    """The file it was read from."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a file."""

    line: int
    """From 1."""
    column: int
    """From 1."""
    code: str
    """`RPnnn`."""
    severity: str
    """`error` or `warning`."""
    message: str
    """What is wrong."""
    fix: str
    """What to do; may be empty."""


@dataclass(frozen=True, slots=True)
class ShelfProblem:
    """A file of the library that is not on the shelf because of its errors. For authors; trainees do not see it."""

    path: str
    """The file."""
    findings: tuple[Finding, ...]
    """All that is to mend in it, by place."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the library holds now."""

    entries: tuple[ShelfEntry, ...] = ()
    """In the order of kind and id."""
    problems: tuple[ShelfProblem, ...] = ()
    """In the order of their paths."""
    fingerprint: str = ""
    """Of the files it was read from; empty before anything was shelved."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something that somebody has to be able to answer for. It holds ids and no names, so it can stay for good."""

    at: datetime
    """When."""
    actor_kind: ActorKind
    """How well it is known who did it."""
    actor_id: str
    """Who did it; empty for somebody unknown."""
    action: str
    """What was done."""
    subject_kind: str
    """To what kind of thing: `person`, `cohort`, `attempt`; empty when to none."""
    subject_id: str
    """Which one."""
    detail: Mapping[str, str]
    """What else has to be known; never anything personal."""
    seq: int = 0
    """Its number in the log; given when it is kept."""


class OwnerKind(StrEnum):
    """Whose an attempt is."""

    PERSON = "person"
    PARTICIPANT = "participant"
    WORKSHOP = "workshop"


class Status(StrEnum):
    """Where an attempt stands."""

    OPEN = "open"
    FINISHED = "finished"
    LEFT = "left"


class Feedback(StrEnum):
    """When feedback is shown."""

    EACH = "each"
    """After every choice."""
    END = "end"
    """Only at the end."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the trainee likes to play."""

    feedback: Feedback = Feedback.EACH
    """When feedback is shown; always at the end in assessment."""
    say_first: bool = False
    """Write what one would say before the choices appear."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that somebody plays a scenario. What happens in it is its log of events."""

    id: str
    """Stable id."""
    owner_kind: OwnerKind
    """Whose it is: person, participant or workshop."""
    owner_id: str
    """Id of the owner."""
    scenario_id: str
    """What is played."""
    scenario_hash: str
    """The version that is played; a running attempt stays on it."""
    mode: Mode
    """Practice or assessment."""
    seed: int
    """Decides the order of choices and what varies."""
    options: Options
    """How the trainee likes to play."""
    branched_from: Branch | None
    """The earlier attempt whose beginning was taken over."""
    exposure: int
    """How many attempts at this scenario the owner had made before."""
    status: Status
    """Open, finished or left."""
    started_at: datetime
    """When it began."""
    ended_at: datetime | None = None
    """When it was finished or left."""


class Visibility(StrEnum):
    """Who may read a personal text beside its owner."""

    PRIVATE = "private"
    """Nobody."""
    SHARED = "shared"
    """Those who accompany the owner in a cohort."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """A personal text: a written reply, a reflection, an expectation. Events hold only its id."""

    id: str
    """What events refer to."""
    owner_kind: OwnerKind
    """Whose it is."""
    owner_id: str
    """Id of the owner."""
    attempt_id: str | None
    """The attempt in which it was written; None for a page, and for what was written about an attempt."""
    purpose: str
    """What it was written as, e.g. `reply`, `say-first`, `expectation`, `reflection`, `page`."""
    body: str | None
    """The text; None once it was erased."""
    at: datetime
    """When it was written."""
    visibility: Visibility = Visibility.PRIVATE
    """Who else may read it."""
    sealed: bool = False
    """Whether the body is encrypted."""
    page: str | None = None
    """The private page that it is; None for what was written in an attempt."""


@dataclass(frozen=True, slots=True)
class TextKey:
    """The key of one owner's texts. The master key that opens it is not in the database."""

    owner_kind: OwnerKind
    """Whose texts it opens."""
    owner_id: str
    """Id of the owner."""
    wrapped: str
    """The key, sealed with a master key."""
    master: str
    """Id of that master key."""


@dataclass(frozen=True, slots=True)
class TextCount:
    """How many personal texts there are; those that were erased are left out."""

    sealed: int
    """Encrypted."""
    plain: int
    """Readable by whoever can read the database."""


@dataclass(frozen=True, slots=True)
class Log:
    """An attempt as it is at one moment, with its log or the end of it."""

    attempt: Attempt
    """The attempt."""
    events: tuple[Recorded, ...]
    """What was asked for of its log."""
    texts: Mapping[str, TextRow]
    """Its personal texts by id."""
