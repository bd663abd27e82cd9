"""Somebody who wants into a workshop without its code, or more of it than is theirs: what crosses the wire is hostile."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import ExitStack
from random import Random
from typing import Any

import pytest
import tornado.web
import websockets.exceptions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from roleplay.server import hub
from roleplay.server.hub import MOST_LINES
from roleplay.server.seats import _SHAPES, AGAIN, DISMISSED, LARGEST, MOST_UNREAD, REPLACED, SeatSocket
from roleplay.server.slowing import CODES, GUESTS, Guessing
from roleplay.server.telling import Line
from roleplay.store.workshop_rows import Said
from tests.server.afternoon import FAY, Afternoon, Participant
from tests.server.phones import Phone
from tests.server.visiting import House, Visitor, eventually, start_house


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house behind a proxy, so that visitors can come from anywhere."""
    started = start_house(tmp_path_factory.mktemp("attacked"), "--kernels", "spawn", "--proxy", "127.0.0.1")
    yield started
    started.stop()


@pytest.fixture
def afternoon(attacked: House) -> Afternoon:
    """A workshop that was opened just now."""
    return Afternoon(attacked)


# --- codes ---


def test_many_tries_at_the_same_moment_find_no_more_than_one_after_the_other(attacked: House) -> None:
    """Nor does it help to make up, in front, from where a request comes."""

    async def tried() -> list[int]:
        codes = [f"BCDF{number:04}".replace("0", "X").replace("1", "Z") for number in range(CODES.free + 30)]
        made_up = (f"X-Forwarded-For: 10.9.8.{number}, 203.0.113.50" for number in range(len(codes)))
        phones = [Phone(attacked.port, "Mo", Random(1), extra=[header]) for header in made_up]
        forms = ({"code": code, "name": "Mo"} for code in codes)
        asked = (phone.ask("POST", "/w", form) for phone, form in zip(phones, forms, strict=True))
        return [status for status, _ in await asyncio.gather(*asked)]

    statuses = asyncio.run(tried())
    assert set(statuses) == {422, 429}
    assert statuses.count(422) == CODES.free
    assert Visitor(attacked, address="203.0.113.51").send("/w", code="NOSUCHCODE", name="Mo").status == 422


def test_a_code_that_was_changed_or_is_over_and_a_door_that_is_locked_let_nobody_in(afternoon: Afternoon) -> None:
    """Who is in already stays in."""
    guest = afternoon.guest()
    old = afternoon.code
    afternoon.convening.renew_code(afternoon.fay, afternoon.id)
    assert afternoon.knock(old)[1].status == 422
    afternoon.convening.lock(afternoon.fay, afternoon.id, locked=True)
    assert afternoon.knock(afternoon.code)[1].status == 422
    last = afternoon.code
    afternoon.convening.lock(afternoon.fay, afternoon.id, locked=False)
    assert afternoon.knock(last)[1].status == 303
    afternoon.convening.close(afternoon.fay, afternoon.id, afternoon.seq)
    assert afternoon.knock(last)[1].status == 422
    with guest.line() as line:
        assert line.state["stage"] == "closed"


def test_a_form_that_is_sent_twice_lets_one_in(afternoon: Afternoon) -> None:
    """Somebody else at the same browser, with another name, is somebody else."""
    visitor = Visitor(afternoon.house)
    assert visitor.get("/w").status == 200
    for _ in range(3):
        assert afternoon.knock(afternoon.code, "Mo", visitor)[1].status == 303
    assert [row.name for row in afternoon.store.participants_in(afternoon.id)] == ["Mo"]
    afternoon.knock(afternoon.code, "Ana", visitor)
    afternoon.knock(afternoon.code, "Ana", visitor)
    assert [row.name for row in afternoon.store.participants_in(afternoon.id)] == ["Mo", "Ana"]


def test_who_fills_workshops_in_jest_soon_has_to_wait() -> None:
    """As many as a workshop holds come in from one address without waiting, and half as many again."""
    guessing = Guessing(lambda: 0.0)
    for _ in range(GUESTS.free - 1):
        guessing.came("203.0.113.9")
    assert guessing.wait("203.0.113.9") == 0
    for _ in range(9):
        guessing.came("203.0.113.9")
    assert guessing.wait("203.0.113.9") == 60
    assert guessing.wait("198.51.100.3") == 0


# --- what is said over a line ---

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.sampled_from(["", "bench", "threes", "x" * 101, "\0", "\ud800", "../..", "';--", "quiet", "\u202e"]),
    st.text(max_size=20),
    st.lists(st.one_of(st.text(max_size=5), st.integers(), st.lists(st.none(), max_size=2)), max_size=4),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
FITTING: dict[type, st.SearchStrategy[Any]] = {
    str: st.one_of(st.text(max_size=20), st.sampled_from(["bench", "reflects", "quiet", "\0", "\ud800", "x" * 9000])),
    int: st.one_of(st.integers(-2, 3), st.integers(-(2**70), 2**70)),
    bool: st.booleans(),
    list: st.lists(ANYTHING, max_size=3),
    dict: st.dictionaries(st.one_of(st.sampled_from(["part", "care"]), st.text(max_size=5)), ANYTHING, max_size=3),
    type(None): st.none(),
}


def _message(do: str) -> st.SearchStrategy[dict[str, Any]]:
    """A command with fields of the right types and any values, or with something that is of none."""
    fields = {name: st.one_of(*(FITTING[kind] for kind in kinds)) for name, kinds in _SHAPES[do].items()}
    wrong = {name: st.one_of(ANYTHING, fitting) for name, fitting in fields.items()}
    return st.one_of(*(st.fixed_dictionaries({"do": st.just(do), **which}) for which in (fields, fields, wrong)))


MESSAGES = st.sampled_from([one for one in _SHAPES if one not in {"leave", "forget"}]).flatmap(_message)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(MESSAGES, min_size=30, max_size=60), st.sampled_from(["bench", "threes", "alone"]))
def test_whatever_is_said_is_answered_and_the_workshop_goes_on_as_before(
    attacked: House, messages: list[dict[str, Any]], section: str
) -> None:
    """Each message has its answer, the line stays up, and the log does not change."""
    said = len(attacked.log_path.read_text())
    afternoon = Afternoon(attacked)
    guest = afternoon.guest()
    afternoon.press("move", section)
    if section == "bench":
        afternoon.press("ask")
    log = afternoon.store.gathering(afternoon.id)
    with guest.line() as line:
        for number, message in enumerate(messages):
            line.socket.send(json.dumps({"n": number, **message}))
            while line.hear()["type"] in {"state", "own", "wishes"}:
                pass
        assert line.say("here")["type"] == "done"
    assert afternoon.store.gathering(afternoon.id) == log
    assert "Traceback" not in attacked.log_path.read_text()[said:]


def test_frames_that_are_too_large_or_of_bytes_and_json_that_is_too_deep_do_nothing(afternoon: Afternoon) -> None:
    """A huge one ends the line, packed or not; the next line is there at once."""
    guest = afternoon.guest()
    for large in ("[" * (5 * LARGEST), " " * (50 * LARGEST)):
        with guest.line() as line:
            line.socket.send(large)
            assert line.hears_to_the_end() == 1009
    with guest.line() as line:
        for odd in (b"\xff\x00", b'{"do":"leave","n":1}', "[" * 60_000, '{"do":"leave","n":' + "9" * 5000 + "}"):
            line.socket.send(odd)
            while (answer := line.hear())["type"] in {"state", "own"}:
                pass
            assert answer["type"] == "notice"


def test_a_console_is_out_of_reach_of_a_line(afternoon: Afternoon) -> None:
    """No command of those who lead is one that a participant's page can say; nothing of it comes into the log."""
    guest = afternoon.guest()
    log = afternoon.store.gathering(afternoon.id)
    names = [name for thing in (afternoon.conducting, afternoon.convening) for name in dir(thing) if name[0] != "_"]
    assert {"move", "close_poll", "reveal", "remove", "hand_over"} <= set(names)
    with guest.line() as line:
        for name in set(names) - set(_SHAPES):
            fields = {"do": name, "n": 1, "seq": len(log), "section": "bench", "choice": 0, "id": afternoon.id}
            line.socket.send(json.dumps(fields))
            while (answer := line.hear())["type"] in {"state", "own"}:
                pass
            assert answer["type"] == "notice"
    assert afternoon.store.gathering(afternoon.id) == log


def test_what_belongs_to_others_cannot_be_touched(afternoon: Afternoon) -> None:
    """Another workshop's poll and people, somebody else's tick and text: with their ids as without."""
    other = Afternoon(afternoon.house)
    stranger = other.guest("Ana")
    for one in (afternoon, other):
        one.press("move", "bench")
        one.press("ask")
    theirs = other.halls.hall(other.id).state.polls[-1].id
    (ana,) = other.store.participants_in(other.id)
    mo, kit = afternoon.guest("Mo"), afternoon.guest("Kit")
    wish: dict[str, Any] = {"plays_peer": True, "practised": 1, "style": None, "prefers": None, "rather_with": []}
    with mo.line() as line, kit.line() as second, stranger.line() as third:
        assert line.say("vote", poll=theirs, option=0, turn=0)["late"]
        assert line.say("wish", **wish, rather_not=[ana.id])["type"] == "refused"
        assert second.say("question", text="Kit's own.", id="q1")["type"] == "done"
        assert line.say("question", text="Instead of Kit's.", id="q1")["type"] == "done"
        (first, _) = texts = sorted(one.text.id for one in afternoon.store.contributions(afternoon.id, Said.QUESTION))
        assert line.say("question", text="Over it.", id=first)["type"] == "done"
        assert line.say("untick", id=first)["type"] == "done"
        third.say("resync")
        assert third.own["vote"] is None
    assert other.store.voted(theirs) == 0
    assert other.store.contributions(other.id, Said.QUESTION) == ()
    kept = {one.text.id for one in afternoon.store.contributions(afternoon.id, Said.QUESTION)}
    assert kept > set(texts)


def test_a_result_that_was_not_shown_is_not_told_in_the_next_vote_either(afternoon: Afternoon) -> None:
    """Two votes at one place are compared only when both were shown."""
    guest = afternoon.guest()
    afternoon.press("move", "bench")
    with guest.line() as line:
        for number in range(2):
            afternoon.press("ask")
            line.until(lambda it: it.state["poll"] is not None and it.state["poll"]["open"])
            line.say("vote", poll=line.state["poll"]["id"], option=number, turn=0)
            afternoon.press("close_poll")
            line.until(lambda it: it.state["poll"] is not None and not it.state["poll"]["open"])
            assert (line.state["poll"]["totals"], line.state["poll"]["before"]) == (None, None)
        assert not any('"totals": [' in text or '"before": [' in text for text in line.heard)


# --- whose lines are open, and how many ---


def test_who_signs_out_hears_nothing_more(afternoon: Afternoon) -> None:
    """The line is closed at once, as are pages; the browser that is still signed in keeps its own."""
    one, other = afternoon.house.visitor(FAY), afternoon.house.visitor(FAY)
    for visitor in (one, other):
        afternoon.knock(afternoon.code, "", visitor)
    with Participant(one, afternoon.id).line() as line, Participant(other, afternoon.id).line() as second:
        one.send("/sign-out")
        assert line.hears_to_the_end() == DISMISSED
        assert second.say("here")["type"] == "done"
    with pytest.raises(websockets.exceptions.InvalidStatus), Participant(one, afternoon.id).line():
        pass


@pytest.mark.parametrize("barred", [True, False])
def test_who_was_asked_to_leave_hears_nothing_more(afternoon: Afternoon, *, barred: bool) -> None:
    """Nor does their cookie open another line; who was not barred comes in again by the code."""
    guest = afternoon.guest()
    (row,) = afternoon.store.participants_in(afternoon.id)
    with guest.line() as line:
        afternoon.convening.remove(afternoon.fay, afternoon.id, row.id, barred=barred)
        assert line.hears_to_the_end() == DISMISSED
    with pytest.raises(websockets.exceptions.InvalidStatus), guest.line():
        pass
    answer = afternoon.knock(afternoon.code, "Mo", guest.visitor)[1]
    assert answer.status == (422 if barred else 303)
    assert len(afternoon.store.participants_in(afternoon.id)) == 1


def test_a_participant_has_a_few_lines_and_all_together_say_no_more_than_one(afternoon: Afternoon) -> None:
    """A further one takes the place of the oldest; a flood that comes over several is one."""
    guest, other = afternoon.guest("Mo"), afternoon.guest("Ana")
    with other.line() as neighbour, ExitStack() as stack:
        lines = [stack.enter_context(guest.line()) for _ in range(MOST_LINES + 3)]
        assert [line.hears_to_the_end() for line in lines[:3]] == [REPLACED] * 3
        for number in range(120):
            try:
                lines[3 + number % MOST_LINES].socket.send(json.dumps({"do": "here", "n": number}))
            except websockets.exceptions.ConnectionClosed:
                continue
        assert any(line.hears_to_the_end() == 1008 for line in lines[3:])
        assert neighbour.say("here")["type"] == "done"


def test_who_says_too_much_again_and_again_is_cut_and_still_gets_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that comes back at once with all that it has to say is not kept out by what was not let in."""
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    workshops = object.__new__(hub.Hub)
    workshops._heard = defaultdict(deque)
    line = object.__new__(SeatSocket)
    line.participant_id = "mo"
    most = round(hub.MOST_A_SECOND * hub.WINDOW_S)
    let_in = []
    for number in range(40 * most):
        clock[0] = number * hub.WINDOW_S / (4 * most)
        let_in.append(not workshops.too_much(line))
    assert sum(let_in[: 4 * most]) == most
    assert 8 * most < sum(let_in) <= 10 * most


def test_two_pages_of_one_participant_never_show_two_votes(afternoon: Afternoon) -> None:
    """What is voted on one is shown on the other; a vote that is made on both at once counts once, and both are told."""
    guest = afternoon.guest()
    afternoon.press("move", "bench")
    afternoon.press("ask")
    with guest.line() as line, guest.line() as second:
        poll = line.state["poll"]["id"]
        assert line.say("vote", poll=poll, option=1, turn=0)["type"] == "done"
        answer = second.say("vote", poll=poll, option=0, turn=0)
        assert (answer["type"], answer["late"], second.own["vote"]) == ("refused", True, 1)
        assert second.say("vote", poll=poll, option=0, turn=1)["type"] == "done"
        line.until(lambda it: it.own["vote"] == 0)
        assert line.say("vote", poll=poll, option=1, turn=0)["type"] == "done"  # an echo of what was overtaken
    afternoon.press("close_poll")
    poll_ = afternoon.halls.hall(afternoon.id).state.polls[-1]
    assert poll_.totals == {poll_.options[0]: 1}


def test_sockets_that_never_finish_a_sentence_keep_nobody_out(afternoon: Afternoon) -> None:
    """Two hundred of them wait; somebody else comes in and is answered."""
    with ExitStack() as stack:
        for _ in range(200):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", afternoon.house.port)))
            slow.sendall(f"GET /w/{afternoon.id}/line HTTP/1.1\r\nHost: 127".encode())
        with afternoon.guest().line() as line:
            assert line.say("here")["type"] == "done"


def test_a_page_that_does_not_read_is_cut_off_without_a_word_in_the_log() -> None:
    """What waits for it does not fill the memory of the server, and what was lost with it is no fault."""
    complaints: list[object] = []

    class Flood:
        async def enter(self, workshop_id: str, line: Line) -> None:
            del workshop_id
            for _ in range(20 * MOST_UNREAD // 5000):
                line.tell("x" * 5000)

        def leave(self, workshop_id: str, line: Line) -> None:
            del workshop_id, line
            gone.set()

    class Flooded(SeatSocket):
        async def prepare(self) -> None:
            self.participant_id = "mo"

        @property
        def hub(self) -> Any:
            return Flood()

        def check_origin(self, origin: str) -> bool:
            del origin
            return True

    async def opened() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        server = HTTPServer(tornado.web.Application([(r"/(\w+)", Flooded)]))
        (listening,) = bind_sockets(0, "127.0.0.1")
        server.add_sockets([listening])
        _, writer = await asyncio.open_connection("127.0.0.1", listening.getsockname()[1], limit=1)
        head = ["GET /w HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"]
        writer.write("\r\n".join([*head, "Sec-WebSocket-Key: c2lsZW50LXNpbGVudC0xMg==", "", ""]).encode())
        await asyncio.wait_for(gone.wait(), 30)
        server.stop()
        writer.transport.abort()
        await asyncio.sleep(0.1)
        gc.collect()

    gone = asyncio.Event()
    asyncio.run(opened())
    assert complaints == []


def test_what_cannot_be_kept_just_now_is_said_again(afternoon: Afternoon) -> None:
    """The line is closed without an answer, so that the page keeps what it has to say, and comes back with it."""
    guest = afternoon.guest()
    folder = afternoon.house.data
    with guest.line() as line:
        database = folder / "roleplay.db"
        moved = folder / "moved.db"
        database.rename(moved)
        try:
            line.socket.send(json.dumps({"do": "call", "n": 1, "needed": True}))
            assert line.hears_to_the_end() == AGAIN
        finally:
            moved.rename(database)
    assert eventually(lambda: guest.visitor.get(f"/w/{afternoon.id}").status == 200)
