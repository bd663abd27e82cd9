"""Participants over the wire: coming in by a code, votes and news over a line, and what nobody gets who should not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
import websockets.exceptions

from roleplay.model.gathering import Part
from roleplay.store.workshop_rows import Said
from tests.server.afternoon import FAY, Afternoon, Participant
from tests.server.visiting import House, Visitor, eventually, start_house


@pytest.fixture(scope="module")
def seats_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own, since its library is another one."""
    started = start_house(tmp_path_factory.mktemp("seats"))
    yield started
    started.stop()


@pytest.fixture
def afternoon(seats_house: House) -> Afternoon:
    """A workshop that was opened just now."""
    return Afternoon(seats_house)


# --- coming in ---


def test_a_code_leads_in_and_a_reload_finds_the_same_place(afternoon: Afternoon) -> None:
    """The cookie is for this server only, and no script reads it."""
    visitor, answer = afternoon.knock(afternoon.code[:4].lower() + " " + afternoon.code[4:])
    assert (answer.status, answer.headers["location"]) == (303, f"/w/{afternoon.id}")
    (cookie,) = (one for one in visitor.set_cookies if "-guest" in one)
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    page = visitor.get(f"/w/{afternoon.id}")
    assert page.status == 200
    assert "An afternoon" in page.text
    assert len(afternoon.store.participants_in(afternoon.id)) == 1


def test_somebody_with_an_account_comes_as_themselves(afternoon: Afternoon) -> None:
    """Without a name, and without a cookie of a guest."""
    visitor = afternoon.house.visitor(FAY)
    _, answer = afternoon.knock(afternoon.code, "", visitor)
    assert answer.status == 303
    (row,) = afternoon.store.participants_in(afternoon.id)
    assert (row.person_id, row.name) == (FAY, "Fay")
    assert not any("-guest" in one for one in visitor.set_cookies)


def test_codes_that_do_not_work_say_so_and_soon_have_to_wait(school: House) -> None:
    """The form comes back with what was typed; a hundred wrong ones are free, then it takes longer and longer.

    Whoever comes from elsewhere does not wait.
    """
    afternoon = Afternoon(school)
    visitor, answer = afternoon.knock("NOSUCHCODE", "Mo & <b>", Visitor(school, address="203.0.113.7"))
    assert answer.status == 422
    assert "does not work" in answer.text
    assert "Mo &amp; &lt;b&gt;" in answer.text
    statuses = [afternoon.knock(f"BBBB{number:04}", visitor=visitor)[1].status for number in range(105)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    _, answer = afternoon.knock(afternoon.code, visitor=Visitor(school, address="198.51.100.9"))
    assert answer.status == 303


def test_another_sites_form_lets_nobody_in(afternoon: Afternoon) -> None:
    """The Origin of a post has to be this server."""
    answer = Visitor(afternoon.house).post("/w", {"code": afternoon.code, "name": "Mo"}, Origin="https://evil.example")
    assert answer.status == 403
    assert afternoon.store.participants_in(afternoon.id) == ()


def test_without_a_place_there_is_neither_page_nor_line(afternoon: Afternoon) -> None:
    """A stranger, a guest of another workshop, and a page of another site."""
    other = Afternoon(afternoon.house)
    stranger, elsewhere = Visitor(afternoon.house), other.guest().visitor
    for visitor in (stranger, elsewhere):
        assert visitor.get(f"/w/{afternoon.id}").status == 303
        with pytest.raises(websockets.exceptions.InvalidStatus), Participant(visitor, afternoon.id).line():
            pass
    guest = afternoon.guest()
    with pytest.raises(websockets.exceptions.InvalidStatus), guest.line("https://evil.example"):
        pass


# --- votes ---


def test_votes_are_hidden_until_they_are_revealed_and_each_counts_once(afternoon: Afternoon) -> None:
    """Everything that crosses the wire before the reveal is searched for a total."""
    people = [afternoon.guest(f"Guest {number}") for number in range(3)]
    with ExitStack() as stack:
        lines = [stack.enter_context(one.line()) for one in people]
        assert lines[0].state["stage"] == "lobby"
        afternoon.press("move", "bench")
        afternoon.press("ask")
        for line in lines:
            line.until(lambda it: it.state["poll"] is not None)
        poll = lines[0].state["poll"]
        assert poll["open"]
        assert len(poll["options"]) == len(lines[0].state["talk"]["offers"])
        for place, line in enumerate(lines):
            assert line.say("vote", poll=poll["id"], option=0, turn=0)["type"] == "done"
            if place == 0:
                assert line.say("vote", poll=poll["id"], option=0, turn=0)["type"] == "done"
                assert line.say("vote", poll=poll["id"], option=1, turn=1)["type"] == "done"
        afternoon.press("close_poll")
        for line in lines:
            line.until(lambda it: not it.state["poll"]["open"])
            assert line.state["poll"]["totals"] is None
            assert not any('"totals": [' in text for text in line.heard)
        afternoon.press("reveal")
        for line in lines:
            line.until(lambda it: it.state["poll"]["totals"] is not None)
        assert lines[2].state["poll"]["totals"] == [2, 1, *[0] * (len(poll["options"]) - 2)]
        late = lines[1].say("vote", poll=poll["id"], option=0, turn=5)
        assert (late["type"], late["late"]) == ("refused", True)


def test_a_line_that_is_lost_comes_back_to_the_present_state_with_ones_own_vote(afternoon: Afternoon) -> None:
    """What happened meanwhile is there, and what one has voted; nobody else's vote is."""
    mo, ana = afternoon.guest("Mo"), afternoon.guest("Ana")
    afternoon.press("move", "bench")
    afternoon.press("ask")
    with mo.line() as line:
        line.say("vote", poll=line.state["poll"]["id"], option=1, turn=0)
    with ana.line() as line:
        assert line.own["vote"] is None
    with mo.line() as line:
        assert (line.own["vote"], line.own["name"]) == (1, "Mo")
    afternoon.press("close_poll")
    with mo.line() as line:
        assert line.own["vote"] is None
        assert not line.state["poll"]["open"]


def test_what_choices_are_worth_never_crosses_the_wire(afternoon: Afternoon) -> None:
    """Neither ids of choices, nor behaviours, nor feedback."""
    guest = afternoon.guest()
    afternoon.press("move", "bench")
    afternoon.press("ask")
    with guest.line() as line:
        line.until(lambda it: it.state["poll"] is not None)
        crossed = " ".join(line.heard)
    for secret in ("reflects", "talks-over", "F1.", "F3.", '"reflect"', "opening", "trust"):
        assert secret not in crossed


# --- what else is said ---


def test_replies_reasons_and_questions_are_kept_for_whoever_leads(afternoon: Afternoon) -> None:
    """None of them is told to the others by itself."""
    mo, ana = afternoon.guest("Mo"), afternoon.guest("Ana")
    afternoon.press("move", "bench")
    afternoon.press("ask")
    with mo.line() as line, ana.line() as other:
        assert line.say("reason", text="It is a quiet place.")["type"] == "done"
        assert line.say("question", text="What if she leaves?")["type"] == "done"
        assert line.say("note", text="Mine alone.")["type"] == "done"
        assert line.say("reply", text="Too early.")["late"] is True
        other.say("resync")
        crossed = " ".join(other.heard)
        for words in ("quiet place", "if she leaves", "Mine alone"):
            assert words not in crossed
    assert [one.text.body for one in afternoon.store.contributions(afternoon.id, Said.QUESTION)] == [
        "What if she leaves?"
    ]


def test_who_needs_a_moment_is_known_to_nobody_but_those_who_lead(afternoon: Afternoon) -> None:
    """One's own page shows it until one takes it back."""
    mo, ana = afternoon.guest("Mo"), afternoon.guest("Ana")
    with mo.line() as line, ana.line() as other:
        line.say("call", needed=True)
        line.until(lambda it: it.own["called"])
        other.say("resync")
        assert not other.own["called"]
        assert len(afternoon.store.calls(afternoon.id)) == 1
        line.say("call", needed=False)
        line.until(lambda it: not it.own["called"])


def test_each_part_of_a_triad_reads_its_own_card(afternoon: Afternoon) -> None:
    """The peer's secrets reach nobody else; the observer ticks, and nobody else can."""
    people = [afternoon.guest(name) for name in ("Mo", "Ana", "Kit")]
    ids = [row.id for row in afternoon.store.participants_in(afternoon.id)]
    afternoon.press("move", "threes")
    group = tuple(zip(ids, (Part.MENTOR, Part.PEER, Part.OBSERVER), strict=True))
    afternoon.press("group", [[group]])
    afternoon.press("begin_round")
    with ExitStack() as stack:
        mentor, peer, observer = (stack.enter_context(one.line()) for one in people)
        for line in (mentor, peer, observer):
            line.until(lambda it: it.own["seat"] is not None)
        assert peer.own["seat"]["peer"]["holds_back"] == "D."
        assert mentor.own["seat"]["mentor"]["task"] == "Sit down."
        assert {mate["name"] for mate in mentor.own["seat"]["mates"]} == {"Ana", "Kit"}
        for line in (mentor, observer):
            assert '"holds_back"' not in " ".join(line.heard)
        known = {one["id"] for one in observer.own["seat"]["watch"]}
        assert "reflects" in known
        assert "talks-over" not in known
        assert observer.say("tick", id="t1", behaviour="reflects")["type"] == "done"
        assert observer.say("tick", id="t1", behaviour="reflects")["type"] == "done"
        assert observer.say("tick", id="t2", behaviour="talks-over")["type"] == "refused"
        assert mentor.say("tick", id="t1", behaviour="reflects")["type"] == "refused"
        observer.until(lambda it: any(one["ticks"] for one in it.own["seat"]["watch"]))
        (tick,) = next(one["ticks"] for one in observer.own["seat"]["watch"] if one["ticks"])
        observer.say("untick", id=tick)
    assert afternoon.store.observations(afternoon.id) == ()


# --- alone ---


def test_who_plays_alone_is_told_only_what_is_theirs_and_a_step_counts_once(afternoon: Afternoon) -> None:
    """Another window of theirs sees it, too. What others do is told to nobody; what was not chosen gives nothing away."""
    mo, ana = afternoon.guest("Mo"), afternoon.guest("Ana")
    with mo.line() as line, mo.line() as window, ana.line() as other:
        afternoon.press("move", "alone")
        for one in (line, window, other):
            one.until(lambda it: it.own["pace"] is not None)
        quiet = [one["text"] for one in line.own["pace"]["choices"]].index("*stays quiet*")
        choose: dict[str, Any] = {"section": "alone", "step": 0, "choice": quiet}
        assert line.say("pace_choose", **choose)["type"] == "done"
        assert line.own["pace"]["step"] == 1
        window.until(lambda it: it.own["pace"]["step"] == 1)
        late = window.say("pace_choose", **choose)
        assert (late["type"], late["late"]) == ("refused", True)
        for wrong in ({"choice": True}, {"step": "1"}, {"section": None}):
            line.socket.send(json.dumps({"do": "pace_choose", "n": 99, **choose, **wrong}))
            assert line.hear()["type"] == "notice"
        before = len(other.heard)
        afternoon.press("set_timer", 60)
        other.until(lambda it: it.state["timer"] is not None)
        other.say("question", text="Why?")
        crossed = " ".join(other.heard)
        assert other.own["pace"]["step"] == 0
        assert '"pace": ' not in " ".join(other.heard[before:])
        for secret in ("F2.", "F1.", '"waits"', "trust"):
            assert secret not in crossed
    with mo.line() as line:
        assert [one["kind"] for one in line.own["pace"]["items"]] == ["line", "said", "feedback", "line", "line"]


def test_the_page_carries_its_words_and_nothing_that_runs(afternoon: Afternoon) -> None:
    """Its scripts are files of the server; it comes compressed; and it says, without a page, whether somebody is in."""
    guest = afternoon.guest()
    page = guest.visitor.get(f"/w/{afternoon.id}")
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page.text) == ['<script id="rp-seat" type="application/json">']
    assert page.text.count("src=") == 4
    assert "style=" not in page.text
    assert "script-src 'self';" in page.headers["content-security-policy"]
    data = re.search(r'type="application/json">(.*?)</script>', page.text, re.DOTALL)
    assert data is not None
    assert json.loads(data[1])["id"] == afternoon.id
    packed = guest.visitor.get(f"/w/{afternoon.id}", **{"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(page.text) / 2
    assert guest.visitor.ask("HEAD", f"/w/{afternoon.id}").status == 204
    assert Visitor(afternoon.house).ask("HEAD", f"/w/{afternoon.id}").status == 410


def test_a_database_that_cannot_be_used_puts_nobody_out(afternoon: Afternoon) -> None:
    """Neither page nor line says then that somebody is not in, and both are there when it works again."""
    guest = afternoon.guest()
    where = f"/w/{afternoon.id}"
    database = afternoon.house.data / "roleplay.db"
    database.rename(database.with_name("elsewhere.db"))
    try:
        asked = [guest.visitor.ask(method, where).status for method in ("HEAD", "GET")]
        with pytest.raises(websockets.exceptions.InvalidStatus) as refused, guest.line():
            pass
    finally:
        database.with_name("elsewhere.db").rename(database)
    assert (*asked, refused.value.response.status_code) == (503, 503, 503)
    assert guest.visitor.ask("HEAD", where).status == 204
    with guest.line() as line:
        assert line.state["stage"]


def test_names_and_wishes_are_told_only_to_who_asks_for_their_own(afternoon: Afternoon) -> None:
    """Nobody hears what somebody else wishes, nor that they wish anything."""
    mo, ana = afternoon.guest("Mo"), afternoon.guest("Ana")
    ids = {row.name: row.id for row in afternoon.store.participants_in(afternoon.id)}
    wish: dict[str, Any] = {"plays": True, "plays_peer": False, "practised": 2, "style": None, "prefers": None}
    wish |= {"rather_with": [], "rather_not": [ids["Ana"]], "avoids": ["a lonely evening"]}
    with mo.line() as line, ana.line() as other:
        assert line.say("wish", **wish)["type"] == "done"
        line.say("wishes")
        other.say("wishes")
        other.say("resync")
        heard = json.loads(next(text for text in line.heard if json.loads(text)["type"] == "wishes"))
        assert (heard["rather_not"], heard["avoids"]) == ([ids["Ana"]], ["a lonely evening"])
        assert heard["people"] == [{"id": ids["Ana"], "name": "Ana"}]
        told = json.loads(next(text for text in other.heard if json.loads(text)["type"] == "wishes"))
        assert (told["rather_not"], told["avoids"], told["plays_peer"]) == ([], [], True)
        assert not any(id_ in text for text in other.heard if '"type": "wishes"' not in text for id_ in ids.values())


def test_what_is_sent_again_counts_once_and_is_there_after_a_reload(afternoon: Afternoon) -> None:
    """A page that has lost its line says it again with the same id."""
    guest = afternoon.guest()
    afternoon.press("move", "bench")
    afternoon.press("collect", wanted=True)
    with guest.line() as line:
        line.until(lambda it: it.state["wanted"] is not None)
        place = line.state["place"]
        for _ in range(2):
            assert line.say("question", text="And then?", id="q1")["type"] == "done"
            assert line.say("reply", text="Sit down.", id="r1", at=place)["type"] == "done"
        assert line.say("reply", text="Stand up.", id="r2", at="elsewhere")["late"] is True
        assert line.say("here")["type"] == "done"
    assert len(afternoon.store.contributions(afternoon.id, Said.QUESTION)) == 1
    with guest.line() as line:
        line.until(lambda it: it.own["written"] is not None)  # news may come before it
        assert line.own["written"] == {"reply": "Sit down.", "reason": None, "note": None}


def test_who_leaves_is_not_told_any_more(afternoon: Afternoon) -> None:
    """On no page of theirs; they can come back with the code."""
    guest = afternoon.guest()
    with guest.line() as line, guest.line() as other:
        assert line.say("leave")["type"] == "done"
        assert (line.hears_to_the_end(), other.hears_to_the_end()) == (4403, 4403)
    assert guest.visitor.get(f"/w/{afternoon.id}").status == 303


# --- attacks ---


def test_messages_that_are_none_do_nothing(afternoon: Afternoon) -> None:
    """They are refused in words, or not answered, and the line goes on."""
    guest = afternoon.guest()
    with guest.line() as line:
        for text in (
            "no json",
            "[]",
            json.dumps({"do": "vote", "n": 1}),
            json.dumps({"do": "vote", "n": "1", "poll": "p", "option": 0, "turn": 0}),
            json.dumps({"do": "vote", "n": 1, "poll": "p", "option": True, "turn": 0}),
            json.dumps({"do": "move", "n": 1, "section": "bench"}),
            "{" * 50_000,
            json.dumps({"do": "note", "n": 1, "text": "x" * 70_000}),
        ):
            line.socket.send(text)
            assert line.hears_besides()["type"] == "notice"
        wish: dict[str, Any] = {"plays_peer": True, "practised": 1, "style": None, "prefers": None}
        wish |= {"rather_with": [], "rather_not": []}
        wrongs: list[dict[str, Any]] = [
            {"style": "loud"},
            {"rather_not": [{}]},
            {"practised": 99},
            {"rather_with": ["nobody"]},
        ]
        for wrong in wrongs:
            assert line.say("wish", **{**wish, **wrong})["type"] == "refused"
        assert line.say("wish", **wish)["type"] == "done"


def test_a_line_that_floods_is_cut(afternoon: Afternoon) -> None:
    """More than anybody can press."""
    with afternoon.guest().line() as line:
        with suppress(websockets.exceptions.ConnectionClosed):
            for number in range(2000):
                line.socket.send(json.dumps({"do": "resync", "n": number}))
        assert line.hears_to_the_end() == 1008


def test_who_was_asked_to_leave_is_cut_off(afternoon: Afternoon) -> None:
    """Their line is closed, and opens no more."""
    guest = afternoon.guest()
    (row,) = afternoon.store.participants_in(afternoon.id)
    with guest.line() as line:
        afternoon.convening.remove(afternoon.fay, afternoon.id, row.id, barred=True)
        assert line.hears_to_the_end() == 4403
    assert guest.visitor.get(f"/w/{afternoon.id}").status == 303


# --- who is there ---


def test_whose_page_is_connected_is_noted_for_those_who_lead(afternoon: Afternoon) -> None:
    """And that it has gone."""
    guest = afternoon.guest()
    (row,) = afternoon.store.participants_in(afternoon.id)
    with guest.line():
        assert _soon(lambda: afternoon.store.connected(afternoon.id) == {row.id})
    assert _soon(lambda: afternoon.store.connected(afternoon.id) == frozenset())


def _soon(happens: Callable[[], bool]) -> bool:
    return bool(eventually(happens))


def test_a_server_that_is_killed_and_started_again_has_lost_nothing(tmp_path: Path) -> None:
    """The workshop is where it was, with the vote that was acknowledged, and the guest comes back by the cookie."""
    house = start_house(tmp_path)
    try:
        afternoon = Afternoon(house)
        guest = afternoon.guest()
        afternoon.press("move", "bench")
        afternoon.press("ask")
        with guest.line() as line:
            line.say("vote", poll=line.state["poll"]["id"], option=2, turn=0)
            house.process.kill()
            house.process.wait()
        port = str(house.port)
        house = start_house(tmp_path, "--port", port)
        with guest.line() as line:
            assert line.own["vote"] == 2
            assert line.state["section"]["id"] == "bench"
        afternoon.press("close_poll")
        assert sum((afternoon.halls.hall(afternoon.id).state.polls[-1].totals or {}).values()) == 1
    finally:
        house.stop()
