"""What everybody in a workshop sees, made once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from roleplay.apps.cards import help_of
from roleplay.apps.view.seat import PollPart, SaidItem, SeatState, TalkPart, TimerPart, TriadPart
from roleplay.engine.gathering import Gathering, Poll
from roleplay.engine.story import Moment, fill, tell
from roleplay.model.scenario import MENTOR
from roleplay.model.site import Site
from roleplay.model.workshop import Way
from roleplay.services.voting import shown
from roleplay.services.workshops import Hall, Talk, key_of


def seat_state(hall: Hall, talk: Talk | None, replies: Mapping[str, str], site: Site, now: datetime) -> SeatState:
    """What everybody sees at a moment. `replies` are those that can be voted on: reference -> words."""
    state = hall.state
    section = state.here
    running = state.stage == "running"
    return {
        "title": state.plan.title,
        "stage": state.stage.value,
        "about": state.plan.about,
        "rules": list(state.plan.ground_rules),
        "people": len(state.present),
        "wishes": any(one.way is Way.TRIADS for one in state.plan.sections),
        "section": None
        if section is None or not running
        else {
            "id": section.id,
            "title": section.title,
            "way": section.way.value,
            "prompts": list(section.prompts),
        },
        "talk": None if talk is None or not running else talk_part(talk, state.site),
        "poll": _poll(state, talk, replies) if running else None,
        "place": key_of(state),
        "wanted": _wanted(state, talk),
        "triads": _triads(state) if running else None,
        "timer": _timer(state, now),
        "resting": state.resting_since is not None,
        "message": state.message,
        "aftercare": state.aftercare,
        "help": help_of(site),
    }


def talk_part(talk: Talk, words: Mapping[str, str]) -> TalkPart:
    """The conversation as it stands on the projector. Nothing of what choices are worth is in it."""
    scenario = talk.game.scenario
    offers = talk.game.offers(talk.state)
    node = talk.game.nodes[talk.state.node].source
    ending = talk.game.ending(talk.state)
    return {
        "title": scenario.title,
        "notes": list(scenario.content_notes),
        "setting": fill(scenario.setting, words),
        "said": [item for moment in tell(talk.game, talk.state, words) for item in _said(talk, moment)],
        "offers": [
            {"text": fill(offer.text, words), "reason": None if offer.open else offer.reason or ""} for offer in offers
        ],
        "reply": None if node.reply is None else fill(node.reply.prompt, words),
        "ending": None if ending is None or ending.end is None else ending.end.title,
    }


def _said(talk: Talk, moment: Moment) -> list[SaidItem]:
    said: list[SaidItem] = []
    if moment.choice is not None:
        name = talk.game.scenario.mentor.name
        said.append({"who": MENTOR, "name": name, "text": moment.choice.text, "cue": None})
    said += [{"who": line.who, "name": line.name, "text": line.text, "cue": line.cue} for line in moment.lines]
    if moment.ending is not None:
        said.append({"who": "narrator", "name": "", "text": moment.ending.text, "cue": None})
    return said


def _poll(state: Gathering, talk: Talk | None, replies: Mapping[str, str]) -> PollPart | None:
    poll = state.poll
    if poll is None or talk is None:
        return None
    texts = {offer.id: fill(offer.text, state.site) for offer in talk.game.offers(talk.state)}
    before = [one for one in state.polls if _same_place(one, poll) and one.round == poll.round - 1]
    return {
        "id": poll.id,
        "replies": not poll.node,
        "options": [(texts if poll.node else replies).get(one, "") for one in poll.options],
        "round": poll.round,
        "open": poll.open,
        "totals": _totals(poll),
        "before": _totals(before[0]) if before and before[0].options == poll.options else None,
    }


def _same_place(one: Poll, other: Poll) -> bool:
    return (one.section, one.path, one.node) == (other.section, other.path, other.node)


def _totals(poll: Poll) -> list[int] | None:
    totals = shown(poll)
    return None if totals is None else [totals.get(one, 0) for one in poll.options]


def _wanted(state: Gathering, talk: Talk | None) -> str | None:
    if state.wanted is None or talk is None:
        return None
    node = talk.game.nodes.get(state.wanted)
    return "" if node is None or node.source.reply is None else fill(node.source.reply.prompt, state.site)


def _triads(state: Gathering) -> TriadPart | None:
    if state.here is None or state.here.way != "triads":
        return None
    groups = state.groups
    if groups is None:
        return {"round": 0, "rounds": 0, "playing": False}
    return {"round": groups.round, "rounds": len(groups.rounds), "playing": groups.playing}


def _timer(state: Gathering, now: datetime) -> TimerPart | None:
    timer = state.timer
    if timer is None:
        return None
    at = state.resting_since or now
    left = round((timer.ends_at - at).total_seconds() * 1000)
    return {"seconds": timer.seconds, "left_ms": left, "running": state.resting_since is None}
