"""What a participant says of themselves, in private, before groups are formed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """How somebody likes to talk."""

    QUIET = "quiet"
    """Listens first, says little."""
    PLAIN = "plain"
    """Says it straight."""


class Prefers(StrEnum):
    """With whom somebody would rather practise."""

    ALIKE = "alike"
    """With people who talk as they do."""
    UNLIKE = "unlike"
    """With people who talk otherwise."""


MOST_PRACTISED = 2
"""Has played many roles; 1: a few; 0: never."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wishes. Who says nothing is content with anything."""

    plays_peer: bool = True
    """Whether they are willing to play the peer."""
    practised: int = 0
    """How much they have practised, up to `MOST_PRACTISED`."""
    style: Style | None = None
    """How they like to talk."""
    prefers: Prefers | None = None
    """With whom they would rather practise."""
    rather_with: tuple[str, ...] = ()
    """Participants whom they would like in their group."""
    rather_not: tuple[str, ...] = ()
    """Participants whom they would rather not have in it. Nobody is told."""
