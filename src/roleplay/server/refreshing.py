"""Reading again what has changed on disk, while everybody else goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE_S = 2.0
"""Whoever opens a page waits no longer than this for a change to be read; what was read before is shown meanwhile.
Most changes are read within a tenth of it, but an edited scenario is also proved."""


class Refreshing:
    """Does some work in a thread whenever it is asked for, once at a time.

    Those who ask while it is done share the next time: what they have just changed may have been looked at already.
    """

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._next: asyncio.Task[None] | None = None
        self._last: asyncio.Task[None] | None = None

    def __call__(self) -> asyncio.Task[None]:
        """Have it done; the task ends when it is."""
        if self._next is None:
            self._next = self._last = asyncio.create_task(self._after(self._last))
        return self._next

    async def _after(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self._next = None
        await asyncio.to_thread(self._work)

    async def done(self, patience_s: float = PATIENCE_S) -> None:
        """Wait until all is done that was asked for so far, or no longer. Raises what the work has raised."""
        if self._last is not None:
            await asyncio.wait([self._last], timeout=patience_s)
            if self._last.done():
                self._last.result()
