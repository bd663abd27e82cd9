"""How far raters agree. Needs NumPy and SciPy, so nothing that a trainee's kernel starts with imports it."""

from roleplay.scoring.agreement.bootstrap import Bootstrap, Coefficient, estimate, estimates
from roleplay.scoring.agreement.gwet import gwet_ac1, gwet_ac2
from roleplay.scoring.agreement.icc import MCGRAW_WONG, IntraclassCorrelations, icc
from roleplay.scoring.agreement.kappa import (
    PairedFigure,
    PairFigure,
    by_pair,
    cohen_kappa,
    fleiss_kappa,
    weighted_kappa,
)
from roleplay.scoring.agreement.krippendorff import METRICS, Metric, krippendorff_alpha
from roleplay.scoring.agreement.observed import adjacent_agreement, percent_agreement
from roleplay.scoring.agreement.ratings import LARGEST, Rating, Ratings
from roleplay.scoring.agreement.study import Agreement, Alphas, Weighted, agreement
from roleplay.scoring.figure import Estimate, Figure, Interval, Reason, Undefined

__all__ = [
    "LARGEST",
    "MCGRAW_WONG",
    "METRICS",
    "Agreement",
    "Alphas",
    "Bootstrap",
    "Coefficient",
    "Estimate",
    "Figure",
    "Interval",
    "IntraclassCorrelations",
    "Metric",
    "PairFigure",
    "PairedFigure",
    "Rating",
    "Ratings",
    "Reason",
    "Undefined",
    "Weighted",
    "adjacent_agreement",
    "agreement",
    "by_pair",
    "cohen_kappa",
    "estimate",
    "estimates",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "icc",
    "krippendorff_alpha",
    "percent_agreement",
    "weighted_kappa",
]
