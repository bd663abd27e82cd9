"""`roleplay schema`: printed, or written with a line that tells editors of it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from typer.testing import CliRunner, Result

from roleplay.authoring.schema import KINDS, schema_of
from roleplay.cli.main import app
from roleplay.errors import Misconfigured


def schema(*arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["schema", *map(str, arguments)])


@pytest.mark.parametrize(("arguments", "kind"), [([], "scenario"), *(([kind], kind) for kind in KINDS)])
def test_it_prints_the_schema_and_nothing_else(arguments: list[str], kind: str) -> None:
    """So that it can be sent into a file."""
    assert json.loads(schema(*arguments).output) == schema_of(kind)


def test_a_file_is_written_and_its_use_is_said(tmp_path: Path) -> None:
    """The line that it gives leads to the file."""
    result = schema("rubric", "--output", tmp_path / "our rubric.json")
    assert result.exit_code == 0
    (line,) = (line for line in result.output.splitlines() if line.startswith("# yaml-language-server: $schema="))
    written = Path(unquote(urlsplit(line.partition("=")[2]).path))
    assert json.loads(written.read_text(encoding="utf-8")) == schema_of("rubric")


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    """It ends with 1 and a message."""
    result = schema("--output", tmp_path / "no/such/folder/x.json")
    assert (result.exit_code, type(result.exception)) == (1, Misconfigured)
    assert "cannot be written" in str(result.exception)


def test_another_kind_is_misuse() -> None:
    """What there is, is said."""
    result = schema("notebook")
    assert result.exit_code == 2
    assert "curriculum" in result.output
