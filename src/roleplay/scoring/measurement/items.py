"""How one item works: how hard it is, and whether it parts the strong from the weak.

An item is whatever gets a value from several persons: a scenario with its levels 1 to 4, a behaviour that was shown or
not (1 or 0), a decision that was passed or failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np

from roleplay.scoring.figure import CONFIDENCE, Estimate, Figure, Interval, Reason, TooFew, Undefined
from roleplay.scoring.measurement.interval import flat, mean, wilson
from roleplay.scoring.measurement.table import Table, rest_scores


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How much of what could be had was had: 1 is the easiest."""

    index: Figure
    """The difficulty index, 0 to 1."""
    n: int
    """Persons with a value."""
    missing: int
    """Persons without."""


@dataclass(frozen=True, slots=True)
class Discrimination:
    """Whether those who do well on the item also do well on the others."""

    correlation: Figure
    """Corrected item-rest correlation: the item itself is not in the rest."""
    n: int
    """Persons with a value here and elsewhere."""
    missing: int
    """Persons who were left out."""


def share_passing(passed: Sequence[bool | None], confidence: float = CONFIDENCE) -> Difficulty:
    """Difficulty of an item that is passed or failed: the share who passed (Ebel 1965), with Wilson's interval."""
    known = [value for value in passed if value is not None]
    return Difficulty(wilson(sum(known), len(known), confidence), len(known), len(passed) - len(known))


def mean_of_maximum(
    values: Sequence[float | None], lowest: float, highest: float, confidence: float = CONFIDENCE
) -> Difficulty:
    """Difficulty of a graded item: (mean - lowest) / (highest - lowest), with a t interval cut off at 0 and 1.

    The lowest counts because levels begin at 1: the mean of the maximum alone would never fall below 0.25. For 0 and 1
    it is the share who passed.
    """
    known = [(value - lowest) / (highest - lowest) for value in values if value is not None]
    index = mean(known, confidence)
    if isinstance(index, Estimate) and isinstance(index.ci, Interval):
        inside = index.ci
        index = Estimate(index.value, Interval(max(0.0, inside.low), min(1.0, inside.high), confidence, inside.method))
    return Difficulty(index, len(known), len(values) - len(known))


def item_rest(
    item: Sequence[float | None], rest: Sequence[float | None], confidence: float = CONFIDENCE
) -> Discrimination:
    """Correlation of an item with the persons' scores on the rest (Ebel 1965; corrected as Henrysson 1963 asks).

    The interval is Fisher's (1921), with z = atanh(r) and a standard error of 1 / sqrt(n - 3). Whoever misses one of
    the two is left out and counted.
    """
    pairs = [(a, b) for a, b in zip(item, rest, strict=True) if a is not None and b is not None]
    return Discrimination(correlation(pairs, confidence), len(pairs), len(item) - len(pairs))


def discriminations(table: Table, confidence: float = CONFIDENCE) -> tuple[Discrimination, ...]:
    """Item-rest correlation of every column of a table, each with the mean of the other items that a person has."""
    columns = list(zip(*table, strict=True))
    return tuple(item_rest(column, rest_scores(table, i), confidence) for i, column in enumerate(columns))


def correlation(pairs: Sequence[tuple[float, float]], confidence: float = CONFIDENCE) -> Figure:
    """Pearson's correlation with Fisher's interval."""
    if len(pairs) < 3:
        return TooFew.of("persons for a correlation", len(pairs), 3)
    left, right = np.asarray(pairs, dtype=float).T
    if flat(left):
        return Undefined(Reason.NO_SPREAD, "everybody has the same value on the item")
    if flat(right):
        return Undefined(Reason.NO_SPREAD, "everybody has the same score on the rest")
    left, right = left - left.mean(), right - right.mean()
    r = float(left @ right / sqrt(float(left @ left) * float(right @ right)))
    r = max(-1.0, min(1.0, r))
    if len(pairs) == 3:
        return Estimate(r, TooFew.of("persons for an interval", 3, 4))
    if abs(r) > 1 - 1e-12:
        return Estimate(
            r, Undefined(Reason.NO_SPREAD, "the correlation is perfect, so its spread says nothing of chance")
        )
    half = NormalDist().inv_cdf((1 + confidence) / 2) / sqrt(len(pairs) - 3)
    return Estimate(r, Interval(tanh(atanh(r) - half), tanh(atanh(r) + half), confidence, "Fisher z"))
