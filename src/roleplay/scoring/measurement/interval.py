"""Shares and means with the intervals that have a formula of their own."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy import special

from roleplay.scoring.figure import CONFIDENCE, Estimate, Interval, Reason, TooFew, Undefined


def wilson(successes: int, n: int, confidence: float = CONFIDENCE) -> Estimate | Undefined:
    """Share of `n`, with the score interval of Wilson (1927), which stays inside 0 to 1 also at 0 and at n."""
    if n == 0:
        return Undefined(Reason.NO_VALUES, "nobody was counted")
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    share = successes / n
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == n else centre + half
    return Estimate(share, Interval(low, high, confidence, "Wilson"))


def mean(values: Sequence[float], confidence: float = CONFIDENCE) -> Estimate | Undefined:
    """Mean, with Student's t interval (Student 1908)."""
    if not values:
        return Undefined(Reason.NO_VALUES, "there is no value")
    array = np.asarray(values, dtype=float)
    average = float(array.mean())
    if array.size == 1:
        return Estimate(average, TooFew.of("values for a spread", 1, 2))
    if flat(array):
        return Estimate(
            average, Undefined(Reason.NO_SPREAD, "all values are the same, so their spread says nothing of chance")
        )
    half = student(confidence, array.size - 1) * float(array.std(ddof=1)) / sqrt(array.size)
    return Estimate(average, Interval(average - half, average + half, confidence, "t"))


def student(confidence: float, freedom: float) -> float:
    """How many standard errors a two-sided t interval reaches to each side."""
    return float(special.stdtrit(freedom, (1 + confidence) / 2))


def flat(values: NDArray[np.float64]) -> bool:
    """True if the values differ by no more than the rounding of computers."""
    return bool(np.ptp(values) <= 1e-9 * max(1.0, float(np.abs(values).max())))
