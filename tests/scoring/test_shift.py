"""How far a room has moved between two votes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.scoring.shift import shift

VOTES = st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(any)


def test_it_is_the_share_that_has_to_fall_elsewhere() -> None:
    """Four of twelve went from the first option to the second; the number of voters need not be the same."""
    assert shift([10, 2, 0], [6, 6, 0]) == pytest.approx(1 / 3)
    assert shift([6, 6], [12, 12]) == 0
    assert shift([5, 0], [0, 9]) == 1


def test_without_votes_there_is_none() -> None:
    """And votes on other options cannot be compared."""
    assert shift([0, 0], [1, 2]) is None
    with pytest.raises(ValueError, match="different options"):
        shift([1], [1, 2])


@given(VOTES, VOTES, VOTES)
def test_it_is_a_distance(one: list[int], other: list[int], third: list[int]) -> None:
    """From 0 to 1, the same both ways, 0 for the same shares, and no way round is shorter."""
    there, back = shift(one, other), shift(other, one)
    round_about = (shift(one, third) or 0) + (shift(third, other) or 0)
    assert there is not None
    assert back == pytest.approx(there)
    assert 0 <= there <= 1 + 1e-12
    assert there <= round_about + 1e-12
    assert shift(one, [3 * votes for votes in one]) == pytest.approx(0)
