"""Watching how a workshop is led: being there, ticking what a facilitator does, and handing in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from roleplay.errors import RefusedEvent, did_you_mean
from roleplay.identity import Actor
from roleplay.model.rubric import Rubric
from roleplay.scoring.level import derive
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import Owner, owner_of
from roleplay.services.facilitation import PURPOSE, Watchers
from roleplay.services.forged import text_of, whole_number, word, words
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.workshops import Hall, Halls
from roleplay.store import OwnerKind, TextRow
from roleplay.store.watch_rows import Watch, WatchKind, WatchTick

REFLECTION = "shadowing"
"""What a text is that somebody writes for themselves after they have watched a workshop to learn."""
MOST_TICKS = 600
"""Ticks of one observer, taken back ones among them. Nobody sees as much in an afternoon."""
LONGEST_WAIT_S = 24 * 3600
"""Seconds that a tick may take from an observer's page to here."""
_ID = 40  # characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an observer has before them: their own ticks, and where the workshop stands, without anybody in it."""

    watch: Watch
    """What they were asked to."""
    rubrics: Mapping[str, Rubric]
    """By which they assess, by id; none for a shadow."""
    ticks: tuple[WatchTick, ...]
    """All that they have ticked, also what they took back, the first one first."""
    hall: Hall
    """The workshop. Whoever shows it takes from it only what everybody in the room can see."""


@dataclass(frozen=True, slots=True)
class Handing:
    """What an observer hands in with their ticks. Nothing of it has been looked at yet."""

    no_opportunity: Sequence[str] = ()
    """Competencies that there was no opportunity to show."""
    minutes: int | None = None
    """How long they were there, if that was shorter than from their coming to the end."""
    note: str | None = None
    """To the one whom they assess, or, after shadowing, for themselves."""


class Watching:
    """What observers do."""

    def __init__(self, halls: Halls, new_id: Callable[[], str], *, sealer: Sealer | None = None) -> None:
        self._halls = halls
        self._store = halls.store
        self._watchers = Watchers(halls.store)
        self._audit = Auditing(halls.store, halls.now)
        self._new_id = new_id
        self._sealer = sealer or Plain()

    def sheet(self, actor: Actor, watch_id: str) -> Sheet:
        """What the actor has before them. Raises `NotAllowed` for everybody but its observer."""
        return self._sheet(self._watchers.observed(actor, watch_id))

    def arrive(self, actor: Actor, watch_id: str) -> Sheet:
        """Say that one is there. Said again, the first time counts."""
        watch = self._watchers.observed(actor, watch_id)
        self._store.begin_watch(watch.id, self._halls.now())
        return self.sheet(actor, watch_id)

    def tick(self, actor: Actor, watch_id: str, ticks: object) -> Sheet:
        """Keep ticks, new ones and ones that were sent before, in any order.

        `ticks` are mappings with `id`, `behaviour`, `seq` (the last step that the page had seen), `ago` (seconds since
        then) and `undone`. Raises `RefusedEvent` for what the rubrics have not, and `Conflict` once it was handed in.
        """
        before = self.sheet(actor, watch_id)
        if not isinstance(ticks, (list, tuple)) or len(ticks) > MOST_TICKS:
            raise RefusedEvent("The ticks cannot be read.", "Reload the page and try again.")
        given = self._timed(before, [self._one(before, one) for one in ticks])
        if len({one.id for one in (*before.ticks, *given)}) > MOST_TICKS:
            raise RefusedEvent(f"There are more than {MOST_TICKS} ticks.", "Hand in what there is.")
        if before.watch.begun_at is None:
            self._store.begin_watch(before.watch.id, self._halls.now())
        self._store.add_watch_ticks(before.watch.id, given)
        return self.sheet(actor, watch_id)

    def hand_in(self, actor: Actor, watch_id: str, said: Handing) -> Watch:
        """Work out the levels and let the one who was assessed read them; or log what one has watched to learn.

        Handed in again, nothing changes. Raises `RefusedEvent` for what does not fit.
        """
        sheet = self.sheet(actor, watch_id)
        watch = sheet.watch
        if watch.handed_in_at is not None:
            return watch
        none = words(said.no_opportunity, sheet.rubrics, "competency")
        levels = {name: _level(rubric, sheet.ticks, none) for name, rubric in sheet.rubrics.items()}
        note = self._text(actor, watch, said.note)
        done = replace(
            watch,
            handed_in_at=self._halls.now(),
            minutes=self._minutes(sheet, said.minutes),
            no_opportunity=none,
            levels=levels,
            note=None if note is None else note.id,
        )
        self._store.hand_in_watch(done, note)
        about = ("workshop", watch.workshop_id) if watch.kind is WatchKind.SHADOWING else ("person", watch.facilitator)
        self._audit.note(actor, Deed.WATCH_HANDED_IN, about, {"workshop": watch.workshop_id, "kind": watch.kind})
        return done

    def most_minutes(self, sheet: Sheet) -> int:
        """How long somebody has been there until now, or until the end: from their coming, but not before it began."""
        began = self._watchers.began(sheet.watch.workshop_id)
        if began is None or sheet.watch.begun_at is None:
            return 0
        row = self._watchers.workshop(sheet.watch.workshop_id)
        until = row.closed_at or self._halls.now()
        there: timedelta = until - max(began, sheet.watch.begun_at)
        return max(0, round(there.total_seconds() / 60))

    # --- inside ---

    def _sheet(self, watch: Watch) -> Sheet:
        rubrics = {one.id: one for one in self._halls.bookshelf.facilitation(watch.rubrics).values()}
        return Sheet(watch, rubrics, self._store.watch_ticks(watch.id), self._halls.hall(watch.workshop_id))

    def _minutes(self, sheet: Sheet, said: int | None) -> int:
        most = self.most_minutes(sheet)
        if sheet.watch.kind is WatchKind.SHADOWING and not most:
            raise RefusedEvent(
                "There is nothing to log yet.",
                "Say that you are there when the workshop begins, and log it afterwards.",
            )
        if said is None:
            return most
        if whole_number(said, "minutes") > most:
            raise RefusedEvent(f"You were there for {most} minutes at most.", "Write that, or less.")
        return said

    def _text(self, actor: Actor, watch: Watch, said: str | None) -> TextRow | None:
        body = text_of(said)
        if body is None:
            return None
        if watch.kind is WatchKind.SHADOWING:
            owner, purpose = owner_of(actor), REFLECTION
        else:
            owner, purpose = Owner(OwnerKind.PERSON, watch.facilitator), PURPOSE
        row = TextRow(self._new_id(), owner.kind, owner.id, None, purpose, body, self._halls.now())
        (sealed,) = self._sealer.seal(owner, [row])
        return sealed

    def _timed(self, sheet: Sheet, ticks: Sequence[WatchTick]) -> list[WatchTick]:
        """The same between the step that the page had seen and the next one, whatever the page's clock says."""
        first = min((one.seq for one in ticks), default=0)
        at = {entry.seq: entry.at for entry in self._store.gathering(sheet.watch.workshop_id, first - 1)}
        now = self._halls.now()
        return [replace(one, at=min(max(one.at, at[one.seq]), at.get(one.seq + 1, now))) for one in ticks]

    def _one(self, sheet: Sheet, given: object) -> WatchTick:
        if not isinstance(given, Mapping) or not isinstance(given.get("undone"), bool):
            raise RefusedEvent("A tick cannot be read.", "Reload the page and try again.")
        id_, behaviour = word(given.get("id"), "tick"), word(given.get("behaviour"), "behaviour")
        seq, ago = whole_number(given.get("seq"), "step"), whole_number(given.get("ago"), "seconds")
        if not 0 < len(id_) <= _ID or seq >= sheet.hall.seq or ago > LONGEST_WAIT_S:
            raise RefusedEvent("A tick cannot be read.", "Reload the page and try again.")
        known = [one.id for rubric in sheet.rubrics.values() for one in rubric.behaviours]
        if behaviour not in known:
            raise RefusedEvent(f'There is no behaviour "{behaviour}" here.', did_you_mean(behaviour, known).strip())
        return WatchTick(id_, behaviour, seq, self._halls.now() - timedelta(seconds=ago), given["undone"])


def _level(rubric: Rubric, ticks: Sequence[WatchTick], none: Sequence[str]) -> int | None:
    shown = {one.behaviour for one in ticks if not one.undone and rubric.behaviour(one.behaviour) is not None}
    if rubric.id not in none:
        return derive(rubric, shown, rubric.requires).value
    if shown:
        raise RefusedEvent(f'"{rubric.title}" has ticks and no opportunity at once.', "Take one of them back.")
    return None
