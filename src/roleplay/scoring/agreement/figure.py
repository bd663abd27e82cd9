"""A figure that was computed from ratings, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why a figure, or its interval, is not defined."""

    NO_RATINGS = "no-ratings"
    """Nothing was rated."""
    FEW_RATERS = "few-raters"
    """One rater agrees with nobody."""
    NO_PAIR = "no-pair"
    """No item has two ratings."""
    ONE_CATEGORY = "one-category"
    """Chance alone would have everybody agree: 0 divided by 0."""
    WORDS = "words"
    """A distance was asked for where there are words."""
    NEGATIVE = "negative"
    """A ratio was asked for where there are values under zero."""
    UNEQUAL = "unequal"
    """Some items have more ratings than others."""
    INCOMPLETE = "incomplete"
    """Some raters have not rated some items."""
    ONE_ITEM = "one-item"
    """A variance was asked for of a single item."""
    NO_VARIANCE = "no-variance"
    """All values are the same."""
    NO_DIFFERENCE = "no-difference"
    """Items differ so little that the formula divides by zero, or by less."""
    NOT_ASKED = "not-asked"
    """No interval was asked for."""
    FEW_ITEMS = "few-items"
    """Too few items to draw samples from."""
    UNSTABLE = "unstable"
    """Too many samples have no figure of their own."""
    NO_SPREAD = "no-spread"
    """Every sample has the same figure."""
    OUT_OF_RANGE = "out-of-range"
    """The interval's formula gives no numbers that enclose the figure."""


FEWEST_ITEMS = 5
"""Items with two ratings that an interval by resampling needs."""

MOST_UNDEFINED = 0.05
"""Part of the samples that may be without a figure; the tails of a 95 % interval are no larger."""

_WHY = {
    Reason.NO_RATINGS: "nothing was rated",
    Reason.FEW_RATERS: "fewer than two raters",
    Reason.NO_PAIR: "no item was rated by two raters",
    Reason.ONE_CATEGORY: "all values are the same, so agreement beyond chance cannot be told from chance",
    Reason.WORDS: "the values are words, which have no order and no distance",
    Reason.NEGATIVE: "a ratio needs values of zero or more",
    Reason.UNEQUAL: "not every item has the same number of ratings, two or more; Krippendorff's alpha allows for that",
    Reason.INCOMPLETE: "not every rater has rated every item; Krippendorff's alpha (interval) allows for that",
    Reason.ONE_ITEM: "fewer than two items",
    Reason.NO_VARIANCE: "all values are the same, so there is no variance to share out",
    Reason.NO_DIFFERENCE: "the items differ less than their ratings scatter: the formula divides by zero or less",
    Reason.NOT_ASKED: "no interval was asked for",
    Reason.FEW_ITEMS: f"fewer than {FEWEST_ITEMS} items with two ratings are too few to resample",
    Reason.UNSTABLE: f"the figure is undefined in more than {MOST_UNDEFINED:.0%} of the resampled tables",
    Reason.NO_SPREAD: "every resampled table gives the same figure, so resampling cannot tell how certain it is",
    Reason.OUT_OF_RANGE: "the ratings fit the model so badly, or so perfectly, that its formula gives no interval",
}


class Interval(NamedTuple):
    """A 95 % confidence interval."""

    low: float
    """Lower bound."""
    high: float
    """Upper bound; may equal the lower one."""


@dataclass(frozen=True, slots=True)
class Undefined:
    """There is no figure, or no interval. Never NaN, and no exception: the ratings are honest, they just cannot say."""

    reason: Reason
    """For programs."""

    @property
    def why(self) -> str:
        """For people: part of a sentence, without a full stop."""
        return _WHY[self.reason]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval."""

    value: float
    """Finite. 1 is perfect agreement; in figures that correct for chance, 0 is chance and less is worse than that."""
    ci: Interval | Undefined
    """95 % confidence, or why there is none."""


Figure = Estimate | Undefined
"""What every coefficient comes to."""
