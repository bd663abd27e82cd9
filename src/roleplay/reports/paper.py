"""Reports and records on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from roleplay.model.rubric import Kind
from roleplay.reports.section import Report, Section, Table
from roleplay.reports.typesetting import typeset
from roleplay.reports.wording import count, day, say
from roleplay.services.records import Occasion, Record, Returned

_BLACK = "#1a1a1a"
_SIZE = re.compile(r'<svg[^>]* width="(\d+)[^>]* height="(\d+)')
_FONT = re.compile(r'font-family="[^"]*"')


def report_pdf(report: Report, made: date) -> bytes:
    """A cohort's report on paper."""
    return _set(
        title=report.title,
        says=list(report.says),
        footer=say("paper.footer", day=day(made)),
        sections=[_section(one) for one in report.sections],
        made=made,
    )


def record_pdf(record: Record) -> bytes:
    """A trainee's record on paper."""
    return _set(
        title=say("record.title", name=record.name),
        says=[say("record.says", day=day(record.day))],
        footer=say("record.footer", day=day(record.day)),
        sections=_record(record),
        made=record.day,
    )


# --- what is set ---


def _section(section: Section) -> Mapping[str, Any]:
    return {
        "title": section.title,
        "says": list(section.says),
        "charts": [_chart(one.svg, one.caption) for one in section.charts],
        "groups": [],
        "tables": [_table(one) for one in section.tables],
        "notes": list(section.notes),
    }


def _chart(svg: str, caption: str) -> Mapping[str, Any]:
    found = _SIZE.search(svg)
    width, height = (int(found[1]), int(found[2])) if found else (520, 300)
    dressed = _FONT.sub('font-family="Libertinus Serif"', svg.replace("currentColor", _BLACK))
    return {"svg": dressed, "caption": caption, "width": width, "height": height}


def _table(table: Table) -> Mapping[str, Any]:
    left = say("more_rows", n=table.left_out) if table.left_out else None
    return {
        "caption": table.caption,
        "head": list(table.head),
        "rows": [list(row) for row in table.rows],
        "left_out": left,
    }


def _record(record: Record) -> list[Mapping[str, Any]]:
    practised = [[title, count(many)] for title, many in record.practised.items()]
    parts = [_levels(record)] if record.occasions else [_plain("record.levels", [say("record.nothing")])]
    parts += [_occasion(one) for one in record.occasions]
    says = [say("record.counts", assessed=record.assessed, waiting=record.waiting)]
    tables = (
        [_table(Table(say("record.practice"), say("record.practice.head").split("|"), practised))] if practised else []
    )
    return [
        *parts,
        {**_plain("record.practice", says if practised else [say("record.unpractised"), *says]), "tables": tables},
    ]


def _levels(record: Record) -> Mapping[str, Any]:
    """Competencies down, occasions across; the last ones, as many as fit on the page."""
    shown = record.occasions[-6:]
    names = list(dict.fromkeys(level.competency for one in shown for level in one.levels))
    rows = []
    for name in names:
        found = [next((level for level in one.levels if level.competency == name), None) for one in shown]
        rows.append([name, *(_level(one) if one is not None else "" for one in found)])
    head = [say("record.competency"), *(f"{one.scenario}, {day(one.day)}" for one in shown)]
    said = [say("record.levels.says", n=len(shown), of=len(record.occasions))]
    return {**_plain("record.levels", said), "tables": [_table(Table(say("record.levels"), head, rows))]}


def _occasion(one: Occasion) -> Mapping[str, Any]:
    title = say("record.assessment" if one.assessment else "record.handed_in", scenario=one.scenario, day=day(one.day))
    groups = [{"title": f"{level.competency}: {_level(level)}", "items": _rests(level)} for level in one.levels]
    for name, words in (("record.strengths", one.strengths), ("record.steps", one.steps)):
        if words:
            groups.append(
                {"title": say(name), "items": [say("record.unreadable") if text is None else text for text in words]}
            )
    return {"title": title, "says": [], "charts": [], "groups": groups, "tables": [], "notes": []}


def _rests(level: Returned) -> list[str]:
    kinds = {Kind.HARMFUL: "record.harmful", Kind.BASIC: "record.basic", Kind.ADVANCED: "record.advanced"}
    found = [say(kinds[one.kind], text=one.text, times=say("record.times", n=one.times)) for one in level.shown]
    return [*(found or [say("record.no_ticks")]), say(f"record.by.{level.basis}")]


def _level(level: Returned) -> str:
    return say("record.no_opportunity") if level.level is None else say(f"level.{level.level:d}")


def _plain(name: str, says: Sequence[str]) -> Mapping[str, Any]:
    return {"title": say(name), "says": list(says), "charts": [], "groups": [], "tables": [], "notes": []}


def _set(*, made: date, **data: Any) -> bytes:
    return typeset("paper.typ", data, made)
