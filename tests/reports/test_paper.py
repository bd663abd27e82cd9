"""On paper: what a report and a record say, read back from the PDF; and drawings that refer to nothing."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from roleplay.model.rubric import Kind
from roleplay.reports.charts import Point, Share, bars, course, points
from roleplay.reports.cohort import cohort_report
from roleplay.reports.paper import record_pdf, report_pdf
from roleplay.reports.section import Chart, Report, Section
from roleplay.scoring.level import Level
from roleplay.scoring.official import Basis
from roleplay.services.records import Occasion, Record, Returned, Shown
from tests.reports.planted import Planting, marked

DAY = date(2026, 3, 12)
SHARES = [Share(group, bar, level, 0.25) for group in ("Safety", "<b>&") for bar in ("May", "June") for level in Level]
DRAWINGS = {
    "bars": bars(SHARES, ["May", "June"]),
    "points": points([Point("<script>", 0.5, 0.4, 0.6), Point("b", 0.7, None, None)], 0.667, domain=(0, 1)),
    "course": course([Point("May", 0.5, 0.4, 0.6), Point("June", 0.7, 0.6, 0.8)], None),
}


def read(pdf: bytes) -> str:
    """What stands in it, with single spaces."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_whole_and_refers_to_nothing(name: str) -> None:
    """Well-formed, without scripts, styles, pictures or addresses; in the ink of what stands around it."""
    drawn = DRAWINGS[name]
    tags = {node.tag.rpartition("}")[2] for node in ET.fromstring(drawn).iter()}
    assert tags <= {"svg", "g", "path", "line", "text", "rect", "title", "defs", "clipPath"}
    for sign in ("href=", "url(", "style=", "<style", "data:"):
        assert sign not in drawn
    assert re.findall(r"https?://[^\"]+", drawn) == ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"]
    assert "currentColor" in drawn


def test_levels_are_told_by_their_number_too() -> None:
    """Not by colour alone: each part that has room for it carries its number, and the key names all four."""
    texts = [node.text for node in ET.fromstring(DRAWINGS["bars"]).iter() if node.tag.endswith("text")]
    assert [texts.count(str(level.value)) for level in Level] == [4, 4, 4, 4]
    assert {"1 Potentially harmful", "2 Needs practice", "3 Helpful", "4 Skilled", "<b>&"} <= set(texts)


def test_a_report_stands_on_paper_with_its_sentences_and_tables() -> None:
    """Tagged, with a title, its language, and the day; nothing that looks like markup is taken for markup."""
    planting = marked({"ada": 0.1, "ben": 0.5})
    planting.play("#emph[t] *b* $x$", {"listening": 1})
    report = cohort_report(planting.cohort())
    pdf = report_pdf(report, DAY)
    said = read(pdf)
    for section in report.sections:
        assert section.title in said
        for sentence in section.says:
            assert re.sub(r"\s+", " ", sentence) in said
    assert "Made on 12 March 2026" in said
    assert "#emph[t] *b* $x$" in said
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en-GB")
    assert reader.metadata is not None
    assert reader.metadata.title == "Report of blue"
    assert pdf == report_pdf(report, DAY)


def test_a_drawing_that_is_taller_than_a_page_leaves_none_blank() -> None:
    """It is set smaller, so that a page holds it, and what follows stands below it."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="520" height="3000" viewBox="0 0 520 3000"><path/></svg>'
    tall = Section("tall", "A tall one", ["One line."], charts=[Chart("A bar for everybody.", svg)])
    whole = Report("A report", ["It says."], [tall, Section("last", "The last one", ["One line."])])
    pages = PdfReader(io.BytesIO(report_pdf(whole, DAY))).pages
    assert all("one" in page.extract_text() for page in pages)


def test_an_empty_cohort_has_a_report_that_says_so() -> None:
    """And no section."""
    report = cohort_report(Planting().cohort())
    assert report.sections == []
    assert "Nobody has finished anything here yet" in read(report_pdf(report, DAY))


def test_a_record_tells_levels_and_what_they_rest_on() -> None:
    """With strengths as they were written, and practice in counts."""
    level = Returned("Listening", Level.HELPFUL, Basis.HUMAN, [Shown("Waits.", Kind.BASIC, 2)])
    none = Returned("Safety", None, Basis.ADJUDICATED, [])
    one = Occasion("A talk", True, DAY, [level, none], ["You *waited*.", None], ["Ask first."])
    said = read(record_pdf(Record("Kim “K” O’Hara", DAY, [one], {"A walk": 3}, 2, 1)))
    for part in (
        "Record of Kim “K” O’Hara", "Listening: 3 Helpful", "Basic: Waits. (2 times)", "Evaluators agreed on this level.",
        "Safety: No opportunity", "somebody else decided", "You *waited*.", "cannot be read", "Ask first.", "A walk 3",
        "Assessments finished: 2. With evaluators now: 1.", "A talk, assessed on 12 March 2026",
    ):  # fmt: skip
        assert part in said
    assert "Nothing has been returned yet." in read(record_pdf(Record("Lee", DAY, [], {}, 0, 0)))


@pytest.mark.parametrize("name", ["Kim 😀", "李明", "\x01\x00", '#read("/etc/passwd") $x$ *b* #{panic()} \\ @a <b>'])
def test_whatever_people_write_comes_on_paper_and_none_of_it_is_run(name: str) -> None:
    """What no font has is a box; somebody's emoji does not cost everybody else the file."""
    said = read(record_pdf(Record(name, DAY, [], {name: 1}, 0, 0)))
    assert "Nothing has been returned yet." in said
    if name.startswith("#"):
        assert said.count(name) == 2
