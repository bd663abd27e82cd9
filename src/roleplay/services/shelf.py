"""What the library holds now, and every scenario and rubric that was ever played.

It reads the store, never a YAML file: a kernel that opens a scenario imports no parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from roleplay.engine import Compiled, compile_scenario
from roleplay.errors import NotFound
from roleplay.model.anchor import Anchor
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.frozen import Frozen
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Medium, Pillar, Scenario, Topic, Use
from roleplay.model.site import Site
from roleplay.model.station import Station
from roleplay.model.workshop import Plan
from roleplay.store import ShelfProblem, Store

SCENARIO = "scenario"
RUBRIC = "rubric"
MODULE = "module"
CURRICULUM = "curriculum"
STATION = "station"
ANCHOR = "anchor"
PLAN = "plan"
FACILITATION = "facilitation"
"""A rubric for those who lead workshops. It is apart from those for mentors, which every attempt pins."""

_T = TypeVar("_T", bound=Frozen)


@dataclass(frozen=True, slots=True)
class ScenarioSummary:
    """What the library shows of a scenario. It gives nothing away."""

    id: str
    """Its id."""
    hash: str
    """The version that is on the shelf."""
    title: str
    """As in the file."""
    summary: str
    """One or two sentences."""
    pillar: Pillar
    """The part of the training that it belongs to."""
    use: Use
    """Practice, assessment or both."""
    duration_min: int
    """Minutes for one way through."""
    intensity: int
    """1 everyday, 2 moving, 3 may stay with you."""
    content_notes: tuple[str, ...]
    """What distressing things come up."""
    topics: tuple[Topic, ...]
    """Topics that bring duties."""
    medium: Medium
    """Where it takes place."""
    assesses: tuple[str, ...]
    """Ids of the competencies."""


class Bookshelf:
    """Scenarios, rubrics and the site's settings, out of a store."""

    # By hash, once a process: what a hash stands for never changes.
    _read: ClassVar[dict[str, Frozen]] = {}
    _games: ClassVar[dict[str, Compiled]] = {}

    def __init__(self, store: Store) -> None:
        self._store = store

    def scenarios(self) -> tuple[ScenarioSummary, ...]:
        """The scenarios that can be started now, by id."""
        return tuple(_summary(hash_, self.by_hash(hash_)) for hash_ in self._on_shelf(SCENARIO).values())

    def scenario(self, scenario_id: str) -> tuple[str, Scenario]:
        """The hash and the scenario that has this id now. Raises `NotFound`."""
        known = self._on_shelf(SCENARIO)
        if scenario_id not in known:
            raise NotFound.of("scenario", scenario_id, known)
        return known[scenario_id], self.by_hash(known[scenario_id])

    def by_hash(self, hash: str) -> Scenario:  # noqa: A002 - the noun of a document
        """A scenario as it was, whether or not the library still holds it. Raises `NotFound`."""
        return self._document(hash, Scenario)

    def game(self, hash: str) -> Compiled:  # noqa: A002 - the noun of a document
        """The same, ready to be played."""
        if hash not in self._games:
            self._games[hash] = compile_scenario(self.by_hash(hash))
        return self._games[hash]

    def rubrics(self, hashes: Iterable[str] | None = None) -> Mapping[str, Rubric]:
        """Competency -> rubric: those with these hashes, or without any those that are on the shelf now."""
        wanted = self.rubric_hashes() if hashes is None else hashes
        found = (self._document(hash_, Rubric) for hash_ in wanted)
        return {rubric.id: rubric for rubric in found}

    def rubric_hashes(self) -> tuple[str, ...]:
        """Hashes of the rubrics that are on the shelf now, by competency."""
        return tuple(self._on_shelf(RUBRIC).values())

    def facilitation(self, hashes: Iterable[str] | None = None) -> Mapping[str, Rubric]:
        """The same of rubrics for those who lead workshops: hash -> rubric, in the order of their ids."""
        wanted = self._on_shelf(FACILITATION).values() if hashes is None else hashes
        return {hash_: self._document(hash_, Rubric, FACILITATION) for hash_ in wanted}

    def curriculum(self) -> Curriculum | None:
        """The curriculum; None where the library holds none."""
        found = self._on_shelf(CURRICULUM)
        return next((self._document(hash_, Curriculum) for hash_ in found.values()), None)

    def forms(self) -> frozenset[str]:
        """Ids of the scenarios that are forms of an assessment."""
        curriculum = self.curriculum()
        listed = () if curriculum is None else curriculum.assessments
        return frozenset(scenario for forms in listed for scenario in forms.forms)

    def modules(self) -> Mapping[str, Module]:
        """Id -> module, for those on the shelf now."""
        return {id_: self._document(hash_, Module) for id_, hash_ in self._on_shelf(MODULE).items()}

    def stations(self) -> Mapping[str, Station]:
        """Id -> station, for those on the shelf now."""
        return {id_: self._document(hash_, Station) for id_, hash_ in self._on_shelf(STATION).items()}

    def station(self, station_id: str) -> tuple[str, Station]:
        """The hash and the station that has this id now. Raises `NotFound`."""
        known = self._on_shelf(STATION)
        if station_id not in known:
            raise NotFound.of("station", station_id, known)
        return known[station_id], self.station_as(known[station_id])

    def station_as(self, hash: str) -> Station:  # noqa: A002 - the noun of a document
        """A station as it was when a sitting of it was set up. Raises `NotFound`."""
        return self._document(hash, Station)

    def anchors(self) -> Mapping[str, Anchor]:
        """Hash -> anchor, for those on the shelf now, by id."""
        return {hash_: self._document(hash_, Anchor) for hash_ in self._on_shelf(ANCHOR).values()}

    def anchor(self, hash: str) -> Anchor:  # noqa: A002 - the noun of a document
        """An anchor as it was when it came into use. Raises `NotFound`."""
        return self._document(hash, Anchor)

    def plans(self) -> Mapping[str, Plan]:
        """Id -> ready-made plan for a workshop, for those on the shelf now."""
        return {id_: self._document(hash_, Plan) for id_, hash_ in self._on_shelf(PLAN).items()}

    def problems(self) -> tuple[ShelfProblem, ...]:
        """Files of the library with something to mend. For authors."""
        return self._store.shelf().problems

    def site(self) -> Site:
        """The site's settings, as they were read last."""
        kept = self._store.site()
        return Site() if kept is None else Site.model_validate_json(kept)

    def _on_shelf(self, kind: str) -> dict[str, str]:
        return {entry.id: entry.hash for entry in self._store.shelf().entries if entry.kind == kind}

    def _document(self, hash_: str, kind: type[_T], called: str | None = None) -> _T:
        known = self._read.get(hash_)
        if known is None:
            kept = self._store.document(hash_)
            if kept is None or kept.kind != (called or kind.__name__.lower()):
                raise NotFound.of(kind.__name__.lower(), hash_)
            known = self._read[hash_] = kind.model_validate_json(kept.json)
        if not isinstance(known, kind):
            raise NotFound.of(kind.__name__.lower(), hash_)
        return known


def _summary(hash_: str, scenario: Scenario) -> ScenarioSummary:
    return ScenarioSummary(
        id=scenario.id,
        hash=hash_,
        title=scenario.title,
        summary=scenario.summary,
        pillar=scenario.pillar,
        use=scenario.use,
        duration_min=scenario.duration_min,
        intensity=scenario.intensity,
        content_notes=scenario.content_notes,
        topics=scenario.topics,
        medium=scenario.medium,
        assesses=tuple(scenario.assesses),
    )
