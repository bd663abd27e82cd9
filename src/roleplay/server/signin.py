"""Who a browser is: it holds a random token in a cookie, and the store knows whose that is until they sign out."""

from __future__ import annotations

import asyncio
import functools
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

import tornado.web
from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User

from roleplay.errors import NotAllowed
from roleplay.identity.token import digest, new_token
from roleplay.server.slowing import Slowing, Try
from roleplay.services.entering import LONGEST, Entered, Entering

if TYPE_CHECKING:
    from roleplay.store.people_rows import PersonRow
    from roleplay.store.protocol import Store

TOKEN_LIFE = timedelta(hours=12)
ASKED_FOR_S = 3600
"""How long a browser remembers which page was asked for before signing in."""

INVITED_S = 3600
"""How long a browser that has opened an invitation may take to answer it."""

KNOWN_DAYS = 400
"""How long a browser is known to have been somebody's; browsers keep no cookie for longer."""

KNOWN_LOGINS = 5
"""For how many logins a browser is known: one that a family shares."""

HASHED_AT_ONCE = 2
"""How many passwords are looked at at the same time; each takes 64 MiB and a core."""

HASHES_WAITING = 40
"""With so many more in line, the next is asked to come again."""

T = TypeVar("T")


def _utc_now() -> datetime:
    return datetime.now(UTC)


def mint_link(store: Store, person_id: str, url: str) -> str:
    """A link that signs one browser in as this person, once. `url` is the server's, with a slash at its end."""
    token = new_token()
    store.add_token(digest(token), person_id, _utc_now() + TOKEN_LIFE)
    return f"{url}?token={quote(token)}"


@dataclass
class SignedIn(User):
    """jupyter_server's notion of somebody, with ours inside."""

    row: PersonRow | None = None
    """The person, as the store knows them."""


class Busy(tornado.web.HTTPError):
    """More people try passwords than can be looked at."""

    def __init__(self) -> None:
        super().__init__(503)


class SignIn(IdentityProvider):
    """Who a browser is, by its cookie.

    The cookies are signed. For the session that adds nothing to 256 random bits, but one that was made up, or that
    another server set on the same host, does not get as far as the store.
    """

    def __init__(self, store: Store, cookie: str, **known: Any) -> None:
        super().__init__(**known)
        self.entering = Entering(store, _utc_now)
        self.slowing = Slowing()
        self.store = store
        self.cookie = cookie
        self._hashing = ThreadPoolExecutor(HASHED_AT_ONCE, "password")
        self._waiting = 0

    # --- who somebody is ---

    def held(self, handler: tornado.web.RequestHandler) -> str | None:
        """What this browser holds, whether or not it still lets anybody in."""
        value = handler.get_signed_cookie(self.cookie, max_age_days=LONGEST.days)
        return value.decode() if value else None

    def person(self, handler: tornado.web.RequestHandler) -> PersonRow | None:
        """The person whose browser sends this request, or None."""
        token = self.held(handler)
        return self.entering.who(token) if token else None

    def get_user(self, handler: tornado.web.RequestHandler) -> User | Awaitable[User | None] | None:
        """For the handlers that come from jupyter_server."""
        row = self.person(handler)
        return SignedIn(username=row.id, name=row.name, row=row) if row else None

    def should_check_origin(self, handler: tornado.web.RequestHandler) -> bool:
        """Always: there is no request with a token in a header."""
        del handler
        return True

    def is_token_authenticated(self, handler: tornado.web.RequestHandler) -> bool:
        """Never: a token only ever becomes a cookie."""
        del handler
        return False

    # --- coming in and going out ---

    def accept(self, handler: tornado.web.RequestHandler, token: str) -> bool:
        """Spend a token and sign this browser in; False when the token is no good."""
        try:
            entered = self.entering.by_link(token)
        except NotAllowed:
            return False
        held = self.held(handler)
        present = self.entering.who(held) if held else None
        if present is not None and present.id == entered.person.id:
            # Another link in a browser that is in already: its other pages stay open.
            self.store.end_session(digest(entered.token))
        else:
            self.welcome(handler, entered)
        return True

    def welcome(self, handler: tornado.web.RequestHandler, entered: Entered) -> None:
        """Sign this browser in. Whatever it held before is worth nothing from now on."""
        held = self.held(handler)
        if held is not None:
            self.entering.leave(held)
        self._set_cookie(handler, self.cookie, entered.token, LONGEST)
        if entered.person.login is not None:
            self._know(handler, entered.person.login)

    def forget(self, handler: tornado.web.RequestHandler) -> None:
        """Take the cookie of a browser that is signed out."""
        handler.clear_cookie(self.cookie, path=handler.settings["base_url"])

    async def slowly(self, work: Callable[..., T], *given: Any) -> T:
        """Do something that hashes a password, in a thread and two at a time. Raises `Busy` when too many wait."""
        if self._waiting >= HASHES_WAITING + HASHED_AT_ONCE:
            raise Busy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hashing, functools.partial(work, *given))
        finally:
            self._waiting -= 1

    # --- browsers that are known ---

    def attempt(self, handler: tornado.web.RequestHandler, login: str) -> Try:
        """Somebody at this browser wants to try a password."""
        device, logins = self._known(handler)
        known = _login_mark(login) in logins
        return Try(login, handler.request.remote_ip or "", device if known else "")

    def _know(self, handler: tornado.web.RequestHandler, login: str) -> None:
        device, logins = self._known(handler)
        mark = _login_mark(login)
        kept = [one for one in logins if one != mark][-(KNOWN_LOGINS - 1) :]
        value = ".".join([device or new_token(), *kept, mark])
        self._set_cookie(handler, f"{self.cookie}-known", value, timedelta(days=KNOWN_DAYS))

    def _known(self, handler: tornado.web.RequestHandler) -> tuple[str, list[str]]:
        value = handler.get_signed_cookie(f"{self.cookie}-known", max_age_days=KNOWN_DAYS)
        device, *logins = value.decode().split(".") if value else [""]
        return device, logins

    # --- what is remembered on the way in ---

    def remember(self, handler: tornado.web.RequestHandler, path: str) -> None:
        """Keep the page that was asked for until somebody has signed in."""
        self._set_cookie(handler, f"{self.cookie}-asked", path, timedelta(seconds=ASKED_FOR_S))

    def remembered(self, handler: tornado.web.RequestHandler) -> str | None:
        """The page that was asked for before signing in, forgotten by this."""
        return self._take_cookie(handler, "asked")

    def hold_invitation(self, handler: tornado.web.RequestHandler, token: str) -> None:
        """Keep the token of an invitation, so that it stands in no further address."""
        self._set_cookie(handler, f"{self.cookie}-invited", token, timedelta(seconds=INVITED_S))

    def invitation(self, handler: tornado.web.RequestHandler) -> str | None:
        """The token of the invitation that this browser has opened."""
        value = handler.get_signed_cookie(f"{self.cookie}-invited", max_age_days=1)
        return value.decode() if value else None

    def answered(self, handler: tornado.web.RequestHandler) -> None:
        """The invitation has done its work."""
        self._take_cookie(handler, "invited")

    def _take_cookie(self, handler: tornado.web.RequestHandler, name: str) -> str | None:
        name = f"{self.cookie}-{name}"
        value = handler.get_signed_cookie(name, max_age_days=1)
        if value is None:
            return None
        handler.clear_cookie(name, path=handler.settings["base_url"])
        return value.decode()

    def _set_cookie(self, handler: tornado.web.RequestHandler, name: str, value: str, life: timedelta) -> None:
        handler.set_signed_cookie(
            name,
            value,
            expires_days=None,
            max_age=round(life.total_seconds()),
            path=handler.settings["base_url"],
            httponly=True,
            samesite="Lax",
            secure=handler.request.protocol == "https",
        )


def _login_mark(login: str) -> str:
    return digest(login.strip().casefold())[:16]


class Owner(Authorizer):
    """A kernel opens to the person for whom it acts at this moment, and to nobody else."""

    store: Store

    def is_authorized(self, handler: Any, user: User, action: str, resource: str) -> bool:
        """Whether the kernel of this request is this person's."""
        del action, resource
        return self.owns(user.username, handler.path_kwargs.get("kernel_id", ""))

    def owns(self, person_id: str, kernel_id: str) -> bool:
        """Whether the kernel acts for this person now: neither signed out since it was opened, nor shut out."""
        acting = self.store.acting(kernel_id)
        return acting is not None and acting.id == person_id


_TOKEN = re.compile(r"[\w-]+")


def token_in(link: str) -> str:
    """The token of a pasted link, or what was pasted if it is no link."""
    try:
        asked = parse_qs(urlsplit(link.strip()).query).get("token")
    except ValueError:  # not even the beginning of an address
        return ""
    token = asked[-1] if asked else link.strip()
    return token if _TOKEN.fullmatch(token) else ""
