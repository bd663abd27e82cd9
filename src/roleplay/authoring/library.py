"""All scenarios and rubrics of one or more folders."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TypeVar

import roleplay
from roleplay.authoring.anchors import of_anchor
from roleplay.authoring.courses import Surroundings, of_curriculum, of_module
from roleplay.authoring.diagnostic import Diagnostic
from roleplay.authoring.loader import (
    Loaded,
    anchor_of,
    curriculum_of,
    kind_of,
    module_of,
    own_id,
    plan_of,
    proved,
    rubric_of,
    scenario_of,
    station_of,
)
from roleplay.authoring.plans import Played, of_plan
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.source import MAX_BYTES, Source, read
from roleplay.authoring.twins import between
from roleplay.model.anchor import Anchor
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.frozen import Frozen
from roleplay.model.rubric import Rubric, Whose
from roleplay.model.scenario import Scenario
from roleplay.model.station import Station
from roleplay.model.workshop import Plan

T = TypeVar("T", bound=Frozen)

SUFFIXES = frozenset({".yml", ".yaml"})
"""What the names of scenario and rubric files end with."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What makes loading again fast."""

    sources: Mapping[Path, Source] = field(default_factory=dict)
    """Every file as it was read."""
    scenarios: Mapping[Path, Loaded[Scenario]] = field(default_factory=dict)
    """Every scenario as it was checked by itself."""
    against: str = ""
    """Fingerprint of the rubrics that they were checked against."""
    left_out: frozenset[Path] = frozenset()
    """Files that were not to be proved."""


@dataclass(frozen=True)
class Library:
    """What the files of some folders hold. A broken file takes nothing else down."""

    scenarios: tuple[Loaded[Scenario], ...]
    """Every scenario file, in the order of the folders and of names; `thing` is None for broken ones."""
    rubrics: tuple[Loaded[Rubric], ...]
    """Every rubric file."""
    modules: tuple[Loaded[Module], ...]
    """Every file of a module."""
    curricula: tuple[Loaded[Curriculum], ...]
    """Every file of a curriculum."""
    strangers: tuple[Loaded[Frozen], ...]
    """Files of which nobody can tell what they are."""
    fingerprint: str
    """Changes when any file does: 64 hexadecimal digits."""
    stations: tuple[Loaded[Station], ...] = ()
    """Every file of a station."""
    anchors: tuple[Loaded[Anchor], ...] = ()
    """Every file of an anchor."""
    plans: tuple[Loaded[Plan], ...] = ()
    """Every file of a plan for a workshop."""
    kept: Kept = field(default=Kept(), repr=False, compare=False)
    """For loading again."""

    @property
    def files(self) -> tuple[Loaded[Frozen], ...]:
        """What came of every file."""
        courses = (*self.modules, *self.curricula)
        played = (*self.scenarios, *self.stations, *self.anchors, *self.plans)
        return (*played, *self.rubrics, *courses, *self.strangers)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was found, by file and place."""
        return tuple(sorted(diagnostic for one in self.files for diagnostic in one.diagnostics))

    @cached_property
    def playable(self) -> Mapping[str, Scenario]:
        """Id -> scenario, for those without errors."""
        return {one.thing.id: one.thing for one in self.scenarios if one.thing is not None}

    @cached_property
    def competencies(self) -> Mapping[str, Rubric]:
        """Id -> rubric, for those without errors by which mentors are assessed."""
        return _by_id(self.rubrics, Whose.MENTORS)


NOTHING = Library((), (), (), (), (), fingerprint="")
"""A library without files."""


def files_in(folder: Path) -> tuple[Path, ...]:
    """Every YAML file in and under a folder, by name; hidden ones (such as editors' copies) are left out."""
    found = (
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    )
    return tuple(sorted(found))


def load_library(
    folders: Sequence[Path],
    earlier: Library | None = None,
    *,
    proved_before: Sequence[Path] = (),
    beside: Library | None = None,
) -> Library:
    """Load every file of some folders. Where two files have the same id, the later one is in error.

    With `earlier`, only what has changed since is read and checked again; `earlier` itself comes back when nothing has.
    What lies in the folders `proved_before` is not proved again: what is shipped was proved before it was released.
    What is in the library `beside`, which has no errors, comes first, and is neither read again nor given back.
    """
    there = {one.path for one in beside.files} if beside is not None else set[Path]()
    paths = dict.fromkeys(path for folder in folders for path in files_in(folder) if path not in there)
    known = frozenset(path for folder in proved_before for path in files_in(folder))
    return load_files(tuple(paths), earlier=earlier, proved_before=known, beside=beside)


def load_files(
    paths: Sequence[Path],
    alone: frozenset[Path] | None = None,
    earlier: Library | None = None,
    proved_before: frozenset[Path] = frozenset(),
    beside: Library | None = None,
) -> Library:
    """Load some files as one library.

    With `alone`, only these scenario files are looked at; of the others only the rubrics matter. The files under
    `proved_before` are checked, and not proved again. What is `beside` them was loaded before and has no errors.
    """
    beside = beside or NOTHING
    before = {} if earlier is None else earlier.kept.sources
    sources = {path: read(path, before.get(path)) for path in paths}
    fingerprint = _fingerprint(sources.values(), beside)
    if earlier is not None and earlier.fingerprint == fingerprint and earlier.kept.left_out <= proved_before:
        return earlier
    kinds = {path: kind_of(source)[0] for path, source in sources.items()}
    of_rubrics = [source for path, source in sources.items() if kinds[path] is Rubric]
    against = _fingerprint(of_rubrics, beside)
    same = earlier if earlier is not None and earlier.kept.against == against else None
    rubrics = (
        same.rubrics if same else tuple(_with_duplicates([rubric_of(one) for one in of_rubrics], after=beside.rubrics))
    )
    known = same.kept.scenarios if same else {}
    shelf = _shelf(rubrics, of_rubrics, beside)
    scenarios: dict[Path, Loaded[Scenario]] = {}
    for path, source in sources.items():
        if kinds[path] is Scenario and (alone is None or path in alone):
            one = known[path] if path in known and before[path] is source else scenario_of(source, shelf)
            scenarios[path] = one if path in proved_before else proved(one, shelf)
    unlike = _with_duplicates(list(scenarios.values()), after=beside.scenarios)
    ready = tuple(_with_twins(unlike, shelf, proved_before, beside, look_beside=alone is not None))
    modules, curricula = _courses(sources, kinds, ready, shelf, beside, whole=alone is None)
    loaded = {path: one for path, one in sources.items() if alone is None or path in alone}
    of_stations = (one for path, one in loaded.items() if kinds[path] is Station)
    of_anchors = (one for path, one in loaded.items() if kinds[path] is Anchor)
    of_plans = (one for path, one in loaded.items() if kinds[path] is Plan)
    stations = tuple(_with_duplicates([station_of(one, shelf) for one in of_stations], after=beside.stations))
    return Library(
        scenarios=ready,
        rubrics=rubrics,
        modules=modules,
        curricula=curricula,
        strangers=tuple(_stranger(source) for path, source in sources.items() if kinds[path] is None),
        fingerprint=fingerprint,
        stations=stations,
        anchors=_anchors(of_anchors, ready, shelf, beside, alone=alone is not None),
        plans=_plans(of_plans, ready, stations, shelf, beside, alone=alone is not None),
        kept=Kept(sources, scenarios, against, proved_before),
    )


def _fingerprint(sources: Iterable[Source], beside: Library) -> str:
    whole = hashlib.sha256(beside.fingerprint.encode())
    for source in sources:
        whole.update(f"{source.places.file.as_posix()}\0{source.digest}\0".encode(errors="replace"))
    return whole.hexdigest()


def _stranger(source: Source) -> Loaded[Frozen]:
    found = tuple(sorted((*source.diagnostics, *kind_of(source)[1])))
    return Loaded(None, source.places.file, found, source.places, own_id(source))


def _shelf(rubrics: Sequence[Loaded[Rubric]], sources: Sequence[Source], beside: Library) -> Rubrics:
    all_rubrics = (*beside.rubrics, *rubrics)
    whole, others = (_by_id(all_rubrics, whose) for whose in (Whose.MENTORS, Whose.FACILITATORS))
    broken: dict[str, frozenset[str]] = {}
    for one, source in zip(rubrics, sources, strict=True):
        if one.thing is None and one.id is not None and one.id not in whole and one.id not in others:
            behaviours = source.data.get("behaviours")
            broken[one.id] = frozenset(behaviours if isinstance(behaviours, dict) else ())
    led = {one.id: frozenset(behaviour.id for behaviour in one.behaviours) for one in others.values()}
    return Rubrics(whole, broken, partial=not all(source.whole for source in sources), for_facilitators=led)


def _by_id(loaded: Iterable[Loaded[Rubric]], whose: Whose) -> dict[str, Rubric]:
    return {one.thing.id: one.thing for one in loaded if one.thing is not None and one.thing.whose is whose}


def _with_duplicates(loaded: Sequence[Loaded[T]], after: Sequence[Loaded[T]]) -> list[Loaded[T]]:
    """Put an error on every file whose id (RP132) or one of whose behaviours (RP133) an earlier file has."""
    ids = {one.id: one.path for one in after if one.id is not None}
    behaviours = {
        behaviour.id: one.path for one in after if isinstance(one.thing, Rubric) for behaviour in one.thing.behaviours
    }
    checked: list[Loaded[T]] = []
    for one in loaded:
        found: list[Diagnostic] = []
        if one.id is not None and one.id in ids:
            message = f'The id "{one.id}" is already in {ids[one.id]}.'
            found.append(one.places.report("RP132", ("id",), message, "Give one of the two another id, or remove it."))
        elif isinstance(one.thing, Rubric):
            for behaviour in one.thing.behaviours:
                if behaviour.id in behaviours:
                    message = f'The behaviour "{behaviour.id}" is already in {behaviours[behaviour.id]}.'
                    steps = ("behaviours", behaviour.id)
                    found.append(one.places.report("RP133", steps, message, "Give one an id that says how it differs."))
                behaviours.setdefault(behaviour.id, one.path)
        if one.id is not None:
            ids.setdefault(one.id, one.path)
        checked.append(
            replace(one, thing=None, diagnostics=tuple(sorted((*one.diagnostics, *found)))) if found else one
        )
    return checked


def _courses(
    sources: Mapping[Path, Source],
    kinds: Mapping[Path, type[Frozen] | None],
    scenarios: Sequence[Loaded[Scenario]],
    rubrics: Rubrics,
    beside: Library,
    *,
    whole: bool,
) -> tuple[tuple[Loaded[Module], ...], tuple[Loaded[Curriculum], ...]]:
    """Modules and curricula, checked against what lies around them; nearby files count where only some were loaded."""
    of_modules = [module_of(one) for path, one in sources.items() if kinds[path] is Module]
    of_curricula = [curriculum_of(one) for path, one in sources.items() if kinds[path] is Curriculum]
    if not of_modules and not of_curricula:
        return (), ()
    seen = (*beside.scenarios, *scenarios, *(() if whole else _offered_near(of_modules, scenarios, rubrics)))
    all_modules = (*beside.modules, *of_modules)
    listed = {one.id or "" for one in all_modules} | (set() if whole else _listed_near(of_curricula))
    released = () if whole else files_in(shipped())
    around = Surroundings(
        scenarios={one.thing.id: one.thing for one in seen if one.thing is not None},
        scenario_ids=frozenset(one.id or "" for one in seen)
        | {f"{file.parent.name}/{file.stem}" for file in released if _told(file) == "scenario"},
        competencies=frozenset((*rubrics, *rubrics.broken)),
        modules={one.thing.id: one.thing for one in all_modules if one.thing is not None},
        module_ids=frozenset(listed) | {file.stem for file in released if _told(file) == "module"},
        whole=whole,
    )
    modules = [_with(one, of_module(one.thing, around, one.places)) if one.thing else one for one in of_modules]
    curricula = [_with(one, of_curriculum(one.thing, around, one.places)) if one.thing else one for one in of_curricula]
    return (
        tuple(_with_duplicates(modules, after=beside.modules)),
        tuple(_with_duplicates(curricula, after=beside.curricula)),
    )


def _anchors(
    wanted: Iterable[Source],
    scenarios: Sequence[Loaded[Scenario]],
    rubrics: Rubrics,
    beside: Library,
    *,
    alone: bool,
) -> tuple[Loaded[Anchor], ...]:
    """Anchors, checked against their scenarios; these may lie beside them where only some files are loaded."""
    playable = {one.thing.id: one.thing for one in (*beside.scenarios, *scenarios) if one.thing is not None}
    checked: list[Loaded[Anchor]] = []
    for one in (anchor_of(source) for source in wanted):
        if one.thing is None:
            checked.append(one)
            continue
        near = None
        if alone and one.thing.scenario not in playable:
            near = _beside(one.path, one.thing.scenario, rubrics)
        known = playable if near is None else {**playable, near.id: near}
        checked.append(_with(one, of_anchor(one.thing, known, rubrics, one.places)))
    return tuple(_with_duplicates(checked, after=beside.anchors))


def _plans(
    wanted: Iterable[Source],
    scenarios: Sequence[Loaded[Scenario]],
    stations: Sequence[Loaded[Station]],
    rubrics: Rubrics,
    beside: Library,
    *,
    alone: bool,
) -> tuple[Loaded[Plan], ...]:
    """Plans, checked against what they play; that may lie beside them where only some files are loaded."""
    playable = {one.thing.id: one.thing for one in (*beside.scenarios, *scenarios) if one.thing is not None}
    acted = {one.thing.id: one.thing for one in (*beside.stations, *stations) if one.thing is not None}
    checked: list[Loaded[Plan]] = []
    for one in (plan_of(source) for source in wanted):
        for plays in {section.plays for section in one.thing.sections if section.plays} if alone and one.thing else ():
            if plays not in playable and (near := _beside(one.path, plays, rubrics)) is not None:
                playable[plays] = near
            if plays not in acted and (file := _near(one.path, f"{plays}.yml", "station")) is not None:
                station = station_of(read(file), rubrics).thing
                acted |= {} if station is None else {plays: station}
        found = of_plan(one.thing, Played(playable, acted), rubrics, one.places) if one.thing else ()
        checked.append(_with(one, found))
    return tuple(_with_duplicates(checked, after=beside.plans))


def _offered_near(
    modules: Sequence[Loaded[Module]], scenarios: Sequence[Loaded[Scenario]], rubrics: Rubrics
) -> Iterator[Loaded[Scenario]]:
    """The scenarios that modules offer and that were not loaded with them, as they lie around each module."""
    known = {one.id for one in scenarios}
    for module in modules:
        for place in module.thing.role_plays if module.thing is not None else ():
            for wanted in place.any_of:
                file = None if wanted in known else _near(module.path, f"{wanted}.yml", "scenario")
                if file is not None:
                    known.add(wanted)
                    yield scenario_of(read(file), rubrics)


def _listed_near(curricula: Sequence[Loaded[Curriculum]]) -> set[str]:
    """The modules that curricula list and that lie around each, or are shipped."""
    listed = ((one.path, step.id) for one in curricula if one.thing is not None for step in one.thing.modules)
    return {wanted for path, wanted in listed if _near(path, f"{wanted}.yml", "module") is not None}


def _with(loaded: Loaded[T], found: Iterable[Diagnostic]) -> Loaded[T]:
    both = tuple(sorted({*loaded.diagnostics, *found}))
    return replace(loaded, thing=None if any(one.is_error for one in both) else loaded.thing, diagnostics=both)


def _with_twins(
    loaded: Sequence[Loaded[Scenario]],
    rubrics: Rubrics,
    proved_before: frozenset[Path],
    beside: Library,
    *,
    look_beside: bool,
) -> Iterator[Loaded[Scenario]]:
    """Prove what the scenarios say about their twins; those may lie beside them where only some files are loaded."""
    playable = {one.thing.id: one.thing for one in (*beside.scenarios, *loaded) if one.thing is not None}
    for one in loaded:
        if one.thing is None or one.thing.twin is None or one.path in proved_before:
            yield one
            continue
        twin = playable.get(one.thing.twin.of)
        if twin is None and look_beside:
            twin = _beside(one.path, one.thing.twin.of, rubrics)
        found = tuple(between(one.thing, twin, rubrics, one.places))
        broken = any(diagnostic.is_error for diagnostic in found)
        both = tuple(sorted((*one.diagnostics, *found)))
        yield replace(one, thing=None if broken else one.thing, diagnostics=both)


def _beside(path: Path, scenario_id: str, rubrics: Rubrics) -> Scenario | None:
    """A scenario that lies around a file, or is shipped; None without one."""
    found = _near(path, f"{scenario_id}.yml", "scenario")
    return None if found is None else scenario_of(read(found), rubrics).thing


_AROUND = 4
"""So many folders above a file are looked at, each with what lies in it and one below: a library is no deeper."""


def _near(path: Path, name: str, kind: str) -> Path | None:
    """A file of a kind that lies around another, or is shipped; None without one."""
    around = path.absolute().parents[:_AROUND]
    near = (file for folder in around for file in (folder / name, *sorted(folder.glob(f"*/{name}"))))
    released = (file for file in files_in(shipped()) if file.as_posix().endswith(f"/{name}"))
    return next((file for file in chain(near, released) if file.is_file() and _told(file) == kind), None)


def shipped() -> Path:
    """The folder of the scenarios that come with this software: inside the package, or beside it in its repository."""
    package = Path(roleplay.__file__).parent
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent.parent / "scenarios"


def released() -> tuple[Path, ...]:
    """The parts of it that everybody gets. Assessments that lie beside them are loaded by whoever wants them."""
    parts = ("rubrics", "practice", "stations", "curriculum", "calibration", "workshops")
    return tuple(shipped() / part for part in parts)


_FORMAT = re.compile(rb"^\W{0,3}format:\s*[\"']?([a-z]+)/", re.MULTILINE)


def _told(path: Path) -> str:
    """What a file says that it holds, told without reading it as YAML; empty where it does not say."""
    try:
        with path.open("rb") as file:
            said = _FORMAT.search(file.read(MAX_BYTES))
    except OSError:
        return ""
    return "" if said is None else said[1].decode()


def rubric_files(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that look like rubrics, told without reading them as YAML."""
    return tuple(path for path in files_in(folder) if _told(path) == "rubric")


def rubric_folders(path: Path) -> tuple[Path, ...]:
    """Where the rubrics of a file or folder may lie: in the folders `rubrics` above it, and beside a file."""
    here = path.absolute()
    above = ((here,) if here.is_dir() else ()) + tuple(here.parents)
    beside = () if here.is_dir() else (here.parent,)
    return (*(folder / "rubrics" for folder in above if (folder / "rubrics").is_dir()), *beside)


def load_some(paths: Sequence[Path], folders: Sequence[Path] = ()) -> Library:
    """Load some files and folders, with the rubrics that are shipped, those in `folders` and those around them.

    Of what lies around nothing but the rubrics is loaded.
    """
    files = tuple(dict.fromkeys(file for path in paths for file in (files_in(path) if path.is_dir() else (path,))))
    around = [folder for path in paths for folder in rubric_folders(path)]
    own = {file.resolve() for file in files}
    beside = {file.resolve(): file for folder in (shipped(), *folders, *around) for file in rubric_files(folder)}
    others = [file for resolved, file in beside.items() if resolved not in own]
    return load_files((*others, *files), alone=frozenset(files))
