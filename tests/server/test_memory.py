"""What the processes of a server take."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from roleplay.server.memory import available_mib, family, pss_mib
from tests.server.visiting import House


def test_a_family_is_a_process_and_all_it_started(own_house: Callable[..., House]) -> None:
    """Kernels are children of the process that they were forked from; they belong to the server all the same."""
    house = own_house()
    page = house.visitor().get("/learn")
    found = family(house.process.pid)
    assert found[0] == house.process.pid
    assert set(found[1:]) == {one.pid for one in psutil.Process(house.process.pid).children(recursive=True)}
    assert house.kernel(page.kernel_id).pid in found


def test_memory_is_what_linux_says() -> None:
    """Of one process nearly what psutil says of it; of one that is gone nothing."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert child.pid in family(os.getpid())
        own = pss_mib([os.getpid()])
        assert own is not None
        measured = psutil.Process().memory_full_info().pss / 2**20
        assert 0.8 * measured < own < 1.2 * measured
    finally:
        child.communicate(b"\n")
    assert pss_mib([child.pid]) is None


def test_where_nobody_tells_nothing_is_known(tmp_path: Path) -> None:
    """On systems without such a folder the family is the process alone, and its memory unknown."""
    assert family(1, tmp_path) == (1,)
    assert pss_mib([1], tmp_path) is None
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "stat").write_text("7 (a name) with) S 1 7 7")
    (tmp_path / "7" / "smaps_rollup").write_text("00-ff ---p [rollup]\nRss: 9 kB\nPss: 2048 kB\n")
    assert family(1, tmp_path) == (1, 7)
    assert pss_mib([1, 7], tmp_path) == 2.0


def tell(folder: Path, **files: str) -> None:
    """Write what Linux tells, a file for each name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


@pytest.mark.parametrize(
    ("version", "most", "used", "given_up"),
    [
        ("0::/system.slice/workbook.service\n", "memory__max", "memory__current", "inactive_file"),
        (
            "9:name=systemd:/x\n4:cpu,memory:/system.slice/workbook.service\n0::/\n",
            "memory__limit_in_bytes", "memory__usage_in_bytes", "total_inactive_file",
        ),
    ],
    ids=["second", "first"],
)  # fmt: skip
def test_what_there_is_room_for_is_what_every_limit_leaves(
    tmp_path: Path, version: str, most: str, used: str, given_up: str
) -> None:
    """Of the machine, of the process's own group and of those around it the one with the least; unused files are room."""
    processes, groups = tmp_path / "proc", tmp_path / "cgroup"
    root = groups / ("memory" if "cpu,memory" in version else "")
    own = root / "system.slice" / "workbook.service"

    def room() -> float | None:
        return available_mib(processes, groups)

    assert room() is None
    tell(processes, meminfo="MemTotal: 24000000 kB\nMemAvailable:    5120000 kB\n")
    tell(processes / "self", cgroup=version)
    assert room() == 5000.0
    tell(root, **{most: f"{1000 * 2**20}\n", used: f"{300 * 2**20}\n"})
    assert room() == 700.0
    tell(own, **{most: "max\n" if root == groups else f"{2**63 - 4096}\n", used: f"{200 * 2**20}\n"})
    assert room() == 700.0
    tell(own, **{most: f"{250 * 2**20}\n"})
    assert room() == 50.0
    tell(own, memory__stat=f"anon 1\n{given_up} {30 * 2**20}\n")
    assert room() == 80.0
    tell(own, **{used: f"{900 * 2**20}\n"})
    assert room() == 0.0
    tell(processes / "self", cgroup="0::/../elsewhere\n4:memory:/docker/1234\n")
    assert room() == 700.0
    tell(processes, meminfo="MemAvailable:\n")
    assert room() == 700.0
