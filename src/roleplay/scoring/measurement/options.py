"""Who took which choice of a decision, and which decisions deserve a second look.

Option analysis as for the distractors of a test (Ebel 1965; Haladyna & Rodriguez 2013): a wrong answer should
draw those who are weaker elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import NamedTuple

import numpy as np

from roleplay.scoring.figure import CONFIDENCE, Estimate, Figure, Interval, Reason, TooFew, Undefined
from roleplay.scoring.measurement.interval import student, wilson
from roleplay.scoring.measurement.items import Difficulty, share_passing

MINIMUM_TAKERS = 5
"""A harmful choice is flagged only if this many with a rest score took it, and as many took another."""

MINIMUM_DECISIONS = 10
"""A decision is flagged as failed or passed by nobody only if this many have taken it."""


class Option(NamedTuple):
    """A choice that a decision offers."""

    name: str
    """Its id."""
    passes: bool
    """True if taking it passes the decision."""
    harmful: bool = False
    """True if it shows a harmful behaviour."""


class Taken(NamedTuple):
    """One person at the decision."""

    option: str
    """What they took."""
    rest: float | None
    """Their score on everything else, such as `rest_scores` gives; None if there is nothing else."""


class Flag(StrEnum):
    """Why a decision deserves a second look."""

    NOBODY_FAILS = "nobody fails"
    NOBODY_PASSES = "nobody passes"
    STRONG_TAKE_HARM = "a harmful choice is taken by those who are strong elsewhere"


@dataclass(frozen=True, slots=True)
class OptionUse:
    """How one choice is used."""

    option: Option
    """The choice."""
    n: int
    """How many took it."""
    share: Figure
    """Their share of all, with Wilson's interval."""
    rest: float | Undefined
    """Their mean rest score."""
    gap: Figure
    """Their mean rest score less that of those who took another, with Welch's interval."""
    flagged: bool
    """True if it is harmful and its takers are strong elsewhere."""


@dataclass(frozen=True, slots=True)
class DecisionUse:
    """How one decision is used."""

    difficulty: Difficulty
    """The share who passed it."""
    options: tuple[OptionUse, ...]
    """Every choice that it offers, in its order, also those that nobody took."""
    flags: frozenset[Flag]
    """Why it deserves a second look; empty if nothing stands out."""


def analyse(options: Sequence[Option], taken: Sequence[Taken], confidence: float = CONFIDENCE) -> DecisionUse:
    """Analyse one decision.

    A harmful choice is flagged when the mean rest score of its takers is not below that of those who took another
    (gap >= 0), and both groups have at least `MINIMUM_TAKERS` with a rest score. Chance alone flags a choice that has
    nothing to do with strength every other time: the gap's interval shows how sure it is. Whatever was taken has to be
    among the options.
    """
    passing = {option.name: option.passes for option in options}
    difficulty = share_passing([passing[one.option] for one in taken], confidence)
    uses = tuple(use(option, taken, confidence) for option in options)
    flags = {Flag.STRONG_TAKE_HARM} if any(one.flagged for one in uses) else set()
    if len(taken) >= MINIMUM_DECISIONS and isinstance(difficulty.index, Estimate):
        flags |= {Flag.NOBODY_FAILS} if difficulty.index.value == 1 else set()
        flags |= {Flag.NOBODY_PASSES} if difficulty.index.value == 0 else set()
    return DecisionUse(difficulty, uses, frozenset(flags))


def use(option: Option, taken: Sequence[Taken], confidence: float) -> OptionUse:
    """How one choice is used."""
    n = sum(one.option == option.name for one in taken)
    takers = [one.rest for one in taken if one.option == option.name and one.rest is not None]
    others = [one.rest for one in taken if one.option != option.name and one.rest is not None]
    rest = sum(takers) / len(takers) if takers else Undefined(Reason.NO_VALUES, "nobody with a score elsewhere took it")
    gap = difference(takers, others, confidence)
    return OptionUse(
        option,
        n,
        wilson(n, len(taken), confidence),
        rest,
        gap,
        option.harmful and isinstance(gap, Estimate) and gap.value >= 0,
    )


def difference(takers: Sequence[float], others: Sequence[float], confidence: float) -> Figure:
    """Difference of two means with the interval of Welch (1947), if both groups are large enough."""
    smaller = min(len(takers), len(others))
    if smaller < MINIMUM_TAKERS:
        return TooFew.of("who took it, or another, and have a score elsewhere", smaller, MINIMUM_TAKERS)
    a, b = np.asarray(takers, dtype=float), np.asarray(others, dtype=float)
    value = float(a.mean() - b.mean())
    va, vb = float(a.var(ddof=1)) / a.size, float(b.var(ddof=1)) / b.size
    if va + vb <= 1e-18:
        return Estimate(value, Undefined(Reason.NO_SPREAD, "within both groups all scores are the same"))
    freedom = (va + vb) ** 2 / (va**2 / (a.size - 1) + vb**2 / (b.size - 1))
    half = student(confidence, freedom) * sqrt(va + vb)
    return Estimate(value, Interval(value - half, value + half, confidence, "Welch"))
