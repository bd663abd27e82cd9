"""Files that are being worked on: what every save changed in what is found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from roleplay.authoring.diagnostic import Diagnostic
from roleplay.authoring.folders import files_in, rubric_files, rubric_folders, shipped
from roleplay.authoring.library import Library, load_files


class Stamp(NamedTuple):
    """What tells one state of a file from another without reading it."""

    changed: int
    """When it was changed, in nanoseconds."""
    size: int
    """How many bytes it has."""
    number: int
    """Which file it is; another one when an editor saves by renaming."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched."""

    paths: tuple[Path, ...]
    """Files and folders that are checked."""
    folders: tuple[Path, ...] = ()
    """Folders with further rubrics."""
    around: tuple[Path, ...] = ()
    """Rubrics that come with the workbook or lie around the paths; looked for once."""

    @classmethod
    def of(cls, paths: Sequence[Path], folders: Sequence[Path] = ()) -> Watched:
        """Watch files and folders, with the rubrics that `roleplay check` would find for them."""
        near = dict.fromkeys((shipped(), *(folder for path in paths for folder in rubric_folders(path))))
        return cls(tuple(paths), tuple(folders), tuple(file for folder in near for file in rubric_files(folder)))

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are checked, as they are now; one that was named may just not be there."""
        named = (files_in(path) if path.is_dir() else (path,) for path in self.paths)
        return tuple(dict.fromkeys(file for files in named for file in files))

    def stamps(self) -> Mapping[Path, Stamp | None]:
        """The state of every file; None for one that is not there, or is empty because somebody is writing it."""
        inside = (file for folder in self.folders for file in files_in(folder))
        return {file: _stamp(file) for file in dict.fromkeys((*self.around, *inside, *self.files))}


def _stamp(file: Path) -> Stamp | None:
    try:
        now = file.stat()
    except OSError:
        return None
    return Stamp(now.st_mtime_ns, now.st_size, now.st_ino) if now.st_size else None


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at one moment."""

    files: tuple[Path, ...] = ()
    """The files that were checked."""
    found: tuple[Diagnostic, ...] = ()
    """What was found in them, by file and place."""
    library: Library | None = field(default=None, repr=False)
    """For looking again: what did not change is not checked again."""


def look(watched: Watched, earlier: Look | None = None, *, prove: bool = True) -> Look:
    """Check what is there now.

    Without `prove`, what has changed is not proved, which is quicker; a look that builds on this one proves it.
    """
    files = tuple(file for file in watched.files if file.is_file())
    own = {file.resolve() for file in files}
    rubrics = (*watched.around, *(file for folder in watched.folders for file in rubric_files(folder)))
    beside = {file.resolve(): file for file in rubrics if file.is_file()}
    others = tuple(file for resolved, file in beside.items() if resolved not in own)
    before = None if earlier is None else earlier.library
    unproved = frozenset() if prove else frozenset(files)
    library = load_files((*others, *files), frozenset(files), before, proved_before=unproved)
    return Look(files, tuple(one for one in library.diagnostics if one.path in set(files)), library)


@dataclass(frozen=True, slots=True)
class News:
    """What a save changed."""

    new: tuple[Diagnostic, ...]
    """Found now and not before."""
    mended: tuple[Diagnostic, ...]
    """Found before and not now, in files that are still there."""
    left: tuple[Diagnostic, ...]
    """Found before and now, where it stands now."""
    gone: tuple[Path, ...]
    """Files that are no longer there."""


def news(before: Look, now: Look) -> News:
    """Compare two looks. A finding that only moved to another line is neither new nor mended."""
    new, left = _split(now.found, before.found)
    mended, _ = _split(before.found, now.found)
    gone = tuple(file for file in before.files if file not in set(now.files))
    return News(new, tuple(one for one in mended if one.path not in gone), left, gone)


def _split(
    found: Iterable[Diagnostic], others: Iterable[Diagnostic]
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Those that the others do not have, and those that they have; what is found twice counts twice."""
    there = Counter(_said(one) for one in others)
    only: list[Diagnostic] = []
    shared: list[Diagnostic] = []
    for one in found:
        known = there[_said(one)] > 0
        there[_said(one)] -= known
        (shared if known else only).append(one)
    return tuple(only), tuple(shared)


def _said(one: Diagnostic) -> tuple[Path, str, str]:
    return one.path, one.code, one.message
