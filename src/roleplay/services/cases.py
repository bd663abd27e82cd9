"""Reviews as services work on them: an attempt with its ratings and rules, and who may do what with it.

An attempt has an evaluator only through the cohort in which it is looked at: a part in another one does not count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from roleplay.engine import State as Played
from roleplay.errors import NotAllowed
from roleplay.identity import Actor
from roleplay.model.event import Started
from roleplay.scoring import score
from roleplay.scoring.review import Case, Rating, Standing, State, raters_wanted, stand
from roleplay.services.authority import Authority, Owner
from roleplay.services.forged import word
from roleplay.services.policy import Action
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.store import Attempt, CohortRules, Comment, OwnerKind, Remark, ReviewRow, Store, TextRow

PURPOSE = "review"
"""What every text is that was written in a review."""


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
    """All, the first one first."""

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
        if (
            review is None
            or not self.authority.may_in_cohort(actor, action, review.cohort_id)
            or not self.authority.may(actor, action, Owner(OwnerKind.PERSON, review.owner_id))
        ):
            raise NotAllowed(*_NOT_THERE)
        return self.load(review)

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
            raise NotAllowed(*_NOT_THERE)
        attempt, log = found.attempt, [recorded.event for recorded in found.events]
        game = self.bookshelf.game(attempt.scenario_hash)
        begun = next(event for event in log if isinstance(event, Started))
        rubrics = self.bookshelf.rubrics(begun.rubrics)
        played = game.replay(log)
        return Opened(
            review=review,
            attempt=attempt,
            rubric_hashes=begun.rubrics,
            words=begun.site,
            played=played,
            case=Case(attempt.id, game.scenario, rubrics, score(game, rubrics, played)),
            rules=self.store.review_rules(review.cohort_id),
            ratings=self.store.ratings(attempt.id),
        )

    def settle(self, opened: Opened, **changes: int | datetime) -> None:
        """Keep the state that follows from what is there, with these changes. Raises `Conflict`."""
        review = replace(opened.review, **changes)  # type: ignore[arg-type]
        standing = opened.after(*opened.ratings, looks=review.looks, returned=review.returned)
        self.store.set_review(replace(review, state=standing.state), len(opened.ratings))

    def written(self, opened: Opened, author: str, kind: Remark, body: str, moment: int | None = None) -> Comment:
        """Something to be kept, sealed: a note with its author's key, everything else with the trainee's."""
        owner = Owner(OwnerKind.PERSON, author) if kind is Remark.NOTE else opened.owner
        row = TextRow(self._new_id(), owner.kind, owner.id, None, PURPOSE, body, self.now())
        (kept,) = self.sealer.seal(owner, [row])
        return Comment(kept, opened.attempt.id, author, kind, moment)


_NOT_THERE = (
    "There is no such attempt in a queue of yours.",
    "You see the queues of the cohorts in which you have a part, and nobody marks their own attempts.",
)


def pseudonym(cohort_id: str, owner_id: str) -> str:
    """What a trainee is called at the desk: the same throughout a cohort, and another in every other one."""
    return hashlib.sha256(f"{cohort_id} {owner_id}".encode()).hexdigest()[:6].upper()
