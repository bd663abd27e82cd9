"""Missed cues: decisions at which something needed was on offer and something else was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from roleplay.engine.compiled import Compiled
from roleplay.engine.state import State
from roleplay.model.rubric import Kind, Rubric
from roleplay.scoring.score import score


@dataclass(frozen=True, slots=True)
class Missed:
    """One decision at which a needed behaviour was within reach."""

    moment: int
    """Index of the choice that was taken instead."""
    node: str
    """Where."""
    chosen: str
    """Id of that choice."""
    alternatives: tuple[str, ...]
    """Ids of the open choices that would have shown it, in the order of the file."""
    behaviours: tuple[str, ...]
    """What they would have shown: required basics that stayed missing, or basics where harm was done instead."""


def missed_cues(game: Compiled, rubrics: Mapping[str, Rubric], state: State) -> tuple[Missed, ...]:
    """Find the missed cues of an attempt, in their order."""
    kinds = {b.id: b.kind for rubric in rubrics.values() for b in rubric.behaviours}
    missing = {basic for competency in score(game, rubrics, state).competencies for basic in competency.missing}
    found: list[Missed] = []
    for moment, passage in enumerate(state.trail):
        if passage.choice is None:
            continue
        harmed = any(kinds.get(tick) is Kind.HARMFUL for tick in game.ticks(passage))
        reached: dict[str, list[str]] = {}
        for choice_id, choice in game.nodes[passage.node].choices.items():
            if choice_id == passage.choice or not choice.is_open(passage.values):
                continue
            shows = game.ticks(passage._replace(choice=choice_id))
            if any(kinds.get(tick) is Kind.HARMFUL for tick in shows):
                continue
            wanted = [t for t in shows if t in missing or (harmed and kinds.get(t) in {Kind.BASIC, Kind.ADVANCED})]
            if wanted:
                reached[choice_id] = wanted
        if reached:
            behaviours = tuple(dict.fromkeys(tick for shows in reached.values() for tick in shows))
            found.append(Missed(moment, passage.node, passage.choice, tuple(reached), behaviours))
    return tuple(found)
