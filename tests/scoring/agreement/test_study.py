"""All figures at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.scoring.agreement import (
    Agreement,
    Bootstrap,
    Estimate,
    Figure,
    Interval,
    PairedFigure,
    Undefined,
    agreement,
)
from tests.scoring.agreement.published import KRIPPENDORFF, Table, ratings, tables


def figures(found: object) -> Iterator[Figure]:
    """Every figure inside, in order."""
    if isinstance(found, (Estimate, Undefined)):
        yield found
    elif isinstance(found, PairedFigure):
        yield found.mean
        yield from (pair.figure for pair in found.pairs)
    elif is_dataclass(found):
        for field in fields(found):
            yield from figures(getattr(found, field.name))


def values(found: Agreement) -> list[object]:
    """Values, with the reason where there is none."""
    return [figure.value if isinstance(figure, Estimate) else figure for figure in figures(found)]


@given(tables(raters=(1, 4), items=(0, 12), gaps=True))
def test_whatever_was_rated_every_figure_is_finite_or_says_why(table: Table) -> None:
    """No NaN, no exception and no warning, whichever raters and levels are missing."""
    found = list(figures(agreement(ratings(table), Bootstrap(samples=30))))
    assert len(found) >= 18
    for figure in found:
        if isinstance(figure, Estimate):
            assert isfinite(figure.value)
            assert figure.value <= 1 + 1e-12
            if isinstance(figure.ci, Interval):
                assert all(map(isfinite, figure.ci.limits))
                assert figure.ci.low <= figure.ci.high
            else:
                assert figure.ci.why
        else:
            assert figure.why


@given(st.lists(st.integers(1, 4), min_size=1, max_size=12), st.integers(2, 4))
def test_perfect_agreement_is_1_or_undefined(levels: list[int], raters: int) -> None:
    """1 where items differ; where all are alike, only percent agreement can be told."""
    found = agreement(ratings([[level] * raters for level in levels]), Bootstrap(samples=0))
    assert {round(figure.value, 12) for figure in figures(found) if isinstance(figure, Estimate)} == {1}
    undefined = [figure for figure in figures(found) if isinstance(figure, Undefined)]
    assert (len(undefined) == 0) == (len(set(levels)) > 1)


@given(tables(gaps=True, raters=(2, 3)), st.randoms(use_true_random=False))
def test_names_of_items_and_raters_change_no_value(table: Table, chance: object) -> None:
    """Columns and rows in any order, which here is any name, give the same figures; pairs come in another order."""
    columns = list(zip(*table, strict=True))
    chance.shuffle(columns)  # type: ignore[attr-defined]
    rows = list(zip(*columns, strict=True))
    chance.shuffle(rows)  # type: ignore[attr-defined]
    before, after = (agreement(ratings(each), Bootstrap(samples=0)) for each in (table, rows))
    singles = [each for each in values(before) if isinstance(each, float)]
    others = [each for each in values(after) if isinstance(each, float)]
    assert sorted(others) == pytest.approx(sorted(singles), abs=1e-9)
    assert {each for each in values(after) if isinstance(each, Undefined)} == {
        each for each in values(before) if isinstance(each, Undefined)
    }


def test_without_a_word_intervals_have_a_thousand_samples() -> None:
    """And seed 1."""
    assert agreement(ratings(KRIPPENDORFF)) == agreement(ratings(KRIPPENDORFF), Bootstrap(samples=1000, seed=1))


@pytest.mark.parametrize(
    "module", ["roleplay.scoring", "roleplay.apps.session", "roleplay.zygote", "roleplay.cli.main"]
)
def test_numpy_and_scipy_are_loaded_by_nobody_else(module: str) -> None:
    """Not by what a trainee's kernel starts with, nor by the command before it is asked for agreement."""
    script = f"import sys, {module}; print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {"numpy", "scipy", "roleplay.scoring.agreement"} & set(result.stdout.split()) == set()
