"""The contract of every store: documents, the shelf, the site's settings."""

from __future__ import annotations

from collections.abc import Callable

from roleplay.model.canonical import canonical
from roleplay.store import Document, Finding, Shelf, ShelfEntry, ShelfProblem, Store
from tests.kept import HASH, shelve
from tests.small import small


def test_a_document_is_found_by_its_hash(store: Store) -> None:
    """What was kept comes back as it was; an unknown hash has nothing."""
    store.keep_document(HASH, "scenario", "disclosure/small", canonical(small()))
    assert store.document(HASH) == Document(HASH, "scenario", "disclosure/small", canonical(small()))
    assert store.document("0" * 64) is None


def test_a_document_is_kept_once(store: Store) -> None:
    """Keeping the same again changes nothing."""
    store.keep_document(HASH, "scenario", "disclosure/small", "{}")
    store.keep_document(HASH, "scenario", "disclosure/small", "{}")
    assert store.document(HASH) == Document(HASH, "scenario", "disclosure/small", "{}")


def test_the_shelf_is_empty_at_first(store: Store) -> None:
    """Before anything was shelved there is nothing, with no fingerprint."""
    assert store.shelf() == Shelf()


def test_shelving_replaces_all_that_stood_there(store: Store, reopen: Callable[[], Store]) -> None:
    """The shelf is what was said last, in order of kind and id, problems in order of their paths."""
    shelve(store)
    entries = [ShelfEntry("scenario", letter, HASH, f"/{letter}.yml") for letter in "ba"]
    finding = Finding(3, 5, "RP104", "error", "Twice.", "Remove one.")
    problems = [ShelfProblem("/z.yml", (finding, finding)), ShelfProblem("/y.yml", ())]
    store.shelve(entries, problems, "second")
    shelf = reopen().shelf()
    assert [entry.id for entry in shelf.entries] == ["a", "b"]
    assert shelf.problems == (ShelfProblem("/y.yml", ()), ShelfProblem("/z.yml", (finding, finding)))
    assert shelf.fingerprint == "second"
    store.shelve([], [], "third")
    assert store.shelf() == Shelf(fingerprint="third")


def test_a_shelf_that_cannot_be_written_leaves_the_old_one(store: Store) -> None:
    """An entry without its document fails as a whole: the shelf stays as it was."""
    shelve(store)
    before = store.shelf()
    try:
        store.shelve([before.entries[0], ShelfEntry("scenario", "x/y", "0" * 64, "/x.yml")], [], "second")
    except Exception:  # noqa: BLE001 - each database has its own error; what matters is what is left
        assert store.shelf() == before
    else:
        raise AssertionError("an entry without a document was shelved")


def test_an_edited_scenario_leaves_its_earlier_version_in_place(store: Store) -> None:
    """A document outlives its place on the shelf, so that attempts at it still replay."""
    shelve(store)
    shelve(store, small(title="Smaller"))
    kept = store.document(HASH)
    assert kept is not None
    assert kept.json == canonical(small())
    assert [entry.hash for entry in store.shelf().entries if entry.kind == "scenario"] != [HASH]


def test_the_sites_settings_are_the_ones_that_were_kept_last(store: Store) -> None:
    """None before anything was kept, then always the latest."""
    assert store.site() is None
    store.keep_site('{"organisation":"Lighthouse"}')
    store.keep_site("{}")
    assert store.site() == "{}"
