"""One's own conversation in a section that everybody plays alone: as in practice, but without levels and a kernel."""

from __future__ import annotations

from roleplay.apps.cards import persona, speakers
from roleplay.apps.debrief import missed_moments, peer_view, went_well
from roleplay.apps.transcript import beside, ending_item, line_item, turn_of
from roleplay.apps.view.pace import PaceEnd, PacePart
from roleplay.apps.view.player import Item
from roleplay.engine import Phase
from roleplay.engine.story import Moment, fill, tell
from roleplay.services.pacing import Alone


def pace_part(alone: Alone, attempt_path: str | None) -> PacePart:
    """What somebody sees who plays alone. `attempt_path` is where they could play it as an attempt, if they can."""
    pace, game, state, words = alone.pace, alone.game, alone.state, alone.words
    scenario = game.scenario
    moments = tell(game, state, words)
    reply = game.nodes[state.node].source.reply
    return {
        "section": pace.section,
        "step": pace.step,
        "go": pace.goes,
        "title": scenario.title,
        "medium": scenario.medium.value,
        "content_notes": list(scenario.content_notes),
        "setting": fill(scenario.setting, words),
        "mentor": persona(scenario, words),
        "cast": speakers(scenario, words),
        "items": [item for moment in moments for item in _items(alone, moment)],
        "turn": state.turns + 1,
        "choices": [
            {
                "id": str(place),
                "text": fill(offer.text, words),
                "open": offer.open,
                "reason": None if offer.reason is None else fill(offer.reason, words),
            }
            for place, offer in enumerate(game.offers(state), start=1)
        ],
        "reply": None if reply is None else {"prompt": fill(reply.prompt, words), "max_words": reply.max_words},
        "end": _end(alone, moments, attempt_path) if state.phase is Phase.REFLECT else None,
        "shares": pace.shares.value,
    }


def _items(alone: Alone, moment: Moment) -> list[Item]:
    turn, words = turn_of(moment), alone.words
    items: list[Item] = []
    if moment.choice is not None:
        items.append({"kind": "said", "turn": turn, "text": moment.choice.text})
    if moment.reply is not None:
        own = alone.replies.get(moment.node)
        compared = beside(moment.reply, alone.rubrics, words)
        text = None if own is None else own.body
        items.append({"kind": "reply", "turn": turn, "text": text, "comparison": compared})
    items += [line_item(line, turn) for line in moment.lines]
    if moment.choice is not None:
        items.append({"kind": "feedback", "turn": turn, "text": moment.choice.feedback})
    ending = ending_item(words, alone.game.nodes[moment.node].source, turn)
    return items if ending is None else [*items, ending]


def _end(alone: Alone, moments: tuple[Moment, ...], attempt_path: str | None) -> PaceEnd:
    game, state, words, debrief = alone.game, alone.state, alone.words, alone.game.scenario.debrief
    return {
        "went_well": went_well(alone.rubrics, moments),
        "peer": peer_view(game, state, words),
        "missed_cues": missed_moments(game, alone.rubrics, state, moments, told=True),
        "twist": fill(debrief.twist, words),
        "question": fill(debrief.question, words),
        "attempt_path": attempt_path,
    }
