"""The library's files as their authors work on them: read as they are saved, errors and all.

Only somebody who is an author at that moment gets to see them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from roleplay.authoring import Library, load_library
from roleplay.authoring.library import files_in
from roleplay.identity import Actor
from roleplay.services.authority import Authority
from roleplay.services.policy import Action
from roleplay.services.shelf import Bookshelf
from roleplay.store import Store


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

    def require_author(self) -> None:
        """Raise `NotAllowed` unless the person is an author at this moment."""
        Authority(self._store).require(self._who(), Action.WRITE_SCENARIOS)

    def read(self) -> None:
        """Read what has changed. It may take a while and touches no database, so another thread can do it."""
        self._load()

    def _load(self) -> Library:
        seen = self._look()
        self._library, self._seen, self._read_at = load_library(self.folders, self._library), seen, self._now()
        return self._library

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
