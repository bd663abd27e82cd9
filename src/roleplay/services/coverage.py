"""Coverage by people: how many finished attempts went through each place and choice of a scenario.

Authors learn nothing about anybody by it. Figures are rounded down to fives, so that no difference of two of them
tells what one person did; and where fewer than five people went, only that somebody did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from roleplay.engine import State
from roleplay.identity import Actor
from roleplay.services.authority import Authority
from roleplay.services.policy import Action
from roleplay.services.reporting import FEWEST
from roleplay.services.shelf import Bookshelf
from roleplay.store import Store

MOST = 1_000
"""Most attempts that are looked at; the last ones, if there are more."""

STEP = 5
"""Figures are multiples of it."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How people went through a scenario, in all its versions. A count of 1 says: somebody did."""

    attempts: int
    """At least so many finished attempts were looked at."""
    current: int
    """At least so many of them were at the version that was asked for."""
    counts: Mapping[str, int]
    """`node`, `node/choice`, `node/` (where it went on without a choice) or `node>node` -> at least so many attempts
    went there; what nobody came to is not in it."""


def coverage(store: Store, actor: Actor, scenario_id: str, version: str) -> Coverage | None:
    """How people went through a scenario; None where fewer than five have finished it. Raises `NotAllowed`.

    `version` is the hash of one version; places and choices count under their ids, in whatever version they were.
    """
    Authority(store).require(actor, Action.SEE_COVERAGE)
    walked = store.walked(scenario_id, MOST)
    if len(set(walked.owner)) < FEWEST:
        return None
    bookshelf = Bookshelf(store)
    logs = store.events_of(walked.attempt)
    went: Counter[str] = Counter()
    who: dict[str, set[str]] = {}
    for attempt_id, owner, hash_ in zip(walked.attempt, walked.owner, walked.version, strict=True):
        if not logs[attempt_id]:
            continue  # erased just now
        state = bookshelf.game(hash_).replay(recorded.event for recorded in logs[attempt_id])
        for thing in _passed(state):
            went[thing] += 1
            who.setdefault(thing, set()).add(owner)
    theirs = [owner for owner, hash_ in zip(walked.owner, walked.version, strict=True) if hash_ == version]
    return Coverage(
        attempts=_at_least(len(walked.attempt), walked.owner),
        current=_at_least(len(theirs), theirs),
        counts={thing: _at_least(attempts, who[thing]) for thing, attempts in went.items()},
    )


def _passed(state: State) -> frozenset[str]:
    """Everything that an attempt went through, once."""
    trail = state.trail
    onward = {f"{one.node}/{one.choice or ''}" for one in trail if one.choice is not None or one is not trail[-1]}
    roads = {f"{one.node}>{after.node}" for one, after in pairwise(trail)}
    return frozenset({*(one.node for one in trail), *onward, *roads})


def _at_least(attempts: int, people: Iterable[str]) -> int:
    if len(set(people)) < FEWEST:
        return min(attempts, 1)
    return attempts // STEP * STEP
