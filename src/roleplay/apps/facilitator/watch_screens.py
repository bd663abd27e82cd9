"""What is shown to somebody who watches how a workshop is led, and to the one who was assessed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from roleplay.apps.facilitator.lobby import Lobby
from roleplay.apps.view.hall_watch import (
    Doing,
    FoundCompetency,
    SeenBehaviour,
    StageNow,
    WatchCard,
    WatchCompetency,
    WatchResultScreen,
    WatchScreen,
    WatchState,
)
from roleplay.engine.gathering import Gathering, Stage
from roleplay.model.gathering import Logged, Moved, Opened
from roleplay.model.rubric import Behaviour, Kind, Rubric
from roleplay.model.workshop import Way
from roleplay.services.facilitation import Facilitation
from roleplay.services.watching import Sheet
from roleplay.services.workshops import Hall
from roleplay.store import Store
from roleplay.store.watch_rows import Watch, WatchTick

_TO_TICK = (Kind.BASIC, Kind.ADVANCED, Kind.HARMFUL)
_TO_READ = (Kind.HARMFUL, Kind.BASIC, Kind.ADVANCED)


class Sections:
    """Which section went on at which step of a workshop."""

    def __init__(self, log: Iterable[Logged]) -> None:
        self._titles: dict[str, str] = {}
        self._steps: list[int] = []
        self._went: list[str] = []
        for entry in log:
            if isinstance(entry.event, Opened):
                self._titles = {name: str(one["title"]) for name, one in _sections(entry.event)}
            elif isinstance(entry.event, Moved):
                self._steps.append(entry.seq)
                self._went.append(self._titles.get(entry.event.section, ""))

    def at(self, seq: int) -> str:
        """The title of the section after a step; empty before the first one."""
        place = bisect_right(self._steps, seq)
        return self._went[place - 1] if place else ""


def _sections(opened: Opened) -> list[tuple[str, dict[str, object]]]:
    return [(str(one["id"]), one) for one in opened.plan["sections"]]


def state_of(watch: Watch) -> WatchState:
    """How far a watch is."""
    if watch.handed_in_at is not None:
        return "done"
    return "asked" if watch.begun_at is None else "there"


def stage_now(hall: Hall) -> StageNow:
    """What everybody in the room can see of where the workshop stands."""
    state = hall.state
    section = state.here
    doing, n, of = _doing(state)
    return {
        "seq": hall.seq - 1,
        "section": section.title if section is not None and state.stage is Stage.RUNNING else "",
        "doing": doing,
        "n": n,
        "of": of,
        "people": len(state.present),
    }


def _doing(state: Gathering) -> tuple[Doing, int, int]:
    section = state.here
    if state.stage is not Stage.RUNNING or section is None:
        return ("lobby" if state.stage is Stage.LOBBY else "closed"), 0, 0
    if state.resting_since is not None:
        return "rest", 0, 0
    match section.way:
        case Way.ROOM:
            return _in_the_room(state)
        case Way.TRIADS:
            return _in_triads(state)
        case Way.PACE:
            return "pace", 0, 0
        case Way.TALK:
            return "talk", 0, 0


def _in_the_room(state: Gathering) -> tuple[Doing, int, int]:
    poll = state.poll
    if state.wanted is not None:
        return "write", 0, 0
    if poll is None:
        return "room", 0, 0
    if poll.open:
        return "vote", poll.round, 0
    return ("shown" if poll.revealed else "counted"), poll.round, 0


def _in_triads(state: Gathering) -> tuple[Doing, int, int]:
    groups = state.groups
    if groups is None or not groups.round:
        return "groups", 0, 0
    return ("round" if groups.playing else "over"), groups.round, len(groups.rounds)


def card(store: Store, facilitation: Facilitation, watch: Watch, path: str) -> WatchCard:
    """A watch in a list."""
    row = store.workshop(watch.workshop_id)
    return {
        "path": path,
        "title": "" if row is None else row.title,
        "kind": watch.kind.value,
        "facilitator": facilitation.name(watch.facilitator),
        "observer": facilitation.name(watch.observer),
        "at": (watch.handed_in_at or watch.asked_at).isoformat(),
        "state": state_of(watch),
        "minutes": watch.minutes or 0,
    }


def sheet_screen(
    store: Store, sheet: Sheet, path: str, list_path: str, *, facilitator: str, minutes: int
) -> WatchScreen:
    """What an observer has before them."""
    sections = Sections(store.gathering(sheet.hall.id))
    return {
        "name": "hall_watch",
        "path": path,
        "title": sheet.hall.state.plan.title,
        "watch": sheet.watch.id,
        "list_path": list_path,
        "kind": sheet.watch.kind.value,
        "facilitator": facilitator,
        "there": sheet.watch.begun_at is not None,
        "minutes": minutes,
        "stage": stage_now(sheet.hall),
        "competencies": [_to_tick(rubric) for rubric in sheet.rubrics.values()],
        "ticks": [
            {
                "id": one.id,
                "behaviour": one.behaviour,
                "seq": one.seq,
                "at": one.at.isoformat(),
                "section": sections.at(one.seq),
                "undone": one.undone,
            }
            for one in sheet.ticks
        ],
    }


def _to_tick(rubric: Rubric) -> WatchCompetency:
    return {
        "id": rubric.id,
        "title": rubric.title,
        "about": rubric.about,
        "behaviours": [
            {
                "id": one.id,
                "text": one.text,
                "example": one.example,
                "kind": one.kind.value,
                "required": one.id in rubric.requires,
            }
            for one in sorted(rubric.behaviours, key=lambda one: _TO_TICK.index(one.kind))
        ],
    }


def result_screen(
    lobby: Lobby, facilitation: Facilitation, watch: Watch, path: str, list_path: str, *, own: bool
) -> WatchResultScreen:
    """What was handed in, for the one who watched or the one who was assessed."""
    row = lobby.store.workshop(watch.workshop_id)
    sections = Sections(lobby.store.gathering(watch.workshop_id))
    ticks = [one for one in lobby.store.watch_ticks(watch.id) if not one.undone]
    rubrics = lobby.bookshelf.facilitation(watch.rubrics).values()
    note, reply = facilitation.words(watch)
    return {
        "name": "hall_watch_result",
        "path": path,
        "title": "" if row is None else row.title,
        "watch": watch.id,
        "list_path": list_path,
        "kind": watch.kind.value,
        "own": own,
        "facilitator": facilitation.name(watch.facilitator),
        "observer": facilitation.name(watch.observer),
        "at": (watch.handed_in_at or watch.asked_at).isoformat(),
        "minutes": watch.minutes or 0,
        "competencies": [_found(one, watch.levels.get(one.id), ticks, sections) for one in rubrics],
        "note": None if note is None else note.body,
        "reply": None if reply is None else reply.body,
        "unreadable": any(one is not None and one.sealed for one in (note, reply)),
    }


def _found(rubric: Rubric, level: int | None, ticks: Iterable[WatchTick], sections: Sections) -> FoundCompetency:
    listed = list(ticks)
    shown = {one.behaviour for one in listed}
    ordered = sorted(rubric.behaviours, key=lambda one: _TO_READ.index(one.kind))
    missing = [one.text for one in rubric.behaviours if one.id in rubric.requires and one.id not in shown]
    return {
        "title": rubric.title,
        "about": rubric.about,
        "level": level,
        "seen": [_seen(one, listed, sections) for one in ordered if one.id in shown],
        "missing": missing if level is not None else [],
    }


def _seen(behaviour: Behaviour, ticks: Iterable[WatchTick], sections: Sections) -> SeenBehaviour:
    return {
        "text": behaviour.text,
        "kind": behaviour.kind.value,
        "severity": None if behaviour.severity is None else behaviour.severity.value,
        "moments": [
            {"at": one.at.isoformat(), "section": sections.at(one.seq)}
            for one in ticks
            if one.behaviour == behaviour.id
        ],
    }
