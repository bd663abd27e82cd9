"""Krippendorff's alpha, for any number of raters, any scale, and missing values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np

from roleplay.scoring.agreement import distance
from roleplay.scoring.agreement.bootstrap import Coefficient, Column
from roleplay.scoring.agreement.observed import divided, paired_items, unpaired
from roleplay.scoring.agreement.ratings import Floats, Ratings
from roleplay.scoring.figure import Reason, Undefined

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
"""What differences between values mean."""

METRICS: tuple[Metric, ...] = get_args(Metric)
"""All of them."""


def krippendorff_alpha(ratings: Ratings, metric: Metric) -> Coefficient | Undefined:
    """Krippendorff's alpha (Krippendorff 2004, chapter 11; the computation is that of Krippendorff 2011).

    1 - D_o / D_e: the mean distance of two ratings of one item against that of any two ratings. Items with a single
    rating are left out. All metrics but "nominal" are for numbers, "ratio" for those of zero or more.
    """
    if metric != "nominal" and not ratings.numeric:
        return Undefined(Reason.WORDS)
    if (none := unpaired(ratings)) is not None:
        return none
    if metric == "ratio" and min(ratings.values) < 0:
        return Undefined(Reason.NEGATIVE)
    formula = _on_a_line(ratings, metric) if metric in {"ordinal", "interval"} else _by_table(ratings, metric)
    return Coefficient((Column(paired_items(ratings), Reason.ONE_CATEGORY),), formula)


def _by_table(ratings: Ratings, metric: Metric) -> Callable[[Floats], Floats]:
    """Distances between categories that do not depend on how often each occurs."""
    apart = distance.ratio(ratings.values) if metric == "ratio" else distance.nominal(len(ratings.categories))
    counts, others = _pairable(ratings)
    each = np.einsum("pc,pc->p", counts @ apart, counts) / others

    def formula(weights: Floats) -> Floats:
        totals = weights @ counts
        return _alpha(totals, weights @ each, np.einsum("sc,sc->s", totals @ apart, totals))

    return formula


def _on_a_line(ratings: Ratings, metric: Metric) -> Callable[[Floats], Floats]:
    """Squared distances between places on a line: the values themselves, or their mid-ranks.

    Krippendorff's ordinal distance, the squared sum of the counts from one value to the other with half of both ends,
    is the squared difference of mid-ranks. Sums over pairs of squared differences come from sums and sums of squares.
    """
    counts, others = _pairable(ratings)
    given = counts.sum(axis=1)

    def formula(weights: Floats) -> Floats:
        totals = weights @ counts
        size = totals.sum(axis=1)
        places = np.cumsum(totals, axis=1) - totals / 2 if metric == "ordinal" else ratings.values[None, :]
        middle = np.einsum("sc,sc->s", totals, np.broadcast_to(places, totals.shape)) / np.maximum(size, 1)
        places = places - middle[:, None]  # less is lost when large sums are subtracted from each other
        apart = 2 * np.maximum(given * (places**2 @ counts.T) - (places @ counts.T) ** 2, 0) / others
        expected = 2 * size * np.einsum("sc,sc->s", totals, places**2)
        return _alpha(totals, np.einsum("sp,sp->s", weights, apart), expected)

    return formula


def _pairable(ratings: Ratings) -> tuple[Floats, Floats]:
    """Counts (patterns, categories) without items of a single rating; (patterns,) how many others a rating has."""
    return ratings.counts * ratings.paired[:, None], np.maximum(ratings.given - 1.0, 1.0)


def _alpha(totals: Floats, observed: Floats, expected: Floats) -> Floats:
    """Both distances are sums over ordered pairs. One category among the values that count leaves no alpha."""
    expected = np.where((totals > 0).sum(axis=1) < 2, 0.0, expected)
    return (1 - divided((totals.sum(axis=1) - 1) * observed, expected))[:, None]
