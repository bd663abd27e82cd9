"""Reviewing: evaluators take attempts from the queue, mark them blind, mark again with a reason, and decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor
from roleplay.scoring.review import State, results
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.cases import Cases, Opened, pseudonym
from roleplay.services.forged import text_of, whole_number
from roleplay.services.marking import Marks, rating_of
from roleplay.services.policy import Action
from roleplay.services.sealing import Sealer
from roleplay.services.sheet import Sheet, sheet_of
from roleplay.services.shelf import Bookshelf
from roleplay.services.viewing import Viewing
from roleplay.store import Asked, Assignment, Comment, Remark, Store

LEASE = timedelta(minutes=30)
"""For how long an attempt is held for whoever has opened it, or was heard of."""
PAGE = 100
"""Most rows of a page of the queue."""

_OPEN = frozenset({State.UNMARKED, State.NEEDS_SECOND})
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """An attempt in the queue."""

    attempt_id: str
    """Which one."""
    trainee: str
    """A pseudonym, the same throughout the cohort."""
    scenario_id: str
    """What was played."""
    state: State
    """How far its review has come."""
    assignments: tuple[Assignment, ...]
    """Who is asked to mark it, or holds it."""


class Reviewing:
    """What evaluators do with attempts."""

    def __init__(
        self,
        store: Store,
        bookshelf: Bookshelf,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        *,
        sealer: Sealer | None = None,
    ) -> None:
        self._store = store
        self._now = now
        self._cases = Cases(store, bookshelf, now, new_id, sealer=sealer)
        self._viewing = Viewing(store, bookshelf, now, sealer=sealer)
        self._audit = Auditing(store, now)

    # --- the queue ---

    def queue(
        self, actor: Actor, asked: Asked, limit: int = 20, *, after: str | None = None, before: str | None = None
    ) -> tuple[Waiting, ...]:
        """A page of the queue: the first one, or the one next to an attempt.

        Finished assessments come by themselves whenever the first page is asked for. Raises
        `NotAllowed` in a cohort in which the actor has no part that sees it.
        """
        self._cases.require_in(actor, Action.SEE_QUEUE, asked.cohort_id)
        if not 0 < whole_number(limit, "page") <= PAGE:
            raise RefusedEvent(f"A page has 1 to {PAGE} rows.", "Ask for fewer.")
        if after is None and before is None:
            self._store.gather(asked.cohort_id)
        found = self._store.queue(asked, limit, after=after, before=before)
        held = self._store.assignments(one.attempt_id for one in found)
        return tuple(
            Waiting(
                one.attempt_id,
                pseudonym(one.cohort_id, one.owner_id),
                one.scenario_id,
                one.state,
                tuple(part for part in held if part.attempt_id == one.attempt_id),
            )
            for one in found
        )

    # --- marking ---

    def open(self, actor: Actor, attempt_id: str) -> Sheet:
        """Take an attempt for a time, to mark it, mark it again, or decide. The look goes into the audit log.

        Raises `Conflict` when others hold it, or enough people have marked it.
        """
        opened, decides = self._hold(actor, attempt_id)
        seen = self._viewing.view(actor, attempt_id)
        return sheet_of(opened, seen, actor.id, results(opened.case, opened.standing), decides=decides)

    def renew(self, actor: Actor, attempt_id: str) -> None:
        """Hold it for longer. Raises like `open`."""
        self._hold(actor, attempt_id)

    def mark(self, actor: Actor, attempt_id: str, marks: Marks) -> Sheet:
        """Mark an attempt, or mark it again with a reason. Returns the sheet with what can be seen from now on.

        Raises `RefusedEvent` for marks that do not fit, `Conflict` when the attempt is not held for the actor.
        """
        return self._rate(actor, attempt_id, marks, adjudicates=False)

    def adjudicate(self, actor: Actor, attempt_id: str, marks: Marks) -> Sheet:
        """Decide where ratings disagree, with a reason. Raises likewise, and `NotAllowed` for whoever has marked it."""
        return self._rate(actor, attempt_id, marks, adjudicates=True)

    def _hold(self, actor: Actor, attempt_id: str) -> tuple[Opened, bool]:
        opened, decides = self._for(actor, attempt_id)
        standing = opened.standing
        if opened.marked_by(actor.id):
            places = 1 + len(opened.ratings)  # who looks again at what they marked takes nobody's place
            places += len(self._store.assignments([opened.attempt.id]))
        elif standing.state in _OPEN:
            places = max(1, opened.wanted - len(standing.ratings))
        else:
            places = int(decides)
        now = self._now()
        self._store.lease(opened.attempt.id, actor.id, now, now + LEASE, places)
        return opened, decides

    def _for(self, actor: Actor, attempt_id: str) -> tuple[Opened, bool]:
        """A review, and whether the actor comes to decide."""
        try:
            opened = self._cases.for_work(actor, Action.MARK_ATTEMPT, attempt_id)
        except NotAllowed:  # a supervisor decides, and marks nothing
            opened = self._cases.for_work(actor, Action.ADJUDICATE, attempt_id)
            if opened.standing.state is not State.DISAGREES and not opened.marked_by(actor.id):
                raise
        decides = opened.standing.state is State.DISAGREES and not opened.marked_by(actor.id)
        return opened, decides

    def _rate(self, actor: Actor, attempt_id: str, marks: Marks, *, adjudicates: bool) -> Sheet:
        for tried in range(_TRIES):
            action = Action.ADJUDICATE if adjudicates else Action.MARK_ATTEMPT
            opened = self._cases.for_work(actor, action, attempt_id)
            _require_turn(opened, actor.id, adjudicates=adjudicates)
            rating = rating_of(opened, marks, actor.id, self._now(), adjudicates=adjudicates)
            said: tuple[Comment, ...] = ()
            if (reason := text_of(marks.reason)) is not None:
                comment = self._cases.written(opened, actor.id, Remark.REASON, reason)
                rating, said = replace(rating, reason=comment.text.id), (comment,)
            after = opened.after(*opened.ratings, rating)
            try:
                self._store.rate(replace(opened.review, state=after.state), rating, len(opened.ratings), said)
                break
            except Conflict:  # somebody else marked it in between: how it stands is worked out anew
                if tried == _TRIES - 1 or len(self._store.ratings(attempt_id)) == len(opened.ratings):
                    raise
        deed = Deed.ADJUDICATED if adjudicates else Deed.RATING_REVISED if rating.revision > 1 else Deed.ATTEMPT_MARKED
        self._audit.note(actor, deed, ("person", opened.attempt.owner_id), {"attempt": attempt_id})
        done = self._cases.load(replace(opened.review, state=after.state))
        seen = self._viewing.view(actor, attempt_id)
        return sheet_of(done, seen, actor.id, results(done.case, done.standing), decides=adjudicates)


def _require_turn(opened: Opened, person_id: str, *, adjudicates: bool) -> None:
    """Raise `NotAllowed` unless it is this person's turn."""
    own = [rating for rating in opened.ratings if rating.rater == person_id]
    disagrees = opened.standing.state is State.DISAGREES
    if adjudicates:
        if any(not rating.adjudicates for rating in own):
            raise NotAllowed("Who has marked an attempt does not decide about it.", "Ask somebody else in the cohort.")
        if not disagrees and not own:
            raise NotAllowed("There is nothing to decide: ratings do not disagree.", "Take another one from the queue.")
    elif any(rating.adjudicates for rating in own):
        raise NotAllowed("You have decided about this attempt.", "Decide again, with a reason, instead of marking it.")
    elif not own and opened.standing.state not in _OPEN:
        raise NotAllowed("Enough people have marked this attempt.", "Take another one from the queue.")
