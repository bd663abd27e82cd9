"""What every part of the desk is made of: an address, the commands that it takes, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from roleplay.apps.view import Notice
from roleplay.apps.view.desk import BarItem
from roleplay.identity import Actor
from roleplay.store import Asked

HOME = "/desk"
"""Where the desk begins: its queue."""

Fields: TypeAlias = Mapping[str, Any]
"""A command from the browser. Its fields have the types that its room has named, and are otherwise unchecked."""
Screen: TypeAlias = Mapping[str, Any]
"""What the browser shows: plain data with `name`, `path` and `title`, described in `apps.view`."""
Shapes: TypeAlias = Mapping[str, Mapping[str, tuple[type, ...]]]
"""Command -> field -> the types that it may have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the browser."""

    screen: Screen | None = None
    """A whole screen, in place of the present one."""
    notice: Notice | None = None
    """Something to tell; after the screen when both are there."""
    news: Mapping[str, Any] | None = None
    """Something small for the screen that is up, which knows what to make of it."""


@dataclass(slots=True)
class Desk:
    """Whose desk it is. What is kept here lasts as long as the page; nothing else does."""

    who: Callable[[], Actor]
    """Who acts, asked anew for each command: rights may be taken away. Raises `NotAllowed` when that is nobody."""
    now: Callable[[], datetime]
    """The clock."""
    asked: Asked | None = None
    """What the queue was asked for last; next and previous go by it."""


class Room(Protocol):
    """A part of the desk. Errors of its services go through it: the app tells them."""

    @property
    def shapes(self) -> Shapes:
        """The commands that it takes. Each has a name that no other room has."""

    def bar(self, actor: Actor) -> BarItem | None:
        """Its entry in the bar above every screen; None for somebody who has nothing to do there."""

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """The screen at an address below the server's base URL; None when it is none of this room's."""

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Do what a command of this room asks."""


def notice(text: str, *, problem: bool = False) -> Notice:
    """Something to tell."""
    return {"type": "notice", "tone": "problem" if problem else "info", "text": text}
