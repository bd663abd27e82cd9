"""Walks to every ending that carry a little along: how one competency stands, or which required basics were shown.

One walk for each competency is exact and small, because a harm forgets everything else: its level can only be 1. A walk
that carried all competencies at once would have to carry every combination.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from roleplay.authoring.product import Product, Step
from roleplay.model.rubric import Kind, Rubric
from roleplay.scoring import Level, derive

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Arrival(Generic[K]):
    """An ending that was reached."""

    state: int
    """State of the product."""
    carried: K
    """What was carried there."""
    way: tuple[str, ...]
    """The choices of a way there with as few choices as any, each as `node/choice`."""


@dataclass(frozen=True, slots=True)
class Tally(Generic[K]):
    """What is carried along, and what it comes to at an ending."""

    first: K | None
    """At the start; None when that is given up already."""
    after: Callable[[K, int, Step], K | None]
    """After a step from a state; None gives up that way."""
    result: Callable[[K], Level | bool | None]
    """At an ending."""


def arrivals(product: Product, tally: Tally[K]) -> Iterator[Arrival[K]]:
    """Every (ending, what is carried) that can be reached, with a shortest way; ways with fewer choices come first."""
    if tally.first is None:
        return
    start = (0, tally.first)
    came: dict[tuple[int, K], tuple[tuple[int, K], str | None] | None] = {start: None}
    count = {start: 0}
    waiting = deque([start])
    done: set[tuple[int, K]] = set()
    while waiting:
        here = waiting.popleft()
        if here in done:
            continue
        done.add(here)
        state, carried = here
        if not product.steps[state]:
            yield Arrival(state, carried, _way(product, came, here))
        for step in product.steps[state]:
            then = tally.after(carried, state, step)
            if then is None:
                continue
            there = (step.target, then)
            so_far = count[here] + (step.choice is not None)
            if there in count and count[there] <= so_far:
                continue
            count[there], came[there] = so_far, (here, step.choice)
            if step.choice is None:
                waiting.appendleft(there)  # costs no choice, so it comes before all that do
            else:
                waiting.append(there)


def _way(
    product: Product, came: Mapping[tuple[int, K], tuple[tuple[int, K], str | None] | None], here: tuple[int, K]
) -> tuple[str, ...]:
    choices: list[str] = []
    before = came[here]
    while before is not None:
        (state, _), choice = before
        if choice is not None:
            choices.append(f"{product.nodes[state]}/{choice}")
        before = came[before[0]]
    return tuple(reversed(choices))


Standing = tuple[frozenset[str], bool]
"""What a competency's level depends on: behaviours shown (required basics, one harm, one advanced), and opportunity."""


def tally_of_level(product: Product, rubric: Rubric, required: Iterable[str]) -> Tally[Standing]:
    """Carry along what the level of one competency depends on; it comes to the level, or None without opportunity."""
    needed = frozenset(required)
    harms = [b.id for b in rubric.behaviours if b.kind is Kind.HARMFUL]
    helps = frozenset(b.id for b in rubric.behaviours if b.kind is not Kind.HARMFUL)
    counts_as = {b.id: b.id if b.id in needed else None for b in rubric.behaviours if b.kind is Kind.BASIC}
    advanced = [b.id for b in rubric.behaviours if b.kind is Kind.ADVANCED]
    counts_as |= dict.fromkeys(advanced, advanced[0] if advanced else None)
    harmed: Standing = (frozenset(harms[:1]), True)
    chance = [any(helps.intersection(step.shows) for step in steps) for steps in product.steps]

    def add(standing: Standing, ticks: Iterable[str], *, offered: bool) -> Standing:
        shown, had = standing
        if standing == harmed and harms:
            return harmed
        new = set(shown)
        for tick in ticks:
            if tick in harms:
                return harmed
            if tick in helps:
                had = True
                new |= {counted} if (counted := counts_as[tick]) is not None else set()
        return frozenset(new), had or offered

    return Tally(
        first=add((frozenset(), False), product.begins, offered=False),
        after=lambda standing, state, step: add(
            standing, (*step.shows, *step.arrives), offered=step.choice is not None and chance[state]
        ),
        result=lambda standing: derive(rubric, standing[0], needed) if standing[1] else None,
    )


def tally_of_standard(
    product: Product, rubrics: Mapping[str, Rubric], required: Iterable[str]
) -> Tally[frozenset[str]]:
    """Carry along the required basics that were shown, and give up at any harm; it comes to whether all were shown."""
    needed = frozenset(required)
    harms = frozenset(b.id for rubric in rubrics.values() for b in rubric.behaviours if b.kind is Kind.HARMFUL)

    def add(shown: frozenset[str], ticks: Iterable[str]) -> frozenset[str] | None:
        ticks = frozenset(ticks)
        return None if ticks & harms else shown | (ticks & needed)

    return Tally(
        first=add(frozenset(), product.begins),
        after=lambda shown, _, step: add(shown, (*step.shows, *step.arrives)),
        result=lambda shown: shown == needed,
    )


def levels(product: Product, rubric: Rubric, required: Iterable[str]) -> Mapping[Level | None, tuple[str, ...]]:
    """The levels of a competency that an ending can be reached with, each with a shortest way to it."""
    tally = tally_of_level(product, rubric, required)
    found: dict[Level | None, tuple[str, ...]] = {}
    for arrival in arrivals(product, tally):
        level = cast("Level | None", tally.result(arrival.carried))
        if level not in found or len(arrival.way) < len(found[level]):
            found[level] = arrival.way
    return found


def meets_standard(product: Product, rubrics: Mapping[str, Rubric], required: Iterable[str]) -> tuple[str, ...] | None:
    """A shortest way without any harm that shows every required basic; None when there is none."""
    tally = tally_of_standard(product, rubrics, required)
    ends = (end.way for end in arrivals(product, tally) if tally.result(end.carried))
    return min(ends, key=len, default=None)
