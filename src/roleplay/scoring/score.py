"""The score of an attempt: a level for each competency, with the moments that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roleplay.engine.compiled import Compiled
from roleplay.engine.state import Passage, State
from roleplay.model.rubric import Kind, Rubric
from roleplay.scoring.level import Level, derive
from roleplay.scoring.tick import Source, Tick

MACHINE = "scenario"
"""Who ticks where a choice carries the behaviour."""


@dataclass(frozen=True, slots=True)
class CompetencyScore:
    """How one assessed competency was shown."""

    competency: str
    """Id of the rubric."""
    level: Level | None
    """None when there was no opportunity (nothing basic or advanced was ever on offer): not 2, not 0."""
    harmful: tuple[Tick, ...]
    """Harmful behaviours, each at its moment."""
    basic: tuple[Tick, ...]
    """Basic behaviours, required or not."""
    advanced: tuple[Tick, ...]
    """Advanced behaviours."""
    missing: tuple[str, ...]
    """Ids of required basics that were not shown."""


@dataclass(frozen=True, slots=True)
class Score:
    """All that an attempt's ticks come to."""

    competencies: tuple[CompetencyScore, ...]
    """One for each competency that the scenario assesses, in its order."""
    beside: tuple[Tick, ...]
    """Ticks of competencies that the scenario does not assess (repair above all), harmful ones included."""
    met_standard: bool
    """No harm anywhere, and every assessed competency at level 3 or 4."""

    def of(self, competency: str) -> CompetencyScore | None:
        """The score of one competency, or None when it is not assessed."""
        return next((c for c in self.competencies if c.competency == competency), None)


def machine_ticks(game: Compiled, state: State) -> tuple[Tick, ...]:
    """The behaviours that the choices of an attempt showed, each with its moment and, for a harm, its repair."""
    repaired: dict[str, list[int]] = {}
    for moment, passage in enumerate(state.trail):
        if passage.choice is not None:
            for harm in game.nodes[passage.node].choices[passage.choice].source.repairs:
                repaired.setdefault(harm, []).append(moment)
    return tuple(
        Tick(
            behaviour=behaviour,
            source=Source.MACHINE,
            by=MACHINE,
            moment=moment,
            repaired_at=next((after for after in repaired.get(behaviour, ()) if after > moment), None),
        )
        for moment, passage in enumerate(state.trail)
        for behaviour in game.ticks(passage)
    )


def offered(game: Compiled, passage: Passage) -> frozenset[str]:
    """The behaviours that could have been shown at a choice, by all that were open."""
    node = game.nodes[passage.node]
    return frozenset(
        behaviour
        for choice in node.choices.values()
        if choice.is_open(passage.values)
        for behaviour, only_if in choice.ticks
        if only_if is None or only_if(passage.values)
    )


def opportunities(game: Compiled, state: State) -> frozenset[str]:
    """The behaviours that could have been shown at some decision of an attempt."""
    return frozenset().union(*(offered(game, p) for p in state.trail if p.choice is not None))


def _of_kind(rubric: Rubric, ticks: Iterable[Tick], kind: Kind) -> tuple[Tick, ...]:
    ids = {behaviour.id for behaviour in rubric.behaviours if behaviour.kind is kind}
    return tuple(tick for tick in ticks if tick.behaviour in ids)


def score(game: Compiled, rubrics: Mapping[str, Rubric], state: State, marked: Iterable[Tick] = ()) -> Score:
    """Score an attempt from what was chosen and from what people `marked` besides.

    `rubrics` maps competencies to rubrics as the attempt pins them; all that the scenario assesses must be there.
    """
    ticks = (*machine_ticks(game, state), *marked)
    could = opportunities(game, state)
    found: list[CompetencyScore] = []
    for competency, required in game.scenario.assesses.items():
        rubric = rubrics[competency]
        shown = {tick.behaviour for tick in ticks} & {behaviour.id for behaviour in rubric.behaviours}
        helps = {behaviour.id for behaviour in rubric.behaviours if behaviour.kind is not Kind.HARMFUL}
        found.append(
            CompetencyScore(
                competency=competency,
                level=derive(rubric, shown, required.requires) if shown or could & helps else None,
                harmful=_of_kind(rubric, ticks, Kind.HARMFUL),
                basic=_of_kind(rubric, ticks, Kind.BASIC),
                advanced=_of_kind(rubric, ticks, Kind.ADVANCED),
                missing=tuple(basic for basic in required.requires if basic not in shown),
            )
        )
    assessed = {b.id for c in game.scenario.assesses for b in rubrics[c].behaviours}
    harmful = {b.id for rubric in rubrics.values() for b in rubric.behaviours if b.kind is Kind.HARMFUL}
    return Score(
        competencies=tuple(found),
        beside=tuple(tick for tick in ticks if tick.behaviour not in assessed),
        met_standard=not any(tick.behaviour in harmful for tick in ticks)
        and all(c.level is not None and c.level >= Level.HELPFUL for c in found),
    )
