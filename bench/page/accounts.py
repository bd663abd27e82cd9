"""Trainees with accounts who play whole scenarios: how long feedback takes, what a session costs, what goes wrong.

    python -m bench.page.accounts --trainees 50

Each signs in by a password over HTTP, opens the page, and plays scenarios of the shipped library by chance, one after
the other, over a WebSocket of their own; before each answer they think for two to six seconds. It ends with an error
when anything that was acknowledged is not in the store. `make load` runs it as well.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.page import report
from bench.page.crowd import AT_ONCE, percentile
from bench.page.rounds import machine, say, write
from bench.page.servers import WORKBOOK
from roleplay.server.memory import family, pss_mib
from tests.server.players import Player, Workbook, unaccounted

THINKS_S = (2.0, 6.0)


@contextmanager
def workbook(trainees: int) -> Iterator[tuple[Workbook, list[Player]]]:
    """A server on new data, and so many people who have an account there and are signed in."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # and not without ending the server
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "ROLEPLAY_"))}
    with tempfile.TemporaryDirectory(prefix="bench-page-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        own = {"HOME": name, "IPYTHONDIR": str(folder / "ipython"), "JUPYTER_CONFIG_DIR": str(folder / "jupyter")}
        made = Workbook(folder / "workbook", trainees, {**kept, **own})
        chance = random.Random(1)
        try:
            yield (
                made,
                [
                    Player(made.house, one, random.Random(one.id), think_s=lambda: chance.uniform(*THINKS_S))
                    for one in made.people
                ],
            )
        finally:
            made.stop()


def sign_in(players: Sequence[Player]) -> list[float]:
    """Let everybody sign in by their password, a few at a time; the seconds that each waited."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(Player.signs_in, players))


def outcome(made: Workbook, players: Sequence[Player]) -> dict[str, Any]:
    """What was played, how long feedback took, and whatever of it is not in the store."""
    waits_ms = [wait * 1000 for player in players for wait in player.waits_s]
    return {
        "trainees": len(players),
        "acknowledged": sum(len(player.log) for player in players),
        "finished": sum(len(player.finished) for player in players),
        "choices": len(waits_ms),
        "p50_ms": statistics.median(waits_ms),
        "p95_ms": percentile(waits_ms, 0.95),
        "losses": sum(player.losses for player in players),
        "broken": sum(player.broken for player in players),
        "unaccounted": [one for player in players for one in unaccounted(made.store, player)],
    }


def whole(trainees: int, seconds: float) -> dict[str, Any]:
    """Everybody plays until the time is up, and then to the end of their scenario."""
    over = threading.Event()
    with workbook(trainees) as (made, players):
        entered = sign_in(players)
        leader = made.server.process.pid
        before = pss_mib(family(leader)) or 0.0
        with ThreadPoolExecutor(trainees) as threads:
            playing = [threads.submit(player.plays, over.is_set) for player in players]
            try:
                time.sleep(seconds)
                grown = (pss_mib(family(leader)) or 0.0) - before
            finally:
                over.set()
            failures = [str(error) for one in playing if (error := one.exception()) is not None]
        found = {**outcome(made, players), "seconds": seconds, "signed_in_s": entered, "failures": failures}
        found["mib_each"] = grown / trainees
    say(f"{trainees} with accounts: p50 {found['p50_ms']:.0f} ms, p95 {found['p95_ms']:.0f} ms; {len(failures)} failed")
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and keep the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--trainees", type=int, default=50)
    options.add_argument("--seconds", type=float, default=60.0, help="after which everybody ends their scenario")
    options.add_argument("--write-docs", action="store_true", help="also write docs/performance.md")
    given = options.parse_args(arguments)
    result = {"machine": machine([WORKBOOK]), "accounts": whole(given.trainees, given.seconds)}
    path = write("accounts.json", result)
    print(report.accounts(result))
    say(f"the figures are in {path}")
    if given.write_docs:
        report.write_parts(result)
    if result["accounts"]["failures"] or result["accounts"]["unaccounted"]:
        sys.exit(f"{result['accounts']['failures']} {result['accounts']['unaccounted']}")


if __name__ == "__main__":
    main()
