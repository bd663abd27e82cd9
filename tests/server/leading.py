"""Somebody who leads a workshop and presses one thing after the other, in a process of their own.

`python -m tests.server.leading --data DIR --workshop ID --who fay --seed 1` presses until its standard input ends, and
prints a line of JSON for everything that was taken.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import uuid4

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor, Role
from roleplay.services.conducting import Conducting
from roleplay.services.shelf import Bookshelf
from roleplay.services.workshops import Hall, Halls
from roleplay.store import connect, sqlite_url

EVERY_S = 0.15
"""Seconds between two presses, on the average."""
STALE = 0.3
"""How often somebody presses on a page that has not seen the last steps."""


class Leading:
    """A facilitator at their laptop."""

    def __init__(self, data: Path, workshop: str, who: str, seed: int) -> None:
        store = connect(sqlite_url(data / "roleplay.db"))
        self.actor = Actor(who, roles=frozenset({Role.FACILITATOR}))
        self.halls = Halls(store, Bookshelf(store), lambda: datetime.now(UTC))
        self.conducting = Conducting(self.halls, lambda: uuid4().hex)
        self.workshop, self.chance = workshop, Random(seed)
        self.seen = 0

    def press(self) -> str | None:
        """Press something that could fit; what it was, if it was taken."""
        hall = self.halls.hall(self.workshop)
        if self.chance.random() > STALE:
            self.seen = hall.seq
        what, do = self.chance.choice(self.likely(hall))
        try:
            do()
        except (Conflict, RefusedEvent, NotAllowed):
            return None
        return what

    def wait(self) -> None:
        """Think for a moment."""
        time.sleep(self.chance.uniform(0, 2 * EVERY_S))

    def likely(self, hall: Hall) -> list[tuple[str, Callable[[], object]]]:
        """What somebody would press now, what is likely several times."""
        state, leads, me, seq = hall.state, self.conducting, self.actor, self.seen
        id_ = self.workshop

        def press(what: str, *given: object) -> tuple[str, Callable[[], object]]:
            return what, lambda: getattr(leads, what)(me, id_, seq, *given)

        found = [
            press("move", self.chance.choice(["bench", "bench", "threes", "welcome"])),
            press("set_timer", self.chance.choice([0, 60])),
            ("rest", lambda: leads.rest(me, id_, resting=state.resting_since is None)),
            ("tell", lambda: leads.tell(me, id_, self.chance.choice(["Back at ten.", ""]))),
        ]
        if state.section == "bench":
            found += [press("close_poll")] * 2 if state.open_poll is not None else [press("ask")] * 8
            found += [press("reveal")] * 2
            wanted = state.wanted is None
            found += [("collect", lambda: leads.collect(me, id_, seq, wanted=wanted))] * 3
            found += [press("take", self.chance.randrange(2), "what-if"), press("pass_on"), press("go_back", 0)]
        if state.section == "threes":
            found += [("form", lambda: leads.form(me, id_, seq))] * 2
            found += [press("begin_round")] * 4 + [press("end_round")] * 3
        return found


def main() -> None:
    """Press until nobody wants it any more."""
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--workshop", required=True)
    options.add_argument("--who", required=True)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    leading = Leading(given.data, given.workshop, given.who, given.seed)
    over = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=listen, daemon=True).start()
    while not over.is_set():
        if (what := leading.press()) is not None:
            print(json.dumps({"pressed": what, "by": given.who}), flush=True)
        leading.wait()


if __name__ == "__main__":
    main()
