"""How competent trainees are: by competency, by month, and who would profit from what. Only from levels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from roleplay.reports.charts import Share, bars
from roleplay.reports.levelled import Flags, Levelled, Whole
from roleplay.reports.section import Chart, Section, Table
from roleplay.reports.wording import count, month, percent, said, say
from roleplay.scoring.figure import CONFIDENCE
from roleplay.scoring.level import Level
from roleplay.scoring.measurement import Bar, Estimate, TooFew
from roleplay.scoring.measurement.occasions import bar
from roleplay.services.reporting import FEWEST, Practice

MOST_ROWS = 40
"""Trainees in the table of who would profit from what; files have them all."""
AT_ONCE = 4
"""Competencies in one drawing."""
MOST_MONTHS = 12
"""Months that are drawn, the last ones."""


def now(data: Levelled) -> Section:
    """Each trainee's last assessed level in each competency."""
    rows = [
        Row(data.title(competency), "", bar(competency, _levels(_last(data, at)), FEWEST, CONFIDENCE))
        for at, competency in enumerate(data.competencies)
    ]
    return section("now", rows, _best_and_worst)


def over_time(data: Levelled) -> Section:
    """The same by month: a trainee counts once a month, with the lowest level."""
    names = list(data.attempts.month.names)
    rows = []
    for at, competency in enumerate(data.competencies):
        lowest = _lowest_by_month(data, at)
        for which in range(max(0, len(names) - MOST_MONTHS), len(names)):
            found = bar(names[which], _levels(lowest[which]), FEWEST, CONFIDENCE)
            rows.append(Row(data.title(competency), month(names[which]), found))
    return section("time", rows, _first_to_last)


def needs(data: Levelled) -> Section:
    """Who would profit from what: a competency whose last level is under 3, with what to practise it with."""
    rows: list[tuple[int, str, str, str, str, str]] = []
    totals = []
    played = _played(data)
    for at, competency in enumerate(data.competencies):
        levels = _last(data, at)
        practice = data.cohort.practice.get(competency, Practice((), ()))
        under = np.flatnonzero((levels > 0) & (levels < Level.HELPFUL))
        known = int((levels > 0).sum())
        if known < FEWEST and not data.cohort.rows:
            continue
        module = practice.modules[0] if practice.modules else say("none")
        first = practice.scenarios[0] if practice.scenarios else None
        totals.append((data.title(competency), count(known), count(len(under)), module, _scenario(data, first)))
        for who in under.tolist() if data.cohort.rows else ():
            fresh = next((one for one in practice.scenarios if (who, one) not in played), first)
            level = Level(int(levels[who]))
            rows.append(
                (
                    int(level),
                    data.attempts.trainee.names[who],
                    data.title(competency),
                    say(f"level.{level:d}"),
                    module,
                    _scenario(data, fresh),
                )
            )
    if not totals:
        return Section("needs", say("needs.title"), [say("needs.none", n=FEWEST)])
    rows.sort()
    most = max(totals, key=lambda one: (int(one[2].replace("\N{NARROW NO-BREAK SPACE}", "")), one[0]))
    tables = [Table(say("needs.totals"), say("needs.totals.head").split("|"), totals)]
    if rows:
        shown = [row[1:] for row in rows[:MOST_ROWS]]
        left = max(0, len(rows) - MOST_ROWS)
        tables.append(Table(say("needs.rows"), say("needs.rows.head").split("|"), shown, left))
    said = say("needs.says", competency=most[0], n=most[2], known=most[1], module=most[3])
    return Section("needs", say("needs.title"), [said], (), tables, [say("needs.note")])


# --- inside ---


def _scenario(data: Levelled, scenario_id: str | None) -> str:
    return say("none") if scenario_id is None else data.scenario(scenario_id)


def _counted(data: Levelled, at: int) -> Flags:
    """Assessments, and practices that people have settled, in which the competency has a level."""
    attempts = data.attempts
    return np.asarray((attempts.assessed | attempts.people) & (attempts.levels[:, at] > 0))


def _last(data: Levelled, at: int) -> Whole:
    """(trainees,): their last level in a competency; 0 without one. Attempts are in the order of their ends."""
    counted = _counted(data, at)
    found = np.zeros(len(data.attempts.trainee.names), dtype=np.int64)
    found[data.attempts.trainee.codes[counted]] = data.attempts.levels[
        counted, at
    ]  # of equal places the last one stays
    return found


def _lowest_by_month(data: Levelled, at: int) -> Whole:
    """(months, trainees): the lowest level in a competency; 0 without one."""
    attempts, counted = data.attempts, _counted(data, at)
    found = np.full((len(attempts.month.names), len(attempts.trainee.names)), 9, dtype=np.int64)
    where = (attempts.month.codes[counted], attempts.trainee.codes[counted])
    np.minimum.at(found, where, attempts.levels[counted, at])
    return np.where(found == 9, 0, found)


def _played(data: Levelled) -> set[tuple[int, str]]:
    """Who has finished what."""
    attempts = data.attempts
    names = attempts.scenario.names
    return {(int(who), names[what]) for who, what in zip(attempts.trainee.codes, attempts.scenario.codes, strict=True)}


def _levels(levels: Whole) -> list[Level | None]:
    """As many of each level as there are; who has none is left out."""
    counts = np.bincount(levels, minlength=5)
    return [level for level in Level for _ in range(int(counts[level]))]


def section(name: str, rows: Sequence[Row], tell: Callable[[Sequence[Row]], list[str]]) -> Section:
    """Bars with their table; what too few people stand behind is in neither, and that is said."""
    shown = [one for one in rows if not isinstance(one.bar.shares, TooFew)]
    few = len(rows) - len(shown)
    title, note = say(f"{name}.title"), say(f"{name}.note")
    if not shown:
        return Section(name, title, [say("few.all", fewest=FEWEST)], notes=[note])
    says = [*tell(shown), *([say("few.some", n=few, fewest=FEWEST)] if few else [])]
    head = [say(f"{name}.row"), *([] if not shown[0].name else [say(f"{name}.bar")]), say("column.trainees")]
    head += [say(f"level.{level:d}") for level in Level]
    table = Table(title, head, [_cells(one) for one in shown])
    groups = list(dict.fromkeys(one.group for one in shown if one.name))
    order = list(dict.fromkeys(one.name for one in rows if one.name))
    parts = [groups[first : first + AT_ONCE] for first in range(0, len(groups), AT_ONCE)] or [groups]
    charts = [
        Chart(
            say("levels_of", names=", ".join(part)) if part else " ".join(says),
            bars_of([one for one in shown if not part or one.group in part], order),
        )
        for part in parts
    ]
    return Section(name, title, says, charts, [table], [note])


def bars_of(rows: Sequence[Row], order: Sequence[str] = ()) -> str:
    """The rows drawn, in their order, or, where each group has several, in this order of their names."""
    shares = [part for one in rows for part in one.parts(grouped=bool(rows[0].name))]
    return bars(shares, order or list(dict.fromkeys(one.bar for one in shares)))


class Row(NamedTuple):
    """A bar, and what it is of."""

    group: str
    """Such as a competency."""
    name: str
    """Such as a month; empty where each group has one bar."""
    bar: Bar
    """The shares."""

    def share(self, *levels: Level) -> float:
        """The share at these levels."""
        if isinstance(self.bar.shares, TooFew):
            return 0.0
        found = (self.bar.shares[level] for level in levels)
        return sum(one.value for one in found if isinstance(one, Estimate))

    def parts(self, *, grouped: bool) -> Iterator[Share]:
        """The parts of the bar as they are drawn."""
        for level in Level:
            yield Share(self.group if grouped else "", self.name if grouped else self.group, level, self.share(level))


def _cells(row: Row) -> list[str]:
    shares = [] if isinstance(row.bar.shares, TooFew) else [row.bar.shares[level] for level in Level]
    names = [row.group, row.name] if row.name else [row.group]
    return [*names, count(row.bar.n), *(said(one, percent) for one in shares)]


def pooled(rows: Sequence[Row], *levels: Level) -> float:
    """The share at these levels in several bars together."""
    return sum(one.share(*levels) * one.bar.n for one in rows) / sum(one.bar.n for one in rows)


GOOD = (Level.HELPFUL, Level.SKILLED)
"""The levels that meet the standard."""


def _best_and_worst(shown: Sequence[Row]) -> list[str]:
    order = sorted(shown, key=lambda one: (one.share(*GOOD), one.group))
    least, most = order[0], order[-1]
    harm = pooled(shown, Level.POTENTIALLY_HARMFUL)
    says = [say("now.good", competency=most.group, share=percent(most.share(*GOOD)))]
    if least.share(*GOOD) < most.share(*GOOD):
        says.append(say("now.least", competency=least.group, share=percent(least.share(*GOOD))))
    return [*says, say("now.harm", share=percent(harm))]


def _first_to_last(shown: Sequence[Row]) -> list[str]:
    months = list(dict.fromkeys(one.name for one in shown))
    last = pooled([one for one in shown if one.name == months[-1]], *GOOD)
    if len(months) < 2:
        return [say("time.one", month=months[0], share=percent(last))]
    first = pooled([one for one in shown if one.name == months[0]], *GOOD)
    how = "more" if last - first >= 0.02 else "less" if first - last >= 0.02 else "same"
    return [say(f"time.{how}", month=months[-1], share=percent(last), first=months[0], before=percent(first))]
