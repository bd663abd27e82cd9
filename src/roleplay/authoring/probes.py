"""Whether a scenario can be guessed by somebody who does not understand a word of it.

A bot that picks by length, by place or by a way of speaking should fail. How far each may come:

- by length (`longest`, `shortest`): never to the standard;
- by place (`first`, `last`): no further than luck, as choices are shuffled; never, where a node has `order: fixed`;
- by a way of speaking: to the standard in at most 5 % of attempts, or as often as luck;
- luck itself (`random`): in less than 5 %.

Scenarios with fewer than six nodes at which one choice is better than another are not probed: luck alone goes through
so few, and nobody should be scored by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import NamedTuple

from roleplay.authoring.bots import BOTS, RANDOM, Rehearsal, picks
from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.authoring.exploration import Exploration
from roleplay.authoring.worth import Decision
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario

MOST_LUCK = 0.05
"""From this probability on, luck or a way of speaking meets the standard too often."""

FEWEST = 6
"""Fewest nodes with a best choice of which anything is said."""

MOST_SHARE = 0.6
"""In more than this part of a scenario's decisions the best choice must not stand out by its length."""

UNLIKELY = 0.05
"""Nor is anything said that luck alone brings about more often than this."""

MOST_OF_LIBRARY = 0.4
"""In more than this part of a library's decisions the best choice must be neither longest, shortest, first nor last."""

_NOISE = 1e-9
_BY_LENGTH, _BY_PLACE = ("longest", "shortest"), ("first", "last")


def may_meet(scenario: Scenario, strategy: str, luck: float) -> float:
    """The highest probability with which a bot may meet the standard, where picking at random does with `luck`."""
    if strategy in _BY_LENGTH:
        return 0.0
    if strategy in _BY_PLACE:
        return 0.0 if _has_fixed_order(scenario) else luck + _NOISE
    return max(MOST_LUCK, luck + _NOISE)


def _has_fixed_order(scenario: Scenario) -> bool:
    return any(node.order == "fixed" for node in scenario.nodes if node.choices)


class Habit(NamedTuple):
    """How often the best choice of a decision is the one that a bot would pick."""

    strategy: str
    """Which bot; `first` and `last` mean the order of the file here."""
    share: float
    """Part of the decisions, each node counting once; where several choices are best, each counts in part."""
    chance: float
    """What that part would be if the bot's pick had nothing to do with what is best."""


def habits(decisions: Sequence[Decision]) -> tuple[Habit, ...]:
    """How often the best choice is the longest, the shortest, the first and the last of the file."""
    whole = sum(one.weight for one in decisions)
    if not whole:
        return ()
    chance = sum(one.weight / len(one.choices) for one in decisions) / whole
    return tuple(
        Habit(name, sum(one.weight * _match(one, name) for one in decisions) / whole, chance)
        for name in (*_BY_LENGTH, *_BY_PLACE)
    )


_OTHERWISE = {
    "longest": "Shorten what is best there, or let others say more",
    "shortest": "Let what is best there say more, or shorten others",
    "first": "Move what is best there further down",
    "last": "Move what is best there further up",
}


def too_often(library: Mapping[str, Sequence[Decision]]) -> Iterator[str]:
    """What the best choices of a library are too often, in which of its scenarios most, and how to mend it."""
    for habit in habits([one for decisions in library.values() for one in decisions]):
        if habit.share <= MOST_OF_LIBRARY + _NOISE:
            continue
        own = {
            scenario: one.share
            for scenario, decisions in library.items()
            for one in habits(decisions)
            if one.strategy == habit.strategy
        }
        worst = sorted(own, key=lambda scenario: -own[scenario])[:3]
        yield (
            f"That is too often the {habit.strategy}: at most {MOST_OF_LIBRARY:.0%} is fair. "
            f"{_OTHERWISE[habit.strategy]}: {', '.join(f'{one} ({own[one]:.0%})' for one in worst)}."
        )


def _match(decision: Decision, strategy: str) -> float:
    """Part of the best choices that a bot would pick."""
    return sum(_picks_best(decision, strategy).values()) / len(decision.best)


def _picks_best(decision: Decision, strategy: str) -> Mapping[str, float]:
    """Best choice -> probability that the bot picks it."""
    chances = picks(strategy, decision.texts, fixed=decision.fixed or strategy in _BY_PLACE)
    return {choice: p for choice, p in zip(decision.choices, chances, strict=True) if choice in decision.best}


def probe(exploration: Exploration, rubrics: Mapping[str, Rubric], places: Places) -> Iterator[Diagnostic]:
    """Find what can be guessed (RP401 to RP403) in a scenario without errors."""
    scenario = exploration.scenario
    rehearsal = Rehearsal(scenario, rubrics, exploration)
    decisions = rehearsal.decisions
    if len({one.node for one in decisions}) < FEWEST:
        return
    luck = rehearsal.met_standard(RANDOM)
    for name in BOTS:
        if name in _BY_PLACE and not _has_fixed_order(scenario):
            continue  # that is luck, and takes as long to compute
        met = rehearsal.met_standard(name)
        if met > may_meet(scenario, name, luck):
            yield _guessed(name, met, decisions, places)
    if luck >= MOST_LUCK:
        message = f"Picking at random meets the standard in {_percent(luck)} of attempts."
        yield places.report("RP402", ("nodes",), message)
    for name in _BY_LENGTH:
        yield from _stands_out(name, decisions, places)


def _percent(chance: float) -> str:
    return f"{chance:.1%}" if chance >= 0.001 else "less than 0.1%"


def _witnesses(strategy: str, decisions: Sequence[Decision]) -> tuple[tuple[str, str], ...]:
    """Node of every decision at which the bot surely picks a best one, each once, and such a choice."""
    found: dict[str, str] = {}
    for one in decisions:
        chances = picks(strategy, one.texts, fixed=one.fixed)
        picked = [choice for choice, chance in zip(one.choices, chances, strict=True) if chance]
        if one.best.issuperset(picked):
            found.setdefault(one.node, picked[0])
    return tuple(found.items())


def _named(witnesses: Sequence[tuple[str, str]]) -> str:
    named = ", ".join(f'"{node}/{choice}"' for node, choice in witnesses[:3])
    more = len(witnesses) - 3
    return f"{named} and {more} more" if more > 0 else named


def _at(witnesses: Sequence[tuple[str, str]]) -> Steps:
    return ("nodes", witnesses[0][0], "choices", witnesses[0][1], "text") if witnesses else ("nodes",)


def _guessed(strategy: str, met: float, decisions: Sequence[Decision], places: Places) -> Diagnostic:
    witnesses = _witnesses(strategy, decisions)
    message = f'The bot "{strategy}" meets the standard in {_percent(met)} of attempts.'
    if witnesses:
        message += f" What it picks is best at {_named(witnesses)}."
    return places.report("RP401", _at(witnesses), message)


def _stands_out(strategy: str, decisions: Sequence[Decision], places: Places) -> Iterator[Diagnostic]:
    whole = sum(one.weight for one in decisions)
    hits = sum(one.weight * _match(one, strategy) for one in decisions)
    if hits <= MOST_SHARE * whole + _NOISE:
        return
    chances: dict[str, float] = {}
    for one in decisions:
        chances[one.node] = chances.get(one.node, 0.0) + one.weight / len(one.choices)
    if at_least(floor(hits + _NOISE), tuple(chances.values())) < UNLIKELY:
        witnesses = _witnesses(strategy, decisions)
        message = (
            f"In {hits / whole:.0%} of {whole:.0f} decisions the best choice is the {strategy}: {_named(witnesses)}."
        )
        yield places.report("RP403", _at(witnesses), message)


def at_least(number: int, chances: Sequence[float]) -> float:
    """Probability that at least so many of some independent things happen, each with its own chance."""
    exactly = [1.0]
    for chance in chances:
        missed = [p * (1 - chance) for p in exactly]
        hit = [p * chance for p in exactly]
        exactly = [a + b for a, b in zip([*missed, 0.0], [0.0, *hit], strict=True)]
    return sum(exactly[number:])
