"""The library's files as their authors work on them: read as they are saved, errors and all.

Only somebody who is an author at that moment gets to see them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from roleplay.authoring import Library, load_library
from roleplay.authoring.folders import files_in
from roleplay.authoring.library import NOTHING, Kept
from roleplay.authoring.source import Source, read
from roleplay.identity import Actor
from roleplay.model.canonical import digest
from roleplay.model.scenario import Scenario
from roleplay.services.authority import Authority
from roleplay.services.coverage import Coverage, coverage
from roleplay.services.policy import Action
from roleplay.services.shelf import Bookshelf
from roleplay.store import Store


class Progress(NamedTuple):
    """How far the files are read that are read first."""

    done: int
    """How many are."""
    files: int
    """How many there are."""


class Manuscripts:
    """The files of some folders, for whoever `who` says that it is at that moment."""

    def __init__(
        self, store: Store, who: Callable[[], Actor], folders: Sequence[Path], now: Callable[[], datetime]
    ) -> None:
        self.folders = tuple(dict.fromkeys(folder.resolve() for folder in folders))
        """The folders of the library, in their order."""
        self._store = store
        self._who = who
        self._now = now
        self._seen: frozenset[tuple[Path, int, int]] | None = None
        self._library: Library | None = None
        self._read_at = now()
        self._progress = Progress(0, 0)

    def require_author(self) -> None:
        """Raise `NotAllowed` unless the person is an author at this moment."""
        Authority(self._store).require(self._who(), Action.WRITE_SCENARIOS)

    def read(self) -> None:
        """Read what has changed. It may take a while and touches no database, so another thread can do it."""
        self._load()

    def _load(self) -> Library:
        seen = self._look()
        earlier = self._library or replace(NOTHING, kept=Kept(self._sources()))
        self._library, self._seen, self._read_at = load_library(self.folders, earlier), seen, self._now()
        return self._library

    def _sources(self) -> Mapping[Path, Source]:
        """Every file, read one by one: with many that takes a while, and whoever waits is told how far it is."""
        paths = tuple(dict.fromkeys(file for folder in self.folders for file in files_in(folder)))
        sources: dict[Path, Source] = {}
        for path in paths:
            self._progress = Progress(len(sources), len(paths))
            sources[path] = read(path)
        self._progress = Progress(len(paths), len(paths))
        return sources

    @property
    def progress(self) -> Progress:
        """How far the first reading is."""
        return self._progress

    def library(self) -> Library:
        """The library as it was read last; the very same object until something changes. Raises `NotAllowed`."""
        self.require_author()
        return self._load() if self._library is None else self._library

    def changed(self) -> bool:
        """Whether a file was saved, added or removed since `read`. Cheap, and tells nothing else."""
        return self._look() != self._seen

    @property
    def read_at(self) -> datetime:
        """When the files were read last."""
        return self._read_at

    def now(self) -> datetime:
        """The clock."""
        return self._now()

    def walked(self, scenario: Scenario) -> Coverage | None:
        """How people went through a scenario; None where fewer than five have finished it. Raises `NotAllowed`."""
        return coverage(self._store, self._who(), scenario.id, digest(scenario))

    def words(self) -> Mapping[str, str]:
        """What texts fill in here, as they do for trainees."""
        return Bookshelf(self._store).site().words()

    def _look(self) -> frozenset[tuple[Path, int, int]]:
        """Names, times and sizes of all files."""
        found: set[tuple[Path, int, int]] = set()
        for folder in self.folders:
            for file in files_in(folder):
                with suppress(FileNotFoundError):  # removed just now
                    stat = file.stat()
                    found.add((file, stat.st_mtime_ns, stat.st_size))
        return frozenset(found)
