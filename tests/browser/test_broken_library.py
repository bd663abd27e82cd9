"""A file with errors among an organisation's own scenarios."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from roleplay.authoring.folders import released
from roleplay.authoring.library import load_library
from roleplay.identity import Role
from roleplay.server.signin import mint_link
from roleplay.store import PersonRow
from tests.browser.workbook import Trainee, Workbook, short_scenario

SLIP = '"goto": "cold-ent"'


def titles(page: Page) -> list[str]:
    """Titles of all scenarios in the library."""
    return page.locator(".rp-pillar .rp-card h3").all_inner_texts()


def test_a_broken_file_takes_nothing_down_and_can_be_mended(workbook: Workbook, visit: Callable[..., Trainee]) -> None:
    """The other scenarios are there; an author sees file, line, code and how to mend it, a trainee nothing of it.

    Once the file is mended, the next page that is opened has the scenario, without a restart. What was begun in it goes
    on even if the file is spoilt again.
    """
    file = workbook.library / "practice" / "disclosure" / "second.yml"
    good = json.dumps({**short_scenario(), "id": "disclosure/second", "title": "Second"}, indent=1)
    bad = good.replace('"goto": "cold-end"', SLIP)
    assert bad != good
    file.write_text(bad)
    line = 1 + bad[: bad.index(SLIP)].count("\n")
    workbook.server.stop()
    workbook.start()

    author = visit()
    author.signs_in()
    whole = ["Small", *(one.title for one in load_library(released(), proved_before=released()).playable.values())]
    assert sorted(titles(author.page)) == sorted(whole)
    mending = author.page.get_by_role("region", name="Needs mending")
    expect(mending.locator("summary")).to_contain_text("second.yml")
    mending.locator("summary").click()
    expect(mending).to_contain_text(f"{line}:")
    expect(mending.locator("li").first).to_contain_text("RP")
    expect(mending).to_contain_text('Did you mean "cold-end"?')

    store = workbook.store
    store.add_person(PersonRow("kim", "Kim", frozenset({Role.TRAINEE})))
    trainee = visit()
    trainee.page.goto(mint_link(store, "kim", f"{workbook.origin}/"))
    trainee.sees_a_screen("library")
    assert sorted(titles(trainee.page)) == sorted(whole)
    assert "mending" not in trainee.displays()
    assert "second.yml" not in trainee.page.content()

    file.write_text(good)
    author.goes_to("/learn")
    assert sorted(titles(author.page)) == sorted([*whole, "Second"])
    expect(author.page.get_by_role("region", name="Needs mending")).to_have_count(0)
    author.starts("disclosure/second")

    file.write_bytes(b"\x00\xff not: [yaml")
    author.goes_to("/learn")
    assert sorted(titles(author.page)) == sorted(whole)
    expect(author.page.get_by_role("region", name="Needs mending")).to_contain_text("second.yml")
    author.page.get_by_role("link", name="Continue").click()
    author.sees_a_screen("player")
    expect(author.page.get_by_role("heading", level=1)).to_have_text("Second")
