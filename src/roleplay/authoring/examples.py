"""The small file that has a finding and the same file mended, for every code: as what differs between the two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from itertools import zip_longest
from pathlib import Path

import roleplay
from roleplay.authoring.folders import files_in

CUT = "…"
"""Stands for lines that are left out."""
MOST_LINES = 18
"""A longer difference is cut, after a whole change where there are several."""

_AROUND = 2
_TITLE = re.compile(r"^# RP\d{3}\b.*\n")
_MARK = re.compile(r"  # <- here$", re.MULTILINE)
_OWN_ID = re.compile(r"^id: (?:rp\d{3}/)?(?:fails|passes)$", re.MULTILINE)


def folder() -> Path:
    """Where the examples are: inside the package, or beside it in its repository."""
    package = Path(roleplay.__file__).parent
    inside = package / "diagnostics"
    return inside if inside.is_dir() else package.parent.parent / "tests/scenarios/diagnostics"


def difference(code: str) -> tuple[str, ...]:
    """What differs between an example that fails and the same mended; empty for a code without one.

    A line that fails begins with ``-``, a mended one with ``+``, one that both have with a space.
    """
    fails, passes = _files(code, "fails"), _files(code, "passes")
    both = [name for name in fails if name in passes]
    moved = zip_longest(*([name for name in one if name not in both] for one in (fails, passes)))
    lines: list[str] = []
    for old, new in [*((name, name) for name in both), *moved]:
        changes = list(_changes(_lines(fails.get(old)), _lines(passes.get(new))))
        named = [f"- (file) {old}", f"+ (file) {new}"] if old != new else []
        lines += [*([CUT] if lines and changes else []), *named, *changes]
    return tuple(lines) if len(lines) <= MOST_LINES else (*_whole_changes(lines[:MOST_LINES]), CUT)


def _whole_changes(lines: Sequence[str]) -> Sequence[str]:
    cuts = [place for place, line in enumerate(lines) if line == CUT]
    return lines[: cuts[-1]] if cuts else lines


def _files(code: str, outcome: str) -> dict[str, Path]:
    example = folder() / code
    if (example / outcome).is_dir():
        return {path.relative_to(example / outcome).as_posix(): path for path in files_in(example / outcome)}
    return {"": example / f"{outcome}.yml"} if (example / f"{outcome}.yml").is_file() else {}


def _lines(path: Path | None) -> list[str]:
    """The lines of an example without what marks it as one."""
    text = "" if path is None else path.read_bytes().decode(errors="replace")
    return _OWN_ID.sub("id: everyday/coffee", _MARK.sub("", _TITLE.sub("", text))).splitlines()


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    changes = list(unified_diff(old, new, n=_AROUND, lineterm=""))[3:]
    yield from (CUT if line.startswith("@@") else f"{line[0]} {line[1:]}".rstrip() for line in changes)
