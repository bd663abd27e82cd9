"""A role-play station in real pages: asked, agreed, played, watched by two, of whom one loses the network, and marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from roleplay.identity import Role
from roleplay.scoring.review import Rules, State
from roleplay.server.signin import mint_link
from roleplay.store import CohortRow, CohortRules, Membership, PersonRow, SqlStore
from tests.browser.cable import Cable
from tests.browser.test_accessible import TAGS
from tests.browser.workbook import READY_MS, Trainee, Workbook

STATION = "stations/the-folding-table"
HEARS = "Gives back what was said in a shorter form"
TELLS = "Tells a story that nobody asked for"
PEOPLE = {"fay": Role.FACILITATOR, "eve": Role.EVALUATOR, "rob": Role.EVALUATOR, "kim": Role.TRAINEE}


@pytest.fixture(scope="module")
def store(workbook: Workbook) -> SqlStore:
    """Fay leads, Eve and Rob watch, Kim learns."""
    store = workbook.store
    store.add_cohort(CohortRow("spring", "Spring", datetime.now(UTC)))
    for name, role in PEOPLE.items():
        store.add_person(PersonRow(name, name.capitalize(), frozenset({role}), name))
        store.join_cohort(Membership("spring", name, role))
    store.keep_review_rules("spring", CohortRules(Rules(share=0)))
    return store


@pytest.fixture
def cable(workbook: Workbook) -> Iterator[Cable]:
    """Rob's way to the workbook."""
    laid = Cable(workbook.port)
    yield laid
    laid.pull_out()


Enters = Callable[..., Page]


@pytest.fixture
def enters(workbook: Workbook, store: SqlStore, visit: Callable[..., Trainee]) -> Enters:
    """Let somebody open an address, on a phone."""

    def enter(who: str, path: str, origin: str = "") -> Page:
        page = visit(reduced_motion="reduce", viewport={"width": 360, "height": 740}).page
        begin = origin or workbook.origin
        page.goto(mint_link(store, who, f"{begin}{path}"))
        expect(page.locator(".rp-screen .rp-page-body")).to_be_visible(timeout=READY_MS)
        return page

    return enter


def presses(page: Page, name: str) -> None:
    """Press a button, as somebody does who reads what is on it."""
    page.get_by_role("button", name=name, exact=True).click()


def faults(page: Page) -> list[str]:
    """What axe finds on a small phone, and whether the page is wider than that."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.querySelectorAll('.rp-top').forEach((bar) => { bar.style.position = 'static'; })")
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    found = [f"{rule['id']} at {node['target']}" for rule in result.response["violations"] for node in rule["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found if wide <= 320 else [*found, f"{wide} px wide"]


def asks(enters: Enters) -> Page:
    """Fay asks Kim to the station, by the form."""
    fay = enters("fay", "/desk/stations")
    fay.get_by_label("Station", exact=True).select_option(STATION)
    fay.get_by_label("Trainee", exact=True).select_option(label="Kim")
    fay.get_by_label("Eve").check()
    fay.get_by_label("Rob").check()
    assert faults(fay) == []
    presses(fay, "Ask")
    expect(fay.locator(".rp-sitting-state")).to_have_text("Waits for the trainee's answer")
    assert faults(fay) == []
    return fay


def agrees(enters: Enters) -> None:
    """Kim reads who will be there, and says yes."""
    kim = enters("kim", "/learn/progress")
    kim.get_by_role("link", name="Stations to which you are asked").click()
    expect(kim.get_by_text("There, and ticking what they see: Eve, Rob.")).to_be_visible()
    assert faults(kim) == []
    presses(kim, "Yes")
    expect(kim.get_by_text("You have said yes.")).to_be_visible()


def watches(page: Page, behaviour: str) -> None:
    """Somebody who watches ticks a behaviour at the first prompt, and it arrives."""
    expect(page.locator(".rp-observe-prompt h2")).to_have_text("Prompt 1 of 10")
    button = page.locator(".rp-observe-button", has_text=behaviour)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".rp-observe-sending")).to_have_text("All ticks are kept.")


def hands_in(page: Page, note: str) -> None:
    """Look through what was ticked, and hand it in."""
    expect(page.get_by_role("heading", name="Look through it, and hand in")).to_be_visible(timeout=READY_MS)
    page.get_by_label("A note for yourself").fill(note)
    presses(page, "Hand in my ticks")
    expect(page.locator(".rp-head .rp-lead")).to_have_text("Handed in. Thank you.")


def test_a_station_from_the_question_to_the_desk(
    store: SqlStore, enters: Enters, cable: Cable, workbook: Workbook
) -> None:
    """Fay asks, Kim says yes, two watch; what Rob ticks without a network is there once he has one; their marks meet."""
    fay = asks(enters)
    (sitting,) = store.sittings_in("spring")
    agrees(enters)
    presses(fay, "Begin")
    expect(fay.locator(".rp-script h2")).to_have_text("Prompt 1 of 10")
    assert faults(fay) == []
    observe = f"/desk/stations/{sitting.id}/observe"
    eve, rob = enters("eve", observe), enters("rob", observe, cable.origin)
    watches(eve, HEARS)
    assert faults(eve) == []
    watches(rob, HEARS)

    cable.pull_out()
    presses(fay, "Next prompt")
    expect(eve.locator(".rp-observe-prompt h2")).to_have_text("Prompt 2 of 10")  # the page follows the script
    presses(rob, "Prompt after")  # Rob's cannot, so he goes on himself
    rob.locator(".rp-observe-group summary", has_text="Could have hurt").click()
    for _ in range(3):  # a slip, and back
        rob.locator(".rp-observe-button", has_text=TELLS).click()
    expect(rob.locator(".rp-observe-sending")).to_contain_text("wait for the connection")
    assert len(store.live_ticks(sitting.id, "rob")) == 1
    cable.plug_in()
    expect(rob.locator(".rp-observe-sending")).to_have_text("All ticks are kept.", timeout=READY_MS)
    assert [one.undone for one in store.live_ticks(sitting.id, "rob")].count(False) == 2
    assert [one.behaviour for one in store.live_ticks(sitting.id, "eve")] == ["reflects-content"]

    presses(fay, "Close the scene")
    presses(fay, "Close it, and hand it to the observers")
    expect(fay.get_by_role("heading", name="Leave the part behind")).to_be_visible()
    assert faults(fay) == []
    hands_in(eve, "")
    assert faults(rob) == []
    hands_in(rob, "At the window.")
    ended = store.sitting(sitting.id)
    assert ended is not None
    assert ended.attempt_id is not None
    review = store.review(ended.attempt_id)
    assert review is not None
    assert review.state is State.DISAGREES  # what Rob saw could have hurt
    marks = [[tick.moment for tick in rating.ticks] for rating in store.ratings(ended.attempt_id)]
    assert marks == [[1], [1, 3]]
    eve.goto(f"{workbook.origin}/desk/attempts/{ended.attempt_id}")
    expect(eve.locator(".rp-page-body")).to_contain_text("Marked differently, waits for a decision", timeout=READY_MS)
    expect(eve.locator(".rp-page-body")).not_to_contain_text("Rob")


def test_the_script_and_the_list_are_there_on_paper(store: SqlStore, enters: Enters, workbook: Workbook) -> None:
    """With every prompt and behaviour, and nothing wider than a phone."""
    (sitting,) = store.sittings_in("spring")
    fay = enters("fay", f"/desk/stations/{sitting.id}/paper")
    expect(fay.locator(".rp-paper-table")).to_have_count(2)
    expect(fay.locator(".rp-paper-script .rp-paper-prompts > li")).to_have_count(10)
    assert faults(fay) == []
    assert workbook.origin in fay.url
