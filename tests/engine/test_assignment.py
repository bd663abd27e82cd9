"""Assignments cost least."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from roleplay.engine.assignment import assign

COST = st.one_of(st.integers(-8, 8).map(float), st.sampled_from([1000.0, 2000.0]))


@st.composite
def tables(draw: st.DrawFn) -> list[list[float]]:
    """Costs with at least as many columns as rows."""
    rows = draw(st.integers(0, 4))
    columns = draw(st.integers(rows, 5))
    return draw(st.lists(st.lists(COST, min_size=columns, max_size=columns), min_size=rows, max_size=rows))


@given(tables())
def test_no_other_way_to_assign_costs_less(costs: list[list[float]]) -> None:
    """Each row has a column of its own, and trying every way finds none that costs less in all."""
    found = assign(costs)
    assert len(set(found)) == len(costs)
    columns = range(len(costs[0]) if costs else 0)
    ways = permutations(columns, len(costs))
    least = min(sum(line[column] for line, column in zip(costs, way, strict=True)) for way in ways)
    assert sum(line[column] for line, column in zip(costs, found, strict=True)) == least
