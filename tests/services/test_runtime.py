"""The file through which a kernel learns where the store is."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from roleplay.errors import Misconfigured
from roleplay.services.runtime import Runtime, read_runtime, write_runtime


@pytest.fixture
def runtime(tmp_path: Path) -> Runtime:
    """Of a data folder."""
    return Runtime("sqlite:////secret@place", tmp_path, (tmp_path / "library", tmp_path / "more"))


def test_a_kernel_reads_what_the_server_wrote(runtime: Runtime) -> None:
    """The file is in the run folder; writing it again replaces it."""
    write_runtime(Runtime("older", runtime.data))
    file = write_runtime(runtime)
    assert file == runtime.data / "run" / "kernel.json"
    assert read_runtime(file) == runtime
    assert [entry.name for entry in file.parent.iterdir()] == ["kernel.json"]


def test_only_its_owner_can_read_it(runtime: Runtime) -> None:
    """Neither the file nor its folder is open to anybody else, whatever the process leaves open otherwise."""
    before = os.umask(0)
    try:
        file = write_runtime(runtime)
    finally:
        os.umask(before)
    assert [stat.S_IMODE(place.stat().st_mode) for place in (file, file.parent)] == [0o600, 0o700]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_could_read_or_change_is_refused(runtime: Runtime, mode: int) -> None:
    """Nobody knows who wrote it."""
    file = write_runtime(runtime)
    file.chmod(mode)
    with pytest.raises(Misconfigured, match="read or changed by others"):
        read_runtime(file)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        "{",
        json.dumps({"database": "x", "libraries": []}),
        json.dumps({"database": "x", "data": 3, "libraries": []}),
        json.dumps({"database": "x", "data": "y", "libraries": [3]}),
    ],
)
def test_a_damaged_file_is_explained(runtime: Runtime, content: str) -> None:
    """Whatever is in it, the message names it and says how to get a new one."""
    file = write_runtime(runtime)
    file.write_text(content)
    with pytest.raises(Misconfigured, match=r"kernel\.json is damaged"):
        read_runtime(file)


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    """As when no server runs."""
    with pytest.raises(Misconfigured, match="cannot be read: No such file"):
        read_runtime(tmp_path / "kernel.json")
