"""What the processes of a server take."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil

from roleplay.server.memory import family, pss_mib
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
