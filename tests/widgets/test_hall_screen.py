"""The screen of a workshop in a real browser: it is read from the last row, fits, and shows without being touched."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from roleplay.apps.facilitator.qr import squares
from roleplay.widgets import FacilitatorStage
from tests import axe
from tests.widgets.conftest import LARGE, Lend
from tests.widgets.page import open_stage, say, sent, show
from tests.widgets.test_browser import EVIL, violations

PATH = "/workshops/w1/screen"
OPENS = "http://stage.test/hub/w?code=BCDFGHJK"
LINE = "I have never asked anybody for this, and I would not be here if my sister had not driven me. "
OFFER = (
    "That sounds like a long night, and like you were alone with most of it. Would it help to go through it slowly? "
)


def said(lines: int) -> list[dict[str, Any]]:
    """A conversation, with the mentor's words before the last three lines."""
    before: list[dict[str, Any]] = [
        {"who": "dana", "name": "Dana", "text": f"{number}: {LINE}", "cue": None} for number in range(lines)
    ]
    mentor = {"who": "mentor", "name": "Sam", "text": OFFER, "cue": None}
    after = [{"who": "dana", "name": "Dana", "text": LINE * 2, "cue": "looks at the door"} for _ in range(3)]
    return [*before, mentor, *after]


TALK = {
    "title": "The bench",
    "notes": ["a hospital stay"],
    "setting": "A bench.",
    "said": said(12),
    "offers": [{"text": OFFER * 2, "reason": None}] * 5 + [{"text": "Shut.", "reason": "Nobody has asked."}],
    "reply": None,
    "ending": None,
}
POLL = {
    "id": "p1",
    "replies": False,
    "options": [OFFER * 2] * 5,
    "round": 1,
    "open": True,
    "totals": None,
    "before": None,
}
RULES = [f"{number}. What is said here stays here; what is learned here may leave." for number in range(8)]
REPLIES = [f"Reply {number}. {OFFER * (1 + number % 5)}" for number in range(60)]
HELP = {
    "lines": [{"name": "Night line", "reach": "555 0123", "hours": "always", "about": None}],
    "emergency_number": "555",
    "resources": [],
}
LOBBY: dict[str, Any] = {
    "title": "Listening first: an afternoon for new peer mentors",
    "stage": "lobby",
    "about": "",
    "rules": RULES,
    "people": 12,
    "wishes": True,
    "section": None,
    "talk": None,
    "poll": None,
    "place": "x",
    "wanted": None,
    "triads": None,
    "timer": None,
    "resting": False,
    "message": "",
    "aftercare": "",
    "help": HELP,
    "join": {"code": "BCDF GHJK", "locked": False, "squares": list(squares(OPENS))},
    "vote": None,
    "written": None,
    "replies": [],
    "reasons": [],
    "prompts": [],
    "turned": 0,
    "groups": [],
    "far": None,
}  # fmt: skip


def running(way: str, **more: Any) -> dict[str, Any]:
    """A section that goes on."""
    section = {"id": way, "title": "In the afternoon", "way": way, "prompts": []}
    return {**LOBBY, "stage": "running", "section": section, **more}


def room(**more: Any) -> dict[str, Any]:
    """The room decides."""
    return running("room", **{"talk": TALK, **more})


def voted(totals: list[int] | None = None, before: list[int] | None = None, **more: Any) -> dict[str, Any]:
    """A vote, or its result."""
    most = max(totals or [0])
    ahead = [place for place, votes in enumerate(totals or []) if votes == most > 0]
    poll = {**POLL, "totals": totals, "before": before, "round": 2 if before else 1, "open": totals is None}
    return room(**{"poll": poll, "vote": {"voted": 9, "ahead": ahead}, **more})


STAGES: dict[str, dict[str, Any]] = {
    "lobby": LOBBY,
    "talk": running("talk", prompts=["What did you notice?", "And what would you do?"]),
    "offers": room(timer={"seconds": 60, "left_ms": 45_000, "running": True}),
    "vote": voted(),
    "result": voted([4, 4, 1, 0, 0]),
    "second": voted([2, 7, 0, 0, 0], [4, 4, 1, 0, 0]),
    "reasons": voted([4, 4, 1, 0, 0], reasons=REPLIES[:12]),
    "writing": room(wanted="What would you say to her?", written=3),
    "replies": room(replies=REPLIES),
    "on-replies": voted([1] * 50, poll={**POLL, "replies": True, "options": [*REPLIES[:49], ""], "totals": [1] * 50, "open": False}),
    "ending": room(talk={**TALK, "offers": [], "ending": "She stays for a while"}, prompts=["What changed?"]),
    "waiting": running("triads", triads={"round": 0, "rounds": 0, "playing": False}),
    "groups": running("triads", triads={"round": 0, "rounds": 2, "playing": False}, groups=[["Ana", "Jo", "Kim"]] * 30),
    "round": running("triads", triads={"round": 1, "rounds": 2, "playing": True}),
    "leaving": running("triads", triads={"round": 1, "rounds": 2, "playing": False}),
    "alone": running("pace", far={"begun": 3, "ended": 1}),
    "told": {**voted([4, 4, 1, 0, 0]), "message": "Somebody has left an umbrella. " * 7},
    "told-long": {**voted(), "message": "Please read this slowly, there is time for it. " * 42},
    "rest": {**voted(), "resting": True},
    "over": {**LOBBY, "stage": "closed", "join": None, "aftercare": "Be kind to yourself tonight. " * 8},
}  # fmt: skip

LOOKED_AT = ("lobby", "offers", "second", "replies", "round", "told", "rest", "over")
"""Where all kinds of parts are."""


def screen(state: Mapping[str, Any]) -> dict[str, Any]:
    """The screen in a state."""
    about = {"name": "hall_screen", "path": PATH, "title": state["title"], "bare": True, "workshop": "w1"}
    return {**about, "console": "/workshops/w1", "bar": [], "help": HELP, "state": state}


def put_up(context: BrowserContext, state: Mapping[str, Any]) -> Page:
    """A page that shows it."""
    return open_stage(context, screen(state), address=f"/hub{PATH}", kind=FacilitatorStage)


def through(page: Page, names: Iterable[str] = tuple(STAGES)) -> Iterator[str]:
    """Show stages in turn, as news does, and give their names."""
    for name in names:
        say(page, {"type": "news", "changed": STAGES[name], "quiet": True})
        yield name


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_everything_fits_without_scrolling(lend: Lend, size: tuple[int, int]) -> None:
    """At every stage with long texts nothing is cut off, and no letter of what is asked is smaller than a 60th of the height."""
    with lend(**{**LARGE, "viewport": dict(zip(("width", "height"), size, strict=True))}) as context:
        page = put_up(context, LOBBY)
        wrong, least = {}, {}
        for name in through(page):
            boxes = page.evaluate(
                """() => [...document.querySelectorAll('[data-fit]')].filter((box) => box.offsetParent).map((box) => ({
                  cut: box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1,
                  size: parseFloat(box.style.fontSize) / innerHeight }))"""
            )
            page_wide = page.evaluate(
                "[document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]"
            )
            least[name] = min(box["size"] for box in boxes)
            wrong[name] = any(box["cut"] for box in boxes) or max(page_wide) > 0
        assert [name for name, cut in wrong.items() if cut] == []
        assert [name for name, share in least.items() if share < 1 / 60] == []


def test_on_a_tablet_nothing_is_out_of_reach(lend: Lend) -> None:
    """Held upright; what does not fit there can be scrolled, with keys, too."""
    with lend(**{**LARGE, "viewport": {"width": 768, "height": 1024}}) as context:
        page = put_up(context, LOBBY)
        for name in through(page, LOOKED_AT):
            assert page.evaluate("document.documentElement.scrollWidth") <= 768, name
            lost = page.evaluate(
                """[...document.querySelectorAll('[data-fit]')].filter((box) => box.offsetParent && box.tabIndex < 0
                  && box.scrollHeight > box.clientHeight + 1).length"""
            )
            assert lost == 0, name


def test_axe_finds_nothing(themed: BrowserContext) -> None:
    """At every stage, in light and dark; and letters stand out as far as the stricter of two rules wants."""
    page = put_up(themed, LOBBY)
    strict = ("color-contrast-enhanced",)
    found = {name: [*violations(page), *axe.faults(page, rules=strict)] for name in through(page, LOOKED_AT)}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_picture_on_the_screen_is_read_by_a_decoder(themed: BrowserContext) -> None:
    """Dark on light in both themes, with room around it."""
    page = put_up(themed, LOBBY)
    expect(page.get_by_role("img")).to_have_accessible_name(
        "QR picture that opens stage.test/hub/w with the code BCDF GHJK"
    )
    image = np.array(Image.open(io.BytesIO(page.screenshot())).convert("L"))
    assert [one.text for one in zxingcpp.read_barcodes(image)] == [OPENS]
    expect(page.locator(".rp-hs-welcome")).to_contain_text("stage.test/hub/w")


def test_it_is_never_in_the_way(context: BrowserContext) -> None:
    """It takes no focus and sends nothing but where people come in, once; its only controls are two small ones."""
    page = put_up(context, {**LOBBY, "join": {**LOBBY["join"], "squares": []}})
    for _ in through(page, LOOKED_AT):
        pass
    assert sent(page) == [{"do": "screen_entrance", "workshop": "w1", "entrance": "http://stage.test/hub/w"}]
    assert page.evaluate("document.activeElement === document.body")
    say(page, {"type": "news", "changed": LOBBY, "quiet": True})
    expect(page.get_by_role("button")).to_have_text(["Full screen"])
    expect(page.get_by_role("link")).to_have_text(["Back to the console"])
    page.get_by_role("button", name="Full screen").press("Enter")
    expect(page.get_by_role("button")).to_have_text("Leave full screen")
    assert page.get_by_role("link").get_attribute("href") == "/hub/workshops/w1"


def test_what_is_being_answered_is_whole_and_older_lines_come_as_far_as_there_is_room(context: BrowserContext) -> None:
    """From the mentor's last words on everything is there; above it the newest of the older ones, smaller."""
    page = put_up(context, room())
    lines = page.locator(".rp-hs-line")
    assert lines.count() == 16
    shown = [lines.nth(number).is_visible() for number in range(16)]
    assert shown[12:] == [True] * 4
    assert shown == sorted(shown)  # none is left out in between
    assert not shown[0]
    assert lines.nth(15).evaluate("(line) => line.getBoundingClientRect().bottom <= innerHeight")


def test_offers_have_the_numbers_that_phones_show(context: BrowserContext) -> None:
    """What cannot be chosen is there with its reason, and has none."""
    page = put_up(context, room())
    expect(page.locator(".rp-hs-number")).to_have_text(["1", "2", "3", "4", "5"])
    expect(page.locator(".rp-hs-shut")).to_contain_text("Nobody has asked.")


def test_a_vote_shows_how_many_and_its_result_only_what_was_revealed(context: BrowserContext) -> None:
    """A tie is called one; the second vote stands beside the first, each with figures in words."""
    page = put_up(context, voted())
    asked = page.locator(".rp-hs-answers")
    expect(asked).to_contain_text("9 of 12 have voted")
    expect(page.locator(".rp-hs-bars")).to_have_count(0)
    say(page, {"type": "news", "changed": voted([4, 4, 1, 0, 0]), "quiet": True})
    expect(asked.get_by_role("heading")).to_have_text("A tie: numbers 1 and 2")
    expect(page.locator(".rp-hs-votes")).to_have_text(["4 votes", "4 votes", "1 vote", "0 votes", "0 votes"])
    say(page, {"type": "news", "changed": voted([2, 7, 0, 0, 0], [4, 4, 1, 0, 0]), "quiet": True})
    expect(asked.get_by_role("heading")).to_have_text("Most votes: number 2")
    second = page.locator(".rp-hs-bars").nth(1)
    expect(second.locator("li")).to_have_text(["Vote 14 votes", "Vote 27 votes"])
    lengths = second.locator(".rp-hs-bar").evaluate_all("(bars) => bars.map((bar) => bar.style.inlineSize)")
    assert [round(float(one.removesuffix("%"))) for one in lengths] == [44, 78]
    say(page, {"type": "news", "changed": voted([0, 0, 0, 0, 0]), "quiet": True})
    expect(asked.get_by_role("heading")).to_have_text("Nobody has voted")


def test_many_replies_are_shortened_and_the_rest_is_counted(context: BrowserContext) -> None:
    """So that those that are there can be read; few short ones are whole."""
    page = put_up(context, room(replies=REPLIES))
    there = page.locator(".rp-hs-texts > li:visible").count()
    assert 6 < there < 60
    expect(page.locator("[data-rest]")).to_have_text(f"and {60 - there} more")
    say(page, {"type": "news", "changed": {"replies": ["I hear you.", "Sit with me?"]}, "quiet": True})
    expect(page.locator(".rp-hs-texts > li:visible")).to_have_text(["I hear you.", "Sit with me?"])
    expect(page.locator("[data-rest]")).to_be_hidden()


@pytest.mark.parametrize(
    ("left", "runs", "figure", "word"),
    [
        (600_000, True, "10:00", "left"),
        (59_000, False, "0:59", "The clock waits"),
        (-5_000, True, "0:00", "Time to come to an end"),
        (3_700_000, False, "1:01:40", "The clock waits"),
    ],
)
def test_the_clock_ends_in_words(context: BrowserContext, left: int, runs: bool, figure: str, word: str) -> None:  # noqa: FBT001
    """It counts by itself; a minute before the end it says so; a pause stops it."""
    page = put_up(context, running("talk", timer={"seconds": 300, "left_ms": left, "running": runs}))
    expect(page.locator(".rp-hs-time-word")).to_have_text(word)
    if not runs or left < 0:
        expect(page.locator(".rp-hs-time")).to_have_text(figure)


def test_questions_come_one_after_the_other(context: BrowserContext) -> None:
    """By the arrow keys or a presenter's remote; consoles are told, and turn it, too; elsewhere the first one comes."""
    page = put_up(context, STAGES["talk"])
    question = page.locator(".rp-hs-prompt")
    expect(question).to_contain_text("What did you notice?")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    expect(question).to_contain_text("And what would you do?")
    page.keyboard.press("ArrowLeft")
    expect(question).to_contain_text("What did you notice?")
    turned = [one["question"] for one in sent(page) if one["do"] == "screen_turn"]
    assert turned == [1, 0]
    say(page, {"type": "news", "changed": {"turned": 1}, "quiet": True})
    expect(question).to_contain_text("And what would you do?")
    page.keyboard.press("PageDown")
    other = {
        **STAGES["talk"],
        "section": {**STAGES["talk"]["section"], "id": "other"},
        "prompts": ["One.", "Two."],
        "turned": 0,
    }
    say(page, {"type": "news", "changed": other, "quiet": True})
    expect(question).to_contain_text("One.")


def test_a_screen_that_comes_again_is_the_same_screen(context: BrowserContext) -> None:
    """After the line was lost nothing flickers, and what has changed meanwhile is there."""
    page = put_up(context, voted())
    page.evaluate("document.querySelector('.rp-hall-screen').dataset.same = 'yes'")
    show(page, screen({**voted(), "vote": {"voted": 10, "ahead": []}}))
    expect(page.locator("[data-same]")).to_contain_text("10 of 12 have voted")


def test_texts_stay_texts(context: BrowserContext) -> None:
    """Whatever people write."""
    evil = room(
        replies=[EVIL], message=EVIL, talk={**TALK, "said": [{"who": "dana", "name": EVIL, "text": EVIL, "cue": EVIL}]}
    )
    page = put_up(context, evil)
    expect(page.locator(".rp-hs-texts")).to_have_text(EVIL)
    assert page.evaluate("document.querySelectorAll('.rp-hall-screen :is(img, script, iframe)').length") == 0
