"""A house with somebody of every kind in it, for tests of the services that look after people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from roleplay.identity import Actor, Role
from roleplay.services.authority import actor_of
from roleplay.services.people import People
from roleplay.store import AuditEntry, PersonRow, Store
from tests.kept import MORNING, open_sqlite, shelve


@dataclass
class House:
    """A store with a clock that only a test moves."""

    data: Path
    """The data folder."""
    store: Store
    """The store in it."""
    time: datetime = MORNING
    """What the clock says."""
    ids: count[int] = field(default_factory=lambda: count(1))
    """Ids that have been given."""

    def now(self) -> datetime:
        """The clock."""
        return self.time

    def wait(self, **time: float) -> None:
        """Let time go by."""
        self.time += timedelta(**time)

    def people(self) -> People:
        """The service for people."""
        return People(self.store, self.now, lambda: f"id-{next(self.ids)}")

    def add(self, login: str, *roles: Role) -> PersonRow:
        """Somebody who is there already, with the login as id, too."""
        person = PersonRow(login, login.capitalize(), frozenset(roles), login, self.time)
        self.store.add_person(person)
        return person

    def actor(self, login: str) -> Actor:
        """Somebody as an actor, in the roles that they have now."""
        person = self.store.person(login)
        assert person is not None
        return actor_of(person)

    def owner(self) -> Actor:
        """The owner of the machine."""
        return actor_of(self.store.local_person())

    def deeds(self, about: str | None = None) -> list[str]:
        """What the audit log says, the oldest first."""
        return [entry.action for entry in reversed(self.store.noted(about=about))]

    def last(self) -> AuditEntry:
        """The last entry of the audit log."""
        return self.store.noted(limit=1)[0]


def house_in(folder: Path) -> House:
    """A house with Ann, who administrates, Kim, who learns, and Eve, who rates; and with the small scenario."""
    house = House(folder, open_sqlite(folder))
    shelve(house.store)
    house.add("ann", Role.ADMINISTRATOR)
    house.add("kim", Role.TRAINEE)
    house.add("eve", Role.EVALUATOR, Role.FACILITATOR)
    return house
