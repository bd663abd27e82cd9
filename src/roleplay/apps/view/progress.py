"""Progress, and the kind page for what did not work."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.cards import AttemptRow, Level, ModeCode
from roleplay.apps.view.results import NewsRow, ResultRow


class ProgressPoint(TypedDict):
    """A level at a time."""

    attempt: str
    """Id."""
    path: str
    """Its debrief."""
    title: str
    """Title of the scenario."""
    at: str
    """When."""
    mode: ModeCode
    """How it was played."""
    level: Level | None
    """None: no opportunity."""


class CompetencyProgress(TypedDict):
    """One competency over time."""

    id: str
    """Id of the rubric."""
    title: str
    """Its name."""
    about: str
    """What it means."""
    points: list[ProgressPoint]
    """Oldest first."""


class WorkshopTime(TypedDict):
    """Time in a workshop."""

    title: str
    """What it was called."""
    at: str
    """When it began."""
    minutes: int
    """For how long."""
    part: Literal["attended", "facilitated", "observed"]
    """What they did there."""
    own_path: str | None
    """Their own page of it, which is outside of this app; None where there is none."""
    aftercare: str
    """What they were told for the next day; empty when that is some days ago."""


class ProgressScreen(TypedDict):
    """What was practised, and how it goes."""

    name: Literal["progress"]
    """Which screen."""
    path: str
    """`/learn/progress`."""
    title: str
    """h1 and document title."""
    minutes: int
    """Time spent in all."""
    finished: int
    """Number of finished attempts."""
    news: list[NewsRow]
    """What was not read yet."""
    results: list[ResultRow]
    """What evaluators look at, or have looked at; the latest first."""
    stations_path: str | None
    """Where to see the stations to which one is asked; None without any."""
    opened_path: str | None
    """Where to read what fellow learners have opened; None for somebody who learns in no cohort."""
    workshops: list[WorkshopTime]
    """Workshops in which they were, or which they led, the latest first."""
    competencies: list[CompetencyProgress]
    """Those with at least one attempt."""
    attempts: list[AttemptRow]
    """Latest first."""


class ProblemScreen(TypedDict):
    """A kind page about something that did not work."""

    name: Literal["problem"]
    """Which screen."""
    path: str
    """What was asked for."""
    title: str
    """h1 and document title."""
    text: str
    """What happened."""
    fix: str
    """What can be done; may be empty."""
    back_path: str
    """A way back."""
    back_label: str
    """Its words."""
