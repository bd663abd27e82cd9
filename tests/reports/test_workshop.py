"""The report of a workshop in words, on paper and as tables; and what no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta, timezone
from pathlib import Path

import pytest

from roleplay.engine.attendance import Stay
from roleplay.model.gathering import Why
from roleplay.model.rubric import Kind
from roleplay.reports.paper import report_pdf
from roleplay.reports.section import Report, Section
from roleplay.reports.workshop import workshop_report
from roleplay.reports.workshop_files import workshop_archive, workshop_tables
from roleplay.services.recounted import Attendee, Decision, Recount, Round, Step, Ticks, Touched, Vote, Wrote
from roleplay.services.recounted import Path as Way
from roleplay.services.surveying import FIELDS, ITEMS, SCALE, Item, Results
from tests.kept import MORNING
from tests.reports.test_paper import read

DOCUMENT = Path(__file__).parents[2] / "docs" / "reports.md"
EAST = timezone(timedelta(hours=2), "East")
HOUR = Stay(MORNING, MORNING + timedelta(hours=1))
ASKS = {
    f"{kind}.{one}": f"{kind} {one}"
    for kind, some in (("item", ITEMS), ("field", FIELDS), ("scale", SCALE))
    for one in some
}
SURVEY = Results(
    9,
    over=True,
    items=(Item("part", 9, (0, 0, 1, 3, 5)), Item("care", 3, None), Item("use", 0, None), Item("respect", 0, None)),
    words={"keep": ("The tea.",), "change": ()},
)
FULL = Recount(
    title="An #emph[hour]",
    opened_at=MORNING,
    ran=(HOUR,),
    over=True,
    leads=(Attendee("Fay", True, (HOUR,), 60),),
    people=(Attendee('=HYPERLINK("x")', False, (HOUR,), 60), Attendee("", False, (HOUR,), 60)),
    decisions=(
        Decision(
            "On the bench",
            replies=False,
            options=("You sound tired.", "Hm."),
            votes=(Vote(12, (10, 2), small=False), Vote(12, (6, 6), small=False)),
            moved=1 / 3,
            reasons=("-1 for the rain", "She looks up."),
        ),
        Decision(
            "On the bench", replies=True, options=("", "B."), votes=(Vote(4, None, small=True),), moved=None, reasons=()
        ),
        Decision(
            "On the bench",
            replies=False,
            options=("A.", "B."),
            votes=(Vote(7, None, small=False),),
            moved=None,
            reasons=(),
        ),
    ),
    paths=(
        Way(
            "On the bench",
            "Small",
            (
                Step("You sound tired.", Why.MAJORITY, asked=True),
                Step("Hm.", None, asked=True),
                Step(None, None, asked=False, left=0),
                Step("Hm.", Why.WHAT_IF, asked=False),
                Step(None, None, asked=False),
            ),
            "Warm",
        ),
    ),
    touched=(Touched("Listening", "Talks over.", Kind.HARMFUL, 2),),
    ticks=(
        Ticks("In threes", {"r": "Reflects."}, (Round(1, 5, {"r": 4}), Round(2, 5, {})), {"r": 4}),
        Ticks("In fours", {"r": "Reflects."}, (Round(1, 5, None), Round(2, 1, None)), {"r": 3}),
        Ticks("Few", {}, (Round(1, 1, None),), None),
    ),
    replies=(Wrote("On the bench", "Write to Dana.", ("Dear Dana.",)),),
    questions=(Wrote("", "", ("Is there tea?",)),),
    hidden=1,
    unreadable=2,
    survey=SURVEY,
)


@pytest.fixture(scope="module")
def report() -> Report:
    """All of it."""
    return workshop_report(FULL, ASKS, EAST)


def section(report: Report, id_: str) -> Section:
    """A section of it."""
    return next(one for one in report.sections if one.id == id_)


def test_two_votes_stand_side_by_side_with_how_far_the_room_moved(report: Report) -> None:
    """In votes and shares, and in plain words; of small and unseen ones only the number stands there."""
    first = section(report, "vote-1")
    assert [list(row) for row in first.tables[0].rows] == [
        ["You sound tired.", "10 (83\N{NO-BREAK SPACE}%)", "6 (50\N{NO-BREAK SPACE}%)"],
        ["Hm.", "2 (17\N{NO-BREAK SPACE}%)", "6 (50\N{NO-BREAK SPACE}%)"],
    ]
    assert "moved by 33\N{NO-BREAK SPACE}%" in first.says[2]
    assert [row[0] for row in first.tables[1].rows] == ["-1 for the rain", "She looks up."]
    for id_, told in (("vote-2", "Fewer than 5"), ("vote-3", "not shown to the room")):
        assert section(report, id_).tables == []
        assert told in section(report, id_).says[0]


def test_the_way_says_why_it_went_there(report: Report) -> None:
    """Most, on purpose, or nothing more than that few voted."""
    rows = section(report, "way-1").tables[0].rows
    assert [row[2] for row in rows] == [
        "Most had chosen it",
        "After a vote of fewer than 5",
        "",
        "On purpose, without a vote",
        "",
    ]
    assert rows[2][1] == "Back, until 0 steps were left"


def test_rounds_are_told_apart_only_where_they_may_be(report: Report) -> None:
    """A column for each, or one for all, or no table."""
    assert list(section(report, "ticks-1").tables[0].rows[0]) == ["Reflects.", "4", "0", "4"]
    assert list(section(report, "ticks-2").tables[0].rows[0]) == ["Reflects.", "3"]
    assert section(report, "ticks-3").tables == []


def test_of_the_survey_only_what_enough_have_answered_stands_there(report: Report) -> None:
    """With the words of the questions; and nothing before it is over, or of fewer than five."""
    found = section(report, "survey")
    assert [list(row) for row in found.tables[0].rows] == [["item part", "0", "0", "1", "3", "5"]]
    assert [list(row) for row in found.tables[1].rows] == [["The tea."]]
    for results in (Results(3, over=False), Results(3, over=True, items=SURVEY.items)):
        few = section(workshop_report(replace(FULL, survey=results), ASKS, EAST), "survey")
        assert (few.tables, few.says[0]) == ([], "3 people have answered.")


def test_times_are_those_of_the_reader(report: Report) -> None:
    """Two hours on from where they are kept."""
    rows = section(report, "who").tables[0].rows
    assert [list(row[:2]) for row in rows] == [
        ["Fay", "led"],
        ['=HYPERLINK("x")', "took part"],
        ["(name erased)", "took part"],
    ]
    begin = MORNING.astimezone(EAST)
    assert rows[0][2] == f"{begin:%H:%M} to {begin + timedelta(hours=1):%H:%M}"


def test_it_stands_on_paper(report: Report) -> None:
    """Nothing that somebody has written is taken for markup."""
    text = read(report_pdf(report, date(2026, 3, 12)))
    for said in ("An #emph[hour]: what came of it", "You sound tired.", '=HYPERLINK("x")', "Is there tea?", "The tea."):
        assert said in text


def test_tables_hold_what_may_be_told_and_nothing_is_a_formula() -> None:
    """What is not broken down is empty, and never a number."""
    with zipfile.ZipFile(io.BytesIO(workshop_archive(FULL))) as archive:
        files = {name: list(csv.reader(io.StringIO(archive.read(name).decode()))) for name in archive.namelist()}
    assert files["votes.csv"][1:5] == [
        ["1", "On the bench", "choices", "1", "12", "You sound tired.", "10"],
        ["1", "On the bench", "choices", "1", "12", "Hm.", "2"],
        ["1", "On the bench", "choices", "2", "12", "You sound tired.", "6"],
        ["1", "On the bench", "choices", "2", "12", "Hm.", "6"],
    ]
    assert files["votes.csv"][5:] == [
        ["2", "On the bench", "replies", "1", "4", "", ""],
        ["3", "On the bench", "choices", "1", "7", "", ""],
    ]
    assert ["In fours", "1", "5", "", ""] in files["ticks.csv"]
    assert ["In fours", "all", "", "Reflects.", "3"] in files["ticks.csv"]
    assert ["care", "", ""] in files["survey.csv"]
    assert files["attendance.csv"][2][0] == '\'=HYPERLINK("x")'
    assert ["reason", "On the bench", "", "'-1 for the rain"] in files["words.csv"]
    cells = [cell for rows in files.values() for row in rows for cell in row]
    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}] == []


def test_every_row_has_a_cell_for_each_column() -> None:
    """In every table."""
    for name, (head, *rows) in workshop_tables(FULL).items():
        assert {len(row) for row in rows} == {len(head)}, name


def test_the_document_describes_every_table_and_column() -> None:
    """docs/reports.md names each."""
    whole = DOCUMENT.read_text(encoding="utf-8").partition("## Reports of workshops")[2]
    for name, (head, *_) in workshop_tables(FULL).items():
        (row,) = (line for line in whole.splitlines() if line.startswith(f"| `{name}` |"))
        assert [column for column in map(str, head) if f"`{column}`" not in row] == []
