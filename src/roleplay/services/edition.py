"""What the library holds at one moment, ready for a shelf, and its copy in this user's cache.

Reading twenty scenarios takes seconds. Whoever has read the same files with the same code before, in whatever data
folder, need not do it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_cache_path

from roleplay.authoring import Library, Loaded
from roleplay.model.canonical import canonical, digest
from roleplay.model.frozen import Frozen
from roleplay.services.private import write_owner_only
from roleplay.services.shelf import CURRICULUM, MODULE, RUBRIC, SCENARIO
from roleplay.store import Document, Finding, ShelfEntry, ShelfProblem, Store

MOST_COPIES = 8
"""So many editions stay in the cache; those that were not asked for longest go first."""
WORTH_KEEPING = 10
"""Of fewer files no copy is kept: they are read in a moment."""


@dataclass(frozen=True, slots=True)
class Edition:
    """All files of some folders as they were read."""

    documents: tuple[tuple[Document, str], ...]
    """What has no errors, each with the path of its file."""
    problems: tuple[ShelfProblem, ...]
    """The files that have errors."""

    def shelve(self, store: Store, fingerprint: str) -> None:
        """Put it on the shelf of a store, in place of what was there."""
        for document, _ in self.documents:
            store.keep_document(document.hash, document.kind, document.id, document.json)
        entries = [ShelfEntry(one.kind, one.id, one.hash, path) for one, path in self.documents]
        store.shelve(entries, self.problems, fingerprint)


def edition_of(library: Library) -> Edition:
    """The edition that a library makes."""
    kinds: dict[str, tuple[Loaded[Frozen], ...]] = {
        SCENARIO: tuple(library.scenarios),
        RUBRIC: tuple(library.rubrics),
        MODULE: tuple(library.modules),
        CURRICULUM: tuple(library.curricula),
    }
    broken = (one for some in (*kinds.values(), library.strangers) for one in some if one.thing is None)
    return Edition(
        documents=tuple(one for kind, loaded in kinds.items() for one in _documents(kind, loaded)),
        problems=tuple(_problem(one) for one in broken),
    )


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
