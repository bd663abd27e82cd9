"""Whether people change, with feedback and with practice, and how far a decision about them can be trusted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roleplay.reports.competence import Row, bars_of
from roleplay.reports.levelled import Flags, Levelled, Whole
from roleplay.reports.section import Chart, Section, Table
from roleplay.reports.wording import count, number, percent, said, say, signed
from roleplay.scoring.figure import CONFIDENCE, Estimate, Interval, TooFew, Undefined
from roleplay.scoring.level import Level
from roleplay.scoring.measurement import (
    MINIMUM_PEOPLE,
    Change,
    Rating,
    Study,
    dependability_at,
    paired_change,
    plan,
    scenarios_needed,
    study,
)
from roleplay.scoring.measurement.consistency import Consistency, decision_consistency
from roleplay.scoring.measurement.occasions import bar

SEED = 1
"""Of the bootstrap: the same data have the same interval."""
MOST_PEOPLE = 1_000
"""People on whom a paired change rests, drawn by lot if there are more; that is said."""
MOST_STUDIED = 150
"""Trainees on whom the study of variances rests, likewise."""

Floats = NDArray[np.float64]


class Pairs(NamedTuple):
    """Two values of each person."""

    values: Floats
    """(people, 2), NaN where one is missing."""
    lowest: Whole
    """(people, 2): the lowest level each time; 0 where one is missing."""


def before_and_after(data: Levelled) -> Section:
    """What everybody came to the first and the last time, in those competencies in which they were assessed twice."""
    return _changed("change", _ends(data))


def feedback(data: Levelled) -> Section:
    """Practice with feedback after each choice, and with feedback at the end: the mean of each person's attempts."""
    attempts = data.attempts
    practised = ~attempts.assessed
    each = _means(data, np.asarray(practised & attempts.at_once))
    end = _means(data, np.asarray(practised & ~attempts.at_once))
    return _changed("feedback", Pairs(np.stack([end, each], axis=1), np.zeros((0, 2), np.int64)))


def decisions(data: Levelled) -> Section:
    """How far a mean level can be trusted: what it depends on besides the trainee, and how near the bar it decides."""
    title, notes = say("decisions.title"), [say("decisions.note")]
    ratings, people = _crossed(data)
    found = study(ratings) if ratings else TooFew.of(say("decisions.what"), 0, 2)
    if isinstance(found, Undefined):
        return Section("decisions", title, [say("decisions.none", why=found.why)], notes=notes)
    return Section("decisions", title, _decided(found, people), (), [_variances(found)], notes)


# --- change ---


def _changed(name: str, pairs: Pairs) -> Section:
    title, notes = say(f"{name}.title"), [say(f"{name}.note")]
    both = np.flatnonzero(~np.isnan(pairs.values).any(axis=1))
    drawn = both
    if len(both) > MOST_PEOPLE:
        drawn = np.sort(np.random.default_rng(SEED).choice(both, MOST_PEOPLE, replace=False))
        notes.append(say("change.drawn", n=count(MOST_PEOPLE), of=count(len(both))))
    found = paired_change([(a, b) for a, b in pairs.values[drawn].tolist()], SEED)
    if isinstance(found, TooFew):
        return Section(name, title, [say(f"{name}.few", n=found.n, needed=found.needed)], notes=notes)
    says = [_told(name, found)]
    head, one = say(f"{name}.head").split("|"), [count(found.n), number(found.first), number(found.second)]
    tables = [Table(title, head, [[*one, said(found.difference, signed), said(found.standardised, signed)]])]
    charts = []
    if len(pairs.lowest):
        rows = [
            Row("", say(f"{name}.{when}"), bar(when, _levels(pairs.lowest[both, at]), MINIMUM_PEOPLE, CONFIDENCE))
            for at, when in enumerate(("first", "second"))
        ]
        charts = [Chart(" ".join([*says, say(f"{name}.bars")]), bars_of(rows))]
        share = [row.share(Level.HELPFUL, Level.SKILLED) for row in rows]
        says.append(say(f"{name}.shares", before=percent(share[0]), after=percent(share[1])))
    return Section(name, title, says, charts, tables, notes)


def _told(name: str, found: Change) -> str:
    difference = found.difference
    how = "unclear"
    if isinstance(difference, Estimate):  # without an interval everybody has changed by as much
        value = difference.value
        low, high = difference.ci.limits if isinstance(difference.ci, Interval) else (value, value)
        how = "up" if low > 0 else "down" if high < 0 else "unclear"
    return say(f"{name}.{how}", n=count(found.n), by=said(difference, signed))


def _ends(data: Levelled) -> Pairs:
    """The first and the last level in each competency that was assessed twice: their means, and the lowest ones."""
    attempts, many = data.attempts, len(data.attempts.trainee.names)
    sums, counts = np.zeros((many, 2)), np.zeros(many)
    lowest = np.full((many, 2), 9, dtype=np.int64)
    for at in range(len(data.competencies)):
        rows = np.flatnonzero(attempts.assessed & (attempts.levels[:, at] > 0))
        first, last = np.full(many, -1, dtype=np.int64), np.full(many, -1, dtype=np.int64)
        last[attempts.trainee.codes[rows]] = rows  # of equal places the last one stays
        first[attempts.trainee.codes[rows[::-1]]] = rows[::-1]
        twice = np.flatnonzero(first != last)
        levels = np.stack([attempts.levels[ends[twice], at] for ends in (first, last)], axis=1)
        sums[twice] += levels
        counts[twice] += 1
        lowest[twice] = np.minimum(lowest[twice], levels)
    known = counts[:, None] > 0
    return Pairs(np.where(known, sums / np.maximum(counts, 1)[:, None], np.nan), np.where(known, lowest, 0))


def _means(data: Levelled, which: Flags) -> Floats:
    """(trainees,): mean level over attempts; NaN without any."""
    attempts = data.attempts
    given = (attempts.levels > 0) & which[:, None]
    many = len(attempts.trainee.names)
    sums = np.bincount(attempts.trainee.codes, weights=np.where(given, attempts.levels, 0).sum(axis=1), minlength=many)
    counts = np.bincount(attempts.trainee.codes, weights=given.sum(axis=1), minlength=many)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def _levels(lowest: Whole) -> list[Level | None]:
    return [Level(level) for level in lowest.tolist() if level]


# --- decisions ---


def _crossed(data: Levelled) -> tuple[list[Rating], int]:
    """Mean levels of ratings of what two people rated, by trainee, scenario and rater; of some trainees, by lot."""
    ratings, attempts = data.ratings, data.attempts
    place = {one: at for at, one in enumerate(attempts.id)}
    rows: list[int] = np.flatnonzero(ratings.shared).tolist()
    owners: dict[int, list[int]] = {}
    for row in rows:
        at = place.get(ratings.attempt.names[ratings.attempt.codes[row]])
        if at is not None and attempts.assessed[at]:
            owners.setdefault(int(attempts.trainee.codes[at]), []).append(row)
    people = sorted(owners)
    if len(people) > MOST_STUDIED:
        people = sorted(np.random.default_rng(SEED).choice(people, MOST_STUDIED, replace=False).tolist())
    found: dict[tuple[str, str, str], Rating] = {}
    for who in people:
        for row in owners[who]:
            at = place[ratings.attempt.names[ratings.attempt.codes[row]]]
            levels = ratings.levels[row][ratings.levels[row] > 0]
            if len(levels):
                key = (str(who), attempts.scenario.names[attempts.scenario.codes[at]], str(ratings.rater.codes[row]))
                found.setdefault(key, Rating(*key, float(levels.mean())))
    return list(found.values()), len(people)


def _decided(found: Study, people: int) -> list[str]:
    one = plan(found, 2, 1)
    at = dependability_at(found, float(Level.HELPFUL), one)
    again = decision_consistency(found, float(Level.HELPFUL), one)
    needed = scenarios_needed(found, 2)
    says = [say("decisions.says", n=count(people), low=number(at.undecided.low), high=number(at.undecided.high))]
    if isinstance(again, Consistency):
        says.append(say("decisions.again", same=percent(again.same), chance=percent(again.chance)))
    says.append(
        say("decisions.unreachable", why=needed.why)
        if isinstance(needed, Undefined)
        else say("decisions.needed", n=needed)
    )
    return says


def _variances(found: Study) -> Table:
    rows = [
        (say(f"decisions.source.{component.effect}"), number(component.variance), percent(component.share))
        for component in found.components
    ]
    return Table(say("decisions.caption"), say("decisions.head").split("|"), rows)
