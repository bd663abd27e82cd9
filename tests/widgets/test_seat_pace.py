"""A section that is played alone, on the participant's page in a real browser, with a model in place of the line."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from roleplay.apps.seat.pace import pace_part
from tests.services.alone import Own
from tests.widgets import seat_screens as screens
from tests.widgets.page import sent
from tests.widgets.test_browser import violations
from tests.widgets.test_seat import news, place

ALONE = screens.state("pace", section={"id": "alone", "title": "Alone", "way": "pace", "prompts": []})


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What somebody sees from the start to a second go, as the server says it."""
    own = Own(tmp_path_factory.mktemp("own"))
    own.to("alone")
    (mo,) = own.guests(1)
    found: dict[str, Any] = {"start": pace_part(own.here(mo), None)}
    own.choose(mo, "talk")
    found["one"] = pace_part(own.here(mo), None)
    own.choose(mo, "sorry")
    found["reply"] = pace_part(own.here(mo), None)
    own.all(mo, ("write", "Dear Dana, sorry."))
    found["end"] = pace_part(own.here(mo), "/learn/scenario/disclosure/small")
    own.all(mo, ("share", "way"))
    found["shown"] = pace_part(own.here(mo), None)
    own.all(mo, ("again", None))
    found["again"] = pace_part(own.here(mo), None)
    return found


def now(pace: dict[str, Any] | None, *unsent: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The page with a conversation; None where it is as it was told last."""
    mine = screens.own() if pace is None else screens.own(pace=pace)
    return screens.screen(ALONE, mine, unsent=list(unsent), **more)


def focused(page: Page) -> str:
    """What has the focus: its label or its text."""
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"))


def test_a_number_key_chooses_once_and_what_is_new_gets_the_focus(
    context: BrowserContext, parts: dict[str, Any]
) -> None:
    """Until the server has answered nothing else is sent; what was there stays where it is."""
    page = place(context, now(parts["start"]))
    page.evaluate("document.querySelector('.rp-seat-pace').dataset.same = 'yes'")
    page.keyboard.press("1")
    (command,) = sent(page)
    assert command == {"do": "pace_choose", "choice": 0, "section": "alone", "step": 0}
    news(page, now(None, command))
    page.keyboard.press("2")
    page.get_by_role("button", name="Hm.").click()
    assert sent(page) == [command]
    news(page, now(None, command, online=False))
    expect(page.get_by_text("It is kept on your phone")).to_be_visible()
    news(page, now(parts["one"]))
    expect(page.locator(".rp-seat-pace[data-same=yes] .rp-log > *")).to_have_count(2)
    expect(page.get_by_role("note")).to_contain_text("F3.")
    assert focused(page) == "Turn 1"
    closed = page.locator(".rp-choice[aria-disabled=true]")
    page.keyboard.press(str(closed.get_attribute("data-number")))
    assert sent(page) == [command]


def test_what_is_not_told_anew_stays_and_what_comes_late_changes_nothing(
    context: BrowserContext, parts: dict[str, Any]
) -> None:
    """A reply that is being written is left alone, and keeps the number keys for itself."""
    page = place(context, now(parts["reply"]))
    field = page.get_by_role("textbox", name="Write to Dana.")
    field.fill("Dear ")
    page.keyboard.type("1 Dana")
    news(page, {**now(None), "state": {**ALONE, "people": 9}})
    news(page, now(parts["one"]))
    expect(field).to_have_value("Dear 1 Dana")
    expect(field).to_be_focused()
    page.get_by_role("button", name="Send", exact=True).click()
    wrote = {"do": "pace_write", "text": "Dear 1 Dana", "section": "alone", "step": 2}
    assert sent(page) == [wrote]
    news(page, now(parts["end"]))
    expect(page.locator(".rp-beside-model")).to_contain_text("Dear Dana.")
    assert focused(page) == "How it ends"


def test_the_end_is_looked_back_at_shown_and_played_again(themed: BrowserContext, parts: dict[str, Any]) -> None:
    """No rule of accessibility is broken; the focus stays by what was pressed, and goes to the top of a second go."""
    page = place(themed, now(parts["end"]))
    assert violations(page) == []
    expect(page.get_by_role("link", name="Open it in the workbook")).to_have_attribute(
        "href", "/hub/learn/scenario/disclosure/small"
    )
    expect(page.get_by_text("Nobody sees your way.")).to_be_visible()
    page.get_by_role("button", name="Show it without my name").press("Enter")
    assert sent(page)[-1] == {"do": "pace_share", "shares": "way", "section": "alone", "step": 3}
    news(page, now(parts["shown"]))
    expect(page.get_by_text("Your way is shown without your name.")).to_be_visible()
    expect(page.get_by_role("button", name="Take it back")).to_be_focused()
    page.get_by_role("button", name="Play again from the start").press("Enter")
    news(page, now(parts["again"]))
    expect(page.get_by_role("heading", name="Small")).to_be_focused()
    expect(page.locator(".rp-seat-pace .rp-log > *")).to_have_count(1)


def test_a_page_that_comes_back_shows_where_one_was(phone: BrowserContext, parts: dict[str, Any]) -> None:
    """A reload goes to the latest turn; who begins reads from the top."""
    page = place(phone, now(parts["start"]))
    assert page.evaluate("window.scrollY") == 0
    page = place(phone, now(parts["end"]))
    expect(page.get_by_text("She stays.")).to_be_in_viewport()


def test_on_the_smallest_phone_everything_fits_and_can_be_pressed(phone: BrowserContext, parts: dict[str, Any]) -> None:
    """At 320 px nothing is wider than the page; buttons are large enough for a thumb."""
    page = place(phone, now(parts["one"]))
    for part in ("one", "reply", "end"):
        news(page, now(parts[part]))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, part
        low = "[...document.querySelectorAll('.rp-seat-pace button')].filter((one) => one.checkVisibility()"
        assert page.evaluate(f"{low} && one.getBoundingClientRect().height < 44).map((one) => one.textContent)") == []
