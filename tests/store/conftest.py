"""A store of every kind, empty, and one that holds an attempt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from roleplay.store import Store
from tests.kept import FACTORIES, URLS, attempt, log, shelve
from tests.postgres import postgres


@pytest.fixture(params=list(URLS))
def kind(request: pytest.FixtureRequest) -> str:
    """Every kind of database, one after the other."""
    return str(request.param)


@pytest.fixture
def url(kind: str, tmp_path: Path) -> Iterator[str]:
    """A database of that kind, without tables."""
    yield URLS[kind](tmp_path)
    if kind == "postgresql":
        postgres().forget(tmp_path)


@pytest.fixture
def reopen(kind: str, url: str, tmp_path: Path) -> Callable[[], Store]:
    """Open the same store, as another process would."""
    assert url == URLS[kind](tmp_path)
    return lambda: FACTORIES[kind](tmp_path)


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Store:
    """An empty store."""
    return reopen()


@pytest.fixture
def begun(store: Store) -> Store:
    """A store with one attempt, "a1", of two events."""
    shelve(store)
    store.add_attempt(attempt(), log(2))
    return store
