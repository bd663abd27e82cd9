"""A debrief on paper."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.workbook import SMALL_ID, Trainee


def test_a_debrief_is_fit_for_paper(trainee: Trainee) -> None:
    """In print everything is unfolded, nothing is there to press, and the colours are those of paper in the dark theme too."""
    page = trainee.page
    trainee.starts(SMALL_ID)
    trainee.presses("Begin without writing")
    trainee.says("talk")
    trainee.says("sorry")
    trainee.presses("Go on without writing")
    trainee.presses("Go on")
    trainee.presses("Go on without writing")
    trainee.sees_a_screen("debrief")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    expect(page.get_by_text("Well, I once...").last).not_to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".rp-bar")).not_to_be_visible()
    expect(page.locator(".rp-strip")).not_to_be_visible()
    assert page.locator("button").evaluate_all("(all) => all.filter((one) => one.checkVisibility()).length") == 0
    assert page.locator("details:not([open])").count() == 0
    for text in ("How it went", "Potentially harmful", "This was thought at opening", "This is what came of talk"):
        expect(page.get_by_text(text).last).to_be_visible()
    paper, ink = page.evaluate(
        "(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.body))"
    )
    assert brightness(paper) > 230
    assert brightness(ink) < 90
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]


def brightness(colour: str) -> float:
    """From 0 to 255, of `rgb(...)`; something transparent lets white paper through."""
    parts = [float(part) for part in colour.partition("(")[2].rstrip(")").replace(",", " ").split()[:4]]
    return 255 if len(parts) == 4 and parts[3] == 0 else sum(parts[:3]) / 3
