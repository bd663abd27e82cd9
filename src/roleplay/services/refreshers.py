"""Refreshers: single moments of one's own finished role-plays come back when they are about to be forgotten.

When something is due is the business of FSRS, a scheduler of spaced repetition; here a *card* is a decision of a
scenario. Its state is worked out from the log of the learner, never kept. A refresher is no attempt and enters no
score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fsrs import Card, Rating, Scheduler

from roleplay.engine import Offer, Phase, State
from roleplay.engine.story import Moment, fill, tell
from roleplay.errors import Conflict, NotFound, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.event import Chose, Mode, Started
from roleplay.model.learning import Noted, Refreshed
from roleplay.model.rubric import Kind
from roleplay.scoring.score import offered
from roleplay.services.attempts import Playing
from roleplay.services.authority import Authority, owner_of
from roleplay.services.forged import whole_number, word
from roleplay.services.policy import Action
from roleplay.services.shelf import Bookshelf
from roleplay.store import Status, Store

EACH = 3
"""So many moments of a scenario come back."""
BEFORE = 2
"""So many turns before the moment are shown with it."""

# Steps of minutes are for cramming; a moment of a conversation comes back after days.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)

_Log = Mapping[tuple[str, str], Sequence[tuple[int, datetime]]]


@dataclass(frozen=True, slots=True)
class Memory:
    """A moment that comes back."""

    scenario: str
    """Id of the scenario."""
    title: str
    """Its title, as it was played."""
    node: str
    """The decision."""
    attempt: str
    """The own attempt that it is taken from."""
    moment: int
    """Index of the decision in that attempt."""
    due: datetime
    """When it is due."""
    times: int
    """How often it came back."""

    @property
    def reference(self) -> str:
        """What it is asked for by: `pillar/slug/node`."""
        return f"{self.scenario}/{self.node}"


@dataclass(frozen=True, slots=True)
class Drill:
    """A moment as it is shown: what led to it, and what can be said."""

    memory: Memory
    """Which moment."""
    title: str
    """Title of its scenario."""
    before: tuple[Moment, ...]
    """The last turns before it, as they were lived, and the lines that the decision answers."""
    offers: tuple[Offer, ...]
    """What can be chosen, shuffled anew each time."""
    seq: int
    """The number that the answer's entry in the learner's log will have."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an answer."""

    moment: Moment
    """What was chosen, with its feedback, and what the other person said to it."""
    onward: tuple[Moment, ...]
    """What followed by itself."""
    grade: int
    """As the scheduler counts: 1 again, 2 hard, 3 good, 4 easy."""
    due: datetime
    """When the moment comes back."""


class Refreshers:
    """What somebody does with the moments that come back to them."""

    def __init__(self, store: Store, bookshelf: Bookshelf, now: Callable[[], datetime]) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._authority = Authority(store)
        self._now = now

    def memories(self, actor: Actor, history: Iterable[Playing]) -> tuple[Memory, ...]:
        """Every moment of the actor's own attempts that comes back, the first to be due first."""
        self._authority.require(actor, Action.LEARN, owner_of(actor))
        log = self._log(actor)
        found = [memory for one in self._latest(history) for memory in self._memories(one, log)]
        return tuple(sorted(found, key=lambda memory: (memory.due, memory.scenario, memory.node)))

    def due(self, actor: Actor, history: Iterable[Playing]) -> tuple[Memory, ...]:
        """Those that are due now."""
        now = self._now()
        return tuple(memory for memory in self.memories(actor, history) if memory.due <= now)

    def open(self, actor: Actor, history: Iterable[Playing], reference: str) -> Drill:
        """One of them, to be gone through again. Raises `NotFound` for a moment that is not the actor's own."""
        playing, memory = self._find(actor, tuple(history), reference)
        game, words, before = playing.game, _words(playing), _before(playing, memory.moment)
        seed = playing.attempt.seed + memory.times + 1
        offers = game.offers_at(memory.node, before.values, seed)
        return Drill(
            memory=memory,
            title=game.scenario.title,
            before=tuple(one for one in tell(game, before, words) if one.turn > before.turns - BEFORE),
            offers=tuple(offer._replace(text=fill(offer.text, words)) for offer in offers),
            seq=len(self._store.learnt(*owner_of(actor))),
        )

    def answer(self, actor: Actor, history: Iterable[Playing], seq: int, reference: str, choice: str) -> Outcome:
        """Choose, see what it does, and have the moment come back later. Raises `Conflict`, `RefusedEvent`."""
        playing, memory = self._find(actor, tuple(history), reference)
        length = len(self._store.learnt(*owner_of(actor)))
        if whole_number(seq, "step") != length:
            raise Conflict.moved_on(seq, length)
        game, before = playing.game, _before(playing, memory.moment)
        after = game.step(before, Chose(memory.node, word(choice, "choice")))
        chosen, *onward = tell(game, after, _words(playing), since=len(before.trail))
        grade = _grade(self._kinds(playing), chosen.ticks)
        event = Refreshed(memory.scenario, memory.node, choice, grade)
        self._store.learn(*owner_of(actor), Noted(length, event, self._now()))
        again = next(one for one in self._memories(playing, self._log(actor)) if one.node == memory.node)
        return Outcome(chosen, tuple(onward), grade, again.due)

    # --- inside ---

    def _log(self, actor: Actor) -> _Log:
        """(Scenario, node) -> each time that it came back: the grade, and when."""
        found: dict[tuple[str, str], list[tuple[int, datetime]]] = {}
        for noted in self._store.learnt(*owner_of(actor)):
            if isinstance(noted.event, Refreshed):
                event = noted.event
                found.setdefault((event.scenario, event.node), []).append((event.grade, noted.at))
        return found

    def _find(self, actor: Actor, history: Sequence[Playing], reference: str) -> tuple[Playing, Memory]:
        wanted = word(reference, "moment")
        memory = next((one for one in self.memories(actor, history) if one.reference == wanted), None)
        if memory is None:
            raise NotFound("There is no such moment among your refreshers.", "Go back to what is due.")
        return next(one for one in history if one.attempt.id == memory.attempt), memory

    def _latest(self, history: Iterable[Playing]) -> Iterator[Playing]:
        """The latest finished practice of each scenario; `history` has the newest first.

        What the library does not hold any more does not come back, nor does what an assessment asks for.
        """
        coming = {summary.id for summary in self._bookshelf.scenarios()} - self._bookshelf.forms()
        for playing in history:
            attempt = playing.attempt
            fits = attempt.mode is Mode.PRACTICE and attempt.status is Status.FINISHED
            if fits and attempt.scenario_id in coming:
                coming.remove(attempt.scenario_id)
                yield playing

    def _kinds(self, playing: Playing) -> Mapping[str, Kind]:
        """Behaviour -> kind, by the rubrics as the attempt pins them."""
        rubrics = self._bookshelf.rubrics(_started(playing).rubrics).values()
        return {behaviour.id: behaviour.kind for rubric in rubrics for behaviour in rubric.behaviours}

    def _memories(self, playing: Playing, log: _Log) -> Iterator[Memory]:
        kinds, scenario = self._kinds(playing), playing.game.scenario
        ended = playing.attempt.ended_at or playing.attempt.started_at
        for index in _coming_back(playing, kinds):
            lived = playing.state.trail[index]
            since = [(grade, at) for grade, at in log.get((scenario.id, lived.node), ()) if at >= ended]
            card = Card(card_id=0, due=ended)
            for grade, at in ((_grade(kinds, playing.game.ticks(lived)), ended), *since):
                card, _ = _SCHEDULER.review_card(card, Rating(grade), at)
            yield Memory(scenario.id, scenario.title, lived.node, playing.attempt.id, index, card.due, len(since))


def _coming_back(playing: Playing, kinds: Mapping[str, Kind]) -> tuple[int, ...]:
    """The decisions of an attempt that come back, by index: where something slipped first, then where it went well.

    One that was met twice comes once, as it went less well. One where nothing can be shown teaches nothing.
    """
    game, trail = playing.game, playing.state.trail
    required = {basic for one in game.scenario.assesses.values() for basic in one.requires}
    ranked: list[tuple[int, int]] = []
    for index, passage in enumerate(trail):
        within_reach = offered(game, passage) if passage.choice is not None else frozenset()
        ticks = game.ticks(passage)
        if within_reach and _grade(kinds, ticks) == Rating.Again:
            ranked.append((0, index))
        elif within_reach & required:
            ranked.append((2 if required.intersection(ticks) else 1, index))
        elif within_reach:
            ranked.append((3, index))
    first: dict[str, int] = {}
    for _, index in sorted(ranked):
        first.setdefault(trail[index].node, index)
    return tuple(first.values())[:EACH]


def _grade(kinds: Mapping[str, Kind], ticks: Iterable[str]) -> int:
    shown = {kinds.get(tick) for tick in ticks}
    if Kind.HARMFUL in shown:
        return int(Rating.Again)
    if Kind.ADVANCED in shown:
        return int(Rating.Easy)
    return int(Rating.Good if Kind.BASIC in shown else Rating.Hard)


def _started(playing: Playing) -> Started:
    event = playing.events[0].event
    if not isinstance(event, Started):
        raise RefusedEvent("The log does not begin with its start.", "It was damaged.")
    return event


def _words(playing: Playing) -> Mapping[str, str]:
    return _started(playing).site


def _before(playing: Playing, index: int) -> State:
    """Where the attempt stood before one of its choices."""
    passage = playing.state.trail[index]
    before = playing.state.trail[:index]
    return State(Phase.ENACT, passage.node, passage.values, before, playing.state.seed)
