"""How many pages wait in reserve."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.server import kernels
from roleplay.server.kernels import Kernels
from roleplay.server.places import Places
from roleplay.server.pool import FORKED_MIB, RUSH_S, SHARE, Demand, Limits, largest_rush, limits, room, wanted
from tests.server.visiting import House, eventually

TIMES = st.lists(st.floats(0, 30), max_size=60).map(sorted)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        """What it shows."""
        return self.at


def demand(clock: Clock, free: float | None = None, **changes: float) -> Demand:
    """The demand for pages of which there may be ten, with a rush remembered for a minute."""
    return Demand(Limits(**{"most": 10, "least": 1, "remembered_s": 60.0, **changes}), clock, lambda: free)  # type: ignore[arg-type]


def test_the_reserve_is_as_large_as_the_largest_rush() -> None:
    """Six people within a second make it six; that they were eight in an hour does not count, nor does a smaller rush."""
    clock = Clock()
    looked_at = demand(clock)
    for at in (0.0, 20.0, *[30 + one / 10 for one in range(6)], 50.0, 51.0):
        clock.at = at
        looked_at.taken()
    assert looked_at.wanted(0) == 6


def test_after_a_quiet_while_the_reserve_is_small_again() -> None:
    """A rush counts for as long as it is remembered, and not a moment longer."""
    clock = Clock()
    looked_at = demand(clock)
    for _ in range(5):
        looked_at.taken()
    clock.at = 60.0
    assert looked_at.wanted(5) == 5
    clock.at = 60.5
    assert looked_at.wanted(5) == 1


def test_it_has_a_ceiling_and_can_be_switched_off() -> None:
    """However many come there are no more than the most; with a most of none there are none."""
    clock = Clock()
    most, none = demand(clock), demand(clock, most=0)
    for _ in range(40):
        most.taken()
        none.taken()
    assert most.wanted(0) == 10
    assert none.wanted(0) == 0


def test_memory_is_left_to_visitors() -> None:
    """Where little is free the reserve is smaller than it was wanted, down to nothing; what it holds itself counts as free."""
    clock = Clock()
    for free, kept, expected in ((1000.0, 0, 8), (500.0, 0, 4), (100.0, 0, 0), (400.0, 4, 4), (None, 0, 10)):
        looked_at = demand(clock, free)
        for _ in range(30):
            looked_at.taken()
        assert looked_at.wanted(kept) == expected, (free, kept)


def test_fewer_wait_where_kernels_are_spawned() -> None:
    """Each costs more than twice as much, so that there are less than half as many; one stays one, and none none."""
    found = [(limits(most, 60, forks=True).most, limits(most, 60, forks=False).most) for most in (0, 1, 10, 20)]
    assert found == [(0, 0), (1, 1), (10, 5), (20, 9)]


@given(TIMES, st.floats(0, 30))
def test_a_rush_is_what_fits_into_its_time(takes: list[float], since: float) -> None:
    """As many as can be found by looking at every span of time that begins with somebody."""
    counted = [at for at in takes if at >= since]
    spans = [sum(begin <= at and at - RUSH_S <= begin for at in counted) for begin in counted]
    assert largest_rush(takes, since) == max(spans, default=0)


@given(TIMES, TIMES)
def test_who_comes_never_makes_the_reserve_smaller(takes: list[float], more: list[float]) -> None:
    """With further visitors a rush is at least as large."""
    assert largest_rush(sorted([*takes, *more]), 0) >= largest_rush(takes, 0)


@given(st.integers(0, 100), st.integers(0, 5), st.none() | st.floats(0, 1e6), st.integers(0, 50), st.integers(0, 50))
def test_bounds_hold(rush: int, least: int, free: float | None, kept: int, most: int) -> None:
    """Never more than the most, nor than a share of the memory; at least the least wherever there is room for it."""
    space = room(free, kept, FORKED_MIB, most)
    found = wanted(rush, least, space)
    assert 0 <= found <= most
    assert found >= min(least, space)
    assert free is None or found * FORKED_MIB <= (free + kept * FORKED_MIB) * SHARE + 1e-6


class Keeping:
    """The part of `Kernels` that keeps the reserve, with pages that are made when the test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, looked_at: Demand) -> None:
        monkeypatch.setattr(Kernels.__mro__[1], "__init__", lambda _, **__: None)
        self.kernels = Kernels({"page": looked_at}, Places(1, 100))
        self.kernels._pools = {}
        self.kernels._initialize = self.make
        self.begun: list[asyncio.Future[Any]] = []

    async def make(self, _notebook: str, path: str) -> dict[str, Any]:
        """Begin a page; its future is what it becomes."""
        assert path == ""
        rendered = asyncio.get_running_loop().create_future()
        self.begun.append(rendered)
        return {"kernel_id": f"k{len(self.begun)}", "task": rendered}

    async def steps(self, visit: object) -> list[int]:
        """How many pages were begun: while somebody waits, then served, then each time that one is done."""
        self.kernels._comes(visit)
        keeper = asyncio.create_task(self.kernels.keep_reserve())
        found = [await self._begun_by_now()]
        self.kernels._served(visit)
        found.append(await self._begun_by_now())
        for _ in range(2):
            self.begun[-1].set_result(None)
            found.append(await self._begun_by_now())
        self.kernels._comes(visit)
        self.begun[-1].set_result(None)
        found.append(await self._begun_by_now())
        keeper.cancel()
        return found

    async def _begun_by_now(self) -> int:
        for _ in range(20):  # whatever can go on without waiting does
            await asyncio.sleep(0)
        return len(self.begun)


def test_refilling_lets_visitors_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page is begun while somebody waits for theirs, nor before the one that is being made is complete."""
    assert asyncio.run(Keeping(monkeypatch, demand(Clock(), least=5)).steps("somebody")) == [0, 1, 2, 3, 3]


def test_a_page_that_cannot_be_made_is_not_tried_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken out of the reserve, its kernel is ended, and there is a pause."""
    ended: list[str] = []

    async def end(kernel_id: str) -> None:
        ended.append(kernel_id)

    async def story() -> None:
        keeping = Keeping(monkeypatch, demand(Clock(), least=2))
        keeping.kernels.end = end
        keeper = asyncio.create_task(keeping.kernels.keep_reserve())
        assert await keeping._begun_by_now() == 1
        keeping.begun[0].set_exception(RuntimeError("no such cell"))
        assert await keeping._begun_by_now() == 1
        assert (keeping.kernels._pools, ended) == ({"page": []}, ["k1"])
        keeper.cancel()

    asyncio.run(story())


def test_pages_of_older_code_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a file of the package has changed the reserve is ended; others take its place when nothing changes any more."""
    code, ended = ["old"], []

    async def end(kernel_id: str) -> None:
        ended.append(kernel_id)

    async def story() -> None:
        monkeypatch.setattr(kernels, "code_now", lambda: code[0])
        keeping = Keeping(monkeypatch, demand(Clock(), least=2))
        keeping.kernels.end = end
        keeper = asyncio.create_task(keeping.kernels.keep_reserve())
        for number in (1, 2):
            assert await keeping._begun_by_now() == number
            keeping.begun[-1].set_result(None)
        await keeping._begun_by_now()
        for now, begun in (("newer", 2), ("newest", 2), ("newest", 3)):
            code[0] = now
            keeping.kernels._due.set()
            assert await keeping._begun_by_now() == begun
        assert sorted(ended) == ["k1", "k2"]
        keeper.cancel()

    asyncio.run(story())


def reserve(house: House) -> int:
    """How many kernels wait for their first visitor."""
    return len(house.kernels()) - len(house.asked())


def test_ten_people_at_once_all_get_a_page_and_the_next_ten_find_theirs_ready(own_house: Callable[..., House]) -> None:
    """At first one page waits; after a rush so many as came together, and no more than the most; later one again."""
    house = own_house("--preheat", "6")
    assert eventually(lambda: reserve(house) == 1)
    visitors = [house.visitor() for _ in range(10)]
    with ThreadPoolExecutor(10) as at_once:
        pages = list(at_once.map(lambda visitor: visitor.get("/learn/rush"), visitors))
    assert {page.status for page in pages} == {200}
    assert len({page.kernel_id for page in pages}) == 10
    for visitor, page in zip(visitors, pages, strict=True):
        channel = visitor.channel(page.kernel_id)
        assert channel.state(page.model_id)["said"] == "nothing yet"
        channel.close()
    assert eventually(lambda: reserve(house) == 6)
    waiting = {kernel.pid for kernel in house.kernels()} - {house.kernel(page.kernel_id).pid for page in pages}
    assert house.kernel(visitors[0].get("/learn/later").kernel_id).pid in waiting
    (house.data / "ahead").write_text("601")
    assert eventually(lambda: reserve(house) == 1)
    assert house.process.poll() is None
    assert len(house.log_path.read_text().splitlines()) == 1


def test_nothing_waits_where_that_was_switched_off(own_house: Callable[..., House]) -> None:
    """With `--preheat 0` there are kernels of visitors and no other."""
    house = own_house("--preheat", "0")
    visitor = house.visitor()
    kernels = [visitor.get(f"/learn/{number}").kernel_id for number in range(2)]
    assert {house.kernel(kernel_id).pid for kernel_id in kernels} == {kernel.pid for kernel in house.kernels()}
