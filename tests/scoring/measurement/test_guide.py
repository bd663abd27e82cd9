"""The figures in docs/measurement.md are those that the code gives."""

from __future__ import annotations

from pathlib import Path

import pytest

import roleplay.scoring.measurement as public
from roleplay.scoring.measurement import (
    MINIMUM_PEOPLE,
    MINIMUM_SHARED,
    Change,
    Consistency,
    Design,
    StandardError,
    cronbach_alpha,
    decision_consistency,
    dependability_at,
    paired_change,
    plan,
    scenarios_needed,
    standard_error_of_measurement,
    study,
)
from roleplay.scoring.measurement.options import MINIMUM_DECISIONS, MINIMUM_TAKERS
from tests.scoring.measurement.published import (
    BRENNAN_1,
    BRENNAN_3,
    LAKENS,
    crossed_ratings,
    estimate,
    limits,
    number,
    whole,
)

GUIDE = (Path(__file__).parents[3] / "docs" / "measurement.md").read_text(encoding="utf-8")
STUDY = whole(study(crossed_ratings(BRENNAN_3)))


def rows(header: str) -> list[list[str]]:
    """The cells of the guide's table below this header, row by row."""
    lines = iter(GUIDE.splitlines())
    assert any(line == header for line in lines), header
    next(lines)
    found = []
    for line in lines:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def test_the_table_of_alpha() -> None:
    """Alpha with its limits and both standard errors."""
    alpha = cronbach_alpha(BRENNAN_1).coefficient
    low, high = limits(alpha)
    errors = standard_error_of_measurement(BRENNAN_1)
    assert isinstance(errors, StandardError)
    assert rows("| figure | value | interval |") == [
        ["Cronbach's alpha", f"{estimate(alpha).value:.3f}", f"{low:.3f} to {high:.3f}"],
        ["standard error of the total (0 to 12)", f"{errors.total:.3f}", "none"],
        ["standard error of the mean (0 to 1)", f"{errors.mean:.3f}", "none"],
    ]


def test_the_table_of_sources() -> None:
    """Variances and their shares."""
    assert [row[:3] for row in rows("| source | variance | share | what it means |")] == [
        [one.label, f"{one.variance:.4f}", f"{100 * one.share:.0f} %"] for one in STUDY.components
    ]


def test_the_table_of_plans() -> None:
    """G, Phi and the standard error of each plan in it."""
    table = rows("| scenarios | raters | G | Phi | standard error |")
    assert len(table) == 5
    for row in table:
        one = plan(STUDY, int(row[0]), int(row[1]))
        assert row[2:] == [f"{number(one.g):.3f}", f"{number(one.phi):.3f}", f"{one.standard_error:.3f}"]


def test_the_scenarios_needed() -> None:
    """With one, two and three raters, and with a fresh one in every scenario."""
    crossed = [scenarios_needed(STUDY, raters) for raters in (1, 2, 3)]
    fresh = scenarios_needed(STUDY, 1, nested=True)
    said = "gives {} scenarios with one rater, {} with two\nand {} with three".format(*crossed)
    assert said in GUIDE
    assert f"(`nested=True`) it gives {fresh} with one" in GUIDE


def test_the_table_of_cuts() -> None:
    """What is known at each cut in it; the first cut is the mean itself."""
    table = rows("| cut | Phi(lambda) | undecided from | to | same decision again | kappa |")
    assert table[0][0] == f"{STUDY.mean:.2f}"
    for row in table:
        cut = STUDY.mean if row is table[0] else float(row[0])
        found = dependability_at(STUDY, cut, plan(STUDY, 4, 2))
        again = decision_consistency(STUDY, cut, plan(STUDY, 4, 2))
        assert isinstance(again, Consistency)
        assert row[1:] == [
            f"{number(found.phi):.3f}",
            f"{found.undecided.low:.2f}",
            f"{found.undecided.high:.2f}",
            f"{again.same:.3f}",
            f"{number(again.kappa):.3f}",
        ]


def test_the_table_of_change() -> None:
    """Lakens' two films."""
    found = paired_change([*LAKENS], seed=1)
    assert isinstance(found, Change)
    low, high = limits(found.difference)
    assert f"| mean difference | {estimate(found.difference).value:.2f} | {low:.2f} to {high:.2f} |" in GUIDE
    assert f"| Hedges' g_av | {estimate(found.standardised).value:.2f} | bootstrap |" in GUIDE


def test_the_least_numbers() -> None:
    """The guide names the thresholds that the code has, and how often chance alone reaches one."""
    assert f"Below {MINIMUM_PEOPLE} people" in GUIDE
    assert f"at least {MINIMUM_DECISIONS} people have taken the decision" in GUIDE
    assert f"With fewer than {MINIMUM_SHARED} such ratings" in GUIDE
    assert f"both groups have at least {MINIMUM_TAKERS} people with a rest score" in GUIDE
    assert round(1 / 0.8**MINIMUM_DECISIONS) == 9


@pytest.mark.parametrize("name", [name for name in public.__all__ if name[0].islower()])
def test_every_function_is_in_the_guide(name: str) -> None:
    """Whoever looks a function up finds what it assumes."""
    assert f"`{name}`" in GUIDE


@pytest.mark.parametrize("design", Design)
def test_every_design_is_in_the_guide(design: Design) -> None:
    """With the case that it is for."""
    assert f"| `{design}` |" in GUIDE
