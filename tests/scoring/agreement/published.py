"""Tables of ratings that were published, and other tables for tests."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from roleplay.scoring.agreement import Bootstrap, Coefficient, Estimate, Figure, Rating, Ratings, Undefined, estimate

Cell = float | str | None
Table = Sequence[Sequence[Cell]]
"""A row for each item, a column for each rater, None where nothing was rated."""

_: Cell = None
KRIPPENDORFF: Table = list(
    zip(
        (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
        (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3),
        (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _),
        (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
        strict=True,
    )
)
"""Krippendorff (2011), four observers and twelve units; each tuple above is an observer."""

SHROUT_FLEISS: Table = [
    (9, 2, 5, 8),
    (6, 1, 3, 2),
    (8, 4, 6, 8),
    (7, 1, 2, 6),
    (10, 5, 6, 9),
    (6, 2, 4, 7),
]
"""Shrout and Fleiss (1979), table 2: six targets, four judges."""

FLEISS_COUNTS = [
    "00060",
    "03003",
    "01401",
    "00006",
    "03030",
    "20400",
    "00402",
    "20310",
    "20040",
    "00006",
    "10050",
    "11040",
    "03300",
    "10050",
    "02031",
    "00501",
    "30012",
    "51000",
    "02040",
    "10203",
    "00006",
    "01050",
    "02013",
    "20040",
    "10041",
    "05010",
    "40002",
    "02040",
    "10500",
    "00006",
]
"""Fleiss (1971), table 1: thirty patients; how many of six psychiatrists chose each of five diagnoses."""

FLEISS: Table = [
    [name for name, count in zip("abcde", row, strict=True) for _ in range(int(count))] for row in FLEISS_COUNTS
]
"""The same as ratings; which of the six said what was not published, and does not matter to Fleiss' kappa."""


def crossed(counts: Sequence[Sequence[int]], names: Sequence[Cell]) -> Table:
    """Ratings by two raters, from a table that counts what the first (rows) and the second (columns) said."""
    return [
        (one, other)
        for one, row in zip(names, counts, strict=True)
        for other, count in zip(names, row, strict=True)
        for _ in range(count)
    ]


ABSTRACTORS = crossed([(13, 0, 0), (0, 20, 7), (0, 4, 56)], ("ectopic", "abnormal", "normal"))
"""Gwet (2014): two abstractors classify a hundred pregnancies."""

SPITZER = crossed([(88, 14, 18), (10, 40, 10), (2, 6, 12)], ("personality", "neurosis", "psychosis"))
"""Cohen (1968), table 1: two psychiatrists diagnose two hundred patients."""


def ratings(table: Table, scale: Sequence[float] = ()) -> Ratings:
    """The table as ratings."""
    return Ratings.of(
        [
            Rating(f"item {row:04}", f"rater {column:02}", value)
            for row, cells in enumerate(table)
            for column, value in enumerate(cells)
            if value is not None
        ],
        scale,
    )


def value(figure: Figure) -> float:
    """The value of a figure that must have one."""
    assert isinstance(figure, Estimate), figure
    return figure.value


def computed(table: Table | Ratings, coefficient: Coefficient | Undefined) -> Figure:
    """A coefficient without its interval."""
    return estimate(table if isinstance(table, Ratings) else ratings(table), coefficient, Bootstrap(samples=0))


def tables(
    *, raters: tuple[int, int] = (2, 4), items: tuple[int, int] = (1, 12), gaps: bool = False
) -> st.SearchStrategy[Table]:
    """Any small tables of levels 1 to 4."""
    cell: st.SearchStrategy[Cell] = st.sampled_from([1, 2, 3, 4, None] if gaps else [1, 2, 3, 4])
    return st.integers(*raters).flatmap(
        lambda width: st.lists(st.tuples(*[cell] * width), min_size=items[0], max_size=items[1])
    )
