"""The ways in and out: signing in by a password or a link, answering an invitation, signing out."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from roleplay.errors import Misconfigured, NotAllowed, NotFound
from roleplay.identity import Actor, Role
from roleplay.server.assets import words
from roleplay.server.notes import Note
from roleplay.server.plain import PlainHandler, written
from roleplay.server.signin import Busy, token_in
from roleplay.services.authority import Authority, actor_of
from roleplay.services.entering import Entered
from roleplay.services.policy import Action
from roleplay.services.privacy import Privacy
from roleplay.services.shelf import Bookshelf

UNPROCESSABLE = 422
"""The status of a form that comes back with something to mend."""

FAREWELLS = {"left": "signin_left", "erased": "signin_erased"}
"""What the page that says how to sign in says to somebody who was in before, by the query of its address."""

LONGEST_FIELD = 1000
"""Characters of a field that are looked at; no login and no password is that long."""


class DoorHandler(PlainHandler):
    """Shows the pages of the house, to whoever may see them."""

    def show(self, template: str, title: str, status: int = 200, /, **more: Any) -> None:
        """Finish with a page of a template."""
        self.set_status(status)
        self.finish(written(template, self.base_url, title=title, strip=self.strip(), **more))

    @cached_property
    def actor(self) -> Actor:
        """Who acts. Only for somebody who is signed in."""
        person = self.person
        if person is None:
            raise NotAllowed(words()["signin_none"])
        return actor_of(person)

    def may(self, action: Action) -> bool:
        """Whether this person may do something with what is the house's."""
        return Authority(self.server.store).may(self.actor, action)

    def field(self, name: str) -> str:
        """A field of a form, as it was typed."""
        return self.get_body_argument(name, "", strip=False)[:LONGEST_FIELD]

    def write_error(self, status_code: int, **known: Any) -> None:
        """Refusals of a service are no faults of the server."""
        texts = words()
        error = (known.get("exc_info") or (None, None))[1]
        if isinstance(error, NotFound):
            self.say(404, texts["missing_title"], texts["missing"])
        elif isinstance(error, NotAllowed):
            self.say(403, texts["refused_title"], str(error))
        elif isinstance(error, Busy):
            self.say(503, texts["busy_title"], texts["busy"])
        else:
            super().write_error(status_code, **known)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """They are not logged, either."""
        if not isinstance(value, NotFound | NotAllowed):
            super().log_exception(typ, value, tb)

    def ask_to_sign_in(
        self, why: str, status: int = 403, *, login: str = "", wrong: bool = False, wait: int = 0
    ) -> None:
        """Finish with the page that says how to sign in; not before so many seconds, if there are any."""
        self.clear()
        self.set_status(status)
        if wait:
            self.set_header("Retry-After", str(wait))
        accounts, title = self.server.store.has_accounts(), words()["signin_title"]
        known = {"title": title, "why": why, "accounts": accounts, "login": login, "wrong": wrong}
        self.finish(written("signin", self.base_url, **known))

    async def come_in(self, entered: Entered) -> None:
        """Sign this browser in, and go on to what it asked for before."""
        self.server.sign_in.welcome(self, entered)
        self.server.metrics.sign_in(ok=True)
        await self.server.departures.end()  # of whoever was signed in here before
        self.go_on()

    def go_on(self) -> None:
        """On to the page that was asked for, which is one of this server."""
        asked = self.server.sign_in.remembered(self) or ""
        own = asked.startswith(self.base_url) and not asked.startswith(("//", "/\\"))
        self.redirect(asked if own else self.base_url, status=303)


class EntranceHandler(DoorHandler):
    """An address that is only for people who are signed in. Its `?token=` signs a browser in."""

    def prepare(self) -> None:
        """Spend a token if there is one; else show how to sign in to those who are not."""
        token = self.get_query_argument("token", None)
        if token is not None and self.request.method == "GET":
            self.arrive(token)
        elif self.person is None:
            query = f"?{self.request.query}" if self.request.query and self.request.method == "GET" else ""
            self.server.sign_in.remember(self, self.request.path + query)
            self.ask_to_sign_in(words()["signin_none"])
        elif self.request.method == "POST" and not self.same_origin():
            self.say(403, words()["foreign_title"], words()["foreign"])

    def arrive(self, token: str) -> None:
        """Sign this browser in, if the token is good, and go on to the page without the token in its address."""
        accepted = self.server.sign_in.accept(self, token)
        self.server.metrics.sign_in(ok=accepted)
        if not accepted and self.person is None:
            self.ask_to_sign_in(words()["signin_used"])
        elif self.request.path in {self.base_url, f"{self.base_url}sign-in"}:
            self.go_on()
        else:
            self.redirect(self.request.path, status=303)

    @property
    def privacy(self) -> Privacy:
        """The service that knows what is kept about somebody."""
        store = self.server.store
        return Privacy(store, Bookshelf(store), self.server.given.runtime.data, lambda: datetime.now(UTC))

    def leave_note(self, note: Note) -> None:
        """Say this on the next page."""
        token = self.server.sign_in.held(self)
        if token is not None:
            self.server.notes.leave(token, note)

    def take_note(self) -> Note | None:
        """What is to be said on this page."""
        token = self.server.sign_in.held(self)
        return self.server.notes.take(token) if token else None


class HomeHandler(EntranceHandler):
    """The base URL: on to the first page."""

    def get(self) -> None:
        """Go to the first page that this person may open; everybody has an account."""
        roles = self.person.roles if self.person else frozenset()
        # Who looks after the house and nothing else begins there, whatever pages they may open beside.
        alone = roles == {Role.ADMINISTRATOR}
        mine = [page.prefix.lstrip("/") for page in self.server.pages if page.roles & roles and not alone]
        others = ["admin"] if self.may(Action.MANAGE_PEOPLE) else ["account"]
        self.redirect(f"{self.base_url}{(mine or others)[0]}")


class SignInHandler(EntranceHandler):
    """Takes login and password, or a pasted link."""

    def prepare(self) -> None:
        """Everybody may come here."""

    def get(self) -> None:
        """Show how to sign in, or go on when that is done."""
        if self.person is not None:
            self.redirect(self.base_url)
        else:
            self.ask_to_sign_in(words()[FAREWELLS.get(self.request.query, "signin_none")], status=200)

    async def post(self) -> None:
        """Sign this browser in by what was typed or pasted."""
        if not self.same_origin():
            self.ask_to_sign_in(words()["signin_none"])
        elif self.get_body_argument("login", None) is None:
            self.arrive(token_in(self.get_body_argument("link", "")))
        else:
            await self.try_password(self.field("login"), self.field("password"))

    async def try_password(self, login: str, password: str) -> None:
        """Sign this browser in if they fit together, unless too much was tried before."""
        sign_in = self.server.sign_in
        tried = sign_in.attempt(self, login)
        wait = sign_in.slowing.ask(tried)
        if wait:
            self.ask_to_sign_in(slow(wait), 429, login=login, wrong=True, wait=wait)
            return
        try:
            entered = await sign_in.slowly(sign_in.entering.by_password, login, password)
        except NotAllowed as error:
            self.server.metrics.sign_in(ok=False)
            self.ask_to_sign_in(str(error), login=login, wrong=True)
            return
        sign_in.slowing.passed(tried)
        await self.come_in(entered)


def slow(wait: int) -> str:
    """How long to wait, as a sentence."""
    return words()["slow_one" if wait == 1 else "slow"].format(seconds=wait)


class SignOutHandler(EntranceHandler):
    """Signs this browser out."""

    def get(self) -> None:
        """Nothing is done by merely following a link."""
        self.redirect(self.base_url)

    async def post(self) -> None:
        """Sign out, end what was open here, and say so."""
        token = self.server.sign_in.held(self)
        if token is not None:
            self.server.sign_in.entering.leave(token)
        await self.gone()

    async def gone(self, why: str = "left") -> None:
        """This browser is signed out; `why` is a word of `FAREWELLS`."""
        self.server.sign_in.forget(self)
        await self.server.departures.end()
        self.redirect(f"{self.base_url}sign-in?{why}", status=303)


class InvitationHandler(DoorHandler):
    """Where somebody chooses a password, by an invitation or a link for a new one. Only the form spends it."""

    def get(self) -> None:
        """Show for whom it is. The token leaves the address at once, and stands in no further one."""
        token = self.get_query_argument("token", None)
        if token is None:
            self.ask()
            return
        self.server.sign_in.hold_invitation(self, token_in(token))
        self.redirect(self.request.path, status=303)

    async def post(self) -> None:
        """Keep the password and sign this browser in."""
        token = self.server.sign_in.invitation(self) or ""
        new = self.field("new")
        if not self.same_origin():
            self.say(403, words()["foreign_title"], words()["foreign"])
            return
        if new != self.field("again"):
            self.ask(words()["password_differs"])
            return
        sign_in = self.server.sign_in
        try:
            entered = await sign_in.slowly(sign_in.entering.choose_password, token, new)
        except Misconfigured as error:
            self.ask(str(error))
        except NotAllowed:
            self.ask()
        else:
            sign_in.answered(self)
            await self.come_in(entered)

    def ask(self, error: str = "") -> None:
        """Show the form, or say kindly that there is nothing to answer."""
        invited = self.server.sign_in.entering.invited(self.server.sign_in.invitation(self) or "")
        if invited is None:
            self.say(403, words()["invitation_used_title"], words()["invitation_used"])
            return
        other = self.person if self.person is not None and self.person.id != invited.id else None
        self.show(
            "invitation",
            words()["invitation_title"],
            UNPROCESSABLE if error else 200,
            invited=invited,
            other=other,
            error=error,
        )
