"""Asking the server for single texts, as a kernel does, and playing with texts that are sealed."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Unavailable
from roleplay.services.authority import Owner
from roleplay.services.keys import KeyRing, sealer_of
from roleplay.services.locksmith import begin
from roleplay.services.sealing import AT_ONCE, Asking, opened
from roleplay.store import OwnerKind, TextRow
from tests.kept import text
from tests.services.conftest import Table

KIM = Owner(OwnerKind.PERSON, "kim")
SHUT = replace(text(), body="1.abc", sealed=True)


@dataclass
class Door:
    """The other end of a kernel's questions: says what it was told to say, and keeps what it was asked."""

    path: Path
    answers: list[bytes] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        """Answer one caller after the other."""
        for answer in self.answers:
            with listening.accept()[0] as caller, caller.makefile("rb") as lines:
                self.asked.append(json.loads(lines.readline()))
                caller.sendall(answer)


@pytest.fixture
def door(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Door]]:
    """Open a door that gives these answers."""
    folder = tmp_path_factory.mktemp("d")
    monkeypatch.chdir(folder)  # an address of a socket has to be short
    opened_doors: list[tuple[socket.socket, threading.Thread]] = []

    def make(*answers: Any) -> Door:
        made = Door(
            Path("door"), [one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in answers]
        )
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(made.path))
        listening.listen()
        thread = threading.Thread(target=made.serve, args=(listening,))
        thread.start()
        opened_doors.append((listening, thread))
        return made

    yield make
    for listening, thread in opened_doors:
        thread.join(10)
        listening.close()


def test_a_kernel_asks_only_for_what_is_sealed(door: Callable[..., Door]) -> None:
    """By id, and says which kernel it is; what was never sealed, or was erased, needs no question."""
    there = door({"texts": {"t1": "I expect rain."}})
    rows = [SHUT, text("t2", body="open"), replace(text("t3"), body=None, sealed=True)]
    shown = Asking(there.path, "k").open(rows)
    assert [row.body for row in shown] == ["I expect rain.", "open", None]
    assert [row.sealed for row in shown] == [False, False, False]
    assert there.asked == [{"kernel": "k", "open": ["t1"]}]
    assert Asking(Path("nowhere"), "k").open(rows[1:]) == shown[1:]


def test_many_texts_are_asked_for_in_parts(door: Callable[..., Door]) -> None:
    """No question names more than the server takes."""
    rows = [replace(SHUT, id=f"t{n}") for n in range(AT_ONCE + 1)]
    there = door({"texts": {row.id: "x" for row in rows[:AT_ONCE]}}, {"texts": {rows[-1].id: "y"}})
    assert [row.body for row in Asking(there.path, "k").open(rows)] == ["x"] * AT_ONCE + ["y"]
    assert [len(one["open"]) for one in there.asked] == [AT_ONCE, 1]


@pytest.mark.parametrize("answer", [b"", b"no json\n", b'{"texts": ', {"refused": ["No.", "Go."]}, {"texts": {}}])
def test_what_the_server_does_not_open_stays_shut(door: Callable[..., Door], answer: Any) -> None:
    """It has no body and is still sealed, whether the server refuses, is confused, or hangs up."""
    assert Asking(door(answer).path, "k").open([SHUT]) == (opened(SHUT, None),)


@pytest.mark.parametrize("answer", [b"", b"no json\n", {"texts": {}}, {"texts": {"t9": "1.x"}}])
def test_what_the_server_does_not_seal_is_not_kept(door: Callable[..., Door], answer: Any) -> None:
    """Whoever wrote it is told to copy it and try again."""
    with pytest.raises(Unavailable, match=r"Nothing was written down\. Copy"):
        Asking(door(answer).path, "k").seal(KIM, [text()])


def test_a_refusal_is_passed_on(door: Callable[..., Door]) -> None:
    """In the server's words."""
    with pytest.raises(Unavailable, match=r"^No keys\. Tell somebody\.$"):
        Asking(door({"refused": ["No keys.", "Tell somebody."]}).path, "k").seal(KIM, [text()])


def test_sealing_sends_words_and_ids_and_whose_they_are(door: Callable[..., Door]) -> None:
    """And nothing else; nothing is asked when there is nothing to be sealed."""
    there = door({"texts": {"t1": "1.x"}})
    (sealed,) = Asking(there.path, "k").seal(KIM, [text()])
    assert sealed == replace(text(), body="1.x", sealed=True)
    words = [{"id": "t1", "body": "I expect rain."}]
    assert there.asked == [{"kernel": "k", "seal": words, "owner": ["person", "kim"]}]
    assert Asking(Path("nowhere"), "k").seal(KIM, []) == ()


# ------------------------------------------------------------------------------------------------------------- playing


class Watched:
    """A key ring that counts what it is asked for."""

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring
        self.asked: list[str] = []

    def seal(self, owner: Owner, rows: Sequence[TextRow]) -> tuple[TextRow, ...]:
        """Seal."""
        return self.ring.seal(owner, rows)

    def open(self, rows: Iterable[TextRow]) -> tuple[TextRow, ...]:
        """Open, and remember which."""
        rows = tuple(rows)
        self.asked += [row.id for row in rows if row.sealed]
        return self.ring.open(rows)


@pytest.fixture
def watched(sit_down: Callable[..., Table], tmp_path: Path) -> Callable[[], tuple[Table, Watched]]:
    """Kim, in front of another page each time, with texts that are sealed."""
    begin(sit_down().store, tmp_path)

    def make() -> tuple[Table, Watched]:
        table = sit_down()
        ring = Watched(sealer_of(table.store, tmp_path))
        table.attempts._sealer = ring
        return table, ring

    return make


def test_what_is_written_is_sealed_in_the_store_and_shown_as_written(
    watched: Callable[[], tuple[Table, Watched]],
) -> None:
    """To the page where it was written, and to the next one; the list of attempts opens nothing."""
    table, ring = watched()
    playing = table.start()
    playing = table.attempts.expect(table.actor, playing, 1, "Rain.")
    (kept,) = table.store.texts(playing.attempt.id).values()
    assert kept.sealed
    assert [row.body for row in playing.texts.values()] == ["Rain."]
    later, other = watched()
    later.attempts.history(later.actor)
    assert (ring.asked, other.asked) == ([], [])
    assert [row.body for row in later.attempts.resume(later.actor, playing.attempt.id).texts.values()] == ["Rain."]


def test_a_text_is_opened_once_a_page(watched: Callable[[], tuple[Table, Watched]]) -> None:
    """However often its attempt is looked at, and however it goes on."""
    table, _ = watched()
    started = table.start()
    table.attempts.expect(table.actor, started, 1, "Rain.")
    later, ring = watched()
    playing = later.attempts.resume(later.actor, started.attempt.id)
    playing = later.attempts.choose(later.actor, playing, 2, "opening", "reflect")
    later.attempts.resume(later.actor, playing)
    assert len(ring.asked) == 1


def test_a_text_that_was_not_readable_is_tried_again(
    watched: Callable[[], tuple[Table, Watched]], tmp_path: Path
) -> None:
    """As soon as the keys are back the next look shows it; an erased one is not shown from memory."""
    table, _ = watched()
    started = table.start()
    table.attempts.expect(table.actor, started, 1, "Rain.")
    later, _ = watched()
    aside = (tmp_path / "keys.json").rename(tmp_path / "aside")
    (row,) = later.attempts.resume(later.actor, started.attempt.id).texts.values()
    assert (row.body, row.sealed) == (None, True)
    aside.rename(tmp_path / "keys.json")
    (row,) = later.attempts.resume(later.actor, started.attempt.id).texts.values()
    assert (row.body, row.sealed) == ("Rain.", False)
    later.store.erase_text(row.id)
    (row,) = later.attempts.resume(later.actor, started.attempt.id).texts.values()
    assert (row.body, row.sealed) == (None, False)


def test_a_branch_shows_what_was_sealed_before_it(watched: Callable[[], tuple[Table, Watched]]) -> None:
    """What it takes over was written in another attempt, by the same person."""
    table, _ = watched()
    playing = table.attempts.expect(table.actor, table.start(), 1, "Rain.")
    playing = table.attempts.choose(table.actor, playing, 2, "opening", "reflect")
    playing = table.attempts.choose(table.actor, playing, 3, "asking", "ask")
    later, _ = watched()
    branch = later.attempts.branch(later.actor, playing.attempt.id, 1)
    assert [row.body for row in branch.texts.values()] == ["Rain."]


def test_when_it_cannot_be_sealed_nothing_is_written(
    watched: Callable[[], tuple[Table, Watched]], tmp_path: Path
) -> None:
    """Neither the event nor the text; the same command succeeds once the keys are back."""
    table, _ = watched()
    started = table.start()
    aside = (tmp_path / "keys.json").rename(tmp_path / "aside")
    with pytest.raises(Unavailable):
        table.attempts.expect(table.actor, started, 1, "Rain.")
    assert len(table.store.events(started.attempt.id)) == 1
    assert table.store.texts(started.attempt.id) == {}
    aside.rename(tmp_path / "keys.json")
    assert len(table.attempts.expect(table.actor, started, 1, "Rain.").events) == 2
