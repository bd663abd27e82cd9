"""Moments that come back, and the other chair."""

from __future__ import annotations

from collections.abc import Iterable

from roleplay.apps.address import Address, Place, debrief_path
from roleplay.apps.cards import persona, speakers
from roleplay.apps.catalogue import say
from roleplay.apps.course import REFRESHERS
from roleplay.apps.desk import Desk
from roleplay.apps.transcript import may_tell, turn_of
from roleplay.apps.view import ChairScreen, DrillScreen, DueCard, Guess, Item, RefreshersScreen
from roleplay.engine.story import Moment, tell
from roleplay.errors import NotAllowed
from roleplay.model.scenario import MENTOR, NARRATOR
from roleplay.services.attempts import Playing
from roleplay.services.refreshers import Drill, Memory, Outcome

GUESSES = 3
"""So many moments are looked at from the other chair."""
LATER = 5
"""So many moments that are not due yet are listed."""


def refreshers(desk: Desk) -> RefreshersScreen:
    """What is due, and what comes later."""
    memories = desk.refreshers.memories(desk.actor, desk.attempts.history(desk.actor))
    now = desk.now()
    later = [one for one in memories if one.due > now]
    return {
        "name": "refreshers",
        "path": REFRESHERS.path,
        "title": say("refreshers.title"),
        "due": [_card(one) for one in memories if one.due <= now],
        "later": [_card(one) for one in later[:LATER]],
    }


def _drill_path(memory: Memory) -> str:
    return Address(Place.DRILL, memory.reference).path


def _card(memory: Memory) -> DueCard:
    return {
        "path": _drill_path(memory),
        "title": memory.title,
        "at": memory.due.isoformat(),
        "times": memory.times,
    }


def drill(desk: Desk, reference: str) -> DrillScreen:
    """A moment, to be gone through again. Raises `NotFound`."""
    found = desk.refreshers.open(desk.actor, desk.attempts.history(desk.actor), reference)
    screen = _drill(desk, found)
    screen["choices"] = [
        {"id": str(number), "text": one.text, "open": one.open, "reason": one.reason}
        for number, one in enumerate(found.offers, start=1)
    ]
    return screen


def drilled(desk: Desk, before: Drill, outcome: Outcome) -> DrillScreen:
    """The same after the answer."""
    screen = _drill(desk, before)
    history = desk.attempts.history(desk.actor)
    waiting = [one for one in desk.refreshers.due(desk.actor, history) if one.reference != before.memory.reference]
    screen["items"] += _items((outcome.moment,))
    if outcome.moment.choice is not None:
        feedback = outcome.moment.choice.feedback
        screen["items"].append({"kind": "feedback", "turn": turn_of(outcome.moment), "text": feedback})
    screen["due"] = outcome.due.isoformat()
    screen["next_path"] = _drill_path(waiting[0]) if waiting else None
    return screen


def _drill(desk: Desk, found: Drill) -> DrillScreen:
    playing = desk.attempts.resume(desk.actor, found.memory.attempt)
    scenario, words = playing.game.scenario, desk.words(playing)
    return {
        "name": "drill",
        "path": _drill_path(found.memory),
        "title": found.title,
        "moment": found.memory.reference,
        "seq": found.seq,
        "cast": speakers(scenario, words),
        "mentor": persona(scenario, words),
        "medium": scenario.medium.value,
        "items": _items(found.before),
        "choices": [],
        "due": None,
        "next_path": None,
    }


def _items(moments: Iterable[Moment]) -> list[Item]:
    items: list[Item] = []
    for moment in moments:
        turn = turn_of(moment)
        if moment.choice is not None:
            items.append({"kind": "said", "turn": turn, "text": moment.choice.text})
        items += [
            {"kind": "line", "turn": turn, "who": one.who, "text": one.text, "cue": one.cue, "at": one.at}
            for one in moment.lines
        ]
    return items


def chair(desk: Desk, attempt_id: str) -> ChairScreen:
    """An own attempt that is over, from the other chair. Raises `NotAllowed` as long as thoughts may not be told."""
    playing = desk.attempts.resume(desk.actor, attempt_id)
    if not may_tell(desk, playing):
        raise NotAllowed(say("chair.closed"), say("chair.closed.fix"))
    scenario, words = playing.game.scenario, desk.words(playing)
    guesses = _guesses(playing, tell(playing.game, playing.state, words))
    names = list(dict.fromkeys(one["who"] for one in guesses))
    about = next((one["about"] for one in speakers(scenario, words) if one["name"] in names), "")
    return {
        "name": "chair",
        "path": Address(Place.CHAIR, attempt_id).path,
        "title": say("chair.title"),
        "scenario": scenario.title,
        "about": about,
        "guesses": guesses,
        "back_path": debrief_path(attempt_id),
    }


def _guesses(playing: Playing, told: Iterable[Moment]) -> list[Guess]:
    """Three moments with a thought, spread over the way; each with the two things said before."""
    said: list[str] = []
    found: list[Guess] = []
    mentor = playing.game.scenario.mentor.name
    for moment in told:
        if moment.choice is not None:
            said.append(f"{mentor}: {moment.choice.text}")
        for line in moment.lines:
            if line.thought is not None and line.who not in {NARRATOR, MENTOR}:
                found.append(
                    {
                        "turn": turn_of(moment),
                        "who": line.name,
                        "before": said[-2:],
                        "said": line.text,
                        "cue": line.cue,
                        "thought": line.thought,
                    }
                )
            said.append(f"{line.name}: {line.text}" if line.name else line.text)
    if len(found) <= GUESSES:
        return found
    return [found[place * (len(found) - 1) // (GUESSES - 1)] for place in range(GUESSES)]
