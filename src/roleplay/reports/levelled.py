"""Columns of attempts and ratings as numbers, so that a hundred thousand are worked on at once.

A level is 1 to 4, 0 where there was no opportunity, and -1 where a scenario does not assess the competency.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from roleplay.model.event import Mode
from roleplay.scoring.kept import Kept, read
from roleplay.services.reporting import Cohort
from roleplay.store import Feedback

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

NONE = 0
"""There was no opportunity."""
ABSENT = -1
"""It was not assessed."""


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of texts as numbers."""

    codes: Whole
    """(rows,): index of a name."""
    names: Sequence[str]
    """Each once, sorted."""

    @classmethod
    def of(cls, column: Sequence[str]) -> Coded:
        """Number the texts of a column."""
        codes, names = pd.factorize(np.asarray(column, dtype=object), sort=True)
        return cls(np.asarray(codes, dtype=np.int64), [str(name) for name in names])


@dataclass(frozen=True, eq=False)
class Attempts:
    """Finished attempts, in the order in which they ended."""

    id: Sequence[str]
    """Ids."""
    trainee: Coded
    """Who."""
    scenario: Coded
    """What."""
    month: Coded
    """`2026-03`."""
    assessed: Flags
    """Whether it was an assessment."""
    at_once: Flags
    """Whether feedback came after every choice."""
    people: Flags
    """Whether people have settled the levels; otherwise they are the machine's, and provisional."""
    met: Flags
    """Whether its choices met the standard."""
    levels: Whole
    """(attempts, competencies)."""


@dataclass(frozen=True, eq=False)
class Ratings:
    """Ratings; of each rater the last one of an attempt, without decisions."""

    attempt: Coded
    """What was rated."""
    rater: Coded
    """By whom."""
    month: Coded
    """When."""
    levels: Whole
    """(ratings, competencies)."""

    @cached_property
    def shared(self) -> Flags:
        """Whether somebody else has rated the same attempt."""
        return np.asarray(np.bincount(self.attempt.codes)[self.attempt.codes] > 1)


@dataclass(frozen=True, eq=False)
class Levelled:
    """A cohort in numbers."""

    cohort: Cohort
    """What it was made of."""
    competencies: Sequence[str]
    """Ids; the columns of levels."""
    attempts: Attempts
    """Finished attempts."""
    ratings: Ratings
    """Ratings."""
    decisions: int
    """How many ratings decide between others; these are in no figure of agreement."""

    def title(self, competency: str) -> str:
        """What a competency is called."""
        return self.cohort.competencies.get(competency, competency)

    def scenario(self, scenario_id: str) -> str:
        """What a scenario is called."""
        return self.cohort.scenarios.get(scenario_id, scenario_id)


def levelled(cohort: Cohort) -> Levelled:
    """Make numbers of columns."""
    played, rated = cohort.played, cohort.rated
    counts = [official or result or "" for official, result in zip(played.official, played.result, strict=True)]
    texts = {text for text in {*counts, *rated.levels} if text}
    said = {text: read(text) for text in texts}
    competencies = sorted(
        {name for one in said.values() for name in one.levels},
        key=lambda name: (cohort.competencies.get(name, name), name),
    )
    order = sorted(range(len(played.ended)), key=lambda row: (played.ended[row], played.attempt[row]))
    return Levelled(
        cohort=cohort,
        competencies=competencies,
        attempts=_attempts(cohort, counts, said, competencies, np.asarray(order, dtype=np.int64)),
        ratings=_ratings(cohort, said, competencies),
        decisions=sum(text is not None and said[text].decides for text in rated.levels),
    )


def _attempts(
    cohort: Cohort, counts: Sequence[str], said: dict[str, Kept], competencies: Sequence[str], order: Whole
) -> Attempts:
    played = cohort.played
    ids = np.asarray(played.attempt, dtype=object)[order]

    def column(values: Sequence[str]) -> Coded:
        return Coded.of([values[row] for row in order])

    options = Coded.of(played.options)
    each = [json.loads(text).get("feedback") == Feedback.EACH for text in options.names]
    result = [said.get(text or "") for text in played.result]
    return Attempts(
        id=list(ids),
        trainee=column(played.owner),
        scenario=column(played.scenario),
        month=column([moment[:7] for moment in played.ended]),
        assessed=np.asarray([mode == Mode.ASSESSMENT for mode in played.mode], dtype=np.bool_)[order],
        at_once=np.asarray(each, dtype=np.bool_)[options.codes][order] if each else np.zeros(0, np.bool_),
        people=np.asarray([bool(text) for text in played.official], dtype=np.bool_)[order]
        & np.asarray([text in said and said[text].basis != "machine" for text in counts], dtype=np.bool_)[order],
        met=np.asarray([one is not None and one.met for one in result], dtype=np.bool_)[order],
        levels=_matrix(counts, said, competencies)[order],
    )


def _ratings(cohort: Cohort, said: dict[str, Kept], competencies: Sequence[str]) -> Ratings:
    rated = cohort.rated
    texts = [text or "" for text in rated.levels]
    rows = pd.DataFrame({"attempt": rated.attempt, "rater": rated.rater, "row": range(len(texts))})
    marks = np.asarray([text in said and not said[text].decides for text in texts], dtype=np.bool_)
    last = rows[marks].drop_duplicates(["attempt", "rater"], keep="last")["row"].to_numpy(dtype=np.int64)

    def column(values: Sequence[str]) -> Coded:
        return Coded.of([values[row] for row in last])

    return Ratings(
        attempt=column(rated.attempt),
        rater=column(rated.rater),
        month=column(rated.month),
        levels=_matrix(texts, said, competencies)[last],
    )


def _matrix(texts: Sequence[str], said: dict[str, Kept], competencies: Sequence[str]) -> Whole:
    """(texts, competencies): the levels that each text says."""
    known = Coded.of(texts)
    place = {name: at for at, name in enumerate(competencies)}
    rows = np.full((len(known.names), len(competencies)), ABSENT, dtype=np.int64)
    for row, text in enumerate(known.names):
        if text in said:
            for name, level in said[text].levels.items():
                rows[row, place[name]] = NONE if level is None else int(level)
    return rows[known.codes]
