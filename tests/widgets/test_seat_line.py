"""A participant's line in a real browser: the real page and its scripts, with lines and a clock that the test holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from roleplay.apps.seat.words import seat_words
from roleplay.server.assets import own_assets
from roleplay.server.plain import written
from tests.widgets.conftest import LARGE, Lend
from tests.widgets.page import ORIGIN
from tests.widgets.seat_screens import own, poll, state, talk

LINES = """
window.lines = [];
Math.random = () => 1;
window.WebSocket = class {
  static OPEN = 1;
  constructor(url) { Object.assign(this, { url, readyState: 0, said: [] }); window.lines.push(this); }
  send(text) { this.said.push(JSON.parse(text)); }
  close() { this.readyState = 3; this.closed = true; }
  up() { this.readyState = 1; this.onopen(); }
  hear(message) { this.onmessage({ data: JSON.stringify(message) }); }
  end(code) { this.readyState = 3; this.onclose({ code }); }
};
"""
ADDRESS = f"{ORIGIN}/hub/w/w1"
ASK = state(talk=talk("Sun."), poll=poll())


class Seat:
    """A participant's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.is_in = True
        page.unroute_all()
        page.route("**/*", self._answer)
        page.goto(ADDRESS)
        page.evaluate("sessionStorage.clear()")
        page.goto(ADDRESS)

    def _answer(self, route: Route) -> None:
        name = route.request.url.split("/")[-1]
        if route.request.method == "HEAD" and not self.is_in:
            route.fulfill(status=410)
        elif name in own_assets():
            route.fulfill(body=own_assets()[name].body, content_type=own_assets()[name].media_type)
        else:
            data = {"id": "w1", "title": "An afternoon", "words": seat_words()}
            page = written("seat", "/hub/", title="An afternoon", strip="", data=data)
            route.fulfill(body=page, content_type="text/html; charset=utf-8")

    def line(self, what: str, number: int = -1) -> Any:
        """Something of a line, the latest one unless another is wanted."""
        return self.page.evaluate(f"window.lines.at({number}).{what}")

    @property
    def lines(self) -> int:
        """How many were opened so far."""
        many: int = self.page.evaluate("window.lines.length")
        return many

    def comes_up(self, now: dict[str, Any] = ASK, seq: int = 5, **mine: Any) -> None:
        """The line is up, and the server says where everything stands."""
        self.line("up()")
        self.hears(type="state", seq=seq, state=now)
        self.hears(type="own", moment=1, own=own(**mine))
        self.waits(50)

    def hears(self, **message: Any) -> None:
        """The server says something."""
        self.page.evaluate("(message) => window.lines.at(-1).hear(message)", message)

    def waits(self, ms: int) -> None:
        """Time goes by."""
        self.page.clock.run_for(ms)

    def said(self, number: int = -1) -> list[dict[str, Any]]:
        """What was said over a line, without what asks whether anybody is there."""
        return [one for one in self.line("said", number) if one["do"] != "here"]

    def votes(self, text: str) -> None:
        """Press an answer."""
        self.page.locator(".rp-answer").filter(has_text=text).click()


@pytest.fixture(scope="module")
def held(lend: Lend) -> Iterator[Page]:
    """A page whose clock stands, and whose lines lead nowhere."""
    with lend(**LARGE) as context:
        page = context.new_page()
        page.clock.install(time=0)
        page.clock.pause_at(1)
        page.add_init_script(LINES)
        yield page


@pytest.fixture
def place(held: Page) -> Seat:
    """A participant's page whose first line is on its way."""
    return Seat(held)


# ------------------------------------------------------------------------------------------------------- what is said


def test_what_is_said_is_said_again_until_it_is_answered(place: Seat) -> None:
    """Over a lost line and a reload, in the order in which it was done, each with its number; then never again."""
    place.comes_up()
    place.votes("You sound tired.")
    place.page.get_by_role("button", name="I need a moment").click()
    vote, call = place.said()
    assert (vote["option"], vote["turn"], call["needed"]) == (1, 0, True)
    place.line("end(1006)")
    expect(place.page.locator(".rp-seat-votestate")).to_contain_text("not sent yet")
    place.waits(500)
    place.comes_up()
    assert place.said() == [vote, call]
    place.hears(type="done", n=vote["n"])
    place.hears(type="done", n=vote["n"])
    expect(place.page.locator(".rp-seat-votestate")).to_contain_text("counted")
    place.page.goto(ADDRESS)
    place.comes_up(vote=1)
    (again,) = place.said()
    assert (again["do"], again["needed"]) == ("call", True)
    place.hears(type="done", n=again["n"])
    place.line("end(1006)")
    place.waits(500)
    place.comes_up(vote=1)
    assert place.said() == []


def test_of_a_vote_only_the_latest_is_said(place: Seat) -> None:
    """What was chosen meanwhile takes the place of what had not arrived, with the next number; nothing is shown as counted."""
    place.comes_up()
    place.line("end(1006)")
    place.votes("You sound tired.")
    place.votes("I once had a bench")
    place.waits(500)
    place.comes_up()
    assert [(one["option"], one["turn"]) for one in place.said()] == [(0, 1)]


def test_a_refusal_is_told_and_the_page_shows_what_counts(place: Seat) -> None:
    """A vote that came too late is not on the page any more."""
    place.comes_up()
    place.votes("You sound tired.")
    (vote,) = place.said()
    text = "This vote is closed. The page now shows where the workshop stands."
    place.hears(type="refused", n=vote["n"], text=text, late=True)
    expect(place.page.locator(".rp-notice")).to_contain_text("This vote is closed.")
    expect(place.page.locator(".rp-seat-votestate")).to_contain_text("Nobody sees what you choose")


# ------------------------------------------------------------------------------------------------------ what is heard


def test_what_was_overtaken_or_comes_twice_changes_nothing(place: Seat) -> None:
    """Of everybody's state the longer log counts, of one's own the one that was made later."""
    place.comes_up({**ASK, "message": "Now."}, seq=7)
    place.hears(type="own", moment=3, own=own(name="Mia"))
    place.hears(type="state", seq=7, state={**ASK, "message": "Now."})
    place.hears(type="state", seq=6, state={**ASK, "message": "Before."})
    place.hears(type="own", moment=2, own=own(name="Mo"))
    place.waits(50)
    expect(place.page.locator(".rp-seat-message")).to_contain_text("Now.")
    expect(place.page.get_by_text("You here: Mia")).to_be_visible()


def test_what_one_has_written_is_there_also_if_news_came_before_it(place: Seat) -> None:
    """It is told once, as the page comes; something that happens at that moment may be told first."""
    place.comes_up()
    place.hears(type="own", moment=3, own=own(vote=1, name="Mia"))
    place.hears(type="own", moment=2, own=own(written={"reply": None, "reason": "Said twice.", "note": None}))
    place.waits(50)
    place.page.get_by_text("Say why, without your name").click()
    expect(place.page.get_by_label("Why would you say that?")).to_have_value("Said twice.")
    expect(place.page.get_by_text("You here: Mia")).to_be_visible()


def test_an_answer_has_the_number_that_it_has_on_the_screen_and_room_for_its_words(place: Seat) -> None:
    """On a small phone, too, they are read along the line."""
    place.page.set_viewport_size({"width": 320, "height": 640})
    place.comes_up()
    answers = place.page.locator(".rp-seat-answers .rp-answer")
    expect(answers).to_have_text([re.compile(rf"^{number} ") for number in range(1, answers.count() + 1)])
    widths = "(all) => all.map((one) => one.lastElementChild.getBoundingClientRect().width / one.clientWidth)"
    assert min(answers.evaluate_all(widths)) > 0.6


def test_an_older_own_state_does_not_take_a_counted_vote_away(place: Seat) -> None:
    """It may have been made before the vote was kept, and arrive after it."""
    place.comes_up()
    place.votes("You sound tired.")
    place.hears(type="done", n=place.said()[0]["n"])
    place.hears(type="own", moment=2, own=own())
    place.waits(50)
    expect(place.page.locator(".rp-seat-votestate")).to_contain_text("counted")
    expect(place.page.get_by_role("radio", name="You sound tired.")).to_be_checked()


def test_the_next_vote_begins_without_what_was_chosen_in_the_last_one(place: Seat) -> None:
    """Also when the server has not told yet what is one's own."""
    place.comes_up(vote=1)
    expect(place.page.get_by_role("radio", name="You sound tired.")).to_be_checked()
    place.hears(type="state", seq=6, state={**ASK, "poll": poll(id="p2", round=2)})
    place.waits(50)
    expect(place.page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(place.page.locator(".rp-seat-votestate")).to_contain_text("Nobody sees what you choose")


# ----------------------------------------------------------------------------------------------------------- the line


def test_it_comes_back_later_and_later_and_at_once_when_there_is_a_network(place: Seat) -> None:
    """After half a second, then twice as long each time up to eight seconds."""
    place.comes_up()
    for wait in (500, 1000, 2000, 4000, 8000, 8000):
        before = place.lines
        place.line("end(1006)")
        place.waits(wait - 1)
        assert place.lines == before
        place.waits(1)
        assert place.lines == before + 1
    place.line("end(1006)")
    before = place.lines
    place.page.evaluate("dispatchEvent(new Event('online'))")
    assert place.lines == before + 1


def test_a_line_that_does_not_answer_is_given_up(place: Seat) -> None:
    """Having heard nothing for a while the page asks, and when nobody answers opens another line."""
    place.comes_up()
    place.waits(18_000)
    assert place.line("said") == []
    place.waits(6_000)
    assert place.line("said") == [{"do": "here", "n": 0}]
    place.hears(type="done", n=0)
    place.waits(24_000)
    assert len(place.line("said")) == 2
    place.waits(9_000)
    assert (place.lines, place.line("closed", 0)) == (2, True)


def test_a_page_that_somebody_looks_at_again_asks_at_once(place: Seat) -> None:
    """A phone that slept hears of no end; asleep it asks nothing."""
    place.comes_up()
    hide = "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }"
    place.page.evaluate(hide, True)
    place.waits(120_000)
    assert place.line("said") == []
    place.page.evaluate(hide, False)
    assert place.line("said") == [{"do": "here", "n": 0}]


def test_it_is_said_that_the_line_is_gone_and_since_when(place: Seat) -> None:
    """Not for a moment that nobody would have noticed; and it goes by itself."""
    place.comes_up()
    banner = place.page.get_by_role("alert")
    place.line("end(1006)")
    expect(banner).to_have_text("")
    place.waits(1_600)
    expect(banner).to_contain_text("The line to the workshop has been gone since")
    before = place.lines
    place.waits(3_500)
    place.page.get_by_role("button", name="Try now").click()
    assert place.lines > before
    place.comes_up()
    expect(banner).to_have_text("")
    expect(place.page.get_by_role("status").filter(has_text="The line is back.")).to_have_count(1)


def test_a_page_in_whose_place_another_came_waits_until_it_is_wanted(place: Seat) -> None:
    """Otherwise two of them would drive each other out again and again."""
    place.comes_up()
    place.line("end(4409)")
    place.waits(60_000)
    assert place.lines == 1
    expect(place.page.get_by_role("alert")).to_contain_text("open on other pages of yours")
    place.page.get_by_role("button", name="Try now").click()
    assert place.lines == 2


def test_somebody_who_is_not_in_any_more_is_told_so(place: Seat) -> None:
    """By the server's word as it closes the line; and what was not sent is not kept."""
    place.comes_up()
    place.line("end(1006)")
    place.votes("You sound tired.")
    place.waits(500)
    place.line("up()")
    place.line("end(4403)")
    expect(place.page.get_by_role("heading", level=1)).to_have_text("You are not in this workshop any more")
    place.waits(20_000)
    assert place.lines == 2
    assert place.page.evaluate("sessionStorage.length") == 0


def test_who_is_forgotten_is_told_that_and_not_that_all_is_kept(place: Seat) -> None:
    """The line is closed before the answer could come."""
    place.comes_up()
    place.page.evaluate("sessionStorage.setItem('roleplay:unsent:w1', '[{\"do\": \"forget\"}]')")
    place.page.goto(ADDRESS)
    place.comes_up()
    assert [one["do"] for one in place.said()] == ["forget"]
    place.line("end(4403)")
    expect(place.page.get_by_text("Your name and your words are forgotten here")).to_be_visible()
    expect(place.page.get_by_text("is kept as you left it")).to_have_count(0)


def test_who_was_let_out_while_the_line_was_gone_is_told_so_too(place: Seat) -> None:
    """The page asks for itself when its line does not come up."""
    place.comes_up()
    place.is_in = False
    for wait in (500, 1000, 2000):
        place.line("end(1006)")
        place.waits(wait)
    expect(place.page.get_by_role("heading", level=1)).to_have_text("You are not in this workshop any more")
