"""Walks to every ending that carry a little along: how one competency stands, or which required basics were shown.

One walk for each competency is exact and small, because a harm forgets everything else: its level can only be 1. A walk
that carried all competencies at once would have to carry every combination.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar, cast

from roleplay.authoring.product import Product, Step
from roleplay.model.rubric import Kind, Rubric
from roleplay.scoring import Level, derive

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tally(Generic[K]):
    """What is carried along, and what it comes to at an ending."""

    first: K | None
    """At the start; None when that is given up already."""
    after: Callable[[K, int, Step], K | None]
    """After a step from a state; None gives up that way."""
    result: Callable[[K], Level | bool | None]
    """At an ending."""


Came: TypeAlias = Mapping[tuple[int, K], tuple[tuple[int, K], str | None] | None]
"""State and what is carried -> where a shortest way comes from, and by which choice."""


@dataclass(frozen=True, slots=True)
class Arrival(Generic[K]):
    """An ending that was reached."""

    state: int
    """State of the product."""
    carried: K
    """What was carried there."""
    product: Product
    """All states."""
    came: Came[K]
    """How every place of the walk was reached."""

    @property
    def way(self) -> tuple[str, ...]:
        """The choices of a way there with as few choices as any, each as `node/choice`."""
        return _way(self.product, self.came, (self.state, self.carried))


def arrivals(product: Product, tally: Tally[K]) -> Iterator[Arrival[K]]:
    """Every (ending, what is carried) that can be reached; those with fewer choices come first."""
    if tally.first is None:
        return
    start = (0, tally.first)
    after, every_step = tally.after, product.steps
    came: dict[tuple[int, K], tuple[tuple[int, K], str | None] | None] = {start: None}
    count = {start: 0}
    waiting = deque([(start, 0)])
    while waiting:
        here, so_far = waiting.popleft()
        if count[here] < so_far:
            continue  # a way with fewer choices was found after this one was put down
        state, carried = here
        steps = every_step[state]
        if not steps:
            yield Arrival(state, carried, product, came)
        for step in steps:
            then = after(carried, state, step)
            if then is None:
                continue
            there, choice = (step.target, then), step.choice
            if choice is None:
                if count.get(there, so_far + 1) > so_far:
                    count[there], came[there] = so_far, (here, None)
                    waiting.appendleft((there, so_far))  # costs no choice, so it comes before all that do
            elif there not in count:
                count[there], came[there] = so_far + 1, (here, choice)
                waiting.append((there, so_far + 1))


def _way(product: Product, came: Came[K], here: tuple[int, K]) -> tuple[str, ...]:
    choices: list[str] = []
    before = came[here]
    while before is not None:
        (state, _), choice = before
        if choice is not None:
            choices.append(f"{product.nodes[state]}/{choice}")
        before = came[before[0]]
    return tuple(reversed(choices))


Standing: TypeAlias = int
"""What a competency's level depends on, as bits: required basics shown, one for harm, for advanced, for opportunity."""


def tally_of_level(product: Product, rubric: Rubric, required: Iterable[str]) -> Tally[Standing]:
    """Carry along what the level of one competency depends on; it comes to the level, or None without opportunity."""
    needed = frozenset(required)
    of_kind = {kind: [b.id for b in rubric.behaviours if b.kind is kind] for kind in Kind}
    helps = frozenset((*of_kind[Kind.BASIC], *of_kind[Kind.ADVANCED]))
    counted = [*needed, *of_kind[Kind.ADVANCED][:1], *of_kind[Kind.HARMFUL][:1]]
    bits = {behaviour: 1 << place for place, behaviour in enumerate(counted)}
    advanced = bits[of_kind[Kind.ADVANCED][0]] if of_kind[Kind.ADVANCED] else 0
    harm = bits[of_kind[Kind.HARMFUL][0]] if of_kind[Kind.HARMFUL] else 0
    had = 1 << len(counted)
    worth = dict.fromkeys(helps, had) | {basic: bits[basic] | had for basic in needed}
    worth |= dict.fromkeys(of_kind[Kind.ADVANCED], advanced | had)

    def gain(ticks: Iterable[str]) -> Standing:
        found = 0
        for tick in ticks:
            if tick in of_kind[Kind.HARMFUL]:
                return harm
            found |= worth.get(tick, 0)
        return found

    def after(standing: Standing, state: int, step: Step) -> Standing:
        new = standing | gains[step.ticks] | (chance[state] if step.choice is not None else 0)
        return harm if new & harm else new

    gains = [gain(ticks) for ticks in product.ticks]
    chance = [had if any(helps.intersection(step.shows) for step in steps) else 0 for steps in product.steps]
    named = {bit: behaviour for behaviour, bit in bits.items()}

    def result(standing: Standing) -> Level | None:
        if not standing & (had | harm):
            return None
        return derive(rubric, [behaviour for bit, behaviour in named.items() if standing & bit], needed)

    return Tally(first=gain(product.begins), after=after, result=result)


def tally_of_standard(product: Product, rubrics: Mapping[str, Rubric], required: Iterable[str]) -> Tally[int]:
    """Carry along the required basics that were shown, and give up at any harm; it comes to whether all were shown."""
    bits = {basic: 1 << place for place, basic in enumerate(dict.fromkeys(required))}
    harms = frozenset(b.id for rubric in rubrics.values() for b in rubric.behaviours if b.kind is Kind.HARMFUL)
    harm, everything = 1 << len(bits), (1 << len(bits)) - 1

    def gain(ticks: Iterable[str]) -> int:
        return sum({harm if tick in harms else bits.get(tick, 0) for tick in ticks})

    def after(shown: int, _state: int, step: Step) -> int | None:
        new = shown | gains[step.ticks]
        return None if new & harm else new

    gains = [gain(ticks) for ticks in product.ticks]
    first = gain(product.begins)
    return Tally(None if first & harm else first, after, lambda shown: shown == everything)


def levels(product: Product, rubric: Rubric, required: Iterable[str]) -> Mapping[Level | None, tuple[str, ...]]:
    """The levels of a competency that an ending can be reached with, each with a shortest way to it."""
    tally = tally_of_level(product, rubric, required)
    found: dict[Level | None, tuple[str, ...]] = {}
    results: dict[Standing, Level | None] = {}
    for arrival in arrivals(product, tally):
        if arrival.carried not in results:
            level = results[arrival.carried] = cast("Level | None", tally.result(arrival.carried))
            found.setdefault(level, arrival.way)
    return found


def meets_standard(product: Product, rubrics: Mapping[str, Rubric], required: Iterable[str]) -> tuple[str, ...] | None:
    """A shortest way without any harm that shows every required basic; None when there is none."""
    tally = tally_of_standard(product, rubrics, required)
    return next((end.way for end in arrivals(product, tally) if tally.result(end.carried)), None)
