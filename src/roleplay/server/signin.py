"""Who a browser is: a link works once, and the browser that opened it stays signed in."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import tornado.web
from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User

from roleplay.identity.token import digest, new_token

if TYPE_CHECKING:
    from roleplay.store.protocol import Store
    from roleplay.store.rows import PersonRow

TOKEN_LIFE = timedelta(hours=12)
SESSION_DAYS = 30
ASKED_FOR_S = 3600
"""How long a browser remembers which page was asked for before signing in."""


def mint_link(store: Store, person_id: str, url: str) -> str:
    """A link that signs one browser in as this person, once. `url` is the server's, with a slash at its end."""
    token = new_token()
    store.add_token(digest(token), person_id, datetime.now(UTC) + TOKEN_LIFE)
    return f"{url}?token={quote(token)}"


@dataclass
class SignedIn(User):
    """jupyter_server's notion of somebody, with ours inside."""

    row: PersonRow | None = None
    """The person, as the store knows them."""


class SignIn(IdentityProvider):
    """Who a browser is, by its signed cookie."""

    def __init__(self, store: Store, cookie: str, **known: Any) -> None:
        super().__init__(**known)
        self.store = store
        self.cookie = cookie

    def person_id(self, handler: tornado.web.RequestHandler) -> str | None:
        """Whom the cookie of this request names; whether there still is such a person is not asked."""
        value = handler.get_signed_cookie(self.cookie, max_age_days=SESSION_DAYS)
        return value.decode() if value else None

    def person(self, handler: tornado.web.RequestHandler) -> PersonRow | None:
        """The person whose browser sends this request, or None."""
        person_id = self.person_id(handler)
        return self.store.person(person_id) if person_id else None

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

    def accept(self, handler: tornado.web.RequestHandler, token: str) -> bool:
        """Spend a token and sign this browser in; False when the token is no good."""
        person_id = self.store.spend_token(digest(token), datetime.now(UTC))
        if person_id is None:
            return False
        self._set_cookie(handler, self.cookie, person_id, SESSION_DAYS * 24 * 60 * 60)
        return True

    def remember(self, handler: tornado.web.RequestHandler, path: str) -> None:
        """Keep the page that was asked for until somebody has signed in."""
        self._set_cookie(handler, f"{self.cookie}-asked", path, ASKED_FOR_S)

    def remembered(self, handler: tornado.web.RequestHandler) -> str | None:
        """The page that was asked for before signing in, forgotten by this."""
        name = f"{self.cookie}-asked"
        value = handler.get_signed_cookie(name, max_age_days=1)
        if value is None:
            return None
        handler.clear_cookie(name, path=handler.settings["base_url"])
        return value.decode()

    def _set_cookie(self, handler: tornado.web.RequestHandler, name: str, value: str, seconds: int) -> None:
        handler.set_signed_cookie(
            name,
            value,
            expires_days=None,
            max_age=seconds,
            path=handler.settings["base_url"],
            httponly=True,
            samesite="Lax",
            secure=handler.request.protocol == "https",
        )


class Owner(Authorizer):
    """A kernel opens to the person for whom its page was opened, and to nobody else."""

    store: Store

    def is_authorized(self, handler: Any, user: User, action: str, resource: str) -> bool:
        """Whether the kernel of this request is this person's."""
        del action, resource
        return self.owns(user.username, handler.path_kwargs.get("kernel_id", ""))

    def owns(self, person_id: str, kernel_id: str) -> bool:
        """Whether the kernel is this person's."""
        binding = self.store.binding(kernel_id)
        return binding is not None and binding.person_id == person_id


_TOKEN = re.compile(r"[\w-]+")


def token_in(link: str) -> str:
    """The token of a pasted link, or what was pasted if it is no link."""
    try:
        asked = parse_qs(urlsplit(link.strip()).query).get("token")
    except ValueError:  # not even the beginning of an address
        return ""
    token = asked[-1] if asked else link.strip()
    return token if _TOKEN.fullmatch(token) else ""
