"""What is best at a decision.

Judged by what the choices of one decision show, and by nothing else. In this order:

1. no harm before harm, in whatever competency, because one harm is a ceiling;
2. more of the basics that the scenario requires, because without them the level stays at 2;
3. more that is advanced in an assessed competency, because that makes a 3 a 4;
4. more of anything else that is basic or advanced: it helps, and changes no level.

What was said before and what may come later are left out on purpose. A reader who guesses sees the texts of one
decision only; and most required basics can be shown again later, so that looking ahead would make nearly all choices
equal. Who knows the whole scenario is the business of `roleplay.authoring.extremes`. What arriving at the next node
shows counts as shown by the choice that leads there.

Several choices can be best. A decision at which all are equal has no best, and does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from roleplay.authoring.product import Product
from roleplay.model.rubric import Kind, Rubric
from roleplay.model.scenario import Scenario


class Worth(NamedTuple):
    """What a choice is worth; compares as a tuple, and more is better."""

    harmless: bool
    """It shows nothing harmful."""
    required: int
    """Required basics that it shows."""
    advanced: int
    """Advanced behaviours of assessed competencies that it shows."""
    other: int
    """Whatever else that is basic or advanced."""


class Decision(NamedTuple):
    """Choices that are open together at a node, some of them better than others."""

    node: str
    """Id of the node."""
    choices: tuple[str, ...]
    """Ids of the open choices, in the order of the file."""
    texts: tuple[str, ...]
    """What they say."""
    best: frozenset[str]
    """Ids of the best; some, but not all."""
    fixed: bool
    """True where they are displayed in the order of the file."""
    weight: float
    """So that each node counts once: one over the number of its decisions."""

    @property
    def chance(self) -> float:
        """Probability that somebody who picks at random picks a best one."""
        return len(self.best) / len(self.choices)


def judge(scenario: Scenario, rubrics: Mapping[str, Rubric]) -> Callable[[Iterable[str]], Worth]:
    """Return what tells the worth of some behaviours in this scenario. `rubrics` are all that there are."""
    kinds = {b.id: b.kind for rubric in rubrics.values() for b in rubric.behaviours}
    required = frozenset(basic for one in scenario.assesses.values() for basic in one.requires)
    lifts = frozenset(
        b.id for competency in scenario.assesses for b in rubrics[competency].behaviours if b.kind is Kind.ADVANCED
    )

    def worth(ticks: Iterable[str]) -> Worth:
        shown = frozenset(ticks) & kinds.keys()
        helps = frozenset(tick for tick in shown if kinds[tick] is not Kind.HARMFUL)
        return Worth(
            harmless=helps == shown,
            required=len(helps & required),
            advanced=len(helps & lifts),
            other=len(helps - required - lifts),
        )

    return worth


def best_of(worths: Sequence[Worth]) -> tuple[int, ...]:
    """Places of the best; none where all are equal."""
    most = max(worths, default=None)
    places = tuple(place for place, worth in enumerate(worths) if worth == most)
    return places if len(places) < len(worths) else ()


def decisions(scenario: Scenario, rubrics: Mapping[str, Rubric], products: Iterable[Product]) -> tuple[Decision, ...]:
    """Every different decision that has a best, in the order of the file, over all states of some products."""
    worth = judge(scenario, rubrics)
    found: dict[str, dict[tuple[tuple[str, ...], frozenset[str]], None]] = {}
    for product in products:
        for node, steps in zip(product.nodes, product.steps, strict=True):
            choices = tuple(step.choice for step in steps if step.choice is not None)
            best = best_of([worth((*step.shows, *step.arrives)) for step in steps])
            if choices and best:
                found.setdefault(node, {})[choices, frozenset(choices[place] for place in best)] = None
    return tuple(
        Decision(
            node.id,
            choices,
            tuple(choice.text for choice in node.choices if choice.id in choices),
            best,
            node.order == "fixed",
            1 / len(found[node.id]),
        )
        for node in scenario.nodes
        for choices, best in found.get(node.id, {})
    )
