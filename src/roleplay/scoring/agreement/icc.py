"""The six intraclass correlations of Shrout and Fleiss (1979), under the names of McGraw and Wong (1996).

| here | Shrout and Fleiss | McGraw and Wong | raters | of what |
|---|---|---|---|---|
| icc11 | ICC(1,1) | ICC(1) | others for each item | one rating |
| icc21 | ICC(2,1) | ICC(A,1) | the same, drawn from many; severity counts | one rating |
| icc31 | ICC(3,1) | ICC(C,1) | the same, and only these; severity is forgiven | one rating |
| icc1k, icc2k, icc3k | ICC(1,k) ... | ICC(k), ICC(A,k), ICC(C,k) | as above | the mean of all k raters |

Intervals rest on the F distribution: effects of items, raters and error are taken to be normal. None is resampled.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from scipy.special import fdtri

from roleplay.scoring.agreement.observed import unpaired
from roleplay.scoring.agreement.ratings import MISSING, Ratings
from roleplay.scoring.figure import CONFIDENCE, Estimate, Figure, Interval, Reason, Undefined

MCGRAW_WONG = MappingProxyType(
    {
        "icc11": "ICC(1)",
        "icc21": "ICC(A,1)",
        "icc31": "ICC(C,1)",
        "icc1k": "ICC(k)",
        "icc2k": "ICC(A,k)",
        "icc3k": "ICC(C,k)",
    }
)
"""Names of McGraw and Wong (1996)."""

_UPPER = 0.975
_DUST = 1e-10  # what rounding leaves of nothing, as a part of what it was the difference of


@dataclass(frozen=True, slots=True)
class IntraclassCorrelations:
    """All six."""

    icc11: Figure
    """One-way random, one rating."""
    icc21: Figure
    """Two-way random, absolute agreement, one rating."""
    icc31: Figure
    """Two-way mixed, consistency, one rating."""
    icc1k: Figure
    """One-way random, mean of k ratings."""
    icc2k: Figure
    """Two-way random, absolute agreement, mean of k ratings."""
    icc3k: Figure
    """Two-way mixed, consistency, mean of k ratings: Cronbach's alpha."""


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Analysis of variance of a complete table of items by raters, in squared units of the scale."""

    n: int
    """Items."""
    k: int
    """Raters."""
    items: float
    """Between items (BMS, or MS_R); n - 1 degrees of freedom."""
    within: float
    """Within items (WMS, or MS_W); n (k - 1) degrees of freedom."""
    raters: float
    """Between raters (JMS, or MS_C); k - 1 degrees of freedom."""
    error: float
    """What neither explains (EMS, or MS_E); (n - 1)(k - 1) degrees of freedom."""


class _Bounds(NamedTuple):
    low: float
    high: float


def icc(ratings: Ratings) -> IntraclassCorrelations:
    """Compute the six, each with its 95 % interval (Shrout and Fleiss 1979; McGraw and Wong 1996, tables 4 and 7).

    Every rater must have rated every item, in numbers.
    """
    squares = mean_squares(ratings)
    if isinstance(squares, Undefined):
        return IntraclassCorrelations(*[squares] * 6)
    n, k = squares.n, squares.k
    within, error = n * (k - 1), (n - 1) * (k - 1)
    icc21, icc2k = _absolute(squares)
    return IntraclassCorrelations(
        icc11=_single(squares, squares.within, within),
        icc21=icc21,
        icc31=_single(squares, squares.error, error),
        icc1k=_mean(squares, squares.within, within),
        icc2k=icc2k,
        icc3k=_mean(squares, squares.error, error),
    )


def mean_squares(ratings: Ratings) -> MeanSquares | Undefined:
    """Split the variance of a table in which every rater has rated every item; what rounding leaves of nothing is 0."""
    if not ratings.numeric:
        return Undefined(Reason.WORDS)
    if (none := unpaired(ratings)) is not None:
        return none
    if (ratings.patterns == MISSING).any():
        return Undefined(Reason.INCOMPLETE)
    if ratings.items < 2:
        return Undefined(Reason.ONE_ITEM)
    if ratings.one_category:
        return Undefined(Reason.NO_VARIANCE)
    n, k = ratings.items, len(ratings.raters)
    middle = float(ratings.times @ (ratings.counts @ ratings.values)) / (n * k)
    table = (ratings.values - middle)[ratings.patterns]
    rows, columns = table.mean(axis=1)[:, None], (ratings.times @ table / n)[None, :]
    whole, items, raters, within, error = (
        float(ratings.times @ np.broadcast_to(part**2, table.shape).sum(axis=1))
        for part in (table, rows, columns, table - rows, table - rows - columns)
    )
    items, raters, within, error = (0.0 if part < _DUST * whole else part for part in (items, raters, within, error))
    return MeanSquares(n, k, items / (n - 1), within / (n * (k - 1)), raters / (k - 1), error / ((n - 1) * (k - 1)))


def _single(squares: MeanSquares, noise: float, degrees: int) -> Figure:
    """ICC(1,1) and ICC(3,1): the same formula with another notion of noise."""
    k, ratio = squares.k, _ratio(squares, noise, degrees)
    interval = ratio and _Bounds(*((bound - 1) / (bound + k - 1) for bound in ratio))
    return _estimate(squares.items - noise, squares.items + (k - 1) * noise, interval)


def _mean(squares: MeanSquares, noise: float, degrees: int) -> Figure:
    """ICC(1,k) and ICC(3,k)."""
    ratio = _ratio(squares, noise, degrees)
    interval = ratio and _Bounds(*(1 - 1 / bound for bound in ratio))
    return _estimate(squares.items - noise, squares.items, interval)


def _ratio(squares: MeanSquares, noise: float, degrees: int) -> _Bounds | None:
    """The ratio of variances between its 95 % bounds; None where there is no ratio."""
    if noise == 0 or squares.items == 0:
        return None
    ratio = squares.items / noise
    return _Bounds(ratio / _quantile(squares.n - 1, degrees), ratio * _quantile(degrees, squares.n - 1))


def _absolute(squares: MeanSquares) -> tuple[Figure, Figure]:
    """ICC(2,1) and ICC(2,k). Bounds of the second are those of the first, stepped up."""
    n, k, items, raters, error = squares.n, squares.k, squares.items, squares.raters, squares.error
    single = _absolute_interval(squares)
    mean = single and _stepped_up(single, k)
    return (
        _estimate(items - error, items + (k - 1) * error + k * (raters - error) / n, single),
        _estimate(items - error, items + (raters - error) / n, mean),
    )


def _absolute_interval(squares: MeanSquares) -> _Bounds | None:
    """Of ICC(2,1), with Satterthwaite's degrees of freedom for what raters and error come to together."""
    n, k, items, raters, error = squares.n, squares.k, squares.items, squares.raters, squares.error
    noise = raters + (n - 1) * error
    if items == 0 or noise == 0:
        return None
    a = (items - error) / noise
    b = 1 + (n - 1) * a
    spread = (a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    degrees = (a * raters + b * error) ** 2 / spread if spread else 0.0
    if degrees <= 0:
        return None
    down, up = _quantile(n - 1, degrees), _quantile(degrees, n - 1)
    others = k * raters + (k * n - k - n) * error
    return _Bounds(
        n * (items - down * error) / (down * others + n * items),
        n * (up * items - error) / (others + n * up * items),
    )


def _stepped_up(single: _Bounds, k: int) -> _Bounds | None:
    """What the mean of k ratings comes to (Spearman and Brown 1910), where that is defined."""
    if 1 + (k - 1) * single.low <= 0:
        return None
    return _Bounds(*(k * bound / (1 + (k - 1) * bound) for bound in single))


def _quantile(numerator: float, denominator: float) -> float:
    return float(fdtri(numerator, denominator, _UPPER))


def _estimate(above: float, below: float, interval: _Bounds | None) -> Figure:
    """A quotient with its interval, neither of which may be what only a broken formula gives."""
    if below <= _DUST * abs(above):
        return Undefined(Reason.NO_DIFFERENCE)
    value = above / below
    if interval is None or not (isfinite(interval.low) and interval.low <= value <= interval.high <= 1):
        return Estimate(value, Undefined(Reason.OUT_OF_RANGE))
    return Estimate(value, Interval(*interval, CONFIDENCE, "F distribution"))
