"""Persons and their passwords, in SQL."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.identity import Role
from roleplay.store.connection import Transactions
from roleplay.store.people_rows import PersonRow
from roleplay.store.people_tables import persons

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
            return _one(connection.execute(_SHOWN.where(persons.c.owns_machine == sa.true())))

    def person(self, person_id: str) -> PersonRow | None:
        """The person with this id."""
        with self._read() as connection:
            return _one(connection.execute(_SHOWN.where(persons.c.id == person_id)))

    def person_by_login(self, login: str) -> PersonRow | None:
        """The person who signs in by this login, which is in lower case."""
        with self._read() as connection:
            return _one(connection.execute(_SHOWN.where(persons.c.login == login)))

    def people(self) -> tuple[PersonRow, ...]:
        """Everybody, the owner of the machine among them, by name; those who were erased are left out."""
        query = _SHOWN.where(persons.c.erased_at.is_(None)).order_by(persons.c.name, persons.c.id)
        with self._read() as connection:
            return tuple(person_of(row) for row in connection.execute(query))

    def add_person(self, person: PersonRow) -> None:
        """Add somebody who is not the owner of this machine. Raises `Conflict` when the login is taken."""
        try:
            with self._write() as connection:
                _insert(connection, person, owns_machine=None)
        except sa.exc.IntegrityError as error:
            raise _taken(person) from error

    def keep_person(self, person: PersonRow) -> None:
        """Change everything about somebody but their id and password. Raises `NotFound`, or `Conflict` for a login.

        Somebody who was erased meanwhile is not found: what was known of them before does not come back.
        """
        try:
            with self._write() as connection:
                change = persons.update().where(persons.c.id == person.id, persons.c.erased_at.is_(None))
                found = connection.execute(change.values(**_values(person))).rowcount
        except sa.exc.IntegrityError as error:
            raise _taken(person) from error
        if not found:
            raise NotFound.of("person", person.id)

    def password(self, person_id: str) -> str | None:
        """The hash of somebody's password; None without one."""
        with self._read() as connection:
            found = connection.scalar(sa.select(persons.c.password).where(persons.c.id == person_id))
        return None if found is None else str(found)

    def keep_password(self, person_id: str, hashed: str | None) -> None:
        """Keep the hash of a password, or none; somebody who was erased has none."""
        theirs = sa.and_(persons.c.id == person_id, persons.c.erased_at.is_(None))
        with self._write() as connection:
            connection.execute(persons.update().values(password=hashed).where(theirs))

    def with_password(self) -> frozenset[str]:
        """The ids of everybody who has a password."""
        with self._read() as connection:
            return frozenset(connection.scalars(sa.select(persons.c.id).where(persons.c.password.is_not(None))))

    def has_accounts(self) -> bool:
        """Whether there is anybody beside the owner of this machine."""
        query = sa.select(persons.c.id).where(persons.c.owns_machine.is_(None), persons.c.erased_at.is_(None)).limit(1)
        with self._read() as connection:
            return connection.scalar(query) is not None


SHOWN = tuple(column for column in persons.c if column.name not in {"password", "owns_machine"})
"""The columns of a person that are handed out."""
_SHOWN = sa.select(*SHOWN)


def _values(person: PersonRow) -> dict[str, Any]:
    return {**asdict(person), "roles": sorted(person.roles)}


def _insert(connection: sa.Connection, person: PersonRow, *, owns_machine: bool | None) -> None:
    connection.execute(persons.insert().values(**_values(person), owns_machine=owns_machine))


def _taken(person: PersonRow) -> Conflict:
    return Conflict(f'Somebody else signs in as "{person.login}" already.', "Choose another login.")


def _one(result: sa.CursorResult[Any]) -> PersonRow | None:
    row = result.one_or_none()
    return None if row is None else person_of(row)


def person_of(row: sa.Row[Any]) -> PersonRow:
    """A person out of a row that has the columns of `SHOWN`."""
    return PersonRow(
        id=row.id,
        name=row.name,
        roles=roles_of(row.roles),
        login=row.login,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        erased_at=row.erased_at,
    )


def roles_of(names: list[str]) -> frozenset[Role]:
    """Roles out of their names."""
    return frozenset(Role(name) for name in names)
