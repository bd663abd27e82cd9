"""Change within people: before and after, or with feedback and without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, sqrt

import numpy as np
from numpy.typing import NDArray

from roleplay.scoring.figure import CONFIDENCE, Estimate, Figure, Interval, Reason, TooFew, Undefined
from roleplay.scoring.measurement.interval import flat, mean

MINIMUM_PEOPLE = 10
"""With fewer people nothing is said about change: chance would say it, and single people could be recognised."""

REPLICATIONS = 2000
"""How many resamples a bootstrap interval rests on."""

MOST_FLAT = 0.01
"""Part of the resamples that may be without a figure, because nobody in them differs; they are left out."""


@dataclass(frozen=True, slots=True)
class Change:
    """How much the same people differ between two conditions."""

    n: int
    """People with a value in both."""
    dropped: int
    """People with a value in one only, who were left out."""
    first: float
    """Mean in the first condition."""
    second: float
    """Mean in the second."""
    difference: Figure
    """Second less first, in levels, with the t interval of paired differences."""
    standardised: Figure
    """The same in standard deviations between people (Hedges' g_av), with a bootstrap interval."""


def paired_change(
    pairs: Sequence[tuple[float | None, float | None]],
    seed: int,
    minimum: int = MINIMUM_PEOPLE,
    confidence: float = CONFIDENCE,
) -> Change | TooFew:
    """Compare two values of each person: (first, second), None where there is none.

    The seed makes the bootstrap repeatable. With fewer complete pairs than `minimum` there is no figure at all.
    """
    whole = [(a, b) for a, b in pairs if a is not None and b is not None]
    if len(whole) < max(2, minimum):
        return TooFew.of("people with both values", len(whole), max(2, minimum))
    values = np.asarray(whole, dtype=float)
    first, second = values.mean(axis=0)
    difference = mean((values[:, 1] - values[:, 0]).tolist(), confidence)
    standardised = standardise(values, np.random.default_rng(seed), confidence)
    return Change(len(whole), len(pairs) - len(whole), float(first), float(second), difference, standardised)


def standardise(values: NDArray[np.float64], generator: np.random.Generator, confidence: float) -> Figure:
    """Hedges' g_av with a percentile bootstrap over people (Efron 1979)."""
    if flat(values[:, 0]) and flat(values[:, 1]):
        return Undefined(Reason.NO_SPREAD, "people do not differ, so there is no standard deviation to measure in")
    draws = values[generator.integers(len(values), size=(REPLICATIONS, len(values)))]
    spread = draws.std(axis=1, ddof=1).mean(axis=1)
    whole = spread > 1e-9
    effects = np.diff(draws.mean(axis=1), axis=1)[whole, 0] / spread[whole] * correction(len(values))
    g = hedges_g_av(values)
    if whole.mean() < 1 - MOST_FLAT:
        return Estimate(g, Undefined(Reason.NO_SPREAD, f"in more than {MOST_FLAT:.0%} of resamples nobody differs"))
    low, high = np.quantile(effects, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(g, Interval(float(low), float(high), confidence, "percentile bootstrap"))


def hedges_g_av(values: NDArray[np.float64]) -> float:
    """Mean difference over the average of both standard deviations (Lakens 2013), corrected for small samples.

    Not d_z, which divides by the standard deviation of the differences: that grows with the correlation of the two
    values, so it tells more of how alike people change than of how much, and cannot be set beside other studies.
    """
    spread = values.std(axis=0, ddof=1).mean()
    return float((values[:, 1] - values[:, 0]).mean() / spread) * correction(len(values))


def correction(n: int) -> float:
    """Factor against the bias of small samples, in its exact form (Hedges 1981), with Lakens' 2(n - 1) degrees."""
    m = 2 * (n - 1)
    return exp(lgamma(m / 2) - lgamma((m - 1) / 2)) / sqrt(m / 2)
