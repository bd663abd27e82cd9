"""What a participant's page shows when the workshop is over."""

from __future__ import annotations

from typing import Literal, TypedDict


class OwnWords(TypedDict):
    """Something that one wrote."""

    kind: Literal["reply", "reason", "question", "debrief", "alone"]
    """What it is."""
    section: str
    """In which section; empty for the lobby."""
    asked: str
    """What was asked for; empty where it was asked aloud, or not asked."""
    round: int
    """After which round of triads; 0 for none."""
    text: str | None
    """The words; None where they cannot be read at the moment."""


class TickRow(TypedDict):
    """A behaviour and how often it was ticked."""

    behaviour: str
    """In words."""
    times: int
    """How often."""


class AfterPart(TypedDict):
    """What is theirs when the workshop is over."""

    survey: Literal["open", "given", "over"]
    """Whether they can say what they think of it; when they have, they still can, until it is over."""
    items: list[str]
    """What is asked with a scale."""
    fields: list[str]
    """What is asked for words."""
    minutes: int
    """For how long they were in while the workshop ran."""
    wrote: list[OwnWords]
    """What they wrote."""
    gave: list[TickRow]
    """What they ticked as an observer."""
    got: list[TickRow]
    """What was ticked when they were the mentor."""
    guest: bool
    """Whether they are here without an account: then they cannot come back to this for long."""
