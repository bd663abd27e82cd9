"""What a figure is: a value with its interval, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

CONFIDENCE = 0.95
"""How sure an interval is, unless somebody asks for another."""

FEWEST_ITEMS = 5
"""Items with two ratings that an interval by resampling needs."""

MOST_UNDEFINED = 0.05
"""Part of the samples that may be without a figure; the tails of a 95 % interval are no larger."""


class Reason(StrEnum):
    """Why a figure, or its interval, is not defined; for programs."""

    TOO_FEW = "too-few"
    """It would rest on fewer than are needed."""
    NO_VALUES = "no-values"
    """Nothing was counted."""
    NO_SPREAD = "no-spread"
    """All are the same, or fit perfectly, so there is nothing to compare, or chance left no trace."""
    NOT_COMPUTED = "not-computed"
    """The figure is given without an interval."""

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
    """All ratings are the same."""
    NO_DIFFERENCE = "no-difference"
    """Items differ so little that the formula divides by zero, or by less."""

    NOT_ASKED = "not-asked"
    """No interval was asked for."""
    FEW_ITEMS = "few-items"
    """Too few items to draw samples from."""
    UNSTABLE = "unstable"
    """Too many samples have no figure of their own."""
    OUT_OF_RANGE = "out-of-range"
    """The interval's formula gives no numbers that enclose the figure."""

    NO_FACTOR = "no-factor"
    """The items share nothing."""
    NOT_CONVERGED = "not-converged"
    """The fit did not come to rest."""
    IMPROPER = "improper"
    """The fit leaves an item less than no variance."""
    RATED_TWICE = "rated-twice"
    """Somebody was rated twice where once is expected."""
    CONFOUNDED = "confounded"
    """These ratings cannot tell some sources of variance apart."""
    OUT_OF_REACH = "out-of-reach"
    """No number of scenarios would be enough."""


_WHY = {
    Reason.TOO_FEW: "there are too few",
    Reason.NO_VALUES: "there is no value",
    Reason.NO_SPREAD: "every resampled table gives the same figure, so resampling cannot tell how certain it is",
    Reason.NOT_COMPUTED: "no interval is computed for it",
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
    Reason.OUT_OF_RANGE: "the ratings fit the model so badly, or so perfectly, that its formula gives no interval",
    Reason.NO_FACTOR: "the items share nothing, so there is no factor",
    Reason.NOT_CONVERGED: "the fit did not converge",
    Reason.IMPROPER: "one factor leaves an item less than no variance (a Heywood case)",
    Reason.RATED_TWICE: "somebody was rated twice where once is expected",
    Reason.CONFOUNDED: "these ratings cannot tell the sources of variance apart",
    Reason.OUT_OF_REACH: "no number of scenarios is enough",
}


@dataclass(frozen=True, slots=True)
class Undefined:
    """There is no figure, or no interval. A result like any other, never NaN and never an exception."""

    reason: Reason
    """For programs."""
    why: str = ""
    """For people: part of a sentence, without a full stop. What is usual for the reason, unless something is said."""

    def __post_init__(self) -> None:
        """Say what is usual."""
        if not self.why:
            object.__setattr__(self, "why", _WHY[self.reason])


@dataclass(frozen=True, slots=True)
class TooFew(Undefined):
    """A figure that is not given because it would rest on too few."""

    n: int = field(kw_only=True)
    """How many there are."""
    needed: int = field(kw_only=True)
    """How many there must be."""

    @classmethod
    def of(cls, what: str, n: int, needed: int) -> Self:
        """Say what there is too few of."""
        return cls(Reason.TOO_FEW, f"too few {what}: {n}, and {needed} are needed", n=n, needed=needed)


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the value would lie if it were not for chance."""

    low: float
    """Lower limit."""
    high: float
    """Upper limit; may equal the lower one."""
    confidence: float
    """Share of such intervals that hold the true value, such as 0.95."""
    method: str
    """How it was found."""

    @property
    def limits(self) -> tuple[float, float]:
        """Lower and upper."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and how sure it is."""

    value: float
    """Finite. Of agreement 1 is perfect; corrected for chance, 0 is chance and less is worse than that."""
    ci: Interval | Undefined
    """Its confidence interval, or why it has none."""


Figure = Estimate | Undefined
"""What most functions of `agreement` and `measurement` come to."""
