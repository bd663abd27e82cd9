"""`roleplay explain`: a code in words, with an example."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner, Result

from roleplay.authoring import CODES
from roleplay.cli.main import app
from roleplay.errors import NotFound


def explain(*codes: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["explain", *codes])


def test_a_code_is_explained_with_an_example() -> None:
    """Title, why, how to mend it, and what differs between a file that fails and the same mended."""
    result = explain("RP201")
    assert result.exit_code == 0
    code = CODES["RP201"]
    lines = result.output.splitlines()
    assert lines[0] == f"RP201 (error): {code.title}"
    assert code.why in lines
    assert f"To mend it: {code.mend}" in lines
    assert "  -         goto: clos" in lines
    assert "  +         goto: close" in lines


@pytest.mark.parametrize("written", ["RP201", "rp201", "201", " Rp201 "])
def test_a_code_can_be_written_carelessly(written: str) -> None:
    """Small letters, or the number alone."""
    assert explain(written).output == explain("RP201").output


def test_several_codes_follow_one_another() -> None:
    """In the order in which they were asked for."""
    first, second = explain("RP204").output, explain("RP201").output
    assert explain("RP204", "RP201").output == f"{first}\n{second}"


def test_without_a_code_all_are_listed_in_one_line_each() -> None:
    """Code, severity, title."""
    lines = explain().output.splitlines()
    assert [line.split()[0] for line in lines] == list(CODES)
    assert all(line.endswith(code.title) for line, code in zip(lines, CODES.values(), strict=True))


@pytest.mark.parametrize("wrong", ["RP2O1", "RP2011", "20l"])
def test_an_unknown_code_is_held_against_those_that_exist(wrong: str) -> None:
    """It ends with 1, and names the nearest and where they are listed."""
    result = explain("RP204", wrong)
    assert result.exit_code == 1
    assert isinstance(result.exception, NotFound)
    assert result.exception.message == f'There is no diagnostic "{wrong}".'
    assert "Did you mean" in result.exception.fix
    assert "`roleplay explain` lists them all." in result.exception.fix
    assert result.output == ""
