"""What the rooms of the facilitator's app share.

Under which name participants find the server a kernel does not know; the page that shows a code does, and says it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from roleplay.identity import Actor
from roleplay.services.sealing import Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.services.workshops import Halls
from roleplay.store import Store

HOME = "/workshops"
"""Where plans and workshops are listed. Every address of the app begins with it."""


@dataclass(frozen=True, slots=True)
class Lobby:
    """Whose page it is, and what its rooms work with."""

    who: Callable[[], Actor]
    """Who acts, asked anew for each command. Raises `NotAllowed` when that is nobody."""
    now: Callable[[], datetime]
    """The clock."""
    new_id: Callable[[], str]
    """An id that nothing else has."""
    store: Store
    """Where all is kept."""
    bookshelf: Bookshelf
    """What can be played."""
    halls: Halls
    """Workshops, as they are followed."""
    sealer: Sealer | None
    """What opens and seals texts, if they are sealed."""


def workshop_path(workshop_id: str, *parts: str) -> str:
    """The address of a workshop: of its console, or of what belongs to it."""
    return "/".join((HOME, workshop_id, *parts))


def read_path(path: str) -> tuple[str, str] | None:
    """Which workshop an address is about, and which part of it (empty: the console). None for any other address."""
    if not path.startswith(f"{HOME}/"):
        return None
    workshop_id, _, part = path.removeprefix(f"{HOME}/").partition("/")
    return (workshop_id, part) if workshop_id and workshop_id not in _OWN else None


_OWN = frozenset({"plans", "watching"})  # addresses below the home that are about no single workshop
