"""Facilitation: who is asked to watch how a workshop is led, and what the one who was assessed reads and answers.

Two kinds of people watch. A *shadow* learns; nobody is assessed. An *assessor* ticks what the one who leads does, by
rubrics for facilitators. Neither sees votes, names of participants, wishes, calls, or anything that was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from roleplay.errors import NotAllowed, RefusedEvent
from roleplay.identity import Actor, Role
from roleplay.model.gathering import HandedOver, Moved, Opened
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import Authority, Owner, owner_of
from roleplay.services.forged import text_of, word
from roleplay.services.policy import Action
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.workshops import Halls
from roleplay.store import OwnerKind, PersonRow, Store, TextRow
from roleplay.store.watch_rows import Watch, WatchKind
from roleplay.store.workshop_rows import WorkshopRow

PURPOSE = "facilitation"
"""What a text is that was written about how somebody led, or as an answer to that. It belongs to the one who led."""

_ASSESSORS = frozenset({Role.EVALUATOR, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody, as they are chosen from a list."""

    id: str
    """Who."""
    name: str
    """What they are called."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom one can ask to watch a workshop, and who is asked."""

    workshop: WorkshopRow
    """Which."""
    leads: tuple[Companion, ...]
    """Who leads it now, and can be assessed."""
    shadows: tuple[Companion, ...]
    """Who can watch to learn."""
    assessors: tuple[Companion, ...]
    """Who can assess."""
    asked: tuple[Watch, ...]
    """Who was asked, the first one first."""


class Watchers:
    """Whom a watch lets in: the rules that asking, watching and reading have in common."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.authority = Authority(store)

    def workshop(self, workshop_id: str) -> WorkshopRow:
        """The workshop with this id. Raises `NotAllowed` where there is none."""
        found = self.store.workshop(word(workshop_id, "workshop"))
        if found is None:
            raise NotAllowed(*NOT_ASKED)
        return found

    def observed(self, actor: Actor, watch_id: str) -> Watch:
        """A watch of the actor's own, as long as they may do it. Raises `NotAllowed`, in the same words for none."""
        watch = self.store.watch(word(watch_id, "watch"))
        if watch is None or watch.observer != owner_of(actor).id or not self.may_watch(actor, watch):
            raise NotAllowed(*NOT_ASKED)
        return watch

    def may_watch(self, actor: Actor, watch: Watch) -> bool:
        """Whether somebody may watch what they were asked to now: nobody assesses where they lead, or ever led."""
        if watch.kind is WatchKind.SHADOWING:
            return self.authority.may(actor, Action.SHADOW_WORKSHOP, owner_of(actor))
        row = self.store.workshop(watch.workshop_id)
        if row is None or actor.id in {watch.facilitator, *self.ever_led(row.id)}:
            return False
        cohorts = self.cohorts_of(row, [watch.facilitator])
        return any(self.authority.may_in_cohort(actor, Action.ASSESS_FACILITATION, one) for one in cohorts)

    def cohorts_of(self, row: WorkshopRow, leads: Iterable[str]) -> tuple[str, ...]:
        """The cohort of a workshop; of one that has none, those in which somebody who leads it facilitates."""
        if row.cohort_id is not None:
            return (row.cohort_id,)
        parts = (part for one in leads for part in self.store.memberships_of(one))
        return tuple(dict.fromkeys(part.cohort_id for part in parts if part.role is Role.FACILITATOR))

    def ever_led(self, workshop_id: str) -> frozenset[str]:
        """Everybody who leads a workshop, or has led it."""
        told = (entry.event for entry in self.store.gathering(workshop_id))
        return frozenset(one for event in told if isinstance(event, (Opened, HandedOver)) for one in event.leads)

    def began(self, workshop_id: str) -> datetime | None:
        """When the first section of a workshop began; None while people are still coming in."""
        return next((one.at for one in self.store.gathering(workshop_id) if isinstance(one.event, Moved)), None)


class Facilitation:
    """What those do who ask somebody to watch, and those who were assessed."""

    def __init__(self, halls: Halls, new_id: Callable[[], str], *, sealer: Sealer | None = None) -> None:
        self._halls = halls
        self._store = halls.store
        self._watchers = Watchers(halls.store)
        self._authority = Authority(halls.store)
        self._audit = Auditing(halls.store, halls.now)
        self._new_id = new_id
        self._sealer = sealer or Plain()

    # --- asking ---

    def may_ask(self, actor: Actor, workshop_id: str) -> bool:
        """Whether somebody may ask others to watch a workshop: they lead it, or supervise its cohort."""
        row = self._store.workshop(word(workshop_id, "workshop"))
        if row is None or not self._authority.may(actor, Action.SHADOW_WORKSHOP, owner_of(actor)):
            return False
        if actor.id in self._halls.hall(row.id).state.leads:
            return self._authority.may(actor, Action.LEAD_WORKSHOP, owner_of(actor))
        return row.cohort_id is not None and self._authority.may_in_cohort(actor, Action.ASSIGN_WATCH, row.cohort_id)

    def asking(self, actor: Actor, workshop_id: str) -> Asking:
        """Whom one can ask, and who is asked. Raises `NotAllowed`."""
        row = self._require_asking(actor, workshop_id)
        leads = self._halls.hall(row.id).state.leads
        cohorts = self._watchers.cohorts_of(row, leads)
        led = self._watchers.ever_led(row.id)
        members = [part for one in cohorts for part in self._store.members(one) if part.person_id not in led]
        return Asking(
            workshop=row,
            leads=self._companions(leads),
            shadows=self._companions(part.person_id for part in members),
            assessors=self._companions(part.person_id for part in members if part.role in _ASSESSORS),
            asked=self._store.watches_in(row.id),
        )

    def ask(self, actor: Actor, workshop_id: str, observer: str, facilitator: str = "") -> Watch:
        """Ask somebody to watch: to assess a facilitator, or, without one, to learn.

        Raises `RefusedEvent` for people who cannot, `Conflict` for one who is asked already, and `NotAllowed`.
        """
        found = self.asking(actor, workshop_id)
        kind = WatchKind.ASSESSMENT if word(facilitator, "facilitator") else WatchKind.SHADOWING
        able = found.assessors if kind is WatchKind.ASSESSMENT else found.shadows
        if word(observer, "observer") not in {one.id for one in able}:
            raise RefusedEvent("This person cannot watch this workshop so.", "Choose somebody from the list.")
        if facilitator and facilitator not in {one.id for one in found.leads}:
            raise RefusedEvent("This person does not lead this workshop.", "Choose one who does.")
        rubrics = tuple(self._halls.bookshelf.facilitation()) if kind is WatchKind.ASSESSMENT else ()
        if kind is WatchKind.ASSESSMENT and not rubrics:
            raise RefusedEvent("The library has no rubrics for facilitators.", "Ask whoever looks after it.")
        watch = Watch(
            self._new_id(), found.workshop.id, kind, observer, facilitator, actor.id, self._halls.now(), rubrics
        )
        self._store.add_watch(watch)
        self._note(actor, Deed.WATCH_ASKED, watch, ("person", observer))
        return watch

    def call_off(self, actor: Actor, watch_id: str) -> str:
        """Let somebody not watch: by themselves, or by those who ask. Returns which workshop it was about.

        Raises `Conflict` once it was handed in.
        """
        watch = self._store.watch(word(watch_id, "watch"))
        if watch is None or (watch.observer != owner_of(actor).id and not self.may_ask(actor, watch.workshop_id)):
            raise NotAllowed(*NOT_ASKED)
        self._store.drop_watch(watch.id)
        self._note(actor, Deed.WATCH_CALLED_OFF, watch, ("person", watch.observer))
        return watch.workshop_id

    def to_ask(self, actor: Actor) -> tuple[WorkshopRow, ...]:
        """Workshops that are not over, and for which the actor can ask somebody; the latest first."""
        person_id = owner_of(actor).id
        cohorts = {one.cohort_id for one in self._store.memberships_of(person_id)}
        handed = (self._store.workshop(one) for one in self._store.handed_over_to(person_id))
        known = {one.id: one for one in (*self._store.workshops_of(person_id, cohorts), *handed) if one is not None}
        able = (one for one in known.values() if one.closed_at is None and self.may_ask(actor, one.id))
        return tuple(sorted(able, key=lambda one: (one.opened_at, one.id), reverse=True))

    # --- reading ---

    def watches(self, actor: Actor) -> tuple[Watch, ...]:
        """What the actor watches, or was asked to, and what was handed in about them; the latest first."""
        self._authority.require(actor, Action.SHADOW_WORKSHOP, owner_of(actor))
        found = self._store.watches_of(actor.id)
        return tuple(one for one in found if one.observer == actor.id or one.handed_in_at is not None)

    def result(self, actor: Actor, watch_id: str) -> Watch:
        """What was handed in, for whoever watched and whoever was assessed. Raises `NotAllowed` for all others."""
        watch = self._store.watch(word(watch_id, "watch"))
        if watch is None or watch.handed_in_at is None:
            raise NotAllowed(*NOT_THERE)
        if watch.observer != owner_of(actor).id and not self._is_about(actor, watch):
            raise NotAllowed(*NOT_THERE)
        return watch

    def words(self, watch: Watch) -> tuple[TextRow | None, TextRow | None]:
        """The note and the answer, opened as far as the reader may. For those who may read the result."""
        rows = self._store.personal_texts(filter(None, (watch.note, watch.reply)))
        opened = {row.id: row for row in self._sealer.open(rows.values())}
        return opened.get(watch.note or ""), opened.get(watch.reply or "")

    def answer(self, actor: Actor, watch_id: str, text: str) -> None:
        """Say something to what was handed in about oneself, once. Raises `Conflict` for a second time."""
        watch = self.result(actor, watch_id)
        if not self._is_about(actor, watch):
            raise NotAllowed("This is not about you.", "Only the one who led can answer.")
        body = text_of(text)
        if body is None:
            raise RefusedEvent("There is nothing in it.", "Write something first.")
        owner = owner_of(actor)
        row = TextRow(self._new_id(), owner.kind, owner.id, None, PURPOSE, body, self._halls.now())
        (sealed,) = self._sealer.seal(owner, [row])
        self._store.answer_watch(watch.id, sealed)

    def name(self, person_id: str) -> str:
        """What somebody is called; empty for one who was erased. For those who may see the watch."""
        found = self._store.person(person_id)
        return "" if found is None or found.erased_at is not None else found.name

    # --- inside ---

    def _is_about(self, actor: Actor, watch: Watch) -> bool:
        return watch.facilitator == actor.id and self._authority.may(
            actor, Action.READ_FACILITATION, Owner(OwnerKind.PERSON, watch.facilitator)
        )

    def _require_asking(self, actor: Actor, workshop_id: str) -> WorkshopRow:
        if not self.may_ask(actor, workshop_id):
            raise NotAllowed(
                "You cannot ask anybody to watch this workshop.", "Whoever leads it can, and who supervises its cohort."
            )
        return self._watchers.workshop(workshop_id)

    def _companions(self, ids: Iterable[str]) -> tuple[Companion, ...]:
        people = (self._store.person(one) for one in dict.fromkeys(ids))
        known: list[PersonRow] = [one for one in people if one is not None and one.active]
        return tuple(
            Companion(one.id, one.name) for one in sorted(known, key=lambda one: (one.name.casefold(), one.id))
        )

    def _note(self, actor: Actor, deed: Deed, watch: Watch, subject: tuple[str, str]) -> None:
        self._audit.note(actor, deed, subject, {"workshop": watch.workshop_id, "kind": watch.kind})


def watches_of(store: Store, sealer: Sealer, person_id: str) -> dict[str, list[dict[str, Any]]]:
    """What is kept of somebody who watched workshops, or was watched leading one, for them to take along.

    Who watched them is not in it, and not what they wrote to others.
    """
    found = store.watches_of(person_id)
    mine = [one for one in found if one.observer == person_id]
    about = [one for one in found if one.facilitator == person_id and one.handed_in_at is not None]
    return {
        "watched": [_kept(store, sealer, one, words=one.kind is WatchKind.SHADOWING) for one in mine],
        "about_me": [_kept(store, sealer, one, words=True) for one in about],
    }


def _kept(store: Store, sealer: Sealer, watch: Watch, *, words: bool) -> dict[str, Any]:
    row = store.workshop(watch.workshop_id)
    refs = [one for one in (watch.note, watch.reply) if one is not None and words]
    texts = {one.id: one.body for one in sealer.open(store.personal_texts(refs).values())}
    names = ("id", "kind", "asked_at", "begun_at", "handed_in_at", "minutes", "no_opportunity", "levels")
    return {
        "workshop": "" if row is None else row.title,
        **{name: getattr(watch, name) for name in names},
        "ticks": [asdict(tick) for tick in store.watch_ticks(watch.id)],
        "note": texts.get(watch.note or ""),
        "reply": texts.get(watch.reply or ""),
    }


NOT_ASKED = ("You were not asked to watch this.", "Ask whoever leads the workshop to ask you.")
"""What somebody is told who is not an observer, whether or not there is such a workshop."""
NOT_THERE = ("There is nothing here for you to read.", "What was handed in is read by the two whom it is about.")
"""What is told where nothing was handed in, and to everybody else."""
