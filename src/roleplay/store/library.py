"""Documents, the shelf, and the settings of the site, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from roleplay.store.connection import Transactions
from roleplay.store.rows import Document, Finding, Shelf, ShelfEntry, ShelfProblem
from roleplay.store.tables import documents, facts, shelf_entries, shelf_problems

_FINGERPRINT = "shelf.fingerprint"
_SITE = "site"


class SqlLibrary(Transactions):
    """The part of the store that holds what is read from files."""

    def keep_document(self, hash: str, kind: str, id: str, json: str) -> None:  # noqa: A002 - the nouns of a document
        """Keep a scenario or rubric for good; keeping it again changes nothing."""
        if self.document(hash) is not None:
            return
        try:
            with self._write() as connection:
                connection.execute(documents.insert().values(hash=hash, kind=kind, id=id, json=json))
        except sa.exc.IntegrityError:  # another process has just kept the same
            if self.document(hash) is None:
                raise

    def document(self, hash: str) -> Document | None:  # noqa: A002 - the noun of a document
        """The scenario or rubric with this hash."""
        with self._read() as connection:
            row = connection.execute(documents.select().where(documents.c.hash == hash)).one_or_none()
        return None if row is None else Document(row.hash, row.kind, row.id, row.json)

    def shelve(self, entries: Sequence[ShelfEntry], problems: Sequence[ShelfProblem], fingerprint: str) -> None:
        """Say what the library holds now, instead of all that was said before."""
        with self._write() as connection:
            connection.execute(shelf_entries.delete())
            connection.execute(shelf_problems.delete())
            if entries:
                connection.execute(
                    shelf_entries.insert(),
                    [{"kind": e.kind, "id": e.id, "hash": e.hash, "path": e.path} for e in entries],
                )
            if problems:
                ordered = sorted(problems, key=lambda problem: problem.path)
                connection.execute(
                    shelf_problems.insert(),
                    [
                        {
                            "place": place,
                            "path": problem.path,
                            "findings": [asdict(finding) for finding in problem.findings],
                        }
                        for place, problem in enumerate(ordered)
                    ],
                )
            _keep_fact(connection, _FINGERPRINT, fingerprint)

    def shelf(self) -> Shelf:
        """What the library holds now."""
        with self._read() as connection:
            entries = connection.execute(shelf_entries.select())
            problems = connection.execute(
                sa.select(shelf_problems.c.path, shelf_problems.c.findings).order_by(shelf_problems.c.place)
            )
            found = (ShelfEntry(row.kind, row.id, row.hash, row.path) for row in entries)
            return Shelf(
                tuple(sorted(found, key=lambda entry: (entry.kind, entry.id))),  # databases sort by their own alphabets
                tuple(ShelfProblem(row.path, tuple(Finding(**found) for found in row.findings)) for row in problems),
                _fact(connection, _FINGERPRINT) or "",
            )

    def keep_site(self, json: str) -> None:
        """Keep the canonical JSON of the site's settings."""
        with self._write() as connection:
            _keep_fact(connection, _SITE, json)

    def site(self) -> str | None:
        """The canonical JSON of the site's settings; None before they were read for the first time."""
        with self._read() as connection:
            return _fact(connection, _SITE)


def _fact(connection: sa.Connection, name: str) -> str | None:
    return connection.scalar(sa.select(facts.c.value).where(facts.c.name == name))


def _keep_fact(connection: sa.Connection, name: str, value: str) -> None:
    connection.execute(facts.delete().where(facts.c.name == name))
    connection.execute(facts.insert().values(name=name, value=value))
