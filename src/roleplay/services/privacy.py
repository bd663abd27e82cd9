"""What everybody can ask for: all that is kept about them, and that it be erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from roleplay.errors import NotFound
from roleplay.identity import Actor, Role
from roleplay.model.event import Expected, Reflected, Wrote
from roleplay.model.gathering import Closed
from roleplay.services.attended import led_by
from roleplay.services.auditing import Auditing, Deed, every_entry
from roleplay.services.authority import Authority, Owner, owner_of
from roleplay.services.exporting import Kept, Played, Reviewed, exported
from roleplay.services.facilitation import watches_of
from roleplay.services.fellowship import fellowship
from roleplay.services.keeping import ErasedScores, privacy_file, require_keeping
from roleplay.services.keepsakes import keepsakes_of
from roleplay.services.keys import sealer_of
from roleplay.services.people import require_another_administrator
from roleplay.services.policy import Action
from roleplay.services.returning import Words, is_for_trainee
from roleplay.services.shelf import Bookshelf
from roleplay.services.stations import stations_of
from roleplay.services.workshops import Halls
from roleplay.store import OwnerKind, PersonRow, Store


class Privacy:
    """Export and erasure. Both go into the audit log."""

    def __init__(self, store: Store, bookshelf: Bookshelf, data: Path, now: Callable[[], datetime]) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._data = data
        self._now = now
        self._authority = Authority(store)
        self._audit = Auditing(store, now)

    def export(self, actor: Actor) -> bytes:
        """Everything that is kept about the actor, private texts included, as a zip file."""
        self._authority.require(actor, Action.EXPORT, owner_of(actor))
        person = self._theirs(actor.id)
        self._audit.note(actor, Deed.EXPORTED, ("person", person.id))
        return exported(self._kept(person), self._bookshelf, self._now())

    def erase(self, actor: Actor, person_id: str) -> None:
        """Erase everything personal of somebody, at once and for good. Raises `NotAllowed`, `NotFound`.

        What becomes of their attempts is the organisation's choice, in `privacy.yml`. The owner of the machine stays
        that, without all that was theirs.
        """
        self._authority.require(actor, Action.ERASE, Owner(OwnerKind.PERSON, person_id))
        keeping = require_keeping(privacy_file(self._data))
        person = self._theirs(person_id)
        if Role.ADMINISTRATOR in person.roles and person.id != self._store.local_person().id:
            require_another_administrator(self._store, actor, person)
        self._end_what_only_they_lead(actor, person_id)
        kept = keeping.erased_scores is ErasedScores.KEEP_ANONYMOUS
        self._store.erase_person(person.id, self._now(), keep_logs=kept)
        self._audit.note(actor, Deed.ERASED, ("person", person.id), {"attempts": keeping.erased_scores})

    def _theirs(self, person_id: str) -> PersonRow:
        person = self._store.person(person_id)
        if person is None or person.erased_at is not None:
            raise NotFound.of("person", person_id)
        return person

    def _end_what_only_they_lead(self, actor: Actor, person_id: str) -> None:
        """Nobody else could end those workshops, or hand them over. Without a survey, which nobody would read."""
        halls = Halls(self._store, self._bookshelf, self._now)
        opened = {one.id for one in self._store.workshops_of(person_id, ())}
        for workshop_id in sorted(opened.union(self._store.handed_over_to(person_id))):
            hall = halls.hall(workshop_id)
            others = [self._store.person(one) for one in hall.state.leads if one != person_id]
            alone = person_id in hall.state.leads and not any(one and one.erased_at is None for one in others)
            if alone and not hall.state.over:
                halls.happen(hall, actor, Closed(), ends=True)
                self._audit.note(actor, Deed.WORKSHOP_CLOSED, ("workshop", workshop_id))

    # --- all that is kept ---

    def _kept(self, person: PersonRow) -> Kept:
        store = self._store
        names = {cohort.id: cohort.name for cohort in store.cohorts()}
        parts = store.participants_of(person.id)
        owners = [Owner(OwnerKind.PERSON, person.id), *(Owner(OwnerKind.PARTICIPANT, part.id) for part in parts)]
        return Kept(
            person=person,
            has_password=store.password(person.id) is not None,
            cohorts=[(names[part.cohort_id], part) for part in store.memberships_of(person.id)],
            workshops=keepsakes_of(store, self._bookshelf, sealer_of(store, self._data), parts),
            led=led_by(store, person.id),
            attempts=[played for owner in owners for played in self._played(owner)],
            learning=[(owner.kind, noted) for owner in owners for noted in store.learnt(*owner)],
            pages=sealer_of(store, self._data).open(row for owner in owners for row in store.pages(*owner)),
            reviews=[reviewed for owner in owners for reviewed in self._reviewed(owner)],
            marked=store.ratings_by(person.id),
            practised=store.practised_by(person.id),
            anchors=store.anchor_ratings(person.id),
            notes=self._notes(person.id),
            drafts=store.drafts_by(person.id),
            requests=store.requests_of(person.id),
            fellows=fellowship(store, sealer_of(store, self._data), person.id),
            stations=stations_of(store, person.id),
            watches=watches_of(store, sealer_of(store, self._data), person.id),
            sessions=store.sessions_of(person.id),
            audit=tuple(every_entry(store, person.id)),
        )

    def _reviewed(self, owner: Owner) -> Iterator[Reviewed]:
        sealer = sealer_of(self._store, self._data)
        for review in self._store.reviews_of(*owner):
            if review.returned is not None:
                said = [one for one in self._store.comments(review.attempt_id) if is_for_trainee(one, review)]
                texts = sealer.open(one.text for one in said)
                words = [Words(one.kind, text.body, one.moment) for one, text in zip(said, texts, strict=True)]
                marked = self._store.ratings(review.attempt_id)[: review.returned]
                yield Reviewed(review.attempt_id, review.returned_at, marked, words)

    def _notes(self, person_id: str) -> list[tuple[str, Words]]:
        notes = self._store.notes_by(person_id)
        texts = sealer_of(self._store, self._data).open(one.text for one in notes)
        return [
            (one.attempt_id, Words(one.kind, text.body, one.moment)) for one, text in zip(notes, texts, strict=True)
        ]

    def _played(self, owner: Owner) -> Iterator[Played]:
        sealer = sealer_of(self._store, self._data)
        for attempt in self._store.attempts_of(*owner):
            log = self._store.log(attempt.id)
            if log is not None:
                told = [event.event for event in log.events]
                refs = [event.ref for event in told if isinstance(event, (Expected, Wrote))]
                refs += [ref for event in told if isinstance(event, Reflected) for ref in event.refs]
                # A branch refers to what was written in the attempts before it.
                rows = {**self._store.personal_texts(ref for ref in refs if ref is not None), **log.texts}
                texts = {row.id: row for row in sealer.open(rows.values())}
                yield Played(attempt, log.events, texts)
