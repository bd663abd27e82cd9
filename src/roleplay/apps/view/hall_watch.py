"""What those see who watch how a workshop is led, who ask them to, and who were assessed.

Nothing in it comes from a participant: no name, no vote, no words, nobody's call for a moment.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

WatchFor: TypeAlias = Literal["shadowing", "assessment"]
"""What somebody watches for."""
WatchState: TypeAlias = Literal["asked", "there", "done"]
"""How far a watch is: asked, the observer is there, handed in."""
Doing: TypeAlias = Literal[
    "lobby", "closed", "rest", "talk", "room", "vote", "counted", "shown", "write", "groups", "round", "over", "pace"
]
"""What everybody in the room can see going on."""


class StageNow(TypedDict):
    """Where the workshop stands, as everybody in the room can see it."""

    seq: int
    """The last step; a tick names it as its moment."""
    section: str
    """Title of the section; empty before the first and after the last one."""
    doing: Doing
    """What is going on in it."""
    n: int
    """Which vote at this place, or which round of triads; 0 for anything else."""
    of: int
    """Out of so many rounds; 0 for anything else."""
    people: int
    """How many have come in."""


class WatchCard(TypedDict):
    """A watch in a list."""

    path: str
    """Where it is."""
    title: str
    """What the workshop is called."""
    kind: WatchFor
    """What for."""
    facilitator: str
    """Who is assessed; empty for shadowing, and for somebody who was erased."""
    observer: str
    """Who watches; empty for somebody who was erased."""
    at: str
    """When it was handed in, or before that, when it was asked for; ISO."""
    state: WatchState
    """How far it is."""
    minutes: int
    """How long the observer was there; 0 before they hand in."""


class WorkshopLink(TypedDict):
    """A workshop for which somebody can be asked."""

    path: str
    """Where that is done."""
    title: str
    """What it is called."""
    at: str
    """When it was opened, ISO."""


class WatchingScreen(TypedDict):
    """All that somebody watches, has watched, and was told about their own leading."""

    name: Literal["hall_watching"]
    """Which screen this is."""
    path: str
    """Its address below the server's base URL."""
    title: str
    """The document's title."""
    now: list[WatchCard]
    """What they were asked to watch and have not handed in."""
    done: list[WatchCard]
    """What they have handed in."""
    mine: list[WatchCard]
    """What was handed in about how they led."""
    to_ask: list[WorkshopLink]
    """Workshops for which they can ask somebody: they lead them, or supervise their cohort."""


class Person(TypedDict):
    """Somebody to choose."""

    id: str
    """Who."""
    name: str
    """What they are called."""


class AskedRow(TypedDict):
    """Somebody who was asked to watch."""

    id: str
    """The watch."""
    kind: WatchFor
    """What for."""
    observer: str
    """Who."""
    facilitator: str
    """Who is assessed; empty for shadowing."""
    state: WatchState
    """How far it is."""


class AskScreen(TypedDict):
    """Whom one can ask to watch a workshop."""

    name: Literal["hall_watch_ask"]
    """Which screen this is."""
    path: str
    """Its address."""
    title: str
    """The document's title."""
    workshop: str
    """Id of the workshop."""
    console_path: str
    """Its console; empty for somebody who does not lead it."""
    list_path: str
    """What one watches oneself: those who are asked find it at the same address."""
    leads: list[Person]
    """Who can be assessed."""
    shadows: list[Person]
    """Who can watch to learn."""
    assessors: list[Person]
    """Who can assess."""
    asked: list[AskedRow]
    """Who is asked."""


class WatchBehaviour(TypedDict):
    """Something that can be ticked."""

    id: str
    """Its id."""
    text: str
    """What is done."""
    example: str
    """What it can sound like."""
    kind: Literal["harmful", "basic", "advanced"]
    """Which of these."""
    required: bool
    """Whether there is no level 3 without it."""


class WatchCompetency(TypedDict):
    """A rubric to tick by."""

    id: str
    """Its id."""
    title: str
    """Its name."""
    about: str
    """What it means."""
    behaviours: list[WatchBehaviour]
    """What can be ticked: basic, advanced, harmful."""


class WatchTickRow(TypedDict):
    """A tick."""

    id: str
    """As the page has made it."""
    behaviour: str
    """What was seen."""
    seq: int
    """The moment in the workshop."""
    at: str
    """When, ISO."""
    section: str
    """In which section."""
    undone: bool
    """Whether it was taken back."""


class WatchScreen(TypedDict):
    """What an observer has before them while they watch."""

    name: Literal["hall_watch"]
    """Which screen this is."""
    path: str
    """Its address."""
    title: str
    """What the workshop is called."""
    watch: str
    """Id of the watch."""
    list_path: str
    """All that one watches."""
    kind: WatchFor
    """What for."""
    facilitator: str
    """Who is assessed; empty for shadowing."""
    there: bool
    """Whether the observer has said that they are there."""
    minutes: int
    """How long they have been there until now."""
    stage: StageNow
    """Where the workshop stands."""
    competencies: list[WatchCompetency]
    """What to tick by; empty for shadowing."""
    ticks: list[WatchTickRow]
    """What they have ticked."""


class SeenMoment(TypedDict):
    """When something was seen."""

    at: str
    """When, ISO."""
    section: str
    """In which section; empty before the first one."""


class SeenBehaviour(TypedDict):
    """Something that was seen, with its moments."""

    text: str
    """What."""
    kind: Literal["harmful", "basic", "advanced"]
    """Which of these."""
    severity: Literal["serious", "critical"] | None
    """For harmful ones."""
    moments: list[SeenMoment]
    """When, the first time first."""


class FoundCompetency(TypedDict):
    """What came of a rubric."""

    title: str
    """Its name."""
    about: str
    """What it means."""
    level: int | None
    """1 to 4; None without an opportunity."""
    seen: list[SeenBehaviour]
    """What the level rests on: harmful ones first, then basic, then advanced."""
    missing: list[str]
    """What is required and was not seen; empty without an opportunity."""


class WatchResultScreen(TypedDict):
    """What was handed in."""

    name: Literal["hall_watch_result"]
    """Which screen this is."""
    path: str
    """Its address."""
    title: str
    """What the workshop is called."""
    watch: str
    """Id of the watch."""
    list_path: str
    """All that one watches, or is told."""
    kind: WatchFor
    """What for."""
    own: bool
    """Whether the reader is the one who was assessed."""
    facilitator: str
    """Who led."""
    observer: str
    """Who watched."""
    at: str
    """When it was handed in, ISO."""
    minutes: int
    """How long the observer was there."""
    competencies: list[FoundCompetency]
    """What came of each rubric; empty for shadowing."""
    note: str | None
    """What the observer wrote; None for nothing."""
    reply: str | None
    """What the one who was assessed says to it; None for nothing yet."""
    unreadable: bool
    """Whether something was written that cannot be opened at the moment."""
