"""The queue, the rules of a cohort, and the inbox of its contact. Trainees have pseudonyms everywhere."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.desk_sheet import StateCode

WhichCode = Literal["waiting", "all", "unmarked", "needs-second", "agreed", "disagrees", "adjudicated", "returned"]
"""Which states are shown."""
WhoCode = Literal["anybody", "mine", "nobody"]
"""Who is asked to mark."""
DueCode = Literal["any", "overdue", "week"]
"""By when."""
EmptyCode = Literal["cohorts", "cohort", "done", "filter"]
"""Why nothing is listed: no cohort, nothing in it yet, nothing left to mark, or nothing that is asked for."""


class DeskChoice(TypedDict):
    """Something that can be chosen."""

    id: str
    """Its id."""
    name: str
    """What it is called."""


class DeskCohort(TypedDict):
    """A cohort whose queue can be seen."""

    id: str
    """Its id."""
    name: str
    """What it is called."""
    path: str
    """Address of its queue."""


class DeskFilter(TypedDict):
    """What the queue is asked for."""

    state: WhichCode
    """In which states."""
    who: WhoCode
    """Who is asked."""
    due: DueCode
    """By when."""
    scenario: str
    """Id of the scenario; empty for all."""


class DeskAsked(TypedDict):
    """Somebody who marks an attempt, has marked it, or is asked to."""

    name: str
    """Who; empty for somebody who has left."""
    you: bool
    """Whether it is whoever looks."""
    marked: bool
    """Whether they have marked it."""
    holds: bool
    """Whether they have it open."""
    due: str | None
    """The day by which they are asked, as `2026-03-01`; None for none, and once they have marked."""
    overdue: bool
    """Whether that day is over."""


class DeskRow(TypedDict):
    """An attempt in the queue."""

    attempt: str
    """Its id."""
    path: str | None
    """Address of the sheet; None for whoever may not open it."""
    trainee: str
    """A pseudonym."""
    scenario: str
    """Title of what was played."""
    state: StateCode
    """How far it has come."""
    asked: list[DeskAsked]
    """Who marks it."""


class DeskTally(TypedDict):
    """How much there is."""

    all: int
    """Attempts in the queue."""
    waiting: int
    """Those that somebody still has to mark."""
    states: dict[StateCode, int]
    """State -> attempts."""
    overdue: int
    """Requests that are past their day."""
    mine: int
    """Requests that wait for whoever looks."""


class DeskMay(TypedDict):
    """What somebody may do in this cohort."""

    mark: bool
    """Mark."""
    decide: bool
    """Decide where marks disagree."""
    assign: bool
    """Ask people to mark."""
    rules: bool
    """Set its rules."""
    name: bool
    """See whose an attempt is."""


class DeskQueueScreen(TypedDict):
    """The queue of a cohort, a page of it."""

    name: Literal["desk_queue"]
    """Which screen this is."""
    path: str
    """Its address."""
    title: str
    """Title of the page."""
    cohort: DeskCohort | None
    """The one that is shown."""
    cohorts: list[DeskCohort]
    """All that can be chosen."""
    filter: DeskFilter
    """What is asked for."""
    scenarios: list[DeskChoice]
    """What can be asked for."""
    tally: DeskTally
    """How much there is."""
    found: int | None
    """How many the filter lets through; None where counting them takes too long."""
    rows: list[DeskRow]
    """What is listed."""
    empty: EmptyCode | None
    """Why nothing is."""
    earlier: str | None
    """Address of the page before; None on the first one."""
    later: str | None
    """Address of the page after; None on the last one."""
    clear: str
    """Address of the queue without a filter."""
    rules_path: str
    """Address of the cohort's rules."""
    may: DeskMay
    """What can be done."""
    raters: list[DeskChoice]
    """Whom somebody can ask; empty for whoever may not."""
    you: str
    """Id of whoever looks."""
    most: int
    """How many attempts can be chosen at once."""
    undo: str | None
    """What was done last and can be taken back, in words."""
    pressed: int
    """How often something was done with chosen attempts; after that nothing is chosen any more."""


class DeskNumber(TypedDict):
    """A number that is set."""

    name: Literal["raters", "share", "apart", "bar"]
    """Which one."""
    value: int
    """What it is."""
    low: int
    """The least that it can be."""
    high: int
    """The most."""


class DeskRulesScreen(TypedDict):
    """How a cohort has its attempts marked."""

    name: Literal["desk_rules"]
    """Which screen this is."""
    path: str
    """Its address."""
    title: str
    """Title of the page."""
    cohort: DeskCohort
    """Whose rules they are."""
    numbers: list[DeskNumber]
    """What is a number."""
    lived_experience: bool
    """Whether one of those who mark has to have lived experience."""
    contact: str
    """Id of who is told of concerns; empty for nobody."""
    contact_name: str
    """Their name; empty for nobody, and for somebody who cannot hear of any any more."""
    contacts: list[DeskChoice]
    """Who could be; empty for whoever may not set rules."""
    may_set: bool
    """Whether whoever looks may change anything."""
    raters: int
    """How many evaluators the cohort has."""
    changed_by: str
    """Name of who changed them last; empty for nobody."""
    changed_at: str | None
    """When that was."""


class DeskMove(TypedDict):
    """What rules change for some attempts."""

    before: StateCode
    """How they stand now."""
    after: StateCode
    """How they will."""
    many: int
    """How many."""


class DeskSaid(TypedDict):
    """A concern, or what was done about it."""

    id: str
    """Names it."""
    done: bool
    """Whether it says what was done."""
    body: str | None
    """The words; None when they cannot be read now."""
    at: str
    """When."""
    who: str
    """Who; empty for somebody who has left."""


class DeskThread(TypedDict):
    """All that was said about one attempt."""

    attempt: str
    """Its id."""
    path: str | None
    """Address of the sheet; None for whoever may not open it."""
    trainee: str
    """A pseudonym."""
    scenario: str
    """Title of what was played."""
    open: bool
    """Whether it waits."""
    said: list[DeskSaid]
    """Everything, the first one first."""


class DeskConcernsScreen(TypedDict):
    """What the contact of a cohort was told."""

    name: Literal["desk_concerns"]
    """Which screen this is."""
    path: str
    """Its address."""
    title: str
    """Title of the page."""
    cohort: DeskCohort
    """Whose contact it is."""
    cohorts: list[DeskCohort]
    """All cohorts of which whoever looks is the contact."""
    threads: list[DeskThread]
    """What waits first."""
