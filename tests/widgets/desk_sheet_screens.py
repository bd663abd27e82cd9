"""An attempt on the marking desk: data for looking at the stage and for testing it."""

from __future__ import annotations

from typing import Any

from roleplay.apps.view.desk_sheet import (
    DeskBehaviour,
    DeskCompetency,
    DeskRating,
    DeskSheetScreen,
    DeskShutScreen,
    DeskTurn,
    KindCode,
)

PATH = "/desk/attempts/a9"


def behaviour(name: str, kind: KindCode, text: str, *, required: bool = False) -> DeskBehaviour:
    """A behaviour with an example."""
    return {
        "id": name,
        "kind": kind,
        "critical": kind == "harmful",
        "text": text,
        "example": f"“It sounds like {name}.”",
        "required": required,
    }


def competency(name: str, title: str, *behaviours: DeskBehaviour, assessed: bool = True) -> DeskCompetency:
    """A competency with its tick-list."""
    about = f"What {title.lower()} means."
    return {"id": name, "title": title, "about": about, "assessed": assessed, "behaviours": list(behaviours)}


def turn(moment: int | None, said: str, *offers: str, **more: Any) -> DeskTurn:
    """A turn in which the first of some offers was chosen; without any it is an ending."""
    whole: Any = {
        "moment": moment,
        "lines": [
            {"name": "", "text": "It rains.", "cue": None, "at": None},
            {"name": "Dana", "text": said, "cue": "looks up", "at": None},
            {"name": "Dana", "text": "...", "cue": "waits", "at": None},
        ],
        "chosen": offers[0] if offers else None,
        "offers": [
            {"text": one, "chosen": not place, "closed": "She has turned away." if place == 2 else None}
            for place, one in enumerate(offers)
        ],
        "prompt": None,
        "reply": None,
        "ending": None,
        **more,
    }
    found: DeskTurn = whole
    return found


def rating(who: str, *ticks: tuple[str, int], own: bool = False, **more: Any) -> DeskRating:
    """What somebody marked."""
    whole: Any = {
        "who": who,
        "own": own,
        "ticks": list(ticks),
        "clears": [],
        "levels": {"listening": 3, "sharing": 2},
        "confidence": 2,
        "reason": None,
        **more,
    }
    found: DeskRating = whole
    return found


def sheet(**changes: Any) -> DeskSheetScreen:
    """One that nobody has marked."""
    whole: Any = {
        "name": "desk_sheet",
        "path": PATH,
        "title": "Attempt of A1B2C3",
        "sheet": "a9",
        "scenario": "0" * 64,
        "heading": "The bench",
        "trainee": "A1B2C3",
        "state": "unmarked",
        "decides": False,
        "looks": False,
        "practice": False,
        "anchor": False,
        "station": False,
        "turns": [
            turn(1, "And then she left.", "You sound tired.", "*stays quiet*", "Well, I once..."),
            turn(4, "And you?", "Shall I tell you?", "One thing."),
            turn(6, "Write to me.", prompt="Write to Dana.", reply="Dear Dana."),
            turn(None, "Bye.", ending="Warm"),
        ],
        "shared": ["I was nervous."],
        "competencies": [
            competency(
                "listening",
                "Listening",
                behaviour("talks-over", "harmful", "Talks over the other person"),
                behaviour("reflects", "basic", "Says back what was heard", required=True),
                behaviour("waits", "advanced", "Lets a silence be"),
            ),
            competency("sharing", "Sharing", behaviour("asks-first", "basic", "Asks first", required=True)),
            competency("repair", "Repair", behaviour("says-sorry", "basic", "Says sorry"), assessed=False),
        ],
        "marks": {"ticks": [], "none": [], "clears": [], "confidence": None, "lived": False},
        "levels": {"listening": 2, "sharing": 2},
        "seen": None,
        "handed_in": False,
        "machine": None,
        "ratings": [],
        "decision": None,
        "differs": {"competencies": [], "ticks": []},
        "results": None,
        "writes": True,
        "words": [],
        "letter": {"words": [], "missing": "marks"},
        "answers": None,
        "contact": "Sue",
        "bar": [{"key": "queue", "path": "/desk", "count": 3}],
        "help": {"lines": [], "emergency_number": None, "resources": []},
        **changes,
    }
    found: DeskSheetScreen = whole
    return found


WORDS = [
    {"id": "t1", "kind": "strength", "text": "You waited for her.", "moment": 1},
    {"id": "t2", "kind": "note", "text": None, "moment": None},
    {"id": None, "kind": "reason", "text": "I had missed it.", "moment": None},
]


def marked(**changes: Any) -> DeskSheetScreen:
    """One that the reader has marked, in which the choices showed harm; with words."""
    own = rating("", ("reflects", 1), ("talks-over", 4), own=True, reason="I had missed it.")
    whole = {
        "state": "agreed",
        "handed_in": True,
        "marks": {"ticks": own["ticks"], "none": [], "clears": [], "confidence": 2, "lived": True},
        "levels": {"listening": 1, "sharing": 2},
        "machine": {"levels": {"listening": 1, "sharing": None}, "harm": [("talks-over", 1)]},
        "ratings": [own],
        "results": [
            {"competency": "listening", "level": 1, "basis": "human", "standing": []},
            {"competency": "sharing", "level": 2, "basis": "human", "standing": []},
        ],
        "words": WORDS,
        "letter": {
            "words": [*WORDS[:1], {"id": None, "kind": "comment", "text": "Well done.", "moment": None}],
            "missing": None,
        },
        "answers": ["I meant it otherwise."],
        "looks": True,
    }
    return sheet(**{**whole, **changes})


def disputed(**changes: Any) -> DeskSheetScreen:
    """One that two have marked differently, for whoever decides."""
    whole = {
        "state": "disagrees",
        "decides": True,
        "machine": {"levels": {"listening": 3, "sharing": 3}, "harm": []},
        "ratings": [
            rating("A", ("reflects", 1), ("asks-first", 4), levels={"listening": 3, "sharing": 3}),
            rating("B", ("reflects", 1), levels={"listening": 3, "sharing": None}, reason="She did not ask."),
        ],
        "differs": {"competencies": ["sharing"], "ticks": [("asks-first", 4)]},
        "results": [
            {"competency": "listening", "level": 3, "basis": "machine", "standing": []},
            {"competency": "sharing", "level": 3, "basis": "machine", "standing": []},
        ],
    }
    return sheet(**{**whole, **changes})


def shut() -> DeskShutScreen:
    """An attempt that somebody else has."""
    return {
        "name": "desk_shut",
        "path": PATH,
        "title": "Not free just now",
        "sheet": "a9",
        "text": "Nobody else can mark this attempt just now.",
        "fix": "Take another one from the queue.",
        "kept": True,
        "bar": [],
        "help": {"lines": [], "emergency_number": None, "resources": []},
    }


def every_screen() -> dict[str, Any]:
    """Each of them by name."""
    return {
        "blank": sheet(),
        "practice": sheet(practice=True, contact=None, looks=True),
        "marked": marked(),
        "disputed": disputed(),
        "decided": disputed(handed_in=True, state="adjudicated", decision=rating("", own=True, reason="She asked.")),
        "supervisor": disputed(writes=False, letter=None),
        "returned": marked(state="returned", letter={"words": WORDS[:1], "missing": "nothing-new"}, anchor=True),
        "station": marked(station=True, machine=None, turns=[turn(1, "Tell me.", prompt="Ask her.")]),
        "shut": shut(),
    }
