"""How much of the differences in a total score would come back with other items of the same kind."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special

from roleplay.scoring.figure import CONFIDENCE, Estimate, Figure, Interval, Reason, TooFew, Undefined
from roleplay.scoring.measurement.factor import one_factor
from roleplay.scoring.measurement.interval import flat
from roleplay.scoring.measurement.table import Complete, Table, complete


@dataclass(frozen=True, slots=True)
class Reliability:
    """A coefficient, and whom it rests on."""

    coefficient: Figure
    """The coefficient; 1 is without error."""
    persons: int
    """Persons with a value on every item."""
    items: int
    """Items in the total."""
    dropped: int
    """Persons who were left out because a value was missing (listwise)."""


@dataclass(frozen=True, slots=True)
class StandardError:
    """How far a person's score would stray by chance, in the score's own units."""

    total: float
    """Of the sum over the items."""
    mean: float
    """Of the mean over the items, such as a mean level."""


def cronbach_alpha(table: Table, confidence: float = CONFIDENCE) -> Reliability:
    """Coefficient alpha (Cronbach 1951) with the exact interval of Feldt (1965).

    alpha = k / (k - 1) x (1 - sum of the items' variances / variance of the total). Limits: 1 - (1 - alpha) F, with the
    quantiles of F at n - 1 and (n - 1)(k - 1) degrees of freedom (Feldt, Woodruff & Salih 1987). It may be
    negative, where the items pull against each other.
    """
    data = complete(table)
    return said(alpha_of(data, confidence), data)


def mcdonald_omega(table: Table) -> Reliability:
    """Coefficient omega of one factor (McDonald 1999, eq. 6.20), from the covariances of the items.

    omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of uniquenesses), fitted by minres. It comes
    without an interval.
    """
    data = complete(table)
    problem = unfit(data)
    if problem is not None:
        return said(problem, data)
    omega = omega_of(np.atleast_2d(np.cov(data.values, rowvar=False)))
    if isinstance(omega, Undefined):
        return said(omega, data)
    return said(Estimate(omega, Undefined(Reason.NOT_COMPUTED, "no interval is computed for omega")), data)


def omega_of(covariance: NDArray[np.float64]) -> float | Undefined:
    """Omega of the items with this covariance matrix, or why one factor does not fit."""
    factor = one_factor(covariance)
    if isinstance(factor, Undefined):
        return factor
    common = float(factor.loadings.sum()) ** 2
    return common / (common + float(factor.uniquenesses.sum()))


def standard_error_of_measurement(table: Table) -> StandardError | Undefined:
    """Standard error of measurement: SD of the score x sqrt(1 - alpha) (Lord & Novick 1968)."""
    data = complete(table)
    alpha = alpha_of(data, CONFIDENCE)
    if isinstance(alpha, Undefined):
        return alpha
    total = float(data.values.sum(axis=1).std(ddof=1)) * sqrt(1 - alpha.value)
    return StandardError(total, total / data.items)


def alpha_of(data: Complete, confidence: float) -> Figure:
    """Alpha of complete data, with its interval."""
    problem = unfit(data)
    if problem is not None:
        return problem
    n, k = data.values.shape
    totals = data.values.sum(axis=1)
    if flat(totals):
        return Undefined(Reason.NO_SPREAD, "everybody has the same total")
    parts = float(data.values.var(axis=0, ddof=1).sum())
    alpha = min(1.0, k / (k - 1) * (1 - parts / float(totals.var(ddof=1))))
    return Estimate(alpha, feldt(alpha, n, k, confidence))


def feldt(alpha: float, persons: int, items: int, confidence: float) -> Interval:
    """Feldt's interval of an alpha."""
    tail = (1 - confidence) / 2
    freedom = (persons - 1, (persons - 1) * (items - 1))
    low, high = (1 - (1 - alpha) * float(special.fdtri(*freedom, p)) for p in (1 - tail, tail))
    return Interval(low, high, confidence, "Feldt")


def unfit(data: Complete) -> Undefined | None:
    """Why there is nothing to compare, if so."""
    if data.items < 2:
        return TooFew.of("items", data.items, 2)
    if data.persons < 2:
        return TooFew.of("persons with a value on every item", data.persons, 2)
    return None


def said(coefficient: Figure, data: Complete) -> Reliability:
    """A coefficient together with whom it rests on."""
    return Reliability(coefficient, data.persons, data.items, data.dropped)
