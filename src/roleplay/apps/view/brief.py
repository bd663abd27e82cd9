"""Brief: what is read before a scenario starts."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.cards import AttemptRow, Care, FeedbackCode, MediumCode, ModeCode, Persona, Speaker


class Practised(TypedDict):
    """A competency that a scenario practises."""

    id: str
    """Id of the rubric."""
    title: str
    """Its name."""
    about: str
    """What it means for a peer mentor."""


class PlayOptions(TypedDict):
    """How the person liked it last time; what the form starts with."""

    feedback: FeedbackCode
    """When feedback comes."""
    say_first: bool
    """Whether own words are written before the choices appear."""


class OtherScenario(TypedDict):
    """Another scenario that may be played instead."""

    path: str
    """Its brief."""
    title: str
    """Title."""
    summary: str
    """One or two sentences that give nothing away."""
    content_notes: list[str]
    """What comes up there."""


class BriefScreen(TypedDict):
    """What is read before a scenario starts."""

    name: Literal["brief"]
    """Which screen."""
    path: str
    """`/learn/scenario/pillar/slug`."""
    title: str
    """The scenario's title: h1 and document title."""
    scenario: str
    """Id."""
    summary: str
    """One or two sentences."""
    content_notes: list[str]
    """Shown first."""
    intensity: Literal[1, 2, 3]
    """In words on the page."""
    minutes: int
    """For one way through."""
    medium: MediumCode
    """Where it takes place."""
    setting: str
    """Where, when, who."""
    mentor: Persona
    """The persona card."""
    cast: list[Speaker]
    """Everybody else."""
    practises: list[Practised]
    """What it practises."""
    modes: list[ModeCode]
    """How it may be played; with one entry nothing is asked."""
    options: PlayOptions
    """What the form starts with."""
    localised: bool | None
    """None: does not depend on local settings. False: it does, and nobody has attested them."""
    reviewed: bool
    """Whether a reader with lived experience has signed it off."""
    assessment: str | None
    """The assessment that it is a form of; then `StartAssessment` begins it. None for everything else."""
    others: list[OtherScenario]
    """What practises the same without anything that comes up here."""
    earlier: list[AttemptRow]
    """Earlier attempts, latest first, without the running one."""
    unfinished: AttemptRow | None
    """A running attempt, offered to be continued."""
    care: Care
    """Pause and Get help."""
