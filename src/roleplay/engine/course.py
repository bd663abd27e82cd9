"""How far somebody has come in a curriculum, and what is next: worked out from what they did, never kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from roleplay.engine.display import shuffled
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.learning import PLACEMENT, Answered, ChoseWay, Drew, Learnt


@dataclass(frozen=True, slots=True)
class Try:
    """One try at a check."""

    check: str
    """Id of the module, or `PLACEMENT`."""
    seed: int
    """Decides how options are shuffled."""
    items: tuple[str, ...]
    """What was drawn, in order: `module/item`."""
    enough: int | None
    """How many had to be right when it began; None for the placement check."""
    answers: Mapping[str, Answered]
    """Item -> the answer, for those that were answered."""

    @property
    def next_item(self) -> str | None:
        """The first item that waits for an answer; None when the try is over."""
        return next((item for item in self.items if item not in self.answers), None)

    @property
    def passed(self) -> bool:
        """Whether it is over, and enough were right by the rule that held when it began."""
        return self.enough is not None and self.next_item is None and self.right >= self.enough

    @property
    def right(self) -> int:
        """How many were right."""
        return sum(answer.right for answer in self.answers.values())


class Stage(StrEnum):
    """Where a module stands for somebody."""

    UNTOUCHED = "untouched"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ModuleStanding:
    """How far somebody has come in one module."""

    module: str
    """Its id."""
    passed: bool
    """Whether its check was passed, once."""
    placed: bool
    """Whether the placement check showed that readings and check may be left out."""
    best: int | None
    """The most that were right in a try that is over; None before the first."""
    filled: tuple[str | None, ...]
    """For each place of a role-play, the scenario that fills it."""
    stage: Stage
    """All of it together."""
    waits_for: tuple[str, ...]
    """Modules that come before it and are not done."""

    @property
    def checked(self) -> bool:
        """Whether nothing is left to be asked."""
        return self.passed or self.placed


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody has come."""

    pathway: str
    """The way that they are on."""
    way: tuple[str, ...]
    """Its modules, in order."""
    modules: Mapping[str, ModuleStanding]
    """Every module of the curriculum."""
    next_module: str | None
    """What to go on with: the first of the way that is not done and waits for nothing; None when all is done."""

    @property
    def done(self) -> tuple[str, ...]:
        """Modules of the way that are done."""
        return tuple(one for one in self.way if self.modules[one].stage is Stage.DONE)


def tries(log: Iterable[Learnt]) -> tuple[Try, ...]:
    """Every try at any check, the oldest first."""
    found: list[Try] = []
    for event in log:
        if isinstance(event, Drew):
            found.append(Try(event.check, event.seed, event.items, event.enough, {}))
        elif isinstance(event, Answered) and found and event.item in found[-1].items:
            last = found[-1]
            found[-1] = replace(last, answers={**last.answers, event.item: event})
    return tuple(found)


def draw(seed: int, modules: Sequence[Module], each: int | None = None) -> tuple[str, ...]:
    """The items of a try at the checks of some modules, `each` of them or as many as the check says, by a seed."""
    drawn: list[str] = []
    for module in modules:
        count = module.check.draw if each is None else min(each, len(module.check.items))
        order = shuffled(seed, f"draw {module.id}", len(module.check.items))
        drawn += [f"{module.id}/{module.check.items[place].id}" for place in order[:count]]
    return tuple(drawn)


def standing(
    curriculum: Curriculum, modules: Mapping[str, Module], log: Sequence[Learnt], played: Iterable[str]
) -> Standing:
    """Where somebody stands. `played` are ids of scenarios that count, by the rule of the curriculum."""
    over = [one for one in tries(log) if one.next_item is None]
    done_scenarios = frozenset(played)
    placed = _placed(over)
    stages: dict[str, ModuleStanding] = {}
    began = {one.check for one in tries(log)}
    for step in curriculum.modules:
        module = modules.get(step.id)
        if module is None:
            continue
        taken = [one for one in over if one.check == step.id]
        passed = any(one.passed for one in taken)
        filled = _filled(module, done_scenarios)
        checked = passed or step.id in placed
        begun = checked or step.id in began or any(filled)
        stages[step.id] = ModuleStanding(
            module=step.id,
            passed=passed,
            placed=step.id in placed,
            best=max((one.right for one in taken), default=None),
            filled=filled,
            stage=Stage.DONE if checked and all(filled) else Stage.BEGUN if begun else Stage.UNTOUCHED,
            waits_for=(),
        )
    done = {one for one, stands in stages.items() if stands.stage is Stage.DONE}
    for step in curriculum.modules:  # what comes before may stand further down
        if step.id in stages:
            waits = tuple(one for one in step.after if one in stages and one not in done)
            stages[step.id] = replace(stages[step.id], waits_for=waits)
    pathway = _pathway(curriculum, log)
    way = tuple(one for one in curriculum.way(pathway) if one in stages)
    open_ = [one for one in way if stages[one].stage is not Stage.DONE]
    return Standing(
        pathway=pathway,
        way=way,
        modules=stages,
        next_module=next((one for one in open_ if not stages[one].waits_for), open_[0] if open_ else None),
    )


def _placed(over: Iterable[Try]) -> frozenset[str]:
    """Modules of which every item of a placement check was right, in any try."""
    placed: set[str] = set()
    for one in over:
        if one.check == PLACEMENT:
            wrong = {item.partition("/")[0] for item in one.items if not one.answers[item].right}
            placed |= {item.partition("/")[0] for item in one.items} - wrong
    return frozenset(placed)


def _filled(module: Module, played: frozenset[str]) -> tuple[str | None, ...]:
    """What fills each place: one scenario fills one place only, and as many places are filled as can be."""
    fills: dict[str, int] = {}

    def fill(place: int, tried: set[str]) -> bool:
        """Fill a place, if need be with a scenario whose own place another one can fill."""
        for one in module.role_plays[place].any_of:
            if one in played and one not in tried:
                tried.add(one)
                if one not in fills or fill(fills[one], tried):
                    fills[one] = place
                    return True
        return False

    for place in range(len(module.role_plays)):
        fill(place, set())
    of_place = {place: one for one, place in fills.items()}
    return tuple(of_place.get(place) for place in range(len(module.role_plays)))


def _pathway(curriculum: Curriculum, log: Sequence[Learnt]) -> str:
    known = [pathway.id for pathway in curriculum.pathways]
    chosen = [event.pathway for event in log if isinstance(event, ChoseWay) and event.pathway in known]
    return chosen[-1] if chosen else known[0]
