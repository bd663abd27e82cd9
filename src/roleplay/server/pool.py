"""How many pages wait in reserve.

A page in reserve is there at once; any other takes a few tenths of a second of a whole core, which people who come
together have to share. So the reserve is as large as the largest rush of the last while: whoever came together once, as
a group does at the beginning of an hour, will do it again, and one after the other needs no more than one page in
reserve, which is replaced meanwhile. After a quiet while it is small again, because each page in reserve costs memory.
That must leave room for the visitors themselves, hence the share.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from roleplay.server.memory import available_mib

RUSH_S = 5.0
"""People who come within so many seconds come together: in that time one core makes ten pages and more."""

SHARE = 0.2
"""Of the memory that is free, reserves may have no more than this; the rest is for visitors."""

FORKED_MIB = 25
"""What a forked kernel costs (docs/decisions/0009)."""

SPAWNED_MIB = 60
"""The same for one that was spawned."""


def largest_rush(takes: Sequence[float], since: float) -> int:
    """The most pages that were taken within `RUSH_S`, of those taken from `since` on. `takes` are times in order."""
    first = bisect_left(takes, since)
    return max(
        (place + 1 - bisect_left(takes, at - RUSH_S, first) for place, at in enumerate(takes) if at >= since), default=0
    )


def room(free_mib: float | None, kept: int, page_mib: float, most: int) -> int:
    """How many pages there may be in reserve. What is free does not include those `kept`; None when nobody knows."""
    if free_mib is None:
        return most
    return min(most, int((free_mib + kept * page_mib) * SHARE / page_mib))


def wanted(rush: int, least: int, room: int) -> int:
    """How many pages to hold ready: as many as came together, at least `least`, if there is room for them."""
    return max(0, min(max(rush, least), room))


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reserve of a page is held within."""

    most: int = 0
    """The most pages in reserve; 0 for none at all."""

    least: int = 1
    """So many even when nobody has come for a while, where there is room."""

    remembered_s: float = 600.0
    """How long a rush counts."""

    page_mib: float = FORKED_MIB
    """What each costs."""


def limits(preheat: int, remembered_s: float, *, forks: bool) -> Limits:
    """The limits for at most `preheat` pages: fewer when kernels are spawned, as each costs more than twice as much."""
    if forks:
        return Limits(preheat, 1, remembered_s, FORKED_MIB)
    return Limits(-(-preheat * FORKED_MIB // SPAWNED_MIB), 1, remembered_s, SPAWNED_MIB)


class Demand:
    """When the pages of one kind were taken."""

    def __init__(
        self,
        limits: Limits,
        now: Callable[[], float] = time.monotonic,
        free: Callable[[], float | None] = available_mib,
    ) -> None:
        self.limits = limits
        """What the reserve is held within."""
        self._now = now
        self._free = free
        self._takes: deque[float] = deque()

    def taken(self) -> None:
        """Somebody has taken a page, from the reserve or not."""
        self._takes.append(self._now())
        self._forget()

    def wanted(self, kept: int) -> int:
        """How many pages to hold ready, when so many are."""
        if self.limits.most <= 0:
            return 0
        self._forget()
        space = room(self._free(), kept, self.limits.page_mib, self.limits.most)
        return wanted(
            largest_rush(tuple(self._takes), self._now() - self.limits.remembered_s), self.limits.least, space
        )

    def _forget(self) -> None:
        while self._takes and self._takes[0] < self._now() - self.limits.remembered_s:
            self._takes.popleft()
