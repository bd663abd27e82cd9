"""Knowledge checks."""

from __future__ import annotations

from typing import Literal, TypedDict


class CheckOption(TypedDict):
    """An answer that can be ticked."""

    id: str
    """Its number, from 1; goes back with `AnswerItem`."""
    text: str
    """The answer."""


class Question(TypedDict):
    """An item that waits for an answer."""

    item: str
    """Goes back with `AnswerItem`."""
    ask: str
    """The question."""
    several: bool
    """Whether more than one may be ticked."""
    options: list[CheckOption]
    """In a shuffled order."""


class ReviewedOption(TypedDict):
    """An answer, with why."""

    text: str
    """The answer."""
    ticked: bool
    """Whether it was ticked."""
    right: bool
    """Whether it was to be."""
    why: str
    """Why it was to be, or not."""


class ReviewedItem(TypedDict):
    """An item that was answered. Never sent before."""

    ask: str
    """The question."""
    right: bool
    """Whether it was answered as it was to be."""
    options: list[ReviewedOption]
    """In the order in which they were shown."""


class CheckResult(TypedDict):
    """A try that is over."""

    right: int
    """How many were right."""
    all: int
    """How many there were."""
    enough: int | None
    """How many have to be right; None for the placement check."""
    passed: bool
    """Whether that was enough."""
    placed: list[str]
    """For the placement check: titles of modules of which readings and check may be left out."""
    items: list[ReviewedItem]
    """Each item."""


class CheckScreen(TypedDict):
    """A knowledge check: one item at a time, with the reasons after each."""

    name: Literal["check"]
    """Which screen."""
    path: str
    """`/modules/ID/check` or `/learn/placement`."""
    title: str
    """h1 and document title."""
    check: str
    """Goes with `BeginCheck`."""
    back_path: str
    """Where it belongs."""
    back_label: str
    """What that is called."""
    seq: int
    """Expected number of entries; goes back with `AnswerItem`."""
    number: int
    """The number of the item, from 1; 0 before the beginning."""
    all: int
    """How many there are in a try."""
    enough: int | None
    """How many have to be right; None for the placement check."""
    question: Question | None
    """What waits for an answer."""
    review: ReviewedItem | None
    """What was answered just now."""
    result: CheckResult | None
    """The latest try, when it is over."""
