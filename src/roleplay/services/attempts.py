"""Playing: somebody starts an attempt at a scenario, says what there is to say, and ends it.

Whatever comes from a browser can be forged. So every call looks up whose attempt it is and how far it has come, checks
types and lengths, and lets the engine decide whether the event fits. What does not fit ends in a `RoleplayError`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from roleplay.engine import Compiled, Phase, State
from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.event import (
    Branch,
    Chose,
    Compared,
    Ended,
    Event,
    Expected,
    Mode,
    Recorded,
    Reflected,
    Started,
    Wrote,
)
from roleplay.model.scenario import Use
from roleplay.scoring import score
from roleplay.scoring.kept import of_attempt
from roleplay.scoring.review import harmful
from roleplay.services.authority import Authority, Owner, owner_of
from roleplay.services.forged import chosen, text_of, whole_number, word, words
from roleplay.services.policy import Action
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.store import Attempt, Feedback, Log, Options, Status, Store, TextRow

IDLE = timedelta(minutes=5)
"""A longer gap between two events counts as this much time spent."""

_ALLOWED = {Mode.PRACTICE: (Use.PRACTICE, Use.BOTH), Mode.ASSESSMENT: (Use.ASSESSMENT, Use.BOTH)}


@dataclass(frozen=True, slots=True)
class Playing:
    """An attempt with all that has happened in it."""

    attempt: Attempt
    """Whose, what, how."""
    game: Compiled
    """The scenario, in the version that is played."""
    events: tuple[Recorded, ...]
    """Its log. The next event has the number `len(events)`."""
    state: State
    """Where it stands."""
    texts: Mapping[str, TextRow]
    """What was written, by the reference that events hold."""


class Attempts:
    """What a trainee does with scenarios."""

    def __init__(
        self,
        store: Store,
        bookshelf: Bookshelf,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        new_seed: Callable[[], int],
        *,
        sealer: Sealer | None = None,
    ) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._authority = Authority(store)
        self._now = now
        self._new_id = new_id
        self._new_seed = new_seed
        self._sealer = sealer or Plain()
        self._opened: Mapping[TextRow, TextRow] = {}
        self._seen: Playing | None = None
        self._lived: Mapping[str, Playing] = {}

    # --- beginning ---

    def start(
        self, actor: Actor, scenario_id: str, mode: str, options: Options | None = None, *, offered: bool = False
    ) -> Playing:
        """Begin an attempt. Raises `NotFound` without such a scenario, `NotAllowed` in a mode that it is not for.

        A form of an assessment is begun only when it is `offered`: which one, and when, is not the trainee's to choose.
        """
        owner = self._owner_to_be(actor)
        how = chosen(Mode, mode, "mode")
        wished = _options(options)
        if how is Mode.ASSESSMENT:
            wished = replace(wished, feedback=Feedback.END)
        hash_, scenario = self._bookshelf.scenario(word(scenario_id, "scenario"))
        if scenario.use not in _ALLOWED[how]:
            raise NotAllowed(f'"{scenario.title}" is for {scenario.use} only.', "Start it that way.")
        if not offered and scenario.id in self._bookshelf.forms():
            raise NotAllowed("This is a form of an assessment.", "Begin the assessment, on the page of your modules.")
        event = Started(
            scenario=hash_,
            rubrics=self._bookshelf.rubric_hashes(),
            site=self._bookshelf.site().pinned(),
            seed=self._new_seed(),
            mode=how,
        )
        return self._begin(actor, owner, scenario.id, wished, (event,))

    def branch(self, actor: Actor, attempt_id: str, turns: int) -> Playing:
        """Try again from a decision: a new attempt that takes over the first `turns` choices and replies of an old one.

        The old one stays as it is. What was written on the way is shown again, not copied. For practice only.
        """
        old = self.resume(actor, attempt_id)
        owner = self._owner_to_be(actor)
        if old.attempt.mode is not Mode.PRACTICE:
            raise NotAllowed("An assessment cannot be taken up again from the middle.", "Start a new attempt.")
        if not 0 <= whole_number(turns, "turn") < max(1, old.state.turns):
            raise RefusedEvent(f"This attempt has no decision {turns + 1}.", "Choose one of its decisions.")
        first = old.events[0].event
        if not isinstance(first, Started):
            raise RefusedEvent("The log does not begin with its start.", "It was damaged.")
        begun = replace(first, branched_from=Branch(old.attempt.id, turns))
        taken = _beginning(tuple(recorded.event for recorded in old.events[1:]), turns)
        return self._begin(actor, owner, old.attempt.scenario_id, old.attempt.options, (begun, *taken))

    def _begin(
        self, actor: Actor, owner: Owner, scenario_id: str, options: Options, log: tuple[Started, *tuple[Event, ...]]
    ) -> Playing:
        first = log[0]
        now = self._now()
        earlier = self._store.attempts_of(*owner)
        attempt = Attempt(
            id=self._new_id(),
            owner_kind=owner.kind,
            owner_id=owner.id,
            scenario_id=scenario_id,
            scenario_hash=first.scenario,
            mode=Mode(first.mode),
            seed=first.seed,
            options=options,
            branched_from=first.branched_from,
            exposure=sum(1 for one in earlier if one.scenario_id == scenario_id),
            status=Status.OPEN,
            started_at=now,
        )
        events = tuple(Recorded(seq, event, actor.id, now) for seq, event in enumerate(log))
        playing = self._playing(Log(attempt, events, {}))
        self._store.add_attempt(attempt, events)
        self._seen = playing
        return playing

    # --- looking ---

    def resume(self, actor: Actor, attempt: Playing | str) -> Playing:
        """An attempt as it stands now. Raises `NotAllowed` for one that is not the actor's own, or does not exist."""
        return self._own(actor, Action.READ_ATTEMPT, attempt)

    def history(self, actor: Actor) -> tuple[Playing, ...]:
        """The actor's own attempts, newest first. What was written in them is left out; `resume` has it.

        Stations are not among them: they were played elsewhere, and no choices tell how they went.
        """
        lengths = self._store.lengths_of(*owner_of(actor))
        attempts = {
            attempt.id: attempt
            for attempt in self._store.attempts_of(*owner_of(actor))
            if self._bookshelf.by_hash(attempt.scenario_hash).use is not Use.STATION
        }
        known = {id_: one for id_, one in self._lived.items() if len(one.events) == lengths.get(id_)}
        logs = self._store.events_of(attempts.keys() - known.keys())
        self._lived = {
            id_: self._replayed(attempt, logs[id_], {}) if id_ in logs else replace(known[id_], attempt=attempt)
            for id_, attempt in attempts.items()
        }
        return tuple(self._lived.values())

    # --- going on ---

    def expect(self, actor: Actor, attempt: Playing | str, seq: int, text: str | None) -> Playing:
        """Say what to expect, or go on without; the conversation begins."""
        return self._add(actor, attempt, seq, lambda _, keep: Expected(keep("expectation", text)))

    def say_first(self, actor: Actor, attempt: Playing | str, seq: int, node: str, text: str) -> Playing:
        """Write what one would say before the choices appear. Once for each decision."""

        def event(playing: Playing, keep: _Keep) -> Event:
            if any(isinstance(e, Wrote) and e.purpose == "say-first" for e in _since_last_turn(playing.events)):
                raise RefusedEvent("Something has been said first here already.", "Choose now.")
            return Wrote(word(node, "node"), keep("say-first", text), "say-first")

        return self._add(actor, attempt, seq, event)

    def choose(self, actor: Actor, attempt: Playing | str, seq: int, node: str, choice: str) -> Playing:
        """Choose what the mentor says."""
        return self._add(actor, attempt, seq, lambda *_: Chose(word(node, "node"), word(choice, "choice")))

    def write(self, actor: Actor, attempt: Playing | str, seq: int, node: str, text: str | None) -> Playing:
        """Write a reply, or go on without. Raises `RefusedEvent` for one with more words than the scenario allows."""

        def event(playing: Playing, keep: _Keep) -> Event:
            where = playing.game.nodes.get(word(node, "node"))
            if where is not None and where.source.reply is not None and (given := text_of(text)) is not None:
                most, found = where.source.reply.max_words, len(given.split())
                if found > most:
                    raise RefusedEvent(f"The reply has {found} words; {most} are enough here.", "Shorten it a little.")
            return Wrote(node, keep("reply", text))

        return self._add(actor, attempt, seq, event)

    def compare(self, actor: Actor, attempt: Playing | str, seq: int, node: str, behaviours: Sequence[str]) -> Playing:
        """Say which behaviours the own reply shows. Once for each reply; in an assessment only after its end."""

        def event(playing: Playing, _: _Keep) -> Event:
            ended = playing.state.phase in {Phase.REFLECT, Phase.CLOSED}
            if playing.attempt.mode is Mode.ASSESSMENT and not ended:
                raise RefusedEvent("In an assessment replies are compared after the end.", "Go on first.")
            if any(isinstance(r.event, Compared) and r.event.node == node for r in playing.events):
                raise RefusedEvent("This reply has been compared already.", "Go on.")
            where = playing.game.nodes.get(word(node, "node"))
            if where is None or where.source.reply is None:
                raise RefusedEvent(f'"{node}" asks for no written reply.', "Go on.")
            return Compared(node, words(behaviours, where.source.reply.looks_for, "behaviour"))

        return self._add(actor, attempt, seq, event)

    # --- ending ---

    def reflect(self, actor: Actor, attempt: Playing | str, seq: int, texts: Sequence[str | None]) -> Playing:
        """Answer the questions after the end, some or all of them; that finishes the attempt."""

        def event(playing: Playing, keep: _Keep) -> Event:
            asked = len(playing.game.scenario.reflect)
            if not isinstance(texts, (list, tuple)) or len(texts) > asked:
                raise RefusedEvent(f"There are {asked} questions to reflect on.", "Answer those.")
            return Reflected(tuple(keep("reflection", text) for text in texts))

        return self._add(actor, attempt, seq, event, then=Ended())

    def finish(self, actor: Actor, attempt: Playing | str, seq: int) -> Playing:
        """Finish without reflecting."""
        return self._add(actor, attempt, seq, lambda *_: Ended())

    def leave(self, actor: Actor, attempt: Playing | str, seq: int) -> Playing:
        """Leave, without penalty. An attempt whose conversation has reached its end is finished by that."""
        return self._add(actor, attempt, seq, lambda now, _: Ended(left=now.state.phase is not Phase.REFLECT))

    # --- inside ---

    def _owner_to_be(self, actor: Actor) -> Owner:
        owner = owner_of(actor)
        self._authority.require(actor, Action.PLAY, owner)
        return owner

    def _own(self, actor: Actor, action: Action, attempt: Playing | str) -> Playing:
        """An attempt as it is now. Of the one that was looked at last only what has been added is read."""
        wanted = attempt.attempt.id if isinstance(attempt, Playing) else word(attempt, "attempt")
        seen = self._seen if self._seen is not None and self._seen.attempt.id == wanted else None
        found = self._store.log(wanted, -1 if seen is None else len(seen.events) - 2)
        if seen is not None and found is not None and found.events[:1] != seen.events[-1:]:
            seen, found = None, self._store.log(wanted)  # it is another log: an older database was put in place
        # The same words for an attempt of somebody else and for none: its existence is nobody's business.
        owner = owner_of(actor)
        if found is None or Owner(found.attempt.owner_kind, found.attempt.owner_id) != owner:
            raise NotAllowed("There is no such attempt of yours.", "Your attempts are listed under Progress.")
        self._authority.require(actor, action, owner)
        self._seen = self._playing(found, seen)
        return self._seen

    def _add(
        self,
        actor: Actor,
        attempt: Playing | str,
        seq: int,
        make: Callable[[Playing, _Keep], Event],
        then: Ended | None = None,
    ) -> Playing:
        """Take the log as it is now, add an event that fits, and return what follows. The loser gets a `Conflict`."""
        playing = self._own(actor, Action.PLAY, attempt)
        own = playing.attempt
        if whole_number(seq, "step") != len(playing.events):
            raise Conflict.moved_on(seq, len(playing.events))
        keep = _Keep(own, self._now(), self._new_id)
        made = (make(playing, keep),) if then is None else (make(playing, keep), then)
        state = playing.state
        for event in made:
            state = playing.game.step(state, event)
        added = tuple(Recorded(seq + place, event, actor.id, keep.now) for place, event in enumerate(made))
        ended = next((event for event in made if isinstance(event, Ended)), None)
        status = None if ended is None else Status.LEFT if ended.left else Status.FINISHED
        written = tuple(keep.rows.values())
        kept = self._sealer.seal(Owner(own.owner_kind, own.owner_id), written)
        result = self._result(playing, state) if status is Status.FINISHED else None
        self._store.append(own.id, added, kept, status, result)
        self._opened = {**self._opened, **dict(zip(kept, written, strict=True))}
        if status is not None:
            own = replace(own, status=status, ended_at=keep.now)
        self._seen = replace(
            playing,
            attempt=own,
            events=(*playing.events, *added),
            state=state,
            texts={**playing.texts, **keep.rows},
        )
        return self._seen

    def _result(self, playing: Playing, state: State) -> str:
        begun = playing.events[0].event
        rubrics = self._bookshelf.rubrics(begun.rubrics if isinstance(begun, Started) else ())
        return of_attempt(score(playing.game, rubrics, state), harmful(rubrics))

    def _playing(self, log: Log, seen: Playing | None = None) -> Playing:
        """What a log makes, or all that was seen before together with the log from its last event on."""
        texts = log.texts
        earlier = log.attempt.branched_from
        while earlier is not None:  # what a branch took over was written in the attempts before it
            texts = {**self._store.texts(earlier.attempt), **texts}
            before = self._store.attempt(earlier.attempt)
            earlier = None if before is None else before.branched_from
        texts = self._open(texts)
        if seen is None:
            return self._replayed(log.attempt, log.events, texts)
        state, added = seen.state, log.events[1:]
        for recorded in added:
            state = seen.game.step(state, recorded.event)
        return Playing(log.attempt, seen.game, (*seen.events, *added), state, texts)

    def _open(self, texts: Mapping[str, TextRow]) -> Mapping[str, TextRow]:
        """What was written, as it was written. What has been opened before is not opened again."""
        new = [row for row in texts.values() if row not in self._opened]
        found = {**self._opened, **dict(zip(new, self._sealer.open(new), strict=True))} if new else self._opened
        shown = {row: found[row] for row in texts.values()}
        self._opened = {row: plain for row, plain in shown.items() if not plain.sealed}  # the others are tried again
        return {row.id: shown[row] for row in texts.values()}

    def _replayed(self, attempt: Attempt, events: tuple[Recorded, ...], texts: Mapping[str, TextRow]) -> Playing:
        game = self._bookshelf.game(attempt.scenario_hash)
        return Playing(attempt, game, events, game.replay(recorded.event for recorded in events), texts)


class _Keep:
    """Gathers the personal texts of one command; each becomes a row of its own, and the event gets its reference."""

    def __init__(self, attempt: Attempt, now: datetime, new_id: Callable[[], str]) -> None:
        self.attempt = attempt
        self.now = now
        self.new_id = new_id
        self.rows: dict[str, TextRow] = {}

    def __call__(self, purpose: str, text: str | None) -> str | None:
        body = text_of(text)
        if body is None:
            return None
        ref = self.new_id()
        owner = self.attempt.owner_kind, self.attempt.owner_id
        self.rows[ref] = TextRow(ref, *owner, self.attempt.id, purpose, body, self.now)
        return ref


def _options(given: object) -> Options:
    if given is None:
        return Options()
    if not isinstance(given, Options) or not isinstance(given.say_first, bool):
        raise RefusedEvent("The options cannot be read.", "Reload the page and choose again.")
    return Options(chosen(Feedback, given.feedback, "time of feedback"), given.say_first)


def _is_turn(event: Event) -> bool:
    return isinstance(event, Chose) or (isinstance(event, Wrote) and event.purpose == "reply")


def _since_last_turn(events: Sequence[Recorded]) -> list[Event]:
    last = max((place for place, recorded in enumerate(events) if _is_turn(recorded.event)), default=-1)
    return [recorded.event for recorded in events[last + 1 :]]


def _beginning(events: Sequence[Event], turns: int) -> tuple[Event, ...]:
    """The expectation and the first turns, with what was said first before each."""
    taken: list[Event] = []
    waiting: list[Event] = []
    done = 0
    for event in events:
        if isinstance(event, Expected):
            taken.append(event)
        elif _is_turn(event):
            if done == turns:
                break
            taken += [*waiting, event]
            waiting = []
            done += 1
        elif isinstance(event, Wrote):
            waiting.append(event)
    return tuple(taken)


def time_spent(events: Sequence[Recorded]) -> timedelta:
    """Time spent in an attempt: the gaps between its events, each counted as five minutes at most. Private."""
    gaps = (later.at - earlier.at for earlier, later in pairwise(events))
    return sum((min(max(gap, timedelta()), IDLE) for gap in gaps), timedelta())
