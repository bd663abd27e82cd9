"""Ways through a scenario that trainees of every ability took, with what evaluators could tick in them."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from roleplay.engine import Compiled, Phase, State
from roleplay.model.event import Chose, Ended, Event, Expected, Mode, Reflected, Started, Wrote, to_data
from roleplay.model.rubric import Kind, Rubric
from roleplay.scoring import Level, Official, score
from roleplay.scoring.kept import of_attempt, of_rating, of_review
from roleplay.scoring.official import Basis
from roleplay.scoring.review import Case, Result, Seen, harmful
from roleplay.scoring.score import machine_ticks
from roleplay.services.shelf import Bookshelf

BINS = 8
"""Abilities are told apart in so many steps."""
WAYS = 15
"""Ways for each of them."""
REPLY = "@reply"
"""Stands where the reference of a text goes."""
_WORTH = {Kind.HARMFUL: -2.0, Kind.BASIC: 1.0, Kind.ADVANCED: 1.5}


@dataclass(frozen=True)
class Way:
    """One way, and the marks that fit it."""

    seed: int
    """Of the attempt."""
    log: tuple[tuple[str, str], ...]
    """Kind and data of each event; data as JSON, with `REPLY` where a text is referred to."""
    rubrics: str
    """Hashes of the rubrics, as JSON."""
    case: Case
    """What evaluators hold ratings against, of an attempt without a name."""
    result: str
    """What the choices come to, as the store keeps it."""
    harm: tuple[frozenset[str], ...]
    """Harm that the choices showed, for each assessed competency."""
    competencies: tuple[str, ...]
    """Assessed ones."""
    possible: tuple[bool, ...]
    """Whether there was an opportunity, for each of them."""
    ticks: Mapping[tuple[int, int], tuple[Seen, ...]]
    """(place of the competency, level) -> ticks that make this level."""

    def marks(self, levels: Sequence[int]) -> str:
        """The ticks that make these levels, as JSON."""
        found = (self.ticks[place, level] for place, level in enumerate(levels) if self.possible[place])
        ticks = sorted(tick for some in found for tick in some)
        return json.dumps([{"behaviour": tick.behaviour, "moment": tick.moment} for tick in ticks])

    def kept(self, levels: Sequence[int], *, decides: bool) -> str:
        """These levels, as the store keeps them with a rating."""
        return of_rating(dict(self._known(levels)), decides=decides)

    def official(self, deciding: Sequence[Sequence[int]], seen: Sequence[Sequence[int]], basis: Basis) -> str:
        """What a review comes to, as the store keeps it: by those who decide, else by the machine and what was seen."""
        found = []
        for place, competency in enumerate(self.competencies):
            known = [self._level(place, levels[place]) for levels in deciding]
            ticked = {self.ticks[place, 1][0].behaviour} if any(one[place] == 1 for one in deciding) else set()
            score = self.case.machine.of(competency)
            level = min((one for one in known if one is not None), default=None)
            if not deciding:
                level = score.level if score else None
            stays = self.harm[place] - ticked if deciding else any(one[place] == 1 for one in seen)
            if stays and (deciding or self.possible[place]):
                level = Level.POTENTIALLY_HARMFUL
            found.append(Result(competency, Official(level, basis), (), (), ()))
        return of_review(found)

    def _known(self, levels: Sequence[int]) -> Iterator[tuple[str, Level | None]]:
        for place, competency in enumerate(self.competencies):
            yield competency, self._level(place, levels[place])

    def _level(self, place: int, level: int) -> Level | None:
        return Level(level) if self.possible[place] else None

    @property
    def none(self) -> str:
        """Competencies without an opportunity, as JSON."""
        return json.dumps([one for one, there in zip(self.competencies, self.possible, strict=True) if not there])


def ways(shelf: Bookshelf, hash_: str, mode: Mode, seed: int) -> tuple[tuple[Way, ...], ...]:
    """For each step of ability the ways through a scenario. All of them end."""
    game, rubrics = shelf.game(hash_), shelf.rubrics()
    hashes, site = shelf.rubric_hashes(), shelf.site().pinned()
    kinds = {behaviour.id: behaviour.kind for rubric in rubrics.values() for behaviour in rubric.behaviours}
    found: list[list[Way]] = [[] for _ in range(BINS)]
    for step, way in product(range(BINS), range(WAYS)):
        chance = random.Random(f"{hash_} {mode} {seed} {step} {way}")
        begun = Started(hash_, hashes, site, chance.getrandbits(62), mode)
        log, state = _play(game, begun, 3 * step / (BINS - 1), kinds, chance)
        found[step].append(_way(game, rubrics, log, state))
    return tuple(tuple(some) for some in found)


def _play(
    game: Compiled, begun: Started, ability: float, kinds: Mapping[str, Kind], chance: random.Random
) -> tuple[list[Event], State]:
    log: list[Event] = [begun, Expected(None)]
    state = game.replay(log)
    while state.phase is Phase.ENACT:
        choices = game.nodes[state.node].choices
        options = game.open_choices(state)
        worth = [sum(_WORTH[kinds[tick]] for tick, _ in choices[one].ticks) for one in options]
        weights = [math.exp(ability * max(-2.0, min(2.0, one))) for one in worth]
        event: Event = Chose(state.node, *chance.choices(options, weights)) if options else Wrote(state.node, REPLY)
        log.append(event)
        state = game.step(state, event)
    log += [Reflected(tuple(None for _ in game.scenario.reflect)), Ended()]
    return log, game.step(game.step(state, log[-2]), log[-1])


def _way(game: Compiled, rubrics: Mapping[str, Rubric], log: Sequence[Event], state: State) -> Way:
    machine = score(game, rubrics, state)
    moments = [at for at, passage in enumerate(state.trail) if passage.choice is not None or passage.replied]
    shown = {
        tick.behaviour: tick.moment
        for one in machine.competencies
        for tick in (*one.harmful, *one.basic, *one.advanced)
        if tick.moment in moments
    }
    harm = tuple(
        frozenset(tick.behaviour for tick in machine_ticks(game, state))
        & {one.id for one in rubrics[competency].behaviours if one.kind is Kind.HARMFUL}
        for competency in game.scenario.assesses
    )
    ticks: dict[tuple[int, int], tuple[Seen, ...]] = {}
    for place, (competency, needs) in enumerate(game.scenario.assesses.items()):
        for level in Level:
            chosen = _behaviours(rubrics[competency], needs.requires, level, sorted(harm[place]))
            ticks[place, level] = tuple(
                Seen(one, shown.get(one) or moments[(at + place) % len(moments)]) for at, one in enumerate(chosen)
            )
    begun = log[0]
    assert isinstance(begun, Started)
    return Way(
        seed=begun.seed,
        log=tuple((event.kind, json.dumps(to_data(event))) for event in log),
        rubrics=json.dumps(begun.rubrics),
        case=Case("", game.scenario, rubrics, machine),
        result=of_attempt(machine, harmful(rubrics)),
        harm=harm,
        competencies=tuple(game.scenario.assesses),
        possible=tuple(one.level is not None for one in machine.competencies),
        ticks=ticks,
    )


def _behaviours(rubric: Rubric, required: Sequence[str], level: Level, harm: Sequence[str]) -> Iterator[str]:
    """Behaviours by which a level is derived: a harm; all required basics but one; all of them; one more, advanced."""
    if level is Level.POTENTIALLY_HARMFUL:
        yield next(iter([*harm, *(one.id for one in rubric.behaviours if one.kind is Kind.HARMFUL)]))
    yield from required if level >= Level.HELPFUL else required[1:]
    if level is Level.SKILLED:
        yield next(one.id for one in rubric.behaviours if one.kind is Kind.ADVANCED)
