"""Which scenario is too easy, too hard or broken; and, of one scenario, how its choices are used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from roleplay.reports.charts import Point, points
from roleplay.reports.levelled import Levelled
from roleplay.reports.section import Chart, Report, Section, Table
from roleplay.reports.wording import count, number, said, say
from roleplay.scoring.figure import Estimate, Figure, Interval
from roleplay.scoring.level import Level
from roleplay.scoring.measurement import (
    Difficulty,
    Discrimination,
    Flag,
    Option,
    Taken,
    analyse,
    item_rest,
    mean_of_maximum,
)
from roleplay.services.reporting import FEWEST
from roleplay.services.usage import Decision, Use

EASY, HARD = 0.9, 0.1
"""A scenario is called too easy, or too hard, when the whole interval of its difficulty index lies beyond."""
TELLS = 0.1
"""It is called broken when the whole interval of its discrimination lies under this: strong and weak do alike."""
ENOUGH = 10
"""Nothing is called out with fewer trainees."""

Floats = NDArray[np.float64]


def scenarios(data: Levelled) -> Section:
    """Difficulty and discrimination of every scenario: the first attempt of each trainee counts."""
    means = _first_means(data)
    rest = _rest(means)
    rows: list[tuple[str, Difficulty, Discrimination]] = []
    for at, name in enumerate(data.attempts.scenario.names):
        own = _maybe(means[:, at])
        if sum(one is not None for one in own) >= FEWEST:
            rows.append((data.scenario(name), mean_of_maximum(own, 1, 4), item_rest(own, _maybe(rest[:, at]))))
    title, notes = say("scenarios.title"), [say("scenarios.note")]
    if not rows:
        return Section("scenarios", title, [say("scenarios.none", n=FEWEST)], notes=notes)
    rows.sort(key=lambda row: (_value(row[1].index), row[0]))
    verdicts = {name: verdict(difficulty, tells) for name, difficulty, tells in rows}
    says = [
        say(f"scenarios.{which}", n=len(names), names="; ".join(names))
        for which in ("easy", "hard", "broken")
        if (names := [name for name, found in verdicts.items() if which in found])
    ] or [say("scenarios.fine")]
    cells = [
        (
            name,
            count(difficulty.n),
            said(difficulty.index),
            said(tells.correlation),
            ", ".join(say(f"scenarios.is_{one}") for one in verdicts[name]) or say("scenarios.is_fine"),
        )
        for name, difficulty, tells in rows
    ]
    drawing = points([_point(name, difficulty.index) for name, difficulty, _ in rows], None, domain=(0, 1))
    table = Table(title, say("scenarios.head").split("|"), cells)
    return Section(
        "scenarios", title, says, [Chart(" ".join([*says, say("scenarios.drawn")]), drawing)], [table], notes
    )


def verdict(difficulty: Difficulty, tells: Discrimination) -> tuple[str, ...]:
    """What is to be said of a scenario: easy, hard, broken."""
    found = []
    if difficulty.n >= ENOUGH:
        low, high = _limits(difficulty.index)
        found += ["easy"] if low > EASY else ["hard"] if high < HARD else []
    if tells.n >= ENOUGH and _limits(tells.correlation)[1] < TELLS:
        found.append("broken")
    return tuple(found)


def options(use: Use) -> Report:
    """How the choices of one scenario are used, decision by decision."""
    about = [say("options.says", n=count(use.looked_at), of=count(use.trainees)), say("options.rest")]
    return Report(use.title, about, [_decision(at, one) for at, one in enumerate(use.decisions, 1)])


# --- inside ---


def _decision(at: int, decision: Decision) -> Section:
    ways = {way.id: way for way in decision.ways}
    known = [Option(way.id, way.passes, way.harmful) for way in decision.ways]
    found = analyse(known, [Taken(one.choice, one.rest) for one in decision.taken])
    flags = [say(f"options.flag.{flag.name.lower()}") for flag in Flag if flag in found.flags]
    rows = [
        (
            ways[one.option.name].text,
            say(
                "options.harmful" if one.option.harmful else "options.helps" if one.option.passes else "options.neither"
            ),
            count(one.n),
            said(one.share),
            number(one.rest) if isinstance(one.rest, float) else say("none"),
            say("options.look") if one.flagged else "",
        )
        for one in found.options
    ]
    title = say("options.decision", n=at, said=decision.said)
    table = Table(say("options.caption", n=at), say("options.head").split("|"), rows)
    return Section(decision.node, title, flags or [say("options.fine")], (), [table])


def _first_means(data: Levelled) -> Floats:
    """(trainees, scenarios): mean level in the first attempt that has one; NaN without."""
    attempts = data.attempts
    given = attempts.levels > 0
    counts = given.sum(axis=1)
    means = np.where(given, attempts.levels, 0).sum(axis=1) / np.maximum(counts, 1)
    rows = np.flatnonzero(counts > 0)[::-1]  # of equal places the last one stays, which is the first attempt
    found = np.full((len(attempts.trainee.names), len(attempts.scenario.names)), np.nan)
    found[attempts.trainee.codes[rows], attempts.scenario.codes[rows]] = means[rows]
    return found


def _rest(means: Floats) -> Floats:
    """(trainees, scenarios): mean over the other scenarios; NaN without any."""
    have = ~np.isnan(means)
    values = np.where(have, means, 0.0)
    others = have.sum(axis=1, keepdims=True) - have
    sums = values.sum(axis=1, keepdims=True) - values
    return np.where(others > 0, sums / np.maximum(others, 1), np.nan)


def _maybe(column: Floats) -> Sequence[float | None]:
    return [None if value != value else value for value in column.tolist()]  # noqa: PLR0124 - NaN is not itself


def _value(found: Figure) -> float:
    return found.value if isinstance(found, Estimate) else float(Level.SKILLED)


def _limits(found: Figure) -> tuple[float, float]:
    if not isinstance(found, Estimate):
        return 0.5, 0.5  # beyond no bound
    return found.ci.limits if isinstance(found.ci, Interval) else (found.value, found.value)


def _point(name: str, found: Figure) -> Point:
    low, high = _limits(found)
    return Point(name, _value(found), low, high)
