"""What everything above asks of a store. Each method is one transaction: all of it holds, or nothing.

A store may be used from several threads and processes at once. A read sees all that was acknowledged before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from roleplay.identity import Role
from roleplay.model.event import Recorded
from roleplay.store.rows import (
    Attempt,
    Binding,
    Document,
    Log,
    OwnerKind,
    PersonRow,
    Shelf,
    ShelfEntry,
    ShelfProblem,
    Status,
    TextRow,
)


class Library(Protocol):
    """Documents, the shelf, and the settings of the site."""

    def keep_document(self, hash: str, kind: str, id: str, json: str) -> None:  # noqa: A002 - the nouns of a document
        """Keep a scenario or rubric for good; keeping it again changes nothing."""

    def document(self, hash: str) -> Document | None:  # noqa: A002 - the noun of a document
        """The scenario or rubric with this hash."""

    def shelve(self, entries: Sequence[ShelfEntry], problems: Sequence[ShelfProblem], fingerprint: str) -> None:
        """Say what the library holds now, instead of all that was said before. Its documents have to be kept first."""

    def shelf(self) -> Shelf:
        """What the library holds now."""

    def keep_site(self, json: str) -> None:
        """Keep the canonical JSON of the site's settings."""

    def site(self) -> str | None:
        """The canonical JSON of the site's settings; None before they were read for the first time."""


class People(Protocol):
    """Persons, one-time tokens, and who a kernel acts for."""

    def local_person(self) -> PersonRow:
        """The person who owns this machine and has every role; made when first asked for."""

    def person(self, person_id: str) -> PersonRow | None:
        """The person with this id."""

    def add_person(self, person: PersonRow) -> None:
        """Add somebody who is not the owner of this machine."""

    def has_accounts(self) -> bool:
        """Whether there is anybody beside the owner of this machine."""

    def add_token(self, digest: str, person_id: str, expires: datetime) -> None:
        """Let whoever has the token with this digest be this person, once, before it expires."""

    def spend_token(self, digest: str, now: datetime) -> str | None:
        """The person whose token this is, at most once; None for a token that is spent, expired or unknown."""

    def bind_kernel(self, kernel_id: str, person_id: str, roles: Iterable[Role], asked: str, at: datetime) -> Binding:
        """Let a kernel act for a person. Raises `Conflict` for a kernel that is bound already."""

    def binding(self, kernel_id: str) -> Binding | None:
        """For whom a kernel acts."""

    def release_kernel(self, kernel_id: str) -> None:
        """The kernel is gone and acts for nobody."""

    def release_all_kernels(self) -> None:
        """All kernels are gone, as when a server starts."""


class Attempts(Protocol):
    """Attempts, their logs of events, and personal texts apart from them."""

    def add_attempt(self, attempt: Attempt, events: Sequence[Recorded]) -> None:
        """Add an attempt with the beginning of its log."""

    def attempt(self, attempt_id: str) -> Attempt | None:
        """The attempt with this id."""

    def attempts_of(self, owner_kind: OwnerKind, owner_id: str) -> tuple[Attempt, ...]:
        """All attempts of an owner, newest first."""

    def lengths_of(self, owner_kind: OwnerKind, owner_id: str) -> dict[str, int]:
        """How long the log of each attempt of an owner is."""

    def log(self, attempt_id: str, after: int = -1) -> Log | None:
        """The attempt with this id, what was added to its log after a place in it, and all its texts, at one moment."""

    def append(
        self,
        attempt_id: str,
        recorded: Recorded | Sequence[Recorded],
        texts: Sequence[TextRow] = (),
        status: Status | None = None,
    ) -> None:
        """Add to a log, with the texts that the events refer to, and the new status of the attempt if it changes.

        Raises `Conflict` when the log has moved on, or is not that long yet, and `NotFound` without such an attempt.
        """

    def events(self, attempt_id: str, after: int = -1) -> tuple[Recorded, ...]:
        """The log of an attempt, or what was added after a place in it."""

    def events_of(self, attempt_ids: Iterable[str]) -> dict[str, tuple[Recorded, ...]]:
        """The logs of many attempts; an attempt without events, or unknown, has an empty one."""

    def texts(self, attempt_id: str) -> dict[str, TextRow]:
        """The personal texts of an attempt by id."""

    def erase_text(self, text_id: str) -> None:
        """Erase what was written; its row stays, so that the log still replays."""


class Store(Library, People, Attempts, Protocol):
    """All of it."""
