"""A whole calibration in the real app: under the bar, over it, and an anchor that comes back as an attempt."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from roleplay.identity import Actor, Role
from roleplay.scoring.figure import Estimate
from roleplay.scoring.review import Rules, State
from roleplay.server.signin import mint_link
from roleplay.services.attempts import Attempts
from roleplay.services.calibrating import Calibrating
from roleplay.services.drafting import Drafting
from roleplay.services.marking import Marks
from roleplay.services.reviewing import Reviewing
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, CalibrationRules, CohortRow, CohortRules, Membership, PersonRow, SqlStore
from tests.browser.test_accessible import faults
from tests.browser.workbook import READY_MS, SMALL_ID, Trainee, Workbook

PEOPLE = {"kim": Role.TRAINEE, "eve": Role.EVALUATOR, "sue": Role.SUPERVISOR}
WRONG = 1


class House:
    """Eve rates what Kim plays in the blue cohort, Sue supervises, and the shipped anchors are in use."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.late = timedelta()
        self.shelf = Bookshelf(store)
        services = (store, self.shelf, self.now, lambda: secrets.token_hex(8))
        self.calibrating, self.reviewing = Calibrating(*services), Reviewing(*services)
        self.drafting, self.attempts = Drafting(*services), Attempts(*services, lambda: 1)
        store.add_cohort(CohortRow("blue", "Blue", self.now()))
        for name, role in PEOPLE.items():
            store.add_person(PersonRow(name, name.capitalize(), frozenset({role}), name, self.now()))
            store.join_cohort(Membership("blue", name, role))
        store.keep_review_rules("blue", CohortRules(Rules(share=0), None))
        for anchor in self.shelf.anchors():
            self.calibrating.use(self.actor("sue"), "blue", anchor)

    def now(self) -> datetime:
        """The clock."""
        return datetime.now(UTC) - self.late

    def actor(self, name: str) -> Actor:
        """Somebody."""
        return Actor(name, roles=frozenset({PEOPLE[name]}))

    def tasks(self) -> list[str]:
        """The anchors that Eve has not marked."""
        return [one.anchor for one in self.calibrating.standing(self.actor("eve"), "blue").tasks]

    def begin(self, id_: str, *, rightly: bool) -> None:
        """Keep as ticked what the key of an anchor on Eve's desk has, or nothing."""
        opened, _ = self.reviewing._cases.at_desk(self.actor("eve"), id_)
        assert opened.anchor is not None
        ticks = [(one.behaviour, one.moment) for one in opened.anchor.key.ticks] if rightly else []
        scenario = opened.attempt.scenario_hash
        self.drafting.keep(self.actor("eve"), id_, Marks(scenario, ticks, confidence=None), None)

    def mark(self, anchor: str, *, rightly: bool) -> None:
        """Let Eve mark one below the page."""
        id_ = self.calibrating.take(self.actor("eve"), "blue", anchor)
        self.begin(id_, rightly=rightly)
        begun = self.drafting.begun(self.actor("eve"), id_)
        assert begun is not None
        sheet = self.reviewing.open(self.actor("eve"), id_)
        self.reviewing.mark(self.actor("eve"), id_, Marks(sheet.scenario, begun.marks.ticks))

    def play(self) -> str:
        """A finished assessment of Kim's."""
        play, kim = self.attempts, self.actor("kim")
        whole = play.start(kim, SMALL_ID, "assessment")
        whole = play.expect(kim, whole, 1, None)
        whole = play.choose(kim, whole, 2, "opening", "pass")
        id_ = play.finish(kim, whole, 3).attempt.id
        self.reviewing.queue(self.actor("sue"), Asked("blue"))
        return id_


@pytest.fixture(scope="module")
def house(workbook: Workbook) -> House:
    """All of them."""
    return House(workbook.store)


@pytest.fixture
def enters(workbook: Workbook, house: House, visit: Callable[..., Trainee]) -> Callable[[str, str], Page]:
    """Let somebody open an address of the desk."""

    def enter(who: str, path: str) -> Page:
        page = visit(reduced_motion="reduce").page
        page.goto(mint_link(house.store, who, f"{workbook.origin}{path}"))
        expect(page.locator(".rp-screen .rp-page-body")).to_be_visible(timeout=READY_MS)
        return page

    return enter


def hands_in(page: Page) -> None:
    """Say that one is sure, and hand in."""
    page.get_by_role("radio", name="Sure", exact=True).check()
    expect(page.locator(".rp-desk-status")).to_contain_text("is kept")
    page.get_by_role("button", name="Hand in", exact=True).click()


def test_an_evaluator_is_calibrated(workbook: Workbook, house: House, enters: Callable[[str, str], Page]) -> None:
    """Four anchors below the page and one on it: under the bar. Two more and one on it: over it. Then one comes back."""
    for number, anchor in enumerate(house.tasks()[:4]):
        house.mark(anchor, rightly=number >= WRONG)
    page = enters("eve", "/desk/calibration")
    expect(page.get_by_text("This cannot be told yet")).to_be_visible()
    expect(page.get_by_text("4 of 5 anchors marked")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Mark it")).first.click()
    expect(page.get_by_text("This is an anchor")).to_be_visible()
    expect(page.locator(".rp-desk-status")).to_have_text("")
    hands_in(page)
    expect(page.get_by_role("heading", name="Turn by turn")).to_be_visible()
    expect(page.locator(".rp-notice")).to_contain_text("This was an anchor")
    expect(page.get_by_text("Only the key").first).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Back to calibration").click()
    expect(page.get_by_text("is for practice until you reach the bar")).to_be_visible()
    expect(page.locator(".rp-cal-scale")).to_have_attribute("aria-label", re.compile("The bar is at 0.70"))
    assert faults(page) == []

    marks_for_practice(workbook, house, page)
    house.late = timedelta(days=70)  # what is marked now was marked long ago
    for anchor in house.tasks()[:2]:
        house.mark(anchor, rightly=True)
    house.late = timedelta()
    (last,) = house.tasks()
    id_ = house.calibrating.take(house.actor("eve"), "blue", last)
    house.begin(id_, rightly=True)
    page.goto(f"{workbook.origin}/desk/calibration")
    page.get_by_role("button", name=re.compile("^Go on")).click()
    hands_in(page)
    expect(page.get_by_role("heading", name="Turn by turn")).to_be_visible()
    page.get_by_role("link", name="Back to calibration").click()
    expect(page.get_by_text("What you mark counts.")).to_be_visible()
    found = house.calibrating.standing(house.actor("eve"), "blue").calibration
    assert isinstance(found.kappa, Estimate)
    expect(page.get_by_text(f"{found.kappa.value:.2f}, and in truth probably between")).to_be_visible()

    one_comes_back(workbook, house, page)


def marks_for_practice(workbook: Workbook, house: House, page: Page) -> None:
    """An attempt is marked like any other; the sheet says that it counts nowhere, and so it does."""
    attempt = house.play()
    page.goto(f"{workbook.origin}/desk/attempts/{attempt}")
    expect(page.get_by_text("what you mark here is for practice")).to_be_visible(timeout=READY_MS)
    hands_in(page)
    expect(page.locator(".rp-notice")).to_contain_text("Your marks are handed in")
    review = house.store.review(attempt)
    assert review is not None
    assert review.state is State.UNMARKED
    assert len(house.store.practised(attempt)) == 1


def one_comes_back(workbook: Workbook, house: House, page: Page) -> None:
    """After an attempt that she has marked, an anchor lies in her queue; only when it is marked she is told."""
    house.calibrating.set_rules(house.actor("sue"), "blue", CalibrationRules(every_marked=1))
    second = house.play()
    sheet = house.reviewing.open(house.actor("eve"), second)
    house.reviewing.mark(house.actor("eve"), second, Marks(sheet.scenario, ()))
    page.goto(f"{workbook.origin}/desk/queue/blue")
    rows = page.locator(".rp-queue-row")
    expect(rows).to_have_count(2, timeout=READY_MS)  # what she practised on, and what looks like the next one
    (hidden,) = [one for one in house.store.presented_anchors("eve") if not one.announced]
    house.begin(hidden.id, rightly=True)
    rows.last.get_by_role("link").first.click()
    expect(page.locator(".rp-desk h1")).to_be_visible()
    assert "nchor" not in page.locator(".rp-screen").inner_text()
    hands_in(page)
    expect(page.get_by_text("It came back unannounced")).to_be_visible()
    page.get_by_role("link", name="Back to calibration").click()
    expect(page.get_by_role("img", name=re.compile("How strictly you mark, over time"))).to_be_visible()
    page.get_by_text("As a table").click()
    expect(page.get_by_role("table", name="Anchor by anchor, the first one first").get_by_role("row")).to_have_count(10)
    page.set_viewport_size({"width": 320, "height": 700})
    assert faults(page) == []


def test_a_supervisor_sees_to_it(house: House, enters: Callable[[str, str], Page]) -> None:
    """Which anchors are used, how each evaluator stands, and when one comes back; nothing of what anybody ticked."""
    page = enters("sue", "/desk/calibration")
    first = page.locator(".rp-cal-list li").first
    expect(first).to_contain_text("in use")
    first.get_by_role("button").click()
    expect(page.locator(".rp-notice")).to_contain_text("does not use this anchor any more")
    expect(page.get_by_role("row", name=re.compile("^Eve"))).to_be_visible()
    days = page.get_by_label("Or after so many days")
    days.fill("0")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("A whole number from 1 to 730.").last).to_be_visible()
    expect(days).to_be_focused()
    days.fill("30")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".rp-notice")).to_contain_text("Saved")
    assert house.store.calibration_rules("blue").every_days == 30
    assert faults(page) == []

    used = len(house.store.anchor_uses("blue"))
    page.get_by_role("link", name=re.compile("^Trainee .*: Small")).first.click()
    expect(page.get_by_role("heading", name="Make an anchor")).to_be_visible()
    page.get_by_label("Title").fill("A cold answer")
    page.get_by_role("button", name="Make it, and put it to use").click()
    expect(page.locator(".rp-notice")).to_contain_text("no anchor yet: about")
    assert faults(page) == []
    page.get_by_label("What is to be seen in it").fill("Nothing is asked, and nothing is heard.")
    page.get_by_role("button", name="Make it, and put it to use").click()
    expect(page.locator(".rp-notice")).to_contain_text("The anchor is made")
    assert len(house.store.anchor_uses("blue")) == used + 1
