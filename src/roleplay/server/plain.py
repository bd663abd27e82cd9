"""Pages without a kernel, and the handler that every address of ours builds on."""

from __future__ import annotations

import errno
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import jinja2
import tornado.web

from roleplay.errors import Misconfigured, RoleplayError, Unavailable
from roleplay.server.assets import TEMPLATE_FOLDER, addresses, words
from roleplay.server.places import RETRY_AFTER_S, Full
from roleplay.services.authority import Authority, actor_of
from roleplay.services.policy import Action
from roleplay.store.people import LOCAL_NAME

if TYPE_CHECKING:
    from roleplay.server.app import RoleplayServer
    from roleplay.store.people_rows import PersonRow

_log = logging.getLogger(__name__)

PLACES = ("learn", "desk", "workshops", "reports", "author")
"""Parts of the workbook that the line at the top leads to, in this order, each to whom it is open."""

_PART_OF = {"modules": "learn"}

_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATE_FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def moment(at: datetime) -> str:
    """A time as people read it; UTC, as the server does not know where they are."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


_environment.filters["moment"] = moment


def written(template: str, base_url: str, /, **more: Any) -> str:
    """A page, or a part of one, of one of our templates. Whatever is given is escaped when it is written."""
    return _environment.get_template(f"{template}.html.j2").render(
        words=words(), assets=addresses(base_url), home=base_url, **more
    )


def plain_page(base_url: str, title: str, paragraphs: Sequence[str], **more: Any) -> str:
    """A page that only says something. `title` and `paragraphs` are plain text."""
    return written("plain", base_url, title=title, paragraphs=paragraphs, **more)


def called(name: str) -> str:
    """What to call somebody on a page; the owner of a machine has told nobody a name."""
    return words()["local_owner"] if name == LOCAL_NAME else name


def is_own_origin(origin: str | None, host: str, protocol: str = "http") -> bool:
    """Whether an Origin header names the host that was asked. One that is missing or cannot be read does not.

    Of a server that speaks TLS, a page that came without it is none: anybody on the way could have written it.
    """
    try:
        parts = urlsplit(origin or "")
    except ValueError:
        return False
    return parts.netloc.lower() == host.lower() and parts.scheme in {"https", protocol}


def _has_no_room(error: BaseException | None) -> bool:
    """Whether a file could not be written, such as the one by which a kernel is reached."""
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


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

    @cached_property
    def person(self) -> PersonRow | None:
        """Who is signed in, or None. Looked up once for a request."""
        return self.server.sign_in.person(self)

    def same_origin(self) -> bool:
        """Whether the request comes from a page of this server. A request that does not say so does not."""
        return is_own_origin(self.request.headers.get("Origin"), self.request.host, self.request.protocol)

    def check_xsrf_cookie(self) -> None:
        """Held by `same_origin` instead of a token: the handlers that change anything ask it themselves."""

    def strip(self) -> str:
        """The line at the top of every page: where somebody can go, who they are, and the way to their account and out.

        The owner of a machine who is alone on it need not be told who they are.
        """
        person = self.person
        if person is None:
            return ""
        store = self.server.store
        alone = person.login is None and not store.has_accounts()
        here = {page.prefix.removeprefix("/") for page in self.server.given.pages if page.roles & person.roles}
        places = [place for place in PLACES if place in here]
        part = self.request.path.removeprefix(self.base_url).partition("/")[0]
        return written(
            "who",
            self.base_url,
            places=places if len(places) > 1 else [],
            name=None if alone else called(person.name),
            looks_after=Authority(store).may(actor_of(person), Action.MANAGE_PEOPLE),
            path=self.request.path,
            part=_PART_OF.get(part, part),
        )

    def say(self, status: int, title: str, *paragraphs: str, **more: Any) -> None:
        """Finish with a plain page; `strip` stands at its top in place of the line, for which a database is asked."""
        if "strip" not in more:
            more |= self._top()
        self.clear()
        self.set_status(status)
        self.finish(plain_page(self.base_url, title, paragraphs, **more))

    def _top(self) -> dict[str, Any]:
        try:
            return {"strip": self.strip(), "stranger": self.person is None}
        except RoleplayError:  # the store has told its log why, and a refusal can be read without the line
            return {}

    def write_error(self, status_code: int, **known: Any) -> None:
        """Every error is a page that says what to do."""
        texts = words()
        error = (known.get("exc_info") or (None, None))[1]
        if isinstance(error, Full):
            self.say_full(own=error.own)
        elif isinstance(error, Unavailable | Misconfigured) or _has_no_room(error):
            # What exactly, its log says, and `roleplay doctor`.
            self.say(503, texts["unavailable_title"], texts["unavailable"], texts["full_safe"], strip="")
        elif status_code >= 500:
            self.say(status_code, texts["broken_title"], texts["broken"])
        else:
            self.say(status_code, texts["missing_title"], texts["missing"])

    def say_full(self, *, own: bool) -> None:
        """Finish with the page that says why there is no place, and how to get one."""
        texts = words()
        why = texts["full_own" if own else "full_all"].format(most=self.server.kernels.places.each)
        self.clear()
        self.set_status(503)
        self.set_header("Retry-After", str(RETRY_AFTER_S))
        more = {**self._top(), "again": self.request.path}
        self.finish(plain_page(self.base_url, texts["full_title"], [why, texts["full_safe"]], **more))

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
        self.say(421, words()["misdirected_title"], words()["misdirected"], strip="")


class StoppingHandler(PlainHandler):
    """The server is about to end; whoever comes now comes again in a moment."""

    def prepare(self) -> None:
        """Refuse before anything else happens."""
        texts = words()
        self.set_status(503)
        self.set_header("Retry-After", "5")
        self.set_header("Connection", "close")
        page = plain_page(self.base_url, texts["stopping_title"], [texts["stopping"]], again=self.request.path)
        self.finish(page)


class PulseHandler(PlainHandler):
    """Whether anybody answers at all: a page asks before it reloads."""

    def get(self) -> None:
        """Nothing, successfully."""
        self.set_status(204)
        self.finish()
