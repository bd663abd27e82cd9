"""What the README tells people to type works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from roleplay.identity import Role
from roleplay.services.database import database_url
from roleplay.services.opening import open_house
from roleplay.store import CohortRow, Membership, PersonRow, open_store, sqlite_url
from roleplay.store.backup import make_backup
from tests.serving import ROLEPLAY, Server

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.partition("#")[0].strip()
    for block in re.findall(r"(?ms)^```sh\n(.*?)^```", README)
    for line in block.splitlines()
    if line.partition("#")[0].strip()
]
"""Every command line of the README, in order."""

OURS = [shlex.split(line) for line in COMMANDS if line.startswith("roleplay ")]
MAKES = [shlex.split(line) for line in COMMANDS if line.startswith("make ")]

GOES_ON = {"watch"}
"""Commands that only a person ends; tests/cli/ ends them."""

BESIDE_A_SERVER = {"serve", "url", "status"}
"""Commands that are, or talk to, a running workbook."""

ON_A_DATA_FOLDER = {
    "site", "url", "people", "cohort", "audit", "retention", "keys", "backup", "restore", "doctor", "status",
}  # fmt: skip
"""Commands that get the test's own data folder."""

IN_USE = ON_A_DATA_FOLDER - {"site", "url", "status"}
"""Commands that look after what a workbook has kept already."""

MAY_FIND_SOMETHING = {"doctor"}
"""Commands that end with 1 when there is something to mend, as there is on a machine that is only just set up."""

OLD = ROOT / "scenarios" / "practice" / "referral" / "just-between-us.yml"
"""What stands for `old.yml`, an earlier version of a scenario."""


@pytest.mark.parametrize("command", OURS, ids=" ".join)
def test_a_command_of_the_readme_works(
    command: list[str], server: Callable[..., Server], data_dir: Path, tmp_path: Path
) -> None:
    """Each command ends well and prints something; `serve` prints the URL that a server of every test is waited for."""
    name = command[1]
    if name in BESIDE_A_SERVER:
        assert server().url
    if name in {"serve", *GOES_ON}:
        return
    if name in IN_USE:
        open_house(data_dir, shipped=False)
    if "old.yml" in command:
        (tmp_path / "old.yml").write_bytes(OLD.read_bytes())
    if name == "agreement":
        (tmp_path / "ratings.csv").write_bytes((ROOT / "docs/statistics/krippendorff.csv").read_bytes())
    if name == "restore":
        make_backup(database_url(data_dir), {}, tmp_path / "backup.zip", lambda: datetime.now(UTC))
    if name == "store":
        open_store(sqlite_url(tmp_path / "here.db"), tmp_path, lambda: datetime.now(UTC))
    of_people = command[1:3] in (["report", "cohort"], ["report", "trainee"])
    if of_people:
        school = open_house(data_dir, shipped=False).store
        school.add_person(PersonRow("ada", "Ada", frozenset({Role.TRAINEE}), "ada", datetime.now(UTC)))
        school.add_cohort(CohortRow("spring", "Spring", datetime.now(UTC)))
        school.join_cohort(Membership("spring", "ada", Role.TRAINEE))
    arguments = [*command[1:], *(["--data", str(data_dir)] if of_people or name in ON_A_DATA_FOLDER else [])]
    result = subprocess.run(
        [*ROLEPLAY, *arguments],
        cwd=tmp_path,
        input="1\n" * 200,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode in ({0, 1} if name in MAY_FIND_SOMETHING else {0}), result.stdout + result.stderr
    assert result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", MAKES, ids=" ".join)
def test_a_make_command_of_the_readme_exists(command: list[str]) -> None:
    """Each target is there and can be planned; running them is what other tests, or this very run, do."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    plan = [command[0], "--dry-run", *command[1:]]
    result = subprocess.run(plan, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_every_command_line_is_one_of_ours() -> None:
    """Nothing in the README goes untested: each line starts with make or roleplay, and every subcommand is there."""
    assert len(OURS) + len(MAKES) == len(COMMANDS)
    assert {command[1] for command in OURS} == {
        "serve",
        "url",
        "new",
        "check",
        "watch",
        "explain",
        "schema",
        "explore",
        "bots",
        "map",
        "agreement",
        "diff",
        "play",
        "site",
        "people",
        "cohort",
        "audit",
        "retention",
        "keys",
        "backup",
        "restore",
        "store",
        "report",
        "doctor",
        "status",
    }


def test_every_link_of_the_readme_leads_somewhere() -> None:
    """Files that the README links to, and folders that it names, exist."""
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    named = re.findall(r"`((?:docs|scenarios|notebooks|src|\.binder)[\w./-]*)`", README)
    assert linked
    assert [name for name in [*linked, *named] if not (ROOT / name).exists()] == []


def test_the_readme_says_how_things_stand() -> None:
    """It stays honest: nobody with lived experience has reviewed the scenarios, and nobody has measured learning."""
    status = " ".join(README.partition("## Honest status")[2].partition("## ")[0].split())
    assert "reviewed by people with lived experience" in status
    assert "Nobody has measured" in status
