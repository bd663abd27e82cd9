"""How many kernels there may be, of one person and in all, and which one ends when somebody else needs its place.

A kernel whose page is not connected costs nobody anything when it ends: whoever comes back to the page finds everything
as it was, only a moment later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import tornado.web

from roleplay.server.descriptors import visitors
from roleplay.server.pool import FORKED_MIB, SPAWNED_MIB

EACH = 4
"""How many kernels one person may have: pages in as many tabs."""

SHARE = 0.8
"""Of the memory that is free when the server starts, kernels may have this much."""

FEWEST = 8
"""So many there may be in any case; a machine that has no room for them is not asked to have any."""

MOST = 500
"""How many there may be where nobody tells how much memory there is."""

OPENING_S = 10.0
"""A page that was taken, or lost its connection, less than so long ago counts as connected: it is on its way."""

RETRY_AFTER_S = 60
"""When to try again, for programs that ask."""


class Full(tornado.web.HTTPError):
    """There is no place left: for this person if `own`, else for anybody."""

    def __init__(self, *, own: bool) -> None:
        super().__init__(503)
        self.own = own


def most_kernels(free: float | None, files: int | None, *, forks: bool) -> int:
    """How many kernels there may be in all, by the memory that is free (MiB) and the files that may be open."""
    by_memory = MOST if free is None else max(FEWEST, int(free * SHARE / (FORKED_MIB if forks else SPAWNED_MIB)))
    return by_memory if files is None else max(1, min(by_memory, visitors(files)))


class Places:
    """Who has a place. A kernel has one, and so has a visitor whose kernel is being made."""

    def __init__(self, each: int, in_all: int, unlimited: str = "") -> None:
        self.each = each
        """For one person."""
        self.in_all = in_all
        """For everybody together."""
        self.unlimited = unlimited
        """The one person whom only the other limit holds: the owner of the machine."""
        self._held: dict[object, str] = {}

    @property
    def left(self) -> int:
        """How many more there may be."""
        return max(0, self.in_all - len(self._held))

    def claim(self, visit: object, person_id: str, alone: Mapping[str, float], now: float) -> list[str]:
        """Give a visitor a place, and say which kernels have to end for it. Raises `Full`.

        `alone` are the kernels without a connection and since when, by the same clock as `now`.
        """
        ending = []
        if person_id != self.unlimited:
            own = [one for one, whose in self._held.items() if whose == person_id]
            ending = self._make_room(own, self.each, alone, now, own=True)
        ending += self._make_room(self._held, self.in_all, alone, now, own=False)
        self._held[visit] = person_id
        return ending

    def _make_room(
        self, held: Iterable[object], most: int, alone: Mapping[str, float], now: float, *, own: bool
    ) -> list[str]:
        held = set(held)
        spare = sorted((since, one) for one, since in alone.items() if one in held and since <= now - OPENING_S)
        ending = [kernel_id for _, kernel_id in spare[: max(0, len(held) - most + 1)]]
        if len(held) - len(ending) >= most:
            raise Full(own=own)
        for kernel_id in ending:
            self.release(kernel_id)
        return ending

    def pass_on(self, visit: object, kernel_id: str) -> None:
        """The visitor's place is the kernel's from now on."""
        self._held[kernel_id] = self._held.pop(visit)

    def release(self, place: object) -> None:
        """Nobody needs it any more."""
        self._held.pop(place, None)
