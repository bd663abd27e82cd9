"""What somebody who learns has to do with watching workshops: what waits for them, and what they have logged.

It stands apart from watching itself, so that a page on which nobody watches need not read how workshops go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from roleplay.store import Store
from roleplay.store.watch_rows import WatchKind


@dataclass(frozen=True, slots=True)
class Shadowed:
    """An entry for somebody's practice log."""

    workshop_id: str
    """Which workshop."""
    title: str
    """What it was called."""
    at: datetime
    """When they began to watch."""
    minutes: int
    """How long they were there."""


def to_watch(store: Store, person_id: str) -> int:
    """How many workshops wait to be watched by somebody, to learn or to assess. For services, which ask first."""
    return sum(one.observer == person_id and one.handed_in_at is None for one in store.watches_of(person_id))


def shadowed(store: Store, person_id: str) -> tuple[Shadowed, ...]:
    """The workshops that somebody has watched to learn and logged, the latest first. For services, which ask first."""
    found = (one for one in store.watches_of(person_id) if one.observer == person_id)
    entries = []
    for one in found:
        row = store.workshop(one.workshop_id)
        if one.kind is WatchKind.SHADOWING and one.minutes is not None and one.begun_at is not None:
            entries.append(Shadowed(one.workshop_id, "" if row is None else row.title, one.begun_at, one.minutes))
    return tuple(entries)
