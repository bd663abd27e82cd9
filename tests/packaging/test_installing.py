"""Installing: `make run` on a fresh copy with nothing but Python and make, and the built package, for somebody else, in any folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests import serving
from tests.serving import Server

ROOT = Path(__file__).parents[2]
LIMIT_S = 900.0
"""Installing takes as long as the network does."""


# ------------------------------------------------------------------------------------------------------- a fresh copy


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


# -------------------------------------------------------------------------------------------------------- the package


@dataclass(frozen=True)
class Installed:
    """The wheel, installed."""

    program: Path
    """The command `roleplay`."""

    folder: Path
    """An empty folder to run it in."""

    environment: dict[str, str]
    """A clean HOME, and nothing of the tests' own environment but the PATH of the system."""

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command from the empty folder."""
        command = [str(self.program), *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source package, and the wheel that was built from that."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The wheel."""
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, started: Server, copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own, with what it asks for and nothing else.

    That begins with what `make run` has brought for the project, and without the project: the same things need not be
    unpacked twice, and pip still looks whether they are what the wheel asks for.
    """
    assert started.url
    folder = tmp_path_factory.mktemp("elsewhere")
    place = tmp_path_factory.mktemp("environment") / "venv"
    programs = place / "bin"
    subprocess.run([str(copy / ".venv/bin/python"), "-m", "venv", "--without-pip", str(place)], check=True, cwd=folder)
    (brought,) = (copy / ".venv").glob("lib/*/site-packages")
    (packages,) = place.glob("lib/*/site-packages")
    shutil.copytree(brought, packages, copy_function=os.link, dirs_exist_ok=True)
    pip = [str(programs / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "uninstall", "--yes", "roleplay"], check=True, timeout=300, cwd=folder)
    assert list(packages.glob("*roleplay*")) == []
    compiled = "--no-compile"  # what is run compiles itself
    subprocess.run([*pip, "install", compiled, str(wheel)], check=True, timeout=LIMIT_S, cwd=folder)
    assert (packages / "roleplay" / "__init__.py").is_file()
    home = tmp_path_factory.mktemp("home")
    return Installed(programs / "roleplay", folder, {"HOME": str(home), "PATH": "/usr/bin:/bin"})


@pytest.fixture(scope="module")
def checked(installed: Installed) -> subprocess.CompletedProcess[str]:
    """What `roleplay check` comes to in the empty folder."""
    return installed.run("check")


def shipped(suffix: str, *folders: str) -> set[str]:
    """Files of the repository with that suffix, as they are called in the wheel."""
    found = {path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}")}
    return {f"roleplay/{path.as_posix()}" for path in found}


def test_the_wheel_holds_scenarios_and_rubrics(wheel: Path) -> None:
    """Every YAML file of scenarios/ is in the wheel but the assessments, and its licence beside it."""
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = shipped(".yml", "scenarios") - shipped(".yml", "scenarios/assessment")
    assert wanted
    assert wanted <= names
    assert not names & shipped(".yml", "scenarios/assessment")
    assert "roleplay/scenarios/LICENSE" in names


def test_the_wheel_holds_the_notebooks_that_people_open(wheel: Path) -> None:
    """The trainee's notebook is in the wheel; the one that only checks it is not."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".ipynb")}
    assert names == shipped(".ipynb", "notebooks") - {"roleplay/notebooks/walkthrough.ipynb"}


def test_the_wheel_holds_everything_that_lies_beside_the_code(wheel: Path) -> None:
    """Templates, scripts, style sheets, words, migrations: what is in src/roleplay is in the wheel."""
    names = set(zipfile.ZipFile(wheel).namelist())
    here = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "roleplay").rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(ROOT).parts)
    }
    assert here <= names


def test_the_source_package_can_be_tested(built: Path) -> None:
    """The source package holds the tests, the Makefile and the documents."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "Makefile",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "environment.yml",
        "tests/conftest.py",
        ".ci/run",
    } <= names


def test_it_says_its_version(installed: Installed) -> None:
    """`roleplay --version` names the version that was built."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    assert installed.run("--version").stdout == f"roleplay {version}\n"


def test_it_checks_the_scenarios_that_it_brought(checked: subprocess.CompletedProcess[str]) -> None:
    """`roleplay check` without a path finds its own library, wherever it is called, and the library is in order."""
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.usefixtures("checked")
def test_it_leaves_the_folder_alone_in_which_it_is_called(installed: Installed) -> None:
    """Commands write to the data folder, never to where one happens to be."""
    assert list(installed.folder.iterdir()) == []


def test_it_serves_the_workbook(installed: Installed, server: Callable[..., Server], tmp_path: Path) -> None:
    """The address that `roleplay serve` prints leads to the workbook's page."""
    environment = {**installed.environment, "XDG_DATA_HOME": str(tmp_path / "xdg")}
    started = server(program=[str(installed.program)], env=environment)
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with visitor.open(started.url, timeout=60) as answer:
        page = answer.read().decode()
    assert answer.status == 200
    assert "<main" in page
    assert "<title>" in page
