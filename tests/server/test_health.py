"""Whether the server can do its work, as what watches over it learns it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from roleplay.server.health import Health
from tests.server.visiting import House, Visitor, eventually


def test_everybody_learns_whether_it_is_well_and_no_more(own_house: Callable[..., House]) -> None:
    """200 and a word while the database answers, 503 and a word when it does not, without signing in.

    Whoever opens a page then reads that nothing is lost and what to do, and not where the database is.
    """
    house = own_house()
    stranger, visitor = Visitor(house), house.visitor()
    well = stranger.get("/healthz")
    assert (well.status, well.text, well.headers["cache-control"]) == (200, "ok\n", "no-store")
    assert stranger.ask("HEAD", "/healthz").status == 200
    database = house.data / "roleplay.db"
    database.rename(house.data / "elsewhere.db")
    database.write_bytes(b"This is no database. " * 100)
    assert eventually(lambda: stranger.get("/healthz").status == 503)
    ill = stranger.get("/healthz")
    assert ill.text == "not ok\n"
    page = visitor.get("/learn")
    assert (page.status, "tell whoever looks after the workbook" in page.text) == (503, True)
    assert "roleplay.db" not in page.text
    database.unlink()
    (house.data / "elsewhere.db").rename(database)
    assert eventually(lambda: stranger.get("/healthz").status == 200)


def test_many_questions_are_one_to_the_database() -> None:
    """Whoever asks while it is being asked shares the answer; a database that says nothing in time is none."""
    asked = []
    go_on = threading.Event()

    def slow() -> None:
        asked.append(1)
        go_on.wait(30)

    async def story() -> tuple[list[bool], bool]:
        health = Health(slow)
        asking = asyncio.gather(*(health.is_good() for _ in range(20)))
        await asyncio.sleep(0.05)
        go_on.set()
        answers = await asking
        go_on.clear()
        silent = await Health(slow, patience_s=0.05).is_good()
        go_on.set()
        return answers, silent

    answers, silent = asyncio.run(story())
    assert answers == [True] * 20
    assert not silent
    assert len(asked) == 2
