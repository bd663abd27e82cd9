"""`roleplay cohort`: who learns and works together."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.called import Call, caller


@pytest.fixture
def roleplay(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """`roleplay ...`, where Kim learns and Eve evaluates."""
    call = caller(data_dir, monkeypatch, capsys)
    call("people", "add", "kim", "--name", "Kim", "--no-invite")
    call("people", "add", "eve", "--name", "Eve", "--no-invite", "--role", "evaluator", "--role", "supervisor")
    return call


def test_a_cohort_is_made_filled_and_shown(roleplay: Call) -> None:
    """By its name; somebody joins as trainee, if nothing else is said."""
    assert roleplay("cohort", "list").out == "There are no cohorts. Make one: roleplay cohort add NAME\n"
    assert roleplay("cohort", "add", "Spring 2027").status == 0
    assert roleplay("cohort", "show", "Spring 2027").out == 'Nobody is in the cohort "Spring 2027".\n'
    assert roleplay("cohort", "join", "Spring 2027", "kim").out == 'Kim is in the cohort "Spring 2027" as trainee.\n'
    assert roleplay("cohort", "join", "Spring 2027", "eve", "--as", "evaluator").status == 0
    assert roleplay("cohort", "join", "Spring 2027", "eve", "--as", "supervisor").status == 0
    lines = [re.split(r"  +", line) for line in roleplay("cohort", "show", "Spring 2027").out.splitlines()]
    assert lines == [
        ["LOGIN", "NAME", "PART"],
        ["eve", "Eve", "evaluator"],
        ["eve", "Eve", "supervisor"],
        ["kim", "Kim", "trainee"],
    ]
    assert json.loads(roleplay("cohort", "show", "Spring 2027", "--json").out)[2] == {
        "login": "kim", "name": "Kim", "role": "trainee"
    }  # fmt: skip
    assert re.split(r"  +", roleplay("cohort", "list").out.splitlines()[1]) == ["Spring 2027", "2"]
    assert json.loads(roleplay("cohort", "list", "--json").out) == [{"name": "Spring 2027", "people": 2}]


def test_a_part_or_all_parts_are_left(roleplay: Call) -> None:
    """And the cohort goes without its people."""
    roleplay("cohort", "add", "Blue")
    for part in ("evaluator", "supervisor"):
        roleplay("cohort", "join", "Blue", "eve", "--as", part)
    assert "as evaluator any more" in roleplay("cohort", "leave", "Blue", "eve", "--as", "evaluator").out
    assert "supervisor" in roleplay("cohort", "show", "Blue").out
    assert roleplay("cohort", "leave", "Blue", "eve").status == 0
    assert roleplay("cohort", "remove", "Blue").status == 0
    assert roleplay("cohort", "list", "--json").out == "[]\n"
    assert "eve" in roleplay("people", "list").out


def test_mistakes_are_explained_without_a_traceback(roleplay: Call) -> None:
    """A cohort or person that there is not, a role that they have not, a part that nobody has."""
    roleplay("cohort", "add", "Blue")
    for command, status, said in (
        (("add", "Blue"), 1, "already"),
        (("add", " "), 1, "1 to 100 characters"),
        (("show", "Bleu"), 1, 'Did you mean "Blue"?'),
        (("join", "Blue", "kmi"), 1, 'Did you mean "kim"?'),
        (("join", "Blue", "kim", "--as", "evaluator"), 1, "Kim is no evaluator"),
        (("join", "Blue", "kim", "--as", "author"), 1, "Nobody is author of a cohort"),
        (("leave", "Blue", "kim"), 1, "no such part"),
        (("remove", "Red"), 1, "no cohort"),
        (("join", "Blue"), 2, "Missing argument"),
    ):
        ended = roleplay("cohort", *command)
        assert ended.status == status, command
        assert said in ended.err, command
