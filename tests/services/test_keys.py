"""The keys of personal texts: what is sealed, who opens it, and what becomes of it when keys change or are lost."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Misconfigured, Unavailable
from roleplay.services.authority import Owner
from roleplay.services.keys import KeyFile, key_file, sealer_of, unwrapped
from roleplay.services.locksmith import begin, rotate
from roleplay.services.sealing import Plain
from roleplay.store import OwnerKind, Store, TextRow
from tests.kept import text
from tests.services.keyed import KIM, SECRET, begun, keep, read


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder."""
    return tmp_path


@pytest.fixture
def store(data: Path) -> Store:
    """A store with an attempt, and without keys."""
    return begun(data)


@pytest.fixture
def sealed(store: Store, data: Path) -> TextRow:
    """A text of Kim's as it is kept once there are keys."""
    begin(store, data)
    return keep(store, data, text())


def test_without_keys_texts_are_kept_as_they_are(store: Store, data: Path) -> None:
    """Nothing is sealed before somebody has turned it on."""
    assert keep(store, data, text()) == text()
    assert read(store, data, text()) == [SECRET]


def test_a_sealed_text_opens_as_it_was_written(store: Store, data: Path, sealed: TextRow) -> None:
    """All else of its row is the same; in the database is nothing of what was written."""
    assert sealed.sealed
    assert store.texts("a1")["t1"] == sealed
    assert sealer_of(store, data).open([sealed]) == (text(),)
    assert SECRET.encode() not in b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())


def test_the_same_words_are_sealed_differently_each_time(store: Store, data: Path, sealed: TextRow) -> None:
    """Nobody sees that somebody wrote the same again."""
    again = keep(store, data, text("t2"))
    assert again.body != sealed.body


@pytest.mark.parametrize("change", [{"id": "t9"}, {"owner_id": "lee"}, {"owner_kind": OwnerKind.PARTICIPANT}])
def test_what_was_sealed_for_one_row_does_not_open_in_another(
    store: Store, data: Path, sealed: TextRow, change: dict[str, Any]
) -> None:
    """Moved to another text, or to another owner with a key of their own, it reads as nothing and stays sealed."""
    for kind in OwnerKind:
        sealer_of(store, data).seal(Owner(kind, "lee"), [text("x")])
        sealer_of(store, data).seal(Owner(kind, "kim"), [text("x")])
    moved = replace(sealed, **change)
    assert sealer_of(store, data).open([moved]) == (replace(moved, body=None),)


def test_a_body_that_was_tampered_with_does_not_open(store: Store, data: Path, sealed: TextRow) -> None:
    """Changed by a letter, cut short, or no sealed text at all."""
    body = sealed.body or ""
    swapped = body[:-3] + ("AAA" if body[-3:] != "AAA" else "BBB")
    for forged in (swapped, body[:12], "1.", "no base64", body.replace("1.", "2.", 1)):
        assert read(store, data, replace(sealed, body=forged)) == [None]


def test_an_erased_text_is_not_taken_for_an_unreadable_one(store: Store, data: Path, sealed: TextRow) -> None:
    """It has no body and is not sealed, with keys and without."""
    erased = replace(sealed, body=None)
    for sealer in (sealer_of(store, data), Plain()):
        (shown,) = sealer.open([erased])
        assert (shown.body, shown.sealed) == (None, False)
    assert Plain().open([sealed]) == (replace(sealed, body=None),)


def test_without_its_owners_key_a_text_is_gone(store: Store, data: Path, sealed: TextRow) -> None:
    """So erasing somebody's key erases what they wrote, wherever a copy of it is; what they write next is sealed anew."""
    store.forget_text_key(*KIM)
    assert read(store, data, sealed) == [None]
    after = keep(store, data, text("t2"))
    assert read(store, data, sealed, after) == [None, SECRET]


def test_the_key_file_is_its_owners_alone(store: Store, data: Path) -> None:
    """It is made with such rights, keeps them, and is not read with others."""
    file = begin(store, data)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    rotate(store, data)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    with pytest.raises(Misconfigured, match="read or changed by others"):
        KeyFile(file).masters()


def test_no_key_is_in_the_database(store: Store, data: Path, sealed: TextRow) -> None:
    """Neither a master key nor, as it is, the key of an owner."""
    (master,) = json.loads(key_file(data).read_text())["masters"].values()
    plain = unwrapped(KeyFile(key_file(data)).masters(), store.text_keys()[0])
    held = b"".join(file.read_bytes() for file in data.glob("roleplay.db*"))
    assert sealed.body is not None
    assert sealed.body.encode() in held
    assert master.encode() not in held
    assert plain not in held


def test_without_the_key_file_nothing_is_written_in_the_open(store: Store, data: Path, sealed: TextRow) -> None:
    """What is there reads as nothing, what is new is refused; with the file in place again all is as before."""
    file = key_file(data)
    aside = file.rename(data / "aside")
    with pytest.raises(Unavailable, match="the key for them is missing"):
        keep(store, data, text("t2"))
    assert read(store, data, sealed) == [None]
    assert list(store.texts("a1")) == ["t1"]
    aside.rename(file)
    assert read(store, data, sealed) == [SECRET]
