"""The pages of cohorts: all, and one."""

from __future__ import annotations

from collections.abc import Mapping

from roleplay.errors import NotFound, RoleplayError
from roleplay.identity import Role
from roleplay.server.administration import AdministrationHandler, role_name
from roleplay.server.assets import words
from roleplay.server.entrance import UNPROCESSABLE
from roleplay.server.plain import called
from roleplay.services.people import PARTS
from roleplay.store import CohortRow


class CohortsHandler(AdministrationHandler):
    """All cohorts, and the form for a new one."""

    def get(self) -> None:
        """Show them."""
        self.tell()

    def post(self) -> None:
        """Make one."""
        try:
            cohort = self.people.make_cohort(self.actor, self.field("name"))
        except RoleplayError as error:
            self.tell(str(error))
        else:
            self.done("cohort_made", f"admin/cohorts/{cohort.id}", name=cohort.name)

    def tell(self, error: str = "") -> None:
        """Finish with the page; with what was typed, if there is something to mend."""
        sizes = [(one, self.size(one)) for one in self.people.cohorts(self.actor)]
        self.show(
            "cohorts",
            words()["cohorts_title"],
            UNPROCESSABLE if error else 200,
            cohorts=sizes,
            name=self.field("name"),
            note=self.take_note(),
            error=error,
        )

    def size(self, cohort: CohortRow) -> int:
        """How many people are in a cohort."""
        return len({person.id for person, _ in self.people.members(self.actor, cohort.id)})


class CohortHandler(AdministrationHandler):
    """One cohort. What a form wants stands in its field `do`."""

    def get(self, cohort_id: str) -> None:
        """Show it."""
        self.tell(cohort_id)

    def post(self, cohort_id: str) -> None:
        """Do what a form asks for."""
        acts = {"join": self.join, "leave": self.leave, "remove": self.remove}
        what = self.field("do")
        act = acts.get(what)
        if act is None:
            self.tell(cohort_id)
            return
        try:
            act(self.cohort(cohort_id))
        except NotFound:
            raise
        except RoleplayError as error:
            self.tell(cohort_id, {what: str(error)})

    def cohort(self, cohort_id: str) -> CohortRow:
        """The cohort of the address. Raises `NotFound`."""
        return self.people.find_cohort(self.actor, cohort_id)

    def part(self) -> Role:
        """The part that was chosen."""
        return next((part for part in PARTS if part == self.field("part")), PARTS[0])

    def join(self, cohort: CohortRow) -> None:
        """Give somebody a part."""
        person = self.people.find(self.actor, self.field("person"))
        self.people.join(self.actor, cohort.id, person.id, self.part())
        self.done("cohort_joined", f"admin/cohorts/{cohort.id}", name=called(person.name))

    def leave(self, cohort: CohortRow) -> None:
        """Take somebody's part away."""
        person = self.people.find(self.actor, self.field("person"))
        self.people.leave(self.actor, cohort.id, person.id, self.part())
        self.done("cohort_left", f"admin/cohorts/{cohort.id}", name=called(person.name))

    def remove(self, cohort: CohortRow) -> None:
        """Remove it, once that is confirmed."""
        if self.field("sure") != "yes":
            self.tell(cohort.id, {"remove": words()["cohort_not_sure"]})
            return
        self.people.remove_cohort(self.actor, cohort.id)
        self.done("cohort_removed", "admin/cohorts", name=cohort.name)

    def tell(self, cohort_id: str, errors: Mapping[str, str] | None = None) -> None:
        """Finish with the page; with what is wrong beside the form that it is about."""
        cohort = self.cohort(cohort_id)
        members = self.people.members(self.actor, cohort.id)
        people = sorted(self.people.listed(self.actor), key=lambda one: called(one.name).casefold())
        errors = errors or {}
        self.show(
            "cohort",
            cohort.name,
            UNPROCESSABLE if errors else 200,
            cohort=cohort,
            members=[(person, called(person.name), role, role_name(role)) for person, role in members],
            people=[(one, called(one.name)) for one in people if one.active],
            cohort_parts=[(part, role_name(part)) for part in PARTS],
            chosen=(self.field("person"), self.field("part")),
            note=self.take_note(),
            errors=errors,
        )
