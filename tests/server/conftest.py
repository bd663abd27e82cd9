"""One house for most tests of the server; those that end a server start their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.visiting import House, start_house


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house without kernels in reserve, with something in its environment that no kernel may see."""
    secrets = {"DATABASE_PASSWORD": "hunter2", "AWS_SECRET_ACCESS_KEY": "abc", "LC_TIME": "C"}
    started = start_house(tmp_path_factory.mktemp("house"), env=secrets)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def spawned_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house as the first, whose kernels are spawned each for itself."""
    secrets = {"DATABASE_PASSWORD": "hunter2", "AWS_SECRET_ACCESS_KEY": "abc", "LC_TIME": "C"}
    started = start_house(tmp_path_factory.mktemp("spawned"), "--kernels", "spawn", env=secrets)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def warm_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with a kernel in reserve, below a base URL of its own."""
    started = start_house(tmp_path_factory.mktemp("warm"), "--preheat", "1", "--base-url", "/training/book")
    yield started
    started.stop()


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Start a house for this test alone; a second start is on the same data."""
    started: list[House] = []

    def start(*arguments: str) -> House:
        started.append(start_house(tmp_path, *arguments))
        return started[-1]

    yield start
    for house in started:
        house.stop()


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with accounts, behind a proxy, so that visitors come from many addresses."""
    started = start_house(tmp_path_factory.mktemp("school"), "--proxy", "127.0.0.1", "--log", "json")
    yield started
    started.stop()


@pytest.fixture
def lone_house(own_house: Callable[..., House]) -> House:
    """A house with nobody in it but the owner of the machine."""
    return own_house("--nobody-else")
