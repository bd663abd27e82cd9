"""Decision consistency: how many people would get the same decision again, in other scenarios and from other raters."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from scipy import special

from roleplay.scoring.figure import Reason, Undefined
from roleplay.scoring.measurement.decision import Plan
from roleplay.scoring.measurement.generalizability import Study


@dataclass(frozen=True, slots=True)
class Consistency:
    """Two decisions about the same people, each from a mean over as many scenarios and raters, at the same cut."""

    cut: float
    """The mean level that has to be reached."""
    same: float
    """Share of the people who are on the same side of the cut both times."""
    chance: float
    """The share who would be, if both times were drawn by lot with as many on each side."""
    kappa: float | Undefined
    """How much of what chance leaves is reached: (same - chance) / (1 - chance)."""


def decision_consistency(study: Study, cut: float, planned: Plan) -> Consistency | Undefined:
    """Consistency of decisions at a cut, under normal scores (Peng & Subkoviak 1980; Subkoviak 1988).

    Both means scatter with variance p + Delta around the study's mean, and are correlated by Phi. With the cut z
    standard deviations from the mean, they fall on different sides with probability 4 T(z, a), where T is the function
    of Owen (1956) and a = sqrt((1 - Phi) / (1 + Phi)).
    """
    if isinstance(planned.phi, Undefined):
        return Undefined(Reason.NO_SPREAD, "nothing varies, so all are on one side")
    z = (cut - study.mean) / sqrt(study.components[0].variance + planned.absolute_error)
    same = 1 - 4 * float(special.owens_t(z, sqrt((1 - planned.phi) / (1 + planned.phi))))
    below = NormalDist().cdf(z)
    chance = below**2 + (1 - below) ** 2
    kappa = Undefined(Reason.NO_SPREAD, "all are on one side") if chance == 1 else (same - chance) / (1 - chance)
    return Consistency(cut, same, chance, kappa)
