"""The library's files as their authors work on them: read as they are saved, errors and all.

Only somebody who is an author at that moment gets to see them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from roleplay.authoring import Library, load_library
from roleplay.authoring.folders import files_in
from roleplay.authoring.library import NOTHING, Findings, Kept, uncollected
from roleplay.authoring.source import Source
from roleplay.identity import Actor
from roleplay.model.canonical import digest
from roleplay.model.scenario import Scenario
from roleplay.services.authority import Authority
from roleplay.services.coverage import Coverage, coverage
from roleplay.services.policy import Action
from roleplay.services.readings import Readings
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
        self,
        store: Store,
        who: Callable[[], Actor],
        folders: Sequence[Path],
        now: Callable[[], datetime],
        kept: Path | None = None,
    ) -> None:
        self.folders = tuple(dict.fromkeys(folder.resolve() for folder in folders))
        """The folders of the library, in their order."""
        self._store = store
        self._who = who
        self._now = now
        self._readings = Readings(kept)
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
        self._seen = self._look()  # before anything can fail: what failed is tried again when a file was saved
        with uncollected():
            earlier = self._library or replace(NOTHING, kept=self._sources())
            self._library, self._read_at = load_library(self.folders, earlier), self._now()
        return self._library

    def _sources(self) -> Kept:
        """Every file, read one by one: with many that takes a while, and whoever waits is told how far it is."""
        paths = tuple(dict.fromkeys(file for folder in self.folders for file in files_in(folder)))
        sources: dict[Path, Source] = {}
        found: dict[Path, Findings] = {}
        for path in paths:
            self._progress = Progress(len(sources), len(paths))
            sources[path], known = self._readings.read(path)
            if known is not None:
                found[path] = known
        self._progress = Progress(len(paths), len(paths))
        return Kept(sources, found=found)

    def keep(self) -> None:
        """Keep what was read last for the next page. It may take a while and touches no database."""
        if self._library is not None:
            self._readings.keep(self._library)

    def last_look(self) -> Any:
        """What this author saw at their last look, as `keep_look` was given it; None without. Raises `NotAllowed`."""
        self.require_author()
        return self._readings.recall(self._name_of_look())

    def keep_look(self, look: Any) -> None:
        """Keep for this author what they have seen: plain data. Raises `NotAllowed`."""
        self.require_author()
        self._readings.remember(self._name_of_look(), look)

    def _name_of_look(self) -> str:
        return "\0".join((self._who().id, *map(str, self.folders)))

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
