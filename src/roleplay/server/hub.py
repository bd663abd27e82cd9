"""Workshops as the server shows them to participants: who is connected, votes that are cast together, and news for all.

There is no kernel for a participant. One task looks what has happened in the workshops in which somebody is connected,
whoever did it and in whichever process, and tells everybody. Votes that come while others are written are written with
the next ones, because each commit waits for the disk.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import uuid4
from weakref import WeakKeyDictionary

from roleplay.apps.address import scenario_path
from roleplay.apps.seat.after import After, after_part
from roleplay.apps.seat.own import Playing, own_state, seat_part, tickable, wishes_state
from roleplay.apps.seat.pace import pace_part
from roleplay.apps.seat.shared import seat_state
from roleplay.apps.view.pace import PacePart
from roleplay.engine import Phase
from roleplay.errors import Conflict, NotAllowed, Unavailable
from roleplay.identity import Actor
from roleplay.model.gathering import Joined
from roleplay.model.wishes import Wishes
from roleplay.model.workshop import Way
from roleplay.server.slowing import Guessing
from roleplay.services.convening import Convening
from roleplay.services.keepsakes import Keepsakes
from roleplay.services.keys import sealer_of
from roleplay.services.pacing import Pacing
from roleplay.services.shelf import Bookshelf
from roleplay.services.surveying import Surveying
from roleplay.services.voting import Vote, Voting, voter_of
from roleplay.services.workshops import Hall, Halls
from roleplay.store import ParticipantRow
from roleplay.store.workshop_rows import Ballot, Became, PollRow, Said

if TYPE_CHECKING:
    from roleplay.server.app import RoleplayServer

_log = logging.getLogger(__name__)

LOOK_S = 0.1
"""How often it is looked whether something has happened."""
COMING_S = 1.0
"""How often all are told that more people are there."""
SELDOM_S = 0.4
"""How often after nothing has happened for `QUIET_S`."""
QUIET_S = 30.0
_SHOWN = frozenset({"wish", "call", "tick", "untick", "rename"})  # changes what one's own page shows

MOST_LINES = 8
"""Pages of one participant; a further one takes the place of the oldest."""
MOST_A_SECOND = 20
"""Messages of one participant, over `WINDOW_S` on the average; beyond that the line is cut."""
WINDOW_S = 5.0
PRESENCE_S = 1.0
"""How often it is written down who is connected."""


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
        self.pacing = Pacing(self._halls, _new_id, sealer=sealer)
        self.surveying = Surveying(self._halls, _new_id, sealer=sealer)
        self.keepsakes = Keepsakes(self._halls, sealer=sealer)
        self.guessing = Guessing()
        self._sealer = sealer
        self.door = asyncio.Lock()
        """Held while somebody comes in: many who try codes at the same time gain nothing, and nobody comes in twice."""
        self._lines: dict[str, dict[Line, None]] = defaultdict(dict)  # those of a workshop, the oldest first
        self._heard: dict[str, deque[float]] = defaultdict(deque)  # when a participant's pages said something
        self._told: dict[str, tuple[int, float]] = {}  # the last step that all were told, and when
        self._latest: WeakKeyDictionary[Line, _Told] = WeakKeyDictionary()  # what each was told of itself
        self._stirred = 0.0  # when something has happened last
        self._waiting: list[tuple[Ballot, asyncio.Future[Became]]] = []
        self._casting: asyncio.Task[None] | None = None
        self._present: dict[str, frozenset[str]] = {}
        self._paced: WeakKeyDictionary[Line, tuple[str, int]] = WeakKeyDictionary()  # what they play alone, as told
        self._made: dict[str, tuple[float, int, str]] = {}
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
            for known in (self._lines, self._told, self._made):
                known.pop(workshop_id, None)

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
        shared, own = await asyncio.to_thread(self._both, workshop_id, line, next(self._moments))
        line.tell(shared)
        self._say(line, own, again=True)

    def seat_of(self, actor: Actor, workshop_id: str) -> tuple[Hall, str]:
        """A workshop, and who somebody is in it. Raises `NotAllowed` for who is not in, or not any more."""
        hall, row = self._halls.part_of(actor, workshop_id)
        return hall, row.id

    async def do(self, line: Line, workshop_id: str, command: Mapping[str, Any]) -> None:
        """Do what a page asks; it is kept when this returns. Raises what the services raise."""
        match command["do"]:
            case "here":
                return  # it only asks whether anybody answers
            case "resync":
                await self.tell(workshop_id, line)
            case "wishes":
                line.tell(await asyncio.to_thread(self._wishes, line, workshop_id))
            case "vote":
                vote = Vote(command["poll"], command["option"], command["turn"])
                await self.vote(line, workshop_id, vote)
                await self._tell_others(workshop_id, line)
            case "pace_choose" | "pace_write" | "pace_again" | "pace_share":
                try:
                    await asyncio.to_thread(self._go_on_alone, line.actor, workshop_id, command)
                finally:
                    await self._tell_own(workshop_id, line.participant_id)
            case "survey":
                said = (command["answers"], command["words"])
                await asyncio.to_thread(self.surveying.answer, line.actor, workshop_id, *said)
                await self._tell_own(workshop_id, line.participant_id)
            case "forget":
                await asyncio.to_thread(self.keepsakes.forget, line.actor, workshop_id)
                line.dismiss()
            case _:
                await asyncio.to_thread(self._do, line.actor, workshop_id, command)
                if command["do"] in _SHOWN:
                    await self._tell_own(workshop_id, line.participant_id)

    def _do(self, actor: Actor, workshop_id: str, command: Mapping[str, Any]) -> None:
        given = command.get
        written: dict[str, Callable[..., None]] = {
            "reply": partial(self.voting.reply, at=given("at")),
            "reason": partial(self.voting.give_reason, poll=given("poll")),
            "question": self.voting.raise_question,
            "note": partial(self.voting.note, section=given("section"), round=given("round")),
        }
        what = command["do"]
        if what in written:
            written[what](actor, workshop_id, command["text"], made=given("id"))
            return
        match what:
            case "wish":
                self.voting.wish(actor, workshop_id, _wishes(command))
            case "call":
                self.voting.call(actor, workshop_id, needed=command["needed"])
            case "tick":
                known = self._known(workshop_id, given("section"))
                tick, seen = command["id"], command["behaviour"]
                self.voting.observe(actor, workshop_id, tick, seen, known, round=given("round"))
            case "untick":
                self.voting.unobserve(actor, workshop_id, command["id"])
            case "rename":
                self.convening.rename_self(actor, workshop_id, command["name"])
            case "leave":
                self.convening.leave(actor, workshop_id)

    def _go_on_alone(self, actor: Actor, workshop_id: str, command: Mapping[str, Any]) -> None:
        where = (actor, workshop_id, command["section"], command["step"])
        match command["do"]:
            case "pace_choose":
                self.pacing.play(*where, command["choice"])
            case "pace_write":
                self.pacing.write(*where, command["text"])
            case "pace_again":
                self.pacing.begin_again(*where)
            case "pace_share":
                self.pacing.share(*where, command["shares"])

    def _known(self, workshop_id: str, section: str | None) -> list[str]:
        hall = self._halls.hall(workshop_id)
        if section not in {None, hall.state.section}:
            raise Conflict("That round is over.", "What you ticked before has arrived.")
        here = hall.state.here
        if here is None or here.way is not Way.TRIADS:
            return []
        station = self._bookshelf.station_as(hall.state.content[here.id])
        return tickable(station, self._bookshelf.rubrics(hall.state.rubrics))

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
        shared, own, gone = await asyncio.to_thread(self._all, workshop_id, lines, next(self._moments))
        for line in lines:
            if line in gone:
                line.dismiss()
                continue
            line.tell(shared)
            self._say(line, own[line])

    async def _tell_own(self, workshop_id: str, participant_id: str) -> None:
        """Tell all pages of somebody what is theirs alone."""
        for line in list(self._lines.get(workshop_id, ())):
            if line.participant_id == participant_id:
                self._say(line, await asyncio.to_thread(self._alone, workshop_id, line, next(self._moments)))

    async def _tell_others(self, workshop_id: str, line: Line) -> None:
        """Tell the other pages of whoever is at one of them, if there are any."""
        if any(one.participant_id == line.participant_id for one in self._lines.get(workshop_id, ()) if one != line):
            await self._tell_own(workshop_id, line.participant_id)

    def _say(self, line: Line, own: _Told, *, again: bool = False) -> None:
        latest = self._latest.get(line)
        if latest is not None and (latest.moment > own.moment or (not again and latest[1:3] == own[1:3])):
            return  # it knows something newer, or that
        self._latest[line] = own
        line.tell(f'{{"type": "own", "moment": {own.moment}, "own": {own.own}}}')
        if own.paced is not None:
            self._paced[line] = own.paced

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
        ballot = await asyncio.to_thread(self.voting.ballot, line.actor, workshop_id, vote)
        done: asyncio.Future[Became] = asyncio.get_running_loop().create_future()
        self._waiting.append((ballot, done))
        if self._casting is None:
            self._casting = asyncio.create_task(self._cast())
        became = await done
        if became is Became.CLOSED:
            raise Conflict("This vote is closed.", "The page now shows where the workshop stands.")
        if became is Became.OVERTAKEN:
            await self._tell_own(workshop_id, line.participant_id)
            raise Conflict("You have voted on another page meanwhile.", "This page now shows what you voted there.")

    async def _cast(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting, []
                try:
                    cast = await asyncio.to_thread(self.voting.cast, [ballot for ballot, _ in together])
                except Exception as error:  # noqa: BLE001 - each voter is told, and sends again
                    _fail(together, error)
                    continue
                for (_, done), became in zip(together, cast.became, strict=True):
                    if not done.done():
                        done.set_result(became)
        finally:
            self._casting = None

    # --- what is told; in threads ---

    def _both(self, workshop_id: str, line: Line, moment: int) -> tuple[str, _Told]:
        hall = self._halls.hall(workshop_id)
        me = line.participant_id
        own = self._own(hall, line, self._crowd(hall, me), moment, self.voting.written(hall, me))
        return self._shared(hall), own

    def _alone(self, workshop_id: str, line: Line, moment: int) -> _Told:
        hall = self._halls.hall(workshop_id)
        return self._own(hall, line, self._crowd(hall, line.participant_id), moment)

    def _all(self, workshop_id: str, lines: list[Line], moment: int) -> tuple[str, dict[Line, _Told], set[Line]]:
        hall = self._halls.hall(workshop_id)
        steps = self.pacing.steps(hall)
        crowd = self._crowd(hall)
        gone = {one for one in lines if not {one.participant_id} <= hall.state.inside & crowd.rows.keys()}
        own = {line: self._own(hall, line, crowd, moment, steps=steps) for line in lines if line not in gone}
        return self._shared(hall), own, gone

    def _wishes(self, line: Line, workshop_id: str) -> str:
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
        calls, playing = frozenset(self._store.calls(hall.id)), self._playing(hall, rows)
        return _Crowd(rows, calls, poll, ballots, playing, self._after(hall, only))

    def _after(self, hall: Hall, only: str | None) -> After | None:
        if not hall.state.over:
            return None
        answered = self.surveying.have_answered(hall)
        return After(self.keepsakes.of(hall, only), self.surveying.open(hall), answered)

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
        steps: Mapping[str, int] | None = None,
    ) -> _Told:
        """What is told to one page; with everybody's `steps`, what they play alone only where that is new."""
        participant_id = line.participant_id
        row = crowd.rows.get(participant_id)
        if row is None:
            raise NotAllowed("You are not in this workshop.", "Come in with its code.")
        seat = None if crowd.playing is None else seat_part(hall.state, row.id, crowd.playing)
        own = own_state(row, crowd.vote_of(participant_id), seat, called=row.id in crowd.calls, written=written)
        if crowd.after is not None:
            own["after"] = after_part(crowd.after, row)
        section, paced = hall.state.section or "", None
        if steps is None or self._paced.get(line) != (section, steps.get(row.id, 0)):
            own["pace"] = self._pace(hall, line)
            paced = (section, 0 if own["pace"] is None else own["pace"]["step"])
        poll = "" if crowd.poll is None else crowd.poll.id
        return _Told(moment, json.dumps(own, ensure_ascii=False), poll, paced)

    def _pace(self, hall: Hall, line: Line) -> PacePart | None:
        alone = self.pacing.own(hall, line.participant_id)
        if alone is None:
            return None
        scenario = alone.game.scenario.id
        kept = alone.state.phase is Phase.REFLECT and self.pacing.playable(line.actor, scenario)
        return pace_part(alone, scenario_path(scenario) if kept else None)


class _Told(NamedTuple):
    """What is told to one page of what is theirs alone."""

    moment: int
    own: str  # as JSON
    poll: str  # the one that is open: what is told of a vote is about it
    paced: tuple[str, int] | None  # section and step of what they play alone, where that is in it


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


def _wishes(command: Mapping[str, Any]) -> Wishes:
    """What was wished, as it came: the service looks at it."""
    return Wishes(
        plays_peer=command["plays_peer"],
        practised=command["practised"],
        style=command["style"],
        prefers=command["prefers"],
        rather_with=tuple(command["rather_with"]),
        rather_not=tuple(command["rather_not"]),
        plays=command.get("plays") is not False,
        watches=tuple(command.get("watches") or ()),
        avoids=tuple(command.get("avoids") or ()),
    )


def _fail(together: list[tuple[Ballot, asyncio.Future[Became]]], error: Exception) -> None:
    _log.error("Votes could not be kept", exc_info=error)
    told = Unavailable("Your vote could not be kept.", "It is sent again by itself.")
    for _, done in together:
        if not done.done():
            done.set_exception(told)


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid4().hex
