"""What a participant's page is told: what all see, and what is theirs alone. All of it is made in threads."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from roleplay.apps.address import scenario_path
from roleplay.apps.seat.after import After, after_part
from roleplay.apps.seat.own import Playing, own_state, seat_part, wishes_state
from roleplay.apps.seat.pace import pace_part
from roleplay.apps.seat.shared import seat_state
from roleplay.apps.view.pace import PacePart
from roleplay.engine import Phase
from roleplay.errors import NotAllowed
from roleplay.identity import Actor
from roleplay.model.wishes import Wishes
from roleplay.model.workshop import Way
from roleplay.server.participation import Participation, now
from roleplay.services.voting import voter_of
from roleplay.services.workshops import Hall
from roleplay.store import ParticipantRow
from roleplay.store.workshop_rows import Ballot, PollRow, Said

LOOK_S = 0.1
"""How often it is looked whether something has happened; what all are told holds as long."""


class Line(Protocol):
    """A participant's page at the other end."""

    actor: Actor
    """Who it is."""
    participant_id: str
    """Who they are in the workshop."""
    session: str | None
    """The session of somebody with an account, by its digest; None for a guest."""

    def tell(self, message: str) -> None:
        """Send a message; a line that is gone loses it, and asks for everything when it is back."""

    def dismiss(self) -> None:
        """Say that there is nothing to see any more, and close."""

    def replace(self) -> None:
        """Close, because the same participant has opened too many pages."""


class Told(NamedTuple):
    """What is told to one page of what is theirs alone."""

    moment: int
    """Of two that are told, the one that was begun later is the newer."""
    own: str
    """As JSON."""
    poll: str
    """The one that is open: what is told of a vote is about it."""
    paced: tuple[str, int] | None
    """Section and step of what they play alone, where that is in it."""


class News(NamedTuple):
    """What is told to everybody in a workshop."""

    shared: str
    """To all, as JSON."""
    own: Mapping[Line, Told]
    """To each of them alone."""
    gone: frozenset[Line]
    """Who is not in any more."""


class Telling:
    """Makes what pages are told."""

    def __init__(self, services: Participation) -> None:
        self._services = services
        self._store = services.store
        self._bookshelf = services.bookshelf
        self._halls = services.halls
        self._made: dict[str, tuple[float, int, str]] = {}

    def forget(self, workshop_id: str) -> None:
        """Nobody is connected there any more."""
        self._made.pop(workshop_id, None)

    def everything(self, workshop_id: str, line: Line, moment: int) -> tuple[str, Told]:
        """What one page is told when it comes: what all see, and what is theirs."""
        hall = self._halls.hall(workshop_id)
        me = line.participant_id
        own = self._own(hall, line, self._crowd(hall, me), moment, self._services.voting.written(hall, me))
        return self._shared(hall), own

    def alone(self, workshop_id: str, line: Line, moment: int) -> Told:
        """What one page is told of what is theirs."""
        hall = self._halls.hall(workshop_id)
        return self._own(hall, line, self._crowd(hall, line.participant_id), moment)

    def to_all(
        self, workshop_id: str, lines: Sequence[Line], moment: int, paced: Mapping[Line, tuple[str, int]]
    ) -> News:
        """What these pages are told when something has happened; what they play alone where that is not `paced`."""
        hall = self._halls.hall(workshop_id)
        steps = self._services.pacing.steps(hall)
        crowd = self._crowd(hall)
        gone = frozenset(one for one in lines if not {one.participant_id} <= hall.state.inside & crowd.rows.keys())
        section, own = hall.state.section or "", {}
        for line in lines:
            if line not in gone:
                same = paced.get(line) == (section, steps.get(line.participant_id, 0))
                own[line] = self._own(hall, line, crowd, moment, paced=not same)
        return News(self._shared(hall), own, gone)

    def wishes(self, line: Line, workshop_id: str) -> str:
        """What a participant has wished for forming groups, and what there is to wish."""
        hall, row = self._halls.part_of(line.actor, workshop_id)
        others = [
            one for one in self._store.participants_in(hall.id) if one.id in hall.state.present and one.id != row.id
        ]
        said = self._store.wishes(hall.id).get(row.id, Wishes())
        return json.dumps({"type": "wishes", **wishes_state(said, others, self._halls.notes(hall.state))})

    def _shared(self, hall: Hall) -> str:
        at, seq, made = self._made.get(hall.id, (0.0, -1, ""))
        if seq == hall.seq and time.monotonic() - at < LOOK_S:
            return made
        talk = self._halls.talk(hall)
        state = seat_state(hall, talk, self._replies(hall), self._bookshelf.site(), now())
        made = json.dumps({"type": "state", "seq": hall.seq, "state": state}, ensure_ascii=False)
        self._made[hall.id] = (time.monotonic(), hall.seq, made)
        return made

    def _replies(self, hall: Hall) -> Mapping[str, str]:
        poll = hall.state.poll
        if poll is None or poll.node:
            return {}
        written = (one.text for one in self._store.contributions(hall.id, Said.REPLY))
        asked = [text for text in written if text.id in poll.options]
        return {text.id: text.body for text in self._services.sealer.open(asked) if text.body is not None}

    def _crowd(self, hall: Hall, only: str | None = None) -> _Crowd:
        """What is told to each; with `only`, no more is looked up than one of them is told."""
        alone = only is not None and hall.state.groups is None
        found = (self._store.participant(only or ""),) if alone else self._store.participants_in(hall.id)
        rows = {row.id: row for row in found if row is not None}
        asked = hall.state.open_poll
        poll = None if asked is None else self._store.poll(asked.id)
        if poll is None:
            self._services.voting.forget(hall.id)
            ballots: Mapping[str, Ballot] = {}
        elif only is not None:
            voter = voter_of(only, poll)
            mine = self._store.ballot(poll.id, voter)
            ballots = {} if mine is None else {voter: mine}
        else:
            ballots = self._store.ballots(poll.id)
        calls, playing = frozenset(self._store.calls(hall.id)), self._playing(hall, rows)
        return _Crowd(rows, calls, poll, ballots, playing, self._after(hall, only))

    def _after(self, hall: Hall, only: str | None) -> After | None:
        if not hall.state.over:
            return None
        answered = self._services.surveying.have_answered(hall)
        return After(self._services.keepsakes.of(hall, only), self._services.surveying.open(hall), answered)

    def _playing(self, hall: Hall, rows: Mapping[str, ParticipantRow]) -> Playing | None:
        section = hall.state.here
        if section is None or section.way is not Way.TRIADS or hall.state.groups is None or hall.state.over:
            return None
        names = {row.id: row.name for row in rows.values()}
        station = self._bookshelf.station_as(hall.state.content[section.id])
        ticks = [one for one in self._store.observations(hall.id) if one.section == section.id]
        return Playing(station, self._bookshelf.rubrics(hall.state.rubrics), names, ticks)

    def _own(
        self,
        hall: Hall,
        line: Line,
        crowd: _Crowd,
        moment: int,
        written: Mapping[Said, str] | None = None,
        *,
        paced: bool = True,
    ) -> Told:
        """What is told to one page, with or without what they play alone."""
        participant_id = line.participant_id
        row = crowd.rows.get(participant_id)
        if row is None:
            raise NotAllowed("You are not in this workshop.", "Come in with its code.")
        seat = None if crowd.playing is None else seat_part(hall.state, row.id, crowd.playing)
        own = own_state(row, crowd.vote_of(participant_id), seat, called=row.id in crowd.calls, written=written)
        if crowd.after is not None:
            own["after"] = after_part(crowd.after, row)
        step = None
        if paced:
            own["pace"] = self._pace(hall, line)
            step = (hall.state.section or "", 0 if own["pace"] is None else own["pace"]["step"])
        poll = "" if crowd.poll is None else crowd.poll.id
        return Told(moment, json.dumps(own, ensure_ascii=False), poll, step)

    def _pace(self, hall: Hall, line: Line) -> PacePart | None:
        alone = self._services.pacing.own(hall, line.participant_id)
        if alone is None:
            return None
        scenario = alone.game.scenario.id
        kept = alone.state.phase is Phase.REFLECT and self._services.pacing.playable(line.actor, scenario)
        return pace_part(alone, scenario_path(scenario) if kept else None)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """What is asked of the store once, for all who are told."""

    rows: Mapping[str, ParticipantRow]
    calls: frozenset[str]
    poll: PollRow | None
    ballots: Mapping[str, Ballot]
    playing: Playing | None
    after: After | None

    def vote_of(self, participant_id: str) -> tuple[int, int] | None:
        """What somebody has voted in the poll that is open: option and turn."""
        if self.poll is None:
            return None
        found = self.ballots.get(voter_of(participant_id, self.poll))
        return None if found is None else (self.poll.options.index(found.option), found.turn)
