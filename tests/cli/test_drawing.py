"""`roleplay map`: what it draws, where to, and how it ends."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from roleplay.cli.main import app
from roleplay.errors import Misconfigured, NotFound
from tests.authoring.files import COFFEE, SCENARIOS


def draw(*arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["map", *map(str, arguments)])


def test_mermaid_is_printed_unless_something_else_is_asked_for() -> None:
    """A scenario is found by the last part of its id."""
    result = draw("just-between-us")
    assert result.exit_code == 0
    assert result.output.startswith("flowchart TD\n  accTitle: Just between us\n")


def test_svg_can_be_printed() -> None:
    """And is nothing but the picture."""
    result = draw("referral/just-between-us", "--format", "svg")
    assert result.exit_code == 0
    assert ET.fromstring(result.output).get("role") == "img"


@pytest.mark.parametrize(("name", "begin"), [("map.svg", "<svg "), ("map.mmd", "flowchart"), ("map.SVG", "<svg ")])
def test_the_name_of_the_file_says_how_it_is_drawn(name: str, begin: str, tmp_path: Path) -> None:
    """And what was written is said."""
    result = draw("just-between-us", "--output", tmp_path / name)
    assert (result.exit_code, result.output) == (0, f"referral/just-between-us is drawn in {tmp_path / name}.\n")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begin)


def test_a_format_that_is_named_goes_before_the_name_of_the_file(tmp_path: Path) -> None:
    """Mermaid in a file called .svg, if that is what somebody wants."""
    assert draw("just-between-us", "--format", "mermaid", "-o", tmp_path / "map.svg").exit_code == 0
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("flowchart")


def test_a_file_of_ones_own_is_drawn_with_the_rubrics_that_are_named(tmp_path: Path) -> None:
    """As `roleplay play` finds it."""
    path = tmp_path / "everyday/coffee.yml"
    path.parent.mkdir()
    path.write_text(COFFEE, encoding="utf-8")
    result = draw(path, "--library", SCENARIOS / "rubrics")
    assert result.exit_code == 0
    assert "n_opening -->" in result.output


def test_coverage_shows_how_probably_a_bot_takes_each_way() -> None:
    """One that picks at random takes each of four choices of the opening in a quarter of its runs."""
    plain, covered = draw("just-between-us"), draw("just-between-us", "--coverage", "random")
    assert covered.exit_code == 0
    opening = next(line for line in covered.output.splitlines() if line.startswith("  n_opening -->"))
    assert opening.count("· 25.0#37;") == 4
    assert "#37;" not in plain.output


def test_what_is_not_there_is_said_with_what_was_meant(tmp_path: Path) -> None:
    """A scenario, a strategy, a folder to write to: each ends with 1 when the command runs by itself."""
    scenario = draw("just-between-use")
    assert isinstance(scenario.exception, NotFound)
    assert "just-between-us" in scenario.exception.fix
    assert isinstance(draw("just-between-us", "--coverage", "randon").exception, NotFound)
    written = draw("just-between-us", "-o", tmp_path / "no/such/folder/map.svg")
    assert isinstance(written.exception, Misconfigured)
    assert "no/such/folder" in written.exception.message


def test_a_format_that_does_not_exist_is_misuse() -> None:
    """It ends with 2."""
    assert draw("just-between-us", "--format", "png").exit_code == 2
