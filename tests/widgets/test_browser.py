"""Every screen in a real browser, with a model in place of the kernel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from roleplay.apps.catalogue import WORDS
from roleplay.apps.view import Item
from tests import axe
from tests.widgets import course_screens, results_screens, screens
from tests.widgets.page import LAB, open_stage, say, sent, show

SCREENS = {**screens.every_screen(), **course_screens.every_screen(), **results_screens.every_screen()}
EVIL = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'


def violations(page: Page) -> list[str]:
    """What axe finds, in a line each. What does not depend on the theme is looked at in light, by the same tests."""
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    return axe.faults(page, rules=axe.COLOURS if is_dark else ())


def focused(page: Page) -> str:
    """The class and text of what has the focus."""
    text: str = page.evaluate(
        "(({tagName, className, textContent}) => tagName === 'BODY' ? '' : `${className} | ${textContent}`)(document.activeElement)"
    )
    return text


def poisoned(data: Any) -> Any:
    """The same data with markup in every text that is not a code or an address."""
    kept = {"name", "path", "kind", "who", "medium", "mode", "modes", "outcome", "phase", "use", "role", "at", "id"}
    kept |= {"feedback", "severity", "source", "target", "attempt", "node", "levels", "stage", "readiness"}
    if isinstance(data, dict):
        codes = {key for key in data if key in kept or key.endswith("_path")} | ({"due"} if "moment" in data else set())
        return {key: value if key in codes else poisoned(value) for key, value in data.items()}
    if isinstance(data, list):
        return [poisoned(one) for one in data]
    return data + EVIL if isinstance(data, str) else data


# ------------------------------------------------------------------------------------------------------- every screen


def through(page: Page, change: Callable[[Any], Any] = lambda screen: screen) -> Iterator[str]:
    """Show every screen in turn, unfolded, and give its name.

    Another one comes between: a conversation that stands where it stood before is not built again.
    """
    for name, screen in SCREENS.items():
        show(page, screens.problem())
        show(page, change(screen))
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        yield name


def test_axe_finds_nothing(themed: BrowserContext) -> None:
    """No screen breaks a rule of accessibility that a machine can see, in light and dark."""
    page = open_stage(themed, screens.problem())
    found = {name: violations(page) for name in through(page)}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert len(found) == len(SCREENS)


def test_the_smallest_phone_scrolls_one_way_only(phone: BrowserContext) -> None:
    """At 320 px nothing is wider than the page, with everything unfolded."""
    page = open_stage(phone, screens.problem())
    widths = {name: page.evaluate("document.documentElement.scrollWidth") for name in through(page)}
    assert {name: width for name, width in widths.items() if width > 320} == {}


def test_targets_are_large_enough_for_a_thumb(phone: BrowserContext) -> None:
    """Every button and every link that stands alone is at least 44 px high; links among others at least 24."""
    page = open_stage(phone, screens.problem())
    small = {
        name: page.evaluate(
            """[...document.querySelectorAll('.rp-stage :is(button, a, summary, select, textarea)')]
               .filter((one) => one.checkVisibility())
               .map((one) => [one.closest('li, p, td, th') && one.tagName === 'A' ? 24 : 44, one])
               .filter(([least, one]) => one.getBoundingClientRect().height < least && !one.matches('.rp-card-link'))
               .map(([, one]) => `${one.className} ${one.textContent}`)"""
        )
        for name in through(page)
    }
    assert {name: targets for name, targets in small.items() if targets} == {}


def test_every_screen_has_one_heading_and_a_title(context: BrowserContext) -> None:
    """There is exactly one h1, levels are not skipped, and the document's title names the screen."""
    page = open_stage(context, screens.problem())
    for name in through(page):
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1]))")
        assert levels.count(1) == 1, name
        assert levels[0] == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
        assert page.title() == f"{SCREENS[name]['title']} · Roleplay workbook"


def test_markup_in_data_is_shown_as_text(context: BrowserContext) -> None:
    """Markup in any text of a screen stays text: no element of it appears and nothing of it runs."""
    page = open_stage(context, screens.problem())
    for name in through(page, poisoned):
        expect(page.locator(".rp-screen")).to_contain_text("<img src=x")
        assert page.locator("#host img, #host script").count() == 0, name
        assert page.evaluate("window.hit") is None, name


def test_no_key_stands_in_the_place_of_words(context: BrowserContext) -> None:
    """Whatever a screen says is said in words: nowhere does a key of the catalogue stand for itself."""
    page = open_stage(context, screens.problem())
    heads = "|".join(sorted({key.partition(".")[0] for key in WORDS}))
    for name in through(page):
        shown = page.locator(".rp-stage").inner_text()
        assert re.findall(rf"\b(?:{heads})\.[a-z][a-z.-]*", shown) == [], name


def test_nothing_is_wider_than_the_window_at_twice_the_size(browser: Browser) -> None:
    """With all texts at 200 % in a window of 640 px every screen scrolls one way only."""
    zoomed = browser.new_context(viewport={"width": 640, "height": 800}, reduced_motion="reduce")
    page = open_stage(zoomed, screens.problem())
    page.add_style_tag(content="html { font-size: 200% }")
    widths = {name: page.evaluate("document.documentElement.scrollWidth") for name in through(page)}
    zoomed.close()
    assert {name: width for name, width in widths.items() if width > 640} == {}


def test_nothing_is_asked_of_another_host(context: BrowserContext) -> None:
    """No screen makes a request beyond its own page."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = open_stage(context, screens.problem())
    assert len(list(through(page))) == len(SCREENS)
    assert asked
    assert [url for url in asked if not url.startswith("http://stage.test/")] == []


def test_an_address_in_data_that_is_no_path_makes_no_link(context: BrowserContext) -> None:
    """A path that would run a script or lead elsewhere does not become one."""
    screen = screens.problem()
    for address in ("javascript:alert(1)", "//elsewhere.test/x", "https://elsewhere.test"):
        page = open_stage(context, {**screen, "back_path": address}, page=LAB)
        assert page.locator(".rp-problem a").get_attribute("href") is None


@pytest.mark.parametrize("name", ["library", "middle", "debrief"])
def test_in_jupyterlab_it_looks_right_by_itself(context: BrowserContext, name: str) -> None:
    """Without the page's style sheet the stage still has its colours, its type, and no violation."""
    page = open_stage(context, SCREENS[name], page=LAB)
    style = "getComputedStyle(document.querySelector('.rp-stage'))"
    assert page.evaluate(f"{style}.backgroundColor") == "rgb(250, 246, 240)"
    assert "Palatino" in page.evaluate(f"{style}.fontFamily")
    assert violations(page) == []


# --------------------------------------------------------------------------------------------------- the conversation


def test_a_conversation_is_played_by_keyboard_alone(context: BrowserContext) -> None:
    """From the first question to the debrief with Tab, Enter, Space and number keys, focus always where reading goes on."""
    page = open_stage(context, screens.player(screens.NOWS["anticipate"]))
    press = page.keyboard.press

    def tab_to(text: str) -> None:
        for _ in range(40):
            if text in focused(page):
                return
            press("Tab")
        raise AssertionError(f"{text} is not reachable with Tab")

    tab_to("Begin without writing")
    press("Enter")
    say(page, {"type": "played", "seq": 2, "append": screens.OPENING, "now": screens.FIRST_CHOICES})
    assert "rp-block" in focused(page)
    tab_to("Fair question")
    press("Space")
    say(page, screens.FIRST_DELTA)
    assert "You, as Sam" in focused(page)
    assert "You checked what the question was for" in focused(page)
    press("1")
    say(page, screens.SECOND_DELTA)
    press("1")
    say(page, screens.ENDING_DELTA)
    assert "She stays for the second half" in focused(page)
    tab_to("Go on without writing")
    press("Enter")
    say(page, {"type": "played", "seq": 6, "append": [], "now": {"kind": "finish"}})
    assert "That was the whole conversation" in focused(page)
    press("Tab")
    press("Enter")
    show(page, screens.debrief())
    assert "What happened to you?" in focused(page)
    assert [message["do"] for message in sent(page)] == ["expect", "choose", "choose", "choose", "reflect", "finish"]
    assert [message["seq"] for message in sent(page)] == [2, 2, 3, 4, 5, 6]
    assert sent(page)[1] == {"do": "choose", "seq": 2, "node": "opening", "choice": "ask-first"}
    assert sent(page)[4]["texts"] == [None, None]


def test_choices_stand_in_the_order_that_was_sent(context: BrowserContext) -> None:
    """The displayed order is the server's; the browser does not sort."""
    page = open_stage(context, screens.player())
    shown = page.get_by_role("group", name="Your response").get_by_role("button").all_inner_texts()
    assert [text.split("\n")[-1][:12] for text in shown] == [
        "Hospital. Tw",
        "Fair questio",
        "This hour is",
        "Ruth, would ",
    ]


def test_a_closed_choice_says_why_and_sends_nothing(context: BrowserContext) -> None:
    """A closed choice can be found and read, with its reason, but neither click nor key chooses it."""
    page = open_stage(context, screens.player())
    closed = page.get_by_role("button", name=re.compile("Ruth, would you like"))
    expect(closed).to_have_attribute("aria-disabled", "true")
    expect(closed).to_have_accessible_description("Not open: Ruth has just left to let somebody in.")
    closed.click(force=True)
    page.keyboard.press("4")
    assert sent(page) == []


def test_a_new_turn_is_announced_once(context: BrowserContext) -> None:
    """Each delta adds one piece to the log, and no other live region repeats it."""
    page = open_stage(context, screens.player())
    page.evaluate(
        """window.added = [];
           new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach((node) => window.added.push(node.textContent))))
             .observe(document.querySelector('[role=log]'), {childList: true, subtree: true, characterData: true})"""
    )
    for delta in (screens.FIRST_DELTA, screens.SECOND_DELTA):
        say(page, delta)
    added = page.evaluate("window.added")
    assert len(added) == 2
    assert "Not the director's cut." in added[0]
    assert "They asked my mum." in added[1]
    lively = page.locator("[aria-live], [role=status], [role=alert], [role=log]").all_text_contents()
    assert sum(text.count("They asked my mum.") for text in lively) == 1
    assert page.get_by_role("log").get_attribute("aria-live") is None  # a log is polite by itself


def test_focus_goes_to_the_new_turn_and_the_turn_is_in_view(phone: BrowserContext) -> None:
    """After a choice reading goes on at what was said, below the bar, not at the next choices."""
    page = open_stage(phone, screens.player())
    page.get_by_role("button", name=re.compile("Fair question")).click()
    say(page, screens.FIRST_DELTA)
    assert focused(page).startswith("rp-block")
    top, bar = page.evaluate(
        "[document.activeElement.getBoundingClientRect().top, document.querySelector('.rp-top').getBoundingClientRect().bottom]"
    )
    assert bar <= top < 200


def test_a_pressed_choice_waits_and_is_not_sent_twice(context: BrowserContext) -> None:
    """Until an answer comes, no second press of anything is sent; the pressed button shows that it waits."""
    page = open_stage(context, screens.player())
    choice = page.get_by_role("button", name=re.compile("Fair question"))
    choice.click()
    expect(choice).to_have_class(re.compile("rp-pending"))
    choice.click(force=True)
    page.get_by_role("button", name=re.compile("Hospital")).click()
    page.keyboard.press("3")
    assert len(sent(page)) == 1


def test_the_second_click_of_a_double_click_chooses_nothing(context: BrowserContext) -> None:
    """A double click answers one turn, even when the next turn's choice comes up under the pointer."""
    page = open_stage(context, screens.player())
    page.get_by_role("button", name=re.compile("Fair question")).click()
    say(page, screens.FIRST_DELTA)
    page.get_by_role("button", name=re.compile("It is a long story")).dispatch_event("click", {"detail": 2})
    assert len(sent(page)) == 1
    page.get_by_role("button", name=re.compile("It is a long story")).click()
    assert len(sent(page)) == 2


def test_a_refusal_gives_the_button_back(context: BrowserContext) -> None:
    """After a notice of a problem the same choice can be pressed again, and the notice is in a status region."""
    page = open_stage(context, screens.player())
    choice = page.get_by_role("button", name=re.compile("Fair question"))
    choice.click()
    say(page, {"type": "notice", "tone": "problem", "text": "This attempt has moved on in another tab."})
    expect(page.get_by_role("status")).to_have_text("This attempt has moved on in another tab.")
    expect(choice).not_to_have_class(re.compile("rp-pending"))
    expect(choice).not_to_have_attribute("aria-disabled", "true")
    choice.click()
    assert len(sent(page)) == 2
    page.get_by_role("button", name="Close this message").click()
    expect(page.get_by_role("status")).to_be_empty()


def test_number_keys_are_text_in_a_text_field_and_can_be_turned_off(context: BrowserContext) -> None:
    """A digit typed into a field is a digit; with the keys off it chooses nothing, and that is remembered."""
    page = open_stage(context, screens.player(screens.NOWS["say-first"]))
    page.get_by_label("What would you say, as Sam?").press_sequentially("1 or 2")
    assert page.get_by_role("textbox").input_value() == "1 or 2"
    show(page, {**screens.player(), "seq": 3})
    page.get_by_role("button", name="Turn off").click()
    page.keyboard.press("2")
    assert sent(page) == []
    again = open_stage(context, screens.player())
    again.keyboard.press("2")
    assert sent(again) == []
    again.get_by_role("button", name="Turn on").click()
    again.keyboard.press("2")
    assert [message["choice"] for message in sent(again)] == ["ask-first"]


def test_a_note_is_folded_and_unfolded(context: BrowserContext) -> None:
    """Feedback can be put away and brought back with the same button, without losing the focus."""
    page = open_stage(context, screens.middle())
    note = page.get_by_role("note").first
    note.get_by_role("button", name="Fold this note away").press("Enter")
    expect(note.get_by_text("You checked what")).to_be_hidden()
    button = note.get_by_role("button", name="Show")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(note.get_by_text("You checked what")).to_be_visible()


def test_voices_are_told_apart_by_name_and_initials(context: BrowserContext) -> None:
    """In a group each line carries the name of who says it, and marks differ in letters and not only in colour."""
    page = open_stage(context, screens.player())
    assert page.locator(".rp-log .rp-avatar").all_text_contents() == ["D", "FA"]
    assert page.locator(".rp-log .rp-speaker").all_text_contents() == ["Dana", "Femi Adeyemi"]
    expect(page.locator(".rp-log .rp-cue").first).to_have_css("font-style", "italic")


def test_a_silence_is_seen_and_not_said(context: BrowserContext) -> None:
    """A line without words shows what a camera would show, without an empty bubble."""
    silence = {"kind": "line", "turn": 1, "who": "dana", "text": "…", "cue": "looks at the rain", "at": None}
    page = open_stage(context, screens.player(items=[*screens.OPENING, silence]))  # type: ignore[list-item] # as it is sent
    last = page.locator(".rp-line").last
    expect(last).to_contain_text("looks at the rain")
    expect(last.locator(".rp-speech")).to_have_count(0)


def test_a_text_chat_has_its_times(context: BrowserContext) -> None:
    """Messages show when they came; a second message of the same person still has its name for a screen reader."""
    page = open_stage(context, screens.text_chat())
    assert page.locator(".rp-at").all_text_contents() == ["01:12", "01:12", "01:15", "01:19"]
    assert page.locator(".rp-log").text_content() is not None
    assert (page.locator(".rp-log").text_content() or "").count("Dana") == 4


def test_a_resync_that_brings_nothing_new_leaves_the_page_alone(context: BrowserContext) -> None:
    """After a lost connection the same step keeps what is being written; a later step replaces it."""
    reply = screens.player(screens.NOWS["reply"])
    page = open_stage(context, reply)
    page.get_by_role("textbox").fill("Dear Dana")
    page.evaluate("document.dispatchEvent(new CustomEvent('roleplay:reconnected'))")
    assert sent(page) == [{"do": "resync"}]
    show(page, {**reply, "shown": 7})
    assert page.get_by_role("textbox").input_value() == "Dear Dana"
    show(page, screens.middle())
    expect(page.get_by_role("textbox")).to_have_count(0)


@pytest.mark.parametrize("screen", [{"name": "elsewhere"}, {"name": "debrief", "path": "/learn/debrief/a9"}])
def test_a_screen_that_cannot_be_drawn_leaves_the_present_one(context: BrowserContext, screen: dict[str, str]) -> None:
    """What the browser's part does not know or cannot draw is said, and what was there stays usable."""
    page = open_stage(context, screens.player())
    show(page, screen)
    expect(page.get_by_role("status")).to_contain_text("could not be shown")
    page.get_by_role("button", name=re.compile("Fair question")).click()
    assert len(sent(page)) == 1


def test_a_lost_connection_is_said_and_nothing_breaks(context: BrowserContext) -> None:
    """When sending fails there is a notice, no error, and the button comes back."""
    errors: list[str] = []
    page = open_stage(context, screens.player())
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.clock.install()
    page.evaluate("void (window.sent.push = () => { throw new Error('gone'); })")
    page.get_by_role("button", name=re.compile("Fair question")).click()
    expect(page.get_by_role("status")).to_contain_text("no connection at the moment")
    page.clock.run_for(20_000)
    expect(page.get_by_role("button", name=re.compile("Fair question"))).not_to_have_class(re.compile("rp-pending"))
    assert errors == []


# -------------------------------------------------------------------------------------------------------------- forms


def test_a_reply_is_counted_and_a_long_one_refused_kindly(context: BrowserContext) -> None:
    """An empty or too long reply is not sent; the field is marked, says why, and has the focus."""
    page = open_stage(context, screens.player(screens.NOWS["reply"]))
    field = page.get_by_role("textbox", name=re.compile("After the group"))
    page.get_by_role("button", name="Send").click()
    expect(field).to_have_accessible_description(re.compile("Write something first"))
    field.fill("word " * 83)
    expect(page.get_by_text("83 of at most 80 words")).to_be_visible()
    page.get_by_role("button", name="Send").click()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("3 words more than the 80"))
    assert sent(page) == []
    field.fill(screens.OWN_REPLY)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Send").click()
    assert sent(page) == [{"do": "write", "seq": 2, "node": "message", "text": screens.OWN_REPLY}]


def test_after_a_reply_the_comparison_has_the_focus_and_sends_what_was_ticked(context: BrowserContext) -> None:
    """Own words and a good answer stand side by side; only ticked behaviours are sent."""
    page = open_stage(context, screens.player(screens.NOWS["reply"]))
    page.get_by_role("button", name="Go on without writing").click()
    assert sent(page)[0]["text"] is None
    reply = {"kind": "reply", "turn": 1, "text": screens.OWN_REPLY}
    say(page, {"type": "played", "seq": 3, "append": [reply], "now": screens.NOWS["compare"]})
    assert "Side by side" in focused(page)
    page.get_by_label("Leaves the decision with the peer").check()
    page.get_by_role("button", name="Go on").click()
    assert sent(page)[1] == {"do": "compare", "seq": 3, "node": "message", "behaviours": ["leaves-choice"]}


def test_saying_it_first_keeps_the_words_beside_the_choices(context: BrowserContext) -> None:
    """Own words come before the choices and stay visible beside them; an empty field is not sent."""
    page = open_stage(context, screens.player(screens.NOWS["say-first"]))
    page.get_by_role("button", name="Show the choices").click()
    assert sent(page) == []
    page.get_by_role("textbox").fill("Do you want to hear about it?")
    page.get_by_role("button", name="Show the choices").click()
    assert sent(page) == [{"do": "say_first", "seq": 2, "node": "opening", "text": "Do you want to hear about it?"}]
    say(page, {"type": "played", "seq": 3, "append": [], "now": screens.NOWS["own-words"]})
    expect(page.locator(".rp-yours")).to_contain_text("Do you want to hear about it")
    expect(page.get_by_role("group", name="Your response").get_by_role("button")).to_have_count(4)
    assert focused(page).startswith("rp-panel rp-response")


def test_a_reflection_sends_a_text_or_nothing_for_each_question(context: BrowserContext) -> None:
    """What is left empty is sent as nothing written."""
    page = open_stage(context, SCREENS["reflect"])
    page.get_by_role("textbox", name=re.compile("What did you notice")).fill("  A hot face. ")
    page.get_by_role("button", name="Keep this and go on").click()
    assert sent(page) == [{"do": "reflect", "seq": 2, "texts": ["A hot face.", None]}]


def test_what_was_being_written_survives_a_reload_and_goes_once_it_is_sent(context: BrowserContext) -> None:
    """A draft is there again after a reload of the tab; after it was sent and answered, nothing is kept."""
    page = open_stage(context, screens.player(screens.NOWS["reply"]))
    page.get_by_role("textbox").fill("Dear Dana")
    page.reload()
    page.wait_for_function("window.up === true")
    expect(page.get_by_role("textbox")).to_have_value("Dear Dana")
    page.get_by_role("button", name="Send").click()
    say(page, screens.FIRST_DELTA)
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_the_start_form_sends_what_was_chosen(context: BrowserContext) -> None:
    """Mode, feedback and say-it-first are sent; an assessment always has its feedback at the end."""
    page = open_stage(context, screens.brief())
    page.get_by_label("All of it at the end").check()
    page.get_by_label("Let me write my own words").check()
    page.get_by_role("button", name="Start", exact=True).click()
    scenario = "disclosure/what-happened-to-you"
    assert sent(page) == [
        {"do": "start", "scenario": scenario, "mode": "practice", "feedback": "end", "say_first": True}
    ]
    say(page, {"type": "notice", "tone": "problem", "text": "Not now."})
    page.get_by_label("After each thing I say").check()
    page.get_by_label("Assessment", exact=True).check()
    expect(page.get_by_label("After each thing I say")).to_be_hidden()
    page.get_by_role("button", name="Start", exact=True).click()
    assert sent(page)[1]["mode"] == "assessment"
    assert sent(page)[1]["feedback"] == "end"


# --------------------------------------------------------------------------------------------------- always there


@pytest.mark.parametrize("name", ["brief", "anticipate", "middle", "reflect", "debrief"])
def test_pause_and_help_are_there_and_tell_nobody(themed: BrowserContext, name: str) -> None:
    """Both open a dialog without violation, Escape closes it, focus returns, and nothing is sent."""
    page = open_stage(themed, SCREENS[name])
    for label, text in (("Pause", "feel the floor press back"), ("Get help", "Night line of the county")):
        button = page.get_by_role("button", name=label, exact=True)
        button.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text(text)
        assert violations(page) == []
        page.keyboard.press("1")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(button).to_be_focused()
    assert sent(page) == []


@pytest.mark.parametrize("name", ["brief", "middle", "debrief"])
@pytest.mark.parametrize("width", [768, 1280])
def test_the_bar_and_help_stay_within_their_frames(context: BrowserContext, name: str, width: int) -> None:
    """The bar begins and ends with the column for reading, and what closes the help is whole and in sight."""
    page = open_stage(context, SCREENS[name])
    page.set_viewport_size({"width": width, "height": 800})
    edges = "(one) => [one.getBoundingClientRect().left, one.getBoundingClientRect().right]"
    parts = (".rp-head", ".rp-bar-title", ".rp-care-help span")
    heading, title, last = (page.locator(part).evaluate(edges) for part in parts)
    assert title[0] == pytest.approx(heading[0], abs=1)
    assert last[1] == pytest.approx(heading[1], abs=1)
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_in_viewport(ratio=1)


def test_help_dials_and_says_when_nothing_is_set_up(context: BrowserContext) -> None:
    """Numbers are links that dial; without any line the dialog says so and gives the advice that holds anywhere."""
    page = open_stage(context, screens.brief())
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("link", name="555 0123")).to_have_attribute("href", "tel:5550123")
    expect(page.get_by_role("link", name="write HELLO")).to_have_count(0)
    page.get_by_role("button", name="Close", exact=True).click()
    show(page, {**screens.brief(), "care": screens.NO_HELP})
    page.get_by_role("button", name="Get help").click()
    expect(page.get_by_role("dialog")).to_contain_text("No crisis line has been set up here yet")
    expect(page.get_by_role("dialog")).to_contain_text("emergency number of the place where you are")


def test_leaving_asks_first_and_offers_to_come_back(context: BrowserContext) -> None:
    """Staying sends nothing, coming back later only opens the library, ending sends the command with its step."""
    page = open_stage(context, screens.player())
    leave = page.get_by_role("button", name="Leave", exact=True)
    leave.click()
    page.get_by_role("button", name="Stay", exact=True).click()
    expect(leave).to_be_focused()
    assert sent(page) == []
    leave.click()
    page.get_by_role("button", name="Come back later").click()
    assert sent(page) == [{"do": "go", "path": "/learn"}]
    show(page, screens.library())
    show(page, screens.player())
    leave.click()
    page.get_by_role("button", name="End this attempt").click()
    assert sent(page)[1] == {"do": "leave", "seq": 2}


def test_leaving_a_brief_or_a_debrief_simply_leads_to_the_library(context: BrowserContext) -> None:
    """Where nothing runs there is nothing to confirm."""
    page = open_stage(context, screens.brief())
    page.get_by_role("button", name="Leave", exact=True).click()
    assert sent(page) == [{"do": "go", "path": "/learn"}]


# ------------------------------------------------------------------------------------------------------------ library


def test_filters_come_with_many_scenarios_and_say_what_is_left(context: BrowserContext) -> None:
    """Few scenarios have no filters; with many, search, part, intensity and length narrow them down together."""
    few = open_stage(context, screens.library())
    expect(few.get_by_role("search")).to_have_count(0)
    page = open_stage(context, screens.large_library())
    page.get_by_label("Search").fill("messAGE")
    expect(page.get_by_role("heading", name="One in the morning")).to_be_visible()
    expect(page.get_by_text("1 of 10 scenarios")).to_be_visible()
    page.get_by_label("Part").select_option(label="Disclosure")
    expect(page.get_by_text("No scenario fits all of this")).to_be_visible()
    page.get_by_label("Search").fill("")
    page.get_by_label("Length").select_option(label="Longer than 20 minutes")
    expect(page.get_by_text("1 of 10 scenarios")).to_be_visible()


def test_a_filter_is_still_set_after_coming_back(context: BrowserContext) -> None:
    """Looking at a brief and returning keeps the narrowed view."""
    page = open_stage(context, screens.large_library())
    page.get_by_label("Part").select_option(label="Disclosure")
    show(page, screens.brief())
    show(page, screens.large_library())
    expect(page.get_by_label("Part")).to_have_value("disclosure")
    expect(page.get_by_text("7 of 10 scenarios")).to_be_visible()


def test_how_it_went_is_said_in_words(context: BrowserContext) -> None:
    """A card says whether it was tried and how the last time went."""
    page = open_stage(context, screens.library())
    lines = page.locator(".rp-pillar .rp-status-line span:first-child").all_text_contents()
    assert lines == [
        "Tried 2 times · last time: met the standard, Mar 12, 2025",
        "Not tried yet",
        "Tried once · last time: left early, no level, Mar 12, 2025",
        "Not tried yet",
        "Tried once · last time: not yet at the standard, Mar 12, 2025",
    ]


def test_authors_see_what_needs_mending(context: BrowserContext) -> None:
    """Each diagnostic names place, code, what is wrong and what to do; errors come before warnings."""
    screen = screens.large_library()
    screen["mending"][0]["diagnostics"].reverse()
    page = open_stage(context, screen)
    page.get_by_text("2 things to mend").click()
    expect(page.locator(".rp-diagnostics")).to_contain_text("Error 11:5 RP104")
    expect(page.locator(".rp-diagnostics")).to_contain_text('Did you mean "invited"?')
    expect(page.locator(".rp-severity")).to_have_text(["Error", "Warning"])


def test_the_theme_can_be_chosen_and_is_remembered(context: BrowserContext) -> None:
    """Dark by choice sets the page's theme at once and in this browser."""
    page = open_stage(context, screens.library())
    page.get_by_label("Colours").select_option("dark")
    assert (
        page.evaluate("[document.documentElement.dataset.theme, localStorage.getItem('roleplay:theme')]")
        == ["dark"] * 2
    )
    page.get_by_label("Colours").select_option("system")
    assert page.evaluate("localStorage.getItem('roleplay:theme')") is None


# ------------------------------------------------------------------------------------------------------------ debrief


def test_the_debrief_begins_with_what_went_well_and_the_peers_view(context: BrowserContext) -> None:
    """Levels come after what went well and after how the peer sees it; each level is said in words."""
    page = open_stage(context, screens.debrief())
    headings = page.locator("h2").all_text_contents()
    assert headings[:5] == [
        "What went well",
        "How Dana sees it, a day later",
        "How it ended",
        "What this was about underneath",
        "How it went",
    ]
    levels = page.locator(".rp-level").all_text_contents()
    assert levels == ["Skilled", "Needs practice", "No opportunity"]  # and none for what is not assessed
    expect(page.locator(".rp-repaired")).to_contain_text("Repaired. It stays on record")


def test_long_lists_are_folded_but_never_a_harm(context: BrowserContext) -> None:
    """Of many good moments three are seen at once and the others on request; harmful ones are always seen."""
    screen = screens.debrief()
    screen["went_well"] = screen["went_well"] * 4
    harm = screen["competencies"][2]["shown"][0]
    screen["competencies"][2]["shown"] = [harm] * 5
    page = open_stage(context, screen)
    assert page.locator(".rp-highlights > li:visible").count() == 3
    assert page.locator(".rp-tick-harmful:visible").count() == 5
    page.locator(".rp-well").get_by_text("5 more").click()
    assert page.locator(".rp-highlights > li:visible").count() == 8


def test_a_moment_leads_into_the_transcript(context: BrowserContext) -> None:
    """Following a moment unfolds the conversation, puts that turn in view and gives it the focus; the address stays."""
    page = open_stage(context, screens.debrief(), address="/hub/learn/debrief/a9")
    page.locator(".rp-competency").get_by_role("link", name="Turn 3").first.click()
    turn = page.locator("#rp-turn-3")
    expect(turn).to_be_focused()
    expect(turn).to_be_in_viewport()
    assert page.url.endswith("/hub/learn/debrief/a9")
    assert sent(page) == []


def later(item: Item, turns: int) -> Item:
    """The same, so many turns later."""
    moved = copy(item)
    moved["turn"] += turns
    return moved


def test_following_a_moment_far_away_keeps_the_focus_in_view(browser: Browser) -> None:
    """In a long debrief the moment is in view at once, also with motion allowed, and so is what Tab then leads to."""
    moving = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="no-preference")
    screen = screens.debrief()
    screen["items"] = [later(item, 4 * lap) for lap in range(20) for item in screen["items"]]
    page = open_stage(moving, screen)
    page.locator(".rp-well").get_by_role("link", name="Turn 3").click()
    tops = [page.evaluate("document.activeElement.getBoundingClientRect().top")]
    page.keyboard.press("Tab")
    tops.append(page.evaluate("document.activeElement.getBoundingClientRect().top"))
    moving.close()
    assert [top for top in tops if not 0 <= top < 900] == []


def test_what_one_turn_showed_stands_under_one_quotation(context: BrowserContext) -> None:
    """Several behaviours of a turn share its words, said once, and its link."""
    screen = screens.debrief()
    screen["went_well"].insert(1, {**screen["went_well"][0], "text": "Names a feeling that is there"})
    page = open_stage(context, screen)
    first = page.locator(".rp-highlights > li").first
    expect(first.locator("blockquote")).to_have_count(1)
    expect(first.locator(".rp-behaviour")).to_have_text(
        ["Asks whether sharing is wanted before sharing", "Names a feeling that is there"]
    )
    expect(page.locator(".rp-highlights > li")).to_have_count(2)


def test_an_assessment_promises_nothing_that_is_not_there(context: BrowserContext) -> None:
    """Where roads and thoughts are not told and nothing can be tried again, no text says that they are."""
    screen = screens.debrief()
    screen["mode"] = "assessment"
    screen["missed_cues"][0]["offered"] = []
    for one in screen["decisions"]:
        one["offers"] = [offer for offer in one["offers"] if offer["chosen"]]
        one["branch"] = None
    page = open_stage(context, screen)
    for promise in ("go back to any of them", "what else was on offer", "With what the others thought"):
        expect(page.locator(".rp-debrief")).not_to_contain_text(promise)
    expect(page.locator(".rp-missed-one")).to_contain_text("Something that was needed was within reach here.")


@pytest.mark.parametrize(("branch", "buttons"), [(None, 0), (3, 1)])
def test_a_written_answer_is_a_decision_without_other_roads(
    context: BrowserContext, branch: int | None, buttons: int
) -> None:
    """A row without offers says that an answer was written, and can be gone back to where that is possible."""
    screen = screens.debrief()
    screen["decisions"].append({"turn": 4, "offers": [], "branch": branch})
    row = open_stage(context, screen).locator(".rp-decisions > li").last
    expect(row).to_contain_text("Here you wrote an answer of your own.")
    expect(row).not_to_contain_text("other road")
    expect(row.get_by_role("button", name="Try again from turn 4")).to_have_count(buttons)


def test_thoughts_are_told_in_the_debrief(context: BrowserContext) -> None:
    """What was thought and not said stands with the line that went with it."""
    page = open_stage(context, screens.debrief())
    page.get_by_text("Read it again").click()
    expect(page.locator(".rp-thought")).to_contain_text("If it's a slogan I'm leaving.")


def test_a_text_is_shared_and_taken_back_by_keyboard(context: BrowserContext) -> None:
    """Below each text stands who can read it, and a button that changes that; a change is announced, the focus stays."""
    page = open_stage(context, screens.debrief())
    lines = page.locator(".rp-readers")
    shared = "Shared with those who accompany you: your supervisor, facilitators and evaluators."
    assert lines.locator(".rp-readers-who").all_text_contents() == ["Only you can read this.", shared]
    share = page.get_by_role("button", name="Share it with those who accompany you: What do you expect will be hard")
    share.focus()
    page.keyboard.press("Enter")
    assert sent(page) == [{"do": "share", "text": "t1"}]
    expect(lines.first.locator("[aria-live=polite]")).to_have_text("Only you can read this.")
    say(page, {"type": "readers", "text": "t1", "who": "shared"})
    expect(lines.first.locator("[aria-live=polite]")).to_have_text(shared)
    back = page.get_by_role("button", name="Take it back: What do you expect will be hard")
    expect(back).to_be_focused()
    expect(back).not_to_have_attribute("aria-disabled", "true")
    expect(lines.last).to_contain_text(shared)
    page.keyboard.press("Space")
    assert sent(page)[-1] == {"do": "unshare", "text": "t1"}


def test_what_cannot_be_shared_has_no_button(context: BrowserContext) -> None:
    """A reply says who looks at it; alone on one's own machine there is nobody to share with."""
    screen = screens.debrief()
    assert screen["expectation"] is not None
    screen["expectation"]["readers"] = {"text": None, "who": "you"}
    screen["reflections"] = []
    screen["items"] = [
        {"kind": "reply", "turn": 1, "text": "Dear Dana.", "readers": {"text": None, "who": "reviewers"}}
    ]
    page = open_stage(context, screen)
    page.get_by_text("Read it again").click()
    assert page.locator(".rp-readers").all_text_contents() == [
        "Only you can read this.",
        "Supervisors and evaluators of your cohort can read this reply.",
    ]
    expect(page.locator(".rp-readers").get_by_role("button")).to_have_count(0)


def test_it_can_be_tried_again_from_a_decision(context: BrowserContext) -> None:
    """Each decision of a practice attempt can be gone back to; where it may not, there is no button."""
    page = open_stage(context, screens.debrief())
    page.get_by_role("button", name="Try again from turn 2").click()
    assert sent(page) == [{"do": "branch", "attempt": "a9", "turns": 1}]
    closed = screens.debrief()
    for decision in closed["decisions"]:
        decision["branch"] = None
    other = open_stage(context, closed)
    expect(other.get_by_role("button", name=re.compile("Try again"))).to_have_count(0)


def test_the_map_has_words_and_every_place(context: BrowserContext) -> None:
    """The drawing is named in words, shows each place once and marks the way taken by more than colour."""
    page = open_stage(context, screens.debrief())
    drawing = page.get_by_role("img", name=re.compile("you came through 4 of 9 places; 7 roads were not taken"))
    expect(drawing).to_be_visible()
    assert page.locator(".rp-place-number").all_text_contents() == ["1", "2", "3"]
    assert page.locator(".rp-taken").count() == 3
    width = page.evaluate("getComputedStyle(document.querySelector('.rp-taken')).strokeWidth")
    dash = page.evaluate("getComputedStyle(document.querySelector('.rp-road:not(.rp-taken)')).strokeDasharray")
    assert (width, dash) == ("4px", "4px, 5px")


def test_places_of_the_map_never_lie_on_each_other(context: BrowserContext) -> None:
    """Every place has a spot of its own, and roads lead downwards."""
    page = open_stage(context, screens.debrief())
    spots = page.evaluate(
        "[...document.querySelectorAll('.rp-map g')].map((one) => one.getBBox()).map(({x, y}) => `${x} ${y}`)"
    )
    assert len(set(spots)) == len(spots) == 9


def test_earlier_attempts_are_compared_in_chart_and_table(context: BrowserContext) -> None:
    """A chart for each competency with its text, and a table that says the same."""
    page = open_stage(context, screens.debrief())
    chart = page.get_by_role(
        "img", name=re.compile(r"^Active listening\. .*: Needs practice; .*: Helpful; .*: Needs practice$")
    )
    expect(chart).to_be_visible()
    table = page.get_by_role("region", name="Levels of your attempts at this scenario")
    assert table.locator("tbody tr").nth(1).locator("td").all_text_contents() == [
        "Helpful",
        "Helpful",
        "No opportunity",
        "met",
    ]


def test_an_attempt_that_was_left_has_no_level_and_no_blame(context: BrowserContext) -> None:
    """Leaving shows no level, no standard, and says that it is all right."""
    page = open_stage(context, screens.left())
    expect(page.get_by_text("That is always all right")).to_be_visible()
    expect(page.locator(".rp-level")).to_have_count(0)


# -------------------------------------------------------------------------------------------------------- the address


def test_the_first_message_says_where_the_page_was_opened(context: BrowserContext) -> None:
    """The path is sent without the server's base, and the page is told once that something is there."""
    page = open_stage(context, screens.middle(), address="/hub/learn/play/a9")
    assert page.evaluate("window.sent[0]") == {"do": "ready", "path": "/learn/play/a9"}
    show(page, screens.library())
    assert page.evaluate("window.readies") == 1


def test_nothing_is_ready_before_a_screen_is_there(context: BrowserContext) -> None:
    """With an empty screen the stage asks and waits; the page's own first paint stays."""
    page = open_stage(context, {})
    assert page.evaluate("[window.readies, window.sent.length]") == [0, 1]
    show(page, screens.library())
    assert page.evaluate("window.readies") == 1


def test_links_are_real_and_stay_in_the_page(context: BrowserContext) -> None:
    """A plain click asks for the screen; the address is there for opening it elsewhere."""
    page = open_stage(context, screens.library())
    link = page.get_by_role("link", name="What happened to you?")
    expect(link).to_have_attribute("href", "/hub/learn/scenario/disclosure/what-happened-to-you")
    link.click()
    assert sent(page) == [{"do": "go", "path": "/learn/scenario/disclosure/what-happened-to-you"}]
    show(page, screens.brief())
    assert page.url == "http://stage.test/hub/learn/scenario/disclosure/what-happened-to-you"
    assert focused(page).endswith("What happened to you?")


def test_back_and_forward_ask_for_the_screens(context: BrowserContext) -> None:
    """The phone's Back asks for the earlier address and makes no new entry in the history."""
    page = open_stage(context, screens.library())
    show(page, screens.brief())
    show(page, screens.player())
    page.go_back()
    assert sent(page) == [{"do": "go", "path": "/learn/scenario/disclosure/what-happened-to-you"}]
    show(page, screens.brief())
    page.go_back()
    show(page, screens.library())
    page.go_forward()
    assert [message["path"] for message in sent(page)] == [
        "/learn/scenario/disclosure/what-happened-to-you",
        "/learn",
        "/learn/scenario/disclosure/what-happened-to-you",
    ]


def test_a_debrief_takes_the_place_of_its_conversation(context: BrowserContext) -> None:
    """Back from a debrief does not lead into the finished conversation but to what was before it."""
    page = open_stage(context, screens.brief(), address="/hub" + screens.brief()["path"])
    show(page, screens.player())
    show(page, screens.debrief())
    assert page.url.endswith("/hub/learn/debrief/a9")
    page.go_back()
    assert sent(page) == [{"do": "go", "path": screens.brief()["path"]}]


def test_in_jupyterlab_the_address_is_left_alone(context: BrowserContext) -> None:
    """Without our page around it the stage has no address and touches neither location nor title."""
    page = open_stage(context, screens.library(), page=LAB, address="/lab")
    page.get_by_role("link", name="What happened to you?").click()
    show(page, screens.brief())
    assert page.evaluate("window.sent[0]") == {"do": "ready", "path": ""}
    assert (page.url, page.title()) == ("http://stage.test/lab", "Stage")


def test_a_running_conversation_opens_where_it_stands(phone: BrowserContext) -> None:
    """After a reload the last turn is in view and has the focus."""
    page = open_stage(phone, screens.middle())
    assert "They asked my mum." in focused(page)
    expect(page.locator(".rp-block").last).to_be_in_viewport()


def test_a_stage_that_is_taken_down_leaves_nothing_behind(context: BrowserContext) -> None:
    """Closing the view removes its elements and everything that it listened to."""
    page = open_stage(context, screens.player())
    page.evaluate("window.takeDown()")
    page.keyboard.press("1")
    page.evaluate("document.dispatchEvent(new CustomEvent('roleplay:reconnected'))")
    assert page.evaluate("[document.getElementById('host').childElementCount, window.heardNow()]") == [0, 0]
    assert sent(page) == []


def test_the_first_screen_comes_without_a_movement_and_the_next_with_one(context: BrowserContext) -> None:
    """The first takes the place of what the page has shown already, so nothing fades or jumps."""
    page = open_stage(context, screens.library())
    page.emulate_media(reduced_motion="no-preference")
    moving = "getComputedStyle(document.querySelector('.rp-screen > *')).animationName"
    assert page.evaluate(moving) == "none"
    show(page, screens.problem())
    assert page.evaluate(moving) == "rp-arrive"
