"""Sharing: the owner of a personal text lets those who accompany them read it, and takes that back. One at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from roleplay.errors import NotAllowed
from roleplay.identity import Actor
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import Authority, Owner, owner_of
from roleplay.services.forged import word
from roleplay.services.policy import Action
from roleplay.store import Store, Visibility


class Sharing:
    """What somebody does with their own texts. Each change goes into the audit log, without the text."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._authority = Authority(store)
        self._audit = Auditing(store, now)

    def share(self, actor: Actor, text_id: str) -> None:
        """Let those who accompany the owner in a cohort read a text. Raises `NotAllowed` unless it is the actor's."""
        self._set(actor, text_id, Visibility.SHARED, Deed.TEXT_SHARED)

    def unshare(self, actor: Actor, text_id: str) -> None:
        """Let nobody else read it any more. What was read meanwhile was read. Raises `NotAllowed` likewise."""
        self._set(actor, text_id, Visibility.PRIVATE, Deed.TEXT_UNSHARED)

    def _set(self, actor: Actor, text_id: str, visibility: Visibility, deed: Deed) -> None:
        row = self._store.personal_texts([word(text_id, "text")]).get(text_id)
        # The same words for a text of somebody else and for none.
        if (
            row is None
            or row.body is None
            or row.attempt_id is None
            or Owner(row.owner_kind, row.owner_id) != owner_of(actor)
        ):
            raise NotAllowed("There is no such text of yours.", "Your texts stand in your attempts, under Progress.")
        self._authority.require(actor, Action.SHARE_TEXT, owner_of(actor))
        if row.visibility is not visibility:
            self._store.set_visibility(row.id, visibility)
            self._audit.note(actor, deed, ("attempt", row.attempt_id), {"purpose": row.purpose})
