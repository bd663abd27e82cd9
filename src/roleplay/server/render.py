"""From a notebook to a page: Voilà's renderer with our template, and the handler that hands a page its kernel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import nbformat
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from tornado.iostream import StreamClosedError
from voila.notebook_renderer import NotebookRenderer

from roleplay.errors import RoleplayError
from roleplay.identity.token import digest
from roleplay.server.assets import addresses, words
from roleplay.server.entrance import EntranceHandler
from roleplay.server.page import FirstPaint, Page

if TYPE_CHECKING:
    from roleplay.server.app import RoleplayServer

_log = logging.getLogger(__name__)

TITLE_MARK = "<!--roleplay:title-->"
FIRST_MARK = "<!--roleplay:first-paint-->"
STRIP_MARK = "<!--roleplay:strip-->"
"""Where all that goes, as the page leaves, and who is signed in: one in reserve is rendered before anybody asks."""

AGAIN = '<meta http-equiv="refresh" content="3"><p class="rp-noscript">{}</p>'
"""The end of a page whose kernel was lost while it was sent: the browser asks for it again by itself."""


class PageRenderer(NotebookRenderer):  # type: ignore[misc]
    """Voilà's renderer with the texts and files of our template, which neither notebook nor address can change."""

    assets: Mapping[str, str]
    """Where a page finds its files, by name."""

    @classmethod
    def of(cls, server: RoleplayServer, notebook: str) -> PageRenderer:
        """A renderer for a notebook; its path is relative to the server's root folder."""
        renderer = cls(
            voila_configuration=server.voila_configuration,
            traitlet_config=server.config,
            notebook_path=notebook,
            root_dir=server.root_dir,
            template_paths=server.template_paths,
            config_manager=None,
            contents_manager=None,
            base_url=server.base_url,
            kernel_spec_manager=server.kernel_spec_manager,
            page_config={},
        )
        renderer.assets = addresses(server.base_url, server.assets)
        return renderer

    async def initialize(self, **known: Any) -> None:
        """Read the notebook and make the exporter ready."""
        await super().initialize(**known)
        told = self.notebook.metadata.get("roleplay", {})
        app = told.get("app", Path(self.notebook_path).stem)
        scripts = {name: f"{name}.js" for name in (app, f"{app}.words")}
        self.resources.update(
            words=words(),
            assets=self.assets,
            app=app,
            modules={name: self.assets[file] for name, file in scripts.items() if file in self.assets},
            readings=_readings(self.notebook) if told.get("reads", False) else [],
            marks={"title": TITLE_MARK, "first": FIRST_MARK, "strip": STRIP_MARK},
        )

    async def load_notebook(self, path: str) -> nbformat.NotebookNode:
        """Read the file itself: what is trusted or hidden is no question here, and nothing is written for it."""
        text = await asyncio.to_thread((Path(self.root_dir) / path).read_text, encoding="utf-8")
        fixed: nbformat.NotebookNode = await self.fix_notebook(nbformat.reads(text, as_version=4))
        return fixed


def _readings(notebook: nbformat.NotebookNode) -> list[str]:
    """The text cells of a notebook as HTML; what is HTML in them already is shown as text."""
    render = MarkdownWithMath(renderer=IPythonRenderer(escape=True, exclude_anchor_links=True))
    return [str(render.render(cell.source)) for cell in notebook.cells if cell.cell_type == "markdown"]


def fill(snippet: str, first: FirstPaint, strip: str = "") -> str:
    """Put the first paint where the template left room for it; `strip` is HTML."""
    if not any(mark in snippet for mark in (TITLE_MARK, FIRST_MARK, STRIP_MARK)):
        return snippet
    filled = snippet.replace(TITLE_MARK, escape(first.title)).replace(FIRST_MARK, first.html())
    return filled.replace(STRIP_MARK, strip)


class PageHandler(EntranceHandler):
    """Every address below a page's prefix."""

    def initialize(self, page: Page) -> None:
        """Which page it is."""
        self.page = page

    async def get(self) -> None:
        """Take a kernel, bind it to the person, and only then send the page."""
        person = self.person
        if person is None:  # `prepare` has answered
            return
        if not self.page.roles & person.roles:
            self.say(403, words()["refused_title"], words()["refused"])
            return
        server = self.server
        path = unquote("/" + self.request.path.removeprefix(self.base_url))
        asked = f"{path}?{self.request.query}" if self.request.query else path
        server.refresh()
        await server.refreshed()
        first = server.first_paint(path, person)
        strip = self.strip()
        session, now = digest(server.sign_in.held(self) or ""), datetime.now(UTC)
        taken = await server.kernels.take(server.notebook_name(self.page), person.id)
        try:
            server.store.bind_kernel(taken.kernel_id, person.id, person.roles, asked, now, session=session)
            self.set_header("Content-Type", "text/html; charset=utf-8")
            async for snippet in taken.snippets:
                self.write(fill(snippet, first, strip))
                await self.flush()
        except StreamClosedError:
            await server.kernels.end(taken.kernel_id)
        except Exception as error:
            await server.kernels.end(taken.kernel_id)
            if not self._headers_written:
                if isinstance(error, RoleplayError):
                    raise
                self.set_status(503)  # a kernel that never answered; the next one does
            # Half of a page may be out. Nobody can take it back, but it can ask for another.
            _log.exception("%s broke off while it was sent", self.request.path)
            self.finish(AGAIN.format(escape(words()["broken"])))
