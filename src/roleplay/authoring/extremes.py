"""The best and the worst that somebody could do who knew the whole scenario by heart.

Unlike a level, this needs all competencies at once: their standings are carried together over the states, and at each
state only those are kept that no other surpasses. That is exact, because showing more never makes a level worse: of two
that stand at the same state, who has shown more and harmed less stays ahead, whatever follows. Opportunities are the
exception (a competency without any has no level, and a level can lower a mean), so only standings with the same
opportunities are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from roleplay.authoring.product import Product, Step
from roleplay.model.rubric import Kind, Rubric
from roleplay.model.scenario import Scenario
from roleplay.scoring import Level, derive


class Standing(NamedTuple):
    """How all competencies stand together, as bits."""

    had: int
    """Assessed competencies with an opportunity; all that were harmed in count as such."""
    harms: int
    """Assessed competencies with a harm; the last bit is for all others together."""
    shown: int
    """Required basics shown, and for each competency whether anything advanced was; forgotten where there was harm."""


class Extreme(NamedTuple):
    """How far one can come under one setting, and how."""

    met_standard: bool
    """No harm anywhere, and every assessed competency at 3 or more."""
    mean_level: float | None
    """Mean over the assessed competencies that had an opportunity; None when none had."""
    way: tuple[str, ...]
    """Choices, each as `node/choice`."""


class _Field(NamedTuple):
    """The bits of one assessed competency."""

    own: int
    """In `had` and `harms`."""
    worth: Mapping[str, int]
    """Behaviour that helps -> its bit in `shown`, or 0."""
    harmful: frozenset[str]
    """Behaviours that harm."""
    named: Mapping[int, str]
    """Bit in `shown` -> a behaviour that it stands for."""
    all_bits: int
    """All its bits in `shown`."""
    rubric: Rubric
    """Its rubric."""
    required: tuple[str, ...]
    """What the scenario requires of it."""


def _fields(scenario: Scenario, rubrics: Mapping[str, Rubric]) -> tuple[_Field, ...]:
    fields: list[_Field] = []
    place = 0
    for number, (competency, one) in enumerate(scenario.assesses.items()):
        rubric = rubrics[competency]
        of_kind = {kind: [b.id for b in rubric.behaviours if b.kind is kind] for kind in Kind}
        required = tuple(dict.fromkeys(one.requires))
        bits = {basic: 1 << (place + at) for at, basic in enumerate(required)}
        advanced = 1 << (place + len(required))
        named = {bit: basic for basic, bit in bits.items()}
        named |= dict(zip((advanced,), of_kind[Kind.ADVANCED], strict=False))
        worth = dict.fromkeys(of_kind[Kind.BASIC], 0) | bits | dict.fromkeys(of_kind[Kind.ADVANCED], advanced)
        harmful = frozenset(of_kind[Kind.HARMFUL])
        fields.append(_Field(1 << number, worth, harmful, named, sum(bits.values()) | advanced, rubric, required))
        place += len(required) + 1
    return tuple(fields)


class _Walk:
    def __init__(
        self, product: Product, order: Sequence[int], scenario: Scenario, rubrics: Mapping[str, Rubric]
    ) -> None:
        self.product = product
        self.order = order
        self.fields = _fields(scenario, rubrics)
        self.beside = 1 << len(self.fields)
        own = frozenset().union(*(one.harmful for one in self.fields))
        harmful = (b.id for rubric in rubrics.values() for b in rubric.behaviours if b.kind is Kind.HARMFUL)
        self.harm_beside = frozenset(harmful) - own
        self.gains = [self._gain(ticks) for ticks in product.ticks]
        self.chances = [self._chance(steps) for steps in product.steps]

    def _gain(self, ticks: Iterable[str]) -> Standing:
        shown = frozenset(ticks)
        had = harms = bits = 0
        for one in self.fields:
            helps = [one.worth[tick] for tick in shown if tick in one.worth]
            had |= one.own if helps else 0
            harms |= one.own if shown & one.harmful else 0
            for bit in helps:
                bits |= bit
        return Standing(had, harms | (self.beside if shown & self.harm_beside else 0), bits)

    def _chance(self, steps: Iterable[Step]) -> int:
        offered = frozenset(tick for step in steps for tick in step.shows)
        return sum(one.own for one in self.fields if offered & one.worth.keys())

    def _joined(self, standing: Standing, gain: Standing, chance: int) -> Standing:
        harms = standing.harms | gain.harms
        shown = standing.shown | gain.shown
        for one in self.fields:
            if harms & one.own:
                shown &= ~one.all_bits
        return Standing(standing.had | gain.had | chance | (harms & ~self.beside), harms, shown)

    def result(self, standing: Standing) -> tuple[bool, float | None]:
        levels = [
            derive(
                one.rubric,
                [
                    *(behaviour for bit, behaviour in one.named.items() if standing.shown & bit),
                    *(sorted(one.harmful)[:1] if standing.harms & one.own else ()),
                ],
                one.required,
            )
            for one in self.fields
            if standing.had & one.own
        ]
        met = not standing.harms and len(levels) == len(self.fields) and min(levels) >= Level.HELPFUL
        return met, sum(levels) / len(levels) if levels else None

    def ends(self, surpasses: Callable[[Standing, Standing], bool]) -> Iterable[Extreme]:
        """What is kept at the endings, each with a way."""
        way: dict[tuple[int, Standing], tuple[tuple[int, Standing], str | None] | None] = {}
        at: dict[int, list[Standing]] = {0: [self._joined(Standing(0, 0, 0), self._gain(self.product.begins), 0)]}
        way[0, at[0][0]] = None
        for state in self.order:
            for standing in at.pop(state, ()):
                if not self.product.steps[state]:
                    yield Extreme(*self.result(standing), self._way(way, (state, standing)))
                for step in self.product.steps[state]:
                    chance = 0 if step.choice is None else self.chances[state]
                    new = self._joined(standing, self.gains[step.ticks], chance)
                    kept = at.setdefault(step.target, [])
                    if any(old == new or surpasses(old, new) for old in kept):
                        continue
                    kept[:] = [old for old in kept if not surpasses(new, old)]
                    kept.append(new)
                    way[step.target, new] = ((state, standing), step.choice)

    def _way(
        self,
        way: Mapping[tuple[int, Standing], tuple[tuple[int, Standing], str | None] | None],
        here: tuple[int, Standing],
    ) -> tuple[str, ...]:
        choices: list[str] = []
        before = way[here]
        while before is not None:
            here, choice = before
            if choice is not None:
                choices.append(f"{self.product.nodes[here[0]]}/{choice}")
            before = way[here]
        return tuple(reversed(choices))


def _ahead(one: Standing, other: Standing) -> bool:
    """True when one stands at least as well as the other, whatever follows."""
    return one.had == other.had and not one.harms & ~other.harms and not other.shown & ~one.shown


def best(product: Product, order: Sequence[int], scenario: Scenario, rubrics: Mapping[str, Rubric]) -> Extreme:
    """Meet the standard if any way does, and among those ways reach the highest mean level.

    `order` holds the states so that every step leads to a later one.
    """
    ends = _Walk(product, order, scenario, rubrics).ends(_ahead)
    return max(ends, key=lambda end: (end.met_standard, end.mean_level or 0.0))


def worst(product: Product, order: Sequence[int], scenario: Scenario, rubrics: Mapping[str, Rubric]) -> Extreme:
    """Reach the lowest mean level that any way leads to; a way without any level counts only where all are such."""
    ends = _Walk(product, order, scenario, rubrics).ends(lambda one, other: _ahead(other, one))
    return min(ends, key=lambda end: (end.mean_level or float(len(Level) + 1), end.met_standard))
