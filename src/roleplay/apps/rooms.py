"""An app that is made of rooms: what arrives from the browser is checked and goes to its room; a screen comes back.

Plain Python without a widget. Whoever loses the right to be here sees nothing more from that moment on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias, runtime_checkable

from roleplay.apps.catalogue import say
from roleplay.apps.view import Help, Notice, ProblemScreen
from roleplay.apps.view.desk import BarItem
from roleplay.errors import NotAllowed, RoleplayError
from roleplay.identity import Actor

Fields: TypeAlias = Mapping[str, Any]
"""A command from the browser. Its fields have the types that its room has named, and are otherwise unchecked."""
Screen: TypeAlias = Mapping[str, Any]
"""What the browser shows: plain data with `name`, `path` and `title`, described in `apps.view`."""
Shapes: TypeAlias = Mapping[str, Mapping[str, tuple[type, ...]]]
"""Command -> field -> the types that it may have."""


@dataclass(frozen=True, slots=True)
class File:
    """Something to be saved."""

    news: Mapping[str, Any]
    """What the screen that is up is told of it: at least `file` (its name) and `media`."""
    content: bytes
    """What is in it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the browser."""

    screen: Screen | None = None
    """A whole screen, in place of the present one."""
    notice: Notice | None = None
    """Something to tell; after the screen when both are there."""
    news: Mapping[str, Any] | None = None
    """Something small for the screen that is up, which knows what to make of it."""
    file: File | None = None
    """A file."""


class Room(Protocol):
    """A part of an app. Errors of its services go through it: the app tells them."""

    @property
    def shapes(self) -> Shapes:
        """The commands that it takes. Each has a name that no other room has."""

    def bar(self, actor: Actor) -> BarItem | None:
        """Its entry in the bar above every screen; None for somebody who has nothing to do there."""

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """The screen at an address below the server's base URL; None when it is none of this room's."""

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Do what a command of this room asks."""


@runtime_checkable
class Live(Protocol):
    """A room some of whose screens change by themselves."""

    def lives(self, path: str) -> bool:
        """Whether the screen at a path is one of them."""

    def follow(self, actor: Actor, path: str) -> Answer | None:
        """What is new on the screen at a path, which is up; None when nothing is. It is asked often, so it is cheap."""


_OWN: Shapes = {"ready": {"path": (str,)}, "go": {"path": (str,)}, "resync": {}}


class RoomApp:
    """One person in front of one page, with the rooms that there are."""

    def __init__(
        self,
        who: Callable[[], Actor],
        rooms: Sequence[Room],
        site_help: Callable[[], Help],
        *,
        home: str,
        back: str,
    ) -> None:
        self._who = who
        self._rooms = tuple(rooms)
        self._help = site_help
        self._home, self._back = home, back
        self._path = home
        self._live: Live | None = None
        self._shapes = {**_OWN, **{name: shape for room in rooms for name, shape in room.shapes.items()}}
        self._room_of = {name: room for room in rooms for name in room.shapes}

    def handle(self, command: Fields) -> Answer:
        """Do what the browser asks, as far as it may."""
        if not self._fits(command):
            return Answer(notice=notice(say("notice.unreadable"), problem=True))
        try:
            actor = self._who()
        except NotAllowed as error:  # everything is taken away from somebody who may not be here any more
            return Answer(screen=self._problem(self._path, error.message, error.fix))
        try:
            answer = self._answer(actor, command)
        except RoleplayError as error:
            return Answer(notice=notice(str(error), problem=True))
        return answer if answer.screen is None else replace(answer, screen=self._framed(actor, answer.screen))

    def follow(self) -> Answer | None:
        """What is new on the screen that is up; None when nothing is."""
        if self._live is None:
            return None
        try:
            actor = self._who()
            answer = self._live.follow(actor, self._path)
        except RoleplayError as error:  # it is said once, and nothing more is shown
            self._live = None
            return Answer(screen=self._problem(self._path, error.message, error.fix))
        if answer is None or answer.screen is None:
            return answer
        return replace(answer, screen=self._framed(actor, answer.screen))

    def _answer(self, actor: Actor, command: Fields) -> Answer:
        room = self._room_of.get(command["do"])
        if room is not None:
            return room.act(actor, command)
        path = self._path if command["do"] == "resync" else command["path"]
        return Answer(screen=self._screen(actor, path))

    def _screen(self, actor: Actor, path: str) -> Screen:
        try:
            found = (room.screen(actor, path.rstrip("/") or self._home) for room in self._rooms)
            screen = next((one for one in found if one is not None), None)
        except RoleplayError as error:
            return self._problem(path, error.message, error.fix)
        return screen or self._problem(path, say("problem.no_such_page"), "")

    def _framed(self, actor: Actor, screen: Screen) -> Screen:
        """The screen with what stands on each: the bar, and where to find help."""
        self._path = screen["path"]
        self._live = next((one for one in self._rooms if isinstance(one, Live) and one.lives(self._path)), None)
        items = (room.bar(actor) for room in self._rooms)
        return {**screen, "bar": [item for item in items if item is not None], "help": self._help()}

    def _problem(self, path: str, text: str, fix: str) -> ProblemScreen:
        return {
            "name": "problem",
            "path": path,
            "title": say("problem.title"),
            "text": text,
            "fix": fix,
            "back_path": self._home,
            "back_label": say(self._back),
        }

    def _fits(self, command: Fields) -> bool:
        shape = self._shapes.get(str(command.get("do")))
        return shape is not None and all(
            field in command and type(command[field]) in kinds for field, kinds in shape.items()
        )


def notice(text: str, *, problem: bool = False) -> Notice:
    """Something to tell."""
    return {"type": "notice", "tone": "problem" if problem else "info", "text": text}
