"""Ways through a scenario, drawn by chance once, and played by the engine and by ink's runtime alike."""

from __future__ import annotations

import random
from dataclasses import dataclass

from bink.story import Story

from bench.ink import REPLY, ink_json
from roleplay.engine import Compiled, Phase, State
from roleplay.model.event import Chose, Event, Expected, Started, Wrote
from roleplay.model.site import Site


def started(seed: int) -> Started:
    """The beginning of an attempt on a site where nothing is set."""
    return Started(scenario="0" * 64, rubrics=(), site=Site().pinned(), seed=seed, mode="practice")


@dataclass(frozen=True)
class Walk:
    """One way from the first choice to an ending."""

    events: tuple[Event, ...]
    """Every choice and reply, for the engine."""

    indices: tuple[int, ...]
    """The same as places among the choices that ink offers."""


def random_walk(game: Compiled, state: State, chance: random.Random) -> Walk:
    """Take any open choice, until there is none."""
    events: list[Event] = []
    indices: list[int] = []
    while state.phase is Phase.ENACT:
        choices = game.open_choices(state)
        index = chance.randrange(len(choices)) if choices else 0
        events.append(Chose(state.node, choices[index]) if choices else Wrote(state.node, None))
        indices.append(index)
        state = game.step(state, events[-1])
    return Walk(tuple(events), tuple(indices))


@dataclass(frozen=True)
class Side:
    """The engine at the first choice of a scenario."""

    game: Compiled
    """The scenario."""

    first: State
    """Where every walk begins."""

    def advance(self, walk: Walk) -> State:
        """Take a walk, and nothing else."""
        step, state = self.game.step, self.first
        for event in walk.events:
            state = step(state, event)
        return state

    def play(self, walk: Walk) -> list[str]:
        """Take a walk; at each step fetch what is said and what can be said, as a player's screen would need it."""
        game, state, texts = self.game, self.first, []
        for event in walk.events:
            seen = len(state.trail)
            state = game.step(state, event)
            texts += [line.text for passage in state.trail[seen:] for line in game.lines(passage)]
            texts += [offer.text for offer in game.offers(state) if offer.open]
        ending = game.ending(state)
        if ending is not None and ending.end is not None:
            texts.append(ending.end.text)
        return texts


@dataclass(frozen=True)
class InkSide:
    """Ink's runtime with the same scenario."""

    story: Story
    """The story, loaded."""

    def rewind(self) -> None:
        """Go back to the first choice."""
        self.story.reset_state()
        self.story.continue_maximally()

    def advance(self, walk: Walk) -> None:
        """Take the same walk from the first choice, and nothing else."""
        for index in walk.indices:
            self.story.choose_choice_index(index)
            self.story.continue_maximally()

    def play(self, walk: Walk) -> list[str]:
        """Take the same walk from the first choice, fetching the same."""
        story, texts = self.story, []
        for index in walk.indices:
            story.choose_choice_index(index)
            texts += [line for line in story.continue_maximally().split("\n") if line]
            texts += list(story.get_current_choices())
        return texts


def sides(game: Compiled, seed: int) -> tuple[Side, InkSide]:
    """Both, at the first choice of an attempt with this seed."""
    before = game.step(None, started(seed))
    ink = InkSide(Story(ink_json(game, before)))
    ink.rewind()
    return Side(game, game.step(before, Expected())), ink


def same(ours: list[str], theirs: list[str]) -> bool:
    """True when both sides showed the same texts; the order apart, because the engine shuffles choices."""
    mine = sorted(" ".join(text.split()) for text in ours)
    other = sorted(" ".join(text.split()) for text in theirs if text != REPLY)
    return mine == other
