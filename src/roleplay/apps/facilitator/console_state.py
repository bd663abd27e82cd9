"""What stands on a console, part by part, out of what those who lead a workshop may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from roleplay.apps.catalogue import say
from roleplay.apps.facilitator.console_next import next_part
from roleplay.apps.facilitator.console_talk import decision_part, talk_part
from roleplay.apps.facilitator.qr import address_with, squares
from roleplay.apps.view.hall import (
    CallItem,
    ConsoleState,
    DoorPart,
    Named,
    PacePart,
    PersonItem,
    PlanPart,
    PromptsPart,
    Seat,
    TimerPart,
    TriadsPart,
    WordsPart,
    WrittenItem,
)
from roleplay.engine.gathering import Gathering, Stage
from roleplay.model.gathering import Part
from roleplay.model.rubric import Rubric
from roleplay.model.workshop import Way
from roleplay.services.leading import Overview, Written
from roleplay.services.pacing import Paces, SharedWay
from roleplay.services.workshops import questions_of


@dataclass(frozen=True, slots=True)
class Beside:
    """What a console shows beside how the workshop stands."""

    rubrics: Mapping[str, Rubric]
    """The rubrics, as pinned."""
    stations: Mapping[str, str]
    """Section -> title of the station that is played in it."""
    pace: tuple[Paces, Sequence[SharedWay]] | None
    """How many are where, and what they show; None where nobody plays alone."""
    could_lead: Iterable[Named]
    """Who could facilitate."""
    reader: str
    """Whose page it is."""
    entrance: str
    """Under which address people come in; empty as long as the page has not said it."""
    cleared: int
    """How many were asked to leave at once, from this page, and can be let back in."""


def console_state(seen: Overview, beside: Beside) -> ConsoleState:
    """Everything on a console."""
    state = seen.hall.state
    running = state.stage is Stage.RUNNING
    talk = seen.talk if running else None
    return {
        "seq": seen.hall.seq,
        "stage": state.stage.value,
        "next": next_part(seen),
        "calls": _calls(seen),
        "plan": _plan(state),
        "resting": state.resting_since is not None,
        "timer": _timer(state),
        "talk": None if talk is None else talk_part(talk, state, beside.rubrics),
        "decision": None if talk is None else decision_part(talk, state, seen.voted),
        "words": None if talk is None else _words(seen),
        "reasons": _reasons(seen) if running else [],
        "questions": _questions(seen),
        "prompts": _prompts(seen),
        "triads": _triads(seen, beside) if running else None,
        "pace": None if beside.pace is None or not running else _pace(*beside.pace),
        "message": state.message,
        "people": _people(seen),
        "cleared": beside.cleared,
        "door": _door(seen, beside.entrance),
        "leads": {
            "leads": _named(seen.leads),
            "others": [one for one in beside.could_lead if one["id"] not in seen.leads],
            "own": beside.reader,
        },
        "aftercare": state.aftercare if state.stage is Stage.CLOSED else say("hall.console.aftercare.text"),
    }


def milliseconds(at: datetime) -> int:
    """A moment as browsers count."""
    return round(at.timestamp() * 1000)


def _plan(state: Gathering) -> PlanPart:
    ids = [one.id for one in state.plan.sections]
    return {
        "sections": [
            {"id": one.id, "title": one.title, "way": one.way.value, "minutes": one.minutes}
            for one in state.plan.sections
        ],
        "here": None if state.section is None else ids.index(state.section),
        "minutes": state.plan.minutes,
        "begun_at": None if state.begun_at is None else milliseconds(state.begun_at),
        "here_since": None if state.here_since is None else milliseconds(state.here_since),
        "rules": list(state.plan.ground_rules),
    }


def _timer(state: Gathering) -> TimerPart | None:
    timer, rests = state.timer, state.resting_since
    if timer is None:
        return None
    left = None if rests is None else round((timer.ends_at - rests).total_seconds() * 1000)
    return {"ends_at": milliseconds(timer.ends_at), "left": left}


def _calls(seen: Overview) -> list[CallItem]:
    """Who needs a moment, who has waited longest first."""
    calls = sorted(seen.calls.items(), key=lambda one: one[1])
    return [{"id": who, "name": seen.names.get(who, ""), "since": milliseconds(at)} for who, at in calls]


def _prompts(seen: Overview) -> PromptsPart:
    section = seen.hall.state.here
    plan = 0 if section is None else len(section.prompts)
    questions = questions_of(seen.hall.state, seen.talk)
    return {
        "notes": "" if section is None else section.notes,
        "plan": questions[:plan],
        "scenario": questions[plan:],
        "turned": min(seen.hall.state.question, len(questions) - 1) if questions and _talks(seen) else None,
    }


def _talks(seen: Overview) -> bool:
    """Whether the screen shows what to talk about."""
    state = seen.hall.state
    if seen.talk is not None:
        return seen.talk.game.ending(seen.talk.state) is not None
    if state.here is not None and state.here.way is Way.TRIADS:
        groups = state.groups
        return groups is not None and not groups.playing and groups.round == len(groups.rounds)
    return state.here is not None


# ------------------------------------------------------------------------------------------------------ what is written


def _words(seen: Overview) -> WordsPart:
    state = seen.hall.state
    poll = state.poll
    votes = poll.totals if poll is not None and not poll.node else None
    return {
        "wanted": state.wanted is not None,
        "replies": [_written(one, votes=votes) for one in seen.replies],
    }


def _reasons(seen: Overview) -> list[WrittenItem]:
    state = seen.hall.state
    latest = None if state.poll is None else state.poll.id
    rounds = {one.id: one.round for one in state.polls if one.id != latest}
    about = {poll: say("hall.console.reason.of", round=round_) for poll, round_ in rounds.items()}
    return [_written(one, about.get(one.place, "")) for one in seen.reasons]


def _questions(seen: Overview) -> list[WrittenItem]:
    titles = {one.id: one.title for one in seen.hall.state.plan.sections}
    return [_written(one, titles.get(one.place, "")) for one in seen.questions]


def _written(one: Written, about: str = "", votes: Mapping[str, int] | None = None) -> WrittenItem:
    text = say("text.unreadable") if one.text is None else one.text
    found = None if votes is None else votes.get(one.id, 0)
    return {"id": one.id, "text": text, "hidden": one.hidden, "about": about, "votes": found}


# --------------------------------------------------------------------------------------------------------------- people


def _people(seen: Overview) -> list[PersonItem]:
    present = seen.hall.state.present
    found: list[PersonItem] = [
        {"id": one, "name": seen.names.get(one, ""), "here": one in seen.here} for one in present
    ]
    return sorted(found, key=lambda one: (one["name"].casefold(), one["id"]))


def _named(names: Mapping[str, str]) -> list[Named]:
    return [{"id": who, "name": name} for who, name in names.items()]


def _door(seen: Overview, entrance: str) -> DoorPart:
    code = seen.code or ""
    picture = squares(address_with(entrance, code)) if entrance and code else ()
    return {
        "code": " ".join(code[at : at + 4] for at in range(0, len(code), 4)),
        "locked": seen.hall.state.locked,
        "until": None if seen.code_until is None else milliseconds(seen.code_until),
        "squares": list(picture),
    }


# --------------------------------------------------------------------------------------------------------------- groups


def _triads(seen: Overview, beside: Beside) -> TriadsPart | None:
    state = seen.hall.state
    section, groups = state.here, state.groups
    if section is None or section.way is not Way.TRIADS:
        return None
    rounds = () if groups is None else groups.rounds
    shown = 0 if groups is None else min(len(rounds), groups.round + (not groups.playing))
    seated = [[_seat(seen, *seat) for seat in group] for group in (rounds[shown - 1] if shown else ())]
    taken = {one["id"] for group in seated for one in group}
    return {
        "round": 0 if groups is None else groups.round,
        "rounds": len(rounds) or section.rounds,
        "playing": groups is not None and groups.playing,
        "shown": shown,
        "groups": seated,
        "waiting": [{"id": one, "name": seen.names.get(one, "")} for one in state.present if one not in taken],
        "wished": seen.wished,
        "away": sum(one not in seen.here for one in state.present),
        "station": beside.stations.get(section.id, ""),
    }


def _seat(seen: Overview, who: str, part: str) -> Seat:
    return {
        "id": who,
        "name": seen.names.get(who, ""),
        "part": Part(part).value,
        "here": who in seen.here,
        "left": who not in seen.hall.state.present,
        "ticks": seen.ticks.get(who, 0),
    }


def _pace(paces: Paces, ways: Sequence[SharedWay]) -> PacePart:
    return {
        "people": paces.people,
        "begun": paces.begun,
        "ended": paces.ended,
        "quarters": list(paces.quarters or ()),
        "ways": [
            {"name": way.name or "", "said": [one or "" for one in way.said], "ending": way.ending} for way in ways
        ],
    }
