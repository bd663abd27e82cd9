"""What a figure is: a value with its interval, or a reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import special

CONFIDENCE = 0.95
"""How sure an interval is, unless somebody asks for another."""


class Reason(StrEnum):
    """Why there is no figure, for programs."""

    TOO_FEW = "too-few"
    """It would rest on fewer than are needed."""
    NO_VALUES = "no-values"
    """Nothing was counted."""
    NO_SPREAD = "no-spread"
    """All are the same, or fit perfectly, so there is nothing to compare, or chance left no trace."""
    NOT_COMPUTED = "not-computed"
    """The figure is given without an interval."""
    NO_FACTOR = "no-factor"
    """The items share nothing."""
    NOT_CONVERGED = "not-converged"
    """The fit did not come to rest."""
    IMPROPER = "improper"
    """The fit leaves an item less than no variance."""
    RATED_TWICE = "rated-twice"
    """Somebody was rated twice where once is expected."""
    CONFOUNDED = "confounded"
    """These ratings cannot tell some sources of variance apart."""
    OUT_OF_REACH = "out-of-reach"
    """No number of scenarios would be enough."""


@dataclass(frozen=True, slots=True)
class Undefined:
    """A figure that these data do not have. It is a result like any other, never NaN and never an exception."""

    reason: Reason
    """For programs."""
    why: str
    """For people: part of a sentence, without a full stop."""


@dataclass(frozen=True, slots=True)
class TooFew(Undefined):
    """A figure that is not given because it would rest on too few."""

    n: int
    """How many there are."""
    needed: int
    """How many there must be."""

    @classmethod
    def of(cls, what: str, n: int, needed: int) -> Self:
        """Say what there is too few of."""
        return cls(Reason.TOO_FEW, f"too few {what}: {n}, and {needed} are needed", n, needed)


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the value would lie if it were not for chance."""

    low: float
    """Lower limit."""
    high: float
    """Upper limit."""
    confidence: float
    """Share of such intervals that hold the true value, such as 0.95."""
    method: str
    """How it was found."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and how sure it is."""

    value: float
    """The value."""
    ci: Interval | Undefined
    """Its confidence interval, or why it has none."""


Figure = Estimate | Undefined
"""What most functions here come to."""


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
