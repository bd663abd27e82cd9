"""What a participant says of themselves, in private, before groups are formed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    plays: bool = True
    """Whether they would play at all; otherwise they only watch."""
    watches: tuple[str, ...] = ()
    """What comes up in stations (their content notes) that they would only watch."""
    avoids: tuple[str, ...] = ()
    """What comes up for which they would rather not be there: in such a station they get no place."""

    def about(self, notes: Iterable[str]) -> Wishes:
        """What they wish for a station in which this comes up: who only watches plays neither part."""
        watches = not self.plays or not set(notes).isdisjoint(self.watches)
        return replace(self, plays=False, plays_peer=False) if watches else self

    def stays_away(self, notes: Iterable[str]) -> bool:
        """Whether they would rather not be there for a station in which this comes up."""
        return not set(notes).isdisjoint(self.avoids)
