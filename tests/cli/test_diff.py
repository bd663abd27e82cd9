"""`roleplay diff`: two versions of a scenario, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from roleplay.cli.main import app
from roleplay.errors import Misconfigured, NotFound, RoleplayError
from tests.authoring.files import COFFEE, SCENARIOS, changed

LIBRARY = SCENARIOS / "rubrics"


CHANGED = changed(
    ("content_notes: [a lonely evening]", "content_notes: [a lonely evening, a night outdoors]"),
    ("{vesna: I nearly went home again.}", "{vesna: I nearly drove home again.}"),
    ("text: Join the choir on Monday.", "text: Pull yourself together."),
    ("ticks: [notices-strength]", "ticks: []"),
    ("        text: Long day?\n", "        text: Long day?\n        goto: close\n"),
)
"""A version with changes of every part."""

CIRCLE = changed(
    ("      admire:\n", "      admire:\n        goto: opening\n"),
)
"""A version that can go on for ever."""

EXPECTED = """
Worth and levels
  again/admire, ticks removed: notices-strength
  listening, levels: 1, 2, 3, 4 -> 1, 2, 3

Ways
  opening/nod, leads to: again -> close
  decisions: 2 to 2 -> 1 to 2

Wording
  opening/order, choice
    was: Join the choir on Monday.
    now: Pull yourself together.
  opening, line 1
    was: I nearly [-went-] home again.
    now: I nearly {+drove+} home again.

About it
  content notes
    was: a lonely [-evening-]
    now: a lonely {+evening; a night outdoors+}
""".splitlines()
"""What is told of `CHANGED`, by line."""


def diff(*arguments: str | Path) -> Result:
    """Run the command with the rubrics of the tests."""
    return CliRunner().invoke(app, ["diff", *map(str, arguments), "--library", str(LIBRARY)])


def refusal(result: Result, kind: type[RoleplayError]) -> str:
    """The message and fix of an error that the command ends with."""
    assert isinstance(result.exception, kind)
    assert result.exit_code == 1
    return str(result.exception)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A version whose file is called anything, as it comes from git."""
    file = tmp_path / "then" / "old.yml"
    file.parent.mkdir()
    file.write_text(COFFEE, encoding="utf-8")
    return file


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Where the new version lies, with the name that fits its id."""
    file = tmp_path / "practice" / "everyday" / "coffee.yml"
    file.parent.mkdir(parents=True)
    file.write_text(COFFEE, encoding="utf-8")
    return file


def test_comments_and_formatting_change_nothing(old: Path, new: Path) -> None:
    """A comment and a text in other quotes are no difference to anybody who plays."""
    new.write_text("# Mine.\n" + changed(("title: By the coffee machine", 'title: "By the coffee machine"')))
    result = diff(old, new)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"everyday/coffee: from {old} to {new}",
        "Nothing changes for those who play.",
    ]


def test_differences_stand_in_groups_with_the_changed_words_marked(old: Path, new: Path) -> None:
    """Worth comes before wording and that before what stands around; the command ends with 0 all the same."""
    new.write_text(CHANGED, encoding="utf-8")
    result = diff(old, new)
    assert result.exit_code == 0
    assert result.output.splitlines()[1:] == EXPECTED


def test_json_says_the_same(old: Path, new: Path) -> None:
    """Both versions with their ids and files, and every difference with part, kind, where, before and after."""
    new.write_text(changed(("title: By the coffee machine", "title: At the coffee machine")), encoding="utf-8")
    result = diff(old, new, "--json")
    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "old": {"id": "everyday/coffee", "file": str(old)},
        "new": {"id": "everyday/coffee", "file": str(new)},
        "differences": [
            {
                "part": "about",
                "kind": "title",
                "where": "",
                "before": "By the coffee machine",
                "after": "At the coffee machine",
            }
        ],
    }


def test_json_of_the_same_is_an_empty_list(old: Path) -> None:
    """A file against itself has no differences."""
    assert json.loads(diff(old, old, "--json").output)["differences"] == []


@pytest.mark.parametrize("wanted", ["everyday/coffee", "coffee"])
def test_an_id_finds_the_scenario_of_a_library(wanted: str, old: Path, new: Path) -> None:
    """An id, or the last part of it, stands for the file in a folder that is given."""
    result = diff(old, wanted, "--library", new.parents[1])
    assert result.output.splitlines()[0] == f"everyday/coffee: from {old} to {new}"


def test_an_id_that_two_have_is_asked_back(old: Path, new: Path) -> None:
    """Where the last part alone could mean two scenarios, the command says which."""
    other = new.parents[1] / "team" / "coffee.yml"
    other.parent.mkdir()
    other.write_text(changed(("everyday/coffee", "team/coffee")), encoding="utf-8")
    told = refusal(diff(old, "coffee", "--library", new.parents[1]), NotFound)
    assert told.endswith("Say which: everyday/coffee, team/coffee.")


def test_a_scenario_that_cannot_be_proved_is_compared(old: Path, new: Path) -> None:
    """A version that goes in circles is compared without levels and decisions, and the reason is given."""
    new.write_text(CIRCLE, encoding="utf-8")
    lines = diff(old, new).output.splitlines()
    assert lines[2:4] == ["Not compared", "  levels and ways, because one of both could not be explored to its end:"]
    assert lines[4].startswith('    new: "everyday/coffee" can come back to ')
    assert "Ways" in lines


def test_a_file_with_errors_cannot_be_compared(old: Path, new: Path) -> None:
    """The command ends with 1, and names the one that says what to mend."""
    old.write_text(changed(("title: By the coffee machine\n", "")), encoding="utf-8")
    told = refusal(diff(old, new), Misconfigured)
    assert told == f"{old} has errors and cannot be compared. What to mend: roleplay check {old}"


def test_what_is_no_scenario_cannot_be_compared(old: Path, new: Path) -> None:
    """A rubric, an empty file or no YAML ends with 1 and no traceback of ours."""
    for content in ("", "format: rubric/1\nid: x\n", "{{{", "[1, 2]"):
        old.write_text(content, encoding="utf-8")
        refusal(diff(old, new), Misconfigured)


def test_an_id_that_nothing_has_is_not_found(old: Path, new: Path) -> None:
    """The command ends with 1 and proposes the nearest."""
    told = refusal(diff(old, "everyday/cofee", "--library", new.parents[1]), NotFound)
    assert told == 'There is no scenario "everyday/cofee". Did you mean "everyday/coffee"?'


def test_a_missing_file_or_folder_is_misuse(old: Path, tmp_path: Path) -> None:
    """The command ends with 2, and says what is not there."""
    missing = tmp_path / "gone.yml"
    result = diff(old, missing)
    assert (result.exit_code, result.stderr) == (2, f'There is no file "{missing}".\n')
    result = diff(old, old, "--library", tmp_path / "gone")
    assert (result.exit_code, result.stderr) == (2, f'There is no folder "{tmp_path / "gone"}".\n')
    assert diff(old).exit_code == 2


def test_the_help_says_how_to_get_an_old_version() -> None:
    """People who wonder where OLD comes from find the command of git."""
    assert "git show HEAD:" in diff("--help").output
