"""A workshop in bad weather, as long and as often as is wanted.

    python -m bench.workshop.faults --people 30 --seconds 60 --kills 5 --rounds 3

Participants keep their lines over a network that delays, breaks off and delivers late, say some things twice, and say
again what was not answered; two facilitators press at once, in processes of their own, on pages that have not seen the
last steps; the server is killed meanwhile and started again. At the end every page has to show what follows from the
log, each participant's last acknowledged vote counts once, and everything that was acknowledged is there once. The seed
decides what goes wrong, as far as the clock does not. It ends with an error when anything is wrong.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.page.rounds import say
from tests.server.storm import Storm


def main(arguments: Sequence[str] | None = None) -> None:
    """Play, compare, and say what is wrong."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=30)
    options.add_argument("--seconds", type=float, default=30.0, help="of bad weather")
    options.add_argument("--kills", type=int, default=3, help="of the server meanwhile")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # and not without ending the server
    wrong: list[str] = []
    for seed in range(given.seed, given.seed + given.rounds):
        with tempfile.TemporaryDirectory(prefix="bench-workshop-", ignore_cleanup_errors=True) as name:
            found = Storm(Path(name), given.people, given.seconds, given.kills, seed).play()
        done = ", ".join(f"{many} {what}" for what, many in sorted(found.acknowledged.items()))
        say(
            f"seed {seed}: {found.events} events, {found.polls} polls, {found.lines} lines, {found.broken} connections "
            f"broken, {found.kills} kills; acknowledged: {done}; refused: {found.refused}; wrong: {len(found.wrong)}"
        )
        wrong += [f"seed {seed}: {one}" for one in found.wrong]
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
