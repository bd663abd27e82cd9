"""Where files lie: what is looked at, and what is found around a file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from roleplay.authoring.folders import files_in, near, released, rubric_files, shipped
from tests.authoring.files import COFFEE, SCENARIOS, changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two rubrics, and a folder for scenarios; deep down, so that what other tests write does not lie near."""
    here = tmp_path / "some/where/deep"
    shutil.copytree(SCENARIOS / "rubrics", here / "rubrics")
    (here / "everyday").mkdir()
    return here


def test_hidden_files_and_other_files_are_left_alone(folder: Path) -> None:
    """Copies that editors keep are no scenarios."""
    (folder / "everyday/.ipynb_checkpoints").mkdir()
    (folder / "everyday/.ipynb_checkpoints/coffee-checkpoint.yml").write_text(COFFEE, encoding="utf-8")
    (folder / "everyday/.coffee.yml").write_text(COFFEE, encoding="utf-8")
    (folder / "everyday/coffee.yml").write_text(COFFEE, encoding="utf-8")
    (folder / "everyday/coffee.yml~").write_text(COFFEE, encoding="utf-8")
    (folder / "everyday/more.YAML").write_text(changed(("everyday/coffee", "everyday/more")), encoding="utf-8")
    assert [path.name for path in files_in(folder / "everyday")] == ["coffee.yml", "more.YAML"]


def test_rubrics_are_told_without_reading_them(folder: Path) -> None:
    """By their first line, whatever else is in them."""
    (folder / "rubrics/broken.yml").write_text("# c\nformat: 'rubric/1'\nid: 'x\n", encoding="utf-8")
    assert [path.name for path in rubric_files(folder)] == ["broken.yml", "listening.yml", "privacy.yml"]


def test_what_lies_near_a_file_is_found_above_it_and_beside_it_by_what_it_says_that_it_is(folder: Path) -> None:
    """Or in what is shipped; a file that says something else is passed over."""
    here = folder / "rubrics/listening.yml"
    assert near(here, "everyday/coffee.yml", "scenario") is None
    (folder / "everyday/coffee.yml").write_text("format: module/1\n", encoding="utf-8")
    assert near(here, "everyday/coffee.yml", "scenario") is None
    (folder / "more/everyday").mkdir(parents=True)
    (folder / "more/everyday/coffee.yml").write_text(COFFEE, encoding="utf-8")
    assert near(here, "everyday/coffee.yml", "scenario") == folder / "more/everyday/coffee.yml"
    assert near(here, "listening.yml", "module") == shipped() / "curriculum/modules/listening.yml"


def test_what_is_released_lies_in_what_is_shipped() -> None:
    """Every part of it is a folder, and the assessments are none of them."""
    assert all(part.is_dir() and part.parent == shipped() for part in released())
    assert shipped() / "assessment" not in released()
