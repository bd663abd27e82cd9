"""Private pages."""

from __future__ import annotations

from typing import Literal, TypedDict


class PageCard(TypedDict):
    """A private page in a list."""

    id: str
    """Its id."""
    path: str
    """Its address."""
    title: str
    """Title."""
    about: str
    """What it is good for."""
    at: str | None
    """When something was kept on it last."""


class PageQuestion(TypedDict):
    """One question of a private page."""

    id: str
    """Its id."""
    ask: str
    """The question."""
    hint: str | None
    """What may help."""
    kind: Literal["text", "list", "scale"]
    """How it is answered."""
    answer: str
    """What was written; empty for nothing."""


class PageForm(TypedDict):
    """A private page as a form."""

    id: str
    """Which page."""
    questions: list[PageQuestion]
    """What is asked."""
    at: str | None
    """When it was kept last; goes back with `KeepPage`."""
    readable: bool
    """Whether what was written can be read now."""


class PageScreen(TypedDict):
    """A private page."""

    name: Literal["page"]
    """Which screen."""
    path: str
    """`/learn/pages/ID`."""
    title: str
    """h1 and document title."""
    about: str
    """What it is good for."""
    form: PageForm
    """What is asked."""


class PageKept(TypedDict):
    """A private page was kept."""

    type: Literal["kept"]
    """Which message."""
    page: str
    """Which page."""
    at: str | None
    """When; None when it is empty now."""
