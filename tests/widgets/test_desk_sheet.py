"""The marking desk in a real browser, with a model in place of the kernel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from roleplay.apps.catalogue import WORDS
from roleplay.widgets import EvaluatorStage
from tests.widgets import desk_sheet_screens as screens
from tests.widgets.page import open_stage, say, sent, show
from tests.widgets.test_browser import EVIL, violations

SCREENS = screens.every_screen()


def desk(context: BrowserContext, screen: Mapping[str, Any] | None = None) -> Page:
    """A page in which the evaluator's stage shows a screen."""
    return open_stage(context, screen or screens.sheet(), address=f"/hub{screens.PATH}", kind=EvaluatorStage)


def through(page: Page) -> Iterator[str]:
    """Show every screen in turn, unfolded, and give its name."""
    for number, (name, screen) in enumerate(SCREENS.items()):
        show(page, {**screen, "path": f"{screen['path']}-{number}", "sheet": f"a{number}"})
        page.evaluate("document.querySelectorAll('details.rp-details').forEach((one) => { one.open = true; })")
        yield name


def last_marks(page: Page) -> Any:
    """The ticks that were sent last."""
    return [one for one in sent(page) if one["do"] == "desk_keep"][-1]["ticks"]


def kept(page: Page, number: int, **levels: int | None) -> None:
    """Answer that marks were kept."""
    news = {"type": "news", "about": "kept", "quiet": True, "number": number, "trouble": None, "lost": None}
    say(page, {**news, "seen": f"2026-03-01T09:0{number}:00+00:00", "levels": {"listening": 2, "sharing": 2, **levels}})


# ------------------------------------------------------------------------------------------------------- every screen


def test_axe_finds_nothing(themed: BrowserContext) -> None:
    """No screen breaks a rule of accessibility that a machine can see, in light and dark, nor do the dialogs."""
    page = desk(themed)
    found = {name: violations(page) for name in through(page)}
    for name in ("Keys", "Raise a concern"):
        show(page, {**screens.sheet(), "path": f"{screens.PATH}-{name[0]}"})
        page.get_by_role("button", name=name).click()
        found[name] = violations(page)
        page.keyboard.press("Escape")
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_smallest_phone_scrolls_one_way_only(phone: BrowserContext) -> None:
    """At 320 px nothing is wider than the page, and what is pressed is large enough for a thumb."""
    page = desk(phone)
    for name in through(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        small = page.evaluate(
            """[...document.querySelectorAll('.rp-stage :is(button, summary, select, textarea, input:not([type=checkbox], [type=radio]), label)')]
               .filter((one) => one.checkVisibility() && !one.classList.contains('rp-visually-hidden')
                 && !(one.tagName === 'LABEL' && one.closest('.rp-field')))
               .filter((one) => one.getBoundingClientRect().height < 40)
               .map((one) => `${one.tagName} ${one.className} ${one.textContent}`)"""
        )
        assert small == [], name


def test_every_screen_has_one_heading_and_no_key_in_the_place_of_words(context: BrowserContext) -> None:
    """There is exactly one h1, levels are not skipped, and every word of the screens is in the catalogue."""
    page = desk(context)
    for name in through(page):
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1]))")
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)
        words = page.locator("#host").inner_text()
        assert [key for key in WORDS if key.startswith("desk.") and key in words] == [], name
        assert "desk." not in words, name


def test_markup_in_data_is_shown_as_text(context: BrowserContext) -> None:
    """Markup in what a trainee or an evaluator wrote, or in a scenario, stays text."""
    kept_as_is = {
        "name",
        "path",
        "kind",
        "sheet",
        "id",
        "who",
        "key",
        "state",
        "basis",
        "missing",
        "competency",
        "scenario",
        "standing",
        "clears",
        "none",
        "ticks",
        "harm",
        "competencies_differ",
    }

    def spoilt(data: Any) -> Any:
        if isinstance(data, dict):
            return {
                key: value if key in kept_as_is or key == "differs" else spoilt(value) for key, value in data.items()
            }
        if isinstance(data, list):
            return [spoilt(one) for one in data]
        return data + EVIL if isinstance(data, str) else data

    page = desk(context)
    for number, (name, screen) in enumerate(SCREENS.items()):
        show(page, {**spoilt(screen), "path": f"{screen['path']}-{number}"})
        expect(page.locator("h1")).to_contain_text("<img src=x")
        assert page.locator("#host img, #host script").count() == 0, name
        assert page.evaluate("window.hit") is None, name


# ------------------------------------------------------------------------------------------------------------ by keys


def test_an_attempt_is_marked_by_keyboard_alone(context: BrowserContext) -> None:
    """Turns are gone through, behaviours ticked, found, undone, and a competency had no opportunity."""
    page = desk(context)
    heading = page.locator(".rp-desk-turn-name")
    expect(heading).to_have_text("Turn 1 of 3")
    page.keyboard.press("2")
    assert last_marks(page) == [["reflects", 1]]
    kept(page, 1, listening=3)
    expect(page.locator(".rp-desk-competency").first.locator(".rp-level")).to_have_text("Helpful")
    expect(page.locator(".rp-desk-scheme [role=status]").first).to_have_text("Listening: Helpful")
    page.keyboard.press("j")
    expect(heading).to_have_text("Turn 2 of 3")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("k")
    expect(heading).to_have_text("Turn 2 of 3")
    page.keyboard.press("c")
    page.keyboard.press("1")
    assert last_marks(page) == [["reflects", 1], ["asks-first", 4]]
    kept(page, 2)
    page.keyboard.press("u")
    assert last_marks(page) == [["reflects", 1]]
    kept(page, 3)
    page.keyboard.press("x")
    assert sent(page)[-1]["none"] == ["sharing"]
    kept(page, 4, sharing=None)
    expect(page.locator(".rp-desk-competency").nth(1).locator(".rp-level")).to_have_text("No opportunity")
    page.keyboard.press("/")
    page.keyboard.type("silence 12jk")
    assert len(sent(page)) == 4
    expect(heading).to_have_text("Turn 2 of 3")
    page.get_by_role("searchbox").fill("silence")
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    assert last_marks(page) == [["reflects", 1], ["waits", 4]]
    kept(page, 5)
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Say how sure you are first.")).to_be_visible()
    page.keyboard.press("Space")
    assert sent(page)[-1]["confidence"] == 1
    kept(page, 6)
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    handed_in = sent(page)[-1]
    assert (handed_in["do"], handed_in["reason"], handed_in["decides"]) == ("desk_hand_in", None, False)
    assert handed_in["ticks"] == [["reflects", 1], ["waits", 4]]


def test_keys_are_explained_and_do_nothing_below_a_dialog(context: BrowserContext) -> None:
    """A question mark shows them; the turn stays where it was."""
    page = desk(context)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on this page")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".rp-desk-turn-name")).to_have_text("Turn 1 of 3")


def test_everything_that_a_key_does_is_pressed_as_well(phone: BrowserContext) -> None:
    """By touch, at the smallest phone; the turn stays in sight above what is ticked."""
    page = desk(phone)
    page.get_by_role("button", name="On", exact=True).tap()
    page.locator(".rp-desk-competency").nth(1).locator("summary").first.tap()
    page.get_by_label("Asks first").tap()
    assert last_marks(page) == [["asks-first", 4]]
    box = page.locator(".rp-desk-turn").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 200
    page.get_by_label("Go to a turn").select_option("0")
    expect(page.get_by_role("button", name="also in turn 2")).to_be_visible()
    kept(page, 1)
    page.get_by_role("button", name="Undo the last change").tap()
    assert last_marks(page) == []
    for name, command in (("Next attempt", "next"), ("Previous attempt", "previous")):
        page.get_by_role("button", name=name).tap()
        assert (sent(page)[-1]["do"], sent(page)[-1]["way"]) == ("desk_turn_over", command)
        say(page, {"type": "notice", "tone": "problem", "text": "There is none."})


def test_keys_can_be_turned_off(context: BrowserContext) -> None:
    """Then only the list of keys opens by one."""
    page = desk(context)
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn keys off").click()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("1")
    expect(page.locator(".rp-desk-turn-name")).to_have_text("Turn 1 of 3")
    assert sent(page) == []


# ------------------------------------------------------------------------------------------------------- never lost


def test_marks_are_sent_one_after_the_other_and_name_what_was_kept_before(context: BrowserContext) -> None:
    """Two quick ticks are no quarrel with oneself."""
    page = desk(context)
    page.keyboard.press("2")
    page.keyboard.press("3")
    assert [(one["number"], one["seen"]) for one in sent(page)] == [(1, None)]
    kept(page, 1)
    assert [(one["number"], one["seen"]) for one in sent(page)] == [(1, None), (2, "2026-03-01T09:01:00+00:00")]
    assert last_marks(page) == [["reflects", 1], ["waits", 1]]
    expect(page.locator(".rp-desk-status")).to_contain_text("Keeping")
    kept(page, 2)
    expect(page.locator(".rp-desk-status")).to_contain_text("is kept")


def test_what_the_kernel_has_not_kept_survives_a_reload(context: BrowserContext) -> None:
    """It is sent again with the turn that was shown; unless the kernel has other marks meanwhile, which then stand."""
    page = desk(context)
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.reload()
    page.wait_for_function("window.up === true")
    expect(page.locator(".rp-desk-turn-name")).to_have_text("Turn 2 of 3")
    assert last_marks(page) == [["reflects", 4]]
    show(page, screens.sheet(seen="2026-03-01T10:00:00+00:00", marks=screens.marked()["marks"]))
    expect(page.get_by_role("checkbox", name="Talks over")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Says back")).not_to_be_checked()


def test_marks_that_find_no_room_are_sent_again_until_they_are_kept(context: BrowserContext) -> None:
    """By the page itself, with what was ticked meanwhile."""
    page = desk(context)
    page.clock.install()
    page.keyboard.press("2")
    news = {"type": "news", "about": "kept", "quiet": True, "seen": None, "levels": {}, "lost": None}
    full = {**news, "trouble": "No room left.", "later": True}
    say(page, {**full, "number": 1})
    expect(page.locator(".rp-desk-status")).to_have_text("No room left.")
    assert len(sent(page)) == 1
    page.clock.run_for(11_000)
    assert [one["number"] for one in sent(page)] == [1, 2]
    page.keyboard.press("3")
    say(page, {**full, "number": 2})
    assert last_marks(page) == [["reflects", 1], ["waits", 1]]
    kept(page, 3)
    expect(page.locator(".rp-desk-status")).to_contain_text("is kept")
    page.clock.run_for(30_000)
    assert [one["number"] for one in sent(page)] == [1, 2, 3]


def test_marks_that_are_refused_say_so(context: BrowserContext) -> None:
    """And what is told when somebody else has the attempt now is that nothing is lost."""
    page = desk(context)
    page.keyboard.press("2")
    news = {"type": "news", "about": "kept", "quiet": True, "number": 1, "seen": None, "levels": {}, "lost": None}
    say(page, {**news, "trouble": "The trainee did nothing there."})
    expect(page.locator(".rp-desk-status")).to_have_text("The trainee did nothing there.")
    page.keyboard.press("3")
    say(
        page,
        {**news, "number": 2, "seen": "2026-03-01T09:00:00+00:00", "trouble": None, "lost": "Somebody else has it."},
    )
    expect(page.locator(".rp-desk-status")).to_contain_text("Somebody else has it. What you ticked is kept")


# ---------------------------------------------------------------------------------------------- deciding and writing


def test_whoever_decides_sees_where_ratings_differ_and_gives_a_reason(context: BrowserContext) -> None:
    """A difference leads to its turn, where it is marked in words and not by colour alone."""
    page = desk(context, screens.disputed())
    expect(page.get_by_role("row", name="Sharing differs")).to_contain_text("No opportunity")
    expect(page.get_by_role("columnheader", name="Counts")).to_have_count(0)
    page.get_by_role("button", name="Turn 2", exact=True).click()
    chip = page.locator(".rp-desk-chip.rp-desk-differs")
    expect(chip).to_contain_text("Evaluator A")
    expect(chip).to_contain_text("differs")
    page.get_by_role("radio", name="Sure", exact=True).check()
    kept(page, 1)
    page.get_by_role("button", name="Hand in the decision").click()
    expect(page.get_by_label("Why do you decide like this?")).to_be_focused()
    page.keyboard.type("1 She asked.")
    page.get_by_role("button", name="Hand in the decision").click()
    assert (sent(page)[-1]["reason"], sent(page)[-1]["decides"]) == ("1 She asked.", True)


def test_words_are_written_about_a_turn_corrected_and_taken_back(context: BrowserContext) -> None:
    """After the answer the field is empty and the focus where it was; what is taken back is in the field again."""
    page = desk(context)
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.keyboard.type("You asked first.")
    page.get_by_role("button", name="Keep these words").press("Enter")
    assert sent(page)[-1] == {
        "do": "desk_say",
        "attempt": "a9",
        "kind": "strength",
        "text": "You asked first.",
        "moment": 4,
    }
    words = [{"id": "t1", "kind": "strength", "text": "You asked first.", "moment": 4}]
    show(page, screens.sheet(words=words))
    field = page.get_by_label("Your words")
    expect(field).to_have_value("")
    expect(page.get_by_role("button", name="Keep these words")).to_be_focused()
    expect(page.locator(".rp-desk-turn-name")).to_have_text("Turn 2 of 3")
    page.get_by_role("button", name="Correct").click()
    expect(field).to_have_value("You asked first.")
    field.fill("You asked her first.")
    page.get_by_role("button", name="Keep the correction").click()
    assert sent(page)[-1] == {"do": "desk_change", "attempt": "a9", "words": "t1", "text": "You asked her first."}
    words[0]["text"] = "You asked her first."
    show(page, screens.sheet(words=words))
    page.get_by_role("button", name="Take back").click()
    assert sent(page)[-1]["text"] is None
    show(page, screens.sheet())
    expect(field).to_have_value("You asked her first.")


@pytest.mark.parametrize("contact", ["Sue", None])
def test_a_concern_says_first_who_will_be_told(context: BrowserContext, contact: str | None) -> None:
    """With nobody named there is nothing to send."""
    page = desk(context, screens.sheet(contact=contact))
    page.get_by_role("button", name="Raise a concern").click()
    dialog = page.get_by_role("dialog", name="Raise a concern")
    if contact is None:
        expect(dialog).to_contain_text("named nobody")
        expect(dialog.get_by_role("textbox")).to_have_count(0)
        return
    expect(dialog).to_contain_text("Sue will be told")
    dialog.get_by_role("button", name="Tell Sue").click()
    assert sent(page) == []
    dialog.get_by_role("textbox").fill("She sounded at the end of her strength.")
    dialog.get_by_role("button", name="Tell Sue").click()
    assert sent(page) == [{"do": "desk_concern", "attempt": "a9", "text": "She sounded at the end of her strength."}]
