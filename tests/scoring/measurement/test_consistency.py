"""How many would get the same decision again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roleplay.scoring.measurement import (
    Consistency,
    Design,
    Undefined,
    decision_consistency,
    plan,
    study,
)
from tests.scoring.measurement.published import BRENNAN_1, BRENNAN_3, crossed_ratings, flat_ratings, number, whole

ITEMS = whole(study(flat_ratings(BRENNAN_1), Design.SCENARIOS))
CROSSED = whole(study(crossed_ratings(BRENNAN_3)))


def consistency(phi: float, z: float) -> Consistency:
    """Of scores with this reliability and a cut so many standard deviations from the mean."""
    person = ITEMS.components[0].variance
    planned = replace(plan(ITEMS, 12), absolute_error=person * (1 - phi) / phi, phi=phi)
    found = decision_consistency(ITEMS, ITEMS.mean + z * (person / phi) ** 0.5, planned)
    assert isinstance(found, Consistency)
    return found


def test_subkoviaks_tables() -> None:
    """Subkoviak 1988, tables 1 and 2, at a cut in the middle (z = 0), to both printed digits."""
    found = [consistency(tenth / 10, 0) for tenth in range(1, 10)]
    assert [round(one.same, 2) for one in found] == [0.53, 0.56, 0.60, 0.63, 0.67, 0.70, 0.75, 0.80, 0.86]
    kappas = [round(number(one.kappa), 2) for one in found]
    assert kappas == [0.06, 0.13, 0.19, 0.26, 0.33, 0.41, 0.49, 0.59, 0.71]


@given(st.floats(0.02, 0.98), st.floats(-3, 3))
def test_it_is_what_two_normal_scores_do(phi: float, z: float) -> None:
    """The same as SciPy's bivariate normal distribution, on both sides of the mean."""
    both = stats.multivariate_normal([0, 0], [[1, phi], [phi, 1]]).cdf([z, z])
    below = stats.norm.cdf(z)
    found = consistency(phi, z)
    assert found.same == pytest.approx(1 - 2 * (below - both), abs=1e-6)
    assert found.chance == pytest.approx(below**2 + (1 - below) ** 2)


def test_decisions_are_the_safer_the_farther_the_cut_and_the_more_scenarios() -> None:
    """The share of equal decisions grows with both; kappa, which takes chance away, not with the distance."""
    near, far = (decision_consistency(CROSSED, CROSSED.mean + off, plan(CROSSED, 4, 2)) for off in (0, 1.5))
    more = decision_consistency(CROSSED, CROSSED.mean, plan(CROSSED, 19, 2))
    assert isinstance(near, Consistency)
    assert isinstance(far, Consistency)
    assert isinstance(more, Consistency)
    assert near.same < far.same
    assert near.same < more.same
    assert number(far.kappa) < number(near.kappa) < number(more.kappa)
    assert (near.cut, near.chance) == (CROSSED.mean, 0.5)


def test_where_nothing_varies_there_is_nothing_to_repeat() -> None:
    """Undefined, and not a certainty; with a cut out of reach all are on one side, and kappa has nothing to say."""
    alike = whole(study(crossed_ratings({rater: [[3, 3, 3]] * 4 for rater in "ab"})))
    assert isinstance(decision_consistency(alike, 3, plan(alike, 2, 2)), Undefined)
    off = consistency(0.5, 40)
    assert off.same == off.chance == 1
    assert isinstance(off.kappa, Undefined)
