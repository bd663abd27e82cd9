"""Pages without a kernel, and the handler that every address of ours builds on."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import jinja2
import tornado.web

from roleplay.server.assets import TEMPLATE_FOLDER, addresses, words

if TYPE_CHECKING:
    from roleplay.server.app import RoleplayServer
    from roleplay.store.rows import PersonRow

_log = logging.getLogger(__name__)

_environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATE_FOLDER), autoescape=True)


def plain_page(base_url: str, title: str, paragraphs: Sequence[str], **more: Any) -> str:
    """A page that only says something. `title` and `paragraphs` are plain text."""
    template = _environment.get_template("plain.html.j2")
    return template.render(
        words=words(), assets=addresses(base_url), title=title, paragraphs=paragraphs, home=base_url, **more
    )


def is_own_origin(origin: str | None, host: str) -> bool:
    """Whether an Origin header names the host that was asked. One that is missing or cannot be read does not."""
    try:
        return origin is not None and urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


class PlainHandler(tornado.web.RequestHandler):
    """Knows the server and the person, and explains every refusal on a page."""

    @property
    def server(self) -> RoleplayServer:
        """The server that this handler belongs to."""
        return cast("RoleplayServer", self.settings["roleplay"])

    @property
    def base_url(self) -> str:
        """The server's base URL, with a slash at both ends."""
        return self.server.base_url

    @property
    def person(self) -> PersonRow | None:
        """Who is signed in, or None."""
        return self.server.sign_in.person(self)

    def same_origin(self) -> bool:
        """Whether the request comes from a page of this server. A request that does not say so does not."""
        return is_own_origin(self.request.headers.get("Origin"), self.request.host)

    def check_xsrf_cookie(self) -> None:
        """Held by `same_origin` instead of a token: the handlers that change anything ask it themselves."""

    def no_store(self) -> None:
        """Keep this answer out of every cache."""
        self.set_header("Cache-Control", "no-store")

    def say(self, status: int, title: str, *paragraphs: str, **more: Any) -> None:
        """Finish with a plain page."""
        self.clear()
        self.set_status(status)
        self.no_store()
        self.finish(plain_page(self.base_url, title, paragraphs, **more))

    def write_error(self, status_code: int, **_: Any) -> None:
        """Every error is a page that says what to do."""
        texts = words()
        if status_code >= 500:
            self.say(status_code, texts["broken_title"], texts["broken"])
        else:
            self.say(status_code, texts["missing_title"], texts["missing"])

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Log what went wrong, but not what a visitor merely got wrong."""
        if not isinstance(value, tornado.web.HTTPError):
            _log.error("%s could not be answered", self.request.path, exc_info=(typ, value, tb))


class MissingHandler(PlainHandler):
    """Nothing is at this address."""

    def prepare(self) -> None:
        """Refuse before anything else happens."""
        self.say(404, words()["missing_title"], words()["missing"])


class MisdirectedHandler(PlainHandler):
    """The request names a host that this is not: a mistake, or another site that tries to reach it (rebinding)."""

    def prepare(self) -> None:
        """Refuse before anything else happens."""
        self.say(421, words()["misdirected_title"], words()["misdirected"])


class PulseHandler(PlainHandler):
    """Whether anybody answers at all: a page asks before it reloads."""

    def get(self) -> None:
        """Nothing, successfully."""
        self.no_store()
        self.set_status(204)
        self.finish()
