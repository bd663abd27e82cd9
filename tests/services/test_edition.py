"""The library as it was read, kept for whoever reads the same files with the same code."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roleplay.authoring import Library, load_library
from roleplay.authoring.folders import shipped
from roleplay.model.rubric import Whose
from roleplay.services import edition as editions
from roleplay.services import opening
from roleplay.services.edition import MOST_COPIES, WORTH_KEEPING, Edition, Part, edition_of, remember, remembered
from roleplay.services.opening import open_house
from roleplay.services.shelf import Bookshelf
from roleplay.store import Document, ShelfProblem
from tests.kept import open_sqlite
from tests.services.school import LISTENING, item
from tests.small import RUBRIC_FILES, SMALL, rubric


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


def write(folder: Path, *things: dict[str, Any]) -> Path:
    """Put files into a folder of a library. JSON is YAML, too."""
    for thing in things:
        file = folder / f"{thing['id']}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(thing))
    return folder


def test_a_part_is_read_as_if_all_were_read_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It leans on what comes before it, and has what the others have twice, whether that was read or remembered."""
    other = {**SMALL, "id": "disclosure/other"}
    twin = {"of": "disclosure/small", "cue": "the weather"}
    module = {
        **LISTENING.model_dump(mode="json", include={"format", "title", "minutes", "summary", "aims", "competencies"}),
        "check": {"draw": 1, "pass": 1, "items": {"one": item("a")}},
        "reflection": ["And you?"],
        "supervision": ["Bring it."],
    }
    talk, nothing = ([{"about": "A talk.", "any_of": [f"disclosure/{which}"]}] for which in ("apart", "nowhere"))
    first = write(tmp_path / "first", SMALL, {**SMALL, "id": "disclosure/apart"}, *RUBRIC_FILES)
    write(first, {**module, "id": "begin", "role_plays": talk})
    second = write(tmp_path / "second", SMALL, other, {**other, "id": "disclosure/third", "twin": twin})
    write(second, rubric("kindness", blames="harmful", is_kind="basic"), rubric("open", hides="harmful", tells="basic"))
    write(second, {**module, "id": "again", "role_plays": talk}, {**module, "id": "lost", "role_plays": nothing})
    whole = Part([first, second]).edition()
    monkeypatch.setattr(editions, "WORTH_KEEPING", 1)
    before = Part([first]).edition()
    assert before.problems == ()
    for given in (before, Part([first]).edition()):
        both = given.and_then(Part([first, second]).edition(given))
        assert set(both.documents) == set(whole.documents)
        assert both.problems == whole.problems
    good, bad = {one.id for one, _ in whole.documents}, {Path(one.path).stem for one in whole.problems}
    assert good >= {"disclosure/small", "disclosure/other", "open", "listening", "begin", "again"}
    assert bad == {"small", "third", "kindness", "lost"}


def test_a_part_is_read_again_when_what_comes_before_it_changes(tmp_path: Path) -> None:
    """Its own files are the same, and it lacks a rubric now; when that is back, so is the scenario."""
    first, second = write(tmp_path / "first", *RUBRIC_FILES), write(tmp_path / "second", SMALL)
    part = Part([second])
    before = Part([first]).edition()
    assert [one.id for one, _ in part.edition(before).documents] == ["disclosure/small"]
    less = replace(before, documents=before.documents[1:])
    assert part.edition(less).documents == ()
    assert [Path(one.path).stem for one in part.edition(less).problems] == ["small"]
    assert [one.id for one, _ in part.edition(before).documents] == ["disclosure/small"]


def test_beside_what_is_shipped_only_what_is_ones_own_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once anybody has read what is shipped; also when something changes in one's own folder."""
    own = write(tmp_path / "own", {**SMALL, "id": "disclosure/mine"})
    write(own, *(one for one in RUBRIC_FILES if one["id"] != "repair"))
    monkeypatch.setattr(opening, "released", lambda: (shipped() / "rubrics",))
    open_house(tmp_path / "one")
    reads: list[object] = []

    def read(folders: Any, *given: Any, **known: Any) -> Library:
        reads.append(tuple(folders))
        return load_library(folders, *given, **known)

    monkeypatch.setattr(editions, "load_library", read)
    house = open_house(tmp_path / "two", [own])
    ids = {one.id for one in house.store.shelf().entries}
    assert ids >= {"listening", "active-listening"}
    assert reads == [(own,)]
    write(own, rubric("open", hides="harmful", tells="basic"))
    house.refresh()
    assert reads == [(own,), (own,)]
    assert {one.id for one in house.store.shelf().entries} == {*ids, "open"}


def test_what_is_broken_in_what_is_shipped_is_seen_together_with_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when everything is read at once: of the scenario that wants a broken rubric is said that it waits for that."""
    parts, own = write(tmp_path / "parts", *RUBRIC_FILES), write(tmp_path / "own", SMALL)
    write(parts, {**RUBRIC_FILES[0], "title": None})
    monkeypatch.setattr(opening, "released", lambda: (parts,))
    house = open_house(tmp_path / "data", [own])
    found = {Path(one.path).stem: one.findings[0].code for one in house.store.shelf().problems}
    assert found == {"listening": "RP109", "small": "RP237"}
    write(parts, RUBRIC_FILES[0])
    house.refresh()
    assert house.store.shelf().problems == ()


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

    monkeypatch.setattr(editions, "load_library", read)
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


def test_rubrics_for_facilitators_lie_apart_from_those_that_attempts_pin(edition: Edition, tmp_path: Path) -> None:
    """On the shelf as another kind; read back, they are rubrics of the library as before."""
    store = open_sqlite(tmp_path)
    edition.shelve(store, "whole")
    bookshelf = Bookshelf(store)
    led = list(bookshelf.facilitation().values())
    assert len(led) == 4
    assert {one.whose for one in led} == {Whose.FACILITATORS}
    mentors = bookshelf.rubrics()
    assert {one.whose for one in mentors.values()} == {Whose.MENTORS}
    assert mentors.keys().isdisjoint(one.id for one in led)
    assert list(bookshelf.facilitation(list(bookshelf.facilitation())[:1]).values()) == led[:1]
    back = edition.library()
    assert back.competencies.keys() == mentors.keys()
    assert len(back.rubrics) == len(mentors) + len(led)
