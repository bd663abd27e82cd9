"""Severity: how much stricter a rater is than others who rated the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from roleplay.scoring.figure import CONFIDENCE, Figure, TooFew
from roleplay.scoring.measurement.generalizability import Rating
from roleplay.scoring.measurement.interval import mean

MINIMUM_SHARED = 10
"""With fewer ratings that others gave, too, nothing is said about a rater: one hard case would make them severe."""


@dataclass(frozen=True, slots=True)
class Severity:
    """One rater, held against the others."""

    rater: str
    """Who."""
    shared: int
    """How many of their ratings are of what somebody else has rated, too."""
    alone: int
    """How many are not, and were left out."""
    severity: Figure
    """Mean of what the others gave less what they gave, in levels, with a t interval; above 0 is stricter."""


def severities(
    ratings: Iterable[Rating], minimum: int = MINIMUM_SHARED, confidence: float = CONFIDENCE
) -> tuple[Severity, ...]:
    """Severity of each rater, by name: the mean over what they rated of (mean of the others - their own).

    It says nothing of who is right. With the same others throughout, their own severity is in it; with many who take
    turns by chance it comes to nothing. A rater who rates the same twice is a ValueError.
    """
    cells: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for one in ratings:
        cell = cells[one.person, one.scenario]
        if one.rater in cell:
            raise ValueError(f"{one.rater} has rated {one.person} in {one.scenario} twice")
        cell[one.rater] = one.value
    gaps: dict[str, list[float]] = defaultdict(list)
    alone: dict[str, int] = defaultdict(int)
    for cell in cells.values():
        whole = sum(cell.values())
        for rater, value in cell.items():
            if len(cell) > 1:
                gaps[rater].append((whole - value) / (len(cell) - 1) - value)
            else:
                alone[rater] += 1
    least = max(2, minimum)
    return tuple(
        Severity(
            rater,
            len(gaps[rater]),
            alone[rater],
            mean(gaps[rater], confidence)
            if len(gaps[rater]) >= least
            else TooFew.of("ratings of what others rated, too", len(gaps[rater]), least),
        )
        for rater in sorted({*gaps, *alone})
    )
