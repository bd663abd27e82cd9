"""One kind of finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding."""

    id: str
    """`RPnnn`. Never given to another meaning."""
    title: str
    """What is wrong, in a few words."""
    why: str
    """Why it matters."""
    mend: str
    """How to mend it."""
    severity: Severity = Severity.ERROR
    """An error keeps the file from being used; a warning does not."""
