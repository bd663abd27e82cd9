"""The library's files as their authors work on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from roleplay.errors import NotAllowed
from roleplay.identity import Actor, Role
from roleplay.services.authority import actor_of
from roleplay.services.manuscripts import Manuscripts
from roleplay.store import PersonRow, Store
from tests.kept import open_sqlite
from tests.small import RUBRIC_FILES


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return open_sqlite(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one rubric."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "listening.yml").write_text(json.dumps(RUBRIC_FILES[0]))
    return folder


@pytest.fixture
def of(store: Store, folder: Path) -> Callable[..., Manuscripts]:
    """Manuscripts for somebody with some roles."""

    def make(*roles: Role) -> Manuscripts:
        name = "-".join(roles) or "nobody"
        store.add_person(PersonRow(name, name, frozenset(roles)))
        return Manuscripts(store, lambda: actor_of(store.person(name)), [folder], lambda: datetime.now(UTC))  # type: ignore[arg-type]

    return make


def test_an_author_reads_files_as_they_are_saved(of: Callable[..., Manuscripts], folder: Path) -> None:
    """The same library comes back until it is read again after a change."""
    manuscripts = of(Role.AUTHOR)
    first = manuscripts.library()
    assert set(first.competencies) == {"listening"}
    assert not manuscripts.changed()
    manuscripts.read()
    assert manuscripts.library() is first
    (folder / "repair.yml").write_text(json.dumps(RUBRIC_FILES[2]))
    assert manuscripts.changed()
    assert manuscripts.library() is first
    manuscripts.read()
    assert not manuscripts.changed()
    assert set(manuscripts.library().competencies) == {"listening", "repair"}
    (folder / "listening.yml").unlink()
    assert manuscripts.changed()


def test_nobody_else_reads_them(of: Callable[..., Manuscripts]) -> None:
    """Every other role together does not help, and somebody who is not there has none."""
    with pytest.raises(NotAllowed, match="for people who write scenarios"):
        of(*(frozenset(Role) - {Role.AUTHOR})).library()
    with pytest.raises(NotAllowed, match="role of an author"):
        of().library()


def test_somebody_unknown_reads_nothing(store: Store, folder: Path) -> None:
    """As after an account was removed."""
    with pytest.raises(NotAllowed):
        Manuscripts(store, lambda: Actor("gone"), [folder], lambda: datetime.now(UTC)).library()
