"""Many people at once: what they cost in memory, and how long they wait."""

from __future__ import annotations

import asyncio
import http.client
import random
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.page.clients import CLIENTS, Client
from bench.page.conversation import Room, Turn
from bench.page.servers import WORKBOOK, Running
from roleplay.server.signin import mint_link

ANSWERS_EVERY_S = 5.0
"""How often a trainee answers."""
SLOW_MS = 300.0
"""A wait that is felt."""
CROWDS = (50, 100, 200, 400, 800, 1600)
"""So many trainees who answer every five seconds are tried, until one in twenty waits too long."""
AT_ONCE = 4
"""How many open their page at the same time, where it is not the opening that is measured."""
GRACE_S = 5.0


@dataclass(frozen=True)
class Waits:
    """How long clicks took, counted from the moment when each was due."""

    p50_ms: float
    """Half of them took longer."""
    p95_ms: float
    """One in twenty took longer."""
    clicks: int
    """How many there were."""
    unanswered: int
    """How many of them had not even been made when the time was up; they count with the time they had waited."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of all values does not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def signed_in(server: Running, room: Room) -> str:
    """The cookie of a browser in which the owner is signed in."""
    link = urlsplit(mint_link(room.house.store, room.person.id, f"{server.origin}/"))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request("GET", f"{link.path}?{link.query}")
        answer = connection.getresponse()
        answer.read()
        return "; ".join(value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie") or [])
    finally:
        connection.close()


def people(server: Running, room: Room, turns: Sequence[Turn], number: int) -> list[Client]:
    """So many people, each about to open a page; in the workbook each has an attempt at its first choice."""
    ours = server.kind is WORKBOOK
    cookie = signed_in(server, room) if ours else ""
    paths = (room.attempt() if ours else server.kind.path for _ in range(number))
    return [CLIENTS[server.kind](server, turns, path, cookie) for path in paths]


def most(crowds: Iterable[tuple[int, float]]) -> int:
    """The largest crowd of which no more than one in twenty waited too long, by trainees and p95 of each."""
    return max((trainees for trainees, p95_ms in crowds if p95_ms <= SLOW_MS), default=0)


async def enter(clients: Iterable[Client], at_once: int = AT_ONCE) -> list[float]:
    """Let people in, a few at a time; seconds that each waited for the first choice."""
    room = asyncio.Semaphore(at_once)

    async def one(client: Client) -> float:
        async with room:
            start = time.perf_counter()
            await client.open()
            return time.perf_counter() - start

    return list(await asyncio.gather(*map(one, clients)))


async def rush(clients: Sequence[Client], within_s: float) -> list[float]:
    """Let people in spread over some seconds, however many wait already; seconds that each waited."""

    async def one(place: int, client: Client) -> float:
        await asyncio.sleep(within_s * place / len(clients))
        start = time.perf_counter()
        await client.open()
        return time.perf_counter() - start

    return list(await asyncio.gather(*(one(*each) for each in enumerate(clients))))


async def answer(clients: Sequence[Client], trainees: int, seconds: float, seed: int = 1) -> Waits:
    """Clicks as so many trainees would make who answer every five seconds, over the connections that there are.

    Each click has a moment at which it is due, and its wait counts from then on: a server that is late with one answer
    makes those behind it late as well.
    """
    gap = ANSWERS_EVERY_S * len(clients) / trainees
    chance, begin = random.Random(seed), time.perf_counter() + 0.2
    waits: list[float] = []
    unanswered = 0

    async def one(client: Client, due: float) -> None:
        nonlocal unanswered
        while due < begin + seconds:
            if time.perf_counter() > begin + seconds + GRACE_S:
                unanswered += 1
                waits.append(time.perf_counter() - due)
            else:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                await client.click()
                waits.append(time.perf_counter() - due)
                await client.settle()
            due += gap

    await asyncio.gather(*(one(client, begin + chance.uniform(0, gap)) for client in clients))
    ms = [wait * 1000 for wait in waits]
    return Waits(statistics.median(ms), percentile(ms, 0.95), len(ms), unanswered)


async def in_time(clients: Sequence[Client], sizes: Sequence[int], near: int, seconds: float) -> dict[int, Waits]:
    """The waits of crowds around the largest of which hardly anybody waits long.

    The first is that of the size `near`. From there it goes up to the first that is too large, or down to the first
    that is not.
    """
    tried: dict[int, Waits] = {}
    place = sizes.index(near)
    while 0 <= place < len(sizes) and sizes[place] not in tried:
        waits = tried[sizes[place]] = await answer(clients, sizes[place], seconds)
        place += 1 if waits.p95_ms <= SLOW_MS else -1
    return dict(sorted(tried.items()))


async def leave(clients: Iterable[Client]) -> None:
    """Hang up."""
    await asyncio.gather(*(client.close() for client in clients))
