"""Somebody who sends commands that no page would send, and looks for an attempt, a text or a level that is not theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from roleplay.identity import Role
from roleplay.model.event import Chose
from roleplay.store import Store
from tests.browser.workbook import SMALL_ID
from tests.server.attacks.pages import Opened
from tests.server.visiting import House


def kept(store: Store, *people: Opened) -> object:
    """All that is kept of what these people did."""
    attempts = [one for person in people for one in store.attempts_of("person", person.person.id)]  # type: ignore[arg-type]
    return [(one, store.events(one.id), store.texts(one.id)) for one in attempts]


def at_a_choice(page: Opened, **options: Any) -> tuple[str, int, Mapping[str, Any]]:
    """Begin an attempt and come to its first choice: attempt, length of its log, and what is asked."""
    begun = page.starts(**options)
    played = page.asks(do="expect", seq=begun["seq"], text="It will rain.")
    return begun["attempt"], played["seq"], played["now"]


def test_a_forged_choice_is_none(one_workbook: House, opened: Callable[..., Opened]) -> None:
    """An author's id, a number that is not on offer, another place, another turn, another phase: refused, and nothing is kept."""
    ada = opened(one_workbook)
    _, seq, now = at_a_choice(ada)
    place = now["node"]
    before = kept(one_workbook.store, ada)
    choose = {"do": "choose", "seq": seq, "node": place, "choice": "1"}
    for choice in (
        "talk",
        "reflect",
        "0",
        "-1",
        "5",
        "99",
        "",
        " 1",
        "1\n",
        "01",
        "１",
        "1.0",
        "opening/talk",
        "__class__",
    ):
        assert ada.asks(**{**choose, "choice": choice})["tone"] == "problem", choice
    for node in ("opening", "asking", "turn-0", "turn-2", "turn-99", "", "Turn-1", "turn-1 "):
        assert ada.asks(**{**choose, "node": node})["tone"] == "problem", node
    for wrong in (True, 1.0, "2", None, [seq]):
        assert ada.asks(**{**choose, "seq": wrong})["tone"] == "problem", wrong
    for number in (0, 1, seq - 1, seq + 1, -1, 2**63, 10**40):
        assert ada.asks(**{**choose, "seq": number})["name"] == "player", number  # shown anew, with a friendly word
        assert ada.hears()["type"] == "notice"
    for command in (
        {"do": "expect", "text": "Again."}, {"do": "reflect", "texts": ["Early."]}, {"do": "reflect", "texts": []},
        {"do": "finish"}, {"do": "write", "node": place, "text": "Dear Dana."}, {"do": "write", "node": "writing", "text": "x"},
        {"do": "compare", "node": place, "behaviours": ["reflects"]}, {"do": "compare", "node": "writing", "behaviours": []},
        {"do": "say_first", "node": place, "text": "Hello."} | {"node": "turn-2"},
    ):  # fmt: skip
        assert ada.asks(seq=seq, **command)["tone"] == "problem", command
    assert kept(one_workbook.store, ada) == before
    assert ada.asks(**choose)["type"] == "played"


def test_a_choice_that_is_closed_stays_closed(one_workbook: House, opened: Callable[..., Opened]) -> None:
    """One that is shown with the reason why it cannot be made is refused when it is sent all the same."""
    ada = opened(one_workbook)
    _, seq, now = at_a_choice(ada)
    talk = next(one["id"] for one in now["choices"] if one["text"].startswith("Well"))
    played = ada.asks(do="choose", seq=seq, node=now["node"], choice=talk)
    (closed,) = [one["id"] for one in played["now"]["choices"] if not one["open"]]
    before = kept(one_workbook.store, ada)
    forged = {"do": "choose", "seq": played["seq"], "node": played["now"]["node"], "choice": closed, "open": True}
    assert ada.asks(**forged)["tone"] == "problem"
    hidden = str(len(played["now"]["choices"]) + 1)  # the one that is not even shown
    assert ada.asks(**{**forged, "choice": hidden})["tone"] == "problem"
    assert kept(one_workbook.store, ada) == before


def test_a_level_comes_from_the_log_alone(one_workbook: House, opened: Callable[..., Opened]) -> None:
    """What a command says besides of levels, behaviours or effects is not kept; the debrief is that of an honest attempt."""
    ada = opened(one_workbook)
    praise = {"level": 3, "levels": {"listening": 3}, "ticks": ["reflects", "asks-first"], "effects": {"trust": 3}}
    results = []
    for more in ({}, praise):
        attempt, seq, now = at_a_choice(ada)
        worst = next(one["id"] for one in now["choices"] if one["text"] == "Hm.")
        ada.asks(do="choose", seq=seq, node=now["node"], choice=worst, **more)
        assert one_workbook.store.events(attempt)[seq].event == Chose("opening", "pass")
        debrief = ada.asks(do="reflect", seq=seq + 1, texts=[None], **more)
        results.append((debrief["competencies"], debrief["outcome"], debrief["went_well"]))
    assert results[0] == results[1]
    assert results[0][2] == []


def test_an_attempt_of_somebody_else_is_out_of_reach(one_workbook: House, opened: Callable[..., Opened]) -> None:
    """Whoever knows its id gets the words for one that never was, by page, by command and by branch; nor do its texts open."""
    ada, eve = opened(one_workbook), opened(one_workbook)
    attempt, seq, now = at_a_choice(ada)
    (text,) = one_workbook.store.texts(attempt)
    before = kept(one_workbook.store, ada, eve)
    for id_ in (attempt, "never-was"):
        for place in ("play", "debrief"):
            path = f"/learn/{place}/{id_}"
            shown = eve.asks(do="go", path=path)
            assert (shown["name"], shown["text"]) == ("problem", "There is no such attempt of yours."), path
            assert eve.asks(do="choose", seq=seq, node=now["node"], choice="1")["tone"] == "problem"
            assert eve.asks(do="leave", seq=seq)["tone"] == "problem"
            assert eve.asks(do="choose", attempt=id_, seq=seq, node=now["node"], choice="1")["tone"] == "problem"
        assert eve.asks(do="branch", attempt=id_, turns=0)["tone"] == "problem"
    for do in ("share", "unshare"):
        for one in (text, "never-was", f"{text}' or '1'='1"):
            assert eve.asks(do=do, text=one)["tone"] == "problem", one
    theirs, none = (eve.visitor.get(f"/learn/play/{id_}") for id_ in (attempt, "never-was"))
    assert len(theirs.text) == len(none.text)  # its first paint says no more than that of no attempt
    assert "Small" not in theirs.text
    assert kept(one_workbook.store, ada, eve) == before
    assert "It will rain." not in b"".join(eve.channel.raw).decode(errors="replace")
    assert ada.asks(do="choose", seq=seq, node=now["node"], choice="1")["type"] == "played"


def test_nobody_accompanies_by_having_a_role(one_workbook: House, opened: Callable[..., Opened]) -> None:
    """Somebody with every role, an administrator's too, sees nothing of an attempt that is not theirs on these pages."""
    ada, chief = opened(one_workbook), opened(one_workbook, *Role)
    attempt, _, _ = at_a_choice(ada)
    for place in ("play", "debrief"):
        assert chief.asks(do="go", path=f"/learn/{place}/{attempt}")["name"] == "problem"
    assert chief.asks(do="branch", attempt=attempt, turns=0)["tone"] == "problem"
    for path in (f"/admin/people/{ada.person.id}", "/admin", "/admin/log"):
        text = chief.visitor.get(path).text
        assert attempt not in text
        assert "It will rain." not in text


@pytest.mark.parametrize(
    "command",
    [
        {"do": "preview", "file": f"0/practice/{SMALL_ID}.yml", "node": None, "profile": None, "site": {}, "values": {}, "way": []},
        {"do": "take", "seq": 0, "choice": "talk"}, {"do": "undo", "seq": 1}, {"do": "restart"}, {"do": "seen"},
        {"do": "go", "path": "/author"}, {"do": "go", "path": f"/author/file/0/practice/{SMALL_ID}.yml"},
        {"do": "go", "path": "/learn/../author"}, {"do": "go", "path": "/admin"}, {"do": "ready", "path": "//author"},
    ],
)  # fmt: skip
def test_a_trainee_commands_nothing_of_an_author(
    one_workbook: House, opened: Callable[..., Opened], command: dict[str, Any]
) -> None:
    """The commands and places of the author's page mean nothing to a trainee's kernel, which never loads their code."""
    ada = opened(one_workbook)
    answer = ada.asks(**command)
    assert answer.get("tone") == "problem" or answer.get("name") == "problem"
    heard = b"".join(ada.channel.raw).decode(errors="replace")
    for secret in ("This is what came of", "talks-over", "This was underneath"):
        assert secret not in heard


def test_a_start_is_what_the_library_offers(one_workbook: House, opened: Callable[..., Opened]) -> None:
    """No scenario by path, no mode or option that there is not, no branch of an assessment or from a turn to come."""
    ada = opened(one_workbook)
    start = {"do": "start", "scenario": SMALL_ID, "mode": "practice", "feedback": "each", "say_first": False}
    for changed in (
        {"scenario": "../../etc/passwd"}, {"scenario": f"practice/{SMALL_ID}.yml"}, {"scenario": ""}, {"scenario": "x" * 9_000},
        {"mode": "exam"}, {"mode": "PRACTICE"}, {"mode": ""}, {"say_first": 1}, {"say_first": "false"},
    ):  # fmt: skip
        assert ada.asks(**{**start, **changed})["tone"] == "problem", changed
    assert kept(one_workbook.store, ada) == []
    attempt, seq, now = at_a_choice(ada, mode="assessment")
    for turns in (0, 1, -1, 99):
        assert ada.asks(do="branch", attempt=attempt, turns=turns)["tone"] == "problem", turns
    assert ada.asks(do="choose", seq=seq, node=now["node"], choice="1")["type"] == "played"
