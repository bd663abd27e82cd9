"""What goes into the audit log: who did what to whom, by ids, without anything personal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from roleplay.identity import Actor
from roleplay.services.authority import Authority
from roleplay.services.policy import Action
from roleplay.store import AuditEntry, Store

_AT_ONCE = 500  # entries in memory


class Deed(StrEnum):
    """What somebody has to be able to answer for."""

    SIGNED_IN = "signed-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGNED_OUT = "signed-out"
    SIGNED_OUT_EVERYWHERE = "signed-out-everywhere"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - what happened, not a password
    PERSON_ADDED = "person-added"
    PERSON_INVITED = "person-invited"
    PERSON_RENAMED = "person-renamed"
    PERSON_DISABLED = "person-disabled"
    PERSON_ENABLED = "person-enabled"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - what happened, not a password
    ROLES_CHANGED = "roles-changed"
    COHORT_MADE = "cohort-made"
    COHORT_REMOVED = "cohort-removed"
    COHORT_JOINED = "cohort-joined"
    COHORT_LEFT = "cohort-left"
    ATTEMPT_VIEWED = "attempt-viewed"
    ATTEMPT_SUBMITTED = "attempt-submitted"
    SUBMISSION_TAKEN_BACK = "submission-taken-back"
    ATTEMPT_OPENED = "attempt-opened"
    ATTEMPT_CLOSED = "attempt-closed"
    FELLOW_SAID = "fellow-said"
    FELLOW_UNSAID = "fellow-unsaid"
    ATTEMPT_MARKED = "attempt-marked"
    RATING_REVISED = "rating-revised"
    ADJUDICATED = "adjudicated"
    REVIEW_RETURNED = "review-returned"
    ANOTHER_LOOK_ASKED = "another-look-asked"
    REVIEW_ASSIGNED = "review-assigned"
    REVIEW_RULES_CHANGED = "review-rules-changed"
    CONCERN_RAISED = "concern-raised"
    CONCERNS_READ = "concerns-read"
    CONCERN_FOLLOWED_UP = "concern-followed-up"
    NAME_SHOWN = "name-shown"
    ANCHOR_MARKED = "anchor-marked"
    ANCHOR_MADE = "anchor-made"
    CALIBRATION_CHANGED = "calibration-changed"
    REVIEW_UNASSIGNED = "review-unassigned"
    STATION_SET_UP = "station-set-up"
    STATION_AGREED = "station-agreed"
    STATION_PLAYED = "station-played"
    REPORT_EXPORTED = "report-exported"
    RECORD_PRINTED = "record-printed"
    WORKSHOP_OPENED = "workshop-opened"
    WORKSHOP_HANDED_OVER = "workshop-handed-over"
    WORKSHOP_CLOSED = "workshop-closed"
    WATCH_ASKED = "watch-asked"
    WATCH_CALLED_OFF = "watch-called-off"
    WATCH_HANDED_IN = "watch-handed-in"
    TEXT_SHARED = "text-shared"
    TEXT_UNSHARED = "text-unshared"
    EXPORTED = "exported"
    ERASED = "erased"
    RETENTION_APPLIED = "retention-applied"
    KEYS_MADE = "keys-made"
    TEXTS_SEALED = "texts-sealed"
    KEYS_ROTATED = "keys-rotated"
    BACKED_UP = "backed-up"
    RESTORED = "restored"
    COPIED = "copied"


class Auditing:
    """Writes and reads the audit log."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._authority = Authority(store)

    def note(
        self,
        actor: Actor,
        deed: Deed,
        subject: tuple[str, str] = ("", ""),
        detail: Mapping[str, str] | None = None,
    ) -> None:
        """Write down what somebody did. `subject` is a kind (`person`, `cohort`, `attempt`) and an id."""
        self._store.note(AuditEntry(self._now(), actor.kind, actor.id, deed, *subject, detail or {}))

    def read(
        self, actor: Actor, before: int | None = None, limit: int = 100, about: str | None = None
    ) -> tuple[AuditEntry, ...]:
        """The last entries, newest first. Raises `NotAllowed` for whoever does not look after the house."""
        self._authority.require(actor, Action.READ_AUDIT)
        return self._store.noted(before, limit, about)


def every_entry(store: Store, about: str) -> Iterator[AuditEntry]:
    """All entries by or about somebody, newest first. For services, which have asked whether that may be."""
    before: int | None = None
    while entries := store.noted(before, _AT_ONCE, about):
        yield from entries
        before = entries[-1].seq
