"""Votes that are cast together: each commit waits for the disk."""

from __future__ import annotations

import asyncio
import logging

from roleplay.errors import Unavailable
from roleplay.services.voting import Voting
from roleplay.store.workshop_rows import Ballot, Became

_log = logging.getLogger(__name__)


class Ballots:
    """Those that come while others are written are written with the next ones."""

    def __init__(self, voting: Voting) -> None:
        self._voting = voting
        self._waiting: list[tuple[Ballot, asyncio.Future[Became]]] = []
        self._casting: asyncio.Task[None] | None = None

    async def cast(self, ballot: Ballot) -> Became:
        """Take a ballot, and say what became of it; it is kept when this returns. Raises `Unavailable`."""
        done: asyncio.Future[Became] = asyncio.get_running_loop().create_future()
        self._waiting.append((ballot, done))
        if self._casting is None:
            self._casting = asyncio.create_task(self._cast())
        return await done

    async def _cast(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting, []
                try:
                    cast = await asyncio.to_thread(self._voting.cast, [ballot for ballot, _ in together])
                except Exception as error:  # noqa: BLE001 - each voter is told, and sends again
                    _fail(together, error)
                    continue
                for (_, done), became in zip(together, cast.became, strict=True):
                    if not done.done():
                        done.set_result(became)
        finally:
            self._casting = None


def _fail(together: list[tuple[Ballot, asyncio.Future[Became]]], error: Exception) -> None:
    _log.error("Votes could not be kept", exc_info=error)
    told = Unavailable("Your vote could not be kept.", "It is sent again by itself.")
    for _, done in together:
        if not done.done():
            done.set_exception(told)
