"""Walks to every ending that carry a little along: how one competency stands, or which required basics were shown.

One walk for each competency is exact and small, because a harm forgets everything else: its level can only be 1. A walk
that carried all competencies at once would have to carry every combination.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

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


def arrivals(product: Product, first: K, after: Callable[[K, int, Step], K | None]) -> Iterator[Arrival[K]]:
    """Every (ending, what is carried) that can be reached, with a shortest way; ways with fewer choices come first.

    `after(carried, state, step)` says what is carried after a step from a state; None gives up that way.
    """
    start = (0, first)
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
            then = after(carried, state, step)
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


def levels(product: Product, rubric: Rubric, required: Iterable[str]) -> Mapping[Level | None, tuple[str, ...]]:
    """The levels of a competency that an ending can be reached with, each with a shortest way to it."""
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

    def after(standing: Standing, state: int, step: Step) -> Standing:
        return add(standing, (*step.shows, *step.arrives), offered=step.choice is not None and chance[state])

    found: dict[Level | None, tuple[str, ...]] = {}
    for arrival in arrivals(product, add((frozenset(), False), product.begins, offered=False), after):
        shown, had = arrival.carried
        level = derive(rubric, shown, needed) if had else None
        if level not in found or len(arrival.way) < len(found[level]):
            found[level] = arrival.way
    return found


def meets_standard(product: Product, rubrics: Mapping[str, Rubric], required: Iterable[str]) -> tuple[str, ...] | None:
    """A shortest way without any harm that shows every required basic; None when there is none."""
    needed = frozenset(required)
    harms = frozenset(b.id for rubric in rubrics.values() for b in rubric.behaviours if b.kind is Kind.HARMFUL)

    def add(shown: frozenset[str], ticks: Iterable[str]) -> frozenset[str] | None:
        ticks = frozenset(ticks)
        return None if ticks & harms else shown | (ticks & needed)

    first = add(frozenset(), product.begins)
    if first is None:
        return None
    ends = arrivals(product, first, lambda shown, _, step: add(shown, (*step.shows, *step.arrives)))
    return min((end.way for end in ends if end.carried == needed), key=len, default=None)
