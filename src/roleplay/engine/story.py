"""The conversation as it was lived: what was seen, said and chosen, moment by moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from roleplay.engine.compiled import Compiled, Offer
from roleplay.engine.state import Passage, State
from roleplay.model.scenario import MENTOR, NARRATOR, Choice, Ending, Line, Reply

_PLACEHOLDER = re.compile(r"\{site\.(\w+)\}")


def fill(text: str, words: Mapping[str, str]) -> str:
    """Fill `{site.supervisor_title}` and the like into a text; an unknown word is left as it stands."""
    return _PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), text)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line as it was said."""

    who: str
    """Id in the cast, or narrator, or mentor."""
    name: str
    """Name as displayed; empty for the narrator."""
    text: str
    """What was said."""
    cue: str | None
    """What a camera would have shown."""
    thought: str | None
    """What the person thought; for the debrief only."""
    at: str | None
    """Time stamp in a text chat."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One passage of the way, with all that belongs to it. Its index is what scores point at."""

    index: int
    """Place in the trail, from 0."""
    turn: int
    """Number of choices and replies up to and including this one."""
    node: str
    """Id of the node."""
    lines: tuple[Spoken, ...]
    """What was said: on reaching the node, or in response to the choice."""
    choice: Choice | None = None
    """What was chosen, where this moment is a choice; texts filled in."""
    offers: tuple[Offer, ...] = ()
    """What was on offer, in displayed order, where this moment is a choice."""
    reply: Reply | None = None
    """What was asked for, where this moment is a written reply."""
    ending: Ending | None = None
    """Where this moment is an ending."""
    ticks: tuple[str, ...] = ()
    """Behaviours that it showed."""


def spoken(game: Compiled, line: Line, words: Mapping[str, str]) -> Spoken:
    """A line of the scenario as it is said on this site."""
    person = game.scenario.person(line.who)
    name = "" if line.who == NARRATOR else game.scenario.mentor.name if line.who == MENTOR else line.who
    return Spoken(
        who=line.who,
        name=person.name if person is not None else name,
        text=fill(line.text, words),
        cue=None if line.cue is None else fill(line.cue, words),
        thought=None if line.thought is None else fill(line.thought, words),
        at=line.at,
    )


def _choice(game: Compiled, passage: Passage, words: Mapping[str, str]) -> Choice | None:
    if passage.choice is None:
        return None
    source = game.nodes[passage.node].choices[passage.choice].source
    return source.model_copy(update={"text": fill(source.text, words), "feedback": fill(source.feedback, words)})


def tell(game: Compiled, state: State, words: Mapping[str, str], *, since: int = 0) -> tuple[Moment, ...]:
    """Tell the conversation from the moment with index `since` on. `words` are those pinned by the attempt."""
    turn = sum(1 for passage in state.trail[:since] if passage.choice is not None or passage.replied)
    moments: list[Moment] = []
    for index, passage in enumerate(state.trail[since:], start=since):
        choice = _choice(game, passage, words)
        turn += choice is not None or passage.replied
        node = game.nodes[passage.node].source
        offers = game.offers_at(passage.node, passage.values, state.seed) if choice is not None else ()
        moments.append(
            Moment(
                index=index,
                turn=turn,
                node=passage.node,
                lines=tuple(spoken(game, line, words) for line in game.lines(passage)),
                choice=choice,
                offers=tuple(offer._replace(text=fill(offer.text, words)) for offer in offers),
                reply=node.reply if passage.replied else None,
                ending=node.end,
                ticks=game.ticks(passage),
            )
        )
    return tuple(moments)
