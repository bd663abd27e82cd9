"""Reviewing: evaluators take attempts from the queue, mark them blind, mark again with a reason, and decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor
from roleplay.scoring.kept import of_rating
from roleplay.scoring.review import Rating, State, results
from roleplay.services.auditing import Deed
from roleplay.services.calibrating import Calibrating
from roleplay.services.cases import Deskwork, Opened, pseudonym
from roleplay.services.forged import text_of, whole_number
from roleplay.services.marking import Marks, rating_of
from roleplay.services.policy import Action
from roleplay.services.sheet import Sheet, sheet_of
from roleplay.services.viewing import Viewing
from roleplay.store import Asked, Assignment, Comment, Remark

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


class Reviewing(Deskwork):
    """What evaluators do with attempts."""

    @cached_property
    def _viewing(self) -> Viewing:
        return Viewing(self._store, self._bookshelf, self._now, sealer=self._cases.sealer)

    @cached_property
    def _calibrating(self) -> Calibrating:
        return Calibrating(self._store, self._bookshelf, self._now, self._new_id, sealer=self._cases.sealer)

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
        found = self._calibrating.among(actor, asked, found, limit, after=after, before=before)
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
        return self._sheet(actor, opened, decides=decides)

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
        opened, decides = self._cases.at_desk(actor, attempt_id)
        standing = opened.standing
        if self._cases.practises(actor, opened):
            if standing.state not in _OPEN and not opened.by(actor.id):
                raise Conflict("Enough people have marked this attempt.", "Take another one from the queue.")
            return opened, decides  # who marks for practice takes nobody's place
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

    def _rate(self, actor: Actor, attempt_id: str, marks: Marks, *, adjudicates: bool) -> Sheet:
        for tried in range(_TRIES):
            action = Action.ADJUDICATE if adjudicates else Action.MARK_ATTEMPT
            opened = self._cases.for_work(actor, action, attempt_id)
            _require_turn(opened, actor.id, adjudicates=adjudicates)
            if not adjudicates:
                self._cases.require_there(opened, actor.id)
            elif not self._cases.may_decide(actor, opened.review.cohort_id):
                raise NotAllowed("Whoever marks for practice does not decide.", "Ask somebody who is calibrated.")
            rating = rating_of(opened, marks, actor.id, self._now(), adjudicates=adjudicates)
            said: tuple[Comment, ...] = ()
            if (reason := text_of(marks.reason)) is not None:
                comment = self._cases.written(opened, actor.id, Remark.REASON, reason)
                rating, said = replace(rating, reason=comment.text.id), (comment,)
            if not adjudicates and self._cases.practises(actor, opened):
                return self._practise(actor, opened, rating, said)
            after = opened.after(*opened.ratings, rating)
            review = opened.settled(after)
            levels = of_rating(opened.case.levels(rating), decides=rating.adjudicates)
            try:
                self._store.rate(review, rating, len(opened.ratings), said, levels)
                break
            except Conflict:  # somebody else marked it in between: how it stands is worked out anew
                if tried == _TRIES - 1 or len(self._store.ratings(attempt_id)) == len(opened.ratings):
                    raise
        if opened.anchor is not None:
            self._audit.note(actor, Deed.ANCHOR_MARKED, ("cohort", opened.review.cohort_id), {"anchor": attempt_id})
            return self._sheet(actor, self._cases.load(review), decides=False)
        deed = Deed.ADJUDICATED if adjudicates else Deed.RATING_REVISED if rating.revision > 1 else Deed.ATTEMPT_MARKED
        self._audit.note(actor, deed, ("person", opened.attempt.owner_id), {"attempt": attempt_id})
        done = self._cases.load(review)
        return self._sheet(actor, done, decides=adjudicates)

    def _practise(self, actor: Actor, opened: Opened, rating: Rating, said: Sequence[Comment]) -> Sheet:
        """Keep marks that count nowhere, and show what whoever marked can see from now on."""
        self._store.practise(opened.attempt.id, rating, said)
        about = {"attempt": opened.attempt.id, "practice": "yes"}
        deed = Deed.RATING_REVISED if rating.revision > 1 else Deed.ATTEMPT_MARKED
        self._audit.note(actor, deed, ("person", opened.attempt.owner_id), about)
        return self._sheet(actor, self._cases.load(opened.review), decides=False)

    def _sheet(self, actor: Actor, opened: Opened, *, decides: bool) -> Sheet:
        laid = opened.anchor
        seen = self._viewing.view(actor, opened.attempt.id) if laid is None else laid.playing
        said = [one for one in self._store.comments(opened.attempt.id) if one.kind in {Remark.REASON, Remark.ANSWER}]
        texts = self._cases.sealer.open(one.text for one in said)
        told = tuple(zip(said, texts, strict=True))
        practises = self._cases.practises(actor, opened)
        found = results(opened.case, opened.standing)
        return sheet_of(opened, seen, actor.id, found, told, decides=decides, practises=practises)


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
