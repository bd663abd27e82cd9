"""Trainees with accounts who play while the server is killed again and again; whether anything gets lost by that.

    python -m bench.page.kills --trainees 50 --kills 20

The server gets a SIGKILL at a random moment, up to half a minute after it answers again, so that some kills find
everybody at a decision and some find them coming back. Each trainee keeps a log of what was acknowledged; at the end
all of them are held against the store. It ends with an error when anything is missing, out of order or there twice, or
when a process of a dead server is left. `make load` runs it as well.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil

from bench.page import report
from bench.page.accounts import outcome, sign_in, workbook
from bench.page.rounds import machine, say, write
from bench.page.servers import WORKBOOK

LONGEST_S = 30.0
LAST_S = 30.0
"""How long processes of a dead server get to notice."""


def killed(trainees: int, kills: int, seed: int = 1) -> dict[str, Any]:
    """Everybody plays; the server is killed so often, and then lives to the end."""
    chance, over = random.Random(seed), threading.Event()
    left: list[psutil.Process] = []
    with workbook(trainees) as (made, players):
        sign_in(players)
        begun = time.monotonic()
        with ThreadPoolExecutor(trainees) as threads:
            playing = [threads.submit(player.plays, over.is_set) for player in players]
            try:
                for number in range(kills):
                    time.sleep(chance.uniform(0, LONGEST_S))
                    left += made.kill()
                    made.start()
                    done = sum(len(player.log) for player in players)
                    say(f"kill {number + 1}; {done:,} commands acknowledged so far")
            finally:
                over.set()
            failures = [str(error) for one in playing if (error := one.exception()) is not None]
        _, alive = psutil.wait_procs(left, timeout=LAST_S)
        found = outcome(made, players)
    return {
        **found,
        "kills": kills,
        "minutes": (time.monotonic() - begun) / 60,
        "failures": failures,
        "left": len(alive),
        "processes": len(left),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Kill, compare, and keep the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--trainees", type=int, default=50)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--seed", type=int, default=1, help="of the moments")
    options.add_argument("--write-docs", action="store_true", help="also write docs/performance.md")
    given = options.parse_args(arguments)
    result = {"machine": machine([WORKBOOK]), "kills": killed(given.trainees, given.kills, given.seed)}
    path = write("kills.json", result)
    print(report.kills(result))
    say(f"the figures are in {path}")
    if given.write_docs:
        report.write_parts(result)
    wrong = [*result["kills"]["failures"], *result["kills"]["unaccounted"]]
    if wrong or result["kills"]["left"]:
        sys.exit("\n".join([f"{result['kills']['left']} processes are left", *wrong]))


if __name__ == "__main__":
    main()
