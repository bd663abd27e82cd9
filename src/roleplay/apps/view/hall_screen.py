"""What the screen of a live workshop shows to a whole room. Nothing in it says who did, wrote or wishes something."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.seat import SeatState


class JoinPart(TypedDict):
    """How people come in."""

    code: str
    """The code, in groups of four."""
    locked: bool
    """Whether nobody new may come in just now."""
    squares: list[str]
    """The QR picture, row by row, `1` dark and `0` light; empty as long as the page has not said where it is."""


class VotePart(TypedDict):
    """How a vote stands, beside what everybody's page shows of it."""

    voted: int
    """How many have voted."""
    ahead: list[int]
    """Numbers of the options with the most votes, several in a tie; empty before the result is shown."""


class HowFar(TypedDict):
    """How far people are who play alone."""

    begun: int
    """How many have begun."""
    ended: int
    """How many of them have come to an ending."""


class ScreenState(SeatState):
    """What everybody in a workshop sees, and what only the screen shows."""

    join: JoinPart | None
    """How people come in; None when they cannot any more."""
    vote: VotePart | None
    """How the latest vote stands; None where nothing was asked."""
    written: int | None
    """How many have written a reply; None while none are collected."""
    replies: list[str]
    """Replies that were collected and not hidden, in no order that says whose they are."""
    reasons: list[str]
    """The same for reasons of a vote whose result is shown."""
    prompts: list[str]
    """What to talk about, one after the other."""
    turned: int
    """Which of them is shown, from 0."""
    groups: list[list[str]]
    """Who is in a group with whom, so that they find each other; empty from when a round begins."""
    far: HowFar | None
    """How far people are; None where nobody plays alone."""


class HallScreen(TypedDict):
    """The screen."""

    name: Literal["hall_screen"]
    path: str
    title: str
    bare: bool
    """No bar stands above it."""
    workshop: str
    """Id of the workshop."""
    console: str
    """Address of its console."""
    state: ScreenState
    """What is shown. News bring the parts of it that have changed."""
