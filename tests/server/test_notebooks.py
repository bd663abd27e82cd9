"""Where the notebooks are."""

from __future__ import annotations

from pathlib import Path

import pytest

import roleplay
from roleplay.errors import Misconfigured
from roleplay.server.notebooks import notebook_folder


def test_an_installed_package_brings_its_notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside of the package they go before a folder that happens to lie beside it."""
    package = tmp_path / "a" / "src" / "roleplay"
    (package / "notebooks").mkdir(parents=True)
    (tmp_path / "a" / "notebooks").mkdir()
    monkeypatch.setattr(roleplay, "__file__", str(package / "__init__.py"))
    assert notebook_folder() == package / "notebooks"


def test_a_working_copy_has_them_beside_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editable install finds the repository's own folder; without any it says what to do."""
    package = tmp_path / "a" / "src" / "roleplay"
    package.mkdir(parents=True)
    monkeypatch.setattr(roleplay, "__file__", str(package / "__init__.py"))
    with pytest.raises(Misconfigured, match=r"notebooks are missing.*Install"):
        notebook_folder()
    (tmp_path / "a" / "notebooks").mkdir()
    assert notebook_folder() == tmp_path / "a" / "notebooks"
