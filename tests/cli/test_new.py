"""`roleplay new`: what it writes and says."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from roleplay.cli.main import app
from roleplay.errors import RoleplayError


def roleplay(*arguments: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, arguments)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in a folder of their own."""
    monkeypatch.chdir(tmp_path)


def test_it_writes_the_file_where_it_is_looked_for() -> None:
    """In a folder for one's own scenarios, under the pillar."""
    result = roleplay("new", "everyday/late-bus")
    assert result.exit_code == 0
    assert result.output.startswith("Wrote my-scenarios/everyday/late-bus.yml.")
    assert Path("my-scenarios/everyday/late-bus.yml").is_file()


def test_folder_and_title_can_be_chosen() -> None:
    """By options."""
    roleplay("new", "team/late-bus", "--folder", "our scenarios", "--title", "The bus")
    assert 'title: "The bus"' in Path("our scenarios/team/late-bus.yml").read_text(encoding="utf-8")


def test_what_it_says_to_do_next_can_be_done() -> None:
    """Each command that it names runs as it is written, also in a folder with a space; two go on until they are ended."""
    said = roleplay("new", "everyday/late-bus", "--folder", "our scenarios").output
    commands = [shlex.split(line) for line in said.splitlines() if line.startswith("  roleplay ")]
    assert [command[1] for command in commands] == ["watch", "play", "explore", "serve"]
    for command in commands[1:3]:
        more = ["--choices", "row,know,brace"] if command[1] == "play" else []
        assert roleplay(*command[1:], *more).exit_code == 0, command
    assert Path(commands[0][2]).is_file()
    assert Path(commands[3][3]).is_dir()


def test_a_bad_id_ends_with_1_and_writes_nothing() -> None:
    """The error says what is wanted."""
    result = roleplay("new", "Late Bus")
    assert result.exit_code == 1
    assert isinstance(result.exception, RoleplayError)
    assert not Path("my-scenarios").exists()
