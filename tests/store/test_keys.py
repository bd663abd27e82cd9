"""Keys of personal texts, and texts as whoever seals and shares them needs them, on every kind of database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from roleplay.errors import Conflict, NotFound
from roleplay.store import OwnerKind, Store, TextCount, TextKey, TextRow, Visibility
from tests.kept import attempt, log, open_sqlite, recorded, shelve, text

KIM = OwnerKind.PERSON, "kim"


def key(owner: str = "kim", master: str = "first") -> TextKey:
    """A key of somebody's texts."""
    return TextKey(OwnerKind.PERSON, owner, f"wrapped for {owner}", master)


@pytest.fixture
def written(begun: Store) -> tuple[Store, TextRow, TextRow]:
    """A store with two texts, the second erased."""
    first, second = text("t1"), text("t2", body="I was wrong.")
    begun.append("a1", recorded(2), [first, second])
    begun.erase_text("t2")
    return begun, first, replace(second, body=None)


def test_sealing_begins_once(store: Store, reopen: Callable[[], Store]) -> None:
    """The master key in use is known to whoever opens the store, and is not changed by beginning again."""
    assert store.text_master() is None
    store.begin_sealing("first")
    with pytest.raises(Conflict, match="sealed already"):
        store.begin_sealing("second")
    assert reopen().text_master() == "first"


def test_beginning_anew_forgets_all_keys(store: Store) -> None:
    """After a loss there is another master key, and nobody has a key under the lost one."""
    store.begin_sealing("first")
    store.add_text_key(key())
    store.begin_sealing("second", anew=True)
    assert (store.text_master(), store.text_keys()) == ("second", ())


def test_of_two_keys_for_one_owner_the_first_stands(store: Store) -> None:
    """Whoever comes second is given the one that is kept."""
    store.begin_sealing("first")
    assert store.add_text_key(key()) == key()
    assert store.add_text_key(replace(key(), wrapped="another")) == key()
    assert store.text_key(*KIM) == key()
    assert store.text_key(OwnerKind.PARTICIPANT, "kim") is None


def test_a_key_under_a_master_that_is_not_in_use_is_refused(store: Store) -> None:
    """It could be forgotten a moment later, and the texts with it."""
    store.begin_sealing("second")
    with pytest.raises(Conflict, match="has changed"):
        store.add_text_key(key(master="first"))
    assert store.text_keys() == ()


def test_all_keys_change_together_with_their_master(store: Store) -> None:
    """Each key is handed over as it was and kept as it is given back."""
    store.begin_sealing("first")
    for owner in ("kim", "lee"):
        store.add_text_key(key(owner))
    changed = store.rewrap_text_keys(
        "second", lambda old: replace(old, wrapped=f"{old.wrapped}, again", master="second")
    )
    assert (changed, store.text_master()) == (2, "second")
    assert [(one.wrapped, one.master) for one in store.text_keys()] == [
        ("wrapped for kim, again", "second"),
        ("wrapped for lee, again", "second"),
    ]


def test_a_change_of_keys_that_stops_half_way_never_was(store: Store) -> None:
    """When one key cannot be changed, all stay under the master key that was in use."""
    store.begin_sealing("first")
    for owner in ("kim", "lee"):
        store.add_text_key(key(owner))

    def change(old: TextKey) -> TextKey:
        if old.owner_id == "lee":
            raise KeyboardInterrupt
        return replace(old, wrapped="changed", master="second")

    with pytest.raises(KeyboardInterrupt):
        store.rewrap_text_keys("second", change)
    assert store.text_master() == "first"
    assert store.text_keys() == (key("kim"), key("lee"))


def test_keys_are_not_changed_before_sealing_begins(store: Store) -> None:
    """There is no master key to put another one in place of."""
    with pytest.raises(NotFound, match="not sealed"):
        store.rewrap_text_keys("first", lambda old: old)


def test_the_key_of_one_owner_is_forgotten(store: Store) -> None:
    """Those of the others stay."""
    store.begin_sealing("first")
    for owner in ("kim", "lee"):
        store.add_text_key(key(owner))
    store.forget_text_key(*KIM)
    assert store.text_keys() == (key("lee"),)


def test_texts_are_found_by_their_ids(written: tuple[Store, TextRow, TextRow]) -> None:
    """Whatever attempt they belong to; unknown ids have none."""
    store, first, erased = written
    assert store.personal_texts(["t1", "nothing", "t2", "t1"]) == {"t1": first, "t2": erased}
    assert store.personal_texts([]) == {}


def test_what_is_not_sealed_yet_is_found_and_replaced(written: tuple[Store, TextRow, TextRow]) -> None:
    """An erased text has nothing to be sealed; a sealed one is not found again."""
    store, first, _ = written
    assert store.unsealed_texts(10) == (first,)
    assert store.count_texts() == TextCount(sealed=0, plain=1)
    sealed = replace(first, body="1.abc", sealed=True)
    store.replace_bodies([(first, sealed)])
    assert store.texts("a1")["t1"] == sealed
    assert store.unsealed_texts(10) == ()
    assert store.count_texts() == TextCount(sealed=1, plain=0)


def test_a_text_that_was_erased_meanwhile_stays_erased(written: tuple[Store, TextRow, TextRow]) -> None:
    """Sealing does not bring back what was there when it began."""
    store, first, _ = written
    store.erase_text("t1")
    store.replace_bodies([(first, replace(first, body="1.abc", sealed=True))])
    assert store.texts("a1")["t1"] == replace(first, body=None)


def test_a_text_is_shared_and_taken_back(written: tuple[Store, TextRow, TextRow]) -> None:
    """Each text for itself; one that there is not is named."""
    store, first, erased = written
    store.set_visibility("t1", Visibility.SHARED)
    assert store.texts("a1") == {"t1": replace(first, visibility=Visibility.SHARED), "t2": erased}
    store.set_visibility("t1", Visibility.PRIVATE)
    assert store.texts("a1")["t1"] == first
    with pytest.raises(NotFound, match='no text "t9"'):
        store.set_visibility("t9", Visibility.SHARED)


def test_after_scrubbing_a_text_is_as_it_was(written: tuple[Store, TextRow, TextRow]) -> None:
    """On every kind of database."""
    store, first, erased = written
    store.scrub()
    assert store.texts("a1") == {"t1": first, "t2": erased}


def test_after_scrubbing_no_file_holds_what_was_there_before(tmp_path: Path) -> None:
    """Neither the database nor its side files, which others hold open."""
    store = open_sqlite(tmp_path)
    shelve(store)
    store.add_attempt(attempt(), log(2))

    def held() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.glob("roleplay.db*"))

    with closing(sqlite3.connect(tmp_path / "roleplay.db")) as another:
        another.execute("select * from texts").fetchall()
        store.append("a1", recorded(2), [text()])
        store.replace_bodies([(text(), replace(text(), body="1.abc", sealed=True))])
        assert b"I expect rain" in held()
        store.scrub()
        assert b"1.abc" in held()
        assert b"I expect rain" not in held()
