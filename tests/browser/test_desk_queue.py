"""The evaluator's queue, a cohort's rules and the contact's inbox in the real app."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from roleplay.identity import Actor, Role
from roleplay.scoring.review import Rules, State
from roleplay.server.signin import mint_link
from roleplay.services.assigning import Assigning
from roleplay.services.attempts import Attempts
from roleplay.services.authority import actor_of
from roleplay.services.marking import Marks
from roleplay.services.returning import Returning
from roleplay.services.reviewing import Reviewing
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, CohortRow, CohortRules, Membership, PersonRow, SqlStore
from tests.browser.test_accessible import faults
from tests.browser.workbook import READY_MS, SMALL_ID, Trainee, Workbook

PEOPLE = {"eve": Role.EVALUATOR, "rob": Role.EVALUATOR, "sue": Role.SUPERVISOR, "kim": Role.TRAINEE}


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@dataclass
class House:
    """The workbook's store, with the people of two cohorts in it."""

    store: SqlStore

    def __post_init__(self) -> None:
        shelf = Bookshelf(self.store)
        services = (self.store, shelf, now, secrets.token_urlsafe)
        self.attempts = Attempts(*services, lambda: 1)
        self.reviewing, self.returning = Reviewing(*services), Returning(*services)
        self.assigning = Assigning(*services)

    def actor(self, name: str) -> Actor:
        """Somebody."""
        person = self.store.person(name)
        assert person is not None
        return actor_of(person)

    def play(self) -> str:
        """A finished assessment of Kim's."""
        play, kim = self.attempts, self.actor("kim")
        whole = play.start(kim, SMALL_ID, "assessment")
        whole = play.expect(kim, whole, 1, None)
        whole = play.choose(kim, whole, 2, "opening", "reflect")
        whole = play.choose(kim, whole, 3, "asking", "ask")
        whole = play.write(kim, whole, 4, "writing", None)
        return play.finish(kim, whole, 5).attempt.id

    def cohort(self, name: str, many: int) -> list[str]:
        """A cohort of all of them, with attempts in its queue."""
        self.store.add_cohort(CohortRow(name, name, now()))
        for person, role in PEOPLE.items():
            self.store.join_cohort(Membership(name, person, role))
        self.assigning.set_rules(self.actor("sue"), name, CohortRules(Rules(share=0), "sue"))
        played = [self.play() for _ in range(many)]
        self.reviewing.queue(self.actor("eve"), Asked(name))
        return played

    def mark(self, attempt_id: str, who: str = "eve") -> None:
        """Let somebody mark an attempt."""
        sheet = self.reviewing.open(self.actor(who), attempt_id)
        self.reviewing.mark(self.actor(who), attempt_id, Marks(sheet.scenario, ()))


@pytest.fixture(scope="module")
def house(workbook: Workbook) -> House:
    """Eve and Rob rate what Kim plays, and Sue supervises."""
    store = workbook.store
    for name, role in PEOPLE.items():
        store.add_person(PersonRow(name, name.capitalize(), frozenset({role}), name))
    return House(store)


@pytest.fixture
def enters(workbook: Workbook, house: House, visit: Callable[..., Trainee]) -> Callable[[str, str], Page]:
    """Let somebody open an address of the desk."""

    def enter(who: str, path: str) -> Page:
        page = visit(reduced_motion="reduce").page
        page.goto(mint_link(house.store, who, f"{workbook.origin}/"))
        page.goto(f"{workbook.origin}{path}")
        expect(page.locator(".rp-screen .rp-page-body")).to_be_visible(timeout=READY_MS)
        return page

    return enter


Enters = Callable[[str, str], Page]


def test_a_long_queue_is_filtered_and_paged(house: House, enters: Enters) -> None:
    """The address says what is shown, so that Back and a reload bring it again; nothing is wider than a phone."""
    played = house.cohort("long", 22)
    house.assigning.assign(house.actor("sue"), "long", played[:2], "eve")
    page = enters("eve", "/desk/queue/long")
    rows = page.locator(".rp-queue-row")
    expect(rows).to_have_count(20)
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("link", name="Later ones").click()
    expect(rows).to_have_count(2)
    page.get_by_label("Asked of").select_option("Me")
    expect(page).to_have_url(re.compile(r"/desk/queue/long/who=mine$"))
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("You")
    expect(page.get_by_label("Asked of")).to_be_focused()
    page.get_by_label("State").select_option("disagrees")
    expect(page.locator(".rp-queue-empty")).to_contain_text("Nothing in this cohort is like that")
    page.reload()
    expect(page.locator(".rp-queue-empty")).to_be_visible(timeout=READY_MS)
    page.get_by_role("link", name="Show everything").click()
    expect(rows).to_have_count(20)
    shown = page.content()
    for attempt in played:
        shown = shown.replace(attempt, "")  # whose letters are chosen at random
    assert "Kim" not in shown


def test_work_is_shared_out_and_taken_back(house: House, enters: Enters) -> None:
    """What it will do is said first. Chosen rows are asked of somebody by a day; each can be undone."""
    house.cohort("shared", 3)
    page = enters("sue", "/desk/queue/shared")
    asked = page.locator(".rp-queue-asked")
    expect(asked).to_have_text(["Nobody is asked yet"] * 3)
    page.get_by_role("button", name="Share out evenly").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Up to 3 requests: for 3 attempts, among 2 evaluators")
    dialog.get_by_role("button", name="Share out", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".rp-queue-undo")).to_contain_text("3 requests were shared out.")
    expect(asked).to_have_text(["Eve", "Rob", "Eve"])
    page.get_by_role("button", name="Undo").click()
    expect(asked).to_have_text(["Nobody is asked yet"] * 3)
    page.locator(".rp-queue-box label").first.click()
    expect(page.get_by_label(re.compile("Choose the attempt")).first).to_be_checked()
    page.get_by_role("button", name="Ask somebody").click()
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    dialog.get_by_label("Who").select_option("Rob")
    dialog.get_by_label("By when").fill(now().date().isoformat())
    dialog.get_by_role("button", name="Ask", exact=True).click()
    expect(asked.first).to_contain_text(re.compile(r"^Rob, by "))
    expect(page.locator(".rp-queue-toolbar")).to_be_hidden()


def test_the_next_one_is_opened_by_keyboard(house: House, enters: Enters) -> None:
    """So are rows, choosing and the filter; the keys are told, and can be turned off."""
    first, second = house.cohort("keys", 2)
    house.assigning.assign(house.actor("sue"), "keys", [second], "eve")
    page = enters("eve", "/desk/queue/keys")
    keyboard = page.keyboard
    keyboard.press("j")
    keyboard.press("j")
    expect(page.locator(f'[data-attempt="{second}"] [data-open]')).to_be_focused()
    keyboard.press("x")
    expect(page.locator(f'[data-attempt="{second}"] input')).to_be_checked()
    keyboard.press("k")
    expect(page.locator(f'[data-attempt="{first}"] [data-open]')).to_be_focused()
    keyboard.press("/")
    expect(page.get_by_label("State")).to_be_focused()
    page.locator("h1").focus()
    keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys on this page")).to_be_visible()
    keyboard.press("Escape")
    keyboard.press("n")
    expect(page).to_have_url(re.compile(f"/desk/attempts/{second}$"))
    page.go_back()
    expect(page.locator(f'[data-attempt="{second}"] .rp-queue-asked')).to_contain_text("You, has it open")


def test_new_rules_settle_what_was_marked(house: House, enters: Enters) -> None:
    """What will change is said before; an evaluator reads the rules and changes nothing."""
    (one,) = house.cohort("rules", 1)
    house.mark(one)
    page = enters("sue", "/desk/rules/rules")
    page.get_by_label("How many people mark each attempt").fill("3")
    expect(page.get_by_text("This cohort has 2 evaluators.")).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="See what changes").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 attempt will need another person.")
    review = house.store.review(one)
    assert review is not None
    assert review.state is State.AGREED
    dialog.get_by_role("button", name="Set these rules").click()
    expect(page.get_by_text("The rules are set")).to_be_visible()
    expect(page.get_by_text("Last changed by Sue")).to_be_visible()
    review = house.store.review(one)
    assert review is not None
    assert review.state is State.NEEDS_SECOND
    other = enters("eve", "/desk/rules/rules")
    expect(other.locator(".rp-rules-list")).to_contain_text("3")
    expect(other.get_by_role("button", name="See what changes")).to_have_count(0)
    assert faults(other) == []


def test_a_concern_reaches_its_contact(house: House, enters: Enters) -> None:
    """It is counted in the bar; what was done takes it off; the page says that nobody is called."""
    (one,) = house.cohort("worried", 1)
    house.returning.concern(house.actor("eve"), one, "I worry about this person.")
    page = enters("sue", "/desk/queue/worried")
    bar = page.get_by_role("navigation", name="Desk")
    expect(bar.get_by_role("link", name="Concerns")).to_contain_text("1")
    bar.get_by_role("link", name="Concerns").click()
    expect(page).to_have_url(re.compile("/desk/concerns/worried$"))
    expect(page.get_by_text("This is no alarm service.")).to_be_visible()
    expect(page.get_by_text("I worry about this person.")).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Show the name of trainee").click()
    page.get_by_role("dialog").get_by_role("button", name="Show the name").click()
    expect(page.locator(".rp-queue-named")).to_have_text("Kim")
    keep = page.get_by_role("button", name="Keep this, and take it off my list")
    keep.click()
    expect(page.get_by_text("Write what was done, or decided, first.")).to_be_visible()
    page.get_by_label("What was done, or decided").fill("I spoke with them.")
    keep.click()
    expect(page.get_by_text("I spoke with them.")).to_be_visible()
    expect(bar.get_by_role("link", name="Concerns")).not_to_contain_text("1")
    expect(page.get_by_text("You have written down what was done")).to_be_visible()
    deeds = [entry.action for entry in house.store.noted(limit=10)]
    assert {"concern-followed-up", "name-shown", "concerns-read"} <= set(deeds)
