"""How long the desk and the report of a cohort take with 100,000 attempts and 300,000 ratings, on both databases.

    python -m bench.desk.times [--write-docs]

`make bench` runs it. A cohort is made by chance (`bench/desk/cohort.py`) and written into an empty store of each kind;
200 of its attempts are then opened as services open them, and everything that was worked out in bulk has to be what
services work out. PostgreSQL is the server of the tests: small buffers, no fsync. The files take 4 GB meanwhile.
"""

from __future__ import annotations

import argparse
import gc
import os
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import sqlalchemy as sa

from bench.desk.cohort import COHORT, DAYS, FIRST_DAY, SUPERVISOR, Cohort, fill, make
from bench.desk.memory import memory
from bench.desk.planted import ATTEMPTS_EACH, Planted
from bench.page.report import put, spread, table
from bench.page.rounds import machine, write
from roleplay.authoring.folders import shipped
from roleplay.identity import Actor, Role
from roleplay.reports.cohort import cohort_report
from roleplay.scoring.kept import of_attempt, of_rating
from roleplay.scoring.review import State
from roleplay.services.assigning import Assigning
from roleplay.services.authority import actor_of
from roleplay.services.cases import Cases
from roleplay.services.marking import Marks
from roleplay.services.opening import open_house
from roleplay.services.queue import Queue
from roleplay.services.reporting import Reporting
from roleplay.services.reviewing import Reviewing
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, Store
from roleplay.store.connection import make_engine
from roleplay.store.review_tables import ratings
from roleplay.store.tables import attempts
from tests.postgres import Postgres, postgres

DOCS = Path(__file__).parents[2] / "docs"
ROUNDS = 9
SAMPLE = 200
NOW = FIRST_DAY + timedelta(days=DAYS)
PAGE_S, REPORT_S = 1.0, 5.0
"""What a page of the queue and the report of a cohort may take."""


class Took(NamedTuple):
    """How long something took."""

    ms: float
    """By the clock."""
    busy_ms: float
    """Of processors, the database's among them."""


@dataclass
class Side:
    """A database with the cohort in it."""

    name: str
    """Which."""
    store: Store
    """The store."""
    engine: sa.Engine
    """To look into it."""
    server: psutil.Process | None
    """What works for it besides this process."""
    filled_s: float = 0.0
    """How long it took to write all rows."""
    took: dict[str, list[Took]] = field(default_factory=dict)
    """What was timed."""

    def spent(self) -> float:
        """Processor seconds of this process and of the database."""
        own = time.process_time()
        if self.server is None:
            return own
        times = self.server.cpu_times()
        return own + float(times.user + times.system + times.children_user + times.children_system)

    def time(self, what: str, do: Callable[[], object], rounds: int = ROUNDS) -> None:
        """Do something several times."""
        for _ in range(rounds):
            gc.collect()
            before, start = self.spent(), time.perf_counter()
            do()
            ms = (time.perf_counter() - start) * 1000
            self.took.setdefault(what, []).append(Took(ms, (self.spent() - before) * 1000))
        last = self.took[what]
        print(f"{self.name:11}{what:58}{spread([one.ms for one in last], 1):>28} ms", flush=True)


class Desk:
    """Everything that evaluators do, on one database."""

    def __init__(self, side: Side, cohort: Cohort) -> None:
        store = side.store
        self.side, self.cohort, self.store = side, cohort, store
        self.shelf = Bookshelf(store)
        self.moment = NOW
        services = (store, self.shelf, self.now, lambda: secrets.token_urlsafe(12))
        self.cases, self.reviewing, self.assigning = Cases(*services), Reviewing(*services), Assigning(*services)
        self.queue = Queue(store, self.shelf, self.now, reviewing=self.reviewing, assigning=self.assigning)
        self.reporting = Reporting(*services)
        person = store.person(cohort.names[1][0])
        assert person is not None
        self.evaluator = actor_of(person)
        self.supervisor = Actor(SUPERVISOR, roles=frozenset({Role.SUPERVISOR}))

    def now(self) -> datetime:
        """The clock, which goes on a second at each look."""
        self.moment += timedelta(seconds=1)
        return self.moment

    def check(self) -> None:
        """Open a sample as services do; what was worked out in bulk is what they work out."""
        names = self.cohort.names[2]
        with self.side.engine.connect() as connection:
            for at in range(0, len(names), max(1, len(names) // SAMPLE)):
                review = self.store.review(names[at])
                assert review is not None
                opened = self.cases.load(review)
                assert opened.settled(opened.standing) == review, names[at]
                kept = connection.scalar(sa.select(attempts.c.result).where(attempts.c.id == names[at]))
                assert of_attempt(opened.case.machine, opened.case.harmful) == kept, names[at]
                texts = connection.scalars(
                    sa.select(ratings.c.levels).where(ratings.c.attempt_id == names[at]).order_by(ratings.c.seq)
                )
                worked_out = [of_rating(opened.case.levels(one), decides=one.adjudicates) for one in opened.ratings]
                assert worked_out == list(texts), names[at]

    def page(self, *, after: str | None = None, **asked: Any) -> str:
        """A page of the queue with what stands above it; the id of its last row."""
        found = self.reviewing.queue(self.evaluator, Asked(COHORT, **asked), after=after)
        assert found
        return found[-1].attempt_id

    def measure(self) -> None:
        """Time everything."""
        middle = self.cohort.names[2][int(self.cohort.days.argsort()[len(self.cohort.days) // 2])]
        scenario = self.cohort.games[0].scenario
        who = self.cohort.names[1][7]
        side = self.side
        side.time("queue: first page", self.page)
        side.time("queue: a page in the middle", lambda: self.page(after=middle))
        side.time("queue: first page of what needs a second", lambda: self.page(state=State.NEEDS_SECOND))
        side.time("queue: first page of one scenario", lambda: self.page(scenario_id=scenario))
        side.time("queue: first page of what one evaluator is asked for", lambda: self.page(rater=who))
        side.time("queue: first page of what is overdue", lambda: self.page(due_before=self.now()))
        side.time("queue: how much there is of what", lambda: self.queue.tally(self.evaluator, COHORT))
        side.time("queue: what comes next for an evaluator", lambda: self.queue.next_up(self.evaluator, COHORT))
        side.time("assigning: what sharing out evenly would ask", lambda: self.assigning.plan(self.supervisor, COHORT))
        self.mark()
        side.time("report of the cohort: rows and levels", lambda: self.reporting.cohort(self.supervisor, COHORT))
        found = self.reporting.cohort(self.supervisor, COHORT)
        side.time("report of the cohort: figures and charts", lambda: cohort_report(found))

    def mark(self) -> None:
        """Open sheets and mark them."""
        waiting = [
            name
            for at, name in enumerate(self.cohort.names[2])
            if self.cohort.given[at] == 1 and 0 not in self.cohort.raters[at, : self.cohort.planted.raters]
        ][: 2 * ROUNDS]
        opened = iter(waiting)
        held: list[str] = []

        def take() -> None:
            held.append(next(opened))
            self.reviewing.open(self.evaluator, held[-1])

        self.side.time("marking: open a sheet", take)
        to_mark = iter([(name, self.reviewing.open(self.evaluator, name)) for name in held])

        def hand_in() -> None:
            name, sheet = next(to_mark)
            turn = next(turn.moment for turn in sheet.turns if turn.markable)
            behaviours = sheet.rubrics[next(iter(sheet.assessed))].behaviours
            self.reviewing.mark(self.evaluator, name, Marks(sheet.scenario, [(behaviours[-1].id, turn)]))

        self.side.time("marking: hand in a tick-list", hand_in)


@contextmanager
def sides(folder: Path, planted: Planted) -> Iterator[tuple[list[Side], Cohort]]:
    """Both databases, filled with the same cohort."""
    server: Postgres = postgres()
    process = next(
        one
        for one in psutil.process_iter(["name", "cmdline"])  # what guards the server has its command in its own
        if one.info["name"] == "postgres" and {"-p", str(server.port)} <= {*(one.info["cmdline"] or ())}
    )
    cohort: Cohort | None = None
    found = []
    (folder / "postgresql").mkdir()
    for name, url, watched in (
        ("SQLite", None, None),
        ("PostgreSQL", server.url_of(folder / "postgresql"), process),
    ):
        house = open_house(folder / name.lower(), [shipped() / "assessment"], database=url)
        cohort = cohort or make(planted, Bookshelf(house.store))
        side = Side(name, house.store, make_engine(house.database), watched)
        start = time.perf_counter()
        fill(side.engine, cohort)
        side.filled_s = time.perf_counter() - start
        print(f"{name}: {len(cohort.names[2]):,} attempts written in {side.filled_s:.0f} s", flush=True)
        found.append(side)
    assert cohort is not None
    yield found, cohort


def versions(found: list[Side]) -> str:
    """Of what was timed."""
    with found[-1].engine.connect() as connection:
        server = connection.exec_driver_sql("SHOW server_version").scalar()
    packages = ", ".join(f"{name} {version(name)}" for name in ("sqlalchemy", "psycopg", "numpy", "altair"))
    return f"SQLite {sqlite3.sqlite_version}, PostgreSQL {server}, {packages}"


def measured(planted: Planted, rounds: int) -> dict[str, Any]:
    """Everything, as it is kept."""
    result: dict[str, Any] = {"machine": machine([]), "rounds": rounds, "planted": vars(planted)}
    with (
        tempfile.TemporaryDirectory(prefix="bench-desk-", ignore_cleanup_errors=True) as name,
        sides(Path(name), planted) as (found, cohort),
    ):
        result["versions"] = versions(found)
        for side in found:
            desk = Desk(side, cohort)
            desk.check()
            desk.measure()
        result["filled_s"] = {side.name: side.filled_s for side in found}
        result["took"] = {side.name: side.took for side in found}
        result["memory"] = memory(Path(name) / "sqlite", cohort)
    result["machine"]["load_after"] = os.getloadavg()[0]
    return result


def told(result: dict[str, Any]) -> str:
    """The section of docs/performance.md."""
    about, planted = result["machine"], Planted(**{**result["planted"], "cuts": tuple(result["planted"]["cuts"])})
    busy = max(about["load_before"], about["load_after"]) > about["cores"] / 2
    on = (
        f"Measured on {about['date']}: {about['cores']} cores of an {about['processor']}, {about['gib']} GiB, "
        f"{about['system']}, Python {about['python']}, {result['versions']}. "
        f"Load {about['load_before']:.1f} before and {about['load_after']:.1f} after."
    )
    if busy:
        on += " The machine had other work to do meanwhile: trust the processor time more than the clock."
    took = result["took"]
    rows = [
        [
            what,
            *(
                spread([one[place] for one in took[name][what]], 0 if what.startswith("report") else 1)
                for name in took
                for place in (0, 1)
            ),
        ]
        for what in next(iter(took.values()))
    ]
    head = ["", *(f"{name}, ms{kind}" for name in took for kind in ("", ", processors"))]
    written = " and ".join(f"{name} in {seconds:.0f} s" for name, seconds in result["filled_s"].items())
    people = (
        f"{planted.attempts:,} finished attempts of {planted.trainees:,} trainees, all handed in, and "
        f"{planted.ratings:,} ratings by {planted.evaluators} evaluators, in one cohort; written into {written}. "
        f"Medians of {result['rounds']} rounds, lowest and highest:"
    )
    kernels = table(
        ["memory of a kernel (PSS), on SQLite", "MiB"],
        [[what, spread(values, 1)] for what, values in result["memory"].items()],
    )
    return f"{on}\n\n{people}\n\n{table(head, rows)}\n\n{kernels}"


def missed(result: dict[str, Any]) -> list[str]:
    """What takes longer than it may, in processor time, which other work on the machine does not lengthen much."""
    found = []
    for name, took in result["took"].items():
        report = 0.0
        for what, rounds in took.items():
            middle = statistics.median(one[1] for one in rounds) / 1000
            if what.startswith("queue") and middle > PAGE_S:
                found.append(f"{name}, {what}: {middle:.1f} s")
            report += middle if what.startswith("report") else 0
        if report > REPORT_S:
            found.append(f"{name}, report of the cohort: {report:.1f} s")
    return found


def main() -> None:
    """Measure, print a table, keep the figures, and fail when an aim is missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--trainees", type=int, default=Planted().trainees, help=f"{ATTEMPTS_EACH} attempts each")
    options.add_argument("--write-docs", action="store_true", help="also write docs/performance.md")
    given = options.parse_args()
    planted = replace(Planted(), trainees=given.trainees, ratings=given.trainees * ATTEMPTS_EACH * Planted().raters)
    result = measured(planted, ROUNDS)
    print(told(result))
    print(f"The figures are kept in {write('desk.json', result)}.")
    if given.write_docs:
        put(DOCS / "performance.md", "desk", told(result))
    if slow := missed(result):
        sys.exit(f"Aims are missed: {'; '.join(slow)}.")


if __name__ == "__main__":
    main()
