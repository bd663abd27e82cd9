"""The room of calibration: anchors to mark, how far one agrees with their keys, and, for supervisors, which are used.

Figures are said in words here, so that nobody has to know what a kappa is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from roleplay.apps.catalogue import say
from roleplay.apps.evaluator.queue import titles
from roleplay.apps.evaluator.room import HOME
from roleplay.apps.evaluator.scheme import turns
from roleplay.apps.rooms import Answer, Fields, Screen, Shapes, notice
from roleplay.apps.view.desk import BarItem
from roleplay.apps.view.desk_calibration import (
    DeskAnchorScreen,
    DeskCalibrationScreen,
    DeskDone,
    DeskFigure,
    DeskKeyTurn,
    DeskMakeScreen,
    DeskOccasion,
    DeskOverseen,
    DeskOwn,
    DeskReason,
)
from roleplay.apps.view.desk_queue import DeskCohort
from roleplay.errors import RefusedEvent
from roleplay.identity import Actor
from roleplay.scoring.figure import Estimate, Figure, Interval, TooFew
from roleplay.scoring.marked import FEWEST_ANCHORS, FEWEST_ITEMS
from roleplay.services.anchor_making import AnchorMaking, Ticked, Written
from roleplay.services.calibrating import (
    MOST_DAYS,
    MOST_MARKED,
    Calibrating,
    Compared,
    Done,
    Overseen,
    Reason,
    Standing,
)
from roleplay.services.policy import Action
from roleplay.services.shelf import Bookshelf
from roleplay.store import CalibrationRules, CohortRow

if TYPE_CHECKING:
    from roleplay.scoring.calibration import Drift

FOLDER = f"{HOME}/calibration"
"""Addresses of this room begin with it."""
ANCHORS = f"{FOLDER}/anchors/"
"""Those of an anchor beside its key."""
MAKE = f"{FOLDER}/make/"
"""Those at which an anchor is made of an attempt."""

SHAPES: Shapes = {
    "calibration_take": {"cohort": (str,), "anchor": (str,)},
    "calibration_use": {"cohort": (str,), "anchor": (str,), "used": (bool,)},
    "calibration_make": {
        "attempt": (str,),
        "title": (str,),
        "about": (str,),
        "replies": (list,),
        "key": (list,),
        "not_found": (list,),
        "none": (list,),
    },
    "calibration_rules": {"cohort": (str,), "every_marked": (int,), "every_days": (int,)},
}
"""The commands that it takes."""

_QUARTERS = ("none", "quarter", "half", "three-quarters", "one")


class CalibrationRoom:
    """The room at `/desk/calibration`."""

    def __init__(
        self,
        calibrating: Calibrating,
        making: AnchorMaking,
        bookshelf: Bookshelf,
        sheet_at: Callable[[Actor, str], Screen | None],
    ) -> None:
        """`sheet_at` opens an attempt, or what looks like one, by its id."""
        self.shapes = SHAPES
        """The commands that it takes."""
        self._calibrating = calibrating
        self._making = making
        self._titles = titles(bookshelf)
        self._sheet_at = sheet_at

    def bar(self, actor: Actor) -> BarItem | None:
        """Its entry, with how many anchors wait; None for somebody whom it does not concern."""
        cohorts = self._calibrating.cohorts(actor)
        return {"key": "calibration", "path": FOLDER, "count": 0} if cohorts else None

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """The page of a cohort, or an anchor beside its key."""
        if path == FOLDER:
            cohorts = self._calibrating.cohorts(actor)
            return self._page(actor, cohorts[0] if cohorts else None)
        if path.startswith(ANCHORS):
            return self.told(actor, path.removeprefix(ANCHORS))
        if path.startswith(MAKE):
            return self._make(actor, path.removeprefix(MAKE))
        cohort = path.removeprefix(f"{FOLDER}/")
        if cohort == path or "/" in cohort:
            return None
        return next((self._page(actor, one) for one in self._calibrating.cohorts(actor) if one.id == cohort), None)

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Take an anchor, or see to them."""
        if command["do"] == "calibration_make":
            return self._made(actor, command)
        cohort = command["cohort"]
        if command["do"] == "calibration_take":
            return Answer(self._sheet_at(actor, self._calibrating.take(actor, cohort, command["anchor"])))
        if command["do"] == "calibration_use":
            change = self._calibrating.use if command["used"] else self._calibrating.retire
            change(actor, cohort, command["anchor"])
            told = say("desk.calibration.used" if command["used"] else "desk.calibration.retired")
        else:
            self._calibrating.set_rules(actor, cohort, CalibrationRules(command["every_marked"], command["every_days"]))
            told = say("desk.calibration.rules.set")
        return Answer(self.screen(actor, f"{FOLDER}/{cohort}"), notice(told))

    def told(self, actor: Actor, presented_id: str) -> Screen:
        """An anchor that the actor has marked, beside its key."""
        return _anchor(presented_id, self._calibrating.compared(actor, presented_id))

    def _make(self, actor: Actor, attempt_id: str) -> DeskMakeScreen:
        found = self._making.proposed(actor, attempt_id)
        return {
            "name": "desk_anchor_make",
            "path": f"{MAKE}{attempt_id}",
            "title": say("desk.make.title"),
            "attempt": attempt_id,
            "scenario": found.scenario,
            "steps": [
                {
                    "turn": one.turn,
                    "chosen": one.chosen,
                    "prompt": one.prompt,
                    "carries": list(one.carries),
                    "counted": list(one.counted),
                }
                for one in found.steps
            ],
            "behaviours": dict(found.behaviours),
            "assessed": dict(found.assessed),
            "back": f"{FOLDER}/{found.cohort}",
        }

    def _made(self, actor: Actor, command: Fields) -> Answer:
        attempt_id = command["attempt"]
        cohort = self._making.proposed(actor, attempt_id).cohort
        written = Written(
            title=command["title"],
            about=command["about"],
            replies=dict(_pair(one) for one in command["replies"]),
            key=[_ticked(one) for one in command["key"]],
            not_found=[_ticked(one) for one in command["not_found"]],
            no_opportunity=dict(_why(one) for one in command["none"]),
        )
        self._making.make(actor, attempt_id, written)
        return Answer(self.screen(actor, f"{FOLDER}/{cohort}"), notice(say("desk.make.done")))

    def _overseen(self, actor: Actor, cohort: CohortRow) -> DeskOverseen:
        return {
            **_overseen(self._calibrating.overseen(actor, cohort.id)),
            "settled": [
                {"path": f"{MAKE}{id_}", "trainee": trainee, "scenario": self._titles(scenario)}
                for id_, trainee, scenario in self._making.settled(actor, cohort.id)
            ],
        }

    def _page(self, actor: Actor, cohort: CohortRow | None) -> DeskCalibrationScreen:
        may, cohorts = self._calibrating.may, self._calibrating.cohorts(actor)
        marks = cohort is not None and may(actor, Action.CALIBRATE, cohort.id)
        oversees = cohort is not None and may(actor, Action.SET_CALIBRATION, cohort.id)
        return {
            "name": "desk_calibration",
            "path": FOLDER if cohort is None or cohort == cohorts[0] else f"{FOLDER}/{cohort.id}",
            "title": say("desk.calibration.title"),
            "cohort": None if cohort is None else _cohort(cohort),
            "cohorts": [_cohort(one) for one in cohorts],
            "own": _own(self._calibrating.standing(actor, cohort.id)) if cohort is not None and marks else None,
            "oversees": self._overseen(actor, cohort) if cohort is not None and oversees else None,
        }


def _cohort(cohort: CohortRow) -> DeskCohort:
    return {"id": cohort.id, "name": cohort.name, "path": f"{FOLDER}/{cohort.id}"}


# --- one's own ---


def _own(standing: Standing) -> DeskOwn:
    found = standing.calibration
    return {
        "uses": standing.uses,
        "practises": standing.practises,
        "tasks": [
            {"anchor": one.anchor, "number": number, "scenario": one.scenario, "begun": one.presented is not None}
            for number, one in enumerate(standing.tasks, start=1)
        ],
        "done": [_done(one) for one in standing.done],
        "anchors": found.anchors,
        "items": found.items,
        "anchors_needed": FEWEST_ANCHORS,
        "items_needed": FEWEST_ITEMS,
        "kappa": kappa(found.kappa),
        "bar": found.bar,
        "enough": found.enough,
        "harm": say("desk.calibration.harm", n=found.harm, found=found.harm_found) if found.harm else "",
        "drift": [_occasion(one) for one in standing.drift],
        "drift_text": _drift_text(standing.drift),
        "every_marked": standing.rules.every_marked,
        "every_days": standing.rules.every_days,
    }


def _done(one: Done) -> DeskDone:
    items = [item for item in one.marked.items if item.pair is not None]
    return {
        "path": f"{ANCHORS}{one.id}",
        "title": one.title,
        "scenario": one.scenario,
        "at": one.marked.at.isoformat(),
        "same": sum(item.own is item.key for item in items),
        "all": len(items),
        "severity": severity(one.marked.severity),
        "counts": one.marked.first,
        "announced": one.marked.announced,
    }


def _occasion(one: Drift) -> DeskOccasion:
    return {
        "at": one.at.isoformat(),
        "severity": one.severity,
        "words": severity(one.severity),
        "lately": _figure(one.lately, _lately(one.lately)),
        "kappa": kappa(one.kappa),
    }


def _drift_text(drift: tuple[Drift, ...]) -> str:
    if not drift:
        return say("desk.calibration.drift.none")
    last = drift[-1]
    return _lately(last.lately) if isinstance(last.lately, Estimate) else say("desk.calibration.drift.few")


def _lately(figure: Figure) -> str:
    if not isinstance(figure, Estimate):
        return say("desk.calibration.drift.few")
    said = say("desk.calibration.lately", n=FEWEST_ANCHORS, severity=severity(figure.value))
    if not isinstance(figure.ci, Interval):
        return said
    low, high = (severity(limit) for limit in figure.ci.limits)
    return f"{said} {say('desk.calibration.lately.between', low=low, high=high)}"


# --- the supervisor's ---


def _overseen(found: Overseen) -> DeskOverseen:
    return {
        "anchors": [
            {
                "anchor": one.anchor,
                "title": one.title,
                "scenario": one.scenario,
                "competencies": list(one.competencies),
                "used": one.used,
                "own": one.own,
            }
            for one in found.anchors
        ],
        "evaluators": [
            {
                "name": one.name,
                "kappa": kappa(one.calibration.kappa),
                "enough": one.calibration.enough,
                "anchors": one.calibration.anchors,
                "left": one.left,
                "severity": "" if one.lately is None else _lately(one.lately.lately),
            }
            for one in found.evaluators
        ],
        "settled": [],
        "every_marked": found.rules.every_marked,
        "every_days": found.rules.every_days,
        "most_marked": MOST_MARKED,
        "most_days": MOST_DAYS,
    }


# --- making one ---


def _pair(given: object) -> tuple[int, str]:
    if isinstance(given, list) and len(given) == 2 and type(given[0]) is int and isinstance(given[1], str):
        return given[0], given[1]
    raise RefusedEvent("A reply cannot be read.", "Reload the page and try again.")


def _why(given: object) -> tuple[str, str]:
    if isinstance(given, list) and len(given) == 2 and all(isinstance(one, str) for one in given):
        return given[0], given[1]
    raise RefusedEvent("A competency without opportunity cannot be read.", "Reload the page and try again.")


def _ticked(given: object) -> Ticked:
    if not isinstance(given, list) or len(given) != 3 or [type(one) for one in given] != [str, int, str]:
        raise RefusedEvent("A tick cannot be read.", "Reload the page and try again.")
    return Ticked(*given)


# --- an anchor beside its key ---


def _anchor(presented_id: str, found: Compared) -> DeskAnchorScreen:
    sheet = found.sheet
    return {
        "name": "desk_anchor",
        "path": f"{ANCHORS}{presented_id}",
        "title": found.title,
        "scenario": sheet.title,
        "about": found.about,
        "announced": found.announced,
        "levels": [
            {
                "title": sheet.rubrics[name].title,
                "own": None if (own := found.own[name]) is None else int(own),
                "key": None if level is None else int(level),
                "why": found.without.get(name),
            }
            for name, level in found.key.items()
        ],
        "turns": _turns(found),
        "back": f"{FOLDER}/{sheet.cohort}",
    }


def _turns(found: Compared) -> list[DeskKeyTurn]:
    known = {one.id: one for rubric in found.sheet.rubrics.values() for one in rubric.behaviours}

    def reason(one: Reason) -> DeskReason:
        behaviour = known[one.behaviour]
        return {"text": behaviour.text, "kind": behaviour.kind.value, "own": one.own, "key": one.key, "why": one.why}

    return [
        {"turn": turn, "reasons": [reason(one) for one in found.reasons if one.moment == turn["moment"]]}
        for turn in turns(found.sheet)
    ]


# --- figures in words ---


def kappa(figure: Figure) -> DeskFigure:
    """Agreement with a key, with all that is known of how sure it is."""
    if isinstance(figure, TooFew):
        return _figure(figure, say("desk.calibration.kappa.few", anchors=FEWEST_ANCHORS, items=FEWEST_ITEMS))
    if not isinstance(figure, Estimate):
        return _figure(figure, say("desk.calibration.kappa.undefined", why=figure.why))
    value = f"{figure.value:.2f}"
    if not isinstance(figure.ci, Interval):
        return _figure(figure, say("desk.calibration.kappa.sure", value=value, why=figure.ci.why))
    low, high = (f"{limit:.2f}" for limit in figure.ci.limits)
    return _figure(figure, say("desk.calibration.kappa.said", value=value, low=low, high=high))


def _figure(figure: Figure, text: str) -> DeskFigure:
    if not isinstance(figure, Estimate):
        return {"value": None, "low": None, "high": None, "text": text}
    low, high = figure.ci.limits if isinstance(figure.ci, Interval) else (None, None)
    return {"value": figure.value, "low": low, "high": high, "text": text}


def severity(stricter: float | None) -> str:
    """How strictly somebody marked beside the key, in words: "half a level stricter than the key"."""
    if stricter is None:
        return say("desk.calibration.severity.unknown")
    quarters = round(abs(stricter) * 4)
    if quarters == 0:
        return say("desk.calibration.severity.same")
    much = (
        say(f"desk.calibration.amount.{_QUARTERS[quarters]}")
        if quarters < len(_QUARTERS)
        else say("desk.calibration.amount.more", levels=f"{abs(stricter):.1f}")
    )
    return say(f"desk.calibration.severity.{'stricter' if stricter > 0 else 'milder'}", much=much)
