"""Assigning: who is asked to mark what, by hand or evenly, and the rules by which a cohort's attempts are marked."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor, Role
from roleplay.model.event import Recorded, Started
from roleplay.scoring import score
from roleplay.scoring.kept import of_attempt, read
from roleplay.scoring.review import Rules, State, drawn, harmful
from roleplay.services.auditing import Deed
from roleplay.services.authority import Owner, actor_of
from roleplay.services.cases import Deskwork
from roleplay.services.forged import whole_number, word
from roleplay.services.policy import POLICY, Action, Who
from roleplay.store import Assignment, CohortRules, Membership, OwnerKind, Place, ReviewRow
from roleplay.store.settling import MOVED, OPEN

PORTION = 500
"""How many attempts are looked at between two answers, so that nobody waits long for their turn."""
MOST_AT_ONCE = 200
"""Most attempts that are assigned by hand with one press."""
MOST_RATERS = 20
"""Most people whom a cohort can want for each attempt."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What one press has asked for, as far as it takes to take it back."""

    batch: str | None
    """Names the new requests; None when there are none."""
    asked: int
    """How many attempts somebody was asked to mark, anew or by another day."""
    left_out: int = 0
    """How many were left out: the person has marked them, or enough people have."""
    earlier: tuple[Assignment, ...] = ()
    """Requests that were there before, as they were."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What sharing out evenly would ask for."""

    attempts: int
    """How many attempts lack people."""
    people: int
    """How many requests that makes, at most."""
    raters: int
    """Among how many evaluators."""
    ready: bool
    """Whether all attempts were looked at; otherwise it takes another look."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far sharing out evenly has come. It goes on from there."""

    batch: str
    """Names the requests."""
    asked: int = 0
    """How many people were asked."""
    looked: int = 0
    """How many attempts were looked at."""
    done: bool = False
    """Whether that was all."""
    load: Mapping[str, int] = field(default_factory=dict)
    """Evaluator -> how much they have to mark by now."""
    after: Place | None = None
    """The attempt that was looked at last."""


class Assigning(Deskwork):
    """What those do who see to it that attempts are marked."""

    # --- by hand ---

    def assign(
        self, actor: Actor, cohort_id: str, attempt_ids: Sequence[str], rater: str, due: datetime | None = None
    ) -> Pressed:
        """Ask an evaluator of the cohort to mark attempts, by a day if one is given.

        Left out is what the person has marked, and what nobody has to mark any more. Raises `NotAllowed` when they are
        no evaluator of the cohort, or for an attempt of their own.
        """
        reviews = self._named(actor, cohort_id, attempt_ids)
        if word(rater, "evaluator") not in self.raters_in(cohort_id) or any(one.owner_id == rater for one in reviews):
            raise NotAllowed("There is no such evaluator for this attempt.", "Choose one of the cohort.")
        wanted = [
            one.attempt_id
            for one in reviews
            if one.state in OPEN and all(rating.rater != rater for rating in self._store.ratings(one.attempt_id))
        ]
        earlier = tuple(one for one in self._store.assignments(wanted) if one.rater == rater)
        batch = self._new_id()
        self._store.assign(Assignment(one, rater, actor.id, due, batch=batch) for one in wanted)
        if wanted:
            self._note(actor, Deed.REVIEW_ASSIGNED, {rater: len(wanted)})
        return Pressed(batch, len(wanted), len(reviews) - len(wanted), earlier)

    def unassign(self, actor: Actor, cohort_id: str, attempt_ids: Sequence[str]) -> Pressed:
        """Ask nobody to mark these any more; who has marked, or has the attempt open, is left alone."""
        waiting = self._waiting(self._named(actor, cohort_id, attempt_ids))
        gone = self._store.unassign(waiting, self._now())
        kept = {(one.attempt_id, one.rater) for one in self._store.assignments(one.attempt_id for one in waiting)}
        taken = tuple(one for one in waiting if (one.attempt_id, one.rater) not in kept)
        if gone:
            self._note(actor, Deed.REVIEW_UNASSIGNED, _counted(taken))
        return Pressed(None, gone, len(waiting) - gone, taken)

    def set_due(self, actor: Actor, cohort_id: str, attempt_ids: Sequence[str], due: datetime | None) -> Pressed:
        """Give everybody who is asked to mark these, and has not, another day; None for no day."""
        waiting = self._waiting(self._named(actor, cohort_id, attempt_ids))
        self._store.assign(replace(one, due=due) for one in waiting)
        if waiting:
            self._note(actor, Deed.REVIEW_ASSIGNED, _counted(waiting))
        return Pressed(None, len(waiting), 0, waiting)

    def undo(self, actor: Actor, cohort_id: str, pressed: Pressed) -> int:
        """Take back what one press has asked for, or put back what it has changed. Returns how many were taken back.

        Who has begun stays asked. At most a portion is taken back at a time; 0 says that there is nothing left.
        """
        self._cases.require_in(actor, Action.ASSIGN_REVIEW, cohort_id)
        there = {one.attempt_id for one in pressed.earlier}
        self._named(actor, cohort_id, sorted(there))
        self._store.assign(pressed.earlier)  # under their earlier press, so that they are not taken back
        gone = 0
        if pressed.batch is not None:
            gone = self._store.take_back(cohort_id, pressed.batch, self._now(), PORTION)
        if gone:
            self._audit.note(actor, Deed.REVIEW_UNASSIGNED, ("cohort", cohort_id), {"attempts": str(gone)})
        return gone

    # --- evenly ---

    def plan(self, actor: Actor, cohort_id: str) -> Plan:
        """What sharing out evenly would ask for. It takes another call as long as it is not `ready`."""
        self._cases.require_in(actor, Action.ASSIGN_REVIEW, cohort_id)
        self._store.gather(cohort_id)
        rules = self._store.review_rules(cohort_id).rules
        raters = self._counting(cohort_id)
        ready = not self._weigh(cohort_id, rules)
        attempts, people = self._store.lacking(cohort_id, rules, self._now(), len(raters))
        return Plan(attempts, people, len(raters), ready)

    def assign_evenly(
        self, actor: Actor, cohort_id: str, due: datetime | None = None, progress: Progress | None = None
    ) -> Progress:
        """Ask as many people as each open attempt of a cohort wants, those first who have least to mark.

        Who was asked already stays asked. A portion of the attempts is looked at; `progress` goes on after the last
        one.
        """
        self._cases.require_in(actor, Action.ASSIGN_REVIEW, cohort_id)
        raters = self._counting(cohort_id)
        if progress is None:
            self._store.gather(cohort_id)
            load = self._store.load_of(cohort_id)
            progress = Progress(self._new_id(), load={rater: load.get(rater, 0) for rater in raters})
        rules = self._store.review_rules(cohort_id).rules
        if self._weigh(cohort_id, rules):
            return progress
        places = self._store.places(cohort_id, rules, self._now(), PORTION, progress.after)
        load = {rater: progress.load.get(rater, 0) for rater in raters}
        asked: list[Assignment] = []
        for place in places:
            able = [rater for rater in raters if rater not in place.people and rater != place.owner_id]
            for rater in sorted(able, key=lambda one: (load[one], one))[: place.free]:
                load[rater] += 1
                asked.append(Assignment(place.attempt_id, rater, actor.id, due, batch=progress.batch))
        self._store.ask(asked)
        self._note(actor, Deed.REVIEW_ASSIGNED, _counted(asked))
        return replace(
            progress,
            asked=progress.asked + len(asked),
            looked=progress.looked + len(places),
            done=len(places) < PORTION,
            load=load,
            after=places[-1] if places else progress.after,
        )

    def raters_in(self, cohort_id: str) -> list[str]:
        """Ids of the evaluators of a cohort who can come in and still have the role. For services."""
        return self._with_part(cohort_id, frozenset({Role.EVALUATOR}))

    def _counting(self, cohort_id: str) -> list[str]:
        """Those of them whose marks count: where anchors are used, who is calibrated."""
        people = ((one, self._store.person(one)) for one in self.raters_in(cohort_id))
        practises = self._cases.calibrated.practises
        return [one for one, who in people if who is not None and not practises(actor_of(who), cohort_id)]

    def _with_part(self, cohort_id: str, roles: Container[Who]) -> list[str]:
        """Ids of those who have one of these parts in a cohort, still have the role, and can come in."""
        parts = [one for one in self._store.members(cohort_id) if one.role in roles]
        return sorted({one.person_id for one in parts if self._stands(one)})

    def _stands(self, member: Membership) -> bool:
        person = self._store.person(member.person_id)
        return person is not None and person.active and member.role in person.roles

    # --- rules ---

    def rules(self, actor: Actor, cohort_id: str) -> CohortRules:
        """How a cohort has its attempts marked, for whoever sees its queue or sets its rules."""
        if not self._cases.authority.may_in_cohort(actor, Action.SET_REVIEW_RULES, word(cohort_id, "cohort")):
            self._cases.require_in(actor, Action.SEE_QUEUE, cohort_id)
        return self._store.review_rules(cohort_id)

    def effects(self, actor: Actor, cohort_id: str, rules: CohortRules) -> Mapping[tuple[State, State], int]:
        """How many attempts would go from which state to which by these rules. Raises like `set_rules`."""
        self._require_possible(actor, cohort_id, rules)
        self._work_out(cohort_id)
        return self._store.moves(cohort_id, rules.rules)

    def set_rules(self, actor: Actor, cohort_id: str, rules: CohortRules) -> None:
        """Change that; what is not returned or decided yet stands by the new rules at once."""
        self._require_possible(actor, cohort_id, rules)
        self._store.keep_review_rules(cohort_id, replace(rules, changed_by=actor.id, changed_at=self._now()))
        detail = {name: str(value) for name, value in asdict(rules.rules).items()}
        self._audit.note(actor, Deed.REVIEW_RULES_CHANGED, ("cohort", cohort_id), detail)
        self._work_out(cohort_id)

    def contacts_in(self, cohort_id: str) -> list[str]:
        """Ids of those who can be told of a concern in a cohort. For services."""
        return self._with_part(cohort_id, POLICY[Action.READ_CONCERN].cohort)

    def _require_possible(self, actor: Actor, cohort_id: str, rules: CohortRules) -> None:
        self._cases.require_in(actor, Action.SET_REVIEW_RULES, cohort_id)
        if all(one.id != cohort_id for one in self._store.cohorts()):
            raise RefusedEvent("There is no such cohort.", "Reload the page.")
        _require_sound(rules.rules)
        if rules.contact is not None and rules.contact not in self.contacts_in(cohort_id):
            raise RefusedEvent("The contact has no part in this cohort.", "Choose somebody who accompanies it.")

    # --- gists ---

    def _work_out(self, cohort_id: str) -> None:
        """Settle one by one what was marked before gists were kept; there is less of it each time."""
        tried: set[str] = set()
        while late := self._store.without_gist(cohort_id, MOVED, PORTION).keys() - tried:
            tried |= late
            for attempt_id in late:
                review = self._store.review(attempt_id)
                if review is None:
                    continue
                try:
                    self._cases.settle(self._cases.load(review))
                except Conflict:
                    continue  # it was marked meanwhile, and has its gist by that

    def _weigh(self, cohort_id: str, rules: Rules) -> bool:
        """Look at a portion of what nobody has marked, whether there is harm in it; whether there was anything."""
        if rules.raters > 1:  # then nobody has to know: as many mark it either way
            return False
        late = self._store.without_gist(cohort_id, [State.UNMARKED], PORTION)
        logs = self._store.events_of(one for one, result in late.items() if result is None)
        found = {one: self._result(logs[one]) if result is None else result for one, result in late.items()}
        self._store.weigh({one: drawn(one, harm=bool(read(result).harm)) for one, result in found.items()})
        return bool(late)

    def _result(self, log: Sequence[Recorded]) -> str:
        events = [recorded.event for recorded in log]
        begun = next(event for event in events if isinstance(event, Started))
        game, rubrics = self._bookshelf.game(begun.scenario), self._bookshelf.rubrics(begun.rubrics)
        return of_attempt(score(game, rubrics, game.replay(events)), harmful(rubrics))

    # --- what is named ---

    def _named(self, actor: Actor, cohort_id: str, attempt_ids: Sequence[str]) -> list[ReviewRow]:
        """Reviews of a cohort by id. Raises `NotAllowed` when the actor may not ask for one of them."""
        self._cases.require_in(actor, Action.ASSIGN_REVIEW, cohort_id)
        if not isinstance(attempt_ids, (list, tuple)) or len(attempt_ids) > MOST_AT_ONCE:
            raise RefusedEvent(f"At most {MOST_AT_ONCE} attempts go at once.", "Choose fewer.")
        found: list[ReviewRow] = []
        may: dict[str, bool] = {}
        for attempt_id in dict.fromkeys(word(one, "attempt") for one in attempt_ids):
            review = self._store.review(attempt_id)
            if review is not None and review.owner_id not in may:
                owner = Owner(OwnerKind.PERSON, review.owner_id)
                may[review.owner_id] = self._cases.authority.may(actor, Action.ASSIGN_REVIEW, owner)
            if review is None or review.cohort_id != cohort_id or not may[review.owner_id]:
                raise NotAllowed("There is no such attempt in this queue.", "Reload the page.")
            found.append(review)
        return found

    def _waiting(self, reviews: Sequence[ReviewRow]) -> tuple[Assignment, ...]:
        """Who is asked for these and has not marked."""
        asked = self._store.assignments(one.attempt_id for one in reviews)
        marked = {(one.attempt_id, rating.rater) for one in reviews for rating in self._store.ratings(one.attempt_id)}
        return tuple(one for one in asked if (one.attempt_id, one.rater) not in marked)

    def _note(self, actor: Actor, deed: Deed, many: Mapping[str, int]) -> None:
        for rater, attempts in many.items():
            self._audit.note(actor, deed, ("person", rater), {"attempts": str(attempts)})


def _counted(asked: Sequence[Assignment]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in asked:
        found[one.rater] = found.get(one.rater, 0) + 1
    return found


def _require_sound(rules: Rules) -> None:
    for name, value, low, high in (
        ("number of raters", rules.raters, 1, MOST_RATERS),
        ("share", rules.share, 0, 100),
        ("distance", rules.apart, 0, 3),
        ("bar", rules.bar, 0, 100),
    ):
        if not low <= whole_number(value, name) <= high:
            raise RefusedEvent(f"The {name} is {value}.", f"It has to be from {low} to {high}.")
    if not isinstance(rules.lived_experience, bool):
        raise RefusedEvent("The rules cannot be read.", "Reload the page and try again.")
