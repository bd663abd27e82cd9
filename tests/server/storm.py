"""A workshop in bad weather: phones on a lossy network, two facilitators who press at once, a server that is killed.

At the end all pages have to show what follows from the log, and nothing that was acknowledged may be missing or there
twice. A test plays a short one; `bench.workshop.faults` plays as long a one as is wanted.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from roleplay.apps.seat.shared import seat_state
from roleplay.engine.gathering import Poll
from roleplay.engine.happenings import follow
from roleplay.identity import Role
from roleplay.services.keys import sealer_of
from roleplay.services.sealing import Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.services.workshops import Hall
from roleplay.store import PersonRow
from roleplay.store.workshop_rows import Said as Kind
from tests.server.afternoon import FAY, Afternoon, _now
from tests.server.leading import Leading
from tests.server.lossy import Lossy
from tests.server.phones import Phone
from tests.server.visiting import House, start_house

ROOT = Path(__file__).parents[2]
GIL = "gil-who-helps"
SPARE = ("--kernels", "spawn")
"""Nobody needs a kernel here."""
LOOK_S = 0.05
SETTLED_S = 60.0
"""How long everybody has, once nothing goes wrong any more, to show where the workshop stands."""


@dataclass
class Outcome:
    """What came of it."""

    wrong: list[str] = field(default_factory=list)
    """What should not be: nothing, if all is well."""
    events: int = 0
    """Entries of the log."""
    polls: int = 0
    """Polls that were closed."""
    acknowledged: Counter[str] = field(default_factory=Counter)
    """Commands of participants that were acknowledged, by kind."""
    refused: int = 0
    """Commands that were refused."""
    lines: int = 0
    """Lines that participants have opened."""
    broken: int = 0
    """Connections that were broken."""
    kills: int = 0
    """How often the server was killed."""
    pressed: Counter[str] = field(default_factory=Counter)
    """What facilitators have pressed, by kind, of what was taken."""


class Storm:
    """The run."""

    def __init__(self, folder: Path, people: int, seconds: float, kills: int, seed: int) -> None:
        self.folder, self.seconds, self.kills, self.seed = folder, seconds, kills, seed
        self.chance = Random(seed)
        self.people = people
        self.outcome = Outcome()
        self.leaders: list[subprocess.Popen[str]] = []

    def play(self) -> Outcome:
        """All of it."""
        self.house: House = start_house(self.folder, *SPARE)
        try:
            self.afternoon = Afternoon(self.house)
            store = self.house.store
            if store.person(GIL) is None:
                store.add_person(PersonRow(GIL, "Gil", frozenset({Role.FACILITATOR})))
            self.afternoon.convening.hand_over(self.afternoon.fay, self.afternoon.id, (FAY, GIL))
            asyncio.run(self._play())
        finally:
            for leader in self.leaders:
                leader.kill()
            self.house.stop()
        return self.outcome

    async def _play(self) -> None:
        self.net = Lossy(self.house.port, Random(self.seed + 1))
        await self.net.start()
        self.phones = [
            Phone(self.net.port, f"Guest {number}", Random(self.seed * 1000 + number), twice=0.15)
            for number in range(self.people)
        ]
        code = self.afternoon.code
        await asyncio.gather(*(phone.come_in(code) for phone in self.phones))
        keeping = [asyncio.create_task(phone.keep_line()) for phone in self.phones]
        self._press("move", "bench")
        self.over = False
        pressing = [asyncio.create_task(asyncio.to_thread(lead)) for lead in (self._lead, self._lead_from_elsewhere)]
        talking = [asyncio.create_task(self._talk(phone)) for phone in self.phones]
        try:
            await self._let_it_rage()
        finally:
            self.over = True
            for leader in self.leaders:
                if leader.stdin is not None:
                    leader.stdin.close()
        await asyncio.gather(*talking, *pressing)
        await self._last_vote()
        await self._settle()
        await self._hold_against_the_log()
        await asyncio.gather(*(phone.hang_up() for phone in self.phones))
        await asyncio.gather(*keeping)
        await self.net.stop()

    def _lead(self) -> None:
        leading = Leading(self.house.data, self.afternoon.id, FAY, self.seed)
        while not self.over:
            if (what := leading.press()) is not None:
                self.outcome.pressed[what] += 1
            leading.wait()

    def _lead_from_elsewhere(self) -> None:
        command = [sys.executable, "-m", "tests.server.leading", "--data", str(self.house.data), "--who", GIL]
        command += ["--workshop", self.afternoon.id, "--seed", str(self.seed)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as leader:
            self.leaders.append(leader)
            assert leader.stdout is not None
            for line in leader.stdout:
                self.outcome.pressed[json.loads(line)["pressed"]] += 1
        if leader.returncode != 0:
            self.outcome.wrong.append(f"the other facilitator's process ended with {leader.returncode}")

    async def _let_it_rage(self) -> None:
        each = self.seconds / (self.kills + 1)
        for number in range(self.kills + 1):
            await asyncio.sleep(each)
            if number < self.kills:
                self.house.process.kill()
                self.house.process.wait()
                self.outcome.kills += 1
                self.house = await asyncio.to_thread(start_house, self.folder, *SPARE, "--port", str(self.house.port))

    async def _talk(self, phone: Phone) -> None:
        chance, numbers = phone.chance, iter(range(10**6))
        while not self.over:
            await asyncio.sleep(chance.uniform(0.02, 0.2))
            if phone.state is None or phone.own is None:
                continue
            state, seat, number = phone.state, phone.own["seat"], next(numbers)
            words = f"{phone.name} says {number}"
            poll = state["poll"]
            if poll is not None and poll["open"] and chance.random() < 0.8:
                await phone.vote(chance.randrange(len(poll["options"])))
            elif state["wanted"] is not None and chance.random() < 0.5:
                await phone.say("reply", "at", text=words, id=words, at=state["place"])
            elif chance.random() < 0.03:
                await phone.say("question", text=words, id=words)
            elif chance.random() < 0.1:
                await phone.say("call", needed=chance.random() < 0.5)
            elif seat is not None and seat["part"] == "observer" and state["triads"]["round"]:
                where = {"section": state["section"]["id"], "round": state["triads"]["round"]}
                await phone.say("tick", id=words, behaviour=chance.choice(seat["watch"])["id"], **where)

    # --- the end ---

    def _press(self, what: str, *given: Any) -> None:
        self.afternoon.press(what, *given)

    async def _last_vote(self) -> None:
        """One more vote in which everything is acknowledged before the poll is closed: it has to be exact."""
        state = self.afternoon.halls.hall(self.afternoon.id).state
        if state.open_poll is not None:
            self._press("close_poll")
        elif state.groups is not None and state.groups.playing:
            self._press("end_round")
        self._press("move", "bench")
        if self.afternoon.halls.hall(self.afternoon.id).state.path:
            self._press("go_back", 0)
        self._press("ask")
        self.net.calm = True
        poll = self.afternoon.halls.hall(self.afternoon.id).state.polls[-1].id
        await self._until(
            lambda: all(p.state["poll"] is not None and p.state["poll"]["id"] == poll for p in self.phones)
        )
        self.net.calm = False
        for _ in range(3):
            for phone in self.phones:
                await phone.vote(phone.chance.randrange(len(phone.state["poll"]["options"])))
            await asyncio.sleep(0.1)
        self.net.calm = True
        await self._until(lambda: not any(phone.box for phone in self.phones))
        self._press("close_poll")
        self._press("reveal")

    async def _until(self, happens: Any) -> None:
        for _ in range(round(SETTLED_S / LOOK_S)):
            if happens():
                return
            await asyncio.sleep(LOOK_S)

    async def _settle(self) -> None:
        last = self.afternoon.seq - 1
        wanted = last + 1
        await self._until(lambda: all(phone.seq == wanted and not phone.box for phone in self.phones))
        await asyncio.sleep(0.3)

    async def _hold_against_the_log(self) -> None:
        store, outcome = self.house.store, self.outcome
        log = store.gathering(self.afternoon.id)
        outcome.events, outcome.broken = len(log), self.net.broken
        state = follow(log)
        if [one.seq for one in log] != list(range(len(log))):
            outcome.wrong.append("the log has gaps")
        hall = Hall(self.afternoon.id, len(log), state)
        shelf = Bookshelf(store)
        shown = seat_state(hall, self.afternoon.halls.talk(hall), {}, shelf.site(), _now())
        rows = store.participants_in(self.afternoon.id)
        if len(rows) != len(self.phones):
            outcome.wrong.append(f"{len(self.phones)} have come in, and {len(rows)} are there")
        for phone in self.phones:
            outcome.lines += phone.lines
            outcome.refused += sum(one.answer == "refused" for one in phone.said)
            outcome.acknowledged.update(one.command["do"] for one in phone.said if one.answer == "done")
            if phone.box:
                outcome.wrong.append(f"{phone.name}: {len(phone.box)} commands were never answered")
            if _timeless(phone.state) != _timeless(shown):
                outcome.wrong.append(f"{phone.name} shows something else than the log, at {phone.seq} of {len(log)}")
            outcome.wrong += await self._as_a_new_page(phone)
        outcome.wrong += self._votes(state.polls) + self._words({row.name: row.id for row in rows})

    async def _as_a_new_page(self, phone: Phone) -> list[str]:
        """What a page shows is what one shows that is opened now."""
        other = Phone(self.house.port, phone.name, Random(0), cookies=dict(phone.cookies), workshop=phone.workshop)
        keeping = asyncio.create_task(other.keep_line())
        await self._until(lambda: other.own is not None or other.out)
        await other.hang_up()
        await keeping
        if other.own is None:
            return [f"{phone.name} does not come back"]
        same = _lasting(phone.own) == _lasting(other.own) and _timeless(phone.state) == _timeless(other.state)
        return [] if same else [f"{phone.name}: {_lasting(phone.own)} is shown, and is {_lasting(other.own)}"]

    def _votes(self, polls: tuple[Poll, ...]) -> list[str]:
        """Each participant's last acknowledged vote counts once, or one that they made later and heard nothing of."""
        found = []
        for poll in polls:
            if poll.totals is None:
                continue
            self.outcome.polls += 1
            could: list[set[int]] = []
            sure = 0
            for phone in self.phones:
                mine = [one for one in phone.said if one.command["do"] == "vote" and one.command["poll"] == poll.id]
                done = max((one.command["turn"] for one in mine if one.answer == "done"), default=-1)
                options = {one.command["option"] for one in mine if one.command["turn"] >= done}
                sure += done >= 0
                if options:
                    could.append(options)
            totals = [poll.totals.get(one, 0) for one in poll.options]
            if not sure <= sum(totals) <= len(could):
                found.append(f"{poll.id}: {sum(totals)} votes of {sure} to {len(could)}")
            for number, votes in enumerate(totals):
                most = sum(number in one for one in could)
                least = sum(one == {number} for one in could) - (len(could) - sure)
                if not least <= votes <= most:
                    found.append(f"{poll.id}: {votes} for {number}, not {least} to {most}")
        last = [self._last_of(phone, polls[-1].id) for phone in self.phones]
        if Counter(last) != Counter(
            {n: v for n, o in enumerate(polls[-1].options) if (v := (polls[-1].totals or {}).get(o))}
        ):
            found.append("the last vote, which everybody had acknowledged, is not exact")
        return found

    def _last_of(self, phone: Phone, poll: str) -> int | None:
        found = phone.counted.get(poll)
        return None if found is None else int(found["option"])

    def _words(self, ids: dict[str, str]) -> list[str]:
        """What was acknowledged is there once, and nothing is that nobody has said."""
        found = []
        store, id_ = self.house.store, self.afternoon.id
        sealer = _opener(self.house)
        for kind, do in ((Kind.QUESTION, "question"), (Kind.REPLY, "reply")):
            texts = sealer.open([one.text for one in store.contributions(id_, kind)])
            there = Counter((one.owner_id, one.body) for one in texts)
            for phone in self.phones:
                me = ids[phone.name]
                said = [one for one in phone.said if one.command["do"] == do]
                mine = {body: many for (owner, body), many in there.items() if owner == me}
                if any(many > 1 for many in mine.values()):
                    found.append(f"{phone.name}: a {do} is there twice")
                if set(mine) - {one.command["text"] for one in said}:
                    found.append(f"{phone.name}: a {do} that was never said")
                needed = said if do == "question" else said[-1:]
                lost = [
                    one.command["text"] for one in needed if one.answer == "done" and one.command["text"] not in mine
                ]
                if lost:
                    found.append(f"{phone.name}: acknowledged and lost: {lost}")
        ticks = Counter(one.observer for one in store.observations(id_))
        for phone in self.phones:
            said = [one for one in phone.said if one.command["do"] == "tick"]
            least, most = sum(one.answer == "done" for one in said), len(said)
            if not least <= ticks[ids[phone.name]] <= most:
                found.append(f"{phone.name}: {ticks[ids[phone.name]]} ticks of {least}")
        return found


def _opener(house: House) -> Sealer:
    return sealer_of(house.store, house.data)


def _timeless(state: Any) -> Any:
    """What is shown, without how much time is left."""
    timer = state["timer"] and {key: value for key, value in state["timer"].items() if key != "left_ms"}
    return {**json.loads(json.dumps(state)), "timer": timer}


def _lasting(own: Any) -> Any:
    """What one sees of oneself, without what is told only to a page that comes."""
    return {key: value for key, value in own.items() if key not in {"written", "pace"}}
