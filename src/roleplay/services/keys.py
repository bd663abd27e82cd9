"""The keys of personal texts, for the server and for commands. Nothing that a kernel runs imports this.

Every owner has a key, kept in the database, sealed with a master key. Master keys are in a file of their own, never in
the database and never in a backup. AES-256-GCM throughout: what was sealed for one text does not open as another's.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from roleplay.errors import Conflict, Misconfigured, Unavailable
from roleplay.services.authority import Owner
from roleplay.services.private import write_owner_only
from roleplay.services.runtime import require_private
from roleplay.services.sealing import is_shut, opened
from roleplay.store import Store, TextKey, TextRow

_NONCE = 12
_FORM = "1."  # what was sealed begins with it, so that another form can come after it
_ABOUT = "Master keys of personal texts. Keep a copy of this file, apart from backups: without it no text can be read."
_TRIES = 5


def key_file(data: Path) -> Path:
    """Where the master keys of a data folder are: a file, or a link to one elsewhere."""
    return data / "keys.json"


class Shut(Exception):
    """Something that these keys do not open."""


class KeyFile:
    """The file with the master keys. It is read each time, so that a server sees what a command has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        """Where it is; may be a link."""

    @property
    def is_there(self) -> bool:
        """Whether there is a file, or a link to one, be it broken."""
        return os.path.lexists(self.path)

    def masters(self) -> dict[str, bytes]:
        """Id -> master key. Raises `Misconfigured` for a file that is missing, damaged or open to others."""
        try:
            with self.path.open(encoding="utf-8") as file:
                require_private(self.path, os.fstat(file.fileno()), f"Close it to others: chmod 600 {self.path}")
                found = {name: base64.b64decode(key, validate=True) for name, key in json.load(file)["masters"].items()}
        except OSError as error:
            where = f"{self.path} (a link to {self.path.resolve()})" if self.path.is_symlink() else str(self.path)
            raise Misconfigured(
                f"The keys of personal texts, {where}, cannot be read: {error.strerror}.", LOST
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Misconfigured(f"The file {self.path} is damaged.", LOST) from error
        if not found or any(len(key) != 32 for key in found.values()):
            raise Misconfigured(f"The file {self.path} is damaged.", LOST)
        return found

    def make(self) -> None:
        """Make it, with one master key. Raises `Misconfigured` when there is a file, which is never overwritten."""
        try:
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except OSError as error:
            raise Misconfigured(f"{self.path} cannot be made: {error.strerror}.", "Name another file.") from error
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(_as_text({new_master(): secrets.token_bytes(32)}))
            out.flush()
            os.fsync(out.fileno())

    def keep(self, masters: Mapping[str, bytes]) -> None:
        """Put these master keys in place of those that it holds, all at once."""
        write_owner_only(self.path.resolve(), _as_text(masters))


LOST = (
    "Put it back from where a copy is kept. If there is none any more, what was encrypted is lost; then "
    "`roleplay keys create --after-loss` begins anew."
)
"""What to do when the master keys are not there."""


def _as_text(masters: Mapping[str, bytes]) -> str:
    kept = {name: base64.b64encode(key).decode() for name, key in masters.items()}
    return json.dumps({"about": _ABOUT, "masters": kept}, indent=2) + "\n"


def new_master() -> str:
    """An id for a master key."""
    return secrets.token_hex(8)


class KeyRing:
    """Seals and opens with the keys at hand. As long as sealing was not turned on it lets texts pass as they are."""

    def __init__(self, store: Store, file: KeyFile) -> None:
        self._store = store
        self._file = file

    def seal(self, owner: Owner, rows: Sequence[TextRow]) -> tuple[TextRow, ...]:
        """The same texts of one owner as they are to be kept. Raises `Unavailable` without the master key."""
        if not rows or self._store.text_master() is None:
            return tuple(rows)
        try:
            key = self._key_to_be(owner)
        except (Misconfigured, Shut) as error:
            raise Unavailable(*_NO_KEYS) from error
        return tuple(
            row
            if row.sealed or row.body is None
            else replace(row, body=_sealed(key, row.body, _mark(row)), sealed=True)
            for row in rows
        )

    def open(self, rows: Iterable[TextRow]) -> tuple[TextRow, ...]:
        """The same texts as they were written. One that these keys do not open has no body and is still `sealed`."""
        rows = tuple(rows)
        keys: dict[Owner, bytes | None] = {}
        for owner in {Owner(row.owner_kind, row.owner_id) for row in rows if is_shut(row)}:
            kept = self._store.text_key(*owner)
            try:
                keys[owner] = None if kept is None else unwrapped(self._file.masters(), kept)
            except (Misconfigured, Shut):
                keys[owner] = None
        return tuple(opened(row, _read(row, keys.get(Owner(row.owner_kind, row.owner_id)))) for row in rows)

    def _key_to_be(self, owner: Owner) -> bytes:
        # First the database, then the file: a master key is in the file before it is in use.
        for _ in range(_TRIES):
            kept = self._store.text_key(*owner)
            if kept is None:
                blank = TextKey(*owner, "", "")
                master = self._store.text_master() or ""
                made = wrapped(self._file.masters(), master, blank, secrets.token_bytes(32))
                try:
                    kept = self._store.add_text_key(made)
                except Conflict:  # the master keys were rotated just now
                    continue
            return unwrapped(self._file.masters(), kept)
        raise Shut


_NO_KEYS = (
    "Personal texts cannot be kept at the moment, because the key for them is missing. Nothing was written down.",
    "Copy what you wrote, and tell whoever looks after this workbook: `roleplay keys status` says what to do.",
)


def sealer_of(store: Store, data: Path) -> KeyRing:
    """What seals and opens for whoever may read the key file: the server, and commands."""
    return KeyRing(store, KeyFile(key_file(data)))


def _sealed(key: bytes, body: str, mark: bytes) -> str:
    nonce = secrets.token_bytes(_NONCE)
    return _FORM + base64.b64encode(nonce + AESGCM(key).encrypt(nonce, body.encode(), mark)).decode()


def _unsealed(key: bytes, sealed: str, mark: bytes) -> bytes:
    if not sealed.startswith(_FORM):
        raise Shut
    try:
        whole = base64.b64decode(sealed.removeprefix(_FORM), validate=True)
        return AESGCM(key).decrypt(whole[:_NONCE], whole[_NONCE:], mark)
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise Shut from error


def _read(row: TextRow, key: bytes | None) -> str | None:
    if key is None or row.body is None:
        return None
    try:
        return _unsealed(key, row.body, _mark(row)).decode()
    except Shut:
        return None


def _mark(row: TextRow) -> bytes:
    """What a sealed body belongs to: moved to another row, or to somebody else, it does not open."""
    return json.dumps(["text", row.id, row.owner_kind, row.owner_id]).encode()


def wrapped(masters: Mapping[str, bytes], master: str, key: TextKey, plain: bytes) -> TextKey:
    """The key of an owner, sealed with one of these master keys. Raises `Shut` when there is no such master key."""
    if master not in masters:
        raise Shut
    to_be = replace(key, master=master)
    return replace(to_be, wrapped=_sealed(masters[master], base64.b64encode(plain).decode(), _key_mark(to_be)))


def unwrapped(masters: Mapping[str, bytes], key: TextKey) -> bytes:
    """The key of an owner, ready for use. Raises `Shut` when these master keys do not open it."""
    if key.master not in masters:
        raise Shut
    return base64.b64decode(_unsealed(masters[key.master], key.wrapped, _key_mark(key)))


def _key_mark(key: TextKey) -> bytes:
    return json.dumps(["key", key.owner_kind, key.owner_id, key.master]).encode()
