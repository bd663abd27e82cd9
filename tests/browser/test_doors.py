"""Accounts in front of a browser: signing in, one's account, administrators' pages, and being cut off."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from roleplay.identity import Role
from roleplay.identity.password import hashed
from roleplay.services.authority import actor_of
from roleplay.services.people import People
from roleplay.store import PersonRow
from tests.browser.test_accessible import faults
from tests.browser.workbook import READY_MS, SMALL_ID, Trainee, Workbook, new_context

PASSWORD = "correct horse battery"
NEW = "four words that differ"

PLACES = (
    "sign-in", "wrong password", "library below the line", "conversation below the line", "account", "wrong change",
    "overview", "people", "nobody found", "wrong person", "link to copy", "person", "closed account", "cohorts",
    "cohort", "not sure", "log", "invitation", "used invitation",
)  # fmt: skip


@cache
def kept() -> str:
    """The hash of the password of all tests."""
    return hashed(PASSWORD)


def service(workbook: Workbook) -> People:
    """As the console has it."""
    return People(workbook.store, lambda: datetime.now(UTC), lambda: secrets.token_urlsafe(12))


def settle(workbook: Workbook, *roles: Role, name: str = "Ada Lovelace") -> PersonRow:
    """Add somebody with an account."""
    boss = actor_of(workbook.store.local_person())
    person = service(workbook).add(boss, f"login-{secrets.token_hex(4)}", name, roles)
    workbook.store.keep_password(person.id, kept())
    return person


def comes_in(page: Page, workbook: Workbook, person: PersonRow, path: str = "/account") -> None:
    """Ask for a page, sign in, and be there."""
    page.goto(f"{workbook.origin}{path}")
    page.get_by_label("Login", exact=True).fill(person.login or "")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.wait_for_url(f"**{path}", timeout=READY_MS)


# ----------------------------------------------------------------------------------------------------- for everybody


@pytest.fixture(scope="module")
def found(workbook: Workbook, browser: Browser) -> Iterator[dict[str, list[str]]]:
    """One walk through all pages: what is wrong at each."""
    context = new_context(browser, reduced_motion="reduce")
    page, trouble = context.new_page(), []
    page.on("console", lambda said: trouble.append(said.text) if "Content Security Policy" in said.text else None)
    walk = dict(walks(page, workbook))
    walk["policy"] = trouble
    yield walk
    context.close()


def walks(page: Page, workbook: Workbook) -> Iterator[tuple[str, list[str]]]:
    """Go everywhere, and say what is wrong at each place."""
    ada = settle(workbook, *Role, name="Ada with a rather long name of several words")
    service(workbook).make_cohort(actor_of(workbook.store.local_person()), "Autumn group")
    for number in range(25):
        settle(workbook, Role.TRAINEE, name=f"{chr(65 + number)} person")
    page.goto(f"{workbook.origin}/learn")
    yield "sign-in", faults(page)
    page.get_by_label("Login", exact=True).fill(ada.login or "")
    page.get_by_label("Password", exact=True).fill(NEW)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    expect(page.get_by_role("alert")).to_be_focused()
    yield "wrong password", faults(page)
    comes_in(page, workbook, ada, "/learn")
    trainee = Trainee(workbook, page)
    trainee.sees_a_screen()
    yield "library below the line", faults(page)
    trainee.starts(SMALL_ID)
    trainee.presses("Begin without writing")
    yield "conversation below the line", faults(page)
    page.get_by_role("link", name="Account").click()
    yield "account", faults(page)
    for label in ("Present password", "New password", "The same once more"):
        page.get_by_label(label, exact=True).fill("short")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_be_focused()
    yield "wrong change", faults(page)
    yield from looks_after(page)
    page.get_by_role("link", name="Audit log", exact=True).click()
    yield "log", faults(page)
    person = settle(workbook, Role.TRAINEE)
    workbook.store.keep_password(person.id, None)
    link = service(workbook).invite(actor_of(workbook.store.local_person()), person.id).token
    page.goto(f"{workbook.origin}/invite?token={link}")
    yield "invitation", faults(page)
    page.goto(f"{workbook.origin}/invite?token=used")
    yield "used invitation", faults(page)


def looks_after(page: Page) -> Iterator[tuple[str, list[str]]]:
    """The pages of administrators."""
    page.get_by_role("link", name="Administration").click()
    yield "overview", faults(page)
    page.get_by_role("navigation", name="Administration").get_by_role("link", name="People").click()
    yield "people", faults(page)
    page.get_by_role("searchbox").fill("nobody like that")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nobody fits that.")).to_be_visible()
    yield "nobody found", faults(page)
    page.get_by_label("Name", exact=True).fill("Bo")
    page.get_by_label("Login:").fill("two words")
    page.get_by_role("button", name="Add and make an invitation").click()
    expect(page.get_by_role("alert")).to_be_focused()
    yield "wrong person", faults(page)
    page.get_by_label("Login:").fill("bo")
    page.get_by_role("button", name="Add and make an invitation").click()
    expect(page.get_by_label("Link", exact=True)).to_be_focused()
    yield "link to copy", faults(page)
    page.reload()
    yield "person", faults(page)
    page.get_by_role("button", name="Let this person in no more").click()
    expect(page.get_by_role("button", name="Let this person in again")).to_be_visible()
    yield "closed account", faults(page)
    page.get_by_role("link", name="Cohorts", exact=True).click()
    yield "cohorts", faults(page)
    page.get_by_role("link", name="Autumn group").click()
    page.get_by_label("Person", exact=True).select_option(index=1)
    page.get_by_label("Part", exact=True).select_option("trainee")
    page.get_by_role("button", name="Add to the cohort").click()
    yield "cohort", faults(page)
    page.evaluate("document.querySelectorAll('[required]').forEach((one) => { one.required = false; })")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    yield "not sure", faults(page)


@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing(found: dict[str, list[str]], place: str) -> None:
    """No rule of WCAG 2.2 AA that a machine can see is broken, in light and dark, on phone and desktop; nothing is too wide."""
    assert found[place] == []


def test_the_walk_went_everywhere_and_broke_no_policy(found: dict[str, list[str]]) -> None:
    """No place is left out, and the browser had nothing to refuse."""
    assert set(found) == {*PLACES, "policy"}
    assert found["policy"] == []


# -------------------------------------------------------------------------------------------------- without a script


def test_all_of_it_works_without_scripts_and_without_a_mouse(workbook: Workbook, browser: Browser) -> None:
    """Signing in, adding somebody, answering the invitation, signing out: by keyboard alone, with scripts forbidden."""
    admin = settle(workbook, Role.ADMINISTRATOR)
    context = new_context(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{workbook.origin}/sign-in")
    keys = page.keyboard
    for key in ("Tab", "Tab"):  # past the link to the content
        keys.press(key)
    keys.type(admin.login or "")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/admin")
    page.get_by_role("link", name="People", exact=True).first.focus()
    keys.press("Enter")
    page.get_by_label("Name", exact=True).focus()
    keys.type("Cleo")
    keys.press("Tab")
    login = f"cleo-{secrets.token_hex(3)}"
    keys.type(login)
    keys.press("Enter")
    link = page.get_by_label("Link", exact=True).input_value()
    page.get_by_role("button", name="Sign out").focus()
    keys.press("Enter")
    expect(page.get_by_text("You are signed out of this browser.")).to_be_visible()
    page.goto(link)
    page.get_by_label("New password").focus()
    keys.type(NEW)
    keys.press("Tab")
    keys.type(NEW)
    keys.press("Enter")
    page.wait_for_url("**/learn", wait_until="commit")
    assert workbook.store.person_by_login(login) is not None
    context.close()


def test_the_token_of_an_invitation_goes_no_further(workbook: Workbook, browser: Browser) -> None:
    """After the first address it stands in no other, no Referer, and neither in the history nor in the page."""
    person = settle(workbook, Role.TRAINEE)
    workbook.store.keep_password(person.id, None)
    token = service(workbook).invite(actor_of(workbook.store.local_person()), person.id).token
    context = new_context(browser)
    page, seen = context.new_page(), []
    page.on("request", lambda request: seen.append((request.url, request.all_headers().get("referer", ""))))
    page.goto(f"{workbook.origin}/invite?token={token}")
    assert token not in page.content()
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The same once more").fill(NEW)
    page.get_by_role("button", name="Keep password and go on").click()
    page.wait_for_url("**/learn")
    Trainee(workbook, page).sees_a_screen()
    assert [url for url, _ in seen if token in url] == [f"{workbook.origin}/invite?token={token}"]
    assert not [referer for _, referer in seen if token in referer]
    assert page.evaluate("history.length") <= 3
    context.close()


# ------------------------------------------------------------------------------------------------------ two browsers


@pytest.fixture
def ada(workbook: Workbook) -> PersonRow:
    """A trainee with an account."""
    return settle(workbook, Role.TRAINEE)


def test_signing_out_everywhere_ends_the_page_in_the_other_browser(
    workbook: Workbook, visit: Callable[..., Trainee], ada: PersonRow
) -> None:
    """It says that the connection is gone; after signing in again the conversation stands where it was."""
    playing, elsewhere = visit(), visit()
    comes_in(playing.page, workbook, ada, "/learn")
    playing.starts(SMALL_ID)
    playing.presses("Begin without writing")
    playing.says("talk")
    before = urlsplit(playing.page.url).path
    comes_in(elsewhere.page, workbook, ada)
    elsewhere.page.get_by_role("button", name="Sign out everywhere", exact=True).click()
    expect(elsewhere.page.get_by_text("You are signed out of this browser.")).to_be_visible()
    again = playing.page.get_by_role("button", name="Reload to continue")
    expect(again).to_be_visible(timeout=READY_MS)
    again.click()
    expect(playing.page.get_by_label("Password", exact=True)).to_be_visible()
    comes_in(playing.page, workbook, ada, before)
    playing.sees_a_screen("player")
    assert "talk" in str(playing.playing.events)


def test_a_role_that_is_taken_ends_at_the_next_press(
    workbook: Workbook, visit: Callable[..., Trainee], ada: PersonRow
) -> None:
    """Somebody who is no trainee any more cannot go on with a conversation that is open, and nothing of it is lost."""
    playing = visit()
    comes_in(playing.page, workbook, ada, "/learn")
    playing.starts(SMALL_ID)
    playing.presses("Begin without writing")
    before = len(playing.playing.events)
    boss = actor_of(workbook.store.local_person())
    service(workbook).give_roles(boss, ada.id, {Role.EVALUATOR})
    playing.page.locator(".rp-choice").first.click()
    expect(playing.page.get_by_text("Scenarios are played by trainees.")).to_be_visible(timeout=READY_MS)
    assert len(playing.playing.events) == before
    service(workbook).give_roles(boss, ada.id, {Role.TRAINEE})
    playing.says("talk")
    assert len(playing.playing.events) > before


def test_a_closed_account_ends_the_open_page(workbook: Workbook, visit: Callable[..., Trainee], ada: PersonRow) -> None:
    """An administrator closes it on their page; the trainee's page is over at once, and they come in no more."""
    admin, playing = visit(), visit()
    comes_in(playing.page, workbook, ada, "/learn")
    playing.sees_a_screen("library")
    comes_in(admin.page, workbook, settle(workbook, Role.ADMINISTRATOR), f"/admin/people/{ada.id}")
    admin.page.get_by_role("button", name="Let this person in no more").click()
    expect(admin.page.get_by_text("Open pages have ended.")).to_be_visible()
    expect(playing.page.get_by_role("button", name="Reload to continue")).to_be_visible(timeout=READY_MS)
    playing.page.reload()
    playing.page.get_by_label("Login", exact=True).fill(ada.login or "")
    playing.page.get_by_label("Password", exact=True).fill(PASSWORD)
    playing.page.get_by_role("button", name="Sign in", exact=True).first.click()
    expect(playing.page.get_by_role("alert")).to_contain_text("do not fit together")
