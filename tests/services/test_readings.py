"""What was read and found of the library's files, kept on disk from one author's page to the next."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from roleplay.authoring import Library, Loaded, library, load_library, loader, source
from roleplay.authoring.folders import files_in, shipped
from roleplay.authoring.library import NOTHING, Kept
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.source import Source
from roleplay.model.scenario import Scenario
from roleplay.services import readings
from roleplay.services.readings import Readings
from tests.apps.conftest import write_library
from tests.scenarios.proved import LIBRARY
from tests.small import SMALL

DIAGNOSTICS = Path(__file__).parents[1] / "scenarios" / "diagnostics"
SCENARIO = "practice/disclosure/small.yml"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where copies go; nothing is there yet."""
    return tmp_path / "run" / "manuscripts"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small library."""
    return write_library(tmp_path / "library", SMALL)


def opened(folder: Path, kept: Path | None) -> Library:
    """The library as a new page reads it; what it has read is kept for the next."""
    copies = Readings(kept)
    both = {path: copies.read(path) for path in files_in(folder)}
    found = {path: one for path, (_, one) in both.items() if one is not None}
    seed = replace(NOTHING, kept=Kept({path: read for path, (read, _) in both.items()}, found=found))
    opened = load_library([folder], seed)
    copies.keep(opened)
    return opened


def alike(one: Library, other: Library) -> bool:
    """Whether nobody can tell two libraries apart."""
    return (one.files, one.kept.sources, one.kept.loaded) == (other.files, other.kept.sources, other.kept.loaded)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Names of the files that are read as YAML, and of the scenarios that are proved, meanwhile."""
    done: list[str] = []
    parse, prove = source.parse, loader.proved

    def parsed(path: Path, content: bytes) -> Source:
        done.append(path.name)
        return parse(path, content)

    def proved(one: Loaded[Scenario], rubrics: Rubrics) -> Loaded[Scenario]:
        now = prove(one, rubrics)
        if now is not one:
            done.append("proof")
        return now

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "parse", parsed)
        patch.setattr(library, "proved", proved)
        yield done


def test_the_next_page_finds_what_the_last_one_found(folder: Path, kept: Path) -> None:
    """All that was read and proved is there, and nothing is read or proved again."""
    first = opened(folder, kept)
    with watched() as done:
        second = opened(folder, kept)
    assert done == []
    assert alike(second, first)
    assert second.playable


def test_what_is_shipped_is_the_same_from_a_copy(kept: Path) -> None:
    """Every file and finding, with all places, of every shipped file."""
    Readings(kept).keep(LIBRARY)
    with watched() as done:
        again = opened(shipped(), kept)
    assert done == []
    assert alike(again, LIBRARY)


def test_what_is_wrong_is_the_same_from_a_copy(tmp_path: Path, kept: Path) -> None:
    """A file of each kind of trouble: no text, broken YAML, a wrong shape, a failed check, a failed proof, a warning."""
    folder = write_library(tmp_path / "library", SMALL)
    for code in ("RP101", "RP102", "RP104", "RP107", "RP134", "RP201", "RP204", "RP312", "RP401"):
        for file in (DIAGNOSTICS / code).glob("fails*"):
            shutil.copy(file, folder / f"{code}-{file.name}")
    fresh = opened(folder, kept)
    assert len({one.code for one in fresh.diagnostics}) >= 8
    with watched() as done:
        assert alike(opened(folder, kept), fresh)
    assert done == []


def test_what_changed_is_read_again(folder: Path, kept: Path) -> None:
    """A file with other bytes is read and proved anew; and whatever rests on a rubric when that is another."""
    opened(folder, kept)
    (folder / SCENARIO).write_text(json.dumps({**SMALL, "title": "Newer"}))
    with watched() as done:
        assert opened(folder, kept).playable["disclosure/small"].title == "Newer"
    assert done == ["small.yml", "proof"]
    rubric = folder / "rubrics" / "sharing.yml"
    rubric.write_text(rubric.read_text().replace("asks-first", "asks-never"))
    with watched() as done:
        broken = opened(folder, kept)
    assert done == ["sharing.yml"]
    assert not broken.playable
    assert alike(broken, opened(folder, None))


def test_other_code_finds_for_itself(folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version of the program has found is not believed."""
    opened(folder, kept)
    monkeypatch.setattr(readings, "_version", lambda: b"another")
    with watched() as done:
        opened(folder, kept)
    assert (len(done), done[-1]) == (5, "proof")


def damages(file: Path, copies: Path) -> Iterator[str]:
    """Do to a copy, one after another, what can happen to one; say what."""
    whole = file.read_bytes()
    other = next(one for one in copies.iterdir() if one != file).read_bytes()
    changed = whole.replace(b"Small", b"Large")
    for what, bytes_ in {
        "empty": b"",
        "noise": b"\xff{",
        "cut": whole[:-100],
        "edited": changed,
        "other": other,
    }.items():
        file.write_bytes(bytes_)
        yield what
    file.write_bytes(whole)
    file.chmod(0o644)
    yield "open to others"
    file.unlink()
    file.mkdir()
    yield "a folder"


def test_a_copy_that_is_damaged_or_not_ones_own_is_as_good_as_none(
    folder: Path, kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is made anew, and nobody hears of it; nobody else on the machine can read one."""
    first = opened(folder, kept)
    assert {one.stat().st_mode & 0o777 for one in (kept, *kept.iterdir())} == {0o700, 0o600}
    (file,) = (one for one in kept.iterdir() if b"disclosure/small" in one.read_bytes())
    for what in damages(file, kept):
        with watched() as done:
            assert alike(opened(folder, kept), first), what
        assert done == ["small.yml", "proof"], what
    assert [one.levelname for one in caplog.records] == ["WARNING"]  # of the last: there is a folder in its place


def test_a_folder_that_cannot_be_written_is_said_once(
    folder: Path, kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every file is there all the same."""
    kept.parent.write_text("in the way")
    assert opened(folder, kept).playable
    assert [one.levelno for one in caplog.records] == [logging.WARNING]


def test_the_oldest_copies_make_room(folder: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All together stay under a size."""
    opened(folder, kept)
    old = kept / "of-a-file-that-is-gone.json"
    old.write_text("x")
    os.utime(old, (1, 1))
    size = sum(one.stat().st_size for one in kept.iterdir())
    monkeypatch.setattr(readings, "MOST_BYTES", size)
    opened(folder, kept)
    assert old.exists()
    monkeypatch.setattr(readings, "MOST_BYTES", size - 1)
    opened(folder, kept)
    assert not old.exists()
    assert len(list(kept.iterdir())) == 4
