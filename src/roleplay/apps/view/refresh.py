"""Refreshers, and the other chair."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.cards import MediumCode, Persona, Speaker
from roleplay.apps.view.player import Item, OfferedChoice


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
