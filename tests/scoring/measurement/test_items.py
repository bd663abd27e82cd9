"""Difficulty and discrimination of items."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roleplay.scoring.measurement import (
    Estimate,
    Reason,
    TooFew,
    Undefined,
    discriminations,
    item_rest,
    mean_of_maximum,
    share_passing,
)
from tests.scoring.measurement.published import BRENNAN_1, estimate, limits

ROW = st.lists(st.integers(1, 4), min_size=4, max_size=4)


def test_the_difficulty_of_what_is_passed_is_a_share() -> None:
    """Of those who have a value; who has none is counted apart."""
    found = share_passing([True, False, True, None, True])
    assert (estimate(found.index).value, found.n, found.missing) == (0.75, 4, 1)


def test_the_difficulty_of_levels_begins_at_the_lowest() -> None:
    """Levels 1 to 4 with a mean of 2.5 are half way; the interval stays between 0 and 1."""
    found = mean_of_maximum([1, 4, None, 1, 4], lowest=1, highest=4)
    assert (estimate(found.index).value, found.n, found.missing) == (0.5, 4, 1)
    assert limits(found.index) == (0.0, 1.0)


def test_for_passed_and_failed_both_difficulties_are_the_same() -> None:
    """Zeros and ones have their share as their mean."""
    column = [row[4] for row in BRENNAN_1]
    graded = mean_of_maximum(column, 0, 1)
    assert estimate(graded.index).value == estimate(share_passing([v == 1 for v in column]).index).value == 0.7


def test_an_item_that_nobody_took_has_no_difficulty() -> None:
    """It is undefined, not zero."""
    assert isinstance(share_passing([None, None]).index, Undefined)
    assert isinstance(mean_of_maximum([], 1, 4).index, Undefined)


@given(st.lists(ROW, min_size=4, max_size=9))
def test_discrimination_is_the_correlation_with_the_sum_of_the_others(table: list[list[int]]) -> None:
    """As SciPy computes it with Fisher's interval; where somebody does not vary, it is undefined."""
    values = np.array(table, dtype=float)
    for i, found in enumerate(discriminations(table)):
        item, rest = values[:, i], np.delete(values, i, axis=1).sum(axis=1)
        assert (found.n, found.missing) == (len(table), 0)
        if np.ptp(item) == 0 or np.ptp(rest) == 0:
            assert isinstance(found.correlation, Undefined)
            assert found.correlation.reason is Reason.NO_SPREAD
            continue
        wanted = stats.pearsonr(item, rest)
        assert estimate(found.correlation).value == pytest.approx(wanted.statistic, abs=1e-9)
        if abs(wanted.statistic) < 0.999:
            ends = wanted.confidence_interval()
            assert limits(found.correlation) == pytest.approx((ends.low, ends.high))


def test_who_lacks_a_value_is_left_out_of_the_correlation_and_counted() -> None:
    """Only pairs count."""
    found = item_rest([1, 2, None, 4, 3], [1, 2, 3, None, 4])
    assert (found.n, found.missing) == (3, 2)
    assert estimate(found.correlation).value == pytest.approx(stats.pearsonr([1, 2, 3], [1, 2, 4]).statistic)
    assert isinstance(estimate(found.correlation).ci, TooFew)


def test_a_perfect_correlation_has_no_interval() -> None:
    """Fisher's formula would divide by zero."""
    found = item_rest([1, 2, 3, 4], [2, 4, 6, 8]).correlation
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(1)
    assert isinstance(found.ci, Undefined)


def test_two_persons_give_no_correlation() -> None:
    """They always lie on a line."""
    assert isinstance(item_rest([1, 2], [1, 2]).correlation, TooFew)
