"""Tables from the literature, as they are printed there, and how tables become ratings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from roleplay.scoring.measurement import Component, Estimate, Figure, Interval, Rating, Study, Table, Undefined

BRENNAN_1 = [
    [1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    [1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0],
    [1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0],
    [1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0],
    [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    [1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0],
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0],
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
]
"""Brennan 2001, synthetic data set 1: persons x items."""

BRENNAN_3 = {
    "o1": [
        [2, 6, 7, 5],
        [4, 5, 6, 7],
        [5, 5, 4, 6],
        [5, 9, 8, 6],
        [4, 3, 5, 6],
        [4, 4, 4, 7],
        [2, 6, 6, 5],
        [3, 4, 4, 5],
        [0, 5, 4, 5],
        [6, 8, 7, 6],
    ],
    "o2": [
        [2, 5, 5, 5],
        [6, 7, 5, 7],
        [5, 4, 5, 5],
        [5, 7, 7, 6],
        [4, 5, 6, 4],
        [6, 4, 7, 8],
        [2, 7, 7, 5],
        [6, 6, 6, 4],
        [5, 5, 5, 3],
        [6, 8, 8, 6],
    ],
}
"""Brennan 2001, synthetic data set 3: persons x items on two occasions."""

BRENNAN_4 = {
    "t1": [[5, 9, 3, 7, 9, 3, 7, 5, 9, 4], [6, 3, 4, 5, 2, 4, 3, 8, 9, 4], [5, 7, 3, 5, 9, 3, 7, 5, 8, 4], [5, 7, 3, 3, 7, 5, 7, 7, 8, 3]],
    "t2": [[5, 7, 5, 3, 7, 3, 7, 7, 6, 3], [3, 5, 3, 1, 7, 3, 5, 5, 6, 5], [4, 5, 3, 4, 3, 6, 5, 5, 6, 6], [5, 5, 5, 3, 7, 3, 7, 4, 5, 5]],
    "t3": [[6, 7, 6, 5, 2, 4, 5, 3, 5, 5], [7, 7, 5, 3, 7, 5, 5, 2, 8, 7], [3, 5, 1, 3, 5, 1, 5, 1, 1, 1], [3, 2, 6, 5, 3, 2, 4, 1, 1, 1]],
}  # fmt: skip
"""Brennan 2001, synthetic data set 4: task -> rater -> the ten persons; every task has raters of its own."""

BRENNAN_UNBALANCED = {
    "h1": [[4, 2, 2, 1, 3, 1, 3, 0], [5, 1, 4, 3, 3, 2, 5, 1]],
    "h2": [[3, 2, 4, 5, 6, 5, 6, 1], [3, 3, 7, 4, 7, 6, 8, 2], [5, 1, 6, 5, 5, 4, 6, 0], [4, 4, 5, 5, 7, 4, 7, 4]],
    "h3": [[5, 4, 8, 4, 8, 5, 7, 7], [7, 6, 7, 5, 9, 6, 8, 8]],
}
"""Brennan 2001, ch. 7: an unbalanced p x (i:h) table, category -> item -> the eight persons."""

LAKENS = [(9, 9), (7, 6), (8, 7), (9, 8), (8, 7), (9, 9), (9, 8), (10, 8), (9, 8), (9, 7)]
"""Lakens 2013, table 1: what ten people think of two films."""

THREE_INCOMPLETE: Table = [
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    [1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0],
    [None, 0, 1, 1, None, 1, 1, 1, 1, 0, 0],
    [1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0],
    [1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0],
    [0, 1, None, 0, 1, 1, 1, 1, 0, 0, 0],
    [1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0],
    [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0],
    [0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0],
    [1, 0, 0, 1, 0, 1, 0, 0, None, 0, 0],
    [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
]
"""Twelve persons on eleven items, three of them incomplete: the example in the documentation of Pingouin's alpha."""


def flat_ratings(table: Sequence[Sequence[float]]) -> list[Rating]:
    """Ratings of persons in scenarios by one rater."""
    return [Rating(f"p{p}", f"s{s}", "r", value) for p, row in enumerate(table) for s, value in enumerate(row)]


def crossed_ratings(tables: Mapping[str, Sequence[Sequence[float]]]) -> list[Rating]:
    """Ratings from rater -> persons x scenarios."""
    return [one._replace(rater=rater) for rater, table in tables.items() for one in flat_ratings(table)]


def nested_ratings(tables: Mapping[str, Sequence[Sequence[float]]]) -> list[Rating]:
    """Ratings from scenario -> rater -> persons."""
    return list(each_nested(tables))


def each_nested(tables: Mapping[str, Sequence[Sequence[float]]]) -> Iterator[Rating]:
    """One rating after the other."""
    for scenario, raters in tables.items():
        for rater, column in enumerate(raters):
            for person, value in enumerate(column):
                yield Rating(f"p{person}", scenario, f"r{rater}", value)


def estimate(figure: Figure) -> Estimate:
    """The figure, which there must be."""
    assert isinstance(figure, Estimate), figure
    return figure


def limits(figure: Figure) -> tuple[float, float]:
    """The limits of its interval, which there must be."""
    interval = estimate(figure).ci
    assert isinstance(interval, Interval), interval
    return interval.low, interval.high


def whole(found: Study | Undefined) -> Study:
    """The study, which there must be."""
    assert isinstance(found, Study), found
    return found


def number(value: float | Undefined) -> float:
    """The number, which there must be."""
    assert isinstance(value, float), value
    return value


def variances(found: Study | Undefined) -> dict[str, float]:
    """Label -> estimate."""

    def named(component: Component) -> tuple[str, float]:
        return component.label, component.estimate

    return dict(map(named, whole(found).components))
