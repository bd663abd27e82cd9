"""The built package works by itself: in an empty environment, for somebody else, in any folder."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import venv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.serving import Server

ROOT = Path(__file__).parents[2]


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
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own, with what it asks for and nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere")
    place = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(place, with_pip=True)
    programs = place / "bin"
    quick = ["--quiet", "--disable-pip-version-check", "--no-compile"]  # what is run compiles itself
    subprocess.run(
        [str(programs / "python"), "-m", "pip", "install", *quick, str(wheel)], check=True, timeout=900, cwd=folder
    )
    home = tmp_path_factory.mktemp("home")
    return Installed(programs / "roleplay", folder, {"HOME": str(home), "PATH": "/usr/bin:/bin"})


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


def test_it_checks_the_scenarios_that_it_brought(installed: Installed) -> None:
    """`roleplay check` without a path finds its own library, wherever it is called, and the library is in order."""
    result = installed.run("check")
    assert result.returncode == 0, result.stdout + result.stderr


def test_it_leaves_the_folder_alone_in_which_it_is_called(installed: Installed) -> None:
    """Commands write to the data folder, never to where one happens to be."""
    installed.run("check")
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
