"""A store of every kind, empty, and one that holds an attempt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from roleplay.store import Store
from tests.kept import FACTORIES, attempt, log, shelve


@pytest.fixture(params=list(FACTORIES.values()), ids=list(FACTORIES))
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Open the same store, as another process would."""
    factory: Callable[[Path], Store] = request.param
    return lambda: factory(tmp_path)


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
