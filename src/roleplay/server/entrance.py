"""The way in: the page that says how to sign in, and the addresses that need it."""

from __future__ import annotations

from roleplay.server.assets import words
from roleplay.server.plain import PlainHandler, plain_page
from roleplay.server.signin import token_in


class EntranceHandler(PlainHandler):
    """An address that is only for people who are signed in. Its `?token=` signs a browser in."""

    def prepare(self) -> None:
        """Spend a token if there is one; else show how to sign in to those who are not."""
        token = self.get_query_argument("token", None)
        if token is not None and self.request.method == "GET":
            self.arrive(token)
        elif self.person is None:
            self.server.sign_in.remember(self, self.request.path)
            self.ask_to_sign_in(words()["signin_none"])

    def arrive(self, token: str) -> None:
        """Sign this browser in, if the token is good, and go on to the page without the token in its address."""
        if not self.server.sign_in.accept(self, token) and self.person is None:
            self.ask_to_sign_in(words()["signin_used"])
            return
        self.no_store()
        asked = self.server.sign_in.remembered(self)
        straight = self.request.path not in (self.base_url, f"{self.base_url}sign-in")
        self.redirect(self.request.path if straight else asked or self.base_url, status=303)

    def ask_to_sign_in(self, why: str) -> None:
        """Finish with the page that says how to sign in."""
        texts = words()
        self.clear()
        self.set_status(403)
        self.no_store()
        page = plain_page(
            self.base_url,
            texts["signin_title"],
            [why],
            heading=texts["signin_heading"],
            signin=f"{self.base_url}sign-in",
        )
        self.finish(page)


class HomeHandler(EntranceHandler):
    """The base URL: on to the first page."""

    def get(self) -> None:
        """Go to the first page."""
        self.no_store()
        self.redirect(f"{self.base_url}{self.server.pages[0].prefix.lstrip('/')}")


class SignInHandler(EntranceHandler):
    """Takes a pasted link."""

    def prepare(self) -> None:
        """Everybody may come here."""

    def get(self) -> None:
        """Show how to sign in, or go on when that is done."""
        if self.person is not None:
            self.redirect(self.base_url)
        else:
            self.ask_to_sign_in(words()["signin_none"])

    def post(self) -> None:
        """Sign this browser in by what was pasted."""
        if self.same_origin():
            self.arrive(token_in(self.get_body_argument("link", "")))
        else:
            self.ask_to_sign_in(words()["signin_none"])
