"""Opening the house: folder, store, library, settings."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from roleplay.authoring.folders import released, shipped
from roleplay.errors import Misconfigured
from roleplay.model.canonical import digest
from roleplay.model.site import YesNo
from roleplay.services import edition
from roleplay.services.opening import House, open_house
from roleplay.services.runtime import read_runtime, write_runtime
from roleplay.services.settings import set_value, site_file
from roleplay.services.shelf import Bookshelf
from roleplay.store import connect
from tests.small import RUBRIC_FILES, SMALL


def write(library: Path, scenario: dict[str, Any]) -> Path:
    """Put a scenario into a library folder. JSON is YAML, too."""
    file = library / f"{scenario['id']}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(scenario, indent=1), encoding="utf-8")
    return file


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder with the small scenario and its rubrics."""
    folder = tmp_path / "library"
    write(folder, SMALL)
    for rubric in RUBRIC_FILES:
        (folder / f"{rubric['id']}.yml").write_text(json.dumps(rubric), encoding="utf-8")
    return folder


@pytest.fixture
def house(tmp_path: Path, library: Path) -> House:
    """An open house with that library only."""
    return open_house(tmp_path / "data", [library], shipped=False)


def titles(house: House) -> dict[str, str]:
    """What is on the shelf: id -> title."""
    return {summary.id: summary.title for summary in Bookshelf(house.store).scenarios()}


def test_everything_is_ready_after_opening(house: House, tmp_path: Path) -> None:
    """The folder is closed to others, the database is made, the library is on the shelf, and there is nothing to say."""
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert titles(house) == {"disclosure/small": "Small"}
    assert len(Bookshelf(house.store).rubrics()) == len(RUBRIC_FILES)
    assert house.warnings == ()
    assert house.data == tmp_path / "data"


def test_a_kernel_can_reach_the_store_with_what_it_is_told(house: House) -> None:
    """The content of the kernel's file leads to the same database."""
    told = read_runtime(write_runtime(house.runtime()))
    assert connect(told.database).local_person() == house.store.local_person()
    assert (told.data, told.libraries) == (house.data, house.libraries)


def test_the_shipped_library_is_there_without_being_named(tmp_path: Path) -> None:
    """What everybody gets of it is on the shelf, without the assessments; naming a part again changes nothing."""
    parts = tuple(part.resolve() for part in released())
    house = open_house(tmp_path / "data", [parts[0]])
    assert house.libraries == parts
    assert titles(house)
    assert house.store.shelf().problems == ()
    assert not any("assessment" in entry.path for entry in house.store.shelf().entries)


def test_the_whole_shipped_library_can_be_named(tmp_path: Path) -> None:
    """Then the assessments are there, too, and no file is read twice."""
    house = open_house(tmp_path / "data", [shipped()])
    entries = house.store.shelf().entries
    assert house.store.shelf().problems == ()
    assert any("assessment" in entry.path for entry in entries)
    assert len({entry.path for entry in entries}) == len(entries)


def test_a_broken_scenario_takes_no_other_down(house: House, library: Path) -> None:
    """It is left out with all that is wrong with it, for authors; whoever runs the house is told; the others stay."""
    broken = write(library, {**SMALL, "id": "disclosure/broken", "start": "nowhere", "summary": None})
    (library / "torn.yml").write_bytes(b"\xff{{{")
    house.refresh()
    assert titles(house) == {"disclosure/small": "Small"}
    problems = {Path(problem.path).name: problem for problem in Bookshelf(house.store).problems()}
    assert set(problems) == {"broken.yml", "torn.yml"}
    assert problems["broken.yml"].path == str(broken)
    assert len({finding.line for finding in problems["broken.yml"].findings}) > 1
    assert all(f.code.startswith("RP") and f.message for p in problems.values() for f in p.findings)
    (warning,) = house.warnings
    assert "2 files of the library are left out" in warning


def test_what_changes_on_disk_shows_at_the_next_look(house: House, library: Path) -> None:
    """Edited, added and removed files; what was on the shelf before can still be found by its hash."""
    before = Bookshelf(house.store).scenario("disclosure/small")
    write(library, {**SMALL, "title": "Edited twice"})
    write(library, {**SMALL, "id": "disclosure/second", "title": "Second"})
    house.refresh()
    assert titles(house) == {"disclosure/small": "Edited twice", "disclosure/second": "Second"}
    (library / "disclosure" / "small.yml").unlink()
    house.refresh()
    assert titles(house) == {"disclosure/second": "Second"}
    assert digest(Bookshelf(house.store).by_hash(before[0])) == before[0]


def test_a_library_that_has_not_changed_is_not_read_again(
    house: House, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither at a further look nor when another process opens the house."""

    def read(*_: object) -> None:
        raise AssertionError("the library was read again")

    monkeypatch.setattr(edition, "load_library", read)
    house.refresh()
    assert titles(open_house(house.data, [library], shipped=False)) == {"disclosure/small": "Small"}


def test_changed_settings_reach_the_store(house: House) -> None:
    """At the next look; a file that was removed sets nothing."""
    file = site_file(house.data)
    set_value(file, "mandated_reporter", "yes")
    assert Bookshelf(house.store).site().mandated_reporter is YesNo.UNSET
    house.refresh()
    assert Bookshelf(house.store).site().mandated_reporter is YesNo.YES
    file.unlink()
    house.refresh()
    assert Bookshelf(house.store).site().mandated_reporter is YesNo.UNSET


def test_settings_with_a_mistake_leave_the_last_good_ones(house: House) -> None:
    """Whoever runs the house reads where the mistake is; nobody loses the crisis lines over it."""
    file = site_file(house.data)
    set_value(file, "emergency_number", "112")
    house.refresh()
    file.write_text(file.read_text() + "\nmandated_reporter: maybe\n")
    house.refresh()
    assert Bookshelf(house.store).site().emergency_number == "112"
    (warning,) = house.warnings
    assert warning.startswith(f"{file}:")
    reopened = open_house(house.data, house.libraries, shipped=False)
    assert reopened.warnings == house.warnings
    assert Bookshelf(reopened.store).site().emergency_number == "112"


def test_a_library_that_is_not_there_is_explained(tmp_path: Path) -> None:
    """Before anything is made."""
    with pytest.raises(Misconfigured, match=r"There is no folder .*nowhere"):
        open_house(tmp_path / "data", [tmp_path / "nowhere"])
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_was_open_to_others_is_closed_and_said_to_have_been(house: House, library: Path) -> None:
    """Somebody could have read in it."""
    house.data.chmod(0o755)
    (warning,) = open_house(house.data, [library], shipped=False).warnings
    assert "could be opened by other users" in warning
    assert stat.S_IMODE(house.data.stat().st_mode) == 0o700
