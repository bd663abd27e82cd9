"""Whether the server can do its work, for whatever watches over it. Everybody may ask; nobody learns more than that."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from roleplay.server.plain import PlainHandler

_log = logging.getLogger(__name__)

PATIENCE_S = 5.0
"""A database that has not answered after this long is none."""

FRESH_S = 1.0
"""An answer holds for so long: whoever asks a hundred times a second makes no more work than one."""


class Health:
    """Asks the database, once at a time."""

    def __init__(self, ask: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
        self._ask = ask
        self._patience_s = patience_s
        self._asking: asyncio.Task[bool] | None = None
        self._asked_at = 0.0

    async def is_good(self) -> bool:
        """Whether the database answers. That the loop is alive shows in that this is answered at all."""
        stale = self._asking is not None and self._asking.done() and time.monotonic() > self._asked_at + FRESH_S
        if self._asking is None or stale:
            self._asked_at = time.monotonic()
            self._asking = asyncio.create_task(self._answers())
        return await asyncio.shield(self._asking)

    async def _answers(self) -> bool:
        try:
            await asyncio.wait_for(asyncio.to_thread(self._ask), self._patience_s)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not well
            _log.warning("The database does not answer: %s", type(error).__name__)
            return False
        return True


class HealthHandler(PlainHandler):
    """200 or 503, and a word."""

    async def get(self) -> None:
        """Ask, and say it."""
        good = not self.server.stopping and await self.server.health.is_good()
        self.set_status(200 if good else 503)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("ok\n" if good else "not ok\n")

    head = get
