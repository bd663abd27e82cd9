"""A layered layout: things of a given size in rows, joined by links, with few crossings and nothing overlapping.

The method is Sugiyama's: rows are given, the order within each is found by barycentres, and places along a row by
isotonic regression (the nearest to what every thing would like, that keeps the order and the distance).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SWEEPS = 24
_FEATHER = 1e-4  # the weight of a piece that nothing pulls: it gives way to all others
_SETTLE = 160


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that takes up room in a row."""

    row: int
    """Which, from 0 at the top."""
    width: float
    """How much room it takes along the row, distance to its neighbours included."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two pieces of neighbouring rows that want to be near each other."""

    upper: int
    """Index of the piece in the higher row."""
    lower: int
    """Index of the piece in the row below."""
    pull: float = 1.0
    """How much it wants to be straight."""


def longest_paths(size: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The longest way to each of `size` things from those that nothing leads to. The edges must not go in circles."""
    ranks = [0] * size
    for _ in range(size):
        moved = False
        for source, target in edges:
            if ranks[target] <= ranks[source]:
                ranks[target] = ranks[source] + 1
                moved = True
        if not moved:
            break
    return ranks


def backward(start: int, size: int, edges: Sequence[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Edges that lead back to where a walk from `start` came from; without them there are no circles."""
    onward: dict[int, list[int]] = {}
    for source, target in edges:
        onward.setdefault(source, []).append(target)
    done = [0] * size  # 0 not seen, 1 on the way here, 2 left for good
    found: set[tuple[int, int]] = set()
    for root in (start, *range(size)):
        if done[root]:
            continue
        done[root] = 1
        stack = [(root, iter(onward.get(root, ())))]
        while stack:
            here, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                done[here] = 2
                stack.pop()
            elif done[following] == 1:
                found.add((here, following))
            elif not done[following]:
                done[following] = 1
                stack.append((following, iter(onward.get(following, ()))))
    return frozenset(found)


def centres(pieces: Sequence[Piece], links: Sequence[Link]) -> tuple[float, ...]:
    """Where the middle of each piece stands along its row, so that the leftmost piece begins at 0."""
    above, below = _neighbours(len(pieces), links)
    rows = _ordered(pieces, links, above, below)
    places = [0.0] * len(pieces)
    for row in rows:
        left = -sum(pieces[index].width for index in row) / 2
        for index in row:
            places[index] = left + pieces[index].width / 2
            left += pieces[index].width
    for sweep in range(_SETTLE):
        _sweep(rows, pieces, places, (above, below), downwards=sweep % 2 == 0)
    _sweep(rows, pieces, places, (below,), downwards=False)  # what can stand straight above what follows, does
    least = min((place - piece.width / 2 for place, piece in zip(places, pieces, strict=True)), default=0.0)
    return tuple(place - least for place in places)


_Neighbours = Mapping[int, list[tuple[int, float]]]


def _neighbours(size: int, links: Sequence[Link]) -> tuple[_Neighbours, _Neighbours]:
    above: dict[int, list[tuple[int, float]]] = {index: [] for index in range(size)}
    below: dict[int, list[tuple[int, float]]] = {index: [] for index in range(size)}
    for link in links:
        above[link.lower].append((link.upper, link.pull))
        below[link.upper].append((link.lower, link.pull))
    return above, below


def _ordered(pieces: Sequence[Piece], links: Sequence[Link], above: _Neighbours, below: _Neighbours) -> list[list[int]]:
    """The pieces of each row in an order with few crossings."""
    rows: list[list[int]] = [[] for _ in range(max((piece.row for piece in pieces), default=-1) + 1)]
    for index, piece in enumerate(pieces):
        rows[piece.row].append(index)
    best, fewest = [list(row) for row in rows], crossings(rows, links)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        near = above if down else below
        for row in rows if down else reversed(rows):
            at = {index: place for other in rows for place, index in enumerate(other)}
            row.sort(key=_barycentre(near, at))
        found = crossings(rows, links)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def _barycentre(near: _Neighbours, at: Mapping[int, int]) -> Callable[[int], float]:
    def middle(index: int) -> float:
        places = [at[other] for other, _ in near[index]]
        return sum(places) / len(places) if places else float(at[index])

    return middle


def crossings(rows: Sequence[Sequence[int]], links: Sequence[Link]) -> int:
    """How many pairs of links cross when rows are in this order."""
    at = {index: place for row in rows for place, index in enumerate(row)}
    row_of = {index: number for number, row in enumerate(rows) for index in row}
    between: dict[int, list[tuple[int, int]]] = {}
    for link in links:
        between.setdefault(row_of[link.upper], []).append((at[link.upper], at[link.lower]))
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0
        for pairs in between.values()
        for number, a in enumerate(pairs)
        for b in pairs[number + 1 :]
    )


def _sweep(
    rows: Sequence[Sequence[int]],
    pieces: Sequence[Piece],
    places: list[float],
    near: Sequence[_Neighbours],
    *,
    downwards: bool,
) -> None:
    """Move the pieces of every row towards their neighbours, as far as order and distance allow."""
    for row in rows if downwards else reversed(rows):
        offsets = [0.0]
        for left, right in pairwise(row):
            offsets.append(offsets[-1] + (pieces[left].width + pieces[right].width) / 2)
        wishes: list[tuple[float, float]] = []
        for index, offset in zip(row, offsets, strict=True):
            pulls = [(places[other], pull) for side in near for other, pull in side[index]]
            weight = sum(pull for _, pull in pulls)
            wish = sum(place * pull for place, pull in pulls) / weight if weight else places[index]
            wishes.append((wish - offset, weight or _FEATHER))
        for index, offset, place in zip(row, offsets, isotonic(wishes), strict=True):
            places[index] = place + offset


def isotonic(wishes: Sequence[tuple[float, float]]) -> list[float]:
    """The never-falling numbers that are nearest to the wished ones, by weighted squares. `wishes` are (wish, weight).

    Pool adjacent violators: neighbours that want to pass each other share their mean.
    """
    pools: list[tuple[float, float, int]] = []
    for wish, weight in wishes:
        mean, heavy, number = wish, weight, 1
        while pools and pools[-1][0] > mean:
            other, other_weight, others = pools.pop()
            mean = (mean * heavy + other * other_weight) / (heavy + other_weight)
            heavy, number = heavy + other_weight, number + others
        pools.append((mean, heavy, number))
    return [mean for mean, _, number in pools for _ in range(number)]
