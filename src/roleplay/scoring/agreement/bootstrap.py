"""Intervals by resampling: what the figure would be, had other items of the same kind been rated.

The percentile bootstrap (Efron 1979; Efron and Tibshirani 1993, chapter 13), over whole items: a sample draws as many
items as there are, with replacement, each with all its ratings. Raters stay as they are, so an interval says nothing
about other raters. Drawing items is drawing how often each pattern occurs, which is multinomial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from roleplay.scoring.agreement.ratings import Floats, Ratings, Whole
from roleplay.scoring.figure import (
    CONFIDENCE,
    FEWEST_ITEMS,
    MOST_UNDEFINED,
    Estimate,
    Figure,
    Interval,
    Reason,
    Undefined,
)

_AT_ONCE = 2_000_000  # numbers in one array of samples: 16 MB
_TAILS = (0.025, 0.975)
_DUST = 1e-9  # what rounding leaves of no difference


class Bootstrap(NamedTuple):
    """How intervals are made."""

    samples: int = 1000
    """How many tables are drawn; 0 for no intervals."""
    seed: int = 1
    """Same seed, same intervals."""


class Column(NamedTuple):
    """One of the figures that a coefficient gives."""

    items: int
    """How many items it rests on: those with two ratings."""
    reason: Reason
    """Why it is undefined, should the ratings themselves give none."""


@dataclass(frozen=True)
class Coefficient:
    """A formula over ratings that is still to be computed, for the ratings themselves and for samples of them."""

    columns: tuple[Column, ...]
    """The figures that it gives."""
    formula: Callable[[Floats], Floats]
    """(samples, patterns), how often each occurs in each sample -> (samples, columns); NaN where undefined."""


def estimates(
    ratings: Ratings, coefficients: Mapping[str, Coefficient | Undefined], bootstrap: Bootstrap
) -> dict[str, tuple[Figure, ...]]:
    """Compute several coefficients of the same ratings on the same samples; for each, a figure for every column.

    One that is undefined whatever the ratings say stays so, in a single column.
    """
    found: dict[str, tuple[Figure, ...]] = {}
    defined: dict[str, Coefficient] = {}
    for name, coefficient in coefficients.items():
        if isinstance(coefficient, Undefined):
            found[name] = (coefficient,)
        else:
            defined[name] = coefficient
    drawn: dict[str, list[Floats]] = {name: [] for name in defined}
    for weights in _samples(ratings.times, bootstrap) if defined else ():
        for name, coefficient in defined.items():
            drawn[name].append(coefficient.formula(weights))
    for name, coefficient in defined.items():
        values = coefficient.formula(ratings.times[None, :].astype(np.float64))
        found[name] = tuple(
            Undefined(column.reason) if np.isnan(value) else Estimate(float(value), _interval(column, samples))
            for column, value, samples in zip(
                coefficient.columns, values[0], np.concatenate([values[:0], *drawn[name]]).T, strict=True
            )
        )
    return found


def estimate(ratings: Ratings, coefficient: Coefficient | Undefined, bootstrap: Bootstrap) -> Figure:
    """Compute one coefficient; of a kappa, the mean over pairs."""
    return estimates(ratings, {"": coefficient}, bootstrap)[""][0]


def _samples(times: Whole, bootstrap: Bootstrap) -> Iterator[Floats]:
    chance = np.random.default_rng(bootstrap.seed)
    items = int(times.sum())
    step = max(1, _AT_ONCE // max(1, len(times)))
    for start in range(0, bootstrap.samples, step):
        size = min(step, bootstrap.samples - start)
        yield chance.multinomial(items, times / items, size=size).astype(np.float64)


def _interval(column: Column, samples: Floats) -> Interval | Undefined:
    if not samples.size:
        return Undefined(Reason.NOT_ASKED)
    if column.items < FEWEST_ITEMS:
        return Undefined(Reason.FEW_ITEMS)
    defined = samples[~np.isnan(samples)]
    if len(defined) < (1 - MOST_UNDEFINED) * len(samples):
        return Undefined(Reason.UNSTABLE)
    if np.ptp(defined) < _DUST:
        return Undefined(Reason.NO_SPREAD)
    low, high = np.quantile(defined, _TAILS)
    return Interval(float(low), float(high), CONFIDENCE, "percentile bootstrap")
