"""The library as it was read, kept for whoever reads the same files with the same code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roleplay.authoring import Library, load_library
from roleplay.services import opening
from roleplay.services.edition import MOST_COPIES, WORTH_KEEPING, Edition, edition_of, remember, remembered
from roleplay.services.opening import open_house
from roleplay.store import Document, ShelfProblem
from tests.kept import open_sqlite


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "roleplay" / "editions"


@pytest.fixture(scope="module")
def edition() -> Edition:
    """Rubrics enough to be worth keeping, and a file with errors."""
    library = load_library([Path(__file__).parents[2] / "scenarios" / "rubrics"])
    made = edition_of(library)
    assert len(made.documents) >= WORTH_KEEPING
    return replace(made, problems=(ShelfProblem("broken.yml", ()),))


def test_an_edition_comes_back_as_it_was(edition: Edition, cache: Path) -> None:
    """Under its fingerprint only; nobody else on the machine reads the copy."""
    assert remembered("first") is None
    remember("first", edition)
    assert remembered("first") == edition
    assert remembered("second") is None
    assert (cache / "first.json").stat().st_mode & 0o077 == 0


def test_a_copy_that_was_damaged_is_not_believed(edition: Edition, cache: Path) -> None:
    """Neither when it is no JSON, nor when something is missing, nor when a text is not that of its hash."""
    remember("first", edition)
    file = cache / "first.json"
    whole = json.loads(file.read_text())
    document, path = whole["documents"][0]
    changed = [[{**document, "json": document["json"].replace("a", "b")}, path], *whole["documents"][1:]]
    for damaged in ("{", "[]", json.dumps({"documents": []}), json.dumps({**whole, "documents": changed})):
        file.write_text(damaged)
        assert remembered("first") is None
    file.write_text(json.dumps(whole))
    assert remembered("first") == edition


def test_few_copies_stay(edition: Edition, cache: Path) -> None:
    """The cache does not grow with every change of a file, and small libraries are not in it."""
    remember("small", Edition(edition.documents[: WORTH_KEEPING - 1], ()))
    for number in range(MOST_COPIES + 3):
        remember(f"edition-{number}", edition)
    assert len(list(cache.iterdir())) == MOST_COPIES


def test_a_cache_that_cannot_be_written_costs_nothing(edition: Edition, cache: Path) -> None:
    """A file stands where its folder should be."""
    cache.parent.parent.mkdir(parents=True)
    cache.parent.write_text("")
    remember("first", edition)
    assert remembered("first") is None


def test_another_data_folder_reads_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has the same shelf as the first; after a file was changed everything is read again."""
    library = tmp_path / "library"
    library.mkdir()
    for file in sorted((Path(__file__).parents[2] / "scenarios" / "rubrics").iterdir()):
        (library / file.name).write_bytes(file.read_bytes())
    first = open_house(tmp_path / "one", [library], shipped=False).store.shelf()
    reads: list[object] = []

    def read(*given: Any, **known: Any) -> Library:
        reads.append(given)
        return load_library(*given, **known)

    monkeypatch.setattr(opening, "load_library", read)
    second = open_house(tmp_path / "two", [library], shipped=False)
    assert second.store.shelf() == first
    assert reads == []
    changed = library / "repair.yml"
    changed.write_text(changed.read_text().replace("title: ", "title: Another "))
    second.refresh()
    assert len(reads) == 1
    assert {one.id: one.hash for one in second.store.shelf().entries} != {one.id: one.hash for one in first.entries}


def test_shelving_replaces_what_was_there(tmp_path: Path, edition: Edition) -> None:
    """Documents are kept for good, the shelf is what the last edition holds."""
    store = open_sqlite(tmp_path)
    edition.shelve(store, "first")
    assert store.shelf().problems == edition.problems
    Edition(edition.documents[:1], ()).shelve(store, "second")
    assert [one.hash for one in store.shelf().entries] == [edition.documents[0][0].hash]
    last: Document = edition.documents[-1][0]
    assert store.document(last.hash) == last
