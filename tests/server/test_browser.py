"""The page in a real browser: first paint, connection, farewell, and nothing from anywhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.server.visiting import House, eventually

READY_MS = 60_000


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile of its own; fails the test when a page complains or asks another host."""
    opened = browser.new_context(viewport={"width": 800, "height": 700})
    complaints: list[str] = []
    opened.on("weberror", lambda error: complaints.append(str(error.error)))
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    hosts: set[str | None] = set()
    opened.on("request", lambda request: hosts.add(urlsplit(request.url.removeprefix("blob:")).hostname))
    opened.on("page", lambda page: page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).hostname)))
    yield opened
    opened.close()
    assert hosts <= {"127.0.0.1"}
    # A lost connection shows in the console; that is the browser's own doing.
    assert [text for text in complaints if not re.search(r"ERR_|WebSocket|Failed to load resource", text)] == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page."""
    opened = context.new_page()
    opened.set_default_timeout(READY_MS)
    return opened


def open_page(page: Page, house: House, path: str = "learn") -> None:
    """Sign in, open a page, and wait for its widget."""
    page.goto(house.link(path=path))
    expect(page.get_by_role("button", name="Press")).to_be_visible(timeout=READY_MS)


def kernel_of(page: Page) -> str:
    """The kernel of the page that is shown."""
    found: str = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    return found


@pytest.mark.parametrize("which", ["house", "warm_house"])
def test_a_page_is_there_and_answers(which: str, request: pytest.FixtureRequest, page: Page) -> None:
    """Cold and from the reserve, below any base URL: the widget comes, a press reaches the kernel, no policy is violated."""
    house: House = request.getfixturevalue(which)
    open_page(page, house, "learn/scenario/x")
    page.get_by_role("button", name="Press").click()
    expect(page.locator(".said")).to_have_text("pressed 1")
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("main")).to_contain_text("Here we are")
    expect(page.locator("#rp-first")).to_have_count(0)
    assert page.title() == "At /learn/scenario/x & more"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate("document.querySelectorAll('#main').length") == 1


def test_title_setting_and_notes_are_there_without_any_script(house: House, browser: Browser) -> None:
    """With JavaScript switched off the page still says where one is, and what it needs; nothing in it is markup."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(house.link(path="learn/scenario/x"))
    expect(page.get_by_role("heading", level=1)).to_have_text("<Welcome> You")
    expect(page.get_by_text("A note: <b>not bold</b>.")).to_be_visible()
    assert "needs JavaScript" in page.content().split("<noscript>")[1].split("</noscript>")[0]
    context.close()


def test_the_skip_link_leads_to_the_content(house: House, page: Page) -> None:
    """The first stop of the keyboard is a link that moves the focus to the page's content."""
    open_page(page, house)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_script_that_is_there_before_the_rest_of_the_page_waits_for_it(house: House, page: Page) -> None:
    """The browser may run the page's script when its parser stands in the middle of the page's data."""
    open_page(page, house)
    script = page.locator("script[src*='/page.js']").get_attribute("src")
    data = page.evaluate("document.getElementById('jupyter-config-data').textContent")
    opening = '<script id="jupyter-config-data" type="application/json">'
    half = f'<!DOCTYPE html><html data-base-url="/"><div id="rp-alert"></div>{opening}{data[:60]}'
    page.evaluate("(html) => { document.open(); document.write(html); }", half)
    assert page.evaluate("document.getElementById('jupyter-config-data').textContent") == data[:60]
    page.evaluate("(address) => import(`${address}?again`)", script)
    with page.expect_event("websocket", timeout=READY_MS) as line:
        page.evaluate("(html) => { document.write(html); document.close(); }", f"{data[60:]}</script></html>")
    assert f"/api/kernels/{json.loads(data)['kernelId']}/channels" in line.value.url


def test_nothing_jumps_when_the_widget_comes(house: House, page: Page) -> None:
    """Between first paint and widget the layout does not shift."""
    page.add_init_script(
        "window.shifts = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) window.shifts += one.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto(house.link(path="learn"))
    expect(page.get_by_role("button", name="Press")).to_be_visible(timeout=READY_MS)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifts") < 0.02


def test_a_killed_kernel_shows_a_banner_and_a_reload_goes_on(house: House, page: Page) -> None:
    """When the kernel dies the page says so, says what is saved, and the button brings a page that works."""
    open_page(page, house, "learn/killed")
    house.kernel(kernel_of(page)).kill()
    banner = page.get_by_role("alert")
    expect(banner).to_contain_text("The connection is gone. What you did up to", timeout=READY_MS)
    assert re.search(r"up to \d\d?:\d\d", banner.inner_text())
    banner.get_by_role("button", name="Reload to continue").click()
    expect(page.get_by_role("button", name="Press")).to_be_visible(timeout=READY_MS)
    expect(banner).to_be_empty()
    assert urlsplit(page.url).path == "/learn/killed"


def test_a_killed_server_shows_a_banner_until_it_is_back(own_house: Callable[..., House], page: Page) -> None:
    """While the server is gone the button says so instead of leaving the page; once it is back, it goes on signed in."""
    house = own_house()
    open_page(page, house, "learn/server")
    kernels = house.kernels()
    house.process.kill()
    house.process.wait()
    banner = page.get_by_role("alert")
    expect(banner).to_contain_text("The connection is gone", timeout=READY_MS)
    banner.get_by_role("button").click()
    expect(banner).to_contain_text("There is no answer yet")
    again = own_house("--port", str(house.port))
    assert again.process.pid != house.process.pid
    banner.get_by_role("button").click()
    expect(page.get_by_role("button", name="Press")).to_be_visible(timeout=READY_MS)
    assert eventually(lambda: not any(kernel.is_running() for kernel in kernels))


def test_a_short_loss_heals_by_itself(house: House, page: Page, context: BrowserContext) -> None:
    """Offline shows a banner at once; it goes when the network is back, and the same kernel answers."""
    open_page(page, house)
    kernel = kernel_of(page)
    context.set_offline(True)
    expect(page.get_by_role("alert")).to_contain_text("You are offline.")
    context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_empty()
    page.get_by_role("button", name="Press").click()
    expect(page.locator(".said")).to_have_text("pressed 1")
    assert kernel_of(page) == kernel


@pytest.mark.parametrize("leave", ["by going elsewhere", "by closing"])
def test_a_closed_tab_ends_its_kernel(house: House, page: Page, leave: str) -> None:
    """Leaving a page ends its kernel within moments."""
    open_page(page, house)
    process = house.kernel(kernel_of(page))
    if leave == "by closing":
        page.close(run_before_unload=True)
    else:
        page.goto("about:blank")
    assert eventually(lambda: not process.is_running())


def test_a_link_to_a_telephone_does_not_end_the_kernel(house: House, page: Page) -> None:
    """Following a tel: link leaves the page open, and its kernel with it."""
    open_page(page, house)
    page.evaluate("window.dispatchEvent(new Event('beforeunload'))")  # what a browser sends for a tel: link
    page.get_by_role("button", name="Press").click()
    expect(page.locator(".said")).to_have_text("pressed 1")
    assert house.kernel(kernel_of(page)).is_running()


def test_a_page_that_does_not_come_says_so(house: House, page: Page) -> None:
    """After a quarter of a minute without a widget there is an explanation and a button, announced as a status."""
    page.clock.install()
    page.route("**/page/*/page.js", lambda route: route.abort())
    page.goto(house.link(path="learn"))
    status = page.get_by_role("status")
    expect(status).to_contain_text("Getting your page ready")
    page.clock.fast_forward(10_000)
    expect(status).to_contain_text("Getting your page ready")
    page.clock.fast_forward(16_000)
    expect(status).to_contain_text("longer than it should")
    page.unroute_all()
    status.get_by_role("button", name="Reload the page").click()
    expect(page.get_by_role("button", name="Press")).to_be_visible(timeout=READY_MS)


def test_a_notebook_that_fails_says_so_at_once(house: House, page: Page) -> None:
    """A page whose notebook fails explains that, without telling the reason to the browser."""
    page.goto(house.link(path="broken"))
    expect(page.get_by_role("status")).to_contain_text("could not be started")
    assert "a secret of the notebook" not in page.content()


def test_bytes_and_changes_reach_the_kernel_and_come_back(house: House, page: Page) -> None:
    """A widget's module can change its model and send bytes; the kernel has the change, and its bytes come whole."""
    open_page(page, house)
    answer = page.evaluate(
        """() => new Promise((done) => {
             const model = window.tinyModel;
             model.on("msg:custom", (content, [bytes]) =>
               done([content.said, [...new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)]]));
             model.set("said", "said by the page ä");
             model.save_changes();
             model.send({ do: "turn" }, undefined, [new Uint8Array([9, 1, 2, 3]).subarray(1)]);
           })"""
    )
    assert answer == ["said by the page ä", [3, 2, 1]]
    expect(page.locator(".said")).to_have_text("said by the page ä")


def test_a_widget_that_is_not_known_says_so_in_its_place(house: House, page: Page) -> None:
    """Neither a stranger's widget nor a module that the page has no file for is run; each place says what is missing."""
    page.goto(house.link(path="unknown"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("cannot show: @jupyter-widgets/controls ButtonModel", timeout=READY_MS)
    expect(main).to_contain_text("cannot show: __main__.Elsewhere")
    expect(main).not_to_contain_text("Nobody sees this")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_there_before_the_first_paint(house: House, page: Page, theme: str) -> None:
    """What somebody chose in this browser wins over the system, on pages without a kernel as well."""
    page.goto(house.url)
    page.evaluate(f"localStorage.setItem('roleplay:theme', '{theme}')")
    page.goto(house.url)
    assert page.locator("html").get_attribute("data-theme") == theme
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == {"light": "rgb(250, 246, 240)", "dark": "rgb(27, 24, 22)"}[theme]


def test_signing_in_by_hand(house: House, page: Page) -> None:
    """Somebody without a link pastes one into the page and comes back to what they asked for."""
    page.goto(f"{house.url}learn/progress")
    page.get_by_text("I have a link").click()
    page.get_by_label("Link", exact=True).fill(house.link())
    page.get_by_role("button", name="Sign in").last.click()
    expect(page).to_have_url(f"{house.url}learn/progress")
    expect(page.get_by_role("button", name="Press")).to_be_visible(timeout=READY_MS)
