"""Values of persons (rows) on items (columns), some of which may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Table = Sequence[Sequence[float | None]]
"""A row for each person, a column for each item; None where a person has no value. All rows are as long."""


@dataclass(frozen=True, slots=True)
class Complete:
    """The persons who have a value on every item (listwise deletion)."""

    values: NDArray[np.float64]
    """Persons x items."""
    dropped: int
    """How many persons were left out because a value was missing."""

    @property
    def persons(self) -> int:
        """How many persons are left."""
        return int(self.values.shape[0])

    @property
    def items(self) -> int:
        """How many items there are."""
        return int(self.values.shape[1])


def complete(table: Table) -> Complete:
    """Leave out whoever misses a value. It assumes that missing has nothing to do with how good somebody is."""
    values = filled(table)
    whole = ~np.isnan(values).any(axis=1)
    return Complete(values[whole], int((~whole).sum()))


def rest_scores(table: Table, item: int) -> tuple[float | None, ...]:
    """Each person's mean over the items that they have, without this one; None for whoever has no other.

    For complete tables, correlations with it are those with the sum of the other items.
    """
    others = np.delete(filled(table), item, axis=1)
    have = ~np.isnan(others)
    counts = have.sum(axis=1)
    sums = np.where(have, others, 0.0).sum(axis=1)
    return tuple(float(total / n) if n else None for total, n in zip(sums, counts, strict=True))


def filled(table: Table) -> NDArray[np.float64]:
    """Persons x items, with NaN for what is missing; nobody outside this folder sees it."""
    rows = [[np.nan if value is None else float(value) for value in row] for row in table]
    return np.asarray(rows, dtype=float).reshape(len(rows), len(rows[0]) if rows else 0)
