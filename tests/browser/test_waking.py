"""A phone that slept comes back to where it was, by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.cable import Cable
from tests.browser.test_lasting import Seen, begin, seen, write
from tests.browser.workbook import READY_MS, Trainee, Workbook, eventually, new_context
from tests.server.visiting import House, start_house
from tests.serving import is_kernel


def look_away(page: Page) -> None:
    """Switch to another app, or the screen off: the page is hidden."""
    page.evaluate(
        "() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )


def look_again(page: Page) -> None:
    """Take the phone up again."""
    page.evaluate("() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); }")


def kernel_of(page: Page) -> str:
    """The kernel of the page that is shown."""
    found: str = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    return found


def end_kernel(workbook: Workbook, trainee: Trainee) -> None:
    """End the page's kernel. A page that is awake hears of that."""
    mine = next(one for one in workbook.kernels() if is_kernel(one, kernel_of(trainee.page)))
    mine.kill()
    assert eventually(lambda: not mine.is_running())


def reap_kernel(workbook: Workbook, trainee: Trainee) -> None:
    """End the page's kernel as the server does when nobody was connected for long: nobody hears of it."""
    kernel_id, origin = kernel_of(trainee.page), workbook.origin
    mine = next(one for one in workbook.kernels() if is_kernel(one, kernel_id))
    answer = trainee.page.context.request.post(f"{origin}/voila/api/shutdown/{kernel_id}", headers={"Origin": origin})
    assert answer.status == 204
    assert eventually(lambda: not mine.is_running())


def comes_back(trainee: Trainee, before: Seen, old: str) -> None:
    """The page has another kernel, no banner, and shows what it showed."""
    trainee.page.wait_for_function(
        "(old) => { const data = document.getElementById('jupyter-config-data');"
        " return data && JSON.parse(data.textContent).kernelId !== old; }",
        arg=old,
        timeout=READY_MS,
    )
    trainee.sees_a_screen("player")
    expect(trainee.page.get_by_role("alert")).to_be_empty()
    assert seen(trainee) == before


def in_the_middle(trainee: Trainee) -> Seen:
    """Somebody in a conversation, with half a sentence written."""
    begin(trainee, say_first=True)
    write(trainee, "I wanted to s")
    return seen(trainee)


def test_a_page_whose_kernel_ended_while_nobody_looked_goes_on(workbook: Workbook, trainee: Trainee) -> None:
    """It learns of that in the background and waits; looked at again it loads itself, with the half-written sentence."""
    before, log, old = in_the_middle(trainee), trainee.playing.events, kernel_of(trainee.page)
    look_away(trainee.page)
    end_kernel(workbook, trainee)
    expect(trainee.page.get_by_role("alert")).to_contain_text("The connection is gone", timeout=READY_MS)
    trainee.page.wait_for_timeout(500)
    assert kernel_of(trainee.page) == old
    look_again(trainee.page)
    comes_back(trainee, before, old)
    assert trainee.playing.events == log


def test_a_frozen_page_goes_on(workbook: Workbook, trainee: Trainee) -> None:
    """A page that did nothing at all meanwhile, as on a phone that sleeps, finds out when it is looked at again."""
    before, log, old = in_the_middle(trainee), trainee.playing.events, kernel_of(trainee.page)
    look_away(trainee.page)
    session = trainee.page.context.new_cdp_session(trainee.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    reap_kernel(workbook, trainee)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    look_again(trainee.page)
    comes_back(trainee, before, old)
    assert trainee.playing.events == log


def test_while_somebody_looks_nothing_reloads_by_itself(workbook: Workbook, trainee: Trainee) -> None:
    """A kernel that ends under somebody's eyes, long after they came back, leaves the page and says so."""
    in_the_middle(trainee)
    look_away(trainee.page)
    look_again(trainee.page)
    trainee.page.evaluate(
        "() => { const real = performance.now.bind(performance); performance.now = () => real() + 60000; }"
    )
    old = kernel_of(trainee.page)
    end_kernel(workbook, trainee)
    expect(trainee.page.get_by_role("alert")).to_contain_text("The connection is gone", timeout=READY_MS)
    trainee.page.wait_for_timeout(500)
    assert kernel_of(trainee.page) == old
    expect(trainee.page.get_by_role("alert")).to_contain_text("The connection is gone")


def test_without_a_network_it_waits_for_one(workbook: Workbook, visit: Callable[..., Trainee], cable: Cable) -> None:
    """Taken up where there is no network yet, the page says so, and goes on as soon as there is one."""
    somebody = visit()
    somebody.page.goto(workbook.link().replace(workbook.origin, cable.origin))
    somebody.sees_a_screen("library")
    here = Trainee(Workbook(workbook.folder, workbook.environment, cable.port, workbook.servers), somebody.page)
    before, old = in_the_middle(here), kernel_of(here.page)
    look_away(here.page)
    cable.pull_out()
    for one in workbook.kernels():
        if is_kernel(one, old):
            one.kill()
    look_again(here.page)
    expect(here.page.get_by_role("alert")).to_contain_text("The connection is gone", timeout=READY_MS)
    here.page.evaluate(
        "() => { const real = performance.now.bind(performance); performance.now = () => real() + 60000; }"
    )
    cable.plug_in()
    comes_back(here, before, old)


@pytest.fixture
def cable(workbook: Workbook) -> Iterator[Cable]:
    """A cable to the workbook that can be pulled out."""
    laid = Cable(workbook.port)
    yield laid
    laid.pull_out()


@pytest.fixture
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server that soon notices when a page is silent, and does not end its kernel for that."""
    house = start_house(tmp_path_factory.mktemp("quick"), "--alone", "600", "--ping", "0.5")
    yield house
    house.stop()


def test_a_line_that_died_in_silence_is_laid_again(quick: House, browser: Browser) -> None:
    """The kernel lives, but the line to it was dropped and the page never heard: looked at again it has a new one at once."""
    cable, context = Cable(quick.port), new_context(browser)
    try:
        page = context.new_page()
        page.goto(quick.link(path="learn").replace(quick.origin, cable.origin))
        expect(page.get_by_role("button", name="Press")).to_be_visible(timeout=READY_MS)
        old = kernel_of(page)
        cable.fall_silent()
        visitor = quick.visitor()
        assert eventually(lambda: '"connections": 0' in visitor.get(f"/api/kernels/{old}").text)
        look_away(page)
        look_again(page)
        assert eventually(lambda: '"connections": 1' in visitor.get(f"/api/kernels/{old}").text)
        page.get_by_role("button", name="Press").click()
        expect(page.locator(".said")).to_have_text("pressed 1")
        assert kernel_of(page) == old
    finally:
        context.close()
        cable.pull_out()
