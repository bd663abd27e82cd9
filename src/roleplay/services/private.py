"""The data folder and its files belong to one user of the machine, and nobody else reads them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from roleplay.errors import Misconfigured

OWN_NAMES = frozenset({"roleplay.db", "keys.json", "site.yml", "privacy.yml", "backups", "run", "lost+found"})
"""What a data folder holds, beside hidden files."""


def claim_data_folder(data: Path) -> bool:
    """Make the folder if need be and close it to everybody else. Return True when it was in use and open to others.

    Raises `Misconfigured` for a folder that holds something else (such as a home folder, given by mistake), and for one
    that cannot be made or used.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        in_use = (data / "roleplay.db").exists()
        strangers = sorted(e.name for e in data.iterdir() if e.name not in OWN_NAMES and not e.name.startswith("."))
        if strangers and not in_use:
            fix = "Choose a new or empty folder with --data."
            raise Misconfigured(f'{data} holds other things, such as "{strangers[0]}".', fix)
        if os.name != "posix" or not stat.S_IMODE(data.stat().st_mode) & 0o077:
            return False
        data.chmod(0o700)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Misconfigured(
            f"The data folder {data} cannot be used: {reason}.", "Choose another with --data."
        ) from error
    else:
        return in_use


def write_owner_only(file: Path, text: str) -> Path:
    """Put a text in place of a file, all of it at once; only its owner can ever read it. Return the file."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return unfinished.replace(file)
