"""The app of reports: what the browser may ask, what it is shown while something is worked out, and what it never gets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.programme.app import Answer, ReportApp, Sources
from roleplay.identity import Role
from roleplay.store import Membership
from tests.services.test_reporting import Reports


class Patient(Executor):
    """Works when a test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Callable[..., Any], /, *_: Any, **__: Any) -> Future[Any]:
        """Remember what is to be done."""
        future: Future[Any] = Future()
        self.waiting.append((future, fn))
        return future

    def work(self) -> None:
        """Do all of it."""
        while self.waiting:
            future, act = self.waiting.pop(0)
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(act())
                except Exception as error:  # noqa: BLE001 - as an executor does
                    future.set_exception(error)


class Page:
    """Somebody in front of the page."""

    def __init__(self, reports: Reports, who: str) -> None:
        self.reports = reports
        self.worker = Patient()
        desk = reports.desk
        sources = Sources(
            who=lambda: desk.actor(who),
            now=desk.house.now,
            reporting=reports.reporting,
            usage=reports.usage,
            records=reports.records,
            help=lambda: {"care": {}},  # type: ignore[typeddict-item,typeddict-unknown-key]
        )
        self.app = ReportApp(sources, self.worker)

    def ask(self, do: str, **fields: Any) -> Answer:
        """What comes back at once."""
        return self.app.handle({"do": do, **fields})

    def shown(self, do: str = "go", **fields: Any) -> dict[str, Any]:
        """The screen that comes in the end."""
        answer = self.ask(do, **fields)
        if answer.screen is not None and answer.screen["name"] == "report_working":
            self.worker.work()
            answer = self.app.follow() or Answer()
        assert answer.screen is not None
        return dict(answer.screen)


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    """A cohort of two trainees."""
    return Reports(tmp_path)


def test_a_report_comes_by_itself_once_it_is_worked_out(reports: Reports) -> None:
    """The page says what is going on meanwhile; with one cohort nobody has to choose."""
    page = Page(reports, "sue")
    first = page.ask("ready", path="/reports").screen
    assert first is not None
    assert (first["name"], first["path"], first["doing"]) == (
        "report_working", "/reports/blue", "Reading attempts and ratings",
    )  # fmt: skip
    assert page.app.follow() is None
    page.app._doing = "Working out question 3 of 10"
    news = page.app.follow()
    assert news is not None
    assert news.news == {"doing": "Working out question 3 of 10", "quiet": True}
    page.worker.work()
    answer = page.app.follow()
    assert answer is not None
    assert answer.screen is not None
    assert (answer.screen["name"], answer.screen["title"]) == ("report", "Report of blue")
    assert [one["id"] for one in answer.screen["sections"]][:3] == ["now", "time", "needs"]
    assert [one["form"] for one in answer.screen["takes"]] == ["pdf", "csv", "parquet"]
    assert answer.screen["trainees"] == [{"id": "kim", "name": "Kim"}, {"id": "lee", "name": "Lee"}]
    assert page.app.follow() is None


def test_a_report_that_was_worked_out_is_shown_again_until_somebody_wants_it_anew(reports: Reports) -> None:
    """And for ten minutes at most."""
    page = Page(reports, "sue")
    page.shown(path="/reports/blue")
    again = page.ask("go", path="/reports/blue").screen
    assert again is not None
    assert again["name"] == "report"
    assert (page.ask("again").screen or {})["name"] == "report_working"
    page.worker.work()
    page.app.follow()
    reports.desk.house.wait(minutes=11)
    assert (page.ask("go", path="/reports/blue").screen or {})["name"] == "report_working"


def test_without_a_part_there_is_nothing_to_see(reports: Reports) -> None:
    """No cohort, and no report of one at any address."""
    page = Page(reports, "kim")
    assert page.shown("ready", path="/reports")["cohorts"] == []
    for path in ("/reports/blue", "/reports/none", "/reports/blue/choices/disclosure/small", "/learn"):
        assert page.shown(path=path)["name"] == "problem"
    assert page.worker.waiting == []


def test_a_companion_sees_figures_and_takes_nothing_along(reports: Reports) -> None:
    """No trainee, no rater, no file; a forged command for one is refused."""
    reports.more("mo", "noa", "ola")
    page = Page(reports, "fay")
    screen = page.shown(path="/reports/blue")
    assert (screen["takes"], screen["trainees"]) == ([], [])
    assert "Kim" not in repr(screen)
    for forged in (("take", {"form": "csv"}), ("take", {"form": "pdf"}), ("record", {"person": "kim"})):
        answer = page.ask(forged[0], **forged[1])
        assert (answer.screen or {})["name"] == "problem"
        page.shown(path="/reports/blue")
    assert page.worker.waiting == []


def test_whoever_loses_their_part_loses_the_report(reports: Reports) -> None:
    """Also one that is being worked out, or was."""
    page = Page(reports, "sue")
    page.shown(path="/reports/blue")
    page.ask("again")
    reports.store.leave_cohort("blue", "sue")
    page.worker.work()
    answer = page.app.follow()
    assert answer is not None
    assert (answer.screen or {})["name"] == "problem"
    assert page.shown(path="/reports/blue")["name"] == "problem"


def test_files_come_with_their_name(reports: Reports) -> None:
    """A button is given back at once; two at a time are refused."""
    page = Page(reports, "sue")
    page.shown(path="/reports/blue")
    for command, name in (
        ({"do": "take", "form": "pdf"}, "report.pdf"),
        ({"do": "take", "form": "csv"}, "levels-and-ratings-csv.zip"),
        ({"do": "record", "person": "kim"}, "record.pdf"),
    ):
        assert page.app.handle(command).news == {"doing": "The file is being made", "quiet": False}
        assert page.app.handle(command).notice is not None
        page.worker.work()
        answer = page.app.follow()
        assert answer is not None
        assert answer.file is not None
        assert (answer.file.news["file"], answer.file.news["quiet"]) == (name, True)
        if name.endswith("zip"):
            assert len(zipfile.ZipFile(io.BytesIO(answer.file.content)).namelist()) == 4
        else:
            assert answer.file.content[:5] == b"%PDF-"


def test_choices_of_a_scenario_have_a_page(reports: Reports) -> None:
    """It leads back to the report."""
    page = Page(reports, "sue")
    (one,) = page.shown(path="/reports/blue")["choices"]
    screen = page.shown(path=one["path"])
    assert (screen["title"], screen["back"]["path"]) == ("Small", "/reports/blue")
    assert [part["title"][:10] for part in screen["sections"]] == ["Decision 1", "Decision 2"]
    assert page.shown(path="/reports/blue/choices/disclosure/none")["name"] == "problem"


def test_two_cohorts_are_chosen_from(reports: Reports) -> None:
    """One that is empty has a report that says so."""
    reports.store.join_cohort(Membership("red", "sue", Role.SUPERVISOR))
    page = Page(reports, "sue")
    assert [one["title"] for one in page.shown("ready", path="")["cohorts"]] == ["blue", "red"]
    screen = page.shown(path="/reports/red")
    assert screen["sections"] == []
    assert screen["says"][0].startswith("Nobody has finished anything here yet")
    assert [one["title"] for one in screen["cohorts"]] == ["blue"]


@pytest.mark.parametrize(
    "command", [{}, {"do": "erase"}, {"do": "go"}, {"do": "go", "path": 3}, {"do": "take", "form": "exe"}, {"do": 1}]
)
def test_what_cannot_be_read_gets_a_polite_notice(reports: Reports, command: dict[str, Any]) -> None:
    """And nothing happens."""
    page = Page(reports, "sue")
    assert page.app.handle(command).notice is not None
    assert page.worker.waiting == []


def test_what_fails_is_told(reports: Reports, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever waits hears of it, and the log knows more."""
    page = Page(reports, "sue")
    page.ask("go", path="/reports/blue")
    page.worker.waiting = [(future, lambda: 1 / 0) for future, _ in page.worker.waiting]
    page.worker.work()
    answer = page.app.follow()
    assert answer is not None
    assert (answer.screen or {})["text"] == "This could not be worked out."
    assert "ZeroDivisionError" in caplog.text
