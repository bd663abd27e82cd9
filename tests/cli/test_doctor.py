"""`roleplay doctor`, as somebody types it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from roleplay.services.opening import open_house
from tests.serving import ROLEPLAY, Server


def doctor(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [*ROLEPLAY, "doctor", "--data", str(data), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_it_says_line_by_line_how_things_are(server: Callable[..., Server]) -> None:
    """Of a new workbook that runs: nothing is wrong, and what is open has a line that says what to do."""
    running = server("--preheat", "0")
    said = doctor(running.data)
    assert (said.returncode, said.stderr) == (0, "")
    lines = said.stdout.splitlines()
    assert {line[:12].strip() for line in lines} == {"ok", "look at this", ""}
    assert f"ok            address: {running.origin}/ answers" in lines
    looked_at = next(place for place, line in enumerate(lines) if line.startswith("look at this  settings: "))
    assert "`roleplay site check`" in lines[looked_at + 1]


def test_what_is_wrong_ends_with_1(tmp_path: Path) -> None:
    """A file that others can read: it is named, with the command that closes it."""
    open_house(tmp_path / "data")
    (tmp_path / "data" / "roleplay.db").chmod(0o644)
    said = doctor(tmp_path / "data")
    assert said.returncode == 1
    assert "wrong         rights: Other users of this machine can get at" in said.stdout
    assert f"chmod -R go= {tmp_path / 'data'}" in said.stdout
    assert doctor(tmp_path / "none").returncode == 1
    said = doctor(tmp_path / "data", "--database", "nonsense")
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
