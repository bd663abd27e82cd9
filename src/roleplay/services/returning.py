"""Between evaluator and trainee: comments, the return of what was marked, the trainee's answer, and concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent
from roleplay.identity import Actor, Role
from roleplay.model.event import Mode
from roleplay.scoring.review import (
    Rating,
    Result,
    State,
    cleared,
    deciding,
    met_standard,
    reasons_for_clearing,
    results,
    uncleared,
)
from roleplay.services.auditing import Deed
from roleplay.services.authority import Owner, owner_of
from roleplay.services.cases import Deskwork, Opened
from roleplay.services.forged import chosen, text_of, whole_number, word
from roleplay.services.policy import Action
from roleplay.store import CohortRow, Comment, Reading, Remark, ReviewRow, Status

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
    id: str | None = None
    """By which its author changes it; None for everybody else, and once it was returned."""


class Missing(StrEnum):
    """What a return to the trainee waits for."""

    MARKS = "marks"
    """Ratings that agree, or a decision."""
    STRENGTH = "strength"
    """Somebody has to name what went well."""
    NOTHING_NEW = "nothing-new"
    """It was returned, and nobody has marked it since."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a trainee would read by a return, as those see it who can return it."""

    words: tuple[Words, ...]
    """What evaluators wrote to the trainee: all of them once people have settled the marks, before that one's own."""
    missing: Missing | None
    """What it waits for; None when it can be returned."""


@dataclass(frozen=True, slots=True)
class Found:
    """A behaviour that was seen by those whose ratings count."""

    behaviour: str
    """Its id."""
    moments: tuple[int, ...]
    """Where, as indexes in the trail."""
    everybody: bool
    """Whether all of them saw it."""


@dataclass(frozen=True, slots=True)
class Handed:
    """An attempt of somebody's that evaluators look at, or have looked at, as its owner knows it."""

    attempt_id: str
    """Which one."""
    cohort_id: str
    """Where."""
    returned_at: datetime | None
    """When something came back last; None before."""
    looking: bool
    """Whether it is being looked at: for the first time, or once more."""
    new: bool
    """Whether something came back that its owner has not read."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a trainee reads of a review."""

    at: datetime
    """When it was returned."""
    asked_again: bool
    """Whether the trainee has asked for another look, which is possible once."""
    results: tuple[Result, ...]
    """What each competency came to."""
    found: tuple[Found, ...]
    """What was seen, in the order of the mark scheme; nothing says by whom."""
    cleared: frozenset[str]
    """Harm that the choices showed and people cleared, in any rubric."""
    uncleared: frozenset[str]
    """Harm that the choices showed, and that nobody has marked or cleared: it stands."""
    met: bool | None
    """Whether the standard was met by what people found."""
    words: tuple[Words, ...]
    """What evaluators wrote to the trainee, and the trainee's answers."""
    reasons: tuple[Words, ...]
    """Why harm that the choices showed was cleared."""
    looking_again: bool
    """Whether somebody else is looking at it, because the trainee asked."""


class Returning(Deskwork):
    """What evaluators write to trainees, and what trainees do with it."""

    # --- the evaluator's ---

    def comment(self, actor: Actor, attempt_id: str, kind: str, text: str, moment: int | None = None) -> None:
        """Write to the trainee, who reads it when it is returned; or a note, which nobody else reads."""
        opened = self._cases.for_hands(actor, attempt_id)
        what = chosen(Remark, kind, "comment")
        if what not in FOR_TRAINEES | {Remark.NOTE}:
            raise RefusedEvent(
                f'A "{what}" is not written here.', "Write a strength, a next step, a comment or a note."
            )
        if moment is not None and whole_number(moment, "moment") >= len(opened.played.trail):
            raise RefusedEvent(f"This attempt has no moment {moment}.", "Comment on one of its turns.")
        self._store.comment(self._cases.written(opened, actor.id, what, _body(text), moment))

    def change(self, actor: Actor, attempt_id: str, text_id: str, text: str | None) -> None:
        """Put other words in place of one's own comment or note; None takes it back. Not what was returned already.

        Raises `NotFound` for what the actor has not written here, and `Conflict` for what was returned.
        """
        opened = self._cases.for_hands(actor, attempt_id)
        written = {one.text.id: one for one in self._own_comments(actor, opened) if one.kind is not Remark.REASON}
        before = written.get(word(text_id, "comment"))
        if before is None:
            raise NotFound.of("comment of yours", text_id)
        after = replace(before.text, body=None, sealed=False)
        if text is not None:
            owner = Owner(before.text.owner_kind, before.text.owner_id)
            (after,) = self._cases.sealer.seal(owner, [replace(after, body=_body(text))])
        self._store.change_comment(replace(before, text=after))

    def own_words(self, actor: Actor, attempt_id: str) -> tuple[Words, ...]:
        """What an evaluator has written about an attempt, notes included; nobody else's."""
        opened = self._cases.for_hands(actor, attempt_id)
        return self._to_author(actor, opened, self._own_comments(actor, opened))

    def letter(self, actor: Actor, attempt_id: str) -> Letter:
        """What the trainee would read, and what a return still waits for. Raises `NotAllowed`."""
        opened = self._cases.for_work(actor, Action.RETURN_REVIEW, attempt_id)
        said = [one for one in self._store.comments(opened.attempt.id) if one.kind in FOR_TRAINEES]
        settled = opened.standing.state in {*_SETTLED, State.RETURNED}
        shown = [one for one in said if settled or one.author == actor.id]
        return Letter(self._to_author(actor, opened, shown), _missing(opened, said))

    def contact(self, actor: Actor, attempt_id: str) -> str | None:
        """The name of whoever is told of a concern; None when the cohort has named nobody. Raises `NotAllowed`."""
        opened = self._cases.for_work(actor, Action.RAISE_CONCERN, attempt_id)
        told = opened.rules.contact
        person = None if told is None else self._store.person(told)
        return None if person is None else person.name

    def _own_comments(self, actor: Actor, opened: Opened) -> list[Comment]:
        own = FOR_TRAINEES | {Remark.NOTE, Remark.REASON}
        found = self._store.comments(opened.attempt.id)
        return [one for one in found if one.author == actor.id and one.kind in own]

    def _to_author(self, actor: Actor, opened: Opened, comments: Iterable[Comment]) -> tuple[Words, ...]:
        """Words as they are read, with an id where the actor can still change them."""
        listed = tuple(comments)
        return tuple(
            replace(words, id=one.text.id) if _is_open(one, actor, opened.review) else words
            for one, words in zip(listed, self._read(listed), strict=True)
        )

    def give_back(self, actor: Actor, attempt_id: str) -> None:
        """Return an attempt to its trainee: levels and comments, among them at least one strength.

        Raises `RefusedEvent` as long as people have not agreed or decided, or nobody has named a strength.
        """
        opened = self._cases.for_work(actor, Action.RETURN_REVIEW, attempt_id)
        missing = _missing(opened, self._store.comments(opened.attempt.id))
        if missing is Missing.STRENGTH:
            raise RefusedEvent("Nothing is said of what went well.", "Name at least one strength, then return it.")
        if missing is not None:
            raise RefusedEvent("This attempt cannot be returned yet.", "It takes ratings that agree, or a decision.")
        self._cases.settle(opened, returned=len(opened.ratings), returned_at=self._now())
        self._note(actor, Deed.REVIEW_RETURNED, opened)

    def concern(self, actor: Actor, attempt_id: str, text: str) -> None:
        """Tell the contact of the cohort of a trainee at risk, or of a real person who can be recognised in a text.

        It enters no score. Who was told goes into the audit log. Raises `RefusedEvent` where no contact is named.
        """
        opened = self._cases.for_work(actor, Action.RAISE_CONCERN, attempt_id)
        self._cases.require_somebody(opened)
        contact = opened.rules.contact
        if contact is None:
            raise RefusedEvent(
                "This cohort has named nobody who is told of concerns.", "Tell its supervisor yourself, now."
            )
        self._store.comment(self._cases.written(opened, actor.id, Remark.CONCERN, _body(text)))
        self._note(actor, Deed.CONCERN_RAISED, opened, cohort=opened.review.cohort_id, told=contact)

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

    def places(self, actor: Actor) -> tuple[CohortRow, ...]:
        """The cohorts in which somebody learns, and so can hand in; none for whoever may not."""
        if not self._cases.authority.may(actor, Action.SUBMIT_ATTEMPT, owner_of(actor)):
            return ()
        parts = {one.cohort_id for one in self._store.memberships_of(actor.id) if one.role is Role.TRAINEE}
        return tuple(cohort for cohort in self._store.cohorts() if cohort.id in parts) if parts else ()

    def take_back(self, actor: Actor, attempt_id: str) -> None:
        """Not have a practice looked at that one has handed in. Raises `Conflict` once somebody has opened it."""
        owner = owner_of(actor)
        review = self._store.review(word(attempt_id, "attempt"))
        attempt = self._store.attempt(attempt_id)
        if review is None or attempt is None or (attempt.owner_kind, attempt.owner_id) != owner:
            raise NotAllowed("You have not handed in such an attempt.", "Your attempts are listed under Progress.")
        self._cases.authority.require(actor, Action.SUBMIT_ATTEMPT, owner)
        if attempt.mode is not Mode.PRACTICE:
            raise NotAllowed("An assessment is always looked at.", "Talk to whoever accompanies you.")
        self._store.drop_review(attempt_id)
        self._audit.note(actor, Deed.SUBMISSION_TAKEN_BACK, ("person", actor.id), {"attempt": attempt_id})

    def handed(self, actor: Actor) -> tuple[Handed, ...]:
        """The actor's own attempts that evaluators look at or have looked at, the newest first."""
        owner = owner_of(actor)
        self._cases.authority.require(actor, Action.READ_REVIEW, owner)
        read = self._store.readings_of(*owner)
        return tuple(
            Handed(
                attempt_id=one.attempt_id,
                cohort_id=one.cohort_id,
                returned_at=one.returned_at,
                looking=one.returned_at is None or (one.looks > 0 and one.state is not State.RETURNED),
                new=_is_new(one, read.get((one.attempt_id, Reading.RESULT))),
            )
            for one in self._store.reviews_of(*owner)
        )

    def may_take_back(self, actor: Actor, attempt_id: str) -> bool:
        """Whether a practice that the actor handed in can still be taken back."""
        attempt = self._store.attempt(word(attempt_id, "attempt"))
        if attempt is None or (attempt.owner_kind, attempt.owner_id) != owner_of(actor):
            return False
        waits = self._store.review(attempt_id) is not None and attempt.mode is Mode.PRACTICE
        return waits and not self._store.looked_into(attempt_id)

    def returned(self, actor: Actor) -> tuple[str, ...]:
        """Ids of the actor's own attempts of which something was returned, the newest first."""
        self._cases.authority.require(actor, Action.READ_REVIEW, owner_of(actor))
        return tuple(one.attempt_id for one in self._store.reviews_of(*owner_of(actor)) if one.returned is not None)

    def read(self, actor: Actor, attempt_id: str) -> Returned:
        """What was returned of the actor's own attempt. Nothing that was marked or written since is in it.

        From then on it is no news.
        """
        opened, said = self._own(actor, attempt_id)
        standing, at = opened.returned, opened.review.returned_at
        if standing is None or at is None:
            raise NotAllowed("Nothing of yours was returned here.", "Marked attempts are listed under Progress.")
        counting = deciding(standing)
        clearing = reasons_for_clearing(opened.case, counting)
        self._store.note_reading(opened.attempt.id, Reading.RESULT, self._now())
        return Returned(
            at=at,
            asked_again=opened.review.looks > 0,
            results=results(opened.case, standing),
            found=_found(opened, counting),
            cleared=cleared(opened.case, counting),
            uncleared=uncleared(opened.case, counting),
            met=met_standard(opened.case, standing),
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
        if opened.case.observers is not None:
            raise RefusedEvent(
                "Nothing of a station is recorded, so nobody else can look at it.",
                "Answer what was returned, or ask whoever set it up to do it again with other observers.",
            )
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


def _is_new(review: ReviewRow, read: datetime | None) -> bool:
    return review.returned_at is not None and (read is None or read < review.returned_at)


def _found(opened: Opened, counting: Sequence[Rating]) -> tuple[Found, ...]:
    shown = [{tick.behaviour for tick in rating.ticks} for rating in counting]
    moments: dict[str, set[int]] = {}
    for tick in (tick for rating in counting for tick in rating.ticks):
        moments.setdefault(tick.behaviour, set()).add(tick.moment)
    return tuple(
        Found(one.id, tuple(sorted(moments[one.id])), all(one.id in seen for seen in shown))
        for rubric in opened.case.rubrics.values()
        for one in rubric.behaviours
        if one.id in moments
    )


def is_for_trainee(comment: Comment, review: ReviewRow) -> bool:
    """Whether the trainee reads it: their own answers, and what was written to them before the last return."""
    until = review.returned_at
    written = until is not None and comment.text.at <= until
    return comment.kind is Remark.ANSWER or (comment.kind in FOR_TRAINEES and written)


_SETTLED = frozenset({State.AGREED, State.ADJUDICATED})


def _missing(opened: Opened, said: Iterable[Comment]) -> Missing | None:
    state = opened.standing.state
    if state not in _SETTLED:
        return Missing.NOTHING_NEW if state is State.RETURNED else Missing.MARKS
    return None if any(one.kind is Remark.STRENGTH for one in said) else Missing.STRENGTH


def _is_open(comment: Comment, actor: Actor, review: ReviewRow) -> bool:
    """Whether somebody can change what was written: their own, unless the trainee reads it already."""
    if comment.author != actor.id or comment.kind is Remark.REASON:
        return False
    return comment.kind is Remark.NOTE or not is_for_trainee(comment, review)


def _body(text: str) -> str:
    body = text_of(text)
    if body is None:
        raise RefusedEvent("There is nothing in it.", "Write something first.")
    return body
