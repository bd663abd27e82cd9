"""What several screens hold: codes, people, help, attempts."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

ModeCode: TypeAlias = Literal["practice", "assessment"]
"""How an attempt is played."""

FeedbackCode: TypeAlias = Literal["each", "end"]
"""Whether feedback comes after each choice or at the end."""

MediumCode: TypeAlias = Literal["in-person", "group", "phone", "video", "video-group", "text-chat"]
"""Where a conversation takes place; see `roleplay.model.scenario.Medium`."""

OutcomeCode: TypeAlias = Literal["met", "not-yet", "left", "running"]
"""How an attempt went: met the standard, not yet, left without penalty, still running."""

PhaseCode: TypeAlias = Literal["anticipate", "enact", "reflect", "closed"]
"""Where an attempt stands; see the engine's `State.phase`."""

Level: TypeAlias = Literal[1, 2, 3, 4]
"""1 potentially harmful, 2 needs practice, 3 helpful, 4 skilled. No opportunity is None, never a number."""


class Persona(TypedDict):
    """The fictional mentor in whose shoes the trainee acts."""

    name: str
    """First name."""
    pronouns: str
    """e.g. `she/her`."""
    story: str
    """What the mentor lived through."""
    limits: str
    """What the mentor does not talk about, or needs."""
    today: str
    """What kind of day it is for the mentor."""


class Speaker(TypedDict):
    """Somebody in the conversation besides the mentor, in the order of the cast (which decides the colour)."""

    id: str
    """Id in the cast."""
    name: str
    """Name as displayed."""
    pronouns: str
    """e.g. `they/them`."""
    role: Literal["peer", "clinician", "colleague", "family", "other"]
    """Who the person is to the mentor."""
    about: str
    """What the mentor knows beforehand."""


class CrisisLineCard(TypedDict):
    """One of the site's crisis lines."""

    name: str
    """What it is called."""
    reach: str
    """Number or address; a telephone number becomes a link that dials."""
    hours: str
    """When somebody answers."""
    about: str | None
    """What to expect there."""


class ResourceCard(TypedDict):
    """Help for the trainee that a scenario names."""

    title: str
    """Who or what."""
    text: str
    """How to reach it, or what to do."""


class Help(TypedDict):
    """What *Get help* shows. It is in the screen already, so that opening it is not known to anybody."""

    lines: list[CrisisLineCard]
    """The site's crisis lines; empty when nothing is configured, which the dialog then says."""
    emergency_number: str | None
    """The emergency number of this place, when configured."""
    resources: list[ResourceCard]
    """The scenario's own."""


class Care(TypedDict):
    """What stands behind the buttons that are always there."""

    grounding: str
    """The scenario's grounding exercise, shown by *Pause*."""
    help: Help
    """Shown by *Get help*."""


class AttemptRow(TypedDict):
    """An attempt in a list."""

    attempt: str
    """Its id."""
    path: str
    """Where it is continued or looked at again: `/learn/play/...` while running, `/learn/debrief/...` afterwards."""
    scenario: str
    """Id of the scenario."""
    title: str
    """Title of the scenario, as it was."""
    mode: ModeCode
    """How it is or was played."""
    outcome: OutcomeCode
    """How it went."""
    phase: PhaseCode
    """Where it stands."""
    turn: int
    """The turn that it has reached; 0 before the conversation."""
    at: str
    """When something last happened in it."""
    minutes: int | None
    """Time spent, in whole minutes; None while it is not known."""
    branched: bool
    """Whether it took over the beginning of another attempt."""


class LevelsOfAttempt(TypedDict):
    """The levels of one attempt, for comparing."""

    attempt: str
    """Its id."""
    path: str
    """Its debrief."""
    at: str
    """When it was finished."""
    mode: ModeCode
    """How it was played."""
    this: bool
    """Whether it is the one that the screen is about."""
    outcome: OutcomeCode
    """How it went."""
    branched: bool
    """Whether it took over the beginning of another attempt."""
    levels: dict[str, Level | None]
    """Competency -> level; None when there was no opportunity."""
