"""Sealed texts with a real server and real kernels: who gets which text, and where the words are never found."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from roleplay.identity import Actor, Role
from roleplay.model.event import Ended, Recorded
from roleplay.server.sealing import Texts
from roleplay.services.attempts import Attempts
from roleplay.services.authority import Owner
from roleplay.services.keys import key_file, sealer_of
from roleplay.services.locksmith import begin
from roleplay.services.runtime import read_runtime
from roleplay.services.sealing import AT_ONCE
from roleplay.services.shelf import Bookshelf
from roleplay.store import (
    CohortRow,
    Membership,
    OwnerKind,
    PersonRow,
    ReviewRow,
    Status,
    Store,
    TextRow,
    Visibility,
    open_store,
)
from tests.browser.workbook import SMALL_ID, write_library
from tests.kept import MORNING, attempt, log, open_sqlite, recorded, shelve, sqlite_in, text
from tests.server.visiting import Channel, House, eventually
from tests.serving import Server

SCENARIO = "de-escalation/the-front-desk"
SECRET = "It will rain on my parade."
ADA, BEA, EVE = "ada", "bea", "eve"


def add(store: Store, person_id: str, role: Role = Role.TRAINEE) -> None:
    """Somebody with an account."""
    store.add_person(PersonRow(person_id, person_id.title(), frozenset({role})))


# -------------------------------------------------------------------------------------------------- a server that runs


@dataclass
class Page:
    """Somebody's page of the workbook, with a kernel of its own."""

    kernel_id: str
    model_id: str
    channel: Channel

    def asks(self, **command: Any) -> Any:
        """What comes back first: a screen, what is new, or a notice."""
        self.channel.tell(self.model_id, **command)
        for message in self.channel.messages():
            data = message["content"].get("data", {})
            found = data.get("state", {}).get("screen") or (
                data.get("content") if data.get("method") == "custom" else None
            )
            if found:
                return found
        raise AssertionError("unreachable")


@dataclass
class Sealed:
    """A server whose texts are sealed."""

    house: House
    pages: list[Page]

    @property
    def store(self) -> Store:
        """Its store, opened here as well."""
        return self.house.store

    def page(self, person: str, path: str = "", place: str = "/learn") -> Page:
        """Open a page as somebody."""
        visitor = self.house.visitor(person)
        came = visitor.get(place)
        self.pages.append(Page(came.kernel_id, came.model_id, visitor.channel(came.kernel_id)))
        self.pages[-1].asks(do="ready", path=path)
        return self.pages[-1]

    @property
    def door(self) -> Path:
        """The socket that kernels ask at."""
        door = read_runtime(self.house.data / "run" / "kernel.json").texts
        assert door is not None
        return door

    def ask(self, question: Any) -> Any:
        """Ask there, from this process."""
        return self.send(json.dumps(question).encode() + b"\n")

    def send(self, line: bytes) -> Any:
        """Send a line, and read the answer; None when there is none."""
        with socket.socket(socket.AF_UNIX) as mine:
            mine.settimeout(20)
            mine.connect(str(self.door))
            heard = b""
            try:
                mine.sendall(line)
                mine.shutdown(socket.SHUT_WR)
                while more := mine.recv(65_536):
                    heard += more
            except (BrokenPipeError, ConnectionResetError):
                return None
            return json.loads(heard) if heard else None


@pytest.fixture(params=["fork", "spawn"])
def sealed(request: pytest.FixtureRequest, server: Callable[..., Server], data_dir: Path) -> Iterator[Sealed]:
    """A workbook with keys, in which Ada and Bea learn, with kernels of every kind."""
    data_dir.mkdir(mode=0o700)
    store = open_store(sqlite_in(data_dir), data_dir / "backups", lambda: datetime.now(UTC))
    begin(store, data_dir)
    add(store, ADA)
    add(store, BEA)
    running = server("--preheat", "0", "--kernels", request.param)
    house = House(running.process, running.data, f"{running.origin}/", "", running.log_path)
    opened = Sealed(house, [])
    yield opened
    for page in opened.pages:
        page.channel.close()


def test_only_its_owners_kernel_gets_a_text(sealed: Sealed) -> None:
    """What Ada writes is sealed in every file, opens in her kernels, and in nobody else's, whatever is sent to the door."""
    ada = sealed.page(ADA)
    options = {"mode": "practice", "feedback": "each", "say_first": False}
    begun = ada.asks(do="start", scenario=SCENARIO, **options)
    played = ada.asks(do="expect", seq=begun["seq"], text=SECRET)
    assert played["type"] == "played", played
    (row,) = sealed.store.texts(begun["attempt"]).values()
    assert row.sealed
    assert row.body != SECRET

    # nowhere on the disk, and neither the words nor a key in a kernel's environment
    (master,) = json.loads(key_file(sealed.house.data).read_text())["masters"].values()
    files = [file for file in sealed.house.data.rglob("*") if file.is_file()]
    assert key_file(sealed.house.data) in files
    assert [file for file in files if SECRET.encode() in file.read_bytes()] == []
    assert [file for file in files if master.encode() in file.read_bytes()] == [key_file(sealed.house.data)]
    environment = sealed.house.kernel(ada.kernel_id).environ()
    assert [name for name, value in environment.items() if SECRET in value or master in value or "keys" in value] == []

    # another kernel of Ada's reads it; Bea's does not, nor anybody who says that they are one of these kernels
    ada.asks(do="leave", seq=played["seq"])
    debrief = f"/learn/debrief/{begun['attempt']}"
    again = sealed.page(ADA)
    shown = again.asks(do="go", path=debrief)
    assert shown["expectation"]["text"] == SECRET
    bea = sealed.page(BEA)
    assert bea.asks(do="go", path=debrief)["name"] == "problem"
    for kernel_id in (ada.kernel_id, bea.kernel_id, "none", "", 7, None):
        assert "refused" in sealed.ask({"kernel": kernel_id, "open": [row.id]})
        words = {"seal": [{"id": "x", "body": "words"}], "owner": ["person", ADA]}
        assert "refused" in sealed.ask({"kernel": kernel_id, **words})
    door = sealed.door
    assert [stat.S_IMODE(place.stat().st_mode) & 0o077 for place in (door.parent, sealed.house.data)] == [0, 0]


def test_a_lost_key_file_loses_nothing_but_the_words_for_now(sealed: Sealed) -> None:
    """Texts say that they cannot be read, writing is refused and the attempt goes on; with the file back all is there."""
    ada = sealed.page(ADA)
    options = {"mode": "practice", "feedback": "each", "say_first": False}
    old = ada.asks(do="start", scenario=SCENARIO, **options)
    played = ada.asks(do="expect", seq=old["seq"], text=SECRET)
    ada.asks(do="leave", seq=played["seq"])
    keys = key_file(sealed.house.data)
    aside = keys.rename(keys.with_name("aside"))
    fresh = sealed.page(ADA)
    debrief = f"/learn/debrief/{old['attempt']}"
    assert "cannot be read at the moment" in fresh.asks(do="go", path=debrief)["expectation"]["text"]
    new = fresh.asks(do="start", scenario=SCENARIO, **options)
    refused = fresh.asks(do="expect", seq=new["seq"], text=SECRET)
    assert (refused["type"], refused["tone"]) == ("notice", "problem")
    assert "keys status" in refused["text"]
    assert len(sealed.store.events(new["attempt"])) == new["seq"]
    assert sealed.store.texts(new["attempt"]) == {}
    aside.rename(keys)
    assert fresh.asks(do="expect", seq=new["seq"], text=SECRET)["type"] == "played"
    assert fresh.asks(do="go", path=debrief)["expectation"]["text"] == SECRET


@pytest.fixture
def reviewed(server: Callable[..., Server], data_dir: Path, tmp_path: Path) -> Iterator[tuple[Sealed, str]]:
    """A workbook with keys, and a finished practice of Ada's that is looked at in the cohort in which Eve evaluates."""
    write_library(tmp_path / "library")
    data_dir.mkdir(mode=0o700)
    store = open_store(sqlite_in(data_dir), data_dir / "backups", lambda: datetime.now(UTC))
    begin(store, data_dir)
    running = server("--preheat", "0", "--library", str(tmp_path / "library"))
    store.add_cohort(CohortRow("c", "Spring", MORNING))
    for person, role in ((ADA, Role.TRAINEE), (BEA, Role.EVALUATOR), (EVE, Role.EVALUATOR)):
        add(store, person, role)
    for person, role in ((ADA, Role.TRAINEE), (EVE, Role.EVALUATOR)):
        store.join_cohort(Membership("c", person, role))
    ids, actor = count(), Actor(ADA, roles=frozenset({Role.TRAINEE}))
    service = Attempts(store, Bookshelf(store), lambda: MORNING, lambda: f"a{next(ids)}", lambda: 1)
    at = service.expect(actor, service.start(actor, SMALL_ID, "practice"), 1, None)
    done = service.finish(actor, service.choose(actor, at, 2, "opening", "pass"), 3).attempt
    store.add_review(ReviewRow(done.id, "c", SMALL_ID, ADA, MORNING))
    opened = Sealed(House(running.process, running.data, f"{running.origin}/", "", running.log_path), [])
    yield opened, done.id
    for page in opened.pages:
        page.channel.close()


def test_an_evaluators_kernel_writes_into_the_trainees_keeping(reviewed: tuple[Sealed, str]) -> None:
    """With Ada's key, which her own kernel does not get used before the return; nobody else's, and no stranger with it."""
    sealed, attempt_id = reviewed
    eve = sealed.page(EVE, f"/desk/attempts/{attempt_id}", "/desk")
    eve.asks(do="desk_say", attempt=attempt_id, kind="comment", text=SECRET, moment=None)
    (comment,) = sealed.store.comments(attempt_id)
    assert (comment.text.owner_id, comment.text.sealed) == (ADA, True)
    assert [row.body for row in sealer_of(sealed.store, sealed.house.data).open([comment.text])] == [SECRET]
    again = sealed.page(EVE, f"/desk/attempts/{attempt_id}", "/desk")
    assert SECRET in json.dumps(again.asks(do="go", path=f"/desk/attempts/{attempt_id}"))
    bea = sealed.page(BEA, f"/desk/attempts/{attempt_id}", "/desk")
    bea.asks(do="desk_say", attempt=attempt_id, kind="comment", text=SECRET, moment=None)
    assert len(sealed.store.comments(attempt_id)) == 1
    words = {"seal": [{"id": "x", "body": "words"}], "owner": ["person", ADA]}
    for kernel_id in (eve.kernel_id, bea.kernel_id):
        assert "refused" in sealed.ask({"kernel": kernel_id, **words})
        assert "refused" in sealed.ask({"kernel": kernel_id, "open": [comment.text.id]})


@pytest.mark.parametrize("sealed", ["fork"], indirect=True)
def test_whatever_comes_to_the_door_it_stays_open(sealed: Sealed) -> None:
    """Nonsense, endless lines and callers that hang up are sent away; whoever comes next is heard."""
    for line in (b"", b"\n", b"no json\n", b"[]\n", b"7\n", b'"open"\n', b"{}\n", b'{"kernel": {}}\n', b"\xff\xfe\n"):
        answer = sealed.send(line)
        assert answer is None or "refused" in answer, line
    for line in (b"x" * 9_000_000, b"[" * 100_000 + b"\n"):
        assert sealed.send(line) is None
    silent = socket.socket(socket.AF_UNIX)
    silent.connect(str(sealed.door))
    ada = sealed.page(ADA)
    begun = ada.asks(do="start", scenario=SCENARIO, mode="practice", feedback="each", say_first=False)
    assert ada.asks(do="expect", seq=begun["seq"], text=SECRET)["type"] == "played"
    silent.close()
    assert "Traceback" not in sealed.house.log_path.read_text()


@pytest.mark.parametrize("deep", [False, True])
def test_the_door_is_gone_when_the_server_has_ended(server: Callable[..., Server], tmp_path: Path, deep: bool) -> None:  # noqa: FBT001
    """It is in the run folder, or, where that is too deep for an address of a socket, in another one of its owner's."""
    data = tmp_path.joinpath(*["a-folder-in-a-folder"] * (6 if deep else 0), "data")
    data.mkdir(mode=0o700, parents=True)
    begin(open_store(sqlite_in(data), data / "backups", lambda: datetime.now(UTC)), data)
    running = server("--preheat", "0", data=data)
    opened = Sealed(House(running.process, data, f"{running.origin}/", "", running.log_path), [])
    door = opened.door
    assert stat.S_ISSOCK(door.stat().st_mode)
    assert stat.S_IMODE(door.parent.stat().st_mode) == 0o700
    assert (door.parent == data / "run") is not deep
    assert "refused" in opened.ask({"kernel": "none", "open": []})
    running.process.terminate()
    running.process.wait(30)
    assert eventually(lambda: not door.exists())
    assert door.parent.exists() is not deep


def test_without_keys_there_is_no_door(server: Callable[..., Server]) -> None:
    """A workbook whose texts are not sealed tells its kernels of none."""
    running = server("--preheat", "0")
    assert read_runtime(running.data / "run" / "kernel.json").texts is None
    assert not list(running.data.glob("run/texts"))


# ---------------------------------------------------------------------------------------------- who gets which answer


@dataclass
class Desk:
    """What answers kernels, with Ada, Bea and the evaluator Eve in kernels of their own."""

    store: Store
    data: Path
    texts: Texts

    def opened(self, kernel_id: str, *ids: str, process: int | None = 1) -> dict[str, str]:
        """The texts that a kernel gets."""
        answer = self.texts.answer({"kernel": kernel_id, "open": list(ids)}, process)
        assert "texts" in answer, answer
        return dict(answer["texts"])

    def writes(self, body: str, **changes: Any) -> TextRow:
        """A text of Ada's, as it is kept."""
        row = replace(text(f"t{len(self.store.texts('a1'))}"), owner_id=ADA, body=body, **changes)
        (kept,) = sealer_of(self.store, self.data).seal(Owner(OwnerKind.PERSON, ADA), [row])
        self.store.append("a1", recorded(len(self.store.events("a1"))), [kept])
        return kept


PROCESSES: Mapping[str, int | None] = {"of-ada": 1, "of-bea": 2, "of-eve": 3, "unknown": None}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """All three in one cohort, in which Eve evaluates."""
    store = open_sqlite(tmp_path)
    shelve(store)
    begin(store, tmp_path)
    store.add_cohort(CohortRow("c", "Spring", MORNING))
    for person, role in ((ADA, Role.TRAINEE), (BEA, Role.TRAINEE), (EVE, Role.EVALUATOR)):
        add(store, person, role)
        store.join_cohort(Membership("c", person, role))
        store.bind_kernel(f"of-{person}", person, [role], "/learn", MORNING)
    store.add_attempt(attempt(owner_id=ADA), log(2))
    return Desk(store, tmp_path, Texts(store, sealer_of(store, tmp_path), PROCESSES.get))


def test_a_private_text_is_its_owners(desk: Desk) -> None:
    """Neither another trainee nor an evaluator of the same cohort gets it by its id."""
    row = desk.writes(SECRET)
    assert desk.opened("of-ada", row.id) == {row.id: SECRET}
    assert desk.opened("of-bea", row.id, process=2) == {}
    assert desk.opened("of-eve", row.id, process=3) == {}


def test_a_shared_text_is_for_those_who_accompany(desk: Desk) -> None:
    """Until it is taken back, and never for another trainee."""
    row = desk.writes(SECRET)
    desk.store.set_visibility(row.id, Visibility.SHARED)
    assert desk.opened("of-eve", row.id, process=3) == {row.id: SECRET}
    assert desk.opened("of-bea", row.id, process=2) == {}
    desk.store.set_visibility(row.id, Visibility.PRIVATE)
    assert desk.opened("of-eve", row.id, process=3) == {}


def test_a_reply_is_for_evaluators_once_its_attempt_is_finished(desk: Desk) -> None:
    """Not while it runs, and not when it was left."""
    row = desk.writes("Dear Dana.", purpose="reply")
    for status, seen in ((None, False), (Status.LEFT, False), (Status.FINISHED, True)):
        if status is not None:
            seq = len(desk.store.events("a1"))
            desk.store.append("a1", Recorded(seq, Ended(left=True), ADA, MORNING), status=status)
        assert (row.id in desk.opened("of-eve", row.id, process=3)) is seen
        assert desk.opened("of-bea", row.id, process=2) == {}


def test_a_kernel_is_believed_only_from_its_own_process(desk: Desk) -> None:
    """Somebody else's process that names Ada's kernel is sent away; where processes are not known, the name counts."""
    row = desk.writes(SECRET)
    for process in (2, 4, os.getpid()):
        assert "refused" in desk.texts.answer({"kernel": "of-ada", "open": [row.id]}, process)
    assert desk.opened("of-ada", row.id, process=None) == {row.id: SECRET}
    assert "refused" in desk.texts.answer({"kernel": "unknown", "open": [row.id]}, 9)


def test_a_kernel_whose_person_is_shut_out_gets_nothing(desk: Desk) -> None:
    """As soon as the account is closed, or the kernel released."""
    row = desk.writes(SECRET)
    ada = desk.store.person(ADA)
    assert ada is not None
    desk.store.keep_person(replace(ada, disabled_at=MORNING))
    assert "refused" in desk.texts.answer({"kernel": "of-ada", "open": [row.id]}, 1)
    desk.store.keep_person(ada)
    assert desk.opened("of-ada", row.id) == {row.id: SECRET}
    desk.store.release_kernel("of-ada")
    assert "refused" in desk.texts.answer({"kernel": "of-ada", "open": [row.id]}, 1)


def test_what_a_kernel_seals_is_its_persons_own(desk: Desk) -> None:
    """Whatever id it names: what Bea's kernel had sealed does not open as Ada's, and as Ada's it gets nothing sealed."""
    forged = {"kernel": "of-bea", "seal": [{"id": "t0", "body": "forged"}]}
    assert "refused" in desk.texts.answer({**forged, "owner": ["person", ADA]}, 2)
    sealed = desk.texts.answer({**forged, "owner": ["person", BEA]}, 2)["texts"]["t0"]
    row = desk.writes(SECRET)
    assert row.id == "t0"
    desk.store.replace_bodies([(row, replace(row, body=sealed))])
    assert desk.opened("of-ada", row.id) == {}
    page = {"kernel": "of-eve", "seal": [{"id": "t0", "body": "a page of Eve's"}], "owner": ["person", EVE]}
    kept = desk.texts.answer(page, 3)["texts"]["t0"]
    desk.store.replace_bodies([(replace(row, body=sealed), replace(row, body=kept))])
    assert desk.opened("of-ada", row.id) == {}


def test_a_page_is_its_owners_whatever_its_row_says(desk: Desk) -> None:
    """Nobody else gets it: not an evaluator of the cohort, not if it were marked as shared, and not as a reply."""
    ada = Owner(OwnerKind.PERSON, ADA)
    seen = None
    plain = TextRow("p1", *ada, None, "page", SECRET, MORNING, page="plan")
    for hour, row in enumerate((plain, replace(plain, visibility=Visibility.SHARED), replace(plain, purpose="reply"))):
        at = MORNING + timedelta(hours=hour)
        (kept,) = sealer_of(desk.store, desk.data).seal(ada, [replace(row, at=at)])
        desk.store.keep_page(kept, seen)
        seen = at
        assert desk.opened("of-ada", "p1") == {"p1": SECRET}
        assert desk.opened("of-bea", "p1", process=2) == {}
        assert desk.opened("of-eve", "p1", process=3) == {}


@pytest.mark.parametrize(
    "question",
    [
        {"kernel": "of-ada"},
        {"kernel": "of-ada", "open": "t0"},
        {"kernel": "of-ada", "open": [7]},
        {"kernel": "of-ada", "open": {"t0": 1}},
        {"kernel": "of-ada", "open": ["t0"] * (AT_ONCE + 1)},
        {"kernel": "of-ada", "owner": ["person", ADA], "seal": [{"id": "t0"}]},
        {"kernel": "of-ada", "owner": ["person", ADA], "seal": [{"id": "t0", "body": 7}]},
        {"kernel": "of-ada", "owner": ["person", ADA], "seal": ["t0"]},
        {"kernel": "of-ada", "owner": ["person", ADA], "seal": [{"id": "t0", "body": "x"}] * (AT_ONCE + 1)},
        {"kernel": ["of-ada"], "open": []},
        ["kernel"],
        None,
    ],
)
def test_a_question_in_another_shape_is_refused(desk: Desk, question: Any) -> None:
    """Nothing is looked up for it, and it is no error of the server's."""
    answer = desk.texts.answer(question, 1)
    assert list(answer) == ["refused"]
    assert isinstance(answer["refused"], Sequence)
