"""Workshops on the page of one's progress: one's own time, and what one was told for the day after."""

from __future__ import annotations

from pathlib import Path

from roleplay.apps.progress import progress
from roleplay.apps.session import desk_for
from tests.services.hall import Afternoon


def test_time_in_workshops_stands_there_with_what_was_told_for_the_days_after(tmp_path: Path) -> None:
    """A title leads to one's own page of it; after a week the note is not repeated. Another person sees none of it."""
    afternoon = Afternoon(tmp_path)
    afternoon.convening.enter(afternoon.kim, afternoon.code)
    afternoon.to("welcome")
    begun = afternoon.house.time
    afternoon.house.wait(minutes=25)
    afternoon.convening.close(afternoon.fay, afternoon.id, afternoon.seq, "Rest well.")

    def rows(name: str) -> list[object]:
        person = afternoon.store.person(name)
        assert person is not None
        return list(progress(desk_for(afternoon.store, person, name=name, now=afternoon.house.now))["workshops"])

    told = {"title": "An afternoon", "at": begun.isoformat(), "minutes": 25}
    mine = {**told, "part": "attended", "own_path": f"/w/{afternoon.id}"}
    assert rows("kim") == [{**mine, "aftercare": "Rest well."}]
    assert rows("fay") == [{**told, "part": "facilitated", "own_path": None, "aftercare": ""}]
    assert rows("eve") == []
    afternoon.house.wait(days=7)
    assert rows("kim") == [{**mine, "aftercare": ""}]
