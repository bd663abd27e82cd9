"""Workshops as the server shows them to participants: who is connected, and that they are told what happens.

There is no kernel for a participant. One task looks what has happened in the workshops in which somebody is connected,
whoever did it and in whichever process, and tells everybody. What they are told: `server.telling`.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from roleplay.errors import Conflict
from roleplay.identity import Actor
from roleplay.model.gathering import Joined
from roleplay.server.ballots import Ballots
from roleplay.server.participation import Participation
from roleplay.server.slowing import Guessing
from roleplay.server.telling import LOOK_S, Line, Telling, Told
from roleplay.services.voting import Vote
from roleplay.services.workshops import Hall
from roleplay.store.workshop_rows import Became

if TYPE_CHECKING:
    from roleplay.server.app import RoleplayServer

_log = logging.getLogger(__name__)

COMING_S = 1.0
"""How often all are told that more people are there."""
SELDOM_S = 0.4
"""How often after nothing has happened for `QUIET_S`."""
QUIET_S = 30.0
_SHOWN = frozenset({"wish", "call", "tick", "untick", "rename", "survey"})  # changes what one's own page shows

MOST_LINES = 8
"""Pages of one participant; a further one takes the place of the oldest."""
MOST_A_SECOND = 20
"""Messages of one participant, over `WINDOW_S` on the average; beyond that the line is cut."""
WINDOW_S = 5.0
PRESENCE_S = 1.0
"""How often it is written down who is connected."""


class Hub:
    """All workshops in which somebody is connected."""

    def __init__(self, server: RoleplayServer) -> None:
        self._services = Participation(server)
        self._store = server.store
        self._telling = Telling(self._services)
        self._ballots = Ballots(self._services.voting)
        self.convening = self._services.convening
        self.guessing = Guessing()
        self.door = asyncio.Lock()
        """Held while somebody comes in: many who try codes at the same time gain nothing, and nobody comes in twice."""
        self._lines: dict[str, dict[Line, None]] = defaultdict(dict)  # those of a workshop, the oldest first
        self._heard: dict[str, deque[float]] = defaultdict(deque)  # when a participant's pages said something
        self._told: dict[str, tuple[int, float]] = {}  # the last step that all were told, and when
        self._latest: WeakKeyDictionary[Line, Told] = WeakKeyDictionary()  # what each was told of itself
        self._stirred = 0.0  # when something has happened last
        self._present: dict[str, frozenset[str]] = {}
        self._paced: WeakKeyDictionary[Line, tuple[str, int]] = WeakKeyDictionary()  # what they play alone, as told
        self._moments = itertools.count(1)  # of two pages of one's own state the one that was begun later is the newer

    @property
    def connected(self) -> int:
        """How many pages are connected, in all workshops together."""
        return sum(map(len, self._lines.values()))

    # --- lines ---

    async def enter(self, workshop_id: str, line: Line) -> None:
        """A page is there, for somebody who is in the workshop. It is told where that stands."""
        lines = self._lines[workshop_id]
        lines[line] = None  # at once: a page that goes while it is told is taken out again by `leave`
        mine = [one for one in lines if one.participant_id == line.participant_id]
        for oldest in mine[:-MOST_LINES]:
            oldest.replace()
        await self.tell(workshop_id, line)

    def leave(self, workshop_id: str, line: Line) -> None:
        """A page has gone. Its participant is still in the workshop."""
        lines = self._lines.get(workshop_id, {})
        lines.pop(line, None)
        asyncio.get_running_loop().call_later(2 * WINDOW_S, self._forget, line.participant_id)
        if not lines:
            self._lines.pop(workshop_id, None)
            self._told.pop(workshop_id, None)
            self._telling.forget(workshop_id)

    def too_much(self, line: Line) -> bool:
        """Note that a page says something; whether all pages of its participant say more than anybody can press."""
        now, heard = time.monotonic(), self._heard[line.participant_id]
        while heard and heard[0] < now - WINDOW_S:
            heard.popleft()
        if len(heard) >= MOST_A_SECOND * WINDOW_S:
            return True  # and it is not counted: a page that comes back at once with all that it has to say gets on
        heard.append(now)
        return False

    def _forget(self, participant_id: str) -> None:
        heard = self._heard.get(participant_id)
        if heard and heard[-1] < time.monotonic() - WINDOW_S:  # whoever goes and comes again says no more than others
            del self._heard[participant_id]

    async def dismiss_departed(self) -> None:
        """Close the lines of people with an account who were signed out, or may not come in any more."""
        lines = [line for some in self._lines.values() for line in some if line.session is not None]
        if not lines:
            return
        alive = await asyncio.to_thread(self._store.alive, {line.session for line in lines if line.session})
        for line in lines:
            if line.session not in alive:
                line.dismiss()

    async def tell(self, workshop_id: str, line: Line) -> None:
        """Tell one page everything: when it comes, and when it asks."""
        told = False
        while not told:  # news that was begun later may have come first, and lacks what is told only here
            shared, own = await asyncio.to_thread(self._telling.everything, workshop_id, line, next(self._moments))
            line.tell(shared)
            told = self._say(line, own, again=True)

    def seat_of(self, actor: Actor, workshop_id: str) -> tuple[Hall, str]:
        """A workshop, and who somebody is in it. Raises `NotAllowed` for who is not in, or not any more."""
        hall, row = self._services.halls.part_of(actor, workshop_id)
        return hall, row.id

    async def do(self, line: Line, workshop_id: str, command: Mapping[str, Any]) -> None:
        """Do what a page asks; it is kept when this returns. Raises what the services raise."""
        match command["do"]:
            case "here":
                return  # it only asks whether anybody answers
            case "resync":
                await self.tell(workshop_id, line)
            case "wishes":
                line.tell(await asyncio.to_thread(self._telling.wishes, line, workshop_id))
            case "vote":
                vote = Vote(command["poll"], command["option"], command["turn"])
                await self.vote(line, workshop_id, vote)
                await self._tell_others(workshop_id, line)
            case "pace_choose" | "pace_write" | "pace_again" | "pace_share":
                try:
                    await asyncio.to_thread(self._services.do, line.actor, workshop_id, command)
                finally:
                    await self._tell_own(workshop_id, line.participant_id)
            case "forget":
                await asyncio.to_thread(self._services.do, line.actor, workshop_id, command)
                line.dismiss()
            case _:
                await asyncio.to_thread(self._services.do, line.actor, workshop_id, command)
                if command["do"] in _SHOWN:
                    await self._tell_own(workshop_id, line.participant_id)

    # --- what happens ---

    async def keep(self) -> None:
        """Look again and again what has happened, and who is connected."""
        noted = 0.0
        while True:
            quiet = time.monotonic() - self._stirred > QUIET_S
            await asyncio.sleep(SELDOM_S if quiet else LOOK_S)
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
        last = await asyncio.to_thread(self._store.last_steps, list(self._lines)) if self._lines else {}
        for workshop_id, seq in last.items():
            told, at = self._told.get(workshop_id, (-1, 0.0))
            if seq == told or (time.monotonic() - at < COMING_S and await self._only_came(workshop_id, told)):
                continue
            self._stirred = time.monotonic()
            try:
                await self.spread(workshop_id)
            except Exception:  # noqa: BLE001 - it is told in the next round, and the other workshops in this one
                _log.exception("What happened in a workshop could not be told")
            else:
                if workshop_id in self._lines:
                    self._told[workshop_id] = seq, time.monotonic()

    async def _only_came(self, workshop_id: str, told: int) -> bool:
        """Whether nothing but people coming in has happened since: many who come are told of together."""
        new = await asyncio.to_thread(self._store.gathering, workshop_id, told)
        return all(isinstance(one.event, Joined) for one in new)

    async def spread(self, workshop_id: str) -> None:
        """Tell everybody in a workshop where it stands."""
        lines = list(self._lines.get(workshop_id, ()))
        moment = next(self._moments)
        news = await asyncio.to_thread(self._telling.to_all, workshop_id, lines, moment, self._paced)
        for line in lines:
            if line in news.gone:
                line.dismiss()
                continue
            line.tell(news.shared)
            self._say(line, news.own[line])

    async def _tell_own(self, workshop_id: str, participant_id: str) -> None:
        """Tell all pages of somebody what is theirs alone."""
        for line in list(self._lines.get(workshop_id, ())):
            if line.participant_id == participant_id:
                self._say(line, await asyncio.to_thread(self._telling.alone, workshop_id, line, next(self._moments)))

    async def _tell_others(self, workshop_id: str, line: Line) -> None:
        """Tell the other pages of whoever is at one of them, if there are any."""
        if any(one.participant_id == line.participant_id for one in self._lines.get(workshop_id, ()) if one != line):
            await self._tell_own(workshop_id, line.participant_id)

    def _say(self, line: Line, own: Told, *, again: bool = False) -> bool:
        """Tell a page what is its own, unless it knows that already; False where it knows something newer."""
        latest = self._latest.get(line)
        if latest is not None and latest.moment > own.moment:
            return False
        if latest is not None and not again and latest[1:3] == own[1:3]:
            return True
        self._latest[line] = own
        line.tell(f'{{"type": "own", "moment": {own.moment}, "own": {own.own}}}')
        if own.paced is not None:
            self._paced[line] = own.paced
        return True

    async def _note_presence(self) -> None:
        now = {one: frozenset(line.participant_id for line in lines) for one, lines in self._lines.items()}
        changed = {one: now.get(one, frozenset()) for one in now.keys() | self._present.keys()}
        changed = {one: who for one, who in changed.items() if self._present.get(one, frozenset()) != who}
        for workshop_id, who in changed.items():
            await asyncio.to_thread(self._store.note_presence, workshop_id, who)
        self._present = now

    # --- votes ---

    async def vote(self, line: Line, workshop_id: str, vote: Vote) -> None:
        """Take a vote; it is kept when this returns. Raises `Conflict` where it came too late."""
        ballot = await asyncio.to_thread(self._services.voting.ballot, line.actor, workshop_id, vote)
        became = await self._ballots.cast(ballot)
        if became is Became.CLOSED:
            raise Conflict("This vote is closed.", "The page now shows where the workshop stands.")
        if became is Became.OVERTAKEN:
            await self._tell_own(workshop_id, line.participant_id)
            raise Conflict("You have voted on another page meanwhile.", "This page now shows what you voted there.")
