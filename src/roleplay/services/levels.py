"""Levels of what was played and rated before levels were kept: worked out when somebody asks for them, in portions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from roleplay.model.event import Recorded, Started
from roleplay.scoring import score
from roleplay.scoring.kept import of_attempt, of_rating, read
from roleplay.scoring.official import Basis
from roleplay.scoring.review import State, harmful, levels_of
from roleplay.services.cases import Cases
from roleplay.services.shelf import Bookshelf
from roleplay.store import Store
from roleplay.store.columns import Played, Rated

PORTION = 500
"""How many are worked out between two writes, so that nobody waits long for their turn."""

_T = TypeVar("_T")


class Levels:
    """Fills in what is missing."""

    def __init__(self, store: Store, bookshelf: Bookshelf, cases: Cases) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._cases = cases

    def played(self, cohort_id: str) -> Played:
        """The finished attempts of a cohort, with nothing missing."""
        found = self._store.played_in(cohort_id)
        late = [one for one, result in zip(found.attempt, found.result, strict=True) if result is None]
        marked = [
            one
            for one, state, official in zip(found.attempt, found.state, found.official, strict=True)
            if state is not None and not _fits(State(state), official)
        ]
        if not late and not marked:
            return found
        for some in _portions(late):
            logs = self._store.events_of(some)
            self._store.keep_results({one: self._result(logs[one]) for one in some})
        for some in _portions(marked):
            self._store.keep_official(dict(self._official(some)))
        return self._store.played_in(cohort_id)

    def rated(self, cohort_id: str) -> Rated:
        """The ratings of a cohort, likewise."""
        found = self._store.rated_in(cohort_id)
        if None not in found.levels:
            return found
        while late := self._store.unlevelled(cohort_id, PORTION):
            self._store.keep_levels(
                {
                    (one.attempt_id, one.seq): of_rating(
                        levels_of(
                            self._bookshelf.by_hash(one.rating.scenario),
                            self._bookshelf.rubrics(one.rating.rubrics),
                            one.rating,
                        ),
                        decides=one.rating.adjudicates,
                    )
                    for one in late
                }
            )
        return self._store.rated_in(cohort_id)

    def _result(self, log: Sequence[Recorded]) -> str:
        events = [recorded.event for recorded in log]
        begun = next(event for event in events if isinstance(event, Started))
        game, rubrics = self._bookshelf.game(begun.scenario), self._bookshelf.rubrics(begun.rubrics)
        return of_attempt(score(game, rubrics, game.replay(events)), harmful(rubrics))

    def _official(self, attempt_ids: Iterable[str]) -> Iterator[tuple[str, tuple[str, str]]]:
        for attempt_id in attempt_ids:
            review = self._store.review(attempt_id)
            if review is None:
                continue
            opened = self._cases.load(review)
            row = opened.settled(replace(opened.standing, state=review.state))
            if row.official is not None:
                yield attempt_id, (review.state, row.official)


def _fits(state: State, official: str | None) -> bool:
    """Whether what is kept can be true of this state; new rules move many reviews at once, and leave it alone."""
    if state is State.UNMARKED:
        return True
    if official is None:
        return False
    basis = read(official).basis
    if state in {State.AGREED, State.RETURNED, State.ADJUDICATED}:
        return basis is not Basis.MACHINE
    return basis is not Basis.HUMAN


def _portions(ids: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (ids[first : first + PORTION] for first in range(0, len(ids), PORTION))
