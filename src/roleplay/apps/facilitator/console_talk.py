"""The conversation on the projector, as those who lead a workshop see it.

What a choice shows, and why, is told after it was taken, as something to talk about; never before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from roleplay.apps.transcript import ending_item, line_item, turn_of
from roleplay.apps.view.hall import ChoiceItem, DecisionPart, Shown, Taken, TalkPart, VoteFacts
from roleplay.apps.view.player import Item
from roleplay.engine.compiled import Offer
from roleplay.engine.gathering import Gathering, Poll
from roleplay.engine.story import Moment, fill, tell
from roleplay.model.gathering import Why
from roleplay.model.rubric import Behaviour, Rubric
from roleplay.services.workshops import Talk


def talk_part(talk: Talk, state: Gathering, rubrics: Mapping[str, Rubric]) -> TalkPart:
    """The conversation so far, with what can be talked about of each choice that was taken."""
    scenario = talk.game.scenario
    moments = tell(talk.game, talk.state, state.site)
    known = {one.id: one for rubric in rubrics.values() for one in rubric.behaviours}
    decisions = [one for one in moments if one.choice is not None or one.reply is not None]
    return {
        "title": scenario.title,
        "setting": fill(scenario.setting, state.site),
        "notes": list(scenario.content_notes),
        "mentor": {"id": "mentor", "name": scenario.mentor.name},
        "cast": [{"id": one.id, "name": one.name} for one in scenario.cast],
        "items": [item for moment in moments for item in _items(talk, moment, state.site)],
        "taken": [_taken(moment, steps, known) for steps, moment in enumerate(decisions)],
    }


def _items(talk: Talk, moment: Moment, words: Mapping[str, str]) -> list[Item]:
    turn = turn_of(moment)
    items: list[Item] = []
    if moment.choice is not None:
        items.append({"kind": "said", "turn": turn, "text": moment.choice.text})
    items += [line_item(line, turn) for line in moment.lines]
    ending = ending_item(words, talk.game.nodes[moment.node].source, turn)
    return items if ending is None else [*items, ending]


def _taken(moment: Moment, steps: int, known: Mapping[str, Behaviour]) -> Taken:
    return {
        "turn": turn_of(moment),
        "steps": steps,
        "shows": [_shown(known[one]) for one in moment.ticks if one in known],
        "comment": "" if moment.choice is None else moment.choice.feedback,
    }


def _shown(behaviour: Behaviour) -> Shown:
    return {"text": behaviour.text, "kind": behaviour.kind.value}


def decision_part(talk: Talk, state: Gathering, voted: int) -> DecisionPart:
    """What the conversation waits for, with the vote about it."""
    source = talk.game.nodes[talk.state.node].source
    ended = talk.game.ending(talk.state) is not None
    kind: Literal["choice", "reply", "ending"] = "ending" if ended else "choice" if source.reply is None else "reply"
    poll = state.poll
    before = None if poll is None else _before(state, poll)
    return {
        "kind": kind,
        "prompt": "" if source.reply is None else fill(source.reply.prompt, state.site),
        "choices": [
            _choice(number, offer, state, poll, before) for number, offer in enumerate(talk.game.offers(talk.state))
        ],
        "vote": None if poll is None else _facts(state, poll, before, voted),
    }


def _choice(number: int, offer: Offer, state: Gathering, poll: Poll | None, before: Poll | None) -> ChoiceItem:
    return {
        "number": number,
        "text": fill(offer.text, state.site),
        "reason": None if offer.open else fill(offer.reason or "", state.site),
        "why": _why(poll, offer.id),
        "votes": _votes(poll, offer.id),
        "before": _votes(before, offer.id),
    }


def _why(poll: Poll | None, choice: str) -> Literal["majority", "tie", "what-if"]:
    """What it would be to go on with a choice now."""
    if poll is None or not poll.node or not poll.revealed or choice not in poll.ahead:
        return Why.WHAT_IF.value
    return Why.TIE.value if len(poll.ahead) > 1 else Why.MAJORITY.value


def _votes(poll: Poll | None, option: str) -> int | None:
    if poll is None or poll.totals is None or option not in poll.options:
        return None
    return poll.totals.get(option, 0)


def _before(state: Gathering, poll: Poll) -> Poll | None:
    """The vote before this one, about the same at the same place."""
    same = [
        one
        for one in state.polls
        if (one.section, one.path, one.node, one.round) == (poll.section, poll.path, poll.node, poll.round - 1)
    ]
    return same[-1] if same else None


def _facts(state: Gathering, poll: Poll, before: Poll | None, voted: int) -> VoteFacts:
    return {
        "round": poll.round,
        "replies": not poll.node,
        "open": poll.open,
        "revealed": poll.revealed,
        "voted": voted,
        "of": len(state.present),
        "before": None if before is None else before.voted,
        "tie": len(poll.ahead) > 1,
    }
