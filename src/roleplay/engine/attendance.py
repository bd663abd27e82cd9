"""Who was in a workshop from when to when, by its log. Pure.

That somebody's page was connected says nothing about it: a phone sleeps while its owner listens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from roleplay.model.gathering import Closed, HandedOver, Joined, Logged, Moved, Opened, Removed
from roleplay.model.workshop import LONGEST

SILENCE = timedelta(minutes=LONGEST)
"""After so long without anything happening nobody counts as there: a workshop that somebody forgot to close."""


class Stay(NamedTuple):
    """From when to when."""

    begin: datetime
    """The beginning."""
    end: datetime
    """The end."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was there."""

    ran: tuple[Stay, ...]
    """When the workshop ran: from its first section to its end, without silences."""
    stays: Mapping[str, tuple[Stay, ...]]
    """Participant -> when they were in, from the code to leaving or the end; the first one first."""
    led: Mapping[str, tuple[Stay, ...]]
    """Person -> when they led."""

    def minutes(self, stays: Iterable[Stay]) -> int:
        """Whole minutes of the time in which the workshop ran that fall into some stays, which do not overlap."""
        time = sum((_common(stay, run) for stay in stays for run in self.ran), timedelta())
        return int(time / timedelta(minutes=1))


def attendance(log: Sequence[Logged]) -> Attendance:
    """Who was in a workshop, up to the last thing that has happened. The log holds at least its opening."""
    log = _until_end(log)
    stays: dict[str, list[Stay]] = {}
    led: dict[str, list[Stay]] = {}
    inside: dict[str, datetime] = {}
    leads: dict[str, datetime] = {}
    for one in log:
        match one.event:
            case Joined(participant):
                inside[participant] = one.at
            case Removed(participant) if participant in inside:
                stays.setdefault(participant, []).append(Stay(inside.pop(participant), one.at))
            case Opened() | HandedOver():
                for person in set(leads) - set(one.event.leads):
                    led.setdefault(person, []).append(Stay(leads.pop(person), one.at))
                leads = {person: leads.get(person, one.at) for person in one.event.leads}
            case _:
                pass
    ran = _ran(log)
    end = ran[-1].end if ran else log[-1].at
    for found, still in ((stays, inside), (led, leads)):
        for who, since in still.items():
            found.setdefault(who, []).append(Stay(since, max(since, end)))
    return Attendance(ran, _frozen(stays), _frozen(led))


def _until_end(log: Sequence[Logged]) -> Sequence[Logged]:
    """What happened until the workshop was over: later nobody was there any more."""
    end = next((place for place, one in enumerate(log) if isinstance(one.event, Closed)), len(log))
    return log[: end + 1]


def _ran(log: Sequence[Logged]) -> tuple[Stay, ...]:
    begun = next((place for place, one in enumerate(log) if isinstance(one.event, Moved)), None)
    if begun is None:
        return ()
    ran = [Stay(log[begun].at, log[begun].at)]
    for one in log[begun + 1 :]:
        if one.at - ran[-1].end > SILENCE:
            ran.append(Stay(one.at, one.at))
        else:
            ran[-1] = Stay(ran[-1].begin, max(one.at, ran[-1].end))
    return tuple(stay for stay in ran if stay.end > stay.begin)


def _common(one: Stay, other: Stay) -> timedelta:
    return max(timedelta(), min(one.end, other.end) - max(one.begin, other.begin))


def _frozen(stays: Mapping[str, Sequence[Stay]]) -> dict[str, tuple[Stay, ...]]:
    return {who: tuple(some) for who, some in stays.items()}
