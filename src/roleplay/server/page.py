"""A page of the workbook: an address, the notebook behind it, and what stands on it before any script runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from roleplay.identity import Role
from roleplay.store.people_rows import PersonRow


@dataclass(frozen=True)
class FirstPaint:
    """What a page shows before its widget is there. Plain text: it is escaped when it is written."""

    title: str
    """The document's title."""

    heading: str
    """The heading, as large as a scenario's title; empty where the page begins with something to read."""

    paragraphs: tuple[str, ...] = ()
    """Setting, content note and the like, one paragraph each."""

    column: str = "wide"
    """Where the screen that comes has its heading, a name that the page's style knows (`.rp-at-...`)."""

    def html(self) -> str:
        """Heading and paragraphs as HTML."""
        heading = f'<h1 class="rp-at-{self.column}">{escape(self.heading)}</h1>' if self.heading else ""
        return "".join((heading, *(f"<p>{escape(text)}</p>" for text in self.paragraphs)))


AUTHOR_ROLES = frozenset({Role.AUTHOR})
"""Who may open the author's page."""

DESK_ROLES = frozenset({Role.EVALUATOR, Role.FACILITATOR, Role.SUPERVISOR})
"""Who may open the evaluator's: any of these can have a part in the review of a cohort's attempts."""

WORKSHOP_ROLES = DESK_ROLES
"""Who may open the facilitator's: those who lead workshops, and those who assess how they are led."""

WATCH_ROLES = WORKSHOP_ROLES | {Role.TRAINEE}
"""Who may open the part of it that is for watching workshops: people who learn can be asked to, too."""

REPORT_ROLES = DESK_ROLES | {Role.ADMINISTRATOR}
"""Who may open the page of reports."""

FirstPaintSource = Callable[[str, PersonRow], FirstPaint]
"""From the path below the base URL and the person who asks to what is shown first."""


@dataclass(frozen=True)
class Page:
    """One kind of page. Every address below its prefix opens the same notebook, which reads the rest of the address."""

    prefix: str
    """Its address below the base URL, such as `/learn`; without a slash at the end."""

    notebook: Path
    """The notebook that is run for each visitor, absolute. Its app's script and style are called after it, or as its
    metadata say under `roleplay`, `app`."""

    title: str
    """What it is called when nothing more particular is known."""

    roles: frozenset[Role] = frozenset({Role.TRAINEE})
    """The roles of which a person needs one to open it."""

    preheat: bool = True
    """Whether kernels for it may wait in reserve."""

    files: Path | None = None
    """A folder with its app's script and style, when these are not the package's own."""

    def plain_first_paint(self) -> FirstPaint:
        """The page's own title and nothing else."""
        return FirstPaint(self.title, self.title)
