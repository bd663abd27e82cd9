"""Where the notebooks are."""

from __future__ import annotations

from pathlib import Path

import pytest

import roleplay
from roleplay.errors import Misconfigured
from roleplay.server.notebooks import module_pages, notebook_folder


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


def test_each_module_with_a_notebook_has_a_page_and_all_others_share_one(tmp_path: Path) -> None:
    """The address is the module's id, without its number; what is no module's notebook has none; the rest comes last."""
    (tmp_path / "modules").mkdir()
    for name in ("02-second-one.ipynb", "01-first.ipynb", "draft.ipynb", "01-first.py"):
        (tmp_path / "modules" / name).touch()
    pages = module_pages(tmp_path)
    assert [(page.prefix, page.notebook.name) for page in pages] == [
        ("/modules/first", "01-first.ipynb"),
        ("/modules/second-one", "02-second-one.ipynb"),
        ("/modules", "trainee.ipynb"),
    ]
    assert not any(page.preheat for page in pages)


def test_every_shipped_notebook_of_a_module_has_a_page() -> None:
    """Twelve of them, and what they read is theirs."""
    pages = module_pages(notebook_folder())
    assert len(pages) == 13
    assert all(page.notebook.is_file() for page in pages)
