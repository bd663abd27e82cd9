"""Library: all that can be played, what was begun, how it went."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.cards import AttemptRow, MediumCode
from roleplay.apps.view.course import CourseCard
from roleplay.apps.view.results import NewsRow


class ScenarioCard(TypedDict):
    """A scenario in the library."""

    id: str
    """`pillar/slug`."""
    path: str
    """Its brief: `/learn/scenario/pillar/slug`."""
    title: str
    """Title."""
    summary: str
    """One or two sentences that give nothing away."""
    minutes: int
    """For one way through, unhurried."""
    intensity: Literal[1, 2, 3]
    """1 everyday, 2 moving, 3 may stay with you."""
    medium: MediumCode
    """Where it takes place."""
    content_notes: list[str]
    """What distressing things come up."""
    use: Literal["practice", "assessment", "both"]
    """What it may be used for."""
    times: int
    """How often this person has finished or left it."""
    last: AttemptRow | None
    """The latest attempt that is not running any more."""
    reviewed: bool
    """Whether a reader with lived experience has signed it off."""


class PillarGroup(TypedDict):
    """The scenarios of one part of the training."""

    id: str
    """Pillar."""
    scenarios: list[ScenarioCard]
    """In the order in which they are shown."""


class DiagnosticRow(TypedDict):
    """One thing to mend in a file."""

    line: int
    """From 1."""
    column: int
    """From 1."""
    code: str
    """`RP104`."""
    severity: Literal["error", "warning"]
    """How bad it is."""
    message: str
    """What is wrong."""
    fix: str
    """What to do; may be empty."""


class BrokenFile(TypedDict):
    """A file that cannot be played. Sent to authors only."""

    file: str
    """Path as the author knows it."""
    diagnostics: list[DiagnosticRow]
    """All at once, in the order of the file."""


class Way(TypedDict):
    """A page that is no trainee's."""

    key: str
    """Names its word: `library.KEY`."""
    path: str
    """Where it is."""


class LibraryScreen(TypedDict):
    """All that can be played, what was begun, how it went."""

    name: Literal["library"]
    """Which screen."""
    path: str
    """`/learn`."""
    title: str
    """h1 and document title."""
    person: str | None
    """The reader's own name, for the greeting; None when there is none."""
    course: CourseCard | None
    """The curriculum at a glance; None where there is none."""
    news: list[NewsRow]
    """What others said about the person's attempts, or opened to them, and they have not read yet."""
    unfinished: list[AttemptRow]
    """Running attempts, latest first."""
    pillars: list[PillarGroup]
    """Groups that hold something."""
    mending: list[BrokenFile]
    """What authors have to mend; empty for everybody else."""
    ways: list[Way]
    """To the pages of those who write scenarios, mark attempts and so on, for those who may open them."""
