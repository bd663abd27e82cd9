"""Reading again what has changed on disk, while everybody else goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from roleplay.server.refreshing import Refreshing

LIMIT_S = 20.0


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run something asynchronous to its end."""
    asyncio.run(asyncio.wait_for(work, LIMIT_S))


def test_the_loop_goes_on_meanwhile() -> None:
    """Work that waits for something which only the event loop brings about comes to its end."""

    async def story() -> None:
        let_go = threading.Event()
        refreshing = Refreshing(lambda: let_go.wait(LIMIT_S))
        refreshing()
        await refreshing.done(0.01)  # nobody waits for long
        assert not let_go.is_set()
        let_go.set()
        await refreshing.done(LIMIT_S)

    run(story())


def test_it_is_done_once_at_a_time_and_never_too_early() -> None:
    """Who asks while it is done gets another run that begins later, shared by all who asked; no two run at once."""

    async def story() -> None:
        runs: list[int] = []
        running, let_go = threading.Semaphore(1), threading.Event()
        began = asyncio.Event()
        loop = asyncio.get_running_loop()

        def work() -> None:
            assert running.acquire(blocking=False)
            runs.append(len(runs))
            loop.call_soon_threadsafe(began.set)
            let_go.wait(LIMIT_S)
            running.release()

        refreshing = Refreshing(work)
        first = refreshing()
        await began.wait()
        later = {refreshing() for _ in range(30)}
        assert len(later) == 1
        assert first not in later
        let_go.set()
        await refreshing.done(LIMIT_S)
        assert runs == [0, 1]
        await refreshing()
        assert runs == [0, 1, 2]

    run(story())


def test_whoever_waits_hears_what_went_wrong_and_the_next_try_is_a_new_one() -> None:
    """An error reaches those who wait for it, and is forgotten with the next run."""

    async def story() -> None:
        troubles = [OSError("the disk is gone")]

        def work() -> None:
            if troubles:
                raise troubles.pop()

        refreshing = Refreshing(work)
        await refreshing.done()
        refreshing()
        with pytest.raises(OSError, match="the disk is gone"):
            await refreshing.done(LIMIT_S)
        refreshing()
        await refreshing.done(LIMIT_S)

    run(story())
