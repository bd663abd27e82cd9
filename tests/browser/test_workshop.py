"""A whole workshop in real pages: a facilitator, the projector and four phones, from the plan to the report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from roleplay.apps.catalogue import WORDS
from roleplay.identity import Role
from roleplay.server.signin import mint_link
from roleplay.services.authority import actor_of
from roleplay.services.convening import Convening
from roleplay.services.shelf import Bookshelf
from roleplay.services.workshops import Halls
from roleplay.store import CohortRow, Membership, PersonRow, SqlStore
from tests.browser.cable import Cable
from tests.browser.test_accessible import TAGS
from tests.browser.workbook import READY_MS, SMALL_ID, Trainee, Workbook

PLAN = {
    "title": "An evening on benches",
    "about": "We look at one conversation, then we practise.",
    "ground_rules": ["Passing is a full answer."],
    "sections": {
        "bench": {"title": "On the bench", "way": "room", "minutes": 20, "plays": SMALL_ID, "prompts": ["Why wait?"]},
        "three": {
            "title": "In threes",
            "way": "triads",
            "minutes": 30,
            "plays": "stations/the-folding-table",
            "rounds": 2,
            "round_minutes": 8,
        },
    },
}
TIRED, WAIT = "You sound tired.", "stays quiet"
UNSAID = {key for key in WORDS if "." in key}
PHONE = {"width": 320, "height": 640}
PARTS = re.compile("^You (are the mentor|play the peer|observe)$")


@pytest.fixture(scope="module")
def store(workbook: Workbook) -> SqlStore:
    """Fay facilitates and has a plan; Kim learns."""
    store = workbook.store
    store.add_cohort(CohortRow("spring", "Spring", datetime.now(UTC)))
    for name, role in (("fay", Role.FACILITATOR), ("kim", Role.TRAINEE)):
        store.add_person(PersonRow(name, name.capitalize(), frozenset({role}), name))
        store.join_cohort(Membership("spring", name, role))
    fay = store.person("fay")
    assert fay is not None
    shelf = Bookshelf(store)
    halls = Halls(store, shelf, lambda: datetime.now(UTC))
    convening = Convening(store, shelf, lambda: datetime.now(UTC), lambda: "a-plan", lambda: 4, halls=halls)
    convening.keep_plan(actor_of(fay), PLAN)
    return store


@pytest.fixture
def cable(workbook: Workbook) -> Iterator[Cable]:
    """The network of one of the phones."""
    laid = Cable(workbook.port)
    yield laid
    laid.pull_out()


Opens = Callable[..., Page]


@pytest.fixture
def opens(workbook: Workbook, store: SqlStore, visit: Callable[..., Trainee]) -> Opens:
    """Somebody opens an address with a browser of their own, signed in if they have an account."""

    def open_(path: str, who: str = "", origin: str = "", viewport: dict[str, int] | None = None) -> Page:
        page = visit(reduced_motion="reduce", viewport=viewport or PHONE).page
        begin = origin or workbook.origin
        if who:
            page.goto(mint_link(store, who, f"{begin}/"))
        page.goto(f"{begin}{path}")
        return page

    return open_


def faults(page: Page) -> list[str]:
    """What axe finds, words that a page shows by their key, and whether it is wider than its window."""
    page.evaluate("document.querySelectorAll('.rp-top').forEach((bar) => { bar.style.position = 'static'; })")
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    found = [f"{rule['id']} at {node['target']}" for rule in result.response["violations"] for node in rule["nodes"]]
    said = page.evaluate(
        "[...document.querySelectorAll('*')].flatMap((one) => [...one.childNodes].filter((node) => node.nodeType === 3)"
        ".map((node) => node.data).concat(['aria-label', 'title'].map((name) => one.getAttribute(name) ?? ''))).join(' ')"
    )
    found += sorted(f"the word {key} is not there" for key in set(said.split()) & UNSAID)
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return found if wide <= window else [*found, f"{wide} px wide"]


def comes_in(page: Page, name: str = "") -> None:
    """Give the name that one is called by, and come in by the code that stands in the address."""
    if name:
        page.get_by_label("What shall we call you here?").fill(name)
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("heading", name="An evening on benches")).to_be_visible(timeout=READY_MS)


def goes_on(fay: Page, label: str) -> None:
    """Press the big button, once it says this."""
    button = fay.locator(".rp-console-go", has_text=label)
    expect(button).to_be_visible(timeout=READY_MS)
    fay.wait_for_timeout(750)  # what has changed by itself under the finger is not pressed by mistake
    button.click()


def votes(page: Page, text: str) -> None:
    """Choose an answer; it is counted."""
    page.get_by_role("radio", name=text).check()
    expect(page.locator(".rp-seat-counted")).to_be_visible(timeout=READY_MS)


def part_of(page: Page) -> str:
    """What somebody's page says that they are in the triads."""
    heading = page.get_by_role("heading", name=PARTS)
    expect(heading).to_be_visible(timeout=READY_MS)
    return heading.inner_text()


@dataclass(frozen=True)
class Evening:
    """The pages of those who are there."""

    fay: Page
    screen: Page
    ana: Page
    ben: Page
    cy: Page
    kim: Page

    @property
    def phones(self) -> list[Page]:
        """Those of participants."""
        return [self.ana, self.ben, self.cy, self.kim]


def begins(opens: Opens, store: SqlStore, cable: Cable) -> Evening:
    """Fay opens the plan and the screen; three guests and Kim come in."""
    fay = opens("/workshops", "fay", viewport={"width": 1280, "height": 900})
    fay.get_by_role("link", name="Look at it and open it").click()
    fay.get_by_role("button", name="Open a workshop").click()
    fay.get_by_role("button", name="Open it now").click()
    expect(fay.get_by_text("The lobby is open")).to_be_visible(timeout=READY_MS)
    (workshop,) = store.workshops_of("fay", [])
    assert workshop.code is not None
    assert faults(fay) == []
    screen = opens(f"/workshops/{workshop.id}/screen", "fay", viewport={"width": 1280, "height": 720})
    expect(screen.get_by_role("heading", name="An evening on benches")).to_be_visible(timeout=READY_MS)

    entrance = f"/w?code={workshop.code}"
    ana, ben, cy = opens(entrance), opens(entrance, origin=cable.origin), opens(entrance)
    kim = opens(entrance, "kim")
    for page, name in zip((ana, ben, cy, kim), ("Ana", "Ben", "Cy", ""), strict=True):
        comes_in(page, name)
    expect(screen.get_by_text("4 people are here")).to_be_visible(timeout=READY_MS)
    assert faults(ana) == []
    assert faults(screen) == []
    return Evening(fay, screen, ana, ben, cy, kim)


def votes_unseen(one: Evening) -> None:
    """Four vote; nobody sees for what before it is shown, nor after a reload. It is a tie."""
    fay, screen, cy, kim, phones = one.fay, one.screen, one.cy, one.kim, one.phones
    goes_on(fay, "Begin: On the bench")
    goes_on(fay, "Ask the room")
    expect(screen.get_by_text("0 of 4 have voted")).to_be_visible(timeout=READY_MS)
    for page, text in zip(phones, (TIRED, TIRED, WAIT, WAIT), strict=True):
        votes(page, text)
    expect(screen.get_by_text("4 of 4 have voted")).to_be_visible(timeout=READY_MS)
    assert faults(kim) == []
    cy.reload()
    expect(cy.get_by_role("radio", name=WAIT)).to_be_checked(timeout=READY_MS)
    goes_on(fay, "Close the vote (4 of 4 have voted)")
    expect(fay.get_by_text("2 votes").first).to_be_visible(timeout=READY_MS)
    for page in phones:
        expect(page.get_by_role("heading", name="The vote is closed")).to_be_visible(timeout=READY_MS)
        expect(page.get_by_text("2 of 4")).to_have_count(0)
    expect(screen.get_by_text("2 votes")).to_have_count(0)
    goes_on(fay, "Show the result")
    for page in phones:
        expect(page.get_by_text("2 of 4 (50 %)")).to_have_count(2, timeout=READY_MS)
    expect(screen.get_by_text("A tie: numbers")).to_be_visible(timeout=READY_MS)
    assert faults(screen) == []
    assert faults(fay) == []


def votes_again(one: Evening, cable: Cable) -> None:
    """One gives a reason; all vote again, Ben with the network gone under his thumb; the conversation goes on."""
    fay, screen, ana, ben, cy, kim = one.fay, one.screen, one.ana, one.ben, one.cy, one.kim
    ana.get_by_text("Say why, without your name").click()
    ana.get_by_label("Why would you say that?").fill("She has said it twice.")
    ana.get_by_role("button", name="Send", exact=True).click()
    expect(screen.get_by_text("She has said it twice.")).to_be_visible(timeout=READY_MS)
    fay.get_by_role("button", name="Let the room vote again").click()
    expect(ben.get_by_text("The room votes again, after talking about it.")).to_be_visible(timeout=READY_MS)
    cable.pull_out()
    ben.get_by_role("radio", name=WAIT).check()
    expect(ben.locator(".rp-seat-unsent")).to_be_visible(timeout=READY_MS)
    for page, text in ((ana, TIRED), (cy, WAIT), (kim, WAIT)):
        votes(page, text)
    cable.plug_in()
    expect(ben.locator(".rp-seat-counted")).to_be_visible(timeout=READY_MS)
    goes_on(fay, "Close the vote (4 of 4 have voted)")
    goes_on(fay, "Show the result")
    expect(ana.get_by_text("3 of 4 (75 %)")).to_be_visible(timeout=READY_MS)
    expect(ana.get_by_text("The vote before").first).to_be_visible()
    goes_on(fay, "Go on with what most chose")
    expect(kim.locator(".rp-seat-result")).to_have_count(0, timeout=READY_MS)


def needs_a_moment(one: Evening) -> None:
    """Those who lead hear of it, the room does not."""
    fay, cy = one.fay, one.cy
    cy.get_by_role("button", name="I need a moment").click()
    expect(fay.get_by_text("Cy needs a moment.").first).to_be_visible(timeout=READY_MS)
    cy.get_by_role("dialog").get_by_role("button", name="I am all right again").click()
    expect(fay.get_by_role("heading", name="Somebody needs a moment")).to_have_count(0, timeout=READY_MS)


def practises(one: Evening) -> None:
    """Two rounds in a group; everybody puts their part down, and gets another one."""
    fay, screen, phones = one.fay, one.screen, one.phones
    fay.locator("li", has_text="In threes").get_by_role("button", name="Go there").click()
    goes_on(fay, "Form groups")
    goes_on(fay, "Begin round 1")
    first = [part_of(page) for page in phones]
    assert sorted(first) == ["You are the mentor", "You observe", "You observe", "You play the peer"]
    watching = phones[first.index("You observe")]
    watching.locator(".rp-seat-tick, .rp-seat-ticks button").first.click()
    expect(watching.get_by_text("seen once").first).to_be_visible(timeout=READY_MS)
    assert faults(watching) == []
    assert faults(phones[first.index("You play the peer")]) == []
    goes_on(fay, "End round 1")
    for page in phones:
        expect(page.get_by_role("heading", name="Put down your part")).to_be_visible(timeout=READY_MS)
    expect(screen.get_by_text("Round 1 is over. Everybody leaves their part")).to_be_visible(timeout=READY_MS)
    assert faults(phones[0]) == []
    goes_on(fay, "Begin round 2")
    for page in phones:
        expect(page.get_by_role("heading", name="Put down your part")).to_have_count(0, timeout=READY_MS)
    second = [part_of(page) for page in phones]
    assert sorted(second) == sorted(first)
    assert second.index("You are the mentor") != first.index("You are the mentor")
    goes_on(fay, "End round 2")


def ends(one: Evening) -> None:
    """What everybody takes along, and the report."""
    fay, screen, ana, phones = one.fay, one.screen, one.ana, one.phones
    goes_on(fay, "End the workshop")
    fay.get_by_role("button", name="End it for everybody").click()
    for page in phones:
        expect(page.get_by_text("Thank you for being here.")).to_be_visible(timeout=READY_MS)
    expect(ana.get_by_text("She has said it twice.")).to_be_visible(timeout=READY_MS)
    assert faults(ana) == []
    expect(screen.get_by_text("Thank you for being here").first).to_be_visible(timeout=READY_MS)
    fay.get_by_role("link", name="Read the report").click()
    expect(fay.get_by_role("heading", name="Who was there")).to_be_visible(timeout=READY_MS)
    expect(fay.get_by_role("rowheader", name="Kim")).to_be_visible()
    expect(fay.get_by_text("She has said it twice.")).to_be_visible()
    assert faults(fay) == []
    with fay.expect_download(timeout=READY_MS) as saved:
        fay.get_by_role("button", name="As PDF").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF")


def test_a_workshop_from_the_plan_to_the_report(opens: Opens, store: SqlStore, cable: Cable) -> None:
    """A plan is opened; four people vote, are shown the result, vote again, practise in a group, and there is a report."""
    evening = begins(opens, store, cable)
    votes_unseen(evening)
    votes_again(evening, cable)
    needs_a_moment(evening)
    practises(evening)
    ends(evening)
