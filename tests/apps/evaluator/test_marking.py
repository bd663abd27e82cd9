"""The marking desk without a browser: what it sends, what it takes, and what never leaves it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.evaluator.app import EvaluatorApp
from roleplay.apps.evaluator.room import Desk as Page
from roleplay.apps.evaluator.rooms import rooms_for
from roleplay.apps.rooms import Answer
from roleplay.errors import Unavailable
from roleplay.scoring.review import State
from roleplay.services.reviewing import LEASE
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, SqlStore
from tests.kept import HASH
from tests.services.test_reviewing import GOOD, HARM, Desk

NO_HELP: Any = {"lines": [], "emergency_number": None, "resources": []}


class Table:
    """The desk of tests, with a page for everybody who sits down at it, and an attempt of Kim's."""

    def __init__(self, folder: Path, first: str = "reflect") -> None:
        self.desk = Desk(folder)
        self.one = self.desk.played(first=first)
        self.desk.waiting()
        self.pages: dict[str, tuple[EvaluatorApp, Page]] = {}

    @property
    def path(self) -> str:
        """The address of the attempt."""
        return f"/desk/attempts/{self.one}"

    def page(self, who: str) -> EvaluatorApp:
        """Somebody's page, opened once."""
        if who not in self.pages:
            self.reload(who)
        return self.pages[who][0]

    def reload(self, who: str) -> None:
        """A kernel that was started just now."""
        desk = self.desk
        page = Page(lambda: desk.actor(who), desk.house.now)
        rooms = rooms_for(desk.store, Bookshelf(desk.store), page, lambda: f"p-{next(desk.house.ids)}")
        self.pages[who] = (EvaluatorApp(page, rooms, lambda: NO_HELP), page)

    def asks(self, who: str, do: str, **fields: Any) -> Answer:
        """Send a command about the attempt."""
        return self.page(who).handle({"do": do, "attempt": self.one, **fields})

    def opens(self, who: str) -> Any:
        """Open the attempt; its screen."""
        return self.page(who).handle({"do": "go", "path": self.path}).screen

    def marks(self, *ticks: tuple[str, int], **more: Any) -> dict[str, Any]:
        """Marks as the browser sends them."""
        listed = [list(one) for one in ticks or GOOD]
        return {"scenario": HASH, "ticks": listed, "none": [], "clears": [], "confidence": 2, "lived": False, **more}

    def keeps(self, who: str, *ticks: tuple[str, int], seen: str | None = None, **more: Any) -> Any:
        """Tick; what comes back."""
        return self.asks(who, "desk_keep", **self.marks(*ticks, **more), seen=seen, number=1).news

    def hands_in(
        self, who: str, *ticks: tuple[str, int], reason: str | None = None, decides: bool = False, **more: Any
    ) -> Any:
        """Open and hand in; the screen."""
        self.opens(who)
        answer = self.asks(who, "desk_hand_in", **self.marks(*ticks, **more), reason=reason, decides=decides)
        assert answer.screen is not None, answer.notice
        return answer.screen

    def says(self, who: str, kind: str, text: str, moment: int | None = None) -> Answer:
        """Write something."""
        return self.asks(who, "desk_say", kind=kind, text=text, moment=moment)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """All that."""
    return Table(tmp_path)


def text_of(answer: Answer) -> str:
    """What is told."""
    assert answer.notice is not None
    return answer.notice["text"]


# --- what is sent ---


def test_the_sheet_has_the_conversation_turn_by_turn_and_the_mark_scheme(table: Table) -> None:
    """Each turn ends with what the trainee did; offers are in displayed order; what is required is marked so."""
    screen = table.opens("eve")
    assert [(turn["moment"], turn["chosen"], turn["reply"]) for turn in screen["turns"]] == [
        (1, "You sound tired.", None), (4, "Shall I tell you?", None), (6, None, "my reply"), (None, None, None)
    ]  # fmt: skip
    first = screen["turns"][0]
    assert [line["name"] for line in first["lines"]] == ["Dana"]
    assert sorted(offer["text"] for offer in first["offers"]) == sorted(
        ["You sound tired.", "*stays quiet*", "Well, I once...", "Hm."]
    )
    assert [offer["text"] for offer in first["offers"] if offer["chosen"]] == ["You sound tired."]
    assert (screen["turns"][2]["prompt"], screen["turns"][3]["ending"]) == ("Write to Dana.", "Warm")
    assert [(one["id"], one["assessed"]) for one in screen["competencies"]] == [
        ("listening", True), ("sharing", True), ("repair", False)
    ]  # fmt: skip
    assert [(one["id"], one["kind"], one["required"]) for one in screen["competencies"][0]["behaviours"]] == [
        ("talks-over", "harmful", False), ("reflects", "basic", True), ("waits", "advanced", False)
    ]  # fmt: skip
    assert (screen["levels"], screen["seen"], screen["handed_in"]) == ({"listening": 2, "sharing": 2}, None, False)
    assert (screen["contact"], screen["practice"], screen["state"]) == (None, False, "unmarked")


def test_nothing_leaks_before_ones_own_marks(tmp_path: Path) -> None:
    """No name, id of a person, private text, tick of the machine, nor anything of others who marked or wrote."""
    table = Table(tmp_path, first="talk")
    table.desk.rules(raters=3, contact="sue")
    table.hands_in("eve", ("waits", 1), confidence=1)
    table.says("eve", "strength", "A word of Eve's")
    table.says("eve", "note", "A note of Eve's")
    screen = table.opens("rob")
    assert (screen["machine"], screen["ratings"], screen["decision"], screen["results"]) == (None, [], None, None)
    assert (screen["differs"], screen["answers"], screen["words"]) == ({"competencies": [], "ticks": []}, None, [])
    assert screen["letter"] == {"words": [], "missing": "marks"}
    sent = json.dumps(screen)
    for hidden in (
        '"kim"',
        "Kim",
        '"eve"',
        "Eve",
        '"rob"',
        "my expectation",
        "my reflection",
        "2026",
        "F3.",
        "Say something",
    ):
        assert hidden not in sent, hidden


def test_nothing_says_who_marked_even_after_that(table: Table) -> None:
    """Others are letters in the order in which they began; no screen of anybody holds the id of a rater or trainee."""
    table.desk.rules(raters=2)
    table.hands_in("eve", confidence=1)
    table.hands_in("rob", ("reflects", 1))
    for who in ("eve", "rob", "max"):
        screen = table.opens(who)
        assert screen["name"] == "desk_sheet", who
        assert [(one["who"], one["confidence"], one["own"]) for one in screen["ratings"]] == [
            ("A", 1, who == "eve"), ("B", 2, who == "rob")
        ]  # fmt: skip
        sent = json.dumps(screen)
        for name in ("kim", "eve", "rob", "max", "sue"):
            assert f'"{name}"' not in sent, (who, name)
    table.hands_in("max", reason="She did ask.", decides=True)
    screen = table.opens("eve")
    assert (screen["decision"]["who"], screen["decision"]["reason"]) == ("", "She did ask.")
    assert '"max"' not in json.dumps(screen)


def test_after_marking_the_machines_levels_come_and_no_letter_that_tells_how_many_came_before(table: Table) -> None:
    """The others' marks do not, before enough people have marked."""
    table.desk.rules(raters=3)
    table.hands_in("eve")
    screen = table.hands_in("rob", ("reflects", 1))
    assert screen["machine"] == {"levels": {"listening": 3, "sharing": 3}, "harm": []}
    assert [(one["who"], one["own"], one["levels"]) for one in screen["ratings"]] == [
        ("", True, {"listening": 3, "sharing": 2})
    ]
    assert screen["results"] is None


# --- ticking ---


def test_each_tick_is_kept_and_its_level_comes_back(table: Table) -> None:
    """A new kernel finds the ticks there."""
    table.opens("eve")
    news = table.keeps("eve", ("reflects", 1), ("waits", 1))
    assert (news["about"], news["number"], news["levels"]) == ("kept", 1, {"listening": 4, "sharing": 2})
    again = table.keeps("eve", ("talks-over", 1), seen=news["seen"], none=["sharing"], confidence=None)
    assert again["levels"] == {"listening": 1, "sharing": None}
    table.reload("eve")
    screen = table.opens("eve")
    assert (screen["seen"], screen["levels"]) == (again["seen"], again["levels"])
    assert screen["marks"] == {
        "ticks": [("talks-over", 1)], "none": ["sharing"], "clears": [], "confidence": None, "lived": False
    }  # fmt: skip


def test_marks_that_do_not_fit_are_not_kept_and_it_says_why(table: Table) -> None:
    """So are those of a page that does not know what another one of the same person kept: that is shown."""
    table.opens("eve")
    news = table.keeps("eve", ("dances", 1))
    assert (news["seen"], "no behaviour" in news["trouble"]) == (None, True)
    table.keeps("eve", ("reflects", 1))
    answer = table.asks("eve", "desk_keep", **table.marks(("waits", 1)), seen=None, number=2)
    assert "somewhere else" in text_of(answer)
    assert answer.screen is not None
    assert answer.screen["marks"]["ticks"] == [("reflects", 1)]
    assert "time cannot be read" in table.keeps("eve", seen="yesterday")["trouble"]


def test_marks_that_find_no_room_can_be_sent_again(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said aloud once, not each time that the page tries again, and once more when there was room in between."""

    def full(*_: object) -> None:
        raise Unavailable("No room.")

    table.opens("eve")
    command = {**table.marks(("reflects", 1)), "seen": None, "number": 2}
    with monkeypatch.context() as patch:
        patch.setattr(SqlStore, "keep_draft", full)
        first, second = (table.asks("eve", "desk_keep", **command) for _ in range(2))
    assert first.news is not None
    assert (first.news["trouble"], first.news["later"], first.news["seen"]) == ("No room.", True, None)
    assert (first.notice is not None, second.news, second.notice) == (True, first.news, None)
    kept = table.asks("eve", "desk_keep", **command).news
    assert kept is not None
    assert (kept["trouble"], kept["later"]) == (None, False)


def test_an_attempt_is_held_for_whoever_works_on_it(table: Table) -> None:
    """Ticking and being there renew it; when somebody else came, what was ticked is kept and it is said."""
    table.opens("eve")
    seen = None
    for _ in range(5):
        table.desk.house.time += LEASE - timedelta(minutes=1)
        seen = table.keeps("eve", ("reflects", 1), seen=seen)["seen"]
    table.desk.house.time += LEASE - timedelta(minutes=1)
    assert table.asks("eve", "desk_here") == Answer()
    table.desk.house.time += LEASE - timedelta(minutes=1)
    assert table.opens("rob")["name"] == "desk_shut"
    table.desk.house.time += timedelta(minutes=2)
    assert table.opens("rob")["name"] == "desk_sheet"
    news = table.keeps("eve", ("reflects", 1), ("waits", 1), seen=seen)
    assert (news["trouble"], "open elsewhere" in news["lost"]) == (None, True)
    assert "What you ticked is kept" in text_of(table.asks("eve", "desk_here"))
    answer = table.asks("eve", "desk_hand_in", **table.marks(), reason=None, decides=False)
    assert answer.screen is not None
    assert (answer.screen["name"], answer.screen["kept"]) == ("desk_shut", True)
    table.desk.house.time += LEASE
    assert [list(one) for one in table.opens("eve")["marks"]["ticks"]] == [["reflects", 1], ["waits", 1]]


def test_handing_in_after_the_lease_has_run_out_holds_it_anew(table: Table) -> None:
    """If nobody else came."""
    table.opens("eve")
    table.desk.house.time += 3 * LEASE
    answer = table.asks("eve", "desk_hand_in", **table.marks(), reason=None, decides=False)
    assert "handed in" in text_of(answer)
    assert table.desk.state(table.one) is State.AGREED


def test_a_change_takes_a_reason_and_can_be_given_up(table: Table) -> None:
    """What was handed in stands until then."""
    table.hands_in("eve")
    assert table.keeps("eve", ("reflects", 1), seen=None)["levels"]["sharing"] == 2
    answer = table.asks("eve", "desk_hand_in", **table.marks(), reason=None, decides=False)
    assert "needs a reason" in text_of(answer)
    dropped = table.asks("eve", "desk_drop").screen
    assert dropped is not None
    assert (dropped["handed_in"], dropped["seen"], len(dropped["marks"]["ticks"])) == (True, None, 2)
    screen = table.hands_in("eve", ("reflects", 1), reason="She did not ask.")
    assert (screen["levels"]["sharing"], screen["ratings"][0]["reason"]) == (2, "She did not ask.")


def test_the_machines_harm_is_seen_after_marking_and_cleared_with_a_reason(tmp_path: Path) -> None:
    """It stands until everybody who decides has cleared it."""
    table = Table(tmp_path, first="talk")
    table.hands_in("eve")
    screen = table.hands_in("rob")
    assert screen["machine"]["harm"] == [("shares-unasked", 1), ("talks-over", 1)]
    assert {one["level"] for one in screen["results"]} == {1}
    for who in ("eve", "rob"):
        screen = table.hands_in(who, clears=list(HARM), reason="It was quoted.")
    assert [(one["level"], one["standing"]) for one in screen["results"]] == [(3, []), (3, [])]


def test_whoever_decides_sees_both_and_where_they_differ(table: Table) -> None:
    """And decides with a reason, with ticks of their own."""
    table.desk.rules(raters=2)
    table.hands_in("eve")
    table.hands_in("rob", ("reflects", 1), none=["sharing"])
    screen = table.opens("sue")
    assert (screen["decides"], screen["writes"], screen["handed_in"]) == (True, True, False)
    assert [one["levels"]["sharing"] for one in screen["ratings"]] == [3, None]
    assert screen["differs"] == {"competencies": ["sharing"], "ticks": [("asks-first", 4)]}
    answer = table.asks("sue", "desk_hand_in", **table.marks(), reason=" ", decides=True)
    assert "needs a reason" in text_of(answer)
    screen = table.hands_in("sue", reason="She did ask.", decides=True)
    assert (screen["state"], screen["handed_in"], screen["decides"]) == ("adjudicated", True, True)
    assert {(one["level"], one["basis"]) for one in screen["results"]} == {(3, "adjudicated")}


# --- words ---


def test_words_are_written_corrected_and_taken_back(table: Table) -> None:
    """Until they are returned, which says what is missing before."""
    table.opens("eve")
    assert table.says("eve", "strength", " ").screen is None
    table.says("eve", "strength", "You asked.", 4)
    screen = table.says("eve", "note", "Ask Rob.").screen
    assert screen is not None
    first = screen["words"][0]
    assert (first["kind"], first["text"], first["moment"]) == ("strength", "You asked.", 4)
    table.asks("eve", "desk_change", words=first["id"], text="You asked first.")
    screen = table.opens("eve")
    assert [one["text"] for one in screen["letter"]["words"]] == ["You asked first."]
    assert screen["letter"]["missing"] == "marks"
    table.asks("eve", "desk_change", words=first["id"], text=None)
    assert table.hands_in("eve")["letter"]["missing"] == "strength"
    assert "at least one strength" in text_of(table.asks("eve", "desk_return"))
    table.says("eve", "strength", "You waited.")
    answer = table.asks("eve", "desk_return")
    assert "returned" in text_of(answer)
    assert answer.screen is not None
    assert (answer.screen["state"], answer.screen["letter"]["missing"]) == ("returned", "nothing-new")
    assert {one["kind"]: one["id"] is None for one in answer.screen["words"]} == {"note": False, "strength": True}


def test_a_concern_says_who_is_told_and_changes_nothing(table: Table) -> None:
    """Before and after it is written."""
    assert "named nobody" in text_of(table.asks("eve", "desk_concern", text="Worried."))
    table.desk.rules(contact="sue")
    before = table.opens("eve")
    assert before["contact"] == "Sue"
    assert text_of(table.asks("eve", "desk_concern", text="Worried.")) == "Sue is told of your concern."
    after = table.opens("eve")
    assert "Worried" not in json.dumps(after)
    assert {**before, "shown": 0} == {**after, "shown": 0}


def test_what_the_trainee_answers_is_on_the_sheet(table: Table) -> None:
    """With the request for another look; who has not marked yet reads only that there is one."""
    table.hands_in("eve")
    table.says("eve", "strength", "You asked.")
    table.asks("eve", "desk_return")
    kim = table.desk.actor("kim")
    table.desk.returning.answer(kim, table.one, "I meant it otherwise.")
    table.desk.returning.ask_again(kim, table.one)
    assert (table.opens("eve")["answers"], table.opens("eve")["looks"]) == (["I meant it otherwise."], True)
    assert (table.opens("rob")["answers"], table.opens("rob")["looks"]) == (None, True)


# --- the next one, and what is not there ---


def test_next_and_previous_follow_the_queue(table: Table) -> None:
    """In the order and by the filter in which it was looked at last; at its ends it says so."""
    other = table.desk.played(who="lee")
    table.desk.waiting()
    table.opens("eve")
    answer = table.asks("eve", "desk_turn_over", way="next")
    assert answer.screen is not None
    assert answer.screen["path"] == f"/desk/attempts/{other}"
    assert "first one" in text_of(table.asks("eve", "desk_turn_over", way="previous"))
    table.pages["eve"][1].asked = Asked("blue", state=State.AGREED)
    assert "last one" in text_of(table.asks("eve", "desk_turn_over", way="next"))


def test_whoever_has_no_part_in_it_sees_a_kind_page_and_changes_nothing(table: Table) -> None:
    """In the same words as for no attempt at all."""
    forged: list[tuple[str, dict[str, Any]]] = [
        ("desk_keep", {**table.marks(), "seen": None, "number": 1}),
        ("desk_hand_in", {**table.marks(), "reason": None, "decides": False}),
        ("desk_hand_in", {**table.marks(), "reason": "Why.", "decides": True}),
        ("desk_drop", {}),
        ("desk_say", {"kind": "strength", "text": "Well.", "moment": None}),
        ("desk_change", {"words": "x", "text": None}),
        ("desk_return", {}),
        ("desk_concern", {"text": "Worried."}),
        ("desk_here", {}),
    ]
    for who in ("lee", "ida", "ann"):
        nowhere: Any = table.page(who).handle({"do": "go", "path": "/desk/attempts/none"}).screen
        screen = table.opens(who)
        assert (screen["name"], screen["text"]) == ("problem", nowhere["text"])
        for do, fields in forged:
            answer = table.asks(who, do, **fields)
            assert answer.screen is None
            assert answer.notice is not None
        assert table.desk.store.drafts_by(who) == ()
    assert table.desk.store.ratings(table.one) == ()
    assert table.desk.store.comments(table.one) == ()
