"""Time in workshops, for whoever keeps a log of practice: who attended or led which one, for how many minutes.

Minutes are those between coming in and leaving, as the log has them, while the workshop ran: from its first section to
its end, without the lobby and without silences (`engine.attendance`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from roleplay.engine.attendance import Attendance, Stay, attendance
from roleplay.engine.gathering import Gathering
from roleplay.engine.happenings import follow
from roleplay.identity import Actor
from roleplay.model.gathering import Closed, Logged
from roleplay.services.authority import Authority, owner_of
from roleplay.services.policy import Action
from roleplay.services.shadowing import shadowed
from roleplay.store import ParticipantRow, Store


class Part(StrEnum):
    """What somebody did in a workshop."""

    ATTENDED = "attended"
    """They took part."""
    FACILITATED = "facilitated"
    """They led it, alone or with others."""
    OBSERVED = "observed"
    """They watched how it was led, and logged that."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Time of one person in one workshop that has ended."""

    workshop_id: str
    """Which."""
    title: str
    """What it was called."""
    begun_at: datetime
    """When its first section began."""
    part: Part
    """What they did there."""
    minutes: int
    """For how long."""
    aftercare: str = ""
    """What those who took part were told for the next day."""
    told_at: datetime | None = None
    """When they were told that."""
    own_page: bool = False
    """Whether they can still open their page of it: those who took part, but for who was barred."""


class Attended:
    """Reads time out of the logs of workshops."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._authority = Authority(store)

    def own(self, actor: Actor) -> tuple[Hours, ...]:
        """The actor's own time, the latest workshop first."""
        self._authority.require(actor, Action.TAKE_PART, owner_of(actor))
        return self.of(actor.id)

    def of(self, person_id: str) -> tuple[Hours, ...]:
        """Somebody's time in workshops that have ended, the latest first. For services, which ask who may know it.

        Whoever both led a workshop and came in by its code has two entries for it.
        """
        found = (*self._attended(person_id), *self._led(person_id), *self._observed(person_id))
        return tuple(sorted(found, key=lambda one: (one.begun_at, one.workshop_id, one.part), reverse=True))

    def _attended(self, person_id: str) -> Iterator[Hours]:
        for row in self._store.participants_of(person_id):
            yield from _time_in(self._store.gathering(row.workshop_id), row)

    def _observed(self, person_id: str) -> Iterator[Hours]:
        for one in shadowed(self._store, person_id):
            yield Hours(one.workshop_id, one.title, one.at, Part.OBSERVED, one.minutes)

    def _led(self, person_id: str) -> Iterator[Hours]:
        opened = {one.id for one in self._store.workshops_of(person_id, ())}
        for workshop_id in sorted(opened | set(self._store.handed_over_to(person_id))):
            yield from _time_leading(workshop_id, self._store.gathering(workshop_id), person_id)


_TOLD = ("workshop_id", "title", "begun_at", "minutes")


def led_by(store: Store, person_id: str) -> dict[str, list[dict[str, Any]]]:
    """What is kept of somebody who plans and leads workshops, for them to take along."""
    hours = [one for one in Attended(store).of(person_id) if one.part is Part.FACILITATED]
    return {
        "plans": [{"id": one.id, "data": one.data, "changed_at": one.changed_at} for one in store.plans_of(person_id)],
        "workshops": [{name: getattr(one, name) for name in _TOLD} for one in hours],
    }


def _time_in(log: Sequence[Logged], row: ParticipantRow) -> Iterator[Hours]:
    state = follow(log) if log else None
    if state is not None and state.over:
        found = attendance(log)
        told_at = next((one.at for one in log if isinstance(one.event, Closed)), None)
        for one in _hours(row.workshop_id, state, found, found.stays.get(row.id, ()), Part.ATTENDED):
            yield replace(one, aftercare=state.aftercare, told_at=told_at, own_page=row.id in state.inside)


def _time_leading(workshop_id: str, log: Sequence[Logged], person_id: str) -> Iterator[Hours]:
    state = follow(log)
    if state.over:
        found = attendance(log)
        yield from _hours(workshop_id, state, found, found.led.get(person_id, ()), Part.FACILITATED)


def _hours(workshop_id: str, state: Gathering, found: Attendance, stays: Sequence[Stay], part: Part) -> Iterator[Hours]:
    minutes = found.minutes(stays)
    if minutes:
        yield Hours(workshop_id, state.plan.title, found.ran[0].begin, part, minutes)
