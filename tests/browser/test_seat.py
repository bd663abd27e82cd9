"""A participant's page on a running server: in by the code, through a vote and a triad, over a server that is killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from roleplay.model.gathering import Part
from tests import axe
from tests.browser.workbook import READY_MS
from tests.server.afternoon import Afternoon
from tests.server.visiting import House, start_house

PHONE = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True, "reduced_motion": "reduce"}


class Room:
    """A server with a workshop on it, which can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.house: House = start_house(folder)
        self.afternoon = Afternoon(self.house)

    def kill(self) -> None:
        """End the server without a word."""
        self.house.process.kill()
        self.house.process.wait()

    def start(self) -> None:
        """Start it again where it was."""
        self.house = start_house(self.folder, "--port", str(self.house.port))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """One for all tests of this module."""
    made = Room(tmp_path_factory.mktemp("seat"))
    yield made
    made.house.stop()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What the browsers complain of; a script that the policy forbids is among it."""
    found: list[str] = []
    yield found
    assert [one for one in found if "ERR_CONNECTION" not in one and "WebSocket" not in one] == []


def comes(browser: Browser, room: Room, name: str, faults: list[str]) -> Page:
    """Somebody scans the code with a phone, and comes in by keyboard."""
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{room.house.origin}/w?code={room.afternoon.code}")
    page.get_by_label("What shall we call you here?").focus()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"You are in, {name}")).to_be_visible(timeout=READY_MS)
    return page


def test_a_vote_outlives_a_killed_server_and_a_reload(room: Room, browser: Browser, faults: list[str]) -> None:
    """What is chosen while nobody answers is shown as not sent, goes out by itself, and counts once."""
    afternoon = room.afternoon
    page = comes(browser, room, "Mo", faults)
    afternoon.press("move", "bench")
    expect(page.get_by_role("heading", level=1)).to_have_text("On the bench")
    afternoon.press("ask")
    answers = page.get_by_role("radio")
    answers.first.check()
    said = page.locator(".rp-seat-votestate")
    expect(said).to_contain_text("Your vote is counted.")
    page.get_by_text("Ask those who facilitate").click()
    page.get_by_label("Your question").fill("What if she")
    room.kill()
    expect(page.get_by_role("alert")).to_contain_text("The line to the workshop has been gone since")
    answers.nth(1).check()
    expect(said).to_contain_text("not sent yet")
    assert axe.faults(page) == []
    room.start()
    expect(said).to_contain_text("Your vote is counted.", timeout=READY_MS)
    expect(page.get_by_role("alert")).to_have_text("")
    expect(page.get_by_label("Your question")).to_have_value("What if she")
    page.reload()
    expect(answers.nth(1)).to_be_checked(timeout=READY_MS)
    page.get_by_text("Ask those who facilitate").click()
    expect(page.get_by_label("Your question")).to_have_value("What if she")
    afternoon.press("close_poll")
    expect(page.get_by_text("The result comes when")).to_be_visible()
    afternoon.press("reveal")
    expect(page.locator(".rp-seat-bars li").nth(1)).to_contain_text("1 of 1 (100 %)")
    page.context.close()


def test_a_triad_goes_round_and_who_leaves_is_seen_off(room: Room, browser: Browser, faults: list[str]) -> None:
    """The observer's tick arrives; the peer puts the part down; a note is kept; the way out leads back to the code."""
    afternoon = room.afternoon = Afternoon(room.house)
    ana, kit = (comes(browser, room, name, faults) for name in ("Ana", "Kit"))
    afternoon.guest("Lou")
    ids = {row.name: row.id for row in afternoon.store.participants_in(afternoon.id)}
    afternoon.press("move", "threes")
    group = ((ids["Lou"], Part.MENTOR), (ids["Ana"], Part.PEER), (ids["Kit"], Part.OBSERVER))
    afternoon.press("group", [[group]])
    afternoon.press("begin_round")
    expect(ana.get_by_role("heading", name="You play the peer")).to_be_visible()
    tick = kit.locator(".rp-seat-seen").first
    tick.tap()
    expect(tick).to_contain_text("seen once")
    kit.reload()
    expect(tick).to_contain_text("seen once", timeout=READY_MS)
    expect(kit.get_by_role("timer")).to_contain_text("Time left")
    afternoon.press("end_round")
    ana.get_by_role("button", name="I am myself again").tap()
    ana.get_by_label("What did the mentor do that helped?").fill("She waited.")
    ana.get_by_role("button", name="Keep this").tap()
    expect(ana.get_by_text("It is kept, for you alone.").last).to_be_visible()
    ana.get_by_text("You here: Ana").tap()
    ana.get_by_role("button", name="Leave this workshop").tap()
    ana.get_by_role("button", name="Leave", exact=True).tap()
    expect(ana.get_by_role("heading", level=1)).to_have_text("You are not in this workshop any more")
    ana.get_by_role("link", name="Come in with a code").tap()
    expect(ana.get_by_label("Code")).to_be_focused()
    for page in (ana, kit):
        page.context.close()
