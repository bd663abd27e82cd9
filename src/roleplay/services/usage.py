"""How the choices of a scenario are used in a cohort: who takes which, as the analysis of options asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from roleplay.engine import Compiled
from roleplay.errors import NotFound
from roleplay.identity import Actor
from roleplay.model.rubric import Kind, Rubric
from roleplay.scoring.kept import read
from roleplay.services.policy import Action
from roleplay.services.reporting import FEWEST, Reporting
from roleplay.services.shelf import Bookshelf
from roleplay.store import Store
from roleplay.store.columns import Played

MOST = 2_000
"""Most trainees whose way through a scenario is looked at; the last ones, if there are more."""


@dataclass(frozen=True, slots=True)
class Way:
    """A choice on offer."""

    id: str
    """Its id."""
    text: str
    """What the mentor would say."""
    passes: bool
    """Whether it shows something helpful, and no harm."""
    harmful: bool
    """Whether it shows harm."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One trainee at a decision."""

    choice: str
    """What they took."""
    rest: float | None
    """Their mean level in all other scenarios; None without one."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a scenario."""

    node: str
    """Where it is."""
    said: str
    """What is said before it."""
    ways: tuple[Way, ...]
    """All choices, in the order of the file."""
    taken: tuple[Taken, ...]
    """Who took which, when they came here for the first time."""


@dataclass(frozen=True, slots=True)
class Use:
    """How a scenario is used."""

    title: str
    """As trainees see it."""
    trainees: int
    """How many have finished it in the version that most have played."""
    looked_at: int
    """Into how many of these attempts the figures look."""
    decisions: tuple[Decision, ...]
    """In the order of the file."""


class Usage:
    """What was chosen in a scenario, by nobody in particular."""

    def __init__(self, store: Store, bookshelf: Bookshelf, reporting: Reporting) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._reporting = reporting

    def of(self, actor: Actor, cohort_id: str, scenario_id: str) -> Use:
        """How a scenario is used in a cohort: the first finished attempt of each trainee counts.

        Raises `NotAllowed` for who may not see trainees one by one where fewer than five have played it, and
        `NotFound` for what nobody has finished.
        """
        cohort = self._reporting.cohort(actor, cohort_id)
        played = cohort.played
        versions = [hash_ for one, hash_ in zip(played.scenario, played.version, strict=True) if one == scenario_id]
        if not versions:
            raise NotFound.of("scenario that somebody has finished", scenario_id, cohort.scenarios)
        version = max(sorted(set(versions)), key=versions.count)
        first = _first_attempts(played, version)
        if len(first) < FEWEST and not self._reporting.may(actor, Action.SEE_REPORT_ROWS, cohort_id):
            raise NotFound(
                f"Fewer than {FEWEST} trainees have finished it, so this would be about single people.",
                "Look again when more have.",
            )
        game = self._bookshelf.game(version)
        rest = _elsewhere(played, scenario_id)
        chosen = list(first.items())[-MOST:]
        logs = self._store.events_of(one for _, one in chosen)
        ways: dict[str, list[Taken]] = {}
        for owner, attempt_id in chosen:
            state = game.replay(recorded.event for recorded in logs[attempt_id])
            for node, choice in {p.node: p.choice for p in reversed(state.trail) if p.choice is not None}.items():
                ways.setdefault(node, []).append(Taken(choice, rest.get(owner)))
        return Use(
            title=game.scenario.title,
            trainees=len(first),
            looked_at=len(chosen),
            decisions=tuple(_decisions(game, self._bookshelf.rubrics(), ways)),
        )


def _first_attempts(played: Played, version: str) -> Mapping[str, str]:
    """Trainee -> their first attempt at this version, in the order in which these ended."""
    rows = sorted(zip(played.ended, played.attempt, played.owner, played.version, strict=True))
    found: dict[str, str] = {}
    for _, attempt_id, owner, hash_ in rows:
        if hash_ == version:
            found.setdefault(owner, attempt_id)
    return found


def _elsewhere(played: Played, scenario_id: str) -> Mapping[str, float]:
    """Trainee -> mean level in all other scenarios."""
    levels: dict[str, list[float]] = {}
    for owner, one, result, official in zip(played.owner, played.scenario, played.result, played.official, strict=True):
        if one != scenario_id and (text := official or result) is not None:
            levels.setdefault(owner, []).extend(level for level in read(text).levels.values() if level is not None)
    return {owner: fmean(some) for owner, some in levels.items() if some}


def _decisions(game: Compiled, rubrics: Mapping[str, Rubric], taken: Mapping[str, list[Taken]]) -> Iterable[Decision]:
    kinds = {one.id: one.kind for rubric in rubrics.values() for one in rubric.behaviours}
    for node_id, node in game.nodes.items():
        if node_id not in taken:
            continue
        ways = []
        for choice_id, choice in node.choices.items():
            shown = {kinds.get(behaviour) for behaviour, _ in choice.ticks}
            harm = Kind.HARMFUL in shown
            helps = bool(shown & {Kind.BASIC, Kind.ADVANCED})
            ways.append(Way(choice_id, choice.source.text, helps and not harm, harm))
        said = node.source.say[-1].text if node.source.say else ""
        yield Decision(node_id, said, tuple(ways), tuple(taken[node_id]))
