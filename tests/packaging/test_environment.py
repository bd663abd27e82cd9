"""environment.yml (conda) and pyproject.toml (pip) ask for the same things."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]

CONDA_ONLY = {"python", "pip"}
"""What conda installs and pip has already."""

# Names are compared in their canonical form, in which jupyter-client and jupyter_client are the same; whatever conda-forge
# calls by another name altogether stands here.
CONDA_NAMES: dict[str, str] = {}

PIP_ONLY = {"fsrs"}
"""What pip brings when it installs this folder: no package of conda-forge is known for it."""


def conda() -> list[Any]:
    """The dependencies of environment.yml."""
    dependencies: list[Any] = YAML(typ="safe").load(ROOT / "environment.yml")["dependencies"]
    return dependencies


def pip() -> dict[str, Any]:
    """The table `[project]` of pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)["project"]
    return table


def bounds(requirements: list[Requirement]) -> dict[str, SpecifierSet]:
    """Canonical name -> versions."""
    return {canonicalize_name(each.name): each.specifier for each in requirements}


def test_both_ask_for_the_same_packages_and_versions() -> None:
    """Same set of packages, same lower and upper bounds."""
    from_conda = bounds([Requirement(line) for line in conda() if isinstance(line, str)])
    from_pip = bounds([Requirement(line) for line in pip()["dependencies"]])
    renamed = {CONDA_NAMES.get(name, name): versions for name, versions in from_pip.items() if name not in PIP_ONLY}
    assert {name: versions for name, versions in from_conda.items() if name not in CONDA_ONLY} == renamed


def test_both_ask_for_the_same_python() -> None:
    """The oldest Python is the same."""
    python = next(Requirement(line) for line in conda() if isinstance(line, str) and line.startswith("python "))
    assert python.specifier == SpecifierSet(pip()["requires-python"])


def test_conda_installs_the_workbook_itself() -> None:
    """After `conda env create` the command `roleplay` is there: pip installs this folder last."""
    assert conda()[-1] == {"pip": ["--editable .[reports]"]}


def test_binder_installs_the_workbook_itself() -> None:
    """Binder installs this folder, with a Python that the project supports."""
    lines = (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["-e ."]
    python = (ROOT / ".binder" / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    assert SpecifierSet(pip()["requires-python"]).contains(f"{python}.0")
