"""What a participant's page shows at each place of a workshop, as the server and the page's own model make it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roleplay.apps.catalogue import WORDS
from roleplay.widgets import Stage, modules

PATH = "/w/w1"

HELP = {
    "lines": [{"name": "Night line", "reach": "555 0100", "hours": "every night", "about": "Somebody listens."}],
    "emergency_number": "112",
    "resources": [],
}


class SeatStage(Stage):
    """The participant's app, for a page of tests. The server's own page has no widget."""

    app = "seat"
    _esm = modules.joined(app)
    _css = modules.style("seat")


def said(*texts: str) -> list[dict[str, Any]]:
    """Lines of a conversation; what begins with a dash is the mentor's."""
    return [
        {"who": "mentor", "name": "Sam", "text": text[1:], "cue": None}
        if text.startswith("-")
        else {"who": "dana", "name": "Dana", "text": text, "cue": "looks up"}
        for text in texts
    ]


def talk(*texts: str, **more: Any) -> dict[str, Any]:
    """A conversation."""
    offers = [{"text": "I once...", "reason": None}, {"text": "You sound tired.", "reason": "Not yet."}]
    begun = {"title": "On the bench", "notes": ["being left alone"], "setting": "A park.", "said": said(*texts)}
    return {**begun, "offers": offers, "reply": None, "ending": None, **more}


def poll(**more: Any) -> dict[str, Any]:
    """A vote that is open."""
    options = ["I once had a bench, too.", "You sound tired.", "*stays quiet*"]
    asked = {"id": "p1", "replies": False, "options": options, "round": 1, "open": True}
    return {**asked, "totals": None, "before": None, **more}


def state(way: str = "room", **more: Any) -> dict[str, Any]:
    """What everybody sees."""
    section = {"id": "s1", "title": "A section", "way": way, "prompts": ["What would you need?"]}
    return {
        "title": "An afternoon",
        "stage": "running",
        "about": "We talk about listening.\n\nThen we practise.",
        "rules": ["What is said here stays here.", "Everybody may pass."],
        "people": 7,
        "wishes": True,
        "section": section,
        "talk": None,
        "poll": None,
        "place": "here",
        "wanted": None,
        "triads": {"round": 0, "rounds": 0, "playing": False} if way == "triads" else None,
        "timer": None,
        "resting": False,
        "message": "",
        "aftercare": "",
        "help": HELP,
        **more,
    }


def own(**more: Any) -> dict[str, Any]:
    """What only one sees."""
    return {"name": "Mo", "vote": None, "turn": 0, "called": False, "seat": None, "written": None, **more}


def seat(part: str, **more: Any) -> dict[str, Any]:
    """A place in the triads."""
    others = [one for one in ("mentor", "peer", "observer") if one != part]
    peer = {
        "name": "Ottilie",
        "story": "She has not slept.",
        "feelings": "Driven.",
        "holds_back": "The tile.",
        "never": ["Name a dose."],
        "stop": "At the word pause.",
        "lines": ["Can I tell you something?", "It stays here."],
        "afterwards": ["Shake your hands until they are warm."],
    }
    mentor = {"setting": "The shed.", "task": "Be there.", "about": "She is 24."}
    texts = {"asks": "Asks before sharing.", "reflects": "Says back what it has heard."}
    watch = [{"id": key, "text": text, "kind": "basic", "ticks": []} for key, text in texts.items()]
    return {
        "part": part,
        "mates": [{"name": name, "part": one} for name, one in zip(("Ana", "Kit"), others, strict=True)],
        "peer": peer if part == "peer" else None,
        "mentor": mentor if part == "mentor" else None,
        "watch": watch if part == "observer" else [],
        "notes": ["Nights without sleep"],
        "next": "observer",
        **more,
    }


def screen(now: Mapping[str, Any], only: Mapping[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
    """The whole page as its model gives it."""
    me = dict(only or own())
    known = {"vote": me["vote"], "turn": me["turn"] if me["vote"] is not None else -1, "texts": {}}
    return {
        "name": "seat",
        "path": PATH,
        "title": now["title"],
        "help": HELP,
        "workshop": "w1",
        "state": dict(now),
        "own": me,
        "mine": known,
        "unsent": [],
        "online": True,
        **more,
    }


def triads(**more: Any) -> dict[str, Any]:
    """How far triads have come."""
    return {"round": 1, "rounds": 3, "playing": True, **more}


def wishes(**more: Any) -> dict[str, Any]:
    """What the server says when somebody opens the form."""
    people = [{"id": "a", "name": "Ana"}, {"id": "k", "name": "Kit"}]
    said_so = {"plays": True, "plays_peer": True, "practised": 0, "style": None, "prefers": None}
    some: dict[str, Any] = {"rather_with": [], "rather_not": ["k"], "watches": [], "avoids": ["Nights without sleep"]}
    topics = ["Nights without sleep", "Being asked to keep a secret"]
    return {"type": "news", "quiet": True, **said_so, **some, "people": people, "topics": topics, **more}


def every_screen() -> dict[str, dict[str, Any]]:
    """Every place at which a page can be, by name."""
    results = {"open": False, "totals": [4, 3, 0]}
    again = {**results, "round": 2, "before": [6, 1, 0]}
    ended = triads(playing=False)
    timer = {"seconds": 300, "left_ms": -2000, "running": True}
    bench = talk("Sun at last.", "-You sound tired.", "A bit.")
    return {
        "lobby": screen(state(stage="lobby", section=None)),
        "talk": screen(state("talk", message="Tea is ready.", timer=timer)),
        "room": screen(state(talk=bench)),
        "vote": screen(state(talk=bench, poll=poll()), own(vote=1, called=True)),
        "closed": screen(state(talk=bench, poll=poll(open=False))),
        "result": screen(state(talk=bench, poll=poll(**again))),
        "reply": screen(state(talk=talk("Sun at last.", reply="What do you say?"), wanted="What do you say?")),
        "rest": screen(state(talk=bench, resting=True)),
        "no groups": screen(state("triads")),
        "no part": screen(state("triads", triads=triads())),
        "mentor": screen(state("triads", triads=triads()), own(seat=seat("mentor"))),
        "peer": screen(state("triads", triads=triads(round=0, playing=False)), own(seat=seat("peer"))),
        "observer": screen(state("triads", triads=triads()), own(seat=seat("observer"))),
        "over": screen(state("triads", triads=ended), own(seat=seat("peer"))),
        "unsent": screen(
            state(talk=bench, poll=poll()),
            unsent=[{"do": "vote", "poll": "p1", "option": 2, "turn": 0}],
            online=False,
        ),
        "out": {"name": "seat_out", "path": PATH, "title": "An afternoon", "help": HELP},
    }


__all__ = ["HELP", "PATH", "WORDS", "SeatStage"]
