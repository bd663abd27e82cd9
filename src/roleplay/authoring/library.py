"""All scenarios and rubrics of one or more folders."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from roleplay.authoring.diagnostic import Diagnostic
from roleplay.authoring.folders import files_in, lost_links, rubric_files, rubric_folders, shipped
from roleplay.authoring.loader import Loaded, file_of, kind_of, own_id, proved, rubric_of
from roleplay.authoring.references import Held, References
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.shape import shape
from roleplay.authoring.source import Source, read
from roleplay.model.anchor import Anchor
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.frozen import Frozen
from roleplay.model.rubric import Rubric, Whose
from roleplay.model.scenario import Scenario
from roleplay.model.station import Station
from roleplay.model.workshop import Plan

T = TypeVar("T", bound=Frozen)


class Findings(NamedTuple):
    """What was found in a scenario by itself: its checks, its proof and its probes."""

    against: str
    """Fingerprint of the rubrics that it was checked against."""
    proved: bool
    """Whether it was good enough to be proved."""
    diagnostics: tuple[Diagnostic, ...]
    """What was found."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What makes loading again fast."""

    sources: Mapping[Path, Source] = field(default_factory=dict)
    """Every file as it was read."""
    loaded: Mapping[Path, Loaded[Any]] = field(default_factory=dict)
    """Every file but rubrics as it was checked by itself; a scenario with its proof."""
    held: Mapping[Path, Held] = field(default_factory=dict)
    """What files say about one another, held against what they name."""
    against: str = ""
    """Fingerprint of the rubrics that all were checked against."""
    left_out: frozenset[Path] = frozenset()
    """Files that were not to be proved."""
    found: Mapping[Path, Findings] = field(default_factory=dict)
    """What somebody else has found in scenarios who read the same `sources`."""


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


@contextmanager
def uncollected() -> Iterator[None]:
    """What is read stays: to look through it for garbage again and again would take longer than some of the reading."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


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


@uncollected()
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
    kept = same.kept if same else Kept()
    found = {} if earlier is None else earlier.kept.found
    shelf = _shelf(rubrics, of_rubrics, beside)
    loaded: dict[Path, Loaded[Any]] = {}
    for path, source in sources.items():
        if kinds[path] is not Rubric and (alone is None or path in alone or kinds[path] is None):
            unchanged = path in before and before[path] is source
            known = kept.loaded.get(path) if unchanged else None
            told = found.get(path) if unchanged else None
            if known is None and told is not None and told.against == against:
                known = _as_found(source, told)
            one = file_of(source, shelf) if known is None else known
            loaded[path] = one if kinds[path] is not Scenario or path in proved_before else proved(one, shelf)

    def of(kind: type[T] | None) -> list[Loaded[T]]:
        return [one for path, one in loaded.items() if kinds[path] is kind]

    references = References(shelf, alone is not None, dict(kept.held))
    scenarios = _with_duplicates(of(Scenario), after=beside.scenarios)
    to_prove = (one for one in scenarios if one.path not in proved_before)
    twins = {one.path: one for one in references.twins(to_prove, (*beside.scenarios, *scenarios))}
    ready = tuple(twins.get(one.path, one) for one in scenarios)
    seen = (*beside.scenarios, *ready)
    stations = tuple(_with_duplicates(of(Station), after=beside.stations))
    modules, curricula = references.courses(of(Module), of(Curriculum), seen, beside.modules)
    anchors = references.anchors(of(Anchor), seen)
    plans = references.plans(of(Plan), seen, (*beside.stations, *stations))
    return Library(
        scenarios=ready,
        rubrics=rubrics,
        modules=tuple(_with_duplicates(modules, after=beside.modules)),
        curricula=tuple(_with_duplicates(curricula, after=beside.curricula)),
        strangers=tuple(of(None)),
        fingerprint=fingerprint,
        stations=stations,
        anchors=tuple(_with_duplicates(anchors, after=beside.anchors)),
        plans=tuple(_with_duplicates(plans, after=beside.plans)),
        kept=Kept(sources, loaded, references.held, against, proved_before),
    )


def _fingerprint(sources: Iterable[Source], beside: Library) -> str:
    whole = hashlib.sha256(beside.fingerprint.encode())
    for source in sources:
        whole.update(f"{source.places.file.as_posix()}\0{source.digest}\0".encode(errors="replace"))
    return whole.hexdigest()


def _as_found(source: Source, found: Findings) -> Loaded[Scenario]:
    """A scenario of which it is known what is found in it."""
    broken = any(one.is_error for one in found.diagnostics)
    thing = None if broken else shape(Scenario, source.data, source.places).thing
    return Loaded(thing, source.places.file, found.diagnostics, source.places, own_id(source), found.proved)


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


def _with_duplicates(loaded: Iterable[Loaded[T]], after: Sequence[Loaded[T]]) -> list[Loaded[T]]:
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


def load_some(paths: Sequence[Path], folders: Sequence[Path] = ()) -> Library:
    """Load some files and folders, with the rubrics that are shipped, those in `folders` and those around them.

    Of what lies around nothing but the rubrics is loaded.
    """
    named = ((*files_in(path), *lost_links(path)) if path.is_dir() else (path,) for path in paths)
    files = tuple(dict.fromkeys(file for some in named for file in some))
    around = [folder for path in paths for folder in rubric_folders(path)]
    own = {os.path.realpath(file) for file in files}
    lying = (file for folder in (shipped(), *folders, *around) for file in rubric_files(folder))
    beside = {os.path.realpath(file): file for file in lying}
    others = [file for resolved, file in beside.items() if resolved not in own]
    return load_files((*others, *files), alone=frozenset(files))
