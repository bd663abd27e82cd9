"""Handing in, reading what came back, and fellow learners: people with accounts in real browsers, on a real server."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from playwright.sync_api import Browser, expect

from roleplay.identity import Role
from roleplay.scoring.review import Rules
from roleplay.server.signin import mint_link
from roleplay.services.attempts import Attempts
from roleplay.services.authority import actor_of
from roleplay.services.marking import Marks
from roleplay.services.returning import Returning
from roleplay.services.reviewing import Reviewing
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, CohortRow, CohortRules, Membership, PersonRow
from tests.browser.test_accessible import faults
from tests.browser.workbook import SMALL_ID, Trainee, Workbook, new_context

NAMES = {"ada": Role.TRAINEE, "bea": Role.TRAINEE, "eve": Role.EVALUATOR}


@pytest.fixture(scope="module")
def school(workbook: Workbook) -> Workbook:
    """Ada and Bea learn in a cohort that Eve rates."""
    store = workbook.store
    store.add_cohort(CohortRow("spring", "Spring evenings", datetime.now(UTC)))
    store.keep_review_rules("spring", CohortRules(Rules(share=0)))
    for name, role in NAMES.items():
        store.add_person(PersonRow(name, name.capitalize(), frozenset({role}), name, datetime.now(UTC)))
        store.join_cohort(Membership("spring", name, role))
    return workbook


@pytest.fixture
def comes(school: Workbook, browser: Browser, request: pytest.FixtureRequest) -> Callable[[str], Trainee]:
    """Somebody signs in, in a browser of their own."""

    def come(name: str) -> Trainee:
        context = new_context(browser, reduced_motion="reduce")
        request.addfinalizer(context.close)
        somebody = Trainee(school, context.new_page())
        somebody.page.goto(mint_link(school.store, name, f"{school.origin}/"))
        somebody.sees_a_screen("library")
        return somebody

    return come


def practised(workbook: Workbook, who: str = "ada") -> str:
    """A finished practice with a written reply."""
    store, clock = workbook.store, count()
    person = store.person(who)
    assert person is not None
    actor, begin = actor_of(person), datetime.now(UTC) - timedelta(minutes=9)
    attempts = Attempts(
        store,
        Bookshelf(store),
        lambda: begin + timedelta(seconds=next(clock)),
        lambda: secrets.token_urlsafe(12),
        lambda: 1,
    )
    now = attempts.start(actor, SMALL_ID, "practice")
    now = attempts.expect(actor, now, 1, "my expectation")
    now = attempts.choose(actor, now, 2, "opening", "reflect")
    now = attempts.choose(actor, now, 3, "asking", "ask")
    now = attempts.write(actor, now, 4, "writing", "Dear Dana, thank you.")
    return attempts.reflect(actor, now, 5, ["my reflection"]).attempt.id


def marked(workbook: Workbook, attempt_id: str) -> None:
    """Eve marks it and returns it."""
    store = workbook.store
    person, attempt = store.person("eve"), store.attempt(attempt_id)
    assert person is not None
    assert attempt is not None
    eve, services = (
        actor_of(person),
        (store, Bookshelf(store), lambda: datetime.now(UTC), lambda: secrets.token_urlsafe(12)),
    )
    reviewing, returning = Reviewing(*services), Returning(*services)
    reviewing.queue(eve, Asked("spring"))
    reviewing.open(eve, attempt_id)
    reviewing.mark(eve, attempt_id, Marks(attempt.scenario_hash, (("reflects", 1),)))
    returning.comment(eve, attempt_id, "strength", "You named what you heard.", 1)
    returning.comment(eve, attempt_id, "next-step", "Ask before you tell.")
    returning.give_back(eve, attempt_id)


def test_a_practice_is_handed_in_and_what_comes_back_is_read_and_answered(
    school: Workbook, comes: Callable[[str], Trainee]
) -> None:
    """In with a press, back out, in again; marked; read with levels in words; answered; and looked at again."""
    attempt = practised(school)
    ada = comes("ada")
    page = ada.page
    ada.goes_to(f"/learn/debrief/{attempt}")
    card = page.locator(".rp-review")
    card.get_by_role("button", name="Have this looked at").press("Enter")
    expect(card).to_contain_text("is with the evaluators of your cohort")
    expect(card.get_by_role("heading")).to_be_focused()
    expect(page.locator(".rp-notices")).to_contain_text("It is handed in")
    card.get_by_role("button", name="Take it back").press("Enter")
    card.get_by_role("button", name="Have this looked at").press("Enter")
    expect(card).to_contain_text("you can still take it back")
    marked(school, attempt)
    ada.goes_to("/learn")
    page.get_by_role("link", name="1 new result").click()
    ada.sees_a_screen("result")
    expect(page.locator(".rp-level strong")).to_have_text(["Helpful", "Needs practice"])
    expect(page.locator(".rp-well")).to_contain_text("You named what you heard.")
    assert faults(page) == []
    page.get_by_role("textbox", name="Is there something that you want to say to this?").fill("I see.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".rp-own-answer")).to_contain_text("I see.")
    page.get_by_role("button", name="Ask somebody else to look").click()
    expect(page.locator(".rp-look-again")).to_contain_text("is on its way")
    review = school.store.review(attempt)
    assert review is not None
    assert review.looks == 1
    ada.goes_to("/learn")
    expect(page.locator(".rp-news")).to_have_count(0)


def test_an_attempt_is_opened_to_a_fellow_who_says_something_about_it(
    school: Workbook, comes: Callable[[str], Trainee]
) -> None:
    """By name, in a dialog; read with nothing that judges; a strength, a question and a thing to try come back."""
    attempt = practised(school)
    ada, bea = comes("ada"), comes("bea")
    ada.goes_to(f"/learn/debrief/{attempt}")
    ada.page.get_by_role("button", name="Open it to a fellow learner").press("Enter")
    dialog = ada.page.get_by_role("dialog", name="Open this attempt")
    dialog.get_by_label("Bea (Spring evenings)").check()
    dialog.get_by_role("button", name="Open it").press("Enter")
    expect(ada.page.locator(".rp-open-now")).to_contain_text("Bea")

    page = bea.page
    bea.goes_to("/learn")
    page.get_by_role("link", name="A fellow learner opened an attempt to you").click()
    bea.sees_a_screen("fellow")
    shown = page.locator(".rp-screen").inner_text()
    assert "Dear Dana, thank you." in shown
    assert "Ada, as Sam" in shown
    for hidden in ("my expectation", "my reflection", "This is what came of", "This was thought at"):
        assert hidden not in shown
    page.locator(".rp-fellow-ticks summary").first.press("Enter")
    page.locator(".rp-fellow-ticks").first.get_by_role("checkbox").first.check()
    assert faults(page) == []
    for name, text in (
        ("One strength", "You waited."),
        ("One question", "Why there?"),
        ("One thing to try", "A breath."),
    ):
        page.get_by_role("textbox", name=name).fill(text)
    page.get_by_role("button", name="Send it").press("Enter")
    expect(page.get_by_role("button", name="Send it as it stands now")).to_be_visible()

    ada.goes_to("/learn")
    ada.page.get_by_role("link", name="A fellow learner said something").click()
    said = ada.page.locator(".rp-fellow-said")
    for text in ("What Bea says", "You waited.", "Why there?", "A breath."):
        expect(said).to_contain_text(text)
    ada.page.get_by_role("button", name="Close it to Bea").press("Enter")
    expect(ada.page.locator(".rp-open-now")).to_have_count(0)
    page.reload()
    bea.sees_a_screen("problem")
    expect(page.locator(".rp-problem")).to_contain_text("no such attempt that is open to you")
