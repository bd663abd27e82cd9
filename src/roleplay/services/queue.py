"""The queue as people look at it: whose cohorts they are, how much there is, who marks, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from roleplay.errors import Conflict, NotAllowed
from roleplay.identity import Actor
from roleplay.scoring.review import State
from roleplay.services.assigning import Assigning
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.cases import Cases
from roleplay.services.forged import word
from roleplay.services.policy import Action
from roleplay.services.reviewing import Reviewing, Waiting
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, CohortRow, CohortRules, Remark, Store, Tally

_TRIES = 5
_CANDIDATES = 20
_SHOWN = (Action.MARK_ATTEMPT, Action.ADJUDICATE, Action.ASSIGN_REVIEW, Action.SET_REVIEW_RULES, Action.SEE_NAME)


@dataclass(frozen=True, slots=True)
class Part:
    """A cohort whose queue somebody sees."""

    cohort: CohortRow
    """The cohort."""
    may: frozenset[Action]
    """What they may do there beside seeing it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a queue."""

    rows: tuple[Waiting, ...]
    """What is on it."""
    marked: Mapping[str, frozenset[str]]
    """Attempt -> who has marked it, or decided."""
    earlier: bool
    """Whether there is something before it."""
    later: bool
    """Whether there is something after it."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules of a cohort, with the names that belong to them."""

    cohort: str
    """Name of the cohort."""
    rules: CohortRules
    """The rules."""
    contact: str
    """Name of the contact; empty without one, and for somebody who cannot hear of concerns any more."""
    changed_by: str
    """Name of who said so; empty for nobody, and for somebody who was erased."""
    raters: int
    """How many evaluators the cohort has."""
    contacts: Mapping[str, str] | None
    """Who could be the contact, by id, with their names; None for whoever may not change the rules."""


class Queue:
    """What somebody sees of queues before they open an attempt."""

    def __init__(
        self,
        store: Store,
        bookshelf: Bookshelf,
        now: Callable[[], datetime],
        *,
        reviewing: Reviewing,
        assigning: Assigning,
        comes_back: Callable[[Actor, str], str | None] = lambda _actor, _cohort: None,
    ) -> None:
        """`comes_back` names what somebody is to mark in a cohort before anything else, if that is so."""
        self._store = store
        self._now = now
        self._reviewing = reviewing
        self._assigning = assigning
        self._comes_back = comes_back
        self._cases = Cases(store, bookshelf, now, _no_id)
        self._audit = Auditing(store, now)

    def parts(self, actor: Actor) -> tuple[Part, ...]:
        """The cohorts whose queue somebody sees, by name."""
        own = {one.cohort_id for one in self._store.memberships_of(actor.id)}
        may = self._cases.authority.may_in_cohort
        return tuple(
            Part(one, frozenset(action for action in _SHOWN if may(actor, action, one.id)))
            for one in self._store.cohorts()
            if one.id in own and may(actor, Action.SEE_QUEUE, one.id)
        )

    def tally(self, actor: Actor, cohort_id: str) -> Tally:
        """How much there is in a cohort's queue, and how much of it waits for the actor; a day is over at its end."""
        self._cases.require_in(actor, Action.SEE_QUEUE, cohort_id)
        today = datetime.combine(self._now().astimezone(UTC).date(), time(), UTC)
        tally = self._store.tally(cohort_id, actor.id, today)
        if self._comes_back(actor, cohort_id) is None:
            return tally
        waiting = tally.states.get(State.UNMARKED, 0) + 1  # the rows that somebody sees are as many as they are told
        return replace(tally, states={**tally.states, State.UNMARKED: waiting})

    def waiting(self, actor: Actor) -> int:
        """How many requests wait for the actor, in all cohorts."""
        return self._store.waiting_for(actor.id)

    def page(
        self, actor: Actor, asked: Asked, limit: int, *, after: str | None = None, before: str | None = None
    ) -> Page:
        """A page of the queue, and whether there is more on either side. Next to what is gone it is the first one."""
        near = after or before
        found = self._reviewing.queue(actor, asked, limit + 1, after=after, before=before)
        if near is not None and (not found or (before is not None and len(found) <= limit)):
            return self.page(actor, asked, limit)
        more = len(found) > limit
        rows = found[1:] if more and before is not None else found[:limit]
        marked = self._store.marked_by(one.attempt_id for one in rows)
        return Page(
            rows, marked, earlier=after is not None or (before is not None and more), later=before is not None or more
        )

    def scenarios(self, actor: Actor, cohort_id: str) -> tuple[str, ...]:
        """Ids of the scenarios of which there are attempts in a cohort's queue."""
        self._cases.require_in(actor, Action.SEE_QUEUE, cohort_id)
        found = self._store.scenarios_in(cohort_id)
        hidden = self._comes_back(actor, cohort_id)
        one = None if hidden is None else self._store.presented_anchor(hidden)
        if one is None:
            return found
        return tuple(sorted({*found, self._cases.bookshelf.anchor(one.anchor).scenario}))

    def raters(self, actor: Actor, cohort_id: str) -> Mapping[str, str]:
        """The evaluators of a cohort, by id, with their names."""
        self._cases.require_in(actor, Action.SEE_QUEUE, cohort_id)
        return self._names(self._assigning.raters_in(cohort_id))

    def rules(self, actor: Actor, cohort_id: str) -> InForce:
        """How a cohort has its attempts marked, for whoever sees its queue or sets its rules."""
        rules = self._assigning.rules(actor, cohort_id)
        contacts = self._names(self._assigning.contacts_in(cohort_id))
        may_set = self._cases.authority.may_in_cohort(actor, Action.SET_REVIEW_RULES, cohort_id)
        named = self._names([rules.changed_by]) if rules.changed_by is not None else {}
        return InForce(
            cohort=next((one.name for one in self._store.cohorts() if one.id == cohort_id), ""),
            rules=rules,
            contact=contacts.get(rules.contact or "", ""),
            changed_by=named.get(rules.changed_by or "", ""),
            raters=len(self._assigning.raters_in(cohort_id)),
            contacts=contacts if may_set else None,
        )

    def next_up(self, actor: Actor, cohort_id: str, scenario_id: str | None = None) -> str | None:
        """Hold the attempt that somebody had best mark next, and return its id; None when there is none.

        What others take in the same moment is passed over.
        """
        self._cases.require_in(actor, Action.MARK_ATTEMPT, cohort_id)
        scenario_id = None if scenario_id is None else word(scenario_id, "scenario")
        rules = self._store.review_rules(cohort_id).rules
        if (first := self._comes_back(actor, cohort_id)) is not None:
            return first
        passed: set[str] = set()
        for _ in range(_TRIES):
            found = self._store.next_for(
                actor.id, cohort_id, rules, self._now(), limit=_CANDIDATES + len(passed), scenario_id=scenario_id
            )
            fresh = [one for one in found if one not in passed]
            if not fresh:
                return None
            for attempt_id in fresh:
                try:
                    self._reviewing.renew(actor, attempt_id)
                except (Conflict, NotAllowed):
                    passed.add(attempt_id)
                else:
                    return attempt_id
        return None

    def next_to_decide(self, actor: Actor, cohort_id: str, scenario_id: str | None = None) -> str | None:
        """Hold the disagreement that somebody had best decide next, and return its id; None when there is none."""
        self._cases.require_in(actor, Action.SEE_QUEUE, cohort_id)
        if not self._cases.authority.may_in_cohort(actor, Action.ADJUDICATE, cohort_id):
            return None
        scenario = None if scenario_id is None else word(scenario_id, "scenario")
        asked = Asked(cohort_id, scenario, state=State.DISAGREES)
        for one in self._reviewing.queue(actor, asked, _CANDIDATES):
            try:
                _, decides = self._cases.at_desk(actor, one.attempt_id)
                if decides:
                    self._reviewing.renew(actor, one.attempt_id)
                    return one.attempt_id
            except (Conflict, NotAllowed):
                continue  # somebody else has it open, or it is their own
        return None

    def name_of(self, actor: Actor, attempt_id: str) -> str:
        """The name of the trainee of one attempt. It goes into the audit log, whoever asks.

        For those who may see names in its cohort, and, where somebody has raised a concern, for the cohort's contact.
        """
        review = self._store.review(word(attempt_id, "attempt"))
        if review is None or review.owner_id == actor.id or not self._may_see_name(actor, review.cohort_id, attempt_id):
            raise NotAllowed(
                "You may not see whose attempt this is.", "Ask the supervisor of the cohort, if somebody has to know."
            )
        self._audit.note(actor, Deed.NAME_SHOWN, ("person", review.owner_id), {"attempt": attempt_id})
        return self._names([review.owner_id])[review.owner_id]

    def _may_see_name(self, actor: Actor, cohort_id: str, attempt_id: str) -> bool:
        if self._cases.authority.may_in_cohort(actor, Action.SEE_NAME, cohort_id):
            return True
        if not self._cases.authority.may_in_cohort(actor, Action.READ_CONCERN, cohort_id):
            return False
        told = self._store.review_rules(cohort_id).contact == actor.id
        return told and any(one.kind is Remark.CONCERN for one in self._store.comments(attempt_id))

    def _names(self, ids: list[str]) -> dict[str, str]:
        people = [self._store.person(one) for one in ids]
        named = {one.id: one.name for one in people if one is not None}
        return dict(sorted(named.items(), key=lambda item: (item[1].casefold(), item[0])))


def _no_id() -> str:
    raise LookupError("nothing is written here")
