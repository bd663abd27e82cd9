"""The kappas of Cohen and of Fleiss."""

from __future__ import annotations

import warnings
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from roleplay.scoring.agreement import (
    Bootstrap,
    Coefficient,
    Estimate,
    Ratings,
    Reason,
    Undefined,
    agreement,
    by_pair,
    cohen_kappa,
    estimates,
    fleiss_kappa,
    icc,
    weighted_kappa,
)
from tests.scoring.agreement.published import (
    ABSTRACTORS,
    FLEISS,
    KRIPPENDORFF,
    SPITZER,
    Table,
    computed,
    ratings,
    tables,
    value,
)

KINDS: tuple[Literal["linear", "quadratic"], ...] = ("linear", "quadratic")


def cohen(table: Table) -> float:
    """Cohen's kappa, mean over pairs."""
    return value(computed(table, cohen_kappa(ratings(table))))


def fleiss(table: Table) -> float:
    """Fleiss' kappa."""
    return value(computed(table, fleiss_kappa(ratings(table))))


def test_published_tables() -> None:
    """Cohen (1968) prints .492, Gwet (2014) .7964094 and, for Scott's pi, .7962397; Fleiss (1971) prints .430."""
    assert f"{cohen(SPITZER):.3f}" == "0.492"
    assert f"{cohen(ABSTRACTORS):.7f}" == "0.7964094"
    assert f"{fleiss(ABSTRACTORS):.7f}" == "0.7962397"
    assert f"{fleiss(FLEISS):.3f}" == "0.430"


@given(tables(raters=(2, 2)))
def test_two_raters_as_scikit_learn_has_them(table: Table) -> None:
    """Plain, linear and quadratic, with levels that nobody used counting as steps."""
    given_ratings = ratings(table)
    kinds: dict[str | None, Coefficient | Undefined] = {
        None: cohen_kappa(given_ratings),
        "linear": weighted_kappa(given_ratings, "linear"),
        "quadratic": weighted_kappa(given_ratings, "quadratic"),
    }
    one, other = zip(*table, strict=True)
    for weights, coefficient in kinds.items():
        figure = computed(given_ratings, coefficient)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where it divides by zero, and returns NaN or 0
            expected = cohen_kappa_score(one, other, labels=[1, 2, 3, 4], weights=weights)
        if len({*one, *other}) == 1:
            assert figure == Undefined(Reason.ONE_CATEGORY)
        else:
            assert value(figure) == pytest.approx(expected, abs=1e-12)


@given(tables(raters=(3, 4), gaps=True))
def test_the_mean_is_over_the_pairs_that_have_one(table: Table) -> None:
    """Each pair is what the two raters give alone; the mean leaves out those without a figure."""
    given_ratings = ratings(table)
    found = by_pair(given_ratings, estimates(given_ratings, {"": cohen_kappa(given_ratings)}, Bootstrap(samples=0))[""])
    alone = []
    for pair in found.pairs:
        columns = [int(name.removeprefix("rater ")) for name in pair.raters]
        two = [tuple(row[column] for column in columns) for row in table]
        both = [row for row in two if None not in row]
        assert pair.items == len(both)
        if isinstance(pair.figure, Estimate):
            alone.append(cohen(both))
            assert pair.figure.value == pytest.approx(alone[-1], abs=1e-12)
        else:
            assert len({cell for row in both for cell in row}) < 2
    if alone:
        assert value(found.mean) == pytest.approx(sum(alone) / len(alone), abs=1e-12)
    else:
        assert isinstance(found.mean, Undefined)


def test_pairs_without_a_common_item_say_so() -> None:
    """Two raters who never met have no kappa; the others have."""
    table = ratings([(1, 1, None), (2, 2, None), (None, 1, 1), (None, 2, 1)])
    first, apart, second = agreement(table, Bootstrap(samples=0)).cohen_kappa.pairs
    assert (first.items, apart.items, second.items) == (2, 0, 2)
    assert apart.figure == Undefined(Reason.NO_PAIR)
    assert value(first.figure) == 1
    assert value(second.figure) == 0


@given(tables(raters=(2, 2)))
def test_two_rater_fleiss_is_scotts_pi(table: Table) -> None:
    """Computed here as Scott (1955) did, from the joint distribution of both raters."""
    cells = [cell for row in table for cell in row]
    chance = sum((cells.count(level) / len(cells)) ** 2 for level in (1, 2, 3, 4))
    observed = sum(one == other for one, other in table) / len(table)
    if len(set(cells)) == 1:
        assert computed(table, fleiss_kappa(ratings(table))) == Undefined(Reason.ONE_CATEGORY)
    else:
        assert fleiss(table) == pytest.approx((observed - chance) / (1 - chance), abs=1e-12)


def test_fleiss_needs_the_same_number_of_ratings_and_not_the_same_raters() -> None:
    """Two of three raters on each item are enough; an item with one rating more is not."""
    assert fleiss([(1, 1, None), (None, 2, 2), (3, None, 3)]) == 1
    assert fleiss_kappa(ratings([(1, 1, None), (1, 2, 2)])) == Undefined(Reason.UNEQUAL)
    assert fleiss_kappa(ratings(KRIPPENDORFF)) == Undefined(Reason.UNEQUAL)


@given(st.integers(20, 300), st.integers(0, 2**32 - 1))
def test_quadratic_kappa_is_nearly_icc21(items: int, seed: int) -> None:
    """Fleiss and Cohen (1973): ICC(2,1) divides by up to 2/n less, so it lies between kappa and kappa / (1 - 2/n)."""
    chance = np.random.default_rng(seed)
    truth = chance.integers(1, 5, size=(items, 1))
    table = ratings(np.clip(truth + chance.integers(-1, 2, size=(items, 2)), 1, 4).astype(float).tolist())
    kappa = value(computed(table, weighted_kappa(table, "quadratic")))
    between = sorted((kappa, kappa / (1 - 2 / items)))
    assert between[0] - 1e-12 <= value(icc(table).icc21) <= between[1] + 1e-12


@given(tables(raters=(2, 2)), st.permutations([1, 2, 3, 4]))
def test_renaming_categories_changes_no_unweighted_kappa(table: Table, names: list[int]) -> None:
    """Levels are names to them; so are words."""
    as_words = [["abcd"[names[int(cell or 0) - 1] - 1] for cell in row] for row in table]
    for of in (cohen_kappa, fleiss_kappa):
        before, after = computed(table, of(ratings(table))), computed(as_words, of(ratings(as_words)))
        assert (
            before == after if isinstance(before, Undefined) else value(after) == pytest.approx(before.value, abs=1e-12)
        )


@given(tables(raters=(2, 3), gaps=True), st.sampled_from([0.25, 10.0, 1000.0]), st.sampled_from([-1000.0, 0.5, 20.0]))
def test_weighted_kappa_knows_no_units(table: Table, unit: float, zero: float) -> None:
    """The same levels in other units, counted from elsewhere, agree as far."""
    other = [[None if cell is None else float(cell) * unit + zero for cell in row] for row in table]
    for kind in KINDS:
        before, after = (computed(each, weighted_kappa(ratings(each), kind)) for each in (table, other))
        assert (
            before == after if isinstance(before, Undefined) else value(after) == pytest.approx(before.value, abs=1e-9)
        )


def test_words_have_no_weighted_kappa() -> None:
    """Not as a mean, and not by pair."""
    found = agreement(ratings(ABSTRACTORS), Bootstrap(samples=0)).weighted_kappa
    assert found.linear.mean == found.quadratic.mean == found.linear.pairs[0].figure == Undefined(Reason.WORDS)


def test_a_frequent_value_makes_kappa_small() -> None:
    """The paradox of Feinstein and Cicchetti (1990): 90 of 100 items agree, and kappa is below zero."""
    table: Ratings = ratings([(1, 1)] * 90 + [(1, 2)] * 5 + [(2, 1)] * 5)
    assert value(computed(table, cohen_kappa(table))) == pytest.approx(-1 / 19)
