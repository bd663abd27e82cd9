"""The screen of a live workshop: what a whole room sees, on a projector or shared in a video call.

It shows what everybody's page shows, and what was written for all to read, without names. Who votes, asks, wishes or
needs a moment is not looked up here at all.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from roleplay.apps.facilitator.lobby import Lobby, read_path, workshop_path
from roleplay.apps.facilitator.qr import address_with, is_entrance, squares
from roleplay.apps.rooms import Answer, Fields, Shapes
from roleplay.apps.seat.shared import seat_state
from roleplay.apps.view.hall_screen import HallScreen, HowFar, JoinPart, ScreenState, VotePart
from roleplay.engine.gathering import Gathering, Stage, Triads
from roleplay.identity import Actor
from roleplay.model.gathering import Asked, Wanted
from roleplay.model.workshop import Way
from roleplay.services.conducting import Conducting
from roleplay.services.leading import Leading
from roleplay.services.pacing import Pacing
from roleplay.services.sealing import Plain
from roleplay.services.workshops import Hall, Talk, place_of, questions_of
from roleplay.store import TextRow
from roleplay.store.workshop_rows import Said


@dataclass
class _Shown:
    """What the screen that is up shows."""

    workshop: str = ""
    signs: Hashable = None
    seq: int = -1
    state: Mapping[str, Any] = field(default_factory=dict)
    code_until: datetime | None = None


class ScreenRoom:
    """The screen. It looks, and turns questions to talk about; everything else is done at the console."""

    def __init__(self, lobby: Lobby) -> None:
        self._lobby = lobby
        self._halls = lobby.halls
        self._store = lobby.store
        self._sealer = lobby.sealer or Plain()
        self._leading = Leading(lobby.halls)
        self._conducting = Conducting(lobby.halls, lobby.new_id)
        self._pacing = Pacing(lobby.halls, lobby.new_id)
        self._entrance = ""
        self._shown = _Shown()
        self._read: dict[Said, tuple[list[TextRow], Mapping[str, str]]] = {}

    @property
    def shapes(self) -> Shapes:
        """The page says under which address people come in: a kernel does not know it."""
        return {
            "screen_entrance": {"workshop": (str,), "entrance": (str,)},
            "screen_turn": {"workshop": (str,), "question": (int,)},
        }

    def bar(self, actor: Actor) -> None:
        """It is opened from a console."""
        del actor

    def lives(self, path: str) -> bool:
        """Whether an address is a screen's."""
        return _workshop_of(path) is not None

    def screen(self, actor: Actor, path: str) -> HallScreen | None:
        """The screen of a workshop, for somebody who leads it."""
        workshop_id = _workshop_of(path)
        if workshop_id is None:
            return None
        state = self._look(actor, workshop_id)
        return {
            "name": "hall_screen",
            "path": path,
            "title": state["title"],
            "bare": True,
            "workshop": workshop_id,
            "console": workshop_path(workshop_id),
            "state": state,
        }

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Take note of the address under which people come in, and draw it; or show another question."""
        self._halls.led(actor, command["workshop"])
        if command["do"] == "screen_turn":
            self._conducting.turn(actor, command["workshop"], command["question"])
        elif is_entrance(command["entrance"]):  # otherwise there is no picture; address and code do without
            self._entrance = command["entrance"]
        return Answer(news=self._news(actor, command["workshop"]))

    def follow(self, actor: Actor, path: str) -> Answer | None:
        """The parts of the screen that have changed."""
        workshop_id, shown = _workshop_of(path) or "", self._shown
        expired = shown.code_until is not None and shown.code_until <= self._lobby.now()
        if not expired and (shown.workshop, shown.signs) == (workshop_id, self._leading.signs(actor, workshop_id)):
            return None
        news = self._news(actor, workshop_id)
        return Answer(news=news) if news["changed"] else None

    def _news(self, actor: Actor, workshop_id: str) -> dict[str, Any]:
        """What has changed since it was told last. A timer runs by itself; only what is done with it is news."""
        before = self._shown
        state = cast("Mapping[str, Any]", self._look(actor, workshop_id))
        changed = {part: value for part, value in state.items() if value != before.state.get(part)}
        if before.seq == self._shown.seq and state["timer"] is not None:
            changed.pop("timer", None)
        return {"changed": changed, "quiet": True}

    # --- what is shown ---

    def _look(self, actor: Actor, workshop_id: str) -> ScreenState:
        signs = self._leading.signs(actor, workshop_id)  # before the state: what comes between is news again
        hall = self._halls.led(actor, workshop_id)
        row = self._store.workshop(hall.id)
        until = None if row is None or row.closed_at is not None else row.code_until
        works = row is not None and until is not None and until > self._lobby.now()
        state = self._state(actor, hall, row.code if row is not None and works else None)
        shown = cast("Mapping[str, Any]", state)
        self._shown = _Shown(hall.id, signs, hall.seq, shown, until if works else None)
        return state

    def _state(self, actor: Actor, hall: Hall, code: str | None) -> ScreenState:
        state, talk = hall.state, self._halls.talk(hall)
        running = state.stage is Stage.RUNNING
        replies = self._replies(hall, talk) if running and talk is not None else {}
        options = {} if state.poll is None or state.poll.node else replies
        wanted = running and talk is not None and state.wanted is not None
        shared = seat_state(hall, talk, options, self._lobby.bookshelf.site(), self._lobby.now())
        return {
            **shared,
            "join": self._join(hall, code),
            "vote": self._vote(state) if running else None,
            "written": len(replies) if wanted else None,
            "replies": list(replies.values()) if replies and not wanted and self._came_last(hall) else [],
            "reasons": self._reasons(hall) if running else [],
            "prompts": questions_of(state, talk) if running else [],
            "turned": state.question,
            "groups": self._groups(hall) if running else [],
            "far": self._far(actor, hall) if running else None,
        }

    def _join(self, hall: Hall, code: str | None) -> JoinPart | None:
        if code is None:
            return None
        picture = squares(address_with(self._entrance, code)) if self._entrance else ()
        fours = " ".join(code[at : at + 4] for at in range(0, len(code), 4))
        return {"code": fours, "locked": hall.state.locked, "squares": list(picture)}

    def _vote(self, state: Gathering) -> VotePart | None:
        poll = state.poll
        if poll is None:
            return None
        voted = self._store.voted(poll.id) if poll.open else poll.voted or 0
        ahead = [poll.options.index(one) for one in poll.ahead] if poll.revealed else []
        return {"voted": voted, "ahead": ahead}

    def _replies(self, hall: Hall, talk: Talk) -> Mapping[str, str]:
        return self._words(hall, Said.REPLY, place_of(hall, talk.state.node))

    def _came_last(self, hall: Hall) -> bool:
        """Whether replies were collected after the latest vote at this place."""
        if hall.state.poll is None:
            return True
        log = reversed(self._store.gathering(hall.id))
        return next((isinstance(one.event, Wanted) for one in log if isinstance(one.event, (Wanted, Asked))), False)

    def _reasons(self, hall: Hall) -> list[str]:
        poll = hall.state.poll
        if poll is None or not poll.revealed:
            return []
        return list(self._words(hall, Said.REASON, poll.id).values())

    def _words(self, hall: Hall, kind: Said, place: str) -> Mapping[str, str]:
        """What was written at a place and was not taken off the screen: reference -> words."""
        there = self._store.contributions(hall.id, kind, place)
        rows = [one.text for one in there if not one.hidden and one.text.body is not None]
        known = self._read.get(kind)
        if known is None or known[0] != rows:
            words = {one.id: one.body for one in self._sealer.open(rows) if one.body is not None}
            known = (rows if len(words) == len(rows) else [], words)  # what cannot be opened now is tried again
            self._read[kind] = known
        return known[1]

    def _groups(self, hall: Hall) -> list[list[str]]:
        """Names by group while people have to find each other. Who plays what is on everybody's own page only."""
        triads = hall.state.groups
        if triads is None or triads.playing or not _is_new(triads):
            return []
        names = {row.id: row.name for row in self._store.participants_in(hall.id)}
        here = set(hall.state.present)
        return [sorted(names.get(one, "") for one, _ in group if one in here) for group in triads.rounds[triads.round]]

    def _far(self, actor: Actor, hall: Hall) -> HowFar | None:
        section = hall.state.here
        if section is None or section.way is not Way.PACE:
            return None
        paces = self._pacing.paces(actor, hall.id, section.id)
        return {"begun": paces.begun, "ended": paces.ended}


def _workshop_of(path: str) -> str | None:
    found = read_path(path)
    return found[0] if found is not None and found[1] == "screen" else None


def _is_new(triads: Triads) -> bool:
    """Whether people are about to sit with others than before."""
    if triads.round >= len(triads.rounds):
        return False
    before, after = triads.rounds[max(0, triads.round - 1)], triads.rounds[triads.round]
    return triads.round == 0 or [set(dict(one)) for one in before] != [set(dict(one)) for one in after]
