"""What scores are worth: items, reliability, generalizability, change. Needs NumPy and SciPy.

A missing value is None. No figure is ever NaN: it is an `Estimate`, or `Undefined` with its reason. Formulas and their
limits stand in `docs/measurement.md`.
"""

from roleplay.scoring.figure import Estimate, Figure, Interval, Reason, TooFew, Undefined
from roleplay.scoring.measurement.change import MINIMUM_PEOPLE, Change, paired_change
from roleplay.scoring.measurement.consistency import Consistency, decision_consistency
from roleplay.scoring.measurement.decision import (
    Dependability,
    Plan,
    decision_table,
    dependability_at,
    plan,
    scenarios_needed,
)
from roleplay.scoring.measurement.generalizability import Component, Design, Rating, Study, study
from roleplay.scoring.measurement.items import (
    Difficulty,
    Discrimination,
    discriminations,
    item_rest,
    mean_of_maximum,
    share_passing,
)
from roleplay.scoring.measurement.occasions import Bar, Seen, level_shares
from roleplay.scoring.measurement.options import DecisionUse, Flag, Option, OptionUse, Taken, analyse
from roleplay.scoring.measurement.reliability import (
    Reliability,
    StandardError,
    cronbach_alpha,
    mcdonald_omega,
    standard_error_of_measurement,
)
from roleplay.scoring.measurement.severity import MINIMUM_SHARED, Severity, severities
from roleplay.scoring.measurement.table import Table, rest_scores

__all__ = [
    "MINIMUM_PEOPLE",
    "MINIMUM_SHARED",
    "Bar",
    "Change",
    "Component",
    "Consistency",
    "DecisionUse",
    "Dependability",
    "Design",
    "Difficulty",
    "Discrimination",
    "Estimate",
    "Figure",
    "Flag",
    "Interval",
    "Option",
    "OptionUse",
    "Plan",
    "Rating",
    "Reason",
    "Reliability",
    "Seen",
    "Severity",
    "StandardError",
    "Study",
    "Table",
    "Taken",
    "TooFew",
    "Undefined",
    "analyse",
    "cronbach_alpha",
    "decision_consistency",
    "decision_table",
    "dependability_at",
    "discriminations",
    "item_rest",
    "level_shares",
    "mcdonald_omega",
    "mean_of_maximum",
    "paired_change",
    "plan",
    "rest_scores",
    "scenarios_needed",
    "severities",
    "share_passing",
    "standard_error_of_measurement",
    "study",
]
