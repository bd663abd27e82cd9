"""The first module on a phone: read, asked, played, thought about; and the page that holds its readings."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from playwright.sync_api import Page, expect

from roleplay.apps.session import desk_for
from roleplay.apps.trainee import TraineeApp
from roleplay.engine import Phase
from roleplay.model.curriculum import Module
from roleplay.services.shelf import Bookshelf
from tests.browser.workbook import Trainee, Workbook
from tests.learner import Learner

PHONE = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True, "reduced_motion": "reduce"}
MODULE = "role-and-recovery"
PATH = f"/modules/{MODULE}"
THOUGHT = "My aunt, at the sink."

SHIFTS = """
window.shifted = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries())
    window.shifted.push([one.value, ...one.sources.map(({ node }) => node?.className || node?.nodeName)]);
}).observe({ type: "layout-shift", buffered: true });
"""


def module_of(workbook: Workbook) -> Module:
    """The module, as the library holds it."""
    return Bookshelf(workbook.store).modules()[MODULE]


def some_weeks_ago(workbook: Workbook) -> Learner:
    """The same person at another page, three weeks before."""
    store, begin, ticks, ids = workbook.store, datetime.now(UTC) - timedelta(weeks=3), count(), count()
    desk = desk_for(
        store,
        store.local_person(),
        name=None,
        now=lambda: begin + timedelta(seconds=10 * next(ticks)),
        new_id=lambda: f"weeks-ago-{next(ids)}",
        new_seed=lambda: 7,
    )
    return Learner(TraineeApp(desk))


def reads(page: Page, module: Module) -> None:
    """The readings are there, once, and whole."""
    expect(page.locator(".rp-screen #rp-readings")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(module.title)
    expect(page.locator(".rp-reading")).to_have_count(7)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def is_settled(page: Page) -> None:
    """Nothing is waited for any more."""
    expect(page.locator(".rp-stage[aria-busy]")).to_have_count(0)


def takes_the_check(page: Page, module: Module) -> None:
    """One answer that helps less, five that help. Buttons by Enter: taps this quick would count as double taps."""
    page.get_by_role("link", name="Open the check").tap()
    page.get_by_role("button", name="Begin", exact=True).press("Enter")
    asked = {item.ask: item for item in module.check.items}
    for number in range(1, module.check.draw + 1):
        legend = page.locator(".rp-item legend")
        expect(page.get_by_text(f"Question {number} of {module.check.draw}")).to_be_visible()
        expect(legend).to_be_focused()
        item = next(one for ask, one in asked.items() if plain(ask) == plain(legend.inner_text()))
        answers = page.locator(".rp-answer")
        wanted = {plain(option.text) for option in item.options if option.right == (number > 1)}
        chosen = [one for one in answers.all() if plain(one.locator("span").inner_text()) in wanted]
        for one in chosen if number > 1 else chosen[:1]:
            one.tap()
        page.get_by_role("button", name="Answer", exact=True).press("Enter")
        said = page.locator(".rp-review-said")
        expect(said).to_be_focused()
        expect(said).to_have_text("Yes, that is what helps." if number > 1 else re.compile("something that helps more"))
        expect(page.locator(".rp-reasons > li")).to_have_count(len(item.options))
        last = number == module.check.draw
        page.get_by_role("button", name="See how it went" if last else "Next question").press("Enter")
    expect(page.get_by_text(f"{module.check.draw - 1} of {module.check.draw}. That is enough")).to_be_focused()


def plain(text: str) -> str:
    """A text as a browser counts its spaces, without the marks of actions."""
    return re.sub(r"\s+", " ", text.replace("*", "")).strip()


def plays_to_the_end(trainee: Trainee) -> None:
    """By taps, as well as it goes."""
    page, rubrics = trainee.page, trainee.workbook.rubrics()
    trainee.presses("Begin without writing")
    while trainee.state.phase is Phase.ENACT:
        if page.locator(".rp-choice").count():
            trainee.says(trainee.best(rubrics))
        else:
            trainee.presses("Go on without writing")
            if page.locator(".rp-compare").count():
                trainee.presses("Go on")
    trainee.presses("Go on without writing")
    trainee.sees_a_screen("debrief")


def begins(trainee: Trainee, module: Module) -> None:
    """From the library to the top of the first module."""
    training = trainee.page.get_by_role("region", name="Your training")
    expect(training).to_contain_text("0 of 10 modules done")
    expect(training).to_contain_text(f"Next: {module.title}")
    training.get_by_role("link", name="Begin").tap()
    trainee.page.wait_for_url(f"**{PATH}")
    trainee.sees_a_screen("module")
    reads(trainee.page, module)
    assert trainee.page.evaluate("[scrollY, document.activeElement.tagName]") == [0, "BODY"]


def plays_one(trainee: Trainee, module: Module) -> None:
    """Play what is offered first, and go back to the module: directly, and after a reload on the way."""
    page = trainee.page
    offered = page.locator(".rp-place .rp-card-link").first
    title = offered.inner_text()
    offered.tap()
    trainee.sees_a_screen("brief")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name="Start", exact=True).press("Enter")
    trainee.sees_a_screen("player")
    plays_to_the_end(trainee)
    page.go_back()
    trainee.sees_a_screen("brief")
    page.go_back()
    trainee.sees_a_screen("module")
    reads(page, module)
    expect(page.locator(".rp-place").first).to_contain_text("Played")
    page.go_forward()
    trainee.sees_a_screen("brief")
    page.reload()
    trainee.sees_a_screen("brief")
    page.go_back()
    trainee.sees_a_screen("module")
    reads(page, module)


def keeps_a_thought(trainee: Trainee, module: Module) -> None:
    """Write, keep, reload: it is there."""
    page = trainee.page
    field = page.get_by_label(re.compile(re.escape(module.reflection[0][:30])))
    field.fill(THOUGHT)
    expect(page.get_by_text("Not kept yet.")).to_be_visible()
    page.get_by_role("button", name="Keep this").tap()
    expect(page.get_by_text(re.compile("^kept on "))).to_be_visible()
    page.reload()
    trainee.sees_a_screen("module")
    reads(page, module)
    expect(field).to_have_value(THOUGHT)


def goes_on(trainee: Trainee) -> None:
    """What comes next is the page of the next module."""
    page = trainee.page
    page.reload()
    trainee.sees_a_screen("module")
    expect(page.get_by_text("Done. You can come back to any of it.")).to_be_visible()
    following = page.get_by_role("region", name="What comes next")
    expect(following).to_contain_text(re.compile(r"refreshers? (is|are) due"))
    following.get_by_role("link", name="Go there").tap()
    page.wait_for_url("**/modules/what-people-live-with")
    trainee.sees_a_screen("module")
    expect(page.locator(".rp-screen #rp-readings h1")).to_have_count(1)


def finds_what_is_due(trainee: Trainee) -> None:
    """The library says what is done, next and due; a moment that is due is gone through."""
    page = trainee.page
    trainee.goes_to("/learn")
    training = page.get_by_role("region", name="Your training")
    expect(training).to_contain_text("1 of 10 modules done")
    expect(training.get_by_role("heading", level=3)).to_contain_text("Common conditions")
    training.get_by_role("link", name=re.compile(r"refreshers? (is|are) due")).tap()
    trainee.sees_a_screen("refreshers")
    page.locator(".rp-cards .rp-card-link").first.tap()
    trainee.sees_a_screen("drill")
    page.locator(".rp-choice:not([aria-disabled])").first.press("Enter")
    expect(page.get_by_text(re.compile("This moment comes back on"))).to_be_visible()
    expect(page.get_by_role("note")).to_be_visible()


def test_the_first_module_on_a_phone(workbook: Workbook, visit: Callable[..., Trainee]) -> None:
    """From the library to the next module: readings, check with a slip, role-play, reflection; all of it is kept.

    The readings are there again after a reload, after Back, and after a reload further on and Back.
    """
    trainee, module = visit(**PHONE), module_of(workbook)
    page = trainee.page
    trainee.signs_in()
    begins(trainee, module)
    takes_the_check(page, module)
    page.get_by_role("link", name=f"Back to: {module.title}").tap()
    expect(page.get_by_role("heading", name="Now you")).to_be_focused()
    expect(page.get_by_role("heading", name="Now you")).to_be_in_viewport()
    expect(page.get_by_text("Passed: at best 5 of 6.")).to_be_visible()
    reads(page, module)
    plays_one(trainee, module)
    keeps_a_thought(trainee, module)
    some_weeks_ago(workbook).plays(module.role_plays[1].any_of[0])
    goes_on(trainee)
    finds_what_is_due(trainee)


def test_the_readings_are_in_the_page_before_any_script(workbook: Workbook, visit: Callable[..., Trainee]) -> None:
    """What is sent holds them as HTML, above the place of the widget; without scripts they can be read."""
    trainee = visit(java_script_enabled=False)
    page = trainee.page
    page.goto(workbook.link())
    answer = page.goto(f"{workbook.origin}{PATH}")
    assert answer is not None
    sent = answer.text()
    assert 0 < sent.index("The hole and the ladder") < sent.index('id="rp-cells"')
    assert sent.count("<h1") == 1
    expect(page.get_by_role("heading", level=1)).to_have_text(module_of(workbook).title)
    expect(page.get_by_role("heading", name="The hole and the ladder")).to_be_visible()
    expect(page.locator("#rp-readings a, #rp-readings img, #rp-readings script")).to_have_count(0)


def test_nothing_jumps_when_the_widget_comes(visit: Callable[..., Trainee]) -> None:
    """On a phone and on a desktop nothing that is in sight moves, at the top and in the middle of the readings."""
    for options in (PHONE, {}):
        trainee = visit(**options)
        trainee.signs_in()
        page = trainee.page
        page.add_init_script(SHIFTS)
        page.add_init_script("addEventListener('DOMContentLoaded', () => scrollTo(0, Number(sessionStorage.at ?? 0)))")
        for at in (0, 700):
            page.evaluate("(at) => { sessionStorage.at = at; }", at)
            trainee.goes_to(PATH)
            is_settled(page)
            assert page.evaluate("window.shifted") == []
            assert page.evaluate("scrollY") == at


def test_a_module_on_paper(trainee: Trainee) -> None:
    """Readings and what was written are printed, whole and dark on light; buttons and the bar are not."""
    page = trainee.page
    trainee.goes_to("/modules/crisis")
    page.locator("textarea").first.fill("Line.\n" * 30)
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".rp-bar")).not_to_be_visible()
    assert page.locator("button").evaluate_all("(all) => all.filter((one) => one.checkVisibility()).length") == 0
    expect(page.locator(".rp-reading").first).to_be_visible()
    assert page.locator("textarea").first.evaluate("(one) => one.scrollHeight <= one.clientHeight + 1")
    quote = page.locator(".rp-reading blockquote").first
    assert quote.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert quote.evaluate("(one) => getComputedStyle(one).color") == "rgb(0, 0, 0)"
