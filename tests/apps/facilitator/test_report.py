"""The room of what came of a workshop."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.facilitator.app import FacilitatorApp
from roleplay.apps.facilitator.lobby import Lobby
from roleplay.apps.rooms import Answer
from roleplay.services.authority import actor_of
from roleplay.services.surveying import Surveying
from tests.reports.test_paper import read
from tests.services.hall import Afternoon


class Evening(Afternoon):
    """Six guests have voted, and the workshop is over; with Fay's page, and Gil's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.people = self.guests(6)
        self.to("bench")
        self.ask()
        for number, actor in enumerate(self.people):
            self.vote(actor, number % 2)
        self.count()
        self.house.wait(minutes=12)
        self.convening.close(self.fay, self.id, self.seq)
        self.surveying = Surveying(self.halls, self._new_id)
        self.path = f"/workshops/{self.id}/report"

    def page(self, name: str) -> FacilitatorApp:
        """Somebody's page."""

        def who() -> Any:
            person = self.store.person(name)
            assert person is not None
            return actor_of(person)

        return FacilitatorApp(
            Lobby(who, self.house.now, self._new_id, self.store, self.halls.bookshelf, self.halls, sealer=None)
        )


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    """One evening for all."""
    return Evening(tmp_path_factory.mktemp("evening"))


def do(page: FacilitatorApp, what: str, **fields: Any) -> Answer:
    """A command."""
    return page.handle({"do": what, **fields})


def shown(answer: Answer) -> Any:
    """The screen of an answer."""
    assert answer.screen is not None
    return answer.screen


def test_whoever_leads_reads_what_came_of_it(evening: Evening) -> None:
    """Votes as bars and as a table, who was there with times, and how many have answered the survey."""
    screen = shown(do(evening.page("fay"), "go", path=evening.path))
    assert (screen["name"], screen["over"], screen["seq"]) == ("hall_report", True, evening.seq)
    assert screen["decisions"]["vote-1"]["votes"] == [{"number": 1, "voted": 6, "votes": [3, 3, 0, 0]}]
    assert [one["id"] for one in screen["sections"]] == ["vote-1", "survey"]
    assert [(one["part"], one["minutes"]) for one in screen["people"]] == [("led", 12)] + [("took", 12)] * 6
    assert screen["people"][0]["stays"][0]["begin"].startswith(evening.house.time.isoformat()[:10])
    assert screen["survey"] == {"given": 0, "of": 6, "over": False}


def test_nobody_else_reads_it_takes_it_along_or_ends_the_survey(evening: Evening) -> None:
    """Another facilitator is told so, in words."""
    page = evening.page("gil")
    assert shown(do(page, "go", path=evening.path))["name"] == "problem"
    before = evening.seq
    for what, more in (("report_take", {"form": "csv", "zone": "UTC"}), ("report_end_survey", {"seq": before})):
        answer = do(page, what, workshop=evening.id, **more)
        assert answer.file is None
        assert answer.notice is not None
        assert answer.notice["tone"] == "problem"
    assert evening.seq == before


def test_it_is_taken_along_as_pdf_and_as_tables(evening: Evening) -> None:
    """In the reader's time zone; one that nobody knows is taken for UTC. Other forms there are not."""
    page = evening.page("fay")
    for zone, told in (("Asia/Tokyo", "Asia/Tokyo"), ("../../etc/passwd", "UTC")):
        pdf = do(page, "report_take", workshop=evening.id, form="pdf", zone=zone).file
        assert pdf is not None
        assert (pdf.news["file"], pdf.news["media"]) == ("workshop.pdf", "application/pdf")
        assert f"time zone {told}." in read(pdf.content)
    tables = do(page, "report_take", workshop=evening.id, form="csv", zone="UTC").file
    assert tables is not None
    with zipfile.ZipFile(io.BytesIO(tables.content)) as archive:
        assert "attendance.csv" in archive.namelist()
    assert evening.house.last().detail == {"form": "csv"}
    refused = do(page, "report_take", workshop=evening.id, form="exe", zone="UTC")
    assert (refused.file, refused.screen) == (None, None)


def test_the_survey_is_ended_from_here_and_its_results_stand_there(tmp_path: Path) -> None:
    """A page that is behind is told so."""
    evening = Evening(tmp_path)
    for actor in evening.people:
        evening.surveying.answer(actor, evening.id, {"part": 4}, {"keep": "The tea."})
    page = evening.page("fay")
    screen = shown(do(page, "go", path=evening.path))
    assert screen["survey"] == {"given": 6, "of": 6, "over": False}
    late = do(page, "report_end_survey", workshop=evening.id, seq=screen["seq"] - 1)
    assert late.screen is None
    screen = shown(do(page, "report_end_survey", workshop=evening.id, seq=screen["seq"]))
    assert screen["survey"]["over"]
    (survey,) = (one for one in screen["sections"] if one["id"] == "survey")
    assert survey["tables"][0]["rows"] == [
        ["I could take part in the way that was right for me.", "0", "0", "0", "6", "0"]
    ]
    assert survey["tables"][1]["caption"] == "What should stay as it was?"
