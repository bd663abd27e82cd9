"""The kappas of Cohen and of Fleiss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np

from roleplay.scoring.agreement import distance
from roleplay.scoring.agreement.bootstrap import Coefficient, Column
from roleplay.scoring.agreement.observed import divided, paired_items, pairwise, unpaired
from roleplay.scoring.agreement.ratings import MISSING, Floats, Ratings
from roleplay.scoring.figure import Figure, Reason, Undefined


class PairFigure(NamedTuple):
    """Two raters."""

    raters: tuple[str, str]
    """Their names."""
    items: int
    """How many items both have rated."""
    figure: Figure
    """How far they agree."""


class PairedFigure(NamedTuple):
    """A figure that is made for two raters, for every two of them."""

    mean: Figure
    """Mean over the pairs of which it is defined."""
    pairs: tuple[PairFigure, ...]
    """Every pair."""


def cohen_kappa(ratings: Ratings) -> Coefficient | Undefined:
    """Cohen's kappa (Cohen 1960): the mean over pairs of raters, then each pair, over the items that both have rated.

    1 - D_o / D_e, where D_o is the part of items on which the two differ and D_e what it would be if each drew at
    random from the values that they have given themselves.
    """
    return _kappas(ratings, distance.nominal(len(ratings.categories)))


def weighted_kappa(ratings: Ratings, weights: Literal["linear", "quadratic"]) -> Coefficient | Undefined:
    """Weighted kappa (Cohen 1968): the mean over pairs of raters, then each pair. For numbers.

    As `cohen_kappa`, where D_o and D_e are mean distances. Distances are those of the values themselves, not of their
    ranks among those that occur, so a level that nobody has given still counts as a step.
    """
    if not ratings.numeric:
        return Undefined(Reason.WORDS)
    of: Callable[[Floats], Floats] = distance.linear if weights == "linear" else distance.quadratic
    return _kappas(ratings, of(ratings.values))


def fleiss_kappa(ratings: Ratings) -> Coefficient | Undefined:
    """Fleiss' kappa (Fleiss 1971, formula 7), for any number of raters who need not be the same from item to item.

    Every item must have the same number of ratings. Of two raters it is Scott's pi (Scott 1955).
    """
    if (none := unpaired(ratings)) is not None:
        return none
    if ratings.given.min() != ratings.given.max():
        return Undefined(Reason.UNEQUAL)
    agree = pairwise(ratings, np.eye(len(ratings.categories)))

    def formula(weights: Floats) -> Floats:
        shares = (weights @ ratings.counts) / (weights @ ratings.given)[:, None]
        chance = np.where((shares > 0).sum(axis=1) < 2, 1.0, (shares**2).sum(axis=1))
        return divided(weights @ agree / weights.sum(axis=1) - chance, 1 - chance)[:, None]

    return Coefficient((Column(paired_items(ratings), Reason.ONE_CATEGORY),), formula)


def by_pair(ratings: Ratings, figures: Sequence[Figure]) -> PairedFigure:
    """Put names to the figures of a kappa: those of its columns, or the one reason why it has none."""
    mean, *each = figures
    items = _common(ratings)
    names = [(ratings.raters[one], ratings.raters[other]) for one, other in ratings.pairs()]
    return PairedFigure(mean, tuple(map(PairFigure, names, items, each or [mean] * len(names))))


def _kappas(ratings: Ratings, apart: Floats) -> Coefficient | Undefined:
    if (none := unpaired(ratings)) is not None:
        return none
    pairs, items = ratings.pairs(), _common(ratings)
    reasons = [Reason.ONE_CATEGORY if number else Reason.NO_PAIR for number in items]
    formulas = [_kappa(ratings, pair, apart) for pair in pairs]

    def formula(weights: Floats) -> Floats:
        each = np.stack([one(weights) for one in formulas], axis=1)
        defined = ~np.isnan(each)
        mean = divided(np.where(defined, each, 0.0).sum(axis=1), defined.sum(axis=1).astype(np.float64))
        return np.column_stack([mean, each])

    columns = (Column(paired_items(ratings), Reason.ONE_CATEGORY), *map(Column, items, reasons))
    return Coefficient(columns, formula)


def _kappa(ratings: Ratings, pair: tuple[int, int], apart: Floats) -> Callable[[Floats], Floats]:
    size = len(apart)
    both = np.flatnonzero((ratings.patterns[:, pair] != MISSING).all(axis=1))
    where = slice(None) if len(both) == len(ratings.patterns) else both  # a slice copies nothing
    one, other = ratings.patterns[both][:, pair].T
    sums = np.column_stack([apart[one], np.eye(size)[other], apart[one, other], np.ones(len(both))])

    def formula(weights: Floats) -> Floats:
        seen = weights[:, where] @ sums
        expected = np.einsum("sc,sc->s", seen[:, :size], seen[:, size:-2])
        return 1 - divided(seen[:, -2] * seen[:, -1], expected)

    return formula


def _common(ratings: Ratings) -> list[int]:
    """How many items each pair has in common."""
    there = (ratings.patterns != MISSING).astype(np.int64)
    common = there.T @ (there * ratings.times[:, None])
    return [int(common[pair]) for pair in ratings.pairs()]
