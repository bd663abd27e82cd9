"""The trainee's app: what arrives from the browser goes to the services, and the right screen comes back.

Plain Python without a widget, so that it is tested without a browser. The browser is not trusted: a command that makes
no sense, comes late or asks for what is somebody else's ends in a notice or a kind page, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeAlias

from roleplay.apps.address import LIBRARY, Place, debrief_path, play_path, read_address
from roleplay.apps.brief import assessment, brief
from roleplay.apps.cards import help_of
from roleplay.apps.catalogue import say
from roleplay.apps.check import check, ticked
from roleplay.apps.course import module, modules
from roleplay.apps.debrief import debrief
from roleplay.apps.desk import Desk
from roleplay.apps.fellows import fellow, opened
from roleplay.apps.library import library
from roleplay.apps.pages import page
from roleplay.apps.player import items, meant, node_meant, now, player
from roleplay.apps.progress import progress
from roleplay.apps.refresh import chair, drill, drilled, refreshers
from roleplay.apps.results import result
from roleplay.apps.stations import stations
from roleplay.apps.view import Help, Notice, PageKept, Played, ProblemScreen, ReadersChanged, Screen
from roleplay.errors import Conflict, RefusedEvent, RoleplayError
from roleplay.identity import Actor
from roleplay.model.learning import PLACEMENT
from roleplay.model.scenario import Use
from roleplay.services.attempts import Playing
from roleplay.services.fellows import Saying
from roleplay.store.rows import Feedback, Options, Status


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the browser."""

    screen: Screen | None = None
    """A whole screen, in place of the present one."""
    played: Played | None = None
    """What is new in the running conversation."""
    readers: ReadersChanged | None = None
    """Who can read a text now."""
    kept: PageKept | None = None
    """A private page was kept."""
    notice: Notice | None = None
    """Something to tell the trainee; after the screen when both are there."""


Fields: TypeAlias = Mapping[str, Any]
_TEXT, _MAYBE_TEXT = (str,), (str, type(None))

_SHAPES: dict[str, dict[str, tuple[type, ...]]] = {
    "ready": {"path": _TEXT},
    "go": {"path": _TEXT},
    "resync": {},
    "start": {"scenario": _TEXT, "mode": _TEXT, "feedback": _TEXT, "say_first": (bool,)},
    "expect": {"seq": (int,), "text": _MAYBE_TEXT},
    "say_first": {"seq": (int,), "node": _TEXT, "text": _MAYBE_TEXT},
    "choose": {"seq": (int,), "node": _TEXT, "choice": _TEXT},
    "write": {"seq": (int,), "node": _TEXT, "text": _MAYBE_TEXT},
    "compare": {"seq": (int,), "node": _TEXT, "behaviours": (list,)},
    "reflect": {"seq": (int,), "texts": (list,)},
    "finish": {"seq": (int,)},
    "leave": {"seq": (int,)},
    "branch": {"attempt": _TEXT, "turns": (int,)},
    "share": {"text": _TEXT},
    "unshare": {"text": _TEXT},
    "begin_check": {"check": _TEXT},
    "answer_item": {"seq": (int,), "item": _TEXT, "options": (list,)},
    "choose_way": {"pathway": _TEXT},
    "start_assessment": {"pillar": _TEXT},
    "refresh": {"seq": (int,), "moment": _TEXT, "choice": _TEXT},
    "keep_page": {"page": _TEXT, "answers": (dict,), "seen": _MAYBE_TEXT},
    "hand_in": {"attempt": _TEXT, "cohort": _TEXT},
    "take_back_hand_in": {"attempt": _TEXT},
    "answer_result": {"attempt": _TEXT, "text": _TEXT},
    "ask_again": {"attempt": _TEXT},
    "open_to": {"attempt": _TEXT, "fellows": (list,)},
    "close_to": {"attempt": _TEXT, "fellow": _TEXT},
    "remove_said": {"attempt": _TEXT, "said": _TEXT},
    "say_as_fellow": {
        "attempt": _TEXT,
        "strength": _TEXT,
        "question": _TEXT,
        "thing_to_try": _TEXT,
        "ticks": (list,),
    },
    "unsay": {"attempt": _TEXT},
    "answer_station": {"station": _TEXT, "yes": (bool,)},
}
"""Command -> field -> the types that it may have. Everything else is refused before anything is looked up."""


def _fits(command: Fields) -> bool:
    shape = _SHAPES.get(str(command.get("do")))
    if shape is None:
        return False
    return all(field in command and type(command[field]) in kinds for field, kinds in shape.items())


class TraineeApp:
    """One person in front of one page. `who` says what they may be at this moment, and raises for somebody shut out."""

    def __init__(self, desk: Desk, who: Callable[[], Actor] | None = None) -> None:
        self.desk = desk
        """The person and the services."""
        self._who = who or (lambda: desk.actor)
        self._path = LIBRARY.path
        self._attempt: str | None = None
        self._acts: dict[str, Callable[[Fields], Answer]] = {
            "ready": lambda c: self._go(c["path"]),
            "go": lambda c: self._go(c["path"]),
            "resync": lambda _: self._go(self._path),
            "start": self._start,
            "branch": self._branch,
            "share": self._share,
            "unshare": self._unshare,
            "begin_check": self._begin_check,
            "answer_item": self._answer_item,
            "choose_way": self._choose_way,
            "start_assessment": self._start_assessment,
            "refresh": self._refresh,
            "keep_page": self._keep_page,
            **{name: partial(self._with_others, act) for name, act in _WITH_OTHERS.items()},
        }

    def handle(self, command: Fields) -> Answer:
        """Do what the browser asks, as far as it may."""
        if not _fits(command):
            return Answer(notice=_notice("problem", say("notice.unreadable")))
        act = self._acts.get(command["do"], self._play)
        try:
            # Roles are given and taken, and people signed out, while a page is open.
            actor = self._who()
            if actor != self.desk.actor:
                self.desk = replace(self.desk, actor=actor)
            return act(command)
        except Conflict as error:
            refreshed = self._go(self._path)
            return Answer(screen=refreshed.screen, notice=_notice("info", str(error)))
        except RoleplayError as error:
            return Answer(notice=_notice("problem", str(error)))

    def help(self) -> Help:
        """What stands behind *Get help* on screens that have none of their own."""
        return help_of(self.desk.site)

    def _go(self, path: str) -> Answer:
        try:
            screen = self._screen(path)
        except RoleplayError as error:
            screen = problem_screen(path, error.message, error.fix)
        self._path = screen["path"]
        self._attempt = screen["attempt"] if screen["name"] == "player" else None
        return Answer(screen=screen)

    def _screen(self, path: str) -> Screen:
        address = read_address(path)
        if address is None:
            return problem_screen(path, say("problem.no_such_page"), "")
        by_itself, of_something = _PAGES.get(address.place), _PAGES_OF.get(address.place)
        if by_itself is not None and not address.id:
            return by_itself(self.desk)
        if of_something is not None:
            return of_something(self.desk, address.id)
        return self._attempt_screen(self.desk.attempts.resume(self.desk.actor, address.id))

    def _attempt_screen(self, playing: Playing) -> Screen:
        if playing.game.scenario.use is Use.STATION:  # nothing was chosen, so there is nothing to go through again
            return stations(self.desk)
        if playing.attempt.status is Status.OPEN:
            return player(self.desk, playing)
        return debrief(self.desk, playing)

    def _start(self, command: Fields) -> Answer:
        feedback = Feedback.END if command["feedback"] == Feedback.END else Feedback.EACH
        options = Options(feedback=feedback, say_first=command["say_first"])
        playing = self.desk.attempts.start(self.desk.actor, command["scenario"], command["mode"], options)
        return self._go(play_path(playing.attempt.id))

    def _branch(self, command: Fields) -> Answer:
        playing = self.desk.attempts.branch(self.desk.actor, command["attempt"], command["turns"])
        return self._go(play_path(playing.attempt.id))

    def _share(self, command: Fields) -> Answer:
        self.desk.sharing.share(self.desk.actor, command["text"])
        return Answer(readers={"type": "readers", "text": command["text"], "who": "shared"})

    def _unshare(self, command: Fields) -> Answer:
        self.desk.sharing.unshare(self.desk.actor, command["text"])
        return Answer(readers={"type": "readers", "text": command["text"], "who": "you"})

    # --- learning ---

    def _begin_check(self, command: Fields) -> Answer:
        self.desk.course.begin_check(self.desk.actor, self.desk.studying(), command["check"])
        return self._show(check(self.desk, command["check"]))

    def _answer_item(self, command: Fields) -> Answer:
        studying = self.desk.studying()
        options = ticked(studying, command["item"], command["options"])
        self.desk.course.answer(self.desk.actor, studying, command["seq"], command["item"], options)
        return self._show(check(self.desk, studying.tries[-1].check, answered=True))

    def _choose_way(self, command: Fields) -> Answer:
        self.desk.course.choose_way(self.desk.actor, self.desk.studying(), command["pathway"])
        return self._show(modules(self.desk))

    def _start_assessment(self, command: Fields) -> Answer:
        desk, studying = self.desk, self.desk.studying()
        history = desk.attempts.history(desk.actor)
        assessing = (desk.actor, studying.curriculum, studying.standing, history)
        return self._go(play_path(desk.assessing.start(*assessing, command["pillar"]).attempt.id))

    def _refresh(self, command: Fields) -> Answer:
        desk, seq, moment = self.desk, command["seq"], command["moment"]
        history = desk.attempts.history(desk.actor)
        before = desk.refreshers.open(desk.actor, history, moment)
        if seq != before.seq:
            raise Conflict.moved_on(seq, before.seq)
        shown = {str(number): offer.id for number, offer in enumerate(before.offers, start=1)}
        outcome = desk.refreshers.answer(desk.actor, history, seq, moment, shown.get(command["choice"], ""))
        return self._show(drilled(desk, before, outcome))

    def _keep_page(self, command: Fields) -> Answer:
        seen = None if command["seen"] is None else moment_of(command["seen"])
        written = self.desk.pages.keep(self.desk.actor, command["page"], command["answers"], seen)
        at = None if written.at is None else written.at.isoformat()
        return Answer(kept={"type": "kept", "page": written.page.id, "at": at})

    def _with_others(self, act: Callable[[Desk, Fields], str], command: Fields) -> Answer:
        """Do something that others are concerned with: the same page follows, and says what holds now."""
        done = act(self.desk, command)
        return Answer(screen=self._go(self._path).screen, notice=_notice("info", say(done)))

    def _show(self, screen: Screen) -> Answer:
        self._path, self._attempt = screen["path"], None
        return Answer(screen=screen)

    # --- playing ---

    def _play(self, command: Fields) -> Answer:
        if self._attempt is None:
            return Answer(notice=_notice("problem", say("notice.nothing_running")))
        attempts, actor, attempt, seq = self.desk.attempts, self.desk.actor, self._attempt, command["seq"]
        before = attempts.resume(actor, attempt)
        if seq != len(before.events):
            raise Conflict.moved_on(seq, len(before.events))
        after: Playing
        match command["do"]:
            case "expect":
                after = attempts.expect(actor, attempt, seq, command["text"])
            case "say_first":
                after = attempts.say_first(actor, attempt, seq, node_meant(before, command["node"]), command["text"])
            case "choose":
                chose = meant(before, command["node"], command["choice"])
                after = attempts.choose(actor, attempt, seq, chose.node, chose.choice)
            case "write":
                after = attempts.write(actor, attempt, seq, node_meant(before, command["node"]), command["text"])
            case "compare":
                node = node_meant(before, command["node"])
                after = attempts.compare(actor, attempt, seq, node, tuple(command["behaviours"]))
            case "reflect":
                attempts.reflect(actor, attempt, seq, tuple(command["texts"]))
                return self._go(debrief_path(attempt))
            case "finish":
                attempts.finish(actor, attempt, seq)
                return self._go(debrief_path(attempt))
            case _:
                attempts.leave(actor, attempt, seq)
                return self._go(LIBRARY.path)
        played: Played = {
            "type": "played",
            "seq": len(after.events),
            "append": items(self.desk, after)[len(items(self.desk, before)) :],
            "now": now(self.desk, after),
        }
        return Answer(played=played)


def _hand_in(desk: Desk, command: Fields) -> str:
    desk.returning.submit(desk.actor, command["attempt"], command["cohort"])
    return "hand.done"


def _take_back(desk: Desk, command: Fields) -> str:
    desk.returning.take_back(desk.actor, command["attempt"])
    return "hand.back.done"


def _answer_result(desk: Desk, command: Fields) -> str:
    desk.returning.answer(desk.actor, command["attempt"], command["text"])
    return "result.answer.done"


def _ask_again(desk: Desk, command: Fields) -> str:
    desk.returning.ask_again(desk.actor, command["attempt"])
    return "result.again.done"


def _open_to(desk: Desk, command: Fields) -> str:
    desk.fellows.open_to(desk.actor, command["attempt"], command["fellows"])
    return "fellows.open.done"


def _close_to(desk: Desk, command: Fields) -> str:
    desk.fellows.close(desk.actor, command["attempt"], command["fellow"])
    return "fellows.close.done"


def _remove_said(desk: Desk, command: Fields) -> str:
    desk.fellows.remove(desk.actor, command["attempt"], command["said"])
    return "fellows.remove.done"


def _say_as_fellow(desk: Desk, command: Fields) -> str:
    saying = Saying(command["strength"], command["question"], command["thing_to_try"], command["ticks"])
    desk.fellows.say(desk.actor, command["attempt"], saying)
    return "fellow.done"


def _unsay(desk: Desk, command: Fields) -> str:
    desk.fellows.take_back(desk.actor, command["attempt"])
    return "fellow.unsaid"


def _answer_station(desk: Desk, command: Fields) -> str:
    desk.stations.answer(desk.actor, command["station"], yes=command["yes"])
    return "stations.yes.done" if command["yes"] else "stations.no.done"


_WITH_OTHERS: Mapping[str, Callable[[Desk, Fields], str]] = {
    "hand_in": _hand_in,
    "take_back_hand_in": _take_back,
    "answer_result": _answer_result,
    "ask_again": _ask_again,
    "open_to": _open_to,
    "close_to": _close_to,
    "remove_said": _remove_said,
    "say_as_fellow": _say_as_fellow,
    "unsay": _unsay,
    "answer_station": _answer_station,
}
"""Commands that others are concerned with, and what is told once they are done."""

_PAGES: Mapping[Place, Callable[[Desk], Screen]] = {
    Place.LIBRARY: library,
    Place.PROGRESS: progress,
    Place.MODULES: modules,
    Place.PLACEMENT: lambda desk: check(desk, PLACEMENT),
    Place.REFRESHERS: refreshers,
    Place.OPENED: opened,
    Place.STATIONS: stations,
}
"""Screens of which there is one."""

_PAGES_OF: Mapping[Place, Callable[[Desk, str], Screen]] = {
    Place.SCENARIO: brief,
    Place.ASSESSMENT: assessment,
    Place.MODULE: module,
    Place.CHECK: check,
    Place.DRILL: drill,
    Place.CHAIR: chair,
    Place.PAGE: page,
    Place.RESULTS: result,
    Place.OPENED: fellow,
}
"""Screens about something."""


def moment_of(text: str) -> datetime:
    """A moment in time as it was sent. Raises `RefusedEvent` for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedEvent("The time cannot be read.", "Copy what you wrote, and reload.") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _notice(tone: str, text: str) -> Notice:
    return {"type": "notice", "tone": "problem" if tone == "problem" else "info", "text": text}


def problem_screen(path: str, text: str, fix: str) -> ProblemScreen:
    """A kind page about something that did not work."""
    return {
        "name": "problem",
        "path": path,
        "title": say("problem.title"),
        "text": text,
        "fix": fix,
        "back_path": LIBRARY.path,
        "back_label": say("problem.back"),
    }
