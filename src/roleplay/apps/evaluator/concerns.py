"""The inbox of whoever is told of concerns in a cohort."""

from __future__ import annotations

from roleplay.apps.catalogue import say
from roleplay.apps.evaluator.asking import Asking
from roleplay.apps.evaluator.queue import attempt_path, titles
from roleplay.apps.evaluator.room import HOME
from roleplay.apps.rooms import Answer, Fields, Screen, Shapes, notice
from roleplay.apps.view.desk import BarItem
from roleplay.apps.view.desk_queue import DeskCohort, DeskConcernsScreen, DeskThread
from roleplay.identity import Actor
from roleplay.services.concerns import Concerns, Thread
from roleplay.services.policy import Action
from roleplay.services.queue import Part, Queue
from roleplay.services.shelf import Bookshelf

FOLDER = f"{HOME}/concerns"
"""Addresses of inboxes begin with it."""

SHAPES: Shapes = {
    "concern_done": {"cohort": (str,), "attempt": (str,), "text": (str,), "seen": (str,)},
    "concern_name": {"attempt": (str,)},
}
"""The commands that it takes."""


def concerns_path(cohort_id: str) -> str:
    """The address of the inbox of a cohort's contact."""
    return f"{FOLDER}/{cohort_id}"


class ConcernsRoom:
    """The room at `/desk/concerns/COHORT`, for the contact alone."""

    def __init__(self, concerns: Concerns, queue: Queue, bookshelf: Bookshelf) -> None:
        self.shapes = SHAPES
        """The commands that it takes."""
        self._concerns = concerns
        self._queue = queue
        self._title = titles(bookshelf)

    def bar(self, actor: Actor) -> BarItem | None:
        """The inbox, with how much waits in it; None for whoever is nobody's contact."""
        waiting = self._concerns.waiting(actor)
        if not waiting:
            return None
        first = max(waiting, key=lambda cohort: waiting[cohort])  # where something waits
        return {"key": "concerns", "path": concerns_path(first), "count": sum(waiting.values())}

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """What the contact of a cohort was told. Reading it goes into the audit log."""
        cohort = path.removeprefix(f"{FOLDER}/")
        if cohort == path or not cohort or "/" in cohort:
            return None
        return self._shown(actor, cohort)

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Write down what was done, or have a name shown."""
        if command["do"] == "concern_name":
            return Answer(news={"named": command["attempt"], "person": self._queue.name_of(actor, command["attempt"])})
        self._concerns.follow_up(actor, command["attempt"], command["text"], command["seen"])
        return Answer(self._shown(actor, command["cohort"]), notice(say("desk.concerns.kept")))

    def _shown(self, actor: Actor, cohort: str) -> DeskConcernsScreen:
        threads = self._concerns.read(actor, cohort)
        parts = {one.cohort.id: one for one in self._queue.parts(actor)}
        mine = [one for one in self._concerns.waiting(actor) if one in parts]
        return {
            "name": "desk_concerns",
            "path": concerns_path(cohort),
            "title": say("desk.concerns.title", cohort=parts[cohort].cohort.name),
            "cohort": _cohort(parts[cohort]),
            "cohorts": [_cohort(parts[one]) for one in mine],
            "threads": [self._thread(one, parts[cohort]) for one in threads],
        }

    def _thread(self, thread: Thread, part: Part) -> DeskThread:
        opens = Action.MARK_ATTEMPT in part.may
        return {
            "attempt": thread.attempt_id,
            "path": attempt_path(thread.attempt_id) if opens else None,
            "trainee": thread.trainee,
            "scenario": self._title(thread.scenario_id),
            "open": thread.open,
            "said": [
                {"id": one.id, "done": one.done, "body": one.body, "at": one.at.isoformat(), "who": one.who}
                for one in thread.said
            ],
        }


def _cohort(part: Part) -> DeskCohort:
    return {"id": part.cohort.id, "name": part.cohort.name, "path": Asking(part.cohort.id).path}
