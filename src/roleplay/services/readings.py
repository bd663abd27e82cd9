"""What was read and found of the library's files, kept on disk from one author's page to the next.

A file's YAML is read, and a scenario checked and proved, once for its bytes, the rubrics that it is checked against and
the code that does it. A copy that is damaged, of another version or somebody else's is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pydantic
import ruamel.yaml

from roleplay.authoring import Diagnostic, Library, Places
from roleplay.authoring.diagnostic import Place, Steps
from roleplay.authoring.library import Findings
from roleplay.authoring.source import Source, read
from roleplay.errors import Misconfigured
from roleplay.services.codebase import fingerprint
from roleplay.services.runtime import require_private

MOST_BYTES = 256_000_000
"""All copies together are no larger, or the oldest go. A library of a hundred scenarios has a tenth of it."""

_log = logging.getLogger(__name__)


class Readings:
    """Copies in a folder of this user's own; with None nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._there: dict[Path, tuple[str, str]] = {}

    def read(self, path: Path) -> tuple[Source, Findings | None]:
        """A file as it is now, and what was found in it if it is as it was then."""
        said = self.recall(str(path))
        if said is None:
            return read(path), None
        known = _source(path, said)
        source = read(path, known)
        if source is not known:
            return source, None
        found = said["found"]
        self._there[path] = source.digest, found[0] if found else ""
        return source, Findings(found[0], found[1], _diagnostics(path, found[2])) if found else None

    def keep(self, library: Library) -> None:
        """Keep what was read, as far as it is new."""
        kept = library.kept
        scenarios = {one.path for one in library.scenarios} - kept.left_out
        for path, source in kept.sources.items():
            state = source.digest, kept.against if path in scenarios else ""
            if source.digest and self._there.get(path) != state:
                one = kept.loaded[path] if path in scenarios else None
                found = None if one is None else [kept.against, one.proved, _rows(one.diagnostics)]
                self.remember(str(path), {**_said(source), "found": found})
                self._there[path] = state
        self._make_room()

    def recall(self, name: str) -> Any:
        """What was kept under a name by the same code; None when there is nothing, or it is damaged."""
        if self._folder is None:
            return None
        file = self._file(self._folder, name)
        try:
            with file.open("rb") as opened:
                require_private(file, os.fstat(opened.fileno()), "")
                check, _, text = opened.read().partition(b"\n")
        except (OSError, Misconfigured):
            return None
        return json.loads(text)["kept"] if check == _check(name, text) else None

    def remember(self, name: str, what: Any) -> None:
        """Keep something under a name. A folder that cannot be written costs time the next time, and nothing else."""
        if self._folder is None:
            return
        text = json.dumps({"kept": what}, separators=(",", ":"))
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self._file(self._folder, name), _check(name, text.encode()) + b"\n" + text.encode())
        except OSError as error:
            _log.warning("What was read of the library is not kept for the next page: %s", error)
            self._folder = None

    @staticmethod
    def _file(folder: Path, name: str) -> Path:
        return folder / f"{hashlib.sha256(os.fsencode(name)).hexdigest()}.json"

    def _make_room(self) -> None:
        if self._folder is None or not self._folder.is_dir():
            return
        found: list[tuple[float, int, Path]] = []
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another page has just made room
                stat = file.stat()
                found.append((stat.st_mtime, stat.st_size, file))
        size = 0
        for _, more, file in sorted(found, reverse=True):
            size += more
            if size > MOST_BYTES:
                file.unlink(missing_ok=True)


def _write(file: Path, content: bytes) -> None:
    """Put it in place of a file at once, for this user only. What a power cut takes of it, its first line tells."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(content)
    unfinished.replace(file)


def _check(name: str, text: bytes) -> bytes:
    """The first line of a copy: of another text, name or version it is another."""
    return hashlib.sha256(b"\0".join((_version(), os.fsencode(name), text))).hexdigest().encode()


def _version() -> bytes:
    """Of all that decides what is made of a file."""
    return fingerprint() + f"{sys.version} {pydantic.VERSION} {ruamel.yaml.__version__}".encode()


def _said(source: Source) -> dict[str, Any]:
    places = source.places
    return {
        "digest": source.digest,
        "whole": source.whole,
        "data": source.data,
        "diagnostics": _rows(source.diagnostics),
        "places": [[[*steps, at.line, at.column] for steps, at in part.items()] for part in _parts(places)],
    }


def _source(path: Path, said: Mapping[str, Any]) -> Source:
    parts, contents, letters = (_places(rows) for rows in said["places"])
    places = Places(path, parts, contents, letters)
    return Source(places, said["data"], _diagnostics(path, said["diagnostics"]), said["whole"], said["digest"])


def _parts(places: Places) -> tuple[Mapping[Steps, Place], ...]:
    return places.parts, places.contents, places.letters


def _places(rows: Iterable[list[Any]]) -> dict[Steps, Place]:
    return {tuple(row[:-2]): Place(row[-2], row[-1]) for row in rows}


def _rows(diagnostics: Iterable[Diagnostic]) -> list[list[Any]]:
    return [[one.line, one.column, one.code, one.message, one.fix] for one in diagnostics]


def _diagnostics(path: Path, rows: Iterable[list[Any]]) -> tuple[Diagnostic, ...]:
    return tuple(Diagnostic(path, *row) for row in rows)
