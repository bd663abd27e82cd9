"""Sharing what one wrote, text by text, as somebody does who uses no mouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import expect

from roleplay.identity import Role
from roleplay.store import CohortRow, Membership, Visibility
from tests.browser.workbook import Trainee, Workbook, eventually

WRITTEN = "It will rain."
ONLY_YOU = "Only you can read this."
SHARED = "Shared with those who accompany you"


def debrief(trainee: Trainee) -> str:
    """Play the short scenario with an expectation written down, up to its debrief; the id of that text."""
    trainee.starts()
    trainee.asked.locator("textarea").fill(WRITTEN)
    trainee.presses("Begin")
    trainee.says("pass")
    trainee.presses("Go on without writing")
    trainee.sees_a_screen("debrief")
    (row,) = trainee.workbook.store.texts(trainee.attempt).values()
    return row.id


def test_alone_there_is_nobody_to_share_with(trainee: Trainee) -> None:
    """Whoever is in no cohort reads that a text is theirs alone, and is offered nothing else."""
    debrief(trainee)
    line = trainee.page.locator(".rp-own .rp-readers")
    expect(line).to_have_text(ONLY_YOU)
    expect(line.get_by_role("button")).to_have_count(0)


def test_a_text_is_shared_and_taken_back_without_a_mouse(visit: Callable[..., Trainee], workbook: Workbook) -> None:
    """Tab leads to the button; Enter shares, Space takes back; the focus stays, and a reload shows what holds."""
    store = workbook.store
    store.add_cohort(CohortRow("spring", "Spring", datetime.now(UTC)))
    store.join_cohort(Membership("spring", store.local_person().id, Role.TRAINEE))
    trainee = visit()
    trainee.signs_in()
    ref = debrief(trainee)

    def kept() -> Visibility:
        return store.texts(trainee.attempt)[ref].visibility

    page = trainee.page
    line = page.locator(".rp-own .rp-readers")
    expect(line).to_contain_text(ONLY_YOU)
    assert kept() is Visibility.PRIVATE
    share = line.get_by_role("button", name="Share it with those who accompany you")
    for _ in range(60):
        page.keyboard.press("Tab")
        if share.evaluate("(button) => button === document.activeElement"):
            break
    expect(share).to_be_focused()
    page.keyboard.press("Enter")
    back = line.get_by_role("button", name="Take it back")
    expect(back).to_be_focused()
    expect(line).to_contain_text(SHARED)
    assert eventually(lambda: kept() is Visibility.SHARED)
    page.reload()
    trainee.sees_a_screen("debrief")
    expect(line).to_contain_text(SHARED)
    back.focus()
    page.keyboard.press("Space")
    expect(line).to_contain_text(ONLY_YOU)
    assert eventually(lambda: kept() is Visibility.PRIVATE)
    expect(share).to_be_focused()
