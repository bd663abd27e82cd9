"""Levels as they are kept beside what they follow from: a short text, the same for the same levels.

To replay a log or derive a level takes a moment; a report asks for a hundred thousand. What is kept is never typed in
and never changed: it can be worked out again from the log, the ticks and the pinned rubrics, and a test does so.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from roleplay.scoring.level import Level
from roleplay.scoring.official import Basis
from roleplay.scoring.review import Result
from roleplay.scoring.score import Score

_DIFFERENT = 65_536  # texts whose meaning is remembered; a scenario of three competencies has 125 sets of levels


@dataclass(frozen=True, slots=True)
class Kept:
    """What a kept text says."""

    levels: Mapping[str, Level | None]
    """Competency -> level; None where there was no opportunity."""
    harm: tuple[str, ...] = ()
    """Of an attempt: harmful behaviours that its choices showed, in any rubric."""
    met: bool = False
    """Of an attempt: whether its choices met the standard."""
    decides: bool = False
    """Of a rating: whether it decides between others."""
    basis: Basis = Basis.MACHINE
    """Of a review: what its levels rest on."""


def of_attempt(score: Score, harmful: Collection[str]) -> str:
    """What the choices of a finished attempt come to. `harmful` are the ids of all harmful behaviours."""
    ticks = [*score.beside, *(tick for one in score.competencies for tick in one.harmful)]
    return _text(
        levels={one.competency: one.level for one in score.competencies},
        harm=sorted({tick.behaviour for tick in ticks} & set(harmful)),
        met=score.met_standard,
    )


def of_rating(levels: Mapping[str, Level | None], *, decides: bool) -> str:
    """What the ticks of a rating come to."""
    return _text(levels=dict(levels), decides=decides)


def of_review(results: Sequence[Result]) -> str:
    """What a review comes to."""
    basis = results[0].official.basis if results else Basis.MACHINE
    return _text(levels={one.competency: one.official.level for one in results}, basis=basis)


@lru_cache(maxsize=_DIFFERENT)
def read(text: str) -> Kept:
    """What a kept text says."""
    said = json.loads(text)
    levels = {name: None if level is None else Level(level) for name, level in said["levels"].items()}
    return Kept(
        levels,
        tuple(said.get("harm", ())),
        said.get("met", False),
        said.get("decides", False),
        Basis(said.get("basis", Basis.MACHINE)),
    )


def _text(**said: Any) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"))
