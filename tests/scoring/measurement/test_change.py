"""Change within people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from roleplay.scoring.measurement import Change, Reason, TooFew, Undefined, paired_change
from roleplay.scoring.measurement.change import REPLICATIONS, correction, hedges_g_av
from tests.scoring.measurement.published import LAKENS, estimate, limits

PAIR = st.tuples(st.integers(1, 4), st.integers(1, 4))


def changed(pairs: Sequence[tuple[float | None, float | None]], seed: int = 1, confidence: float = 0.95) -> Change:
    """The change, which there must be."""
    found = paired_change(pairs, seed, confidence=confidence)
    assert isinstance(found, Change), found
    return found


def test_lakens_two_films() -> None:
    """Means 8.7 and 7.7, t(9) = 4.74 with limits .52 and 1.48, Hedges' g_av = 1.08 (Lakens 2013)."""
    found = changed([*LAKENS])
    assert (found.n, round(found.first, 9), round(found.second, 9)) == (10, 8.7, 7.7)
    assert estimate(found.difference).value == pytest.approx(-1)
    low, high = limits(found.difference)
    assert (round(low, 2), round(high, 2)) == (-1.48, -0.52)
    assert round(stats.t.ppf(0.975, 9) / (high + 1), 2) == 4.74
    assert round(estimate(found.standardised).value, 2) == -1.08


def test_hedges_correction_is_exact() -> None:
    """c(2) = 1 / sqrt(pi) and c(4) = sqrt(2 / pi) (Hedges 1981); for many people it is 1."""
    assert correction(2) == pytest.approx(np.pi**-0.5)
    assert correction(3) == pytest.approx((2 / np.pi) ** 0.5)
    assert correction(100_000) == pytest.approx(1, abs=1e-5)


@given(st.lists(PAIR, min_size=10, max_size=30))
def test_the_difference_has_the_interval_of_the_paired_t_test(pairs: list[tuple[int, int]]) -> None:
    """As SciPy computes it; where all change alike, it has none."""
    found = changed([*pairs]).difference
    first, second = np.array(pairs, dtype=float).T
    if np.ptp(second - first) == 0:
        assert isinstance(estimate(found).ci, Undefined)
        return
    wanted = stats.ttest_rel(second, first).confidence_interval()
    assert limits(found) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


@given(st.lists(PAIR, min_size=10, max_size=20))
def test_turned_round_it_is_the_same_change_backwards(pairs: list[tuple[int, int]]) -> None:
    """With the same seed, to the last digit of the bootstrap."""
    there, back = changed([*pairs]), changed([(b, a) for a, b in pairs])
    assert estimate(back.difference).value == pytest.approx(-estimate(there.difference).value)
    if isinstance(there.standardised, Undefined):
        assert isinstance(back.standardised, Undefined)
        return
    assert estimate(back.standardised).value == pytest.approx(-there.standardised.value)
    if not isinstance(there.standardised.ci, Undefined):
        low, high = limits(there.standardised)
        assert limits(back.standardised) == pytest.approx((-high, -low))


def test_the_bootstrap_is_that_of_scipy_within_its_own_noise() -> None:
    """Percentiles over people who are drawn with both their values; the same seed gives the same limits."""
    chance = np.random.default_rng(8)
    first = chance.normal(2, 0.6, 40)
    second = first + chance.normal(0.4, 0.5, 40)
    pairs = list(zip(first.tolist(), second.tolist(), strict=True))

    def g(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
        return float(correction(40) * (b - a).mean() / ((a.std(ddof=1) + b.std(ddof=1)) / 2))

    wanted = stats.bootstrap(
        (first, second), g, paired=True, vectorized=False, method="percentile", n_resamples=2000, rng=chance
    ).confidence_interval
    found = changed(pairs).standardised
    assert estimate(found).value == pytest.approx(g(first, second))
    assert limits(found) == pytest.approx((wanted.low, wanted.high), abs=0.05)
    assert limits(changed(pairs).standardised) == limits(found)
    assert limits(changed(pairs, seed=2).standardised) != limits(found)
    assert limits(changed(pairs, confidence=0.5).standardised)[0] > limits(found)[0]


def test_the_limits_are_percentiles_of_g_av_in_each_resample() -> None:
    """The correction for small samples is in them too; one resample holds the same pair ten times and is left out."""
    drawn = np.array(LAKENS, dtype=float)[np.random.default_rng(5).integers(10, size=(REPLICATIONS, 10))]
    whole = [values for values in drawn if np.ptp(values, axis=0).any()]
    assert len(whole) == REPLICATIONS - 1
    effects = [hedges_g_av(values) for values in whole]
    assert limits(changed([*LAKENS], seed=5).standardised) == pytest.approx(np.quantile(effects, [0.025, 0.975]))


def test_whoever_has_one_value_only_is_left_out_and_counted() -> None:
    """In either place."""
    found = changed([*LAKENS, (3, None), (None, 2), (None, None)])
    assert (found.n, found.dropped) == (10, 3)
    assert found == Change(
        10, 3, *(getattr(changed([*LAKENS]), name) for name in ("first", "second", "difference", "standardised"))
    )


def test_nine_people_are_too_few() -> None:
    """Nothing is said about them at all, neither a mean nor a difference."""
    found = paired_change([*LAKENS[:9], (3, None)], seed=1)
    assert isinstance(found, TooFew)
    assert (found.n, found.needed) == (9, 10)
    assert isinstance(paired_change([(1, 2)], seed=1, minimum=1), TooFew)
    assert isinstance(paired_change([], seed=1, minimum=0), TooFew)


def test_where_nobody_differs_there_is_no_standard_deviation_to_measure_in() -> None:
    """The difference is still there, without an interval."""
    found = changed([(2, 3)] * 12)
    assert estimate(found.difference).value == 1
    assert isinstance(found.standardised, Undefined)
    assert found.standardised.reason is Reason.NO_SPREAD


def test_where_one_person_alone_differs_the_bootstrap_has_no_limits() -> None:
    """Every third resample leaves that person out, which is too many to look away from."""
    found = estimate(changed([(2, 3)] * 11 + [(1, 4)]).standardised)
    assert isinstance(found.ci, Undefined)
    assert found.value > 0


def test_the_bootstrap_of_ten_people_holds_the_true_value_about_nine_times_in_ten() -> None:
    """As the guide says: a little less often than 95 %; the t interval holds it as often as it should."""
    chance = np.random.default_rng(4)

    def levels(n: int) -> NDArray[np.float64]:
        people = chance.normal(-0.3, 0.7, (n, 1)) + chance.normal(0, 0.7, (n, 2)) + [0, 0.5]
        return np.digitize(people, [-0.8, 0.3, 1.2]).astype(np.float64) + 1

    many = levels(400_000)
    true = float(np.diff(many.mean(axis=0))[0])
    in_deviations = true / float(many.std(axis=0).mean())
    held: dict[str, list[bool]] = {"difference": [], "standardised": []}
    for seed in range(200):
        found = changed([(a, b) for a, b in levels(10).tolist()], seed)
        for name, value in (("difference", true), ("standardised", in_deviations)):
            figure = estimate(getattr(found, name))
            if not isinstance(figure.ci, Undefined):
                held[name].append(figure.ci.low <= value <= figure.ci.high)
    assert len(held["standardised"]) > 180
    assert 0.87 < np.mean(held["standardised"]) < 0.94 < np.mean(held["difference"])
