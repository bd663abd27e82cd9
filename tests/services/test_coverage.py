"""Coverage by people: counts that an author sees, and that are about nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.errors import NotAllowed
from roleplay.identity import Role
from roleplay.services.coverage import Coverage, coverage
from roleplay.store import Store
from tests.services.test_reviewing import Desk

SCENARIO = "disclosure/small"


class Walkers(Desk):
    """Amy writes scenarios; six people learn."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.house.add("amy", Role.AUTHOR)
        for name in ("one", "two", "three", "four", "five", "six"):
            self.house.add(name, Role.TRAINEE)

    def seen(self, who: str = "amy", version: str = "") -> Coverage | None:
        """What somebody sees of it."""
        return coverage(self.store, self.actor(who), SCENARIO, version)


@pytest.fixture
def walkers(tmp_path: Path) -> Walkers:
    """All of them."""
    return Walkers(tmp_path)


def version(store: Store) -> str:
    """The hash of what was played."""
    return store.walked(SCENARIO, 1).version[0]


def test_nothing_is_shown_of_fewer_than_five_people_however_often_they_play(walkers: Walkers) -> None:
    """With the fifth person there are figures."""
    for name in ("one", "two", "three", "four", "four", "four"):
        walkers.played(who=name)
    assert walkers.seen() is None
    walkers.played(who="five")
    found = walkers.seen()
    assert found is not None
    assert found.attempts == 5


def test_figures_are_rounded_down_to_fives_and_of_few_people_only_that_there_are_some(walkers: Walkers) -> None:
    """No difference of two figures tells what one person did."""
    for name in ("one", "two", "three", "four", "five", "six"):
        walkers.played(who=name)
    for _ in range(4):
        walkers.played(who="six", first="wait")
    found = walkers.seen(version=version(walkers.store))
    assert found is not None
    assert (found.attempts, found.current) == (10, 10)
    assert (found.counts["opening"], found.counts["opening/reflect"], found.counts["opening/wait"]) == (10, 5, 1)
    assert (found.counts["middle/"], found.counts["opening>middle"], found.counts["asking/ask"]) == (10, 10, 5)
    assert "opening/talk" not in found.counts
    assert {count for count in found.counts.values() if count % 5} == {1}


def test_another_version_counts_where_ids_are_the_same(walkers: Walkers) -> None:
    """And that nobody has finished the present one is said."""
    for name in ("one", "two", "three", "four", "five"):
        walkers.played(who=name)
    found = walkers.seen(version="0" * 64)
    assert found is not None
    assert (found.attempts, found.current, found.counts["opening"]) == (5, 0, 5)


def test_what_goes_on_or_was_left_counts_nowhere(walkers: Walkers) -> None:
    """Only finished attempts, and only of this scenario."""
    for name in ("one", "two", "three", "four"):
        walkers.played(who=name)
    begun = walkers.attempts.start(walkers.actor("five"), SCENARIO, "practice")
    assert walkers.seen() is None
    walkers.attempts.leave(walkers.actor("five"), begun, 1)
    assert walkers.seen() is None


@pytest.mark.parametrize("who", ["kim", "sue", "eve"])
def test_it_is_for_authors(walkers: Walkers, who: str) -> None:
    """Nobody else sees it; they have reports of their cohorts."""
    with pytest.raises(NotAllowed):
        walkers.seen(who)
