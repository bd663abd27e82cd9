"""Calibration: how far one evaluator sees in anchors what their keys say, and whether that moves over time.

An item is one competency of one anchor. Kappa is weighted linearly: it is then the mean, by weight, of the kappas
of the three cuts between levels (Vanbelle and Albert 2009), and those are the three questions that a level answers: was
there harm, was all there that is required, was there more. Squared weights would forgive most of the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np

from roleplay.scoring.agreement import Rating as Row
from roleplay.scoring.agreement import Ratings, weighted_kappa
from roleplay.scoring.figure import CONFIDENCE, Estimate, Figure, Interval, Reason, TooFew, Undefined
from roleplay.scoring.level import Level
from roleplay.scoring.marked import FEWEST_ANCHORS, FEWEST_ITEMS, Item, Marked
from roleplay.scoring.measurement.interval import mean

WINDOW = 10
"""So many anchors count, the last ones: somebody who has learnt is not held to how they began."""
_SAMPLES = 2000
_SEED = 1


@dataclass(frozen=True, slots=True)
class Calibration:
    """How somebody stands."""

    anchors: int
    """How many anchors it rests on."""
    items: int
    """How many items."""
    kappa: Figure
    """Weighted kappa with the keys, with its interval; or why it cannot be told."""
    harm: int
    """How many competencies were at level 1 by the key."""
    harm_found: int
    """In how many of those the evaluator saw harm, too."""
    bar: float
    """What is asked for."""

    @property
    def told(self) -> bool:
        """Whether it can be told at all."""
        return isinstance(self.kappa, Estimate)

    @property
    def enough(self) -> bool:
        """Whether the bar is reached."""
        return isinstance(self.kappa, Estimate) and self.kappa.value >= self.bar - 1e-9


class Drift(NamedTuple):
    """One occasion, and the last ones up to it."""

    at: datetime
    """When."""
    severity: float | None
    """By how many levels this one was marked stricter than its key; under 0 milder."""
    lately: Figure
    """The mean of the last `FEWEST_ANCHORS`, this one included, with its interval; or why it cannot be told."""
    kappa: Figure
    """Kappa with the key over the same."""


def calibration(marked: Iterable[Marked], bar: float) -> Calibration:
    """How somebody stands who marked these, the first one first. Only what was new to them counts."""
    counted = [one for one in marked if one.first][-WINDOW:]
    items = [item for one in counted for item in one.items if item.pair is not None]
    harm = [item for item in items if item.key is Level.POTENTIALLY_HARMFUL]
    found = sum(item.own is Level.POTENTIALLY_HARMFUL for item in harm)
    kappa = kappa_with_key([one.items for one in counted])
    return Calibration(len(counted), len(items), kappa, len(harm), found, bar)


def kappa_with_key(anchors: Sequence[Sequence[Item]]) -> Figure:
    """Weighted kappa with the key over the items of some anchors; its interval resamples whole anchors.

    The competencies of one anchor come from one conversation, so they are not drawn one by one.
    """
    compared = [pairs for one in anchors if (pairs := [item.pair for item in one if item.pair is not None])]
    if len(compared) < FEWEST_ANCHORS:
        return TooFew.of("anchors", len(compared), FEWEST_ANCHORS)
    if (number := sum(map(len, compared))) < FEWEST_ITEMS:
        return TooFew.of("competencies in anchors", number, FEWEST_ITEMS)
    kinds = sorted({pair for pairs in compared for pair in pairs})  # each is one pattern of the table
    table = Ratings.of(
        (Row(f"{kind:02}", rater, float(level)) for kind, pair in enumerate(kinds) for rater, level in _named(pair)),
        [float(level) for level in Level],
    )
    formula = weighted_kappa(table, "linear")
    if isinstance(formula, Undefined):
        return formula
    place = {tuple(int(table.values[code]) for code in row): index for index, row in enumerate(table.patterns)}
    held = np.zeros((len(compared), len(table.patterns)))
    for row, pairs in enumerate(compared):
        for pair in pairs:
            held[row, place[pair]] += 1
    value = float(formula.formula(held.sum(axis=0, keepdims=True))[0, 0])
    if np.isnan(value):
        return Undefined(Reason.ONE_CATEGORY)
    shares = np.full(len(compared), 1 / len(compared))
    drawn = np.random.default_rng(_SEED).multinomial(len(compared), shares, size=_SAMPLES) @ held
    return Estimate(value, _interval(formula.formula(drawn)[:, 0]))


def drift(marked: Iterable[Marked]) -> tuple[Drift, ...]:
    """Every occasion on which somebody marked without knowing the key, or without knowing that there was one."""
    blind = [one for one in marked if one.blind]
    found: list[Drift] = []
    for place, one in enumerate(blind, start=1):
        last = blind[max(0, place - FEWEST_ANCHORS) : place]
        apart = [each.severity for each in last if each.severity is not None]
        few = len(apart) < FEWEST_ANCHORS
        lately: Figure = TooFew.of("anchors", len(apart), FEWEST_ANCHORS) if few else mean(apart)
        found.append(Drift(one.at, one.severity, lately, kappa_with_key([each.items for each in last])))
    return tuple(found)


def _interval(samples: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Interval | Undefined:
    defined = samples[~np.isnan(samples)]
    if len(defined) < len(samples) * 0.95:
        return Undefined(Reason.UNSTABLE)
    low, high = np.quantile(defined, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    if high - low < 1e-9:
        return Undefined(Reason.NO_SPREAD)
    return Interval(float(low), float(high), CONFIDENCE, "percentile bootstrap over anchors")


def _named(pair: tuple[int, int]) -> tuple[tuple[str, int], ...]:
    return (("1 own", pair[0]), ("2 key", pair[1]))
