"""Variance components: how much of the differences between ratings comes from whom and what.

The estimator is Henderson's Method 1 (Henderson 1953; "analogous ANOVA" in Brennan 2001, ch. 7): the sum of squares
of each effect's uncorrected means is set equal to what the random model expects of it. With complete and balanced data
this is the usual ANOVA with expected mean squares; with missing data it is still without bias, as long as what is
missing is missing by chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from roleplay.scoring.figure import Reason, Undefined

Codes = NDArray[np.int64]
"""For each observation the number of its level or cell."""


class Cells:
    """Observations sorted into the cells of effects. An effect is a string of facets, such as "ps"."""

    def __init__(self, facets: Mapping[str, Sequence[str]]) -> None:
        """Take the level of each facet for each observation."""
        self.facets = {
            facet: np.unique(np.asarray(levels, dtype=str), return_inverse=True)[1] for facet, levels in facets.items()
        }
        self.kept: dict[str, Codes] = {}

    def of(self, effect: str) -> Codes:
        """For each observation the number of its cell, from 0."""
        effect = "".join(sorted(set(effect)))
        if effect not in self.kept:
            codes = np.zeros(len(next(iter(self.facets.values()))), dtype=np.int64)
            for facet in effect:
                codes = codes * (int(self.facets[facet].max()) + 1) + self.facets[facet]
            self.kept[effect] = np.unique(codes, return_inverse=True)[1]
        return self.kept[effect]

    def sizes(self, effect: str) -> Codes:
        """For each cell how many observations it holds."""
        return np.bincount(self.of(effect))

    def share(self, effect: str, within: str) -> float:
        """How often the variance of `effect` is expected in the sum of squares of `within`.

        The sum over the cells of `within` of sum(n_ab^2) / n_a, where n_ab counts what the cell shares with each cell
        of `effect` (Brennan 2001, ch. 7).
        """
        both = self.of(effect + within)
        shared = np.bincount(both)
        outer = np.zeros(shared.size, dtype=np.int64)
        outer[both] = self.of(within)
        return float((shared.astype(float) ** 2 / self.sizes(within)[outer]).sum())


def variance_components(
    cells: Cells, effects: Mapping[str, str], values: NDArray[np.float64]
) -> list[float] | Undefined:
    """Estimate the variance of each effect (effect -> how it is written); an estimate may be negative.

    Undefined where the equations have no single answer, with the effects that cannot be told apart.
    """
    centred = values - values.mean()
    expected = np.array([[cells.share(b, a) - cells.share(b, "") for b in effects] for a in effects])
    found = np.array([squares(cells.of(a), centred) for a in effects])
    _, sizes, directions = np.linalg.svd(expected)
    lost = directions[sizes <= 1e-10 * sizes[0]]
    if lost.size:
        mixed = [label for label, part in zip(effects.values(), np.abs(lost).max(axis=0), strict=True) if part > 1e-6]
        return Undefined(Reason.CONFOUNDED, f"these ratings cannot tell apart the variances of {', '.join(mixed)}")
    return [float(value) for value in np.linalg.solve(expected, found)]


def squares(codes: Codes, centred: NDArray[np.float64]) -> float:
    """Sum over cells of n x mean^2; with values less their grand mean, it is already without the mean's share."""
    return float((np.bincount(codes, weights=centred) ** 2 / np.bincount(codes)).sum())
