"""What a page has to say after a form was sent: kept in memory for one browser, and shown once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from roleplay.identity.token import digest

MOST = 200
"""For how many browsers something is kept at the same time."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say once."""

    text: str
    """What was done."""
    link: str = ""
    """A link to copy and pass on; it is kept nowhere else."""
    expires: datetime | None = None
    """Until when the link works."""


class Notes:
    """The notes that no page has shown yet."""

    def __init__(self) -> None:
        self._notes: OrderedDict[str, Note] = OrderedDict()

    def leave(self, session: str, note: Note) -> None:
        """Keep a note for the browser that holds this token, in place of an older one."""
        self._notes.pop(digest(session), None)
        self._notes[digest(session)] = note
        while len(self._notes) > MOST:
            self._notes.popitem(last=False)

    def take(self, session: str) -> Note | None:
        """The note for this browser, forgotten by this."""
        return self._notes.pop(digest(session), None)
