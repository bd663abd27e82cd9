"""What the pages of a test went through, told when the test fails: nobody can look at a browser that is gone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from time import monotonic

from playwright.sync_api import BrowserContext, Page, Request, WebSocket

TOLD = 40
"""The last lines of each page that are told."""

LOG_TOLD = 4000
"""Characters of a log that are told."""

_TOKEN = re.compile(r"token=[\w-]+")


@dataclass
class Witness:
    """Sees the pages of one browser profile from the first on."""

    context: BrowserContext
    """The profile."""
    errors: list[str] = field(default_factory=list)
    """What no script of a page has caught."""
    lines: dict[Page, list[str]] = field(default_factory=dict)
    """For each page, what was asked for and said, with seconds since the first page."""
    waiting: dict[Request, str] = field(default_factory=dict)
    """Requests without an end."""

    def __post_init__(self) -> None:
        self._begun = monotonic()
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        lines = self.lines.setdefault(page, [])

        def note(said: str) -> None:
            lines.append(f"{monotonic() - self._begun:8.3f} {_TOKEN.sub('token=...', said)[:300]}")

        def asked(request: Request) -> None:
            self.waiting[request] = request.url
            note(f"asks {request.url}")

        def ended(request: Request) -> None:
            self.waiting.pop(request, None)
            if request.failure:
                note(f"failed {request.url}: {request.failure}")

        def opened(line: WebSocket) -> None:
            note(f"line {line.url}")
            line.on("close", lambda _: note("line closed"))

        page.on("request", asked)
        page.on("requestfinished", ended)
        page.on("requestfailed", ended)
        page.on("response", lambda answer: note(f"{answer.status} {answer.url}"))
        page.on("console", lambda said: note(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: note(f"uncaught: {error}"))
        page.on("websocket", opened)

    def told(self) -> str:
        """All that, as text."""
        pages = (f"{page.url}\n" + "\n".join(lines[-TOLD:]) for page, lines in self.lines.items())
        return "\n\n".join(
            [*pages, f"without an end: {[_TOKEN.sub('token=...', one) for one in self.waiting.values()]}"]
        )
