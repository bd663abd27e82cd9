"""`roleplay agreement`: how far raters agree, from any table of ratings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from roleplay.cli.ratings_file import read_ratings, read_scale

if TYPE_CHECKING:  # NumPy and SciPy are loaded when the command runs
    from roleplay.scoring.agreement import Agreement, Bootstrap, Figure, PairedFigure

_MOST_PAIRS = 15  # so many are listed for people: those of six raters

INTERVALS = """\
What the intervals in brackets are (95 %). Those of the ICCs come from the F distribution and take it that items, raters
and errors scatter normally. All others come from drawing the items anew, {samples} times (seed {seed}, percentiles):
what other items of this kind might have given with these raters. They say nothing about other raters, and from few
items they come out too narrow. docs/statistics.md tells which figure to read."""
"""Below the tables, where there are intervals."""

NO_INTERVALS = "No interval was drawn (--bootstrap 0) but those of the ICCs, which come from the F distribution."
"""Below the tables, where there are none."""


class Line(NamedTuple):
    """A figure with its name."""

    name: str
    """What it is called."""
    figure: Figure
    """What it is."""
    says: str
    """What it says."""


def agreement(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV with the columns item, rater, value and, if you like, dimension."),
    ],
    scale: Annotated[
        str | None,
        typer.Option(
            metavar="VALUES",
            help="All values that could be given, such as 1,2,3,4 (default: those given). AC1 and AC2 need to know.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    bootstrap: Annotated[
        int, typer.Option(min=0, max=1_000_000, help="How often items are drawn anew for the intervals; 0: never.")
    ] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same intervals.")] = 1,
) -> None:
    """Tell how far raters agree: percent, kappas, AC1 and AC2, Krippendorff's alpha, intraclass correlations."""
    try:
        values = read_scale(scale) if scale is not None else ()
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--scale") from error
    given = read_ratings(file, values)
    from roleplay.scoring.agreement import Bootstrap, Ratings
    from roleplay.scoring.agreement import agreement as computed

    how = Bootstrap(bootstrap, seed)
    found = {dimension: computed(Ratings.of(rows, values), how) for dimension, rows in given.items()}
    if as_json:
        print(json.dumps({name: as_data(one, how) for name, one in found.items()}, indent=1, ensure_ascii=False))
        return
    for name, one in found.items():
        print("\n".join(_told(name, one)))
        print()
    print(INTERVALS.format(samples=bootstrap, seed=seed) if bootstrap else NO_INTERVALS)


def as_data(one: Agreement, how: Bootstrap) -> dict[str, object]:
    """What `--json` prints of one dimension; `why` stands beside whatever is null."""
    from dataclasses import fields

    from roleplay.scoring.agreement import MCGRAW_WONG

    return {
        "n_items": one.n_items,
        "n_raters": one.n_raters,
        "n_ratings": one.n_ratings,
        "percent_agreement": _data(one.percent_agreement),
        "adjacent_agreement": _data(one.adjacent_agreement),
        "cohen_kappa": _paired(one.cohen_kappa),
        "weighted_kappa": {
            "linear": _paired(one.weighted_kappa.linear),
            "quadratic": _paired(one.weighted_kappa.quadratic),
        },
        "fleiss_kappa": _data(one.fleiss_kappa),
        "gwet_ac1": _data(one.gwet_ac1),
        "gwet_ac2": _data(one.gwet_ac2),
        "krippendorff": {each.name: _data(getattr(one.krippendorff, each.name)) for each in fields(one.krippendorff)},
        "icc": {name: {**_data(getattr(one.icc, name)), "mcgraw_wong": called} for name, called in MCGRAW_WONG.items()},
        "intervals": {
            "level": 0.95,
            "samples": how.samples,
            "seed": how.seed,
            "method": "percentile bootstrap over items; of icc: F distribution",
        },
    }


def _data(figure: Figure) -> dict[str, object]:
    from roleplay.scoring.agreement import Undefined

    if isinstance(figure, Undefined):
        return {"value": None, "ci": None, "why": figure.why}
    if isinstance(figure.ci, Undefined):
        return {"value": figure.value, "ci": None, "why": figure.ci.why}
    return {"value": figure.value, "ci": list(figure.ci.limits)}


def _paired(kappa: PairedFigure) -> dict[str, object]:
    pairs = [{"raters": list(pair.raters), "n_items": pair.items, **_data(pair.figure)} for pair in kappa.pairs]
    return {**_data(kappa.mean), "pairs": pairs}


def _told(name: str, one: Agreement) -> Iterator[str]:
    counts = (f"{one.n_items} items", f"{one.n_raters} raters", f"{one.n_ratings} ratings")
    yield f"{name}: {', '.join(counts)}"
    yield from _table(_lines(one))
    pairs = len(one.cohen_kappa.pairs)
    if pairs > _MOST_PAIRS:
        yield f"  There are {pairs} pairs of raters; --json lists them."
    elif pairs > 1 and (listed := list(_pairs(one))):
        yield "  By pair of raters"
        yield from _table(listed)


def _table(lines: Iterable[Line]) -> Iterator[str]:
    shown = [(line.name, *_shown(line)) for line in lines]
    width = max(len(name) for name, *_ in shown)
    for name, value, interval, says in shown:
        yield f"  {name:{width}}  {value:>6}  {interval:16}  {says}".rstrip()


def _shown(line: Line) -> tuple[str, str, str]:
    from roleplay.scoring.agreement import Reason, Undefined

    figure = line.figure
    if isinstance(figure, Undefined):
        return "-", "", f"Undefined: {figure.why}."
    if not isinstance(figure.ci, Undefined):
        return f"{figure.value:.3f}", f"[{figure.ci.low:.3f}, {figure.ci.high:.3f}]", line.says
    if figure.ci.reason is Reason.NOT_ASKED:
        return f"{figure.value:.3f}", "", line.says
    return f"{figure.value:.3f}", "[no interval]", f"{line.says} No interval: {figure.ci.why}."


def _lines(one: Agreement) -> Iterator[Line]:
    beyond = "Agreement beyond chance"
    yield Line("percent agreement", one.percent_agreement, "Part of the pairs of ratings of one item that are equal.")
    yield Line("adjacent agreement", one.adjacent_agreement, "Part of them that differ by 1 at the most.")
    yield Line(
        "Cohen's kappa", one.cohen_kappa.mean, f"{beyond}, mean over pairs of raters{_of_pairs(one.cohen_kappa)}."
    )
    linear, quadratic = one.weighted_kappa.linear, one.weighted_kappa.quadratic
    yield Line(
        "weighted kappa, linear", linear.mean, f"The same, where 2 apart is twice as bad as 1{_of_pairs(linear)}."
    )
    yield Line(
        "weighted kappa, quadratic", quadratic.mean, f"The same, where it is four times as bad{_of_pairs(quadratic)}."
    )
    yield Line("Fleiss' kappa", one.fleiss_kappa, f"{beyond}, all raters at once, as if they were interchangeable.")
    yield Line("Gwet's AC1", one.gwet_ac1, f"{beyond}, all raters at once; steady when one value is frequent.")
    yield Line("Gwet's AC2, quadratic", one.gwet_ac2, "The same, where 2 apart is four times as bad as 1.")
    alphas = one.krippendorff
    yield Line("Krippendorff's alpha, nominal", alphas.nominal, f"{beyond}, all raters at once, gaps allowed.")
    yield Line("Krippendorff's alpha, ordinal", alphas.ordinal, "The same, where only the order of values counts.")
    yield Line("Krippendorff's alpha, interval", alphas.interval, "The same, where differences count, squared.")
    yield Line("Krippendorff's alpha, ratio", alphas.ratio, "The same, where differences count as a part of the sum.")
    icc = one.icc
    yield Line("ICC(1,1), or ICC(1)", icc.icc11, "How far one rating can be relied on, by whichever rater.")
    yield Line(
        "ICC(2,1), or ICC(A,1)", icc.icc21, "How far one rating can; these raters stand for others; severity counts."
    )
    yield Line("ICC(3,1), or ICC(C,1)", icc.icc31, "How far one rating can; only these raters; severity is forgiven.")
    yield Line("ICC(1,k), or ICC(k)", icc.icc1k, "How far the mean of all raters can, others for each item.")
    yield Line("ICC(2,k), or ICC(A,k)", icc.icc2k, "How far their mean can; they stand for others; severity counts.")
    yield Line("ICC(3,k), or ICC(C,k)", icc.icc3k, "How far their mean can; only these raters (Cronbach's alpha).")


def _of_pairs(kappa: PairedFigure) -> str:
    """How many pairs a mean is over, where not all count."""
    from roleplay.scoring.agreement import Undefined

    counted = sum(not isinstance(pair.figure, Undefined) for pair in kappa.pairs)
    return "" if counted == len(kappa.pairs) else f" ({counted} of {len(kappa.pairs)} pairs; the others have none)"


def _pairs(one: Agreement) -> Iterator[Line]:
    """Kappas of two raters; nothing where all are undefined for the reason that stands above already."""
    from roleplay.scoring.agreement import Undefined

    kinds = {"Cohen": one.cohen_kappa, "linear": one.weighted_kappa.linear, "quadratic": one.weighted_kappa.quadratic}
    for kind, kappa in kinds.items():
        for pair in () if isinstance(kappa.mean, Undefined) else kappa.pairs:
            yield Line(f"{' and '.join(pair.raters)}, {kind}", pair.figure, f"On {pair.items} items.")
