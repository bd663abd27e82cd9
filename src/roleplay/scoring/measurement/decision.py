"""Decision study: what a mean over so many scenarios and raters is worth, and how near the cut it can be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, prod, sqrt
from statistics import NormalDist

from roleplay.scoring.figure import CONFIDENCE, Interval, Reason, Undefined
from roleplay.scoring.measurement.generalizability import Component, Study

PHI = 0.80
"""The index of dependability that is asked for, unless somebody asks for another."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person's mean is worth when each is seen in so many scenarios by so many raters."""

    scenarios: int
    """Scenarios for each person."""
    raters: int
    """Raters for each scenario."""
    relative_error: float
    """Error variance of the order between persons, sigma^2(delta)."""
    absolute_error: float
    """Error variance of the mean itself, sigma^2(Delta)."""
    g: float | Undefined
    """Generalizability coefficient E rho^2 = p / (p + delta): how well persons keep their order."""
    phi: float | Undefined
    """Index of dependability Phi = p / (p + Delta): how well each mean stands for the person."""

    @property
    def ratings(self) -> int:
        """Ratings that it costs for each person."""
        return self.scenarios * self.raters

    @property
    def standard_error(self) -> float:
        """Standard error of one person's mean, in levels."""
        return sqrt(self.absolute_error)


@dataclass(frozen=True, slots=True)
class Dependability:
    """How well means near a cut can be trusted."""

    cut: float
    """The mean level that has to be reached."""
    phi: float | Undefined
    """Phi(lambda)."""
    undecided: Interval
    """Means so near the cut that chance may have put them on their side."""


def plan(study: Study, scenarios: int = 1, raters: int = 1, *, nested: bool = False) -> Plan:
    """Errors and coefficients for so many scenarios and raters (Brennan 2001, ch. 4).

    `nested` gives each scenario raters of its own, although the study crossed them. Whatever the study did not vary
    stays at 1; asking otherwise is a ValueError.
    """
    if scenarios < 1 or raters < 1:
        raise ValueError("a mean needs one scenario and one rater at least")
    for facet, n in (("s", scenarios), ("r", raters)):
        if facet not in study.levels and n > 1:
            raise ValueError(f"a study of {study.design} says nothing about more than one {facet}")
    relative = error(study, scenarios, raters, nested=nested, absolute=False)
    absolute = error(study, scenarios, raters, nested=nested, absolute=True)
    person = study.components[0].variance
    return Plan(scenarios, raters, relative, absolute, ratio(person, relative), ratio(person, absolute))


def decision_table(
    study: Study, scenarios: Iterable[int] = range(1, 11), raters: Iterable[int] = (1, 2, 3), *, nested: bool = False
) -> tuple[Plan, ...]:
    """All plans with these numbers; a facet that the study did not vary stays at 1."""
    how_many = tuple(scenarios) if "s" in study.levels else (1,)
    by_how_many = tuple(raters) if "r" in study.levels else (1,)
    return tuple(plan(study, s, r, nested=nested) for r in by_how_many for s in how_many)


def scenarios_needed(study: Study, raters: int = 1, phi: float = PHI, *, nested: bool = False) -> int | Undefined:
    """The fewest scenarios that bring Phi to what is asked for; undefined if no number does.

    More scenarios do not help against raters who differ, if the same ones rate them all.
    """
    if "s" not in study.levels:
        return Undefined(Reason.CONFOUNDED, f"a study of {study.design} says nothing about scenarios")
    person = study.components[0].variance
    by_scenario = by_rater = 0.0
    for component in study.components[1:]:
        part = component.variance / divisor(component, 1, raters, nested=nested)
        if "s" in component.effect or nested:
            by_scenario += part
        else:
            by_rater += part
    allowed = person * (1 - phi) / phi - by_rater
    if allowed <= 0:
        return Undefined(
            Reason.OUT_OF_REACH, f"no number of scenarios brings Phi to {phi:.2f} with so many raters: {raters}"
        )
    return max(1, ceil(by_scenario / allowed - 1e-9))


def dependability_at(study: Study, cut: float, planned: Plan, confidence: float = CONFIDENCE) -> Dependability:
    """Phi(lambda) for a cut (Brennan & Kane 1977; Brennan 2001, ch. 2), and the means that stay undecided.

    Phi(lambda) = (p + d) / (p + d + Delta), where d is the squared distance of the mean from the cut, less the variance
    of the mean, so that it is without bias. The undecided means lie within z standard errors of the cut.
    """
    distance = (study.mean - cut) ** 2 - study.mean_variance
    half = NormalDist().inv_cdf((1 + confidence) / 2) * planned.standard_error
    signal = max(0.0, study.components[0].variance + distance)
    return Dependability(
        cut,
        ratio(signal, planned.absolute_error),
        Interval(cut - half, cut + half, confidence, "normal, from sigma(Delta)"),
    )


def error(study: Study, scenarios: int, raters: int, *, nested: bool, absolute: bool) -> float:
    """Error variance of a person's mean: the components with the person in them, or all but the person's own."""
    return sum(
        component.variance / divisor(component, scenarios, raters, nested=nested)
        for component in study.components[1:]
        if absolute or "p" in component.effect
    )


def divisor(component: Component, scenarios: int, raters: int, *, nested: bool) -> int:
    """Over how many a component is averaged; raters of their own are as many as scenarios x raters."""
    if nested and "r" in component.effect:
        return scenarios * raters
    return prod(n for facet, n in (("s", scenarios), ("r", raters)) if facet in component.effect)


def ratio(signal: float, noise: float) -> float | Undefined:
    """Signal / (signal + noise)."""
    if signal + noise <= 0:
        return Undefined(Reason.NO_SPREAD, "nothing varies, so there is nothing to be dependable about")
    return signal / (signal + noise)
