"""The command `roleplay`: how it ends, what it says, what it imports."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

HEAVY = (
    "IPython",
    "altair",
    "anywidget",
    "ipywidgets",
    "jupyter_server",
    "jupyterlab",
    "pandas",
    "sqlalchemy",
    "voila",
)
"""What takes long to import, or starts something."""


def roleplay(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as somebody would."""
    command = [sys.executable, "-m", "roleplay.cli.main", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def loaded(*arguments: str, cwd: Path) -> set[str]:
    """The modules that a process has loaded when the command ends."""
    script = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('loaded:', *sys.modules, file=sys.stderr))\n"
        f"sys.argv = {['roleplay', *arguments]!r}\n"
        "from roleplay.cli.main import run\n"
        "run()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )
    assert "Traceback" not in result.stderr
    return set(result.stderr.rpartition("loaded:")[2].split())


def test_it_says_its_version(tmp_path: Path) -> None:
    """`roleplay --version` prints one line and ends well."""
    result = roleplay("--version", cwd=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"roleplay {version('roleplay')}\n", "")


def test_it_lists_its_commands(tmp_path: Path) -> None:
    """`roleplay --help` names every command."""
    result = roleplay("--help", cwd=tmp_path)
    assert result.returncode == 0
    commands = result.stdout.partition("Commands:")[2]
    assert [line.split()[0] for line in commands.splitlines() if line.strip()] == [
        "serve",
        "url",
        "status",
        "doctor",
        "backup",
        "restore",
        "audit",
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
        "retention",
        "keys",
        "store",
        "report",
    ]


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["serve"],
        ["url"],
        ["status"],
        ["doctor"],
        ["backup"],
        ["restore"],
        ["audit"],
        ["new"],
        ["check"],
        ["watch"],
        ["explain"],
        ["schema"],
        ["explore"],
        ["bots"],
        ["map"],
        ["agreement"],
        ["diff"],
        ["play"],
        ["site"],
        ["people"],
        ["people", "add"],
        ["people", "list"],
        ["people", "erase"],
        ["cohort"],
        ["cohort", "join"],
        ["retention"],
        ["retention", "run"],
        ["keys"],
        ["keys", "rotate"],
        ["store", "copy"],
    ],
    ids=lambda c: " ".join(c) or "-",
)
def test_every_option_and_argument_is_explained(command: list[str], tmp_path: Path) -> None:
    """`--help` of every command explains each option in words."""
    result = roleplay(*command, "--help", cwd=tmp_path)
    assert result.returncode == 0
    lines = result.stdout.partition("Options:")[2].partition("Commands:")[0].splitlines()
    unexplained = [
        line.strip()
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("  -") and len(line.strip().split("  ", 1)) == 1 and not following.startswith("      ")
    ]
    assert lines
    assert unexplained == []


@pytest.mark.parametrize("arguments", [["--no-such-option"], ["no-such-command"], ["serve", "--port", "many"], []])
def test_misuse_ends_with_2(arguments: list[str], tmp_path: Path) -> None:
    """A command line that makes no sense ends with 2 and an explanation."""
    result = roleplay(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert result.stdout + result.stderr


def test_a_mistake_shows_as_message_and_fix_without_traceback(tmp_path: Path) -> None:
    """A scenario that does not exist ends with 1, and says on standard error what is wrong."""
    result = roleplay("play", "disclosure/there-is-no-such-thing", cwd=tmp_path)
    assert result.returncode == 1
    assert "disclosure/there-is-no-such-thing" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_database_that_cannot_be_used_is_named_on_the_console_and_once(tmp_path: Path) -> None:
    """Where it is, and what to do, are for whoever runs commands; what a page would say is not."""
    (tmp_path / "roleplay.db").write_text("no database, " * 100)
    result = roleplay("people", "list", "--data", str(tmp_path), cwd=tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.count(f"{tmp_path}/roleplay.db is damaged") == 1
    assert len(result.stderr.splitlines()) == 2
    assert "roleplay restore FILE" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["check"], ["explore", "--help"], ["play", "--help"]], ids=" ".join
)
def test_a_command_imports_only_what_it_needs(arguments: list[str], tmp_path: Path) -> None:
    """What can be answered without a server, a database or a table loads none of them, and so answers at once."""
    modules = loaded(*arguments, cwd=tmp_path)
    assert "roleplay.cli.main" in modules
    assert modules & set(HEAVY) == set()
