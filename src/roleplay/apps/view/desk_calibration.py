"""Calibration: the anchors to be marked, how far somebody agrees with their keys, and an anchor beside its key."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.desk_queue import DeskCohort
from roleplay.apps.view.desk_sheet import DeskTurn, KindCode


class DeskFigure(TypedDict):
    """A figure, or why there is none. It never comes without what is known of how sure it is."""

    value: float | None
    """The figure; None where it cannot be told."""
    low: float | None
    """Lower end of its interval; None without one."""
    high: float | None
    """Upper end, likewise."""
    text: str
    """All that in a sentence."""


class DeskTask(TypedDict):
    """An anchor that is still to be marked."""

    anchor: str
    """Its hash."""
    number: int
    """Its place in the list, from 1: its own title would say what is in it."""
    scenario: str
    """Title of the scenario."""
    begun: bool
    """Whether it was opened already."""


class DeskDone(TypedDict):
    """An anchor that was marked."""

    path: str
    """Where it stands beside its key."""
    title: str
    """Its title."""
    scenario: str
    """Title of the scenario."""
    at: str
    """When, ISO 8601."""
    same: int
    """In how many competencies the level was the key's."""
    all: int
    """Of how many."""
    severity: str
    """How strictly it was marked, in words."""
    counts: bool
    """Whether it counts for calibration: it was new."""
    announced: bool
    """Whether they knew that it was an anchor."""


class DeskOccasion(TypedDict):
    """A point of the drift chart."""

    at: str
    """When, ISO 8601."""
    severity: float | None
    """By how many levels stricter than the key; under 0 milder."""
    words: str
    """The same in words."""
    lately: DeskFigure
    """The mean of the last five, this one included."""
    kappa: DeskFigure
    """Agreement with the key over the same."""


class DeskOwn(TypedDict):
    """How whoever looks stands."""

    uses: int
    """How many anchors the cohort uses; with none nothing is asked of anybody."""
    practises: bool
    """Whether what they mark counts nowhere as yet."""
    tasks: list[DeskTask]
    """What is to be marked."""
    done: list[DeskDone]
    """What was marked, the last one first."""
    anchors: int
    """How many anchors the figure rests on."""
    items: int
    """How many competencies."""
    anchors_needed: int
    """How many anchors it takes at least."""
    items_needed: int
    """How many competencies."""
    kappa: DeskFigure
    """Agreement with the keys."""
    bar: float
    """What is asked for."""
    enough: bool
    """Whether that is reached."""
    harm: str
    """How many harms of the keys were found, in a sentence; empty where there was none."""
    drift: list[DeskOccasion]
    """How it has moved, the first occasion first."""
    drift_text: str
    """What the chart shows, in a sentence."""
    every_marked: int
    """After how many attempts an anchor comes back."""
    every_days: int
    """Or after how many days."""


class DeskShelved(TypedDict):
    """An anchor that a cohort could use."""

    anchor: str
    """Its hash."""
    title: str
    """Its title."""
    scenario: str
    """Title of the scenario."""
    competencies: list[str]
    """Titles of what it has levels for."""
    used: bool
    """Whether the cohort uses it."""
    own: bool
    """Whether it was made here, or is of an older version of the library."""


class DeskEvaluator(TypedDict):
    """An evaluator, as the supervisor sees them."""

    name: str
    """Who."""
    kappa: DeskFigure
    """Agreement with the keys."""
    enough: bool
    """Whether the bar is reached."""
    anchors: int
    """How many anchors it rests on."""
    left: int
    """How many of the cohort's anchors they have not marked."""
    severity: str
    """How strictly they marked lately, in words."""


class DeskSettled(TypedDict):
    """An attempt that people have settled."""

    path: str
    """Where an anchor is made of it."""
    trainee: str
    """A pseudonym."""
    scenario: str
    """Title of the scenario."""


class DeskOverseen(TypedDict):
    """What a supervisor sees to."""

    anchors: list[DeskShelved]
    """All anchors there are."""
    evaluators: list[DeskEvaluator]
    """The evaluators of the cohort."""
    settled: list[DeskSettled]
    """Attempts of which an anchor could be made, some of them."""
    every_marked: int
    """After how many attempts an anchor comes back."""
    every_days: int
    """Or after how many days."""
    most_marked: int
    """The largest number that is taken."""
    most_days: int
    """Likewise."""


class DeskCalibrationScreen(TypedDict):
    """The page of calibration."""

    name: Literal["desk_calibration"]
    path: str
    """Address below the server's base URL."""
    title: str
    """For the document."""
    cohort: DeskCohort | None
    """The cohort that is looked at; None without any."""
    cohorts: list[DeskCohort]
    """All that whoever looks is calibrated in, or sees to."""
    own: DeskOwn | None
    """How they stand themselves; None for somebody who marks nothing here."""
    oversees: DeskOverseen | None
    """What they see to; None for somebody who does not."""


class DeskReason(TypedDict):
    """A behaviour at a turn, as the key, the evaluator or both have it."""

    text: str
    """The behaviour in words."""
    kind: KindCode
    """Harmful, basic or advanced."""
    own: bool
    """Whether the evaluator ticked it."""
    key: bool
    """Whether the key has it."""
    why: str | None
    """The key's reason; None where nobody has written any."""


class DeskKeyTurn(TypedDict):
    """A turn with what was ticked at it."""

    turn: DeskTurn
    """What happened."""
    reasons: list[DeskReason]
    """What was ticked, by either."""


class DeskKeyLevel(TypedDict):
    """A competency in which levels are compared."""

    title: str
    """Its name."""
    own: int | None
    """The evaluator's level; None for no opportunity."""
    key: int | None
    """The key's."""
    why: str | None
    """Why the key sees no opportunity."""


class DeskAnchorScreen(TypedDict):
    """An anchor that was marked, beside its key."""

    name: Literal["desk_anchor"]
    path: str
    """Address below the server's base URL."""
    title: str
    """The anchor's title; for the document, too."""
    scenario: str
    """Title of the scenario."""
    about: str
    """What is to be seen in it."""
    announced: bool
    """Whether the evaluator knew that it was one."""
    levels: list[DeskKeyLevel]
    """Own levels and the key's."""
    turns: list[DeskKeyTurn]
    """The conversation."""
    back: str
    """Address of the page of calibration."""


class DeskMakeStep(TypedDict):
    """A turn that an anchor takes over."""

    turn: int
    """Its number, from 1."""
    chosen: str | None
    """The words that were chosen; None where a reply is to be written."""
    prompt: str | None
    """What the reply is asked for."""
    carries: list[str]
    """Behaviours that the choice carries: each is in the key, or explained as not found."""
    counted: list[str]
    """Behaviours that people ticked here."""


class DeskMakeScreen(TypedDict):
    """Making an anchor from an attempt that people have settled."""

    name: Literal["desk_anchor_make"]
    path: str
    """Address below the server's base URL."""
    title: str
    """For the document."""
    attempt: str
    """Id of the attempt."""
    scenario: str
    """Title of the scenario."""
    steps: list[DeskMakeStep]
    """The turns."""
    behaviours: dict[str, str]
    """Every behaviour that can be ticked -> its words."""
    assessed: dict[str, str]
    """Competency that is assessed -> its title."""
    back: str
    """Address of the page of calibration."""
