"""Planning: the home, a plan that is kept as one writes, opening, taking back, and paper."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from roleplay.apps.facilitator.lobby import Lobby
from roleplay.apps.facilitator.plans import PlanRoom
from roleplay.apps.rooms import Answer, RoomApp
from roleplay.identity import Role
from roleplay.model.canonical import canonical, digest
from roleplay.model.frozen import Frozen
from roleplay.model.workshop import Plan
from roleplay.services.shelf import Bookshelf
from roleplay.store import CohortRow, Membership, ShelfEntry
from tests.services.hall import PLAN, Afternoon

READY = {**PLAN, "id": "a-start", "title": "A start", "summary": "To begin with.", "begins": "18:30"}


class Page:
    """Somebody's page, with the room of planning only."""

    def __init__(self, afternoon: Afternoon, who: str = "fay") -> None:
        house, store = afternoon.house, afternoon.store
        shelf = Bookshelf(store)
        lobby = Lobby(
            who=lambda: house.actor(who),
            now=house.now,
            new_id=afternoon._new_id,
            store=store,
            bookshelf=shelf,
            halls=afternoon.halls,
            sealer=None,
        )
        self.room = PlanRoom(lobby, lambda: 7)
        self.app = RoomApp(
            lobby.who,
            (self.room,),
            lambda: {"lines": [], "emergency_number": None, "resources": []},
            home="/workshops",
            back="hall.problem.back",
        )

    def do(self, what: str, **fields: Any) -> Answer:
        """Send a command; what goes back is JSON."""
        answer = self.app.handle({"do": what, **fields})
        json.dumps([answer.screen, answer.news, answer.notice])
        return answer

    def at(self, path: str) -> Mapping[str, Any]:
        """The screen at an address."""
        screen = self.do("go", path=path).screen
        assert screen is not None
        return screen

    def keep(self, screen: Mapping[str, Any], data: Mapping[str, Any], number: int = 1) -> Mapping[str, Any]:
        """Keep changed data of a plan as its page would; what it is told."""
        news = self.do("plan_keep", plan=screen["plan"], seen=screen["seen"], number=number, data=data).news
        assert news is not None
        return news


@pytest.fixture
def afternoon(tmp_path: Path) -> Afternoon:
    """A workshop that was opened, and a plan to begin with in the library."""
    found = Afternoon(tmp_path)
    plan: Frozen = Plan.model_validate(READY)
    found.store.keep_document(digest(plan), "plan", "a-start", canonical(plan))
    there = found.store.shelf()
    entry = ShelfEntry("plan", "a-start", digest(plan), "a-start.yml")
    found.store.shelve([*there.entries, entry], there.problems, there.fingerprint)
    return found


@pytest.fixture
def page(afternoon: Afternoon) -> Page:
    """Fay's page."""
    return Page(afternoon)


# --- the home ---


def test_the_home_lists_what_is_open_what_is_over_own_plans_and_plans_to_begin_with(
    afternoon: Afternoon, page: Page
) -> None:
    """With how many came; a workshop moves when it is over."""
    afternoon.guests(3)
    home = page.at("/workshops")
    (open_,) = home["running"]
    assert (open_["title"], open_["came"], open_["path"]) == ("An afternoon", 3, f"/workshops/{afternoon.id}")
    assert home["over"] == []
    assert [(one["title"], one["minutes"], one["intensity"]) for one in home["plans"]] == [("An afternoon", 85, 1)]
    (ready,) = home["ready"]
    assert (ready["title"], ready["summary"], ready["sections"][0]) == ("A start", "To begin with.", "Welcome, 5 min")
    assert ready["content_notes"] == ["none that we know of", "a lonely evening"]
    afternoon.convening.close(afternoon.fay, afternoon.id, afternoon.seq)
    home = page.at("/workshops/")
    assert home["running"] == []
    assert home["over"][0]["report_path"] == f"/workshops/{afternoon.id}/report"
    assert home["bar"] == [{"key": "home", "path": "/workshops", "count": 0}]


def test_what_was_handed_over_stands_in_the_new_leaders_list(afternoon: Afternoon) -> None:
    """And no more in that of whoever gave it away."""
    afternoon.convening.hand_over(afternoon.fay, afternoon.id, ("gil",))
    assert [one["id"] for one in Page(afternoon, "gil").at("/workshops")["running"]] == [afternoon.id]
    assert Page(afternoon, "fay").at("/workshops")["running"] == []


def test_who_does_not_facilitate_has_no_such_pages(afternoon: Afternoon) -> None:
    """Neither the list, nor anybody's plan, nor a command; another facilitator does not have Fay's plan, either."""
    for who in ("kim", "gil"):
        other = Page(afternoon, who)
        for path in (f"/workshops/plans/{afternoon.plan}", f"/workshops/plans/{afternoon.plan}/guide"):
            assert other.at(path)["name"] == "problem"
        for command in (
            {"do": "plan_copy", "plan": afternoon.plan},
            {"do": "plan_remove", "plan": afternoon.plan},
            {"do": "plan_open", "plan": afternoon.plan, "cohort": None},
            {"do": "plan_paper", "plan": afternoon.plan, "paper": "guide"},
            {"do": "plan_keep", "plan": afternoon.plan, "seen": "2026-01-01", "number": 1, "data": PLAN},
        ):
            answer = other.app.handle(command)
            assert answer.screen is None
            assert answer.file is None
            assert answer.notice is not None
            assert answer.notice["tone"] == "problem"
    kim = Page(afternoon, "kim")
    room, actor = kim.room, afternoon.house.actor("kim")
    assert (room.bar(actor), room.screen(actor, "/workshops")) == (None, None)  # so another room can answer there
    assert kim.at("/workshops")["name"] == "problem"
    assert kim.do("plan_begin", ready="a-start").screen is None
    assert [one.data["title"] for one in afternoon.convening.plans(afternoon.fay)] == ["An afternoon"]


# --- changing ---


def test_one_begins_with_a_ready_plan_or_an_empty_one_and_has_it_as_ones_own(page: Page) -> None:
    """The ready one stays as it is; an empty one has a welcome and a closing, and rules to begin with."""
    begun = page.do("plan_begin", ready="a-start").screen
    assert begun is not None
    assert (begun["name"], begun["title"], begun["data"]["begins"]) == ("hall_plan", "A start", "18:30")
    page.keep(begun, {**begun["data"], "title": "Mine"})
    assert [one["title"] for one in page.at("/workshops")["ready"]] == ["A start"]
    empty = page.do("plan_begin", ready=None).screen
    assert empty is not None
    assert [one["title"] for one in empty["data"]["sections"]] == ["Welcome", "Closing"]
    assert len(empty["data"]["ground_rules"]) == 5
    assert {one["title"] for one in page.at("/workshops")["plans"]} == {"An afternoon", "A new workshop", "Mine"}
    assert "plan" in str(page.do("plan_begin", ready="nothing-like-it").notice)


def test_a_change_is_kept_and_answered_with_what_the_plan_comes_to(afternoon: Afternoon, page: Page) -> None:
    """Times, content notes, what to think about; what is played is offered with its questions."""
    screen = page.at(f"/workshops/plans/{afternoon.plan}")
    assert [one["id"] for one in screen["scenarios"]] == ["disclosure/small"]
    assert [one["id"] for one in screen["stations"]] == ["stations/bench"]
    assert screen["scenarios"][0]["prompts"]
    afternoon.house.wait(minutes=1)
    data = {**screen["data"], "begins": "09:00"}
    data["sections"] = [one for one in data["sections"] if one["id"] != "alone"]
    kept = page.keep(screen, data, number=4)
    assert (kept["about"], kept["number"]) == ("kept", 4)
    glance = kept["glance"]
    assert (glance["begins"], glance["ends"], glance["minutes"]) == (["09:00", "09:05", "09:35"], "10:05", 65)
    assert [one["title"] for one in glance["notes"]] == ["Small", "The bench"]
    assert glance["cautions"] == []
    data["sections"][2]["round_minutes"] = 30
    again = page.keep({**screen, "seen": kept["seen"]}, data)
    assert again["glance"]["cautions"] == [{"worry": "rounds", "section": "threes", "title": "In threes"}]
    assert page.at(screen["path"])["data"] == data


def test_what_is_to_mend_is_said_with_its_field_and_nothing_is_kept(afternoon: Afternoon, page: Page) -> None:
    """Everything at once, in plain words."""
    screen = page.at(f"/workshops/plans/{afternoon.plan}")
    data = json.loads(json.dumps(screen["data"]))
    data.update(title=" ", begins="half past", ground_rules=["Fine.", ""])
    data["sections"][0]["minutes"] = 0
    data["sections"][1]["plays"] = None
    data["sections"][2]["rounds"] = None
    data["sections"][3]["prompts"] = ["\ud800"]
    told = page.keep(screen, data)
    assert told["about"] == "wrong"
    found = {(one["section"], one["field"], one["place"]): one["text"] for one in told["mistakes"]}
    assert found[None, "title", None] == "Give it a title."
    assert found[None, "begins", None] == "Write a time such as 18:30."
    assert found[None, "ground_rules", 1] == "Write something here, or remove it."
    assert found[0, "minutes", None] == "Write a whole number from 1 to 240."
    assert found[1, "plays", None] == "Choose what is played."
    assert found[2, "rounds", None] == "Write a whole number from 1 to 6."
    assert (3, "prompts", 0) in found
    assert page.at(screen["path"])["data"] == screen["data"]


def test_a_second_windows_change_is_told_and_neither_is_overwritten(afternoon: Afternoon, page: Page) -> None:
    """What the first one holds can be kept as a plan of its own."""
    path = f"/workshops/plans/{afternoon.plan}"
    first = page.at(path)
    other = Page(afternoon)
    second = other.at(path)
    afternoon.house.wait(minutes=1)
    assert other.keep(second, {**second["data"], "title": "Theirs"})["about"] == "kept"
    assert page.keep(first, {**first["data"], "title": "Mine"}) == {"about": "lost", "number": 1, "quiet": True}
    assert page.at(path)["title"] == "Theirs"
    apart = page.do("plan_apart", data={**first["data"], "title": "Mine"}).screen
    assert apart is not None
    assert (apart["title"], apart["path"] != path) == ("Mine (copy)", True)


def test_a_plan_is_copied_removed_and_taken_back(afternoon: Afternoon, page: Page) -> None:
    """A workshop that was opened with it goes on; there is nothing to take back twice."""
    home = page.do("plan_copy", plan=afternoon.plan).screen
    assert home is not None
    assert {one["title"] for one in home["plans"]} == {"An afternoon", "An afternoon (copy)"}
    home = page.do("plan_remove", plan=afternoon.plan).screen
    assert home is not None
    assert ([one["title"] for one in home["plans"]], home["removed"]) == (["An afternoon (copy)"], "An afternoon")
    assert [one["title"] for one in home["running"]] == ["An afternoon"]
    home = page.do("plan_restore").screen
    assert home is not None
    assert (len(home["plans"]), home["removed"]) == (2, None)
    assert "nothing to take back" in str(page.do("plan_restore").notice)


def test_a_workshop_is_opened_for_a_cohort_that_one_facilitates_or_for_none(afternoon: Afternoon, page: Page) -> None:
    """Its console comes next; somebody else's cohort is refused, and so is a plan whose play is gone."""
    for cohort in ("blue", "red"):
        afternoon.store.add_cohort(CohortRow(cohort, cohort.capitalize(), afternoon.house.now()))
    afternoon.store.join_cohort(Membership("blue", "fay", Role.FACILITATOR))
    screen = page.at(f"/workshops/plans/{afternoon.plan}")
    assert screen["cohorts"] == [{"id": "blue", "name": "Blue"}]
    news = page.do("plan_open", plan=afternoon.plan, cohort="blue").news
    assert news is not None
    opened = [one for one in page.at("/workshops")["running"] if one["path"] == news["path"]]
    assert [one["cohort"] for one in opened] == ["Blue"]
    assert "facilitate that cohort" in str(page.do("plan_open", plan=afternoon.plan, cohort="red").notice)
    data = json.loads(json.dumps(screen["data"]))
    data["sections"][1]["plays"] = "disclosure/gone"
    kept = page.keep(screen, data)
    assert kept["glance"]["missing"] == ["On the bench"]
    assert "does not hold" in str(page.do("plan_open", plan=afternoon.plan, cohort=None).notice)


# --- paper ---


def test_guide_and_cards_are_pages_and_files(afternoon: Afternoon, page: Page) -> None:
    """What the page says stands in the file."""
    path = f"/workshops/plans/{afternoon.plan}"
    guide, cards = page.at(f"{path}/guide"), page.at(f"{path}/cards")
    assert (guide["title"], guide["back_path"]) == ("Guide: An afternoon", path)
    assert [one["part"] for one in cards["cards"]] == ["mentor", "peer", "observer"]
    for paper, title in (("guide", guide["title"]), ("cards", cards["title"])):
        made = page.do("plan_paper", plan=afternoon.plan, paper=paper).file
        assert made is not None
        assert made.news["media"] == "application/pdf"
        assert title in PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    assert "paper" in str(page.do("plan_paper", plan=afternoon.plan, paper="poster").notice)


FORGED: list[dict[str, Any]] = [
    {"do": "plan_keep", "plan": "x", "seen": "now", "number": 1, "data": []},
    {"do": "plan_keep", "plan": 1, "seen": "now", "number": 1, "data": {}},
    {"do": "plan_keep", "plan": "x", "seen": "soon", "number": 1, "data": {}},
    {"do": "plan_open", "plan": "x", "cohort": []},
    {"do": "plan_open", "plan": "\0", "cohort": None},
    {"do": "plan_begin"},
    {"do": "plan_begin", "ready": "x" * 200},
    {"do": "plan_apart", "data": {"title": 7, "sections": {"a": {"b": [[[]]]}}}},
    {"do": "plan_paper", "plan": None, "paper": "guide"},
]
"""What no page sends."""


def test_what_no_page_sends_is_refused_politely(afternoon: Afternoon, page: Page) -> None:
    """Whatever it is: a notice, and nothing has changed."""
    before = afternoon.convening.plans(afternoon.fay)
    for command in FORGED:
        answer = page.app.handle(command)
        assert answer.notice is not None, command
        assert answer.notice["tone"] == "problem"
    assert afternoon.convening.plans(afternoon.fay) == before
