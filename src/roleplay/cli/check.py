"""`roleplay check`: say all that is wrong with the files of a library, and how to mend it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from roleplay.authoring.diagnostic import Diagnostic
from roleplay.authoring.folders import files_in, lost_links, shipped
from roleplay.authoring.library import load_some


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files or folders (default: the scenarios that come with it)."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="Text for people, JSON for programs.")] = Format.TEXT,
    library: Annotated[
        list[Path] | None,
        typer.Option("--library", metavar="DIR", help="A folder with further rubrics. Can be given several times."),
    ] = None,
) -> None:
    """Check scenarios, stations, rubrics, modules and curricula.

    Ends with 0 when there are no errors, with 1 when there are, with 2 on misuse.
    """
    checked = [Path(path) for path in paths or [shipped()]]
    for path in (*checked, *(library or ())):
        if not path.exists():
            print(f'There is no file or folder "{path}".', file=sys.stderr)
            raise typer.Exit(2)
    files = {file for path in checked for file in _files(path)}
    found = tuple(one for one in load_some(checked, library or ()).diagnostics if one.path in files)
    print(_as_json(len(files), found) if form is Format.JSON else _as_text(len(files), found))
    if any(diagnostic.is_error for diagnostic in found):
        raise typer.Exit(1)


def _files(path: Path) -> tuple[Path, ...]:
    return (*files_in(path), *lost_links(path)) if path.is_dir() else (path,)


def _shown(path: Path) -> str:
    with suppress(ValueError):
        path = path.absolute().relative_to(Path.cwd())
    return str(path).encode("utf-8", "replace").decode()


def _as_text(files: int, found: Sequence[Diagnostic]) -> str:
    lines: list[str] = []
    for one in found:
        lines.append(f"{_shown(one.path)}:{one.line}:{one.column} {one.severity} {one.code} {one.message}")
        if one.fix:
            lines.append(f"    {one.fix}")
    errors = sum(one.is_error for one in found)
    looked = _count(files, "file")
    if not found:
        return f"{looked} checked, nothing to mend."
    totals = f"{_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}"
    return "\n".join([*lines, "", f"{looked} checked: {totals}."])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _as_json(files: int, found: Sequence[Diagnostic]) -> str:
    errors = sum(one.is_error for one in found)
    listed = [
        {
            "path": _shown(one.path),
            "line": one.line,
            "column": one.column,
            "code": one.code,
            "severity": str(one.severity),
            "message": one.message,
            "fix": one.fix,
        }
        for one in found
    ]
    summary = {"files": files, "errors": errors, "warnings": len(found) - errors}
    return json.dumps({"summary": summary, "diagnostics": listed}, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    typer.run(check)
