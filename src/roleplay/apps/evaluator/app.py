"""The evaluator's app: what arrives from the browser is checked and goes to its room; a screen comes back.

Plain Python without a widget. Whoever stops being an evaluator sees nothing more from that moment on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from roleplay.apps.catalogue import say
from roleplay.apps.evaluator.room import HOME, Answer, Desk, Fields, Room, Screen, notice
from roleplay.apps.view import Help, ProblemScreen
from roleplay.errors import NotAllowed, RoleplayError
from roleplay.identity import Actor

_OWN = {"ready": {"path": (str,)}, "go": {"path": (str,)}, "resync": {}}


class EvaluatorApp:
    """One evaluator in front of one page, with the rooms that there are."""

    def __init__(self, desk: Desk, rooms: Sequence[Room], site_help: Callable[[], Help]) -> None:
        self._desk = desk
        self._rooms = tuple(rooms)
        self._help = site_help
        self._path = HOME
        self._shapes = {**_OWN, **{name: shape for room in rooms for name, shape in room.shapes.items()}}
        self._room_of = {name: room for room in rooms for name in room.shapes}

    def handle(self, command: Fields) -> Answer:
        """Do what the browser asks, as far as it may."""
        if not self._fits(command):
            return Answer(notice=notice(say("notice.unreadable"), problem=True))
        try:
            actor = self._desk.who()
        except NotAllowed as error:  # everything is taken away from somebody who may not be here any more
            return Answer(screen=problem_screen(self._path, error.message, error.fix))
        try:
            answer = self._answer(actor, command)
        except RoleplayError as error:
            return Answer(notice=notice(str(error), problem=True))
        return answer if answer.screen is None else replace(answer, screen=self._framed(actor, answer.screen))

    def _answer(self, actor: Actor, command: Fields) -> Answer:
        room = self._room_of.get(command["do"])
        if room is not None:
            return room.act(actor, command)
        path = self._path if command["do"] == "resync" else command["path"]
        return Answer(screen=self._screen(actor, path))

    def _screen(self, actor: Actor, path: str) -> Screen:
        try:
            found = (room.screen(actor, path.rstrip("/") or HOME) for room in self._rooms)
            screen = next((one for one in found if one is not None), None)
        except RoleplayError as error:
            return problem_screen(path, error.message, error.fix)
        return screen or problem_screen(path, say("problem.no_such_page"), "")

    def _framed(self, actor: Actor, screen: Screen) -> Screen:
        """The screen with what stands on each: the bar, and where to find help."""
        self._path = screen["path"]
        items = (room.bar(actor) for room in self._rooms)
        return {**screen, "bar": [item for item in items if item is not None], "help": self._help()}

    def _fits(self, command: Fields) -> bool:
        shape = self._shapes.get(str(command.get("do")))
        return shape is not None and all(
            field in command and type(command[field]) in kinds for field, kinds in shape.items()
        )


def problem_screen(path: str, text: str, fix: str) -> ProblemScreen:
    """A kind page about something that did not work."""
    return {
        "name": "problem",
        "path": path,
        "title": say("problem.title"),
        "text": text,
        "fix": fix,
        "back_path": HOME,
        "back_label": say("desk.problem.back"),
    }
