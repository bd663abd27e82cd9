"""Review: what people saw in an attempt, how far they agree, and which levels count in the end.

A rating is a tick-list, so its levels are derived. The machine never clears a harm that a person has marked; a person
may clear the machine's, and has to say why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from roleplay.model.rubric import Kind, Rubric
from roleplay.model.scenario import Scenario
from roleplay.scoring.level import Level, derive
from roleplay.scoring.official import Basis, Official
from roleplay.scoring.score import Score

MOST_SURE = 3
"""The highest confidence; 1 is the lowest."""


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """A behaviour that a rater saw at a moment."""

    behaviour: str
    """Id of the behaviour."""
    moment: int
    """Index in the trail: of a choice, or of a written reply."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What one person marked at one time. It is never changed: another one comes after it."""

    rater: str
    """Who."""
    at: datetime
    """When."""
    revision: int
    """Number among the ratings of this rater, from 1."""
    scenario: str
    """Hash of the scenario that was played."""
    rubrics: tuple[str, ...]
    """Hashes of the rubrics that were ticked, in the order of the attempt."""
    ticks: tuple[Seen, ...]
    """What was seen, sorted, each once."""
    no_opportunity: tuple[str, ...] = ()
    """Assessed competencies that there was no opportunity to show."""
    clears: tuple[str, ...] = ()
    """Harmful behaviours that the machine ticked and this rater, who knows that, does not find."""
    confidence: int = MOST_SURE
    """From 1, a guess, to 3, sure."""
    lived_experience: bool = False
    """Whether the rater says that they mark as somebody with lived experience."""
    reason: str | None = None
    """Reference of the text that says why; needed from the second revision on, to clear, and to adjudicate."""
    adjudicates: bool = False
    """Whether it decides between others."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How a cohort has its attempts looked at."""

    raters: int = 1
    """How many people mark an attempt, at least."""
    lived_experience: bool = False
    """Whether one of them has to have lived experience."""
    share: int = 20
    """Per cent of attempts that two people mark at least, whatever `raters` says."""
    apart: int = 0
    """How many levels raters may be apart in a competency and still agree; then the lower one counts."""
    bar: int = 70
    """Weighted kappa with the key, in hundredths, that an evaluator has to reach."""


class State(StrEnum):
    """How far the review of an attempt has come."""

    UNMARKED = "unmarked"
    NEEDS_SECOND = "needs-second"
    AGREED = "agreed"
    DISAGREES = "disagrees"
    ADJUDICATED = "adjudicated"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Case:
    """What ratings are held against: an attempt, as far as its review needs to know it."""

    attempt: str
    """Its id."""
    scenario: Scenario
    """What was played, which says what is assessed and required."""
    rubrics: Mapping[str, Rubric]
    """Competency -> rubric, as the attempt pins them."""
    machine: Score
    """What the choices come to."""

    @property
    def harmful(self) -> frozenset[str]:
        """Ids of all harmful behaviours."""
        return frozenset(b.id for r in self.rubrics.values() for b in r.behaviours if b.kind is Kind.HARMFUL)

    @property
    def machine_harm(self) -> frozenset[str]:
        """Harmful behaviours that the machine ticked, in competencies that are assessed or beside them."""
        ticks = [*self.machine.beside, *(tick for one in self.machine.competencies for tick in one.harmful)]
        return frozenset(tick.behaviour for tick in ticks) & self.harmful

    def levels(self, rating: Rating) -> dict[str, Level | None]:
        """Competency -> level, derived from a rating's ticks; None where it says that there was no opportunity."""
        shown = {tick.behaviour for tick in rating.ticks}
        return {
            competency: None
            if competency in rating.no_opportunity
            else derive(self.rubrics[competency], shown, required.requires)
            for competency, required in self.scenario.assesses.items()
        }

    def harms(self, rating: Rating) -> frozenset[Seen]:
        """The harmful ticks of a rating."""
        return frozenset(tick for tick in rating.ticks if tick.behaviour in self.harmful)


@dataclass(frozen=True, slots=True)
class Difference:
    """How far raters are apart in one competency."""

    competency: str
    """Id of the rubric."""
    levels: tuple[Level | None, ...]
    """Theirs, in the order in which they began to mark; None for no opportunity."""

    @property
    def apart(self) -> int | None:
        """Levels between the highest and the lowest; None when only some saw an opportunity."""
        known = [level for level in self.levels if level is not None]
        if len(known) < len(self.levels):
            return 0 if not known else None
        return max(known) - min(known)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a review stands."""

    state: State
    """How far it has come."""
    ratings: tuple[Rating, ...]
    """The last rating of each rater, in the order in which they began to mark, without adjudication."""
    adjudication: Rating | None
    """The last decision between them, as long as nobody has marked since."""
    differences: tuple[Difference, ...]
    """One for each assessed competency, as soon as two have marked."""
    harm_differs: frozenset[str]
    """Harmful behaviours that only some marked, or marked elsewhere, or cleared."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a competency comes to."""

    competency: str
    """Id of the rubric."""
    official: Official
    """The level that counts, and what it rests on."""
    standing_harm: tuple[str, ...]
    """Harm that the machine ticked, people did not, and nobody has cleared: the level stays 1 until then."""
    cleared: tuple[str, ...]
    """Harm that the machine ticked and people cleared."""
    reasons: tuple[str, ...]
    """References of what they said about it."""


def in_sample(attempt: str, share: int) -> bool:
    """Whether an attempt is among the `share` per cent that two people mark. It is the same whenever it is asked."""
    drawn = int.from_bytes(hashlib.sha256(f"double marking: {attempt}".encode()).digest()[:8])
    return drawn * 100 < share << 64


def raters_wanted(rules: Rules, case: Case, ratings: Sequence[Rating] = ()) -> int:
    """How many people have to mark an attempt: two at least where anybody, or the machine, saw harm."""
    harm = case.machine_harm or any(case.harms(rating) for rating in ratings)
    return max(rules.raters, 2) if harm or in_sample(case.attempt, rules.share) else rules.raters


def stand(
    case: Case, rules: Rules, ratings: Sequence[Rating], *, looks: int = 0, returned: int | None = None
) -> Standing:
    """How a review stands after these ratings, the first one first.

    `looks` is how many further people the trainee has asked for, `returned` after how many ratings it was returned.
    """
    last: dict[str, Rating] = {}
    for rating in ratings:
        if not rating.adjudicates:
            last[rating.rater] = rating
    current = tuple(last.values())
    adjudication = ratings[-1] if ratings and ratings[-1].adjudicates else None
    levels = [case.levels(rating) for rating in current]
    differences = tuple(
        Difference(competency, tuple(one[competency] for one in levels))
        for competency in case.scenario.assesses
        if len(current) > 1
    )
    found = Standing(State.UNMARKED, current, adjudication, differences, _harm_differs(case, current))
    enough = len(current) >= raters_wanted(rules, case, ratings) + looks
    return replace(found, state=_state(found, rules, enough=enough, returned=returned == len(ratings)))


def _state(found: Standing, rules: Rules, *, enough: bool, returned: bool) -> State:
    if not found.ratings:
        return State.UNMARKED
    if not enough or (rules.lived_experience and not any(rating.lived_experience for rating in found.ratings)):
        return State.NEEDS_SECOND
    if returned:
        return State.RETURNED
    if found.adjudication is not None:
        return State.ADJUDICATED
    close = all(one.apart is not None and one.apart <= rules.apart for one in found.differences)
    return State.AGREED if close and not found.harm_differs else State.DISAGREES


def _harm_differs(case: Case, current: Sequence[Rating]) -> frozenset[str]:
    if len(current) < 2:
        return frozenset()
    ticked = [case.harms(rating) for rating in current]
    cleared = [frozenset(rating.clears) for rating in current]
    unlike = frozenset[Seen]().union(*ticked) - ticked[0].intersection(*ticked)
    return frozenset(tick.behaviour for tick in unlike) | (
        frozenset[str]().union(*cleared) - cleared[0].intersection(*cleared)
    )


def results(case: Case, standing: Standing) -> tuple[Result, ...]:
    """What each assessed competency comes to: adjudicated, else agreed by people, else the machine's, provisional."""
    basis = Basis.MACHINE
    deciding: tuple[Rating, ...] = ()
    if standing.adjudication is not None:
        basis, deciding = Basis.ADJUDICATED, (standing.adjudication,)
    elif standing.state in {State.AGREED, State.RETURNED}:
        basis, deciding = Basis.HUMAN, standing.ratings
    return tuple(_result(case, competency, basis, deciding, standing) for competency in case.scenario.assesses)


def _result(case: Case, competency: str, basis: Basis, deciding: Sequence[Rating], standing: Standing) -> Result:
    harms = {one.id for one in case.rubrics[competency].behaviours if one.kind is Kind.HARMFUL}
    by_machine = case.machine_harm & harms
    marked = {tick.behaviour for rating in deciding for tick in rating.ticks} & harms
    if not deciding:
        score = case.machine.of(competency)
        level = None if score is None else score.level
        # As long as people have not settled it, whatever harm any of them saw stands.
        if any(tick.behaviour in harms for rating in standing.ratings for tick in rating.ticks):
            level = Level.POTENTIALLY_HARMFUL
        return Result(competency, Official(level, basis), (), (), ())
    cleared = by_machine.intersection(*(rating.clears for rating in deciding))
    left = by_machine - cleared - marked
    found = [case.levels(rating)[competency] for rating in deciding]
    known = [level for level in found if level is not None]
    level = Level.POTENTIALLY_HARMFUL if left else min(known) if known else None
    reasons = tuple(rating.reason for rating in deciding if cleared and rating.reason is not None)
    return Result(competency, Official(level, basis), tuple(sorted(left)), tuple(sorted(cleared)), reasons)
