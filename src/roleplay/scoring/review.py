"""Review: what people saw in an attempt, how far they agree, and which levels count in the end.

A rating is a tick-list, so its levels are derived. The machine never clears a harm that a person has marked; a person
may clear the machine's, and has to say why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from roleplay.model.rubric import Kind, Rubric
from roleplay.model.scenario import Scenario, Use
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


@dataclass(frozen=True, slots=True)
class Gist:
    """What a state depends on beside rules, short enough to be kept with a review: a database settles many by it."""

    drawn: int
    """Two people mark the attempt at least where the cohort's share is above this; -1 wherever there is harm."""
    marked: int
    """How many people have marked it."""
    lived: bool
    """Whether one of them marked with lived experience."""
    decided: bool
    """Whether somebody has decided between them since."""
    apart: int | None
    """How many levels they are apart at most; None where they cannot agree by themselves."""
    observers: int | None = None
    """Of a station: how many people watched it, who all mark it, and nobody else; None for anything else."""


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
    observers: int | None = None
    """Of a station: how many people watched it."""

    @property
    def harmful(self) -> frozenset[str]:
        """Ids of all harmful behaviours."""
        return harmful(self.rubrics)

    @property
    def machine_harm(self) -> frozenset[str]:
        """Harmful behaviours that the machine ticked, in competencies that are assessed or beside them."""
        ticks = [*self.machine.beside, *(tick for one in self.machine.competencies for tick in one.harmful)]
        return frozenset(tick.behaviour for tick in ticks) & self.harmful

    def levels(self, rating: Rating) -> dict[str, Level | None]:
        """Competency -> level, derived from a rating's ticks; None where it says that there was no opportunity."""
        return levels_of(self.scenario, self.rubrics, rating)

    def harms(self, rating: Rating) -> frozenset[Seen]:
        """The harmful ticks of a rating."""
        return frozenset(tick for tick in rating.ticks if tick.behaviour in self.harmful)


def levels_of(scenario: Scenario, rubrics: Mapping[str, Rubric], rating: Rating) -> dict[str, Level | None]:
    """Competency -> level, as `Case.levels`; neither the attempt nor the machine has anything to do with it."""
    shown = {tick.behaviour for tick in rating.ticks}
    return {
        competency: None
        if competency in rating.no_opportunity
        else derive(rubrics[competency], shown, required.requires)
        for competency, required in scenario.assesses.items()
    }


def harmful(rubrics: Mapping[str, Rubric]) -> frozenset[str]:
    """Ids of all harmful behaviours of these rubrics."""
    return frozenset(b.id for rubric in rubrics.values() for b in rubric.behaviours if b.kind is Kind.HARMFUL)


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
    gist: Gist
    """What the state follows from, with the rules."""


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
    return _place(attempt) < share


def _place(attempt: str) -> int:
    drawn = int.from_bytes(hashlib.sha256(f"double marking: {attempt}".encode()).digest()[:8])
    return drawn * 100 >> 64


def drawn(attempt: str, *, harm: bool) -> int:
    """The share of a cohort above which two people mark an attempt; -1, so always, where anybody saw harm."""
    return -1 if harm else _place(attempt)


def _drawn(case: Case, ratings: Sequence[Rating]) -> int:
    return drawn(case.attempt, harm=bool(case.machine_harm) or any(case.harms(rating) for rating in ratings))


def raters_wanted(rules: Rules, case: Case, ratings: Sequence[Rating] = ()) -> int:
    """How many people have to mark an attempt: two at least where anybody, or the machine, saw harm.

    What was not recorded is marked by those who were there.
    """
    return _wanted(rules, _drawn(case, ratings), case.observers)


def _wanted(rules: Rules, drawn: int, observers: int | None) -> int:
    if observers is not None:
        return observers
    return max(rules.raters, 2) if drawn < rules.share else rules.raters


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
    harm_differs = _harm_differs(case, current)
    gaps = [one.apart for one in differences]
    known = [gap for gap in gaps if gap is not None]
    gist = Gist(
        drawn=_drawn(case, ratings),
        marked=len(current),
        lived=any(rating.lived_experience for rating in current),
        decided=adjudication is not None,
        apart=None if harm_differs or len(known) < len(gaps) else max(known, default=0),
        observers=case.observers,
    )
    state = settled(gist, rules, looks=looks, returned=returned == len(ratings))
    return Standing(state, current, adjudication, differences, harm_differs, gist)


def settled(gist: Gist, rules: Rules, *, looks: int = 0, returned: bool = False) -> State:
    """The state that follows. `returned` is whether nobody has marked since it was returned."""
    if not gist.marked:
        return State.UNMARKED
    lacks_lived = rules.lived_experience and not gist.lived and gist.observers is None
    if gist.marked < _wanted(rules, gist.drawn, gist.observers) + looks or lacks_lived:
        return State.NEEDS_SECOND
    if returned:
        return State.RETURNED
    if gist.decided:
        return State.ADJUDICATED
    return State.DISAGREES if gist.apart is None or gist.apart > rules.apart else State.AGREED


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
    """What each assessed competency comes to: adjudicated, else agreed by people, else the machine's, provisional.

    A station has no machine's level: nothing was chosen.
    """
    counting = deciding(standing)
    unsettled = Basis.OPEN if case.scenario.use is Use.STATION else Basis.MACHINE
    basis = unsettled if not counting else Basis.HUMAN if standing.adjudication is None else Basis.ADJUDICATED
    return tuple(_result(case, competency, basis, counting, standing) for competency in case.scenario.assesses)


def deciding(standing: Standing) -> tuple[Rating, ...]:
    """The ratings that count: the one that decides, else those that agree; none before people have settled it."""
    if standing.adjudication is not None:
        return (standing.adjudication,)
    return standing.ratings if standing.state in {State.AGREED, State.RETURNED} else ()


def cleared(case: Case, counting: Sequence[Rating]) -> frozenset[str]:
    """Harm that the machine ticked and everybody who counts has cleared."""
    return case.machine_harm.intersection(*(rating.clears for rating in counting)) if counting else frozenset()


def reasons_for_clearing(case: Case, counting: Sequence[Rating]) -> frozenset[str]:
    """References of why harm was cleared, in rubrics that are assessed or beside them."""
    harm = cleared(case, counting)
    return frozenset(one.reason for one in counting if one.reason is not None and harm.intersection(one.clears))


def uncleared(case: Case, counting: Sequence[Rating]) -> frozenset[str]:
    """Harm that the machine ticked, and that people neither marked nor cleared: it stands."""
    marked = {tick.behaviour for rating in counting for tick in rating.ticks}
    return case.machine_harm - cleared(case, counting) - marked


def met_standard(case: Case, standing: Standing) -> bool | None:
    """Whether an attempt met the standard by what people found; None as long as they have not settled it.

    It is the same rule as for a score: no harm anywhere, and every assessed competency at level 3 or 4.
    """
    counting = deciding(standing)
    if not counting:
        return None
    levels = [one.official.level for one in results(case, standing)]
    harm = uncleared(case, counting) or any(case.harms(rating) for rating in counting)
    return not harm and all(level is not None and level >= Level.HELPFUL for level in levels)


def _result(case: Case, competency: str, basis: Basis, counting: Sequence[Rating], standing: Standing) -> Result:
    harms = {one.id for one in case.rubrics[competency].behaviours if one.kind is Kind.HARMFUL}
    if not counting:
        score = case.machine.of(competency)
        level = None if score is None else score.level
        # As long as people have not settled it, whatever harm any of them saw stands.
        if any(tick.behaviour in harms for rating in standing.ratings for tick in rating.ticks):
            level = Level.POTENTIALLY_HARMFUL
        return Result(competency, Official(level, basis), (), (), ())
    taken = cleared(case, counting) & harms
    left = uncleared(case, counting) & harms
    found = [case.levels(rating)[competency] for rating in counting]
    known = [level for level in found if level is not None]
    level = Level.POTENTIALLY_HARMFUL if left else min(known) if known else None
    reasons = tuple(rating.reason for rating in counting if taken and rating.reason is not None)
    return Result(competency, Official(level, basis), tuple(sorted(left)), tuple(sorted(taken)), reasons)
