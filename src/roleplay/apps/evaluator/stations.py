"""The room of role-play stations: asking somebody to one, leading through it, ticking, and handing in.

Every field of a command is the services' to check. Screens of observers hold their own ticks and nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from roleplay.apps.catalogue import say
from roleplay.apps.evaluator.marking import path_of
from roleplay.apps.evaluator.room import HOME, Desk
from roleplay.apps.rooms import Answer, Fields, Screen, Shapes, notice
from roleplay.apps.view.desk import BarItem
from roleplay.apps.view.desk_stations import (
    CohortStations,
    DeskObserveScreen,
    DeskPaperScreen,
    DeskStationScreen,
    DeskStationsScreen,
    Script,
    SittingCard,
    StationCard,
    StationPerson,
    TickCompetency,
    TickPrompt,
)
from roleplay.engine.story import fill
from roleplay.identity import Actor
from roleplay.model.rubric import Rubric
from roleplay.model.station import Station
from roleplay.services.observing import HandIn, Observers, Observing
from roleplay.services.shelf import Bookshelf
from roleplay.services.stations import Named, Seat, Stations

FOLDER = f"{HOME}/stations"
"""The list; addresses of sittings begin with it."""

_TEXT, _MAYBE_TEXT = (str,), (str, type(None))
SHAPES: Shapes = {
    "station_set_up": {
        "cohort": _TEXT,
        "station": _TEXT,
        "trainee": _TEXT,
        "observers": (list,),
        "plays": _MAYBE_TEXT,
        "called": _MAYBE_TEXT,
    },
    "station_begin": {"sitting": _TEXT},
    "station_on": {"sitting": _TEXT, "reached": (int,)},
    "station_look": {"sitting": _TEXT},
    "station_off": {"sitting": _TEXT},
    "station_tidy": {"sitting": _TEXT},
    "station_release": {"sitting": _TEXT, "observer": _TEXT},
    "station_end": {"sitting": _TEXT, "reached": (int,)},
    "station_watch": {"sitting": _TEXT},
    "station_tick": {"sitting": _TEXT, "ticks": (list,)},
    "station_hand_in": {
        "sitting": _TEXT,
        "ticks": (list,),
        "none": (list,),
        "confidence": (int,),
        "lived": (bool,),
        "note": _MAYBE_TEXT,
    },
}
"""The commands that it takes."""


def sitting_path(sitting_id: str) -> str:
    """The address from which a sitting is led."""
    return f"{FOLDER}/{sitting_id}"


def observe_path(sitting_id: str) -> str:
    """The address at which it is watched."""
    return f"{FOLDER}/{sitting_id}/observe"


class StationRoom:
    """The room."""

    def __init__(self, desk: Desk, bookshelf: Bookshelf, stations: Stations, observers: Observers) -> None:
        self.shapes = SHAPES
        """The commands that it takes."""
        self._desk = desk
        self._bookshelf = bookshelf
        self._stations = stations
        self._observers = observers
        self._acts: dict[str, Callable[[Actor, Fields], Answer]] = {
            "station_set_up": self._set_up,
            "station_begin": self._begin,
            "station_on": self._on,
            "station_look": self._look,
            "station_off": self._off,
            "station_tidy": self._tidy,
            "station_release": self._release,
            "station_end": self._end,
            "station_watch": self._watch,
            "station_tick": self._tick,
            "station_hand_in": self._hand_in,
        }

    def bar(self, actor: Actor) -> BarItem | None:
        """How many stations wait for the actor's ticks; None for somebody who accompanies no cohort."""
        if not self._stations.cohorts(actor):
            return None
        return {"key": "stations", "path": FOLDER, "count": self._stations.waiting(actor)}

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """The list, a sitting, or what belongs to one."""
        if path == FOLDER:
            return self._list(actor)
        sitting_id, _, part = path.removeprefix(f"{FOLDER}/").partition("/")
        if not path.startswith(f"{FOLDER}/") or not sitting_id:
            return None
        screens = {"": self._sitting, "observe": self._observe, "paper": self._paper}
        return screens[part](actor, sitting_id) if part in screens else None

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Do what a command of this room asks."""
        return self._acts[command["do"]](actor, command)

    # --- leading ---

    def _set_up(self, actor: Actor, command: Fields) -> Answer:
        sitting = self._stations.set_up(
            actor,
            command["cohort"],
            command["station"],
            command["trainee"],
            command["observers"],
            plays=command["plays"],
            name=command["called"],
        )
        return Answer(self._sitting(actor, sitting.id), notice(say("desk.station.set-up.done")))

    def _begin(self, actor: Actor, command: Fields) -> Answer:
        self._stations.begin(actor, command["sitting"])
        return Answer(self._sitting(actor, command["sitting"]))

    def _on(self, actor: Actor, command: Fields) -> Answer:
        return Answer(news=_stand(self._stations.move_on(actor, command["sitting"], command["reached"])))

    def _look(self, actor: Actor, command: Fields) -> Answer:
        return Answer(news=_stand(self._stations.seat(actor, command["sitting"])))

    def _off(self, actor: Actor, command: Fields) -> Answer:
        self._stations.call_off(actor, command["sitting"])
        return Answer(self._sitting(actor, command["sitting"]))

    def _tidy(self, actor: Actor, command: Fields) -> Answer:
        self._stations.tidy(actor, command["sitting"])
        return Answer(self._list(actor))

    def _release(self, actor: Actor, command: Fields) -> Answer:
        self._stations.release(actor, command["sitting"], command["observer"])
        return Answer(self._sitting(actor, command["sitting"]))

    def _end(self, actor: Actor, command: Fields) -> Answer:
        self._stations.end(actor, command["sitting"], command["reached"])
        return Answer(self._sitting(actor, command["sitting"]))

    # --- watching ---

    def _watch(self, actor: Actor, command: Fields) -> Answer:
        return Answer(news=_ticked(self._observers.observe(actor, command["sitting"])))

    def _tick(self, actor: Actor, command: Fields) -> Answer:
        return Answer(news=_ticked(self._observers.tick(actor, command["sitting"], command["ticks"])))

    def _hand_in(self, actor: Actor, command: Fields) -> Answer:
        sitting_id = command["sitting"]
        if command["ticks"] and not self._observers.observe(actor, sitting_id).handed_in:
            self._observers.tick(actor, sitting_id, command["ticks"])  # what the page has not been able to send yet
        said = HandIn(command["none"], command["confidence"], command["lived"], command["note"])
        self._observers.hand_in(actor, sitting_id, said)
        return Answer(self._observe(actor, sitting_id), notice(say("desk.observe.handed-in")))

    # --- screens ---

    def _list(self, actor: Actor) -> DeskStationsScreen:
        cohorts = self._stations.cohorts(actor)
        rubrics = self._bookshelf.rubrics()
        return {
            "name": "desk_stations",
            "path": FOLDER,
            "title": say("desk.stations.title"),
            "stations": [_card(one, rubrics) for one in self._bookshelf.stations().values()],
            "cohorts": [self._cohort(actor, one) for one in cohorts],
        }

    def _cohort(self, actor: Actor, cohort: Named) -> CohortStations:
        choice = self._stations.choice(actor, cohort.id)
        return {
            "id": cohort.id,
            "name": cohort.name,
            "sittings": [self._sitting_card(actor, one) for one in self._stations.sittings(actor, cohort.id)],
            "trainees": _people(choice.trainees),
            "observers": _people(choice.observers),
            "team": _people(choice.team),
            "at_least": choice.at_least,
            "lived_experience": choice.lived_experience,
        }

    def _sitting_card(self, actor: Actor, seat: Seat) -> SittingCard:
        sitting = seat.sitting
        return {
            "id": sitting.id,
            "path": sitting_path(sitting.id),
            "observe_path": observe_path(sitting.id) if actor.id in sitting.observers else None,
            "title": seat.station.title,
            "trainee": self._stations.name(sitting.trainee),
            "actor": sitting.actor_name or self._stations.name(sitting.actor),
            "state": sitting.state.value,
            "observers": [
                {"id": one, "name": self._stations.name(one), "done": one in seat.handed_in}
                for one in sitting.observers
            ],
        }

    def _sitting(self, actor: Actor, sitting_id: str) -> DeskStationScreen:
        seat = self._stations.seat(actor, sitting_id)
        begun = seat.sitting.started_at
        return {
            "name": "desk_station",
            "path": sitting_path(sitting_id),
            "title": seat.station.title,
            "sitting": self._sitting_card(actor, seat),
            "paper_path": f"{sitting_path(sitting_id)}/paper",
            "list_path": FOLDER,
            "script": self._script(seat.station),
            "reached": seat.sitting.reached,
            "elapsed": 0 if begun is None else max(0, int((self._desk.now() - begun).total_seconds())),
        }

    def _observe(self, actor: Actor, sitting_id: str) -> DeskObserveScreen:
        seen = self._observers.observe(actor, sitting_id)
        attempt_id = seen.sitting.attempt_id
        return {
            "name": "desk_observe",
            "path": observe_path(sitting_id),
            "title": seen.station.title,
            "sitting": sitting_id,
            "trainee": self._stations.name(seen.sitting.trainee),
            "mentor": seen.station.mentor.name,
            "actor": seen.station.actor.name,
            "state": seen.sitting.state.value,
            "reached": seen.sitting.reached,
            "content_notes": list(seen.station.content_notes),
            "prompts": _prompts(seen.station),
            "competencies": _competencies(seen.station, seen.rubrics),
            "ticks": [
                {"id": one.id, "behaviour": one.behaviour, "prompt": one.prompt, "undone": one.undone}
                for one in seen.ticks
            ],
            "handed_in": seen.handed_in,
            "attempt_path": path_of(attempt_id) if seen.handed_in and attempt_id is not None else None,
            "list_path": FOLDER,
        }

    def _paper(self, actor: Actor, sitting_id: str) -> DeskPaperScreen:
        seat = self._stations.seat(actor, sitting_id)
        return {
            "name": "desk_paper",
            "path": f"{sitting_path(sitting_id)}/paper",
            "title": say("desk.paper.title").format(title=seat.station.title),
            "sitting": self._sitting_card(actor, seat),
            "back_path": sitting_path(sitting_id),
            "script": self._script(seat.station),
            "prompts": _prompts(seat.station),
            "competencies": _competencies(seat.station, self._bookshelf.rubrics(seat.sitting.rubrics)),
        }

    def _script(self, station: Station) -> Script:
        words = self._bookshelf.site().pinned()
        part, mentor = station.actor, station.mentor

        def told(text: str) -> str:
            return fill(text, words)

        return {
            "title": station.title,
            "minutes": station.minutes,
            "content_notes": list(station.content_notes),
            "setting": told(station.setting),
            "task": told(station.task),
            "mentor": {
                "name": mentor.name,
                "pronouns": mentor.pronouns,
                "story": told(mentor.story),
                "limits": told(mentor.limits),
                "today": told(mentor.today),
            },
            "part": {
                "name": part.name,
                "pronouns": part.pronouns,
                "about": told(part.about),
                "story": told(part.story),
                "feelings": told(part.feelings),
                "holds_back": told(part.holds_back),
                "never": [told(one) for one in part.never],
                "stop": told(part.stop),
                "afterwards": [told(one) for one in part.afterwards],
            },
            "prompts": [
                {"id": one.id, "say": one.say, "do": one.do, "beneath": one.beneath, "again": one.again}
                for one in station.prompts
            ],
            "close": told(station.end.text),
            "grounding": told(station.grounding),
        }


def _stand(seat: Seat) -> Mapping[str, Any]:
    """How a sitting stands, for a page that leads through it."""
    sitting = seat.sitting
    return {
        "quiet": True,
        "state": sitting.state.value,
        "reached": sitting.reached,
        "done": len(seat.handed_in),
    }


def _ticked(seen: Observing) -> Mapping[str, Any]:
    """What has arrived of an observer's ticks, and how far the script is."""
    return {
        "quiet": True,
        "state": seen.sitting.state.value,
        "reached": seen.sitting.reached,
        "handed_in": seen.handed_in,
        "kept": {one.id: one.undone for one in seen.ticks},
    }


def _people(people: Iterable[Named]) -> list[StationPerson]:
    return [{"id": one.id, "name": one.name} for one in people]


def _card(station: Station, rubrics: Mapping[str, Rubric]) -> StationCard:
    return {
        "id": station.id,
        "title": station.title,
        "summary": station.summary,
        "minutes": station.minutes,
        "prompts": len(station.prompts),
        "intensity": station.intensity,
        "content_notes": list(station.content_notes),
        "assesses": [rubrics[one].title if one in rubrics else one for one in station.assesses],
        "reviewed": station.sign_off.lived_experience is not None,
    }


def _prompts(station: Station) -> list[TickPrompt]:
    return [
        {"id": one.id, "say": one.say, "do": one.do, "listen_for": one.listen_for, "opens": list(one.opens)}
        for one in station.prompts
    ]


def _competencies(station: Station, rubrics: Mapping[str, Rubric]) -> list[TickCompetency]:
    return [
        {
            "id": competency,
            "title": rubrics[competency].title,
            "behaviours": [
                {
                    "id": one.id,
                    "text": one.text,
                    "example": one.example,
                    "kind": one.kind.value,
                    "severity": None if one.severity is None else one.severity.value,
                    "required": one.id in needs.requires,
                }
                for one in rubrics[competency].behaviours
            ],
        }
        for competency, needs in station.assesses.items()
    ]
