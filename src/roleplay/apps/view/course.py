"""Modules, pathways and the way to assessments."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from roleplay.apps.view.cards import AttemptRow, MediumCode
from roleplay.apps.view.pages import PageCard, PageForm

StageCode: TypeAlias = Literal["untouched", "begun", "done"]
"""Where a module stands; see `roleplay.engine.course.Stage`."""


ReadinessCode: TypeAlias = Literal["learn-first", "open", "going", "practise-first", "retake", "met"]
"""What can be done about an assessment; see `roleplay.services.assessing.Readiness`."""


class ModuleCard(TypedDict):
    """A module in a list."""

    id: str
    """Its id."""
    path: str
    """Its page, which is one of its own."""
    number: int
    """Its place in the curriculum, from 1."""
    title: str
    """Title."""
    summary: str
    """One sentence."""
    minutes: int
    """What is left of it, role-plays included; of one that is done, the whole."""
    stage: StageCode
    """Where it stands."""
    checked: bool
    """Whether nothing is left to be asked."""
    played: int
    """How many places for a role-play are filled."""
    plays: int
    """How many there are."""
    waits_for: list[str]
    """Titles of what comes before it and is not done."""


class CourseCard(TypedDict):
    """The curriculum at a glance, on top of the library."""

    path: str
    """Where all modules are."""
    pathway: str
    """Title of the way that somebody is on."""
    done: int
    """Modules of it that are done."""
    all: int
    """Modules of it."""
    minutes_left: int
    """What is left of the way."""
    next: ModuleCard | None
    """What to go on with; None when all is done."""
    due: int
    """Refreshers that are due."""
    due_path: str
    """Where they are."""


class PathwayCard(TypedDict):
    """A way through the modules."""

    id: str
    """Its id."""
    title: str
    """Title."""
    about: str
    """For whom it is."""
    chosen: bool
    """Whether somebody is on it."""
    modules: int
    """How many modules it has."""


class AssessmentCard(TypedDict):
    """An assessment as it stands for somebody."""

    pillar: str
    """Which part of the training; the id that `StartAssessment` names."""
    title: str
    """Title."""
    readiness: ReadinessCode
    """What can be done about it now."""
    path: str
    """Where it begins, when it can."""
    waits_for: list[str]
    """Titles of modules that come first."""
    going: AttemptRow | None
    """The attempt that is not over."""
    taken: list[AttemptRow]
    """Finished attempts, the first one first."""


class ModulesScreen(TypedDict):
    """All modules: what is done, what is next, what is left."""

    name: Literal["modules"]
    """Which screen."""
    path: str
    """`/learn/modules`."""
    title: str
    """Title of the curriculum."""
    about: str
    """What it is."""
    pathways: list[PathwayCard]
    """Ways through it."""
    way: list[ModuleCard]
    """The modules of the way that was chosen, in order."""
    others: list[ModuleCard]
    """The others."""
    next: str | None
    """Id of the module to go on with."""
    minutes_left: int
    """What is left of the way."""
    due: int
    """Refreshers that are due."""
    due_path: str
    """Where they are."""
    placement_path: str
    """Where the placement check is."""
    placed: bool
    """Whether it was taken."""
    assessments: list[AssessmentCard]
    """What is taken at the end; empty where the library holds none."""
    pages: list[PageCard]
    """Private pages."""


class Play(TypedDict):
    """A scenario that may be played for a place."""

    id: str
    """Its id."""
    path: str
    """Its brief."""
    title: str
    """Title."""
    minutes: int
    """For one way through."""
    intensity: Literal[1, 2, 3]
    """1 everyday, 2 moving, 3 may stay with you."""
    medium: MediumCode
    """Where it takes place."""
    content_notes: list[str]
    """What comes up."""
    last: AttemptRow | None
    """The latest attempt."""


class PlayPlace(TypedDict):
    """A place for a role-play in a module."""

    about: str
    """What it practises."""
    filled: str | None
    """Id of the scenario that fills it."""
    plays: list[Play]
    """What may be played for it, the first one offered first."""


class ModuleScreen(TypedDict):
    """What is to be done in a module, below its readings."""

    name: Literal["module"]
    """Which screen."""
    path: str
    """`/modules/ID`."""
    title: str
    """h1 and document title."""
    module: ModuleCard
    """Where it stands."""
    aims: list[str]
    """What somebody can do afterwards; shown where there is no reading above."""
    check_path: str
    """Where its check is."""
    draw: int
    """How many items a try has."""
    enough: int
    """How many have to be right."""
    best: int | None
    """The most that were right so far."""
    placed: bool
    """Whether the placement check has shown that it may be left out."""
    places: list[PlayPlace]
    """Role-plays."""
    reflection: PageForm
    """Questions to answer for oneself, and what to bring to supervision."""
    thinking: int
    """How many of its questions are for oneself; the rest is for supervision."""
    next: ModuleCard | None
    """What comes after it."""
    due: int
    """Refreshers that are due."""
    due_path: str
    """Where they are."""
