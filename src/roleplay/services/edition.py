"""What the library holds at one moment, ready for a shelf, and its copy in this user's cache.

Reading twenty scenarios takes seconds. Whoever has read the same files with the same code before, in whatever data
folder, need not do it again; and whoever has a folder of their own beside what is shipped reads only that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path

import roleplay
from roleplay.authoring import Library, Loaded, Places, load_library
from roleplay.authoring.folders import files_in, shipped
from roleplay.model.anchor import Anchor
from roleplay.model.canonical import canonical, digest
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.frozen import Frozen
from roleplay.model.rubric import Rubric, Whose
from roleplay.model.scenario import Scenario
from roleplay.model.station import Station
from roleplay.model.workshop import Plan
from roleplay.services.private import write_owner_only
from roleplay.services.shelf import ANCHOR, CURRICULUM, FACILITATION, MODULE, PLAN, RUBRIC, SCENARIO, STATION
from roleplay.store import Document, Finding, ShelfEntry, ShelfProblem, Store

MOST_COPIES = 8
"""So many editions stay in the cache; those that were not asked for longest go first."""
WORTH_KEEPING = 10
"""Of fewer files no copy is kept: they are read in a moment."""

_PACKAGE = Path(roleplay.__file__).parent
_READERS = ("authoring", "model")  # the folders of the package that decide what is made of a file
_T = TypeVar("_T", bound=Frozen)


@dataclass(frozen=True, slots=True)
class Edition:
    """All files of some folders as they were read."""

    documents: tuple[tuple[Document, str], ...]
    """What has no errors, each with the path of its file."""
    problems: tuple[ShelfProblem, ...]
    """The files that have errors."""

    def and_then(self, other: Edition) -> Edition:
        """This one, with what another has beside it."""
        return Edition((*self.documents, *other.documents), (*self.problems, *other.problems))

    def library(self) -> Library:
        """The library that it was made of, without its problems, and without places in files."""
        return Library(
            scenarios=tuple(self._loaded(SCENARIO, Scenario)),
            rubrics=(*self._loaded(RUBRIC, Rubric), *self._loaded(FACILITATION, Rubric)),
            modules=tuple(self._loaded(MODULE, Module)),
            curricula=tuple(self._loaded(CURRICULUM, Curriculum)),
            strangers=(),
            stations=tuple(self._loaded(STATION, Station)),
            anchors=tuple(self._loaded(ANCHOR, Anchor)),
            plans=tuple(self._loaded(PLAN, Plan)),
            fingerprint=hashlib.sha256("".join(path + one.hash for one, path in self.documents).encode()).hexdigest(),
        )

    def _loaded(self, kind: str, model: type[_T]) -> Iterator[Loaded[_T]]:
        for one, name in self.documents:
            if one.kind == kind:
                path = Path(name)
                yield Loaded(model.model_validate_json(one.json), path, (), Places(path), one.id, proved=True)

    def shelve(self, store: Store, fingerprint: str) -> None:
        """Put it on the shelf of a store, in place of what was there."""
        for document, _ in self.documents:
            store.keep_document(document.hash, document.kind, document.id, document.json)
        entries = [ShelfEntry(one.kind, one.id, one.hash, path) for one, path in self.documents]
        store.shelve(entries, self.problems, fingerprint)


NOTHING = Edition((), ())
"""An edition without files."""


class Part:
    """Some folders of the library, which are read together. It remembers what it has read."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        """The folders."""
        self._library: Library | None = None
        self._fingerprint = ""
        self._edition = NOTHING

    def files(self) -> Mapping[Path, str]:
        """Its files, each with what changes whenever the file does."""
        return _seen(file for folder in self.folders for file in files_in(folder))

    def edition(self, before: Edition = NOTHING) -> Edition:
        """What is in it, and not in another edition, which comes first and has no problems."""
        first = {name for _, name in before.documents}
        files = {file: seen for file, seen in self.files().items() if str(file) not in first}
        if not files:
            return NOTHING
        fingerprint = fingerprint_of(files, before)
        if fingerprint != self._fingerprint:
            self._edition = self._read(fingerprint, before)
            self._fingerprint = fingerprint
        return self._edition

    def _read(self, fingerprint: str, before: Edition) -> Edition:
        known = remembered(fingerprint) if self._library is None else None
        if known is None:
            self._library = load_library(
                self.folders, self._library, proved_before=[shipped().resolve()], beside=before.library()
            )
            known = edition_of(self._library)
            remember(fingerprint, known)
        return known


def fingerprint_of(files: Mapping[Path, str], before: Edition = NOTHING) -> str:
    """A fingerprint of files, of what comes before them, and of the code that reads them."""
    whole = hashlib.sha256()
    for one, name in before.documents:
        whole.update(f"{name}\0{one.hash}\0".encode(errors="surrogateescape"))
    code = _seen(file for folder in _READERS for file in sorted((_PACKAGE / folder).rglob("*.py")))
    for file, seen in {**files, **code}.items():
        whole.update(f"{file}\0{seen}\0".encode(errors="surrogateescape"))
    return whole.hexdigest()


def _seen(files: Iterable[Path]) -> dict[Path, str]:
    """Size and time of each."""
    seen: dict[Path, str] = {}
    for file in files:
        with suppress(FileNotFoundError):  # removed just now
            found = file.stat()
            seen[file] = f"{found.st_size} {found.st_mtime_ns}"
    return seen


def edition_of(library: Library) -> Edition:
    """The edition that a library makes."""
    kinds: dict[str, tuple[Loaded[Frozen], ...]] = {
        SCENARIO: tuple(library.scenarios),
        RUBRIC: tuple(one for one in library.rubrics if not _for_facilitators(one)),
        FACILITATION: tuple(one for one in library.rubrics if _for_facilitators(one)),
        MODULE: tuple(library.modules),
        CURRICULUM: tuple(library.curricula),
        STATION: tuple(library.stations),
        ANCHOR: tuple(library.anchors),
        PLAN: tuple(library.plans),
    }
    broken = (one for some in (*kinds.values(), library.strangers) for one in some if one.thing is None)
    return Edition(
        documents=tuple(one for kind, loaded in kinds.items() for one in _documents(kind, loaded)),
        problems=tuple(_problem(one) for one in broken),
    )


def _for_facilitators(loaded: Loaded[Rubric]) -> bool:
    return loaded.thing is not None and loaded.thing.whose is Whose.FACILITATORS


def _documents(kind: str, loaded: tuple[Loaded[Frozen], ...]) -> Iterator[tuple[Document, str]]:
    for one in loaded:
        if one.thing is not None:
            json_ = canonical(one.thing)
            yield Document(digest(one.thing), kind, one.id or "", json_), str(one.path)


def _problem(loaded: Loaded[Frozen]) -> ShelfProblem:
    found = (Finding(d.line, d.column, d.code, d.severity, d.message, d.fix) for d in loaded.diagnostics)
    return ShelfProblem(str(loaded.path), tuple(found))


def remembered(fingerprint: str) -> Edition | None:
    """The edition that was kept under a fingerprint; None when there is none, or it cannot be read."""
    file = _file(fingerprint)
    try:
        said = json.loads(file.read_bytes())
        edition = Edition(
            documents=tuple((Document(**one), path) for one, path in said["documents"]),
            problems=tuple(
                ShelfProblem(one["path"], tuple(Finding(**finding) for finding in one["findings"]))
                for one in said["problems"]
            ),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if any(hashlib.sha256(one.json.encode()).hexdigest() != one.hash for one, _ in edition.documents):
        return None
    with suppress(OSError):
        file.touch()
    return edition


def remember(fingerprint: str, edition: Edition) -> None:
    """Keep an edition in the cache. A cache that cannot be written costs time the next time, and nothing else."""
    if len(edition.documents) + len(edition.problems) < WORTH_KEEPING:
        return
    with suppress(OSError):
        folder = _file(fingerprint).parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_owner_only(_file(fingerprint), json.dumps(asdict(edition)))
        copies = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in copies[MOST_COPIES:]:
            old.unlink(missing_ok=True)


def _file(fingerprint: str) -> Path:
    return user_cache_path("roleplay") / "editions" / f"{fingerprint}.json"
