"""The report of a workshop, for whoever led it."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.report import SectionView


class VoteView(TypedDict):
    """A vote in the bars of a decision."""

    number: int
    """1 for the first."""
    voted: int
    """How many voted."""
    votes: list[int]
    """Votes for each option."""


class DecisionView(TypedDict):
    """What a section about a decision draws, above the same in a table."""

    options: list[str]
    """What could be voted for."""
    votes: list[VoteView]
    """Those votes that are broken down."""


class StayView(TypedDict):
    """From when to when."""

    begin: str
    """The beginning."""
    end: str
    """The end."""


class AttendeeView(TypedDict):
    """Somebody who was there."""

    name: str
    """What they are called; empty once it was erased."""
    part: Literal["led", "took"]
    """Whether they led or took part."""
    account: bool
    """Whether they have an account, and so the time in their own list."""
    stays: list[StayView]
    """From when to when, to be told in the reader's time zone."""
    minutes: int
    """For how long while the workshop ran."""


class SurveyView(TypedDict):
    """How the survey stands."""

    given: int
    """How many have answered."""
    of: int
    """How many could."""
    over: bool
    """Whether it was ended."""


class HallReportScreen(TypedDict):
    """What came of a workshop."""

    name: Literal["hall_report"]
    """Which screen."""
    path: str
    """Its address."""
    title: str
    """h1 and document title."""
    workshop: str
    """Which workshop."""
    seq: int
    """The step at which it stands."""
    console_path: str
    """Its console."""
    over: bool
    """Whether the workshop has ended."""
    says: list[str]
    """What holds for all of it."""
    sections: list[SectionView]
    """The report, but for who was there."""
    decisions: dict[str, DecisionView]
    """Section -> what it draws."""
    people: list[AttendeeView]
    """Who was there."""
    survey: SurveyView
    """How the survey stands."""
