"""Modules, checks, refreshers, the other chair and private pages."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from roleplay.apps.view.cards import AttemptRow, MediumCode, Persona, Speaker
from roleplay.apps.view.player import Item, OfferedChoice

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


class PageCard(TypedDict):
    """A private page in a list."""

    id: str
    """Its id."""
    path: str
    """Its address."""
    title: str
    """Title."""
    about: str
    """What it is good for."""
    at: str | None
    """When something was kept on it last."""


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


class PageQuestion(TypedDict):
    """One question of a private page."""

    id: str
    """Its id."""
    ask: str
    """The question."""
    hint: str | None
    """What may help."""
    kind: Literal["text", "list", "scale"]
    """How it is answered."""
    answer: str
    """What was written; empty for nothing."""


class PageForm(TypedDict):
    """A private page as a form."""

    id: str
    """Which page."""
    questions: list[PageQuestion]
    """What is asked."""
    at: str | None
    """When it was kept last; goes back with `KeepPage`."""
    readable: bool
    """Whether what was written can be read now."""


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


class CheckOption(TypedDict):
    """An answer that can be ticked."""

    id: str
    """Its number, from 1; goes back with `AnswerItem`."""
    text: str
    """The answer."""


class Question(TypedDict):
    """An item that waits for an answer."""

    item: str
    """Goes back with `AnswerItem`."""
    ask: str
    """The question."""
    several: bool
    """Whether more than one may be ticked."""
    options: list[CheckOption]
    """In a shuffled order."""


class ReviewedOption(TypedDict):
    """An answer, with why."""

    text: str
    """The answer."""
    ticked: bool
    """Whether it was ticked."""
    right: bool
    """Whether it was to be."""
    why: str
    """Why it was to be, or not."""


class ReviewedItem(TypedDict):
    """An item that was answered. Never sent before."""

    ask: str
    """The question."""
    right: bool
    """Whether it was answered as it was to be."""
    options: list[ReviewedOption]
    """In the order in which they were shown."""


class CheckResult(TypedDict):
    """A try that is over."""

    right: int
    """How many were right."""
    all: int
    """How many there were."""
    enough: int | None
    """How many have to be right; None for the placement check."""
    passed: bool
    """Whether that was enough."""
    placed: list[str]
    """For the placement check: titles of modules of which readings and check may be left out."""
    items: list[ReviewedItem]
    """Each item."""


class CheckScreen(TypedDict):
    """A knowledge check: one item at a time, with the reasons after each."""

    name: Literal["check"]
    """Which screen."""
    path: str
    """`/modules/ID/check` or `/learn/placement`."""
    title: str
    """h1 and document title."""
    check: str
    """Goes with `BeginCheck`."""
    back_path: str
    """Where it belongs."""
    back_label: str
    """What that is called."""
    seq: int
    """Expected number of entries; goes back with `AnswerItem`."""
    number: int
    """The number of the item, from 1; 0 before the beginning."""
    all: int
    """How many there are in a try."""
    enough: int | None
    """How many have to be right; None for the placement check."""
    question: Question | None
    """What waits for an answer."""
    review: ReviewedItem | None
    """What was answered just now."""
    result: CheckResult | None
    """The latest try, when it is over."""


class DueCard(TypedDict):
    """A moment that comes back."""

    path: str
    """Its address."""
    title: str
    """Title of its scenario."""
    at: str
    """When it is due."""
    times: int
    """How often it came back before."""


class RefreshersScreen(TypedDict):
    """What is due, and what comes later."""

    name: Literal["refreshers"]
    """Which screen."""
    path: str
    """`/learn/refreshers`."""
    title: str
    """h1 and document title."""
    due: list[DueCard]
    """Moments that are due now."""
    later: list[DueCard]
    """The next ones."""


class DrillScreen(TypedDict):
    """A single moment, to be gone through again."""

    name: Literal["drill"]
    """Which screen."""
    path: str
    """`/learn/refreshers/PILLAR/SLUG/NODE`."""
    title: str
    """Title of its scenario."""
    moment: str
    """Goes back with `Refresh`."""
    seq: int
    """Expected number of entries; goes back with `Refresh`."""
    cast: list[Speaker]
    """Who else is there."""
    mentor: Persona
    """Who the trainee is."""
    medium: MediumCode
    """Where it takes place."""
    items: list[Item]
    """What led to it; after the answer, what was said and what it did."""
    choices: list[OfferedChoice]
    """What can be said; empty after the answer."""
    due: str | None
    """After the answer, when it comes back."""
    next_path: str | None
    """After the answer, the next moment that is due."""


class Guess(TypedDict):
    """A moment from the other chair."""

    turn: int
    """Which turn."""
    who: str
    """Name of the person."""
    before: list[str]
    """What was said just before, as `Name: words`."""
    said: str
    """What the person says."""
    cue: str | None
    """What is seen."""
    thought: str
    """What they think; shown on request. The conversation is over, so nothing is given away."""


class ChairScreen(TypedDict):
    """The same conversation from the other chair. Never scored, and nothing of it is kept."""

    name: Literal["chair"]
    """Which screen."""
    path: str
    """`/learn/chair/ATTEMPT`."""
    title: str
    """h1 and document title."""
    scenario: str
    """Title of the scenario."""
    about: str
    """Who is in that chair."""
    guesses: list[Guess]
    """Three moments, or fewer where the way had fewer."""
    back_path: str
    """The debrief."""


class PageScreen(TypedDict):
    """A private page."""

    name: Literal["page"]
    """Which screen."""
    path: str
    """`/learn/pages/ID`."""
    title: str
    """h1 and document title."""
    about: str
    """What it is good for."""
    form: PageForm
    """What is asked."""


class PageKept(TypedDict):
    """A private page was kept."""

    type: Literal["kept"]
    """Which message."""
    page: str
    """Which page."""
    at: str | None
    """When; None when it is empty now."""
