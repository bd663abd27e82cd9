"""A trainee comes by the printed link and plays a shipped scenario to its debrief, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from playwright.sync_api import Error, Page, expect

from roleplay.apps.catalogue import say
from roleplay.engine import Phase
from roleplay.model.event import Chose, Compared, Ended, Expected, Reflected, Started, Wrote
from roleplay.scoring import Level, score
from tests.browser.workbook import READY_MS, Trainee, Workbook

SCENARIO = "disclosure/the-first-question"
TITLE = "The first question"
EXPECTATION = "To wait, and not to fill the silence."
REPLY = "Tam, my story landed on you tonight. I would like to hear how that was, some time. No need to answer."
REFLECTION = "When he read out the message."

LOOK = """
() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const seen = [];
  for (const part of [0.1, 0.5, 0.9])
    seen.push(document.elementFromPoint((left + right) / 2, top + (bottom - top) * part));
  return {
    name: `${one.tagName.toLowerCase()}.${one.className}`,
    text: (one.getAttribute("aria-label") ?? one.innerText ?? "").trim(),
    inWindow: bottom - top > 8 && right - left > 8,
    onTop: seen.some((other) => other && (one.contains(other) || other.contains(one))),
    ring: [null, "::before", "::after"].some((part) => {
      const style = getComputedStyle(one, part);
      const line = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      return line || (part === "::before" && style.content !== "none" && parseFloat(style.width) >= 2);
    }),
  };
}
"""

REST = """
() => new Promise((tell) => {
  let [last, still] = [scrollY, 0];
  const look = () => {
    still = scrollY === last ? still + 1 : 0;
    last = scrollY;
    if (still === 4) tell(); else requestAnimationFrame(look);
  };
  look();
})
"""
"""Wait until the page has not scrolled for some frames."""


@dataclass(frozen=True)
class Focus:
    """What has the focus."""

    name: str
    """Tag and classes."""
    text: str
    """What a screen reader would call it."""
    visible: bool
    """Whether some of it is in the window with nothing before it."""
    ring: bool
    """Whether a line goes around it."""


def focus(page: Page) -> Focus:
    """What has the focus, once it is visible and scrolling has come to rest."""
    with suppress(Error):
        page.wait_for_function(
            f"() => {{ const seen = ({LOOK})(); return seen.inWindow && seen.onTop; }}", timeout=5_000
        )
    page.evaluate(REST)
    seen = page.evaluate(LOOK)
    return Focus(seen["name"], seen["text"], seen["inWindow"] and seen["onTop"], seen["ring"])


def tab_to(page: Page, name: str, *, within: str = "", limit: int = 60) -> Focus:
    """Press Tab until the focus is on what has this name; every stop on the way is visible and has its ring."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        here = focus(page)
        assert here.visible, f"the focus is hidden on {here}"
        assert here.ring, f"the focus cannot be seen on {here}"
        if name in here.text and within in here.name:
            return here
    raise AssertionError(f"Tab never came to {name!r}")


def test_a_whole_scenario_by_keyboard_alone(
    workbook: Workbook, visit: Callable[..., Trainee], new_day: Callable[[], None]
) -> None:
    """From the printed link to the debrief without a mouse, and all of it is there the next day.

    After every step the focus is where reading goes on, and visible. The levels are those of the stored log.
    """
    trainee = visit()
    trainee.page.goto(workbook.servers[0].url)
    trainee.sees_a_screen("library")
    assert trainee.page.title() == f"Library · {say('app.name')}"
    chooses_the_scenario(trainee)
    starts(trainee)
    attempt = trainee.attempt
    expects(trainee)
    assert talks(trainee) >= 8
    reflects(trainee)
    assert trainee.path == f"/learn/debrief/{attempt}"

    events = [recorded.event for recorded in trainee.playing.events]
    for kind in (Started, Expected, Wrote, Compared, Reflected, Ended):
        assert len([event for event in events if isinstance(event, kind)]) == 1
    assert {row.body for row in trainee.playing.texts.values()} == {EXPECTATION, REPLY, REFLECTION}
    agrees(trainee)
    looks_at_a_moment(trainee)
    shown = unfolded(trainee)
    for text in (EXPECTATION, REPLY, REFLECTION):
        assert text in shown
    tab_to(trainee.page, "Progress", within="rp-secondary")
    trainee.page.keyboard.press("Enter")
    trainee.sees_a_screen("progress")
    expect(trainee.page.locator(".rp-entries")).to_contain_text(TITLE)
    expect(trainee.page.locator(".rp-facts")).to_contain_text("1 attempt finished")
    trainee.page.context.close()

    new_day()
    again = visit()
    again.signs_in()
    finds_it_again(again, attempt)
    agrees(again)
    assert unfolded(again) == shown


def chooses_the_scenario(trainee: Trainee) -> None:
    """From the library to the brief."""
    tab_to(trainee.page, TITLE)
    trainee.page.keyboard.press("Enter")
    trainee.sees_a_screen("brief")
    assert trainee.path == f"/learn/scenario/{SCENARIO}"
    is_at(trainee, TITLE)


def starts(trainee: Trainee) -> None:
    """From the brief into the attempt."""
    tab_to(trainee.page, "Start")
    trainee.page.keyboard.press("Enter")
    trainee.sees_a_screen("player")
    is_at(trainee, TITLE)


def expects(trainee: Trainee) -> None:
    """Say what to expect, and begin."""
    page, before = trainee.page, trainee.asked.inner_text()
    tab_to(page, "", within="textarea")
    page.keyboard.type(EXPECTATION)
    page.keyboard.press("Tab")
    is_at(trainee, "Begin")
    page.keyboard.press("Enter")
    trainee.sees_more_than(before)


def talks(trainee: Trainee) -> int:
    """Choose to the end, with a slip now and then; write when that is asked. The number of choices."""
    page, keys = trainee.page, trainee.page.keyboard
    own = page.get_by_text("You, as Yusra", exact=True)
    rubrics = trainee.workbook.rubrics()
    turn = 0
    while trainee.state.phase is Phase.ENACT:
        here = focus(page)
        assert "rp-block" in here.name, here
        assert here.visible
        if not page.locator(".rp-choice").count():
            writes_a_reply(trainee)
            continue
        playing, before = trainee.playing, trainee.asked.inner_text()
        choice = trainee.best(rubrics)
        if turn in {1, 3}:
            choice = [offer.id for offer in playing.game.offers(playing.state) if offer.open][-1]
        number = trainee.number(choice)
        if turn % 3:
            keys.press(str(number))
        else:
            words = page.locator(f'.rp-choice[data-number="{number}"] .rp-choice-text').inner_text()
            tab_to(page, words, within="rp-choice")
            keys.press("Enter" if turn % 2 else "Space")
        trainee.sees_more_than(before)
        turn += 1
        assert own.count() == turn
        chosen = [event for event in (one.event for one in trainee.playing.events) if isinstance(event, Chose)]
        assert chosen[-1] == Chose(playing.state.node, choice)
    return turn


def writes_a_reply(trainee: Trainee) -> None:
    """Write a reply, send it, compare it, and go on."""
    page, keys = trainee.page, trainee.page.keyboard
    before = trainee.asked.inner_text()
    tab_to(page, "", within="textarea")
    keys.type(REPLY)
    before = trainee.asked.inner_text()
    keys.press("Tab")
    assert focus(page).text == "Send"
    keys.press("Enter")
    trainee.sees_more_than(before)
    assert "rp-compare" in focus(page).name
    assert focus(page).visible
    before = trainee.asked.inner_text()
    keys.press("Tab")
    assert focus(page).name.startswith("input")
    keys.press("Space")
    expect(page.locator(".rp-compare input").first).to_be_checked()
    tab_to(page, "Go on")
    keys.press("Enter")
    trainee.sees_more_than(before)


def reflects(trainee: Trainee) -> None:
    """Answer one question after the end, and go on to the debrief."""
    here = focus(trainee.page)
    assert "rp-block" in here.name
    assert here.visible
    tab_to(trainee.page, "", within="textarea")
    trainee.page.keyboard.type(REFLECTION)
    tab_to(trainee.page, "Keep this and go on")
    trainee.page.keyboard.press("Enter")
    trainee.sees_a_screen("debrief")
    is_at(trainee, TITLE)


def looks_at_a_moment(trainee: Trainee) -> None:
    """Follow a link to a moment: the transcript unfolds and the focus is there."""
    name = tab_to(trainee.page, "Turn", within="rp-moment").text
    trainee.page.keyboard.press("Enter")
    here = focus(trainee.page)
    assert (here.text, here.visible) == (name, True)
    assert "rp-block" in here.name


def finds_it_again(trainee: Trainee, attempt: str) -> None:
    """From the library to the debrief of an earlier day."""
    page = trainee.page
    playing = trainee.workbook.replay(attempt)
    met = score(playing.game, trainee.workbook.rubrics(), playing.state).met_standard
    card = page.locator(".rp-card", has=page.get_by_role("link", name=TITLE))
    expect(card).to_contain_text("Tried once")
    expect(card).to_contain_text(say("outcome.met" if met else "outcome.not-yet"))
    chooses_the_scenario(trainee)
    tab_to(page, "", within="rp-entry")
    page.keyboard.press("Enter")
    trainee.sees_a_screen("debrief")
    assert trainee.path == f"/learn/debrief/{attempt}"


def is_at(trainee: Trainee, name: str) -> None:
    """The focus is on what has this name, and visible."""
    here = focus(trainee.page)
    assert (here.text, here.visible) == (name, True)


def unfolded(trainee: Trainee) -> str:
    """All that the screen says, with everything unfolded."""
    trainee.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return trainee.displays()


def agrees(trainee: Trainee) -> None:
    """The debrief says the levels that scoring derives from the stored log."""
    playing = trainee.playing
    rubrics = trainee.workbook.rubrics()
    found = score(playing.game, rubrics, playing.state)
    assert len(found.competencies) >= 2
    for one in found.competencies:
        title = rubrics[one.competency].title
        article = trainee.page.locator(
            ".rp-competency", has=trainee.page.get_by_role("heading", name=title, exact=True)
        )
        name = say("level.none" if one.level is None else f"level.{Level(one.level).value}")
        expect(article.locator(".rp-level strong").first).to_have_text(name)
        for tick in (*one.harmful, *one.basic, *one.advanced):
            behaviour = rubrics[one.competency].behaviour(tick.behaviour)
            assert behaviour is not None
            expect(article).to_contain_text(re.compile(re.escape(behaviour.text)), timeout=READY_MS)
    met = say("debrief.met" if found.met_standard else "debrief.not-yet")
    expect(trainee.page.locator(".rp-met")).to_have_text(met)
