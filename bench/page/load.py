"""The workbook under load: `make load`.

In each round: thirty people who open a scenario within two seconds, and the same at stock Voilà; a hundred trainees who
answer every five seconds for half a minute; two hundred idle trainees; each with a server of their own. Nobody has a
browser: each speaks the real protocol over a WebSocket of their own, so the time that a page needs for itself comes on
top. Seven rounds take about a quarter of an hour.

Then fifty trainees with accounts of their own play whole scenarios (`bench.page.accounts`), and fifty do so while the
server is killed twenty times (`bench.page.kills`): ten minutes more.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bench.page import report
from bench.page.accounts import whole
from bench.page.crowd import answer, enter, leave, people, rush
from bench.page.kills import killed
from bench.page.rounds import Stage, machine, say, stage, write
from bench.page.servers import COLD, PREHEATED, WORKBOOK, Running


async def active(at: Stage, server: Running, trainees: int, seconds: float) -> dict[str, Any]:
    """Everybody answers every five seconds."""
    everybody = people(server, at.room, at.turns, trainees)
    await enter(everybody)
    await asyncio.to_thread(server.settle)
    waits = await answer(everybody, trainees, seconds)
    await leave(everybody)
    say(f"{trainees} active: p50 {waits.p50_ms:.0f} ms, p95 {waits.p95_ms:.0f} ms of {waits.clicks} clicks")
    return {"trainees": trainees, "seconds": seconds, **asdict(waits)}


async def joining(at: Stage, server: Running, number: int, within_s: float) -> dict[str, Any]:
    """All of them come within a moment."""
    server.settle()
    everybody = people(server, at.room, at.turns, number)
    start = time.perf_counter()
    waits = await rush(everybody, within_s)
    last = time.perf_counter() - start
    await leave(everybody)
    say(f"{server.kind.name}: {number} people within {within_s:.0f} s: the last can choose after {last:.1f} s")
    return {"people": number, "within_s": within_s, "last_s": last, "waits_s": waits}


async def idle(at: Stage, server: Running, number: int, probes: int) -> dict[str, Any]:
    """All of them are there and do nothing, but for one."""
    server.settle()
    everybody = people(server, at.room, at.turns, number)
    before, start = server.mib(), time.perf_counter()
    opened = await enter(everybody)
    took = time.perf_counter() - start
    await asyncio.to_thread(server.settle)
    whole = server.mib()
    probe, waits = everybody[0], []
    for _ in range(probes):
        begun = time.perf_counter()
        await probe.click()
        waits.append((time.perf_counter() - begun) * 1000)
        await probe.settle()
    newcomer = people(server, at.room, at.turns, 1)
    entered = await enter(newcomer)
    await leave([*everybody, *newcomer])
    say(f"{number} idle: {(whole - before) / number:.1f} MiB each; one clicks in {statistics.median(waits):.0f} ms")
    return {
        "people": number,
        "mib": whole,
        "mib_each": (whole - before) / number,
        "all_there_s": took,
        "opened_s": opened,
        "probe_ms": waits,
        "newcomer_s": entered[0],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the tables, keep the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--active", type=int, default=100, help="trainees who answer")
    options.add_argument("--seconds", type=float, default=30.0, help="for how long")
    options.add_argument("--joining", type=int, default=30, help="people who come within two seconds")
    options.add_argument("--idle", type=int, default=200, help="trainees who do nothing")
    options.add_argument("--rounds", type=int, default=7, help="of all three")
    options.add_argument("--accounts", type=int, default=50, help="trainees with accounts who play whole scenarios")
    options.add_argument("--kills", type=int, default=20, help="how often the server is killed under as many")
    options.add_argument("--write-docs", action="store_true", help="also write docs/performance.md")
    given = options.parse_args(arguments)
    begun = time.monotonic()
    kinds = (WORKBOOK, COLD, PREHEATED)
    result: dict[str, Any] = {"machine": machine(kinds), "active": [], "idle": []}
    result["joining"] = {kind.name: [] for kind in kinds}
    with stage() as at:
        for number in range(given.rounds):
            for kind in random.Random(number).sample(kinds, len(kinds)):
                with at.running(kind) as server:
                    found = asyncio.run(joining(at, server, given.joining, 2.0))
                result["joining"][kind.name].append(found)
            with at.running(WORKBOOK) as server:
                result["active"].append(asyncio.run(active(at, server, given.active, given.seconds)))
            with at.running(WORKBOOK) as server:
                result["idle"].append(asyncio.run(idle(at, server, given.idle, 50)))
    if given.accounts:
        result["accounts"] = whole(given.accounts, 60.0)
    if given.accounts and given.kills:
        result["kills"] = killed(given.accounts, given.kills)
    path = write("load.json", result)
    print(report.load(result))
    print(*(made(result) for key, made in report.PARTS.items() if key in result), sep="\n\n")
    say(f"done in {(time.monotonic() - begun) / 60:.1f} minutes; the figures are in {path}")
    if given.write_docs:
        report.write_load(result)
    wrong = [one for part in ("accounts", "kills") for one in result.get(part, {}).get("unaccounted", ())]
    if wrong or any(result.get(part, {}).get("failures") for part in ("accounts", "kills")):
        sys.exit("\n".join(["Something that was acknowledged is missing, or somebody could not go on.", *wrong]))


if __name__ == "__main__":
    main()
