"""Looking after the keys of personal texts: sealing begins, what is there is sealed, master keys are put in use."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from roleplay.errors import Misconfigured
from roleplay.services.authority import Owner
from roleplay.services.keys import LOST, KeyFile, Shut, key_file, new_master, sealer_of, unwrapped, wrapped
from roleplay.store import Store, TextCount, TextKey, TextRow


def begin(store: Store, data: Path, elsewhere: Path | None = None, *, after_loss: bool = False) -> Path:
    """Turn sealing on, with a new master key or those of a file that is there. Return where the keys are.

    `after_loss` gives up all texts that were sealed with keys that are not there any more. Raises `Misconfigured`.
    """
    if os.name != "posix":
        raise Misconfigured("Personal texts cannot be sealed on this system.", "It takes Linux or macOS.")
    file = KeyFile(key_file(data))
    if store.text_master() is not None and not after_loss:
        raise Misconfigured("Personal texts are sealed already.", "`roleplay keys status` tells more.")
    if after_loss and (store.text_master() is None or file.is_there):
        fix = "Only when sealed texts have lost their key file is another begun. Move a damaged one away first."
        raise Misconfigured("Nothing was lost here.", fix)
    if elsewhere is None:
        if not file.is_there:
            file.make()
    else:
        _link(file, elsewhere.absolute())
    store.begin_sealing(next(reversed(file.masters())), anew=after_loss)
    return file.path.resolve()


def _link(file: KeyFile, target: Path) -> None:
    if file.is_there and file.path.resolve() != target.resolve():
        raise Misconfigured(f"There are keys at {file.path} already.", "Use those, or move them away first.")
    if target.exists():
        KeyFile(target).masters()
    else:
        KeyFile(target).make()
    if not file.is_there:
        file.path.symlink_to(target)


def seal_all(store: Store, data: Path) -> int:
    """Seal every text that is not sealed yet; return how many. Stopped half-way it leaves each text readable."""
    if store.text_master() is None:
        raise Misconfigured(*_OFF)
    KeyFile(key_file(data)).masters()  # says what is wrong to whoever looks after the keys
    ring, done = sealer_of(store, data), 0
    while rows := store.unsealed_texts(200):
        by_owner: dict[Owner, list[TextRow]] = {}
        for row in rows:
            by_owner.setdefault(Owner(row.owner_kind, row.owner_id), []).append(row)
        sealed = [new for owner, own in by_owner.items() for new in ring.seal(owner, own)]
        store.replace_bodies(list(zip([row for own in by_owner.values() for row in own], sealed, strict=True)))
        done += len(rows)
    store.scrub()
    return done


def rotate(store: Store, data: Path, *, forget_old: bool = False) -> int:
    """Put a new master key in use and wrap every owner's key with it; return how many. Raises `Misconfigured`."""
    file = KeyFile(key_file(data))
    current = store.text_master()
    if current is None:
        raise Misconfigured(*_OFF)
    masters = file.masters()
    new = new_master()
    file.keep({**masters, new: secrets.token_bytes(32)})  # first the file: a key that nothing uses does no harm
    masters = file.masters()
    try:
        done = store.rewrap_text_keys(new, lambda key: wrapped(masters, new, key, unwrapped(masters, key)))
    except Shut as error:
        raise Misconfigured(
            "Some keys were sealed with a master key that is not there. Nothing was changed.", LOST
        ) from error
    if forget_old:
        file.keep({new: masters[new]})
    return done


_OFF = ("Personal texts are not sealed here.", "Begin with `roleplay keys create`.")


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """How things stand with the keys."""

    on: bool
    """Whether texts are to be sealed."""
    file: Path
    """Where the master keys are, or should be."""
    trouble: Misconfigured | None
    """Why the master keys cannot be used; None when they can, or are not needed."""
    masters: int
    """How many there are."""
    owners: int
    """How many people have a key of their own."""
    lost: int
    """How many of those keys no master key opens."""
    older: int
    """How many of those keys are sealed with another master key than the one in use."""
    texts: TextCount
    """How many texts are sealed, and how many are not."""


def status(store: Store, data: Path) -> KeyStatus:
    """How things stand."""
    file, current, keys = KeyFile(key_file(data)), store.text_master(), store.text_keys()
    masters: dict[str, bytes] = {}
    trouble = None
    if current is not None or file.is_there:
        try:
            masters = file.masters()
        except Misconfigured as error:
            trouble = error
    if trouble is None and current is not None and current not in masters:
        trouble = Misconfigured(f"The file {file.path} does not hold the master key that is in use.", LOST)
    lost = sum(not _opens(masters, key) for key in keys)
    older = sum(key.master != current for key in keys)
    place = file.path.resolve()
    return KeyStatus(current is not None, place, trouble, len(masters), len(keys), lost, older, store.count_texts())


def _opens(masters: Mapping[str, bytes], key: TextKey) -> bool:
    try:
        unwrapped(masters, key)
    except Shut:
        return False
    return True
