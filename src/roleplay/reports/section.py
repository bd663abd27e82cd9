"""What a report is made of: sections with sentences, charts and tables. Whoever shows it adds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts."""

    caption: str
    """What it lists."""
    head: Sequence[str]
    """Names of the columns; the first one names the rows."""
    rows: Sequence[Sequence[str]]
    """Cells."""
    left_out: int = 0
    """How many further rows there are, which only files have."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of what a table says, too."""

    caption: str
    """What it shows, in a sentence: for those who do not see it, too."""
    svg: str
    """The drawing. Text and lines have the colour `currentColor`; it refers to nothing outside of it."""


@dataclass(frozen=True, slots=True)
class Section:
    """One question, and what the data say to it."""

    id: str
    """For addresses."""
    title: str
    """The question."""
    says: Sequence[str]
    """Sentences: what it shows, or why nothing is shown."""
    charts: Sequence[Chart] = ()
    """Drawings."""
    tables: Sequence[Table] = ()
    """The same in numbers."""
    notes: Sequence[str] = field(default=())
    """How to read it, and what it does not say."""


@dataclass(frozen=True, slots=True)
class Report:
    """All of it."""

    title: str
    """Of what."""
    says: Sequence[str]
    """What holds for all of it."""
    sections: Sequence[Section]
    """The questions."""
