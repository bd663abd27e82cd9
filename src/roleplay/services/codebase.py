"""The code that decides what is made of the library's files, and whether it is still what this process runs.

A server runs for weeks, and its kernels are forked from a process that has loaded its code before: when the package is
replaced meanwhile, what lies on disk is no longer what finds something.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import roleplay

_PACKAGE = Path(roleplay.__file__).parent
_READERS = ("authoring", "engine", "model", "scoring")


def _files() -> tuple[Path, ...]:
    return tuple(sorted(file for folder in _READERS for file in (_PACKAGE / folder).rglob("*.py")))


def _stamps() -> tuple[tuple[Path, int, int, int], ...]:
    stamped = ((file, file.stat()) for file in _files())
    return tuple((file, stat.st_mtime_ns, stat.st_size, stat.st_ino) for file, stat in stamped)


_WHEN_LOADED = _stamps()


def is_as_loaded() -> bool:
    """Whether the files are those that lay there when this process, or the one it was forked from, loaded its code."""
    try:
        return _stamps() == _WHEN_LOADED
    except FileNotFoundError:  # it is being replaced at this moment
        return False


@cache
def fingerprint() -> bytes:
    """Of the text of all that code."""
    whole = hashlib.sha256()
    for file in _files():
        whole.update(f"\0{file.relative_to(_PACKAGE)}\0".encode())
        whole.update(file.read_bytes())
    return whole.digest()
