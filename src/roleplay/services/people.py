"""Looking after people: who is here, as what, in which cohort. For administrators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from roleplay.errors import Misconfigured, NotAllowed, NotFound
from roleplay.identity import Actor, Role
from roleplay.identity.token import digest, new_token
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import Authority, roles_in_words
from roleplay.services.policy import Action
from roleplay.store import CohortRow, Membership, PersonRow, Purpose, Store

INVITATION_LIFE = timedelta(days=7)
"""How long somebody has to answer an invitation."""
RESET_LIFE = timedelta(hours=24)
"""How long a link for a new password works."""
PARTS = (Role.TRAINEE, Role.FACILITATOR, Role.EVALUATOR, Role.SUPERVISOR)
"""What somebody can be in a cohort."""

_LOGIN = re.compile(r"[^\s@:/?#\\]+(@[^\s@:/?#\\]+)?")


@dataclass(frozen=True, slots=True)
class Invited:
    """A link's token for somebody. It is shown once and kept nowhere."""

    person: PersonRow
    """Who it is for."""
    token: str
    """What the link has to hold."""
    expires: datetime
    """Until when it works."""


def login_of(given: str) -> str:
    """A login as it is compared, however it was typed: without spaces around it, in lower case."""
    folded = unicodedata.normalize("NFKC", given).strip().casefold()
    return unicodedata.normalize("NFKC", folded)


def clean_login(given: str) -> str:
    """A login as it is kept. Raises `Misconfigured` for what cannot be one."""
    login = login_of(given)
    if not _LOGIN.fullmatch(login) or not login.isprintable() or len(login) > 200:
        raise Misconfigured(f'"{given.strip()}" cannot be a login.', "Give a short name or an e-mail address.")
    return login


def clean_name(given: str) -> str:
    """A name as it is displayed. Raises `Misconfigured` for none, or a very long one."""
    name = " ".join(given.split())
    if not name or len(name) > 100 or not name.isprintable():
        raise Misconfigured("A name has 1 to 100 characters.", "Give the name that the person wants to be called by.")
    return name


def invitation_link(url: str, token: str) -> str:
    """Where somebody chooses a password. `url` is the server's, with a slash at its end."""
    return f"{url}invite?token={quote(token)}"


def require_another_administrator(store: Store, actor: Actor, person: PersonRow) -> None:
    """Raise `NotAllowed` when nobody who can come in would look after the house without this person.

    The owner of the machine has no login; they count for as long as they are the one who acts.
    """
    others = (one for one in store.people() if one.id != person.id and one.active)
    if not any(Role.ADMINISTRATOR in one.roles and (one.login or one.id == actor.id) for one in others):
        raise NotAllowed(f"{person.name} is the only administrator.", "Give somebody else that role first.")


class People:
    """What an administrator does with people and cohorts. Every change goes into the audit log."""

    def __init__(self, store: Store, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._store = store
        self._now = now
        self._new_id = new_id
        self._authority = Authority(store)
        self._audit = Auditing(store, now)

    # --- people ---

    def listed(self, actor: Actor) -> tuple[PersonRow, ...]:
        """Everybody by name."""
        self._require(actor)
        return self._store.people()

    def find(self, actor: Actor, wanted: str) -> PersonRow:
        """Somebody by login or id. Raises `NotFound`."""
        self._require(actor)
        found = self._store.person_by_login(login_of(wanted)) or self._store.person(wanted)
        if found is None or found.erased_at is not None:
            known = [person.login for person in self._store.people() if person.login]
            raise NotFound.of("person", wanted, known)
        return found

    def add(self, actor: Actor, login: str, name: str, roles: Iterable[Role]) -> PersonRow:
        """Add somebody; they come in once they have answered an invitation. Raises `Conflict` for a taken login."""
        self._require(actor)
        person = PersonRow(
            self._new_id(), clean_name(name), frozenset(roles), login=clean_login(login), created_at=self._now()
        )
        self._store.add_person(person)
        self._note(actor, Deed.PERSON_ADDED, person, roles=roles_in_words(person.roles))
        return person

    def invite(self, actor: Actor, person_id: str) -> Invited:
        """A link by which somebody chooses their first password. Earlier links stop working."""
        self._require(actor)
        person = self._theirs(person_id)
        _require_can_answer(person)
        if self._store.password(person.id) is not None:
            raise NotAllowed(f"{person.name} has a password already.", "Give them a link for a new one: reset.")
        return self._link(actor, person, Purpose.INVITE, INVITATION_LIFE, Deed.PERSON_INVITED)

    def reset(self, actor: Actor, person_id: str) -> Invited:
        """A link by which somebody chooses a new password. The old one and all sessions end at once."""
        self._require(actor)
        person = self._theirs(person_id)
        _require_can_answer(person)
        self._store.keep_password(person.id, None)
        self._store.end_sessions(person.id)
        return self._link(actor, person, Purpose.RESET, RESET_LIFE, Deed.PASSWORD_RESET)

    def _link(self, actor: Actor, person: PersonRow, purpose: Purpose, life: timedelta, deed: Deed) -> Invited:
        token, expires = new_token(), self._now() + life
        self._store.drop_tokens(person.id)
        self._store.add_token(digest(token), person.id, expires, purpose)
        self._note(actor, deed, person)
        return Invited(person, token, expires)

    def rename(self, actor: Actor, person_id: str, name: str) -> PersonRow:
        """Call somebody otherwise."""
        self._require(actor)
        person = replace(self._theirs(person_id), name=clean_name(name))
        self._store.keep_person(person)
        self._note(actor, Deed.PERSON_RENAMED, person)
        return person

    def give_roles(self, actor: Actor, person_id: str, roles: Iterable[Role]) -> PersonRow:
        """Let somebody have exactly these roles. Raises `NotAllowed` when nobody would look after the house."""
        self._require(actor)
        before = self._theirs(person_id)
        self._refuse_owner(before)
        person = replace(before, roles=frozenset(roles))
        if Role.ADMINISTRATOR in before.roles - person.roles:
            require_another_administrator(self._store, actor, before)
        self._store.keep_person(person)
        was, now = roles_in_words(before.roles), roles_in_words(person.roles)
        self._note(actor, Deed.ROLES_CHANGED, person, before=was, after=now)
        return person

    def disable(self, actor: Actor, person_id: str) -> PersonRow:
        """Let somebody in no more, from this moment on. Nothing of theirs is lost."""
        self._require(actor)
        before = self._theirs(person_id)
        self._refuse_owner(before)
        if Role.ADMINISTRATOR in before.roles:
            require_another_administrator(self._store, actor, before)
        person = replace(before, disabled_at=before.disabled_at or self._now())
        self._store.keep_person(person)
        self._store.end_sessions(person.id)
        self._store.drop_tokens(person.id)
        self._note(actor, Deed.PERSON_DISABLED, person)
        return person

    def enable(self, actor: Actor, person_id: str) -> PersonRow:
        """Let somebody in again."""
        self._require(actor)
        person = replace(self._theirs(person_id), disabled_at=None)
        self._store.keep_person(person)
        self._note(actor, Deed.PERSON_ENABLED, person)
        return person

    # --- cohorts ---

    def cohorts(self, actor: Actor) -> tuple[CohortRow, ...]:
        """The cohorts whose people somebody may see, by name."""
        return tuple(one for one in self._store.cohorts() if self._authority.may_see_cohort(actor, one.id))

    def members(self, actor: Actor, cohort_id: str) -> tuple[tuple[PersonRow, Role], ...]:
        """Who has which part in a cohort, by name. Raises `NotAllowed`, for a cohort that there is not as well."""
        if not self._authority.may_see_cohort(actor, cohort_id):
            raise NotAllowed("There is no such cohort of yours.", "Ask whoever looks after this workbook.")
        people = {person.id: person for person in self._store.people()}
        found = [(people[one.person_id], one.role) for one in self._store.members(cohort_id) if one.person_id in people]
        return tuple(sorted(found, key=lambda pair: (pair[0].name, pair[0].id, pair[1])))

    def find_cohort(self, actor: Actor, wanted: str) -> CohortRow:
        """A cohort by name or id. Raises `NotFound`."""
        seen = self.cohorts(actor)
        for cohort in seen:
            if wanted in {cohort.id, cohort.name}:
                return cohort
        raise NotFound.of("cohort", wanted, [one.name for one in seen])

    def make_cohort(self, actor: Actor, name: str) -> CohortRow:
        """Make a cohort. Raises `Conflict` when there is one of that name."""
        self._require(actor)
        cohort = CohortRow(self._new_id(), clean_name(name), self._now())
        self._store.add_cohort(cohort)
        self._audit.note(actor, Deed.COHORT_MADE, ("cohort", cohort.id))
        return cohort

    def remove_cohort(self, actor: Actor, cohort_id: str) -> None:
        """Remove a cohort; its people and what they did stay. Raises `NotFound`."""
        self._require(actor)
        self._require_cohort(cohort_id)
        self._store.remove_cohort(cohort_id)
        self._audit.note(actor, Deed.COHORT_REMOVED, ("cohort", cohort_id))

    def join(self, actor: Actor, cohort_id: str, person_id: str, role: Role) -> None:
        """Give somebody a part in a cohort. Raises `NotAllowed` for a part whose role they do not have."""
        self._require(actor)
        self._require_cohort(cohort_id)
        person = self._theirs(person_id)
        if role not in PARTS:
            raise NotAllowed(f"Nobody is {role} of a cohort.", f"There are: {', '.join(PARTS)}.")
        if role not in person.roles:
            raise NotAllowed(f"{person.name} is no {role}.", "Give them that role first.")
        self._store.join_cohort(Membership(cohort_id, person.id, role))
        self._note(actor, Deed.COHORT_JOINED, person, cohort=cohort_id, role=role)

    def leave(self, actor: Actor, cohort_id: str, person_id: str, role: Role | None = None) -> None:
        """Take somebody's part in a cohort away, or all their parts. Raises `NotFound` when they have none."""
        self._require(actor)
        parts = {one.role for one in self._store.memberships_of(person_id) if one.cohort_id == cohort_id}
        if not parts or role not in {None, *parts}:
            raise NotFound("They have no such part in this cohort.", "`roleplay cohort show` tells who is in it.")
        self._store.leave_cohort(cohort_id, person_id, role)
        self._audit.note(actor, Deed.COHORT_LEFT, ("person", person_id), {"cohort": cohort_id, "role": role or "all"})

    # --- inside ---

    def _require(self, actor: Actor) -> None:
        self._authority.require(actor, Action.MANAGE_PEOPLE)

    def _theirs(self, person_id: str) -> PersonRow:
        person = self._store.person(person_id)
        if person is None or person.erased_at is not None:
            raise NotFound.of("person", person_id)
        return person

    def _require_cohort(self, cohort_id: str) -> None:
        if all(one.id != cohort_id for one in self._store.cohorts()):
            raise NotFound.of("cohort", cohort_id)

    def _refuse_owner(self, person: PersonRow) -> None:
        if person.id == self._store.local_person().id:
            raise NotAllowed(
                "The owner of this machine keeps every role: they can read and change all files anyway.",
                "Give everybody else an account of their own.",
            )

    def _note(self, actor: Actor, deed: Deed, person: PersonRow, **detail: str) -> None:
        self._audit.note(actor, deed, ("person", person.id), detail)


def _require_can_answer(person: PersonRow) -> None:
    if person.login is None:
        raise NotAllowed(f"{person.name} has no login to sign in by.", "`roleplay url` prints a link for them.")
    if not person.active:
        raise NotAllowed(f"{person.name} may not come in.", "Enable the account first.")
