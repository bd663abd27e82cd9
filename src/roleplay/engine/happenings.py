"""What follows from what happens in a workshop, and what may happen next.

Pure, as for attempts: `step(where it stands, event, time) -> where it stands then`. Whoever may do something is asked
elsewhere; here is said what fits. The conversation on the projector is replayed by the engine from `path`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from roleplay.engine.gathering import Gathering, Poll, Stage, Timer, Triads
from roleplay.errors import RefusedEvent
from roleplay.model.gathering import (
    Asked,
    Closed,
    Counted,
    Grouped,
    HandedOver,
    Happening,
    Joined,
    Locked,
    Logged,
    Moved,
    Opened,
    Part,
    Passed,
    Played,
    Removed,
    Rested,
    Revealed,
    Seats,
    Surveyed,
    Timed,
    Told,
    Took,
    Turned,
    Wanted,
    WentBack,
    Why,
)
from roleplay.model.workshop import MOST, Plan, Section, Way

LONGEST_TIMER_S = 4 * 3600
"""Seconds that a timer may run."""
MOST_OPTIONS = 50
"""Options of a poll."""
LONGEST_MESSAGE = 2000
"""Characters of a message to all, and of what is told for the next day."""


def follow(log: Iterable[Logged]) -> Gathering:
    """Where a workshop stands after its log. Raises `RefusedEvent` for one that does not begin with its opening."""
    state: Gathering | None = None
    for entry in log:
        state = step(state, entry.event, entry.at)
    if state is None:
        raise RefusedEvent("The log of this workshop is empty.", "Open the workshop first.")
    return state


def step(state: Gathering | None, event: Happening, at: datetime) -> Gathering:
    """Where a workshop stands after an event at a time. Raises `RefusedEvent` for what does not fit."""
    if isinstance(event, Opened):
        if state is not None:
            raise RefusedEvent("This workshop is open already.", "Reload the page.")
        return _open(event)
    if state is None:
        raise RefusedEvent("This workshop was not opened yet.", "Open it first.")
    if isinstance(event, Surveyed) or state.over:
        return _afterwards(state, event)
    match event:
        case Joined() | Removed() | Locked() | HandedOver():
            return _people(state, event)
        case Asked() | Counted() | Revealed() | Took() | Passed() | WentBack() | Wanted():
            return _room(state, event)
        case Grouped() | Played():
            return _triads(state, event, at)
        case Moved() | Timed() | Rested() | Told() | Turned() | Closed():
            return _house(state, event, at)


def _open(event: Opened) -> Gathering:
    plan = Plan.model_validate(event.plan)
    missing = [one.id for one in plan.sections if one.plays is not None and one.id not in event.content]
    if missing:
        raise RefusedEvent(f'What is played in "{missing[0]}" is not there.', "Choose something else for it.")
    if not event.leads:
        raise RefusedEvent("A workshop needs somebody who facilitates it.", "Name at least one person.")
    return Gathering(plan, event.content, event.rubrics, event.site, event.seed, event.leads)


def _afterwards(state: Gathering, event: Happening) -> Gathering:
    if not isinstance(event, Surveyed):
        raise RefusedEvent("This workshop is over.", "Its report is there; open another one to go on.")
    if not state.over:
        raise RefusedEvent("This workshop goes on.", "Close it; then participants are asked what they think of it.")
    if state.survey is not None:
        raise RefusedEvent("The survey is over already.", "Its results stand in the report.")
    return replace(state, survey=event.totals)


# ------------------------------------------------------------------------------------------------------------- people


def _people(state: Gathering, event: Joined | Removed | Locked | HandedOver) -> Gathering:
    match event:
        case Joined(participant):
            return _joined(state, participant)
        case Removed(participant, barred):
            if participant not in state.known:
                raise RefusedEvent("There is nobody like that in this workshop.", "Reload the page.")
            left = tuple(one for one in state.present if one != participant)
            return replace(state, present=left, barred=state.barred | {participant} if barred else state.barred)
        case Locked(locked):
            return replace(state, locked=locked)
        case HandedOver(leads):
            if not leads or len(set(leads)) < len(leads):
                raise RefusedEvent("A workshop needs somebody who facilitates it.", "Name at least one person, once.")
            return replace(state, leads=leads)


def _joined(state: Gathering, participant: str) -> Gathering:
    if participant in state.present:
        raise RefusedEvent("You are in already.", "Reload the page.")
    if participant in state.barred:
        raise RefusedEvent("You cannot come back into this workshop.", "Ask whoever facilitates it.")
    if state.locked and participant not in state.known:
        raise RefusedEvent("This workshop is closed to newcomers.", "Ask whoever facilitates it to open it.")
    if len(state.present) >= MOST:
        raise RefusedEvent(f"This workshop is full: {MOST} people are in.", "Ask whoever facilitates it.")
    return replace(state, present=(*state.present, participant), known=state.known | {participant})


# -------------------------------------------------------------------------------------------------------------- polls


_OfRoom: TypeAlias = Asked | Counted | Revealed | Took | Passed | WentBack | Wanted


def _room(state: Gathering, event: _OfRoom) -> Gathering:
    return _polls(state, event) if isinstance(event, (Asked, Counted, Revealed)) else _projector(state, event)


def _polls(state: Gathering, event: Asked | Counted | Revealed) -> Gathering:
    if isinstance(event, Asked):
        return replace(state, polls=(*state.polls, _asked(state, event)))
    latest = state.polls[-1] if state.polls else None
    if latest is None or latest.id != event.poll:
        raise RefusedEvent("That poll is not the latest one.", "The page now shows where the workshop stands.")
    if isinstance(event, Counted):
        if not latest.open:
            raise RefusedEvent("This poll is closed already.", "Show its result.")
        wrong = set(event.totals) - set(latest.options)
        if wrong or any(votes < 1 for votes in event.totals.values()):
            raise RefusedEvent("The votes do not fit the poll.", "Reload the page.")
        latest = replace(latest, totals=event.totals)
    else:
        if latest.open:
            raise RefusedEvent("This poll is still open.", "Close it first.")
        latest = replace(latest, revealed=True)
    return replace(state, polls=(*state.polls[:-1], latest))


def _asked(state: Gathering, event: Asked) -> Poll:
    _require(state, Way.ROOM, "ask the room")
    _require_no_poll(state)
    if any(one.id == event.poll for one in state.polls):
        raise RefusedEvent("There is a poll of that name already.", "Try again.")
    if not 2 <= len(event.options) <= MOST_OPTIONS or len(set(event.options)) < len(event.options):
        raise RefusedEvent("There is nothing to choose between.", f"A poll has 2 to {MOST_OPTIONS} options.")
    section = state.section or ""
    same = [one for one in state.polls if (one.section, one.path, one.node) == (section, state.path, event.node)]
    return Poll(event.poll, section, state.path, event.node, event.options, len(same) + 1)


# ---------------------------------------------------------------------------------------------------------- projector


def _projector(state: Gathering, event: Took | Passed | WentBack | Wanted) -> Gathering:
    _require(state, Way.ROOM, "go on with the conversation")
    if isinstance(event, Wanted):
        return replace(state, wanted=event.node if event.open else None)
    _require_no_poll(state)
    match event:
        case Took():
            _require_reason(state, event)
            path = (*state.path, f"{event.node}/{event.choice}")
        case Passed():
            path = (*state.path, event.node)
        case WentBack(steps):
            if not 0 <= steps < len(state.path):
                raise RefusedEvent("The conversation has not come that far.", "Reload the page.")
            path = state.path[:steps]
    return replace(state, paths={**state.paths, state.section or "": path}, wanted=None)


def _require_reason(state: Gathering, event: Took) -> None:
    poll = state.poll
    if poll is None or poll.node != event.node:
        if event.why != Why.WHAT_IF:
            raise RefusedEvent("The room was not asked about this.", "Ask it, or go on without it on purpose.")
        return
    if event.choice not in poll.options:
        raise RefusedEvent("That was not to be chosen from.", "Reload the page.")
    if event.why == Why.WHAT_IF:
        return
    if not poll.revealed:
        raise RefusedEvent("The room has not seen the result.", "Show it, then go on.")
    fits = {Why.MAJORITY: poll.ahead == (event.choice,), Why.TIE: len(poll.ahead) > 1 and event.choice in poll.ahead}
    if not fits.get(Why(event.why), False):
        raise RefusedEvent("That is not what most have chosen.", "Go on with it as a what-if.")


# ------------------------------------------------------------------------------------------------------------- triads


def _triads(state: Gathering, event: Grouped | Played, at: datetime) -> Gathering:
    section = _require(state, Way.TRIADS, "form groups")
    triads = state.groups
    if isinstance(event, Grouped):
        return replace(state, triads={**state.triads, section.id: _grouped(state, triads, event)})
    if triads is None:
        raise RefusedEvent("There are no groups yet.", "Form them first.")
    if event.playing:
        if triads.playing:
            raise RefusedEvent("A round is going on.", "End it first.")
        if not 1 <= event.round <= len(triads.rounds):
            raise RefusedEvent(f"There is no round {event.round}.", f"There are {len(triads.rounds)}.")
        timer = _timer(section.round_minutes * 60, state.resting_since or at)
    else:
        if not triads.playing or event.round != triads.round:
            raise RefusedEvent("That round is not going on.", "Reload the page.")
        timer = None
    now = replace(triads, round=event.round, playing=event.playing)
    return replace(state, triads={**state.triads, section.id: now}, timer=timer)


def _grouped(state: Gathering, triads: Triads | None, event: Grouped) -> Triads:
    if triads is not None and triads.playing:
        raise RefusedEvent("A round is going on.", "End it first.")
    played = 0 if triads is None else triads.round
    if len(event.rounds) <= played:
        raise RefusedEvent("There are no rounds.", "Form groups for at least one.")
    if triads is not None and event.rounds[:played] != triads.rounds[:played]:
        raise RefusedEvent("What was played stays as it was.", "Form groups for the rounds to come.")
    for groups in event.rounds[played:]:
        _require_seats(state, groups)
    return Triads(event.rounds, played)


def _require_seats(state: Gathering, groups: tuple[Seats, ...]) -> None:
    seated = [participant for group in groups for participant, _ in group]
    if len(set(seated)) < len(seated) or not set(seated) <= set(state.present):
        raise RefusedEvent("Somebody would be in two groups, or is not in the workshop.", "Form the groups again.")
    for group in groups:
        parts = [part for _, part in group]
        if parts.count(Part.MENTOR) != 1 or parts.count(Part.PEER) != 1 or set(parts) - set(Part):
            raise RefusedEvent("A group has one mentor, one peer, and observers.", "Form the groups again.")


# -------------------------------------------------------------------------------------------------------------- house


def _house(state: Gathering, event: Moved | Timed | Rested | Told | Turned | Closed, at: datetime) -> Gathering:
    match event:
        case Moved(section):
            _require_nothing_open(state)
            if all(one.id != section for one in state.plan.sections):
                raise RefusedEvent("There is no such section in the plan.", "Reload the page.")
            begun = state.begun_at or at
            now = replace(state, stage=Stage.RUNNING, begun_at=begun, section=section, here_since=at)
            return replace(now, timer=None, wanted=None, question=0)
        case Timed(seconds):
            if not 0 <= seconds <= LONGEST_TIMER_S:
                raise RefusedEvent("A timer runs for up to four hours.", "Set a shorter one.")
            return replace(state, timer=_timer(seconds, state.resting_since or at) if seconds else None)
        case Rested(resting):
            return _rested(state, at, resting=resting)
        case Told(text):
            return replace(state, message=_short(text))
        case Turned(question):
            return replace(state, question=question)
        case Closed(aftercare):
            _require_nothing_open(state)
            return replace(
                state,
                stage=Stage.CLOSED,
                timer=None,
                wanted=None,
                resting_since=None,
                message="",
                aftercare=_short(aftercare),
            )


def _rested(state: Gathering, at: datetime, *, resting: bool) -> Gathering:
    if resting == (state.resting_since is not None):
        return state  # pressed twice, or by two people: what they wanted is so
    if resting:
        return replace(state, resting_since=at)
    timer = state.timer
    if timer is not None and state.resting_since is not None:
        timer = replace(timer, ends_at=timer.ends_at + max(timedelta(), at - state.resting_since))
    return replace(state, resting_since=None, timer=timer)


def _timer(seconds: int, at: datetime) -> Timer:
    return Timer(seconds, at + timedelta(seconds=seconds))


def _short(text: str) -> str:
    if len(text) > LONGEST_MESSAGE:
        raise RefusedEvent(f"This is longer than {LONGEST_MESSAGE} characters.", "Say it shorter.")
    return text.strip()


def _require(state: Gathering, way: Way, what: str) -> Section:
    section = state.here
    if section is None or section.way is not way:
        raise RefusedEvent(f"This is not the place to {what}.", "Move on to a section for that.")
    return section


def _require_nothing_open(state: Gathering) -> None:
    _require_no_poll(state)
    if state.groups is not None and state.groups.playing:
        raise RefusedEvent("A round is going on.", "End it first, so that everybody can put down their part.")


def _require_no_poll(state: Gathering) -> None:
    if state.open_poll is not None:
        raise RefusedEvent("A poll is open.", "Close it first.")
