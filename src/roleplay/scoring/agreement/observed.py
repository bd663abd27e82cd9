"""What was seen, before any correction for chance: how many pairs of ratings of one item agree."""

from __future__ import annotations

import numpy as np

from roleplay.scoring.agreement import distance
from roleplay.scoring.agreement.bootstrap import Coefficient, Column
from roleplay.scoring.agreement.ratings import Floats, Ratings
from roleplay.scoring.figure import Reason, Undefined


def percent_agreement(ratings: Ratings) -> Coefficient | Undefined:
    """Part (0 to 1) of the pairs of ratings of one item that are equal, averaged over items; with two raters, of items.

    Items with a single rating are left out. With more than two raters this is the P-bar of Fleiss (1971, formula 2)
    and, with missing values, the p_a of Gwet (2014, chapter 2).
    """
    return _agreement(ratings, np.eye(len(ratings.categories)))


def adjacent_agreement(ratings: Ratings) -> Coefficient | Undefined:
    """The same, but a pair also agrees when it differs by one unit of the scale (levels 2 and 3). For numbers."""
    if not ratings.numeric:
        return Undefined(Reason.WORDS)
    near = distance.linear(ratings.values) <= 1 + np.finfo(np.float64).resolution
    return _agreement(ratings, near.astype(np.float64))


def unpaired(ratings: Ratings) -> Undefined | None:
    """Why no figure of agreement can be had of these ratings at all, or None when one can."""
    if not ratings.items:
        return Undefined(Reason.NO_RATINGS)
    if len(ratings.raters) < 2:
        return Undefined(Reason.FEW_RATERS)
    return None if ratings.paired.any() else Undefined(Reason.NO_PAIR)


def pairwise(ratings: Ratings, agreement: Floats) -> Floats:
    """(patterns,): mean agreement of the ordered pairs of ratings of an item; 0 where there is no pair.

    `agreement` is (categories, categories): 1 for values that agree, 0 for those that do not.
    """
    counts, given = ratings.counts, ratings.given
    together = np.einsum("pc,pc->p", counts @ agreement, counts) - counts @ np.diag(agreement)
    mean: Floats = np.divide(together, given * (given - 1.0), out=np.zeros_like(together), where=ratings.paired)
    return mean


def paired_items(ratings: Ratings) -> int:
    """How many items have two ratings or more."""
    return int(ratings.times[ratings.paired].sum())


def divided(above: Floats, below: Floats) -> Floats:
    """Quotients, NaN where the divisor is zero."""
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below != 0)


def _agreement(ratings: Ratings, agreement: Floats) -> Coefficient | Undefined:
    if (none := unpaired(ratings)) is not None:
        return none
    each, paired = pairwise(ratings, agreement), ratings.paired.astype(np.float64)
    return Coefficient(
        (Column(paired_items(ratings), Reason.NO_PAIR),),
        lambda weights: divided(weights @ each, weights @ paired)[:, None],
    )
