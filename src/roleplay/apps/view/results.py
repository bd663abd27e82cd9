"""What others say about an attempt: evaluators, who return it, and fellow learners, to whom it was opened."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.cards import Care, Level, MediumCode, ModeCode, Persona, Speaker
from roleplay.apps.view.player import Item


class NewsRow(TypedDict):
    """Something that somebody has not read yet."""

    key: Literal["result", "said", "opened", "station"]
    """Came back from evaluators; said by a fellow learner; opened by one; a station to say yes or no to."""
    n: int
    """How many."""
    path: str
    """Where to read it; of several the list of them."""


class LearnsIn(TypedDict):
    """A cohort in which somebody learns."""

    id: str
    """Its id."""
    name: str
    """Its name."""


class ReviewCard(TypedDict):
    """Whether evaluators look at an attempt."""

    state: Literal["can", "waiting", "returned", "again"]
    """It can be handed in; it is being looked at; it came back; it came back and is looked at once more."""
    places: list[LearnsIn]
    """Where it can be handed in; empty once it was."""
    back: bool
    """Whether handing in can be taken back."""
    path: str | None
    """Where to read what came back."""
    new: bool
    """Whether that was not read yet."""


class FellowRow(TypedDict):
    """Somebody who learns in the same cohort."""

    key: str
    """Stands for them; it is not their id."""
    name: str
    """What they are called."""
    cohort: str
    """Which cohort."""
    open: bool
    """Whether the attempt is open to them."""


class SaidTick(TypedDict):
    """A helpful behaviour that a fellow learner saw."""

    text: str
    """Its anchor."""
    turn: int
    """Where."""


class SaidCard(TypedDict):
    """What a fellow learner says. It is no rating."""

    key: str
    """Stands for them; sent back to remove it."""
    name: str
    """What they are called; empty for somebody who is not here any more."""
    at: str
    """When."""
    strength: str | None
    """What went well; None when it cannot be read now."""
    question: str | None
    """Something to think about."""
    thing_to_try: str | None
    """Something to try."""
    ticks: list[SaidTick]
    """What they saw, by moment."""


class FellowsCard(TypedDict):
    """What fellow learners have to do with an attempt."""

    people: list[FellowRow]
    """To whom it can be opened."""
    said: list[SaidCard]
    """What they say about it."""


class ResultRow(TypedDict):
    """An attempt that evaluators look at, or have looked at."""

    path: str
    """What came back; its debrief before that."""
    title: str
    """Title of the scenario."""
    at: str
    """When it came back; when it was ended, before that."""
    mode: ModeCode
    """How it was played."""
    state: Literal["waiting", "returned", "again"]
    """As for a `ReviewCard`."""
    new: bool
    """Whether what came back was not read yet."""


class RemarkCard(TypedDict):
    """Something that an evaluator wrote to the trainee."""

    kind: Literal["strength", "next-step", "comment"]
    """What it is."""
    text: str
    """The words."""
    turn: int | None
    """Where; None for the whole."""


class SeenBehaviour(TypedDict):
    """A helpful behaviour that people saw."""

    text: str
    """Its anchor."""
    kind: Literal["basic", "advanced"]
    """What it says."""
    turns: list[int]
    """Where."""
    everybody: bool
    """Whether all who looked saw it."""


class Lacking(TypedDict):
    """A required behaviour that nobody saw."""

    text: str
    """Its anchor."""
    example: str
    """What it can sound like."""


class HarmMoment(TypedDict):
    """Where a harm was."""

    turn: int
    """The turn."""
    said: str | None
    """The words that were chosen; None for a written reply."""
    did: str | None
    """What they did, by the scenario's feedback."""


class HarmCard(TypedDict):
    """Something that could have hurt."""

    text: str
    """Its anchor."""
    severity: Literal["serious", "critical"]
    """How heavy it weighs."""
    by: Literal["people", "choices"]
    """Who saw it; `choices`: people who looked did not mark it, and did not take it away either."""
    moments: list[HarmMoment]
    """Where."""


class ResultCompetency(TypedDict):
    """What one competency came to."""

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
    basis: Literal["human", "adjudicated", "machine"]
    """What it rests on: people who looked, a decision between them, or so far only the choices."""
    harm: list[HarmCard]
    """What could have hurt."""
    instead: list[Lacking]
    """What would have helped instead; only with a harm."""
    seen: list[SeenBehaviour]
    """What people saw, by the order of the mark scheme."""
    lacking: list[Lacking]
    """What the level still asks for."""


class Link(TypedDict):
    """A way somewhere."""

    path: str
    """Where to."""
    title: str
    """What is there."""


class Practise(TypedDict):
    """What helps on with a competency."""

    competency: str
    """Its name."""
    module: Link | None
    """A part of the training about it."""
    scenarios: list[Link]
    """Scenarios that practise it."""


class Cleared(TypedDict):
    """Harm that the choices showed and people cleared."""

    harm: list[str]
    """Anchors."""
    reasons: list[str]
    """Why, in the words of those who looked."""


class ResultScreen(TypedDict):
    """What evaluators returned."""

    name: Literal["result"]
    """Which screen."""
    path: str
    """`/learn/results/<attempt>`."""
    title: str
    """The scenario's title: h1 and document title."""
    attempt: str
    """Id."""
    debrief_path: str
    """The attempt's debrief."""
    mode: ModeCode
    """How it was played."""
    medium: MediumCode
    """Where it took place."""
    at: str
    """When it came back."""
    mentor: Persona
    """For names in the transcript."""
    cast: list[Speaker]
    """For names in the transcript."""
    met: bool | None
    """Whether the standard was met; None as long as people have not settled it."""
    remarks: list[RemarkCard]
    """All that was written to the trainee, in its order."""
    competencies: list[ResultCompetency]
    """Level for each; those that only a harm brings in come last."""
    cleared: Cleared | None
    """None when there is nothing of the kind."""
    practise: list[Practise]
    """Where to go on, for what needs practice."""
    items: list[Item]
    """The whole transcript."""
    answers: list[str]
    """What the trainee answered."""
    again: Literal["can", "asked", "looking"]
    """Whether somebody else can be asked to look; was asked, and it has come back since; is looking."""
    care: Care
    """Pause and Get help."""


class OpenedRow(TypedDict):
    """An attempt of a fellow learner."""

    attempt: str
    """Id."""
    path: str | None
    """Where to read it; None when it is closed again."""
    who: str
    """Whose it is."""
    title: str
    """Title of the scenario."""
    at: str
    """When it was opened; when something was said, where it is closed."""
    said: bool
    """Whether something was said about it."""


class OpenedScreen(TypedDict):
    """What fellow learners have opened to somebody."""

    name: Literal["opened"]
    """Which screen."""
    path: str
    """`/learn/opened`."""
    title: str
    """h1 and document title."""
    rows: list[OpenedRow]
    """What can be read first, the latest first."""


class SchemeBehaviour(TypedDict):
    """Something helpful that can be seen."""

    id: str
    """Its id."""
    text: str
    """Its anchor."""
    example: str
    """What it can sound like."""
    kind: Literal["basic", "advanced"]
    """What it says."""


class SchemePart(TypedDict):
    """The helpful behaviours of one competency."""

    title: str
    """Its name."""
    about: str
    """What it means."""
    behaviours: list[SchemeBehaviour]
    """In their order."""


class TickedTurn(TypedDict):
    """A turn at which something can be ticked."""

    turn: int
    """Its number."""
    moment: int
    """What a tick names."""
    ticked: list[str]
    """Ids of what the reader has ticked there."""


class OwnSaying(TypedDict):
    """What the reader has said."""

    strength: str | None
    """What went well; None when it cannot be read now."""
    question: str | None
    """Something to think about."""
    thing_to_try: str | None
    """Something to try."""
    at: str
    """When."""


class FellowScreen(TypedDict):
    """An attempt of a fellow learner, to be read."""

    name: Literal["fellow"]
    """Which screen."""
    path: str
    """`/learn/opened/<attempt>`."""
    title: str
    """The scenario's title: h1 and document title."""
    attempt: str
    """Id."""
    who: str
    """Whose it is."""
    medium: MediumCode
    """Where it took place."""
    setting: str
    """What the scenes look like."""
    mentor: Persona
    """For names in the transcript."""
    cast: list[Speaker]
    """For names in the transcript."""
    items: list[Item]
    """The conversation: no feedback, no thoughts, nothing private."""
    scheme: list[SchemePart]
    """What helps, in the mark scheme; nothing harmful is in it."""
    turns: list[TickedTurn]
    """Where something can be ticked."""
    own: OwnSaying | None
    """What the reader has said."""
    care: Care
    """Pause and Get help."""
