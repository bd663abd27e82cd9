"""Intervals by resampling: what they hold, and when there are none."""

from __future__ import annotations

import numpy as np
import pytest

from roleplay.scoring.agreement import (
    Bootstrap,
    Estimate,
    Interval,
    Ratings,
    Reason,
    Undefined,
    bootstrap,
    estimate,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    weighted_kappa,
)
from tests.scoring.agreement.published import KRIPPENDORFF, Table, ratings, value


def interval(table: Ratings, how: Bootstrap) -> Interval | Undefined:
    """That of percent agreement."""
    figure = estimate(table, percent_agreement(table), how)
    assert isinstance(figure, Estimate)
    return figure.ci


def world(items: int, seed: int) -> Table:
    """Ratings by two raters who each see the true level seven times out of ten, else the next one."""
    chance = np.random.default_rng(seed)
    truth = chance.choice(4, size=(items, 1), p=(0.1, 0.3, 0.4, 0.2))
    missed = (chance.random((items, 2)) > 0.7) * chance.choice((-1, 1), size=(items, 2))
    table: Table = (np.clip(truth + missed, 0, 3) + 1.0).tolist()
    return table


def test_same_seed_same_interval() -> None:
    """And another seed gives another."""
    table = ratings(KRIPPENDORFF)
    first = interval(table, Bootstrap(samples=200, seed=7))
    assert interval(table, Bootstrap(samples=200, seed=7)) == first
    assert interval(table, Bootstrap(samples=200, seed=8)) != first


def test_an_interval_of_percent_agreement_is_the_binomial_one() -> None:
    """Of a hundred items 80 agree; drawn anew, their number is binomial, with a standard deviation of 4."""
    found = interval(ratings([(1, 1)] * 40 + [(2, 2)] * 40 + [(1, 2)] * 20), Bootstrap(samples=20_000))
    assert isinstance(found, Interval)
    assert found.low == pytest.approx(0.72, abs=0.01)
    assert found.high == pytest.approx(0.88, abs=0.01)


@pytest.mark.parametrize(
    ("table", "samples", "reason"),
    [
        ([(1, 1), (2, 2), (1, 2), (2, 2)], 100, Reason.FEW_ITEMS),
        ([(1, 1)] * 3 + [(2, 1)] * 3, 0, Reason.NOT_ASKED),
        ([(1, 1)] * 3 + [(2, 2)] * 3, 100, Reason.NO_SPREAD),
    ],
    ids=["four items", "not asked for", "all agree"],
)
def test_where_resampling_cannot_tell_there_is_no_interval(table: Table, samples: int, reason: Reason) -> None:
    """An interval from 1 to 1 would claim a certainty that no six items can give."""
    assert interval(ratings(table), Bootstrap(samples=samples)) == Undefined(reason)


def test_a_figure_that_often_fails_has_no_interval() -> None:
    """With one item of twenty on another level, a third of the samples have one level only, and no alpha."""
    table = ratings([(1, 1)] * 19 + [(1, 2)])
    figure = estimate(table, krippendorff_alpha(table, "nominal"), Bootstrap(samples=200))
    assert isinstance(figure, Estimate)
    assert figure.ci == Undefined(Reason.UNSTABLE)


def test_large_tables_are_drawn_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that samples do not have to fit into memory at once; the parts are the samples that one piece would hold."""
    table = ratings(KRIPPENDORFF)
    whole = interval(table, Bootstrap(samples=100))
    monkeypatch.setattr(bootstrap, "_AT_ONCE", 3 * len(table.patterns))
    assert interval(table, Bootstrap(samples=100)) == whole


@pytest.mark.parametrize(("items", "least"), [(12, 0.85), (50, 0.90)])
def test_planted_agreement_is_inside_its_intervals(items: int, least: float) -> None:
    """Out of 150 studies, with the figures of a study of 100,000 items as the truth."""
    of = {
        "weighted kappa": lambda table: weighted_kappa(table, "quadratic"),
        "ordinal alpha": lambda table: krippendorff_alpha(table, "ordinal"),
        "AC1": gwet_ac1,
    }
    population = ratings(world(100_000, seed=0))
    truth = {name: value(estimate(population, each(population), Bootstrap(samples=0))) for name, each in of.items()}
    inside = dict.fromkeys(of, 0)
    for study in range(150):
        table = ratings(world(items, seed=study + 1))
        for name, each in of.items():
            figure = estimate(table, each(table), Bootstrap(samples=300, seed=study))
            assert isinstance(figure, Estimate)
            inside[name] += isinstance(figure.ci, Interval) and figure.ci.low <= truth[name] <= figure.ci.high
    assert {name: hits for name, hits in inside.items() if hits < least * 150} == {}
