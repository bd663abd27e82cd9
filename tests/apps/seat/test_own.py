"""What only one participant is told: wishes when they ask, their next part, what they have written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from roleplay.apps.catalogue import WORDS
from roleplay.apps.seat.own import Playing, own_state, seat_part, wishes_state
from roleplay.apps.seat.shared import seat_state
from roleplay.apps.seat.words import seat_words
from roleplay.model.gathering import Part
from roleplay.model.wishes import Style, Wishes
from roleplay.store import ParticipantRow
from roleplay.store.workshop_rows import Said
from tests.services.hall import Afternoon, seats

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def afternoon(tmp_path: Path) -> Afternoon:
    """A workshop that was opened just now."""
    return Afternoon(tmp_path)


def row(id_: str, name: str) -> ParticipantRow:
    """A participant."""
    return ParticipantRow(id_, "w", None, name, NOW)


def test_the_names_of_the_others_are_sorted_and_nobody_else_has_wishes_in_it() -> None:
    """Only ids, names, what comes up, and one's own words."""
    said = Wishes(plays_peer=False, style=Style.QUIET, rather_not=("b",), avoids=("rain",))
    found = wishes_state(said, [row("b", "zoe"), row("a", "Ana")], ["rain", "wind"])
    assert [one["name"] for one in found["people"]] == ["Ana", "zoe"]
    assert (found["style"], found["rather_not"], found["avoids"]) == ("quiet", ["b"], ["rain"])
    assert set(found["people"][0]) == {"id", "name"}


def test_what_was_written_is_told_as_the_page_comes_and_not_again() -> None:
    """News say nothing of it: then the page knows better than the server what is being written."""
    told = own_state(row("m", "Mo"), None, None, called=False, written={Said.REPLY: "Sit down."})
    assert told["written"] == {"reply": "Sit down.", "reason": None, "note": None}
    assert own_state(row("m", "Mo"), (1, 3), None, called=True)["written"] is None


def test_between_rounds_somebody_knows_their_next_part(afternoon: Afternoon) -> None:
    """Not before the first one has begun, and none after the last."""
    mo, ana, kit = afternoon.guests(3)
    afternoon.to("threes")
    rounds = [[seats(mo, ana, kit)], [seats(kit, mo, ana)]]
    afternoon.conducting.group(afternoon.fay, afternoon.id, afternoon.seq, rounds)
    hall = afternoon.halls.hall(afternoon.id)
    shelf = afternoon.halls.bookshelf
    playing = Playing(shelf.station_as(hall.state.content["threes"]), shelf.rubrics(hall.state.rubrics), {}, ())
    coming: list[str | None] = []
    for _ in range(3):
        part = seat_part(afternoon.state, mo.id, playing)
        assert part is not None
        coming.append(part["next"])
        if len(coming) < 3:
            afternoon.conducting.begin_round(afternoon.fay, afternoon.id, afternoon.seq)
            afternoon.conducting.end_round(afternoon.fay, afternoon.id, afternoon.seq)
    assert coming == [None, Part.PEER, None]


def test_the_place_of_a_reply_is_known_and_says_nothing(afternoon: Afternoon) -> None:
    """It changes with what is asked for, and gives no id of the scenario away; a plan with triads has wishes."""
    afternoon.to("bench")
    places = set()
    for wanted in (True, False, True):
        afternoon.conducting.collect(afternoon.fay, afternoon.id, afternoon.seq, wanted=wanted)
        hall = afternoon.halls.hall(afternoon.id)
        state = seat_state(hall, afternoon.halls.talk(hall), {}, afternoon.halls.bookshelf.site(), NOW)
        places.add(state["place"])
        assert not any(one in state["place"] for one in ("opening", "bench", "/"))
        assert state["wishes"] is True
    assert len(places) == 2


def test_a_page_has_the_words_that_it_says_and_not_those_of_other_pages() -> None:
    """Its own and those of what it shares; not the desk's, nor the author's."""
    words = seat_words()
    assert words["seat.vote.counted"] == WORDS["seat.vote.counted"]
    assert {"grounding.feet.text", "help.title", "notice.close", "dialog.close", "app.name"} <= set(words)
    assert not any(key.startswith(("desk.", "author.", "hall.")) for key in words)
