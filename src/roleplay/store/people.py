"""Persons, one-time tokens, and who a kernel acts for, in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from roleplay.errors import Conflict
from roleplay.identity import Role
from roleplay.store.connection import Transactions
from roleplay.store.rows import Binding, PersonRow
from roleplay.store.tables import kernels, persons, tokens

LOCAL_NAME = "You"
"""How the owner of the machine is displayed before there are names."""


class SqlPeople(Transactions):
    """The part of the store that knows people."""

    def local_person(self) -> PersonRow:
        """The person who owns this machine and has every role; made when first asked for."""
        found = self._owner()
        if found is not None:
            return found
        try:
            with self._write() as connection:
                _insert(connection, PersonRow(uuid4().hex, LOCAL_NAME, frozenset(Role)), owns_machine=True)
        except sa.exc.IntegrityError:  # another process was quicker
            pass
        made = self._owner()
        if made is None:
            raise LookupError("the owner of this machine was made and is not there")
        return made

    def _owner(self) -> PersonRow | None:
        with self._read() as connection:
            return _person(connection.execute(persons.select().where(persons.c.owns_machine == sa.true())))

    def person(self, person_id: str) -> PersonRow | None:
        """The person with this id."""
        with self._read() as connection:
            return _person(connection.execute(persons.select().where(persons.c.id == person_id)))

    def add_person(self, person: PersonRow) -> None:
        """Add somebody who is not the owner of this machine."""
        with self._write() as connection:
            _insert(connection, person, owns_machine=None)

    def has_accounts(self) -> bool:
        """Whether there is anybody beside the owner of this machine."""
        query = sa.select(persons.c.id).where(persons.c.owns_machine.is_(None)).limit(1)
        with self._read() as connection:
            return connection.scalar(query) is not None

    def add_token(self, digest: str, person_id: str, expires: datetime) -> None:
        """Let whoever has the token with this digest be this person, once, before it expires."""
        with self._write() as connection:
            connection.execute(tokens.insert().values(digest=digest, person_id=person_id, expires=expires))

    def spend_token(self, digest: str, now: datetime) -> str | None:
        """The person whose token this is, at most once; None for a token that is spent, expired or unknown."""
        with self._write() as connection:
            connection.execute(tokens.delete().where(tokens.c.expires <= now))
            person_id = connection.scalar(sa.select(tokens.c.person_id).where(tokens.c.digest == digest))
            # Of two who read it at once, one deletes it.
            spent = connection.execute(tokens.delete().where(tokens.c.digest == digest)).rowcount == 1
        return person_id if spent else None

    def bind_kernel(self, kernel_id: str, person_id: str, roles: Iterable[Role], asked: str, at: datetime) -> Binding:
        """Let a kernel act for a person. Raises `Conflict` for a kernel that is bound already."""
        binding = Binding(kernel_id, person_id, frozenset(roles), asked, at)
        try:
            with self._write() as connection:
                connection.execute(
                    kernels.insert().values(
                        kernel_id=kernel_id, person_id=person_id, roles=sorted(binding.roles), asked=asked, at=at
                    )
                )
        except sa.exc.IntegrityError as error:
            if self.binding(kernel_id) is None:
                raise
            raise Conflict("This kernel already acts for somebody.", "Reload the page.") from error
        return binding

    def binding(self, kernel_id: str) -> Binding | None:
        """For whom a kernel acts."""
        with self._read() as connection:
            row = connection.execute(kernels.select().where(kernels.c.kernel_id == kernel_id)).one_or_none()
        if row is None:
            return None
        return Binding(row.kernel_id, row.person_id, _roles(row.roles), row.asked, row.at)

    def release_kernel(self, kernel_id: str) -> None:
        """The kernel is gone and acts for nobody."""
        with self._write() as connection:
            connection.execute(kernels.delete().where(kernels.c.kernel_id == kernel_id))

    def release_all_kernels(self) -> None:
        """All kernels are gone, as when a server starts."""
        with self._write() as connection:
            connection.execute(kernels.delete())


def _insert(connection: sa.Connection, person: PersonRow, *, owns_machine: bool | None) -> None:
    connection.execute(
        persons.insert().values(id=person.id, name=person.name, roles=sorted(person.roles), owns_machine=owns_machine)
    )


def _person(result: sa.CursorResult[Any]) -> PersonRow | None:
    row = result.one_or_none()
    return None if row is None else PersonRow(row.id, row.name, _roles(row.roles))


def _roles(names: list[str]) -> frozenset[Role]:
    return frozenset(Role(name) for name in names)
