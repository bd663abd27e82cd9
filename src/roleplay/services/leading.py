"""Leading: what those who lead a workshop see of it. Who voted for what, and who wrote what, is not in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from roleplay.identity import Actor
from roleplay.model.gathering import Happening
from roleplay.services.authority import Authority, owner_of
from roleplay.services.forged import whole_number, word
from roleplay.services.policy import Action
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.workshops import Hall, Halls, Talk, place_of
from roleplay.store import TextRow
from roleplay.store.workshop_rows import Contribution, Said, WorkshopRow


@dataclass(frozen=True, slots=True)
class Written:
    """Something that a participant wrote, without a name."""

    id: str
    """By which it is hidden, and put back."""
    text: str | None
    """The words; None where they cannot be read at the moment."""
    place: str
    """What it belongs to, as its kind has it."""
    hidden: bool
    """Whether it was taken off the screen."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A workshop as those who lead it see it."""

    hall: Hall
    """Where it stands."""
    talk: Talk | None
    """The conversation on the projector."""
    names: Mapping[str, str]
    """Everybody who ever came in -> what they are called."""
    here: frozenset[str]
    """Those whose pages are connected."""
    calls: Mapping[str, datetime]
    """Who needs a moment, and since when; nobody else learns of it."""
    voted: int
    """How many have voted in the latest poll."""
    replies: tuple[Written, ...]
    """Replies at this place of the conversation."""
    reasons: tuple[Written, ...]
    """Reasons that were given for votes at this place of the conversation; the place is the poll."""
    questions: tuple[Written, ...]
    """Questions of the whole workshop; the place is the section."""
    ticks: Mapping[str, int]
    """Observer -> how much they have ticked in this round of triads."""
    wished: int
    """How many of those who are in have said how they would like to take part in triads."""
    code: str | None
    """By which people come in; None where nobody can any more."""
    code_until: datetime | None
    """Until when it works."""
    leads: Mapping[str, str]
    """Who facilitates -> what they are called, the first one first."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Something that was pressed on a console."""

    who: str
    """What they are called."""
    own: bool
    """Whether it was the one who asks, on another page."""
    what: Happening
    """What happened."""


class Leading:
    """What a console reads."""

    def __init__(self, halls: Halls, *, sealer: Sealer | None = None) -> None:
        self._halls = halls
        self._store = halls.store
        self._sealer = sealer or Plain()
        self._authority = Authority(halls.store)
        self._opened: dict[str, str] = {}  # words never change under their id

    def signs(self, actor: Actor, workshop_id: str) -> Hashable:
        """Something that is the same as long as nothing has changed in a workshop; it costs one question to ask.

        It says nothing of what has changed, and is not to be shown.
        """
        self._authority.require(actor, Action.LEAD_WORKSHOP, owner_of(actor))
        return self._store.signs(word(workshop_id, "workshop"))

    def look(self, actor: Actor, workshop_id: str) -> Overview:
        """How a workshop stands. Raises `NotAllowed` for who does not lead it."""
        hall = self._halls.led(actor, workshop_id)
        talk = self._halls.talk(hall)
        row = self._store.workshop(hall.id)
        poll = hall.state.poll
        return Overview(
            hall=hall,
            talk=talk,
            names={one.id: one.name for one in self._store.participants_in(hall.id)},
            here=self._store.connected(hall.id),
            calls=self._store.calls(hall.id),
            voted=0 if poll is None else self._store.voted(poll.id) if poll.open else poll.voted or 0,
            replies=() if talk is None else self._written(hall, Said.REPLY, place_of(hall, talk.state.node)),
            reasons=self._reasons(hall),
            questions=self._written(hall, Said.QUESTION),
            ticks=self._ticks(hall),
            wished=len(self._store.wishes(hall.id).keys() & set(hall.state.present)),
            code=None if row is None or not _works(row, self._halls.now()) else row.code,
            code_until=None if row is None else row.code_until,
            leads={one: self._name(one) for one in hall.state.leads},
        )

    def pressed_since(self, actor: Actor, workshop_id: str, seq: int) -> tuple[Pressed, ...]:
        """What those who lead have pressed since a step, for somebody who was a little too late."""
        hall = self._halls.led(actor, workshop_id)
        since = self._halls.pressed_since(hall, whole_number(seq, "step"))
        return tuple(Pressed(self._name(one.actor), one.actor == actor.id, one.event) for one in since)

    def _written(self, hall: Hall, kind: Said, place: str | None = None) -> tuple[Written, ...]:
        rows = self._store.contributions(hall.id, kind, place)
        words = self._open(one.text for one in rows)
        return tuple(
            Written(one.text.id, words.get(one.text.id), one.place, one.hidden) for one in rows if _is_there(one)
        )

    def _reasons(self, hall: Hall) -> tuple[Written, ...]:
        here = (hall.state.section, hall.state.path)
        polls = [one for one in hall.state.polls if (one.section, one.path) == here]
        return tuple(one for poll in reversed(polls) for one in self._written(hall, Said.REASON, poll.id))

    def _open(self, texts: Iterable[TextRow]) -> Mapping[str, str]:
        """Words by id; those that were opened before are not asked for again."""
        new = [one for one in texts if one.id not in self._opened]
        self._opened |= {one.id: one.body for one in self._sealer.open(new) if one.body is not None}
        return self._opened

    def _ticks(self, hall: Hall) -> Mapping[str, int]:
        groups = hall.state.groups
        if groups is None or not groups.playing:
            return {}
        seen = self._store.observations(hall.id)
        return Counter(one.observer for one in seen if (one.section, one.round) == (hall.state.section, groups.round))

    def _name(self, person_id: str) -> str:
        person = self._store.person(person_id)
        return "" if person is None else person.name


def _works(row: WorkshopRow, now: datetime) -> bool:
    return row.closed_at is None and (row.code_until is None or row.code_until > now)


def _is_there(one: Contribution) -> bool:
    """Whether it was not erased."""
    return one.text.body is not None
