"""Nothing that was acknowledged is lost and nothing counts twice: reload, kill, sleep, second tab, double click."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from roleplay.apps.catalogue import say
from roleplay.model.event import Chose, Expected, Reflected, Started, Wrote
from roleplay.services.attempts import Playing
from tests.browser.cable import Cable
from tests.browser.workbook import READY_MS, SMALL_ID, Trainee, Workbook, eventually
from tests.serving import is_kernel

LATE_MS = 60_000
"""After a network error the page's kernel connection waits up to half a minute before it tries again."""


@pytest.fixture
def cable(workbook: Workbook) -> Iterator[Cable]:
    """A cable to the workbook that can be pulled out."""
    laid = Cable(workbook.port)
    yield laid
    laid.pull_out()


@dataclass(frozen=True)
class Seen:
    """What the screen says about an attempt."""

    path: str
    """Its address."""
    conversation: str
    """The transcript."""
    asked: str
    """The panel below it."""
    drafts: tuple[str, ...]
    """What is written in its fields."""


def seen(trainee: Trainee) -> Seen:
    """What the screen says now."""
    fields = trainee.asked.locator("textarea")
    return Seen(
        trainee.path,
        trainee.page.locator(".rp-log").inner_text(),
        trainee.asked.inner_text(),
        tuple(fields.nth(place).input_value() for place in range(fields.count())),
    )


def kinds(playing: Playing) -> Counter[str]:
    """How often each kind of event is in the log."""
    return Counter(recorded.event.kind for recorded in playing.events)


def write(trainee: Trainee, text: str) -> None:
    """Write into the first field of the panel."""
    trainee.asked.locator("textarea").first.fill(text)


def begin(trainee: Trainee, **options: object) -> None:
    """Into the conversation of the short scenario."""
    trainee.starts(SMALL_ID, **options)  # type: ignore[arg-type]
    trainee.presses("Begin without writing")


def reload_by_banner(page: Page) -> None:
    """Press the banner's button."""
    page.get_by_role("alert").get_by_role("button", name="Reload to continue").click()


# ------------------------------------------------------------------------------------------------------------- reload


def test_a_reload_in_any_phase_shows_the_same(trainee: Trainee) -> None:
    """Before, between and after the decisions, with feedback, own words and half-written texts: a reload is no step."""
    steps: list[tuple[str, Callable[[], None]]] = [
        ("anticipate", lambda: trainee.starts(SMALL_ID, say_first=True)),
        ("a half-written expectation", lambda: write(trainee, "It will be h")),
        ("say it first", lambda: trainee.presses("Begin")),
        ("half-written own words", lambda: write(trainee, "Hello.")),
        ("choices beside own words", lambda: trainee.presses("Show the choices")),
        ("feedback", lambda: trainee.says("reflect")),
        ("no own words", lambda: trainee.presses("Just the choices this time")),
        ("reply", lambda: trainee.says("ask")),
        ("a half-written reply", lambda: write(trainee, "Dear Dana, I")),
        ("compare", lambda: trainee.presses("Send")),
        ("reflect", lambda: trainee.presses("Go on")),
        ("a half-written reflection", lambda: write(trainee, "What stays is")),
    ]
    for name, step in steps:
        step()
        before, log = seen(trainee), trainee.playing.events
        trainee.page.reload()
        trainee.sees_a_screen("player")
        assert seen(trainee) == before, name
        assert trainee.playing.events == log, name
    trainee.presses("Keep this and go on")
    trainee.sees_a_screen("debrief")
    before_debrief = trainee.displays()
    trainee.page.reload()
    trainee.sees_a_screen("debrief")
    assert trainee.displays() == before_debrief
    playing = trainee.playing
    assert kinds(playing) == {
        "started": 1,
        "expected": 1,
        "wrote": 3,
        "chose": 2,
        "compared": 1,
        "reflected": 1,
        "ended": 1,
    }
    bodies = {"It will be h", "Hello.", "Dear Dana, I", "What stays is"}
    assert {row.body for row in playing.texts.values()} == bodies


# -------------------------------------------------------------------------------------------------------------- kills


def test_a_killed_kernel_costs_nothing(workbook: Workbook, trainee: Trainee) -> None:
    """The page says that the connection is gone, and its button leads back to exactly the same place."""
    begin(trainee)
    trainee.says("reflect")
    before, log = seen(trainee), trainee.playing.events
    kernel_id = trainee.page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    mine = [one for one in workbook.kernels() if is_kernel(one, kernel_id)]
    assert len(mine) == 1
    mine[0].send_signal(signal.SIGKILL)
    expect(trainee.page.get_by_role("alert")).to_contain_text("The connection is gone", timeout=READY_MS)
    assert seen(trainee) == before
    reload_by_banner(trainee.page)
    expect(trainee.page.get_by_role("alert")).to_be_empty(timeout=READY_MS)
    trainee.sees_a_screen("player")
    assert seen(trainee) == before
    assert trainee.playing.events == log
    trainee.says("ask")
    assert kinds(trainee.playing) == {"started": 1, "expected": 1, "chose": 2}


def test_a_killed_server_costs_nothing(workbook: Workbook, trainee: Trainee) -> None:
    """After a server has died and come back, all that the page had shown is in the log, once, and the talk goes on there.

    The browser is still signed in.
    """
    begin(trainee)
    trainee.says("talk")
    before, log = seen(trainee), trainee.playing.events
    assert [type(recorded.event) for recorded in log] == [Started, Expected, Chose]
    workbook.kill()
    alert = trainee.page.get_by_role("alert")
    expect(alert).to_contain_text("The connection is gone", timeout=READY_MS)
    reload_by_banner(trainee.page)
    expect(alert).to_contain_text("There is no answer yet")
    assert seen(trainee) == before
    workbook.start()
    reload_by_banner(trainee.page)
    expect(alert).to_be_empty(timeout=READY_MS)
    trainee.sees_a_screen("player")
    assert seen(trainee) == before
    assert trainee.playing.events == log
    trainee.says("sorry")
    write(trainee, "Dear Dana.")
    trainee.presses("Send")
    assert kinds(trainee.playing) == {"started": 1, "expected": 1, "chose": 2, "wrote": 1}


def test_a_choice_that_is_made_while_the_kernel_dies_counts_once(workbook: Workbook, trainee: Trainee) -> None:
    """A choice whose answer never came is either in the log or not; after the reload it can be made, and is there once."""
    begin(trainee)
    for kernel in workbook.kernels():
        kernel.suspend()  # it hears, but cannot answer any more
    number = trainee.number("reflect")
    trainee.page.locator(f'.rp-choice[data-number="{number}"]').click()
    expect(trainee.page.locator(".rp-stage")).to_have_attribute("aria-busy", "true")
    for kernel in workbook.kernels():
        kernel.kill()
    expect(trainee.page.get_by_role("alert")).to_contain_text("The connection is gone", timeout=READY_MS)
    assert kinds(trainee.playing) == {"started": 1, "expected": 1}
    reload_by_banner(trainee.page)
    expect(trainee.page.get_by_role("alert")).to_be_empty(timeout=READY_MS)
    trainee.sees_a_screen("player")
    trainee.says("reflect")
    assert kinds(trainee.playing) == {"started": 1, "expected": 1, "chose": 1}


# -------------------------------------------------------------------------------------------------------- lost network


def test_offline_is_said_at_once(trainee: Trainee) -> None:
    """As soon as the browser knows that it is offline there is a banner, and nothing else changes; it goes by itself."""
    begin(trainee)
    before = seen(trainee)
    alert = trainee.page.get_by_role("alert")
    trainee.page.context.set_offline(True)
    expect(alert).to_contain_text("You are offline.")
    assert seen(trainee) == before
    trainee.page.context.set_offline(False)
    expect(alert).to_be_empty(timeout=READY_MS)
    assert seen(trainee) == before


def test_a_closed_laptop_goes_on_where_it_was(workbook: Workbook, visit: Callable[..., Trainee], cable: Cable) -> None:
    """While every connection is lost there is a banner; once they are back, by themselves, nothing is lost or doubled.

    One person chose just before, and the answer was lost on its way; another one chooses meanwhile.
    """
    before, meanwhile = (comes_by(cable, workbook, visit()) for _ in range(2))
    for somebody in (before, meanwhile):
        begin(somebody)
    meanwhile.says("wait")
    shown, log = seen(meanwhile), meanwhile.playing.events
    with stopped(workbook):
        before.page.locator(f'.rp-choice[data-number="{before.number("reflect")}"]').click()
        expect(before.page.locator(".rp-stage")).to_have_attribute("aria-busy", "true")
        before.page.wait_for_timeout(300)
        cable.pull_out()
    assert eventually(lambda: kinds(before.playing) == {"started": 1, "expected": 1, "chose": 1})
    for somebody in (before, meanwhile):
        expect(somebody.page.get_by_role("alert")).to_contain_text("The connection is gone", timeout=READY_MS)
    assert seen(meanwhile) == shown
    meanwhile.page.locator(f'.rp-choice[data-number="{meanwhile.number("ask")}"]').click()
    meanwhile.page.wait_for_timeout(500)
    assert meanwhile.playing.events == log

    cable.plug_in()
    for somebody, said in ((before, "You sound tired."), (meanwhile, "Shall I tell you?")):
        expect(somebody.page.get_by_role("alert")).to_be_empty(timeout=LATE_MS)
        expect(somebody.page.locator(".rp-log").get_by_text(said)).to_have_count(1)
    before.says("ask")
    for somebody in (before, meanwhile):
        assert kinds(somebody.playing) == {"started": 1, "expected": 1, "chose": 2}
        write(somebody, "Dear Dana.")
        somebody.presses("Send")
        assert kinds(somebody.playing) == {"started": 1, "expected": 1, "chose": 2, "wrote": 1}


def comes_by(cable: Cable, workbook: Workbook, somebody: Trainee) -> Trainee:
    """Somebody signs in by a cable that can be pulled out."""
    somebody.page.goto(workbook.link().replace(workbook.origin, cable.origin))
    somebody.sees_a_screen("library")
    return Trainee(replace(workbook, port=cable.port), somebody.page)


@contextmanager
def stopped(workbook: Workbook) -> Iterator[None]:
    """For as long, no kernel does anything; what comes in waits."""
    kernels = workbook.kernels()
    for kernel in kernels:
        kernel.suspend()
    try:
        yield
    finally:
        for kernel in kernels:
            kernel.resume()


def test_a_slow_answer_can_be_asked_for_again(workbook: Workbook, trainee: Trainee) -> None:
    """When an answer takes too long the page says so and gives the button back; pressing it again counts once."""
    trainee.page.clock.install()
    begin(trainee)
    number = trainee.number("reflect")
    button = trainee.page.locator(f'.rp-choice[data-number="{number}"]')
    with stopped(workbook):
        button.click()
        expect(trainee.page.locator(".rp-stage")).to_have_attribute("aria-busy", "true")
        trainee.page.clock.fast_forward(16_000)
        expect(trainee.page.get_by_role("status").filter(has_text="Nothing is lost")).to_be_visible()
        button.click()
    expect(trainee.page.locator(".rp-log")).to_contain_text("And you?")
    trainee.page.wait_for_timeout(500)
    assert kinds(trainee.playing) == {"started": 1, "expected": 1, "chose": 1}
    assert trainee.page.locator(".rp-log").get_by_text("You sound tired.").count() == 1
    trainee.says("ask")
    assert kinds(trainee.playing) == {"started": 1, "expected": 1, "chose": 2}


# ---------------------------------------------------------------------------------------------------- twice at the same


def test_two_tabs_on_one_attempt(trainee: Trainee) -> None:
    """The second tab to answer is told kindly that it moved on, and sees what the first one did; the log has one event."""
    begin(trainee)
    second = Trainee(trainee.workbook, trainee.page.context.new_page())
    second.goes_to(trainee.path)
    assert seen(second) == seen(trainee)
    trainee.says("reflect")
    log = trainee.playing.events
    number = second.page.locator(".rp-choice", has_text="Well, I once...").get_attribute("data-number")
    second.page.locator(f'.rp-choice[data-number="{number}"]').click()
    notice = second.page.get_by_role("status").filter(has_text="moved on")
    expect(notice).to_be_visible()
    expect(second.page.locator(".rp-log")).to_contain_text("You sound tired.")
    assert "Traceback" not in second.displays()
    assert seen(second) == seen(trainee)
    assert second.playing.events == log
    second.says("ask")
    assert kinds(second.playing) == {"started": 1, "expected": 1, "chose": 2}


def test_a_double_click_counts_once(trainee: Trainee) -> None:
    """A double click makes one choice, also where the next choices come up under the pointer."""
    begin(trainee)
    number = trainee.number("reflect")
    trainee.page.locator(f'.rp-choice[data-number="{number}"]').dblclick()
    expect(trainee.page.locator(".rp-log")).to_contain_text("And you?")
    trainee.page.wait_for_timeout(300)
    assert [one.event for one in trainee.playing.events if isinstance(one.event, Chose)] == [
        Chose("opening", "reflect")
    ]


def test_a_number_key_that_is_held_down_counts_once(trainee: Trainee) -> None:
    """A key that repeats makes one choice."""
    begin(trainee)
    number = str(trainee.number("reflect"))
    for _ in range(5):
        trainee.page.keyboard.down(number)
    trainee.page.keyboard.up(number)
    expect(trainee.page.locator(".rp-log")).to_contain_text("And you?")
    trainee.page.wait_for_timeout(300)
    assert kinds(trainee.playing)["chose"] == 1


def test_start_pressed_twice_makes_one_attempt(trainee: Trainee) -> None:
    """A double click on Start begins one attempt."""
    before = len(trainee.workbook.attempts())
    trainee.goes_to(f"/learn/scenario/{SMALL_ID}")
    trainee.page.get_by_role("button", name="Start", exact=True).dblclick()
    trainee.sees_a_screen("player")
    trainee.page.wait_for_timeout(300)
    assert len(trainee.workbook.attempts()) == before + 1


# ---------------------------------------------------------------------------------------------------------- addresses


def test_back_and_forward_move_between_the_screens(trainee: Trainee) -> None:
    """A phone's Back and Forward lead between library, brief, player and debrief, without loading a page.

    The address of an attempt that is over leads to its debrief.
    """
    page = trainee.page
    loads: list[str] = []
    trainee.goes_to("/learn")
    page.get_by_role("link", name="Small", exact=True).click()
    trainee.sees_a_screen("brief")
    page.get_by_role("button", name="Start", exact=True).click()
    trainee.sees_a_screen("player")
    page.on("load", lambda _: loads.append(page.url))
    attempt = trainee.attempt
    page.go_back()
    trainee.sees_a_screen("brief")
    page.go_back()
    trainee.sees_a_screen("library")
    assert trainee.path == "/learn"
    page.go_forward()
    trainee.sees_a_screen("brief")
    page.go_forward()
    trainee.sees_a_screen("player")
    assert trainee.path == f"/learn/play/{attempt}"
    trainee.presses("Begin without writing")
    trainee.says("pass")
    trainee.presses("Go on without writing")
    trainee.sees_a_screen("debrief")
    assert trainee.path == f"/learn/debrief/{attempt}"
    page.go_back()
    trainee.sees_a_screen("brief")
    page.go_forward()
    trainee.sees_a_screen("debrief")
    assert loads == []
    trainee.goes_to(f"/learn/play/{attempt}")
    trainee.sees_a_screen("debrief")
    assert trainee.path == f"/learn/debrief/{attempt}"


@pytest.mark.parametrize("path", ["/learn/progress", f"/learn/scenario/{SMALL_ID}"])
def test_a_deep_link_waits_for_signing_in(visit: Callable[..., Trainee], workbook: Workbook, path: str) -> None:
    """Somebody who is not signed in and opens an address pastes a link and comes to what they asked for."""
    stranger = visit()
    stranger.page.goto(f"{workbook.origin}{path}")
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("Please open your personal link")
    stranger.page.get_by_role("textbox").fill(workbook.link())
    stranger.page.get_by_role("button", name="Sign in").click()
    stranger.sees_a_screen()
    assert urlsplit(stranger.page.url).path == path


def test_the_address_of_nothing_is_a_kind_page(trainee: Trainee) -> None:
    """An address that leads nowhere, or to an attempt that does not exist, says so and leads back to the library."""
    for path in ("/learn/nowhere", "/learn/play/none-such", "/learn/scenario/disclosure/none-such"):
        trainee.goes_to(path)
        expect(trainee.page.get_by_role("heading", level=1)).to_have_text(say("problem.title"))
        trainee.page.get_by_role("link", name=say("problem.back")).click()
        trainee.sees_a_screen("library")


def test_leaving_for_later_and_continuing(trainee: Trainee) -> None:
    """Leave, come back later: the library offers to continue, and the conversation stands where it stood."""
    begin(trainee)
    trainee.says("talk")
    before = seen(trainee)
    trainee.page.get_by_role("button", name="Leave", exact=True).click()
    trainee.page.get_by_role("button", name=say("leave.later")).click()
    trainee.sees_a_screen("library")
    trainee.page.locator(f'.rp-card-continue a[href$="{before.path}"]').click()
    trainee.sees_a_screen("player")
    assert seen(trainee) == before
    assert not any(isinstance(one.event, Reflected | Wrote) for one in trainee.playing.events)


def test_a_closed_tab_takes_its_kernel_along(workbook: Workbook, trainee: Trainee) -> None:
    """Closing the tab ends its kernel within moments, so that a day of visits does not fill the machine."""
    trainee.goes_to("/learn")
    kernel_id = trainee.page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    mine = next(one for one in workbook.kernels() if is_kernel(one, kernel_id))
    trainee.page.close(run_before_unload=True)
    assert eventually(lambda: not mine.is_running())
