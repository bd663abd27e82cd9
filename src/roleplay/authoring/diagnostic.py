"""What is wrong with a file: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from roleplay.authoring.codes import CODES, Severity

__all__ = ["Diagnostic", "Place", "Places", "Severity", "Steps"]

Steps: TypeAlias = tuple[str | int, ...]
"""The way to a part of a file: `("nodes", "opening", "choices", "ask", "ticks", 0)`."""


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One finding in one file. Sorts by file, line and column."""

    path: Path
    """The file."""
    line: int
    """Line, from 1."""
    column: int
    """Character in the line, from 1."""
    code: str
    """`RPnnn`, a key of `roleplay.authoring.codes.CODES`."""
    message: str
    """What is wrong."""
    fix: str = ""
    """How to mend it here."""

    @property
    def severity(self) -> Severity:
        """An error keeps the file from being used; a warning does not."""
        return CODES[self.code].severity

    @property
    def is_error(self) -> bool:
        """True for an error."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file."""

    line: int = 1
    """Line, from 1."""
    column: int = 1
    """Character in the line, from 1."""


@dataclass(frozen=True, slots=True)
class Places(Mapping[Steps, Place]):
    """Where each part of a file stands: of a field its key, of an item in a list its beginning."""

    file: Path
    """The file."""
    parts: Mapping[Steps, Place] = field(default_factory=dict)
    """Where each part begins."""
    contents: Mapping[Steps, Place] = field(default_factory=dict)
    """Where the value of a field begins that is a word, a number or a text."""
    letters: Mapping[Steps, Place] = field(default_factory=dict)
    """Where the first character of a text stands that is written on one line exactly as it reads."""

    def __getitem__(self, steps: Steps) -> Place:
        return self.parts[steps]

    def __iter__(self) -> Iterator[Steps]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def near(self, steps: Steps) -> Steps:
        """The longest beginning of `steps` that the file has."""
        while steps and steps not in self.parts:
            steps = steps[:-1]
        return steps

    def report(self, code: str, steps: Steps, message: str, fix: str = "", *, key: bool = False) -> Diagnostic:
        """Make a diagnostic at the value that is reached by `steps`, or at its key; without a fix, with the code's."""
        near = self.near(steps)
        place = self.parts.get(near, Place())
        if not key and near == steps:
            place = self.contents.get(near, place)
        return Diagnostic(self.file, place.line, place.column, code, message, fix or CODES[code].mend)

    def report_inside(self, code: str, steps: Steps, offset: int, message: str, fix: str = "") -> Diagnostic:
        """Make a diagnostic at a character of a text, where the text is written as it reads; else at its beginning."""
        start = self.letters.get(steps)
        if start is None:
            return self.report(code, steps, message, fix)
        return Diagnostic(self.file, start.line, start.column + offset, code, message, fix or CODES[code].mend)
