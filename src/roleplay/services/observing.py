"""Observing a station: ticks while it goes on, each at its prompt, and what they become: a rating like any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from roleplay.errors import NotAllowed, RefusedEvent, did_you_mean
from roleplay.identity import Actor
from roleplay.model.rubric import Rubric
from roleplay.model.station import Station
from roleplay.scoring.review import MOST_SURE
from roleplay.services.authority import Authority, Owner
from roleplay.services.forged import text_of, word
from roleplay.services.marking import Marks
from roleplay.services.policy import Action
from roleplay.services.returning import Returning
from roleplay.services.reviewing import Reviewing
from roleplay.services.sealing import Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.services.stations import NOT_THERE
from roleplay.store import LiveTick, OwnerKind, Remark, Sitting, Store

MOST_TICKS = 600
"""Ticks of one observer at one station, taken back ones among them. Nobody sees as much in twenty minutes."""
_ID = 40  # characters


@dataclass(frozen=True, slots=True)
class Observing:
    """What an observer has before them: their own ticks, and nobody else's."""

    sitting: Sitting
    """Whom, and how far."""
    station: Station
    """What is played."""
    rubrics: Mapping[str, Rubric]
    """The assessed competencies, by which they tick."""
    ticks: tuple[LiveTick, ...]
    """All that they have ticked, also what they took back."""
    handed_in: bool
    """Whether they have."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """What an observer says with their ticks. Nothing of it has been looked at yet."""

    no_opportunity: Sequence[str] = ()
    """Competencies that there was no opportunity to show."""
    confidence: int = MOST_SURE
    """1 to 3."""
    lived_experience: bool = False
    """Whether they mark as somebody with lived experience."""
    note: str | None = None
    """For themselves."""


class Observers:
    """What observers do. Their ticks are a draft until they are handed in."""

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
        self._authority = Authority(store)
        self._reviewing = Reviewing(store, bookshelf, now, new_id, sealer=sealer)
        self._returning = Returning(store, bookshelf, now, new_id, sealer=sealer)

    def observe(self, actor: Actor, sitting_id: str) -> Observing:
        """What the actor has before them. Raises `NotAllowed` for everybody but its observers."""
        return self._observing(self._theirs(actor, sitting_id), actor)

    def tick(self, actor: Actor, sitting_id: str, ticks: object) -> Observing:
        """Keep ticks, new ones and ones that were sent before, in any order.

        `ticks` are mappings with `id`, `behaviour`, `prompt` and `undone`. Raises `RefusedEvent` for what the
        station has not, and `Conflict` while nothing is observed.
        """
        sitting = self._theirs(actor, sitting_id)
        before = self._observing(sitting, actor)
        if before.handed_in:
            raise RefusedEvent("You have handed in already.", "Mark the attempt again, with a reason.")
        given = self._read(before, ticks)
        if len({one.id for one in (*before.ticks, *given)}) > MOST_TICKS:
            raise RefusedEvent(f"There are more than {MOST_TICKS} ticks.", "Hand in what there is.")
        self._store.add_ticks(sitting.id, actor.id, given)
        return self._observing(sitting, actor)

    def hand_in(self, actor: Actor, sitting_id: str, said: HandIn) -> Observing:
        """Make a rating of the ticks. Handing in again changes nothing. Raises `RefusedEvent` for what does not fit."""
        sitting = self._theirs(actor, sitting_id)
        now = self._observing(sitting, actor)
        if now.handed_in:
            return now
        if sitting.attempt_id is None:
            raise RefusedEvent("This station still goes on.", "Hand in once it has ended.")
        note = text_of(said.note)
        sheet = self._reviewing.open(actor, sitting.attempt_id)
        reached = (prompt.id for prompt in now.station.prompts[: sitting.reached])
        moments = dict(zip(reached, (turn.moment for turn in sheet.turns if turn.markable), strict=True))
        ticked = [one for one in now.ticks if not one.undone]
        if beyond := sum(one.prompt not in moments for one in ticked):
            raise RefusedEvent(
                f"{beyond} of your ticks stand at prompts that were not reached.",
                "Take each back, and tick it where it happened.",
            )
        marks = Marks(
            scenario=sheet.scenario,
            ticks=tuple((one.behaviour, moments[one.prompt]) for one in ticked),
            no_opportunity=said.no_opportunity,
            confidence=said.confidence,
            lived_experience=said.lived_experience,
        )
        self._reviewing.mark(actor, sitting.attempt_id, marks)
        if note is not None:
            self._returning.comment(actor, sitting.attempt_id, Remark.NOTE, note)
        self._store.drop_ticks(sitting.id, actor.id)
        return self._observing(sitting, actor)

    def _theirs(self, actor: Actor, sitting_id: str) -> Sitting:
        sitting = self._store.sitting(word(sitting_id, "station"))
        if (
            sitting is None
            or actor.id not in sitting.observers
            or not self._authority.may_in_cohort(actor, Action.OBSERVE_STATION, sitting.cohort_id)
            or not self._authority.may(actor, Action.OBSERVE_STATION, Owner(OwnerKind.PERSON, sitting.trainee))
        ):
            raise NotAllowed(*NOT_THERE)
        return sitting

    def _observing(self, sitting: Sitting, actor: Actor) -> Observing:
        station = self._bookshelf.station_as(sitting.station_hash)
        rubrics = self._bookshelf.rubrics(sitting.rubrics)
        marked = () if sitting.attempt_id is None else self._store.ratings(sitting.attempt_id)
        handed_in = any(one.rater == actor.id for one in marked)
        ticks = () if handed_in else self._store.live_ticks(sitting.id, actor.id)
        return Observing(sitting, station, {name: rubrics[name] for name in station.assesses}, ticks, handed_in)

    def _read(self, seen: Observing, ticks: object) -> tuple[LiveTick, ...]:
        if not isinstance(ticks, (list, tuple)) or len(ticks) > MOST_TICKS:
            raise RefusedEvent("The ticks cannot be read.", "Reload the page and try again.")
        behaviours = {behaviour.id for rubric in seen.rubrics.values() for behaviour in rubric.behaviours}
        return tuple(self._one(seen.station, behaviours, one) for one in ticks)

    def _one(self, station: Station, behaviours: set[str], given: object) -> LiveTick:
        if not isinstance(given, Mapping) or not isinstance(given.get("undone"), bool):
            raise RefusedEvent("A tick cannot be read.", "Reload the page and try again.")
        tick = LiveTick(
            word(given.get("id"), "tick"),
            word(given.get("behaviour"), "behaviour"),
            word(given.get("prompt"), "prompt"),
            given["undone"],
        )
        if not 0 < len(tick.id) <= _ID:
            raise RefusedEvent("A tick cannot be read.", "Reload the page and try again.")
        if tick.behaviour not in behaviours:
            fix = did_you_mean(tick.behaviour, behaviours).strip()
            raise RefusedEvent(f'There is no behaviour "{tick.behaviour}" here.', fix)
        if station.prompt(tick.prompt) is None:
            raise RefusedEvent(f'This station has no prompt "{tick.prompt}".', "Reload the page and try again.")
        return tick
