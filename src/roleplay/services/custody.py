"""Custody: with whose key somebody may have words sealed now, and which sealed words they may have opened.

Whoever holds the keys asks it. What a page does not show to a person, that person's kernel does not get by its id.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from roleplay.errors import NotAllowed
from roleplay.identity import Actor
from roleplay.scoring.review import State, deciding, reasons_for_clearing
from roleplay.services.authority import Authority, Owner, owner_of
from roleplay.services.cases import PURPOSE, Cases
from roleplay.services.facilitation import PURPOSE as FACILITATION
from roleplay.services.facilitation import Watchers
from roleplay.services.openings import Openings
from roleplay.services.policy import Action
from roleplay.services.returning import FOR_TRAINEES, is_for_trainee
from roleplay.services.shelf import Bookshelf
from roleplay.services.voting import FOR_LEADS
from roleplay.services.voting import PURPOSE as WORKSHOP
from roleplay.services.workshops import Halls
from roleplay.store import Comment, OwnerKind, Remark, ReviewRow, Status, Store, TextRow, Visibility
from roleplay.store.workshop_rows import Said

_AT_DESK = (Action.MARK_ATTEMPT, Action.ADJUDICATE, Action.RETURN_REVIEW, Action.RAISE_CONCERN)
"""Each of them writes something that belongs to the trainee."""
_TO_CONTACT = frozenset({Remark.CONCERN, Remark.FOLLOW_UP})
_SETTLED = frozenset({State.AGREED, State.ADJUDICATED, State.RETURNED})


class Custody:
    """Asks the policy and the store whether words may be sealed and opened."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._authority = Authority(store)
        self._openings = Openings(store)
        bookshelf = Bookshelf(store)
        self._watchers = Watchers(store)
        self._cases = Cases(store, bookshelf, lambda: datetime.now(UTC), secrets.token_hex)
        self._halls = Halls(store, bookshelf, lambda: datetime.now(UTC))

    # --- sealing ---

    def require_keeping(self, actor: Actor, owner: Owner, ids: Iterable[str]) -> None:
        """Raise `NotAllowed` unless somebody may leave words under these ids in this owner's keeping just now."""
        if owner == owner_of(actor):
            if not self._authority.may(actor, Action.KEEP_PAGE, owner):
                self._authority.require(actor, Action.PLAY, owner)
            return
        others = (self._at_desk_of, self._contact_for, self._openings.may_write_to, self._assesses)
        if not any(may_write_to(actor, owner) for may_write_to in others) or not self._own_or_new(actor, ids):
            raise NotAllowed("You may not write to this person now.", "Go back to the list, and open it again.")

    def _at_desk_of(self, actor: Actor, owner: Owner) -> bool:
        """Whether they do something with an attempt of the owner's at an evaluator's desk."""
        return any(self._may_any(actor, review, _AT_DESK) for review in self._reviews(owner))

    def _contact_for(self, actor: Actor, owner: Owner) -> bool:
        """Whether they are told of concerns about the owner, and say what was done."""
        return any(self._is_contact(actor, review) for review in self._reviews(owner))

    def _assesses(self, actor: Actor, owner: Owner) -> bool:
        """Whether they watch how the owner leads a workshop, and have not handed in."""
        mine = (one for one in self._store.watches_of(actor.id) if one.observer == actor.id)
        about = (one for one in mine if one.facilitator == owner.id and one.handed_in_at is None)
        return owner.kind is OwnerKind.PERSON and any(self._watchers.may_watch(actor, one) for one in about)

    def _own_or_new(self, actor: Actor, ids: Iterable[str]) -> bool:
        """Whether what is written in place of earlier words is in place of the actor's own."""
        there = self._store.personal_texts(ids)
        own = {one.text.id for one in self._store.comments_by_text(there) if one.author == actor.id}
        return own.issuperset(there)

    # --- opening ---

    def for_eyes_of(self, actor: Actor, rows: Iterable[TextRow]) -> list[TextRow]:
        """Those of some texts that somebody may read now."""
        listed = list(rows)
        said = {one.text.id: one for one in self._store.comments_by_text(row.id for row in listed)}
        return [
            row
            for row in listed
            if (self._may_read_comment(actor, said[row.id]) if row.id in said else self._may_read(actor, row))
        ]

    def _may_read(self, actor: Actor, row: TextRow) -> bool:
        """Of what somebody wrote for themselves or in an attempt, and of what fellow learners wrote."""
        owner = Owner(row.owner_kind, row.owner_id)
        if row.purpose == PURPOSE:  # written in a review that is not there any more
            return False
        if row.purpose == WORKSHOP:
            return self._authority.may(actor, Action.READ_PRIVATE_TEXT, owner) or self._leads(actor, row)
        if self._authority.may(actor, Action.READ_PRIVATE_TEXT, owner) or self._openings.may_read_text(actor, row):
            return True
        if row.attempt_id is None:  # a page, whatever else its row says, or about a workshop
            return self._has_assessed(actor, row)
        if row.visibility is Visibility.SHARED and self._authority.may(actor, Action.READ_SHARED_TEXT, owner):
            return True
        reviews = row.purpose == "reply" and self._authority.may(actor, Action.REVIEW_ATTEMPT, owner)
        attempt = self._store.attempt(row.attempt_id) if reviews else None
        return attempt is not None and attempt.status is Status.FINISHED

    def _leads(self, actor: Actor, row: TextRow) -> bool:
        """Whether they lead the workshop in which it was written, and it is of a kind that those who lead read."""
        (written,) = self._store.contributions_by_text([row.id]) or (None,)
        if written is None or written.kind not in (*FOR_LEADS, Said.SURVEY):
            return False
        try:
            hall = self._halls.led(actor, written.workshop_id)
        except NotAllowed:
            return False
        return written.kind is not Said.SURVEY or hall.state.survey is not None  # not before it is over

    def _has_assessed(self, actor: Actor, row: TextRow) -> bool:
        """Whether it is what they wrote to somebody whom they watched leading a workshop, or the answer to that."""
        watch = self._store.watch_with(row.id) if row.purpose == FACILITATION else None
        return watch is not None and watch.observer == actor.id

    def _may_read_comment(self, actor: Actor, comment: Comment) -> bool:
        """Of what was written in a review. That a text is formally somebody's own does not open it."""
        review = self._store.review(comment.attempt_id)
        if review is None or comment.kind is Remark.NOTE:
            return comment.kind is Remark.NOTE and comment.author == actor.id
        if review.owner_id == actor.id:
            return self._was_returned(actor, comment, review)
        if comment.kind in _TO_CONTACT:
            return self._is_contact(actor, review)
        if comment.author == actor.id or comment.kind is Remark.ANSWER:
            return self._may_any(actor, review, _AT_DESK)
        if comment.kind in FOR_TRAINEES:
            return review.state in _SETTLED and self._may_any(actor, review, [Action.RETURN_REVIEW])
        return self._is_disclosed(actor, review)

    def _was_returned(self, actor: Actor, comment: Comment, review: ReviewRow) -> bool:
        """Whether the trainee reads it: as in `Returning.read`."""
        if not self._authority.may(actor, Action.READ_REVIEW, owner_of(actor)):
            return False
        if comment.kind is not Remark.REASON:
            return is_for_trainee(comment, review)
        opened = self._cases.load(review)
        standing = opened.returned
        counting = () if standing is None else deciding(standing)
        return comment.text.id in reasons_for_clearing(opened.case, counting)

    def _is_disclosed(self, actor: Actor, review: ReviewRow) -> bool:
        """Whether somebody sees what others marked, and why: as on the sheet."""
        try:
            opened, decides = self._cases.at_desk(actor, review.attempt_id)
        except NotAllowed:
            return False
        return decides or (opened.marked_by(actor.id) and len(opened.standing.ratings) >= opened.wanted)

    # --- both ---

    def _reviews(self, owner: Owner) -> tuple[ReviewRow, ...]:
        return self._store.reviews_of(*owner) if owner.kind is OwnerKind.PERSON else ()

    def _may_any(self, actor: Actor, review: ReviewRow, actions: Iterable[Action]) -> bool:
        owner = Owner(OwnerKind.PERSON, review.owner_id)
        return any(
            self._authority.may_in_cohort(actor, action, review.cohort_id) and self._authority.may(actor, action, owner)
            for action in actions
        )

    def _is_contact(self, actor: Actor, review: ReviewRow) -> bool:
        if not self._authority.may_in_cohort(actor, Action.READ_CONCERN, review.cohort_id):
            return False
        return self._store.review_rules(review.cohort_id).contact == actor.id
