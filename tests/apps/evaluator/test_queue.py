"""The queue, the rules and the concerns as pages, without a browser: what is shown to whom, and what is never sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.evaluator.app import EvaluatorApp
from roleplay.apps.evaluator.asking import Asking, read_asking, read_day
from roleplay.apps.evaluator.room import Desk as Page
from roleplay.apps.evaluator.rooms import rooms_for
from roleplay.errors import RefusedEvent
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked
from tests.services.test_reviewing import GOOD, Desk

HELP: Any = {"lines": [], "emergency_number": None, "resources": []}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Everybody, as at the desk."""
    return Desk(tmp_path)


class Browser:
    """A page in front of somebody."""

    def __init__(self, desk: Desk, who: str, path: str = "/desk") -> None:
        page = Page(lambda: desk.actor(who), desk.house.now)
        rooms = rooms_for(desk.store, Bookshelf(desk.store), page, lambda: f"b-{next(desk.house.ids)}")
        self.app = EvaluatorApp(page, rooms, lambda: HELP)
        self.page = page
        self.said = ""
        self.news: Any = None
        self.screen: Any = None
        self.send("ready", path=path)

    def send(self, do: str, **fields: Any) -> Any:
        """Do something; the screen that is up afterwards."""
        answer = self.app.handle({"do": do, **fields})
        self.said = answer.notice["text"] if answer.notice is not None else ""
        self.news = answer.news
        if answer.screen is not None:
            self.screen = answer.screen
        return self.screen

    def told(self, do: str, **fields: Any) -> Any:
        """Do something; what the screen that is up is told."""
        self.send(do, **fields)
        return self.news

    def go(self, path: str) -> Any:
        """Go to an address."""
        return self.send("go", path=path)

    def asked(self) -> list[list[str]]:
        """Who is asked for each row."""
        return [[person["name"] for person in row["asked"]] for row in self.screen["rows"]]

    def days(self) -> list[list[str | None]]:
        """By when they are asked."""
        return [[person["due"] for person in row["asked"]] for row in self.screen["rows"]]


# --- addresses ---


@pytest.mark.parametrize(
    "asking",
    [
        Asking("blue"),
        Asking("blue", state="all", after="a1"),
        Asking("blue", "disagrees", "mine", "week", "disclosure/small", before="a_-9"),
    ],
)
def test_an_address_says_what_is_asked_for(asking: Asking) -> None:
    """It leads back to the same, so that it can be kept and passed on."""
    assert read_asking(asking.path) == asking


@pytest.mark.parametrize(
    ("path", "asking"),
    [
        ("/desk", Asking("")),
        ("/desk/queue/blue/state=none/who=/due=%20/what=x", Asking("blue")),
        ("/desk/queue/blue/state=all/state=agreed", Asking("blue", state="agreed")),
        ("/desk/queue/", None),
        ("/desk/queue/b<ue", None),
        ("/desk/rules/blue", None),
    ],
)
def test_what_cannot_be_read_in_an_address_is_left_out(path: str, asking: Asking | None) -> None:
    """An address of another room is none of the queue's."""
    assert read_asking(path) == asking


def test_a_day_is_asked_for_from_today_on() -> None:
    """The day before is let through, for whoever lives west of here; a day long gone or years away is not."""
    now = datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert read_day("2026-03-04", now) == datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert read_day("2026-02-28", now) is not None
    assert read_day("", now) is read_day(None, now) is None
    for wrong in ("2026-02-27", "2036-01-01", "tomorrow", "2026-13-01"):
        with pytest.raises(RefusedEvent):
            read_day(wrong, now)


# --- the queue ---


def test_the_queue_shows_what_waits_without_a_name(desk: Desk) -> None:
    """Pseudonym, title, state and who is asked; no id or name of a trainee, no time, no machine's level, no word."""
    first = desk.played(first="talk")
    desk.waiting()
    browser = Browser(desk, "eve")
    (row,) = browser.screen["rows"]
    assert (row["attempt"], row["path"], row["state"]) == (first, f"/desk/attempts/{first}", "unmarked")
    assert browser.screen["tally"] == {
        "all": 1, "waiting": 1, "states": {"unmarked": 1}, "overdue": 0, "mine": 0
    }  # fmt: skip
    assert (browser.screen["path"], browser.screen["found"]) == ("/desk/queue/blue", 1)
    assert browser.screen["may"] == {"mark": True, "decide": True, "assign": True, "rules": False, "name": False}
    sent = json.dumps({**browser.screen, "path": "", "help": None})
    for hidden in ("kim", "Kim", "my reply", "my expectation", "harm", "level", "09:", "2026-"):
        assert hidden not in sent
    assert browser.page.asked == Asked("blue", waiting=True)


def test_who_has_no_cohort_is_told_so_and_whose_cohort_it_is_not_is_refused(desk: Desk) -> None:
    """A trainee's part in the cohort is none that sees a queue."""
    for who in ("ann", "kim"):
        browser = Browser(desk, who)
        assert (browser.screen["empty"], browser.screen["cohorts"]) == ("cohorts", [])
        assert browser.go("/desk/queue/blue")["name"] == "problem"
    assert Browser(desk, "ida", "/desk/queue/blue").screen["name"] == "problem"


def test_an_empty_queue_says_why(desk: Desk) -> None:
    """Nothing came yet; everything is marked; or nothing is as it was asked for, with a way out."""
    browser = Browser(desk, "eve")
    assert browser.screen["empty"] == "cohort"
    one = desk.played()
    desk.waiting()
    desk.mark("eve", one)
    assert browser.go("/desk/queue/blue")["empty"] == "done"
    assert browser.go("/desk/queue/blue/state=disagrees")["empty"] == "filter"
    assert len(browser.go(browser.screen["clear"])["rows"]) == 1


def test_the_filter_goes_into_the_address_and_to_next_and_previous(desk: Desk) -> None:
    """What is forged in it is left out."""
    first, second = desk.played(), desk.played()
    desk.waiting()
    desk.assigning.assign(desk.actor("sue"), "blue", [second], "eve", desk.house.time)
    browser = Browser(desk, "eve")
    screen = browser.send(
        "queue_filter", cohort="blue", state="waiting", who="mine", due="any", scenario="disclosure/small"
    )
    assert [row["attempt"] for row in screen["rows"]] == [second]
    assert screen["path"] == "/desk/queue/blue/who=mine/scenario=disclosure~small"
    assert screen["scenarios"] == [{"id": "disclosure/small", "name": "Small"}]
    assert screen["found"] is None
    assert browser.page.asked == Asked("blue", scenario_id="disclosure/small", rater="eve", waiting=True)
    screen = browser.send("queue_filter", cohort="blue", state="<b>", who="nobody", due="x", scenario="")
    assert [row["attempt"] for row in screen["rows"]] == [first]
    assert screen["filter"]["state"] == "waiting"
    desk.house.wait(days=1)
    assert [row["attempt"] for row in browser.go("/desk/queue/blue/due=overdue")["rows"]] == [second]
    assert (browser.screen["tally"]["overdue"], browser.screen["rows"][0]["asked"][0]["overdue"]) == (1, True)
    assert browser.screen["bar"][0] == {"key": "queue", "path": "/desk", "count": 1}


def test_a_long_queue_has_pages(desk: Desk) -> None:
    """Each attempt stands on one of them; what is gone leads to the first."""
    played = [desk.played() for _ in range(45)]
    desk.waiting()
    browser = Browser(desk, "eve")
    pages = [browser.screen]
    while pages[-1]["later"]:
        pages.append(browser.go(pages[-1]["later"]))
    assert [len(page["rows"]) for page in pages] == [20, 20, 5]
    assert [row["attempt"] for page in pages for row in page["rows"]] == played
    back = browser.go(pages[2]["earlier"])
    assert [row["attempt"] for row in back["rows"]] == played[20:40]
    back = browser.go(back["earlier"])
    assert ([row["attempt"] for row in back["rows"]], back["earlier"]) == (played[:20], None)
    assert back["path"] == "/desk/queue/blue"
    assert len(browser.go("/desk/queue/blue/after=none")["rows"]) == 20


def test_next_to_mark_opens_a_sheet(desk: Desk) -> None:
    """It is held from then on; when there is nothing, that is said, and the queue stays."""
    one = desk.played()
    desk.waiting()
    browser = Browser(desk, "eve")
    screen = browser.send("queue_next", cohort="blue", scenario="")
    assert (screen["name"], screen["path"]) == ("desk_sheet", f"/desk/attempts/{one}")
    other = Browser(desk, "rob")
    assert other.send("queue_next", cohort="blue", scenario="")["name"] == "desk_queue"
    assert "nothing for you" in other.said
    assert other.screen["rows"][0]["asked"] == [
        {"name": "Eve", "you": False, "marked": False, "holds": True, "due": None, "overdue": False}
    ]
    assert Browser(desk, "sue").send("queue_next", cohort="blue", scenario="")["name"] == "desk_queue"


def test_next_to_decide_opens_a_disagreement_for_whoever_may_decide(desk: Desk) -> None:
    """Nobody decides about their own marks; who marks is led there when there is nothing left to mark."""
    desk.rules(raters=2)
    attempt = desk.played()
    desk.waiting()
    desk.mark("eve", attempt, *GOOD)
    desk.mark("rob", attempt, *GOOD, ("blames", 4))
    press = {"eve": "queue_next", "rob": "queue_next", "max": "queue_next", "sue": "queue_decide"}
    for who in ("max", "sue"):
        screen = Browser(desk, who).send(press[who], cohort="blue", scenario="")
        assert (screen["name"], screen["path"]) == ("desk_sheet", f"/desk/attempts/{attempt}"), who
        for other in press.keys() - {who}:
            browser = Browser(desk, other)
            assert browser.send(press[other], cohort="blue", scenario="")["name"] == "desk_queue", other
            assert "nothing for you" in browser.said
        desk.house.wait(hours=3)


def test_chosen_attempts_are_asked_for_and_that_is_undone(desk: Desk) -> None:
    """With a day, another day, nobody; each says what it did, and an undo brings back what was."""
    desk.rules(raters=2)
    first, second = desk.played(), desk.played()
    desk.waiting()
    browser = Browser(desk, "sue")
    day = (desk.house.time + timedelta(days=4)).date().isoformat()
    browser.send("queue_assign", cohort="blue", attempts=[first, second], rater="rob", due=day)
    assert browser.asked() == [["Rob"], ["Rob"]]
    assert (browser.said, browser.screen["undo"]) == ("Rob is asked to mark 2 attempts.",) * 2
    assert browser.days()[0] == [day]
    browser.send("queue_due", cohort="blue", attempts=[first], due=None)
    assert browser.days()[0] == [None]
    browser.send("queue_undo")
    assert browser.days()[0] == [day]
    browser.send("queue_unassign", cohort="blue", attempts=[second])
    assert browser.asked() == [["Rob"], []]
    browser.send("queue_undo")
    assert browser.asked() == [["Rob"], ["Rob"]]
    assert browser.screen["undo"] is None
    pressed = browser.screen["pressed"]
    browser.send("queue_assign", cohort="blue", attempts=[first], rater="rob", due="1999-01-01")
    assert (browser.screen["pressed"], "over" in browser.said) == (pressed, True)
    desk.mark("eve", second)
    browser.send("queue_assign", cohort="blue", attempts=[second], rater="eve", due=None)
    assert browser.said == (
        "Eve is asked to mark 0 attempts. 1 was left out: it is marked, open, or needs nobody any more."
    )


def test_work_is_shared_out_in_portions_and_taken_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it will ask for is said first; it goes on from where it is, and can be undone as a whole."""
    monkeypatch.setattr("roleplay.services.assigning.PORTION", 2)
    for _ in range(5):
        desk.played()
    desk.waiting()
    browser = Browser(desk, "sue")
    plans = [browser.told("queue_plan", cohort="blue") for _ in range(4)]
    assert [told["plan"]["ready"] for told in plans] == [False, False, False, True]
    assert plans[-1] == {"plan": {"attempts": 5, "people": 5, "raters": 3, "ready": True}}
    browser.send("queue_share", cohort="blue", due=None, goes_on=False)
    assert browser.news == {"shared": {"asked": 2, "looked": 2}}
    while browser.told("queue_share", cohort="blue", due=None, goes_on=True):
        pass
    assert sorted(name for names in browser.asked() for name in names) == ["Eve", "Eve", "Max", "Max", "Rob"]
    assert browser.screen["undo"] == "5 requests were shared out."
    while browser.told("queue_undo"):
        pass
    assert browser.asked() == [[]] * 5


def test_a_supervisor_has_one_name_shown(desk: Desk) -> None:
    """Nobody else gets it, whatever they send."""
    one = desk.played()
    desk.waiting()
    browser = Browser(desk, "sue")
    assert browser.screen["may"]["name"]
    browser.send("queue_name", attempt=one)
    assert browser.news == {"named": one, "person": "Kim"}
    other = Browser(desk, "eve")
    other.send("queue_name", attempt=one)
    assert (other.news, "may not see" in other.said) == (None, True)


@pytest.mark.parametrize(
    "command",
    [
        {"do": "queue_assign", "cohort": "blue", "attempts": [{}], "rater": "eve", "due": None},
        {"do": "queue_assign", "cohort": "red", "attempts": [], "rater": "eve", "due": None},
        {"do": "queue_due", "cohort": "blue", "attempts": ["none"], "due": None},
        {"do": "queue_unassign", "cohort": "blue", "attempts": [["a"]]},
        {"do": "queue_plan", "cohort": "red"},
        {"do": "queue_share", "cohort": "red", "due": None, "goes_on": True},
        {"do": "queue_filter", "cohort": "red", "state": "all", "who": "mine", "due": "any", "scenario": ""},
        {"do": "queue_next", "cohort": "red", "scenario": "\u0000"},
        {"do": "rules_set", "cohort": "blue", "raters": 1, "share": 0, "apart": 0, "bar": 0,
         "lived_experience": False, "contact": ""},
        {"do": "concern_done", "cohort": "blue", "attempt": "none", "text": "x", "seen": "x"},
    ],
)  # fmt: skip
def test_what_is_forged_gets_nowhere(desk: Desk, command: dict[str, Any]) -> None:
    """It is refused in words, and nothing is written down."""
    desk.played()
    browser = Browser(desk, "eve")
    noted = len(desk.house.deeds())
    browser.send(**command)
    assert browser.said
    assert len(desk.house.deeds()) == noted


# --- rules ---


def test_rules_are_read_by_evaluators_and_set_by_their_supervisor(desk: Desk) -> None:
    """What they change is said before; who changed them last, afterwards."""
    one = desk.played()
    desk.waiting()
    desk.mark("eve", one)
    read = Browser(desk, "eve", "/desk/rules/blue").screen
    assert (read["may_set"], read["contacts"], read["raters"]) == (False, [], 3)
    browser = Browser(desk, "sue", "/desk/rules/blue")
    assert [person["name"] for person in browser.screen["contacts"]] == ["Eve", "Max", "Rob", "Sue"]
    rules = {"cohort": "blue", "raters": 2, "share": 0, "apart": 1, "bar": 60, "lived_experience": False}
    browser.send("rules_try", **rules, contact="rob")
    assert browser.news == {"moves": [{"before": "agreed", "after": "needs-second", "many": 1}]}
    assert desk.state(one) == "agreed"
    screen = browser.send("rules_set", **rules, contact="rob")
    assert desk.state(one) == "needs-second"
    assert {one["name"]: one["value"] for one in screen["numbers"]} == {"raters": 2, "share": 0, "apart": 1, "bar": 60}
    assert (screen["contact_name"], screen["changed_by"]) == ("Rob", "Sue")
    browser.send("rules_set", **{**rules, "raters": 99}, contact="")
    assert "from 1 to 20" in browser.said
    for path in ("/desk/rules/red", "/desk/rules/none", "/desk/rules/", "/desk/rules/blue/x"):
        assert browser.go(path)["name"] == "problem"


# --- concerns ---


def test_concerns_are_counted_in_the_bar_and_read_by_their_contact(desk: Desk) -> None:
    """What was done takes them off the list; nobody else has the entry, the page, or a name."""
    desk.rules(contact="sue")
    one = desk.played()
    desk.waiting()
    browser = Browser(desk, "sue")
    entry = {"key": "concerns", "path": "/desk/concerns/blue", "count": 0}
    assert entry in browser.screen["bar"]
    desk.returning.concern(desk.actor("eve"), one, "I worry about this person.")
    screen = browser.go("/desk/concerns/blue")
    assert {**entry, "count": 1} in screen["bar"]
    (thread,) = screen["threads"]
    assert (thread["open"], [said["body"] for said in thread["said"]]) == (True, ["I worry about this person."])
    assert "Kim" not in json.dumps(screen)
    browser.send("concern_name", attempt=one)
    assert browser.news == {"named": one, "person": "Kim"}
    desk.house.wait(minutes=1)
    done = {"cohort": "blue", "attempt": one, "text": "We spoke.", "seen": thread["said"][-1]["id"]}
    screen = browser.send("concern_done", **done)
    assert (screen["threads"][0]["open"], entry in screen["bar"]) == (False, True)
    other = Browser(desk, "eve")
    assert [item["key"] for item in other.screen["bar"] if item["key"] == "concerns"] == []
    assert other.go("/desk/concerns/blue")["name"] == "problem"
    assert browser.go("/desk/concerns/none")["name"] == "problem"
