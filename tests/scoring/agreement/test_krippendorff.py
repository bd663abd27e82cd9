"""Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Callable

import krippendorff
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.scoring.agreement import METRICS, Metric, Reason, Undefined, fleiss_kappa, krippendorff_alpha
from tests.scoring.agreement.published import ABSTRACTORS, FLEISS, KRIPPENDORFF, Table, computed, ratings, tables, value


def alpha(table: Table, metric: Metric) -> float:
    """Krippendorff's alpha of a table that has one."""
    return value(computed(table, krippendorff_alpha(ratings(table), metric)))


@pytest.mark.parametrize(
    ("metric", "printed"), [("nominal", "0.743"), ("ordinal", "0.815"), ("interval", "0.849"), ("ratio", "0.797")]
)
def test_krippendorffs_table(metric: Metric, printed: str) -> None:
    """All four, as Krippendorff (2011) prints them."""
    assert f"{alpha(KRIPPENDORFF, metric):.3f}" == printed


def test_gwets_table() -> None:
    """Of words, by two raters without gaps: .7972585."""
    assert f"{alpha(ABSTRACTORS, 'nominal'):.7f}" == "0.7972585"


@pytest.mark.parametrize("metric", METRICS)
@given(table=tables(gaps=True))
def test_any_raters_and_gaps_as_the_package_krippendorff_has_them(table: Table, metric: Metric) -> None:
    """It refuses what has a single value; here that is undefined."""
    given_ratings = ratings(table)
    figure = computed(given_ratings, krippendorff_alpha(given_ratings, metric))
    paired = [[cell for cell in row if cell is not None] for row in table]
    values = {cell for row in paired if len(row) > 1 for cell in row}
    if isinstance(figure, Undefined):
        assert len(values) < 2
        assert (figure.reason is Reason.ONE_CATEGORY) == (len(values) == 1)
    else:
        as_lists = [[float("nan") if cell is None else cell for cell in column] for column in zip(*table, strict=True)]
        expected = krippendorff.alpha(reliability_data=as_lists, level_of_measurement=metric)
        assert figure.value == pytest.approx(expected, abs=1e-12)


@given(st.integers(2, 40).flatmap(lambda n: st.permutations(range(1, n + 1))))
def test_two_raters_without_ties_have_spearmans_rho(order: list[int]) -> None:
    """Ordinal alpha of two rankings is 1 - (1 - rho)(2n - 1) / (2n)."""
    n = len(order)
    rho = 1 - 6 * sum((place - rank) ** 2 for place, rank in enumerate(order, 1)) / (n * (n * n - 1))
    table = [(float(place), float(rank)) for place, rank in enumerate(order, 1)]
    assert alpha(table, "ordinal") == pytest.approx(1 - (1 - rho) * (2 * n - 1) / (2 * n), abs=1e-12)


@given(tables())
def test_without_gaps_nominal_alpha_is_fleiss_kappa_for_small_samples(table: Table) -> None:
    """1 - alpha is 1 - kappa, times (N - 1) / N for N ratings."""
    size = sum(map(len, table))
    kappa = computed(table, fleiss_kappa(ratings(table)))
    if isinstance(kappa, Undefined):
        assert krippendorff_of(table, "nominal") == kappa
    else:
        assert 1 - alpha(table, "nominal") == pytest.approx((1 - kappa.value) * (size - 1) / size, abs=1e-12)


def krippendorff_of(table: Table, metric: Metric) -> object:
    """The figure, whatever it is."""
    return computed(table, krippendorff_alpha(ratings(table), metric))


@pytest.mark.parametrize(
    ("metric", "change"),
    [
        ("nominal", lambda level: {1: 3.0, 2: 1.0, 3: 4.0, 4: 2.0}[level]),
        ("ordinal", lambda level: float(level**3 - 20)),
        ("interval", lambda level: 12.5 * level - 1000),
        ("ratio", lambda level: 0.125 * level),
    ],
    ids=METRICS,
)
@given(table=tables(gaps=True))
def test_each_metric_knows_what_it_must_not(table: Table, metric: Metric, change: Callable[[float], float]) -> None:
    """Nominal alpha knows names only, ordinal order, interval differences in any unit, ratio all but the unit."""
    other = [[None if cell is None else change(int(cell)) for cell in row] for row in table]
    before, after = (computed(each, krippendorff_alpha(ratings(each), metric)) for each in (table, other))
    assert before == after if isinstance(before, Undefined) else value(after) == pytest.approx(before.value, abs=1e-9)


def test_what_a_metric_cannot_measure_is_said() -> None:
    """Words have names only; ratios need values of zero or more."""
    for metric in METRICS[1:]:
        assert krippendorff_alpha(ratings(FLEISS), metric) == Undefined(Reason.WORDS)
    below = [(-1, 1), (2, 2), (0, 1)]
    assert krippendorff_alpha(ratings(below), "ratio") == Undefined(Reason.NEGATIVE)
    assert alpha(below, "interval") < 1


def test_a_value_that_stands_alone_is_not_counted() -> None:
    """Of an item with one rating nobody can tell how reliable it is; with it gone, a single value may be left."""
    assert alpha([(1, 1), (2, 2), (3, None)], "nominal") == alpha([(1, 1), (2, 2)], "nominal")
    assert krippendorff_of([(1, 1), (1, 1), (3, None)], "interval") == Undefined(Reason.ONE_CATEGORY)
