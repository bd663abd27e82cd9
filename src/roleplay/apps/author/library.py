"""The author's library, and the screen of one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from roleplay.apps.author.files import Look, Reading, change, changed, code_cards, diagnostic_row, file_row
from roleplay.apps.author.paths import HOME, Place, path_of
from roleplay.apps.author.proving import Prover
from roleplay.apps.catalogue import say
from roleplay.apps.view.author import AuthorFileScreen, AuthorLibraryScreen, AuthorReadingScreen
from roleplay.errors import NotFound
from roleplay.services.manuscripts import Progress


@dataclass(frozen=True, slots=True)
class Table:
    """What lies on the author's table: the files now, and at the last look."""

    folders: Sequence[Path]
    """The folders of the library."""
    now: Reading
    """The files as they were read last."""
    look: Look
    """The files at the last look."""
    prover: Prover
    """Proves beside the page."""


def reading_screen(path: str, progress: Progress) -> AuthorReadingScreen:
    """The files are still being read."""
    return {
        "name": "author-reading",
        "path": path,
        "title": say("author.title"),
        "done": progress.done,
        "files": progress.files,
    }


def library_screen(table: Table, news: list[str]) -> AuthorLibraryScreen:
    """Every file, with what is to be mended."""
    files = list(table.now.files.values())
    removed = [name.partition("/")[2] for name in table.look.files if name not in table.now.files]
    kinds = [file.kind for file in files]
    return {
        "name": "author-library",
        "path": HOME,
        "title": say("author.title"),
        "looked_at": table.now.at.isoformat(),
        "news": news,
        "folders": [str(folder) for folder in table.folders],
        "counts": {
            "files": len(files),
            "scenarios": kinds.count("scenario"),
            "rubrics": kinds.count("rubric"),
            "playable": sum(file.kind == "scenario" and file.loaded.thing is not None for file in files),
            "errors": sum(file.errors for file in files),
            "warnings": sum(file.warnings for file in files),
            "changed": len(removed) + sum(changed(file, table.look) is not None for file in files),
        },
        "files": [file_row(file, table.look, table.prover) for file in files],
        "diagnostics": [
            {"file": file.name, "diagnostics": [diagnostic_row(one) for one in file.loaded.diagnostics]}
            for file in files
            if file.loaded.diagnostics
        ],
        "codes": code_cards(files),
        "removed": removed,
        "since": table.look.at.isoformat(),
    }


def file_screen(table: Table, name: str, news: list[str]) -> AuthorFileScreen:
    """One file. Its proof and its bots are begun. Raises `NotFound`."""
    file = table.now.files.get(name)
    if file is None:
        raise NotFound.of("file", name, table.now.files)
    row = file_row(file, table.look, table.prover)
    screen: AuthorFileScreen = {
        "name": "author-file",
        "path": path_of(Place.FILE, name),
        "title": row["title"] or file.shown,
        "looked_at": table.now.at.isoformat(),
        "news": news,
        "row": row,
        "diagnostics": [diagnostic_row(one) for one in file.loaded.diagnostics],
        "codes": code_cards([file]),
        "proof": None,
        "bots": [],
        "bots_state": "none",
        "problem": "",
        "change": change(file, table.look, table.now.at, table.prover),
    }
    if file.manuscript is not None:
        found, screen["proof"] = table.prover.proof(file.manuscript)
        botted, bots = table.prover.bots(file.manuscript)
        screen["bots"] = [] if bots is None else list(bots.rows)
        row["proof"], screen["bots_state"] = found.state, botted.state
        screen["problem"] = found.problem
    return screen
