"""Attendance: who was in a workshop from when to when, by its log."""

from __future__ import annotations

from datetime import datetime, timedelta

from roleplay.engine.attendance import Stay, attendance
from roleplay.model.gathering import (
    Closed,
    HandedOver,
    Happening,
    Joined,
    Logged,
    Moved,
    Opened,
    Removed,
    Surveyed,
    Told,
)
from tests.kept import MORNING

OPENED = Opened({}, {}, (), {}, 1, ("fay",))


def log(*happened: tuple[int, Happening]) -> list[Logged]:
    """What happened at these minutes, from the opening on."""
    told = [(0, OPENED), *happened]
    return [Logged(seq, event, "fay", at(minute)) for seq, (minute, event) in enumerate(told)]


def at(minute: int) -> datetime:
    """A minute of that morning."""
    return MORNING + timedelta(minutes=minute)


def test_time_counts_from_the_first_section_to_the_end_without_the_lobby() -> None:
    """Whoever comes late or leaves early was there for less; whoever comes back has two stays."""
    found = attendance(
        log(
            (1, Joined("early")),
            (10, Moved("welcome")),
            (20, Joined("late")),
            (40, Removed("early", barred=False)),
            (50, Joined("early")),
            (70, Closed()),
        )
    )
    assert found.ran == (Stay(at(10), at(70)),)
    assert found.stays["early"] == (Stay(at(1), at(40)), Stay(at(50), at(70)))
    assert {who: found.minutes(stays) for who, stays in found.stays.items()} == {"early": 50, "late": 50}


def test_a_workshop_that_somebody_forgot_to_close_ends_when_the_last_thing_happened() -> None:
    """What comes after a night is a stretch of its own, and closing it in the morning is none."""
    found = attendance(
        log((0, Joined("kim")), (0, Moved("welcome")), (90, Told("Bye.")), (900, Told("Forgot.")), (905, Closed()))
    )
    assert found.ran == (Stay(at(0), at(90)), Stay(at(900), at(905)))
    assert found.minutes(found.stays["kim"]) == 95
    found = attendance(log((0, Joined("kim")), (0, Moved("welcome")), (90, Told("Bye.")), (900, Closed())))
    assert found.stays["kim"] == (Stay(at(0), at(90)),)
    assert found.minutes(found.stays["kim"]) == 90


def test_whoever_leads_leads_until_they_hand_over() -> None:
    """Who stays in the lead goes on without a gap."""
    found = attendance(
        log(
            (0, Moved("welcome")),
            (30, HandedOver(("fay", "gil"))),
            (50, HandedOver(("gil",))),
            (60, Closed()),
        )
    )
    assert {who: found.minutes(stays) for who, stays in found.led.items()} == {"fay": 50, "gil": 30}


def test_after_the_end_nobody_is_there() -> None:
    """A survey that is counted days later changes nothing; neither does a lobby that never became a workshop."""
    found = attendance(log((0, Joined("kim")), (0, Moved("welcome")), (60, Closed()), (61, Surveyed({}))))
    assert found.minutes(found.stays["kim"]) == 60
    lobby = attendance(log((0, Joined("kim")), (30, Closed())))
    assert (lobby.ran, lobby.minutes(lobby.stays["kim"])) == ((), 0)
