"""Workshops as the server shows them to participants: who is connected, votes that are cast together, and news for all.

There is no kernel for a participant. One task looks what has happened in the workshops in which somebody is connected,
whoever did it and in whichever process, and tells everybody. Votes that come while others are written are written with
the next ones, because each commit waits for the disk.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from roleplay.apps.seat.own import Playing, own_state, seat_part, tickable
from roleplay.apps.seat.shared import seat_state
from roleplay.errors import Conflict, NotAllowed
from roleplay.identity import Actor
from roleplay.model.wishes import Wishes
from roleplay.model.workshop import Way
from roleplay.server.slowing import Guessing
from roleplay.services.convening import Convening
from roleplay.services.keys import sealer_of
from roleplay.services.shelf import Bookshelf
from roleplay.services.voting import Vote, Voting, voter_of
from roleplay.services.workshops import Hall, Halls
from roleplay.store import ParticipantRow
from roleplay.store.workshop_rows import Ballot, PollRow, Said

if TYPE_CHECKING:
    from roleplay.server.app import RoleplayServer

_log = logging.getLogger(__name__)

LOOK_S = 0.1
"""How often it is looked whether something has happened."""
_SHOWN = frozenset({"wish", "call", "tick", "untick", "rename"})  # changes what one's own page shows

PRESENCE_S = 1.0
"""How often it is written down who is connected."""


class Line(Protocol):
    """A participant's page at the other end."""

    actor: Actor
    """Who it is."""
    participant_id: str
    """Who they are in the workshop."""

    def tell(self, message: str) -> None:
        """Send a message; a line that is gone loses it, and asks for everything when it is back."""

    def dismiss(self) -> None:
        """Say that there is nothing to see any more, and close."""


class Hub:
    """All workshops in which somebody is connected."""

    def __init__(self, server: RoleplayServer) -> None:
        store = server.store
        self._store = store
        self._bookshelf = Bookshelf(store)
        self._halls = Halls(store, self._bookshelf, _now)
        sealer = sealer_of(store, server.given.runtime.data)
        self.voting = Voting(self._halls, _new_id, sealer=sealer)
        self.convening = Convening(store, self._bookshelf, _now, _new_id, lambda: uuid4().int >> 80, halls=self._halls)
        self.guessing = Guessing()
        self._sealer = sealer
        self._lines: dict[str, set[Line]] = defaultdict(set)
        self._told: dict[str, int] = {}
        self._waiting: list[tuple[Ballot, asyncio.Future[bool]]] = []
        self._casting: asyncio.Task[None] | None = None
        self._present: dict[str, frozenset[str]] = {}
        self._made: dict[str, tuple[float, int, str]] = {}

    @property
    def connected(self) -> int:
        """How many pages are connected, in all workshops together."""
        return sum(map(len, self._lines.values()))

    # --- lines ---

    async def enter(self, workshop_id: str, line: Line) -> None:
        """A page is there, for somebody who is in the workshop. It is told where that stands."""
        hall = await asyncio.to_thread(self._halls.hall, workshop_id)
        self._lines[workshop_id].add(line)
        self._told.setdefault(workshop_id, hall.seq)
        await self.tell(workshop_id, line)

    def leave(self, workshop_id: str, line: Line) -> None:
        """A page has gone. Its participant is still in the workshop."""
        lines = self._lines[workshop_id]
        lines.discard(line)
        if not lines:
            del self._lines[workshop_id]
            self._told.pop(workshop_id, None)

    async def tell(self, workshop_id: str, line: Line) -> None:
        """Tell one page everything: when it comes, and when it asks."""
        shared, own = await asyncio.to_thread(self._both, workshop_id, line)
        line.tell(shared)
        line.tell(own)

    def seat_of(self, actor: Actor, workshop_id: str) -> tuple[Hall, str]:
        """A workshop, and who somebody is in it. Raises `NotAllowed` for who is not in, or not any more."""
        hall, row = self._halls.part_of(actor, workshop_id)
        return hall, row.id

    async def do(self, line: Line, workshop_id: str, command: Mapping[str, Any]) -> None:
        """Do what a page asks; it is kept when this returns. Raises what the services raise."""
        match command["do"]:
            case "resync":
                await self.tell(workshop_id, line)
            case "vote":
                vote = Vote(command["poll"], command["option"], command["turn"])
                if not await self.vote(line, workshop_id, vote):
                    raise Conflict("This vote is closed.", "The page now shows where the workshop stands.")
            case _:
                await asyncio.to_thread(self._do, line.actor, workshop_id, command)
                if command["do"] in _SHOWN:
                    await self.tell(workshop_id, line)

    def _do(self, actor: Actor, workshop_id: str, command: Mapping[str, Any]) -> None:
        written = {
            "reply": self.voting.reply,
            "reason": self.voting.give_reason,
            "question": self.voting.raise_question,
            "note": self.voting.note,
        }
        what = command["do"]
        if what in written:
            written[what](actor, workshop_id, command["text"])
            return
        match what:
            case "wish":
                self.voting.wish(actor, workshop_id, _wishes(command))
            case "call":
                self.voting.call(actor, workshop_id, needed=command["needed"])
            case "tick":
                self.voting.observe(actor, workshop_id, command["id"], command["behaviour"], self._known(workshop_id))
            case "untick":
                self.voting.unobserve(actor, workshop_id, command["id"])
            case "rename":
                self.convening.rename_self(actor, workshop_id, command["name"])
            case "leave":
                self.convening.leave(actor, workshop_id)

    def _known(self, workshop_id: str) -> list[str]:
        hall = self._halls.hall(workshop_id)
        playing = self._playing(hall, {})
        return [] if playing is None else tickable(playing.station, playing.rubrics)

    # --- what happens ---

    async def keep(self) -> None:
        """Look again and again what has happened, and who is connected."""
        noted = 0.0
        while True:
            await asyncio.sleep(LOOK_S)
            if not self._lines and not self._present:
                continue  # an idle server asks nothing
            try:
                await self._look()
                now = asyncio.get_running_loop().time()
                if now - noted >= PRESENCE_S:
                    noted = now
                    await self._note_presence()
            except Exception:  # noqa: BLE001 - the next round tries again
                _log.exception("It could not be looked what happens in workshops")

    async def _look(self) -> None:
        for workshop_id in list(self._lines):
            hall = await asyncio.to_thread(self._halls.hall, workshop_id)
            if hall.seq != self._told.get(workshop_id):
                self._told[workshop_id] = hall.seq
                await self.spread(workshop_id)

    async def spread(self, workshop_id: str) -> None:
        """Tell everybody in a workshop where it stands."""
        lines = list(self._lines.get(workshop_id, ()))
        shared, own, gone = await asyncio.to_thread(self._all, workshop_id, lines)
        for line in lines:
            if line in gone:
                line.dismiss()
                continue
            line.tell(shared)
            line.tell(own[line])

    async def _note_presence(self) -> None:
        now = {one: frozenset(line.participant_id for line in lines) for one, lines in self._lines.items()}
        changed = {one: now.get(one, frozenset()) for one in now.keys() | self._present.keys()}
        changed = {one: who for one, who in changed.items() if self._present.get(one, frozenset()) != who}
        for workshop_id, who in changed.items():
            await asyncio.to_thread(self._store.note_presence, workshop_id, who)
        self._present = now

    # --- votes ---

    async def vote(self, line: Line, workshop_id: str, vote: Vote) -> bool:
        """Take a vote; False for a poll that was closed before it arrived. It is kept when this returns True."""
        ballot = await asyncio.to_thread(self.voting.ballot, line.actor, workshop_id, vote)
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((ballot, done))
        if self._casting is None:
            self._casting = asyncio.create_task(self._cast())
        return await done

    async def _cast(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting, []
                try:
                    cast = await asyncio.to_thread(self.voting.cast, [ballot for ballot, _ in together])
                except Exception as error:  # noqa: BLE001 - each voter is told, and sends again
                    _fail(together, error)
                    continue
                for (_, done), taken in zip(together, cast.taken, strict=True):
                    if not done.done():
                        done.set_result(taken)
        finally:
            self._casting = None

    # --- what is told; in threads ---

    def _both(self, workshop_id: str, line: Line) -> tuple[str, str]:
        hall = self._halls.hall(workshop_id)
        return self._shared(hall), self._own(hall, line.participant_id, self._crowd(hall, line.participant_id))

    def _all(self, workshop_id: str, lines: list[Line]) -> tuple[str, dict[Line, str], set[Line]]:
        hall = self._halls.hall(workshop_id)
        crowd = self._crowd(hall)
        gone = {line for line in lines if line.participant_id in hall.state.barred}
        own = {line: self._own(hall, line.participant_id, crowd) for line in lines if line not in gone}
        return self._shared(hall), own, gone

    def _shared(self, hall: Hall) -> str:
        at, seq, made = self._made.get(hall.id, (0.0, -1, ""))
        if seq == hall.seq and time.monotonic() - at < LOOK_S:
            return made
        talk = self._halls.talk(hall)
        state = seat_state(hall, talk, self._replies(hall), self._bookshelf.site(), _now())
        made = json.dumps({"type": "state", "seq": hall.seq, "state": state}, ensure_ascii=False)
        self._made[hall.id] = (time.monotonic(), hall.seq, made)
        return made

    def _replies(self, hall: Hall) -> Mapping[str, str]:
        poll = hall.state.poll
        if poll is None or poll.node:
            return {}
        written = (one.text for one in self._store.contributions(hall.id, Said.REPLY))
        asked = [text for text in written if text.id in poll.options]
        return {text.id: text.body for text in self._sealer.open(asked) if text.body is not None}

    def _crowd(self, hall: Hall, only: str | None = None) -> _Crowd:
        """What is told to each; with `only`, no more is looked up than one of them is told."""
        alone = only is not None and hall.state.groups is None
        found = (self._store.participant(only or ""),) if alone else self._store.participants_in(hall.id)
        rows = {row.id: row for row in found if row is not None}
        now = hall.state.open_poll
        poll = None if now is None else self._store.poll(now.id)
        if poll is None:
            self.voting.forget(hall.id)
            ballots: Mapping[str, Ballot] = {}
        elif only is not None:
            voter = voter_of(only, poll)
            mine = self._store.ballot(poll.id, voter)
            ballots = {} if mine is None else {voter: mine}
        else:
            ballots = self._store.ballots(poll.id)
        return _Crowd(rows, frozenset(self._store.calls(hall.id)), poll, ballots, self._playing(hall, rows))

    def _playing(self, hall: Hall, rows: Mapping[str, ParticipantRow]) -> Playing | None:
        section = hall.state.here
        if section is None or section.way is not Way.TRIADS or hall.state.groups is None:
            return None
        names = {row.id: row.name for row in rows.values()}
        station = self._bookshelf.station_as(hall.state.content[section.id])
        ticks = [one for one in self._store.observations(hall.id) if one.section == section.id]
        return Playing(station, self._bookshelf.rubrics(hall.state.rubrics), names, ticks)

    def _own(self, hall: Hall, participant_id: str, crowd: _Crowd) -> str:
        row = crowd.rows.get(participant_id)
        if row is None:
            raise NotAllowed("You are not in this workshop.", "Come in with its code.")
        seat = None if crowd.playing is None else seat_part(hall.state, row.id, crowd.playing)
        own = own_state(row, crowd.vote_of(participant_id), seat, called=row.id in crowd.calls)
        return json.dumps({"type": "own", "own": own}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """What is asked of the store once, for all who are told."""

    rows: Mapping[str, ParticipantRow]
    calls: frozenset[str]
    poll: PollRow | None
    ballots: Mapping[str, Ballot]
    playing: Playing | None

    def vote_of(self, participant_id: str) -> tuple[int, int] | None:
        """What somebody has voted in the poll that is open: option and turn."""
        if self.poll is None:
            return None
        found = self.ballots.get(voter_of(participant_id, self.poll))
        return None if found is None else (self.poll.options.index(found.option), found.turn)


def _wishes(command: Mapping[str, Any]) -> Wishes:
    """What was wished, as it came: the service looks at it."""
    return Wishes(
        plays_peer=command["plays_peer"],
        practised=command["practised"],
        style=command["style"],
        prefers=command["prefers"],
        rather_with=tuple(command["rather_with"]),
        rather_not=tuple(command["rather_not"]),
    )


def _fail(together: list[tuple[Ballot, asyncio.Future[bool]]], error: Exception) -> None:
    _log.error("Votes could not be kept", exc_info=error)
    told = Conflict("Your vote could not be kept.", "It is sent again by itself.")
    for _, done in together:
        if not done.done():
            done.set_exception(told)


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid4().hex
