"""Variance components, from complete tables and from tables with holes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from roleplay.scoring.measurement import Design, Rating, Reason, Undefined, study
from roleplay.scoring.measurement.generalizability import EFFECTS, FACETS
from tests.scoring.measurement.published import (
    BRENNAN_1,
    BRENNAN_3,
    BRENNAN_4,
    BRENNAN_UNBALANCED,
    crossed_ratings,
    flat_ratings,
    nested_ratings,
    variances,
    whole,
)

PLANTED = {"p": 1.0, "s": 0.5, "r": 0.3, "ps": 0.8, "pr": 0.2, "sr": 0.1, "psr,e": 0.6}
"""What simulated ratings are made of."""


def simulated(chance: np.random.Generator, holes: float) -> list[Rating]:
    """Ratings of 12 persons in 5 scenarios by 4 raters, with this share of them missing."""
    shape = {"p": 12, "s": 5, "r": 4}
    total = np.zeros(tuple(shape.values()))
    for label, variance in PLANTED.items():
        sizes = [n if facet in label else 1 for facet, n in shape.items()]
        total = total + chance.normal(0, variance**0.5, sizes)
    return [
        Rating(f"p{p}", f"s{s}", f"r{r}", float(value))
        for (p, s, r), value in np.ndenumerate(total)
        if chance.random() >= holes
    ]


def by_projections(ratings: list[Rating], design: Design) -> NDArray[np.float64]:
    """Henderson's first method with whole matrices: y'Py = sum of tr(P Z Z') x variance, P less that of the mean."""
    values = np.array([rating.value for rating in ratings])
    blocks = []
    for effect in EFFECTS[design]:
        cells = [tuple(getattr(rating, FACETS[facet]) for facet in effect) for rating in ratings]
        order = sorted(set(cells))
        blocks.append(np.array([[cell == other for other in order] for cell in cells], dtype=float))
    centre = np.full((len(values), len(values)), 1 / len(values))
    projections = [z @ np.diag(1 / z.sum(axis=0)) @ z.T - centre for z in blocks]
    expected = [[np.trace(p @ z @ z.T) for z in blocks] for p in projections]
    return np.linalg.solve(np.array(expected), np.array([values @ p @ values for p in projections]))


def test_brennans_persons_by_items() -> None:
    """Synthetic data set 1 (Brennan 2001, ch. 2), to all printed digits."""
    found = variances(study(flat_ratings(BRENNAN_1), Design.SCENARIOS))
    assert {label: round(value, 4) for label, value in found.items()} == {"p": 0.0574, "s": 0.0754, "ps,e": 0.1269}


def test_brennans_persons_by_items_by_occasions() -> None:
    """Synthetic data set 3 (Brennan 2001, ch. 3), to all printed digits."""
    found = variances(study(crossed_ratings(BRENNAN_3)))
    assert {label: round(value, 4) for label, value in found.items()} == {
        "p": 0.5528,
        "s": 0.4417,
        "r": 0.0074,
        "ps": 0.5750,
        "pr": 0.1009,
        "sr": 0.1565,
        "psr,e": 0.9352,
    }


def test_brennans_raters_nested_in_tasks() -> None:
    """Synthetic data set 4 (Brennan 2001, ch. 3), to all printed digits."""
    found = variances(study(nested_ratings(BRENNAN_4), Design.NESTED))
    assert {label: round(value, 4) for label, value in found.items()} == {
        "p": 0.4731,
        "s": 0.3252,
        "r:s": 0.6475,
        "ps": 0.5596,
        "pr:s,e": 2.3802,
    }


def test_brennans_unbalanced_table() -> None:
    """Two, four and two items in three categories (Brennan 2001, ch. 7), to all printed digits but one.

    For ps .9913 is printed; the printed sums of squares give 347 / 350 = .99143.
    """
    found = study(nested_ratings(BRENNAN_UNBALANCED), Design.NESTED)
    assert {label: round(value, 4) for label, value in variances(found).items()} == {
        "p": 1.2014,
        "s": 2.9161,
        "r:s": 0.2946,
        "ps": 0.9914,
        "pr:s,e": 0.8429,
    }
    assert not whole(found).balanced


@given(
    st.integers(2, 5),
    st.integers(2, 4),
    st.integers(2, 3),
    st.lists(st.integers(1, 4), min_size=60, max_size=60),
)
def test_with_complete_ratings_the_estimates_are_those_of_anova(p: int, s: int, r: int, values: list[int]) -> None:
    """Mean squares from differences of marginal means, then the expected mean squares turned round."""
    x = np.array(values[: p * s * r], dtype=float).reshape(p, s, r)
    ratings = [Rating(f"p{i}", f"s{j}", f"r{k}", float(v)) for (i, j, k), v in np.ndenumerate(x)]
    means = {
        axes: x.mean(axis=axes, keepdims=True) for axes in ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))
    }
    grand = means[0, 1, 2]
    a, b, c = means[1, 2] - grand, means[0, 2] - grand, means[0, 1] - grand
    ab, ac, bc = means[2,] - grand - a - b, means[1,] - grand - a - c, means[0,] - grand - b - c
    rest = x - grand - a - b - c - ab - ac - bc
    ms_p, ms_s, ms_r = (s * r * (a**2).sum() / (p - 1), p * r * (b**2).sum() / (s - 1), p * s * (c**2).sum() / (r - 1))
    ms_ps = r * (ab**2).sum() / ((p - 1) * (s - 1))
    ms_pr = s * (ac**2).sum() / ((p - 1) * (r - 1))
    ms_sr = p * (bc**2).sum() / ((s - 1) * (r - 1))
    ms_e = (rest**2).sum() / ((p - 1) * (s - 1) * (r - 1))
    wanted = [
        (ms_p - ms_ps - ms_pr + ms_e) / (s * r),
        (ms_s - ms_ps - ms_sr + ms_e) / (p * r),
        (ms_r - ms_pr - ms_sr + ms_e) / (p * s),
        (ms_ps - ms_e) / r,
        (ms_pr - ms_e) / s,
        (ms_sr - ms_e) / p,
        ms_e,
    ]
    found = study(ratings)
    assert list(variances(found).values()) == pytest.approx(wanted, abs=1e-9)
    assert whole(found).balanced


@pytest.mark.parametrize("design", [Design.CROSSED, Design.NESTED])
def test_with_holes_the_estimates_are_hendersons(design: Design) -> None:
    """As whole projection matrices give them."""
    ratings = simulated(np.random.default_rng(11), 0.35)
    assert list(variances(study(ratings, design)).values()) == pytest.approx(list(by_projections(ratings, design)))


@pytest.mark.parametrize("holes", [0.0, 0.4])
def test_planted_variances_are_recovered(holes: float) -> None:
    """The mean over 150 simulated studies is within four standard errors of what was planted, with holes too."""
    chance = np.random.default_rng(2026)
    found = np.array([list(variances(study(simulated(chance, holes))).values()) for _ in range(150)])
    errors = found.std(axis=0, ddof=1) / len(found) ** 0.5
    assert np.abs((found.mean(axis=0) - list(PLANTED.values())) / errors).max() < 4
    assert errors.max() < 0.06


@given(st.integers(0, 10**6))
def test_names_and_order_do_not_matter(seed: int) -> None:
    """Persons, scenarios and raters may be called anything, and ratings come in any order."""
    order = np.random.default_rng(seed)
    ratings = simulated(np.random.default_rng(5), 0.3)
    names = {letter: [f"{letter}-{n}" for n in order.permutation(20)] for letter in "psr"}

    def new(name: str) -> str:
        return names[name[0]][int(name[1:])]

    renamed = [
        Rating(new(rating.person), new(rating.scenario), new(rating.rater), rating.value)
        for rating in (ratings[i] for i in order.permutation(len(ratings)))
    ]
    assert list(variances(study(renamed)).values()) == pytest.approx(list(variances(study(ratings)).values()))


def test_ratings_that_cannot_tell_sources_apart_name_them() -> None:
    """With one rater for each attempt, a person's own way with a scenario is mixed with all other error."""
    ratings = [
        rating
        for rating in simulated(np.random.default_rng(1), 0)
        if (int(rating.person[1:]) + int(rating.scenario[1:])) % 4 == int(rating.rater[1:])
    ]
    found = study(ratings)
    assert isinstance(found, Undefined)
    assert found.reason is Reason.CONFOUNDED
    assert found.why.endswith("apart the variances of ps, psr,e")
