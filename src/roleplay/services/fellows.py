"""Fellows: a learner opens a practice to others who learn in the same cohort, by name, and they say what they saw.

One strength, one question, one thing to try, by the helpful behaviours of the mark scheme. It is no rating: nobody who
evaluates sees it, and it enters no score. Closing it, or leaving the cohort, ends the reading at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from roleplay.errors import NotAllowed, RefusedEvent
from roleplay.identity import Actor, Role
from roleplay.model.event import Recorded, Started
from roleplay.model.rubric import Kind, Rubric
from roleplay.scoring.review import Seen
from roleplay.services.attempts import Playing
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import Authority, Owner, owner_of
from roleplay.services.forged import text_of, word
from roleplay.services.marking import ticks_in
from roleplay.services.openings import PURPOSE, Openings, can_be_opened
from roleplay.services.policy import Action
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.services.viewing import refs_of, shown
from roleplay.store import Attempt, FellowLearner, FellowWords, Log, Opening, Reading, Store, TextRow


@dataclass(frozen=True, slots=True)
class Fellow:
    """Somebody who learns in the same cohort."""

    key: str
    """Stands for the person and the cohort, and tells nobody their id."""
    name: str
    """What they are called."""
    cohort: str
    """The cohort's name."""
    open: bool
    """Whether the attempt is open to them."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says about an attempt, as it is read."""

    key: str
    """Stands for whoever says it."""
    name: str
    """What they are called; empty for somebody who is not here any more."""
    at: datetime
    """When it was said, or last said differently."""
    strength: str | None
    """What went well; None when it cannot be read now."""
    question: str | None
    """Something to think about."""
    thing_to_try: str | None
    """Something to try."""
    ticks: tuple[Seen, ...]
    """Helpful behaviours that they saw."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a fellow learner has filled in. Nothing of it has been looked at yet."""

    strength: str
    """What went well."""
    question: str
    """Something to think about."""
    thing_to_try: str
    """Something to try."""
    ticks: Sequence[tuple[str, int]] = ()
    """Behaviours, each with its moment."""


@dataclass(frozen=True, slots=True)
class Readable:
    """An attempt of a fellow learner that is open to somebody, or about which they said something."""

    attempt_id: str
    """Which one."""
    name: str
    """Whose it is."""
    title: str
    """The scenario's."""
    at: datetime
    """When it was opened; when something was said, where it is closed again."""
    open: bool
    """Whether it can be read."""
    said: bool
    """Whether they have said something."""


@dataclass(frozen=True, slots=True)
class Shared:
    """An attempt as a fellow learner reads it."""

    name: str
    """Whose it is."""
    playing: Playing
    """The conversation with the written replies; no other text, and no times."""
    helpful: Mapping[str, Rubric]
    """The mark scheme of what the scenario assesses, without what is harmful."""
    own: Said | None
    """What the reader has said about it."""


class Fellows:
    """What learners show each other, and what they say."""

    def __init__(
        self,
        store: Store,
        bookshelf: Bookshelf,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        *,
        sealer: Sealer | None = None,
    ) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._now = now
        self._new_id = new_id
        self._sealer = sealer or Plain()
        self._authority = Authority(store)
        self._openings = Openings(store)
        self._audit = Auditing(store, now)

    # --- whoever shows something ---

    def fellows(self, actor: Actor, attempt_id: str) -> tuple[Fellow, ...]:
        """Everybody to whom a finished practice of the actor's can be opened, by name; no one where it cannot be."""
        attempt = self._own(actor, attempt_id)
        if not can_be_opened(attempt) or not self._authority.may(actor, Action.OPEN_ATTEMPT, owner_of(actor)):
            return ()
        readers = self._openings.readers(attempt)
        return tuple(
            Fellow(key, one.person.name, one.cohort.name, one.person.id in readers)
            for key, one in self._circle(actor).items()
        )

    def is_open(self, actor: Actor, attempt_id: str) -> bool:
        """Whether anybody may read the actor's own attempt."""
        return bool(self._openings.readers(self._own(actor, attempt_id)))

    def open_to(self, actor: Actor, attempt_id: str, keys: Sequence[str]) -> None:
        """Let these fellow learners read a finished practice. To whom it is open already it stays so."""
        attempt = self._own(actor, attempt_id)
        self._authority.require(actor, Action.OPEN_ATTEMPT, owner_of(actor))
        if not can_be_opened(attempt):
            raise RefusedEvent("Only a practice that is finished can be opened.", "Play it to its end first.")
        there = self._openings.readers(attempt)
        new = {one.person.id: one.cohort.id for one in self._chosen(actor, keys) if one.person.id not in there}
        at = self._now()
        self._store.open_to(Opening(attempt.id, reader, cohort, at) for reader, cohort in new.items())
        for reader in new:
            self._audit.note(actor, Deed.ATTEMPT_OPENED, ("person", reader), {"attempt": attempt.id})

    def close(self, actor: Actor, attempt_id: str, key: str) -> None:
        """Let a fellow learner not read it any more. What they said stays; what they read they have read."""
        attempt = self._own(actor, attempt_id)
        there = self._openings.readers(attempt)
        for person in (one.person for one in self._chosen(actor, [key]) if one.person.id in there):
            self._store.close_to(attempt.id, person.id, self._now())
            self._audit.note(actor, Deed.ATTEMPT_CLOSED, ("person", person.id), {"attempt": attempt.id})

    def said(self, actor: Actor, attempt_id: str) -> tuple[Said, ...]:
        """What fellow learners say about the actor's own attempt. From then on it is no news."""
        attempt = self._own(actor, attempt_id)
        found = self._store.fellow_words(attempt.id)
        if found:
            self._store.note_reading(attempt.id, Reading.FELLOWS, self._now())
        return self._read(found)

    def remove(self, actor: Actor, attempt_id: str, key: str) -> None:
        """Forget what somebody said about the actor's own attempt, for good."""
        attempt = self._own(actor, attempt_id)
        author = next((one.author for one in self._store.fellow_words(attempt.id) if _key(one) == key), None)
        if author is None:
            raise NotAllowed("There is nothing like that to remove.", "Reload the page.")
        self._forget(actor, attempt, author)

    def news(self, actor: Actor) -> tuple[str, ...]:
        """Ids of the actor's own attempts about which something was said that they have not read."""
        owner = owner_of(actor)
        read = self._store.readings_of(*owner)
        found = self._store.fellow_words_about(*owner)
        before = ((one, read.get((one.attempt_id, Reading.FELLOWS))) for one in found)
        return tuple(dict.fromkeys(one.attempt_id for one, at in before if at is None or at < one.at))

    def _own(self, actor: Actor, attempt_id: str) -> Attempt:
        owner = owner_of(actor)
        attempt = self._store.attempt(word(attempt_id, "attempt"))
        if attempt is None or (attempt.owner_kind, attempt.owner_id) != owner:
            raise NotAllowed("There is no such attempt of yours.", "Your attempts are listed under Progress.")
        self._authority.require(actor, Action.READ_ATTEMPT, owner)
        return attempt

    def _circle(self, actor: Actor) -> dict[str, FellowLearner]:
        """Everybody else who learns where the actor does, by the key that stands for them."""
        found = self._store.fellow_learners(actor.id) if Role.TRAINEE in actor.roles else ()
        return {_digest(one.cohort.id, one.person.id): one for one in found}

    def _chosen(self, actor: Actor, keys: Sequence[str]) -> list[FellowLearner]:
        circle = self._circle(actor)
        if not isinstance(keys, (list, tuple)) or not keys:
            raise RefusedEvent("Nobody is chosen.", "Choose somebody who learns with you.")
        if any(word(key, "fellow learner") not in circle for key in keys):
            raise NotAllowed("There is no such fellow learner of yours.", "Reload the page and choose again.")
        return [circle[key] for key in dict.fromkeys(keys)]

    # --- fellow learners ---

    def readable(self, actor: Actor) -> tuple[Readable, ...]:
        """What is open to the actor, and what they said something about, the latest first."""
        own = {one.attempt_id: one for one in self._store.fellow_words_by(actor.id)}
        found = {one.attempt_id: one for one in self._store.openings_to(actor.id)}
        rows = []
        for attempt_id in dict.fromkeys((*found, *own)):
            attempt, opening = self._store.attempt(attempt_id), found.get(attempt_id)
            person = None if attempt is None else self._store.person(attempt.owner_id)
            if attempt is None or person is None:
                continue
            is_open = opening is not None and self._openings.may_read(actor, opening, attempt)
            if is_open or attempt_id in own:
                at = opening.at if opening is not None and is_open else own[attempt_id].at
                title = self._bookshelf.by_hash(attempt.scenario_hash).title
                rows.append(Readable(attempt_id, person.name, title, at, is_open, attempt_id in own))
        return tuple(sorted(rows, key=lambda one: (one.open, one.at), reverse=True))

    def read(self, actor: Actor, attempt_id: str) -> Shared:
        """An attempt that is open to the actor. Raises `NotAllowed` in the same words for one that is not, and none."""
        found = self._readable(actor, attempt_id)
        self._audit.note(actor, Deed.ATTEMPT_VIEWED, ("person", found.attempt.owner_id), {"attempt": attempt_id})
        return self._shared(actor, found)

    def say(self, actor: Actor, attempt_id: str, saying: Saying) -> None:
        """Say something about it, in place of what the actor has said before. Ticks are of helpful behaviours only.

        Raises `NotAllowed` like `read`, and `RefusedEvent` for what does not fit.
        """
        found = self._readable(actor, attempt_id)
        shared = self._shared(actor, found)
        bodies = [text_of(one) for one in (saying.strength, saying.question, saying.thing_to_try)]
        if not all(bodies):
            raise RefusedEvent(
                "There is something missing.", "Say one strength, ask one question, and name one thing to try."
            )
        known = {behaviour.id for rubric in shared.helpful.values() for behaviour in rubric.behaviours}
        seen = ticks_in(shared.playing.state.trail, known, saying.ticks)
        now, owner = self._now(), Owner(found.attempt.owner_kind, found.attempt.owner_id)
        rows = [TextRow(self._new_id(), owner.kind, owner.id, None, PURPOSE, body, now) for body in bodies]
        strength, question, thing_to_try = self._sealer.seal(owner, rows)
        words = FellowWords(attempt_id, actor.id, now, strength, question, thing_to_try, seen)
        self._store.say_as_fellow(words)
        self._audit.note(actor, Deed.FELLOW_SAID, ("person", owner.id), {"attempt": attempt_id})

    def take_back(self, actor: Actor, attempt_id: str) -> None:
        """Forget what the actor has said about an attempt, whether or not it is still open to them."""
        attempt = self._store.attempt(word(attempt_id, "attempt"))
        if attempt is None or all(one.attempt_id != attempt_id for one in self._store.fellow_words_by(actor.id)):
            raise NotAllowed("You have said nothing about that.", "Reload the page.")
        self._forget(actor, attempt, actor.id)

    def _readable(self, actor: Actor, attempt_id: str) -> Log:
        found = self._store.log(word(attempt_id, "attempt"))
        opening = next((one for one in self._store.openings_to(actor.id) if one.attempt_id == attempt_id), None)
        if found is None or opening is None or not self._openings.may_read(actor, opening, found.attempt):
            raise NotAllowed(
                "There is no such attempt that is open to you.",
                "Whoever opened it may have closed it again. What is open stands under Progress.",
            )
        return found

    def _shared(self, actor: Actor, found: Log) -> Shared:
        attempt = found.attempt
        game = self._bookshelf.game(attempt.scenario_hash)
        log = [recorded.event for recorded in found.events]
        rows = self._store.personal_texts(ref for event in log for ref in refs_of(event))
        replies = {row.id: row for row in self._sealer.open(row for row in rows.values() if row.purpose == "reply")}
        at = attempt.ended_at or attempt.started_at
        visible = (event for event in (shown(event, replies) for event in log) if event is not None)
        events = tuple(Recorded(seq, event, attempt.owner_id, at) for seq, event in enumerate(visible))
        pinned = next(event.rubrics for event in log if isinstance(event, Started))
        rubrics = self._bookshelf.rubrics(pinned)
        own = [one for one in self._store.fellow_words(attempt.id) if one.author == actor.id]
        person = self._store.person(attempt.owner_id)
        return Shared(
            name="" if person is None else person.name,
            playing=Playing(replace(attempt, started_at=at), game, events, game.replay(log), replies),
            helpful={name: helpful(rubrics[name]) for name in game.scenario.assesses},
            own=next(iter(self._read(own)), None),
        )

    # --- both ---

    def _read(self, found: Iterable[FellowWords]) -> tuple[Said, ...]:
        listed = tuple(found)
        opened = {row.id: row.body for row in self._sealer.open(row for one in listed for row in one.texts)}
        return tuple(
            Said(
                key=_key(one),
                name=self._name(one.author),
                at=one.at,
                strength=opened[one.strength.id],
                question=opened[one.question.id],
                thing_to_try=opened[one.thing_to_try.id],
                ticks=one.ticks,
            )
            for one in listed
        )

    def _name(self, person_id: str) -> str:
        person = self._store.person(person_id)
        return "" if person is None else person.name

    def _forget(self, actor: Actor, attempt: Attempt, author: str) -> None:
        self._store.unsay_as_fellow(attempt.id, author)
        other = author if author != actor.id else attempt.owner_id
        self._audit.note(actor, Deed.FELLOW_UNSAID, ("person", other), {"attempt": attempt.id})


def helpful(rubric: Rubric) -> Rubric:
    """A rubric without its harmful behaviours."""
    return rubric.model_copy(
        update={"behaviours": tuple(one for one in rubric.behaviours if one.kind is not Kind.HARMFUL)}
    )


def _key(words: FellowWords) -> str:
    return _digest(words.attempt_id, words.author)


def _digest(place: str, person_id: str) -> str:
    return hashlib.sha256(f"fellow {place} {person_id}".encode()).hexdigest()[:24]
