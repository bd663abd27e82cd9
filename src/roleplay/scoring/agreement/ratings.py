"""Who rated which item how, in the form that the coefficients are computed from.

A coefficient needs no names. Items on which every rater said the same thing count as one *pattern* that occurs so
many times; a scale of four levels and three raters has at most 124 of them, however many items there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

MISSING = -1
"""Stands in a pattern where a rater has not rated."""

LARGEST = 1e9
"""No rating is farther from zero; its square still has room."""


class Rating(NamedTuple):
    """One value, given by one rater to one item."""

    item: str
    """What was rated."""
    rater: str
    """By whom."""
    value: float | str
    """A finite number, or a word."""


@dataclass(frozen=True, eq=False)
class Ratings:
    """A table of ratings. Items and raters are sorted by name, so the order of rows changes no figure."""

    raters: tuple[str, ...]
    """Names."""
    categories: tuple[float, ...] | tuple[str, ...]
    """The scale, sorted: what was declared, or else what occurs."""
    patterns: Whole
    """(patterns, raters): index of a category, or `MISSING`."""
    times: Whole
    """(patterns,): on how many items each pattern occurs; all positive."""

    @classmethod
    def of(cls, ratings: Iterable[Rating], categories: Sequence[float] | Sequence[str] = ()) -> Ratings:
        """Make a table. `categories` declares the scale, also where part of it was never used (matters to AC1 and AC2).

        Raises `ValueError` for what is no table: a rater twice on one item, numbers among words, a number that is not
        finite or past `LARGEST`, a value that the declared scale does not have.
        """
        given = list(ratings)
        values = {one.value for one in given}
        if len({isinstance(value, str) for value in (*values, *categories)}) > 1:
            raise ValueError("Numbers and words in one table.")
        if not all(isinstance(value, str) or abs(value) <= LARGEST for value in (*values, *categories)):
            raise ValueError("A value is not finite, or too large.")
        scale = sorted(set(categories) or values)  # type: ignore[type-var]
        if strange := values - set(scale):
            raise ValueError(f"Not on the scale: {', '.join(sorted(map(str, strange)))}.")
        code = {value: index for index, value in enumerate(scale)}
        items = {item: row for row, item in enumerate(sorted({one.item for one in given}))}
        raters = {rater: column for column, rater in enumerate(sorted({one.rater for one in given}))}
        if len({(one.item, one.rater) for one in given}) < len(given):
            raise ValueError("A rater has rated one item twice.")
        table = np.full((len(items), len(raters)), MISSING, dtype=np.int64)
        for one in given:
            table[items[one.item], raters[one.rater]] = code[one.value]
        patterns, times = np.unique(table, axis=0, return_counts=True) if given else (table, np.zeros(0, np.int64))
        return cls(tuple(raters), tuple(scale), patterns, times)  # type: ignore[arg-type]

    @property
    def items(self) -> int:
        """How many items have a rating."""
        return int(self.times.sum())

    @property
    def number(self) -> int:
        """How many ratings there are."""
        return int(self.times @ self.given)

    @property
    def numeric(self) -> bool:
        """Whether values are numbers, so that they have an order and distances."""
        return not any(isinstance(category, str) for category in self.categories)

    @cached_property
    def values(self) -> Floats:
        """(categories,): the scale as numbers. For numeric ratings only."""
        return np.array(self.categories, dtype=np.float64)

    @cached_property
    def counts(self) -> Floats:
        """(patterns, categories): how many raters chose each category."""
        each = [(self.patterns == code).sum(axis=1) for code in range(len(self.categories))]
        return np.array(each, dtype=np.float64).reshape(len(self.categories), len(self.patterns)).T

    @cached_property
    def given(self) -> Whole:
        """(patterns,): how many ratings an item of this pattern has."""
        return np.asarray((self.patterns != MISSING).sum(axis=1), dtype=np.int64)

    @cached_property
    def paired(self) -> NDArray[np.bool_]:
        """(patterns,): whether an item of this pattern has two ratings or more."""
        return self.given > 1

    @property
    def one_category(self) -> bool:
        """Whether, where two have rated, everybody said the same all the time."""
        return int((self.counts[self.paired].sum(axis=0) > 0).sum()) < 2

    def pairs(self) -> list[tuple[int, int]]:
        """Every two raters, as columns of the patterns."""
        return list(combinations(range(len(self.raters)), 2))
