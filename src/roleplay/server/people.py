"""The pages of people: everybody, and one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from roleplay.errors import NotAllowed, NotFound, RoleplayError
from roleplay.identity import Role
from roleplay.server.administration import AdministrationHandler, role_name
from roleplay.server.assets import words
from roleplay.server.entrance import UNPROCESSABLE
from roleplay.server.plain import called
from roleplay.store import PersonRow

LETTERS_FROM = 25
"""With so many people on a page there are links to the letters of the alphabet."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody, as a list shows them."""

    person: PersonRow
    """Who."""
    name: str
    """As displayed."""
    roles: tuple[str, ...]
    """In words."""
    cohorts: tuple[str, ...]
    """By name."""
    state: str
    """Whether they can come in, in words; empty when there is nothing to say."""
    seen: datetime | None
    """When they were last heard of; None for somebody who is signed in nowhere."""

    @property
    def letter(self) -> str:
        """Under which they stand."""
        return self.name[:1].upper()

    def fits(self, wanted: str) -> bool:
        """Whether all words that were searched for stand somewhere in their row."""
        row = " ".join((self.name, self.person.login or "", *self.roles, *self.cohorts, self.state)).casefold()
        return all(word in row for word in wanted.casefold().split())


def listed(handler: AdministrationHandler, people: Sequence[PersonRow]) -> tuple[Listed, ...]:
    """Rows for these people."""
    store = handler.server.store
    seen, able = store.last_seen(), store.with_password()
    cohorts: dict[str, dict[str, None]] = {}
    for cohort in handler.people.cohorts(handler.actor):
        for member in store.members(cohort.id):
            cohorts.setdefault(member.person_id, {})[cohort.name] = None
    rows = (
        Listed(
            person=one,
            name=called(one.name),
            roles=tuple(role_name(role) for role in Role if role in one.roles),
            cohorts=tuple(cohorts.get(one.id, ())),
            state=state_of(one, has_password=one.id in able),
            seen=seen.get(one.id),
        )
        for one in people
    )
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.person.id)))


def state_of(person: PersonRow, *, has_password: bool) -> str:
    """Whether somebody can come in, in words; empty when they can by their password."""
    texts = words()
    if not person.active:
        return texts["state_disabled"]
    if person.login is None:
        return texts["state_by_link"]
    return "" if has_password else texts["state_invited"]


class PeopleHandler(AdministrationHandler):
    """Everybody, and the form for somebody new."""

    def get(self) -> None:
        """Show those who fit what is searched for."""
        self.tell()

    def post(self) -> None:
        """Add somebody, and hand out the link for their first password."""
        try:
            person = self.people.add(self.actor, self.field("login"), self.field("name"), self.roles())
        except RoleplayError as error:
            self.tell(str(error))
        else:
            self.hand_out(self.people.invite(self.actor, person.id), f"admin/people/{person.id}")

    def tell(self, error: str = "") -> None:
        """Finish with the page; with what was typed, if there is something to mend."""
        wanted = self.get_query_argument("q", "")
        everybody = listed(self, self.people.listed(self.actor))
        found = [row for row in everybody if row.fits(wanted)]
        letters = list(dict.fromkeys(row.letter for row in found)) if len(found) >= LETTERS_FROM else []
        self.show(
            "people",
            words()["people_title"],
            UNPROCESSABLE if error else 200,
            rows=found,
            in_all=len(everybody),
            wanted=wanted,
            letters=letters,
            roles=[(role, role_name(role)) for role in Role],
            given=self.roles() if error else frozenset({Role.TRAINEE}),
            name=self.field("name"),
            login=self.field("login"),
            note=self.take_note(),
            error=error,
        )


class PersonHandler(AdministrationHandler):
    """One person. What a form wants stands in its field `do`."""

    def get(self, person_id: str) -> None:
        """Show them."""
        self.tell(person_id)

    async def post(self, person_id: str) -> None:
        """Do what a form asks for; what it changes holds at once, for open pages as well."""
        acts: Mapping[str, Callable[[str], None]] = {
            "invite": lambda one: self.hand_out(self.people.invite(self.actor, one), f"admin/people/{one}"),
            "reset": lambda one: self.hand_out(self.people.reset(self.actor, one), f"admin/people/{one}"),
            "rename": self.rename,
            "roles": self.give_roles,
            "disable": self.disable,
            "enable": self.enable,
            "erase": self.erase,
        }
        what = self.field("do")
        act = acts.get(what)
        if act is None:
            self.tell(person_id)
            return
        try:
            act(person_id)
        except NotFound:
            raise
        except RoleplayError as error:
            self.tell(person_id, {what: str(error)})
        await self.server.departures.end()

    def rename(self, person_id: str) -> None:
        """Call them otherwise."""
        self.people.rename(self.actor, person_id, self.field("name"))
        self.done("person_renamed", f"admin/people/{person_id}")

    def give_roles(self, person_id: str) -> None:
        """Let them have exactly the roles that are ticked."""
        self.people.give_roles(self.actor, person_id, self.roles())
        self.done("person_roles_given", f"admin/people/{person_id}")

    def disable(self, person_id: str) -> None:
        """Let them in no more."""
        self.people.disable(self.actor, person_id)
        self.done("person_disabled", f"admin/people/{person_id}")

    def enable(self, person_id: str) -> None:
        """Let them in again."""
        self.people.enable(self.actor, person_id)
        self.done("person_enabled", f"admin/people/{person_id}")

    def erase(self, person_id: str) -> None:
        """Erase everything personal of theirs, after a word."""
        if self.field("word").strip().casefold() != words()["erase_word"].casefold():
            raise NotAllowed(words()["erase_no_word"].format(word=words()["erase_word"]))
        self.privacy.erase(self.actor, person_id)
        self.done("person_erased", "admin/people")

    def tell(self, person_id: str, errors: Mapping[str, str] | None = None) -> None:
        """Finish with the page; with what is wrong beside the form that it is about."""
        store = self.server.store
        person = store.person(person_id)
        if person is None or person.erased_at is not None:
            raise NotFound.of("person", person_id)
        (row,) = listed(self, [person])
        cohorts = {one.id: one.name for one in self.people.cohorts(self.actor)}
        errors = errors or {}
        self.show(
            "person",
            row.name,
            UNPROCESSABLE if errors else 200,
            row=row,
            person=person,
            owner=person.id == store.local_person().id,
            name=self.field("name") if "rename" in errors else person.name,
            roles=[(role, role_name(role)) for role in Role],
            given=self.roles() if "roles" in errors else person.roles,
            has_password=store.password(person.id) is not None,
            waiting=store.tokens_of(person.id, datetime.now(UTC)),
            held=[
                (one.cohort_id, cohorts[one.cohort_id], role_name(one.role))
                for one in store.memberships_of(person.id)
                if one.cohort_id in cohorts
            ],
            sessions=len(store.sessions_of(person.id)),
            note=self.take_note(),
            errors=errors,
        )
