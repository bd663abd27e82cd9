"""`roleplay status`, as somebody types it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from roleplay.server.run import RunFolder
from tests.serving import ROLEPLAY, Server


def status(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [*ROLEPLAY, "status", "--data", str(data), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def as_json(data: Path) -> dict[str, Any]:
    """What it says as JSON."""
    found: dict[str, Any] = json.loads(status(data, "--json").stdout)
    return found


def test_it_says_how_a_workbook_stands(server: Callable[..., Server]) -> None:
    """Address, since when, version, kernels, people, memory, database and last backup, for people and for programs."""
    running = server("--preheat", "1", "--most-kernels", "9")
    said = status(running.data)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith(f"{running.origin}/\n")
    for word in ("well         yes", "at most 9", "0 with a page open", "sqlite", "last backup  none"):
        assert word in said.stdout, said.stdout
    known = as_json(running.data)
    assert known["running"]
    assert known["healthy"]
    assert known["url"] == f"{running.origin}/"
    assert abs((datetime.now(UTC) - datetime.fromisoformat(known["since"])).total_seconds()) < 120
    assert known["pid"] == running.process.pid
    assert set(known["kernels"]) == {"connected", "alone", "reserve", "most"}
    assert known["kernels"]["most"] == 9
    assert known["people"] == 0
    assert known["memory_mib"] > 20
    assert known["database"]["kind"] == "sqlite"
    assert known["database"]["size"] >= (running.data / "roleplay.db").stat().st_size
    assert "token" not in json.dumps(known)
    at = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    RunFolder(running.data).note_backup(Path("/somewhere/workbook.zip"), at)
    assert "2026-03-01 08:30 UTC, /somewhere/workbook.zip" in status(running.data).stdout
    running.stop()
    assert not as_json(running.data)["running"]


def test_a_server_that_does_not_answer_is_not_well(server: Callable[..., Server]) -> None:
    """It is said, and the command ends with 1."""
    import psutil

    from roleplay.server import standing

    running = server("--preheat", "0")
    process = psutil.Process(running.process.pid)
    process.suspend()
    try:
        folder = RunFolder(running.data)
        found = folder.running()
        assert found is not None
        patience, standing.PATIENCE_S = standing.PATIENCE_S, 0.3
        try:
            assert not standing.standing(folder, found).healthy
        finally:
            standing.PATIENCE_S = patience
    finally:
        process.resume()


def test_where_none_runs_it_says_so(tmp_path: Path) -> None:
    """With what is known all the same, and ends with 1."""
    said = status(tmp_path / "data")
    assert said.returncode == 1
    assert said.stdout.startswith(f"No workbook runs on the data folder {tmp_path / 'data'}.")
    assert "sqlite, not there" in said.stdout
    assert said.stderr == ""
    assert as_json(tmp_path / "data")["database"] == {"kind": "sqlite", "size": None}
