"""How far bots come in a scenario, computed exactly.

Every displayed order is equally likely, and probabilities are carried through all states.
`best` and `worst` are no bots but what could be reached at all; see `roleplay.authoring.extremes`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from roleplay.authoring import extremes, worth
from roleplay.authoring.exploration import Exploration, backwards, folded
from roleplay.authoring.extremes import Extreme
from roleplay.authoring.product import Product, Setting, explore, settings
from roleplay.authoring.strategies import BOTS, RANDOM, STRATEGIES, Bot, picked, picks
from roleplay.authoring.walk import Tally, tally_of_level, tally_of_standard
from roleplay.authoring.ways import reach
from roleplay.engine import Phase, State, compile_scenario
from roleplay.engine.display import drawn, shuffled
from roleplay.engine.graph import onward
from roleplay.errors import NotFound
from roleplay.model.event import Chose, Expected, Mode, Started, Wrote
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.scoring import Level, score

__all__ = ["BEST", "BOTS", "EXTREMES", "RANDOM", "STRATEGIES", "WORST", "Bot", "Outcome", "Rehearsal", "picks"]
__all__ += ["coverage", "outcome", "played"]

K = TypeVar("K")

BEST, WORST = "best", "worst"
EXTREMES = (BEST, WORST)
"""Somebody who knows the whole scenario by heart, and wants to do well or badly."""


class Outcome(NamedTuple):
    """How a bot does in a scenario, over all settings and displayed orders alike."""

    strategy: str
    """Which bot."""
    met_standard: float
    """Probability of meeting the standard."""
    mean_level: float
    """Expected level, averaged over the assessed competencies that had an opportunity."""


class _Stage(NamedTuple):
    """All states of some settings that nothing tells apart."""

    product: Product
    """The states."""
    order: tuple[int, ...]
    """The states so that every step leads to a later one."""
    times: int
    """Number of the settings."""
    standard: Tally[int]
    """What meets the standard."""


class Rehearsal:
    """A scenario made ready for many bots: its states are found once. Raises `TooLarge` and `GoesInCircles`."""

    def __init__(
        self, scenario: Scenario, rubrics: Mapping[str, Rubric], exploration: Exploration | None = None
    ) -> None:
        """Where there is an `exploration` of the scenario already, nothing is looked for again."""
        self.scenario = scenario
        """Which."""
        self.rubrics = rubrics
        """All that there are, by competency."""
        self.game = compile_scenario(scenario)
        """Ready to be played."""
        if exploration is None:
            products = [folded(explore(self.game, setting), scenario.id) for setting in settings(self.game)]
        else:
            products = [one.folded for one in exploration.proofs]
        alike: dict[object, list[Product]] = {}
        for product in products:
            alike.setdefault((product.nodes, product.steps, product.ticks, product.begins), []).append(product)
        needed = [basic for one in scenario.assesses.values() for basic in one.requires]
        self._stages = [
            _Stage(
                some[0],
                tuple(reversed(backwards(some[0], scenario.id))),
                len(some),
                tally_of_standard(some[0], rubrics, needed),
            )
            for some in alike.values()
        ]
        self._settings = {_key(one.setting): number for number, some in enumerate(alike.values()) for one in some}
        self._count = len(products)
        self._extremes: dict[tuple[str, int], Extreme] = {}

    @property
    def decisions(self) -> tuple[worth.Decision, ...]:
        """The decisions that have a best, over all settings."""
        return worth.decisions(self.scenario, self.rubrics, (stage.product for stage in self._stages))

    # --- computed ---

    def outcome(self, strategy: str, bots: Mapping[str, Bot] = BOTS) -> Outcome:
        """How a bot does; every profile and variation counts alike. `bots` are all that can be asked for by name.

        Raises `NotFound` for an unknown strategy, `NotABot` and `TooManyOpen`.
        """
        met = mean = 0.0
        for number, stage in enumerate(self._stages):
            if strategy in EXTREMES:
                extreme = self._extreme(strategy, number)
                met += stage.times * extreme.met_standard
                mean += stage.times * (extreme.mean_level or 0.0)
            else:
                chances = self._chances(stage.product, strategy, bots)
                met += stage.times * self._met(stage, chances)
                mean += stage.times * self._mean_level(stage, chances)
        return Outcome(strategy, met / self._count, mean / self._count)

    def met_standard(self, strategy: str, bots: Mapping[str, Bot] = BOTS) -> float:
        """Probability of meeting the standard alone, which is quicker than all of `outcome`; not for `EXTREMES`."""
        shares = ((stage, self._chances(stage.product, strategy, bots)) for stage in self._stages)
        return sum(stage.times * self._met(stage, chances) for stage, chances in shares) / self._count

    def coverage(self, strategy: str, bots: Mapping[str, Bot] = BOTS) -> Mapping[str, float]:
        """Probability that a bot comes to each `node` and takes each `node/choice` at least once. All are named."""
        found = dict.fromkeys(self._places(), 0.0)
        ways = {node: onward(self.game, node) for node in self.game.nodes}
        again = {node for node in ways if node in reach(ways[node], ways)}
        for number, stage in enumerate(self._stages):
            if strategy in EXTREMES:
                for place in self._passed(stage.product, self._extreme(strategy, number).way):
                    found[place] += stage.times
                continue
            chances = self._chances(stage.product, strategy, bots)
            for place, chance in _visits(stage, chances):
                if place.partition("/")[0] not in again:
                    found[place] += stage.times * chance
            for place in found:
                if place.partition("/")[0] in again:
                    ends = _ends(stage, chances, _been_at(stage.product, place))
                    found[place] += stage.times * ends.get(True, 0.0)
        return {place: chance / self._count for place, chance in found.items()}

    def _places(self) -> Iterator[str]:
        for node_id, node in self.game.nodes.items():
            yield node_id
            yield from (f"{node_id}/{choice}" for choice in node.choices)

    def _passed(self, product: Product, way: Sequence[str]) -> frozenset[str]:
        state, left, passed = 0, list(way), {product.nodes[0], *way}
        while product.steps[state]:
            steps = product.steps[state]
            taken = None if steps[0].choice is None else left.pop(0).partition("/")[2]
            state = next(step.target for step in steps if step.choice == taken)
            passed.add(product.nodes[state])
        return frozenset(passed)

    def _extreme(self, strategy: str, number: int) -> Extreme:
        if (strategy, number) not in self._extremes:
            find = extremes.best if strategy == BEST else extremes.worst
            stage = self._stages[number]
            self._extremes[strategy, number] = find(stage.product, stage.order, self.scenario, self.rubrics)
        return self._extremes[strategy, number]

    def _chances(self, product: Product, strategy: str, bots: Mapping[str, Bot]) -> list[tuple[float, ...]]:
        """State -> probability of each step."""
        chances: list[tuple[float, ...]] = []
        for node_id, steps in zip(product.nodes, product.steps, strict=True):
            node = self.game.nodes[node_id]
            texts = tuple(node.choices[step.choice].source.text for step in steps if step.choice is not None)
            fixed = node.source.order == "fixed"
            chances.append(picks(strategy, texts, fixed=fixed, bots=bots) if texts else (1.0,) * len(steps))
        return chances

    def _met(self, stage: _Stage, chances: Sequence[Sequence[float]]) -> float:
        ends = _ends(stage, chances, stage.standard).items()
        return sum(chance for shown, chance in ends if stage.standard.result(shown))

    def _mean_level(self, stage: _Stage, chances: Sequence[Sequence[float]]) -> float:
        means: list[float] = []
        for competency, one in self.scenario.assesses.items():
            tally = tally_of_level(stage.product, self.rubrics[competency], one.requires)
            levels: defaultdict[Level, float] = defaultdict(float)
            for standing, chance in _ends(stage, chances, tally).items():
                level = tally.result(standing)
                if isinstance(level, Level):
                    levels[level] += chance
            if levels:
                means.append(sum(level * chance for level, chance in levels.items()) / sum(levels.values()))
        return sum(means) / len(means) if means else 0.0

    # --- played ---

    def played(self, strategy: str, seeds: Sequence[int], bots: Mapping[str, Bot] = BOTS) -> Outcome:
        """Let a bot really play, once for each seed and profile, to cross-check `outcome`.

        `random` draws from the seed; `best` and `worst` follow the ways that were found.
        """
        if strategy not in {*bots, RANDOM, *EXTREMES}:
            raise NotFound.of("strategy", strategy, (*bots, RANDOM, *EXTREMES))
        levels: dict[str, list[int]] = {competency: [] for competency in self.scenario.assesses}
        met = runs = 0
        for seed in seeds:
            for profile, site in (self.scenario.profiles or {"": {}}).items():
                found = score(self.game, self.rubrics, self._play(strategy, bots, seed, profile, site))
                runs += 1
                met += found.met_standard
                for one in found.competencies:
                    if one.level is not None:
                        levels[one.competency].append(int(one.level))
        means = [sum(some) / len(some) for some in levels.values() if some]
        return Outcome(strategy, met / runs, sum(means) / len(means) if means else 0.0)

    def _play(self, strategy: str, bots: Mapping[str, Bot], seed: int, profile: str, site: Mapping[str, str]) -> State:
        game = self.game
        begun = Started(scenario="", rubrics=(), site=dict(site), seed=seed, mode=Mode.PRACTICE)
        state = game.step(game.step(None, begun), Expected())
        way: Iterator[str] = iter(())
        if strategy in EXTREMES:
            vary = {name: drawn(seed, name, one.vary) for name, one in self.scenario.state.items() if one.vary}
            way = iter(self._extreme(strategy, self._settings[_key(Setting(profile, site, vary))]).way)
        while state.phase is Phase.ENACT:
            offers = [offer for offer in game.offers(state) if offer.open]
            if not offers:
                state = game.step(state, Wrote(state.node, None))
                continue
            if strategy in EXTREMES:
                state = game.step(state, Chose(*next(way).split("/")))
                continue
            if strategy == RANDOM:
                place = shuffled(seed, f"{RANDOM}/{state.node}", len(offers))[0]
            else:
                place = picked(bots[strategy], [offer.text for offer in offers])
            state = game.step(state, Chose(state.node, offers[place].id))
        return state


def _key(setting: Setting) -> tuple[str, tuple[tuple[str, str], ...]]:
    return setting.profile, tuple(sorted(setting.vary.items()))


def _visits(stage: _Stage, chances: Sequence[Sequence[float]]) -> Iterator[tuple[str, float]]:
    """Every state and step with its probability, by its place."""
    at = [1.0, *([0.0] * (len(stage.product.nodes) - 1))]
    for state in stage.order:
        node = stage.product.nodes[state]
        yield node, at[state]
        for step, share in zip(stage.product.steps[state], chances[state], strict=True):
            at[step.target] += at[state] * share
            if step.choice is not None:
                yield f"{node}/{step.choice}", at[state] * share


def _been_at(product: Product, place: str) -> Tally[bool]:
    """Carry along whether a node was reached, or a choice taken."""
    node, _, choice = place.partition("/")
    if choice:
        return Tally(
            first=False,
            after=lambda been, state, step: been or (product.nodes[state] == node and step.choice == choice),
            result=lambda been: been,
        )
    return Tally(
        first=product.nodes[0] == node,
        after=lambda been, _, step: been or product.nodes[step.target] == node,
        result=lambda been: been,
    )


def _ends(stage: _Stage, chances: Sequence[Sequence[float]], tally: Tally[K]) -> dict[K, float]:
    """What is carried to an ending -> its probability; ways that were given up are left out."""
    if tally.first is None:
        return {}
    steps = stage.product.steps
    at: defaultdict[int, defaultdict[K, float]] = defaultdict(lambda: defaultdict(float))
    at[0][tally.first] = 1.0
    ends: defaultdict[K, float] = defaultdict(float)
    for state in stage.order:
        for carried, chance in at.pop(state, {}).items():
            if not steps[state]:
                ends[carried] += chance
            for step, share in zip(steps[state], chances[state], strict=True):
                then = tally.after(carried, state, step) if share else None
                if then is not None:
                    at[step.target][then] += chance * share
    return ends


def outcome(scenario: Scenario, rubrics: Mapping[str, Rubric], strategy: str) -> Outcome:
    """Compute how one bot does; for several, make one `Rehearsal` and ask it."""
    return Rehearsal(scenario, rubrics).outcome(strategy)


def played(scenario: Scenario, rubrics: Mapping[str, Rubric], strategy: str, seeds: Sequence[int]) -> Outcome:
    """Let one bot really play, once for each seed and profile."""
    return Rehearsal(scenario, rubrics).played(strategy, seeds)


def coverage(scenario: Scenario, rubrics: Mapping[str, Rubric], strategy: str) -> Mapping[str, float]:
    """Probability that one bot comes to each `node` and takes each `node/choice`, averaged over all settings."""
    return Rehearsal(scenario, rubrics).coverage(strategy)
