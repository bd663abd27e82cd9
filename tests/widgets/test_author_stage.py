"""The author's screens in a real browser, with a model in place of the kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from roleplay.widgets import AuthorStage
from tests.widgets import author_screens as screens
from tests.widgets.page import LAB, open_stage, say, sent, show
from tests.widgets.test_browser import EVIL, focused, poisoned, violations

SCREENS = screens.every_screen()


def author_page(context: BrowserContext, screen: Mapping[str, Any], **options: Any) -> Page:
    """A page in which the author's stage shows `screen`."""
    return open_stage(context, screen, address=f"/hub{screen['path']}", kind=AuthorStage, **options)


def through(page: Page, change: Callable[[Any], Any] = lambda screen: screen) -> Iterator[str]:
    """Show every screen in turn, unfolded, and give its name."""
    for name, screen in SCREENS.items():
        show(page, change({**screen, "path": f"{screen['path']}-{len(name)}"}))
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        yield name


# ------------------------------------------------------------------------------------------------------- every screen


def test_axe_finds_nothing(themed: BrowserContext) -> None:
    """No screen breaks a rule of accessibility that a machine can see, in light and dark."""
    page = author_page(themed, screens.library())
    found = {name: violations(page) for name in through(page)}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert len(found) == len(SCREENS)


def test_the_smallest_phone_scrolls_one_way_only(phone: BrowserContext) -> None:
    """At 320 px nothing is wider than the page, and what is pressed is large enough for a thumb."""
    page = author_page(phone, screens.library())
    for name in through(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        small = page.evaluate(
            """[...document.querySelectorAll('.rp-stage :is(button, a, summary, select, textarea, input:not([type=checkbox]))')]
               .filter((one) => one.checkVisibility() && !one.closest('svg'))
               .map((one) => [one.closest('li, p, td, th, h3') && one.tagName === 'A' ? 24 : 44, one])
               .filter(([least, one]) => one.getBoundingClientRect().height < least)
               .map(([, one]) => `${one.className} ${one.textContent}`)"""
        )
        assert small == [], name


def test_every_screen_has_one_heading_and_a_title(context: BrowserContext) -> None:
    """There is exactly one h1, levels are not skipped, and the document's title names the screen."""
    page = author_page(context, screens.library())
    for name in through(page):
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1]))")
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)
        assert page.title() == f"{SCREENS[name]['title']} · Roleplay workbook"


def spoilt(screen: Any) -> Any:
    """A screen with markup in every text that is not a code, an address or a way to find something again."""
    kept = {"codes", "news", "severity", "proof", "bots_state", "change", "state", "file", "bot", "bots", "start"}
    kept |= {"preview_path", "map_path", "file_path", "folder", "node", "nodes", "looked_at", "since", "profile"}
    kept |= {"points", "marks", "box", "code"}

    def change(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: value if key in kept else change(value) for key, value in data.items()}
        if isinstance(data, list):
            return [change(one) for one in data]
        return data

    whole = poisoned({key: value for key, value in screen.items() if key not in kept})
    return {**screen, **change(whole), "title": screen["title"] + EVIL, "path": screen["path"], "name": screen["name"]}


def test_markup_in_data_is_shown_as_text(context: BrowserContext) -> None:
    """Markup in the texts of a screen stays text: no element of it appears and nothing of it runs."""
    page = author_page(context, screens.library())
    for name in through(page, spoilt):
        expect(page.locator("h1")).to_contain_text("<img src=x")
        assert page.locator("#host img, #host script").count() == 0, name
        assert page.evaluate("window.hit") is None, name


def test_nothing_is_asked_of_another_host(context: BrowserContext) -> None:
    """No screen makes a request beyond its own page."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = author_page(context, screens.library())
    assert len(list(through(page))) == len(SCREENS)
    assert [url for url in asked if not url.startswith("http://stage.test/")] == []


def test_in_jupyterlab_there_is_no_way_out_of_the_notebook(context: BrowserContext) -> None:
    """Without the page around it there is no link to the trainees' page, and the address is left alone."""
    page = author_page(context, screens.library(), page=LAB)
    expect(page.get_by_role("link", name="Workbook")).to_have_count(0)
    assert sent(page) == []
    assert page.evaluate("window.sent")[0] == {"do": "ready", "path": ""}


# -------------------------------------------------------------------------------------------------------- the library


def test_what_is_to_be_mended_comes_first(context: BrowserContext) -> None:
    """Files with errors stand before those with warnings, and in a file errors stand before warnings."""
    page = author_page(context, screens.library())
    expect(page.locator(".rp-lead")).to_have_text("1 error and 2 warnings")
    mending = page.get_by_role("region", name="To mend", exact=True)
    assert mending.locator("h3").all_inner_texts() == ["disclosure/what-happened-to-you", "The bench outside"]
    findings = mending.locator(".rp-file").first.locator(".rp-finding")
    expect(findings.first).to_contain_text("Error")
    expect(findings.first).to_contain_text("Line 41, column 15")
    expect(findings.first).to_contain_text('Did you mean "invited"?')
    why = findings.first.locator("details")
    expect(why.get_by_text("A conversation would stop here")).not_to_be_visible()
    why.locator("summary").click()
    expect(why.get_by_text("A conversation would stop here")).to_be_visible()
    show(page, screens.tidy())
    expect(page.locator(".rp-lead")).to_have_text("Nothing to mend.")
    expect(page.get_by_role("region", name="To mend", exact=True)).to_have_count(0)


def test_files_can_be_narrowed_down(context: BrowserContext) -> None:
    """By words of file and finding and by what is wrong; the count is said, and it holds when a file is saved."""
    page = author_page(context, screens.library())
    search = page.get_by_label("File, id, or words of a finding")
    shown = page.locator(".rp-file:visible h3")
    page.get_by_label("Show", exact=True).select_option("errors")
    assert shown.all_inner_texts() == ["disclosure/what-happened-to-you"]
    expect(page.locator(".rp-left")).to_have_text("1 of 4 files")
    page.get_by_label("Show", exact=True).select_option("all")
    search.fill("long shift")
    assert shown.all_inner_texts() == ["The long shift"]
    search.focus()
    show(page, screens.library(broken=False, news=("what-happened-to-you.yml was saved: no errors.",)))
    assert shown.all_inner_texts() == ["The long shift"]
    expect(search).to_be_focused()
    search.fill("no such words")
    expect(page.locator(".rp-left")).to_have_text("No file fits all of this.")


def test_what_was_seen_can_be_put_away(context: BrowserContext) -> None:
    """The line about changes has a button that says so, once."""
    page = author_page(context, screens.library())
    page.get_by_role("button", name="I have seen it").dblclick()
    assert sent(page) == [{"do": "seen"}]


# ------------------------------------------------------------------------------------------------------ following files


def test_a_saved_file_is_told_politely_and_moves_nothing(context: BrowserContext) -> None:
    """News is a status; focus, what is unfolded and what stands in front of one's eyes stay."""
    page = author_page(context, screens.library())
    status = page.locator(".rp-heard")
    assert status.get_attribute("role") == "status"
    mark = status.evaluate_handle("(one) => one")
    card = page.locator(".rp-file", has_text="The bench outside")
    card.locator("summary").click()
    before = card.bounding_box()
    show(page, screens.library(broken=False, news=("what-happened-to-you.yml was saved: no errors.",)))
    expect(status).to_contain_text("what-happened-to-you.yml was saved: no errors.")
    assert page.evaluate("(one) => one.isConnected", mark)
    expect(card.locator("details")).to_have_attribute("open", "")
    assert "rp-details" in page.evaluate("document.activeElement.parentElement.className")
    after = card.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2
    assert sent(page) == []


def test_when_the_place_is_gone_the_focus_goes_to_what_was_around_it(context: BrowserContext) -> None:
    """A mended finding takes its fold with it; the focus stays with its file."""
    page = author_page(context, screens.file())
    page.get_by_role("region", name="To mend", exact=True).locator("summary").focus()
    show(page, screens.file(diagnostics=[], news=["the-bench-outside.yml was saved: no errors."]))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    show(page, screens.library())
    page.locator(".rp-file", has_text="disclosure/what").locator("summary").first.focus()
    show(page, screens.library(broken=False, news=["saved"]))  # type: ignore[arg-type]
    assert "What happened to you?" in focused(page)


def test_what_did_not_change_is_not_built_again(context: BrowserContext) -> None:
    """When a proof arrives, the rest of the screen is the very same."""
    page = author_page(context, screens.file(proof=None, row={**screens.BENCH, "proof": "working"}))
    expect(page.get_by_role("region", name="What is proved")).to_contain_text("appears here by itself")
    finding = page.locator(".rp-finding").evaluate_handle("(one) => one")
    show(page, screens.file())
    expect(page.locator(".rp-numbers")).to_contain_text("4 to 9")
    assert page.evaluate("(one) => one.isConnected", finding)


def test_what_was_told_of_a_file_stays_until_the_next_news(context: BrowserContext) -> None:
    """A proof that arrives a moment later does not take the words away before anybody has heard them."""
    saved = "the-bench-outside.yml was saved: no errors."
    page = author_page(context, screens.file(proof=None, row={**screens.BENCH, "proof": "working"}, news=[saved]))
    status = page.locator(".rp-heard")
    expect(status).to_contain_text(saved)
    show(page, screens.file())
    expect(status).to_contain_text(saved)
    show(page, screens.file(looked_at="2025-03-14T21:50:07+00:00"))
    expect(status).to_contain_text("Files read")


def test_a_notice_outlives_what_comes_by_itself(context: BrowserContext) -> None:
    """A message stays when a new state of the same screen comes unasked, and goes with the next answer."""
    page = author_page(context, screens.preview())
    say(page, {"type": "notice", "tone": "info", "text": "The way ends here."})
    show(page, screens.preview(news=["saved"]))
    expect(page.locator(".rp-notice")).to_have_text("The way ends here.")
    page.get_by_role("button", name="You can't just walk out").click()
    show(page, screens.stepped())
    expect(page.locator(".rp-notice")).to_have_count(0)


# ------------------------------------------------------------------------------------------------------------ one file


def test_a_shortest_way_is_listed_and_can_be_played(context: BrowserContext) -> None:
    """Each level shows its way; the button asks for the preview of that way under its setting."""
    page = author_page(context, screens.file())
    ladder = page.locator(".rp-ladder", has_text="Active listening")
    expect(ladder).to_contain_text("Skilled cannot be reached")
    ladder.locator("summary", has_text="Helpful").click()
    assert ladder.locator("ol li:visible").all_inner_texts() == ["opening/sit", "bench/name-it", "gate/room"]
    ladder.locator("details", has_text="Helpful").get_by_role("button", name="Play this way").click()
    assert sent(page) == [
        {
            "do": "preview",
            "file": screens.BENCH["file"],
            "node": None,
            "profile": "clinic",
            "site": {},
            "values": {"weather": "rain"},
            "way": ["opening/sit", "bench/name-it", "gate/room"],
        }
    ]


def test_facts_and_bots_are_numbers_as_well_as_bars(context: BrowserContext) -> None:
    """Chances are written out, a tiny one does not become nothing, and a bot of one's own goes by its id."""
    page = author_page(context, screens.file())
    rows = page.get_by_role("region", name="How they do").get_by_role("row").all_inner_texts()
    assert [row.split() for row in rows[1:]] == [
        ["the", "longest", "0%", "1.5"],
        ["at", "random", "2.1%", "1.62"],
        ["the", "politest", "words", "14%", "2.4"],
        ["most-ellipses", "under", "0.1%", "1.1"],
    ]
    numbers = page.locator(".rp-numbers")
    expect(numbers).to_contain_text("33, of which 97% can come up")
    expect(page.locator(".rp-stale")).to_contain_text("gate/wait")
    changed = page.get_by_role("region", name="What changed")
    expect(changed).to_contain_text("4 to 8 before, 4 to 9 now")
    expect(changed).not_to_contain_text("Can be met before")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("file, refused", "It has too many states."),
        ("file, broken", "Mend the errors first."),
        ("file, working", "It appears here by itself."),
    ],
)
def test_why_nothing_is_proved_is_said(context: BrowserContext, name: str, words: str) -> None:
    """Errors, a proof that runs and one that is not possible each have their words."""
    page = author_page(context, SCREENS[name])
    expect(page.get_by_role("region", name="What is proved")).to_contain_text(words)


# ------------------------------------------------------------------------------------------------------------- preview


def test_a_preview_is_played_by_keyboard(context: BrowserContext) -> None:
    """A number takes a choice, U takes it back; a closed one is not sent; reading goes on where the step led."""
    page = author_page(context, screens.preview())
    page.keyboard.press("3")
    assert sent(page) == []
    page.keyboard.press("u")
    assert sent(page) == []
    page.keyboard.press("1")
    show(page, screens.stepped())
    assert focused(page).startswith("rp-block")
    assert page.get_by_role("log").locator(".rp-block").count() == 2
    page.keyboard.press("u")
    show(page, screens.preview())
    assert page.get_by_role("log").locator(".rp-block").count() == 1
    assert sent(page) == [{"do": "take", "seq": 0, "choice": "sit"}, {"do": "undo", "seq": 1}]


def test_the_transcript_grows_so_that_only_what_is_new_is_announced(context: BrowserContext) -> None:
    """A step adds to the log that is there; a changed text builds it anew."""
    page = author_page(context, screens.preview())
    log = page.get_by_role("log")
    first = log.locator(".rp-block").evaluate_handle("(one) => one")
    show(page, screens.stepped())
    assert page.evaluate("(one) => one.isConnected && one.parentElement.childElementCount === 2", first)
    begun = screens.stepped()
    other = [{**begun["items"][0], "text": "Leave me be."}, *begun["items"][1:]]
    show(page, {**begun, "items": other, "news": ["the-bench-outside.yml was saved: no errors."]})
    expect(log).to_contain_text("Leave me be.")
    assert log.locator(".rp-block").count() == 2


def test_a_trainee_sees_neither_thoughts_nor_hidden_choices_and_nor_does_the_left_side(context: BrowserContext) -> None:
    """The conversation shows what a trainee would see; thoughts only when they are asked for."""
    page = author_page(context, screens.preview())
    expect(page.locator(".rp-choices")).not_to_contain_text("I have to tell the front desk now.")
    expect(page.get_by_text("If she touches me I'm gone.")).not_to_be_visible()
    page.get_by_label("Show what the others think").check()
    expect(page.get_by_text("If she touches me I'm gone.")).to_be_visible()
    show(page, screens.stepped())
    expect(page.get_by_text("If she touches me I'm gone.")).to_be_visible()


def test_the_author_sees_why_a_choice_is_hidden_or_closed(context: BrowserContext) -> None:
    """Beside the conversation every choice has its conditions with what they read, ticks, effects and target."""
    page = author_page(context, screens.preview())
    beside = page.get_by_role("complementary", name="What only you see")
    report = beside.locator(".rp-behind-hidden")
    expect(report).to_contain_text("Hidden")
    expect(report).to_contain_text("does not hold: site.threat_to_others is unset")
    closed = beside.locator(".rp-behind-closed")
    expect(closed).to_contain_text("trust >= 6 does not hold: trust is 4")
    expect(closed).to_contain_text("not rushed holds: rushed is no")
    first = beside.locator(".rp-behind-open").first
    expect(first).to_contain_text("trust: 4 to 6")
    expect(first).to_contain_text("Leads to bench")
    show(page, screens.stepped())
    expect(beside.locator(".rp-value-new")).to_contain_text("4 at the start · changed just now")
    expect(beside).to_contain_text("If it stopped here, the standard would be met.")
    expect(beside.locator(".rp-required")).to_contain_text("Shown: Leaves space")
    expect(beside.locator("ol")).to_contain_text("opening/sit")


def test_a_preview_starts_from_chosen_values(context: BrowserContext) -> None:
    """Node, profile, policies and values are sent as they stand; a number out of its range is not."""
    page = author_page(context, screens.preview())
    page.locator(".rp-part-setup summary").click()
    page.get_by_label("Node").select_option("gate")
    page.get_by_label("Profile of the site").select_option("clinic")
    expect(page.get_by_label("threat_to_others")).to_have_value("tell-supervisor")
    trust = page.get_by_label("trust, 0 to 10")
    trust.fill("11")
    page.get_by_role("button", name="Start here").click()
    assert sent(page) == []
    trust.fill("9")
    page.get_by_label("rushed").select_option("yes")
    trust.press("Enter")
    assert sent(page) == [
        {
            "do": "preview",
            "file": screens.BENCH["file"],
            "node": "gate",
            "profile": "clinic",
            "site": {"threat_to_others": "tell-supervisor", "mandated_reporter": "unset"},
            "values": {"trust": 9, "rushed": True, "weather": "rain"},
            "way": [],
        }
    ]


def test_what_is_half_filled_in_outlives_a_saved_file(context: BrowserContext) -> None:
    """The form keeps what was chosen when the file brings a new node."""
    page = author_page(context, screens.preview())
    page.locator(".rp-part-setup summary").click()
    page.get_by_label("trust, 0 to 10").fill("9")
    page.get_by_label("rushed").select_option("yes")
    show(page, screens.preview(nodes=["opening", "porch"], news=["the-bench-outside.yml was saved: no errors."]))
    expect(page.get_by_label("Node").locator("option")).to_have_text(["opening", "porch"])
    expect(page.get_by_label("trust, 0 to 10")).to_have_value("9")
    expect(page.get_by_label("rushed")).to_have_value("true")


def test_one_can_go_on_from_here_with_another_value(context: BrowserContext) -> None:
    """The form takes over the place and the values that the preview has reached."""
    page = author_page(context, screens.preview())
    show(page, screens.stepped())
    page.get_by_role("button", name="Change a value and start again from here").click()
    expect(page.get_by_label("Node")).to_be_focused()
    expect(page.get_by_label("Node")).to_have_value("bench")
    expect(page.get_by_label("trust, 0 to 10")).to_have_value("6")


def test_a_written_answer_is_sent_or_skipped(context: BrowserContext) -> None:
    """What a trainee would write can be tried; the good answer stands beside it for the author only."""
    page = author_page(context, screens.written())
    beside = page.get_by_role("complementary", name="What only you see")
    expect(beside).to_contain_text("Dana is on the bench and would like ten minutes.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("textbox", name="Write to Ruth")).to_be_focused()
    page.get_by_role("textbox", name="Write to Ruth").fill("She is on the bench.")
    page.get_by_role("button", name="Send").click()
    show(page, screens.ended())
    expect(page.locator(".rp-stale")).to_contain_text("The file has errors now.")
    assert sent(page) == [{"do": "write", "seq": 1, "text": "She is on the bench."}]
    expect(beside).to_contain_text("Somebody sat there.")


# ----------------------------------------------------------------------------------------------------------------- map


def test_a_node_of_the_map_opens_the_preview_there(context: BrowserContext) -> None:
    """Nodes are reached by Tab, say how often the player comes there, and open the preview with Enter."""
    page = author_page(context, screens.scenario_map())
    node = page.get_by_role("link", name="gate: decision, 33%, 1 thing to mend. Preview from here")
    page.get_by_role("region", name="Map").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(node).to_be_focused()
    page.keyboard.press("Enter")
    assert sent(page) == [{"do": "go", "path": f"{screens.BENCH['preview_path']}/gate"}]


def test_roads_are_as_thick_as_they_are_taken_and_say_so(context: BrowserContext) -> None:
    """Thickness rises with the chance, and the chance is written beside it and in the list."""
    page = author_page(context, screens.scenario_map())
    widths = page.eval_on_selector_all(
        ".rp-way-line path[stroke-width]", "(all) => all.map((one) => Number(one.getAttribute('stroke-width')))"
    )
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]
    expect(page.locator(".rp-map-card").first).to_contain_text("33%")
    expect(page.get_by_role("region", name="The same in words")).to_contain_text("sit (33%), story (33%) → bench, 67%")


def test_the_map_says_how_many_people_came_where(context: BrowserContext) -> None:
    """In the drawing and in the list; and where there are too few, that there are."""
    page = author_page(context, screens.walked())
    expect(page.get_by_label("Walked by").locator("option:checked")).to_have_text("people who have played it")
    told = page.locator(".rp-map-bot .rp-hint")
    expect(told).to_contain_text("At least 35 finished attempts, at least 20 of them at the scenario as it is now.")
    expect(page.locator("a.rp-map-node", has_text="gate").locator(".rp-map-share")).to_have_text("1+")
    expect(page.locator(".rp-map-list li", has_text="opening")).to_contain_text("sit (0), story (0) → bench, 30+")
    expect(page.locator(".rp-map-list li", has_text="gate").last).to_contain_text("35+")
    few: Any = {**screens.scenario_map(), "bot": "people", "outcome": None}
    show(page, few)
    expect(told).to_have_text(
        "Fewer than five people have finished it, so nothing is shown: it would be about single people."
    )


def test_the_map_can_be_made_larger_and_another_player_chosen(context: BrowserContext) -> None:
    """Buttons change the size, which is said; a player is an address of its own."""
    page = author_page(context, screens.scenario_map())
    picture = page.locator(".rp-scenario-map")
    expect(page.locator(".rp-map-tools [role=status]")).to_have_text("100%")
    page.get_by_role("button", name="Larger").click()
    expect(picture).to_have_attribute("width", str(round(570 * 1.4)))
    expect(page.locator(".rp-map-tools [role=status]")).to_have_text("140%")
    show(page, screens.scenario_map(outcome=None))
    expect(picture).to_have_attribute("width", str(round(570 * 1.4)))
    page.get_by_role("button", name="Fit").click()
    expect(picture).to_have_attribute("width", "570")
    page.get_by_label("Walked by").select_option("longest")
    assert sent(page) == [{"do": "go", "path": f"{screens.BENCH['map_path']}/longest"}]
