"""Everything that can be said about how far raters agree, at once."""

from __future__ import annotations

from dataclasses import dataclass

from roleplay.scoring.agreement.bootstrap import Bootstrap, estimates
from roleplay.scoring.agreement.gwet import gwet_ac1, gwet_ac2
from roleplay.scoring.agreement.icc import IntraclassCorrelations, icc
from roleplay.scoring.agreement.kappa import PairedFigure, by_pair, cohen_kappa, fleiss_kappa, weighted_kappa
from roleplay.scoring.agreement.krippendorff import METRICS, krippendorff_alpha
from roleplay.scoring.agreement.observed import adjacent_agreement, percent_agreement
from roleplay.scoring.agreement.ratings import Ratings
from roleplay.scoring.figure import Figure


@dataclass(frozen=True, slots=True)
class Weighted:
    """Weighted kappas."""

    linear: PairedFigure
    """A difference of two steps is twice as bad as one of one."""
    quadratic: PairedFigure
    """It is four times as bad."""


@dataclass(frozen=True, slots=True)
class Alphas:
    """Krippendorff's alpha, by what differences mean."""

    nominal: Figure
    """Two values are the same or not."""
    ordinal: Figure
    """Only their order counts."""
    interval: Figure
    """Differences count."""
    ratio: Figure
    """Differences count as a part of the sum."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """All figures of one table."""

    n_items: int
    """Items with a rating."""
    n_raters: int
    """Raters with a rating."""
    n_ratings: int
    """Ratings."""
    percent_agreement: Figure
    """0 to 1."""
    adjacent_agreement: Figure
    """0 to 1."""
    cohen_kappa: PairedFigure
    """By pair, and their mean."""
    weighted_kappa: Weighted
    """By pair, and their mean."""
    fleiss_kappa: Figure
    """All raters at once."""
    gwet_ac1: Figure
    """All raters at once."""
    gwet_ac2: Figure
    """All raters at once, quadratic weights."""
    krippendorff: Alphas
    """All raters at once."""
    icc: IntraclassCorrelations
    """All raters at once."""


def agreement(ratings: Ratings, bootstrap: Bootstrap | None = None) -> Agreement:
    """Compute all figures; without `bootstrap`, with 1000 samples and seed 1."""
    kappas = {
        "nominal": cohen_kappa(ratings),
        "linear": weighted_kappa(ratings, "linear"),
        "quadratic": weighted_kappa(ratings, "quadratic"),
    }
    others = {
        "percent_agreement": percent_agreement(ratings),
        "adjacent_agreement": adjacent_agreement(ratings),
        "fleiss_kappa": fleiss_kappa(ratings),
        "gwet_ac1": gwet_ac1(ratings),
        "gwet_ac2": gwet_ac2(ratings),
    }
    alphas = {metric: krippendorff_alpha(ratings, metric) for metric in METRICS}
    prefixed = {f"alpha_{metric}": alpha for metric, alpha in alphas.items()}
    found = estimates(ratings, {**kappas, **others, **prefixed}, bootstrap or Bootstrap())
    return Agreement(
        n_items=ratings.items,
        n_raters=len(ratings.raters),
        n_ratings=ratings.number,
        cohen_kappa=by_pair(ratings, found["nominal"]),
        weighted_kappa=Weighted(*(by_pair(ratings, found[weights]) for weights in ("linear", "quadratic"))),
        krippendorff=Alphas(*(found[name][0] for name in prefixed)),
        icc=icc(ratings),
        **{name: found[name][0] for name in others},
    )
