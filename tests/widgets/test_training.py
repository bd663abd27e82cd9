"""Modules, checks, refreshers, the other chair and private pages in a real browser, with a model for the kernel."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.widgets import course_screens, screens
from tests.widgets.page import LAB, PAGE, open_stage, say, sent, show
from tests.widgets.test_browser import SCREENS, focused, violations

MODULE_ADDRESS = "/hub/modules/listening"
READINGS = (
    '<section class="rp-first rp-first-reads" id="rp-first"><article class="rp-readings" id="rp-readings">'
    '<section class="rp-reading"><h1>Listening</h1><p>Nobody has to hurry.</p></section>'
    '<section class="rp-reading"><h2>An example</h2><p><strong>Dana</strong> Been where?</p>'
    "<blockquote><p>Asks back.</p></blockquote></section></article></section>"
)
MODULE_PAGE = PAGE.replace('<div class="rp-cells"', READINGS + '<div class="rp-cells"')
"""The page of a module: its readings stand there before the stage does."""


def open_module(context: BrowserContext) -> Page:
    """The page of a module."""
    return open_stage(context, course_screens.module(), address=MODULE_ADDRESS, page=MODULE_PAGE)


def tab_to(page: Page, text: str) -> None:
    """Press Tab until what has the focus says this."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if text in focused(page):
            return
    raise AssertionError(f"{text} is not reachable with Tab")


# ----------------------------------------------------------------------------------------------------------- grounding


def test_grounding_is_one_press_away_everywhere_and_tells_nobody(phone: BrowserContext) -> None:
    """On every screen one press opens three short exercises; Escape closes them, the focus returns, nothing is sent."""
    page = open_stage(phone, screens.problem())
    for name, screen in SCREENS.items():
        show(page, screens.problem())
        show(page, screen)
        button = page.get_by_role("button", name="Ground", exact=True)
        expect(button).to_have_count(1)
        button.click()
        dialog = page.get_by_role("dialog", name="A minute for yourself")
        expect(dialog.get_by_role("heading", level=3)).to_have_text(["Feet", "Out slowly", "Five things"])
        page.keyboard.press("1")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        assert focused(page).endswith("| Ground"), name
    assert sent(page) == []


def test_help_is_two_presses_away_on_pages_without_a_conversation(phone: BrowserContext) -> None:
    """The exercises lead on to the site's own crisis lines; nothing is sent."""
    page = open_stage(phone, {**course_screens.module(), "help": screens.CARE["help"]})
    page.get_by_role("button", name="Ground", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Get help", exact=True).click()
    expect(page.get_by_role("dialog", name="Help for you")).to_contain_text(screens.CARE["help"]["lines"][0]["name"])
    assert sent(page) == []


def test_grounding_can_be_read_by_everybody(themed: BrowserContext) -> None:
    """Axe finds nothing in the open exercises, in light and dark, over a quiet page and over a conversation."""
    for screen in (course_screens.page(), screens.middle()):
        page = open_stage(themed, screen)
        page.get_by_role("button", name="Ground", exact=True).click()
        assert violations(page) == []


@pytest.mark.parametrize("name", ["library", "check-question", "middle"])
def test_the_words_of_the_bar_fit_the_smallest_phone(phone: BrowserContext, name: str) -> None:
    """Four words stand side by side, none over another, none cut off."""
    page = open_stage(phone, SCREENS[name])
    boxes = page.locator(".rp-bar-buttons > *").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect()).map(({left, right, top}) => [left, right, top])"
    )
    assert len(boxes) == 4
    assert len({round(top) for _, _, top in boxes}) == 1
    edges = [0, *[edge for left, right, _ in boxes for edge in (left, right)], 320]
    assert edges == sorted(edges)


def test_the_bar_says_in_which_part_every_screen_lies(context: BrowserContext) -> None:
    """The part itself, or the one that the screen lies in, and never two; a module lies among the modules."""
    page = open_stage(context, course_screens.page())
    for path, part, how in (
        ("/learn", "Library", "page"),
        ("/learn/scenario/disclosure/small", "Library", "true"),
        ("/learn/pages/stories", "Library", "true"),
        ("/learn/modules", "Modules", "page"),
        ("/modules/listening", "Modules", "true"),
        ("/modules/listening/check", "Modules", "true"),
        ("/learn/placement", "Modules", "true"),
        ("/learn/assessment/disclosure", "Modules", "true"),
        ("/learn/progress", "Progress", "page"),
    ):
        show(page, {**course_screens.page(), "path": path})
        marked = page.locator(".rp-bar [aria-current]")
        expect(marked).to_have_text([part])
        expect(marked).to_have_attribute("aria-current", how)


# ------------------------------------------------------------------------------------------------------------- modules


def test_the_library_says_what_is_next_done_left_and_due(context: BrowserContext) -> None:
    """Before all scenarios stands how far one has come, what is left, what to go on with, and what has come back."""
    page = open_stage(context, {**screens.library(), "course": course_screens.course()})
    part = page.get_by_role("region", name="Your training")
    expect(part).to_contain_text("1 of 3 modules done")
    expect(part).to_contain_text("What is left takes about 9.5 hours")
    expect(part.get_by_role("heading", level=3)).to_have_text("Go on with: Listening")
    expect(part.get_by_role("link", name="2 refreshers are due")).to_have_attribute("href", "/hub/learn/refreshers")
    assert page.locator("h2").first.inner_text() == "Your training"
    assert violations(page) == []


def test_a_link_to_a_module_loads_its_page_and_other_links_stay(context: BrowserContext) -> None:
    """The readings of a module are a page of their own; the list of modules is a screen."""
    page = open_stage(context, {**screens.library(), "course": course_screens.course()})
    page.get_by_role("link", name="All modules").click()
    assert sent(page) == [{"do": "go", "path": "/learn/modules"}]
    show(page, course_screens.modules())
    with page.expect_request("http://stage.test/hub/modules/sharing-your-story") as asked:
        page.get_by_role("link", name="Sharing your story").first.click()
    assert asked.value.is_navigation_request()


def test_in_jupyterlab_a_link_to_a_module_stays(context: BrowserContext) -> None:
    """There is no page to go to, so the screen is asked for."""
    page = open_stage(context, course_screens.modules(), page=LAB, address="/lab")
    page.get_by_role("link", name="Sharing your story").first.click()
    assert sent(page) == [{"do": "go", "path": "/modules/sharing-your-story"}]


def test_each_module_says_where_it_stands(context: BrowserContext) -> None:
    """Number, state, what is left, what comes before: in words, and the next one is marked."""
    page = open_stage(context, course_screens.modules())
    entries = page.locator(".rp-module-entry")
    for place, said in enumerate((["done"], ["begun", "1 of 2 role-plays", "check passed"], ["not begun"])):
        for text in said:
            expect(entries.nth(place)).to_contain_text(text)
    expect(entries.nth(2)).to_contain_text("Easier after: Listening")
    assert page.locator(".rp-tag-next").count() == 1
    expect(entries.nth(1).locator(".rp-tag-next")).to_have_text("Next")


def test_another_way_is_chosen_by_keyboard(context: BrowserContext) -> None:
    """The pathways are folded away; choosing one sends which."""
    page = open_stage(context, course_screens.modules())
    tab_to(page, "Choose another way")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Take this way")
    page.keyboard.press("Enter")
    assert sent(page) == [{"do": "choose_way", "pathway": "groups"}]


def test_what_can_be_done_about_an_assessment_is_said_and_offered(context: BrowserContext) -> None:
    """Only where one can be begun is there a way to begin; a running one goes on; taken ones lead to their debriefs."""
    page = open_stage(context, course_screens.modules())
    cards = page.get_by_role("region", name="Show what you can do").locator(".rp-cards > li:has(h3)")
    offered = [card.locator(".rp-actions a").all_inner_texts() for card in cards.all()]
    assert [[one.split(":")[0].strip() for one in some] for some in offered] == [
        [],
        ["Begin"],
        ["Continue"],
        ["Take it again"],
        [],
        [],
    ]
    expect(cards.nth(0)).to_contain_text("These modules come first: Listening, Sharing your story.")
    expect(cards.nth(3)).to_contain_text("First attempt")
    cards.nth(1).get_by_role("link", name=re.compile("Begin *: When it gets loud")).click()
    assert sent(page) == [{"do": "go", "path": "/learn/assessment/de-escalation"}]


def test_the_brief_of_an_assessment_starts_the_assessment(context: BrowserContext) -> None:
    """Which form it is is not the browser's to say."""
    brief = {**screens.brief(), "assessment": "disclosure", "modes": ["assessment"], "others": []}
    page = open_stage(context, brief, address="/hub/learn/assessment/disclosure")
    page.get_by_role("button", name="Start", exact=True).click()
    assert sent(page) == [{"do": "start_assessment", "pillar": "disclosure"}]


def test_somebody_who_would_rather_not_is_offered_another(context: BrowserContext) -> None:
    """Each other scenario stands with its own content note."""
    page = open_stage(context, screens.brief())
    page.locator(".rp-rather-not summary").click()
    expect(page.locator(".rp-rather-not")).to_contain_text("addiction in the family")
    page.get_by_role("link", name="My brother's story").click()
    assert sent(page) == [{"do": "go", "path": "/learn/scenario/disclosure/my-brothers-story"}]


# ---------------------------------------------------------------------------------------------------------- one module


def test_the_readings_are_part_of_the_module(themed: BrowserContext) -> None:
    """They stand once, above what is to be done, with one h1; axe finds nothing; and reading is not interrupted."""
    page = open_module(themed)
    assert focused(page) == ""
    assert page.evaluate("scrollY") == 0
    expect(page.locator("#rp-readings")).to_have_count(1)
    expect(page.locator(".rp-screen #rp-readings")).to_be_visible()
    assert page.locator("h1").all_inner_texts() == ["Listening"]
    assert page.locator("h2").all_inner_texts()[:2] == ["An example", "Now you"]
    assert violations(page) == []


def test_nothing_moves_when_the_stage_takes_over_the_readings(context: BrowserContext) -> None:
    """A paragraph is read on at the place where it stood before the stage was there."""
    page = open_stage(context, {}, address=MODULE_ADDRESS, page=MODULE_PAGE)
    where = "[...document.querySelectorAll('#rp-readings *')].map((one) => one.getBoundingClientRect()).map(({x, y, width}) => [x, y, width].map(Math.round))"
    before = page.evaluate(where)
    show(page, course_screens.module())
    assert page.evaluate(where) == before
    assert len(before) > 5


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_moves_on_a_narrow_page_either(context: BrowserContext, width: int) -> None:
    """The same on a phone and on a tablet."""
    page = open_stage(context, {}, address=MODULE_ADDRESS, page=MODULE_PAGE)
    page.set_viewport_size({"width": width, "height": 700})
    where = "[...document.querySelectorAll('#rp-readings *')].map((one) => one.getBoundingClientRect()).map(({x, y, width}) => [x, y, width].map(Math.round))"
    before = page.evaluate(where)
    show(page, course_screens.module())
    assert page.evaluate(where) == before
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_coming_back_to_a_module_leads_to_what_is_to_be_done(phone: BrowserContext) -> None:
    """After a check the readings are there, and the focus is below them, in view."""
    page = open_module(phone)
    page.get_by_role("link", name="Try again with other questions").click()
    assert sent(page) == [{"do": "go", "path": "/modules/listening/check"}]
    show(page, course_screens.question())
    assert page.url.endswith("/hub/modules/listening/check")
    expect(page.locator("#rp-readings")).to_have_count(0)
    page.get_by_role("link", name="Listening").click()
    show(page, course_screens.module())
    expect(page.locator(".rp-screen #rp-readings")).to_have_count(1)
    assert focused(page).endswith("| Now you")
    expect(page.get_by_role("heading", name="Now you")).to_be_in_viewport()


def test_back_to_a_module_whose_readings_are_not_here_loads_its_page(context: BrowserContext) -> None:
    """After a reload further on, the page is another one; going back brings the readings, and not a module without."""
    page = open_stage(context, screens.brief(), address="/hub" + screens.brief()["path"])
    page.evaluate("history.replaceState({}, '', '/hub/modules/listening')")
    page.evaluate(f"history.pushState({{}}, '', '/hub{screens.brief()['path']}')")
    with page.expect_request("http://stage.test/hub/modules/listening") as asked:
        page.evaluate("history.back()")
    assert asked.value.is_navigation_request()


def test_a_place_shows_what_fills_it_and_offers_others(context: BrowserContext) -> None:
    """What was played is shown first and marked; a place that nothing can fill says so."""
    page = open_module(context)
    places = page.locator(".rp-place")
    expect(places.nth(0).locator("h4").first).to_have_text("What happened to you?")
    expect(places.nth(0)).to_contain_text("Played")
    expect(places.nth(1)).to_contain_text("Not tried yet")
    expect(places.nth(2)).to_contain_text("not in this library")
    places.nth(0).locator("summary").click()
    places.nth(0).get_by_role("link", name="My brother's story").click()
    assert sent(page) == [{"do": "go", "path": "/learn/scenario/disclosure/my-brothers-story"}]


def test_on_paper_readings_and_answers_are_there_and_nothing_to_press(context: BrowserContext) -> None:
    """A printed module has its readings, what was written, and no button."""
    page = open_module(context)
    page.get_by_label("When did somebody last listen to").fill(
        "My aunt.\n\nAt the sink, for an hour.\n\nTwice.\n\nMore."
    )
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text("Nobody has to hurry.")).to_be_visible()
    assert page.locator("button").evaluate_all("(all) => all.filter((one) => one.checkVisibility()).length") == 0
    field = page.locator("textarea").first
    expect(field).to_be_visible()
    assert field.evaluate("(one) => one.scrollHeight <= one.clientHeight + 1")


# --------------------------------------------------------------------------------------------------------------- check


def test_a_check_is_taken_by_keyboard_alone(context: BrowserContext) -> None:
    """Begin, tick, answer, read why, go on: the focus is always where reading goes on."""
    page = open_stage(context, course_screens.check(), address="/hub/learn")
    tab_to(page, "Begin")
    page.keyboard.press("Enter")
    assert sent(page)[-1] == {"do": "begin_check", "check": "listening"}
    show(page, course_screens.question())
    assert "Femi has said nothing" in focused(page)
    page.keyboard.press("3")
    expect(page.get_by_role("radio").nth(2)).to_be_checked()
    expect(page.get_by_role("radio").nth(2)).to_be_focused()
    page.keyboard.press("2")
    tab_to(page, "Answer")
    page.keyboard.press("Enter")
    assert sent(page)[-1] == {"do": "answer_item", "seq": 3, "item": "listening/silence", "options": ["2"]}
    show(page, course_screens.review())
    assert "There is something that helps more" in focused(page)
    tab_to(page, "Next question")
    page.keyboard.press("Enter")
    assert sent(page)[-1] == {"do": "go", "path": "/modules/listening/check"}
    show(page, course_screens.result(5))
    assert "5 of 6. That is enough" in focused(page)
    assert len(sent(page)) == 3


def test_keys_tick_and_untick_where_several_fit(context: BrowserContext) -> None:
    """A number key ticks its answer and, pressed again, takes it back; keys without an answer do nothing."""
    page = open_stage(context, course_screens.several())
    for key in ("1", "4", "3", "1", "5", "0"):
        page.keyboard.press(key)
    page.keyboard.press("Control+2")
    page.get_by_role("button", name="Answer").click()
    assert [one["options"] for one in sent(page)] == [["3", "4"]]


def test_an_answer_without_a_tick_is_not_sent(context: BrowserContext) -> None:
    """It says what is missing, beside the question, and the focus goes to the answers."""
    page = open_stage(context, course_screens.question())
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("radio").first).to_be_focused()
    expect(page.get_by_role("group")).to_have_accessible_description("Choose an answer first.")
    assert sent(page) == []
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer").click()
    assert len(sent(page)) == 1
    expect(page.locator(".rp-error")).to_be_hidden()


def test_a_double_click_answers_once(context: BrowserContext) -> None:
    """The second click, which may land on what came after the first, does nothing; the answer waits for its reply."""
    page = open_stage(context, course_screens.question())
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer").dblclick()
    assert len(sent(page)) == 1
    show(page, course_screens.review())
    page.get_by_role("button", name="Next question").dispatch_event("click", {"detail": 2})
    assert len(sent(page)) == 1
    page.get_by_role("button", name="Next question").click()
    assert len(sent(page)) == 2


def test_reasons_are_told_apart_by_words(context: BrowserContext) -> None:
    """What was chosen, what helps and what helps less is said and not only coloured; each has its reason."""
    page = open_stage(context, course_screens.review())
    assert page.locator(".rp-reason-mark").all_inner_texts() == ["Helps less", "You chose this", "Helps", "Helps less"]
    for name in ("ask", "fill", "wait", "close"):
        expect(page.locator(".rp-reasons")).to_contain_text(f"This is why {name} does what it does.")


@pytest.mark.parametrize(("right", "first"), [(5, "Back to: Listening"), (2, "Try again with other questions")])
def test_a_result_leads_on(context: BrowserContext, right: int, first: str) -> None:
    """After one that was enough the module comes first, else another try; every question can be read again."""
    page = open_stage(context, course_screens.result(right))
    expect(page.locator(".rp-primary")).to_have_text(first)
    tags = page.locator("summary .rp-tag").all_inner_texts()
    assert tags == ["answered"] * right + ["look again"] * (6 - right)
    page.locator("summary").first.click()
    expect(page.get_by_text("This is why wait does what it does.").first).to_be_visible()


def test_a_placement_names_what_can_be_left_out(context: BrowserContext) -> None:
    """Titles of modules, or the plain word that there is nothing to leave out."""
    page = open_stage(context, course_screens.placement("Listening"))
    expect(page.locator(".rp-plain-list li")).to_have_text(["Listening"])
    show(page, course_screens.placement())
    expect(page.locator(".rp-plain-list")).to_have_count(0)
    expect(page.get_by_text("Nothing to leave out this time")).to_be_visible()


# ---------------------------------------------------------------------------------------------------------- refreshers


def test_a_drill_is_answered_once_and_what_it_did_has_the_focus(phone: BrowserContext) -> None:
    """A key chooses, a closed choice does not, a double press sends once; afterwards reading goes on at the answer."""
    page = open_stage(phone, course_screens.drill())
    page.keyboard.press("4")
    assert sent(page) == []
    page.keyboard.press("2")
    page.keyboard.press("2")
    page.get_by_role("button", name=re.compile("Hospital")).click()
    moment = "disclosure/what-happened-to-you/opening"
    assert sent(page) == [{"do": "refresh", "seq": 5, "moment": moment, "choice": "2"}]
    show(page, course_screens.drilled())
    assert "You checked what the question was for" in focused(page)
    expect(page.get_by_role("note")).to_be_in_viewport()
    expect(page.get_by_text("This moment comes back on Apr 1, 2025.")).to_have_count(1)
    page.get_by_role("link", name="The next moment").click()
    assert sent(page)[-1] == {"do": "go", "path": "/learn/refreshers/disclosure/what-happened-to-you/invited"}


def test_what_is_due_can_be_opened_and_what_is_later_cannot(context: BrowserContext) -> None:
    """Each moment says how often it came back, or when it will."""
    page = open_stage(context, course_screens.refreshers())
    links = page.locator(".rp-cards a")
    expect(links).to_have_count(2)
    lines = page.locator(".rp-status-line").all_inner_texts()
    assert lines == ["comes back for the first time", "came back once before", "on Apr 1, 2025"]
    show(page, {**course_screens.refreshers(), "due": []})
    expect(page.get_by_text("Nothing is due.")).to_be_visible()


def test_from_the_other_chair_a_thought_is_seen_after_the_guess_and_nothing_is_sent(context: BrowserContext) -> None:
    """A thought is hidden until it is asked for; then it has the focus. What was guessed stays in the browser."""
    page = open_stage(context, course_screens.chair())
    thoughts = page.locator(".rp-thought-shown")
    expect(thoughts).to_have_count(3)
    for place in range(3):
        expect(thoughts.nth(place)).to_be_hidden()
    page.get_by_role("textbox").first.fill("Not again.")
    page.get_by_role("button", name="See it").first.press("Enter")
    expect(thoughts.first).to_be_focused()
    expect(thoughts.first).to_contain_text("Thought 1.")
    expect(thoughts.nth(1)).to_be_hidden()
    assert sent(page) == []
    assert page.evaluate("Object.keys(sessionStorage).length + Object.keys(localStorage).length") == 0


# ------------------------------------------------------------------------------------------------------- private pages


def test_a_page_is_kept_and_says_so(context: BrowserContext) -> None:
    """What is not kept is said; only what was written is sent; afterwards it is said when it was kept."""
    page = open_stage(context, course_screens.page())
    status = page.locator(".rp-page-form [role=status]")
    expect(status).to_have_text("")
    expect(page.get_by_role("button", name="Erase this page")).to_be_hidden()
    page.get_by_label("When did somebody last listen to").fill("My aunt.")
    page.get_by_label("Mostly").check()
    page.get_by_label("Which silences").fill("  ")
    expect(status).to_have_text("Not kept yet.")
    keep = page.get_by_role("button", name="Keep this")
    keep.dblclick()
    answers = {"think-1": "My aunt.", "steady": "mostly"}
    assert sent(page) == [{"do": "keep_page", "page": "story-bank", "answers": answers, "seen": None}]
    say(page, {"type": "kept", "page": "story-bank", "at": course_screens.KEPT})
    expect(status).to_have_text("kept on March 14, 2025")
    expect(keep).not_to_have_attribute("aria-disabled", "true")
    assert page.evaluate("Object.keys(sessionStorage).length") == 0
    page.get_by_label("When did somebody last listen to").fill("My other aunt.")
    expect(status).to_have_text("Not kept yet.")
    keep.click()
    assert sent(page)[-1]["seen"] == course_screens.KEPT


def test_what_is_written_while_a_page_is_being_kept_is_not_called_kept(context: BrowserContext) -> None:
    """The answer is about what was sent; the rest is still a draft."""
    page = open_stage(context, course_screens.page())
    field = page.get_by_label("When did somebody last listen to")
    field.fill("My aunt.")
    page.get_by_role("button", name="Keep this").click()
    field.fill("My aunt, at the sink.")
    say(page, {"type": "kept", "page": "story-bank", "at": course_screens.KEPT})
    expect(page.locator(".rp-page-form [role=status]")).to_have_text("Not kept yet.")
    page.reload()
    page.wait_for_function("window.up === true")
    expect(field).to_have_value("My aunt, at the sink.")


def test_a_draft_of_a_page_survives_another_screen_and_a_reload(context: BrowserContext) -> None:
    """Going to the library and back, or reloading, loses nothing, and it is still said that it is not kept."""
    page = open_stage(context, course_screens.page())
    field = page.get_by_label("When did somebody last listen to")
    field.fill("My aunt.")
    page.get_by_label("A little").check()
    show(page, screens.library())
    show(page, course_screens.page())
    expect(field).to_have_value("My aunt.")
    page.reload()
    page.wait_for_function("window.up === true")
    expect(field).to_have_value("My aunt.")
    expect(page.get_by_label("A little")).to_be_checked()
    expect(page.locator(".rp-page-form [role=status]")).to_have_text("Not kept yet.")


def test_a_connection_that_comes_back_does_not_interrupt_writing(context: BrowserContext) -> None:
    """The same screen once more leaves the focus in the field and what is in it."""
    page = open_module(context)
    field = page.get_by_label("When did somebody last listen to")
    field.fill("My au")
    page.evaluate("document.dispatchEvent(new CustomEvent('roleplay:reconnected'))")
    show(page, course_screens.module())
    expect(field).to_be_focused()
    page.keyboard.type("nt.")
    expect(field).to_have_value("My aunt.")


def test_erasing_asks_first(context: BrowserContext) -> None:
    """Nothing is sent before the yes; then an empty page is, the fields are empty, and the focus is on the page."""
    page = open_stage(context, course_screens.page_kept())
    field = page.get_by_label("When did somebody last listen to")
    expect(field).to_have_value("My aunt.\nAt the sink.")
    expect(page.get_by_label("Mostly")).to_be_checked()
    erase = page.get_by_role("button", name="Erase this page")
    erase.click()
    assert violations(page) == []
    page.get_by_role("button", name="Leave it").click()
    expect(erase).to_be_focused()
    assert sent(page) == []
    erase.click()
    page.get_by_role("button", name="Erase it").click()
    seen = course_screens.KEPT
    assert sent(page) == [{"do": "keep_page", "page": "story-bank", "answers": {}, "seen": seen}]
    say(page, {"type": "kept", "page": "story-bank", "at": None})
    expect(field).to_have_value("")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(erase).to_be_hidden()
    expect(page.get_by_role("button", name="Keep this")).to_be_focused()


def test_what_is_kept_of_another_page_changes_nothing(context: BrowserContext) -> None:
    """A late answer about a page that is not on the screen any more leaves this one unkept."""
    page = open_stage(context, course_screens.page())
    page.get_by_label("When did somebody last listen to").fill("My aunt.")
    say(page, {"type": "kept", "page": "readiness", "at": course_screens.KEPT})
    expect(page.locator(".rp-page-form [role=status]")).to_have_text("Not kept yet.")


def test_a_page_that_cannot_be_read_is_not_overwritten(context: BrowserContext) -> None:
    """There is no field and no button, and a word that nothing is lost."""
    unread = {**course_screens.page(), "form": {**course_screens.form("story-bank"), "readable": False}}
    page = open_stage(context, unread)
    expect(page.get_by_text("Nothing is lost; try again later.")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Keep this")).to_have_count(0)
