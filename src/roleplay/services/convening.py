"""Convening: plans, opening a workshop, its code, and who comes in, goes out and leads."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.identity.token import digest, new_token
from roleplay.model.gathering import Closed, HandedOver, Joined, Locked, Logged, Opened, Removed
from roleplay.model.scenario import Use
from roleplay.model.workshop import Plan, Section, Way
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import Authority, owner_of
from roleplay.services.forged import text_of, word
from roleplay.services.plan_form import read_plan
from roleplay.services.policy import Action
from roleplay.services.shelf import Bookshelf
from roleplay.services.surveying import new_survey
from roleplay.services.workshops import Hall, Halls
from roleplay.store import CohortRow, ParticipantRow, PersonRow, Store
from roleplay.store.workshop_rows import PlanRow, WorkshopRow

LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""What codes are made of: nothing that is taken for something else, and no words."""
LENGTH = 8
"""Letters of a code: one of 378 thousand million."""
OPEN_FOR = timedelta(hours=12)
"""How long a code works."""
LONGEST_NAME = 40
"""Characters of a name in a workshop."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who has come into a workshop."""

    participant: ParticipantRow
    """Who they are there."""
    token: str | None
    """What a guest's browser has to hold; None for somebody with an account."""
    new: bool = field(default=False, compare=False)
    """Whether they were never there before."""


class Convening:
    """What is done before people sit down, and when they come and go."""

    def __init__(
        self,
        store: Store,
        bookshelf: Bookshelf,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        new_seed: Callable[[], int],
        *,
        halls: Halls | None = None,
    ) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._now = now
        self._new_id = new_id
        self._new_seed = new_seed
        self._halls = halls or Halls(store, bookshelf, now)
        self._authority = Authority(store)
        self._audit = Auditing(store, now)

    # --- plans ---

    def may_plan(self, actor: Actor) -> bool:
        """Whether the actor plans and leads workshops at all."""
        return self._authority.may(actor, Action.PLAN_WORKSHOP, owner_of(actor))

    def plans(self, actor: Actor) -> tuple[PlanRow, ...]:
        """The actor's own plans, the one changed last first."""
        self._authority.require(actor, Action.PLAN_WORKSHOP, owner_of(actor))
        return self._store.plans_of(actor.id)

    def plan(self, actor: Actor, plan_id: str) -> PlanRow:
        """One of them. Raises `NotAllowed` for anybody else's, and where there is none."""
        self._authority.require(actor, Action.PLAN_WORKSHOP, owner_of(actor))
        found = self._store.plan(word(plan_id, "plan"))
        if found is None or found.person_id != actor.id:
            raise NotAllowed("There is no such plan of yours.", "Your plans are listed under Workshops.")
        return found

    def keep_plan(self, actor: Actor, data: object, plan_id: str | None = None, seen: datetime | None = None) -> str:
        """Keep a plan, a new one without an id, and return its id. Raises `Misplanned` saying what to mend.

        `seen` is when the plan was kept that the page has shown; raises `Conflict` if it was changed since.
        """
        self._authority.require(actor, Action.PLAN_WORKSHOP, owner_of(actor))
        if plan_id is not None:
            self.plan(actor, plan_id)
        plan = read_plan(data)
        row = PlanRow(plan_id or self._new_id(), actor.id, plan.model_dump(mode="json"), self._now())
        self._store.keep_plan(row, seen if plan_id is not None else None)
        return row.id

    def copy_plan(self, actor: Actor, plan_id: str, title: str) -> str:
        """Keep a copy under another title, and return its id."""
        found = self.plan(actor, plan_id)
        return self.keep_plan(actor, {**found.data, "title": text_of(title) or ""})

    def ready_plans(self, actor: Actor) -> tuple[Plan, ...]:
        """Plans that come with the library, to begin with, the shortest first."""
        self._authority.require(actor, Action.PLAN_WORKSHOP, owner_of(actor))
        return tuple(sorted(self._bookshelf.plans().values(), key=lambda one: (one.minutes, one.title)))

    def begin_with(self, actor: Actor, ready_id: str) -> str:
        """Keep a copy of one of these as one's own, and return its id. Raises `NotFound`."""
        self._authority.require(actor, Action.PLAN_WORKSHOP, owner_of(actor))
        there = self._bookshelf.plans()
        if word(ready_id, "plan") not in there:
            raise NotFound.of("plan", ready_id, there)
        return self.keep_plan(actor, there[ready_id].model_dump(mode="json") | {"id": None})

    def cohorts(self, actor: Actor) -> tuple[CohortRow, ...]:
        """Those for which the actor can open a workshop, by name."""
        self._authority.require(actor, Action.PLAN_WORKSHOP, owner_of(actor))
        mine = self._facilitated(actor)
        return tuple(one for one in self._store.cohorts() if one.id in mine)

    def _facilitated(self, actor: Actor) -> list[str]:
        parts = self._store.memberships_of(actor.id)
        return [one.cohort_id for one in parts if one.role is Role.FACILITATOR]

    def remove_plan(self, actor: Actor, plan_id: str) -> None:
        """Remove a plan; workshops that were opened with it stay."""
        self._store.remove_plan(self.plan(actor, plan_id).id)

    # --- opening ---

    def open(self, actor: Actor, plan_id: str, cohort_id: str | None = None) -> str:
        """Open a workshop with a plan as it is now, and return its id. The lobby is open from now on.

        Raises `RefusedEvent` where something that it plays is not in the library.
        """
        plan = read_plan(self.plan(actor, plan_id).data)
        if cohort_id is not None and word(cohort_id, "cohort") not in self._facilitated(actor):
            raise NotAllowed("You do not facilitate that cohort.", "Choose one of yours, or none.")
        site = self._bookshelf.site()
        opened = Opened(
            plan=plan.model_dump(mode="json"),
            content={section.id: self._content(section) for section in plan.sections if section.plays is not None},
            rubrics=self._bookshelf.rubric_hashes(),
            site=site.pinned(),
            seed=self._new_seed(),
            leads=(actor.id,),
        )
        at = self._now()
        while True:
            row = WorkshopRow(self._new_id(), plan.title, actor.id, at, cohort_id, new_code(), at + OPEN_FOR)
            try:
                self._store.add_workshop(row, Logged(0, opened, actor.id, at))
            except Conflict:
                continue  # somebody drew the same code
            break
        self._audit.note(actor, Deed.WORKSHOP_OPENED, ("workshop", row.id))
        return row.id

    def _content(self, section: Section) -> str:
        """Hash of what is played: of a station for triads, else of a scenario."""
        plays = section.plays or ""
        try:
            if section.way is Way.TRIADS:
                return self._bookshelf.station(plays)[0]  # no peer of a station has an intensity of 3
            hash_, scenario = self._bookshelf.scenario(plays)
        except NotFound as error:
            raise RefusedEvent(
                f'"{section.title}" plays {plays}, which the library does not hold.', "Choose something else for it."
            ) from error
        if scenario.use is Use.ASSESSMENT:
            raise RefusedEvent(f'"{section.title}" plays an assessment.', "Choose a scenario for practice.")
        return hash_

    def workshops(self, actor: Actor) -> tuple[WorkshopRow, ...]:
        """Those that the actor leads: has opened, was handed, or shares in a cohort; the latest first."""
        self._authority.require(actor, Action.LEAD_WORKSHOP, owner_of(actor))
        found = {one.id: one for one in self._store.workshops_of(actor.id, self._facilitated(actor))}
        given = (self._store.workshop(one) for one in self._store.handed_over_to(actor.id) if one not in found)
        found |= {one.id: one for one in given if one is not None}
        led = (one for one in found.values() if actor.id in self._halls.hall(one.id).state.leads)
        return tuple(sorted(led, key=lambda one: (one.opened_at, one.id), reverse=True))

    def came(self, actor: Actor, workshop_id: str) -> int:
        """How many have come to a workshop so far, whether or not they are still in."""
        return len(self._halls.led(actor, workshop_id).state.known)

    def renew_code(self, actor: Actor, workshop_id: str) -> str:
        """Let people in by another code from now on, and return it; the old one works no more."""
        hall = self._halls.led(actor, workshop_id)
        while True:
            code = new_code()
            try:
                self._store.set_code(hall.id, code, self._now() + OPEN_FOR)
            except Conflict:
                continue
            return code

    # --- coming and going ---

    def enter(self, actor: Actor, code: str, name: str | None = None, held: str | None = None) -> Entered:
        """Come in by a code: somebody with an account as themselves, anybody else as a guest with a chosen name.

        Who is in already stays who they are: a guest by what their browser holds and the same name, so that a form that
        is sent twice, because its answer was lost, lets one in. Raises `NotAllowed` in the same words for every code
        that does not work; how fast somebody may try is for whoever calls this to watch.
        """
        row = self._store.workshop_by_code(read_code(code), self._now())
        if row is None:
            raise NotAllowed("This code does not work.", "Look at the screen again, or ask for a new one.")
        hall = self._halls.hall(row.id)
        person = self._store.person(actor.id) if actor.kind is ActorKind.PERSON else None
        if person is not None:
            self._authority.require(actor, Action.TAKE_PART, owner_of(actor))
            mine = self._store.participants_of(person.id)
            there = next((one for one in mine if one.workshop_id == row.id), None)
            if there is not None:
                if there.id not in hall.state.present:
                    self._halls.happen(hall, actor, Joined(there.id))
                return Entered(there, None)
        called = name_of(name if person is None or name else person.name)
        known = None if held is None or person is not None else self._store.participant_by_token(digest(held))
        if known is not None and (known.workshop_id, known.name) == (row.id, called):
            if known.id not in hall.state.present:
                self._halls.happen(hall, Actor(known.id, ActorKind.GUEST), Joined(known.id))
            return Entered(known, held)
        if known is not None:
            held = None  # somebody else at the same browser, or in another workshop
        new = ParticipantRow(self._new_id(), row.id, None if person is None else person.id, called, self._now())
        who = actor if person is not None else Actor(new.id, ActorKind.GUEST)
        token = None if person is not None else held or new_token()
        kept = None if token is None else digest(token)
        self._halls.happen(hall, who, Joined(new.id), participant=new, token=kept)
        return Entered(new, token, new=True)

    def guest(self, token: str) -> Actor:
        """Who a guest is, by what their browser holds; anonymous for nobody."""
        found = self._store.participant_by_token(digest(token))
        return ANONYMOUS if found is None else Actor(found.id, ActorKind.GUEST)

    def leave(self, actor: Actor, workshop_id: str) -> None:
        """Leave a workshop; one can come back with its code."""
        hall, row = self._halls.part_of(actor, workshop_id)
        self._halls.happen(hall, actor, Removed(row.id, barred=False))

    def rename_self(self, actor: Actor, workshop_id: str, name: str) -> None:
        """Be called something else in a workshop."""
        _, row = self._halls.part_of(actor, workshop_id)
        self._store.rename_participant(row.id, name_of(name))

    # --- the door ---

    def lock(self, actor: Actor, workshop_id: str, *, locked: bool) -> Hall:
        """Let nobody new in, or everybody with the code again."""
        return self._halls.happen(self._halls.led(actor, workshop_id), actor, Locked(locked))

    def remove(self, actor: Actor, workshop_id: str, participant_id: str, *, barred: bool) -> Hall:
        """Ask somebody to leave; `barred`, they cannot come back."""
        hall = self._halls.led(actor, workshop_id)
        after = self._halls.happen(hall, actor, Removed(word(participant_id, "participant"), barred))
        self._store.call(participant_id, workshop_id, None)
        return after

    def remove_away(self, actor: Actor, workshop_id: str) -> tuple[str, ...]:
        """Ask everybody to leave whose page is not connected, and return who that was. They can come back."""
        hall = self._halls.led(actor, workshop_id)
        here = self._store.connected(hall.id)
        away = tuple(one for one in hall.state.present if one not in here)
        for one in away:
            self.remove(actor, workshop_id, one, barred=False)
        return away

    def asked_out(self, actor: Actor, workshop_id: str) -> tuple[str, ...]:
        """Whom those who lead asked to leave last, one after the other, and who has not come back or been barred since.

        The log says so: it is known also to a page that was opened since.
        """
        hall = self._halls.led(actor, workshop_id)
        found: list[str] = []
        since: set[str] = set()
        last = False  # whether those who were asked last are reached
        for one in reversed(self._store.gathering(hall.id)):
            event = one.event
            asked = isinstance(event, Removed) and not event.barred and one.actor in hall.state.leads
            if last and not asked:
                break
            last = asked
            if isinstance(event, (Joined, Removed)):
                if asked and event.participant not in since:
                    found.append(event.participant)
                since.add(event.participant)
        return tuple(reversed(found))

    def let_back(self, actor: Actor, workshop_id: str, participants: tuple[str, ...]) -> None:
        """Let people back in who were asked to leave, as far as they are not in again and were not barred."""
        for one in participants:
            state = self._halls.led(actor, workshop_id).state
            if one in state.known and one not in state.present and one not in state.barred:
                self._halls.happen(self._halls.hall(workshop_id), actor, Joined(one))

    def rename(self, actor: Actor, workshop_id: str, participant_id: str, name: str) -> None:
        """Call a participant something else, such as when a name is not for a room to read."""
        hall = self._halls.led(actor, workshop_id)
        if word(participant_id, "participant") not in hall.state.known:
            raise NotAllowed("There is nobody like that in this workshop.", "Reload the page.")
        self._store.rename_participant(participant_id, name_of(name))

    def could_lead(self, actor: Actor, workshop_id: str) -> tuple[PersonRow, ...]:
        """Facilitators to whom a workshop can be handed over: of its cohort and those of the actor, else of the house.

        By name; those who lead it already are among them.
        """
        hall = self._halls.led(actor, workshop_id)
        row = self._store.workshop(hall.id)
        cohorts = {one.cohort_id for one in self._store.memberships_of(actor.id)}
        if row is not None and row.cohort_id is not None:
            cohorts.add(row.cohort_id)
        near = {one.person_id for cohort in cohorts for one in self._store.members(cohort)} | set(hall.state.leads)
        all_of_them = [one for one in self._store.people() if one.active and Role.FACILITATOR in one.roles]
        found = [one for one in all_of_them if one.id in near] if cohorts else all_of_them
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))

    def hand_over(self, actor: Actor, workshop_id: str, leads: tuple[str, ...], seq: int | None = None) -> Hall:
        """Say who leads from now on, the first one first. All have to be facilitators who can come in."""
        hall = self._halls.led(actor, workshop_id)
        for person_id in leads:
            person = self._store.person(word(person_id, "person"))
            if person is None or not person.active or Role.FACILITATOR not in person.roles:
                raise NotAllowed("Only facilitators lead a workshop.", "Choose somebody who has that role.")
        after = self._halls.happen(hall, actor, HandedOver(tuple(leads)), seq=seq)
        for person_id in leads:
            if person_id not in hall.state.leads:
                about = {"workshop": workshop_id}
                self._audit.note(actor, Deed.WORKSHOP_HANDED_OVER, ("person", person_id), about)
        return after

    def close(self, actor: Actor, workshop_id: str, seq: int, aftercare: str = "") -> None:
        """End a workshop. What stands in `aftercare` is what participants read from now on."""
        hall = self._halls.led(actor, workshop_id)
        event, survey = Closed(text_of(aftercare) or ""), new_survey(hall.id)
        self._halls.happen(hall, actor, event, seq=seq, ends=True, poll=survey)
        self._audit.note(actor, Deed.WORKSHOP_CLOSED, ("workshop", workshop_id))


def new_code() -> str:
    """A code that nobody can guess in the time that it works."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_code(typed: object) -> str:
    """A code as somebody has typed it: small letters, spaces and hyphens make no difference."""
    return "".join(one for one in word(typed, "code").upper() if one.isalnum())


def name_of(typed: object) -> str:
    """A name in a workshop. Raises `RefusedEvent` for none, and for one too long or with signs that are not seen."""
    name = " ".join(word(typed, "name").split())
    if not name or len(name) > LONGEST_NAME:
        raise RefusedEvent("A name here has 1 to 40 characters.", "Choose another one; a first name is enough.")
    return name
