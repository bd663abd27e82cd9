"""Coming in and going out: passwords, one-time links, and browsers that stay signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from roleplay.errors import NotAllowed
from roleplay.identity import ANONYMOUS, Actor
from roleplay.identity.password import hashed, outdated, require_good, verified
from roleplay.identity.token import digest, new_token
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import Authority, Owner, actor_of
from roleplay.services.people import login_of
from roleplay.services.policy import Action
from roleplay.store import OwnerKind, PersonRow, Purpose, SessionRow, Store

IDLE = timedelta(days=7)
"""A browser that was not heard of for so long is signed out."""
LONGEST = timedelta(days=30)
"""A browser is signed out after so long, whatever it did."""
TOUCH = timedelta(minutes=5)
"""How exactly it is known when a browser was last heard of; each note of it is a write."""

_NOBODYS = hashed(new_token())
"""Compared when there is nobody with a login, so that an answer takes as long as if there were."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who has just come in."""

    person: PersonRow
    """Who."""
    token: str
    """What their browser has to hold; the store keeps its digest."""


class Entering:
    """The doors of the house. How fast somebody may try them is for whoever calls this to watch."""

    def __init__(
        self, store: Store, now: Callable[[], datetime], idle: timedelta = IDLE, longest: timedelta = LONGEST
    ) -> None:
        self._store = store
        self._now = now
        self._idle = idle
        self._longest = longest
        self._audit = Auditing(store, now)

    # --- coming in ---

    def by_password(self, login: str, password: str) -> Entered:
        """Sign in. Raises `NotAllowed`, in the same words and after the same time whatever was wrong."""
        person = self._store.person_by_login(login_of(login))
        kept = None if person is None else self._store.password(person.id)
        right = verified(kept or _NOBODYS, password) and kept is not None
        if person is None or not right or not person.active:
            self._audit.note(ANONYMOUS, Deed.SIGN_IN_REFUSED, ("person", person.id if person else ""))
            raise NotAllowed(
                "Login and password do not fit together.",
                "Try again, or ask whoever looks after this workbook for a new link.",
            )
        if kept is not None and outdated(kept):
            self._store.keep_password(person.id, hashed(password))
        return self._enter(person, "password")

    def by_link(self, token: str) -> Entered:
        """Sign in by a one-time link. Raises `NotAllowed` for one that is spent, expired or unknown."""
        person_id = self._store.spend_token(digest(token), self._now())
        person = self._store.person(person_id) if person_id else None
        if person is None or not person.active:
            raise NotAllowed("This link has been used, or is too old.", "Ask for another.")
        return self._enter(person, "link")

    def invited(self, token: str) -> PersonRow | None:
        """Whom a link lets choose a password; None for a link that does not work. Nothing is spent."""
        found = self._store.token(digest(token), self._now())
        if found is None or found.purpose is Purpose.ENTER:
            return None
        person = self._store.person(found.person_id)
        return person if person is not None and person.active else None

    def choose_password(self, token: str, password: str) -> Entered:
        """Spend an invitation or a link for a new password. Raises `NotAllowed`, `Misconfigured` for a weak one."""
        person = self.invited(token)
        if person is None:
            raise NotAllowed("This link has been used, or is too old.", "Ask for another.")
        require_good(password, person.login or "", person.name)
        made = hashed(password)
        spent = [self._store.spend_token(digest(token), self._now(), why) for why in (Purpose.INVITE, Purpose.RESET)]
        if person.id not in spent:
            raise NotAllowed("This link has been used, or is too old.", "Ask for another.")
        self._store.keep_password(person.id, made)
        self._audit.note(actor_of(person), Deed.PASSWORD_CHANGED, ("person", person.id))
        return self._enter(person, "link")

    def _enter(self, person: PersonRow, by: str) -> Entered:
        token, now = new_token(), self._now()
        self._store.add_session(SessionRow(digest(token), person.id, now, now))
        self._audit.note(actor_of(person), Deed.SIGNED_IN, ("person", person.id), {"by": by})
        return Entered(person, token)

    # --- being here ---

    def who(self, token: str) -> PersonRow | None:
        """Whose browser holds this; None for one that is signed out, or whose person may not come in any more."""
        found = self._store.session(digest(token))
        if found is None:
            return None
        session, person = found
        now = self._now()
        if not person.active or now - session.seen_at >= self._idle or now - session.created_at >= self._longest:
            self._store.end_session(session.digest)
            return None
        if now - session.seen_at >= TOUCH:
            self._store.touch_session(session.digest, now)
        return person

    def sweep(self) -> None:
        """Forget the browsers that are signed out by now."""
        now = self._now()
        self._store.end_stale_sessions(now - self._longest, now - self._idle)

    def require_password(self, actor: Actor, password: str) -> PersonRow:
        """Who the actor is. Raises `NotAllowed` when they have a password and this is another."""
        person = self._own(actor)
        kept = self._store.password(person.id)
        if kept is not None and not verified(kept, password):
            raise NotAllowed("The password is not right.", "Try again.")
        return person

    def change_password(self, actor: Actor, old: str, new: str, token: str) -> None:
        """Choose another password; all other browsers are signed out, and links for a new password stop working.

        Raises `NotAllowed` when the old one is wrong, and `Misconfigured` for a new one that is weak.
        """
        person = self.require_password(actor, old)
        require_good(new, person.login or "", person.name)
        self._store.keep_password(person.id, hashed(new))
        self._store.end_sessions(person.id, but=digest(token))
        self._store.drop_tokens(person.id)
        self._audit.note(actor, Deed.PASSWORD_CHANGED, ("person", person.id))

    # --- going out ---

    def leave(self, token: str) -> None:
        """Sign this browser out."""
        found = self._store.session(digest(token))
        self._store.end_session(digest(token))
        if found is not None and found[1].active:
            self._audit.note(actor_of(found[1]), Deed.SIGNED_OUT, ("person", found[1].id))

    def leave_everywhere(self, actor: Actor) -> None:
        """Sign out in all browsers, this one included."""
        person = self._own(actor)
        self._store.end_sessions(person.id)
        self._audit.note(actor, Deed.SIGNED_OUT_EVERYWHERE, ("person", person.id))

    def leave_others(self, actor: Actor, token: str) -> None:
        """Sign out in all browsers but this one."""
        person = self._own(actor)
        self._store.end_sessions(person.id, but=digest(token))
        self._store.drop_tokens(person.id)
        self._audit.note(actor, Deed.SIGNED_OUT_EVERYWHERE, ("person", person.id), {"but": "this-browser"})

    def _own(self, actor: Actor) -> PersonRow:
        Authority(self._store).require(actor, Action.CHANGE_OWN_ACCOUNT, Owner(OwnerKind.PERSON, actor.id))
        person = self._store.person(actor.id)
        if person is None:
            raise NotAllowed("You are not signed in.", "Open the link that you were given.")
        return person
