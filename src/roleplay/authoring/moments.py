"""All that variables can be when the conversation gets to a node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from roleplay.authoring import product as states
from roleplay.authoring.exploration import backwards
from roleplay.authoring.product import Product, TooLarge, forgetters, start_values, still_read
from roleplay.engine import Compiled
from roleplay.engine.compiled import CompiledChoice
from roleplay.engine.predicate import predicate
from roleplay.model.condition import Value

Values: TypeAlias = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Moments:
    """All that variables can be when the conversation gets to some place."""

    slots: Mapping[str, int]
    """Variable or site policy -> where its value stands."""
    values: frozenset[Values]
    """Every combination."""

    def when(self, text: str | None) -> Moments:
        """Those in which a condition holds."""
        return (
            self if text is None else Moments(self.slots, frozenset(filter(predicate(text, self.slots), self.values)))
        )

    def after(self, choice: CompiledChoice) -> Moments:
        """What they become by the effects of a choice."""
        return Moments(self.slots, frozenset(map(choice.apply, self.values)))

    def of(self, name: str) -> tuple[Value, ...]:
        """What one variable can be, in order."""
        slot = self.slots[name]
        return tuple(sorted({values[slot] for values in self.values}))


def moments(game: Compiled, products: Iterable[Product]) -> Mapping[str, Moments]:
    """Node -> all that there can be of what decides ways and levels."""
    found: dict[str, set[Values]] = {}
    for product in products:
        for node, values in zip(product.nodes, product.values, strict=True):
            found.setdefault(node, set()).add(values)
    return {node: Moments(game.slots, frozenset(values)) for node, values in found.items()}


def moments_heard(game: Compiled, products: Iterable[Product]) -> Mapping[str, Moments]:
    """Node -> all that there can be, with what lines read too. Raises `TooLarge`.

    It decides no step, so it is carried along the steps that there are, and no further states are looked for.
    """
    read = still_read(game, lines=True)
    found: dict[str, set[Values]] = {}
    for product in products:
        for node, heard in zip(product.nodes, _heard(game, product, read), strict=True):
            found.setdefault(node, set()).update(heard)
    return {node: Moments(game.slots, frozenset(values)) for node, values in found.items()}


def _heard(game: Compiled, product: Product, read: Mapping[str, frozenset[int]]) -> list[set[Values]]:
    """State -> all that there can be."""
    start = start_values(game, product.setting)
    forget = forgetters(game, start, read)
    at: list[set[Values]] = [set() for _ in product.nodes]
    at[0].add(start)
    number = 0
    for state in reversed(backwards(product, game.scenario.id)):
        node = product.nodes[state]
        here = at[state] = set(map(forget[node], at[state]))
        number += len(here)
        if number > states.MOST_STATES:
            raise TooLarge.of(game)
        for step in product.steps[state]:
            taken = None if step.choice is None else game.nodes[node].choices[step.choice]
            at[step.target].update(map(taken.apply, here) if taken and taken.writes else here)
    return at
