"""An anchor as it is played: the log that it would have left, and its key at the moments of that log."""

from __future__ import annotations

from collections.abc import Mapping

from roleplay.engine.compiled import Compiled
from roleplay.engine.state import State
from roleplay.model.anchor import Anchor
from roleplay.model.event import Chose, Ended, Event, Expected, Mode, Started, Wrote
from roleplay.model.site import Site


def site_of(anchor: Anchor, here: Site) -> dict[str, str]:
    """What an attempt would have pinned: the anchor's own policies, and this place's words where it says none."""
    return {**Site().policies(), **here.words(), **anchor.site}


def log_of(
    anchor: Anchor, rubrics: tuple[str, ...], site: Mapping[str, str], seed: int | None = None
) -> tuple[Event, ...]:
    """Everything from the start to the end of an assessment. The reply of turn 3 has the reference "3".

    With another `seed` choices are offered in another order, and what varies may be another; see `same_but_for_order`.
    """
    begun = Started(
        scenario=anchor.pinned.scenario,
        rubrics=rubrics,
        site=dict(site),
        seed=anchor.seed if seed is None else seed,
        mode=Mode.ASSESSMENT,
    )
    turns = (
        Wrote(step.at, str(turn)) if step.choose is None else Chose(step.at, step.choose)
        for turn, step in enumerate(anchor.way, start=1)
    )
    return (begun, Expected(), *turns, Ended())


def same_but_for_order(game: Compiled, log: tuple[Event, ...], other: tuple[Event, ...]) -> bool:
    """Whether two logs of an anchor with different seeds tell the same, but for the order of what is offered."""
    first, second = game.step(None, log[0]), game.step(None, other[0])
    return first.values == second.values


def turns_of(state: State) -> tuple[int, ...]:
    """The moment of each turn, the first turn first."""
    return tuple(moment for moment, passage in enumerate(state.trail) if passage.choice is not None or passage.replied)
