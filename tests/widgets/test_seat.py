"""The participant's page in a real browser, with a model in place of the line to the server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from roleplay.apps.catalogue import WORDS
from tests.widgets import seat_screens as screens
from tests.widgets.page import open_stage, say, sent, show
from tests.widgets.seat_screens import own, poll, seat, state, talk, triads
from tests.widgets.test_browser import EVIL, violations

SCREENS = screens.every_screen()
LOOKED_AT = {"lobby", "vote", "result", "reply", "observer", "over"}  # all kinds of parts are on them


def place(context: BrowserContext, shown: Mapping[str, Any]) -> Page:
    """A page in which the participant's stage shows a screen."""
    return open_stage(context, shown, address=f"/hub{screens.PATH}", kind=screens.SeatStage)


def through(page: Page) -> Iterator[str]:
    """Show every screen in turn, unfolded, and give its name."""
    for number, (name, shown) in enumerate(SCREENS.items()):
        show(page, {**shown, "path": f"{screens.PATH}-{number}"})
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        yield name


def news(page: Page, shown: Mapping[str, Any], **more: Any) -> None:
    """Tell the page what is new."""
    say(page, {**shown, "type": "news", "quiet": True, "done": None, **more})


def last(page: Page) -> dict[str, Any]:
    """What was sent last, without the id that the page has made for it."""
    command = dict(sent(page)[-1])
    command.pop("id", None)
    return command


# ------------------------------------------------------------------------------------------------------- every screen


def test_axe_finds_nothing(themed: BrowserContext) -> None:
    """No place of a workshop breaks a rule of accessibility that a machine can see, in light and dark, nor do the dialogs."""
    page = place(themed, SCREENS["lobby"])
    found = {name: violations(page) for name in through(page) if name in LOOKED_AT}
    show(page, SCREENS["lobby"])
    page.get_by_role("button", name="Say what suits me").click()
    say(page, screens.wishes())
    found["wishes"] = violations(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="I need a moment").click()
    found["moment"] = violations(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_smallest_phone_scrolls_one_way_only(phone: BrowserContext) -> None:
    """At 320 px nothing is wider than the page, and what is pressed is large enough for a thumb."""
    page = place(phone, SCREENS["lobby"])
    for name in through(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        small = page.evaluate(
            """[...document.querySelectorAll('.rp-stage :is(button, summary, select, textarea, .rp-answer)')]
               .filter((one) => one.checkVisibility())
               .filter((one) => one.getBoundingClientRect().height < 44)
               .map((one) => `${one.tagName} ${one.className} ${one.textContent}`)"""
        )
        assert small == [], name


def test_every_screen_has_one_heading_and_no_key_in_the_place_of_words(context: BrowserContext) -> None:
    """There is exactly one h1, levels are not skipped, and every word is in the catalogue."""
    page = place(context, SCREENS["lobby"])
    for name in through(page):
        levels = page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]))"
        )
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)
        assert "seat." not in page.locator("#host").inner_text(), name


def test_markup_in_data_is_shown_as_text(context: BrowserContext) -> None:
    """Markup in a scenario, a plan, a name or a message stays text."""
    codes = {"name", "path", "who", "id", "do", "stage", "way", "place", "part", "next", "kind", "poll", "workshop"}

    def spoilt(data: Any, key: str = "") -> Any:
        if isinstance(data, dict):
            return {one: spoilt(value, one) for one, value in data.items()}
        if isinstance(data, list):
            return [spoilt(one) for one in data]
        return data + EVIL if isinstance(data, str) and key not in codes else data

    page = place(context, SCREENS["lobby"])
    for name, shown in SCREENS.items():
        show(page, {**spoilt(shown), "path": f"{screens.PATH}-{name}"})
        assert page.evaluate("document.querySelectorAll('.rp-screen :is(img, script)').length") == 0, name
    assert page.evaluate("window.hit") is None


# -------------------------------------------------------------------------------------------------------------- votes


def test_a_vote_is_a_tap_and_counts_only_when_the_server_has_said_so(context: BrowserContext) -> None:
    """It is on its way, or not sent as long as there is no line; each change of mind has the next number."""
    ask = state(talk=talk("Sun at last."), poll=poll())
    page = place(context, screens.screen(ask))
    said = page.locator(".rp-seat-votestate")
    expect(said).to_contain_text("Nobody sees what you choose")
    page.get_by_text("You sound tired.").last.click()
    assert last(page) == {"do": "vote", "poll": "p1", "option": 1, "turn": 0}
    vote = {"do": "vote", "poll": "p1", "option": 1, "turn": 0}
    mine: dict[str, Any] = {"vote": None, "turn": 0, "texts": {}}
    news(page, screens.screen(ask, unsent=[vote], mine=mine))
    expect(said).to_have_text("Your vote is on its way.")
    news(page, screens.screen(ask, unsent=[vote], mine=mine, online=False))
    expect(said).to_contain_text("not sent yet")
    news(page, screens.screen(ask, own(vote=1)), done="vote")
    expect(said).to_contain_text("Nobody can see whose it is")
    expect(page.get_by_role("radio", name="You sound tired.")).to_be_checked()
    page.get_by_text("I once had a bench, too.").click()
    assert last(page) == {"do": "vote", "poll": "p1", "option": 0, "turn": 1}


def test_arrow_keys_pass_by_answers_without_voting_for_them(context: BrowserContext) -> None:
    """Only what somebody comes to rest on is sent; the focus stays in the group over news."""
    page = place(context, screens.screen(state(poll=poll(), talk=talk("Sun."))))
    page.clock.install()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert sent(page) == []
    news(page, screens.screen(state(poll=poll(), talk=talk("Sun."), people=8)))
    page.clock.run_for(1000)
    assert [one["option"] for one in sent(page)] == [2]
    expect(page.get_by_role("radio", name="stays quiet")).to_be_focused()


def test_results_are_figures_in_words_and_two_votes_stand_side_by_side(context: BrowserContext) -> None:
    """Before they are shown there is nothing of them; afterwards the first vote stands beside the second."""
    bench = talk("Sun.")
    page = place(context, screens.screen(state(talk=bench, poll=poll(open=False))))
    result = page.locator(".rp-seat-result")
    expect(result).to_contain_text("The result comes when")
    expect(result).not_to_contain_text("%")
    shown = poll(open=False, totals=[4, 3, 0], before=[6, 1, 0], round=2)
    news(page, screens.screen(state(talk=bench, poll=shown)))
    rows = result.locator("li").first
    expect(rows).to_contain_text("The vote before6 of 7 (86 %)")
    expect(rows).to_contain_text("This vote4 of 7 (57 %)")
    expect(page.get_by_role("status").filter(has_text="The result is shown.")).to_have_count(1)


# ------------------------------------------------------------------------------------------------- writing and reading


def test_what_somebody_writes_survives_all_news(context: BrowserContext) -> None:
    """Text, caret and focus stay while lines, messages and numbers come, and while what was sent before is confirmed."""
    ask = state(talk=talk("Sun."), wanted="", place="a")
    page = place(context, screens.screen(ask))
    field = page.get_by_label("What would you say here?")
    field.press_sequentially("I would sit down")
    page.keyboard.press("Home")
    news(page, screens.screen({**ask, "talk": talk("Sun.", "Rain."), "people": 9, "message": "Tea."}))
    news(page, screens.screen(ask, unsent=[{"do": "reply", "at": "a", "text": "Before."}]))
    news(page, screens.screen(ask, mine={"vote": None, "turn": -1, "texts": {"reply/a": "Before."}}), done="reply")
    expect(field).to_be_focused()
    page.keyboard.type("Yes. ")
    expect(field).to_have_value("Yes. I would sit down")
    page.get_by_role("button", name="Send it anew").click()
    assert last(page) == {"do": "reply", "at": "a", "text": "Yes. I would sit down"}
    assert sent(page)[-1]["id"]


def test_a_question_is_cleared_when_it_has_arrived_and_not_before(context: BrowserContext) -> None:
    """A second one that was begun meanwhile stays."""
    page = place(context, SCREENS["room"])
    page.get_by_text("Ask those who facilitate").click()
    field = page.get_by_label("Your question")
    field.fill("What if she leaves?")
    page.get_by_role("button", name="Send", exact=True).click()
    waits = {**SCREENS["room"], "unsent": [{"do": "question", "text": "What if she leaves?"}], "online": False}
    news(page, waits)
    expect(field).to_have_value("What if she leaves?")
    expect(page.locator(".rp-seat-sent")).to_contain_text("Not sent yet")
    news(page, SCREENS["room"], done="question")
    expect(field).to_have_value("")
    expect(page.get_by_role("status").filter(has_text="Your question has arrived.")).to_have_count(1)


def test_the_conversation_grows_where_it_stands(context: BrowserContext) -> None:
    """Nothing that is there is built again; only a conversation that was taken back is."""
    page = place(context, screens.screen(state(talk=talk("Sun."))))
    page.evaluate("document.querySelector('.rp-log .rp-block').marked = true")
    news(page, screens.screen(state(talk=talk("Sun.", "-You sound tired.", "A bit."))))
    lines = page.locator(".rp-log .rp-speech")
    expect(lines).to_have_text(["Sun.", "You sound tired.", "A bit."])
    assert page.evaluate("document.querySelector('.rp-log .rp-block').marked") is True
    news(page, screens.screen(state(talk=talk("Sun."))))
    expect(lines).to_have_text(["Sun."])


def test_a_title_stands_once_where_a_section_is_called_like_its_conversation(context: BrowserContext) -> None:
    """Below the section stands what it is; a conversation of another name has its own heading."""
    shown = screens.screen(state(talk=talk("Rain again.")))
    page = place(context, shown)
    expect(page.locator(".rp-seat-talk h2").first).to_have_text("On the bench")
    named = {**shown["state"], "section": {**shown["state"]["section"], "title": "On the bench"}}
    news(page, {**shown, "state": named})
    expect(page.get_by_role("heading", name="On the bench")).to_have_count(1)
    expect(page.locator(".rp-seat-talk h2").first).to_have_text("Conversation")


def test_nothing_moves_under_the_eyes_of_somebody_who_reads(phone: BrowserContext) -> None:
    """A button says what is new, and leads there; who does not read is taken there."""
    long = talk(*[f"Line {number}." for number in range(20)])
    page = place(phone, screens.screen(state(talk=long)))
    page.evaluate("dispatchEvent(new Event('touchmove'))")
    before = page.evaluate("scrollY")
    news(page, screens.screen(state(talk=long, poll=poll())))
    pill = page.get_by_role("button", name="The vote is open.")
    expect(pill).to_be_visible()
    assert page.evaluate("scrollY") == before
    pill.click()
    expect(page.get_by_role("radio").first).to_be_in_viewport()
    expect(pill).to_be_hidden()
    page.evaluate("scrollTo(0, 0)")
    page.clock.install()
    page.clock.run_for(10_000)
    shown = poll(open=False, totals=[1, 0, 0])
    news(page, screens.screen(state(talk=long, poll=poll(open=False))))
    news(page, screens.screen(state(talk=long, poll=shown)))
    expect(page.locator(".rp-seat-result")).to_be_in_viewport()


# --------------------------------------------------------------------------------------------------------------- care


def test_one_press_tells_those_who_facilitate_and_another_takes_it_back(context: BrowserContext) -> None:
    """What opens says whether they know yet, and what happens now."""
    page = place(context, SCREENS["room"])
    page.get_by_role("button", name="I need a moment").click()
    call = {"do": "call", "needed": True}
    assert last(page) == call
    dialog = page.get_by_role("dialog")
    news(page, {**SCREENS["room"], "unsent": [call], "online": False})
    expect(dialog).to_contain_text("they do not know yet")
    called = screens.screen(state(talk=talk("Sun at last.", "-You sound tired.", "A bit.")), own(called=True))
    news(page, called)
    expect(dialog).to_contain_text("Those who facilitate can see now that you need a moment. Nobody else can.")
    dialog.get_by_role("button", name="Close this; I still need a moment").click()
    expect(page.get_by_role("button", name="I need a moment")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="I need a moment").click()
    assert len(sent(page)) == 1
    dialog.get_by_role("button", name="I am all right again").click()
    assert last(page) == {"do": "call", "needed": False}
    expect(dialog).to_have_count(0)


def test_a_pause_for_all_hides_the_rest_and_gives_it_back(context: BrowserContext) -> None:
    """Also what was being written, with the focus in it."""
    ask = state(talk=talk("Sun."), wanted="", place="a")
    page = place(context, screens.screen(ask))
    field = page.get_by_label("What would you say here?")
    field.fill("I would")
    news(page, screens.screen({**ask, "resting": True}))
    expect(field).to_be_hidden()
    expect(page.get_by_role("heading", name="Everything pauses")).to_be_focused()
    expect(page.get_by_text("Put both feet on the floor")).to_be_visible()
    expect(page.get_by_role("button", name="Get help")).to_be_visible()
    news(page, screens.screen(ask))
    expect(field).to_be_focused()
    expect(field).to_have_value("I would")


def test_the_clock_ends_gently(context: BrowserContext) -> None:
    """It is said once that a minute is left, and once that it is over; what it shows each second is not read out."""
    page = place(context, SCREENS["lobby"])
    page.clock.install()
    now = page.evaluate("Date.now()")
    news(page, screens.screen(state("talk", timer={"seconds": 90, "left_ms": 62_000, "running": True}, heard_at=now)))
    clock = page.get_by_role("timer")
    expect(clock).to_have_text("Time left1:02")
    page.clock.run_for(3_000)
    expect(clock).to_have_text("Time left0:59")
    spoken = page.locator(".rp-top [role=status]").filter(has_text="left")
    expect(spoken).to_have_text("One minute left.")
    page.clock.run_for(60_000)
    expect(clock).to_have_text("The time is over. Come to an end in your own time.")
    news(page, screens.screen(state("talk")))
    expect(clock).to_be_hidden()


# ------------------------------------------------------------------------------------------------------------- triads


def test_only_ones_own_card_is_there(context: BrowserContext) -> None:
    """The peer's is for the peer; the mentor and the observer read what they need."""
    page = place(context, screens.screen(state("triads", triads=triads()), own(seat=seat("peer"))))
    expect(page.get_by_role("heading", name="Your part: Ottilie")).to_be_visible()
    expect(page.get_by_text("The tile.")).to_be_visible()
    expect(page.get_by_text("What comes up: Nights without sleep")).to_be_visible()
    news(page, screens.screen(state("triads", triads=triads()), own(seat=seat("mentor"))))
    expect(page.get_by_text("The tile.")).to_have_count(0)
    expect(page.get_by_text("Be there.", exact=True)).to_be_visible()
    expect(page.locator(".rp-seat-mates")).to_have_text("Ana plays the peerKit observes")


def test_an_observer_ticks_by_one_tap_and_takes_the_last_one_back(context: BrowserContext) -> None:
    """Each tap is a tick with an id of its own, for this round; what has not arrived counts already."""
    shown = state("triads", triads=triads())
    watch = seat("observer")
    page = place(context, screens.screen(shown, own(seat=watch)))
    button = page.get_by_role("button", name=re.compile("^Asks before sharing."))
    button.click()
    button.click()
    ticks = sent(page)
    assert {one["id"] for one in ticks} != {ticks[0]["id"]}
    assert last(page) == {"do": "tick", "behaviour": "asks", "section": "s1", "round": 1}
    news(page, screens.screen(shown, own(seat=watch), unsent=ticks))
    expect(button).to_contain_text("seen 2 times")
    watch["watch"][0]["ticks"] = ["kept-1"]
    news(page, screens.screen(shown, own(seat=watch), unsent=ticks[1:]))
    expect(button).to_contain_text("seen 2 times")
    expect(button).to_be_focused()
    page.get_by_role("button", name="Undo the last time: Asks before sharing.").click()
    undone = sent(page)[-1]
    assert undone == {"do": "untick", "id": ticks[1]["id"]}
    news(page, screens.screen(shown, own(seat=watch)))
    page.get_by_role("button", name="Undo the last time").click()
    assert sent(page)[-1] == {"do": "untick", "id": "kept-1"}
    news(page, screens.screen(shown, own(seat=watch), unsent=[sent(page)[-1]]))
    expect(button).not_to_contain_text("seen")


def test_a_part_is_put_down_before_anything_is_written(context: BrowserContext) -> None:
    """The peer's own steps come with it; then a note for oneself, and what one's next part is."""
    shown = state("triads", triads=triads())
    page = place(context, screens.screen(shown, own(seat=seat("peer"))))
    ended = {**shown, "triads": triads(playing=False)}
    news(page, screens.screen(ended, own(seat=seat("peer"))))
    expect(page.get_by_role("status").filter(has_text="Put down your part")).to_have_count(1)
    expect(page.get_by_text("The tile.")).to_have_count(0)
    expect(page.locator(".rp-seat-steps li")).to_have_text(
        [
            "Stand up, shake off what belongs to Ottilie, and sit down somewhere else. It was a part, and it stays here.",
            "Shake your hands until they are warm.",
            "Say your own name aloud, to the other two. You are back.",
        ]
    )
    field = page.get_by_label("What did the mentor do that helped?")
    expect(field).to_be_hidden()
    page.get_by_role("button", name="I am myself again").click()
    field.fill("She waited.")
    page.get_by_role("button", name="Keep this").click()
    assert last(page) == {"do": "note", "section": "s1", "round": 1, "text": "She waited."}
    expect(page.get_by_text("In the next round you observe.")).to_be_visible()


def test_wishes_are_asked_for_only_when_the_form_is_opened_and_sent_as_one(context: BrowserContext) -> None:
    """What was said before stands in it; a later answer does not undo what somebody has filled in."""
    page = place(context, SCREENS["lobby"])
    assert sent(page) == []
    page.get_by_role("button", name="Say what suits me").click()
    assert last(page) == {"do": "wishes"}
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("nothing of it is shown to anybody")
    say(page, screens.wishes())
    expect(dialog.get_by_label("Nights without sleep")).to_have_value("away")
    dialog.get_by_label("I would rather not play the peer").check()
    dialog.get_by_label("Being asked to keep a secret").select_option(label="I would only observe")
    dialog.get_by_label("How do you like to talk?").select_option(label="I say it straight")
    dialog.get_by_label("Gladly with").select_option(label="Ana")
    dialog.get_by_role("button", name="Take Kit off").click()
    say(page, screens.wishes())
    dialog.get_by_role("button", name="Keep this").click()
    assert last(page) == {
        "do": "wish",
        "plays": True,
        "plays_peer": False,
        "practised": 0,
        "style": "plain",
        "prefers": None,
        "rather_with": ["a"],
        "rather_not": [],
        "watches": ["Being asked to keep a secret"],
        "avoids": ["Nights without sleep"],
    }


# --------------------------------------------------------------------------------------------------------------- calm


def test_what_happens_is_announced_once_and_numbers_are_not(context: BrowserContext) -> None:
    """A vote that opens, a message, a section; not how many are in."""
    page = place(context, screens.screen(state(talk=talk("Sun."))))
    status = page.locator(".rp-seat > [role=status]")
    news(page, screens.screen(state(talk=talk("Sun."), people=8)))
    expect(status).to_have_text("")
    news(page, screens.screen(state(talk=talk("Sun."), poll=poll(), message="Tea.")))
    expect(status).to_have_text("From those who facilitate: Tea. The vote is open.")
    news(page, screens.screen(state(talk=talk("Sun."), poll=poll(), message="Tea.", people=9)))
    expect(status).to_have_text("From those who facilitate: Tea. The vote is open.")
    after = state("talk")
    after["section"]["id"] = "s2"
    after["section"]["title"] = "Tea"
    news(page, screens.screen(after))
    expect(status).to_have_text("Now: Tea")


def test_the_focus_goes_on_where_something_else_came(context: BrowserContext) -> None:
    """A vote that closes takes the focus that was in it along to what is there instead."""
    page = place(context, screens.screen(state(talk=talk("Sun."), poll=poll())))
    page.get_by_role("radio").first.focus()
    news(page, screens.screen(state(talk=talk("Sun."), poll=poll(open=False, totals=[1, 0, 0]))))
    expect(page.get_by_role("heading", name="How the room voted")).to_be_focused()
    after = state("talk")
    after["section"]["id"] = "s2"
    news(page, screens.screen(after))
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_page_that_comes_again_shows_what_is_asked(phone: BrowserContext) -> None:
    """Not the beginning of a long conversation; where nothing is asked, its newest lines."""
    long = talk(*[f"Line {number}." for number in range(20)])
    page = place(phone, screens.screen(state(talk=long, poll=poll())))
    expect(page.get_by_role("radio").first).to_be_in_viewport()
    page.evaluate("window.takeDown()")
    page = place(phone, screens.screen(state(talk=long)))
    expect(page.get_by_text("Line 19.")).to_be_in_viewport()


def test_somebody_who_is_out_is_told_kindly_and_shown_the_way_back(context: BrowserContext) -> None:
    """Help is still there; nothing else of the workshop is."""
    page = place(context, SCREENS["vote"])
    show(page, SCREENS["out"])
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not in this workshop any more")
    expect(page.get_by_role("link", name="Come in with a code")).to_have_attribute("href", "/hub/w")
    expect(page.get_by_role("button", name="Get help")).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)
    assert WORDS["seat.out.kept"] in page.locator("#host").inner_text()
