"""`make run` on a fresh copy of the repository, with nothing but Python and make."""

from __future__ import annotations

import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests import serving
from tests.serving import Server

ROOT = Path(__file__).parents[2]
LIMIT_S = 900.0
"""Installing takes as long as the network does."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository without anything that was made in it, in a folder with a space in its name."""
    place = tmp_path_factory.mktemp("fresh") / "a copy"
    made = shutil.ignore_patterns(
        ".git", ".venv", "dist", "node_modules", "__pycache__", ".*_cache", ".hypothesis", ".benchmarks"
    )
    shutil.copytree(ROOT, place, ignore=made)
    return place


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A clean HOME, and of this process's environment the PATH and what pip needs to reach its index."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PIP_", "SSL_")) or "proxy" in name.lower()
    }
    home = str(tmp_path_factory.mktemp("home"))
    return {**kept, "PIP_NO_COMPILE": "1", "HOME": home, "PATH": os.environ["PATH"]}  # what is run compiles itself


@pytest.fixture(scope="module")
def started(copy: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What `make run` starts."""
    folder = tmp_path_factory.mktemp("started")
    port, data = serving.free_port(), folder / "data"
    command = ["make", "run", f"ARGS=--port {port} --no-browser --data {data}"]
    server = serving.start(command, port, data, folder / "log", environment, folder=copy, limit_s=LIMIT_S)
    yield server
    server.stop()


def test_make_run_opens_the_workbook(started: Server) -> None:
    """One command on a fresh copy, and the address that it prints leads to the workbook's page."""
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with visitor.open(started.url, timeout=60) as answer:
        page = answer.read().decode()
    assert answer.status == 200
    assert "<main" in page


def test_arguments_reach_the_server(started: Server) -> None:
    """`ARGS` names the port and the data folder."""
    assert started.url.startswith(started.origin)
    assert (started.data / "roleplay.db").is_file()


def test_it_can_be_run_again_at_once(started: Server, copy: Path, environment: dict[str, str]) -> None:
    """The second time nothing is installed; after a change of pyproject.toml it is."""
    assert started.url
    plan = ["make", "--dry-run", "run"]
    again = subprocess.run(plan, cwd=copy, env=environment, capture_output=True, text=True, check=True)
    assert "pip" not in again.stdout
    (copy / "pyproject.toml").touch()
    changed = subprocess.run(plan, cwd=copy, env=environment, capture_output=True, text=True, check=True)
    assert "pip" in changed.stdout


def test_a_moved_copy_makes_its_environment_anew(started: Server, copy: Path, environment: dict[str, str]) -> None:
    """An environment that was copied along would run the code of the old place."""
    assert started.url
    moved = copy.parent / "moved"
    moved.mkdir()
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(copy / name, moved)
    (moved / ".venv").mkdir()
    shutil.copy(copy / ".venv" / ".folder", moved / ".venv")
    plan = subprocess.run(
        ["make", "--dry-run", "run"], cwd=moved, env=environment, capture_output=True, text=True, check=True
    )
    assert "venv --clear" in plan.stdout


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("exec false", "needs Python 3.11 or newer"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "apt-get install python3-venv"),
    ],
    ids=["too old", "without venv"],
)
def test_a_python_that_will_not_do_is_named(
    script: str, message: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    """What is missing is said in a sentence, with what to install; nothing half-made stays behind."""
    python = tmp_path / "python-of-mine"
    python.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    python.chmod(0o755)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    command = ["make", "run", f"PYTHON={python}"]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert message in result.stderr
    assert not (tmp_path / ".venv").exists()
