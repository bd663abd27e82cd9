"""What everything above asks of a store about people: accounts, ways in, and cohorts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from roleplay.identity import Role
from roleplay.store.people_rows import (
    Binding,
    CohortRow,
    Membership,
    ParticipantRow,
    PersonRow,
    Purpose,
    SessionRow,
    TokenRow,
)


class People(Protocol):
    """Persons and their passwords."""

    def local_person(self) -> PersonRow:
        """The person who owns this machine and has every role; made when first asked for."""

    def person(self, person_id: str) -> PersonRow | None:
        """The person with this id."""

    def person_by_login(self, login: str) -> PersonRow | None:
        """The person who signs in by this login, which is in lower case."""

    def people(self) -> tuple[PersonRow, ...]:
        """Everybody, the owner of the machine among them, by name; those who were erased are left out."""

    def add_person(self, person: PersonRow) -> None:
        """Add somebody who is not the owner of this machine. Raises `Conflict` when the login is taken."""

    def keep_person(self, person: PersonRow) -> None:
        """Change everything about somebody but their id and password. Raises `NotFound`, or `Conflict` for a login.

        Somebody who was erased meanwhile is not found: what was known of them before does not come back.
        """

    def password(self, person_id: str) -> str | None:
        """The hash of somebody's password; None without one."""

    def keep_password(self, person_id: str, hashed: str | None) -> None:
        """Keep the hash of a password, or none; somebody who was erased has none."""

    def with_password(self) -> frozenset[str]:
        """The ids of everybody who has a password."""

    def has_accounts(self) -> bool:
        """Whether there is anybody beside the owner of this machine."""


class Sessions(Protocol):
    """How people come in: one-time tokens, browsers that are signed in, and who a kernel acts for."""

    def add_token(self, digest: str, person_id: str, expires: datetime, purpose: Purpose = Purpose.ENTER) -> None:
        """Let whoever has the token with this digest do this as this person, once, before it expires."""

    def token(self, digest: str, now: datetime) -> TokenRow | None:
        """What a token is good for, without spending it; None for one that is spent, expired or unknown."""

    def spend_token(self, digest: str, now: datetime, purpose: Purpose = Purpose.ENTER) -> str | None:
        """The person whose token for this it is, at most once; None for one that is spent, expired or unknown."""

    def drop_tokens(self, person_id: str) -> None:
        """Let no token of this person work any more."""

    def tokens_of(self, person_id: str, now: datetime) -> tuple[TokenRow, ...]:
        """The tokens of a person that still work, the last to expire first."""

    def add_session(self, session: SessionRow) -> None:
        """A browser has signed in."""

    def session(self, digest: str) -> tuple[SessionRow, PersonRow] | None:
        """The session with this digest, and whose it is."""

    def alive(self, digests: Iterable[str]) -> frozenset[str]:
        """Those of these sessions that have not ended, of people who may come in."""

    def touch_session(self, digest: str, at: datetime) -> None:
        """A browser was heard of."""

    def sessions_of(self, person_id: str) -> tuple[SessionRow, ...]:
        """Where somebody is signed in, the browser heard of last first."""

    def last_seen(self) -> dict[str, datetime]:
        """Who is signed in anywhere, by id, and when they were last heard of."""

    def end_session(self, digest: str) -> None:
        """A browser is signed out."""

    def end_sessions(self, person_id: str, but: str | None = None) -> None:
        """Sign somebody out everywhere, except in the browser of the session `but`."""

    def end_stale_sessions(self, created_before: datetime, seen_before: datetime) -> None:
        """Sign out whoever signed in, or was heard of, too long ago."""

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

    def binding(self, kernel_id: str) -> Binding | None:
        """For whom a kernel acts."""

    def bindings(self) -> tuple[Binding, ...]:
        """All kernels that act for somebody, the oldest first."""

    def acting(self, kernel_id: str) -> PersonRow | None:
        """The person for whom a kernel acts at this moment, in the roles it was bound with, if still held.

        None for a kernel that is not bound, whose session has ended, or whose person may not come in any more.
        """

    def departed(self) -> frozenset[str]:
        """The kernels that are bound and act for nobody any more (`acting`)."""

    def release_kernel(self, kernel_id: str) -> None:
        """The kernel is gone and acts for nobody."""

    def release_all_kernels(self) -> None:
        """All kernels are gone, as when a server starts."""


class Cohorts(Protocol):
    """Who learns and works together."""

    def add_cohort(self, cohort: CohortRow) -> None:
        """Add a cohort. Raises `Conflict` when there is one of that name."""

    def cohorts(self) -> tuple[CohortRow, ...]:
        """All cohorts by name."""

    def remove_cohort(self, cohort_id: str) -> None:
        """Remove a cohort; its people stay."""

    def join_cohort(self, membership: Membership) -> None:
        """Give somebody a part in a cohort; giving it again changes nothing."""

    def leave_cohort(self, cohort_id: str, person_id: str, role: Role | None = None) -> None:
        """Take somebody's part in a cohort away, or all their parts; with that of a trainee go openings there."""

    def members(self, cohort_id: str) -> tuple[Membership, ...]:
        """Who has which part in a cohort."""

    def memberships_of(self, person_id: str) -> tuple[Membership, ...]:
        """The parts that somebody has."""

    def roles_towards(self, person_id: str, trainee_id: str) -> frozenset[Role]:
        """The parts that somebody has in those cohorts in which somebody else is a trainee."""

    def add_participant(self, participant: ParticipantRow) -> None:
        """Somebody has come to a workshop. Raises `Conflict` for a person who is there already."""

    def participant(self, participant_id: str) -> ParticipantRow | None:
        """The participant with this id."""

    def participants_of(self, person_id: str) -> tuple[ParticipantRow, ...]:
        """What somebody is in workshops, in the order in which they came."""
