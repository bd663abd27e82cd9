"""A small cohort with known answers, in columns, as the service of reports hands it over."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from roleplay.services.reporting import Cohort, Practice
from roleplay.store.columns import Played, Rated

COMPETENCIES = {"listening": "Active listening", "safety": "Safety"}


@dataclass
class Planting:
    """Rows that are added one by one."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    """Attempts."""
    marks: list[tuple[object, ...]] = field(default_factory=list)
    """Ratings."""

    def play(
        self,
        trainee: str,
        levels: Mapping[str, int | None],
        *,
        month: str = "2026-01",
        scenario: str = "s/one",
        mode: str = "assessment",
        feedback: str = "end",
        official: Mapping[str, int | None] | None = None,
    ) -> str:
        """Somebody has finished an attempt in which their choices came to these levels; returns its id."""
        attempt = f"a{len(self.rows):04}"
        said = json.dumps({"levels": levels, "harm": [], "met": False})
        review = None if official is None else json.dumps({"levels": official, "basis": "human"})
        options = json.dumps({"feedback": feedback, "say_first": False})
        when = f"{month}-10 09:{len(self.rows) // 60 % 60:02}:{len(self.rows) % 60:02}"
        state = None if official is None else "agreed"
        self.rows.append((attempt, trainee, scenario, "f" * 64, mode, options, 0, when, said, state, review))
        return attempt

    def rate(
        self,
        attempt: str,
        rater: str,
        levels: Mapping[str, int | None],
        *,
        month: str = "2026-01",
        decides: bool = False,
    ) -> None:
        """Somebody has marked it."""
        seq = sum(one[0] == attempt for one in self.marks)
        self.marks.append((attempt, seq, rater, month, json.dumps({"levels": levels, "decides": decides})))

    def cohort(self, *, rows: bool = True) -> Cohort:
        """All of it."""
        return Cohort(
            name="blue",
            trainees=len({one[1] for one in self.rows}),
            rows=rows,
            played=Played(*_columns(self.rows, 11)),
            rated=Rated(*_columns(self.marks, 5)),
            scenarios={"s/one": "One talk", "s/two": "Two talks"},
            competencies=COMPETENCIES,
            practice={
                "listening": Practice(("Listening well",), ("s/one", "s/two")),
                "safety": Practice(("Staying safe",), ("s/two",)),
            },
        )


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[Any]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def marked(raters: Mapping[str, float], attempts: int = 60, seed: int = 3) -> Planting:
    """Attempts that raters mark two at a time, each rater lower by so much than is right, in one month after another."""
    chance, planting, names = random.Random(seed), Planting(), list(raters)
    for number in range(attempts):
        right = chance.choice((2, 3, 4))
        month = f"2026-0{1 + number * 4 // attempts}"
        attempt = planting.play(f"t{number % 12:02}", {"listening": right, "safety": 3}, month=month)
        for rater in chance.sample(names, 2):
            level = right - (chance.random() < raters[rater])
            planting.rate(attempt, rater, {"listening": max(1, level), "safety": 3}, month=month)
    return planting
