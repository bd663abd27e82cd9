"""A cohort with a small station in its library, for tests of those who play and observe."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from roleplay.identity import Actor, Role
from roleplay.model.canonical import canonical, digest
from roleplay.model.frozen import Frozen
from roleplay.model.rubric import Rubric
from roleplay.model.station import Station
from roleplay.scoring.review import Rules
from roleplay.services.assigning import Assigning
from roleplay.services.observing import HandIn, Observers, Observing
from roleplay.services.returning import Returning
from roleplay.services.reviewing import Reviewing
from roleplay.services.shelf import Bookshelf
from roleplay.services.stations import Seat, Stations
from roleplay.store import CohortRow, CohortRules, Membership, PersonRow, ShelfEntry, Store
from tests.services.household import House, house_in
from tests.small import RUBRICS, small

STATION: dict[str, Any] = {
    "format": "station/1",
    "id": "stations/bench",
    "title": "The bench",
    "summary": "Somebody on a bench.",
    "pillar": "disclosure",
    "minutes": 8,
    "intensity": 1,
    "content_notes": ["a lonely evening"],
    "setting": "A bench.",
    "task": "Sit down.",
    "mentor": {"name": "Sam", "pronouns": "they/them", "story": "S.", "limits": "L.", "today": "T."},
    "actor": {
        "name": "Dana",
        "pronouns": "she/her",
        "about": "A.",
        "story": "B.",
        "feelings": "C.",
        "holds_back": "D.",
        "never": ["shout"],
        "stop": "At the word.",
        "afterwards": ["Say your own name."],
    },
    "assesses": {"listening": {"requires": ["reflects"]}, "sharing": {"requires": ["asks-first"]}},
    "prompts": {
        name: {
            "say": f"Line {name}.",
            "opens": opens,
            "again": f"Again {name}.",
            "listen_for": f"Listen {name}.",
            "why": f"Why {name}.",
        }
        for name, opens in {
            "rain": ["reflects"],
            "bus": ["asks-first", "waits"],
            "dog": ["reflects", "keeps-it-brief"],
            "dusk": ["asks-first"],
        }.items()
    },
    "end": {"title": "She goes", "text": "The bus comes.", "peer_view": "It was all right."},
    "grounding": "Feel the bench.",
    "resources": [{"title": "Somebody", "text": "Talk to somebody."}],
    "debrief": {"question": "What was it like?", "twist": "It was the rain."},
    "sources": ["SAMHSA 2015"],
}


def station(**changes: Any) -> Station:
    """The station, with fields replaced."""
    return Station.model_validate({**STATION, **changes})


def put_on_shelf(store: Store, stations: Iterable[Station] = (station(),)) -> None:
    """Let the library hold the small scenario, its rubrics, and these stations."""
    things: dict[str, Iterable[Frozen]] = {"scenario": (small(),), "rubric": RUBRICS.values(), "station": stations}
    entries = []
    for kind, some in things.items():
        for thing in some:
            own = thing.id if isinstance(thing, (Station, Rubric)) else "disclosure/small"
            store.keep_document(digest(thing), kind, own, canonical(thing))
            entries.append(ShelfEntry(kind, own, digest(thing), f"{own}.yml"))
    store.shelve(entries, (), "stations")


class Stage:
    """Fay leads, Eve and Rob observe, Sue supervises, Kim and Lee learn: the blue cohort. Ida rates the red one."""

    def __init__(self, folder: Path) -> None:
        self.house: House = house_in(folder)
        store = self.store = self.house.store
        put_on_shelf(store)
        people = {
            "fay": Role.FACILITATOR, "rob": Role.EVALUATOR, "max": Role.EVALUATOR, "ida": Role.EVALUATOR,
            "sue": Role.SUPERVISOR, "lee": Role.TRAINEE,
        }  # fmt: skip
        for name, role in people.items():
            self.house.add(name, role)
        for colour in ("blue", "red"):
            store.add_cohort(CohortRow(colour, colour, self.house.time))
        for name, role in {**people, "eve": Role.EVALUATOR, "kim": Role.TRAINEE}.items():
            store.join_cohort(Membership("red" if name == "ida" else "blue", name, role))
        shelf = Bookshelf(store)
        services = (store, shelf, self.house.now, self._new_id)
        self.stations = Stations(*services, lambda: next(self.house.ids))
        self.observers = Observers(*services)
        self.reviewing = Reviewing(*services)
        self.returning = Returning(*services)
        self.assigning = Assigning(*services)
        self.rules()

    def _new_id(self) -> str:
        return f"id-{next(self.house.ids)}"

    def rules(self, **rules: Any) -> None:
        """The rules of the blue cohort; without any, one rater, and no sample."""
        self.assigning.set_rules(self.actor("sue"), "blue", CohortRules(Rules(**{"share": 0, **rules})))

    def actor(self, name: str) -> Actor:
        """Somebody."""
        return self.house.actor(name)

    def person(self, name: str) -> PersonRow:
        """Somebody as they are kept."""
        person = self.store.person(name)
        assert person is not None
        return person

    def asked(self, *observers: str, trainee: str = "kim", **more: Any) -> str:
        """A sitting that Fay has set up; without observers Eve and Rob observe."""
        watching = list(observers or ("eve", "rob"))
        return self.stations.set_up(self.actor("fay"), "blue", "stations/bench", trainee, watching, **more).id

    def running(self, *observers: str, trainee: str = "kim") -> str:
        """One that goes on."""
        sitting = self.asked(*observers, trainee=trainee)
        self.stations.answer(self.actor(trainee), sitting, yes=True)
        self.house.wait(minutes=1)
        self.stations.begin(self.actor("fay"), sitting)
        return sitting

    def ended(self, *observers: str, reached: int = 4) -> str:
        """One that was played."""
        sitting = self.running(*observers)
        self.house.wait(minutes=9)
        self.stations.end(self.actor("fay"), sitting, reached)
        return sitting

    def seat(self, sitting: str) -> Seat:
        """How it stands."""
        return self.stations.seat(self.actor("fay"), sitting)

    def attempt(self, sitting: str) -> str:
        """The attempt that came of it."""
        found = self.seat(sitting).sitting.attempt_id
        assert found is not None
        return found

    def tick(self, who: str, sitting: str, *ticks: str) -> Observing:
        """Tick `behaviour@prompt`, with that as the id; one that begins with a minus is taken back."""
        return self.observers.tick(self.actor(who), sitting, [data(one) for one in ticks])

    def hand_in(self, who: str, sitting: str, *ticks: str, **said: Any) -> Observing:
        """Tick, and hand in."""
        self.tick(who, sitting, *ticks)
        return self.observers.hand_in(self.actor(who), sitting, HandIn(**said))


def data(tick: str) -> dict[str, Any]:
    """A tick as a page sends it."""
    behaviour, _, prompt = tick.removeprefix("-").partition("@")
    return {"id": f"{behaviour}.{prompt}", "behaviour": behaviour, "prompt": prompt, "undone": tick.startswith("-")}
