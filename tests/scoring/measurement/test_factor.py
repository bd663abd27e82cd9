"""One factor by least squares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import optimize

from roleplay.scoring.figure import Reason, Undefined
from roleplay.scoring.measurement.factor import Factor, one_factor


@given(st.lists(st.floats(0.2, 2.0), min_size=3, max_size=7), st.floats(0.1, 3.0))
def test_a_planted_factor_is_found(loadings: list[float], unique: float) -> None:
    """Where the covariances follow one factor exactly, its loadings come back."""
    planted = np.array(loadings)
    found = one_factor(np.outer(planted, planted) + np.diag(np.full(planted.size, unique)))
    assert isinstance(found, Factor)
    assert np.abs(found.loadings) == pytest.approx(planted, rel=1e-4)
    assert found.uniquenesses == pytest.approx(np.full(planted.size, unique), rel=1e-2, abs=1e-3)


def test_no_other_loadings_leave_smaller_residuals() -> None:
    """SciPy's minimiser comes to the same loadings when it searches all at once."""
    chance = np.random.default_rng(3)
    covariance = np.cov(chance.normal(size=(40, 1)) + chance.normal(size=(40, 5)), rowvar=False)

    def residuals(loadings: NDArray[np.float64]) -> float:
        off = covariance - np.outer(loadings, loadings)
        return float((np.triu(off, 1) ** 2).sum())

    best = optimize.minimize(residuals, np.full(5, 0.8), tol=1e-14)
    found = one_factor(covariance)
    assert isinstance(found, Factor)
    assert np.abs(found.loadings) == pytest.approx(np.abs(best.x), abs=1e-4)


def why(covariance: list[list[float]], sweeps: int = 5000) -> Reason:
    """The reason for having no factor."""
    found = one_factor(np.array(covariance), sweeps)
    assert isinstance(found, Undefined), found
    return found.reason


def test_what_has_no_factor_says_why() -> None:
    """Two items, an item that never varies, items that share nothing, a fit that leaves less than no variance."""
    assert why([[1, 0.5], [0.5, 1]]) is Reason.TOO_FEW
    assert why([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 0]]) is Reason.NO_SPREAD
    assert why([[1, 0, 0], [0, 1, 0], [0, 0, 1]]) is Reason.NO_FACTOR
    assert why([[1, 0.8, 0.8], [0.8, 1, 0.3], [0.8, 0.3, 1]]) is Reason.IMPROPER


def test_a_fit_without_rest_is_no_fit() -> None:
    """It is said how long it went on."""
    found = one_factor(np.array([[1, 0.6, 0.5], [0.6, 1, 0.3], [0.5, 0.3, 1]]), sweeps=2)
    assert isinstance(found, Undefined)
    assert found.reason is Reason.NOT_CONVERGED
    assert "2 rounds" in found.why
