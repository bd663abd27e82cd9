"""What a store holds of people: who they are, how they come in, and where they learn and work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from roleplay.identity import Role


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who learns or works here."""

    id: str
    """Stable id."""
    name: str
    """As displayed."""
    roles: frozenset[Role]
    """What they may act as."""
    login: str | None = None
    """By what they sign in, in lower case; None for somebody who comes by links only."""
    created_at: datetime | None = None
    """When they were added; not known of the owner of a machine."""
    disabled_at: datetime | None = None
    """Since when they may not come in."""
    erased_at: datetime | None = None
    """When everything personal was erased. The row stays, nameless, for what refers to it."""

    @property
    def active(self) -> bool:
        """Whether they may come in."""
        return self.disabled_at is None and self.erased_at is None


class Purpose(StrEnum):
    """What a one-time token lets somebody do."""

    ENTER = "enter"
    """Sign in, once."""
    INVITE = "invite"
    """Choose a password for the first time."""
    RESET = "reset"
    """Choose a new password."""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A one-time token that has not been spent."""

    person_id: str
    """Who it lets in."""
    purpose: Purpose
    """What for."""
    expires: datetime
    """Until when."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser that is signed in."""

    digest: str
    """Of the token that its cookie holds."""
    person_id: str
    """Who is signed in."""
    created_at: datetime
    """Since when."""
    seen_at: datetime
    """When it was last heard of, to a few minutes."""


@dataclass(frozen=True, slots=True)
class CohortRow:
    """People who learn and work together."""

    id: str
    """Stable id."""
    name: str
    """As displayed; no two have the same."""
    created_at: datetime
    """When it was made."""


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's part in a cohort; a person can have several."""

    cohort_id: str
    """The cohort."""
    person_id: str
    """The person."""
    role: Role
    """What they are there: trainee, facilitator, evaluator or supervisor."""


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """Somebody in a workshop, who owns what is done there: a person, or a guest who is known by a name only."""

    id: str
    """Stable id."""
    workshop_id: str
    """The workshop."""
    person_id: str | None
    """Who it is; None for a guest."""
    name: str
    """What they are called there."""
    joined_at: datetime
    """When they came."""


@dataclass(frozen=True, slots=True)
class Binding:
    """The person for whom a kernel acts. Written by the server before any HTML of that kernel is sent."""

    kernel_id: str
    """The kernel."""
    person_id: str
    """Its only person."""
    roles: frozenset[Role]
    """The roles in which the person is here."""
    asked: str
    """What was asked for, e.g. the path and query of the address."""
    at: datetime
    """When it was bound."""
    session: str | None = None
    """Digest of the session that it was opened in; the kernel acts for nobody once that has ended."""
