"""What others say, in a real browser, with a model for the kernel: the commands that are sent, and where the focus goes."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.widgets import results_screens
from tests.widgets.page import open_stage, sent, show
from tests.widgets.test_browser import focused


def part(name: str) -> str:
    """What holds a part of a page."""
    return f'[data-part="{name}"]'


def test_an_attempt_is_handed_in_once_to_the_cohort_that_was_chosen(context: BrowserContext) -> None:
    """A second press sends nothing; the answer puts the focus where it was acted on, not at the top."""
    page = open_stage(context, results_screens.debrief())
    page.get_by_role("radio", name="Saturday course").check()
    button = page.get_by_role("button", name="Have this looked at")
    button.click()
    button.dispatch_event("click")
    assert sent(page) == [{"do": "hand_in", "attempt": "a9", "cohort": "c2"}]
    show(page, results_screens.debrief(results_screens.WAITING))
    expect(page.locator(f"{part('review')} h2")).to_be_focused()
    page.locator(part("review")).get_by_role("button", name="Take it back").click()
    assert sent(page)[1] == {"do": "take_back_hand_in", "attempt": "a9"}


def test_an_attempt_is_opened_by_keyboard_to_those_who_were_ticked(context: BrowserContext) -> None:
    """The dialog says what they will see; with nobody ticked it stays, and says so."""
    page = open_stage(context, results_screens.debrief())
    page.get_by_role("button", name="Open it to a fellow learner").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Open this attempt")
    expect(dialog).to_contain_text("They will see your name")
    expect(dialog.get_by_role("checkbox")).to_have_count(2)
    dialog.get_by_role("button", name="Open it").press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("at least one")
    assert "checkbox" in page.evaluate("document.activeElement.type")
    page.keyboard.press("Space")
    dialog.get_by_role("button", name="Open it").press("Enter")
    expect(dialog).to_have_count(0)
    assert sent(page) == [{"do": "open_to", "attempt": "a9", "fellows": ["k2"]}]


def test_what_was_said_is_removed_only_when_that_is_confirmed(context: BrowserContext) -> None:
    """And closing it to somebody takes one press, because it can be opened again."""
    page = open_stage(context, results_screens.debrief())
    page.get_by_role("button", name="Remove it: Bea").click()
    page.get_by_role("button", name="Leave it as it is").click()
    assert sent(page) == []
    assert focused(page).endswith("Remove it")
    page.get_by_role("button", name="Remove it: Bea").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
    assert sent(page) == [{"do": "remove_said", "attempt": "a9", "said": "s1"}]
    show(page, results_screens.debrief())
    page.get_by_role("button", name="Close it to Bea").click()
    assert sent(page)[1] == {"do": "close_to", "attempt": "a9", "fellow": "k1"}


def test_words_of_evaluators_stand_at_their_turns(context: BrowserContext) -> None:
    """In the transcript as well as in their own section; a level is a word first."""
    page = open_stage(context, results_screens.result())
    expect(page.locator(".rp-level strong").first).to_have_text("Skilled")
    page.locator(".rp-well").get_by_role("link", name="Turn 1").first.click()
    here = page.locator(".rp-turn").nth(0).locator(".rp-said-here")
    expect(here).to_contain_text("You said plainly")
    expect(page.get_by_role("link", name="Listening")).to_have_attribute("href", "/hub/modules/listening")


def test_an_answer_is_sent_with_words_only_and_its_draft_goes_when_it_has_arrived(context: BrowserContext) -> None:
    """Asking somebody else to look loses no word that is not sent yet."""
    page = open_stage(context, results_screens.result())
    send = page.get_by_role("button", name="Send the answer")
    send.click()
    expect(page.locator(".rp-write-back .rp-error")).to_be_visible()
    field = page.locator(".rp-write-back textarea")
    field.fill("I see it now.")
    page.get_by_role("button", name="Ask somebody else to look").click()
    assert sent(page) == [{"do": "ask_again", "attempt": "a9"}]
    show(page, {**results_screens.result(), "again": "looking"})
    expect(field).to_have_value("I see it now.")
    send.click()
    assert sent(page)[1] == {"do": "answer_result", "attempt": "a9", "text": "I see it now."}
    answers = [*results_screens.result()["answers"], "I see it now."]
    show(page, {**results_screens.result(), "again": "looking", "answers": answers})
    expect(field).to_have_value("")
    expect(page.locator(f"{part('answer')} h2")).to_be_focused()


def test_a_fellow_ticks_turns_and_says_three_things(context: BrowserContext) -> None:
    """All three are asked for; a tick names its moment; how many are ticked is said beside the turn."""
    page = open_stage(context, results_screens.fellow())
    ticks = page.locator(".rp-fellow-ticks")
    ticks.nth(0).locator("summary").click()
    ticks.nth(0).get_by_role("checkbox", name="Leaves a silence").check()
    expect(ticks.nth(0).locator("summary")).to_contain_text("1 ticked")
    page.get_by_role("textbox", name="One strength").fill("You waited.")
    page.get_by_role("textbox", name="One question").fill("Why there?")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".rp-error:visible")).to_have_count(1)
    page.get_by_role("textbox", name="One thing to try").fill("A breath.")
    page.get_by_role("button", name="Send it").click()
    assert sent(page) == [
        {
            "do": "say_as_fellow",
            "attempt": "b1",
            "strength": "You waited.",
            "question": "Why there?",
            "thing_to_try": "A breath.",
            "ticks": [["waits", 1]],
        }
    ]
    show(page, results_screens.fellow(said=True))
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    assert sent(page)[1] == {"do": "unsay", "attempt": "b1"}


@pytest.mark.parametrize("name", ["result", "fellow", "debrief-hand-in"])
def test_everything_is_there_on_the_smallest_phone(phone: BrowserContext, name: str) -> None:
    """Nothing is wider than the page."""
    page = open_stage(phone, results_screens.every_screen()[name])
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
