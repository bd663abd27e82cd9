"""Order and variation come from the seed alone."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from roleplay.engine.display import drawn, shuffled


@given(st.integers(), st.text(), st.integers(min_value=0, max_value=8))
def test_a_shuffle_is_a_permutation_and_always_the_same(seed: int, node: str, count: int) -> None:
    """Nothing gets lost, and a reload shows the same order."""
    assert sorted(shuffled(seed, node, count)) == list(range(count))
    assert shuffled.__wrapped__(seed, node, count) == shuffled(seed, node, count)


def test_over_many_seeds_every_order_is_about_equally_likely() -> None:
    """With 6,000 seeds each of the 6 orders of three is expected 1,000 times, give or take about 29."""
    counts = Counter(shuffled(seed, "node", 3) for seed in range(6000))
    assert len(counts) == 6
    assert all(850 < count < 1150 for count in counts.values())


def test_over_many_seeds_every_word_is_about_equally_likely() -> None:
    """What varies is not biased."""
    counts = Counter(drawn(seed, "hand", ("shaking", "still")) for seed in range(2000))
    assert all(850 < count < 1150 for count in counts.values())
