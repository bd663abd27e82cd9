"""Debrief: an attempt, looked at afterwards."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.cards import Care, Level, LevelsOfAttempt, MediumCode, ModeCode, OutcomeCode, Persona, Speaker
from roleplay.apps.view.player import BranchedFrom, EndingItem, Item, Readers
from roleplay.apps.view.results import FellowsCard, ReviewCard


class WentWell(TypedDict):
    """Something that went well, at its moment."""

    text: str
    """The behaviour's anchor."""
    turn: int
    """Where."""
    said: str | None
    """The words that did it, when there were any."""


class PeerView(TypedDict):
    """What the peer would say a day later."""

    who: str
    """Id in the cast."""
    text: str
    """In the first person."""


class ShownBehaviour(TypedDict):
    """A behaviour that was shown."""

    text: str
    """Its anchor."""
    kind: Literal["harmful", "basic", "advanced"]
    """What it says."""
    severity: Literal["serious", "critical"] | None
    """For harmful ones."""
    turns: list[int]
    """Where, in order."""
    repaired: int | None
    """For harmful ones: the turn at which it was repaired. It stays on record."""


class MissingBehaviour(TypedDict):
    """A required behaviour that was not shown."""

    text: str
    """Its anchor."""
    example: str
    """What it can sound like."""
    turns: list[int]
    """Turns at which it was on offer; empty when that may not be told yet."""


class CompetencyResult(TypedDict):
    """One competency in this attempt."""

    id: str
    """Id of the rubric."""
    title: str
    """Its name."""
    about: str
    """What it means."""
    assessed: bool
    """Whether the scenario assesses it; others are listed only because of a harm."""
    level: Level | None
    """None: no opportunity, or not assessed."""
    shown: list[ShownBehaviour]
    """Harmful ones first, then by moment."""
    missing: list[MissingBehaviour]
    """What the level still asks for."""


class MissedCue(TypedDict):
    """A moment at which something else would have helped more."""

    turn: int
    """Where."""
    who: str
    """Whose cue: id in the cast."""
    cue: str
    """What was there to see or hear."""
    chose: str
    """What was said."""
    offered: list[str]
    """What else was offered that would have met it; empty while that may not be told yet."""


class RoadOffer(TypedDict):
    """A choice at a decision, looked back at."""

    text: str
    """What the mentor would have said."""
    chosen: bool
    """Whether it was chosen."""


class Decision(TypedDict):
    """A decision, looked back at."""

    turn: int
    """Which."""
    offers: list[RoadOffer]
    """In displayed order; empty for a written reply. Only the one chosen, while other roads may not be told yet."""
    branch: int | None
    """How many conversation events a new attempt takes over when it starts again here; None when it may not."""


class MapNode(TypedDict):
    """A place on the map."""

    id: str
    """Id of the node."""
    kind: Literal["moment", "reply", "onward", "ending"]
    """What happens there."""
    turn: int | None
    """The turn at which the trainee was there; None when the way did not lead there."""
    title: str | None
    """For endings: what happens there."""


class MapRoad(TypedDict):
    """A road from one place to the next."""

    source: str
    """Id of a node."""
    target: str
    """Id of a node."""
    taken: bool
    """Whether the trainee went there."""


class WayMap(TypedDict):
    """The way taken and the roads not taken. It has no cycles."""

    nodes: list[MapNode]
    """The first one is the start."""
    roads: list[MapRoad]
    """At most one from a place to another."""


class QuestionAnswer(TypedDict):
    """A question and what the trainee wrote."""

    question: str
    """The question."""
    text: str | None
    """The own words; None when skipped or erased."""
    readers: Readers | None
    """Who can read them."""


class DebriefScreen(TypedDict):
    """An attempt, looked at afterwards."""

    name: Literal["debrief"]
    """Which screen."""
    path: str
    """`/learn/debrief/<attempt>`."""
    title: str
    """The scenario's title: h1 and document title."""
    attempt: str
    """Id."""
    scenario: str
    """Id of the scenario."""
    scenario_path: str | None
    """Its brief, to play it again; None when it is not in the library any more."""
    chair_path: str | None
    """The same from the other chair; None as long as thoughts may not be told, and where it was left."""
    mode: ModeCode
    """How it was played."""
    medium: MediumCode
    """Where it took place."""
    at: str
    """When it was closed."""
    minutes: int | None
    """Time spent."""
    outcome: OutcomeCode
    """How it went. `left`: there are no levels, and that is no failure."""
    mentor: Persona
    """For names in the transcript."""
    cast: list[Speaker]
    """For names in the transcript."""
    branched: BranchedFrom | None
    """Where it branched off."""
    went_well: list[WentWell]
    """First of all."""
    peer: PeerView | None
    """The peer's view; None when there was no ending."""
    ending: EndingItem | None
    """The ending reached."""
    twist: str | None
    """What the scenario is about underneath; None while that may not be told yet."""
    competencies: list[CompetencyResult]
    """Level for each; empty when left."""
    missed_cues: list[MissedCue]
    """The moments that decided."""
    items: list[Item]
    """The whole transcript, with thoughts and feedback."""
    decisions: list[Decision]
    """Every decision."""
    map: WayMap | None
    """The map; None when it may not be told yet."""
    question: str
    """One question to take to supervision."""
    expectation: QuestionAnswer | None
    """What the trainee expected."""
    reflections: list[QuestionAnswer]
    """What the trainee wrote afterwards."""
    earlier: list[LevelsOfAttempt]
    """All finished attempts at this scenario, oldest first, this one among them."""
    review: ReviewCard | None
    """Whether evaluators look at it; None where nobody does, or it was left."""
    fellows: FellowsCard | None
    """What fellow learners have to do with it; None where there are none."""
    care: Care
    """Pause and Get help."""
