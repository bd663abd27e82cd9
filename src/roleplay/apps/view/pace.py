"""A section of a workshop that everybody plays alone: what each of them sees, and those who facilitate."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.cards import MediumCode, Persona, Speaker
from roleplay.apps.view.debrief import MissedCue, PeerView, WentWell
from roleplay.apps.view.player import Item, OfferedChoice


class PaceReply(TypedDict):
    """A written reply that is asked for."""

    prompt: str
    """What to write, to whom, in persona."""
    max_words: int
    """A longer reply is refused kindly."""


class PaceEnd(TypedDict):
    """What is looked at after an ending. There are no levels: it is a workshop, not an assessment."""

    went_well: list[WentWell]
    """First of all."""
    peer: PeerView | None
    """What the peer would say a day later."""
    missed_cues: list[MissedCue]
    """Moments at which something else would have helped more."""
    twist: str
    """What the scenario is about underneath."""
    question: str
    """To talk about in the room, or to think about."""
    attempt_path: str | None
    """Where it can be played again as an attempt that is kept; None without an account, or where it is not there."""


class PacePart(TypedDict):
    """One's own conversation."""

    section: str
    """Id of the section; every command carries it back."""
    step: int
    """How often one has done something here; every command carries it back."""
    go: int
    """Which go it is, from 1."""
    title: str
    """Of the scenario."""
    medium: MediumCode
    """Where it takes place."""
    content_notes: list[str]
    """What distressing things come up."""
    setting: str
    """Where, when, who."""
    mentor: Persona
    """In whose shoes one is."""
    cast: list[Speaker]
    """Everybody else."""
    items: list[Item]
    """The conversation so far, with feedback on every choice right after it."""
    turn: int
    """The turn that is asked for now, from 1."""
    choices: list[OfferedChoice]
    """What can be said now; none at a reply, and at the end."""
    reply: PaceReply | None
    """The written reply that is asked for now."""
    end: PaceEnd | None
    """Once an ending was reached."""
    shares: Literal["nothing", "way", "name"]
    """What one shows of the way."""
