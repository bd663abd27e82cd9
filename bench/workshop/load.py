"""A workshop under load: `make load-workshop`.

Participants come in by the code as guests, over real HTTP, and keep a WebSocket each, packed as browsers have it; a
facilitator leads them from the real console, a page of the workbook with a kernel, over a WebSocket of its own. In each
round all vote within three seconds; the vote is closed and shown, and voted again, where half of them change their mind
once more. Then there is a message, and groups of three whose observers tick. Everybody shares this machine with the
server. It ends with an error when a vote is lost or doubled, or comes to the console too late.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import psutil

from bench.page.clients import _Jupyter
from bench.page.crowd import percentile
from bench.page.report import put, table
from bench.page.rounds import machine, say, write
from bench.page.servers import Kind, Running
from roleplay.server.hub import QUIET_S
from roleplay.server.signin import mint_link
from roleplay.services.authority import actor_of
from roleplay.services.convening import Convening
from roleplay.services.opening import House, open_house
from roleplay.services.shelf import Bookshelf
from roleplay.services.workshops import Halls
from tests.server.lossy import Lossy
from tests.server.phones import Phone, Said

DOCS = Path(__file__).parents[2] / "docs"
COUNT = "statements"
WITHIN_S = 3.0
"""In which all have voted."""
COMING_S = 10.0
"""In which all begin to come in."""
AIM_S = 1.0
"""What 95 of a hundred votes may take until the facilitator sees them."""
LIMIT_S = 60.0


def _command(_: str, port: int, folder: Path) -> Sequence[str]:
    serve = ["serve", "--no-browser", "--port", str(port), "--data", str(folder / "data")]
    return [sys.executable, str(Path(__file__).with_name("counted.py")), str(folder / COUNT), *serve]


SERVER = Kind("this workbook", "", _command, ("voila", "tornado", "sqlalchemy"), spares=True)


class Console(_Jupyter):
    """The facilitator's page: what it shows, and when each number of votes came to be shown."""

    model, workshop = "", ""

    async def open(self) -> None:
        """Load the page and wait for the console."""
        self.state: dict[str, Any] = {}
        self.seen: list[tuple[float, int]] = []
        text = await self.enter()
        found = re.search(r'"model_id": "(\w+)"', text)
        assert found is not None, text[:500]
        self.model = found[1]
        await self.tell(self.model, {"method": "custom", "content": {"do": "ready", "path": self.path}})
        while not self.state:
            await self.hear()

    def noticed(self, kind: str, content: Mapping[str, Any]) -> None:
        """Keep what is shown."""
        del kind
        data = content.get("data", {})
        screen, news = data.get("state", {}).get("screen"), data.get("content") or {}
        assert news.get("type") != "notice", news
        assert not news.get("problem"), news
        changed = (screen or {}).get("state") or news.get("changed")
        if changed is None:
            return
        self.state.update(changed)
        vote = (self.state.get("decision") or {}).get("vote")
        if vote is not None:
            self.seen.append((time.perf_counter(), vote["voted"]))

    async def listen(self) -> None:
        """Hear whatever comes."""
        while True:
            with suppress(TimeoutError):
                await self.hear()

    async def shows(self, wanted: Callable[[Any], bool]) -> None:
        """Wait until what the console shows of the vote is so."""
        for _ in range(round(LIMIT_S / 0.01)):
            if wanted(self.state["decision"]["vote"]):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"The console shows {self.state['decision']['vote']}")

    async def press(self, button: str, **given: Any) -> None:
        """Press something, with the step that the page shows."""
        content = {"do": button, "workshop": self.workshop, **given}
        if button not in {"console_tell", "console_rest"}:
            content["seq"] = self.state["seq"]
        await self.tell(self.model, {"method": "custom", "content": content})


class Guest(Phone):
    """A participant who looks at the clock."""

    wanted: Callable[[Any], bool] | None = None
    reached = 0.0

    def _hear(self, message: dict[str, Any]) -> None:
        before = {one.n for one in self.box}
        super()._hear(message)
        now = time.perf_counter()
        for number in before - {one.n for one in self.box}:
            self.answered[number] = now
        if self.wanted is not None and self.state is not None and self.own is not None and self.wanted(self):
            self.reached, self.wanted = now, None

    def __post_init__(self) -> None:
        super().__post_init__()
        self.answered: dict[int, float] = {}


class Gathering:
    """A workshop on a server that runs."""

    def __init__(self, server: Running, house: House, people: int, seed: int = 1) -> None:
        self.server, self.house, self.people, self.chance = server, house, people, Random(seed)
        store, shelf = house.store, Bookshelf(house.store)
        me = actor_of(store.local_person())

        def now() -> datetime:
            return datetime.now(UTC)

        self.halls = Halls(store, shelf, now)
        convening = Convening(store, shelf, now, lambda: uuid4().hex, lambda: 7, halls=self.halls)
        scenario, station = "de-escalation/the-front-desk", next(iter(shelf.stations()))
        plan = {
            "title": "An afternoon",
            "about": "We play a conversation together, and then in threes.",
            "ground_rules": ["What is said here stays here.", "Everybody may step out at any time."],
            "sections": {
                "room": {"title": "Together", "way": "room", "minutes": 30, "plays": scenario},
                "threes": {"title": "In threes", "way": "triads", "minutes": 30, "plays": station},
            },
        }
        self.id = convening.open(me, convening.keep_plan(me, plan))
        row = store.workshop(self.id)
        assert row is not None
        self.code = row.code or ""
        self.main = psutil.Process(server.process.pid)

    # --- what is measured ---

    def statements(self) -> int:
        """How many the server has sent to its database."""
        return int((self.server.folder / COUNT).read_text() or 0)

    def busy(self, *, all_of_it: bool = False) -> float:
        """Processor seconds of the server itself; or also of its kernels."""
        found = [one.cpu_times() for one in (self.server.family() if all_of_it else [self.main])]
        return float(sum(times.user + times.system for times in found))

    def mib(self) -> float:
        """Memory of the server itself."""
        return float(self.main.memory_full_info().pss) / 2**20

    async def idle(self, seconds: float, *, all_of_it: bool = False) -> dict[str, float]:
        """What a minute costs in which nothing happens."""
        await asyncio.sleep(1)
        busy, asked = self.busy(all_of_it=all_of_it), self.statements()
        await asyncio.sleep(seconds)
        return {
            "cpu_s_minute": (self.busy(all_of_it=all_of_it) - busy) * 60 / seconds,
            "statements_minute": (self.statements() - asked) * 60 / seconds,
        }

    async def all_have(self, wanted: Callable[[Any], bool], do: Callable[[], Awaitable[object]]) -> list[float]:
        """Seconds until each phone shows something, from when it was pressed."""
        for guest in self.guests:
            guest.wanted = wanted
        begun = time.perf_counter()
        await do()
        for _ in range(round(LIMIT_S / 0.005)):
            if all(guest.wanted is None for guest in self.guests):
                return [guest.reached - begun for guest in self.guests]
            await asyncio.sleep(0.005)
        late = sum(guest.wanted is not None for guest in self.guests)
        raise AssertionError(f"{late} of {len(self.guests)} phones never showed it")

    # --- the afternoon ---

    async def play(self, rounds: int, idle_s: float) -> dict[str, Any]:
        """All of it."""
        found: dict[str, Any] = {"people": self.people, "idle": {}}
        await asyncio.to_thread(self.server.settle)
        found["idle"]["nobody"] = await self.idle(idle_s)
        self.probe = Lossy(self.server.port, Random(1), delay_s=0.0, calm=True)
        await self.probe.start()
        before = self.mib()
        ports = [self.probe.port, *[self.server.port] * (self.people - 1)]
        self.guests = [Guest(port, f"Guest {number}", Random(number)) for number, port in enumerate(ports)]
        self.keeping: list[asyncio.Task[None]] = []
        busy = self.busy()
        waits = await asyncio.gather(*(self._comes(number, guest) for number, guest in enumerate(self.guests)))
        found["join_s"], found["join_cpu_s"] = waits, self.busy() - busy
        found["bytes_page"] = await self._page()
        await asyncio.sleep(2)
        found["kib_each"] = (self.mib() - before) * 1024 / self.people
        await asyncio.sleep(QUIET_S)
        found["idle"]["all"] = await self.idle(idle_s)
        await self._lead(found, rounds, idle_s)
        await asyncio.gather(*(guest.hang_up() for guest in self.guests))
        await asyncio.gather(*self.keeping)
        await self.probe.stop()
        return found

    async def _comes(self, number: int, guest: Guest) -> float:
        await asyncio.sleep(COMING_S * number / self.people * min(1.0, self.people / 100))
        begun = time.perf_counter()
        await guest.come_in(self.code)
        status, _ = await guest.ask("GET", f"/w/{guest.workshop}")
        assert status == 200, status
        guest.reached, guest.wanted = 0.0, lambda _: True
        self.keeping.append(asyncio.create_task(guest.keep_line()))
        while not guest.reached:  # noqa: ASYNC110 - it is set by whatever is heard
            await asyncio.sleep(0.005)
        return guest.reached - begun

    async def _page(self) -> dict[str, int]:
        """Bytes of the page and of what it loads, as a browser that comes for the first time gets them."""
        guest = self.guests[1]
        guest.extra = ["Accept-Encoding: gzip"]
        await guest.ask("GET", f"/w/{guest.workshop}")
        page = len(guest.page)
        guest.extra = []
        await guest.ask("GET", f"/w/{guest.workshop}")
        links = set(re.findall(r'(?:src|href)="(/page/[^"]+)"', guest.page.decode()))
        guest.extra = ["Accept-Encoding: gzip, br"]
        whole = 0
        for link in sorted(links):
            status, _ = await guest.ask("GET", link)
            assert status == 200, link
            whole += len(guest.page)
        guest.extra = []
        return {"page": page, "files": whole}

    async def _lead(self, found: dict[str, Any], rounds: int, idle_s: float) -> None:
        person = self.house.store.local_person()
        link = mint_link(self.house.store, person.id, "/")
        console = Console(self.server, (), f"/workshops/{self.id}", await self._signed_in(link))
        console.workshop = self.id
        await console.open()
        hearing = asyncio.create_task(console.listen())
        found["idle"]["led"] = await self.idle(idle_s, all_of_it=True)
        passed = self.probe.passed
        found["move_s"] = await self.all_have(
            lambda it: it.state["section"] is not None, lambda: console.press("console_move", section="room")
        )
        found["bytes_move"] = await self._passed(passed)
        found["rounds"] = []
        for number in range(rounds):
            found["rounds"] += [await self._vote(console, again=again) for again in (False, True)]
            last = found["rounds"][-1]
            acknowledged, seen = (percentile(last[what], 0.95) for what in ("ack_s", "seen_s"))
            say(f"{self.people} people, round {number + 1}: p95 {acknowledged:.2f} s, on the console {seen:.2f} s")
            await asyncio.sleep(0.5)
            votes = [item["votes"] for item in console.state["decision"]["choices"]]
            best = votes.index(max(votes))
            why = console.state["decision"]["choices"][best]["why"]
            await self.all_have(
                lambda it: it.state["poll"] is None,
                lambda: console.press("console_take", choice=best, why=why),  # noqa: B023
            )
            await asyncio.sleep(0.5)
        passed = self.probe.passed
        found["message_s"] = await self.all_have(
            lambda it: it.state["message"] != "", lambda: console.press("console_tell", text="We go on at ten past.")
        )
        found["bytes_message"] = await self._passed(passed)
        await console.press("console_move", section="threes")
        await asyncio.sleep(1)
        found["groups_s"] = await self.all_have(
            lambda it: it.own["seat"] is not None, lambda: console.press("console_form", here=False)
        )
        await asyncio.sleep(1)
        passed = self.probe.passed
        found["signal_s"] = await self.all_have(
            lambda it: it.state["triads"]["playing"], lambda: console.press("console_begin_round")
        )
        found["bytes_signal"] = await self._passed(passed)
        found["ticks_s"] = await self._tick()
        hearing.cancel()
        await console.close()

    async def _passed(self, before: int) -> int:
        await asyncio.sleep(0.5)
        return self.probe.passed - before

    async def _signed_in(self, link: str) -> str:
        visitor = Phone(self.server.port, "", Random(0))
        await visitor.ask("GET", link)
        return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())

    async def _vote(self, console: Console, *, again: bool) -> dict[str, Any]:
        """Ask, vote, close and show; again, with half of them changing their mind once more meanwhile."""
        asked = await self.all_have(
            lambda it: it.state["poll"] is not None and it.state["poll"]["open"], lambda: console.press("console_ask")
        )
        console.seen.clear()
        sent: list[tuple[float, float]] = []
        chosen: Counter[int] = Counter()
        open_ = [number for number, one in enumerate(self.guests[0].state["poll"]["options"]) if one]

        async def one(guest: Guest) -> None:
            await asyncio.sleep(self.chance.uniform(0, WITHIN_S))
            for turn in range(2 if again and self.chance.random() < 0.5 else 1):
                option, begun = self.chance.choice(open_), time.perf_counter()
                said: Said = await guest.vote(option)
                while said.n not in guest.answered:  # noqa: ASYNC110 - it is set by whatever is heard
                    await asyncio.sleep(0.002)
                assert said.answer == "done", said
                acks.append(guest.answered[said.n] - begun)
                if turn == 0:
                    sent.append((begun, guest.answered[said.n]))
            chosen[option] += 1

        acks: list[float] = []
        busy = self.busy()
        await asyncio.gather(*map(one, self.guests))
        busy = self.busy() - busy
        await console.shows(lambda vote: vote["voted"] == self.people)
        in_order = sorted(sent, key=lambda pair: pair[1])
        seen_s = [
            next(at for at, voted in console.seen if voted >= number) - begun
            for number, (begun, _) in enumerate(in_order, 1)
        ]
        closed = await self.all_have(
            lambda it: it.state["poll"] is not None and not it.state["poll"]["open"],
            lambda: console.press("console_count"),
        )
        await console.shows(lambda vote: not vote["open"])
        shown = await self.all_have(
            lambda it: it.state["poll"]["totals"] is not None, lambda: console.press("console_reveal")
        )
        await console.shows(lambda vote: vote["revealed"])
        totals = self.guests[0].state["poll"]["totals"]
        right = {number: votes for number, votes in enumerate(totals) if votes} == dict(chosen)
        assert right, f"{totals} were counted, and {dict(chosen)} were acknowledged"
        return {"asked_s": asked, "ack_s": acks, "seen_s": seen_s, "closed_s": closed, "shown_s": shown, "cpu_s": busy}

    async def _tick(self) -> list[float]:
        """Each observer ticks twice in six seconds; seconds until each was acknowledged."""
        waits: list[float] = []

        async def one(guest: Guest) -> None:
            for number in range(2):
                await asyncio.sleep(self.chance.uniform(0, WITHIN_S))
                behaviour = self.chance.choice(guest.own["seat"]["watch"])["id"]
                begun = time.perf_counter()
                said = await guest.say("tick", id=f"t{number}", behaviour=behaviour, section="threes", round=1)
                while said.n not in guest.answered:  # noqa: ASYNC110 - it is set by whatever is heard
                    await asyncio.sleep(0.002)
                assert said.answer == "done", said
                waits.append(guest.answered[said.n] - begun)

        await asyncio.gather(*(one(guest) for guest in self.guests if guest.own["seat"]["part"] == "observer"))
        return waits


def measured(people: int, rounds: int, idle_s: float) -> dict[str, Any]:
    """One afternoon on a server of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-workshop-", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "workbook"
        house = open_house(folder / "data")
        server = Running(SERVER, folder, folder / "none")
        try:
            server.wait()
            return asyncio.run(Gathering(server, house, people).play(rounds, idle_s))
        finally:
            server.close()


# --- the document ---


def _ms(values: Sequence[float]) -> str:
    """Half, nineteen of twenty, and the slowest."""
    three = (statistics.median(values), percentile(values, 0.95), max(values))
    return " / ".join(f"{value * 1000:,.0f}" for value in three)


def _over(rounds: Sequence[Mapping[str, Any]], what: str) -> list[float]:
    return [value for one in rounds for value in one[what]]


ROWS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "come in: from scanning the code to one's place, ms": lambda one: _ms(one["join_s"]),
    "processor seconds of the server while all come in": lambda one: f"{one['join_cpu_s']:.2f}",
    "vote, to acknowledged and on disk, ms": lambda one: _ms(_over(one["rounds"], "ack_s")),
    "vote, to the facilitator's console, ms": lambda one: _ms(_over(one["rounds"], "seen_s")),
    "ask, to all phones, ms": lambda one: _ms(_over(one["rounds"], "asked_s")),
    "close, to all phones, ms": lambda one: _ms(_over(one["rounds"], "closed_s")),
    "show the result, to all phones, ms": lambda one: _ms(_over(one["rounds"], "shown_s")),
    "a message, to all phones, ms": lambda one: _ms(one["message_s"]),
    "form groups of three, to all phones, ms": lambda one: _ms(one["groups_s"]),
    "the signal of a round, to all phones, ms": lambda one: _ms(one["signal_s"]),
    "an observer's tick, to acknowledged, ms": lambda one: _ms(one["ticks_s"]),
    "votes that were counted wrongly, lost or twice": lambda _: "none",
    "processor seconds of the server while all vote": lambda one: (
        f"{statistics.median(r['cpu_s'] for r in one['rounds']):.2f}"
    ),
    "memory of the server, KiB a participant (PSS)": lambda one: f"{one['kib_each']:.0f}",
    "the page, kB packed; with what it loads the first time": lambda one: (
        f"{one['bytes_page']['page'] / 1000:.1f}; {sum(one['bytes_page'].values()) / 1000:.0f}"
    ),
    "bytes to a phone: a section begins; a message; a round begins": lambda one: (
        f"{one['bytes_move']:,}; {one['bytes_message']:,}; {one['bytes_signal']:,}"
    ),
    "a minute in which nothing happens: processor seconds; statements": lambda one: (
        f"{one['idle']['all']['cpu_s_minute']:.2f}; {one['idle']['all']['statements_minute']:.0f}"
    ),
    "the same with the facilitator's console, its kernel among the seconds": lambda one: (
        f"{one['idle']['led']['cpu_s_minute']:.2f}; {one['idle']['led']['statements_minute']:.0f}"
    ),
    "the same before anybody has come": lambda one: (
        f"{one['idle']['nobody']['cpu_s_minute']:.2f}; {one['idle']['nobody']['statements_minute']:.0f}"
    ),
}


def told(result: Mapping[str, Any]) -> str:
    """The section of docs/performance.md."""
    about = result["machine"]
    busy = " The machine had other work to do meanwhile." if about["load_before"] > about["cores"] / 2 else ""
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"][SERVER.name].items())
    on = (
        f"Measured on {about['date']}: {about['cores']} cores of an {about['processor']}, {about['gib']} GiB, "
        f"{about['system']}, Python {about['python']}, {versions}. "
        f"Load before the run: {about['load_before']:.1f}.{busy}"
    )
    runs = result["runs"]
    votes = [sum(len(one["ack_s"]) for one in run["rounds"]) for run in runs]
    played = " and ".join(
        f"{len(run['rounds'])} votes with {many:,} ballots of {run['people']} people"
        for run, many in zip(runs, votes, strict=True)
    )
    intro = f"Times are the median, the 95th percentile and the slowest. There were {played}"
    head = ["", *(f"{run['people']} people" for run in runs)]
    return f"{on}\n\n{intro}.\n\n{table(head, [[what, *(row(run) for run in runs)] for what, row in ROWS.items()])}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the table, keep the figures, and fail when the aim is missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, action="append", help="how many; several times (30 and 200)")
    options.add_argument("--rounds", type=int, default=3, help="of two votes each")
    options.add_argument("--idle", type=float, default=15.0, help="seconds in which nothing happens")
    options.add_argument("--write-docs", action="store_true", help="also write docs/performance.md")
    given = options.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # and not without ending the server
    random.seed(1)
    begun = time.monotonic()
    result: dict[str, Any] = {"machine": machine([SERVER])}
    result["runs"] = [measured(people, given.rounds, given.idle) for people in given.people or (30, 200)]
    path = write("workshop.json", result)
    print(told(result))
    say(f"done in {(time.monotonic() - begun) / 60:.1f} minutes; the figures are in {path}")
    if given.write_docs:
        put(DOCS / "performance.md", "workshop", told(result))
    slow = [p95 for run in result["runs"] if (p95 := percentile(_over(run["rounds"], "seen_s"), 0.95)) > AIM_S]
    if slow:
        sys.exit(f"Votes come to the console after {slow[0]:.1f} s, not within {AIM_S:.0f} s.")


if __name__ == "__main__":
    main()
