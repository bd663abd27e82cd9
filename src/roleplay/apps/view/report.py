"""The page of reports: which cohort, its report, how the choices of one scenario are used."""

from __future__ import annotations

from typing import Literal, TypedDict


class ReportLink(TypedDict):
    """Somewhere else on the page."""

    title: str
    """What it says."""
    path: str
    """Where it leads."""


class ChartView(TypedDict):
    """A drawing."""

    caption: str
    """What it shows, in words."""
    svg: str
    """The drawing, in `currentColor`."""


class TableView(TypedDict):
    """A table."""

    caption: str
    """What it lists."""
    head: list[str]
    """Names of columns."""
    rows: list[list[str]]
    """Cells; the first one names its row."""
    left_out: int
    """Rows that only files have."""


class SectionView(TypedDict):
    """One question, and what there is to say to it."""

    id: str
    """For addresses."""
    title: str
    """The question."""
    says: list[str]
    """What it shows, or why nothing is shown."""
    charts: list[ChartView]
    """Drawings."""
    tables: list[TableView]
    """The same in numbers."""
    notes: list[str]
    """How to read it."""


class Take(TypedDict):
    """Something that can be taken along."""

    form: Literal["csv", "parquet", "pdf"]
    """What it is."""


class Trainee(TypedDict):
    """Somebody whose record can be printed."""

    id: str
    """Id of the person."""
    name: str
    """What they are called."""


class CohortsScreen(TypedDict):
    """The cohorts whose report can be seen."""

    name: Literal["report_cohorts"]
    """Which screen."""
    path: str
    """`/reports`."""
    title: str
    """h1 and document title."""
    cohorts: list[ReportLink]
    """By name; none for somebody with a part in none."""


class WorkingScreen(TypedDict):
    """A report is being worked out."""

    name: Literal["report_working"]
    """Which screen."""
    path: str
    """Of the report."""
    title: str
    """h1 and document title."""
    doing: str
    """What is being worked out now."""


class ReportScreen(TypedDict):
    """A report."""

    name: Literal["report"]
    """Which screen."""
    path: str
    """Its address."""
    title: str
    """h1 and document title."""
    back: ReportLink | None
    """Where it belongs to."""
    cohorts: list[ReportLink]
    """Other cohorts."""
    says: list[str]
    """What holds for all of it."""
    sections: list[SectionView]
    """Its questions."""
    choices: list[ReportLink]
    """Scenarios of which the use of choices can be seen."""
    takes: list[Take]
    """What can be taken along."""
    trainees: list[Trainee]
    """Whose record can be printed."""


class Doing(TypedDict):
    """News: what is being worked out now."""

    doing: str
    """In words."""
    quiet: bool
    """Whether nobody pressed for it."""


class FileReady(TypedDict):
    """News: a file is there; its content comes beside it."""

    file: str
    """What it is called."""
    media: str
    """Media type."""
    quiet: Literal[True]
    """It comes by itself."""
