"""The facilitator's planning pages in a real browser, with a model in place of the kernel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from roleplay.widgets import FacilitatorStage
from tests.apps.facilitator.test_plans import READY
from tests.apps.facilitator.test_plans import Page as Presenter
from tests.services.hall import Afternoon
from tests.widgets.page import open_stage, say, sent, show
from tests.widgets.test_browser import EVIL, violations

Screens = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Screens:
    """Every screen, as the room makes it."""
    afternoon = Afternoon(Path(tmp_path_factory.mktemp("planning")))
    presenter = Presenter(afternoon)
    path = f"/workshops/plans/{afternoon.plan}"
    home = {**presenter.at("/workshops"), "removed": "Gone"}
    card = {"id": "a-start", "title": "A start", "summary": "For all.", "minutes": 85, "sections": ["Welcome, 5 min"]}
    home["ready"] = [{**card, "content_notes": ["a lonely evening"]}]
    home["over"] = [{**home["running"][0], "closed_at": home["running"][0]["opened_at"], "cohort": "Blue"}]
    plan = dict(presenter.at(path))
    worry = {"worry": "no-closing", "section": "alone", "title": "Alone"}
    plan["glance"] = {**plan["glance"], "cautions": [worry], "missing": ["On the bench"]}
    empty = {**home, "running": [], "over": [], "plans": [], "removed": None}
    return {
        "home": home,
        "empty": empty,
        "plan": plan,
        "guide": presenter.at(f"{path}/guide"),
        "cards": presenter.at(f"{path}/cards"),
    }


def planning(context: BrowserContext, screen: Mapping[str, Any]) -> Page:
    """A page in which the facilitator's stage shows a screen."""
    return open_stage(context, screen, address=f"/hub{screen['path']}", kind=FacilitatorStage)


def kept(page: Page, screen: Mapping[str, Any], number: int) -> None:
    """Answer that a change was kept."""
    news = {"type": "news", "about": "kept", "quiet": True, "number": number, "seen": f"2026-03-01T09:00:0{number}"}
    say(page, {**news, "glance": screen["glance"]})


def keeps(page: Page) -> list[dict[str, Any]]:
    """The changes that were sent."""
    return [one for one in sent(page) if one["do"] == "plan_keep"]


def titles(page: Page) -> list[str]:
    """The sections in their order."""
    return page.locator(".rp-plan-name").all_inner_texts()


def unfold(page: Page) -> None:
    """Open everything that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


# ------------------------------------------------------------------------------------------------------- every screen


def test_the_bar_says_that_a_plan_lies_among_the_workshops(context: BrowserContext, screens: Screens) -> None:
    """The list of workshops is the page itself; a plan, its guide and its cards lie below."""
    bar = [
        {"key": "plans", "path": "/workshops", "count": 0},
        {"key": "watching", "path": "/workshops/watching", "count": 0},
    ]
    page = planning(context, {**screens["home"], "bar": bar})
    for name, how in (("home", "page"), ("plan", "true"), ("guide", "true")):
        show(page, {**screens[name], "bar": bar})
        marked = page.locator(".rp-bar [aria-current]")
        expect(marked).to_have_count(1)
        expect(marked).to_have_attribute("aria-current", how)
        expect(marked).to_have_attribute("data-path", "/workshops")


def test_axe_finds_nothing_and_markup_stays_text(themed: BrowserContext, screens: Screens) -> None:
    """Everything unfolded, in light and dark; what a plan says is shown as it was written."""
    page = planning(themed, screens["home"])
    found = {}
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    for number, name in enumerate(("home", "plan") if dark else ("home", "plan", "guide", "cards")):
        screen = screens[name]
        evil = {
            **screen,
            "title": f"{screen['title']}{EVIL}",
            "path": f"{screen['path']}-{number}",
            "plan": f"p{number}",
        }
        if name == "plan":
            evil["data"] = {**screen["data"], "title": EVIL, "about": EVIL, "ground_rules": [EVIL]}
        show(page, evil)
        unfold(page)
        found[name] = violations(page)
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map((one) => Number(one.tagName[1]))")
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)
        assert "hall." not in page.locator("#host").inner_text(), name
        assert page.locator("#host img").count() == 0, name
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_smallest_phone_scrolls_one_way_only(phone: BrowserContext, screens: Screens) -> None:
    """At 320 px nothing is wider than the page, and what is pressed is large enough for a thumb."""
    page = planning(phone, screens["home"])
    for number, (name, screen) in enumerate(screens.items()):
        show(page, {**screen, "path": f"{screen['path']}-{number}", "plan": f"p{number}"})
        unfold(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        small = page.evaluate(
            """[...document.querySelectorAll('.rp-stage :is(button, summary, select, textarea, input:not([type=checkbox]))')]
               .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 40)
               .map((one) => `${one.tagName} ${one.className} ${one.textContent}`)"""
        )
        assert small == [], name


# ------------------------------------------------------------------------------------------------------------ a plan


def test_sections_are_put_in_order_by_keyboard_alone(context: BrowserContext, screens: Screens) -> None:
    """Moved, doubled, removed, and all of it undone; where one is, one stays, and it is said aloud."""
    page = planning(context, screens["plan"])
    before = titles(page)
    page.locator(".rp-plan-section summary").nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    assert titles(page) == ["On the bench", "Welcome", "In threes", "Alone"]
    expect(page.get_by_text("On the bench is now number 1 of 4.")).to_be_attached()
    assert page.evaluate("document.activeElement.dataset.keep") == "bench/fold"
    page.get_by_role("button", name="Move On the bench down").press("Enter")
    assert page.evaluate("document.activeElement.dataset.keep") == "bench/down"
    page.get_by_role("button", name="Duplicate Alone").press("Enter")
    assert titles(page) == [*before, "Alone"]
    assert page.evaluate("document.activeElement.dataset.keep") == "alone-2/fold"
    page.get_by_role("button", name="Remove Welcome").press("Enter")
    assert titles(page) == ["On the bench", "In threes", "Alone", "Alone"]
    for _ in range(4):
        page.get_by_role("button", name="Undo").press("Enter")
    assert titles(page) == before
    expect(page.get_by_role("button", name="Move Welcome up")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("group", name="Add").get_by_role("button", name="The room decides").press("Enter")
    assert titles(page)[4] == "Small"
    assert page.evaluate("document.activeElement.dataset.keep") == "small/title"


def test_changes_are_kept_one_after_the_other_and_a_link_waits_for_them(
    context: BrowserContext, screens: Screens
) -> None:
    """What is typed while one is on its way goes with the next one, which knows the stamp of the one before."""
    page = planning(context, screens["plan"])
    title = page.get_by_label("Title", exact=True)
    title.fill("First")
    expect(page.get_by_text("Keeping…")).to_be_visible()
    title.blur()
    (first,) = keeps(page)
    assert (first["number"], first["seen"], first["data"]["title"]) == (1, screens["plan"]["seen"], "First")
    title.fill("Second")
    page.get_by_role("link", name="Guide", exact=True).click()
    assert len(keeps(page)) == 1
    kept(page, screens["plan"], 1)
    assert (keeps(page)[1]["seen"], keeps(page)[1]["data"]["title"]) == ("2026-03-01T09:00:01", "Second")
    assert [one for one in sent(page) if one["do"] == "go"] == []
    kept(page, screens["plan"], 2)
    assert sent(page)[-1] == {"do": "go", "path": screens["plan"]["guide_path"]}
    expect(page.get_by_text("Everything is kept.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second")


def test_what_is_to_mend_is_said_at_its_field(context: BrowserContext, screens: Screens) -> None:
    """Folded sections open for it; once it is kept nothing is said any more."""
    page = planning(context, screens["plan"])
    page.get_by_label("Title", exact=True).fill("")
    page.get_by_label("Title", exact=True).blur()
    mistakes = [
        {"section": 2, "field": "rounds", "place": None, "text": "Write a whole number from 1 to 6."},
        {"section": None, "field": "title", "place": None, "text": "Give it a title."},
    ]
    say(page, {"type": "news", "about": "wrong", "quiet": True, "number": 1, "mistakes": mistakes})
    expect(page.get_by_text("Write a whole number from 1 to 6.")).to_be_visible()
    expect(page.get_by_label("Rounds")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Rounds").focus()
    page.get_by_role("button", name="Guide as PDF").click()
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    assert [one for one in sent(page) if one["do"] == "plan_paper"] == []
    page.get_by_role("button", name="Go there").click()
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type("A day")
    page.get_by_label("Title", exact=True).blur()
    kept(page, screens["plan"], 2)
    expect(page.get_by_text("Give it a title.")).to_be_hidden()


def test_a_change_in_another_window_stops_and_offers_both_ways_on(context: BrowserContext, screens: Screens) -> None:
    """Nothing more is sent until one has chosen; what was written can be kept apart."""
    page = planning(context, screens["plan"])
    page.get_by_label("Title", exact=True).fill("Mine")
    page.get_by_label("Title", exact=True).blur()
    say(page, {"type": "news", "about": "lost", "quiet": True, "number": 1})
    page.get_by_label("Title", exact=True).fill("Mine, too")
    page.get_by_label("Title", exact=True).blur()
    assert len(keeps(page)) == 1
    expect(page.get_by_role("button", name="Show that version")).to_be_visible()
    page.get_by_role("link", name="Workshops").last.click()
    assert sent(page)[-1] == {"do": "go", "path": "/workshops"}
    show(page, screens["home"])
    show(page, screens["plan"])
    expect(page.get_by_label("Title", exact=True)).to_have_value("Mine, too")
    page.get_by_role("button", name="Keep mine as a copy").click()
    assert (sent(page)[-1]["do"], sent(page)[-1]["data"]["title"]) == ("plan_apart", "Mine, too")


def test_what_is_played_brings_its_questions_and_rules_are_ticked(context: BrowserContext, screens: Screens) -> None:
    """Questions that were written by oneself stay; a prepared rule can be taken back."""
    plan = screens["plan"]
    other = {**plan["scenarios"][0], "id": "disclosure/other", "title": "Other", "prompts": ["What now?"]}
    page = planning(context, {**plan, "scenarios": [*plan["scenarios"], other]})
    page.locator(".rp-plan-section summary").nth(1).click()
    section = page.locator(".rp-plan-entry").nth(1)
    section.get_by_label("Conversation").select_option("disclosure/other")
    questions = section.get_by_role("textbox", name=re.compile("^Question"))
    assert [one.input_value() for one in questions.all()] == ["What now?"]
    section.get_by_role("button", name="Add a question").click()
    page.keyboard.type("My own?")
    section.get_by_label("Conversation").select_option("disclosure/small")
    page.get_by_text("Choose from prepared ones").click()
    page.get_by_label("A silence may last", exact=False).check()
    page.get_by_label("Title", exact=True).focus()
    page.get_by_label("Title", exact=True).blur()
    kept(page, plan, 1)
    data = keeps(page)[-1]["data"]
    assert (data["sections"][1]["plays"], data["sections"][1]["prompts"]) == (
        "disclosure/small",
        ["What now?", "My own?"],
    )
    assert data["ground_rules"][-1].startswith("One person speaks at a time.")
    page.get_by_label("A silence may last", exact=False).last.uncheck()
    expect(page.get_by_label("Rule 2")).to_have_count(0)


def test_a_workshop_is_opened_and_files_are_handed_over(context: BrowserContext, screens: Screens) -> None:
    """Opening asks once, for a cohort or none, and goes to the console; a file is saved, and stays there."""
    page = planning(context, {**screens["plan"], "cohorts": [{"id": "blue", "name": "Blue"}]})
    page.get_by_role("button", name="Open a workshop").click()
    page.get_by_label("For", exact=True).select_option("blue")
    page.get_by_role("button", name="Open it now").click()
    assert sent(page)[-1] == {"do": "plan_open", "plan": screens["plan"]["plan"], "cohort": "blue"}
    say(page, {"type": "news", "about": "opened", "path": "/workshops/w1"})
    assert sent(page)[-1] == {"do": "go", "path": "/workshops/w1"}
    show(page, screens["guide"])
    page.get_by_role("button", name="Guide as PDF").click()
    assert sent(page)[-1] == {"do": "plan_paper", "plan": screens["plan"]["plan"], "paper": "guide"}
    with page.expect_download() as download:
        say(page, {"type": "news", "about": "file", "file": "Guide.pdf", "media": "application/pdf"})
    assert download.value.suggested_filename == "Guide.pdf"
    expect(page.get_by_role("link", name="Guide.pdf")).to_be_visible()


# ---------------------------------------------------------------------------------------------------------- the home


def test_the_home_says_the_one_next_thing_and_what_was_removed_comes_back(
    context: BrowserContext, screens: Screens
) -> None:
    """An open workshop comes first, else the latest plan, else a plan to begin with."""
    page = planning(context, screens["home"])
    expect(page.locator(".rp-primary")).to_have_text("Go on with it")
    page.get_by_role("button", name="Take it back").click()
    assert sent(page)[-1] == {"do": "plan_restore"}
    show(page, {**screens["home"], "running": [], "removed": None})
    expect(page.locator(".rp-primary")).to_have_text("Look at it and open it")
    page.get_by_role("button", name="Remove An afternoon").click()
    assert sent(page)[-1]["do"] == "plan_remove"
    show(page, screens["home"])
    expect(page.get_by_role("button", name="Take it back")).to_be_focused()
    show(page, screens["empty"])
    page.get_by_role("button", name=f"Start with {READY['title']}").click()
    assert sent(page)[-1] == {"do": "plan_begin", "ready": "a-start"}
