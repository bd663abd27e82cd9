"""A workshop in a house with two facilitators, a small scenario and a small station, for tests of its services."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from roleplay.engine.gathering import Gathering
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.model.gathering import Part, Seats
from roleplay.services.conducting import Conducting
from roleplay.services.convening import Convening
from roleplay.services.shelf import Bookshelf
from roleplay.services.voting import Vote, Voting
from roleplay.services.workshops import Halls
from tests.services.household import House, house_in
from tests.services.stage import put_on_shelf

PLAN: dict[str, Any] = {
    "title": "An afternoon",
    "ground_rules": ["What is said here stays here."],
    "sections": {
        "welcome": {"title": "Welcome", "way": "talk", "minutes": 5},
        "bench": {"title": "On the bench", "way": "room", "minutes": 30, "plays": "disclosure/small"},
        "threes": {"title": "In threes", "way": "triads", "minutes": 30, "plays": "stations/bench", "rounds": 2},
        "alone": {
            "title": "Alone",
            "way": "pace",
            "minutes": 20,
            "plays": "disclosure/small",
            "prompts": ["What was new?", "What stays?"],
        },
    },
}


class Afternoon:
    """Fay leads; Gil facilitates, too; Kim has an account; everybody else is a guest."""

    def __init__(self, folder: Path) -> None:
        self.house: House = house_in(folder)
        self.store = self.house.store
        put_on_shelf(self.store)
        for name in ("fay", "gil"):
            self.house.add(name, Role.FACILITATOR)
        self.fay, self.gil, self.kim = (self.house.actor(name) for name in ("fay", "gil", "kim"))
        self.again()
        self.plan = self.convening.keep_plan(self.fay, PLAN)
        self.id = self.convening.open(self.fay, self.plan)

    def again(self) -> None:
        """Everything anew on the same store, as after a restart."""
        shelf = Bookshelf(self.store)
        self.halls = Halls(self.store, shelf, self.house.now)
        self.convening = Convening(self.store, shelf, self.house.now, self._new_id, lambda: 7, halls=self.halls)
        self.conducting = Conducting(self.halls, self._new_id)
        self.voting = Voting(self.halls, self._new_id)

    def _new_id(self) -> str:
        return f"id-{next(self.house.ids)}"

    @property
    def code(self) -> str:
        """The code on the screen."""
        row = self.store.workshop(self.id)
        assert row is not None
        assert row.code is not None
        return row.code

    @property
    def seq(self) -> int:
        """The number that the next entry of the log gets."""
        return self.halls.hall(self.id).seq

    @property
    def state(self) -> Gathering:
        """Where the workshop stands."""
        return self.halls.hall(self.id).state

    def guests(self, number: int) -> list[Actor]:
        """So many more guests who come in."""
        came = [self.convening.enter(ANONYMOUS, self.code, f"Guest {one}") for one in range(number)]
        return [Actor(one.participant.id, ActorKind.GUEST) for one in came]

    def to(self, section: str) -> None:
        """Go to a section."""
        self.conducting.move(self.fay, self.id, self.seq, section)

    def ask(self) -> str:
        """Open a poll about what the mentor says now; its id."""
        self.conducting.ask(self.fay, self.id, self.seq)
        return self.state.polls[-1].id

    def vote(self, actor: Actor, option: int, turn: int = 0) -> bool:
        """Vote in the poll that is open; whether it was taken."""
        ballot = self.voting.ballot(actor, self.id, Vote(self.state.polls[-1].id, option, turn))
        return self.voting.cast([ballot]).taken[0]

    def count(self, *, reveal: bool = True) -> dict[str, int]:
        """Close the poll, show its result if wanted, and say what was voted."""
        self.conducting.close_poll(self.fay, self.id, self.seq)
        if reveal:
            self.conducting.reveal(self.fay, self.id, self.seq)
        return dict(self.state.polls[-1].totals or {})


def seats(*people: Actor) -> Seats:
    """A group: mentor, peer, and observers."""
    parts = [Part.MENTOR, Part.PEER, *[Part.OBSERVER] * len(people)]
    return tuple((actor.id, part) for actor, part in zip(people, parts, strict=False))
