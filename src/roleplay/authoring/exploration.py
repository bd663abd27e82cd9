"""What a scenario can lead to, whatever anybody chooses: proved, not sampled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from roleplay.authoring.product import Product, Setting, explore, settings
from roleplay.authoring.walk import levels, meets_standard
from roleplay.engine import compile_scenario
from roleplay.errors import RoleplayError
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.scoring import Level


class GoesInCircles(RoleplayError, ValueError):
    """A conversation that can go on for ever."""

    def __init__(self, message: str, fix: str, *, node: str, way: tuple[str, ...]) -> None:
        super().__init__(message, fix)
        self.node = node
        """The node that it comes back to."""
        self.way = way
        """The choices by which it first gets there and comes back, each as `node/choice`."""


class Span(NamedTuple):
    """Fewest and most."""

    least: int
    """Fewest."""
    most: int
    """Most."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved under one setting."""

    product: Product
    """All its states."""
    folded: Product
    """The same with those states as one from which all goes on alike."""
    decisions: Span
    """Choices on the shortest and on the longest way."""
    levels: Mapping[str, Mapping[Level | None, tuple[str, ...]]]
    """Competency -> level -> a shortest way to it."""
    met_standard: tuple[str, ...] | None
    """A shortest way that meets the standard; None when there is none."""

    @property
    def setting(self) -> Setting:
        """Under which profile and variation."""
        return self.product.setting


@dataclass(frozen=True, slots=True)
class Exploration:
    """What was proved of a scenario, under every declared profile and variation."""

    scenario: Scenario
    """Which."""
    proofs: tuple[Proof, ...]
    """One for each setting."""

    @property
    def different(self) -> tuple[Proof, ...]:
        """The first proof of each product that differs: settings that nothing reads make no difference."""
        found: dict[object, Proof] = {}
        for one in self.proofs:
            found.setdefault((one.folded.nodes, one.folded.steps, one.folded.begins), one)
        return tuple(found.values())

    @property
    def nodes_reached(self) -> frozenset[str]:
        """Nodes that some way leads to; leaving leads to the opt-out at any time."""
        return frozenset(node for proof in self.proofs for node in proof.product.nodes) | {self.scenario.opt_out.goto}

    @property
    def choices_open(self) -> frozenset[str]:
        """Choices that can be taken somewhere, as `node/choice`."""
        return frozenset(
            f"{node}/{step.choice}"
            for proof in self.proofs
            for node, steps in zip(proof.product.nodes, proof.product.steps, strict=True)
            for step in steps
            if step.choice is not None
        )

    @property
    def endings(self) -> tuple[str, ...]:
        """Endings that some way leads to, in the order of the file."""
        reached = frozenset(node for proof in self.proofs for node in proof.product.nodes)
        return tuple(node.id for node in self.scenario.nodes if node.end is not None and node.id in reached)

    def ways(self, competency: str) -> Mapping[Level | None, tuple[str, ...]]:
        """Level -> a shortest way to it, over all settings."""
        found: dict[Level | None, tuple[str, ...]] = {}
        for proof in self.proofs:
            for level, way in proof.levels[competency].items():
                if level not in found or len(way) < len(found[level]):
                    found[level] = way
        return found


def backwards(product: Product, scenario_id: str) -> list[int]:
    """States so that every step leads to an earlier one. Raises `GoesInCircles`."""
    order: list[int] = []
    state_of = [0] * len(product.nodes)  # 0 not seen, 1 on the way here, 2 done
    stack: list[tuple[int, Iterator[int]]] = [(0, iter([step.target for step in product.steps[0]]))]
    state_of[0] = 1
    while stack:
        here, rest = stack[-1]
        target = next(rest, None)
        if target is None:
            state_of[here] = 2
            order.append(here)
            stack.pop()
        elif state_of[target] == 1:
            node = product.nodes[target]
            raise GoesInCircles(
                f'"{scenario_id}" can come back to "{node}" with nothing changed, and so go on for ever.',
                "Let something change on the way that ends it, or lead on to another node.",
                node=node,
                way=_around(product, [state for state, _ in stack], target),
            )
        elif state_of[target] == 0:
            state_of[target] = 1
            stack.append((target, iter([step.target for step in product.steps[target]])))
    return order


def _around(product: Product, stack: Sequence[int], target: int) -> tuple[str, ...]:
    """The choices along a stack of states, and back to one of them."""
    ways = zip(stack, (*stack[1:], target), strict=True)
    steps = ((here, next(step for step in product.steps[here] if step.target == there)) for here, there in ways)
    return tuple(f"{product.nodes[here]}/{step.choice}" for here, step in steps if step.choice is not None)


def folded(product: Product, scenario_id: str) -> Product:
    """The same with those states as one from which all goes on alike: what can follow is found there with less work.

    The first of the states that are one stands for all; its values are those of one of them. Raises `GoesInCircles`.
    """
    kinds: dict[tuple[object, ...], int] = {}
    kind = [0] * len(product.nodes)
    for state in backwards(product, scenario_id):
        steps = (x for step in product.steps[state] for x in (step.choice, step.shows, step.ticks, kind[step.target]))
        kind[state] = kinds.setdefault((product.nodes[state], *steps), len(kinds))
    first = {one: state for state, one in reversed(list(enumerate(kind)))}
    kept = sorted(first.values())
    place = {kind[state]: number for number, state in enumerate(kept)}
    return replace(
        product,
        nodes=tuple(product.nodes[state] for state in kept),
        values=tuple(product.values[state] for state in kept),
        steps=tuple(
            tuple(step._replace(target=place[kind[step.target]]) for step in product.steps[state]) for state in kept
        ),
    )


def decisions(product: Product, scenario_id: str) -> Span:
    """Fewest and most choices on a way to an ending. Raises `GoesInCircles`."""
    spans: dict[int, Span] = {}
    for state in backwards(product, scenario_id):
        ahead = [(spans[step.target], step.choice is not None) for step in product.steps[state]]
        spans[state] = (
            Span(min(s.least + own for s, own in ahead), max(s.most + own for s, own in ahead)) if ahead else Span(0, 0)
        )
    return spans[0]


def prove(scenario: Scenario, rubrics: Mapping[str, Rubric]) -> Exploration:
    """Explore a scenario that passes the checks of its file. `rubrics` maps competencies to all rubrics there are.

    Raises `TooLarge` and `GoesInCircles`.
    """
    game = compile_scenario(scenario)
    needed = {competency: required.requires for competency, required in scenario.assesses.items()}
    proofs: list[Proof] = []
    for setting in settings(game):
        product = explore(game, setting)
        small = folded(product, scenario.id)
        proofs.append(
            Proof(
                product,
                small,
                decisions(small, scenario.id),
                {competency: levels(small, rubrics[competency], basics) for competency, basics in needed.items()},
                meets_standard(small, rubrics, (basic for basics in needed.values() for basic in basics)),
            )
        )
    return Exploration(scenario, tuple(proofs))


def _named(level: Level | None) -> str:
    return "none" if level is None else str(int(level))


def to_data(exploration: Exploration) -> dict[str, Any]:
    """The exploration as plain JSON data."""
    scenario, proofs = exploration.scenario, exploration.proofs
    choices = sum(len(node.choices) for node in scenario.nodes)
    ways = {competency: exploration.ways(competency) for competency in scenario.assesses}
    shortest = min((p.met_standard for p in proofs if p.met_standard is not None), key=len, default=())
    return {
        "id": scenario.id,
        "nodes": len(scenario.nodes),
        "choices": choices,
        "states": sum(len(proof.product.nodes) for proof in proofs),
        "complete": True,
        "profiles": list(scenario.profiles),
        "decisions": {
            "min": min(proof.decisions.least for proof in proofs),
            "max": max(proof.decisions.most for proof in proofs),
        },
        "endings": list(exploration.endings),
        "node_coverage": len(exploration.nodes_reached) / len(scenario.nodes),
        "choice_coverage": len(exploration.choices_open) / choices if choices else 1.0,
        "levels": {c: sorted(int(level) for level in found if level is not None) for c, found in ways.items()},
        "ways": {c: {_named(level): list(way) for level, way in found.items()} for c, found in ways.items()},
        "met_standard": {
            "possible": all(proof.met_standard is not None for proof in proofs),
            "shortest": list(shortest),
        },
        "settings": [
            {
                "profile": proof.setting.profile,
                "vary": dict(proof.setting.vary),
                "states": len(proof.product.nodes),
                "levels": {c: sorted(int(x) for x in found if x is not None) for c, found in proof.levels.items()},
                "met_standard": proof.met_standard is not None,
            }
            for proof in proofs
        ],
    }
