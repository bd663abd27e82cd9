"""docs/operate.md is what an administrator types: every command in it runs as it stands there."""

from __future__ import annotations

import re
import shlex
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from roleplay.cli.store import app as store
from roleplay.identity import Role
from roleplay.services.database import database_url
from roleplay.services.opening import open_house
from roleplay.store import connect
from tests.cli.called import caller
from tests.postgres import postgres

DOCUMENT = (Path(__file__).parents[2] / "docs" / "operate.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("roleplay ")
]


def test_every_command_works_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From an empty machine to a restored backup. Nothing is complained about but what the doctor still misses."""
    data, home = tmp_path / "data", tmp_path / "home"
    (home / "backups").mkdir(parents=True)
    call = caller(data, monkeypatch, capsys)
    open_house(data, shipped=False)
    for command in COMMANDS:
        ended = call(*shlex.split(command.replace("~", str(home)))[1:])
        assert "Traceback" not in ended.err
        if command == "roleplay doctor":
            continue
        assert (ended.status, ended.err) == (0, ""), command
        assert ended.out, command
        for link in re.findall(r"https?://\S+", ended.out):
            assert link.startswith("https://training.example.org/training/invite?token="), command
    people = {person.login: person for person in connect(database_url(data)).people() if person.login}
    assert {login: person.roles for login, person in people.items()} == {
        "ada@example.org": {Role.ADMINISTRATOR},
        "noor@example.org": {Role.EVALUATOR, Role.SUPERVISOR, Role.FACILITATOR},
    }
    assert stat.S_IMODE((home / "backups" / "roleplay.zip").stat().st_mode) == 0o600


def test_the_way_to_another_database_is_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a real PostgreSQL, as it stands there: afterwards the same people are in it, and the doctor finds it good."""
    data, file = tmp_path / "data", tmp_path / "database"
    call = caller(data, monkeypatch, capsys)
    open_house(data, shipped=False)
    call("people", "add", "ada@example.org", "--name", "Ada", "--role", "administrator", "--no-invite")
    file.touch(mode=0o600)
    (section,) = re.findall(r"## Another database\n(.*?)\n## ", DOCUMENT, re.DOTALL)
    copy, doctor = re.findall(r"^roleplay (.+)$", section, re.MULTILINE)
    try:
        file.write_text(f"{postgres().url_of(tmp_path)}\n", encoding="utf-8")
        named = copy.replace("~/.local/share/roleplay", str(data)).replace("$HOME/database", str(file))
        copied = CliRunner().invoke(store, shlex.split(named)[1:])
        assert (copied.exit_code, "both hold the same" in copied.output) == (0, True), copied.output
        assert connect(postgres().url_of(tmp_path)).people() == connect(database_url(data)).people()
        told = call(*shlex.split(doctor.replace("~/database", str(file)))).out
        assert re.search(r"^ok +database: postgresql, up to date", told, re.MULTILINE)
    finally:
        postgres().forget(tmp_path)


def test_it_names_every_kind_of_command_for_an_administrator() -> None:
    """What is registered for looking after a server is in the document."""
    named = {command.split()[1] for command in COMMANDS}
    assert named >= {"people", "cohort", "site", "doctor", "audit", "backup", "restore", "retention"}
    for other in ("serve", "status", "keys"):
        assert f"roleplay {other}" in DOCUMENT


def test_every_link_leads_somewhere() -> None:
    """To a file beside it."""
    for link in re.findall(r"\]\(([^)#]+)", DOCUMENT):
        assert (Path(__file__).parents[2] / "docs" / link).is_file(), link
