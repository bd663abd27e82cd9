"""One's own account: who one is here, another password, where one is signed in, and what is kept about one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from roleplay.errors import Misconfigured, NotAllowed, RoleplayError
from roleplay.identity import Role
from roleplay.identity.token import digest
from roleplay.server.assets import words
from roleplay.server.entrance import UNPROCESSABLE, SignOutHandler, slow
from roleplay.server.notes import Note
from roleplay.server.plain import called
from roleplay.server.slowing import Try
from roleplay.services.exporting import EXPORT_NAME


class AccountHandler(SignOutHandler):
    """The page of one's own account. What a form wants stands in its field `do`."""

    def get(self) -> None:
        """Show it."""
        self.tell()

    async def post(self) -> None:
        """Do what a form asks for."""
        acts: Mapping[str, Callable[[], Awaitable[None]]] = {
            "password": self.change_password,
            "leave-others": self.leave_others,
            "leave-everywhere": self.leave_everywhere,
            "export": self.export,
            "erase": self.erase,
        }
        act = acts.get(self.field("do"))
        if act is None:
            self.tell()
        else:
            await act()

    @property
    def token(self) -> str:
        """What this browser holds."""
        return self.server.sign_in.held(self) or ""

    def tell(self, errors: Mapping[str, str] | None = None, status: int = UNPROCESSABLE) -> None:
        """Finish with the page; with what is wrong beside the form that it is about."""
        store, person = self.server.store, self.person
        if person is None:
            return
        cohorts = {one.id: one.name for one in store.cohorts()}
        here = digest(self.token)
        self.show(
            "account",
            words()["account_title"],
            status if errors else 200,
            person=person,
            name=called(person.name),
            held=[(cohorts[one.cohort_id], one.role) for one in store.memberships_of(person.id)],
            order=list(Role),
            sessions=[(one, one.digest == here) for one in store.sessions_of(person.id)],
            has_password=store.password(person.id) is not None,
            note=self.take_note(),
            errors=errors or {},
        )

    async def change_password(self) -> None:
        """Another password; all other browsers are signed out."""
        entering = self.server.sign_in.entering
        old, new = self.field("old"), self.field("new")
        if new != self.field("again"):
            self.tell({"password": words()["password_differs"]})
        elif await self.tried("password", entering.change_password, self.actor, old, new, self.token):
            await self.done("account_password_changed")

    async def tried(self, form: str, work: Callable[..., object], *given: object) -> bool:
        """Do something that asks for the password; if it does not succeed, say so beside the form.

        Tries are counted by themselves: whoever finds a browser that was left open may guess as slowly as at the door.
        """
        sign_in = self.server.sign_in
        tried = Try(self.actor.id, "", digest(self.token))
        if wait := sign_in.slowing.ask(tried):
            self.set_header("Retry-After", str(wait))
            self.tell({form: slow(wait)}, 429)
            return False
        try:
            await sign_in.slowly(work, *given)
        except NotAllowed as error:
            self.tell({form: str(error)})
            return False
        except Misconfigured as error:  # the old password was right, the new one is weak
            sign_in.slowing.passed(tried)
            self.tell({form: str(error)})
            return False
        sign_in.slowing.passed(tried)
        return True

    async def leave_others(self) -> None:
        """Sign out in all other browsers."""
        self.server.sign_in.entering.leave_others(self.actor, self.token)
        await self.done("account_others_left")

    async def leave_everywhere(self) -> None:
        """Sign out in all browsers, this one included."""
        self.server.sign_in.entering.leave_everywhere(self.actor)
        await self.gone()

    async def done(self, word: str) -> None:
        """Come back to the page, and say what was done."""
        await self.server.departures.end()
        self.leave_note(Note(words()[word]))
        self.redirect(self.request.path, status=303)

    # --- what is kept ---

    async def export(self) -> None:
        """Hand out everything that is kept about this person."""
        whole = await asyncio.to_thread(self.privacy.export, self.actor)
        self.set_header("Content-Type", "application/zip")
        self.set_header("Content-Disposition", f'attachment; filename="{EXPORT_NAME}"')
        self.finish(whole)

    async def erase(self) -> None:
        """Erase everything personal, after a word and the password."""
        if self.field("word").strip().casefold() != words()["erase_word"].casefold():
            self.tell({"erase": words()["erase_no_word"].format(word=words()["erase_word"])})
            return
        entering = self.server.sign_in.entering
        if not await self.tried("erase", entering.require_password, self.actor, self.field("password")):
            return
        try:
            await asyncio.to_thread(self.privacy.erase, self.actor, self.actor.id)
        except RoleplayError as error:
            self.tell({"erase": str(error)})
        else:
            await self.gone("erased")
