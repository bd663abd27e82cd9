"""Viewing: a finished attempt of somebody else, as those see it who accompany its owner.

Nothing of it is private to the owner: no texts but replies and what was shared, no self-checks, no pauses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from roleplay.errors import NotAllowed
from roleplay.identity import Actor
from roleplay.model.event import Compared, Event, Expected, Recorded, Reflected, Wrote
from roleplay.services.attempts import Playing
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import Authority, Owner
from roleplay.services.forged import word
from roleplay.services.policy import Action
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.store import Log, Status, Store, TextRow, Visibility


class Viewing:
    """What an evaluator or supervisor sees of a trainee's attempt. Each look goes into the audit log."""

    def __init__(
        self, store: Store, bookshelf: Bookshelf, now: Callable[[], datetime], *, sealer: Sealer | None = None
    ) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._sealer = sealer or Plain()
        self._authority = Authority(store)
        self._audit = Auditing(store, now)

    def view(self, actor: Actor, attempt_id: str) -> Playing:
        """Somebody's finished attempt. Raises `NotAllowed`, in the same words for none as for one not to be seen."""
        found = self._store.log(word(attempt_id, "attempt"))
        if found is None or not self._may_see(actor, found):
            raise NotAllowed(
                "There is no such attempt that you may see.",
                "You see finished attempts of the trainees in your cohorts.",
            )
        attempt = found.attempt
        texts = self._visible(found)
        ended_at = attempt.ended_at or attempt.started_at
        game = self._bookshelf.game(attempt.scenario_hash)
        visible = [event for recorded in found.events if (event := shown(recorded.event, texts)) is not None]
        events = tuple(Recorded(seq, event, attempt.owner_id, ended_at) for seq, event in enumerate(visible))
        self._audit.note(actor, Deed.ATTEMPT_VIEWED, ("person", attempt.owner_id), {"attempt": attempt.id})
        state = game.replay(recorded.event for recorded in found.events)
        return Playing(replace(attempt, started_at=ended_at), game, events, state, texts)

    def _may_see(self, actor: Actor, found: Log) -> bool:
        owner = Owner(found.attempt.owner_kind, found.attempt.owner_id)
        return found.attempt.status is Status.FINISHED and self._authority.may(actor, Action.REVIEW_ATTEMPT, owner)

    def _visible(self, found: Log) -> Mapping[str, TextRow]:
        """Replies and shared texts; of a branch also those that its beginning took over."""
        rows = self._store.personal_texts(ref for recorded in found.events for ref in refs_of(recorded.event))
        visible = (row for row in rows.values() if row.purpose == "reply" or row.visibility is Visibility.SHARED)
        return {row.id: row for row in self._sealer.open(visible)}


def refs_of(event: Event) -> Iterable[str]:
    """The texts that an event refers to."""
    refs = event.refs if isinstance(event, Reflected) else [event.ref] if isinstance(event, (Expected, Wrote)) else []
    return (ref for ref in refs if ref is not None)


def shown(event: Event, texts: Mapping[str, TextRow]) -> Event | None:
    """An event without what it tells of private texts; None for one that is private itself."""
    if isinstance(event, Compared):
        return None
    if isinstance(event, Reflected):
        return Reflected(tuple(ref if ref in texts else None for ref in event.refs))
    if isinstance(event, (Expected, Wrote)) and event.ref is not None and event.ref not in texts:
        return None if isinstance(event, Wrote) and event.purpose == "say-first" else replace(event, ref=None)
    return event
