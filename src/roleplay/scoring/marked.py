"""An anchor that somebody marked, beside its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from roleplay.scoring.level import Level

FEWEST_ANCHORS = 5
"""Of fewer anchors nothing is said: an interval by resampling needs so many."""
FEWEST_ITEMS = 12
"""Nor of fewer items."""


@dataclass(frozen=True, slots=True)
class Item:
    """One competency of an anchor that somebody marked."""

    competency: str
    """Id of the rubric."""
    own: Level | None
    """What their ticks come to; None for no opportunity."""
    key: Level | None
    """What the key comes to, likewise."""

    @property
    def pair(self) -> tuple[int, int] | None:
        """Own level and the key's, to be compared; None where both saw no opportunity.

        Where only one did, that counts as far apart as can be: as the level that is farthest from the other's.
        """
        if self.own is None and self.key is None:
            return None
        own = _farthest(self.key) if self.own is None else self.own
        key = _farthest(self.own) if self.key is None else self.key
        return int(own), int(key)

    @property
    def stricter(self) -> int | None:
        """By how many levels own ticks are under the key; None where one of the two saw no opportunity."""
        return None if self.own is None or self.key is None else self.key - self.own


@dataclass(frozen=True, slots=True)
class Marked:
    """An anchor that somebody has marked, once."""

    anchor: str
    """Which one."""
    at: datetime
    """When."""
    announced: bool
    """Whether they knew that it was one."""
    first: bool
    """Whether they marked it for the first time, when nobody had told them the key."""
    items: tuple[Item, ...]
    """What it came to."""

    @property
    def blind(self) -> bool:
        """Whether they had no reason to think of the key: it was new to them, or nothing said that it was an anchor."""
        return self.first or not self.announced

    @property
    def severity(self) -> float | None:
        """By how many levels the own marks are stricter than the key, on average; None without a pair of levels."""
        apart = [item.stricter for item in self.items if item.stricter is not None]
        return sum(apart) / len(apart) if apart else None


def items_of(own: Mapping[str, Level | None], key: Mapping[str, Level | None]) -> tuple[Item, ...]:
    """What somebody's levels of an anchor are beside those of its key, competency by competency."""
    return tuple(Item(competency, own[competency], level) for competency, level in key.items())


def _farthest(level: Level | None) -> Level:
    near = level is not None and level <= Level.NEEDS_PRACTICE
    return Level.SKILLED if near else Level.POTENTIALLY_HARMFUL
