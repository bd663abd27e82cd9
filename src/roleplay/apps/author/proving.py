"""What takes a while and is done beside the page: proofs of scenarios, and how bots do in them."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

from roleplay.apps.view.author import BotRow, CompetencyFacts, ProofFacts, ProofState, Way
from roleplay.apps.view.cards import Level
from roleplay.authoring.bots import EXTREMES, STRATEGIES, Rehearsal
from roleplay.authoring.exploration import Exploration, Proof, prove, to_data
from roleplay.errors import NotFound, RoleplayError
from roleplay.model.canonical import digest
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario

T = TypeVar("T")

ALL_BOTS = (*STRATEGIES, *EXTREMES)
"""Those that understand nothing, and the two that know everything."""

MOST_BOTS = 32
"""Versions of scenarios of which it is kept how bots do."""


@dataclass(frozen=True, slots=True)
class Bots:
    """How bots do in a scenario."""

    rows: tuple[BotRow, ...]
    """Each bot."""
    coverage: Mapping[str, Mapping[str, float]]
    """Bot -> `node` or `node/choice` -> the chance that it comes there."""


@dataclass(frozen=True)
class Manuscript:
    """A version of a scenario with the rubrics that it rests on. Two that are alike are proved once."""

    scenario: Scenario
    """The scenario."""
    rubrics: Mapping[str, Rubric]
    """Competency -> rubric."""

    @cached_property
    def key(self) -> str:
        """Tells versions apart."""
        return " ".join((digest(self.scenario), *(digest(rubric) for rubric in self.rubrics.values())))


@dataclass(frozen=True, slots=True)
class Found:
    """How far something is."""

    state: ProofState
    """Whether it is there."""
    problem: str = ""
    """Why it cannot be had, where it is refused."""


class Prover:
    """Proves one thing after another while the page goes on."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._proofs: dict[str, Future[ProofFacts]] = {}
        self._bots: dict[str, Future[Bots]] = {}

    def proof(self, manuscript: Manuscript) -> tuple[Found, ProofFacts | None]:
        """The proof of a scenario; it is begun when it is asked for first."""
        key = manuscript.key
        if key not in self._proofs:
            self._proofs[key] = self._executor.submit(_proved, manuscript)
        return _result(self._proofs[key])

    def state(self, manuscript: Manuscript) -> ProofState:
        """How far the proof of a scenario is; none where nobody has asked for it."""
        known = self._proofs.get(manuscript.key)
        return "none" if known is None else _result(known)[0].state

    def bots(self, manuscript: Manuscript) -> tuple[Found, Bots | None]:
        """How bots do; they are begun when they are asked for first."""
        key = manuscript.key
        if key not in self._bots:
            self._bots[key] = self._executor.submit(_botted, manuscript)
            if len(self._bots) > MOST_BOTS:
                del self._bots[next(iter(self._bots))]
        return _result(self._bots[key])

    def drop(self, manuscript: Manuscript) -> None:
        """Nobody waits for this version any more: what was not begun for it is left undone."""
        futures: tuple[dict[str, Future[Any]], ...] = (self._proofs, self._bots)
        for kept in futures:
            if manuscript.key in kept and kept[manuscript.key].cancel():
                del kept[manuscript.key]

    def finished(self) -> int:
        """How many proofs and bots are there; rises whenever there is something new to show."""
        proofs = sum(future.done() for future in self._proofs.values())
        return proofs + sum(future.done() for future in self._bots.values())


def _result(future: Future[T]) -> tuple[Found, T | None]:
    if not future.done():
        return Found("working"), None
    try:
        return Found("ready"), future.result()
    except RoleplayError as error:
        return Found("refused", str(error)), None


def _require_rubrics(manuscript: Manuscript) -> None:
    for competency in manuscript.scenario.assesses:
        if competency not in manuscript.rubrics:
            raise NotFound(f'There is no rubric "{competency}" without errors.', "Mend the rubric first.")


def _botted(manuscript: Manuscript) -> Bots:
    _require_rubrics(manuscript)
    rehearsal = Rehearsal(manuscript.scenario, manuscript.rubrics)
    rows: list[BotRow] = []
    for bot in ALL_BOTS:
        found = rehearsal.outcome(bot)
        rows.append({"bot": bot, "met_standard": found.met_standard, "mean_level": found.mean_level})
    return Bots(tuple(rows), {bot: rehearsal.coverage(bot) for bot in ALL_BOTS})


def _proved(manuscript: Manuscript) -> ProofFacts:
    _require_rubrics(manuscript)
    exploration = prove(manuscript.scenario, manuscript.rubrics)
    scenario, data = exploration.scenario, to_data(exploration)
    choices = [f"{node.id}/{choice.id}" for node in scenario.nodes for choice in node.choices]
    return {
        "nodes": data["nodes"],
        "choices": data["choices"],
        "states": data["states"],
        "decisions_least": data["decisions"]["min"],
        "decisions_most": data["decisions"]["max"],
        "endings": data["endings"],
        "node_coverage": data["node_coverage"],
        "choice_coverage": data["choice_coverage"],
        "nodes_unreached": [node.id for node in scenario.nodes if node.id not in exploration.nodes_reached],
        "choices_unreached": [choice for choice in choices if choice not in exploration.choices_open],
        "competencies": [_competency(exploration, manuscript.rubrics[competency]) for competency in scenario.assesses],
        "standard_possible": data["met_standard"]["possible"],
        "standard_way": _standard_way(exploration),
        "settings": [
            {
                "profile": one["profile"],
                "vary": one["vary"],
                "states": one["states"],
                "met_standard": one["met_standard"],
            }
            for one in data["settings"]
        ],
    }


def _competency(exploration: Exploration, rubric: Rubric) -> CompetencyFacts:
    shortest: dict[int | None, Way] = {}
    for proof in exploration.proofs:
        for level, choices in proof.levels[rubric.id].items():
            number = None if level is None else int(level)
            if number not in shortest or len(choices) < len(shortest[number]["choices"]):
                shortest[number] = _way(proof, choices, number)
    return {
        "competency": rubric.id,
        "name": rubric.title,
        "requires": list(exploration.scenario.assesses[rubric.id].requires),
        "ways": [shortest[number] for number in sorted(shortest, key=lambda number: number or 0)],
    }


def _standard_way(exploration: Exploration) -> Way | None:
    ways = [_way(proof, proof.met_standard, None) for proof in exploration.proofs if proof.met_standard is not None]
    return min(ways, key=lambda way: len(way["choices"]), default=None)


def _way(proof: Proof, choices: tuple[str, ...], level: int | None) -> Way:
    return {
        "level": cast("Level | None", level),
        "choices": list(choices),
        "profile": proof.setting.profile or None,
        "vary": dict(proof.setting.vary),
    }
