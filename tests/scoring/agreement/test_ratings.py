"""Ratings as patterns, and what is no table of ratings."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.scoring.agreement import LARGEST, Bootstrap, Rating, Ratings, agreement
from tests.scoring.agreement.published import KRIPPENDORFF, Table, ratings, tables


def test_it_counts_items_raters_and_ratings() -> None:
    """Krippendorff's table has twelve items, four raters and 41 ratings."""
    table = ratings(KRIPPENDORFF)
    assert (table.items, len(table.raters), table.number) == (12, 4, 41)


def test_items_that_were_rated_alike_are_one_pattern() -> None:
    """A hundred thousand items by two raters on four levels are sixteen patterns at the most."""
    table = ratings([(1 + row % 4, 1 + row % 3) for row in range(1200)])
    assert len(table.patterns) == 12
    assert table.times.tolist() == [100] * 12


@given(tables(gaps=True), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(table: Table, chance: object) -> None:
    """Not even an interval: the same ratings in any order give the same figures to the last digit."""
    rows = [
        Rating(f"i{row}", f"r{column}", cell)
        for row, cells in enumerate(table)
        for column, cell in enumerate(cells)
        if cell
    ]
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    how = Bootstrap(samples=20)
    assert agreement(Ratings.of(rows), how) == agreement(Ratings.of(mixed), how)


@pytest.mark.parametrize(
    ("given_ratings", "says"),
    [
        ([Rating("i", "r", 1), Rating("i", "r", 2)], "twice"),
        ([Rating("i", "r", 1), Rating("i", "s", "one")], "words"),
        ([Rating("i", "r", nan)], "finite"),
        ([Rating("i", "r", -inf)], "finite"),
        ([Rating("i", "r", LARGEST * 2)], "large"),
    ],
    ids=["twice", "mixed", "nan", "inf", "large"],
)
def test_what_is_no_table_is_refused(given_ratings: list[Rating], says: str) -> None:
    """A rater twice on one item, numbers among words, and numbers that are none."""
    with pytest.raises(ValueError, match=says):
        Ratings.of(given_ratings)


def test_a_value_off_the_declared_scale_is_refused() -> None:
    """A scale of four levels has no fifth."""
    with pytest.raises(ValueError, match="Not on the scale: 5"):
        ratings([(1, 5)], scale=(1, 2, 3, 4))


def test_a_declared_scale_keeps_levels_that_nobody_used() -> None:
    """They are categories all the same."""
    assert ratings([(1, 2)], scale=(1, 2, 3, 4)).categories == (1, 2, 3, 4)
