"""Assigning: who is asked to mark what, by hand or evenly, and the rules by which a cohort's attempts are marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor, Role
from roleplay.scoring.review import Rules, State
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.cases import Cases
from roleplay.services.forged import whole_number, word
from roleplay.services.policy import Action
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, Assignment, CohortRules, Membership, ReviewRow, Store

_OPEN = (State.UNMARKED, State.NEEDS_SECOND)
_MOVED_BY_RULES = (State.NEEDS_SECOND, State.AGREED, State.DISAGREES)
_AT_ONCE = 200
_MOST_RATERS = 20
_COMPANIONS = frozenset({Role.FACILITATOR, Role.EVALUATOR, Role.SUPERVISOR})


class Assigning:
    """What those do who see to it that attempts are marked."""

    def __init__(
        self, store: Store, bookshelf: Bookshelf, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._cases = Cases(store, bookshelf, now, new_id)
        self._audit = Auditing(store, now)

    def assign(self, actor: Actor, attempt_id: str, rater: str, due: datetime | None = None) -> None:
        """Ask an evaluator of the cohort to mark an attempt, by a day if one is given."""
        opened = self._cases.for_work(actor, Action.ASSIGN_REVIEW, attempt_id)
        if word(rater, "evaluator") not in self._raters(opened.review.cohort_id) or rater == opened.attempt.owner_id:
            raise NotAllowed("There is no such evaluator for this attempt.", "Choose one of the cohort.")
        self._store.assign([Assignment(opened.attempt.id, rater, actor.id, due)])
        self._audit.note(actor, Deed.REVIEW_ASSIGNED, ("person", rater), {"attempts": "1"})

    def assign_evenly(self, actor: Actor, cohort_id: str, due: datetime | None = None) -> int:
        """Ask as many people as each open attempt of a cohort wants, those first who have least to mark.

        Who was asked already stays asked. Returns how many were asked anew.
        """
        self._cases.require_in(actor, Action.ASSIGN_REVIEW, cohort_id)
        self._store.gather(cohort_id)
        raters = self._raters(cohort_id)
        load = {rater: self._store.load_of(cohort_id).get(rater, 0) for rater in raters}
        asked = dict.fromkeys(raters, 0)
        for review in self._all(cohort_id, _OPEN):
            opened = self._cases.load(review)
            there = {one.rater for one in self._store.assignments([review.attempt_id])}
            there |= {one.rater for one in opened.ratings}
            able = [rater for rater in raters if rater not in there and rater != review.owner_id]
            chosen = sorted(able, key=lambda rater: (load[rater], rater))[: max(0, opened.wanted - len(there))]
            self._store.assign(Assignment(review.attempt_id, rater, actor.id, due) for rater in chosen)
            for rater in chosen:
                load[rater] += 1
                asked[rater] += 1
        for rater, many in asked.items():
            if many:
                self._audit.note(actor, Deed.REVIEW_ASSIGNED, ("person", rater), {"attempts": str(many)})
        return sum(asked.values())

    def rules(self, actor: Actor, cohort_id: str) -> CohortRules:
        """How a cohort has its attempts marked."""
        self._cases.require_in(actor, Action.SEE_QUEUE, cohort_id)
        return self._store.review_rules(cohort_id)

    def set_rules(self, actor: Actor, cohort_id: str, rules: CohortRules) -> None:
        """Change that; what is not returned or decided yet stands by the new rules at once."""
        self._cases.require_in(actor, Action.SET_REVIEW_RULES, cohort_id)
        if all(one.id != cohort_id for one in self._store.cohorts()):
            raise RefusedEvent("There is no such cohort.", "Reload the page.")
        _require_sound(rules.rules)
        companions = {one.person_id for one in self._store.members(cohort_id) if one.role in _COMPANIONS}
        if rules.contact is not None and rules.contact not in companions:
            raise RefusedEvent("The contact has no part in this cohort.", "Choose somebody who accompanies it.")
        self._store.keep_review_rules(cohort_id, rules)
        detail = {name: str(value) for name, value in asdict(rules.rules).items()}
        self._audit.note(actor, Deed.REVIEW_RULES_CHANGED, ("cohort", cohort_id), detail)
        for review in self._all(cohort_id, _MOVED_BY_RULES):
            try:
                self._cases.settle(self._cases.load(review))
            except Conflict:
                continue  # it was marked meanwhile, and stands by the new rules already

    def _all(self, cohort_id: str, states: Sequence[State]) -> list[ReviewRow]:
        """All reviews in these states, as they are now."""
        found: list[ReviewRow] = []
        for state in states:
            last: str | None = None
            while page := self._store.queue(Asked(cohort_id, state=state), _AT_ONCE, after=last):
                found += page
                last = page[-1].attempt_id
        return found

    def _raters(self, cohort_id: str) -> list[str]:
        """Ids of the evaluators of a cohort who can come in and still have the role."""
        return [one.person_id for one in self._store.members(cohort_id) if self._rates(one)]

    def _rates(self, member: Membership) -> bool:
        person = self._store.person(member.person_id)
        found = person is not None and person.active and Role.EVALUATOR in person.roles
        return found and member.role is Role.EVALUATOR


def _require_sound(rules: Rules) -> None:
    for name, value, low, high in (
        ("number of raters", rules.raters, 1, _MOST_RATERS),
        ("share", rules.share, 0, 100),
        ("distance", rules.apart, 0, 3),
        ("bar", rules.bar, 0, 100),
    ):
        if not low <= whole_number(value, name) <= high:
            raise RefusedEvent(f"The {name} is {value}.", f"It has to be from {low} to {high}.")
