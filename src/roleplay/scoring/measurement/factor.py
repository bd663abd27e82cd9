"""One factor behind several items, fitted by least squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from roleplay.scoring.figure import Reason, TooFew, Undefined

SWEEPS = 5000
"""After so many rounds without rest, the fit has not converged."""

TOLERANCE = 1e-9
"""The fit has converged when no loading moves by more than this share of the largest."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A one-factor model of a covariance matrix."""

    loadings: NDArray[np.float64]
    """Covariance of each item with the factor, whose variance is 1."""
    uniquenesses: NDArray[np.float64]
    """What is left of each item's variance."""


def one_factor(covariance: NDArray[np.float64], sweeps: int = SWEEPS) -> Factor | Undefined:
    """Fit one factor by minres (Harman & Jones 1966): least squares on the covariances, variances left aside.

    With all other loadings held, the best loading of item i is sum(s_ij l_j) / sum(l_j^2) over j other than i; this is
    done item by item until nothing moves. A fit that leaves an item less than no variance of its own (a Heywood case)
    is refused, because what it would give is no reliability.
    """
    items = covariance.shape[0]
    if items < 3:
        return TooFew.of("items for one factor", items, 3)
    variances = np.diag(covariance)
    if variances.min() <= 0:
        return Undefined(Reason.NO_SPREAD, "an item has the same value for everybody")
    between = covariance - np.diag(variances)
    values, vectors = np.linalg.eigh(covariance)
    loadings = vectors[:, -1] * np.sqrt(values[-1])
    for _ in range(sweeps):
        moved = 0.0
        for i in range(items):
            squares = float(loadings @ loadings - loadings[i] ** 2)
            if squares <= 0:
                return Undefined(Reason.NO_FACTOR, "the items share nothing, so there is no factor")
            best = float(between[i] @ loadings) / squares
            moved = max(moved, abs(best - loadings[i]))
            loadings[i] = best
        if moved <= TOLERANCE * float(np.abs(loadings).max()):
            break
    else:
        return Undefined(Reason.NOT_CONVERGED, f"the fit of one factor did not converge in {sweeps} rounds")
    uniquenesses = variances - loadings**2
    if (uniquenesses < -1e-9 * variances).any():
        return Undefined(Reason.IMPROPER, "one factor leaves an item less than no variance (a Heywood case)")
    return Factor(loadings, np.maximum(uniquenesses, 0.0))
