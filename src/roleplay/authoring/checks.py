"""All that is checked of a scenario beyond its shape. A further pass is one more function in this list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from roleplay.authoring import memory, people, ticks, ways, wording
from roleplay.authoring.diagnostic import Diagnostic, Places
from roleplay.authoring.rubrics import Rubrics
from roleplay.model.scenario import Scenario

Pass: TypeAlias = Callable[[Scenario, Rubrics, Places], Iterable[Diagnostic]]
"""Looks at a whole scenario and reports what it finds."""

PASSES: tuple[Pass, ...] = (
    ways.targets,
    ways.graph,
    ways.decisions,
    memory.read_conditions,
    memory.effects,
    memory.unused,
    memory.sites,
    ticks.behaviours,
    ticks.requirements,
    ticks.repairs,
    people.speakers,
    people.braces,
    people.times,
    wording.wording,
)
"""The passes, in no order that matters."""


def check(scenario: Scenario, rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Run every pass."""
    for one in PASSES:
        yield from one(scenario, rubrics, places)
