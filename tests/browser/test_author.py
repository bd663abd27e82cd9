"""The author's page of the real app: it follows files, previews any place, and belongs to authors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from roleplay.identity import Role
from roleplay.server.signin import mint_link
from roleplay.store import PersonRow
from tests.browser.test_accessible import faults
from tests.browser.test_private import Wire
from tests.browser.workbook import READY_MS, SMALL_ID, Trainee, Workbook

SMALL_FILE = f"6/practice/{SMALL_ID}.yml"
"""The short scenario as the author's page names it: in the second folder of the library."""

SLIP = ('"goto": "cold-end"', '"goto": "cold-ent"')


class Author(Trainee):
    """Somebody in front of the author's page."""

    def opens(self, path: str = "/author", link: str | None = None) -> None:
        """Open an address, signed in."""
        self.page.goto(link or self.workbook.link(path))
        if link:
            self.page.goto(f"{self.workbook.origin}{path}")
        self.sees_a_screen("author:not(.rp-author-reading)")

    def tabs_to(self, target: Locator) -> None:
        """Press Tab until it has the focus."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if target.evaluate("(one) => one === document.activeElement"):
                return
        pytest.fail(f"Tab does not lead to {target}")


@pytest.fixture
def author(workbook: Workbook, visit: Callable[..., Trainee]) -> Author:
    """Somebody who may write scenarios, not signed in yet."""
    return Author(workbook, visit(reduced_motion="reduce").page)


@pytest.fixture
def file(workbook: Workbook) -> Iterator[Path]:
    """The file of the short scenario; it is mended afterwards."""
    path = workbook.library / "practice" / f"{SMALL_ID}.yml"
    good = path.read_text()
    yield path
    path.write_text(good)


def test_an_error_appears_when_the_file_is_saved_and_goes_when_it_is_mended(author: Author, file: Path) -> None:
    """Without a reload and without moving anything: the author goes on where they were."""
    author.opens()
    page = author.page
    whole = page.evaluate("performance.timeOrigin")
    search = page.get_by_label("File, id, or words of a finding")
    search.focus()
    good = file.read_text()
    file.write_text(good.replace(*SLIP))
    mending = page.get_by_role("region", name="To mend", exact=True)
    expect(mending).to_contain_text('Did you mean "cold-end"?', timeout=READY_MS)
    line = 1 + good[: good.index(SLIP[0])].count("\n")
    expect(mending.locator(".rp-finding").first).to_contain_text(f"Line {line}, column")
    expect(page.locator(".rp-heard")).to_contain_text("small.yml was saved: 1 error")
    expect(search).to_be_focused()

    file.write_text(good)
    expect(page.locator(".rp-heard")).to_contain_text("small.yml was saved: no errors", timeout=READY_MS)
    expect(page.locator(".rp-finding", has_text="cold-end")).to_have_count(0)
    expect(search).to_be_focused()
    assert page.evaluate("performance.timeOrigin") == whole


def test_a_preview_with_chosen_state_by_keyboard_alone(author: Author, file: Path) -> None:
    """From any node with any values: a choice that needs them is on display, and a step can be taken back.

    A saved file changes the words in front of the author and nothing else.
    """
    author.opens(f"/author/preview/{SMALL_FILE}")
    page = author.page
    choices = page.locator(".rp-choices")
    expect(choices).to_contain_text("You sound tired.")

    author.tabs_to(page.locator(".rp-part-setup summary"))
    page.keyboard.press("Enter")
    author.tabs_to(page.get_by_label("Node"))
    page.keyboard.type("asking")
    author.tabs_to(page.get_by_label("trust, 0 to 3"))
    page.keyboard.press("Control+a")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(choices).to_contain_text("One thing.", timeout=READY_MS)
    assert author.path == f"/author/preview/{SMALL_FILE}/asking"

    beside = page.get_by_role("complementary", name="What only you see")
    brief = beside.locator("li", has=page.locator(".rp-behind-head code", has_text="brief"))
    expect(brief).to_contain_text("trust >= 3 holds: trust is 3")
    page.keyboard.press(choices.locator(".rp-choice", has_text="One thing.").get_attribute("data-number") or "")
    expect(page.get_by_role("textbox", name="Write to Dana.")).to_be_visible()
    expect(page.get_by_role("note")).to_contain_text("This is what came of brief at asking")
    expect(beside).to_contain_text("asking/brief")
    author.tabs_to(page.get_by_role("button", name="Take it back"))
    page.keyboard.press("Enter")
    expect(choices).to_contain_text("One thing.")
    focus = page.evaluate_handle("document.activeElement")

    file.write_text(file.read_text().replace("One thing.", "One thing only."))
    expect(choices).to_contain_text("One thing only.", timeout=READY_MS)
    expect(page.locator(".rp-heard")).to_contain_text("small.yml was saved")
    assert page.evaluate("(one) => one === document.activeElement", focus)


def test_a_shortest_way_opens_the_preview_at_its_end(author: Author) -> None:
    """From the facts of a scenario into a conversation that has come to that level."""
    author.opens(f"/author/file/{SMALL_FILE}")
    page = author.page
    rung = page.locator(".rp-ladder").first.locator("details", has_text="Helpful")
    rung.locator("summary").click(timeout=READY_MS)
    length = rung.locator("ol > li").count()
    rung.get_by_role("button").click()
    author.sees_a_screen("author-preview")
    said = page.get_by_role("log").locator(".rp-said:not(.rp-written)")
    expect(said).to_have_count(length)
    beside = page.get_by_role("complementary", name="What only you see")
    expect(beside.locator("[data-level='3']").first).to_contain_text("Helpful")


def test_nobody_is_kept_from_writing(author: Author, file: Path) -> None:
    """What axe finds on each screen in both themes and on a phone, with everything unfolded: nothing."""
    author.opens()
    page = author.page
    file.write_text(file.read_text().replace(*SLIP))
    expect(page.locator(".rp-finding").first).to_be_visible(timeout=READY_MS)
    assert _unfolded(page) == []
    shipped = "1/referral/just-between-us.yml"
    page.get_by_role("link", name="Just between us", exact=True).click()
    expect(page.locator(".rp-measure").first).to_be_visible(timeout=READY_MS)
    assert _unfolded(page) == []
    page.get_by_role("link", name="Preview", exact=True).click()
    expect(page.locator(".rp-choice").first).to_be_visible()
    assert author.path.startswith(f"/author/preview/{shipped}")
    assert _unfolded(page) == []
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator(".rp-map-node").first).to_be_visible()
    assert _unfolded(page) == []


def _unfolded(page: Page) -> list[str]:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    expect(page.locator(".rp-author")).not_to_contain_text(re.compile(r"NaN|undefined|null|author\.ui"))
    return faults(page)


def test_who_is_no_author_gets_nothing_of_it(workbook: Workbook, visit: Callable[..., Trainee]) -> None:
    """The address is refused, and the trainee's page brings neither the author's program nor words nor files."""
    workbook.store.add_person(PersonRow("kim", "Kim", frozenset({Role.TRAINEE})))
    trainee, wire = visit(), Wire()
    wire.tap(trainee.page.context)
    page = trainee.page.context.new_page()
    page.goto(mint_link(workbook.store, "kim", f"{workbook.origin}/"))
    answer = page.goto(f"{workbook.origin}/author/preview/{SMALL_FILE}")
    assert answer is not None
    assert answer.status == 403
    Trainee(workbook, page).goes_to("/learn")
    everything = "\n".join(wire.received)
    assert "rp-library" in everything
    for word in ("rp-author", "author.ui", "author-preview", "What only you see", "small.yml"):
        assert word not in everything, word
