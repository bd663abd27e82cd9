"""Where the files of a library lie: in which folders, what is shipped, what lies around a file."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import roleplay
from roleplay.authoring.source import MAX_BYTES

SUFFIXES = frozenset({".yml", ".yaml"})
"""What the names of scenario and rubric files end with."""


def files_in(folder: Path) -> tuple[Path, ...]:
    """Every YAML file in and under a folder, by name; hidden ones (such as editors' copies) are left out."""
    found = (
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    )
    return tuple(sorted(found))


def lost_links(folder: Path) -> tuple[Path, ...]:
    """Links in and under a folder that are called like its files and lead to nothing, or round and round."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_symlink())
    return tuple(sorted(path for path in found if not path.exists() and not path.name.startswith(".")))


def shipped() -> Path:
    """The folder of the scenarios that come with this software: inside the package, or beside it in its repository."""
    package = Path(roleplay.__file__).parent
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent.parent / "scenarios"


def released() -> tuple[Path, ...]:
    """The parts of it that everybody gets. Assessments that lie beside them are loaded by whoever wants them."""
    parts = ("rubrics", "practice", "stations", "curriculum", "calibration", "workshops")
    return tuple(shipped() / part for part in parts)


_FORMAT = re.compile(rb"^\W{0,3}format:\s*[\"']?([a-z]+)/", re.MULTILINE)


def told_kind(path: Path) -> str:
    """What a file says that it holds, told without reading it as YAML; empty where it does not say."""
    try:
        with path.open("rb") as file:
            said = _FORMAT.search(file.read(MAX_BYTES))
    except OSError:
        return ""
    return "" if said is None else said[1].decode()


def rubric_files(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that look like rubrics, told without reading them as YAML."""
    return tuple(path for path in files_in(folder) if told_kind(path) == "rubric")


def rubric_folders(path: Path) -> tuple[Path, ...]:
    """Where the rubrics of a file or folder may lie: in the folders `rubrics` above it, and beside a file."""
    here = path.absolute()
    above = ((here,) if here.is_dir() else ()) + tuple(here.parents)
    beside = () if here.is_dir() else (here.parent,)
    return (*(folder / "rubrics" for folder in above if (folder / "rubrics").is_dir()), *beside)


_AROUND = 4
"""So many folders above a file are looked at, each with what lies in it and one below: a library is no deeper."""


def near(path: Path, name: str, kind: str) -> Path | None:
    """A file of a kind that lies around another, or is shipped; None without one."""
    around = path.absolute().parents[:_AROUND]
    beside = (file for folder in around for file in (folder / name, *sorted(folder.glob(f"*/{name}"))))
    with_it = (file for file in files_in(shipped()) if file.as_posix().endswith(f"/{name}"))
    return next((file for file in chain(beside, with_it) if file.is_file() and told_kind(file) == kind), None)
