"""Every page and phase of the real app: what axe finds, how narrow it may be, what a screen reader hears."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from roleplay.engine import Phase
from roleplay.engine.story import Moment, tell
from roleplay.model.event import Started
from tests import axe
from tests.browser.workbook import SMALL_ID, Trainee, Workbook, new_context

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"phone": (320, 640), "desktop": (1280, 800)}
SHIPPED = "de-escalation/the-front-desk"

PLACES = (
    "sign-in", "library", "progress, empty", "problem", "brief", "anticipate", "choices", "pause", "leave", "help",
    "feedback", "closed choice", "reply", "refused reply", "compare", "reflect", "debrief", "debrief, unfolded",
    "say it first", "own words beside the choices", "after the own words", "library, used", "brief, used", "progress",
    "debrief, left", "modules", "module", "check", "question", "reasons", "page", "grounding", "refreshers", "chair",
    "offline",
)  # fmt: skip


def faults(page: Page) -> list[str]:
    """What axe finds, in both themes and both sizes, and whether the page is wider than a small phone."""
    found = []
    # The bar that stays in sight covers whatever happens to be scrolled below it, which axe takes for a small target.
    page.evaluate("document.querySelectorAll('.rp-top').forEach((bar) => { bar.style.position = 'static'; })")
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            rules = axe.COLOURS if theme == "dark" else ()
            found += [f"{size}, {theme}: {fault}" for fault in axe.faults(page, rules=rules, tags=TAGS)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{size}: {wide} px wide")
    page.emulate_media(color_scheme="light")
    page.evaluate("document.querySelectorAll('.rp-top').forEach((bar) => { bar.style.position = ''; })")
    return found


@pytest.fixture(scope="module")
def found(workbook: Workbook, browser: Browser) -> Iterator[dict[str, list[str]]]:
    """One walk through everything: what is wrong at each place."""
    context = new_context(browser, reduced_motion="reduce")
    walk = dict(walks(Trainee(workbook, context.new_page())))
    yield walk
    context.close()


def walks(trainee: Trainee) -> Iterator[tuple[str, list[str]]]:
    """Go everywhere, and say what is wrong at each place."""
    page = trainee.page
    page.goto(f"{trainee.workbook.origin}/learn")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    yield "sign-in", faults(page)
    trainee.signs_in()
    yield "library", faults(page)
    trainee.goes_to("/learn/progress")
    yield "progress, empty", faults(page)
    trainee.goes_to("/learn/nowhere")
    yield "problem", faults(page)
    trainee.goes_to(f"/learn/scenario/{SHIPPED}")
    yield "brief", faults(page)
    yield from plays(trainee)
    yield from says_it_first(trainee)
    yield from comes_back(trainee)


def plays(trainee: Trainee) -> Iterator[tuple[str, list[str]]]:
    """Every phase of an attempt, and the dialogs."""
    page = trainee.page
    trainee.starts(SMALL_ID)
    yield "anticipate", faults(page)
    trainee.presses("Begin without writing")
    yield "choices", faults(page)
    for place, name in (("pause", "Pause"), ("leave", "Leave"), ("help", "Get help")):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        yield place, faults(page)
        page.keyboard.press("Escape")
    trainee.says("talk")
    expect(page.get_by_role("note", name="What your words did")).to_be_visible()
    yield "feedback", faults(page)
    expect(page.locator(".rp-choice[aria-disabled]")).to_have_count(1)
    yield "closed choice", faults(page)
    trainee.says("sorry")
    yield "reply", faults(page)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[aria-invalid]")).to_be_focused()
    yield "refused reply", faults(page)
    page.get_by_role("textbox").fill("Dear Dana, it rained all day.")
    trainee.presses("Send")
    yield "compare", faults(page)
    page.get_by_role("checkbox").first.check()
    trainee.presses("Go on")
    yield "reflect", faults(page)
    page.get_by_role("textbox").first.fill("The rain stays with me.")
    trainee.presses("Keep this and go on")
    trainee.sees_a_screen("debrief")
    yield "debrief", faults(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    yield "debrief, unfolded", faults(page)


def says_it_first(trainee: Trainee) -> Iterator[tuple[str, list[str]]]:
    """Own words before the choices."""
    trainee.starts(SMALL_ID, say_first=True)
    trainee.presses("Begin without writing")
    yield "say it first", faults(trainee.page)
    trainee.page.get_by_role("textbox").fill("It has been a long day, hasn't it?")
    trainee.presses("Show the choices")
    yield "own words beside the choices", faults(trainee.page)
    trainee.says("reflect")
    yield "after the own words", faults(trainee.page)


def learns(trainee: Trainee) -> Iterator[tuple[str, list[str]]]:
    """Modules and what belongs to them."""
    page = trainee.page
    trainee.goes_to("/learn/modules")
    page.locator("summary").first.click()
    yield "modules", faults(page)
    trainee.goes_to("/modules/crisis")
    yield "module", faults(page)
    page.get_by_role("link", name="Open the check").click()
    expect(page.get_by_role("button", name="Begin", exact=True)).to_be_visible()
    yield "check", faults(page)
    page.get_by_role("button", name="Begin", exact=True).press("Enter")
    expect(page.locator(".rp-item")).to_be_visible()
    yield "question", faults(page)
    page.locator(".rp-answer input").first.check()
    page.get_by_role("button", name="Answer", exact=True).press("Enter")
    expect(page.locator(".rp-reasons")).to_be_visible()
    yield "reasons", faults(page)
    trainee.goes_to("/learn/pages/readiness")
    yield "page", faults(page)
    page.get_by_role("button", name="Ground", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "grounding", faults(page)
    trainee.goes_to("/learn/refreshers")
    yield "refreshers", faults(page)
    finished = next(
        one for one in trainee.workbook.attempts() if trainee.workbook.replay(one).state.phase is Phase.CLOSED
    )
    trainee.goes_to(f"/learn/chair/{finished}")
    page.get_by_role("button", name="See it").first.click()
    yield "chair", faults(page)


def comes_back(trainee: Trainee) -> Iterator[tuple[str, list[str]]]:
    """The quiet pages once something has been played, something runs and something was left."""
    page = trainee.page
    trainee.goes_to("/learn")
    expect(page.get_by_role("link", name="Continue")).to_be_visible()
    yield "library, used", faults(page)
    trainee.goes_to(f"/learn/scenario/{SMALL_ID}")
    yield "brief, used", faults(page)
    trainee.goes_to("/learn/progress")
    page.locator("summary").first.click()
    yield "progress", faults(page)
    trainee.goes_to(f"/learn/play/{trainee.workbook.attempts()[0]}")
    left = trainee.attempt
    page.get_by_role("button", name="Leave", exact=True).click()
    page.get_by_role("button", name="End this attempt").click()
    trainee.sees_a_screen("library")
    trainee.goes_to(f"/learn/debrief/{left}")
    yield "debrief, left", faults(page)
    yield from learns(trainee)
    page.context.set_offline(True)
    expect(page.get_by_role("alert")).not_to_be_empty()
    yield "offline", faults(page)
    page.context.set_offline(False)


@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing(found: dict[str, list[str]], place: str) -> None:
    """No rule of WCAG 2.2 AA that a machine can see is broken, in light and dark, on phone and desktop; nothing is too wide."""
    assert found[place] == []


def test_the_walk_went_everywhere(found: dict[str, list[str]]) -> None:
    """No place of the walk is left out of the list that is checked."""
    assert set(found) == set(PLACES)


# --------------------------------------------------------------------------------------------------- what is announced

LISTEN = """
() => {
  window.heard = [];
  const live = '[role=log], [role=status], [role=alert], [aria-live]:not([aria-live=off])';
  new MutationObserver((records) => {
    for (const { target, addedNodes, type } of records) {
      const region = (target instanceof Element ? target : target.parentElement)?.closest(live);
      if (!region) continue;
      const texts = type === 'characterData' ? [target.data] : [...addedNodes].map((node) => node.textContent);
      texts.filter((text) => text.trim()).forEach((text) => window.heard.push([region.getAttribute('role'), text]));
    }
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}
"""
"""From now on, `window.heard` is what was added to a region that a screen reader announces."""


def plain(text: str) -> str:
    """A text as it is displayed: without the marks of actions, and with spaces as a browser counts them."""
    return re.sub(r"\s+", " ", text.replace("*", "")).strip()


def texts_of(moments: tuple[Moment, ...]) -> Iterator[str]:
    """Everything that these moments say."""
    for moment in moments:
        if moment.choice is not None:
            yield from (moment.choice.text, moment.choice.feedback)
        for line in moment.lines:
            yield line.text
            if line.cue:
                yield line.cue


def test_a_new_turn_is_announced_once(trainee: Trainee) -> None:
    """What is new is added to the conversation's log in one piece, each line of it once, and to no other live region.

    The choices are not announced, and the block that takes the focus is only called by its turn.
    """
    page, rubrics = trainee.page, trainee.workbook.rubrics()
    trainee.starts(SHIPPED)
    trainee.presses("Begin without writing")
    page.evaluate(LISTEN)
    for turn in range(1, 5):
        before = trainee.playing
        trainee.says(trainee.best(rubrics))
        after = trainee.playing
        started = after.events[0].event
        assert isinstance(started, Started)
        told = tell(after.game, after.state, started.site, since=len(before.state.trail))
        heard: list[list[Any]] = page.evaluate("window.heard.splice(0)")
        assert [role for role, _ in heard] == ["log"]
        said = plain(heard[0][1])
        expected = [plain(text) for text in texts_of(told)]
        assert len(expected) >= 3
        for text in expected:
            assert said.count(text) >= 1
        for text in (text for text in expected if len(text) > 20):
            assert said.count(text) == 1
        offers = [plain(offer) for offer in page.locator(".rp-choice-text").all_inner_texts()]
        assert offers
        assert not any(offer in said for offer in offers)
        expect(page.locator(".rp-log > .rp-block").last).to_be_focused()
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == f"Turn {turn + 1}"


def test_the_whole_conversation_is_not_announced_again_after_a_reload(trainee: Trainee) -> None:
    """After a reload the log comes with what is in it, and nothing in it is added one by one."""
    page = trainee.page
    page.add_init_script(f"document.addEventListener('DOMContentLoaded', {LISTEN});")
    trainee.starts(SMALL_ID)
    trainee.presses("Begin without writing")
    trainee.says("reflect")
    page.reload()
    trainee.sees_a_screen("player")
    expect(page.locator(".rp-log")).to_contain_text("You sound tired.")
    heard = page.evaluate("window.heard")
    assert [text for _, text in heard if "You sound tired." in text] == []
