"""Opening the house: the data folder, the store, the library and the site's settings.

A server does this, and a notebook on one's own machine. A kernel of a server only connects to the store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

from roleplay.authoring.folders import released
from roleplay.errors import Misconfigured
from roleplay.model.canonical import canonical
from roleplay.services.database import database_url
from roleplay.services.edition import Part, fingerprint_of
from roleplay.services.private import claim_data_folder
from roleplay.services.runtime import Runtime
from roleplay.services.settings import read_site, site_file
from roleplay.store import Store, open_store


def _utc_now() -> datetime:
    return datetime.now(UTC)


class House:
    """An open data folder. Made by `open_house`."""

    def __init__(
        self, store: Store, data: Path, libraries: Sequence[Path], warnings: Sequence[str], database: str
    ) -> None:
        self.store = store
        """The store."""
        self.database = database
        """URL of its database; may hold a password."""
        self.data = data
        """The data folder."""
        self.libraries = tuple(libraries)
        """The folders that the library is read from."""
        self._noticed = tuple(warnings)
        parts = {part.resolve() for part in released()}
        shipped = tuple(takewhile(lambda folder: folder in parts, self.libraries))
        self._shipped, self._own = Part(shipped), Part(self.libraries[len(shipped) :])
        self._whole = Part(self.libraries)
        self._site_seen: tuple[int, int] | None = None
        self._site_problems: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What whoever runs this should know; for their eyes, one line each."""
        problems = self.store.shelf().problems
        found = [*self._noticed, *self._site_problems]
        if problems:
            files = f"{len(problems)} files of the library are" if len(problems) > 1 else "1 file of the library is"
            found.append(f"{files} left out because of errors; `roleplay check` shows them: {problems[0].path}")
        return tuple(found)

    def runtime(self) -> Runtime:
        """What kernels are told: how to reach the store, and where the library is."""
        return Runtime(self.database, self.data, self.libraries)

    def refresh(self) -> None:
        """Read again what has changed on disk: scenarios, rubrics, the site's settings. Cheap when nothing has."""
        self._refresh_site()
        fingerprint = fingerprint_of(self._whole.files())
        if fingerprint != self.store.shelf().fingerprint:
            self._publish(fingerprint)

    def _refresh_site(self) -> None:
        file = site_file(self.data)
        try:
            found = file.stat()
            seen = (found.st_mtime_ns, found.st_size)
        except FileNotFoundError:
            seen = (0, 0)
        if seen == self._site_seen:
            return
        read = read_site(file)
        self._site_problems = tuple(str(problem) for problem in read.problems)
        if read.site is not None:  # else the last good settings stay
            json = canonical(read.site)
            if json != self.store.site():
                self.store.keep_site(json)
        self._site_seen = seen

    def _publish(self, fingerprint: str) -> None:
        edition = self._shipped.edition()
        if not edition.problems:
            edition = edition.and_then(self._own.edition(before=edition))
        elif self._own.folders:  # what is broken can be wanted by the others, so that all has to be seen together
            edition = self._whole.edition()
        edition.shelve(self.store, fingerprint)


def open_house(
    data: Path,
    libraries: Sequence[Path] = (),
    *,
    shipped: bool = True,
    now: Callable[[], datetime] = _utc_now,
    database: str | None = None,
) -> House:
    """Open a data folder: made if need be, closed to other users; its database migrated, its library read.

    `libraries` come after the one that is shipped with this package, unless `shipped` is False. `database` is the URL
    of another database than the SQLite file of the folder. Raises `Misconfigured` and `Unavailable`.
    """
    folders = tuple(dict.fromkeys(path.resolve() for path in (*(released() if shipped else ()), *libraries)))
    for folder in folders:
        if not folder.is_dir():
            raise Misconfigured(f"There is no folder {folder}.", "Name a folder that holds scenarios with --library.")
    data = data.absolute()
    warnings = []
    if claim_data_folder(data):
        warnings.append(
            f"The data folder {data} could be opened by other users of this machine; now it is closed to them."
        )
    database = database_url(data) if database is None else database
    house = House(open_store(database, data / "backups", now), data, folders, warnings, database)
    house.refresh()
    return house
