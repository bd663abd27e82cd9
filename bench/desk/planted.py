"""What is planted in a made-up cohort: abilities, severities, what practice does, noise.

A rating's level is a number cut into four: ability + scenario + gains + chance of that attempt - severity + chance of
that rating, each normal. So every agreement follows from the numbers below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SCALE = 3
"""Competencies that get a number of their own in each attempt; scenarios assess no more."""


@dataclass(frozen=True)
class Planted:
    """The numbers, in units of the standard deviation between trainees."""

    trainees: int = 5000
    """How many learn."""
    evaluators: int = 60
    """How many mark."""
    ratings: int = 300_000
    """How many ratings there are in the end."""
    raters: int = 3
    """How many people mark an attempt, by the cohort's rules; some attempts are marked by one more."""
    scenario: float = 0.3
    """Spread of the scenarios' difficulty."""
    attempt: float = 0.5
    """Chance of an attempt, in each competency."""
    severity: float = 0.35
    """Spread of the evaluators' severity."""
    rating: float = 0.55
    """Chance of a rating, in each competency."""
    practice: float = 0.5
    """How much better trainees are in the second form of an assessment, after practice."""
    feedback: float = 0.3
    """How much better they are in a practice with feedback after each choice than in one with feedback at the end."""
    drift: float = 0.6
    """How much more severe every tenth evaluator has become from the first day to the last."""
    cuts: tuple[float, float, float] = (-2.0, -0.4, 1.0)
    """Where levels 2, 3 and 4 begin."""
    seed: int = 1
    """Same seed, same cohort."""

    @property
    def attempts(self) -> int:
        """How many attempts there are."""
        return self.trainees * ATTEMPTS_EACH


ASSESSMENTS_EACH = 6
"""Both forms of the three assessments."""

PRACTICES_EACH = 14
"""Half of them with feedback after each choice."""

ATTEMPTS_EACH = ASSESSMENTS_EACH + PRACTICES_EACH
"""Attempts of a trainee."""


@dataclass(frozen=True)
class Drawn:
    """What chance made of it."""

    ability: Floats
    """(trainees,)"""
    severity: Floats
    """(evaluators,), on the first day."""
    drift: Floats
    """(evaluators,): what comes to it until the last day."""
    hardness: Floats
    """(scenarios,): what is taken off."""

    def latent(self, planted: Planted, who: Whole, what: Whole, gain: Floats, chance: np.random.Generator) -> Floats:
        """(attempts, competencies): how good each attempt was."""
        luck = chance.normal(0, planted.attempt, (len(who), SCALE))
        return np.asarray((self.ability[who] - self.hardness[what] + gain)[:, None] + luck)

    def seen(self, planted: Planted, latent: Floats, rater: Whole, day: Floats, chance: np.random.Generator) -> Whole:
        """(ratings, competencies): the level that each rater saw, 1 to 4; days run from 0 to 1."""
        severe = (self.severity[rater] + self.drift[rater] * day)[:, None]
        return np.digitize(latent - severe + chance.normal(0, planted.rating, latent.shape), planted.cuts) + 1


def draw(planted: Planted, scenarios: int, chance: np.random.Generator) -> Drawn:
    """Trainees, evaluators and scenarios; severities come to nothing on the whole."""
    severity = chance.normal(0, planted.severity, planted.evaluators)
    return Drawn(
        ability=chance.normal(0, 1, planted.trainees),
        severity=severity - severity.mean(),
        drift=np.where(np.arange(planted.evaluators) % 10 == 0, planted.drift, 0.0),
        hardness=chance.normal(0, planted.scenario, scenarios),
    )
