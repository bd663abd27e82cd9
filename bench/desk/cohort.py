"""A cohort that has practised, been assessed and been marked for half a year, written into an empty store.

Trainees take one form of each assessment, practise, and take the other one. Everything is handed in. Evaluators mark
blind, as many as the cohort's rules ask for; where they disagree somebody decides; most is returned.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from bench.desk.bulk import Bulk
from bench.desk.lived import BINS, REPLY, WAYS, Way, ways
from bench.desk.planted import (
    ASSESSMENTS_EACH,
    ATTEMPTS_EACH,
    PRACTICES_EACH,
    SCALE,
    Drawn,
    Floats,
    Planted,
    Whole,
    draw,
)
from roleplay.identity import Role
from roleplay.model.event import Mode
from roleplay.scoring.official import Basis
from roleplay.scoring.review import Rules, State, stand
from roleplay.services.shelf import Bookshelf
from roleplay.store import Feedback, OwnerKind, Remark, Status
from roleplay.store.people_tables import cohorts, memberships, persons
from roleplay.store.review_tables import assignments, comments, ratings, review_rules, reviews
from roleplay.store.tables import attempts, events, texts

FIRST_DAY = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
DAYS = 180
COHORT = "big-cohort"
SUPERVISOR = "supervisor"
APART = 1
"""How many levels apart evaluators may be, by the cohort's rules."""
_AT_ONCE = 2000
_WORDS = "It sounds like a lot to carry, and I am glad that you told me. What would help you most today?"
_SAID = "You waited before you spoke, and the other person went on by themselves."
_OPEN = (0.04, 0.04, 0.04)  # parts of all attempts with no mark yet, with one, with two
_DECIDED = 0.85  # part of those who disagree about which somebody has decided, the earliest first


class _Game(NamedTuple):
    scenario: str
    hash: str
    mode: Mode
    ways: tuple[tuple[Way, ...], ...]


@dataclass(frozen=True)
class Cohort:
    """All that was drawn; the same for the same planted numbers and library."""

    planted: Planted
    """What was planted."""
    games: tuple[_Game, ...]
    """What was played: both forms of each assessment, one after the other, then the practices."""
    drawn: Drawn
    """Who they are."""
    who: Whole
    """(attempts,): the trainee."""
    what: Whole
    """(attempts,): the scenario."""
    days: Floats
    """(attempts,): when it ended."""
    feedback: Whole
    """(attempts,): 1 with feedback after each choice."""
    gain: Floats
    """(attempts,): planted effects."""
    way: Whole
    """(attempts, 2): step of ability and number of the way."""
    possible: Whole
    """(attempts, competencies): whether there was an opportunity."""
    raters: Whole
    """(attempts, raters + 2): who marks, who looks again, who decides."""
    levels: Whole
    """(attempts, raters + 2, competencies): what each of them sees; who decides sees without chance."""
    given: Whole
    """(attempts,): how many people have marked."""
    decided: Whole
    """(attempts,): 1 if somebody has decided."""
    looks: Whole
    """(attempts,): 1 if a further look was asked for."""
    returned: Whole
    """(attempts,): after how many ratings it was returned; 0 for not yet."""
    disagrees: Whole
    """(attempts,): whether those who marked disagree."""
    apart: Whole
    """(attempts,): how many levels they are apart; -1 where only some saw harm."""

    @cached_property
    def names(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Ids of trainees, evaluators and attempts, as random as those that are given usually."""
        chance = np.random.default_rng(self.planted.seed + 1)
        many = (self.planted.trainees, self.planted.evaluators, len(self.who))
        return tuple(tuple(chance.bytes(9).hex() for _ in range(size)) for size in many)  # type: ignore[return-value]

    def state(self, at: int) -> State:
        """How the review of an attempt stands, by the rules of the cohort."""
        if not self.given[at]:
            return State.UNMARKED
        if self.given[at] < self.planted.raters + self.looks[at]:
            return State.NEEDS_SECOND
        if self.returned[at] == self.given[at] + self.decided[at]:
            return State.RETURNED
        if self.decided[at]:
            return State.ADJUDICATED
        return State.DISAGREES if self.disagrees[at] else State.AGREED

    def played(self, at: int) -> Way:
        """The way that was taken in an attempt."""
        step, number = self.way[at]
        way: Way = self.games[self.what[at]].ways[step][number]
        return way

    def ended(self, at: int) -> datetime:
        """When an attempt ended."""
        return FIRST_DAY + timedelta(days=float(self.days[at]))


def make(planted: Planted, shelf: Bookshelf) -> Cohort:
    """Draw everything."""
    chance = np.random.default_rng(planted.seed)
    games = _games(shelf, planted.seed)
    drawn = draw(planted, len(games), chance)
    many = planted.attempts
    who = np.repeat(np.arange(planted.trainees), ATTEMPTS_EACH)
    what, after, feedback = _plans(planted.trainees, len(games), chance)
    order = np.tile(np.arange(ATTEMPTS_EACH), planted.trainees)
    begun = np.repeat(chance.uniform(0, DAYS * 0.3, planted.trainees), ATTEMPTS_EACH)
    days = begun + (order + chance.uniform(0, 0.9, many)) * (DAYS * 0.65 / ATTEMPTS_EACH)
    gain = planted.practice * after + planted.feedback * feedback
    latent = drawn.latent(planted, who, what, gain, chance)
    step = np.clip(np.round(latent.mean(axis=1) * BINS / 5 + BINS / 2), 0, BINS - 1).astype(np.int64)
    way = np.stack([step, chance.integers(0, WAYS, many)], axis=1)
    _fit(games, what, way, (np.digitize(latent, planted.cuts) == 0).any(axis=1))
    possible = np.zeros((many, SCALE), dtype=np.int64)
    for at, (game, (ability, number)) in enumerate(zip(what, way, strict=True)):
        there = games[game].ways[ability][number].possible
        possible[at, : len(there)] = there
    raters = chance.random((many, planted.evaluators)).argsort(axis=1)[:, : planted.raters + 2]
    seen = [drawn.seen(planted, latent, one, days / DAYS, chance) for one in raters.T[:-1]]
    levels = np.stack([*seen, np.digitize(latent, planted.cuts) + 1], axis=1)
    return Cohort(
        planted, games, drawn, who, what, days, feedback, gain, way, possible, raters, levels,
        **_reviewed(planted, days, possible, levels, chance),
    )  # fmt: skip


def _games(shelf: Bookshelf, seed: int) -> tuple[_Game, ...]:
    course = shelf.curriculum()
    assert course is not None
    hashes = {one.id: one.hash for one in shelf.scenarios()}
    forms = {form for pillar in course.assessments for form in pillar.forms}
    order = [form for pillar in course.assessments for form in pillar.forms]
    assert len(order) == ASSESSMENTS_EACH
    order += sorted(one.id for one in shelf.scenarios() if one.id not in forms)
    modes = [Mode.ASSESSMENT if one in forms else Mode.PRACTICE for one in order]
    return tuple(
        _Game(one, hashes[one], mode, ways(shelf, hashes[one], mode, seed))
        for one, mode in zip(order, modes, strict=True)
    )


def _fit(games: Sequence[_Game], what: Whole, way: Whole, harmful: NDArray[np.bool_]) -> None:
    """Let whoever did harm have taken a way with harm in it, and others one without, as far as there is one."""
    fitting = {
        (game, step, harm): [at for at, one in enumerate(some) if any(one.harm) is harm] or [*range(len(some))]
        for game, played in enumerate(games)
        for step, some in enumerate(played.ways)
        for harm in (False, True)
    }
    for at, (game, (step, number), harm) in enumerate(zip(what, way, harmful, strict=True)):
        some = fitting[int(game), int(step), bool(harm)]
        way[at, 1] = some[number % len(some)]


def _plans(trainees: int, games: int, chance: np.random.Generator) -> tuple[Whole, Whole, Whole]:
    """For each attempt of each trainee in its order: what, whether after the practice, whether with feedback."""
    half = ASSESSMENTS_EACH // 2
    first = chance.integers(0, 2, (trainees, half))
    pillars = np.arange(half) * 2
    practices = ASSESSMENTS_EACH + chance.random((trainees, games - ASSESSMENTS_EACH)).argsort(axis=1)
    what = np.hstack([pillars + first, practices[:, :PRACTICES_EACH], pillars + 1 - first])
    after = np.repeat([0, 1], [half + PRACTICES_EACH, half])
    turns = np.hstack([np.zeros(half), np.arange(PRACTICES_EACH) % 2, np.zeros(half)]).astype(np.int64)
    return what.ravel(), np.tile(after, trainees), np.tile(turns, trainees)


def _reviewed(
    planted: Planted, days: Floats, possible: Whole, levels: Whole, chance: np.random.Generator
) -> dict[str, Whole]:
    """How far the review of each attempt has come, so that there are as many ratings as planted."""
    many, usual = len(days), planted.raters
    latest = days.argsort()[::-1]
    given = np.full(many, usual)
    start = 0
    for marked, part in enumerate(_OPEN):
        given[latest[start : start + int(part * many)]] = marked
        start += int(part * many)
    done = latest[start:][::-1]  # the earliest first
    more = planted.ratings - int(given.sum())
    apart = _apart(possible, levels, usual)
    differ = np.asarray((apart < 0) | (apart > APART), dtype=np.int64)
    decided, looks, returned = np.zeros((3, many), dtype=np.int64)
    apart_ones = done[differ[done] == 1]
    decide = apart_ones[: min(more, round(len(apart_ones) * _DECIDED))]
    decided[decide] = 1
    agreed = done[differ[done] == 0]
    again = chance.permutation(agreed)[: more - len(decide)]
    looks[again], given[again], returned[again] = 1, usual + 1, usual
    back = np.concatenate([agreed[looks[agreed] == 0], decide])
    back = back[chance.random(len(back)) < 0.9]
    returned[back] = (given + decided)[back]
    apart = np.stack([_apart(possible, levels, marked) for marked in range(usual + 2)])[given, np.arange(many)]
    disagrees = np.asarray((apart < 0) | (apart > APART), dtype=np.int64)
    found = {"given": given, "decided": decided, "looks": looks, "returned": returned}
    return {**found, "disagrees": disagrees, "apart": apart}


def _apart(possible: Whole, levels: Whole, raters: int) -> Whole:
    """How many levels the first so many raters are apart at most; -1 where only some of them saw harm."""
    if raters < 2:
        return np.zeros(len(levels), dtype=np.int64)
    some = levels[:, :raters]
    harm = (some == 1).sum(axis=1)
    differs = ((harm > 0) & (harm < raters) & (possible == 1)).any(axis=1)
    return np.where(differs, -1, (np.ptp(some, axis=1) * possible).max(axis=1))


# --- rows ---


def fill(engine: sa.Engine, cohort: Cohort) -> None:
    """Write a cohort into a database that has the library on its shelf and nobody in it."""
    bulk = Bulk(engine)
    trainees, evaluators, names = cohort.names
    people = [*((one, Role.TRAINEE) for one in trainees), *((one, Role.EVALUATOR) for one in evaluators)]
    people.append((SUPERVISOR, Role.SUPERVISOR))
    columns = ("id", "name", "roles", "login", "created_at")
    bulk.add(persons, columns, [(id_, f"{role} {id_[:6]}", f'["{role}"]', id_, FIRST_DAY) for id_, role in people])
    bulk.add(cohorts, ("id", "name", "created_at"), [(COHORT, "Big cohort", FIRST_DAY)])
    bulk.add(memberships, ("cohort_id", "person_id", "role"), [(COHORT, id_, str(role)) for id_, role in people])
    rules = (COHORT, cohort.planted.raters, False, 0, APART, 70, SUPERVISOR)
    named = ("cohort_id", "raters", "lived_experience", "share", "apart", "bar", "contact")
    bulk.add(review_rules, named, [rules])
    for first in range(0, len(names), _AT_ONCE):
        found: dict[sa.Table, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
        for at in range(first, min(first + _AT_ONCE, len(names))):
            for table, row in _rows(cohort, at):
                found[table].append(row)
        for table, rows in found.items():
            bulk.add(table, _COLUMNS[table], rows)
    bulk.close()


_COLUMNS = {
    attempts: ("id", "owner_kind", "owner_id", "scenario_id", "scenario_hash", "mode", "seed", "options", "exposure",
               "status", "started_at", "ended_at", "result"),
    texts: ("id", "owner_kind", "owner_id", "attempt_id", "purpose", "body", "visibility", "at", "sealed"),
    events: ("attempt_id", "seq", "kind", "data", "actor", "at"),
    reviews: ("attempt_id", "cohort_id", "scenario_id", "ready_at", "state", "looks", "returned", "returned_at",
              "drawn", "marked", "lived", "decided", "apart", "official"),
    ratings: ("attempt_id", "seq", "rater", "data", "at", "levels"),
    assignments: ("attempt_id", "rater", "due", "assigned_by"),
    comments: ("text_id", "attempt_id", "author", "kind", "moment"),
}  # fmt: skip


def _rows(cohort: Cohort, at: int) -> Iterator[tuple[sa.Table, tuple[Any, ...]]]:
    """All rows of an attempt and its review, what they refer to first."""
    trainees, _, names = cohort.names
    game, way, id_, owner = cohort.games[cohort.what[at]], cohort.played(at), names[at], trainees[cohort.who[at]]
    ended, kind = cohort.ended(at), str(OwnerKind.PERSON)
    begun = ended - timedelta(seconds=25 * len(way.log))
    each = cohort.feedback[at] == 1
    options = json.dumps({"feedback": str(Feedback.EACH if each else Feedback.END), "say_first": False})
    how = (str(game.mode), way.seed, options, 0, str(Status.FINISHED), begun, ended, way.result)
    yield attempts, (id_, kind, owner, game.scenario, game.hash, *how)
    for seq, (what, data) in enumerate(way.log):
        when = begun + timedelta(seconds=25 * (seq + 1))
        if REPLY in data:
            ref = f"{id_}-{seq}"
            yield texts, (ref, kind, owner, id_, "reply", _WORDS, "private", when, False)
            data = data.replace(REPLY, ref)  # noqa: PLW2901 - the same data, with its text
        yield events, (id_, seq, what, data, owner, when)
    yield from _review_rows(cohort, at, ended)


def _review_rows(cohort: Cohort, at: int, ended: datetime) -> Iterator[tuple[sa.Table, tuple[Any, ...]]]:
    trainees, evaluators, names = cohort.names
    game, id_, owner = cohort.games[cohort.what[at]], names[at], trainees[cohort.who[at]]
    given, returned = int(cohort.given[at]), int(cohort.returned[at])
    decides = [len(cohort.raters[at]) - 1] * int(cohort.decided[at])
    when = [ended + timedelta(days=1 + 1.5 * place, minutes=at % 700) for place in range(given + len(decides))]
    returned_at = when[returned - 1] + timedelta(hours=5) if returned else None
    back = (int(cohort.looks[at]), returned or None, returned_at)
    yield reviews, (id_, COHORT, game.scenario, ended, str(cohort.state(at)), *back, *_settled(cohort, at))
    for seq, place in enumerate([*range(given), *decides]):
        rater, reason = evaluators[cohort.raters[at, place]], None
        if seq >= given:
            reason = f"{id_}-why"
            yield texts, (reason, str(OwnerKind.PERSON), owner, None, "review", _SAID, "private", when[seq], False)
            yield comments, (reason, id_, rater, str(Remark.REASON), None)
        levels = cohort.played(at).kept(cohort.levels[at, place], decides=seq >= given)
        yield ratings, (id_, seq, rater, _rating(cohort, at, place, reason), when[seq], levels)
        yield assignments, (id_, rater, None, rater)
    if returned_at is not None:
        said = f"{id_}-well"
        yield texts, (said, str(OwnerKind.PERSON), owner, None, "review", _SAID, "private", when[0], False)
        yield comments, (said, id_, evaluators[cohort.raters[at, 0]], str(Remark.STRENGTH), None)
    for place in range(given, cohort.planted.raters) if at % 2 else ():  # half of what is open is given to somebody
        due = ended + timedelta(days=14)
        yield assignments, (id_, evaluators[cohort.raters[at, place]], due, SUPERVISOR)


def _settled(cohort: Cohort, at: int) -> tuple[int | bool | str | None, ...]:
    """The gist of a review, and the levels that count."""
    way, given, decided = cohort.played(at), int(cohort.given[at]), bool(cohort.decided[at])
    seen = cohort.levels[at, :given]
    harm = bool(((seen == 1) & (cohort.possible[at] == 1)).any() or (decided and _harmful(cohort, at)))
    drawn = -1 if harm else stand(replace(way.case, attempt=cohort.names[2][at]), Rules(), ()).gist.drawn
    lived = any(_lived(cohort, at, place) for place in range(given))
    apart = int(cohort.apart[at]) if given > 1 else 0
    official = None
    if given:
        basis, deciding = Basis.MACHINE, seen[:0]
        if decided:
            basis, deciding = Basis.ADJUDICATED, cohort.levels[at, -1:]
        elif cohort.state(at) in {State.AGREED, State.RETURNED}:
            basis, deciding = Basis.HUMAN, seen
        official = way.official(deciding.tolist(), seen.tolist(), basis)
    return drawn, given, lived, decided, None if apart < 0 else apart, official


def _harmful(cohort: Cohort, at: int) -> bool:
    return bool(((cohort.levels[at, -1] == 1) & (cohort.possible[at] == 1)).any())


def _lived(cohort: Cohort, at: int, place: int) -> bool:
    return bool(cohort.raters[at, place] % 3 == 0)


def _rating(cohort: Cohort, at: int, place: int, reason: str | None) -> str:
    way, hash_ = cohort.played(at), cohort.games[cohort.what[at]].hash
    ticks = way.marks([int(level) for level in cohort.levels[at, place, : len(way.competencies)]])
    lived = json.dumps(_lived(cohort, at, place))
    why = f'"reason": {json.dumps(reason)}, "adjudicates": {json.dumps(reason is not None)}'
    return (
        f'{{"revision": 1, "scenario": "{hash_}", "rubrics": {way.rubrics}, "ticks": {ticks}, '
        f'"no_opportunity": {way.none}, "clears": [], "confidence": {(at + place) % 3 + 1}, '
        f'"lived_experience": {lived}, {why}}}'
    )
