"""Addresses of the author's page, and the names of files in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, unquote

from roleplay.authoring.folders import SUFFIXES

HOME = "/author"
"""The library."""

_ENDS = "|".join(re.escape(suffix) for suffix in sorted(SUFFIXES))
_ADDRESS = re.compile(rf"{HOME}/(file|preview|map)/(\d+/.+?(?:{_ENDS}))(?:/([a-z0-9-]+))?", re.IGNORECASE)


class Place(StrEnum):
    """The screens that have an address."""

    LIBRARY = "library"
    FILE = "file"
    PREVIEW = "preview"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Address:
    """Where an author wants to go."""

    place: Place
    """Which screen."""
    file: str = ""
    """Which file."""
    part: str = ""
    """A node of a preview, a bot of a map; empty for the usual one."""


def read_address(path: str) -> Address | None:
    """What an address asks for; None for one that leads nowhere. An empty path is home."""
    plain = unquote(path.split("?", 1)[0].split("#", 1)[0].rstrip("/"))
    if plain in {"", HOME}:
        return Address(Place.LIBRARY)
    found = _ADDRESS.fullmatch(plain)
    if found is None or (found[1].lower() == Place.FILE and found[3]):
        return None
    return Address(Place(found[1].lower()), found[2], found[3] or "")


def path_of(place: Place, file: str, part: str = "") -> str:
    """The address of a screen."""
    whole = f"{HOME}/{place}/{quote(file)}"
    return f"{whole}/{part}" if part else whole


def folder_of(path: Path, folders: Sequence[Path]) -> int:
    """Number of the folder that a file was found in: the first that it lies under."""
    return next(number for number, folder in enumerate(folders) if path.is_relative_to(folder))


def name_of(path: Path, folders: Sequence[Path]) -> str:
    """What a file is called in commands and addresses."""
    number = folder_of(path, folders)
    return f"{number}/{path.relative_to(folders[number]).as_posix()}"
