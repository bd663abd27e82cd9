"""The files of the library as an author sees them, and what is different since the last look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from roleplay.apps.author.paths import Place, folder_of, name_of, path_of
from roleplay.apps.author.proving import Manuscript, Prover
from roleplay.apps.view.author import Change, ChangeKind, CodeCard, FileKind, FileRow
from roleplay.apps.view.library import DiagnosticRow
from roleplay.authoring import CODES, Diagnostic, Library, Loaded
from roleplay.authoring.shape import shape
from roleplay.model.canonical import digest
from roleplay.model.frozen import Frozen
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario

_FAMILIES_PLAYED = ("RP3", "RP4", "RP5")
_CODES_PLAYED = frozenset({"RP130", "RP131", "RP132", "RP204", "RP210", "RP223", "RP232", "RP234", "RP235", "RP236"})


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was read."""

    name: str
    """What it is called in commands and addresses."""
    shown: str
    """Its path in its folder."""
    folder: str
    """The folder."""
    kind: FileKind
    """What it holds."""
    loaded: Loaded[Frozen]
    """What came of it."""
    digest: str
    """Of its bytes."""
    manuscript: Manuscript | None
    """The scenario, where its author can play it."""

    @property
    def errors(self) -> int:
        """How many."""
        return sum(diagnostic.is_error for diagnostic in self.loaded.diagnostics)

    @property
    def warnings(self) -> int:
        """How many."""
        return len(self.loaded.diagnostics) - self.errors


@dataclass(frozen=True, slots=True)
class Reading:
    """All files as they were read at some moment."""

    files: Mapping[str, File]
    """Name -> file, in the order of the folders and of names."""
    rubrics: Mapping[str, Rubric]
    """Those without errors."""
    at: datetime
    """When."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as its author saw it."""

    digest: str
    """Of its bytes."""
    findings: tuple[DiagnosticRow, ...]
    """What was found in it."""
    nodes: Mapping[str, str]
    """Node -> what changes whenever the node does; empty where the scenario could not be played."""
    manuscript: Manuscript | None = None
    """The scenario as it was, where the page was open since."""


@dataclass(frozen=True, slots=True)
class Look:
    """What an author saw when they looked last."""

    files: Mapping[str, Seen]
    """Name -> file."""
    at: datetime
    """When."""

    @classmethod
    def of(cls, now: Reading, at: datetime) -> Look:
        """Somebody looks at all files as they are."""
        return cls({name: _seen(file) for name, file in now.files.items()}, at)

    def data(self) -> dict[str, Any]:
        """It as plain data, for another page; the scenarios themselves stay behind."""
        files = {name: [one.digest, one.findings, one.nodes] for name, one in self.files.items()}
        return {"at": self.at.isoformat(), "files": files}

    @classmethod
    def from_data(cls, said: Mapping[str, Any]) -> Look:
        """What `data` gave."""
        files = {name: Seen(one[0], tuple(one[1]), one[2]) for name, one in said["files"].items()}
        return cls(files, datetime.fromisoformat(said["at"]))


def _seen(file: File) -> Seen:
    nodes = {} if file.manuscript is None else {one.id: digest(one) for one in file.manuscript.scenario.nodes}
    return Seen(file.digest, _findings(file), nodes, file.manuscript)


def _findings(file: File) -> tuple[DiagnosticRow, ...]:
    return tuple(diagnostic_row(one) for one in file.loaded.diagnostics)


def reading(library: Library, folders: Sequence[Path], at: datetime, earlier: Reading | None = None) -> Reading:
    """Sort out what was read. What an `earlier` reading had of the same version is taken over."""
    rubrics = dict(library.competencies)
    same_rubrics = earlier is not None and earlier.rubrics == rubrics
    known = earlier.files if earlier is not None and same_rubrics else {}
    kinds: list[tuple[FileKind, Loaded[Frozen]]] = [
        *(("scenario", one) for one in library.scenarios),
        *(("rubric", one) for one in library.rubrics),
        *(("unknown", one) for one in library.strangers),
    ]
    kinds.sort(key=lambda pair: (folder_of(pair[1].path, folders), pair[1].path))
    files: dict[str, File] = {}
    for kind, loaded in kinds:
        name = name_of(loaded.path, folders)
        before = known.get(name)
        if before is not None and before.loaded is loaded:
            files[name] = before
            continue
        number, _, shown = name.partition("/")
        files[name] = File(
            name=name,
            shown=shown,
            folder=str(folders[int(number)]),
            kind=kind,
            loaded=loaded,
            digest=library.kept.sources[loaded.path].digest,
            manuscript=_manuscript(library, loaded, rubrics) if kind == "scenario" else None,
        )
    return Reading(files, rubrics, at)


def _manuscript(library: Library, loaded: Loaded[Frozen], rubrics: Mapping[str, Rubric]) -> Manuscript | None:
    thing = loaded.thing
    if thing is None and all(_is_played(d) for d in loaded.diagnostics if d.is_error):
        source = library.kept.sources[loaded.path]
        thing = shape(Scenario, source.data, source.places).thing
    return Manuscript(thing, rubrics) if isinstance(thing, Scenario) else None


def _is_played(diagnostic: Diagnostic) -> bool:
    """Whether a scenario with this error can be tried out all the same: every part of it is what it must be."""
    return diagnostic.code.startswith(_FAMILIES_PLAYED) or diagnostic.code in _CODES_PLAYED


def diagnostic_row(diagnostic: Diagnostic) -> DiagnosticRow:
    """A finding as data."""
    return {
        "line": diagnostic.line,
        "column": diagnostic.column,
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "fix": diagnostic.fix,
    }


def code_cards(files: Sequence[File]) -> dict[str, CodeCard]:
    """What the codes that occur in some files mean."""
    codes = sorted({diagnostic.code for file in files for diagnostic in file.loaded.diagnostics})
    return {
        code: {"code": code, "title": CODES[code].title, "why": CODES[code].why, "mend": CODES[code].mend}
        for code in codes
    }


def file_row(file: File, look: Look, prover: Prover) -> FileRow:
    """A file in a list, with how far its proof is where somebody has asked for that."""
    thing = file.loaded.thing if file.manuscript is None else file.manuscript.scenario
    return {
        "file": file.name,
        "path": path_of(Place.FILE, file.name),
        "shown": file.shown,
        "folder": file.folder,
        "kind": file.kind,
        "id": file.loaded.id,
        "title": thing.title if isinstance(thing, Scenario | Rubric) else None,
        "errors": file.errors,
        "warnings": file.warnings,
        "playable": file.manuscript is not None,
        "preview_path": path_of(Place.PREVIEW, file.name),
        "map_path": path_of(Place.MAP, file.name),
        "proof": "none" if file.manuscript is None else prover.state(file.manuscript),
        "change": changed(file, look),
    }


def changed(file: File, look: Look) -> ChangeKind | None:
    """Whether a file is new or changed since a look: in itself, or in what is found in it."""
    before = look.files.get(file.name)
    if before is None:
        return "new"
    return None if before.digest == file.digest and before.findings == _findings(file) else "changed"


def change(file: File, look: Look, at: datetime, prover: Prover) -> Change | None:
    """What is different in a file since a look."""
    kind = changed(file, look)
    if kind is None:
        return None
    before, now = look.files.get(file.name, Seen("", (), {})), _seen(file)
    comparable = bool(before.nodes and now.nodes)
    earlier = None if before.manuscript is None else prover.proof(before.manuscript)[1]
    return {
        "kind": kind,
        "at": at.isoformat(),
        "come": _only(now.findings, before.findings),
        "gone": _only(before.findings, now.findings),
        "nodes_added": [node for node in now.nodes if comparable and node not in before.nodes],
        "nodes_removed": [node for node in before.nodes if comparable and node not in now.nodes],
        "nodes_changed": [node for node in now.nodes if before.nodes.get(node, now.nodes[node]) != now.nodes[node]],
        "before": earlier,
    }


def _only(these: Sequence[DiagnosticRow], others: Sequence[DiagnosticRow]) -> list[DiagnosticRow]:
    """What is found here and not there, wherever it stands: lines move when something is written above them."""
    said = {(one["code"], one["message"]) for one in others}
    return [one for one in these if (one["code"], one["message"]) not in said]


def findings_by_node(file: File) -> Mapping[str, int]:
    """Node -> how many findings stand in it."""
    tops = sorted((place, steps) for steps, place in file.loaded.places.parts.items() if len(steps) <= 2)
    counts: dict[str, int] = {}
    for one in file.loaded.diagnostics:
        above = [steps for place, steps in tops if (place.line, place.column) <= (one.line, one.column)]
        if above and len(above[-1]) == 2 and above[-1][0] == "nodes":
            node = str(above[-1][1])
            counts[node] = counts.get(node, 0) + 1
    return counts
