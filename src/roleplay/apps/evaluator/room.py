"""What the rooms of the desk share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from roleplay.identity import Actor
from roleplay.store import Asked

HOME = "/desk"
"""Where the desk begins: its queue."""


@dataclass(slots=True)
class Desk:
    """Whose desk it is. What is kept here lasts as long as the page; nothing else does."""

    who: Callable[[], Actor]
    """Who acts, asked anew for each command: rights may be taken away. Raises `NotAllowed` when that is nobody."""
    now: Callable[[], datetime]
    """The clock."""
    asked: Asked | None = None
    """What the queue was asked for last; next and previous go by it."""
