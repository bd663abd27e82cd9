"""How many files and sockets the server may have open."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable

import psutil
import pytest

from roleplay.server.descriptors import ENOUGH, complaint, visitors
from tests.server.visiting import House

RAISE = """
import resource
from roleplay.server.descriptors import raise_limit
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
print(raise_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(("soft", "hard", "expected"), [(256, 4096, 4096), (4096, 4096, 4096), (100, 100, 100)])
def test_the_limit_is_raised_as_far_as_it_goes(soft: int, hard: int, expected: int) -> None:
    """What the system lets every program have is asked for; what only root may change stays."""
    code = RAISE.format(soft=soft, hard=hard)
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert said == [str(expected), str(expected), str(hard)]


def test_a_low_limit_is_said_in_plain_words() -> None:
    """Whoever runs the server hears how many people there is room for, and what to do; with room enough nothing is said."""
    low = complaint(1024)
    assert low is not None
    assert f"about {visitors(1024)} people" in low
    assert "ulimit" in low
    assert visitors(100) == 0
    assert complaint(ENOUGH) is complaint(None) is None


def test_a_server_raises_its_limit_and_kernels_have_no_other(own_house: Callable[..., House]) -> None:
    """Started where 256 files are allowed it may have as many as the system lets it, and so do kernels, however started."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    for way in ("fork", "spawn"):
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        try:
            house = own_house("--kernels", way)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        page = house.visitor().get("/learn")
        server = psutil.Process(house.process.pid)
        for process in (server, house.kernel(page.kernel_id)):
            assert process.rlimit(psutil.RLIMIT_NOFILE) == (wanted, hard)
        house.stop()
