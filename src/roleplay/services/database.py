"""Which database is used: the SQLite file of the data folder, or the one that was named.

A URL with a password does not belong on a command line, where every user of the machine can read it. It can stand in a
file of its owner's, or leave the password to PostgreSQL's own `~/.pgpass`.
"""

from __future__ import annotations

import os
from pathlib import Path

from roleplay.errors import Misconfigured
from roleplay.services.runtime import require_private
from roleplay.store import sqlite_url
from roleplay.store.connection import self_contained


def database_url(data: Path) -> str:
    """URL of the database in a data folder."""
    return sqlite_url(data / "roleplay.db")


def chosen_database(data: Path, url: str | None = None, file: Path | None = None) -> str:
    """URL of the database: as given, or as it stands in a file, or the one in the data folder.

    Raises `Misconfigured` when two are given, and for a file that others could read.
    """
    if url is not None and file is not None:
        raise Misconfigured("There are two databases, one given and one in a file.", "Give one of them.")
    if file is not None:
        url = read_database_file(file)
    return database_url(data) if url is None else self_contained(url)


def named_database(name: str) -> str:
    """URL of a database that is named by its URL, by a SQLite file, or by `@` and a file that holds its URL."""
    if name.startswith("@"):
        return read_database_file(Path(name[1:]).expanduser())
    return name if "://" in name else sqlite_url(Path(name).expanduser())


def read_database_file(file: Path) -> str:
    """The database URL that a file holds. Raises `Misconfigured`, also for a file that others could read."""
    try:
        with file.open(encoding="utf-8") as opened:
            require_private(file, os.fstat(opened.fileno()), f"Close it to others: chmod 600 {file}")
            lines = opened.read().split()
    except OSError as error:
        fix = "Name a file that holds a database URL and nothing else."
        raise Misconfigured(f"{file} cannot be read: {error.strerror}.", fix) from error
    except UnicodeDecodeError:
        lines = []
    if len(lines) != 1:
        raise Misconfigured(f"{file} does not hold a database URL and nothing else.", "Write the URL on its only line.")
    return lines[0]
