"""What a trainee's commands ask of the store."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from roleplay.model.frozen import Frozen
from roleplay.services.opening import House
from roleplay.services.shelf import Bookshelf
from tests.apps.conftest import Trainee
from tests.counting import Counted, counting

SMALL = ("shelf_entries", "shelf_problems", "CONSTANT", "\\(subquery")
"""What a library holds, and nothing: all of that may be looked at."""

SCAN = re.compile(rf"SCAN (?!{'|'.join(SMALL)})")
"""What SQLite says when it will look at every row of a table that grows with use, whichever that is."""

CHOICE = (("opening", "reflect"), ("asking", "ask"))


def plans(house: House, counted: Counted) -> dict[str, list[str]]:
    """How SQLite will find the rows of each statement."""
    found: dict[str, list[str]] = {}
    with closing(sqlite3.connect(house.data / "roleplay.db")) as database:
        for statement, parameters in counted.statements:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                one = parameters[0] if isinstance(parameters, list) else parameters
                rows = database.execute(f"EXPLAIN QUERY PLAN {statement}", one).fetchall()
                found[" ".join(statement.split())] = [row[3] for row in rows]
    return found


def test_nothing_looks_at_every_row(ada: Trainee, person: Callable[..., Trainee]) -> None:
    """From the library through an attempt to its debrief no statement scans a table that grows with use."""
    with counting(ada.house.store) as counted:
        ada.does("ready", path="")
        ada.starts(say_first=True)
        ada.plays()
        ada.does("say_first", seq=ada.seq, node=ada.now["node"] if ada.now else "", text="I would listen.")
        ada.says(*CHOICE[0])
        person("ada").does("ready", path=f"/learn/play/{ada.attempt}")
        ada.does("leave", seq=ada.seq)
        places = (
            "",
            "progress",
            "modules",
            "placement",
            "refreshers",
            "stations",
            "opened",
            "scenario/disclosure/small",
        )
        own = tuple(f"{place}/{ada.attempt}" for place in ("debrief", "results", "opened", "chair"))
        for place in (*places, *own):
            ada.does("go", path=f"/learn/{place}".rstrip("/"))
    found = plans(ada.house, counted)
    assert {table for plan in found for table in re.findall(r"(?:FROM|UPDATE) (\w+)", plan)} >= {
        "attempts", "events", "texts", "shelf_entries",
    }  # fmt: skip
    assert {statement: plan for statement, plan in found.items() if any(SCAN.search(line) for line in plan)} == {}


def test_a_scan_would_be_seen(ada: Trainee) -> None:
    """Without its index the same statement fails the test."""
    ada.starts()
    with counting(ada.house.store) as counted:
        ada.does("go", path="")
    with closing(sqlite3.connect(ada.house.data / "roleplay.db")) as database:
        database.execute("DROP INDEX ix_attempts_owner_kind_owner_id_started_at_id")
    assert any(SCAN.search(line) for plan in plans(ada.house, counted).values() for line in plan)


def test_a_choice_is_committed_once_and_reads_only_what_is_new(ada: Trainee) -> None:
    """One transaction that writes; of the log no more than its last event is read, however long it is; no other attempt."""
    ada.starts()
    ada.plays("/".join(CHOICE[0]))
    with counting(ada.house.store) as counted:
        before = ada.seq
        ada.says(*CHOICE[1])
    assert ada.seq == before + 1
    assert counted.writes == 1
    assert counted.transactions <= 3
    assert counted.connections == 0
    assert len(counted.statements) <= 9
    read = [given for statement, given in counted.statements if "FROM events" in statement and "seq >" in statement]
    assert read
    assert all(given == (ada.attempt, before - 2) for given in read)


def test_the_library_reads_no_log_that_it_has_read(ada: Trainee, person: Callable[..., Trainee]) -> None:
    """Coming back to it reads only the logs that have grown, whoever added to them."""
    for _ in range(3):
        ada.starts()
    ada.does("go", path="")
    with counting(ada.house.store) as counted:
        ada.does("go", path="")
    assert not [one for one, _ in counted.statements if "data" in one]
    other = person("ada")
    other.does("ready", path=f"/learn/play/{ada.attempt}")
    other.does("expect", seq=1, text=None)
    with counting(ada.house.store) as counted:
        shown = ada.does("go", path="").screen
    assert [given for one, given in counted.statements if "data" in one] == [(ada.attempt,)]
    assert [row["turn"] for row in shown["unfinished"]] == [1, 0, 0]


def test_a_document_is_parsed_once_a_process(
    ada: Trainee, person: Callable[..., Trainee], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever shows the library, and however often: each hash is read once."""
    parsed: list[str] = []
    real = Frozen.model_validate_json.__func__  # type: ignore[attr-defined]

    def parse(kind: type[Frozen], json: str) -> Frozen:
        parsed.append(kind.__name__)
        read: Frozen = real(kind, json)
        return read

    monkeypatch.setattr(Bookshelf, "_read", {})
    monkeypatch.setattr(Frozen, "model_validate_json", classmethod(parse))
    for name in ("ada", "ada", "bea"):
        person(name).does("ready", path="")
    assert parsed.count("Scenario") == len(Bookshelf(ada.house.store).scenarios())
