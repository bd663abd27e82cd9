"""The queue: what there is to mark in a cohort, who is asked for it, and what to mark next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import cast

from roleplay.apps.catalogue import say
from roleplay.apps.evaluator.asking import Asking, day_of, is_over, read_asking, read_day
from roleplay.apps.evaluator.room import HOME, Desk
from roleplay.apps.rooms import Answer, Fields, Room, Screen, Shapes, notice
from roleplay.apps.view.desk import BarItem
from roleplay.apps.view.desk_queue import (
    DeskAsked,
    DeskChoice,
    DeskCohort,
    DeskQueueScreen,
    DeskRow,
    DeskTally,
    EmptyCode,
)
from roleplay.apps.view.desk_sheet import StateCode
from roleplay.errors import NotFound, RefusedEvent
from roleplay.identity import Actor
from roleplay.scoring.review import State
from roleplay.services.assigning import MOST_AT_ONCE, Assigning, Pressed, Progress
from roleplay.services.policy import Action
from roleplay.services.queue import Page, Part, Queue
from roleplay.services.reviewing import Waiting
from roleplay.services.shelf import Bookshelf

ROWS = 20
"""Rows of a page."""

_TEXT, _MAYBE_TEXT = (str,), (str, type(None))
_HERE = {"cohort": _TEXT}

SHAPES: Shapes = {
    "queue_filter": {**_HERE, "state": _TEXT, "who": _TEXT, "due": _TEXT, "scenario": _TEXT},
    "queue_next": {**_HERE, "scenario": _TEXT},
    "queue_decide": {**_HERE, "scenario": _TEXT},
    "queue_assign": {**_HERE, "attempts": (list,), "rater": _TEXT, "due": _MAYBE_TEXT},
    "queue_due": {**_HERE, "attempts": (list,), "due": _MAYBE_TEXT},
    "queue_unassign": {**_HERE, "attempts": (list,)},
    "queue_plan": _HERE,
    "queue_share": {**_HERE, "due": _MAYBE_TEXT, "goes_on": (bool,)},
    "queue_undo": {},
    "queue_name": {"attempt": _TEXT},
}
"""The commands that it takes."""


def attempt_path(attempt_id: str) -> str:
    """The address of an attempt on the desk."""
    return f"{HOME}/attempts/{attempt_id}"


def rules_path(cohort_id: str) -> str:
    """The address of a cohort's rules."""
    return f"{HOME}/rules/{cohort_id}"


def titles(bookshelf: Bookshelf) -> Callable[[str], str]:
    """What says the title of a scenario by its id, as the library has it now; the id when it is gone."""

    @lru_cache(maxsize=512)
    def title(scenario_id: str) -> str:
        try:
            return bookshelf.scenario(scenario_id)[1].title
        except NotFound:
            return scenario_id

    return title


class QueueRoom:
    """The room at `/desk`. `marking` shows the sheet of the attempt that is opened from here."""

    def __init__(self, desk: Desk, queue: Queue, assigning: Assigning, bookshelf: Bookshelf, marking: Room) -> None:
        self.shapes = SHAPES
        """The commands that it takes."""
        self._desk = desk
        self._queue = queue
        self._assigning = assigning
        self._title = titles(bookshelf)
        self._marking = marking
        self._at = Asking("")
        self._progress: Progress | None = None
        self._presses = 0
        self._undo: tuple[str, Pressed, str] | None = None  # in which cohort, what, and in words
        self._acts: dict[str, Callable[[Actor, Fields], Answer]] = {
            "queue_filter": self._filter,
            "queue_next": self._next,
            "queue_decide": self._decide,
            "queue_assign": self._assign,
            "queue_due": self._due,
            "queue_unassign": self._unassign,
            "queue_plan": self._plan,
            "queue_share": self._share,
            "queue_undo": self._take_back,
            "queue_name": self._name,
        }

    def bar(self, actor: Actor) -> BarItem | None:
        """The queue, with how many requests wait for whoever looks."""
        return {"key": "queue", "path": HOME, "count": self._queue.waiting(actor)}

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """A page of a queue."""
        asking = read_asking(path)
        if asking is None:
            return None
        return self._shown(actor, asking)

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Do what a command of this room asks."""
        return self._acts[command["do"]](actor, command)

    # --- what is shown ---

    def _shown(self, actor: Actor, asking: Asking) -> DeskQueueScreen:
        parts = self._queue.parts(actor)
        part = next((one for one in parts if asking.cohort in {"", one.cohort.id}), None)
        if part is None and not asking.cohort:
            self._desk.asked = None
            return self._no_cohort(actor)
        cohort = asking.cohort if part is None else part.cohort.id  # one that is not theirs is refused below
        asking = replace(asking, cohort=cohort)
        asked = asking.asked(actor.id, self._desk.now())
        near = {"after": asking.after} if asking.after else {"before": asking.before} if asking.before else {}
        page = self._queue.page(actor, asked, ROWS, **near)
        if not page.earlier:
            asking = asking.first
        self._at, self._desk.asked = asking, asked
        tally = self._tally(actor, cohort)
        empty = None if page.rows else _why_empty(asking, tally)
        return {
            **self._no_cohort(actor),
            "path": asking.path,
            "cohort": _cohort(part) if part is not None else None,
            "cohorts": [_cohort(one) for one in parts],
            "filter": asking.filter,
            "scenarios": self._scenarios(actor, cohort),
            "tally": tally,
            "found": _found(asking, tally),
            "rows": self._rows(actor, page, part),
            "empty": empty,
            "earlier": replace(asking.first, before=page.rows[0].attempt_id).path if page.earlier else None,
            "later": replace(asking.first, after=page.rows[-1].attempt_id).path if page.later else None,
            "clear": Asking(cohort, state="all").path,
            "rules_path": rules_path(cohort),
            "may": {
                "mark": _may(part, Action.MARK_ATTEMPT),
                "decide": _may(part, Action.ADJUDICATE),
                "assign": _may(part, Action.ASSIGN_REVIEW),
                "rules": _may(part, Action.SET_REVIEW_RULES),
                "name": _may(part, Action.SEE_NAME),
            },
            "raters": self._raters(actor, cohort) if _may(part, Action.ASSIGN_REVIEW) else [],
            "undo": self._undo[2] if self._undo is not None and self._undo[0] == cohort else None,
        }

    def _no_cohort(self, actor: Actor) -> DeskQueueScreen:
        return {
            "name": "desk_queue",
            "path": HOME,
            "title": say("desk.queue.title"),
            "cohort": None,
            "cohorts": [],
            "filter": Asking("").filter,
            "scenarios": [],
            "tally": {"all": 0, "waiting": 0, "states": {}, "overdue": 0, "mine": 0},
            "found": 0,
            "rows": [],
            "empty": "cohorts",
            "earlier": None,
            "later": None,
            "clear": HOME,
            "rules_path": HOME,
            "may": {"mark": False, "decide": False, "assign": False, "rules": False, "name": False},
            "raters": [],
            "you": actor.id,
            "most": MOST_AT_ONCE,
            "undo": None,
            "pressed": self._presses,
        }

    def _tally(self, actor: Actor, cohort: str) -> DeskTally:
        found = self._queue.tally(actor, cohort)
        states = cast("dict[StateCode, int]", {str(state): many for state, many in found.states.items()})
        waiting = sum(found.states.get(state, 0) for state in (State.UNMARKED, State.NEEDS_SECOND))
        return {
            "all": sum(states.values()),
            "waiting": waiting,
            "states": states,
            "overdue": found.overdue,
            "mine": found.mine,
        }

    def _scenarios(self, actor: Actor, cohort: str) -> list[DeskChoice]:
        found: list[DeskChoice] = [
            {"id": one, "name": self._title(one)} for one in self._queue.scenarios(actor, cohort)
        ]
        return sorted(found, key=lambda one: one["name"].casefold())

    def _raters(self, actor: Actor, cohort: str) -> list[DeskChoice]:
        return [{"id": one, "name": name} for one, name in self._queue.raters(actor, cohort).items()]

    def _rows(self, actor: Actor, page: Page, part: Part | None) -> list[DeskRow]:
        names = {} if part is None else self._queue.raters(actor, part.cohort.id)
        return [self._row(actor, one, page.marked[one.attempt_id], names, part) for one in page.rows]

    def _row(
        self, actor: Actor, one: Waiting, marked: frozenset[str], names: Mapping[str, str], part: Part | None
    ) -> DeskRow:
        marks = _may(part, Action.MARK_ATTEMPT)
        decides = _may(part, Action.ADJUDICATE) and one.state is State.DISAGREES
        return {
            "attempt": one.attempt_id,
            "path": attempt_path(one.attempt_id) if marks or decides else None,
            "trainee": one.trainee,
            "scenario": self._title(one.scenario_id),
            "state": one.state.value,
            "asked": self._asked(actor, one, marked, names),
        }

    def _asked(self, actor: Actor, one: Waiting, marked: frozenset[str], names: Mapping[str, str]) -> list[DeskAsked]:
        now = self._desk.now()
        there = {part.rater: part for part in one.assignments}
        found: list[DeskAsked] = []
        for rater in [*there, *sorted(marked - there.keys())]:
            part, done = there.get(rater), rater in marked
            due = None if part is None or done else part.due
            holds = part is not None and not done and part.lease_until is not None and part.lease_until > now
            if part is not None and not done and not holds and part.assigned_by == rater and part.batch is None:
                continue  # they had it open once, and nobody has asked them
            found.append(
                {
                    "name": names.get(rater, ""),
                    "you": rater == actor.id,
                    "marked": done,
                    "holds": holds,
                    "due": day_of(due),
                    "overdue": is_over(due, now),
                }
            )
        return sorted(found, key=lambda person: (not person["you"], person["name"].casefold()))

    # --- what is done ---

    def _filter(self, actor: Actor, command: Fields) -> Answer:
        named = ("cohort", "state", "who", "due", "scenario")
        asking = read_asking(Asking(**{name: command[name] for name in named}).path)
        if asking is None:
            raise RefusedEvent("The filter cannot be read.", "Reload the page and try again.")
        return Answer(self._shown(actor, asking))

    def _next(self, actor: Actor, command: Fields) -> Answer:
        attempt_id = self._queue.next_up(actor, command["cohort"], command["scenario"] or None)
        if attempt_id is None:
            return self._decide(actor, command)
        return Answer(self._marking.screen(actor, attempt_path(attempt_id)))

    def _decide(self, actor: Actor, command: Fields) -> Answer:
        attempt_id = self._queue.next_to_decide(actor, command["cohort"], command["scenario"] or None)
        if attempt_id is None:
            return Answer(self._here(actor), notice(say("desk.queue.next.none")))
        return Answer(self._marking.screen(actor, attempt_path(attempt_id)))

    def _assign(self, actor: Actor, command: Fields) -> Answer:
        cohort, due = command["cohort"], read_day(command["due"], self._desk.now())
        pressed = self._assigning.assign(actor, cohort, command["attempts"], command["rater"], due)
        name = self._queue.raters(actor, cohort).get(command["rater"], "")
        return self._pressed(actor, cohort, pressed, _said("desk.queue.assigned", pressed, name=name))

    def _due(self, actor: Actor, command: Fields) -> Answer:
        due = read_day(command["due"], self._desk.now())
        pressed = self._assigning.set_due(actor, command["cohort"], command["attempts"], due)
        return self._pressed(actor, command["cohort"], pressed, _said("desk.queue.day-changed", pressed))

    def _unassign(self, actor: Actor, command: Fields) -> Answer:
        pressed = self._assigning.unassign(actor, command["cohort"], command["attempts"])
        return self._pressed(actor, command["cohort"], pressed, _said("desk.queue.unassigned", pressed))

    def _pressed(self, actor: Actor, cohort: str, pressed: Pressed, said: str) -> Answer:
        self._presses += 1
        if pressed.asked:
            self._undo = (cohort, pressed, said)
        return Answer(self._here(actor), notice(said))

    def _plan(self, actor: Actor, command: Fields) -> Answer:
        plan = self._assigning.plan(actor, command["cohort"])
        return Answer(
            news={
                "plan": {
                    "attempts": plan.attempts,
                    "people": plan.people,
                    "raters": plan.raters,
                    "ready": plan.ready,
                }
            }
        )

    def _share(self, actor: Actor, command: Fields) -> Answer:
        cohort, due = command["cohort"], read_day(command["due"], self._desk.now())
        before = self._progress if command["goes_on"] else None
        self._progress = progress = self._assigning.assign_evenly(actor, cohort, due, before)
        pressed = Pressed(progress.batch, progress.asked)
        said = _said("desk.queue.shared", pressed)
        if progress.asked:
            self._undo = (cohort, pressed, said)  # also of what was stopped half-way
        if not progress.done:
            return Answer(news={"shared": {"asked": progress.asked, "looked": progress.looked}})
        self._progress = None
        return Answer(self._here(actor), notice(said))

    def _take_back(self, actor: Actor, command: Fields) -> Answer:
        del command
        if self._undo is None:
            return Answer(self._here(actor), notice(say("desk.queue.undone.nothing")))
        cohort, pressed, said = self._undo
        gone = self._assigning.undo(actor, cohort, pressed)
        if gone and pressed.batch is not None:  # there may be more of it
            self._undo = (cohort, replace(pressed, earlier=()), said)
            return Answer(news={"undone": gone})
        self._undo = None
        return Answer(self._here(actor), notice(say("desk.queue.undone")))

    def _name(self, actor: Actor, command: Fields) -> Answer:
        return Answer(news={"named": command["attempt"], "person": self._queue.name_of(actor, command["attempt"])})

    def _here(self, actor: Actor) -> DeskQueueScreen:
        return self._shown(actor, self._at)


def _cohort(part: Part) -> DeskCohort:
    return {"id": part.cohort.id, "name": part.cohort.name, "path": Asking(part.cohort.id).path}


def _may(part: Part | None, action: Action) -> bool:
    return part is not None and action in part.may


def _why_empty(asking: Asking, tally: DeskTally) -> EmptyCode:
    if not tally["all"]:
        return "cohort"
    return "filter" if asking.filters else "done"


def _found(asking: Asking, tally: DeskTally) -> int | None:
    """How many the filter lets through, where the tally says so."""
    if (asking.who, asking.due, asking.scenario) != ("anybody", "any", ""):
        return None
    if asking.state in {"waiting", "all"}:
        return tally["waiting"] if asking.state == "waiting" else tally["all"]
    return tally["states"].get(cast("StateCode", asking.state), 0)


def _said(key: str, pressed: Pressed, **values: str) -> str:
    said = say(key, n=pressed.asked, **values)
    if not pressed.left_out:
        return said
    left_out = say("desk.queue.left-out", n=pressed.left_out)
    return f"{said} {left_out}"
