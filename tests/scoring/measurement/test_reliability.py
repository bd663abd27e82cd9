"""Alpha, omega and the standard error of measurement."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roleplay.scoring.measurement import (
    Reason,
    StandardError,
    Table,
    TooFew,
    Undefined,
    cronbach_alpha,
    mcdonald_omega,
    standard_error_of_measurement,
)
from roleplay.scoring.measurement.reliability import feldt, omega_of
from tests.scoring.measurement.published import BRENNAN_1, BRENNAN_3, THREE_INCOMPLETE, estimate, limits

LEVELS = st.integers(1, 4)
TABLES = st.integers(2, 6).flatmap(
    lambda items: st.lists(st.lists(LEVELS, min_size=items, max_size=items), min_size=3, max_size=8)
)


def test_alpha_is_the_published_one() -> None:
    """Brennan's first data set has KR-20 = .844 (2001, ch. 2)."""
    assert estimate(cronbach_alpha(BRENNAN_1).coefficient).value == pytest.approx(0.844, abs=5e-4)


def test_alpha_leaves_out_whoever_misses_a_value() -> None:
    """Pingouin and R's psych print .8017 for the nine who are complete; their limits follow from nine, not twelve."""
    found = cronbach_alpha(THREE_INCOMPLETE)
    assert (found.persons, found.items, found.dropped) == (9, 11, 3)
    assert estimate(found.coefficient).value == pytest.approx(0.8016949152542373)
    assert [round(end, 3) for end in limits(found.coefficient)] == [0.533, 0.947]


def test_feldts_interval_is_the_published_one() -> None:
    """The example of the MRC Cognition and Brain Sciences Unit's pages on statistics, to all printed digits."""
    found = feldt(0.913, persons=873, items=20, confidence=0.95)
    assert (round(found.low, 7), round(found.high, 7)) == (0.9044024, 0.9211588)


@given(TABLES)
def test_alpha_is_the_intraclass_correlation_of_the_mean(table: list[list[int]]) -> None:
    """ICC(3,k) = (MS persons - MS error) / MS persons, from sums of squares (Hoyt 1941); Feldt's limits from F."""
    values = np.array(table, dtype=float)
    n, k = values.shape
    persons = values.mean(axis=1) - values.mean()
    if np.allclose(persons, 0):
        return
    errors = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    ms_persons = k * (persons**2).sum() / (n - 1)
    ms_error = (errors**2).sum() / ((n - 1) * (k - 1))
    found = cronbach_alpha(table, 0.9).coefficient
    assert estimate(found).value == pytest.approx((ms_persons - ms_error) / ms_persons, abs=1e-9)
    for end, tail in zip(limits(found), (0.95, 0.05), strict=True):
        unlike = ms_error / ms_persons * stats.f.ppf(tail, n - 1, (n - 1) * (k - 1))
        assert end == pytest.approx(1 - unlike, abs=1e-6)


@given(TABLES, st.integers(0, 10**6))
def test_alpha_does_not_depend_on_order_or_origin(table: list[list[int]], seed: int) -> None:
    """Persons and items may be shuffled, and a constant added to an item."""
    order = np.random.default_rng(seed)
    values = np.array(table, dtype=float)
    moved = (values + order.integers(0, 5, values.shape[1]))[order.permutation(len(values))]
    one = cronbach_alpha(table).coefficient
    other = cronbach_alpha(moved[:, order.permutation(values.shape[1])].tolist()).coefficient
    if isinstance(one, Undefined):
        assert isinstance(other, Undefined)
    else:
        assert estimate(other).value == pytest.approx(one.value, abs=1e-9)


@given(
    st.integers(3, 8),
    st.floats(0.2, 2.0),
    st.lists(st.floats(0.1, 3.0), min_size=8, max_size=8),
)
def test_omega_of_items_that_share_equally_is_alpha(items: int, shared: float, unique: list[float]) -> None:
    """For tau-equivalent items, whatever their errors (McDonald 1999)."""
    covariance = np.full((items, items), shared) + np.diag(unique[:items])
    alpha = items / (items - 1) * (1 - np.trace(covariance) / covariance.sum())
    assert omega_of(covariance) == pytest.approx(alpha, abs=1e-6)


def test_omega_of_items_that_share_unequally_is_more_than_alpha() -> None:
    """Alpha is then a lower bound; omega is (sum of loadings)^2 over the variance of the total."""
    loadings = np.array([0.3, 0.6, 0.9])
    covariance = np.outer(loadings, loadings) + np.diag([0.5, 0.4, 0.3])
    omega = omega_of(covariance)
    assert omega == pytest.approx(1.8**2 / (1.8**2 + 1.2), abs=1e-6)
    assert omega > 1.5 * (1 - np.trace(covariance) / covariance.sum())


def test_omega_says_whom_it_rests_on() -> None:
    """The five complete rows of six, by hand from their covariances."""
    table: Table = [[1, 2, 2], [2, 2, 3], [3, 3, 3], [4, 3, 4], [2, 4, None], [1, 1, 1]]
    found = mcdonald_omega(table)
    assert (found.persons, found.items, found.dropped) == (5, 3, 1)
    (_, a, b), (_, _, c), _ = np.cov(
        np.array([[1, 2, 2], [2, 2, 3], [3, 3, 3], [4, 3, 4], [1, 1, 1]], dtype=float), rowvar=False
    )
    loadings = np.array([sqrt(a * b / c), sqrt(a * c / b), sqrt(b * c / a)])
    variances = np.array([1.7, 0.7, 1.3])
    common = loadings.sum() ** 2
    assert estimate(found.coefficient).value == pytest.approx(common / (common + (variances - loadings**2).sum()))


def test_the_standard_error_of_measurement_is_what_alpha_leaves() -> None:
    """It is the residual of persons and items: sqrt(k x MS error) for the sum, a k-th of it for the mean."""
    found = standard_error_of_measurement(BRENNAN_3["o1"])
    values = np.array(BRENNAN_3["o1"], dtype=float)
    errors = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    ms_error = (errors**2).sum() / (9 * 3)
    assert isinstance(found, StandardError)
    assert found.total == pytest.approx(sqrt(4 * ms_error))
    assert found.mean == pytest.approx(found.total / 4)


def test_what_cannot_be_consistent_says_why() -> None:
    """One item, one complete person, or everybody with the same total."""
    for compute in (cronbach_alpha, mcdonald_omega):
        assert isinstance(compute([[1], [2], [3]]).coefficient, TooFew)
        assert isinstance(compute([[1, 2, 3], [2, None, 1]]).coefficient, TooFew)
        assert isinstance(compute([]).coefficient, TooFew)
    same = cronbach_alpha([[1, 3], [3, 1], [2, 2]]).coefficient
    assert isinstance(same, Undefined)
    assert same.reason is Reason.NO_SPREAD
    assert standard_error_of_measurement([[1, 3], [3, 1]]) == same
    constant = mcdonald_omega(BRENNAN_1).coefficient
    assert isinstance(constant, Undefined)
    assert constant.reason is Reason.NO_SPREAD
