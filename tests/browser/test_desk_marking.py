"""Three evaluators at their desks: two mark blind and disagree, a third decides, and the trainee reads and answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from playwright.sync_api import Page, expect

from roleplay.identity import Actor, Role
from roleplay.scoring.review import Rules, State
from roleplay.services.attempts import Attempts
from roleplay.services.reviewing import Reviewing
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, CohortRow, CohortRules, Membership, PersonRow, Remark, Store
from tests.browser.test_accessible import faults
from tests.browser.workbook import READY_MS, SMALL_ID, Trainee, Workbook, eventually

STRENGTH = "You waited until she was ready."
REPLY = "Dear Dana, it rained all day."
PEOPLE = {
    "kim": Role.TRAINEE,
    "eve": Role.EVALUATOR,
    "rob": Role.EVALUATOR,
    "max": Role.EVALUATOR,
    "sue": Role.SUPERVISOR,
}


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def seeded(store: Store) -> str:
    """Everybody in a cohort that wants two raters, and a finished assessment of Kim's in its queue."""
    store.add_cohort(CohortRow("blue", "Blue", now()))
    for name, role in PEOPLE.items():
        store.add_person(PersonRow(name, name.capitalize(), frozenset({role}), name, now()))
        store.join_cohort(Membership("blue", name, role))
    store.keep_review_rules("blue", CohortRules(Rules(raters=2, share=0), "sue"))
    shelf, ids = Bookshelf(store), count(1)
    play = Attempts(store, shelf, now, lambda: f"desk-{next(ids)}", lambda: 1)
    kim = Actor("kim", roles=frozenset({Role.TRAINEE}))
    at = play.start(kim, SMALL_ID, "assessment", offered=True)
    at = play.expect(kim, at, 1, "my expectation")
    at = play.choose(kim, at, 2, "opening", "reflect")
    at = play.choose(kim, at, 3, "asking", "ask")
    at = play.write(kim, at, 4, "writing", REPLY)
    done = play.reflect(kim, at, 5, ["my reflection"]).attempt.id
    reviewing = Reviewing(store, shelf, now, lambda: "unused")
    eve = Actor("eve", roles=frozenset({Role.EVALUATOR}))
    assert [one.attempt_id for one in reviewing.queue(eve, Asked("blue"))] == [done]
    return done


class Desk:
    """Somebody at a desk with an attempt on it."""

    def __init__(self, workbook: Workbook, who: str, page: Page, attempt_id: str) -> None:
        self.page = page
        self.path = f"/desk/attempts/{attempt_id}"
        self.origin = workbook.origin
        page.goto(workbook.link(self.path, who))
        self.is_open()

    def opens(self) -> None:
        """Open the attempt."""
        self.page.goto(f"{self.origin}{self.path}")
        self.is_open()

    def is_open(self) -> None:
        """Wait until the attempt is there."""
        expect(self.page.locator(".rp-desk h1")).to_have_text("Small", timeout=READY_MS)

    def presses(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def at_turn(self, turn: int) -> None:
        """Wait until a turn is shown."""
        expect(self.page.locator(".rp-desk-turn-name")).to_have_text(f"Turn {turn} of 3")

    def sees_level(self, competency: str, level: str) -> None:
        """Wait until a competency has a level, which the kernel has worked out."""
        card = self.page.locator(".rp-desk-competency", has=self.page.get_by_role("heading", name=competency))
        expect(card.locator("summary").first).to_contain_text(level)

    def is_accessible(self) -> None:
        """Axe finds nothing, in both sizes and themes, and nothing is too wide; then it is as it was."""
        assert faults(self.page) == []
        self.page.set_viewport_size({"width": 1280, "height": 800})
        self.page.locator(".rp-desk-turn-name").focus()

    def hands_in(self, button: str, told: str) -> None:
        """Say that one is sure, and hand in, by keys."""
        self.page.get_by_role("radio", name="Sure", exact=True).focus()
        self.page.keyboard.press("Space")
        expect(self.page.locator(".rp-desk-status")).to_contain_text("is kept")
        self.presses("s")
        expect(self.page.get_by_role("button", name=button)).to_be_focused()
        self.presses("Enter")
        expect(self.page.locator(".rp-notice")).to_contain_text(told)


def test_two_mark_blind_and_disagree_a_third_decides_and_the_trainee_reads_it(
    workbook: Workbook, visit: Callable[..., Trainee]
) -> None:
    """All by keyboard, with a killed kernel in between; nothing of one is seen by the other before both have marked."""
    attempt_id = seeded(workbook.store)
    eve = Desk(workbook, "eve", visit().page, attempt_id)
    eve_marks(workbook, eve)
    rob_marks(Desk(workbook, "rob", visit().page, attempt_id))
    max_decides_and_returns(Desk(workbook, "max", visit().page, attempt_id))
    review = workbook.store.review(attempt_id)
    assert review is not None
    assert review.state is State.RETURNED
    assert [(one.rater, one.adjudicates, len(one.ticks)) for one in workbook.store.ratings(attempt_id)] == [
        ("eve", False, 2), ("rob", False, 1), ("max", True, 2)
    ]  # fmt: skip

    kim = visit().page
    kim.goto(workbook.link(f"/learn/results/{attempt_id}", "kim"))
    expect(kim.get_by_text(STRENGTH).first).to_be_visible(timeout=READY_MS)
    kim.locator('[data-part="answer"]').get_by_role("textbox").fill("Thank you for seeing that.")
    kim.get_by_role("button", name="Send the answer").click()
    assert eventually(lambda: any(one.kind is Remark.ANSWER for one in workbook.store.comments(attempt_id)))
    eve.opens()
    expect(eve.page.locator(".rp-desk-answers")).to_contain_text("Thank you for seeing that.")


def eve_marks(workbook: Workbook, eve: Desk) -> None:
    """Eve finds a reflection, and that sharing was asked for first. Her kernel dies meanwhile, and nothing is lost."""
    eve.presses("2")
    eve.sees_level("listening", "Helpful")
    eve.presses("j", "c", "2")
    eve.at_turn(2)
    eve.sees_level("sharing", "Helpful")
    expect(eve.page.locator(".rp-desk-status")).to_contain_text("is kept")
    for kernel in workbook.kernels():
        kernel.kill()
    eve.opens()
    eve.at_turn(2)
    eve.sees_level("sharing", "Helpful")
    eve.is_accessible()
    expect(eve.page.locator(".rp-desk-found")).to_have_count(0)
    eve.hands_in("Hand in", "Your marks are handed in")
    expect(eve.page.get_by_role("columnheader", name="The choices")).to_be_visible()
    expect(eve.page.get_by_text("Evaluator")).to_have_count(0)


def rob_marks(rob: Desk) -> None:
    """Rob sees nothing of that. He finds the reflection and no more."""
    expect(rob.page.locator(".rp-desk-found")).to_have_count(0)
    expect(rob.page.locator(".rp-desk-chip")).to_have_count(0)
    rob.presses("2")
    rob.sees_level("listening", "Helpful")
    rob.hands_in("Hand in", "Your marks are handed in")
    expect(rob.page.get_by_role("row", name="sharing")).to_contain_text("Needs practice")


def max_decides_and_returns(at: Desk) -> None:
    """Max sees both, goes where they differ, says why, names a strength and returns it."""
    expect(at.page.get_by_text("People have marked this attempt differently")).to_be_visible()
    at.page.locator(".rp-desk-where button").focus()
    at.presses("Enter")
    at.at_turn(2)
    expect(at.page.locator(".rp-desk-differs")).to_contain_text("Evaluator A")
    at.is_accessible()
    at.presses("c", "2", "k", "C", "2")
    at.sees_level("sharing", "Helpful")
    at.sees_level("listening", "Helpful")
    at.page.get_by_label("Why do you decide like this?").fill("She did ask, in her own way.")
    at.hands_in("Hand in the decision", "Your decision is handed in")
    expect(at.page.get_by_text("once somebody has named a strength")).to_be_visible()
    at.presses("m")
    at.page.keyboard.type(STRENGTH)
    at.page.get_by_role("button", name="Keep these words").press("Enter")
    expect(at.page.locator(".rp-desk-words", has_text=STRENGTH)).to_be_visible()
    at.page.get_by_role("button", name="Return it now").press("Enter")
    expect(at.page.locator(".rp-notice")).to_contain_text("It is returned")
