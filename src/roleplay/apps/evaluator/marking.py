"""The marking desk: the room in which an evaluator marks one attempt, writes to its trainee, and returns it.

Every field of a command is the services' to check. What is ticked is kept at once, so that nothing is lost when a phone
sleeps, a lease runs out or a kernel dies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from roleplay.apps.catalogue import say
from roleplay.apps.evaluator.compared import blank, decision, differs, levels_of, machine, marks_of, ratings, results
from roleplay.apps.evaluator.room import HOME, Desk
from roleplay.apps.evaluator.scheme import scheme, turns
from roleplay.apps.rooms import Answer, Fields, Screen, Shapes, notice
from roleplay.apps.view.desk import BarItem
from roleplay.apps.view.desk_sheet import DeskKept, DeskLetter, DeskSheetScreen, DeskShutScreen, DeskWords
from roleplay.errors import Conflict, NotAllowed, RefusedEvent, Unavailable
from roleplay.identity import Actor
from roleplay.scoring.review import State
from roleplay.services.drafting import Begun, Drafting
from roleplay.services.marking import Marks
from roleplay.services.returning import Letter, Returning, Words
from roleplay.services.reviewing import Reviewing
from roleplay.services.sheet import Sheet
from roleplay.store import Asked

FOLDER = f"{HOME}/attempts/"
"""Addresses of attempts begin with it."""
RENEW = timedelta(minutes=5)
"""How often an attempt is held anew while somebody works on it."""

_TEXT, _MAYBE_TEXT = (str,), (str, type(None))
_MAYBE_NUMBER = (int, type(None))
_MARKS = {
    "attempt": _TEXT,
    "scenario": _TEXT,
    "ticks": (list,),
    "none": (list,),
    "clears": (list,),
    "confidence": _MAYBE_NUMBER,
    "lived": (bool,),
}

SHAPES: Shapes = {
    "desk_keep": {**_MARKS, "seen": _MAYBE_TEXT, "number": (int,)},
    "desk_drop": {"attempt": _TEXT},
    "desk_hand_in": {**_MARKS, "reason": _MAYBE_TEXT, "decides": (bool,)},
    "desk_here": {"attempt": _TEXT},
    "desk_say": {"attempt": _TEXT, "kind": _TEXT, "text": _TEXT, "moment": _MAYBE_NUMBER},
    "desk_change": {"attempt": _TEXT, "words": _TEXT, "text": _MAYBE_TEXT},
    "desk_return": {"attempt": _TEXT},
    "desk_concern": {"attempt": _TEXT, "text": _TEXT},
    "desk_turn_over": {"attempt": _TEXT, "way": _TEXT},
}
"""The commands that it takes."""


def path_of(attempt_id: str) -> str:
    """The address of an attempt on the desk."""
    return FOLDER + attempt_id


class Marking:
    """The room."""

    def __init__(
        self,
        desk: Desk,
        reviewing: Reviewing,
        drafting: Drafting,
        returning: Returning,
        told: Callable[[Actor, str], Screen] | None = None,
    ) -> None:
        """`told` shows an anchor, which was marked here as an attempt, beside its key."""
        self.shapes = SHAPES
        """The commands that it takes."""
        self._desk = desk
        self._reviewing = reviewing
        self._drafting = drafting
        self._returning = returning
        self._told = told
        self._held: dict[str, datetime] = {}
        self._unkept = False
        self._cohorts: dict[str, str] = {}
        self._acts: dict[str, Callable[[Actor, Fields], Answer]] = {
            "desk_keep": self._keep,
            "desk_drop": self._drop,
            "desk_hand_in": self._hand_in,
            "desk_here": self._here,
            "desk_say": self._say,
            "desk_change": self._change,
            "desk_return": self._return,
            "desk_concern": self._concern,
            "desk_turn_over": self._turn_over,
        }

    def bar(self, actor: Actor) -> BarItem | None:
        """None: attempts are opened from the queue."""
        del actor
        return None

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """The sheet of an attempt, which is held for the reader from then on."""
        attempt_id = path.removeprefix(FOLDER)
        if attempt_id == path or not attempt_id or "/" in attempt_id:
            return None
        try:
            sheet = self._reviewing.open(actor, attempt_id)
        except Conflict as error:
            return self._shut(actor, attempt_id, error)
        if self._told is not None and sheet.anchor and sheet.own is not None:
            return self._told(actor, attempt_id)
        return self._sheet(actor, sheet)

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Do what a command of this room asks."""
        return self._acts[command["do"]](actor, command)

    # --- the sheet ---

    def _sheet(self, actor: Actor, sheet: Sheet) -> DeskSheetScreen:
        attempt_id = sheet.attempt_id
        self._held[attempt_id] = self._desk.now()
        self._cohorts[attempt_id] = sheet.cohort
        begun = self._drafting.begun(actor, attempt_id)
        own = next((one for one in (sheet.decision, *sheet.marked) if one is not None and one.own), None)
        standing = None if own is None else own.rating
        levels = begun.levels if begun is not None else blank(sheet) if own is None else own.levels
        own_words = _allowed(lambda: self._returning.own_words(actor, attempt_id))
        letter = _allowed(lambda: self._returning.letter(actor, attempt_id))
        return {
            "name": "desk_sheet",
            "path": path_of(attempt_id),
            "title": say("desk.sheet.title", trainee=sheet.trainee),
            "sheet": attempt_id,
            "scenario": sheet.scenario,
            "heading": sheet.title,
            "trainee": sheet.trainee,
            "state": sheet.state.value,
            "decides": sheet.decides or (own is not None and own.rating.adjudicates),
            "looks": sheet.looks > 0 and sheet.state is not State.RETURNED,
            "practice": sheet.practises,
            "anchor": sheet.anchor,
            "station": sheet.station,
            "turns": turns(sheet),
            "shared": list(sheet.shared),
            "competencies": scheme(sheet),
            "marks": marks_of(standing if begun is None else begun.marks),
            "levels": levels_of(levels),
            "seen": None if begun is None else begun.at.isoformat(),
            "handed_in": own is not None,
            "machine": machine(sheet),
            "ratings": ratings(sheet),
            "decision": decision(sheet),
            "differs": differs(sheet),
            "results": results(sheet),
            "writes": own_words is not None,
            "words": [_words(one) for one in own_words or ()],
            "letter": _letter(letter),
            "answers": None if sheet.answers is None else list(sheet.answers),
            "contact": self._returning.contact(actor, attempt_id),
        }

    def _shut(self, actor: Actor, attempt_id: str, error: Conflict) -> DeskShutScreen:
        return {
            "name": "desk_shut",
            "path": path_of(attempt_id),
            "title": say("desk.shut.title"),
            "sheet": attempt_id,
            "text": error.message,
            "fix": error.fix,
            "kept": self._drafting.begun(actor, attempt_id) is not None,
        }

    def _again(self, actor: Actor, attempt_id: str, told: str | None = None) -> Answer:
        """The sheet as it is now, with something to tell."""
        return Answer(self.screen(actor, path_of(attempt_id)), None if told is None else notice(told))

    # --- ticking ---

    def _keep(self, actor: Actor, command: Fields) -> Answer:
        attempt_id, number = command["attempt"], command["number"]
        try:
            kept = self._drafting.keep(actor, attempt_id, _marks(command), _moment(command["seen"]))
        except Conflict as error:  # they were marked somewhere else meanwhile, which is shown
            return self._again(actor, attempt_id, str(error))
        except RefusedEvent as error:
            return Answer(news=_kept(number, None, trouble=str(error)))
        except Unavailable as error:  # the page goes on trying, and has been told loudly once
            loud, self._unkept = not self._unkept, True
            told = notice(str(error), problem=True) if loud else None
            return Answer(news=_kept(number, None, trouble=str(error), later=True), notice=told)
        self._unkept = False
        return Answer(news=_kept(number, kept, lost=self._renew(actor, attempt_id)))

    def _renew(self, actor: Actor, attempt_id: str) -> str | None:
        """Hold it for longer, once in a while. Says why when that is not possible any more."""
        now = self._desk.now()
        if attempt_id in self._held and now - self._held[attempt_id] < RENEW:
            return None
        try:
            self._reviewing.renew(actor, attempt_id)
        except (Conflict, NotAllowed) as error:
            return str(error)
        self._held[attempt_id] = now
        return None

    def _here(self, actor: Actor, command: Fields) -> Answer:
        lost = self._renew(actor, command["attempt"])
        return Answer(notice=None if lost is None else notice(f"{lost} {say('desk.sheet.lost')}"))

    def _drop(self, actor: Actor, command: Fields) -> Answer:
        self._drafting.drop(actor, command["attempt"])
        return self._again(actor, command["attempt"], say("desk.sheet.dropped"))

    def _hand_in(self, actor: Actor, command: Fields) -> Answer:
        attempt_id = command["attempt"]
        marks = replace(_marks(command), reason=command["reason"])
        try:
            self._reviewing.renew(actor, attempt_id)  # it may have run out while somebody was thinking
        except Conflict as error:
            return Answer(self._shut(actor, attempt_id, error), notice(say("desk.sheet.lost")))
        rate = self._reviewing.adjudicate if command["decides"] else self._reviewing.mark
        sheet = rate(actor, attempt_id, marks)
        if self._told is not None and sheet.anchor:
            return Answer(self._told(actor, attempt_id), notice(say("desk.calibration.told")))
        done = self._sheet(actor, sheet)
        return Answer(done, notice(say("desk.sheet.decided" if command["decides"] else "desk.sheet.marked")))

    # --- words ---

    def _say(self, actor: Actor, command: Fields) -> Answer:
        self._returning.comment(actor, command["attempt"], command["kind"], command["text"], command["moment"])
        return self._again(actor, command["attempt"], say("desk.words.kept"))

    def _change(self, actor: Actor, command: Fields) -> Answer:
        self._returning.change(actor, command["attempt"], command["words"], command["text"])
        told = say("desk.words.taken-back" if command["text"] is None else "desk.words.changed")
        return self._again(actor, command["attempt"], told)

    def _return(self, actor: Actor, command: Fields) -> Answer:
        self._returning.give_back(actor, command["attempt"])
        return self._again(actor, command["attempt"], say("desk.return.done"))

    def _concern(self, actor: Actor, command: Fields) -> Answer:
        told = self._returning.contact(actor, command["attempt"])
        self._returning.concern(actor, command["attempt"], command["text"])
        return Answer(notice=notice(say("desk.concern.done", name=told)))

    # --- the next one ---

    def _turn_over(self, actor: Actor, command: Fields) -> Answer:
        attempt_id, ahead = command["attempt"], command["way"] == "next"
        asked = self._desk.asked or Asked(self._cohorts.get(attempt_id, ""))
        near = {"after": attempt_id} if ahead else {"before": attempt_id}
        found = self._reviewing.queue(actor, asked, 1, **near) if asked.cohort_id else ()
        if not found:
            return Answer(notice=notice(say("desk.turn-over.last" if ahead else "desk.turn-over.first")))
        return Answer(self.screen(actor, path_of(found[0].attempt_id)))


def _marks(command: Fields) -> Marks:
    return Marks(
        scenario=command["scenario"],
        ticks=command["ticks"],
        no_opportunity=command["none"],
        clears=command["clears"],
        confidence=command["confidence"],
        lived_experience=command["lived"],
    )


def _moment(text: str | None) -> datetime | None:
    """A moment as it was sent. What cannot be read is none that anything was kept at."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise RefusedEvent("The time cannot be read.", "Reload the page; what was kept is there.") from None


def _kept(
    number: int, kept: Begun | None, *, trouble: str | None = None, later: bool = False, lost: str | None = None
) -> DeskKept:
    return {
        "about": "kept",
        "quiet": True,
        "number": number,
        "seen": None if kept is None else kept.at.isoformat(),
        "levels": {} if kept is None else levels_of(kept.levels),
        "trouble": trouble,
        "later": later,
        "lost": lost,
    }


def _words(words: Words) -> DeskWords:
    return {"id": words.id, "kind": words.kind.value, "text": words.body, "moment": words.moment}


def _letter(letter: Letter | None) -> DeskLetter | None:
    if letter is None:
        return None
    missing = None if letter.missing is None else letter.missing.value
    return {"words": [_words(one) for one in letter.words], "missing": missing}


_Found = TypeVar("_Found")


def _allowed(look: Callable[[], _Found]) -> _Found | None:
    """What is there to be seen; None for somebody who may not."""
    try:
        return look()
    except NotAllowed:
        return None
