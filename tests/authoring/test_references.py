"""What files say about one another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from roleplay.authoring import Library, load_library
from roleplay.authoring.library import load_some
from roleplay.authoring.loader import Loaded
from roleplay.model.scenario import Scenario
from tests.authoring.files import SCENARIOS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two twins of which one names the other, with their rubrics."""
    library = tmp_path / "library"
    shutil.copytree(SCENARIOS / "diagnostics/RP341/passes", library)
    shutil.copytree(SCENARIOS / "rubrics", library / "rubrics")
    return library


def test_a_twin_is_looked_for_beside_a_file_that_is_loaded_alone(folder: Path) -> None:
    """Loading one of two twins finds the other one's file, and says so only where there is none."""
    stays = folder / "everyday/stays.yml"
    assert load_some((stays,)).diagnostics == ()
    (folder / "everyday/goes.yml").unlink()
    assert [one.code for one in load_some((stays,)).diagnostics] == ["RP340"]


def test_twins_are_compared_again_when_one_of_both_or_a_rubric_has_changed(folder: Path) -> None:
    """And not otherwise: what came of it is the very same object."""
    first = load_library([folder])
    assert came(first).thing is not None
    (folder / "everyday/more.yml").write_text("format: scenario/1\n", encoding="utf-8")
    second = load_library([folder], first)
    assert came(second) is came(first)
    goes = folder / "everyday/goes.yml"
    for path in (goes, folder / "rubrics/listening.yml"):
        path.write_text(path.read_text(encoding="utf-8") + "# saved\n", encoding="utf-8")
        third = load_library([folder], second)
        assert came(third) is not came(second)
        second = third
    goes.unlink()
    assert "RP340" in [one.code for one in load_library([folder], second).diagnostics]


def came(library: Library) -> Loaded[Scenario]:
    """What came of the one that names the other."""
    return next(one for one in library.scenarios if one.id == "everyday/stays")
