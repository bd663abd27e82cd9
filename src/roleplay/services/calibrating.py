"""Calibrating: evaluators mark anchors, read the key, and see how far they agree; supervisors choose the anchors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from roleplay.engine.anchored import turns_of
from roleplay.errors import NotAllowed, RefusedEvent
from roleplay.identity import Actor, Role
from roleplay.model.anchor import Anchor
from roleplay.scoring.level import Level
from roleplay.scoring.marked import Marked
from roleplay.scoring.review import Seen, State, results
from roleplay.services.anchored import seed_for
from roleplay.services.auditing import Deed
from roleplay.services.calibrated import Calibrated
from roleplay.services.cases import Deskwork
from roleplay.services.forged import whole_number, word
from roleplay.services.policy import Action
from roleplay.services.sheet import Sheet, sheet_of
from roleplay.store import AnchorUse, Asked, CalibrationRules, CohortRow, Presented, ReviewRow

if TYPE_CHECKING:
    from roleplay.scoring.calibration import Calibration, Drift

MOST_MARKED, MOST_DAYS = 500, 730
"""An anchor comes back after so many attempts, or days, at the latest."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Task:
    """An anchor that somebody has not marked yet. Its own title would say what is in it."""

    anchor: str
    """Its hash."""
    scenario: str
    """Title of the scenario."""
    minutes: int
    """How long the scenario takes; reading takes less."""
    presented: str | None
    """The id under which it lies on the desk; None before it was taken."""


@dataclass(frozen=True, slots=True)
class Done:
    """An anchor that somebody has marked."""

    id: str
    """The id under which it lay on the desk."""
    title: str
    """The anchor's own title."""
    scenario: str
    """Title of the scenario."""
    marked: Marked
    """What it came to beside the key."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in a cohort."""

    cohort: CohortRow
    """The cohort."""
    uses: int
    """How many anchors it uses; without any nothing is asked of anybody."""
    tasks: tuple[Task, ...]
    """What is to be marked."""
    done: tuple[Done, ...]
    """What was marked, the last one first."""
    calibration: Calibration
    """How far they agree with the keys."""
    drift: tuple[Drift, ...]
    """How that has moved, the first occasion first."""
    practises: bool
    """Whether what they mark counts nowhere as yet."""
    rules: CalibrationRules
    """When an anchor comes back."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A behaviour at a moment, as the key, the evaluator or both have it."""

    behaviour: str
    """Id of the behaviour."""
    moment: int
    """Index in the trail."""
    own: bool
    """Whether the evaluator ticked it."""
    key: bool
    """Whether the key has it."""
    why: str | None
    """The key's reason, for a tick or against it; None where nobody thought of it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """An anchor that was marked, with its key."""

    sheet: Sheet
    """The conversation and the mark scheme."""
    title: str
    """The anchor's title."""
    about: str
    """What is to be seen in it."""
    announced: bool
    """Whether the evaluator knew that it was one."""
    reasons: tuple[Reason, ...]
    """Every tick of either, by moment."""
    own: Mapping[str, Level | None]
    """Competency -> level of the evaluator's ticks."""
    key: Mapping[str, Level | None]
    """Competency -> level of the key's."""
    without: Mapping[str, str]
    """Competencies that the key sees no opportunity for, each with why."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """An anchor that a cohort could use, or uses."""

    anchor: str
    """Its hash."""
    title: str
    """Its title."""
    scenario: str
    """Title of the scenario."""
    competencies: tuple[str, ...]
    """Titles of what it has a level for."""
    used: bool
    """Whether the cohort uses it now."""
    own: bool
    """Whether it was made from an attempt in the cohort, or is of an older version of the library."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """An evaluator as the supervisor sees them: how far they agree, and nothing of what they ticked."""

    name: str
    """Who."""
    calibration: Calibration
    """How far they agree with the keys."""
    lately: Drift | None
    """How they marked on the last occasions; None without any."""
    left: int
    """How many of the cohort's anchors they have not marked."""


@dataclass(frozen=True, slots=True)
class Overseen:
    """What a supervisor sees to."""

    anchors: tuple[Shelved, ...]
    """All that there are."""
    rules: CalibrationRules
    """When one comes back."""
    evaluators: tuple[Evaluator, ...]
    """The evaluators of the cohort by name."""


class Calibrating(Deskwork):
    """What is done with anchors."""

    @property
    def _calibrated(self) -> Calibrated:
        return self._cases.calibrated

    # --- the evaluator's ---

    def cohorts(self, actor: Actor) -> tuple[CohortRow, ...]:
        """The cohorts in which somebody is calibrated, or sees to it, by name."""
        may = self._cases.authority.may_in_cohort
        actions = (Action.CALIBRATE, Action.SET_CALIBRATION)
        return tuple(one for one in self._store.cohorts() if any(may(actor, action, one.id) for action in actions))

    def may(self, actor: Actor, action: Action, cohort_id: str) -> bool:
        """Whether somebody may do this in a cohort."""
        return self._cases.authority.may_in_cohort(actor, action, word(cohort_id, "cohort"))

    def standing(self, actor: Actor, cohort_id: str) -> Standing:
        """How the actor stands in a cohort, and what is to be marked. Raises `NotAllowed`."""
        from roleplay.scoring.calibration import calibration, drift  # noqa: PLC0415 - NumPy, which trainees never need

        self._cases.require_in(actor, Action.CALIBRATE, cohort_id)
        cohort = next(one for one in self._store.cohorts() if one.id == cohort_id)
        marked = self._calibrated.marked(actor.id)
        ratings = self._store.anchor_ratings(actor.id)
        listed = [
            Done(one.presented_id, anchor.title, self._title(anchor), each)
            for one, each in zip(ratings, marked, strict=True)
            for anchor in (self._bookshelf.anchor(one.anchor),)
        ]
        return Standing(
            cohort=cohort,
            uses=len(self._calibrated.in_use(cohort_id)),
            tasks=self._tasks(actor.id, cohort_id),
            done=tuple(reversed(listed)),
            calibration=calibration(marked, self._store.review_rules(cohort_id).rules.bar / 100),
            drift=drift(marked),
            practises=self._calibrated.practises(actor, cohort_id),
            rules=self._store.calibration_rules(cohort_id),
        )

    def take(self, actor: Actor, cohort_id: str, anchor: str) -> str:
        """Lay an anchor on the actor's desk, and return the id that it has there. Raises `NotAllowed`."""
        self._cases.require_in(actor, Action.CALIBRATE, cohort_id)
        tasks = {one.anchor: one for one in self._tasks(actor.id, cohort_id)}
        if word(anchor, "anchor") not in tasks:
            raise NotAllowed("There is no such anchor for you to mark.", "Take one of the list.")
        there = tasks[anchor].presented
        return there if there is not None else self._lay(actor.id, cohort_id, anchor, announced=True).id

    def compared(self, actor: Actor, presented_id: str) -> Compared:
        """An anchor that the actor has marked, with its key and the reasons. Raises `NotAllowed`."""
        one = self._store.anchor_rating(word(presented_id, "anchor"))
        if one is None or one.rating.rater != actor.id:
            raise NotAllowed("You have marked no such anchor.", "Those that you have marked are listed.")
        opened = self._cases.for_work(actor, Action.MARK_ATTEMPT, presented_id)
        laid = opened.anchor
        if laid is None or laid.marked is None:
            raise NotAllowed("You have marked no such anchor.", "Those that you have marked are listed.")
        anchor, turns = laid.anchor, turns_of(opened.played)
        why = {Seen(tick.tick, turns[tick.turn - 1]): tick.because for tick in (*anchor.key, *anchor.not_found)}
        own, key = set(laid.marked.ticks), set(laid.key.ticks)
        return Compared(
            sheet=sheet_of(opened, laid.playing, actor.id, results(opened.case, opened.standing), (), decides=False),
            title=anchor.title,
            about=anchor.about,
            announced=laid.announced,
            reasons=tuple(
                Reason(tick.behaviour, tick.moment, tick in own, tick in key, why.get(tick))
                for tick in sorted(own | key, key=lambda tick: (tick.moment, tick.behaviour))
            ),
            own=opened.case.levels(laid.marked),
            key=opened.case.levels(laid.key),
            without=anchor.no_opportunity,
        )

    def _tasks(self, rater: str, cohort_id: str) -> tuple[Task, ...]:
        """The anchors of a cohort that are new to somebody, in an order of their own."""
        known = self._known(rater)
        there = {one.anchor: one for one in self._store.presented_anchors(rater)}
        hidden = {hash_ for hash_, one in there.items() if not one.announced}
        found = []
        for use in self._calibrated.in_use(cohort_id):
            anchor = self._bookshelf.anchor(use.anchor)
            if anchor.id in known or use.anchor in hidden:
                continue
            scenario = self._bookshelf.by_hash(anchor.pinned.scenario)
            presented = there[use.anchor].id if use.anchor in there else None
            found.append(Task(use.anchor, scenario.title, scenario.duration_min, presented))
        return tuple(found)

    def _known(self, rater: str) -> set[str]:
        """Ids of the anchors whose keys somebody knows."""
        marked = {one.anchor for one in self._store.anchor_ratings(rater)}
        return {self._bookshelf.anchor(hash_).id for hash_ in marked | self._store.known_anchors(rater)}

    def _lay(self, rater: str, cohort_id: str, anchor: str, *, announced: bool) -> Presented:
        id_ = self._new_id()
        seed = seed_for(self._bookshelf, self._bookshelf.anchor(anchor), id_)
        return self._store.present_anchor(Presented(id_, cohort_id, rater, anchor, seed, announced, self._now()))

    def _title(self, anchor: Anchor) -> str:
        return self._bookshelf.by_hash(anchor.pinned.scenario).title

    # --- those that come back ---

    def comes_back(self, actor: Actor, cohort_id: str) -> str | None:
        """The id of an anchor that lies in somebody's queue and looks like an attempt; None when none is due.

        It comes after so many attempts, or days, since the last anchor, to those who have marked enough of them to be
        told how they stand.
        """
        if not self.may(actor, Action.CALIBRATE, cohort_id):
            return None
        there = [one for one in self._store.presented_anchors(actor.id) if not one.announced]
        if there:
            return next((one.id for one in there if one.cohort_id == cohort_id), None)
        chosen = self._due(actor.id, cohort_id)
        return None if chosen is None else self._lay(actor.id, cohort_id, chosen, announced=False).id

    def _due(self, rater: str, cohort_id: str) -> str | None:
        uses = self._calibrated.in_use(cohort_id)
        ratings = self._store.anchor_ratings(rater)
        if not uses or not ratings or not self._calibrated.stands(rater, cohort_id).told:
            return None
        rules, last = self._store.calibration_rules(cohort_id), ratings[-1].rating.at
        late = self._now() - last >= timedelta(days=rules.every_days)
        if not late and self._store.marked_since(cohort_id, rater, last) < rules.every_marked:
            return None
        written = {self._bookshelf.anchor(hash_).id for hash_ in self._store.known_anchors(rater)}
        when = {self._bookshelf.anchor(one.anchor).id: one.rating.at for one in ratings}
        taken = {one.anchor for one in self._store.presented_anchors(rater)}
        able = [
            (when.get(id_, _LONG_AGO), use.anchor)
            for use in uses
            for id_ in (self._bookshelf.anchor(use.anchor).id,)
            if id_ not in written and use.anchor not in taken
        ]
        return min(able)[1] if able else None

    def among(
        self,
        actor: Actor,
        asked: Asked,
        found: tuple[ReviewRow, ...],
        limit: int,
        *,
        after: str | None = None,
        before: str | None = None,
    ) -> tuple[ReviewRow, ...]:
        """A page of the queue, with the anchor that lies in it for the actor at its place."""
        id_ = self.comes_back(actor, asked.cohort_id)
        one = None if id_ is None else self._store.presented_anchor(id_)
        if one is None or not self._fits(asked, one) or self._beyond(one, after, before):
            return found
        row = ReviewRow(one.id, one.cohort_id, self._bookshelf.anchor(one.anchor).scenario, one.id, one.ready_at)
        rows = sorted((*found, row), key=lambda each: (each.ready_at, each.attempt_id))
        kept = rows[-limit:] if before is not None else rows[:limit]
        return tuple(kept)

    def _fits(self, asked: Asked, one: Presented) -> bool:
        scenario = self._bookshelf.anchor(one.anchor).scenario
        here = asked.state in {None, State.UNMARKED} and asked.scenario_id in {None, scenario}
        return here and asked.due_before is None and (asked.rater is None or self._is_held(asked.rater, one))

    def _is_held(self, rater: str, one: Presented) -> bool:
        return rater == one.rater and one.lease_until is not None

    def _beyond(self, one: Presented, after: str | None, before: str | None) -> bool:
        """Whether it lies on the other side of what the page is next to."""
        near = after or before
        if near is None:
            return False
        place = self._place(near)
        mine = (one.ready_at, one.id)
        return place is None or (mine <= (place, near) if after is not None else mine >= (place, near))

    def _place(self, attempt_id: str) -> datetime | None:
        review = self._store.review(attempt_id)
        if review is not None:
            return review.ready_at
        presented = self._store.presented_anchor(attempt_id)
        rated = self._store.anchor_rating(attempt_id)
        return presented.ready_at if presented is not None else None if rated is None else rated.rating.at

    # --- the supervisor's ---

    def overseen(self, actor: Actor, cohort_id: str) -> Overseen:
        """The anchors that a cohort uses or could use, and how its evaluators stand. Raises `NotAllowed`."""
        from roleplay.scoring.calibration import drift  # noqa: PLC0415 - NumPy, which trainees never need

        self._cases.require_in(actor, Action.SET_CALIBRATION, cohort_id)
        used = {one.anchor for one in self._calibrated.in_use(cohort_id)}
        shelf = self._bookshelf.anchors()
        known = [*shelf, *(one.anchor for one in self._store.anchor_uses(cohort_id) if one.anchor not in shelf)]
        ids = {self._bookshelf.anchor(hash_).id for hash_ in used}
        evaluators = []
        for person_id in self._evaluators(cohort_id):
            person = self._store.person(person_id)
            steps = drift(self._calibrated.marked(person_id))
            evaluators.append(
                Evaluator(
                    name="" if person is None else person.name,
                    calibration=self._calibrated.stands(person_id, cohort_id),
                    lately=steps[-1] if steps else None,
                    left=len(ids - self._known(person_id)),
                )
            )
        return Overseen(
            anchors=tuple(self._shelved(hash_, used=hash_ in used, own=hash_ not in shelf) for hash_ in known),
            rules=self._store.calibration_rules(cohort_id),
            evaluators=tuple(sorted(evaluators, key=lambda one: one.name.casefold())),
        )

    def use(self, actor: Actor, cohort_id: str, anchor: str) -> None:
        """Let the evaluators of a cohort be calibrated on an anchor."""
        self._cases.require_in(actor, Action.SET_CALIBRATION, cohort_id)
        there = {one.anchor for one in self._store.anchor_uses(cohort_id)}
        if word(anchor, "anchor") not in self._bookshelf.anchors() and anchor not in there:
            raise RefusedEvent("There is no such anchor.", "Reload the page.")
        self._store.use_anchor(AnchorUse(cohort_id, anchor, actor.id, self._now()))
        self._note(actor, cohort_id, anchor=self._bookshelf.anchor(anchor).id, used="yes")

    def retire(self, actor: Actor, cohort_id: str, anchor: str) -> None:
        """Let a cohort use an anchor no more. What was marked in it goes on counting."""
        self._cases.require_in(actor, Action.SET_CALIBRATION, cohort_id)
        if word(anchor, "anchor") not in {one.anchor for one in self._calibrated.in_use(cohort_id)}:
            raise RefusedEvent("The cohort does not use this anchor.", "Reload the page.")
        self._store.retire_anchor(cohort_id, anchor, self._now())
        self._note(actor, cohort_id, anchor=self._bookshelf.anchor(anchor).id, used="no")

    def set_rules(self, actor: Actor, cohort_id: str, rules: CalibrationRules) -> None:
        """Say when an anchor comes back."""
        self._cases.require_in(actor, Action.SET_CALIBRATION, cohort_id)
        for name, value, most in (
            ("number of attempts", rules.every_marked, MOST_MARKED),
            ("number of days", rules.every_days, MOST_DAYS),
        ):
            if not 1 <= whole_number(value, name) <= most:
                raise RefusedEvent(f"The {name} is {value}.", f"It has to be from 1 to {most}.")
        self._store.keep_calibration_rules(cohort_id, rules)
        self._note(actor, cohort_id, every_marked=str(rules.every_marked), every_days=str(rules.every_days))

    def _shelved(self, hash_: str, *, used: bool, own: bool) -> Shelved:
        anchor = self._bookshelf.anchor(hash_)
        scenario = self._bookshelf.by_hash(anchor.pinned.scenario)
        rubrics = self._bookshelf.rubrics(anchor.pinned.rubrics.values())
        titles = tuple(rubrics[name].title for name in scenario.assesses)
        return Shelved(hash_, anchor.title, scenario.title, titles, used, own)

    def _evaluators(self, cohort_id: str) -> list[str]:
        people = (
            self._store.person(one.person_id) for one in self._store.members(cohort_id) if one.role is Role.EVALUATOR
        )
        return [one.id for one in people if one is not None and one.active and Role.EVALUATOR in one.roles]

    def _note(self, actor: Actor, cohort_id: str, **detail: str) -> None:
        self._audit.note(actor, Deed.CALIBRATION_CHANGED, ("cohort", cohort_id), detail)
