"""A backup: one file, made while people work, that holds the database and the files that belong to it.

It is a zip of the database as a SQLite file (from PostgreSQL, too), the files, and `manifest.json`, which says what is
to be found in them. No keys are in it: neither those that open sealed personal texts, which whoever has the backup is
not to have, nor those of sign-ins. So after a restore everybody signs in again.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from roleplay.errors import Misconfigured
from roleplay.store import revisions
from roleplay.store.connection import sqlite_url
from roleplay.store.copying import (
    Content,
    Contents,
    Whole,
    contents_of,
    copy_database,
    copy_rows,
    copy_to_file,
    tables_of,
)

FORMAT = 1
"""Of the file. A program that does not know it leaves the file alone."""

_MANIFEST = "manifest.json"
_DATABASE = "roleplay.db"
_SIGN_INS = frozenset({"kernels", "sessions", "tokens"})
_BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite keeps beside a file belongs to it


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    made: str
    """When, in ISO 8601."""
    contents: Contents
    """Of the database."""
    files: Mapping[str, str]
    """SHA-256 of everything that is packed with this, by name."""


def make_backup(database: str, files: Mapping[str, Path], to: Path, now: Callable[[], datetime]) -> Manifest:
    """Write a backup of a database URL, as it is at one moment, and those of the files that there are.

    The backup is there when it is whole, for its owner only. Raises `Misconfigured` when there is one of that name.
    """
    if to.exists():
        raise Misconfigured(f"{to} is there already. Nothing was changed.", "Choose another name.")
    with _working_in(to.parent) as place:
        copy = place / _DATABASE
        contents = copy_database(database, sqlite_url(copy))
        packed = {_DATABASE: copy, **{name: path for name, path in files.items() if path.is_file()}}
        content = {_DATABASE: _hash(copy)}
        whole = place / "whole"
        with zipfile.ZipFile(whole, "x", zipfile.ZIP_DEFLATED) as archive:
            archive.write(copy, _DATABASE)
            for name in packed.keys() - {_DATABASE}:
                held = packed[name].read_bytes()  # once: it may be edited meanwhile
                content[name] = hashlib.sha256(held).hexdigest()
                archive.writestr(name, held)
            manifest = Manifest(now().astimezone(UTC).isoformat(), contents, content)
            archive.writestr(_MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1))
        whole.chmod(0o600)
        _sync(whole)
        whole.replace(to)
    return manifest


def restore_backup(
    backup: Path, database: str, files: Mapping[str, Path], aside: Path, now: Callable[[], datetime], *, replace: bool
) -> Manifest:
    """Put what a backup holds in place of a database URL and of these files, which nobody may use meanwhile.

    It is compared with its manifest before anything is changed. What is there already is refused or, to `replace` it,
    moved into a new folder in `aside`. Nobody is signed in afterwards. Raises `Misconfigured`.
    """
    target = Whole(database)
    places = dict(files) if target.file is None else {**files, _DATABASE: target.file}
    with _working_in(aside.parent) as place:
        manifest = _unpack(backup, place)
        _sign_out(Whole(sqlite_url(place / _DATABASE)))
        there = [str(path) for path in places.values() if path.exists()]
        if target.file is None:
            with target.read() as connection:
                there += [target.place] if revisions.revision_of(connection) is not None else []
        if there and not replace:
            raise Misconfigured(f"{there[0]} is there already. Nothing was changed.", "To replace it, add --replace.")
        old = aside / f"replaced-{now().astimezone(UTC):%Y-%m-%dT%H-%M-%S-%fZ}"
        if there:
            old.mkdir(mode=0o700, parents=True)
        if target.file is None:
            _refill(target, Whole(sqlite_url(place / _DATABASE)), old / _DATABASE)
        for path in places.values():
            for beside in (path.with_name(path.name + end) for end in _BESIDE):
                if beside.exists():
                    beside.replace(old / beside.name)
        for name, path in places.items():
            if name in manifest.files:
                _sync(place / name)
                (place / name).replace(path)
    return manifest


def _refill(target: Whole, unpacked: Whole, old: Path) -> None:
    """In one transaction, which also keeps what was there in a SQLite file."""
    with unpacked.read() as source, target.rebuild() as connection:
        if revisions.revision_of(connection) is not None:
            copy_to_file(connection, old)
            revisions.move(connection, revisions.NOTHING)
        copy_rows(source, connection)


def _sign_out(unpacked: Whole) -> None:
    """An invitation that was used after the backup, or a browser that was signed out, must not come back to life."""
    with unpacked.rebuild() as connection:
        for table in tables_of(connection):
            if table.name in _SIGN_INS:
                connection.execute(table.delete())


def _unpack(backup: Path, place: Path) -> Manifest:
    """Unpack a backup into a folder and compare it with its manifest. Raises `Misconfigured` when they differ."""
    try:
        with zipfile.ZipFile(backup) as archive:
            told = json.loads(archive.read(_MANIFEST))
            if told["format"] != FORMAT:
                raise Misconfigured(f"{backup} was made by a newer version.", "Install that version or a later one.")
            tables = {name: Content(**content) for name, content in told["contents"]["tables"].items()}
            contents = Contents(told["contents"]["revision"], tables)
            manifest = Manifest(told["made"], contents, dict(told["files"]))
            for name in manifest.files:
                Path(archive.extract(name, place)).chmod(0o600)  # inside of the folder, whatever the name
            same = {name: _hash(place / name) for name in {_DATABASE, *manifest.files}} == manifest.files
    except OSError as error:
        fix = "Name a file that `roleplay backup` made."
        raise Misconfigured(f"{backup} cannot be read: {error.strerror}. Nothing was changed.", fix) from error
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError) as error:
        raise _not_whole(backup) from error
    if not same:
        raise _not_whole(backup)
    revisions.require_known(contents.revision)
    with Whole(sqlite_url(place / _DATABASE)).read() as connection:
        if contents_of(connection) != contents:
            raise _not_whole(backup)
    return manifest


def _not_whole(backup: Path) -> Misconfigured:
    return Misconfigured(f"{backup} is not a backup, or it is damaged. Nothing was changed.", "Use another one.")


@contextmanager
def _working_in(folder: Path) -> Iterator[Path]:
    """A folder for the time of the work, in the same place as what comes of it, closed to other users."""
    try:
        with TemporaryDirectory(dir=folder, prefix=".roleplay-") as place:
            yield Path(place)
    except OSError as error:
        fix = "Make sure that it is there, that you may write to it, and that its disk has room."
        raise Misconfigured(f"The folder {folder} cannot be used: {error.strerror}.", fix) from error


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
