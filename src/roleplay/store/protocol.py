"""What everything above asks of a store. Each method is one transaction: all of it holds, or nothing.

A store may be used from several threads and processes at once. A read sees all that was acknowledged before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from roleplay.model.event import Recorded
from roleplay.model.learning import Noted
from roleplay.store.anchor_rows import Anchors
from roleplay.store.fellow_rows import Fellows
from roleplay.store.people_protocol import Cohorts, People, Sessions
from roleplay.store.review_protocol import Drafts, Queue, Reporting, Reviews
from roleplay.store.rows import (
    Attempt,
    AuditEntry,
    Document,
    Log,
    OwnerKind,
    Shelf,
    ShelfEntry,
    ShelfProblem,
    Status,
    TextCount,
    TextKey,
    TextRow,
    Visibility,
)
from roleplay.store.station_rows import Stations
from roleplay.store.watch_rows import Watches
from roleplay.store.workshop_protocol import Workshops


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


class Audit(Protocol):
    """Who did what, for good."""

    def note(self, entry: AuditEntry) -> None:
        """Add to the log. The number of the entry is given by the store."""

    def noted(self, before: int | None = None, limit: int = 100, about: str | None = None) -> tuple[AuditEntry, ...]:
        """The last entries, newest first; those before a number, or those by or about somebody, if that is given."""


class Attempts(Protocol):
    """Attempts, their logs of events, and personal texts apart from them."""

    def add_attempt(self, attempt: Attempt, events: Sequence[Recorded]) -> None:
        """Add an attempt with the beginning of its log. Raises `NotFound` for an owner who was erased meanwhile."""

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
        result: str | None = None,
    ) -> None:
        """Add to a log, with the texts that the events refer to, and the new status of the attempt if it changes.

        With its end comes the `result` of its choices, as `scoring.kept` writes it.

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


class Learning(Protocol):
    """What somebody learns beside playing, and pages that they write for themselves."""

    def learnt(self, owner_kind: OwnerKind, owner_id: str) -> tuple[Noted, ...]:
        """The log of a learner."""

    def learn(self, owner_kind: OwnerKind, owner_id: str, noted: Noted) -> None:
        """Add to the log of a learner.

        Raises `Conflict` when it has moved on, or is not that long yet, and `NotFound` for somebody who was erased.
        """

    def pages(self, owner_kind: OwnerKind, owner_id: str) -> tuple[TextRow, ...]:
        """What somebody has written for themselves, by page."""

    def keep_page(self, row: TextRow, seen: datetime | None) -> None:
        """Put a page in place of what stood on it at `seen`; None when there was none. Without a body it goes.

        Raises `Conflict` when it was changed meanwhile, and `NotFound` for somebody who was erased.
        """


class Keys(Protocol):
    """How personal texts are sealed, and with whom they are shared."""

    def text_master(self) -> str | None:
        """Id of the master key that is in use; None as long as personal texts are not sealed."""

    def begin_sealing(self, master: str, *, anew: bool = False) -> None:
        """From now on personal texts are sealed, under this master key. Raises `Conflict` when they are already.

        `anew` forgets the keys of all owners: what was sealed with them nobody can read any more.
        """

    def text_key(self, owner_kind: OwnerKind, owner_id: str) -> TextKey | None:
        """The key of an owner's texts."""

    def text_keys(self) -> tuple[TextKey, ...]:
        """The keys of all owners."""

    def add_text_key(self, key: TextKey) -> TextKey:
        """Keep the key of an owner who has none, and return the one that stands.

        Raises `Conflict` when its master key is not the one in use any more.
        """

    def rewrap_text_keys(self, master: str, change: Callable[[TextKey], TextKey]) -> int:
        """Put another master key in use, and change every owner's key to it: all, or none. Return how many."""

    def forget_text_key(self, owner_kind: OwnerKind, owner_id: str) -> None:
        """Forget the key of an owner, so that nobody can read their sealed texts any more."""

    def personal_texts(self, text_ids: Iterable[str]) -> dict[str, TextRow]:
        """The personal texts that have one of these ids."""

    def unsealed_texts(self, limit: int) -> tuple[TextRow, ...]:
        """Some of the personal texts that are not sealed, those of an owner together."""

    def replace_bodies(self, changed: Sequence[tuple[TextRow, TextRow]]) -> None:
        """Put a sealed row in place of each plain one, or the other way round; one that has changed since is left."""

    def count_texts(self) -> TextCount:
        """How many personal texts are sealed, and how many are not."""

    def set_visibility(self, text_id: str, visibility: Visibility) -> None:
        """Say who may read a text beside its owner. Raises `NotFound` without such a text."""

    def scrub(self) -> None:
        """Write the texts anew, so that no file of the database still holds what they were before. Others wait."""


class Erasing(Protocol):
    """What is forgotten, for good."""

    def private_texts_before(self, moment: datetime) -> tuple[str, ...]:
        """Ids of the texts in attempts that are no replies and were written before a moment."""

    def attempts_before(self, moment: datetime) -> tuple[str, ...]:
        """Ids of somebody's attempts that ended, or saw their last event, before a moment.

        Attempts that branched off from each other are old only together.
        """

    def erase_texts(self, text_ids: Iterable[str]) -> None:
        """Erase what was written; the rows stay, so that logs still replay."""

    def erase_attempts(self, attempt_ids: Iterable[str], *, keep_logs: bool) -> None:
        """Erase attempts with their logs and texts.

        With `keep_logs`, finished ones stay and still replay: without texts, under new ids, as nobody's, and with the
        month instead of the time at which something happened.
        """

    def erase_person(self, person_id: str, at: datetime, *, keep_logs: bool) -> None:
        """Erase everything personal of somebody; a row without a name stays. Raises `NotFound`.

        `keep_logs` is for their attempts. The owner of the machine stays that, with every role.
        """


class Store(
    Library,
    People,
    Sessions,
    Cohorts,
    Audit,
    Attempts,
    Learning,
    Reviews,
    Queue,
    Drafts,
    Anchors,
    Fellows,
    Stations,
    Workshops,
    Watches,
    Reporting,
    Keys,
    Erasing,
    Protocol,
):
    """All of it."""
