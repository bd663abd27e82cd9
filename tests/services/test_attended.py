"""Time in workshops, for a log of practice: who attended or led which one, and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.errors import NotAllowed
from roleplay.identity import ANONYMOUS
from roleplay.services.attended import Attended, Hours, Part
from roleplay.store import ParticipantRow
from tests.kept import MORNING
from tests.services.hall import Afternoon


def test_minutes_of_those_with_an_account_are_there_when_a_workshop_has_ended(tmp_path: Path) -> None:
    """Kim attended, Fay led and handed over to Gil after a while; the lobby does not count, and a guest has no list."""
    afternoon = Afternoon(tmp_path)
    attended = Attended(afternoon.store)
    afternoon.convening.enter(afternoon.kim, afternoon.code)
    (guest,) = afternoon.guests(1)
    afternoon.house.wait(minutes=9)
    begun = afternoon.house.time
    afternoon.to("welcome")
    afternoon.house.wait(minutes=30)
    afternoon.convening.hand_over(afternoon.fay, afternoon.id, ("gil",))
    assert attended.own(afternoon.kim) == ()
    afternoon.house.wait(minutes=45, seconds=50)
    afternoon.convening.close(afternoon.gil, afternoon.id, afternoon.seq, "Rest well.")
    told = (afternoon.id, "An afternoon", begun)
    care = ("Rest well.", afternoon.house.time)
    assert attended.own(afternoon.kim) == (Hours(*told, Part.ATTENDED, 75, *care, own_page=True),)
    assert attended.own(afternoon.fay) == (Hours(*told, Part.FACILITATED, 30),)
    assert attended.own(afternoon.gil) == (Hours(*told, Part.FACILITATED, 45),)
    with pytest.raises(NotAllowed):
        attended.own(ANONYMOUS)
    assert attended.of(guest.id) == ()


def test_somebody_who_was_in_none_has_an_empty_list(tmp_path: Path) -> None:
    """Also who stands in the list of one of which there is no log any more."""
    afternoon = Afternoon(tmp_path)
    afternoon.store.add_participant(ParticipantRow("p9", "w9", "kim", "Kim", MORNING))
    assert Attended(afternoon.store).own(afternoon.kim) == ()


def test_whoever_was_barred_keeps_their_time_and_has_no_page(tmp_path: Path) -> None:
    """They were there for so long."""
    afternoon = Afternoon(tmp_path)
    entered = afternoon.convening.enter(afternoon.kim, afternoon.code)
    afternoon.to("welcome")
    afternoon.house.wait(minutes=10)
    afternoon.convening.remove(afternoon.fay, afternoon.id, entered.participant.id, barred=True)
    afternoon.convening.close(afternoon.fay, afternoon.id, afternoon.seq)
    (mine,) = Attended(afternoon.store).own(afternoon.kim)
    assert (mine.minutes, mine.own_page) == (10, False)
