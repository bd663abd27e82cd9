"""`roleplay watch`: check scenarios again whenever they are saved."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from roleplay.authoring.diagnostic import Diagnostic
from roleplay.authoring.watching import Look, News, Watched, look, news

_EVERY = 0.05
"""Seconds between two looks at the files."""
_PATIENCE = 20
"""Looks for which a file may be missing or empty before it is believed: some editors remove it while they save."""


def watch(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders that you work on.")],
    library: Annotated[
        list[Path] | None,
        typer.Option("--library", metavar="DIR", help="A folder with further rubrics. Can be given several times."),
    ] = None,
) -> None:
    """Check files whenever they are saved: what is new, what was mended, what is left. Ctrl-C ends it."""
    for path in (*paths, *(library or ())):
        if not path.exists():
            print(f'There is no file or folder "{path}".', file=sys.stderr)
            raise typer.Exit(2)
    watched = Watched.of(paths, library or ())
    try:
        _follow(watched)
    except KeyboardInterrupt:
        print("\nNo longer watching. Nothing was changed.", flush=True)


def _follow(watched: Watched) -> None:
    stamps = watched.stamps()
    now = look(watched)
    gc.freeze()  # the library stays: looking for garbage in all of it would take a tenth of each look
    _say([line for one in now.found for line in _with_fix(one)])
    _say([_totals(now), "Watching. Save a file to check it again; Ctrl-C ends it."])
    missing = 0
    while True:
        time.sleep(_EVERY)
        after = watched.stamps()
        if after == stamps:
            missing = 0
            continue
        if missing < _PATIENCE and any(before and after.get(file) is None for file, before in stamps.items()):
            missing += 1
            continue
        changed = [file for file in {**stamps, **after} if after.get(file) != stamps.get(file)]
        stamps, before, missing = after, now, 0
        _say([f"\n{datetime.now().astimezone():%H:%M:%S}  {', '.join(map(_shown, changed))}"])
        unproved = look(watched, before, prove=False)  # a proof can take longer than one waits
        at_once = news(before, unproved).new
        _say(_new(at_once))
        now = look(watched, unproved)
        _say(_told(now, news(before, now), frozenset(at_once)))


def _told(now: Look, what: News, told: frozenset[Diagnostic]) -> Iterator[str]:
    yield from _new(one for one in what.new if one not in told)
    yield from (f"mended  {_line(one)}" for one in what.mended)
    yield from (f"left    {_line(one)}" for one in what.left)
    yield from (f"gone    {_shown(file)}" for file in what.gone)
    yield _totals(now)


def _new(some: Iterable[Diagnostic]) -> Iterator[str]:
    return (line for one in some for line in _with_fix(one, "new     "))


def _totals(now: Look) -> str:
    errors = sum(one.is_error for one in now.found)
    checked = _count(len(now.files), "file")
    if not now.found:
        return f"{checked} checked, nothing to mend."
    return f"{checked} checked: {_count(errors, 'error')}, {_count(len(now.found) - errors, 'warning')}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _with_fix(one: Diagnostic, label: str = "") -> Iterator[str]:
    yield f"{label}{_line(one)}"
    if one.fix:
        yield f"{' ' * len(label)}    {one.fix}"


def _line(one: Diagnostic) -> str:
    return f"{_shown(one.path)}:{one.line}:{one.column} {one.severity} {one.code} {one.message}"


def _shown(path: Path) -> str:
    with suppress(ValueError):
        path = path.absolute().relative_to(Path.cwd())
    return str(path).encode("utf-8", "replace").decode()


def _say(lines: Iterable[str]) -> None:
    """Print at once, also where the output is a pipe."""
    for line in lines:
        print(line, flush=True)
