"""How people come in: one-time tokens, browsers that are signed in, and who a kernel acts for. In SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Conflict
from roleplay.identity import Role
from roleplay.store.connection import Transactions
from roleplay.store.people import SHOWN, person_of, roles_of
from roleplay.store.people_rows import Binding, PersonRow, Purpose, SessionRow, TokenRow
from roleplay.store.people_tables import kernels, persons, sessions, tokens


class SqlSessions(Transactions):
    """The part of the store that knows who has come in, and how."""

    # --- one-time tokens ---

    def add_token(self, digest: str, person_id: str, expires: datetime, purpose: Purpose = Purpose.ENTER) -> None:
        """Let whoever has the token with this digest do this as this person, once, before it expires."""
        row = {"digest": digest, "person_id": person_id, "expires": expires, "purpose": purpose}
        with self._write() as connection:
            connection.execute(tokens.insert().values(row))

    def token(self, digest: str, now: datetime) -> TokenRow | None:
        """What a token is good for, without spending it; None for one that is spent, expired or unknown."""
        with self._read() as connection:
            row = connection.execute(
                tokens.select().where(tokens.c.digest == digest, tokens.c.expires > now)
            ).one_or_none()
        return None if row is None else TokenRow(row.person_id, Purpose(row.purpose), row.expires)

    def spend_token(self, digest: str, now: datetime, purpose: Purpose = Purpose.ENTER) -> str | None:
        """The person whose token for this it is, at most once; None for one that is spent, expired or unknown."""
        mine = sa.and_(tokens.c.digest == digest, tokens.c.purpose == purpose)
        with self._write() as connection:
            connection.execute(tokens.delete().where(tokens.c.expires <= now))
            person_id = connection.scalar(sa.select(tokens.c.person_id).where(mine))
            # Of two who read it at once, one deletes it.
            spent = connection.execute(tokens.delete().where(mine)).rowcount == 1
        return person_id if spent else None

    def drop_tokens(self, person_id: str) -> None:
        """Let no token of this person work any more."""
        with self._write() as connection:
            connection.execute(tokens.delete().where(tokens.c.person_id == person_id))

    def tokens_of(self, person_id: str, now: datetime) -> tuple[TokenRow, ...]:
        """The tokens of a person that still work, the last to expire first."""
        query = tokens.select().where(tokens.c.person_id == person_id, tokens.c.expires > now)
        with self._read() as connection:
            rows = connection.execute(query.order_by(tokens.c.expires.desc()))
            return tuple(TokenRow(row.person_id, Purpose(row.purpose), row.expires) for row in rows)

    # --- browsers that are signed in ---

    def add_session(self, session: SessionRow) -> None:
        """A browser has signed in."""
        with self._write() as connection:
            connection.execute(sessions.insert().values(asdict(session)))

    def session(self, digest: str) -> tuple[SessionRow, PersonRow] | None:
        """The session with this digest, and whose it is."""
        query = (
            sa.select(sessions.c.digest, sessions.c.created_at.label("begun_at"), sessions.c.seen_at, *SHOWN)
            .join(persons, persons.c.id == sessions.c.person_id)
            .where(sessions.c.digest == digest)
        )
        with self._read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else (SessionRow(row.digest, row.id, row.begun_at, row.seen_at), person_of(row))

    def alive(self, digests: Iterable[str]) -> frozenset[str]:
        """Those of these sessions that have not ended, of people who may come in."""
        query = (
            sa.select(sessions.c.digest)
            .join(persons, persons.c.id == sessions.c.person_id)
            .where(sessions.c.digest.in_(set(digests)), persons.c.disabled_at.is_(None), persons.c.erased_at.is_(None))
        )
        with self._read() as connection:
            return frozenset(connection.scalars(query))

    def touch_session(self, digest: str, at: datetime) -> None:
        """A browser was heard of."""
        with self._write() as connection:
            connection.execute(sessions.update().values(seen_at=at).where(sessions.c.digest == digest))

    def sessions_of(self, person_id: str) -> tuple[SessionRow, ...]:
        """Where somebody is signed in, the browser heard of last first."""
        query = sessions.select().where(sessions.c.person_id == person_id).order_by(sessions.c.seen_at.desc())
        with self._read() as connection:
            return tuple(
                SessionRow(row.digest, row.person_id, row.created_at, row.seen_at) for row in connection.execute(query)
            )

    def last_seen(self) -> dict[str, datetime]:
        """Who is signed in anywhere, by id, and when they were last heard of."""
        query = sa.select(sessions.c.person_id, sa.func.max(sessions.c.seen_at).label("at")).group_by(
            sessions.c.person_id
        )
        with self._read() as connection:
            return {row.person_id: row.at for row in connection.execute(query)}

    def end_session(self, digest: str) -> None:
        """A browser is signed out."""
        with self._write() as connection:
            connection.execute(sessions.delete().where(sessions.c.digest == digest))

    def end_sessions(self, person_id: str, but: str | None = None) -> None:
        """Sign somebody out everywhere, except in the browser of the session `but`."""
        with self._write() as connection:
            ended = sessions.delete().where(sessions.c.person_id == person_id)
            connection.execute(ended if but is None else ended.where(sessions.c.digest != but))

    def end_stale_sessions(self, created_before: datetime, seen_before: datetime) -> None:
        """Sign out whoever signed in, or was heard of, too long ago."""
        stale = sa.or_(sessions.c.created_at < created_before, sessions.c.seen_at < seen_before)
        with self._write() as connection:
            connection.execute(sessions.delete().where(stale))

    # --- kernels ---

    def bind_kernel(
        self,
        kernel_id: str,
        person_id: str,
        roles: Iterable[Role],
        asked: str,
        at: datetime,
        *,
        session: str | None = None,
    ) -> Binding:
        """Let a kernel act for a person. Raises `Conflict` for a kernel that is bound already."""
        binding = Binding(kernel_id, person_id, frozenset(roles), asked, at, session)
        try:
            with self._write() as connection:
                connection.execute(kernels.insert().values({**asdict(binding), "roles": sorted(binding.roles)}))
        except sa.exc.IntegrityError as error:
            if self.binding(kernel_id) is None:
                raise
            raise Conflict("This kernel already acts for somebody.", "Reload the page.") from error
        return binding

    def binding(self, kernel_id: str) -> Binding | None:
        """For whom a kernel acts."""
        with self._read() as connection:
            row = connection.execute(kernels.select().where(kernels.c.kernel_id == kernel_id)).one_or_none()
        return None if row is None else _binding(row)

    def bindings(self) -> tuple[Binding, ...]:
        """All kernels that act for somebody, the oldest first."""
        with self._read() as connection:
            rows = connection.execute(kernels.select().order_by(kernels.c.at, kernels.c.kernel_id))
            return tuple(_binding(row) for row in rows)

    def acting(self, kernel_id: str) -> PersonRow | None:
        """The person for whom a kernel acts at this moment, in the roles it was bound with, if still held.

        None for a kernel that is not bound, whose session has ended, or whose person may not come in any more.
        """
        query = (
            sa.select(*SHOWN, kernels.c.roles.label("bound"), kernels.c.session, sessions.c.digest)
            .select_from(kernels)
            .join(persons, persons.c.id == kernels.c.person_id)
            .outerjoin(sessions, sessions.c.digest == kernels.c.session)
            .where(kernels.c.kernel_id == kernel_id)
        )
        with self._read() as connection:
            row: Any = connection.execute(query).one_or_none()
        if row is None or (row.session is not None and row.digest is None):
            return None
        person = person_of(row)
        return replace(person, roles=person.roles & roles_of(row.bound)) if person.active else None

    def departed(self) -> frozenset[str]:
        """The kernels that are bound and act for nobody any more (`acting`)."""
        signed_out = sa.and_(kernels.c.session.is_not(None), sessions.c.digest.is_(None))
        query = (
            sa.select(kernels.c.kernel_id)
            .join(persons, persons.c.id == kernels.c.person_id)
            .outerjoin(sessions, sessions.c.digest == kernels.c.session)
            .where(sa.or_(signed_out, persons.c.disabled_at.is_not(None), persons.c.erased_at.is_not(None)))
        )
        with self._read() as connection:
            return frozenset(connection.scalars(query))

    def release_kernel(self, kernel_id: str) -> None:
        """The kernel is gone and acts for nobody."""
        with self._write() as connection:
            connection.execute(kernels.delete().where(kernels.c.kernel_id == kernel_id))

    def release_all_kernels(self) -> None:
        """All kernels are gone, as when a server starts."""
        with self._write() as connection:
            connection.execute(kernels.delete())


def _binding(row: sa.Row[Any]) -> Binding:
    return Binding(row.kernel_id, row.person_id, roles_of(row.roles), row.asked, row.at, row.session)
