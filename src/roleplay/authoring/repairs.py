"""Whether a harm that is repaired can pay: end above the same way without the harm."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from roleplay.authoring.product import Product, Step
from roleplay.authoring.walk import Standing, Tally, tally_of_level
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.scoring import Level


class Paid(NamedTuple):
    """A harm that pays."""

    way: tuple[str, ...]
    """The choices up to and with the one that harms, each as `node/choice`."""
    with_repair: Level
    """The highest level that is left after it, with a repair."""
    without_harm: Level | None
    """The highest level that was left without it; None for no opportunity."""


Done: TypeAlias = frozenset[str] | None
"""Harms done on a way so far that can still be repaired; empty where none was done, None where one is repaired."""

_NO_HARM: Done = frozenset()
_At: TypeAlias = tuple[int, Standing, Done]


class _Ways(NamedTuple):
    """All that can be got to: from where it first was, what lies ahead of it, and the steps that would do harm."""

    came: dict[_At, tuple[_At, str | None] | None]
    ahead: dict[_At, list[_At]]
    slips: list[tuple[_At, _At, str | None]]


class Repairs:
    """Where a product of a scenario does harm, and where it is repaired."""

    def __init__(self, product: Product, scenario: Scenario, harms: Collection[str], order: Sequence[int]) -> None:
        """`order` has the states so that every step leads to an earlier one (`exploration.backwards`)."""
        choices = ((node.id, choice) for node in scenario.nodes for choice in node.choices)
        self._mends = {(node, choice.id): frozenset(choice.repairs) for node, choice in choices if choice.repairs}
        self._product = product
        self._harms = frozenset(harms)
        self._place = {state: place for place, state in enumerate(order)}
        self._mendable: list[frozenset[str]] = [frozenset()] * len(product.nodes)
        """State -> the harms that some choice from there on repairs."""
        for state in order if self._mends else ():
            self._mendable[state] = frozenset().union(
                *(self._mendable[step.target] | self._mended_by(state, step) for step in product.steps[state])
            )
        self._known: dict[tuple[int, Done], list[tuple[Step, Done]]] = {}
        self.possible = bool(self._mends) and self._harms.isdisjoint(product.begins)
        """Whether there is anything to look at."""

    def _mended_by(self, state: int, step: Step) -> frozenset[str]:
        return self._mends.get((self._product.nodes[state], step.choice or ""), frozenset())

    def _onward(self, done: Done, state: int, step: Step) -> tuple[Done] | None:
        """What is done after a step; None where harm was done that no way repairs any more."""
        if done is None or not done.isdisjoint(self._mended_by(state, step)):
            return (None,)
        new = self._harms.intersection((*step.shows, *step.arrives))
        if not done and not new:
            return (_NO_HARM,)
        left = (done | new) & self._mendable[step.target]
        return (left,) if left else None

    def _ahead(self, state: int, done: Done) -> list[tuple[Step, Done]]:
        """The steps from a state that can still be repaired, each with what is done after it."""
        if (state, done) not in self._known:
            after = ((step, self._onward(done, state, step)) for step in self._product.steps[state])
            self._known[state, done] = [(step, *onward) for step, onward in after if onward is not None]
        return self._known[state, done]

    def paid(self, rubric: Rubric, required: Collection[str]) -> Paid | None:
        """Return a harm that pays in one competency, or None.

        At every moment up to which no harm was done, the highest level that is left with a harm and its repair is held
        against the highest that is left without harm. Where nothing but harm is left, there is nothing to hold it
        against.
        """
        tally = tally_of_level(self._product, rubric, required)
        if not self.possible or tally.first is None:
            return None
        kind = self._ways([(0, tally.first, _NO_HARM)], tally, without_harm=True)
        without = self._best(kind, tally)
        # From anywhere else nothing can end higher: the rest of the ways, by far the most, need not be followed.
        slips = [(at, there, choice) for at, there, choice in kind.slips if 0 <= without[at] < max(Level)]
        after = self._ways([there for _, there, _ in slips], tally, without_harm=False)
        repaired = self._best(after, tally)
        for at, there, choice in slips:
            if repaired[there] > without[at]:
                left = Level(without[at]) if without[at] else None
                return Paid(self._way(kind, at, choice), Level(repaired[there]), left)
        return None

    def _ways(self, starts: Iterable[_At], tally: Tally[Standing], *, without_harm: bool) -> _Ways:
        ways = _Ways(dict.fromkeys(starts), {}, [])
        waiting = list(ways.came)
        for at in waiting:
            ways.ahead[at] = []
            for step, done in self._ahead(at[0], at[2]):
                standing = tally.after(at[1], at[0], step)
                if standing is None:
                    continue
                there: _At = (step.target, standing, done)
                if without_harm and done:
                    ways.slips.append((at, there, step.choice))
                    continue
                ways.ahead[at].append(there)
                if there not in ways.came:
                    ways.came[there] = (at, step.choice)
                    waiting.append(there)
        return ways

    def _best(self, ways: _Ways, tally: Tally[Standing]) -> Mapping[_At, int]:
        """The highest level that is left, with all harm repaired: 0 for no opportunity, -1 where there is no way."""
        best: dict[_At, int] = {}
        for at in sorted(ways.ahead, key=lambda at: self._place[at[0]]):
            if self._product.steps[at[0]]:
                best[at] = max([best[there] for there in ways.ahead[at]], default=-1)
            else:
                best[at] = -1 if at[2] else int(tally.result(at[1]) or 0)
        return best

    def _way(self, ways: _Ways, at: _At, last: str | None) -> tuple[str, ...]:
        choices = [] if last is None else [f"{self._product.nodes[at[0]]}/{last}"]
        before = ways.came[at]
        while before is not None:
            here, choice = before
            if choice is not None:
                choices.append(f"{self._product.nodes[here[0]]}/{choice}")
            before = ways.came[here]
        return tuple(reversed(choices))
