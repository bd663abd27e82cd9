"""The six intraclass correlations."""

from __future__ import annotations

import warnings
from dataclasses import astuple, fields
from statistics import variance

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f

from roleplay.scoring.agreement import MCGRAW_WONG, Estimate, Interval, IntraclassCorrelations, Reason, Undefined, icc
from tests.scoring.agreement.published import FLEISS, KRIPPENDORFF, SHROUT_FLEISS, Table, ratings, tables, value

NAMES = tuple(MCGRAW_WONG)


def all_six(table: Table) -> dict[str, Estimate | Undefined]:
    """The six, by name."""
    found = icc(ratings(table))
    return {name: getattr(found, name) for name in NAMES}


def test_the_table_of_shrout_and_fleiss() -> None:
    """All six as they print them."""
    printed = [f"{value(figure):.3f}".removeprefix("0") for figure in all_six(SHROUT_FLEISS).values()]
    assert printed == [".166", ".290", ".715", ".443", ".620", ".909"]


@pytest.mark.parametrize("seed", range(6))
def test_values_and_intervals_as_pingouin_has_them(seed: int) -> None:
    """Six tables with raters of different severity, from nearly no agreement to much; it rounds intervals to two digits."""
    chance = np.random.default_rng(seed)
    items, raters = int(chance.integers(5, 30)), int(chance.integers(2, 6))
    table = chance.normal(0, seed, (items, 1)) + chance.normal(0, 1, (1, raters)) + chance.normal(0, 2, (items, raters))
    rows = [(item, rater, table[item, rater]) for item in range(items) for rater in range(raters)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has not kept up with pandas
        theirs = pingouin.intraclass_corr(
            pd.DataFrame(rows, columns=["item", "rater", "value"]), "item", "rater", "value"
        )
    for (name, figure), expected, ci in zip(
        all_six(table.tolist()).items(), theirs["ICC"], theirs["CI95"], strict=True
    ):
        assert value(figure) == pytest.approx(expected, abs=1e-9), name
        assert isinstance(figure, Estimate)
        assert isinstance(figure.ci, Interval)
        assert [round(bound, 2) for bound in figure.ci.limits] == pytest.approx(list(ci), abs=0.011), name


def test_intervals_of_absolute_agreement_as_mcgraw_and_wong_write_them() -> None:
    """ICC(A,1) and ICC(A,k) of Shrout and Fleiss' table, each by its own formula of table 7, to many digits."""
    n, k = 6, 4
    rows, columns, error = 56.208333 / 5, 97.458333 / 3, 15.291667 / 15

    def bounds(a: float, b: float, times: tuple[float, float]) -> list[float]:
        spread = (a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
        v = (a * columns + b * error) ** 2 / spread
        low, high = f.ppf(0.975, n - 1, v), f.ppf(0.975, v, n - 1)
        below = times[0] * columns + times[1] * error
        return [
            n * (rows - low * error) / (low * below + n * rows),
            n * (high * rows - error) / (below + n * high * rows),
        ]

    found = all_six(SHROUT_FLEISS)
    one, many = value(found["icc21"]), value(found["icc2k"])
    odds = k * one / (n * (1 - one))
    of_one = bounds(odds, 1 + odds * (n - 1), (k, k * n - k - n))
    odds = many / (n * (1 - many))
    of_many = bounds(odds, 1 + odds * (n - 1), (1, -1))
    for name, expected in (("icc21", of_one), ("icc2k", of_many)):
        figure = found[name]
        assert isinstance(figure, Estimate)
        assert isinstance(figure.ci, Interval)
        assert list(figure.ci.limits) == pytest.approx(expected, abs=1e-6)
    assert [f"{bound:.3f}" for bound in of_one] == ["0.019", "0.761"]


@given(tables(items=(2, 12)))
def test_icc3k_is_cronbachs_alpha(table: Table) -> None:
    """With raters for questions: k / (k - 1) (1 - sum of variances / variance of sums)."""
    k = len(table[0])
    of_sums = variance(sum(map(float, row)) for row in table)  # type: ignore[arg-type]
    parts = sum(variance(map(float, column)) for column in zip(*table, strict=True))
    figure = all_six(table)["icc3k"]
    if of_sums == 0:
        assert isinstance(figure, Undefined)
    else:
        assert value(figure) == pytest.approx(k / (k - 1) * (1 - parts / of_sums), abs=1e-9)


@given(tables(items=(2, 12)))
def test_a_mean_is_the_single_rating_stepped_up(table: Table) -> None:
    """Spearman and Brown: k r / (1 + (k - 1) r), wherever both are defined."""
    k, found = len(table[0]), all_six(table)
    for single, mean in (("icc11", "icc1k"), ("icc21", "icc2k"), ("icc31", "icc3k")):
        if isinstance(one := found[single], Estimate) and isinstance(many := found[mean], Estimate):
            assert many.value * (1 + (k - 1) * one.value) == pytest.approx(k * one.value, abs=1e-9)


@given(tables(items=(2, 12)), st.randoms(use_true_random=False))
def test_whatever_the_table_an_interval_holds_its_figure(table: Table, chance: object) -> None:
    """Never NaN, never above 1; and other units, names and orders give the same."""
    found = all_six(table)
    for figure in found.values():
        if isinstance(figure, Estimate):
            assert figure.value <= 1
            if isinstance(figure.ci, Interval):
                assert figure.ci.low <= figure.value <= figure.ci.high <= 1
    columns = list(zip(*table, strict=True))
    chance.shuffle(columns)  # type: ignore[attr-defined]
    other = [[float(cell or 0) * 8 - 500 for cell in row] for row in zip(*columns, strict=True)]
    for name, figure in all_six(other).items():
        before = found[name]
        assert (
            figure == before
            if isinstance(before, Undefined)
            else value(figure) == pytest.approx(before.value, abs=1e-9)
        )


def test_severity_counts_for_agreement_and_not_for_consistency() -> None:
    """A rater who is always two levels milder agrees perfectly by ICC(3,1) and badly by ICC(2,1)."""
    found = all_six([(1, 3), (2, 4), (3, 5), (4, 6), (2, 4)])
    assert value(found["icc31"]) == value(found["icc3k"]) == 1
    assert value(found["icc21"]) < 0.5


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([], Reason.NO_RATINGS),
        ([(1,), (2,)], Reason.FEW_RATERS),
        ([(1, 2)], Reason.ONE_ITEM),
        ([(3, 3), (3, 3), (3, 3)], Reason.NO_VARIANCE),
        (KRIPPENDORFF, Reason.INCOMPLETE),
        (FLEISS, Reason.WORDS),
    ],
    ids=["empty", "one rater", "one item", "one value", "gaps", "words"],
)
def test_what_has_none_says_why(table: Table, reason: Reason) -> None:
    """All six for the same reason."""
    assert set(all_six(table).values()) == {Undefined(reason)}


def test_items_that_do_not_differ_have_no_reliability() -> None:
    """Two raters who cross over: the items' means are equal, and four of the six would divide by zero or less."""
    found = all_six([(1, 2), (2, 1)])
    undefined = {name for name, figure in found.items() if figure == Undefined(Reason.NO_DIFFERENCE)}
    assert undefined == {"icc21", "icc1k", "icc2k", "icc3k"}
    assert value(found["icc11"]) == value(found["icc31"]) == -1


def test_perfect_agreement_is_1_and_has_no_interval() -> None:
    """The formula would divide by an error of nothing; that is no certainty."""
    for figure in all_six([(1, 1), (2, 2), (4, 4), (3, 3)]).values():
        assert figure == Estimate(1, Undefined(Reason.OUT_OF_RANGE))


def test_mcgraw_and_wong_name_all_six() -> None:
    """In the order in which they are kept."""
    assert tuple(field.name for field in fields(IntraclassCorrelations)) == NAMES
    assert len(astuple(icc(ratings(SHROUT_FLEISS)))) == len(set(MCGRAW_WONG.values())) == 6
