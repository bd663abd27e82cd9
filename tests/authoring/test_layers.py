"""The layered layout."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.authoring.layers import Link, Piece, backward, centres, crossings, isotonic, longest_paths

EDGES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=16, unique=True)


@given(EDGES)
def test_without_the_edges_that_lead_back_there_are_no_circles(edges: list[tuple[int, int]]) -> None:
    """Every other edge then leads from a lower rank to a higher one."""
    back = backward(0, 7, edges)
    onward = [edge for edge in edges if edge not in back]
    ranks = longest_paths(7, onward)
    assert all(ranks[source] < ranks[target] for source, target in onward)
    assert back <= {*edges}


def test_an_edge_leads_back_only_in_a_circle() -> None:
    """Two ways that meet again are none."""
    assert backward(0, 4, [(0, 1), (0, 2), (1, 3), (2, 3)]) == frozenset()
    assert backward(0, 3, [(0, 1), (1, 2), (2, 1), (2, 2)]) == {(2, 1), (2, 2)}


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 4)), min_size=1, max_size=5))
def test_isotonic_numbers_are_the_nearest_that_never_fall(wishes: list[tuple[float, float]]) -> None:
    """No other never-falling numbers on a grid come nearer to the wishes."""
    found = isotonic(wishes)
    assert all(a <= b + 1e-9 for a, b in pairwise(found))

    def away(numbers: tuple[float, ...]) -> float:
        return sum(weight * (number - wish) ** 2 for number, (wish, weight) in zip(numbers, wishes, strict=True))

    grid = sorted({wish for wish, _ in wishes} | {*found})
    others = (numbers for numbers in product(grid, repeat=len(wishes)) if list(numbers) == sorted(numbers))
    assert away(tuple(found)) <= min(map(away, others)) + 1e-6


def test_a_crossing_is_taken_out_where_it_can_be() -> None:
    """Two links that cross in the order of the file stand side by side."""
    pieces = [Piece(0, 10), Piece(0, 10), Piece(1, 10), Piece(1, 10)]
    links = [Link(0, 3), Link(1, 2)]
    assert crossings([[0, 1], [2, 3]], links) == 1
    left, right, under_right, under_left = centres(pieces, links)
    assert (left < right) == (under_left < under_right)
    assert (left, right) == pytest.approx((under_left, under_right))
