"""A player who goes by the answers on offer alone, in several conversations at once.

Such a player sees the words of the answers, which are open and why others are closed, and remembers what was on offer
and taken before, but reads no line, cue or value. The order on display tells nothing: it is drawn from the attempt's
seed, which knows nothing of what differs. Where the offers differ, the player knows where they are, and each
conversation goes on by itself.

What is computed, from the endings backwards, is for every position *what must have been shown before* so that the
standard can still be met: few sets of behaviours, where there are very many ways on which something was shown.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import product as combinations
from operator import or_
from typing import Any, NamedTuple, TypeAlias

from roleplay.authoring import product
from roleplay.authoring.product import Product, Step, TooLarge
from roleplay.authoring.walk import Tally, tally_of_standard
from roleplay.engine import Compiled
from roleplay.model.rubric import Rubric

Way: TypeAlias = tuple[str, ...]
"""Choices from the start to an ending, each as `node/choice`."""

Offers: TypeAlias = frozenset[tuple[str, str | None]]
"""The words of every answer that is displayed, with the reason where it is closed."""

_Place: TypeAlias = tuple[int, int]
"""A decision: number of the conversation, state of its product."""

_Position: TypeAlias = tuple[_Place, ...]
"""Decisions that look the same, at most one of each conversation: the player may be at any of them."""


class _Landing(NamedTuple):
    """The next decision after an answer."""

    state: int | None
    """Its state; None where the conversation ends before."""
    gain: int
    """Required behaviours that are shown on the way, as bits."""


class _Move(NamedTuple):
    """The same answer at every place of a position."""

    position: _Position
    steps: tuple[Step, ...]
    gain: int
    """What all of it shows, in all conversations."""
    lacks: int
    """What must have been shown before in the conversations that it ends."""
    then: tuple[_Position, ...]
    """Where the player can be afterwards."""


class Conversation:
    """One conversation, under one setting."""

    def __init__(self, game: Compiled, rubrics: Mapping[str, Rubric], states: Product) -> None:
        required = {basic for asked in game.scenario.assesses.values() for basic in asked.requires}
        self.product = states
        self.tally: Tally[int] = tally_of_standard(states, rubrics, sorted(required))
        self.bits = len(required)
        self.offers = [_offers(game, *state) for state in zip(states.nodes, states.values, strict=True)]
        self.texts = {
            (node.source.id, choice.source.id): choice.source.text
            for node in game.nodes.values()
            for choice in node.choices.values()
        }

    @property
    def first_offers(self) -> Offers | None:
        """What is on offer at the first decision; None where there is none."""
        first = self.landing(0, self.tally.first)
        return None if first is None or first.state is None else self.offers[first.state]

    def landing(self, state: int, gain: int | None) -> _Landing | None:
        """Go on by itself to the next decision; None where that does harm or goes round for ever."""
        passed = {state}
        while gain is not None:
            steps = self.product.steps[state]
            if not steps or steps[0].choice is not None:
                return _Landing(state if steps else None, gain)
            gain, state = self.tally.after(gain, state, steps[0]), steps[0].target
            if state in passed:
                return None
            passed.add(state)
        return None

    def answers(self, state: int) -> Mapping[str, Sequence[tuple[Step, _Landing]]]:
        """What can be said without harm -> where it leads. Several where several choices read the same."""
        found: defaultdict[str, list[tuple[Step, _Landing]]] = defaultdict(list)
        for step in self.product.steps[state]:
            landing = self.landing(step.target, self.tally.after(0, state, step))
            if step.choice is not None and landing is not None:
                found[self.texts[self.product.nodes[state], step.choice]].append((step, landing))
        return found


def _offers(game: Compiled, node: str, values: tuple[Any, ...]) -> Offers:
    return frozenset((offer.text, offer.reason) for offer in game.offers_at(node, values, seed=0))


class _Game:
    """All policies of a player who plays several conversations and sees nothing but offers, at once."""

    def __init__(self, twins: Sequence[Conversation]) -> None:
        self.twins = twins
        self.bits = max(twin.bits for twin in twins)
        self.moves_from: dict[_Position, list[_Move]] = {}
        self.before: defaultdict[_Position, dict[_Position, None]] = defaultdict(dict)
        self.ways_to_win: defaultdict[_Position, dict[int, _Move]] = defaultdict(dict)
        """Position -> what must have been shown before -> the move to take then; those found first come first."""

    def together(self, landings: Mapping[int, _Landing]) -> tuple[int, int, tuple[_Position, ...]]:
        """Put together what looks the same after some answers: gain, lacks and positions of a move."""
        gain = lacks = 0
        alike: defaultdict[Offers, list[_Place]] = defaultdict(list)
        for number, (state, shown) in landings.items():
            twin, place = self.twins[number], number * self.bits
            gain |= shown << place
            if state is None:
                lacks |= (((1 << twin.bits) - 1) & ~shown) << place
            else:
                alike[twin.offers[state]].append((number, state))
        return gain, lacks, tuple(tuple(places) for places in alike.values())

    def moves(self, position: _Position) -> Iterator[_Move]:
        """Every answer that can be given at all its places without harm."""
        answers = [self.twins[number].answers(state) for number, state in position]
        for text in answers[0]:
            for taken in combinations(*(one.get(text, ()) for one in answers)):
                landings = {number: landing for (number, _), (_, landing) in zip(position, taken, strict=True)}
                yield _Move(position, tuple(step for step, _ in taken), *self.together(landings))

    def play(self, starts: Iterable[_Position]) -> None:
        """Find all ways to win from some positions. Raises `TooLarge`."""
        found = self.discover(starts)
        unsettled, queued, entries = deque(reversed(found)), set(found), 0
        while unsettled:
            position = unsettled.popleft()
            queued.remove(position)
            new = sum(self.learn(move) for move in self.moves_from[position])
            if new:
                entries += new
                _check(entries)
                again = [one for one in self.before[position] if one not in queued]
                unsettled.extend(again)
                queued.update(again)

    def discover(self, starts: Iterable[_Position]) -> list[_Position]:
        """Positions that were not known, with their moves: those that do not lose at once in some conversation."""
        found = [position for position in starts if position not in self.moves_from]
        seen = set(found)
        for position in found:  # grows
            moves = self.moves_from[position] = [
                move
                for move in self.moves(position)
                if all(self.ways_to_win[place,] for one in move.then for place in one if len(one) > 1)
            ]
            for one in (one for move in moves for one in move.then):
                self.before[one][position] = None
                if one not in seen and one not in self.moves_from:
                    seen.add(one)
                    found.append(one)
            _check(len(self.moves_from))
        return found

    def learn(self, move: _Move) -> int:
        """Add the ways to win that begin with a move; say how many are new."""
        known, new = self.ways_to_win[move.position], 0
        for needs in combinations(*(tuple(self.ways_to_win[one]) for one in move.then)):
            need = move.lacks | (reduce(or_, needs, 0) & ~move.gain)
            if not any(other & ~need == 0 for other in known):
                known[need] = move
                new += 1
        return new

    def wins(self, position: _Position, shown: int) -> _Move | None:
        """The move to take at a position after something was shown; None where the standard cannot be met any more."""
        return next((move for need, move in self.ways_to_win[position].items() if need & ~shown == 0), None)

    def way(self, twin: int, starts: Iterable[_Position], shown: int) -> Way:
        """The choices in one conversation when the player wins all."""
        taken: list[str] = []
        position = self._holding(twin, starts)
        while position and (move := self.wins(position, shown)):
            nodes = self.twins[twin].product.nodes
            steps = zip(position, move.steps, strict=True)
            taken += [f"{nodes[state]}/{step.choice}" for (number, state), step in steps if number == twin]
            position, shown = self._holding(twin, move.then), shown | move.gain
        return tuple(taken)

    @staticmethod
    def _holding(twin: int, positions: Iterable[_Position]) -> _Position:
        """The position that a conversation is at; none where it has ended."""
        return next((one for one in positions if any(number == twin for number, _ in one)), ())


def _check(count: int) -> None:
    if count > product.MOST_STATES:
        raise TooLarge(
            f"Played together, they have more than {product.MOST_STATES} positions.",
            "Narrow the ranges of variables, or read fewer of them late.",
        )


def blind_ways(twins: Sequence[Conversation]) -> tuple[Way, ...]:
    """A way through each conversation by one policy that meets the standard in all of them; none where there is none.

    Raises `TooLarge`.
    """
    game = _Game(twins)
    firsts = {number: twin.landing(0, twin.tally.first) for number, twin in enumerate(twins)}
    landings = {number: landing for number, landing in firsts.items() if landing is not None}
    shown, lacks, starts = game.together(landings)
    if lacks or len(landings) < len(twins):
        return ()
    for some in ([(place,) for position in starts for place in position], starts):
        game.play(some)
        if any(game.wins(position, shown) is None for position in some):
            return ()
    return tuple(game.way(number, starts, shown) for number in range(len(twins)))
