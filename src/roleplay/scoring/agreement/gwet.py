"""Gwet's AC1 and AC2, which correct for chance in a way that does not collapse when one value is frequent."""

from __future__ import annotations

import numpy as np

from roleplay.scoring.agreement import distance
from roleplay.scoring.agreement.bootstrap import Coefficient, Column
from roleplay.scoring.agreement.observed import divided, paired_items, pairwise, unpaired
from roleplay.scoring.agreement.ratings import Floats, Ratings
from roleplay.scoring.figure import Reason, Undefined


def gwet_ac1(ratings: Ratings) -> Coefficient | Undefined:
    """AC1 (Gwet 2008; with any number of raters and missing values, Gwet 2014, chapter 2).

    (p_a - p_e) / (1 - p_e), where p_a is taken over items with two ratings, and p_e over all items: the sum of
    pi (1 - pi) over the q categories of the scale, divided by q - 1, with pi the mean part of an item's ratings.
    """
    return _ac(ratings, np.eye(len(ratings.categories)))


def gwet_ac2(ratings: Ratings) -> Coefficient | Undefined:
    """AC2 with quadratic weights (Gwet 2014, chapter 3). For numbers.

    As AC1, where two values agree by 1 - (difference / range of the scale)², and p_e is multiplied by the sum of all
    weights divided by q.
    """
    if not ratings.numeric:
        return Undefined(Reason.WORDS)
    apart = distance.quadratic(ratings.values)
    largest = apart.max(initial=0.0)
    return _ac(ratings, 1 - apart / largest if largest else 1 - apart)


def _ac(ratings: Ratings, weights_of_values: Floats) -> Coefficient | Undefined:
    if (none := unpaired(ratings)) is not None:
        return none
    size = len(ratings.categories)
    if size < 2:
        return Undefined(Reason.ONE_CATEGORY)
    agree, paired = pairwise(ratings, weights_of_values), ratings.paired.astype(np.float64)
    shares = ratings.counts / ratings.given[:, None]
    factor = weights_of_values.sum() / (size * (size - 1))

    def formula(weights: Floats) -> Floats:
        mean = (weights @ shares) / weights.sum(axis=1, keepdims=True)
        chance = factor * (mean * (1 - mean)).sum(axis=1)
        return divided(divided(weights @ agree, weights @ paired) - chance, 1 - chance)[:, None]

    return Coefficient((Column(paired_items(ratings), Reason.NO_PAIR),), formula)
