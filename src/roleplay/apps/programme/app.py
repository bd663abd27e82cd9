"""The app of reports: a cohort is chosen, its report worked out while the page says what goes on, files are made.

Plain Python without a widget. Whether somebody may see a report is asked whenever it is shown.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from roleplay.apps.catalogue import say
from roleplay.apps.view import Help, Notice, ProblemScreen
from roleplay.apps.view.report import (
    CohortsScreen,
    Doing,
    FileReady,
    ReportLink,
    ReportScreen,
    SectionView,
    WorkingScreen,
)
from roleplay.errors import NotAllowed, RoleplayError
from roleplay.identity import Actor
from roleplay.reports.cohort import SECTIONS, cohort_report, opening, title_of
from roleplay.reports.export import Form, archive, files
from roleplay.reports.levelled import levelled
from roleplay.reports.paper import record_pdf, report_pdf
from roleplay.reports.scenarios import options
from roleplay.reports.section import Report, Section
from roleplay.services.policy import Action
from roleplay.services.records import Records
from roleplay.services.reporting import Reporting
from roleplay.services.usage import Usage

_log = logging.getLogger(__name__)

HOME = "/reports"
"""Where cohorts are chosen."""
FRESH = timedelta(minutes=10)
"""For so long a report that was worked out is shown again."""

Fields: TypeAlias = Mapping[str, Any]
_PDF = "pdf"
_MEDIA = {Form.CSV: "application/zip", Form.PARQUET: "application/zip", _PDF: "application/pdf"}
_SHAPES: dict[str, dict[str, type]] = {
    "ready": {"path": str},
    "go": {"path": str},
    "resync": {},
    "again": {},
    "take": {"form": str},
    "record": {"person": str},
}
"""Command -> field -> the type that it has to have."""


@dataclass(frozen=True, slots=True)
class File:
    """Something to be saved."""

    news: FileReady
    """What the browser is told of it."""
    content: bytes
    """What is in it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the browser."""

    screen: Mapping[str, Any] | None = None
    """A whole screen."""
    notice: Notice | None = None
    """Something to tell; after the screen when both are there."""
    news: Doing | None = None
    """What is being worked out now."""
    file: File | None = None
    """A file."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What reports come from."""

    who: Callable[[], Actor]
    """Who acts, asked anew for each command. Raises `NotAllowed` when that is nobody."""
    now: Callable[[], datetime]
    """The clock."""
    reporting: Reporting
    """Cohorts."""
    usage: Usage
    """Choices."""
    records: Records
    """Trainees."""
    help: Callable[[], Help]
    """Where to find help."""


@dataclass(frozen=True, slots=True)
class _Done:
    """A report that was worked out."""

    at: datetime
    rows: bool
    report: Report
    scenarios: Mapping[str, str]


@dataclass
class _Work:
    """Something that is being worked out for an address."""

    path: str
    future: Future[Any]
    said: str = ""


@dataclass
class ReportApp:
    """Somebody in front of the page of reports. `worker` works things out while the page goes on."""

    sources: Sources
    worker: Executor
    _path: str = HOME
    _doing: str = ""
    _work: _Work | None = None
    _done: dict[str, _Done] = field(default_factory=dict)

    def handle(self, command: Fields) -> Answer:
        """Do what the browser asks, as far as it may."""
        shape = _SHAPES.get(str(command.get("do")))
        if shape is None or any(type(command.get(name)) is not kind for name, kind in shape.items()):
            return _told(say("notice.unreadable"))
        try:
            actor = self.sources.who()
            if command["do"] in {"take", "record"}:
                return self._file(actor, command)
            if command["do"] == "again":
                self._done.pop(self._path, None)
            path = command["path"] if "path" in shape else self._path
            return self._go(actor, path.rstrip("/") or HOME)
        except NotAllowed as error:
            return self._closed(error)
        except RoleplayError as error:
            return Answer(screen=self._problem(self._path, error))

    def follow(self) -> Answer | None:
        """Look whether something is ready; what to show then. To be called again and again."""
        work = self._work
        if work is None:
            return None
        if not work.future.done():
            news, work.said = self._doing != work.said, self._doing
            return Answer(news={"doing": self._doing, "quiet": True}) if news else None
        self._work = None
        try:
            return self._finished(work)
        except NotAllowed as error:
            return self._closed(error)
        except RoleplayError as error:
            return Answer(screen=self._problem(work.path, error))
        except Exception:  # noqa: BLE001 - whoever waits has to hear of it
            _log.exception("A report could not be worked out")
            failed = RoleplayError(say("report.problem.failed"), say("report.problem.failed.fix"))
            return Answer(screen=self._problem(work.path, failed))

    def _finished(self, work: _Work) -> Answer:
        made = work.future.result()
        if isinstance(made, File):
            return Answer(file=made)
        actor = self.sources.who()
        if isinstance(made, _Done):
            self._done[work.path] = made
            return self._go(actor, work.path)
        return Answer(screen=self._framed(self._choices(work.path, made)))

    # --- screens ---

    def _go(self, actor: Actor, path: str) -> Answer:
        reporting = self.sources.reporting
        links = [_link(one.name, f"{HOME}/{one.id}") for one in reporting.cohorts(actor)]
        if path == HOME and len(links) == 1:
            path = links[0]["path"]
        self._path = path
        if self._work is not None and self._work.path != path:
            self._work = None
        if path == HOME:
            return Answer(screen=self._framed(_cohorts(links)))
        cohort_id, _, scenario = path.removeprefix(f"{HOME}/").partition("/choices/")
        if not path.startswith(f"{HOME}/") or not any(one["path"] == f"{HOME}/{cohort_id}" for one in links):
            raise NotAllowed(say("report.problem.cohort"), say("report.problem.cohort.fix"))
        rows = reporting.may(actor, Action.SEE_REPORT_ROWS, cohort_id)
        known = self._done.get(path)
        if known is not None and known.rows == rows and self.sources.now() - known.at < FRESH:
            return Answer(screen=self._framed(self._report(actor, cohort_id, known, links)))
        if scenario:
            self._begin(path, lambda: options(self.sources.usage.of(actor, cohort_id, scenario)))
        else:
            self._begin(path, lambda: self._worked_out(actor, cohort_id))
        screen: WorkingScreen = {
            "name": "report_working",
            "path": path,
            "title": say("report.working"),
            "doing": self._doing,
        }
        return Answer(screen=self._framed(screen))

    def _report(self, actor: Actor, cohort_id: str, known: _Done, links: list[ReportLink]) -> ReportScreen:
        reporting = self.sources.reporting
        mine = f"{HOME}/{cohort_id}"
        exports = reporting.may(actor, Action.EXPORT_REPORT, cohort_id)
        return {
            **_screen(mine, known.report),
            "cohorts": [one for one in links if one["path"] != mine],
            "choices": [_link(title, f"{mine}/choices/{one}") for one, title in known.scenarios.items()],
            "takes": [{"form": "pdf"}, {"form": "csv"}, {"form": "parquet"}] if exports else [],
            "trainees": [{"id": one, "name": name} for one, name in reporting.trainees(actor, cohort_id)],
        }

    def _choices(self, path: str, report: Report) -> ReportScreen:
        back = path.partition("/choices/")[0]
        return {**_screen(path, report), "back": _link(say("report.back"), back)}

    # --- work ---

    def _begin(self, path: str, work: Callable[[], Any]) -> None:
        """Let something be worked out, unless it is already."""
        if self._work is not None:
            if self._work.path == path:
                return
            self._work.future.cancel()  # if it has begun it goes on to its end, and nobody sees it
        self._doing = say("report.reading")
        self._work = _Work(path, self.worker.submit(work), self._doing)

    def _worked_out(self, actor: Actor, cohort_id: str) -> _Done:
        at = self.sources.now()
        cohort = self.sources.reporting.cohort(actor, cohort_id)
        data = levelled(cohort)
        sections: list[Section] = []
        for number, make in enumerate(SECTIONS if data.attempts.id else (), 1):
            self._doing = say("report.doing", number=number, of=len(SECTIONS))
            sections.append(make(data))
        names = {one: data.scenario(one) for one in data.attempts.scenario.names}
        order = dict(sorted(names.items(), key=lambda one: one[1]))
        return _Done(at, cohort.rows, Report(title_of(cohort), opening(data), sections), order)

    def _file(self, actor: Actor, command: Fields) -> Answer:
        reporting, today = self.sources.reporting, self.sources.now().date()
        cohort_id = self._path.removeprefix(f"{HOME}/").partition("/")[0]
        if self._work is not None:
            return _told(say("report.busy"))
        if command["do"] == "record":
            record = self.sources.records.record(actor, command["person"])
            self._submit(say("report.file.record"), _PDF, lambda: record_pdf(record))
        elif command["form"] == _PDF:
            found = reporting.exported(actor, cohort_id, _PDF)
            self._submit(say("report.file"), _PDF, lambda: report_pdf(cohort_report(found), today))
        elif command["form"] in set(Form):
            form = Form(command["form"])
            found = reporting.exported(actor, cohort_id, form)
            self._submit(say(f"report.file.{form}"), form, lambda: archive(files(found, form)))
        else:
            return _told(say("notice.unreadable"))
        return Answer(news={"doing": say("report.making"), "quiet": False})

    def _submit(self, name: str, form: str, make: Callable[[], bytes]) -> None:
        self._doing = say("report.making")
        suffix = "pdf" if form == _PDF else "zip"
        told: FileReady = {"file": f"{name}.{suffix}", "media": _MEDIA[form], "quiet": True}
        self._work = _Work(self._path, self.worker.submit(lambda: File(told, make())), self._doing)

    # --- frame ---

    def _framed(self, screen: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**screen, "help": self.sources.help()}

    def _closed(self, error: NotAllowed) -> Answer:
        """Everything is taken away from somebody who may not see it any more."""
        path, self._path = self._path, HOME
        self._done.clear()
        self._work = None
        return Answer(screen=self._problem(path, error))

    def _problem(self, path: str, error: RoleplayError) -> ProblemScreen:
        return {
            "name": "problem",
            "path": path,
            "title": say("problem.title"),
            "text": error.message,
            "fix": error.fix,
            "back_path": HOME,
            "back_label": say("report.problem.back"),
        }


def _cohorts(links: list[ReportLink]) -> CohortsScreen:
    return {"name": "report_cohorts", "path": HOME, "title": say("report.title"), "cohorts": links}


def _screen(path: str, report: Report) -> ReportScreen:
    return {
        "name": "report",
        "path": path,
        "title": report.title,
        "back": None,
        "cohorts": [],
        "says": list(report.says),
        "sections": [_section(one) for one in report.sections],
        "choices": [],
        "takes": [],
        "trainees": [],
    }


def _section(section: Section) -> SectionView:
    return {
        "id": section.id,
        "title": section.title,
        "says": list(section.says),
        "charts": [{"caption": one.caption, "svg": one.svg} for one in section.charts],
        "tables": [
            {
                "caption": one.caption,
                "head": list(one.head),
                "rows": [list(row) for row in one.rows],
                "left_out": one.left_out,
            }
            for one in section.tables
        ],
        "notes": list(section.notes),
    }


def _link(title: str, path: str) -> ReportLink:
    return {"title": title, "path": path}


def _told(text: str) -> Answer:
    return Answer(notice={"type": "notice", "tone": "problem", "text": text})
