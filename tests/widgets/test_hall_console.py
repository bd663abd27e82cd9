"""The console of a workshop in a real browser, with a model in place of the kernel."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from roleplay.apps.view.hall import ConsoleScreen, ConsoleState, NextPart
from roleplay.widgets import FacilitatorStage
from tests.widgets.page import open_stage, say, sent, show
from tests.widgets.test_browser import EVIL, violations

NOW = 1_770_000_000_000
ASK: NextPart = {"act": "send", "label": "Ask the room", "hint": "Everybody votes.", "command": {"do": "console_ask"}}
LINE: Any = {"kind": "line", "turn": 1, "who": "dana", "text": "Rain again.", "cue": "looks up", "at": None}


def count(voted: int) -> NextPart:
    """The big button while a vote is open."""
    label = f"Close the vote ({voted} of 3 have voted)"
    return {"act": "send", "label": label, "hint": "", "command": {"do": "console_count"}}


def written(number: int, text: str, **more: Any) -> Any:
    """Something that somebody wrote."""
    return {"id": f"t{number}", "text": text, "hidden": False, "about": "", "votes": None, **more}


def state(**changes: Any) -> ConsoleState:
    """A console in the middle of a conversation, with something in every part."""
    whole: Any = {
        "seq": 7,
        "stage": "running",
        "next": ASK,
        "calls": [],
        "plan": {
            "sections": [
                {"id": "welcome", "title": "Welcome", "way": "talk", "minutes": 5},
                {"id": "bench", "title": "On the bench", "way": "room", "minutes": 30},
            ],
            "here": 1,
            "minutes": 35,
            "begun_at": NOW - 600_000,
            "here_since": NOW - 300_000,
            "rules": ["What is said here stays here."],
        },
        "resting": False,
        "timer": {"ends_at": NOW + 3_600_000, "left": None},
        "talk": {
            "title": "Small",
            "setting": "A bench.",
            "notes": ["a lonely evening"],
            "mentor": {"id": "mentor", "name": "Sam"},
            "cast": [{"id": "dana", "name": "Dana"}],
            "items": [LINE, {"kind": "said", "turn": 1, "text": "You sound tired."}, {**LINE, "turn": 2}],
            "taken": [{"turn": 1, "steps": 0, "shows": [{"text": "Says it back", "kind": "basic"}], "comment": "F1."}],
        },
        "decision": {
            "kind": "choice",
            "prompt": "",
            "choices": [
                {"number": n, "text": text, "reason": None, "why": "what-if", "votes": None, "before": None}
                for n, text in enumerate(("Shall I tell you?", "*waits*"))
            ],
            "vote": None,
        },
        "words": {"wanted": False, "replies": [written(1, "Dear Dana.")]},
        "reasons": [],
        "questions": [written(2, "May one be silent?", about="On the bench")],
        "prompts": {
            "notes": "Wait before you ask.",
            "plan": ["What did you notice?"],
            "scenario": ["Whose evening was it?"],
            "turned": 0,
        },
        "triads": {
            "round": 0,
            "rounds": 2,
            "playing": False,
            "shown": 1,
            "groups": [
                [
                    {"id": f"p{n}", "name": f"Person {n}", "part": part, "here": True, "left": False, "ticks": 0}
                    for n, part in enumerate(("mentor", "peer", "observer"))
                ]
            ],
            "waiting": [{"id": "p3", "name": "Late"}],
            "wished": 2,
            "away": 1,
            "station": "The bench",
        },
        "pace": {
            "people": 5,
            "begun": 4,
            "ended": 1,
            "quarters": [1, 1, 1, 0],
            "ways": [{"name": "", "said": ["Hm.", ""], "ending": "Warm"}],
        },
        "message": "Back at ten.",
        "people": [{"id": f"p{n}", "name": f"Person {n}", "here": n % 2 == 0} for n in range(200)],
        "cleared": 0,
        "door": {"code": "BCDF GHJK", "locked": False, "until": NOW, "squares": ["101", "010", "101"]},
        "leads": {"leads": [{"id": "fay", "name": "Fay"}], "others": [{"id": "gil", "name": "Gil"}], "own": "fay"},
        "aftercare": "Thank you.",
        **changes,
    }
    found: ConsoleState = whole
    return found


def screen(**changes: Any) -> ConsoleScreen:
    """The console."""
    whole: Any = {
        "name": "hall_console",
        "path": "/workshops/w1",
        "title": "An afternoon",
        "workshop": "w1",
        "list_path": "/workshops",
        "screen_path": "/workshops/w1/screen",
        "watch_path": "/workshops/w1/watch",
        "report_path": "/workshops/w1/report",
        "now": NOW,
        "state": state(**changes),
        "bar": [],
        "help": {"lines": [], "emergency_number": None, "resources": []},
    }
    found: ConsoleScreen = whole
    return found


def console(context: BrowserContext, **changes: Any) -> Page:
    """A page with a console."""
    return open_stage(context, screen(**changes), address="/hub/workshops/w1", kind=FacilitatorStage)


def news(page: Page, *, said: str | None = None, problem: bool = False, **changed: Any) -> None:
    """Tell the page what has changed; with `said` it answers what was pressed."""
    message = {"type": "news", "workshop": "w1", "now": NOW, "changed": changed}
    say(page, {**message, "quiet": True} if said is None else {**message, "said": said, "problem": problem})


def pressed(page: Page) -> list[dict[str, Any]]:
    """What was sent beside the address that a page says by itself."""
    return [one for one in sent(page) if one["do"] != "console_entrance"]


def unfolded(context: BrowserContext) -> Page:
    """A console with everything open, and markup in what people have written."""
    people: Any = [{"id": "x", "name": EVIL, "here": True}, *state()["people"][:3]]
    calls: Any = [{"id": "x", "name": EVIL, "since": NOW}]
    page = console(context, message=EVIL, questions=[written(9, EVIL)], people=people, calls=calls)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return page


def test_every_part_can_be_used_by_everybody_in_both_themes(themed: BrowserContext) -> None:
    """No violation of the guidelines, and what people have written stays text."""
    page = unfolded(themed)
    assert violations(page) == []
    assert page.evaluate("window.hit === undefined")


def test_nothing_is_wider_than_the_smallest_phone(phone: BrowserContext) -> None:
    """A facilitator may hold one; what somebody needs stays in sight there, too."""
    page = unfolded(phone)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert console(phone).evaluate("document.documentElement.scrollHeight") < 10_000, (
        "two hundred names scroll in their list"
    )
    page.evaluate("scrollTo(0, 3000)")
    expect(page.locator(".rp-console-calls")).to_be_in_viewport()


def test_the_big_button_names_its_step_and_a_running_count_does_not_disturb_it(context: BrowserContext) -> None:
    """It stays the same element with the focus on it, whatever comes in."""
    page = console(context)
    go = page.locator(".rp-console-go")
    go.click()
    assert pressed(page) == [{"do": "console_ask", "workshop": "w1", "seq": 7}]
    news(page, said="", seq=8, next=count(0))
    page.evaluate("window.first = document.querySelector('.rp-console-go')")
    for voted in (1, 2):
        news(page, next=count(voted))
    expect(go).to_have_text("Close the vote (2 of 3 have voted)")
    expect(go).to_be_focused()
    assert page.evaluate("window.first === document.querySelector('.rp-console-go')")
    go.click()
    assert pressed(page)[-1] == {"do": "console_count", "workshop": "w1", "seq": 8}


def test_what_somebody_else_has_just_changed_is_not_pressed_by_mistake(context: BrowserContext) -> None:
    """Pressed in the same moment it says so; pressed again it means it."""
    page = console(context)
    news(page, seq=8, next=count(3))
    page.evaluate("document.querySelector('.rp-console-go').click()")
    assert pressed(page) == []
    expect(page.locator(".rp-console-said")).to_contain_text("Press again")
    page.wait_for_timeout(750)
    page.locator(".rp-console-go").click()
    assert [one["do"] for one in pressed(page)] == ["console_count"]
    news(page, said="Gil closed the vote just before you.", problem=True)
    expect(page.get_by_role("status").filter(has_text="Gil closed")).to_be_visible()


def test_what_is_being_written_survives_whatever_comes(context: BrowserContext) -> None:
    """A message, minutes, a search among two hundred names; and the focus stays. Sent, the field is empty again."""
    page = console(context)
    page.fill("[data-keep=find]", "Person 19")
    page.fill("[data-keep=minutes]", "17")
    field = page.locator("[data-keep=message]")
    field.fill("We go on at")
    news(page, message="Five minutes more.", people=state()["people"][:150], timer=None, calls=[])
    expect(field).to_have_value("We go on at")
    expect(field).to_be_focused()
    expect(page.locator("[data-keep=minutes]")).to_have_value("17")
    assert page.locator(".rp-console-people > li:visible").count() == 1
    field.press_sequentially(" ten")
    page.click("[data-keep=tell]")
    assert pressed(page)[-1] == {"do": "console_tell", "workshop": "w1", "seq": 7, "text": "We go on at ten"}
    news(page, said="No.", problem=True)
    expect(field).to_have_value("We go on at ten")
    page.click("[data-keep=tell]")
    news(page, said="", message="We go on at ten")
    expect(field).to_have_value("")


def test_after_a_break_in_the_line_the_page_is_as_it_was(context: BrowserContext) -> None:
    """The whole screen comes again: what is new is shown, what is being written stays, and where people come in is said."""
    page = console(context)
    field = page.locator("[data-keep=message]")
    field.fill("We go on at")
    page.fill("[data-keep=minutes]", "17")
    page.evaluate(
        "window.first = document.querySelector('.rp-console'); document.dispatchEvent(new Event('roleplay:reconnected'))"
    )
    assert sent(page)[-1] == {"do": "resync"}
    show(page, {**screen(next=count(3), message="Hello."), "now": NOW + 9_000})
    expect(page.locator(".rp-console-go")).to_have_text("Close the vote (3 of 3 have voted)")
    expect(page.locator("[data-keep=minutes]")).to_be_focused()
    expect(page.locator("[data-keep=minutes]")).to_have_value("17")
    expect(field).to_have_value("We go on at")
    assert page.evaluate("window.first === document.querySelector('.rp-console')")
    assert [one["do"] for one in sent(page)] == ["console_entrance", "resync", "console_entrance"]


def test_who_needs_a_moment_is_announced_and_stands_above_everything(context: BrowserContext) -> None:
    """In a calm sentence; what somebody sees to is less loud."""
    page = console(context)
    news(page, calls=[{"id": "p1", "name": "Person 1", "since": NOW - 125_000}])
    expect(page.locator(".rp-visually-hidden[role=status]")).to_have_text("Person 1 needs a moment.")
    card = page.locator(".rp-console-calls")
    expect(card).to_contain_text("for 2 minutes")
    card.get_by_role("button").click()
    expect(card.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    news(page, calls=[])
    expect(card).to_have_count(0)


def test_keys_do_what_the_list_says_and_nothing_while_somebody_writes_or_once_they_are_off(
    context: BrowserContext,
) -> None:
    """Dialogs close with Escape and give the focus back."""
    page = console(context)
    page.keyboard.press("m")
    expect(page.locator("[data-keep=message]")).to_be_focused()
    page.keyboard.press("g")
    assert pressed(page) == []
    expect(page.locator("[data-keep=message]")).to_have_value("g")
    page.locator("h1").focus()
    page.keyboard.press("p")
    assert pressed(page)[-1] == {"do": "console_rest", "workshop": "w1", "seq": 7, "resting": True}
    news(page, said="", resting=True)
    page.locator("[data-keep=person-p3]").click()
    page.keyboard.press("g")
    page.keyboard.press("Escape")
    expect(page.locator("[data-keep=person-p3]")).to_be_focused()
    assert len(pressed(page)) == 1
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn keys off").click()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    assert len(pressed(page)) == 1


def test_what_is_pressed_too_early_is_done_afterwards_or_said_to_wait(context: BrowserContext) -> None:
    """A pause for everybody is meant whatever comes of the step before; a step is pressed by who has seen what is so."""
    page = console(context)
    for key in "ggp":
        page.keyboard.press(key)
    expect(page.locator(".rp-console-said")).to_contain_text("still being done")
    assert [one["do"] for one in pressed(page)] == ["console_ask"]
    news(page, said="", seq=8, next=count(0))
    assert [one["do"] for one in pressed(page)] == ["console_ask", "console_rest"]
    news(page, said="", resting=True)
    assert len(pressed(page)) == 2


def test_questions_are_turned_by_buttons_and_keys(context: BrowserContext) -> None:
    """The one that the screen shows is marked; the focus stays on the button, also where there is no next one."""
    page = console(context)
    expect(page.locator(".rp-console-shown")).to_contain_text("What did you notice?")
    button = page.get_by_role("button", name="Show the next one")
    button.click()
    assert pressed(page)[-1]["question"] == 1
    news(page, said="", prompts={**state()["prompts"], "turned": 1})
    expect(page.locator(".rp-console-shown")).to_contain_text("Whose evening was it?")
    expect(button).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.press("b")
    assert [one["question"] for one in pressed(page)] == [1, 0]


def test_asking_all_to_leave_who_are_not_connected_is_confirmed_and_taken_back(context: BrowserContext) -> None:
    """The dialog says how many it would be; who was asked to leave can be let back in while the page is up."""
    page = console(context)
    page.get_by_role("button", name="Ask all who are not connected to leave").click()
    expect(page.get_by_role("dialog")).to_contain_text("100 people are not connected")
    assert pressed(page) == []
    page.get_by_role("button", name="Ask them to leave").click()
    assert pressed(page)[-1]["do"] == "console_clear"
    news(page, said="100 people were asked to leave.", people=state()["people"][::2], cleared=100)
    page.get_by_role("button", name="Let those 100 people back in").click()
    assert pressed(page)[-1]["do"] == "console_unclear"


def test_the_end_is_asked_about_once_more_with_words_that_can_be_changed(context: BrowserContext) -> None:
    """Not yet changes nothing; what was written is still there the next time."""
    page = console(context)
    page.click("[data-keep=end]")
    words = page.locator("dialog textarea")
    expect(words).to_have_value("Thank you.")
    words.fill("Thank you all.")
    page.get_by_role("button", name="Not yet").click()
    assert pressed(page) == []
    page.click("[data-keep=end]")
    expect(words).to_have_value("Thank you all.")
    page.get_by_role("button", name="End it for everybody").click()
    assert pressed(page) == [{"do": "console_close", "workshop": "w1", "seq": 7, "aftercare": "Thank you all."}]
    page.locator(".rp-console-go").focus()
    news(page, said="", stage="closed", next=None, talk=None, decision=None, words=None, aftercare="Thank you all.")
    expect(page.locator("h1")).to_be_focused()
    expect(page.get_by_role("link", name="Read the report")).to_be_visible()
    expect(page.locator("[data-keep=end]")).to_have_count(0)
