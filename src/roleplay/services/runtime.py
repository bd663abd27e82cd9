"""The file through which a kernel learns where the store is.

It holds the database URL, which may hold a password, so it is readable by its owner only; a kernel's environment names
no more than its path. A trainee's kernel reads the shelf out of the store; an author's follows the folders of the
library, which are named here.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from roleplay.errors import Misconfigured
from roleplay.services.private import write_owner_only

VARIABLE = "ROLEPLAY_RUN"
"""The environment variable that holds the path of the file, in a kernel."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a kernel needs to know."""

    database: str
    """URL of the database."""
    data: Path
    """The data folder."""
    libraries: tuple[Path, ...] = ()
    """The folders that the library is read from."""
    texts: Path | None = None
    """The socket at which the server seals and opens personal texts; None as long as they are not sealed."""


def write_runtime(runtime: Runtime) -> Path:
    """Write `run/kernel.json` into the data folder and return its path."""
    folder = runtime.data / "run"
    folder.mkdir(mode=0o700, exist_ok=True)
    content = {
        "database": runtime.database,
        "data": str(runtime.data),
        "libraries": [str(library) for library in runtime.libraries],
        "texts": None if runtime.texts is None else str(runtime.texts),
    }
    return write_owner_only(folder / "kernel.json", json.dumps(content))


def read_runtime(path: Path) -> Runtime:
    """Read the file. Raises `Misconfigured` when it is not there, damaged, or could be read or changed by others."""
    try:
        with path.open(encoding="utf-8") as file:
            fix = "Restart `roleplay serve`: it writes the file anew, for its owner only."
            require_private(path, os.fstat(file.fileno()), fix)
            content = json.load(file)
        libraries = tuple(Path(library) for library in content["libraries"])
        texts = content.get("texts")
        return Runtime(
            str(content["database"]), Path(content["data"]), libraries, None if texts is None else Path(texts)
        )
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.", "Restart `roleplay serve`.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise Misconfigured(f"{path} is damaged.", "Restart `roleplay serve`: it writes the file anew.") from error


def require_private(path: Path, found: os.stat_result, fix: str) -> None:
    """Raise `Misconfigured`, with this way to mend it, for a file that another user could read or change."""
    if os.name != "posix":
        return
    if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise Misconfigured(f"{path} could be read or changed by others.", fix)
