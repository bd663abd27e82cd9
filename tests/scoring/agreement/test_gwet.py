"""Gwet's AC1 and AC2."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.scoring.agreement import Reason, Undefined, gwet_ac1, gwet_ac2
from tests.scoring.agreement.published import ABSTRACTORS, KRIPPENDORFF, Table, computed, ratings, tables, value

LEVELS = (1, 2, 3, 4)


def by_hand(table: Table, *, quadratic: bool) -> float:
    """Gwet (2014), as it stands in the book: sums over items, raters and categories, one by one."""

    def weight(one: float, other: float) -> float:
        return 1 - ((one - other) / 3) ** 2 if quadratic else float(one == other)

    rows = [[float(cell) for cell in row if cell is not None] for row in table]
    rows = [row for row in rows if row]
    pairs = [row for row in rows if len(row) > 1]
    observed = 0.0
    for row in pairs:
        agreeing = sum(weight(a, b) for i, a in enumerate(row) for j, b in enumerate(row) if i != j)
        observed += agreeing / (len(row) * (len(row) - 1)) / len(pairs)
    shares = [sum(row.count(level) / len(row) for row in rows) / len(rows) for level in LEVELS]
    whole = sum(weight(a, b) for a in LEVELS for b in LEVELS)
    chance = whole / (len(LEVELS) * (len(LEVELS) - 1)) * sum(share * (1 - share) for share in shares)
    return (observed - chance) / (1 - chance)


def test_published_tables() -> None:
    """Gwet (2014) prints AC1 = .8493305 of the abstractors, and .77544 of Krippendorff's table with its gaps."""
    assert f"{value(computed(ABSTRACTORS, gwet_ac1(ratings(ABSTRACTORS)))):.7f}" == "0.8493305"
    assert f"{value(computed(KRIPPENDORFF, gwet_ac1(ratings(KRIPPENDORFF)))):.5f}" == "0.77544"


@given(tables(gaps=True))
def test_any_raters_and_gaps_as_by_hand(table: Table) -> None:
    """On a declared scale of four levels, AC1 and AC2 are what the book's sums come to."""
    given_ratings = ratings(table, scale=LEVELS)
    one, two = gwet_ac1(given_ratings), gwet_ac2(given_ratings)
    if isinstance(one, Undefined):
        assert two == one
        assert one.reason in {Reason.NO_RATINGS, Reason.FEW_RATERS, Reason.NO_PAIR}
    else:
        assert value(computed(given_ratings, one)) == pytest.approx(by_hand(table, quadratic=False), abs=1e-12)
        assert value(computed(given_ratings, two)) == pytest.approx(by_hand(table, quadratic=True), abs=1e-12)


def test_a_frequent_value_leaves_ac1_high() -> None:
    """Where kappa is below zero though 90 of 100 items agree, AC1 is 0.89."""
    table = [(1, 1)] * 90 + [(1, 2)] * 5 + [(2, 1)] * 5
    assert value(computed(table, gwet_ac1(ratings(table)))) == pytest.approx(0.8895, abs=5e-5)


def test_levels_that_nobody_used_count_when_they_are_declared() -> None:
    """With more levels to choose from, agreement by chance is rarer."""
    table = [(1, 1)] * 6 + [(1, 2)] * 2
    seen, declared = ratings(table), ratings(table, scale=LEVELS)
    assert value(computed(seen, gwet_ac1(seen))) < value(computed(declared, gwet_ac1(declared)))


def test_one_category_is_undefined_unless_others_were_declared() -> None:
    """On a scale with a single value there is nothing to disagree about."""
    table = [(3, 3)] * 6
    assert gwet_ac1(ratings(table)) == gwet_ac2(ratings(table)) == Undefined(Reason.ONE_CATEGORY)
    declared = ratings(table, scale=LEVELS)
    assert value(computed(declared, gwet_ac1(declared))) == 1


@given(tables(), st.permutations(LEVELS))
def test_renaming_categories_does_not_change_ac1(table: Table, names: list[int]) -> None:
    """Levels are names to it."""
    other = [["abcd"[names[int(cell or 0) - 1] - 1] for cell in row] for row in table]
    before, after = computed(table, gwet_ac1(ratings(table))), computed(other, gwet_ac1(ratings(other)))
    assert before == after if isinstance(before, Undefined) else value(after) == pytest.approx(before.value, abs=1e-12)


def test_words_have_no_ac2() -> None:
    """Its weights need numbers."""
    assert gwet_ac2(ratings(ABSTRACTORS)) == Undefined(Reason.WORDS)
