"""Players who do not understand a word: they pick by length, by place, by politeness. None of them should do well.

A bot is a plain function from the texts on display to the place of the one that it picks, so an author can add one.
What it reaches is computed exactly: every displayed order is equally likely, and probabilities are carried through all
states.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple, TypeAlias, TypeVar

from roleplay.authoring.exploration import Proof, backwards, prove
from roleplay.authoring.product import Product
from roleplay.authoring.walk import Tally, tally_of_level, tally_of_standard
from roleplay.engine import Compiled, Phase, State, compile_scenario
from roleplay.engine.display import shuffled
from roleplay.errors import NotFound
from roleplay.model.event import Chose, Expected, Mode, Started, Wrote
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.scoring import Level, score

Bot: TypeAlias = Callable[[Sequence[str]], int]
"""From the texts of the open choices, in displayed order, to the place of the one that is picked."""

K = TypeVar("K")

_POLITE = re.compile(
    r"\b(?:sorry|thank(?:s| you)|please|i hear you|i understand|sounds? like|must (?:be|have)|of course|appreciate"
    r"|feel)\b",
    re.IGNORECASE,
)
_HEDGES = re.compile(
    r"\b(?:maybe|perhaps|might|could|would|a bit|a little|sort of|kind of|if you like|i (?:think|guess)|possibly"
    r"|probably)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"\b(?:staff|supervisor(?:_title)?|clinician|doctor|nurse|pharmacist|therapist|crisis|line|team|emergency)\b",
    re.IGNORECASE,
)


def _most(measure: Callable[[str], int]) -> Bot:
    return lambda texts: max(range(len(texts)), key=lambda place: (measure(texts[place]), -place))


BOTS: Mapping[str, Bot] = {
    "longest": _most(len),
    "shortest": _most(lambda text: -len(text)),
    "first": lambda _: 0,
    "last": lambda texts: len(texts) - 1,
    "politest": _most(lambda text: len(_POLITE.findall(text))),
    "questions": _most(lambda text: text.count("?")),
    "most-hedged": _most(lambda text: len(_HEDGES.findall(text))),
    "safest-sounding": _most(lambda text: len(_STAFF.findall(text))),
}
"""Name -> bot. Of several that are equal it picks the first on display."""

RANDOM = "random"
"""Picks any choice with equal chance; no function of the texts."""

STRATEGIES = (*BOTS, RANDOM)
"""All that can be asked for."""


class Outcome(NamedTuple):
    """How a bot does in a scenario, over all settings and displayed orders alike."""

    strategy: str
    """Which bot."""
    met_standard: float
    """Probability of meeting the standard."""
    mean_level: float
    """Expected level, averaged over the assessed competencies that had an opportunity."""


def picks(strategy: str, texts: tuple[str, ...], *, fixed: bool) -> tuple[float, ...]:
    """Probability of each choice, in the order of the file. Raises `NotFound` for an unknown strategy."""
    if strategy == RANDOM:
        return (1 / len(texts),) * len(texts)
    if strategy not in BOTS:
        raise NotFound.of("strategy", strategy, STRATEGIES)
    return _picks(BOTS[strategy], texts, fixed=fixed)


@lru_cache(maxsize=4096)
def _picks(bot: Bot, texts: tuple[str, ...], *, fixed: bool) -> tuple[float, ...]:
    orders = [tuple(range(len(texts)))] if fixed else list(permutations(range(len(texts))))
    counts = [0] * len(texts)
    for order in orders:
        counts[order[bot([texts[place] for place in order])]] += 1
    return tuple(count / len(orders) for count in counts)


def _chances(game: Compiled, product: Product, strategy: str) -> list[tuple[float, ...]]:
    """State -> probability of each step."""
    chances: list[tuple[float, ...]] = []
    for node_id, steps in zip(product.nodes, product.steps, strict=True):
        node = game.nodes[node_id]
        texts = tuple(node.choices[step.choice].source.text for step in steps if step.choice is not None)
        fixed = node.source.order == "fixed"
        chances.append(picks(strategy, texts, fixed=fixed) if texts else (1.0,) * len(steps))
    return chances


def _ends(
    product: Product, order: Sequence[int], chances: Sequence[Sequence[float]], tally: Tally[K]
) -> dict[K, float]:
    """What is carried to an ending -> its probability; ways that were given up are left out."""
    if tally.first is None:
        return {}
    at: defaultdict[int, defaultdict[K, float]] = defaultdict(lambda: defaultdict(float))
    at[0][tally.first] = 1.0
    ends: defaultdict[K, float] = defaultdict(float)
    for state in order:
        for carried, chance in at.pop(state, {}).items():
            if not product.steps[state]:
                ends[carried] += chance
            for step, share in zip(product.steps[state], chances[state], strict=True):
                then = tally.after(carried, state, step) if share else None
                if then is not None:
                    at[step.target][then] += chance * share
    return ends


def _under(game: Compiled, rubrics: Mapping[str, Rubric], proof: Proof, strategy: str) -> Outcome:
    product, assesses = proof.product, game.scenario.assesses
    order = list(reversed(backwards(product, game.scenario.id)))
    chances = _chances(game, product, strategy)
    required = [basic for one in assesses.values() for basic in one.requires]
    standard = tally_of_standard(product, rubrics, required)
    met = sum(chance for shown, chance in _ends(product, order, chances, standard).items() if standard.result(shown))
    means: list[float] = []
    for competency, one in assesses.items():
        tally = tally_of_level(product, rubrics[competency], one.requires)
        levels: defaultdict[Level, float] = defaultdict(float)
        for standing, chance in _ends(product, order, chances, tally).items():
            level = tally.result(standing)
            if isinstance(level, Level):
                levels[level] += chance
        if levels:
            means.append(sum(level * chance for level, chance in levels.items()) / sum(levels.values()))
    return Outcome(strategy, met, sum(means) / len(means) if means else 0.0)


def outcome(scenario: Scenario, rubrics: Mapping[str, Rubric], strategy: str) -> Outcome:
    """Compute how a bot does; every profile and variation counts alike.

    Raises `NotFound` for an unknown strategy, `TooLarge` and `GoesInCircles` as a proof does.
    """
    game = compile_scenario(scenario)
    found = [_under(game, rubrics, proof, strategy) for proof in prove(scenario, rubrics).proofs]
    mean = sum(one.mean_level for one in found) / len(found)
    return Outcome(strategy, sum(one.met_standard for one in found) / len(found), mean)


def _play(game: Compiled, strategy: str, seed: int, site: Mapping[str, str]) -> State:
    begun = Started(scenario="", rubrics=(), site=dict(site), seed=seed, mode=Mode.PRACTICE)
    state = game.step(game.step(None, begun), Expected())
    while state.phase is Phase.ENACT:
        offers = [offer for offer in game.offers(state) if offer.open]
        if not offers:
            state = game.step(state, Wrote(state.node, None))
            continue
        if strategy == RANDOM:
            place = shuffled(seed, f"{RANDOM}/{state.node}", len(offers))[0]
        else:
            place = BOTS[strategy]([offer.text for offer in offers])
        state = game.step(state, Chose(state.node, offers[place].id))
    return state


def played(scenario: Scenario, rubrics: Mapping[str, Rubric], strategy: str, seeds: Sequence[int]) -> Outcome:
    """Let a bot really play, once for each seed and profile, to cross-check `outcome`. `random` draws from the seed."""
    if strategy not in STRATEGIES:
        raise NotFound.of("strategy", strategy, STRATEGIES)
    game = compile_scenario(scenario)
    levels: dict[str, list[int]] = {competency: [] for competency in scenario.assesses}
    met = runs = 0
    for seed in seeds:
        for site in scenario.profiles.values() or [{}]:
            found = score(game, rubrics, _play(game, strategy, seed, site))
            runs += 1
            met += found.met_standard
            for one in found.competencies:
                if one.level is not None:
                    levels[one.competency].append(int(one.level))
    means = [sum(some) / len(some) for some in levels.values() if some]
    return Outcome(strategy, met / runs, sum(means) / len(means) if means else 0.0)
