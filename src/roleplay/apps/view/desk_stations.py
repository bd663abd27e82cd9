"""The evaluator's screens for role-play stations: the list, the actor's script, an observer's list, and paper."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.cards import Persona

SittingCode = Literal["asked", "agreed", "running", "ended", "off"]
"""How far a sitting has come."""


class StationPerson(TypedDict):
    """Somebody in a sitting, or who could be."""

    id: str
    """Who."""
    name: str
    """What they are called."""


class StationObserver(StationPerson):
    """Somebody who watches."""

    done: bool
    """Whether they have handed in."""


class SittingCard(TypedDict):
    """A sitting in the list."""

    id: str
    """Its id."""
    path: str
    """Where it is led from."""
    observe_path: str | None
    """Where the reader ticks; None for somebody who does not watch."""
    title: str
    """The station."""
    trainee: str
    """Who is asked."""
    actor: str
    """Who plays; empty for somebody of the team."""
    state: SittingCode
    """How far it has come."""
    observers: list[StationObserver]
    """Who watches."""


class StationCard(TypedDict):
    """A station that can be chosen."""

    id: str
    """Its id."""
    title: str
    """Its title."""
    summary: str
    """For those who choose."""
    minutes: int
    """How long."""
    prompts: int
    """How many prompts."""
    intensity: int
    """1 or 2."""
    content_notes: list[str]
    """What comes up."""
    assesses: list[str]
    """Titles of competencies."""
    reviewed: bool
    """Whether somebody with lived experience has reviewed it."""


class CohortStations(TypedDict):
    """The stations of a cohort."""

    id: str
    """The cohort."""
    name: str
    """Its name."""
    sittings: list[SittingCard]
    """The newest first."""
    trainees: list[StationPerson]
    """Who can be asked."""
    observers: list[StationPerson]
    """Who can watch."""
    team: list[StationPerson]
    """Who can play."""
    at_least: int
    """How many have to watch."""
    lived_experience: bool
    """Whether one of them should have lived experience."""


class DeskStationsScreen(TypedDict):
    """All stations."""

    name: Literal["desk_stations"]
    path: str
    title: str
    stations: list[StationCard]
    """What can be played."""
    cohorts: list[CohortStations]
    """Those that the reader accompanies."""


class ScriptPrompt(TypedDict):
    """A prompt as the actor has it."""

    id: str
    """Its id."""
    say: str
    """Word for word."""
    do: str | None
    """What is done meanwhile."""
    beneath: str | None
    """What the person thinks."""
    again: str
    """The second chance."""


class ScriptPart(TypedDict):
    """Whom the actor plays."""

    name: str
    """Name."""
    pronouns: str
    """Pronouns."""
    about: str
    """What the mentor knows."""
    story: str
    """Who they are."""
    feelings: str
    """What they feel."""
    holds_back: str
    """What they do not say by themselves."""
    never: list[str]
    """What the actor must not do."""
    stop: str
    """When the actor stops."""
    afterwards: list[str]
    """How the part is left."""


class Script(TypedDict):
    """A station as whoever leads through it has it."""

    title: str
    """The station."""
    minutes: int
    """How long."""
    content_notes: list[str]
    """What comes up."""
    setting: str
    """Told to the trainee."""
    task: str
    """Told to the trainee."""
    mentor: Persona
    """Whom the trainee plays."""
    part: ScriptPart
    """Whom the actor plays."""
    prompts: list[ScriptPrompt]
    """In their order."""
    close: str
    """How it ends."""
    grounding: str
    """For whoever needs it."""


class DeskStationScreen(TypedDict):
    """A sitting for whoever leads through it."""

    name: Literal["desk_station"]
    path: str
    title: str
    sitting: SittingCard
    """Who, and how far."""
    paper_path: str
    """Where it can be printed."""
    list_path: str
    """All stations."""
    script: Script
    """What is played."""
    reached: int
    """How many prompts have begun."""
    elapsed: int
    """Seconds since it began; 0 before."""


class TickBehaviour(TypedDict):
    """A behaviour that can be ticked."""

    id: str
    """Its id."""
    text: str
    """The anchor."""
    example: str
    """What it can sound like."""
    kind: Literal["basic", "advanced", "harmful"]
    """What it says."""
    severity: Literal["serious", "critical"] | None
    """Of a harmful one."""
    required: bool
    """Whether it is needed here for "helpful"."""


class TickCompetency(TypedDict):
    """A competency with its behaviours."""

    id: str
    """Its id."""
    title: str
    """Its title."""
    behaviours: list[TickBehaviour]
    """Its tick-list."""


class TickPrompt(TypedDict):
    """A prompt as an observer has it."""

    id: str
    """Its id."""
    say: str
    """What the actor says."""
    do: str | None
    """What the actor does."""
    listen_for: str
    """What taking it up can look like."""
    opens: list[str]
    """Behaviours that it gives an opportunity for."""


class OwnTick(TypedDict):
    """A tick of the reader's own."""

    id: str
    """Its id."""
    behaviour: str
    """What was seen."""
    prompt: str
    """Where."""
    undone: bool
    """Whether it was taken back."""


class DeskObserveScreen(TypedDict):
    """A sitting for somebody who watches it."""

    name: Literal["desk_observe"]
    path: str
    title: str
    sitting: str
    """Its id."""
    trainee: str
    """Who is watched."""
    mentor: str
    """Whom the trainee plays."""
    actor: str
    """Whom the actor plays."""
    state: SittingCode
    """How far it has come."""
    reached: int
    """How many prompts have begun; once it has ended, how many there were."""
    content_notes: list[str]
    """What comes up."""
    prompts: list[TickPrompt]
    """In their order."""
    competencies: list[TickCompetency]
    """What is ticked."""
    ticks: list[OwnTick]
    """What the reader has ticked."""
    handed_in: bool
    """Whether the reader has handed in."""
    attempt_path: str | None
    """Where the reader writes to the trainee; None before they have handed in."""
    list_path: str
    """All stations."""


class DeskPaperScreen(TypedDict):
    """A sitting on paper."""

    name: Literal["desk_paper"]
    path: str
    title: str
    sitting: SittingCard
    """Who."""
    back_path: str
    """Where it is led from."""
    script: Script
    """The actor's script."""
    prompts: list[TickPrompt]
    """The observers' prompts."""
    competencies: list[TickCompetency]
    """The observers' tick-list."""
