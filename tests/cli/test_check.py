"""`roleplay check`: what it prints, and how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from roleplay.cli.main import app
from tests.authoring.files import COFFEE, SCENARIOS, changed


def check(*arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with one good scenario, in the folder where the command runs."""
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    (tmp_path / "everyday").mkdir()
    (tmp_path / "everyday/coffee.yml").write_text(COFFEE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def broken(folder: Path) -> Path:
    """A scenario with one error and one warning."""
    path = folder / "everyday/tea.yml"
    text = changed(
        ("everyday/coffee", "everyday/tea"), ("start: opening", "start: opning"), ("if: warm}", "if: warm or not warm}")
    )
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_to_mend_is_said_and_ends_with_0(folder: Path) -> None:
    """A folder without findings."""
    result = check(folder)
    assert (result.exit_code, result.output) == (0, "3 files checked, nothing to mend.\n")


def test_a_finding_has_a_line_to_jump_to_and_a_line_to_mend_it(folder: Path) -> None:
    """Path from here, line, column, severity, code, message; then the fix; then the totals."""
    broken(folder)
    result = check("everyday")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        'everyday/tea.yml:20:8 error RP201 There is no node "opning".',
        '    Did you mean "opening"?',
        'everyday/tea.yml:52:39 warning RP224 "warm or not warm" always holds.',
        "    Mend it, or remove it.",
        "",
        "2 files checked: 1 error, 1 warning.",
    ]


def test_warnings_alone_end_with_0(folder: Path) -> None:
    """They are shown and keep nothing from being used."""
    path = broken(folder)
    path.write_text(path.read_text(encoding="utf-8").replace("opning", "opening"), encoding="utf-8")
    result = check(path)
    assert result.exit_code == 0
    assert "1 file checked: 0 errors, 1 warning." in result.output


def test_json_holds_every_field_and_a_summary(folder: Path) -> None:
    """For programs: the same findings, in the same order."""
    broken(folder)
    result = check("--format", "json", "everyday")
    assert result.exit_code == 1
    data = json.loads(result.output)
    assert data["summary"] == {"files": 2, "errors": 1, "warnings": 1}
    assert data["diagnostics"][0] == {
        "path": "everyday/tea.yml",
        "line": 20,
        "column": 8,
        "code": "RP201",
        "severity": "error",
        "message": 'There is no node "opning".',
        "fix": 'Did you mean "opening"?',
    }
    assert [d["code"] for d in data["diagnostics"]] == ["RP201", "RP224"]


def test_without_a_path_the_shipped_library_is_checked() -> None:
    """The scenarios that come with the workbook, wherever the command runs."""
    result = check("--format", "json")
    shipped = Path(__file__).parents[2] / "scenarios"
    assert json.loads(result.output)["summary"]["files"] == len([*shipped.rglob("*.yml")])
    assert result.exit_code == 0


def test_one_file_finds_the_rubrics_around_it(folder: Path) -> None:
    """A single file is checked against the rubrics of its tree, and only it is spoken of."""
    broken(folder)
    result = check(folder / "everyday/coffee.yml")
    assert (result.exit_code, result.output) == (0, "1 file checked, nothing to mend.\n")


def test_rubrics_can_be_named(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Without them the file has unknown competencies; with `--library` it has none."""
    alone = tmp_path_factory.mktemp("alone") / "everyday"
    alone.mkdir()
    shutil.copy(folder / "everyday/coffee.yml", alone)
    assert "RP231" in check(alone / "coffee.yml").output
    assert check(alone / "coffee.yml", "--library", folder / "rubrics").exit_code == 0


def test_shipped_rubrics_can_be_used_by_anybody(folder: Path) -> None:
    """A scenario of one's own may rest on the rubrics that come with the workbook."""
    text = changed(
        (
            "assesses: {listening: {requires: [asks-openly]}}",
            "assesses: {active-listening: {requires: [asks-open-question]}}",
        ),
        ("ticks: [asks-openly]", "ticks: [asks-open-question]"),
        ("ticks: [asks-openly]", "ticks: [asks-open-question]"),
        ("ticks: [orders-about]", "ticks: [fixes-over-feeling]"),
        ("ticks: [notices-strength]", "ticks: [points-to-a-strength-shown]"),
    )
    (folder / "everyday/coffee.yml").write_text(text, encoding="utf-8")
    assert check(folder / "everyday/coffee.yml").exit_code == 0


@pytest.mark.parametrize(
    "arguments", [["no/such/folder"], ["--library", "no/such/folder"], ["--format", "xml"], ["--no"]]
)
def test_misuse_ends_with_2(arguments: list[str]) -> None:
    """A path, format or option that does not exist."""
    result = check(*arguments)
    assert result.exit_code == 2
    assert result.output


def test_a_missing_path_is_named() -> None:
    """The message says which."""
    assert check("no/such/folder").output == 'There is no file or folder "no/such/folder".\n'


def test_a_corpus_of_broken_files_ends_with_1_and_without_a_traceback() -> None:
    """Every file of it is spoken of."""
    result = check("--format", "json", SCENARIOS / "broken")
    assert result.exit_code == 1
    assert not result.exception or isinstance(result.exception, SystemExit)
    named = {Path(d["path"]).name for d in json.loads(result.output)["diagnostics"] if d["severity"] == "error"}
    assert named == {path.name for path in (SCENARIOS / "broken").iterdir()}


def test_a_file_named_twice_is_checked_once(folder: Path) -> None:
    """By itself and by its folder."""
    assert "2 files checked" not in check(folder / "everyday/coffee.yml", folder / "everyday").output
