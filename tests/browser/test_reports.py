"""The page of reports in a browser: it is worked out, read, and taken along; in both themes, at every size."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from roleplay.identity import Role
from roleplay.model.event import Mode
from roleplay.scoring.review import Rating, State
from roleplay.server.signin import mint_link
from roleplay.store import CohortRow, Membership, PersonRow, ReviewRow, Status, Store
from tests.browser.test_accessible import faults
from tests.browser.workbook import READY_MS, SMALL_ID, Trainee, Workbook
from tests.kept import MORNING, attempt, log

LEVELS = ("active-listening", "confidentiality")


def seed(store: Store) -> None:
    """Twelve people learn in the spring cohort and were assessed; Ada and Ben have marked all of it, a bit apart."""
    shelf = next(one for one in store.shelf().entries if one.id == SMALL_ID)
    store.add_cohort(CohortRow("spring", "Spring", MORNING))
    for name in ("ada", "ben"):
        store.add_person(PersonRow(name, name.capitalize(), frozenset({Role.EVALUATOR}), name))
    for number in range(12):
        who = f"trainee-{number}"
        store.add_person(PersonRow(who, f"Trainee {number}", frozenset({Role.TRAINEE}), who))
        store.join_cohort(Membership("spring", who, Role.TRAINEE))
        played = attempt(
            f"played-{number}", owner_id=who, mode=Mode.ASSESSMENT, scenario_id=SMALL_ID, scenario_hash=shelf.hash
        )
        store.add_attempt(played, log(1))
        right = {name: 2 + (number + place) % 3 for place, name in enumerate(LEVELS)}
        said = json.dumps({"levels": right, "harm": [], "met": False})
        store.append(played.id, replace(log(2)[1], at=MORNING), (), Status.FINISHED, said)
        official = json.dumps({"levels": right, "basis": "human"})
        review = ReviewRow(played.id, "spring", SMALL_ID, who, MORNING)
        store.add_review(review)
        for seq, rater in enumerate(("ada", "ben")):
            store.lease(played.id, rater, MORNING, MORNING.replace(hour=12), 2)
            marked = {name: max(1, level - seq * (number % 3 == 0)) for name, level in right.items()}
            kept = json.dumps({"levels": marked, "decides": False})
            rating = Rating(rater, MORNING, 1, shelf.hash, (), ())
            store.rate(replace(review, state=State.AGREED, official=official), rating, seq, (), kept)


@pytest.fixture(scope="module")
def cohort(workbook: Workbook) -> Workbook:
    """The workbook, with that cohort."""
    seed(workbook.store)
    return workbook


@pytest.fixture
def report(cohort: Workbook, visit: Callable[..., Trainee]) -> Iterator[Page]:
    """The report, in front of the owner of the machine."""
    somebody = visit(reduced_motion="reduce", accept_downloads=True)
    complaints: list[str] = []
    somebody.page.on("pageerror", lambda error: complaints.append(str(error)))
    somebody.page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    somebody.page.goto(cohort.link())
    somebody.page.goto(f"{cohort.origin}/reports")
    expect(somebody.page.get_by_role("heading", level=1)).to_have_text("Report of Spring", timeout=4 * READY_MS)
    yield somebody.page
    assert complaints == []


def test_a_report_is_read_and_taken_along(report: Page, tmp_path: Path) -> None:
    """Each question has a sentence and a drawing with its numbers; files come without names. One page for all of it."""
    assert report.url.endswith("/reports/spring")
    now = report.get_by_role("region", name="Where do trainees stand?")
    expect(now.locator(".rp-report-says").first).to_contain_text("of trainees are at 3 or 4")
    drawing = now.get_by_role("img")
    expect(drawing).to_have_accessible_name(re.compile(re.escape(now.locator(".rp-report-says").first.inner_text())))
    assert drawing.evaluate("(one) => getComputedStyle(one.querySelector('text')).fill") != ""
    now.get_by_text("The same in numbers").press("Enter")
    expect(now.get_by_role("row")).to_have_count(1 + len(LEVELS))
    change = report.get_by_role("region", name="Do the same people change?")
    expect(change).to_contain_text("Nothing is shown: 0 trainees were assessed twice")
    expect(change.get_by_role("img")).to_have_count(0)
    assert faults(report) == []

    report.set_viewport_size({"width": 390, "height": 844})
    with report.expect_download(timeout=4 * READY_MS) as coming:
        report.get_by_role("button", name="Levels and ratings as CSV").click()
    coming.value.save_as(tmp_path / "tables.zip")
    assert coming.value.suggested_filename == "levels-and-ratings-csv.zip"
    with zipfile.ZipFile(tmp_path / "tables.zip") as tables:
        said = b"".join(tables.read(name) for name in tables.namelist())
    assert b"active-listening" in said
    assert b"trainee-" not in said
    expect(report.get_by_role("link", name="Save levels-and-ratings-csv.zip")).to_be_visible()

    with report.expect_download(timeout=4 * READY_MS) as coming:
        report.get_by_role("button", name="The report as a PDF").press("Enter")
    coming.value.save_as(tmp_path / "report.pdf")
    assert "Report of Spring" in PdfReader(io.BytesIO((tmp_path / "report.pdf").read_bytes())).pages[0].extract_text()


def test_a_trainee_finds_no_reports(cohort: Workbook, visit: Callable[..., Trainee]) -> None:
    """The page is not theirs to open."""
    page = visit().page
    page.goto(mint_link(cohort.store, "trainee-1", cohort.origin + "/"))
    answer = page.goto(f"{cohort.origin}/reports")
    assert answer is not None
    assert answer.status in {403, 404}
