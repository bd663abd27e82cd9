"""Workshops as services work on them: where one stands, who leads it, and the conversation on its projector."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from roleplay.engine import State
from roleplay.engine.compiled import Compiled
from roleplay.engine.gathering import Gathering
from roleplay.engine.happenings import follow, step
from roleplay.engine.story import fill
from roleplay.errors import Conflict, NotAllowed, NotFound
from roleplay.identity import Actor, ActorKind
from roleplay.model.event import Chose, Event, Expected, Mode, Started, Wrote
from roleplay.model.gathering import Happening, Joined, Locked, Logged, Removed, Told, Turned
from roleplay.model.workshop import Way
from roleplay.services.authority import Authority, owner_of
from roleplay.services.forged import whole_number, word
from roleplay.services.policy import Action
from roleplay.services.shelf import Bookshelf
from roleplay.store import ParticipantRow, Store
from roleplay.store.workshop_rows import PollRow


@dataclass(frozen=True, slots=True)
class Hall:
    """A workshop at a moment."""

    id: str
    """Which one."""
    seq: int
    """How many entries its log has; the next one gets this number."""
    state: Gathering
    """Where it stands."""


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation on the projector."""

    game: Compiled
    """What is played."""
    state: State
    """How far it has come."""


class Halls:
    """Follows workshops. What was read once is not read again: only what was added to the log since."""

    def __init__(self, store: Store, bookshelf: Bookshelf, now: Callable[[], datetime]) -> None:
        self.store = store
        self.bookshelf = bookshelf
        self.now = now
        self._authority = Authority(store)
        self._known: dict[str, Hall] = {}
        self._rows: dict[str, ParticipantRow] = {}  # of guests: who they are never changes

    def hall(self, workshop_id: str) -> Hall:
        """Where a workshop stands now. Raises `NotFound`. For services, which ask who may see it."""
        known = self._known.get(word(workshop_id, "workshop"))
        new = self.store.gathering(workshop_id, -1 if known is None else known.seq - 1)
        if known is not None and not new:
            return known
        if known is None:
            if not new:
                raise NotFound.of("workshop", workshop_id)
            state = follow(new)
        else:
            state = known.state
            for entry in new:
                state = step(state, entry.event, entry.at)
        found = self._known[workshop_id] = Hall(workshop_id, new[-1].seq + 1, state)
        return found

    def led(self, actor: Actor, workshop_id: str) -> Hall:
        """The same for somebody who leads it now. Raises `NotAllowed`, in the same words where there is none."""
        self._authority.require(actor, Action.LEAD_WORKSHOP, owner_of(actor))
        try:
            hall = self.hall(workshop_id)
        except NotFound:
            hall = None
        if hall is None or actor.id not in hall.state.leads:
            raise NotAllowed("You do not lead this workshop.", "Ask whoever leads it to hand it over to you.")
        return hall

    def part_of(self, actor: Actor, workshop_id: str) -> tuple[Hall, ParticipantRow]:
        """The same for a participant who is in; after the end for all who were not barred. Raises `NotAllowed`."""
        self._authority.require(actor, Action.TAKE_PART, owner_of(actor))
        row = self._row(actor, word(workshop_id, "workshop"))
        if row is None or row.workshop_id != workshop_id:
            raise NotAllowed(*_NOT_IN)
        hall = self.hall(workshop_id)
        if row.id not in hall.state.inside:
            raise NotAllowed(*_NOT_IN)
        return hall, row

    def happen(
        self,
        hall: Hall,
        actor: Actor,
        event: Happening,
        *,
        seq: int | None = None,
        poll: PollRow | None = None,
        participant: ParticipantRow | None = None,
        token: str | None = None,
        ends: bool = False,
    ) -> Hall:
        """Add an event to the log, if it fits where the workshop stands. Returns where it stands then.

        `seq` is what the browser believed; without one the event goes to the end, wherever that is. With it comes the
        poll that it opens, the participant who joins (a guest with the digest of a token), or the end of the workshop,
        where the poll is its survey.
        Raises `Conflict` when somebody else was quicker, and `RefusedEvent` for what does not fit.
        """
        for _ in range(TRIES):
            if seq is not None:
                self.require_seen(hall, seq)
            at = self.now()
            state = step(hall.state, event, at)
            logged = Logged(hall.seq, event, actor.id, at)
            try:
                if ends:
                    self.store.close_workshop(hall.id, logged, survey=poll)
                else:
                    self.store.happened(hall.id, logged, poll=poll, participant=participant, token=token)
            except Conflict:
                hall = self.hall(hall.id)
                continue
            found = self._known[hall.id] = Hall(hall.id, hall.seq + 1, state)
            return found
        raise Conflict("Too much happens at once just now.", "Try again in a moment.")

    def require_seen(self, hall: Hall, seq: int) -> None:
        """Raise `Conflict` unless a page that has seen the log up to a step has seen all that matters to it.

        That people come and go, or are told something, changes nothing of what somebody is about to press.
        """
        if whole_number(seq, "step") != hall.seq and (seq > hall.seq or self.pressed_since(hall, seq)):
            raise Conflict("Somebody else was quicker.", "The page now shows where the workshop stands.")

    def pressed_since(self, hall: Hall, seq: int) -> tuple[Logged, ...]:
        """What those who lead have done since a step."""
        since = self.store.gathering(hall.id, seq - 1)
        return tuple(one for one in since if one.seq < hall.seq and not isinstance(one.event, _BESIDE))

    def talk(self, hall: Hall) -> Talk | None:
        """The conversation on the projector; None in a section that has none."""
        state = hall.state
        if state.here is None or state.here.way is not Way.ROOM:
            return None
        game = self.bookshelf.game(state.content[state.here.id])
        return Talk(game, game.replay(events_of(hall, state.path)))

    def notes(self, state: Gathering, section: str | None = None) -> tuple[str, ...]:
        """What comes up in the triads of a section, or of all: the content notes of what they play, each once."""
        triads = [one.id for one in state.plan.sections if one.way is Way.TRIADS and section in {None, one.id}]
        stations = [self.bookshelf.station_as(state.content[one]) for one in triads]
        return tuple(dict.fromkeys(note for station in stations for note in station.content_notes))

    def _row(self, actor: Actor, workshop_id: str) -> ParticipantRow | None:
        if actor.kind is ActorKind.GUEST:
            known = self._rows.get(actor.id) or self.store.participant(actor.id)
            if known is not None:
                self._rows[actor.id] = known
            return known
        mine = self.store.participants_of(actor.id)
        return next((one for one in mine if one.workshop_id == workshop_id), None)


TRIES = 50
"""How often something is tried while others come and go."""
_BESIDE = (Joined, Removed, Locked, Told, Turned)
_NOT_IN = ("You are not in this workshop.", "Come in with its code.")


def place_of(hall: Hall, node: str) -> str:
    """What is written at a place of the conversation belongs to the section and the place."""
    return f"{hall.state.section}/{len(hall.state.path)}/{node}"


def questions_of(state: Gathering, talk: Talk | None) -> list[str]:
    """What to talk about: as the plan has it, then as the scenario has."""
    planned = () if state.here is None else state.here.prompts
    scenario = () if talk is None else talk.game.scenario.discussion
    return [*planned, *(fill(one, state.site) for one in scenario if one not in planned)]


def key_of(state: Gathering) -> str:
    """The place where the workshop stands, as participants' pages know it: it gives nothing of the scenario away."""
    where = "/".join((state.section or "", *state.path, state.wanted or ""))
    return hashlib.sha256(where.encode()).hexdigest()[:12]


def events_of(hall: Hall, path: tuple[str, ...], section: str | None = None) -> tuple[Event, ...]:
    """The log of an attempt that went the way of a projector, or in another section than the present one."""
    state = hall.state
    content = state.content[section or state.section or ""]
    begun = Started(content, state.rubrics, dict(state.site), state.seed, Mode.PRACTICE)
    return (begun, Expected(), *(_step(one) for one in path))


def _step(one: str) -> Chose | Wrote:
    node, _, choice = one.partition("/")
    return Chose(node, choice) if choice else Wrote(node, None)
