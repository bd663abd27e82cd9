"""From a file to what it holds, with all that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from roleplay.authoring.checks import check
from roleplay.authoring.diagnostic import Diagnostic, Places
from roleplay.authoring.draft import draft_of
from roleplay.authoring.probes import probe
from roleplay.authoring.proof import attempt, proof
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.shape import Shaped, shape
from roleplay.authoring.source import Source, read
from roleplay.authoring.stations import check_station
from roleplay.authoring.twins import inside
from roleplay.errors import did_you_mean
from roleplay.model.anchor import Anchor
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.frozen import Frozen
from roleplay.model.rubric import Kind, Rubric
from roleplay.model.scenario import Scenario, Use
from roleplay.model.station import Station
from roleplay.model.workshop import Plan

T = TypeVar("T", bound=Frozen)
T_co = TypeVar("T_co", bound=Frozen, covariant=True)

FORMATS: Mapping[str, type[Frozen]] = {
    "scenario/1": Scenario,
    "rubric/1": Rubric,
    "module/1": Module,
    "curriculum/1": Curriculum,
    "station/1": Station,
    "anchor/1": Anchor,
    "plan/1": Plan,
}
"""What the first line of a file can say -> what the file then holds."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T_co]):
    """What came of one file."""

    thing: T_co | None
    """What it holds; None when the file has errors."""
    path: Path
    """The file."""
    diagnostics: tuple[Diagnostic, ...]
    """What was found, by place."""
    places: Places
    """Where each part of the file stands."""
    id: str | None = None
    """The id that the file gives itself, as far as it can be read."""
    proved: bool = False
    """True once what can be proved and guessed of it stands in the diagnostics too."""


def kind_of(source: Source) -> tuple[type[Frozen] | None, tuple[Diagnostic, ...]]:
    """What a file holds by its `format`, or why nobody can tell (RP107)."""
    said = source.data.get("format")
    if isinstance(said, str) and said in FORMATS:
        return FORMATS[said], ()
    if not source.whole:
        return None, ()
    if said is None:
        message, fix = "The format is missing.", f"Begin the file with one of: format: {', format: '.join(FORMATS)}."
    else:
        shown = str(said)[:60]
        message = f'The format "{shown}" is not known.'
        fix = f"There are: {', '.join(FORMATS)}.{did_you_mean(shown, FORMATS)}"
    return None, (source.places.report("RP107", ("format",), message, fix),)


def own_id(source: Source) -> str | None:
    """The id that a file gives itself; None where there is none that could be read."""
    said = source.data.get("id")
    return said if isinstance(said, str) else None


def load_rubric(path: Path) -> Loaded[Rubric]:
    """Load one rubric."""
    return rubric_of(read(path))


def load_scenario(path: Path, rubrics: Mapping[str, Rubric]) -> Loaded[Scenario]:
    """Load one scenario and check it against rubrics, by competency."""
    return scenario_of(read(path), rubrics if isinstance(rubrics, Rubrics) else Rubrics(rubrics))


def file_of(source: Source, rubrics: Rubrics) -> Loaded[Any]:
    """Make what a file says that it holds, and check it by itself. What files say about one another is `references`."""
    kind, unknown = kind_of(source)
    if kind is None:
        found = tuple(sorted((*source.diagnostics, *unknown)))
        return Loaded(None, source.places.file, found, source.places, own_id(source))
    if kind is Rubric:
        return rubric_of(source)
    if kind is Scenario:
        return scenario_of(source, rubrics)
    return station_of(source, rubrics) if kind is Station else thing_of(kind, source)


def thing_of(model: type[T], source: Source) -> Loaded[T]:
    """Make what the format `model` says of what was read; nothing but its shape is checked."""
    shaped, found = _shaped(model, source)
    return _loaded(None if shaped is None else shaped.thing, source, found)


def rubric_of(source: Source) -> Loaded[Rubric]:
    """Make a rubric of what was read."""
    shaped, found = _shaped(Rubric, source)
    thing = None if shaped is None else shaped.thing
    if thing is not None:
        found += _rubric_checks(thing, source.places)
    return _loaded(thing, source, found)


def scenario_of(source: Source, rubrics: Rubrics) -> Loaded[Scenario]:
    """Make a scenario of what was read, and check it."""
    shaped, found = _shaped(Scenario, source)
    if shaped is None:
        return _loaded(None, source, found)
    looked_at = shaped.thing or draft_of(shaped.data)
    if looked_at is not None:
        found += [*_place_in_folder(looked_at, source.places), *check(looked_at, rubrics, source.places)]
    return _loaded(shaped.thing, source, found)


def station_of(source: Source, rubrics: Rubrics) -> Loaded[Station]:
    """Make a station of what was read, and check it."""
    shaped, found = _shaped(Station, source)
    if shaped is not None and shaped.thing is not None:
        found += [*_own_place(shaped.thing.id, source.places), *check_station(shaped.thing, rubrics, source.places)]
    return _loaded(None if shaped is None else shaped.thing, source, found)


def proved(loaded: Loaded[Scenario], rubrics: Rubrics) -> Loaded[Scenario]:
    """Prove and probe a scenario that has no errors in its file, and add what that finds."""
    if loaded.thing is None or loaded.proved:
        return loaded
    explored = attempt(loaded.thing, rubrics, loaded.places)
    found = set(loaded.diagnostics)
    if isinstance(explored, Diagnostic):
        found.add(explored)
    else:
        found.update(proof(explored, rubrics, loaded.places))
        if not any(diagnostic.is_error for diagnostic in found):
            found.update(inside(explored, rubrics, loaded.places), probe(explored, rubrics, loaded.places))
    broken = any(diagnostic.is_error for diagnostic in found)
    return replace(loaded, thing=None if broken else loaded.thing, diagnostics=tuple(sorted(found)), proved=True)


def _shaped(model: type[T], source: Source) -> tuple[Shaped[T] | None, list[Diagnostic]]:
    found = list(source.diagnostics)
    kind, unknown = kind_of(source)
    found += unknown
    if not source.whole or unknown:
        return None, found
    if kind is not model:
        wanted = model.__name__.lower()
        found.append(
            source.places.report("RP107", ("format",), f"This file is no {wanted}.", f"A {wanted} was wanted here.")
        )
        return None, found
    shaped = shape(model, source.data, source.places)
    return shaped, [*found, *shaped.diagnostics]


def _loaded(thing: T | None, source: Source, found: list[Diagnostic]) -> Loaded[T]:
    broken = any(diagnostic.is_error for diagnostic in found)
    ordered = tuple(sorted(set(found)))
    return Loaded(None if broken else thing, source.places.file, ordered, source.places, own_id(source))


def _rubric_checks(rubric: Rubric, places: Places) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    kinds = {behaviour.kind for behaviour in rubric.behaviours}
    if Kind.HARMFUL not in kinds:
        fix = "Add one with kind: harmful and a severity."
        found.append(places.report("RP134", ("behaviours",), "The rubric has no harmful behaviour.", fix))
    if Kind.BASIC not in kinds:
        found.append(
            places.report("RP135", ("behaviours",), "The rubric has no basic behaviour.", "Add one with kind: basic.")
        )
    if rubric.id != places.file.stem.lower():
        message = f'The id is "{rubric.id}", and the file is called "{places.file.name}".'
        found.append(
            places.report("RP130", ("id",), message, f'Rename the file to "{rubric.id}.yml", or change the id.')
        )
    return found


def _own_place(own: str, places: Places) -> list[Diagnostic]:
    here = places.file.absolute()
    if own == f"{here.parent.name}/{here.stem}".lower():
        return []
    message = f'The id is "{own}", and the file is "{here.parent.name}/{here.name}".'
    return [places.report("RP130", ("id",), message, f'Move the file to "{own}.yml", or change the id.')]


def _place_in_folder(scenario: Scenario, places: Places) -> list[Diagnostic]:
    found = _own_place(scenario.id, places)
    folder = places.file.absolute().parent.parent.name
    if scenario.use is Use.STATION:
        message = "A scenario cannot be used as a station: it has choices, and a station has an actor."
        found.append(places.report("RP705", ("use",), message))
    if folder in {Use.PRACTICE, Use.ASSESSMENT} and scenario.use not in {folder, Use.BOTH}:
        message = f'The use is "{scenario.use}", and the file lies in "{folder}".'
        found.append(places.report("RP131", ("use",), message, "Move the file, or change the use."))
    return found
