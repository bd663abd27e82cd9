"""`roleplay diff`: what changed for those who play, between two versions of a scenario."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from roleplay.authoring.difference import ALIKE, Difference, Part, differences
from roleplay.authoring.folders import SUFFIXES, rubric_files, rubric_folders, shipped
from roleplay.authoring.library import load_files
from roleplay.authoring.loader import scenario_of
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.source import read
from roleplay.cli.play import file_of
from roleplay.errors import Misconfigured
from roleplay.model.scenario import Scenario

_HEADINGS = {
    Part.UNKNOWN: "Not compared",
    Part.WORTH: "Worth and levels",
    Part.WAYS: "Ways",
    Part.WORDING: "Wording",
    Part.ABOUT: "About it",
}


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The earlier version: a file, or the id of a scenario.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later version: a file, or the id of a scenario.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The same, for programs.")] = False,
    library: Annotated[
        list[Path] | None,
        typer.Option("--library", metavar="DIR", help="A folder with more scenarios. Can be given several times."),
    ] = None,
) -> None:
    """Say what changed for those who play, between two versions of a scenario.

    An old version comes from git: git show HEAD:path/to/it.yml > old.yml; what that file is called does not matter.
    Ends with 0 when both were compared, with 1 when one of them has errors, with 2 on misuse.
    """
    folders = library or ()
    for folder in folders:
        if not folder.is_dir():
            _misused(f'There is no folder "{folder}".')
    files = [_file(old, folders), _file(new, folders)]
    rubrics = _rubrics(files[::-1], folders)
    before, after = (_scenario(file, rubrics) for file in files)
    found = differences(before, after, rubrics)
    print(_as_json(files, (before, after), found) if as_json else "\n".join(_as_text(files, after, found)))


def _misused(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(2)


def _file(wanted: str, folders: Sequence[Path]) -> Path:
    """The file that is meant, by its path or by an id. Raises `NotFound`."""
    path = Path(wanted)
    if path.is_file():
        return path
    if path.suffix in SUFFIXES:
        _misused(f'There is no file "{path}".')
    return file_of(wanted, folders)


def _rubrics(files: Sequence[Path], folders: Sequence[Path]) -> Rubrics:
    """The rubrics by which both are weighed: those that are shipped, in the folders, and around the files."""
    around = (folder for file in files for folder in rubric_folders(file))
    found = {file.resolve(): file for folder in (shipped(), *folders, *around) for file in rubric_files(folder)}
    return Rubrics(load_files(tuple(found.values()), alone=frozenset()).competencies)


def _scenario(file: Path, rubrics: Rubrics) -> Scenario:
    """The scenario in a file, not proved, whatever the file is called. Raises `Misconfigured` for one with errors."""
    source = read(file)
    fitting = replace(source.places, file=Path("compared", f"{source.data.get('id')}.yml"))
    found = scenario_of(replace(source, places=fitting), rubrics).thing
    if found is None:
        raise Misconfigured(f"{file} has errors and cannot be compared.", f"What to mend: roleplay check {file}")
    return found


def _as_json(files: Sequence[Path], scenarios: Sequence[Scenario], found: Sequence[Difference]) -> str:
    sides = ({"id": one.id, "file": str(file)} for file, one in zip(files, scenarios, strict=True))
    compared = dict(zip(("old", "new"), sides, strict=True))
    return json.dumps({**compared, "differences": [one._asdict() for one in found]}, ensure_ascii=False, indent=1)


def _as_text(files: Sequence[Path], after: Scenario, found: Sequence[Difference]) -> Iterator[str]:
    yield f"{after.id}: from {files[0]} to {files[1]}"
    if not found:
        yield "Nothing changes for those who play."
    for part, some in groupby(found, key=lambda one: one.part):
        yield ""
        yield _HEADINGS[part]
        for one in some:
            yield from _unproved(one) if part is Part.UNKNOWN else _told(one)


def _unproved(one: Difference) -> Iterator[str]:
    yield f"  {one.kind}, because one of both could not be explored to its end:"
    for side, why in (("old", one.before), ("new", one.after)):
        if why is not None:
            yield f"    {side}: {why}"


def _told(one: Difference) -> Iterator[str]:
    name = ", ".join(filter(None, (one.where, one.kind if one.kind not in one.where else "")))
    if one.before is None:
        yield f"  {name} added: {_one_line(one.after or '')}"
    elif one.after is None:
        yield f"  {name} removed: {_one_line(one.before)}"
    elif one.part in {Part.WORTH, Part.WAYS}:
        yield f"  {name}: {one.before} -> {one.after}"
    else:
        was, now = _marked(_one_line(one.before), _one_line(one.after))
        yield f"  {name}"
        yield f"    was: {was}"
        yield f"    now: {now}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _marked(before: str, after: str) -> tuple[str, str]:
    """Both texts, the words that changed between [- -] and {+ +}; unmarked where little has stayed."""
    old, new = (re.split(r"(\s+)", text) for text in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return before, after
    was, now = "", ""
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        was += gone if tag == "equal" or not gone else f"[-{gone}-]"
        now += come if tag == "equal" or not come else f"{{+{come}+}}"
    return was, now


if __name__ == "__main__":
    typer.run(diff)
