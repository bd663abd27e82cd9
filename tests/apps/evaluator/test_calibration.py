"""The room of calibration: figures in words, who sees what, and an anchor beside its key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.evaluator.app import EvaluatorApp
from roleplay.apps.evaluator.calibration import kappa, severity
from roleplay.apps.evaluator.room import Desk
from roleplay.apps.evaluator.rooms import rooms_for
from roleplay.apps.rooms import Answer
from roleplay.scoring.figure import Estimate, Interval, Reason, TooFew, Undefined
from roleplay.services.shelf import Bookshelf
from tests.services.anchors import Gauge, ticks_of

HELP: Any = {"lines": [], "emergency_number": None, "resources": []}
SIX = ("fair", "skilled", "harmful", "cold", "fair", "skilled")


class Page:
    """Somebody in front of the desk."""

    def __init__(self, gauge: Gauge, who: str) -> None:
        desk = Desk(lambda: gauge.actor(who), gauge.house.now)
        shelf = Bookshelf(gauge.store)
        rooms = rooms_for(gauge.store, shelf, desk, gauge._new_id)
        self.app = EvaluatorApp(desk, rooms, lambda: HELP)

    def go(self, path: str) -> Any:
        """The screen at an address."""
        return self.app.handle({"do": "go", "path": path}).screen

    def does(self, name: str, **fields: Any) -> Answer:
        """What a command is answered."""
        return self.app.handle({"do": name, **fields})

    def hands_in(self, sheet: Any, ticks: list[tuple[str, int]]) -> Any:
        """The answer to marks."""
        marks = {"ticks": [list(one) for one in ticks], "none": [], "clears": [], "confidence": 3, "lived": False}
        ids = {"attempt": sheet["sheet"], "scenario": sheet["scenario"], "number": 1, "seen": None}
        return self.does("desk_hand_in", **ids, **marks, reason=None, decides=False)


@pytest.fixture
def gauge(tmp_path: Path) -> Gauge:
    """All of them, without anchors."""
    return Gauge(tmp_path)


@pytest.mark.parametrize(
    ("stricter", "said"),
    [
        (None, "there was no level to compare"),
        (0.1, "as strict as the key"),
        (-0.12, "as strict as the key"),
        (0.3, "a quarter of a level stricter than the key"),
        (0.5, "half a level stricter than the key"),
        (-0.7, "three quarters of a level milder than the key"),
        (-1, "a whole level milder than the key"),
        (1.66, "1.7 levels stricter than the key"),
    ],
)
def test_severity_is_said_in_words(stricter: float | None, said: str) -> None:
    """In quarters of a level, and on which side of the key."""
    assert severity(stricter) == said


def test_no_figure_is_said_without_what_is_known_of_how_sure_it_is() -> None:
    """An interval, or the reason why there is none; under the minimum no figure at all."""
    sure = kappa(Estimate(0.81, Interval(0.5, 0.93, 0.95, "percentile")))
    assert (sure["value"], sure["low"], sure["high"]) == (0.81, 0.5, 0.93)
    assert "0.81, and in truth probably between 0.50 and 0.93" in sure["text"]
    perfect = kappa(Estimate(1.0, Undefined(Reason.NO_SPREAD)))
    assert (perfect["value"], perfect["low"]) == (1.0, None)
    assert "cannot be told: every resampled table" in perfect["text"]
    few = kappa(TooFew.of("anchors", 3, 5))
    assert few["value"] is None
    assert "cannot be told yet" in few["text"]
    assert kappa(Undefined(Reason.ONE_CATEGORY))["value"] is None


def test_a_cohort_without_anchors_asks_nothing(gauge: Gauge) -> None:
    """The page says so, in the bar of everybody whom it concerns and of nobody else."""
    page = Page(gauge, "eve")
    screen = page.go("/desk/calibration")
    assert (screen["own"]["uses"], screen["own"]["practises"], screen["oversees"]) == (0, False, None)
    assert "calibration" in [item["key"] for item in screen["bar"]]
    assert Page(gauge, "kim").go("/desk/calibration")["cohort"] is None
    assert page.go("/desk/calibration/red")["name"] == "problem"


def test_an_evaluator_is_led_through_and_reads_the_key(gauge: Gauge) -> None:
    """A task opens the marking desk; handing in leads to the key with its reasons; nothing tells titles before."""
    hashes = gauge.use(*SIX)
    page = Page(gauge, "eve")
    before = page.go("/desk/calibration")
    assert [one["scenario"] for one in before["own"]["tasks"]] == ["Small"] * 6
    assert "Title of" not in str(before)
    sheet: Any = page.does("calibration_take", cohort="blue", anchor=hashes[0]).screen
    assert (sheet["name"], sheet["anchor"], sheet["practice"]) == ("desk_sheet", True, False)
    assert page.go("/desk/calibration")["own"]["tasks"][0]["begun"]
    told = page.hands_in(sheet, [("reflects", 1)])
    screen = told.screen
    assert "It is nobody" in told.notice["text"]
    assert (screen["name"], screen["title"], screen["announced"]) == ("desk_anchor", "Title of fair 1", True)
    assert [(one["title"], one["own"], one["key"]) for one in screen["levels"]] == [
        ("listening", 3, 3),
        ("sharing", 2, 3),
    ]
    reasons = [(one["own"], one["key"], one["why"]) for turn in screen["turns"] for one in turn["reasons"]]
    assert reasons == [(True, True, "Why reflects at 1."), (False, True, "Why asks-first at 2.")]
    assert page.go(sheet["path"])["name"] == "desk_anchor"
    after = page.go("/desk/calibration")["own"]
    assert [(one["title"], one["same"], one["all"]) for one in after["done"]] == [("Title of fair 1", 1, 2)]
    assert after["done"][0]["severity"] == "half a level stricter than the key"
    assert after["kappa"]["value"] is None
    assert (after["anchors"], after["anchors_needed"]) == (1, 5)


def test_whoever_reaches_the_bar_reads_that_their_marks_count(gauge: Gauge) -> None:
    """With the figure, the harm that was found, and what is drawn of drift."""
    gauge.calibrate("eve", gauge.use(*SIX))
    own = Page(gauge, "eve").go("/desk/calibration")["own"]
    assert (own["enough"], own["practises"], own["kappa"]["value"], own["bar"]) == (True, False, 1, 0.7)
    assert own["harm"] == "The keys had harm in 2 competencies. You saw it in 2."
    assert [one["severity"] for one in own["drift"]] == [0] * 6
    assert own["drift_text"] == "Over the last 5 anchors: as strict as the key."
    gauge.gauge("eve", gauge.use("fair", start=7)[0], ticks=[])
    own = Page(gauge, "eve").go("/desk/calibration")["own"]
    assert own["drift_text"].startswith("Over the last 5 anchors: a quarter of a level stricter than the key.")
    assert "between" in own["drift_text"]


def test_an_anchor_that_comes_back_is_marked_like_any_other(gauge: Gauge) -> None:
    """From the queue, by way of the marking desk; only the answer says what it was."""
    hashes = gauge.use(*SIX)
    gauge.calibrate("eve", hashes)
    gauge.house.wait(days=61)
    page = Page(gauge, "eve")
    queue = page.go("/desk/queue/blue")
    assert "nchor" not in str({**queue, "bar": []})
    (shown,) = gauge.store.presented_anchors("eve")
    sheet = page.go(f"/desk/attempts/{shown.id}")
    assert sheet["anchor"] is False
    assert "nchor" not in str({name: one for name, one in sheet.items() if name not in {"anchor", "bar"}})
    told = page.hands_in(sheet, ticks_of(gauge.anchors[shown.anchor], shown.seed))
    assert told.screen["announced"] is False


def test_a_supervisor_sees_to_the_anchors(gauge: Gauge) -> None:
    """What is used, with a word for each change; how evaluators stand; and no key."""
    hashes = gauge.use(*SIX)
    gauge.calibrate("eve", hashes)
    page = Page(gauge, "sue")
    screen = page.go("/desk/calibration")
    assert screen["own"] is None
    assert [(one["name"], one["enough"], one["left"]) for one in screen["oversees"]["evaluators"]] == [
        ("Eve", True, 0), ("Max", False, 6), ("Rob", False, 6)
    ]  # fmt: skip
    assert "Why reflects" not in str(screen)
    told = page.does("calibration_use", cohort="blue", anchor=hashes[0], used=False)
    assert told.notice is not None
    assert "still counts" in told.notice["text"]
    after: Any = page.does("calibration_rules", cohort="blue", every_marked=3, every_days=9).screen
    assert (after["oversees"]["every_marked"], after["oversees"]["every_days"]) == (3, 9)
    refused = Page(gauge, "eve").does("calibration_rules", cohort="blue", every_marked=3, every_days=9)
    assert refused.notice is not None
    assert refused.notice["tone"] == "problem"


def test_a_supervisor_makes_an_anchor_of_what_is_settled(gauge: Gauge) -> None:
    """The page lists it; its form holds choices and no reply; what is forged or lacks a reason is refused."""
    attempt = gauge.played()
    gauge.waiting()
    gauge.mark("eve", attempt)
    page = Page(gauge, "sue")
    (listed,) = page.go("/desk/calibration")["oversees"]["settled"]
    assert (listed["path"], listed["scenario"]) == (f"/desk/calibration/make/{attempt}", "Small")
    form = page.go(listed["path"])
    assert [(one["chosen"], one["prompt"], one["counted"]) for one in form["steps"]] == [
        ("You sound tired.", None, ["reflects"]), ("Shall I tell you?", None, ["asks-first"]), (None, "Write to Dana.", [])
    ]  # fmt: skip
    assert "my reply" not in str(form)
    key = [["reflects", 1, "She is heard."], ["asks-first", 2, "It is asked."]]
    whole = {"attempt": attempt, "title": "Rain", "about": "On a bench.", "not_found": [], "none": []}
    one = [[3, "Dear."]]
    refusals: list[tuple[list[Any], list[Any]]] = [
        ([], key),
        ([[3]], key),
        ([["3", "x"]], key),
        (one, [["reflects", 1]]),
    ]
    for replies, ticks in refusals:
        told = page.does("calibration_make", **whole, replies=replies, key=ticks)
        assert told.screen is None
        assert told.notice is not None
        assert told.notice["tone"] == "problem"
    (assessed, *_) = form["assessed"]
    for wrong in ([assessed], [[assessed, 1]], [[assessed, ""]], [["none-such", "Why."]]):
        told = page.does("calibration_make", **{**whole, "none": wrong}, replies=one, key=key)
        assert told.notice is not None
        assert told.notice["tone"] == "problem", wrong
    made = page.does("calibration_make", **whole, replies=[[3, "Dear Dana."]], key=key)
    assert made.screen is not None
    assert [one["title"] for one in made.screen["oversees"]["anchors"]] == ["Rain"]
    assert Page(gauge, "eve").go(listed["path"])["name"] == "problem"
