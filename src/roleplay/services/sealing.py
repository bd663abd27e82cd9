"""Sealing personal texts before they are kept, and opening those that are to be shown.

The keys live with the server (`services.keys`). A kernel has none: it asks the server for single texts, over a socket
of the server's own user, and the server looks up for whom that kernel acts, what they may read, and to whom they may
write (`services.custody`).
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from roleplay.errors import Unavailable
from roleplay.services.authority import Owner
from roleplay.store import TextRow

LARGEST = 4 * 1024 * 1024
"""Bytes of a question to the server, and of its answer."""
AT_ONCE = 50
"""Texts in one question; each has 8,000 characters at most."""
PATIENCE_S = 10.0
"""How long a kernel waits for an answer."""


class Sealer(Protocol):
    """Seals and opens personal texts."""

    def seal(self, owner: Owner, rows: Sequence[TextRow]) -> tuple[TextRow, ...]:
        """The same texts of one owner as they are to be kept. Raises `Unavailable` when that cannot be done now."""

    def open(self, rows: Iterable[TextRow]) -> tuple[TextRow, ...]:
        """The same texts as they were written. One that cannot be read now has no body and is still `sealed`."""


class Plain:
    """Seals nothing, and cannot open what was sealed."""

    def seal(self, owner: Owner, rows: Sequence[TextRow]) -> tuple[TextRow, ...]:  # noqa: ARG002 - no key is asked for
        """The texts as they are."""
        return tuple(rows)

    def open(self, rows: Iterable[TextRow]) -> tuple[TextRow, ...]:
        """Those that were never sealed as they are, the others without a body."""
        return tuple(opened(row, None) for row in rows)


class Asking:
    """Has the server seal and open, for a kernel."""

    def __init__(self, door: Path, kernel_id: str) -> None:
        self._door = str(door)
        self._kernel_id = kernel_id

    def seal(self, owner: Owner, rows: Sequence[TextRow]) -> tuple[TextRow, ...]:
        """The same texts as they are to be kept. Raises `Unavailable`, also when they may not be this owner's."""
        if not rows:
            return ()
        sealed = self._ask({"seal": [{"id": row.id, "body": row.body} for row in rows], "owner": list(owner)})
        if sealed.keys() != {row.id for row in rows}:
            raise Unavailable(*_UNKEPT)
        return tuple(replace(row, body=sealed[row.id], sealed=True) for row in rows)

    def open(self, rows: Iterable[TextRow]) -> tuple[TextRow, ...]:
        """The same texts as they were written, as far as the server can be reached and lets this kernel read them."""
        rows = tuple(rows)
        shut = [row.id for row in rows if is_shut(row)]
        bodies: dict[str, str] = {}
        try:
            for first in range(0, len(shut), AT_ONCE):
                bodies |= self._ask({"open": shut[first : first + AT_ONCE]})
        except Unavailable:
            pass  # each text says that it cannot be read at the moment
        return tuple(opened(row, bodies.get(row.id)) for row in rows)

    def _ask(self, question: Mapping[str, Any]) -> dict[str, str]:
        line = json.dumps({"kernel": self._kernel_id, **question}, ensure_ascii=False).encode() + b"\n"
        heard = b""
        try:
            with socket.socket(socket.AF_UNIX) as line_to_server:
                line_to_server.settimeout(PATIENCE_S)
                line_to_server.connect(self._door)
                line_to_server.sendall(line)
                while not heard.endswith(b"\n") and (more := line_to_server.recv(65_536)):
                    heard += more
            answer = json.loads(heard)
        except (OSError, ValueError) as error:
            raise Unavailable(*_UNKEPT) from error
        if "refused" in answer:
            raise Unavailable(*answer["refused"])
        texts: dict[str, str] = answer["texts"]
        return texts


_UNKEPT = (
    "The part of the server that keeps personal texts cannot be reached. Nothing was written down.",
    "Copy what you wrote, wait a moment and try again. You can also go on without writing.",
)


def is_shut(row: TextRow) -> bool:
    """Whether there is something in it that only a key opens."""
    return row.sealed and row.body is not None


def opened(row: TextRow, body: str | None) -> TextRow:
    """A row as it is shown: with this body if it was sealed. None: it cannot be read now, and stays `sealed`."""
    if not is_shut(row):
        return replace(row, sealed=False)
    return replace(row, body=body, sealed=body is None)
