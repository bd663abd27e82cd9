"""Who may read what a fellow learner has opened, at this moment; for the services and for whoever holds the keys."""

from __future__ import annotations

from collections.abc import Iterator

from roleplay.identity import Actor, Role
from roleplay.model.event import Mode
from roleplay.services.authority import Authority, Owner
from roleplay.services.policy import Action
from roleplay.services.viewing import refs_of
from roleplay.store import Attempt, Log, Opening, OwnerKind, PersonRow, Status, Store, TextRow

PURPOSE = "fellow"
"""What every text is that a fellow learner wrote."""


class Openings:
    """Asks the store which openings hold."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._authority = Authority(store)

    def learner(self, person_id: str) -> PersonRow | None:
        """Somebody who can come in and learns; None for anybody else."""
        person = self._store.person(person_id)
        return person if person is not None and person.active and Role.TRAINEE in person.roles else None

    def readers(self, attempt: Attempt) -> frozenset[str]:
        """Ids of those to whom an attempt is open now."""
        return frozenset(one.reader for one in self._store.openings(attempt.id) if self.holds(one, attempt))

    def holds(self, opening: Opening, attempt: Attempt) -> bool:
        """Whether it was not closed, and both still learn in the cohort in which it was opened."""
        if opening.closed_at is not None or not can_be_opened(attempt):
            return False
        return all(self._learns(person_id, opening.cohort_id) for person_id in (opening.reader, attempt.owner_id))

    def may_read(self, actor: Actor, opening: Opening, attempt: Attempt) -> bool:
        """Whether an opening lets the actor read the attempt."""
        owner = Owner(attempt.owner_kind, attempt.owner_id)
        mine = opening.reader == actor.id
        return mine and self.holds(opening, attempt) and self._authority.may(actor, Action.READ_OPENED, owner)

    def may_read_text(self, actor: Actor, row: TextRow) -> bool:
        """Whether a text is a reply in an attempt that is open to the actor, or what the actor said about one."""
        if row.purpose == PURPOSE:
            return any(row.id in {text.id for text in one.texts} for one in self._store.fellow_words_by(actor.id))
        # A branch shows the replies of the attempts before it.
        return row.purpose == "reply" and any(
            row.id in {ref for recorded in found.events for ref in refs_of(recorded.event)}
            for found in self._open_to(actor)
            if found.attempt.owner_id == row.owner_id
        )

    def may_write_to(self, actor: Actor, owner: Owner) -> bool:
        """Whether the actor may leave something in this person's keeping, because an attempt is open to them."""
        return any(Owner(one.attempt.owner_kind, one.attempt.owner_id) == owner for one in self._open_to(actor))

    def _open_to(self, actor: Actor) -> Iterator[Log]:
        for opening in self._store.openings_to(actor.id):
            found = self._store.log(opening.attempt_id)
            if found is not None and self.may_read(actor, opening, found.attempt):
                yield found

    def _learns(self, person_id: str, cohort_id: str) -> bool:
        parts = self._store.memberships_of(person_id)
        here = any(part.cohort_id == cohort_id and part.role is Role.TRAINEE for part in parts)
        return here and self.learner(person_id) is not None


def can_be_opened(attempt: Attempt) -> bool:
    """Whether it is a practice that somebody has finished."""
    return (attempt.owner_kind, attempt.mode, attempt.status) == (OwnerKind.PERSON, Mode.PRACTICE, Status.FINISHED)
