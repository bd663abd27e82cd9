"""What files say about one another: twins, anchors, plans, modules and curricula, held against what they name."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from roleplay.authoring.anchors import of_anchor
from roleplay.authoring.courses import Surroundings, of_curriculum, of_module
from roleplay.authoring.diagnostic import Diagnostic
from roleplay.authoring.folders import files_in, near, shipped, told_kind
from roleplay.authoring.loader import Loaded, scenario_of, station_of
from roleplay.authoring.plans import Played, of_plan
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.source import read
from roleplay.authoring.twins import between
from roleplay.model.anchor import Anchor
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.frozen import Frozen
from roleplay.model.scenario import Scenario
from roleplay.model.station import Station
from roleplay.model.workshop import Plan

T = TypeVar("T", bound=Frozen)


class Held(NamedTuple):
    """A file that was held against what it names."""

    sides: tuple[object, ...]
    """The file as it was checked by itself, and what it names."""
    came: Loaded[Any]
    """What came of it."""


@dataclass(frozen=True, slots=True)
class References:
    """Holds files against what they name."""

    rubrics: Rubrics
    """All that there are."""
    alone: bool = False
    """Whether only some files were loaded, so that what lies near one counts too."""
    held: dict[Path, Held] = field(default_factory=dict)
    """What was held with the same rubrics, now or before: where all sides are still the same, so is what came of it."""

    def twins(
        self, loaded: Iterable[Loaded[Scenario]], scenarios: Iterable[Loaded[Scenario]]
    ) -> Iterator[Loaded[Scenario]]:
        """Prove what scenarios say about their twins, of those that name one."""
        playable = _things(scenarios)
        for one in loaded:
            if one.thing is None or one.thing.twin is None:
                continue
            other = playable.get(one.thing.twin.of)
            if other is None and self.alone:
                other = self._scenario_near(one, one.thing.twin.of)
            yield self._hold(one, (other,), between(one.thing, other, self.rubrics, one.places))

    def anchors(
        self, loaded: Iterable[Loaded[Anchor]], scenarios: Iterable[Loaded[Scenario]]
    ) -> Iterator[Loaded[Anchor]]:
        """Hold anchors against their scenarios."""
        playable = _things(scenarios)
        for one in loaded:
            if one.thing is None:
                yield one
                continue
            known = playable
            if self.alone and one.thing.scenario not in playable:
                found = self._scenario_near(one, one.thing.scenario)
                known = playable if found is None else {**playable, found.id: found}
            named = known.get(one.thing.scenario)
            yield self._hold(one, (named,), of_anchor(one.thing, known, self.rubrics, one.places))

    def plans(
        self,
        loaded: Iterable[Loaded[Plan]],
        scenarios: Iterable[Loaded[Scenario]],
        stations: Iterable[Loaded[Station]],
    ) -> Iterator[Loaded[Plan]]:
        """Hold plans against what they play."""
        playable, acted = _things(scenarios), _things(stations)
        for one in loaded:
            if one.thing is None:
                yield one
                continue
            played = sorted({section.plays for section in one.thing.sections if section.plays})
            for plays in played if self.alone else ():
                if plays in playable or plays in acted:
                    continue
                if (found := self._scenario_near(one, plays)) is not None:
                    playable[plays] = found
                elif (file := near(one.path, f"{plays}.yml", "station")) is not None:
                    station = station_of(read(file), self.rubrics).thing
                    acted |= {} if station is None else {plays: station}
            named = [playable.get(plays) or acted.get(plays) for plays in played]
            yield self._hold(one, named, of_plan(one.thing, Played(playable, acted), self.rubrics, one.places))

    def _hold(self, one: Loaded[T], named: Sequence[object], found: Iterable[Diagnostic]) -> Loaded[T]:
        """What comes of a file and what it names. What would be `found` is only looked for where a side is new."""
        sides = (one, *named)
        before = self.held.get(one.path)
        if before is None or None in named or list(map(id, before.sides)) != list(map(id, sides)):
            before = self.held[one.path] = Held(sides, _with(one, found))
        return before.came

    def courses(
        self,
        modules: Sequence[Loaded[Module]],
        curricula: Sequence[Loaded[Curriculum]],
        scenarios: Sequence[Loaded[Scenario]],
        beside: Sequence[Loaded[Module]],
    ) -> tuple[list[Loaded[Module]], list[Loaded[Curriculum]]]:
        """Hold modules and curricula against what lies around them; `beside` are further modules."""
        seen = (*scenarios, *(self._offered_near(modules, scenarios) if self.alone else ()))
        scenario_ids = {one.id or "" for one in seen}
        module_ids = {one.id or "" for one in (*beside, *modules)}
        if self.alone:
            module_ids |= self._listed_near(curricula, module_ids)
        around = Surroundings(
            scenarios=_things(seen),
            scenario_ids=self._with_shipped(scenario_ids, (w for one in modules for w in _offered(one)), "scenario"),
            competencies=frozenset((*self.rubrics, *self.rubrics.broken)),
            modules=_things((*beside, *modules)),
            module_ids=self._with_shipped(module_ids, (w for one in curricula for w in _listed(one)), "module"),
            whole=not self.alone,
        )
        return (
            [_with(one, of_module(one.thing, around, one.places)) if one.thing else one for one in modules],
            [_with(one, of_curriculum(one.thing, around, one.places)) if one.thing else one for one in curricula],
        )

    def _with_shipped(self, known: set[str], wanted: Iterable[str], kind: str) -> frozenset[str]:
        """Ids that are known; with those of what is shipped where that lies around, and not all that is wanted is."""
        if not self.alone or known.issuperset(wanted):
            return frozenset(known)
        files = (file for file in files_in(shipped()) if told_kind(file) == kind)
        return frozenset(known).union(f"{f.parent.name}/{f.stem}" if kind == "scenario" else f.stem for f in files)

    def _offered_near(
        self, modules: Iterable[Loaded[Module]], scenarios: Iterable[Loaded[Scenario]]
    ) -> Iterator[Loaded[Scenario]]:
        """The scenarios that modules offer and that were not loaded with them, as they lie near each module."""
        known = {one.id for one in scenarios}
        for module in modules:
            for wanted in _offered(module):
                file = None if wanted in known else near(module.path, f"{wanted}.yml", "scenario")
                if file is not None:
                    known.add(wanted)
                    yield scenario_of(read(file), self.rubrics)

    @staticmethod
    def _listed_near(curricula: Iterable[Loaded[Curriculum]], known: Container[str]) -> set[str]:
        """The modules that curricula list, that are not known, and that lie near each, or are shipped."""
        wanted = ((one.path, module) for one in curricula for module in _listed(one) if module not in known)
        return {module for path, module in wanted if near(path, f"{module}.yml", "module") is not None}

    def _scenario_near(self, one: Loaded[Frozen], scenario_id: str) -> Scenario | None:
        """A scenario that lies near a file, or is shipped; None without one."""
        found = near(one.path, f"{scenario_id}.yml", "scenario")
        return None if found is None else scenario_of(read(found), self.rubrics).thing


def _offered(module: Loaded[Module]) -> Iterator[str]:
    """Ids of the scenarios that a module offers."""
    return (one for place in module.thing.role_plays for one in place.any_of) if module.thing else iter(())


def _listed(curriculum: Loaded[Curriculum]) -> Iterator[str]:
    """Ids of the modules that a curriculum lists."""
    return (step.id for step in curriculum.thing.modules) if curriculum.thing else iter(())


def _things(loaded: Iterable[Loaded[T]]) -> dict[str, T]:
    return {one.id or "": one.thing for one in loaded if one.thing is not None}


def _with(loaded: Loaded[T], found: Iterable[Diagnostic]) -> Loaded[T]:
    both = tuple(sorted({*loaded.diagnostics, *found}))
    return replace(loaded, thing=None if any(one.is_error for one in both) else loaded.thing, diagnostics=both)
