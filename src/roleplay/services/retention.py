"""Retention: what is older than an organisation wants to keep it goes. `privacy.yml` says how old that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from roleplay.identity import Actor
from roleplay.services.auditing import Auditing, Deed, every_entry
from roleplay.services.authority import Authority
from roleplay.services.keeping import ErasedScores, Keeping, privacy_file, require_keeping
from roleplay.services.policy import Action
from roleplay.services.privacy import Privacy
from roleplay.services.shelf import Bookshelf
from roleplay.services.surveying import OPEN_FOR, finish
from roleplay.store import PersonRow, Store


@dataclass(frozen=True, slots=True)
class Due:
    """What is older than it is to be kept."""

    keeping: Keeping
    """The periods."""
    texts: tuple[str, ...]
    """Ids of private texts."""
    attempts: tuple[str, ...]
    """Ids of attempts."""
    workshops: tuple[str, ...]
    """Ids of workshops that hold something personal."""
    surveys: tuple[str, ...]
    """Ids of workshops whose survey nobody has ended in its time. It ends without a period: it promised to forget."""
    unanswered: tuple[PersonRow, ...]
    """Who never came in."""
    disabled: tuple[PersonRow, ...]
    """Whose account was disabled long ago."""


class Retention:
    """Finds what is due, and erases it. That goes into the audit log."""

    def __init__(self, store: Store, data: Path, now: Callable[[], datetime]) -> None:
        self._store = store
        self._data = data
        self._now = now

    def due(self, actor: Actor) -> Due:
        """What would go now; nothing as long as no period is set. Raises `NotAllowed`, `Misconfigured`."""
        Authority(self._store).require(actor, Action.ERASE)
        keeping = require_keeping(privacy_file(self._data))
        people = [person for person in self._store.people() if person.login is not None]
        unanswered, disabled = self._before(keeping.unanswered_invitations), self._before(keeping.disabled_accounts)
        texts, attempts = self._before(keeping.private_texts), self._before(keeping.attempts)
        workshops = self._before(keeping.workshops)
        return Due(
            keeping,
            texts=self._store.private_texts_before(texts) if texts else (),
            attempts=self._store.attempts_before(attempts) if attempts else (),
            workshops=self._store.workshops_before(workshops) if workshops else (),
            surveys=self._store.surveys_before(self._now() - OPEN_FOR),
            unanswered=tuple(one for one in people if one.active and self._never_came(one, unanswered)),
            disabled=tuple(one for one in people if disabled and one.disabled_at and one.disabled_at < disabled),
        )

    def run(self, actor: Actor) -> Due:
        """Erase all that is due, and return what it was."""
        due = self.due(actor)
        privacy = Privacy(self._store, Bookshelf(self._store), self._data, self._now)
        for person in (*due.unanswered, *due.disabled):
            privacy.erase(actor, person.id)
        if due.attempts:
            kept = due.keeping.erased_scores is ErasedScores.KEEP_ANONYMOUS
            self._store.erase_attempts(due.attempts, keep_logs=kept)
        for workshop_id in due.surveys:
            self._end_survey(actor, workshop_id)
        if due.workshops:
            self._store.erase_workshops(due.workshops)
        if due.texts:
            self._store.erase_texts(due.texts)
        found = {"texts": due.texts, "attempts": due.attempts, "workshops": due.workshops}
        counts = {name: str(len(things)) for name, things in found.items()}
        counts["persons"] = str(len(due.unanswered + due.disabled))
        Auditing(self._store, self._now).note(actor, Deed.RETENTION_APPLIED, detail=counts)
        return due

    def _end_survey(self, actor: Actor, workshop_id: str) -> None:
        finish(self._store, workshop_id, len(self._store.gathering(workshop_id)), actor.id, self._now())

    def _before(self, days: int | None) -> datetime | None:
        return None if days is None else self._now() - timedelta(days=days)

    def _never_came(self, person: PersonRow, before: datetime | None) -> bool:
        """Whether somebody was added before a moment and has not come in since, not even before a new link."""
        if before is None or person.created_at is None or person.created_at >= before:
            return False
        if self._store.password(person.id) is not None:
            return False
        return all(entry.action != Deed.SIGNED_IN for entry in every_entry(self._store, person.id))
