"""Between evaluator and trainee: comments, the return of what was marked, the trainee's answer, and concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor, Role
from roleplay.model.event import Mode
from roleplay.scoring.review import Result, State, results
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import owner_of
from roleplay.services.cases import Cases, Opened
from roleplay.services.forged import chosen, text_of, whole_number, word
from roleplay.services.policy import Action
from roleplay.services.sealing import Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.store import Comment, Remark, ReviewRow, Status, Store

FOR_TRAINEES = frozenset({Remark.STRENGTH, Remark.NEXT_STEP, Remark.COMMENT})
"""What evaluators write to a trainee, who reads it once it is returned."""


@dataclass(frozen=True, slots=True)
class Words:
    """Something that was written, as it is read."""

    kind: Remark
    """What it is."""
    body: str | None
    """The words; None when they cannot be read now."""
    moment: int | None
    """Index in the trail; None for the whole."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a trainee reads of a review."""

    results: tuple[Result, ...]
    """What each competency came to."""
    words: tuple[Words, ...]
    """What evaluators wrote to the trainee, and the trainee's answers."""
    reasons: tuple[Words, ...]
    """Why harm that the choices showed was cleared."""
    looking_again: bool
    """Whether somebody else is looking at it, because the trainee asked."""


class Returning:
    """What evaluators write to trainees, and what trainees do with it."""

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
        self._audit = Auditing(store, now)

    # --- the evaluator's ---

    def comment(self, actor: Actor, attempt_id: str, kind: str, text: str, moment: int | None = None) -> None:
        """Write to the trainee, who reads it when it is returned; or a note, which nobody else reads."""
        opened = self._cases.for_work(actor, Action.MARK_ATTEMPT, attempt_id)
        what = chosen(Remark, kind, "comment")
        if what not in FOR_TRAINEES | {Remark.NOTE}:
            raise RefusedEvent(
                f'A "{what}" is not written here.', "Write a strength, a next step, a comment or a note."
            )
        if moment is not None and whole_number(moment, "moment") >= len(opened.played.trail):
            raise RefusedEvent(f"This attempt has no moment {moment}.", "Comment on one of its turns.")
        self._store.comment(self._cases.written(opened, actor.id, what, _body(text), moment))

    def own_words(self, actor: Actor, attempt_id: str) -> tuple[Words, ...]:
        """What an evaluator has written about an attempt, notes included; nobody else's."""
        opened = self._cases.for_work(actor, Action.MARK_ATTEMPT, attempt_id)
        own = FOR_TRAINEES | {Remark.NOTE, Remark.REASON}
        return self._read(
            one for one in self._store.comments(opened.attempt.id) if one.author == actor.id and one.kind in own
        )

    def give_back(self, actor: Actor, attempt_id: str) -> None:
        """Return an attempt to its trainee: levels and comments, among them at least one strength.

        Raises `RefusedEvent` as long as people have not agreed or decided, or nobody has named a strength.
        """
        opened = self._cases.for_work(actor, Action.RETURN_REVIEW, attempt_id)
        if opened.standing.state not in {State.AGREED, State.ADJUDICATED}:
            raise RefusedEvent("This attempt cannot be returned yet.", "It takes ratings that agree, or a decision.")
        if all(one.kind is not Remark.STRENGTH for one in self._store.comments(opened.attempt.id)):
            raise RefusedEvent("Nothing is said of what went well.", "Name at least one strength, then return it.")
        self._cases.settle(opened, returned=len(opened.ratings), returned_at=self._now())
        self._note(actor, Deed.REVIEW_RETURNED, opened)

    def concern(self, actor: Actor, attempt_id: str, text: str) -> None:
        """Tell the contact of the cohort of a trainee at risk, or of a real person who can be recognised in a text.

        It enters no score. Who was told goes into the audit log. Raises `RefusedEvent` where no contact is named.
        """
        opened = self._cases.for_work(actor, Action.RAISE_CONCERN, attempt_id)
        contact = opened.rules.contact
        if contact is None:
            raise RefusedEvent(
                "This cohort has named nobody who is told of concerns.", "Tell its supervisor yourself, now."
            )
        self._store.comment(self._cases.written(opened, actor.id, Remark.CONCERN, _body(text)))
        self._note(actor, Deed.CONCERN_RAISED, opened, cohort=opened.review.cohort_id, told=contact)

    def concerns(self, actor: Actor, cohort_id: str) -> tuple[tuple[str, Words], ...]:
        """What the contact of a cohort was told: ids of attempts with the words. It goes into the audit log."""
        self._cases.require_in(actor, Action.READ_CONCERN, cohort_id)
        if self._store.review_rules(cohort_id).contact != actor.id:
            raise NotAllowed("Concerns are read by the contact of the cohort.", "Ask its supervisor who that is.")
        found = self._store.concerns(cohort_id)
        self._audit.note(actor, Deed.CONCERNS_READ, ("cohort", cohort_id))
        return tuple((one.attempt_id, words) for one, words in zip(found, self._read(found), strict=True))

    # --- the trainee's ---

    def submit(self, actor: Actor, attempt_id: str, cohort_id: str) -> None:
        """Have a finished practice of one's own looked at, in a cohort in which one learns."""
        owner = owner_of(actor)
        attempt = self._store.attempt(word(attempt_id, "attempt"))
        if attempt is None or (attempt.owner_kind, attempt.owner_id) != owner:
            raise NotAllowed("There is no such attempt of yours.", "Your attempts are listed under Progress.")
        self._cases.authority.require(actor, Action.SUBMIT_ATTEMPT, owner)
        parts = [one.cohort_id for one in self._store.memberships_of(actor.id) if one.role is Role.TRAINEE]
        if word(cohort_id, "cohort") not in parts:
            raise NotAllowed("You do not learn in that cohort.", "Choose one of yours.")
        if attempt.mode is not Mode.PRACTICE or attempt.status is not Status.FINISHED or attempt.ended_at is None:
            raise RefusedEvent("Only a practice that is finished can be handed in.", "Play it to its end first.")
        if self._store.review(attempt.id) is not None:
            raise Conflict("This attempt has been handed in already.", "You will hear when it is returned.")
        self._store.add_review(ReviewRow(attempt.id, cohort_id, attempt.scenario_id, actor.id, attempt.ended_at))
        self._audit.note(actor, Deed.ATTEMPT_SUBMITTED, ("person", actor.id), {"attempt": attempt.id})

    def returned(self, actor: Actor) -> tuple[str, ...]:
        """Ids of the actor's own attempts of which something was returned, the newest first."""
        self._cases.authority.require(actor, Action.READ_REVIEW, owner_of(actor))
        return tuple(one.attempt_id for one in self._store.reviews_of(*owner_of(actor)) if one.returned is not None)

    def read(self, actor: Actor, attempt_id: str) -> Returned:
        """What was returned of the actor's own attempt. Nothing that was marked or written since is in it."""
        opened, said = self._own(actor, attempt_id)
        standing = opened.returned
        found = () if standing is None else results(opened.case, standing)
        clearing = {ref for one in found for ref in one.reasons}
        return Returned(
            results=found,
            words=self._read(one for one in said if is_for_trainee(one, opened.review)),
            reasons=self._read(one for one in said if one.text.id in clearing),
            looking_again=opened.review.looks > 0 and opened.standing.state is State.NEEDS_SECOND,
        )

    def answer(self, actor: Actor, attempt_id: str, text: str) -> None:
        """Answer what was returned."""
        opened, _ = self._own(actor, attempt_id)
        self._store.comment(self._cases.written(opened, actor.id, Remark.ANSWER, _body(text)))

    def ask_again(self, actor: Actor, attempt_id: str) -> None:
        """Ask that somebody who has not marked the attempt looks at it, too. Once for each attempt."""
        opened, _ = self._own(actor, attempt_id)
        if opened.review.looks:
            raise Conflict("Another look was asked for already.", "You will hear when it is returned.")
        self._cases.settle(opened, looks=1)
        self._note(actor, Deed.ANOTHER_LOOK_ASKED, opened)

    def _own(self, actor: Actor, attempt_id: str) -> tuple[Opened, tuple[Comment, ...]]:
        opened = self._cases.own(actor, attempt_id)
        return opened, self._store.comments(opened.attempt.id)

    def _read(self, comments: Iterable[Comment]) -> tuple[Words, ...]:
        listed = tuple(comments)
        texts = self._cases.sealer.open(one.text for one in listed)
        return tuple(Words(one.kind, text.body, one.moment) for one, text in zip(listed, texts, strict=True))

    def _note(self, actor: Actor, deed: Deed, opened: Opened, **detail: str) -> None:
        about = {"attempt": opened.attempt.id, **detail}
        self._audit.note(actor, deed, ("person", opened.attempt.owner_id), about)


def is_for_trainee(comment: Comment, review: ReviewRow) -> bool:
    """Whether the trainee reads it: their own answers, and what was written to them before the last return."""
    until = review.returned_at
    written = until is not None and comment.text.at <= until
    return comment.kind is Remark.ANSWER or (comment.kind in FOR_TRAINEES and written)


def _body(text: str) -> str:
    body = text_of(text)
    if body is None:
        raise RefusedEvent("There is nothing in it.", "Write something first.")
    return body
