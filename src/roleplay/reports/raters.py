"""How far raters agree, how severe each is, and whether that changes with time. Decisions between ratings do not count.

Agreement needs no names: on each item only how often each level was given. So items with the same levels are one
pattern, and nothing has to be sampled, however many ratings there are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roleplay.reports.charts import Point, course, points
from roleplay.reports.levelled import Flags, Levelled, Whole
from roleplay.reports.section import Chart, Section, Table
from roleplay.reports.wording import count, month, number, percent, said, say, signed
from roleplay.scoring import agreement
from roleplay.scoring.agreement.ratings import MISSING
from roleplay.scoring.figure import Estimate, Figure, Interval, Undefined
from roleplay.scoring.level import Level
from roleplay.scoring.measurement.interval import mean
from roleplay.scoring.measurement.options import difference
from roleplay.scoring.measurement.severity import MINIMUM_SHARED

RELIABLE = 0.667
"""Krippendorff (2004) asks for this much before even tentative conclusions are drawn."""
APART = 0.25
"""Levels that a rater has to lie above or below others before it is called out."""
MOST_RATERS = 40
"""Raters that are drawn and listed: those farthest from the others."""
SAMPLES = 1000
"""Tables that are drawn for an interval."""

Floats = NDArray[np.float64]


class Agreed(NamedTuple):
    """How far raters agree on some items."""

    items: int
    """Items that two or more have rated."""
    ratings: int
    """Ratings of these."""
    exact: Figure
    """Share of pairs that are the same."""
    alpha: Figure
    """Krippendorff's, ordinal."""
    ac2: Figure
    """Gwet's, quadratic weights."""


def agreement_by_competency(data: Levelled) -> Section:
    """How far raters agree in each competency."""
    rows = [
        (data.title(competency), agreed(data.ratings.attempt.codes, data.ratings.levels[:, at]))
        for at, competency in enumerate(data.competencies)
    ]
    title, notes = say("agreement.title"), [say("agreement.note"), say("agreement.items")]
    known = [(name, one, one.alpha) for name, one in rows if isinstance(one.alpha, Estimate)]
    if not known:
        return Section("agreement", title, [say("agreement.none")], notes=notes)
    high = [name for name, _, alpha in known if alpha.value >= RELIABLE]
    least = min(known, key=lambda one: one[2].value)
    says = [
        say("agreement.says", n=len(high), of=len(known), bar=number(RELIABLE, 3)),
        say("agreement.least", competency=least[0], value=said(least[2])),
    ]
    table = Table(
        title,
        say("agreement.head").split("|"),
        [
            (name, count(one.items), count(one.ratings), said(one.exact, percent), said(one.alpha), said(one.ac2))
            for name, one in rows
        ],
    )
    drawing = points([_point(name, alpha) for name, _, alpha in known], RELIABLE)
    return Section("agreement", title, says, [Chart(" ".join(says), drawing)], [table], notes)


def severity(data: Levelled) -> Section:
    """How far each rater lies above or below those who rated the same attempts."""
    apart = differences(data)
    rated = ~np.isnan(apart)
    names = data.ratings.rater.names
    known: list[tuple[str, Estimate, int]] = []
    for who in np.unique(data.ratings.rater.codes[rated]).tolist():
        values = apart[rated & (data.ratings.rater.codes == who)]
        found = mean(values.tolist())
        if len(values) >= MINIMUM_SHARED and isinstance(found, Estimate):
            known.append((names[who], found, len(values)))
    title, notes = say("severity.title"), [say("severity.note")]
    if not known:
        return Section("severity", title, [say("severity.none", n=MINIMUM_SHARED)], notes=notes)
    out = [one for _, one, _ in known if beyond(one) and abs(one.value) >= APART]
    means = [one.value for _, one, _ in known]
    says = [
        say("severity.range", n=len(known), low=signed(min(means)), high=signed(max(means))),
        say("severity.out", n=len(out), apart=number(APART)),
    ]
    if not data.cohort.rows:
        return Section("severity", title, says, notes=notes)
    known.sort(key=lambda one: (-abs(one[1].value), one[0]))
    shown = sorted(known[:MOST_RATERS], key=lambda one: (one[1].value, one[0]))
    rows = [(name, count(n), said(one, signed), _verdict(one)) for name, one, n in shown]
    table = Table(title, say("severity.head").split("|"), rows, max(0, len(known) - MOST_RATERS))
    drawing = points([_point(name, one) for name, one, _ in shown], 0.0)
    return Section("severity", title, says, [Chart(" ".join(says), drawing)], [table], notes)


def drift(data: Levelled) -> Section:
    """Whether agreement, or the severity of a rater, changes with time."""
    ratings, title, notes = data.ratings, say("drift.title"), [say("drift.note")]
    months = [(name, _in_month(data, at)) for at, name in enumerate(ratings.month.names)]
    known = [(month(name), one) for name, one in months if isinstance(one, Estimate)]
    if len(known) < 2:
        return Section("drift", title, [say("drift.none")], notes=notes)
    first, last = known[0], known[-1]
    apart = not _overlap(first[1], last[1])
    how = ("up" if last[1].value > first[1].value else "down") if apart else "same"
    says = [say(f"drift.{how}", first=first[0], before=said(first[1]), last=last[0], after=said(last[1]))]
    moved = _moved(data)
    out = [row for row in moved if beyond(row[2]) and abs(row[2].value) >= APART]
    says.append(say("drift.raters", n=len(out), of=len(moved), apart=number(APART)))
    tables = [
        Table(say("drift.months"), say("drift.months.head").split("|"), [(name, said(one)) for name, one in known])
    ]
    if data.cohort.rows and moved:
        rows = [(name, count(n), said(one, signed), _verdict(one)) for name, n, one in moved[:MOST_RATERS]]
        left = max(0, len(moved) - MOST_RATERS)
        tables.append(Table(say("drift.rows"), say("drift.rows.head").split("|"), rows, left))
    drawing = course([_point(name, one) for name, one in known], RELIABLE)
    return Section("drift", title, says, [Chart(says[0], drawing)], tables, notes)


# --- figures ---


def agreed(items: Whole, levels: Whole) -> Agreed:
    """How far raters agree: (ratings,) what was rated, and the level that it was given; under 1 there is none."""
    table = table_of(items[levels > 0], levels[levels > 0])
    several = agreement.Ratings(table.raters, table.categories, *_paired(table))
    found = agreement.estimates(
        table,
        {
            "exact": agreement.percent_agreement(table),
            "alpha": agreement.krippendorff_alpha(table, "ordinal"),
            "ac2": agreement.gwet_ac2(table),
        },
        agreement.Bootstrap(SAMPLES),
    )
    return Agreed(several.items, several.number, found["exact"][0], found["alpha"][0], found["ac2"][0])


def table_of(items: Whole, levels: Whole) -> agreement.Ratings:
    """A table without names: the levels of an item from low to high, as if a first, a second rater had given them."""
    order = np.lexsort((levels, items))
    items, levels = items[order], levels[order]
    starts = np.flatnonzero(np.r_[True, items[1:] != items[:-1]]) if len(items) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(items)])
    width = int(sizes.max(initial=0))
    table = np.full((len(starts), width), MISSING, dtype=np.int64)
    table[np.repeat(np.arange(len(starts)), sizes), np.arange(len(items)) - np.repeat(starts, sizes)] = levels - 1
    codes = np.zeros(len(starts), dtype=np.int64)
    for column in range(width):  # items with the same levels have the same number, however many raters there are
        _, codes = np.unique(codes * (len(Level) + 1) + table[:, column] + 1, return_inverse=True)
    _, first, times = np.unique(codes, return_index=True, return_counts=True)
    raters = tuple(str(one) for one in range(width))
    return agreement.Ratings(raters, tuple(float(level) for level in Level), table[first], times)


def _paired(table: agreement.Ratings) -> tuple[Whole, Whole]:
    return table.patterns[table.paired], table.times[table.paired]


def differences(data: Levelled) -> Floats:
    """(ratings,): the mean of the others who rated the same less the own, in levels, over the competencies.

    Above 0 is stricter, as in `scoring.measurement.severities`; NaN where nobody else has rated it.
    """
    ratings = data.ratings
    items, levels = ratings.attempt.codes, ratings.levels
    sums, counts = np.zeros(len(items)), np.zeros(len(items))
    many = len(ratings.attempt.names)
    for at in range(levels.shape[1]):
        given = levels[:, at] > 0
        total = np.bincount(items[given], weights=levels[given, at], minlength=many)[items]
        others = np.bincount(items[given], minlength=many)[items] - 1
        shared = given & (others > 0)
        own = levels[shared, at]
        sums[shared] += (total[shared] - own) / others[shared] - own
        counts[shared] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _in_month(data: Levelled, which: int) -> Figure:
    """Alpha over all competencies of a month: each competency of an attempt is an item."""
    ratings = data.ratings
    rows = np.flatnonzero((ratings.month.codes == which) & ratings.shared)
    many = len(data.competencies)
    items = (ratings.attempt.codes[rows, None] * many + np.arange(many)[None, :]).ravel()
    return agreed(items, ratings.levels[rows].ravel()).alpha


def _moved(data: Levelled) -> list[tuple[str, int, Estimate]]:
    """How far each rater has moved from the first half of the months to the second; the farthest first."""
    apart, ratings = differences(data), data.ratings
    late = np.asarray(ratings.month.codes >= (len(ratings.month.names) + 1) // 2)
    found: list[tuple[str, int, Estimate]] = []
    for who in range(len(ratings.rater.names)):
        own: Flags = np.asarray((ratings.rater.codes == who) & ~np.isnan(apart))
        moved = difference(apart[own & late].tolist(), apart[own & ~late].tolist(), 0.95)
        if isinstance(moved, Estimate):
            found.append((ratings.rater.names[who], int(own.sum()), moved))
    return sorted(found, key=lambda one: (-abs(one[2].value), one[0]))


def beyond(found: Figure) -> bool:
    """Whether chance alone would hardly give this: its interval leaves zero out."""
    return isinstance(found, Estimate) and isinstance(found.ci, Interval) and (found.ci.low > 0 or found.ci.high < 0)


def _overlap(one: Estimate, other: Estimate) -> bool:
    if isinstance(one.ci, Undefined) or isinstance(other.ci, Undefined):
        return True
    return one.ci.low <= other.ci.high and other.ci.low <= one.ci.high


def _verdict(found: Figure) -> str:
    if not isinstance(found, Estimate) or not beyond(found) or abs(found.value) < APART:
        return say("severity.as_others")
    return say("severity.stricter" if found.value > 0 else "severity.milder")


def _point(name: str, found: Estimate) -> Point:
    low, high = found.ci.limits if isinstance(found.ci, Interval) else (None, None)
    return Point(name, found.value, low, high)
