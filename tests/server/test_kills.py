"""A server that is killed again and again under people who play: what was acknowledged to them is there afterwards."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from tests.postgres import postgres
from tests.server.players import Player, Workbook, unaccounted
from tests.server.visiting import eventually

PLAYERS = 5
EVENTS_BETWEEN = 10
"""So many are acknowledged, to all players together, between two kills at least."""


def on_sqlite(_: Path) -> str:
    """The file of the data folder."""
    return ""


def on_postgresql(folder: Path) -> str:
    """A database of its own on the tests' server."""
    return postgres().url_of(folder)


def gone(process: psutil.Process) -> bool:
    """Whether a process runs no more."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(("database", "kills"), [(on_sqlite, 5), (on_postgresql, 3)])
def test_what_was_acknowledged_outlives_every_kill(
    tmp_path: Path, jupyter_free_environment: dict[str, str], database: Callable[[Path], str], kills: int
) -> None:
    """SIGKILLs under five players: each comes back with the same cookie to where it was and goes on.

    At the end the store holds every acknowledged event, in order, with its words, nothing twice and nothing else, and no
    process of a dead server is left. The load test (`make load`) plays this with more people.
    """
    workbook = Workbook(tmp_path / "workbook", PLAYERS, jupyter_free_environment, database=database(tmp_path))
    chance = random.Random(5)
    players = [
        Player(workbook.house, person, random.Random(person.id), think_s=lambda: chance.uniform(0, 0.1))
        for person in workbook.people
    ]
    over = threading.Event()
    left: list[psutil.Process] = []
    try:
        for player in players:
            player.signs_in()
        with ThreadPoolExecutor(PLAYERS) as threads:
            playing = [threads.submit(player.plays, over.is_set) for player in players]
            try:
                for _ in range(kills):
                    enough = sum(len(player.log) for player in players) + EVENTS_BETWEEN
                    assert eventually(
                        lambda: (
                            sum(len(player.log) for player in players) >= enough  # noqa: B023 - asked at once
                            or any(one.done() for one in playing)
                        ),
                        60,
                    )
                    time.sleep(chance.uniform(0, 0.2))
                    left += workbook.kill()
                    workbook.start()
            finally:
                over.set()
            for one in playing:
                one.result()
        assert eventually(lambda: all(map(gone, left))), left
    finally:
        workbook.stop()
    assert {
        place: found for place, player in enumerate(players) if (found := unaccounted(workbook.store, player))
    } == {}
    assert all(player.finished for player in players)
    assert all(player.losses >= kills for player in players)
    assert len(left) > kills
