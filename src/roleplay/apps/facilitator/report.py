"""The room of what came of a workshop: read on the page, printed, taken along; and ending its survey."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from roleplay.apps.catalogue import say
from roleplay.apps.facilitator.lobby import Lobby, read_path, workshop_path
from roleplay.apps.rooms import Answer, Fields, File, Shapes, notice
from roleplay.apps.view.hall_report import AttendeeView, DecisionView, HallReportScreen
from roleplay.apps.view.report import SectionView
from roleplay.errors import RefusedEvent
from roleplay.identity import Actor
from roleplay.reports.section import Section
from roleplay.reports.workshop import WHO, workshop_report
from roleplay.reports.workshop_files import workshop_archive
from roleplay.services.forged import word
from roleplay.services.recounted import Attendee, Decision, Recount
from roleplay.services.recounts import Recounts
from roleplay.services.surveying import FIELDS, ITEMS, SCALE, Surveying

PART = "report"
"""The part of a workshop's address."""
SHAPES: Shapes = {
    "report_end_survey": {"workshop": (str,), "seq": (int,)},
    "report_take": {"workshop": (str,), "form": (str,), "zone": (str,)},
}
"""The commands that it takes."""


class ReportRoom:
    """The room."""

    def __init__(self, lobby: Lobby) -> None:
        self.shapes = SHAPES
        """The commands that it takes."""
        self._lobby = lobby
        self._surveying = Surveying(lobby.halls, lobby.new_id, sealer=lobby.sealer)
        self._recounts = Recounts(lobby.halls, self._surveying, sealer=lobby.sealer)
        self._files: Mapping[str, Callable[[Recount, tzinfo], bytes]] = {
            "pdf": self._pdf,
            "csv": lambda found, _: workshop_archive(found),
        }

    def bar(self, actor: Actor) -> None:
        """It is opened from a list or a console."""
        del actor

    def screen(self, actor: Actor, path: str) -> HallReportScreen | None:
        """What came of a workshop, for somebody who leads it. Raises `NotAllowed` for others."""
        found = read_path(path)
        return self._screen(actor, found[0]) if found is not None and found[1] == PART else None

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Do what a command of this room asks."""
        workshop_id = word(command["workshop"], "workshop")
        if command["do"] == "report_end_survey":
            self._surveying.end(actor, workshop_id, command["seq"])
            return Answer(self._screen(actor, workshop_id), notice(say("hall.report.survey.ended")))
        form = word(command["form"], "form")
        if form not in self._files:
            raise RefusedEvent(say("hall.report.no_form"), say("hall.report.no_form.fix"))
        found = self._recounts.taken(actor, workshop_id, form)
        content = self._files[form](found, _zone(command["zone"]))
        media = {"pdf": "application/pdf", "csv": "application/zip"}[form]
        name = f"{say('hall.report.file')}.{'pdf' if form == 'pdf' else 'zip'}"
        return Answer(file=File({"file": name, "media": media, "quiet": True}, content))

    def _pdf(self, found: Recount, zone: tzinfo) -> bytes:
        from roleplay.reports.paper import report_pdf  # noqa: PLC0415 - only for a file

        return report_pdf(workshop_report(found, asked(), zone), self._lobby.now().astimezone(zone).date())

    def _screen(self, actor: Actor, workshop_id: str) -> HallReportScreen:
        found = self._recounts.of(actor, workshop_id)
        report = workshop_report(found, asked(), UTC)
        return {
            "name": "hall_report",
            "path": workshop_path(workshop_id, PART),
            "title": report.title,
            "workshop": workshop_id,
            "seq": self._lobby.halls.hall(workshop_id).seq,
            "console_path": workshop_path(workshop_id),
            "over": found.over,
            "says": list(report.says),
            "sections": [_section(one) for one in report.sections if one.id != WHO],
            "decisions": {
                f"vote-{number}": _drawn(one)
                for number, one in enumerate(found.decisions, start=1)
                if any(vote.votes is not None for vote in one.votes)
            },
            "people": [
                *(_attendee(one, led=True) for one in found.leads),
                *(_attendee(one, led=False) for one in found.people),
            ],
            "survey": {"given": found.survey.given, "of": len(found.people), "over": found.survey.over},
        }


def asked() -> dict[str, str]:
    """The questions of the survey, its fields, and the steps of its scale, as participants read them."""
    kinds: Mapping[str, tuple[object, ...]] = {"item": ITEMS, "field": FIELDS, "scale": SCALE}
    return {f"{kind}.{one}": say(f"seat.after.{kind}.{one}") for kind, some in kinds.items() for one in some}


def _zone(name: str) -> tzinfo:
    """A time zone as a browser names it; UTC where nobody knows it."""
    try:
        return ZoneInfo(word(name, "time zone"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _drawn(decision: Decision) -> DecisionView:
    return {
        "options": list(decision.options),
        "votes": [
            {"number": number, "voted": vote.voted, "votes": list(vote.votes)}
            for number, vote in enumerate(decision.votes, start=1)
            if vote.votes is not None
        ],
    }


def _attendee(one: Attendee, *, led: bool) -> AttendeeView:
    return {
        "name": one.name,
        "part": "led" if led else "took",
        "account": one.account,
        "stays": [{"begin": stay.begin.isoformat(), "end": stay.end.isoformat()} for stay in one.stays],
        "minutes": one.minutes,
    }


def _section(section: Section) -> SectionView:
    return {
        "id": section.id,
        "title": section.title,
        "says": list(section.says),
        "charts": [],
        "tables": [
            {"caption": one.caption, "head": list(one.head), "rows": [list(row) for row in one.rows], "left_out": 0}
            for one in section.tables
        ],
        "notes": list(section.notes),
    }
