"""Reviews as services work on them: an attempt with its ratings and rules, and who may do what with it.

An attempt has an evaluator only through the cohort in which it is looked at: a part in another one does not count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from roleplay.engine import State as Played
from roleplay.errors import NotAllowed, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.event import Started
from roleplay.scoring import score
from roleplay.scoring.kept import of_review
from roleplay.scoring.review import Case, Rating, Standing, State, raters_wanted, results, stand
from roleplay.services.anchored import Laid, lay
from roleplay.services.auditing import Auditing
from roleplay.services.authority import Authority, Owner
from roleplay.services.calibrated import Calibrated
from roleplay.services.forged import word
from roleplay.services.policy import Action
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.store import Attempt, CohortRules, Comment, OwnerKind, Remark, ReviewRow, Store, TextRow

PURPOSE = "review"
"""What every text is that was written in a review."""
ANCHOR_WORDS = "anchor"
"""What every text is that was written while somebody marked an anchor; it goes when that is done."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A review with all that its state depends on."""

    review: ReviewRow
    """The row."""
    attempt: Attempt
    """What is looked at."""
    rubric_hashes: tuple[str, ...]
    """Those that the attempt pins."""
    words: dict[str, str]
    """The site's words, as pinned."""
    played: Played
    """Where the attempt ended."""
    case: Case
    """What ratings are held against."""
    rules: CohortRules
    """The cohort's."""
    ratings: tuple[Rating, ...]
    """All that count, the first one first."""
    practised: tuple[Rating, ...] = ()
    """Those of evaluators who were not calibrated, the first one first. Nothing follows from them."""
    anchor: Laid | None = None
    """What it is in truth, where it is no attempt."""

    @property
    def owner(self) -> Owner:
        """The trainee."""
        return Owner(self.attempt.owner_kind, self.attempt.owner_id)

    @property
    def standing(self) -> Standing:
        """How it stands now."""
        return self.after(*self.ratings)

    def after(self, *ratings: Rating, looks: int | None = None, returned: int | None = None) -> Standing:
        """How it stands after these ratings."""
        looks = self.review.looks if looks is None else looks
        returned = self.review.returned if returned is None else returned
        return stand(self.case, self.rules.rules, ratings, looks=looks, returned=returned)

    def settled(self, standing: Standing) -> ReviewRow:
        """The row of the review when it stands like this."""
        official = of_review(results(self.case, standing)) if standing.ratings or standing.adjudication else None
        return replace(self.review, state=standing.state, official=official, gist=standing.gist)

    @property
    def returned(self) -> Standing | None:
        """How it stood when it was returned; None before."""
        until = self.review.returned
        if until is None:
            return None
        return replace(self.after(*self.ratings[:until], looks=0), state=State.RETURNED)  # whatever the rules are now

    @property
    def wanted(self) -> int:
        """How many people have to mark it."""
        return raters_wanted(self.rules.rules, self.case, self.ratings) + self.review.looks

    def marked_by(self, person_id: str) -> bool:
        """Whether somebody has marked it, or decided."""
        return any(rating.rater == person_id for rating in self.ratings)

    def by(self, person_id: str) -> tuple[Rating, ...]:
        """What somebody has marked here, for practice or not, the first one first."""
        return tuple(rating for rating in (*self.practised, *self.ratings) if rating.rater == person_id)


class Cases:
    """Opens reviews for those who may, and keeps what they write."""

    def __init__(
        self,
        store: Store,
        bookshelf: Bookshelf,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        *,
        sealer: Sealer | None = None,
    ) -> None:
        self.store = store
        self.bookshelf = bookshelf
        self.now = now
        self.sealer = sealer or Plain()
        self.authority = Authority(store)
        self.calibrated = Calibrated(store, bookshelf)
        self._new_id = new_id

    def require_in(self, actor: Actor, action: Action, cohort_id: str) -> None:
        """Raise `NotAllowed` unless they may do this in a cohort."""
        if not self.authority.may_in_cohort(actor, action, word(cohort_id, "cohort")):
            raise NotAllowed(
                "You may not do that in this cohort.", "Ask its supervisor, or whoever looks after people."
            )

    def for_work(self, actor: Actor, action: Action, attempt_id: str) -> Opened:
        """A review, for somebody who accompanies its cohort. Raises `NotAllowed`, in the same words for none."""
        review = self.store.review(word(attempt_id, "attempt"))
        if review is None:
            return self._anchor_for(actor, action, attempt_id)
        here = self.authority.may_in_cohort(actor, action, review.cohort_id)
        if not here or not self.authority.may(actor, action, Owner(OwnerKind.PERSON, review.owner_id)):
            raise NotAllowed(*_NOT_THERE)
        return self.load(review)

    def for_hands(self, actor: Actor, attempt_id: str) -> Opened:
        """A review for who works on it: evaluators of its cohort, a supervisor who decides or has. Raises likewise."""
        try:
            return self.for_work(actor, Action.MARK_ATTEMPT, attempt_id)
        except NotAllowed:  # a supervisor decides, and marks nothing
            opened = self.for_work(actor, Action.ADJUDICATE, attempt_id)
            if opened.standing.state is not State.DISAGREES and not opened.marked_by(actor.id):
                raise
            return opened

    def at_desk(self, actor: Actor, attempt_id: str) -> tuple[Opened, bool]:
        """A review for somebody who comes to mark it or to decide, and whether they come to decide. Raises likewise."""
        opened = self.for_hands(actor, attempt_id)
        decides = (
            opened.standing.state is State.DISAGREES
            and not opened.by(actor.id)
            and self.may_decide(actor, opened.review.cohort_id)
        )
        if not decides:
            self.require_there(opened, actor.id)
        return opened, decides

    def practises(self, actor: Actor, opened: Opened) -> bool:
        """Whether somebody marks this for practice only: they are not calibrated, or were not when they began."""
        if opened.anchor is not None or opened.marked_by(actor.id):
            return False
        return bool(opened.by(actor.id)) or self.calibrated.practises(actor, opened.review.cohort_id)

    def may_decide(self, actor: Actor, cohort_id: str) -> bool:
        """Whether somebody may decide between ratings here, as far as calibration goes; supervisors always may."""
        supervises = self.authority.may_in_cohort(actor, Action.SET_CALIBRATION, cohort_id)
        return supervises or not self.calibrated.practises(actor, cohort_id)

    def require_somebody(self, opened: Opened) -> None:
        """Raise `RefusedEvent` for an anchor, about whom nobody has to worry. It leaves the desk; they know it now."""
        laid = opened.anchor
        if laid is None:
            return
        one = self.store.presented_anchor(laid.id)
        if one is not None:
            self.store.know_anchor(one.anchor, [one.rater])
            self.store.drop_anchor(one.id)
        raise RefusedEvent(
            "Nobody is at risk here: this is an anchor, written to see how evaluators mark. You did right to ask.",
            "It has left your queue, and counts for nothing.",
        )

    def require_there(self, opened: Opened, person_id: str) -> None:
        """Raise `NotAllowed` for whoever was not there where only those can mark who were: at a station."""
        if opened.case.observers is not None and person_id not in self.store.observers_of(opened.attempt.id):
            raise NotAllowed(
                "A station is marked by those who watched it.", "Nothing of it was recorded. Take another attempt."
            )

    def own(self, actor: Actor, attempt_id: str) -> Opened:
        """A review that was returned, for the trainee whose attempt it is. Raises `NotAllowed` likewise."""
        review = self.store.review(word(attempt_id, "attempt"))
        owner = Owner(OwnerKind.PERSON, actor.id)
        if (
            review is None
            or review.owner_id != actor.id
            or review.returned is None
            or not self.authority.may(actor, Action.READ_REVIEW, owner)
        ):
            raise NotAllowed("Nothing of yours was returned here.", "Marked attempts are listed under Progress.")
        return self.load(review)

    def load(self, review: ReviewRow) -> Opened:
        """A review with all that belongs to it. For services, which have asked whether that may be."""
        found = self.store.log(review.attempt_id)
        if found is None:
            return self._anchor(review.attempt_id)
        attempt, log = found.attempt, [recorded.event for recorded in found.events]
        game = self.bookshelf.game(attempt.scenario_hash)
        begun = next(event for event in log if isinstance(event, Started))
        rubrics = self.bookshelf.rubrics(begun.rubrics)
        played = game.replay(log)
        observers = None if review.gist is None else review.gist.observers
        return Opened(
            review=review,
            attempt=attempt,
            rubric_hashes=begun.rubrics,
            words=begun.site,
            played=played,
            case=Case(attempt.id, game.scenario, rubrics, score(game, rubrics, played), observers),
            rules=self.store.review_rules(review.cohort_id),
            ratings=self.store.ratings(attempt.id),
            practised=self.store.practised(attempt.id),
        )

    def _anchor_for(self, actor: Actor, action: Action, presented_id: str) -> Opened:
        """An anchor, for whoever has it on the desk, as the attempt that it looks like."""
        opened = self._anchor(presented_id)
        laid = opened.anchor
        if laid is None or laid.rater != actor.id or not self.authority.may_in_cohort(actor, action, laid.cohort_id):
            raise NotAllowed(*_NOT_THERE)
        return opened

    def _anchor(self, presented_id: str) -> Opened:
        one = self.store.presented_anchor(presented_id) or self.store.anchor_rating(presented_id)
        if one is None:
            raise NotAllowed(*_NOT_THERE)
        laid = lay(self.bookshelf, one)
        playing = laid.playing
        found = score(playing.game, laid.rubrics, playing.state)
        return Opened(
            review=ReviewRow(laid.id, laid.cohort_id, laid.anchor.scenario, laid.id, laid.at),
            attempt=playing.attempt,
            rubric_hashes=laid.rubric_hashes,
            words=laid.words,
            played=playing.state,
            case=Case(laid.id, playing.game.scenario, laid.rubrics, found),
            rules=self.store.review_rules(laid.cohort_id),
            ratings=() if laid.marked is None else (laid.marked,),
            anchor=laid,
        )

    def settle(self, opened: Opened, **changes: int | datetime) -> None:
        """Keep the state that follows from what is there, with these changes. Raises `Conflict`."""
        review = replace(opened.review, **changes)  # type: ignore[arg-type]
        standing = opened.after(*opened.ratings, looks=review.looks, returned=review.returned)
        self.store.set_review(replace(opened, review=review).settled(standing), len(opened.ratings))

    def written(self, opened: Opened, author: str, kind: Remark, body: str, moment: int | None = None) -> Comment:
        """Something to be kept, sealed: a note with its author's key, everything else with the trainee's."""
        theirs = kind is Remark.NOTE or opened.anchor is not None  # an anchor is nobody's
        owner = Owner(OwnerKind.PERSON, author) if theirs else opened.owner
        purpose = PURPOSE if opened.anchor is None else ANCHOR_WORDS
        row = TextRow(self._new_id(), owner.kind, owner.id, None, purpose, body, self.now())
        (kept,) = self.sealer.seal(owner, [row])
        return Comment(kept, opened.attempt.id, author, kind, moment)


class Deskwork:
    """What every service has that works on cases."""

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
        self._bookshelf = bookshelf
        self._now = now
        self._new_id = new_id
        self._cases = Cases(store, bookshelf, now, new_id, sealer=sealer)
        self._audit = Auditing(store, now)


_NOT_THERE = (
    "There is no such attempt in a queue of yours.",
    "You see the queues of the cohorts in which you have a part, and nobody marks their own attempts.",
)


def pseudonym(cohort_id: str, owner_id: str) -> str:
    """What a trainee is called at the desk: the same throughout a cohort, and another in every other one."""
    return hashlib.sha256(f"{cohort_id} {owner_id}".encode()).hexdigest()[:6].upper()
