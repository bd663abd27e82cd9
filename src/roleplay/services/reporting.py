"""Reporting: what a cohort's report is made of. Whoever gets it learns no name, and no id by which to find one.

People are called by pseudonyms: those of the desk on a page, and others in what is taken along, so that a file leads
nobody to a row of the desk. Only levels are in it, and what they were played in; no pause, time of day or text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from roleplay.errors import NotAllowed, NotFound
from roleplay.identity import Actor, Role
from roleplay.model.curriculum import Module
from roleplay.model.scenario import Use
from roleplay.services.auditing import Deed
from roleplay.services.cases import Deskwork, pseudonym
from roleplay.services.forged import word
from roleplay.services.levels import Levels
from roleplay.services.policy import Action
from roleplay.store import CohortRow
from roleplay.store.columns import Played, Rated

FEWEST = 5
"""About fewer trainees nothing is said to those who do not see them one by one: a figure would be about a person."""


@dataclass(frozen=True, slots=True)
class Practice:
    """What somebody who is to get better at a competency can do."""

    modules: tuple[str, ...]
    """Titles of modules that are about it, in the order of the curriculum."""
    scenarios: tuple[str, ...]
    """Ids of scenarios to practise it with: those of these modules first."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """What a cohort's report is made of."""

    name: str
    """The cohort."""
    trainees: int
    """How many people learn in it."""
    rows: bool
    """Whether the reader sees trainees and raters one by one."""
    played: Played
    """Finished attempts of its trainees, under pseudonyms."""
    rated: Rated
    """Ratings in it, under pseudonyms."""
    scenarios: Mapping[str, str]
    """Id -> title."""
    competencies: Mapping[str, str]
    """Id -> title."""
    practice: Mapping[str, Practice]
    """Competency -> what to practise it with."""


class Reporting(Deskwork):
    """What reports are made of, for those who may see them."""

    @cached_property
    def _levels(self) -> Levels:
        return Levels(self._store, self._bookshelf, self._cases)

    def cohorts(self, actor: Actor) -> tuple[CohortRow, ...]:
        """The cohorts whose report somebody may see, by name."""
        may = self._cases.authority.may_in_cohort
        return tuple(one for one in self._store.cohorts() if may(actor, Action.SEE_REPORT, one.id))

    def may(self, actor: Actor, action: Action, cohort_id: str) -> bool:
        """Whether somebody may do one of the things that belong to a report."""
        return self._cases.authority.may_in_cohort(actor, action, word(cohort_id, "cohort"))

    def cohort(self, actor: Actor, cohort_id: str) -> Cohort:
        """What the report of a cohort is made of, under the pseudonyms of the desk.

        Raises `NotAllowed` for whoever may not see it, and for a cohort so small that it would be about single people.
        """
        self._cases.require_in(actor, Action.SEE_REPORT, cohort_id)
        rows = self.may(actor, Action.SEE_REPORT_ROWS, cohort_id)
        found = self._found(cohort_id, lambda person: pseudonym(cohort_id, person), rows=rows)
        if found.trainees < FEWEST and not rows:
            raise NotAllowed(
                f"Fewer than {FEWEST} people learn in this cohort, so its report would be about single people.",
                "Its supervisor can see it.",
            )
        return found

    def exported(self, actor: Actor, cohort_id: str, form: str) -> Cohort:
        """The same to be taken along, under other pseudonyms. It goes into the audit log. Raises `NotAllowed`."""
        self._cases.require_in(actor, Action.EXPORT_REPORT, cohort_id)
        found = self._found(cohort_id, lambda person: _apart(cohort_id, person), rows=True)
        played, rated = found.played, found.rated
        attempts = {one: _apart(cohort_id, one) for one in {*played.attempt, *rated.attempt}}
        self._audit.note(actor, Deed.REPORT_EXPORTED, ("cohort", cohort_id), {"form": form})
        return replace(
            found,
            played=replace(
                played,
                attempt=[attempts[one] for one in played.attempt],
                ended=[moment[:7] for moment in played.ended],
            ),
            rated=replace(rated, attempt=[attempts[one] for one in rated.attempt]),
        )

    def trainees(self, actor: Actor, cohort_id: str) -> tuple[tuple[str, str], ...]:
        """Ids and names of those whose record somebody may print, by name; nobody for who may print none."""
        self._cases.require_in(actor, Action.SEE_REPORT, cohort_id)
        if not self.may(actor, Action.READ_RECORD, cohort_id):
            return ()
        people = {one.id: one for one in self._store.people()}
        learning = (one.person_id for one in self._store.members(cohort_id) if one.role is Role.TRAINEE)
        return tuple(sorted(((one, people[one].name) for one in learning if one in people), key=lambda one: one[1]))

    # --- inside ---

    def _found(self, cohort_id: str, called: Callable[[str], str], *, rows: bool) -> Cohort:
        row = next((one for one in self._store.cohorts() if one.id == cohort_id), None)
        if row is None:
            raise NotFound.of("cohort", cohort_id)
        played, rated = self._levels.played(cohort_id), self._levels.rated(cohort_id)
        people = {person: called(person) for person in {*played.owner, *rated.rater}}
        return Cohort(
            name=row.name,
            trainees=sum(1 for one in self._store.members(cohort_id) if one.role is Role.TRAINEE),
            rows=rows,
            played=replace(played, owner=[people[one] for one in played.owner]),
            rated=replace(rated, rater=[people[one] for one in rated.rater]),
            scenarios=self._titles(played),
            competencies=self._competencies(),
            practice=self._practice(),
        )

    def _titles(self, played: Played) -> Mapping[str, str]:
        """Of all that was played, as it was called when that was played, or as it is called now."""
        versions = dict(zip(played.scenario, played.version, strict=True))
        known = {one: self._bookshelf.by_hash(hash_).title for one, hash_ in versions.items()}
        return known | {one.id: one.title for one in self._bookshelf.scenarios()}

    def _competencies(self) -> Mapping[str, str]:
        return {one: rubric.title for one, rubric in self._bookshelf.rubrics().items()}

    def _practice(self) -> Mapping[str, Practice]:
        curriculum, held = self._bookshelf.curriculum(), self._bookshelf.modules()
        steps = () if curriculum is None else curriculum.modules
        modules: Sequence[Module] = [held[step.id] for step in steps if step.id in held]
        practised = {one.id: one.assesses for one in self._bookshelf.scenarios() if one.use is not Use.ASSESSMENT}
        found = {}
        for competency in self._competencies():
            about = [one for one in modules if competency in one.competencies]
            offered = [play for one in about for place in one.role_plays for play in place.any_of]
            fitting = [one for one in (*offered, *practised) if competency in practised.get(one, ())]
            found[competency] = Practice(tuple(one.title for one in about), tuple(dict.fromkeys(fitting)))
        return found


def _apart(cohort_id: str, thing: str) -> str:
    """What somebody or something is called in what is taken along: always the same, and not as at the desk."""
    return hashlib.sha256(f"taken along: {cohort_id} {thing}".encode()).hexdigest()[:12]
