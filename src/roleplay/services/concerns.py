"""Concerns: what the contact of a cohort was told about trainees, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor
from roleplay.services.auditing import Deed
from roleplay.services.cases import Deskwork, pseudonym
from roleplay.services.forged import text_of, word
from roleplay.services.policy import Action
from roleplay.store import Comment, Remark


@dataclass(frozen=True, slots=True)
class Said:
    """A concern, or what was done about it."""

    id: str
    """Names it."""
    done: bool
    """Whether it says what was done."""
    body: str | None
    """The words; None when they cannot be read now."""
    at: datetime
    """When it was written."""
    who: str
    """The name of who wrote it; empty for somebody who was erased."""


@dataclass(frozen=True, slots=True)
class Thread:
    """All concerns about one attempt, and what was done about them, in their order."""

    attempt_id: str
    """Which attempt."""
    trainee: str
    """The pseudonym of the trainee."""
    scenario_id: str
    """What was played."""
    said: tuple[Said, ...]
    """Everything, the first one first."""

    @property
    def open(self) -> bool:
        """Whether the last word is a concern."""
        return not self.said[-1].done


class Concerns(Deskwork):
    """What the contact of a cohort does. Everybody else is told nothing, in any role."""

    def waiting(self, actor: Actor) -> Mapping[str, int]:
        """Cohort -> about how many attempts there is a concern of which nobody has said what was done.

        Only cohorts of which the actor is the contact, all of them. A cohort's name is not looked up.
        """
        may = self._cases.authority.may_in_cohort
        mine = {one.cohort_id for one in self._store.memberships_of(actor.id)}
        contact = [
            one
            for one in sorted(mine)
            if may(actor, Action.READ_CONCERN, one) and self._store.review_rules(one).contact == actor.id
        ]
        if not contact:
            return {}
        found = self._store.open_concerns(actor.id)
        return {one: found.get(one, 0) for one in contact}

    def read(self, actor: Actor, cohort_id: str) -> tuple[Thread, ...]:
        """What the contact of a cohort was told; what is open comes first. It goes into the audit log."""
        self._require_contact(actor, cohort_id)
        threads = self._threads(actor, cohort_id)
        self._audit.note(actor, Deed.CONCERNS_READ, ("cohort", cohort_id))
        return threads

    def follow_up(self, actor: Actor, attempt_id: str, text: str, seen: str) -> None:
        """Write down what was done. It is only ever added to. `seen` is the last thing that the contact has read.

        Raises `Conflict` when somebody has written since: that is to be read first.
        """
        review = self._store.review(word(attempt_id, "attempt"))
        if review is None or review.owner_id == actor.id:
            raise NotAllowed(*_NOT_CONTACT)
        self._require_contact(actor, review.cohort_id)
        body = text_of(text)
        if body is None:
            raise RefusedEvent("There is nothing in it.", "Write what was done, or decided; a sentence will do.")
        said = [one.text.id for one in self._written(attempt_id)]
        if not said:
            raise NotAllowed(*_NOT_CONTACT)
        if said[-1] != word(seen, "concern"):
            raise Conflict("Something was written about this meanwhile.", "Read it first.")
        opened = self._cases.load(review)
        self._store.comment(self._cases.written(opened, actor.id, Remark.FOLLOW_UP, body))
        self._audit.note(actor, Deed.CONCERN_FOLLOWED_UP, ("person", review.owner_id), {"attempt": attempt_id})

    def _require_contact(self, actor: Actor, cohort_id: str) -> None:
        self._cases.require_in(actor, Action.READ_CONCERN, cohort_id)
        if self._store.review_rules(cohort_id).contact != actor.id:
            raise NotAllowed(*_NOT_CONTACT)

    def _written(self, attempt_id: str) -> list[Comment]:
        kinds = (Remark.CONCERN, Remark.FOLLOW_UP)
        return [one for one in self._store.comments(attempt_id) if one.kind in kinds]

    def _threads(self, actor: Actor, cohort_id: str) -> tuple[Thread, ...]:
        by_attempt: dict[str, list[Comment]] = {}
        for one in self._store.concerns(cohort_id):
            by_attempt.setdefault(one.attempt_id, []).append(one)
        found = [thread for attempt_id, said in by_attempt.items() if (thread := self._thread(actor, attempt_id, said))]
        return tuple(sorted(found, key=lambda thread: (not thread.open, -thread.said[-1].at.timestamp())))

    def _thread(self, actor: Actor, attempt_id: str, comments: list[Comment]) -> Thread | None:
        review = self._store.review(attempt_id)
        if review is None or review.owner_id == actor.id:
            return None
        texts = self._cases.sealer.open(one.text for one in comments)
        said = tuple(
            Said(one.text.id, one.kind is Remark.FOLLOW_UP, text.body, one.text.at, self._name(one.author))
            for one, text in zip(comments, texts, strict=True)
        )
        return Thread(attempt_id, pseudonym(review.cohort_id, review.owner_id), review.scenario_id, said)

    def _name(self, person_id: str) -> str:
        person = self._store.person(person_id)
        return "" if person is None else person.name


_NOT_CONTACT = ("Concerns are read by the contact of the cohort.", "Ask its supervisor who that is.")
