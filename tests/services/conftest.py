"""A store with the small scenario on its shelf, a clock that moves ten seconds a look, and somebody who plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from roleplay.identity import Actor, Role
from roleplay.services.attempts import Attempts, Playing
from roleplay.services.shelf import Bookshelf
from roleplay.store import Options, Store
from tests.kept import MORNING, open_sqlite, shelve

KIM = Actor("kim", roles=frozenset({Role.TRAINEE}))


@dataclass
class Table:
    """Somebody in front of the workbook; each `Table` of a test is another process on the same store."""

    store: Store
    attempts: Attempts
    actor: Actor = KIM

    def start(self, mode: str = "practice", options: Options | None = None) -> Playing:
        """Begin at the small scenario."""
        return self.attempts.start(self.actor, "disclosure/small", mode, options)

    def play(self, playing: Playing, *steps: str) -> Playing:
        """Expect nothing, then take `node/choice` steps; `node/` skips a written reply."""
        playing = self.attempts.expect(self.actor, playing, len(playing.events), None)
        for step in steps:
            node, choice = step.split("/")
            if choice:
                playing = self.attempts.choose(self.actor, playing, len(playing.events), node, choice)
            else:
                playing = self.attempts.write(self.actor, playing, len(playing.events), node, None)
        return playing


@pytest.fixture
def sit_down(tmp_path: Path) -> Callable[..., Table]:
    """Open the store once more: `sit_down()`, or as somebody else `sit_down(actor)`."""
    ticks, ids, seeds = count(), count(1), count(1)

    def make(actor: Actor = KIM) -> Table:
        store = open_sqlite(tmp_path)
        attempts = Attempts(
            store,
            Bookshelf(store),
            now=lambda: MORNING + timedelta(seconds=10 * next(ticks)),
            new_id=lambda: f"id-{next(ids)}",
            new_seed=lambda: next(seeds),
        )
        return Table(store, attempts, actor)

    shelve(make().store)
    return make


@pytest.fixture
def table(sit_down: Callable[..., Table]) -> Table:
    """Kim, in front of the workbook."""
    return sit_down()
