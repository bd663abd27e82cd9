"""Player: a running attempt, in any phase."""

from __future__ import annotations

from roleplay.apps.address import debrief_path, play_path, scenario_path
from roleplay.apps.cards import care, persona, speakers
from roleplay.apps.desk import Desk
from roleplay.apps.transcript import body, comparison, feedback_now, own_words, transcript, turn_of, written
from roleplay.apps.view import BranchedFrom, Item, Now, NowCompare, PlayerScreen
from roleplay.engine import Phase
from roleplay.engine.story import fill, tell
from roleplay.errors import RefusedEvent
from roleplay.model.event import Chose, Compared, Mode
from roleplay.services.attempts import Playing


def branched(playing: Playing) -> BranchedFrom | None:
    """Where an attempt took over the beginning of an earlier one."""
    branch = playing.attempt.branched_from
    return None if branch is None else {"path": debrief_path(branch.attempt), "turn": branch.turns + 1}


def _to_compare(playing: Playing) -> int | None:
    """Index of the moment of a reply that is still to be compared; the conversation waits there for it."""
    if not feedback_now(playing):
        return None
    done = {record.event.node for record in playing.events if isinstance(record.event, Compared)}
    for index in range(len(playing.state.trail) - 1, -1, -1):
        passage = playing.state.trail[index]
        if passage.replied:
            return None if passage.node in done else index
        if passage.choice is not None:
            return None
    return None


def _compare(desk: Desk, playing: Playing, index: int) -> NowCompare | None:
    moment = tell(playing.game, playing.state, desk.words(playing), since=index)[0]
    if moment.reply is None:
        return None
    event = written(playing, moment.node, "reply")
    return {
        "kind": "compare",
        "turn": turn_of(moment),
        "node": f"turn-{playing.state.turns}",
        "own": body(playing, event.ref) if event is not None else None,
        "comparison": comparison(desk, playing, moment.node, moment.reply),
    }


def place_key(playing: Playing) -> str:
    """What the browser calls the place that the conversation has reached. Ids of nodes can give away what happens."""
    return f"turn-{playing.state.turns + 1}"


def meant(playing: Playing, place: str, choice: str) -> Chose:
    """The choice that the browser means by its place in the displayed order: its id could give away its worth.

    Raises `RefusedEvent` for one that was not offered.
    """
    offers = playing.game.offers(playing.state)
    keys = {str(position): offer.id for position, offer in enumerate(offers, start=1)}
    if place != place_key(playing):
        raise RefusedEvent.elsewhere(place_key(playing), place)
    if choice not in keys:
        raise RefusedEvent.not_offered(place, choice, keys)
    return Chose(playing.state.node, keys[choice])


def node_meant(playing: Playing, place: str) -> str:
    """The node that the browser means by a place: the present one, or that of the reply that is being compared."""
    waiting = _to_compare(playing)
    if waiting is not None and place == f"turn-{playing.state.turns}":
        return playing.state.trail[waiting].node
    if place != place_key(playing):
        raise RefusedEvent.elsewhere(place_key(playing), place)
    return playing.state.node


def _say(desk: Desk, playing: Playing) -> Now:
    """What is asked at the place that the conversation has reached."""
    state, words = playing.state, desk.words(playing)
    turn, place = state.turns + 1, place_key(playing)
    reply = playing.game.nodes[state.node].source.reply
    if reply is not None:
        prompt = fill(reply.prompt, words)
        return {"kind": "reply", "turn": turn, "node": place, "prompt": prompt, "max_words": reply.max_words}
    if playing.attempt.options.say_first and written(playing, state.node, "say-first") is None:
        return {"kind": "say-first", "turn": turn, "node": place}
    return {
        "kind": "choices",
        "turn": turn,
        "node": place,
        "choices": [
            {
                "id": str(position),
                "text": fill(offer.text, words),
                "open": offer.open,
                "reason": None if offer.reason is None else fill(offer.reason, words),
            }
            for position, offer in enumerate(playing.game.offers(state), start=1)
        ],
        "own_words": own_words(playing, state.node),
    }


def now(desk: Desk, playing: Playing) -> Now:
    """What is asked of the trainee at this moment."""
    state, scenario, words = playing.state, playing.game.scenario, desk.words(playing)
    if state.phase is Phase.ANTICIPATE:
        return {"kind": "anticipate", "question": fill(scenario.expect, words)}
    waiting = _to_compare(playing)
    if waiting is not None and (compare := _compare(desk, playing, waiting)) is not None:
        return compare
    if state.phase is Phase.REFLECT:
        return {"kind": "reflect", "questions": [fill(question, words) for question in scenario.reflect]}
    return {"kind": "finish"} if state.phase is Phase.CLOSED else _say(desk, playing)


def items(desk: Desk, playing: Playing) -> list[Item]:
    """The transcript so far. After a reply it waits until the comparison is done."""
    waiting = _to_compare(playing)
    return transcript(desk, playing, until=None if waiting is None else waiting + 1)


def player(desk: Desk, playing: Playing) -> PlayerScreen:
    """The whole screen, as after a reload."""
    scenario, words = playing.game.scenario, desk.words(playing)
    attempt = playing.attempt
    return {
        "name": "player",
        "path": play_path(attempt.id),
        "title": scenario.title,
        "attempt": attempt.id,
        "scenario": scenario.id,
        "scenario_path": scenario_path(scenario.id),
        "mode": attempt.mode.value,
        "feedback": "end" if attempt.mode is Mode.ASSESSMENT else attempt.options.feedback.value,
        "medium": scenario.medium.value,
        "setting": fill(scenario.setting, words),
        "content_notes": list(scenario.content_notes),
        "mentor": persona(scenario, words),
        "cast": speakers(scenario, words),
        "branched": branched(playing),
        "seq": len(playing.events),
        "items": items(desk, playing),
        "now": now(desk, playing),
        "care": care(scenario, desk.site),
    }
