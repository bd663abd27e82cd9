"""Generalizability study: what a trainee's mean level depends on besides the trainee.

Persons, scenarios and raters each bring differences of their own (Brennan 2001; Shavelson & Webb 1991). The study
estimates how large each is; `decision` then says what a mean over other numbers of scenarios and raters would be worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import prod
from typing import NamedTuple

import numpy as np

from roleplay.scoring.figure import Reason, TooFew, Undefined
from roleplay.scoring.measurement.variance import Cells, variance_components


class Rating(NamedTuple):
    """A value that a rater gave a person in a scenario. Where there was no opportunity, there is none."""

    person: str
    """Who was rated."""
    scenario: str
    """In what."""
    rater: str
    """By whom."""
    value: float
    """Such as a level, 1 to 4."""


class Design(StrEnum):
    """What is crossed with what."""

    CROSSED = "p x s x r"
    """The same raters rate several scenarios of several persons."""
    NESTED = "p x (r:s)"
    """Each scenario has raters of its own."""
    SCENARIOS = "p x s"
    """One rating for each person and scenario; raters are left aside."""
    RATERS = "p x r"
    """One rating for each person and rater; scenarios are left aside."""


EFFECTS = {
    Design.CROSSED: {"p": "p", "s": "s", "r": "r", "ps": "ps", "pr": "pr", "sr": "sr", "psr": "psr,e"},
    Design.NESTED: {"p": "p", "s": "s", "sr": "r:s", "ps": "ps", "psr": "pr:s,e"},
    Design.SCENARIOS: {"p": "p", "s": "s", "ps": "ps,e"},
    Design.RATERS: {"p": "p", "r": "r", "pr": "pr,e"},
}
"""Facets of each effect of a design, and how the effect is written; the last one also holds all other error."""

FACETS = {"p": "person", "s": "scenario", "r": "rater"}
"""What the letters stand for."""


@dataclass(frozen=True, slots=True)
class Component:
    """One source of variance."""

    effect: str
    """The facets whose combination makes it, such as "ps"."""
    label: str
    """As it is written in the design, such as "pr:s,e"."""
    estimate: float
    """As estimated; chance may make it negative."""
    share: float
    """Its part of the sum of all, 0 to 1; 0 if nothing varies."""

    @property
    def variance(self) -> float:
        """The estimate, with a negative one set to zero: after all are estimated, so that the others stay unbiased.

        So Brennan (2001, ch. 3) advises; Cronbach et al. (1972) put the zero into the equations of the others.
        """
        return max(0.0, self.estimate)

    @property
    def negative(self) -> bool:
        """True if a negative estimate was set to zero, which has to be said."""
        return self.estimate < 0


@dataclass(frozen=True, slots=True)
class Study:
    """A generalizability study."""

    design: Design
    """What was taken to be crossed with what."""
    components: tuple[Component, ...]
    """The sources of variance, in the order of `EFFECTS`."""
    ratings: int
    """How many ratings it rests on."""
    levels: Mapping[str, int]
    """How many persons (p), scenarios (s) and raters (r) there are, for the facets of the design."""
    balanced: bool
    """True if nothing is missing, so that the estimates are those of ANOVA."""
    mean: float
    """Mean of all ratings."""
    mean_variance: float
    """How much that mean would vary with other persons, scenarios and raters."""

    @property
    def negative(self) -> tuple[str, ...]:
        """Labels of the components whose negative estimate was set to zero."""
        return tuple(component.label for component in self.components if component.negative)


def study(ratings: Sequence[Rating], design: Design = Design.CROSSED) -> Study | Undefined:
    """Estimate the variance components of a design, from complete or incomplete ratings.

    Undefined with fewer than two persons, scenarios or raters, where somebody was rated twice in the same cell, and
    where too much is missing to tell the sources apart.
    """
    effects = EFFECTS[design]
    facets = "".join(sorted(set("".join(effects)), key="psr".index))
    names = {facet: [getattr(rating, FACETS[facet]) for rating in ratings] for facet in facets}
    levels = {facet: len(set(found)) for facet, found in names.items()}
    for facet, n in levels.items():
        if n < 2:
            return TooFew.of(f"{FACETS[facet]}s", n, 2)
    cells = Cells(names)
    twice = int((cells.sizes(facets) > 1).sum())
    if twice:
        what = " and ".join(FACETS[facet] for facet in facets)
        return Undefined(Reason.RATED_TWICE, f"more than one rating for the same {what}: {twice} times")
    values = np.array([rating.value for rating in ratings], dtype=float)
    estimates = variance_components(cells, effects, values)
    if isinstance(estimates, Undefined):
        return estimates
    dust = 1e-12 * max(1.0, float(np.square(values).mean()))
    estimates = [0.0 if abs(estimate) < dust else estimate for estimate in estimates]
    total = sum(max(0.0, estimate) for estimate in estimates)
    return Study(
        design,
        tuple(
            Component(effect, label, estimate, max(0.0, estimate) / total if total else 0.0)
            for (effect, label), estimate in zip(effects.items(), estimates, strict=True)
        ),
        len(ratings),
        levels,
        balanced(cells, design, levels),
        float(values.mean()),
        sum(
            max(0.0, estimate) * cells.share(effect, "") / len(ratings)
            for effect, estimate in zip(effects, estimates, strict=True)
        ),
    )


def balanced(cells: Cells, design: Design, levels: Mapping[str, int]) -> bool:
    """True if every combination that the design asks for was rated."""
    n = int(cells.sizes("").sum())
    if design is not Design.NESTED:
        return n == prod(levels.values())
    return n == levels["p"] * cells.sizes("sr").size and len(set(cells.sizes("s").tolist())) == 1
