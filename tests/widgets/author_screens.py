"""A small library in the making and what each of the author's screens shows of it: data for looking and for testing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roleplay.apps.view.author import (
    AuthorFileScreen,
    AuthorLibraryScreen,
    AuthorMapScreen,
    CodeCard,
    FileRow,
    ProofFacts,
)
from roleplay.apps.view.library import DiagnosticRow
from roleplay.apps.view.preview import PreviewChoice, PreviewNow, PreviewScreen, TickCard
from tests.widgets.screens import CAST, SAM

AT = "2025-03-14T21:40:07+00:00"
FOLDER = "/home/ana/our-scenarios"

GOTO: DiagnosticRow = {
    "line": 41,
    "column": 15,
    "code": "RP104",
    "severity": "error",
    "message": 'The choice "ask-first" goes to "invted": there is no such node.',
    "fix": 'Did you mean "invited"?',
}
LONG: DiagnosticRow = {
    "line": 9,
    "column": 3,
    "code": "RP410",
    "severity": "warning",
    "message": "At five of nine decisions the best choice is the longest one.",
    "fix": "",
}
CODES: dict[str, CodeCard] = {
    "RP104": {
        "code": "RP104",
        "title": "A way on that leads nowhere",
        "why": "A conversation would stop here in the middle of a sentence.",
        "mend": "Name a node that the file has, or add one.",
    },
    "RP410": {
        "code": "RP410",
        "title": "Length gives the answer away",
        "why": "Whoever picks the longest would do well without reading.",
        "mend": "Shorten what is best, or let something poor take its time.",
    },
}


def row(name: str, **different: Any) -> FileRow:
    """A file in the library."""
    file = f"1/{name}.yml"
    made: dict[str, Any] = {
        "file": file,
        "path": f"/author/file/{file}",
        "shown": f"{name}.yml",
        "folder": FOLDER,
        "kind": "scenario",
        "id": name.removeprefix("practice/"),
        "title": "The bench outside",
        "errors": 0,
        "warnings": 0,
        "playable": True,
        "preview_path": f"/author/preview/{file}",
        "map_path": f"/author/map/{file}",
        "proof": "ready",
        "change": None,
    }
    return {**made, **different}  # type: ignore[typeddict-item]


BENCH = row("practice/de-escalation/the-bench-outside", change="changed", warnings=1)
BROKEN = row("practice/disclosure/what-happened-to-you", title=None, errors=1, warnings=1, playable=False, proof="none")
SHIFT = row("practice/team/the-long-shift", title="The long shift")
RUBRIC = row("rubrics/active-listening", title="Active listening", kind="rubric", playable=False, proof="none")


def library(*, broken: bool = True, news: tuple[str, ...] = ()) -> AuthorLibraryScreen:
    """All files; with `broken`, one has an error."""
    first = BROKEN if broken else {**BROKEN, "title": "What happened to you?", "errors": 0, "warnings": 0}
    return {
        "name": "author-library",
        "path": "/author",
        "title": "Scenarios in the making",
        "looked_at": AT,
        "news": list(news),
        "folders": ["/usr/share/roleplay/scenarios", FOLDER],
        "counts": {
            "files": 4,
            "scenarios": 3,
            "rubrics": 1,
            "playable": 2 if broken else 3,
            "errors": int(broken),
            "warnings": 2 if broken else 1,
            "changed": 1,
        },
        "files": [BENCH, first, SHIFT, RUBRIC],
        "diagnostics": [
            {"file": BENCH["file"], "diagnostics": [LONG]},
            *([{"file": BROKEN["file"], "diagnostics": [LONG, GOTO]}] if broken else []),  # type: ignore[list-item]
        ],
        "codes": CODES,
        "removed": [],
        "since": "2025-03-14T20:02:00+00:00",
    }


def tidy() -> AuthorLibraryScreen:
    """A library in which nothing is to be mended."""
    calm = library(broken=False)
    fine = [{**one, "errors": 0, "warnings": 0, "change": None} for one in calm["files"]]
    counts = {**calm["counts"], "warnings": 0, "changed": 0}
    return {**calm, "counts": counts, "files": fine, "diagnostics": [], "codes": {}}  # type: ignore[typeddict-item]


PROOF: ProofFacts = {
    "nodes": 14,
    "choices": 33,
    "states": 412,
    "decisions_least": 4,
    "decisions_most": 9,
    "endings": ["inside-again", "with-ruth", "walked-off"],
    "node_coverage": 1.0,
    "choice_coverage": 32 / 33,
    "nodes_unreached": [],
    "choices_unreached": ["gate/wait"],
    "competencies": [
        {
            "competency": "active-listening",
            "name": "Active listening",
            "requires": ["reflects-feeling", "leaves-room"],
            "ways": [
                {
                    "level": 1,
                    "choices": ["opening/hurry", "gate/grab"],
                    "profile": "clinic",
                    "vary": {"weather": "rain"},
                },
                {"level": 2, "choices": ["opening/sit", "gate/talk"], "profile": "clinic", "vary": {"weather": "rain"}},
                {
                    "level": 3,
                    "choices": ["opening/sit", "bench/name-it", "gate/room"],
                    "profile": "clinic",
                    "vary": {"weather": "rain"},
                },
            ],
        },
        {
            "competency": "de-escalation",
            "name": "De-escalation and staying near",
            "requires": ["gives-room"],
            "ways": [
                {"level": None, "choices": ["opening/leave"], "profile": None, "vary": {}},
                {"level": 1, "choices": ["opening/hurry", "gate/grab"], "profile": None, "vary": {}},
                {"level": 2, "choices": ["opening/sit"], "profile": None, "vary": {}},
                {"level": 3, "choices": ["opening/sit", "gate/room"], "profile": None, "vary": {}},
                {"level": 4, "choices": ["opening/sit", "gate/room", "bench/quiet"], "profile": None, "vary": {}},
            ],
        },
    ],
    "standard_possible": True,
    "standard_way": {
        "level": None,
        "choices": ["opening/sit", "bench/name-it", "gate/room"],
        "profile": "clinic",
        "vary": {"weather": "rain"},
    },
    "settings": [
        {"profile": "clinic", "vary": {"weather": "rain"}, "states": 206, "met_standard": True},
        {"profile": "street", "vary": {"weather": "rain"}, "states": 206, "met_standard": True},
    ],
}


def file(**different: Any) -> AuthorFileScreen:
    """A scenario with one warning, that has just changed."""
    made: AuthorFileScreen = {
        "name": "author-file",
        "path": BENCH["path"],
        "title": "The bench outside",
        "looked_at": AT,
        "news": [],
        "row": BENCH,
        "diagnostics": [LONG],
        "codes": CODES,
        "proof": PROOF,
        "bots": [
            {"bot": "longest", "met_standard": 0.0, "mean_level": 1.5},
            {"bot": "random", "met_standard": 0.0213, "mean_level": 1.62},
            {"bot": "politest", "met_standard": 0.14, "mean_level": 2.4},
            {"bot": "most-ellipses", "met_standard": 0.0004, "mean_level": 1.1},
        ],
        "bots_state": "ready",
        "problem": "",
        "change": {
            "kind": "changed",
            "at": AT,
            "come": [LONG],
            "gone": [GOTO],
            "nodes_added": ["bench"],
            "nodes_removed": [],
            "nodes_changed": ["opening", "gate"],
            "before": {**PROOF, "states": 380, "decisions_most": 8},
        },
    }
    return {**made, **different}  # type: ignore[typeddict-item]


def rubric() -> AuthorFileScreen:
    """A rubric without anything to mend."""
    return file(
        path=RUBRIC["path"],
        title="Active listening",
        row=RUBRIC,
        diagnostics=[],
        proof=None,
        bots=[],
        bots_state="none",
        change=None,
    )


def tick(behaviour: str, text: str, kind: str = "basic") -> TickCard:
    """A behaviour that a choice shows."""
    return {
        "behaviour": behaviour,
        "text": text,
        "kind": kind,  # type: ignore[typeddict-item]
        "competency": "de-escalation",
        "condition": None,
    }


def choice(choice_id: str, place: int | None, text: str, **different: Any) -> PreviewChoice:
    """A choice of the preview."""
    made: dict[str, Any] = {
        "id": choice_id,
        "place": place,
        "text": text,
        "state": "open",
        "reason": None,
        "conditions": [],
        "ticks": [],
        "effects": [],
        "repairs": [],
        "target": "bench",
        "feedback": f"What came of {choice_id}.",
    }
    return {**made, **different}  # type: ignore[typeddict-item]


CHOICES: PreviewNow = {
    "kind": "choices",
    "choices": [
        choice(
            "sit",
            1,
            "*You sit down at the far end of the bench.* It is loud in there. I came out for some air, too.",
            ticks=[tick("gives-room", "Leaves space, and says what they are doing before they do it.")],
            effects=[{"name": "trust", "before": 4, "after": 6}],
        ),
        choice(
            "hurry",
            2,
            "You can't just walk out, they'll give your slot away.",
            ticks=[tick("threatens", "Points at what will happen if the person does not comply.", "harmful")],
            effects=[{"name": "trust", "before": 4, "after": 2}, {"name": "rushed", "before": False, "after": True}],
            target="gate",
        ),
        choice(
            "story",
            3,
            "I sat on this very bench once, you know.",
            state="closed",
            reason="He has not looked at you yet.",
            conditions=[
                {
                    "kind": "enabled_if",
                    "text": "trust >= 6 and not rushed",
                    "holds": False,
                    "atoms": [
                        {"text": "trust >= 6", "name": "trust", "value": 4, "holds": False},
                        {"text": "not rushed", "name": "rushed", "value": False, "holds": True},
                    ],
                }
            ],
        ),
        choice(
            "report",
            None,
            "I have to tell the front desk now.",
            state="hidden",
            conditions=[
                {
                    "kind": "shown_if",
                    "text": "site.threat_to_others == warn-and-tell",
                    "holds": False,
                    "atoms": [
                        {
                            "text": "site.threat_to_others == warn-and-tell",
                            "name": "site.threat_to_others",
                            "value": "unset",
                            "holds": False,
                        }
                    ],
                }
            ],
        ),
    ],
}

VALUE: Mapping[str, Any] = {"changed": False, "low": None, "high": None, "words": [], "read": True}


def preview(**different: Any) -> PreviewScreen:
    """A preview from the start, with everything that its author sees."""
    made: dict[str, Any] = {
        "name": "author-preview",
        "path": f"{BENCH['preview_path']}/opening",
        "title": "The bench outside",
        "looked_at": AT,
        "news": [],
        "file": BENCH["file"],
        "file_path": BENCH["path"],
        "map_path": BENCH["map_path"],
        "stale": False,
        "medium": "in-person",
        "setting": "Outside the clinic, five in the afternoon.\n\nThe waiting room is full.",
        "mentor": SAM,
        "cast": CAST,
        "nodes": ["opening", "bench", "gate", "letter", "inside-again"],
        "profiles": [{"name": "clinic", "policies": {"threat_to_others": "tell-supervisor"}}],
        "profile": None,
        "start": "opening",
        "node": "opening",
        "seq": 0,
        "can_undo": False,
        "values": [
            {**VALUE, "name": "trust", "kind": "range", "start": 4, "value": 4, "low": 0, "high": 10},
            {**VALUE, "name": "rushed", "kind": "flag", "start": False, "value": False},
            {**VALUE, "name": "weather", "kind": "vary", "start": "rain", "value": "rain", "words": ["rain", "sun"]},
        ],
        "site": [
            {
                **VALUE,
                "name": "threat_to_others",
                "kind": "policy",
                "start": "unset",
                "value": "unset",
                "words": ["unset", "tell-supervisor", "warn-and-tell"],
            },
            {
                **VALUE,
                "name": "mandated_reporter",
                "kind": "policy",
                "start": "unset",
                "value": "unset",
                "words": ["unset", "yes", "no"],
                "read": False,
            },
        ],
        "items": [
            {
                "kind": "line",
                "turn": 1,
                "who": "dana",
                "text": "Don't. Don't come and tell me to calm down.",
                "cue": "jacket on, back to the door",
                "at": None,
                "thought": "If she touches me I'm gone.",
            }
        ],
        "now": CHOICES,
        "ticks": [],
        "levels": [
            {
                "competency": "de-escalation",
                "name": "De-escalation and staying near",
                "level": None,
                "required": [{"behaviour": "gives-room", "text": "Leaves space, and says so.", "shown": False}],
                "harmful": 0,
                "basic": 0,
                "advanced": 0,
            }
        ],
        "met_standard": False,
    }
    return {**made, **different}  # type: ignore[typeddict-item]


def stepped(**different: Any) -> PreviewScreen:
    """The same after one choice."""
    begun = preview()
    values = [{**begun["values"][0], "value": 6, "changed": True}, *begun["values"][1:]]
    items = [
        *begun["items"],
        {"kind": "said", "turn": 1, "text": "*You sit down at the far end of the bench.* It is loud in there."},
        {"kind": "feedback", "turn": 1, "text": "You came near without standing in the way."},
        {
            "kind": "line",
            "turn": 2,
            "who": "dana",
            "text": "You're not going to make me go back in?",
            "cue": "looks at you for the first time",
            "at": None,
            "thought": None,
        },
    ]
    required = [{**one, "shown": True} for one in begun["levels"][0]["required"]]
    level = {**begun["levels"][0], "level": 3, "basic": 1, "required": required}
    shown = {
        **tick("gives-room", "Leaves space, and says what they are doing before they do it."),
        "where": "opening/sit",
        "turn": 1,
        "repaired": False,
    }
    taken: dict[str, Any] = {
        "seq": 1,
        "can_undo": True,
        "node": "bench",
        "items": items,
        "values": values,
        "levels": [level],
        "ticks": [shown],
        "met_standard": True,
    }
    return preview(**{**taken, **different})


def written() -> PreviewScreen:
    """A written reply is asked for."""
    now: PreviewNow = {
        "kind": "reply",
        "prompt": "Write to Ruth what she needs to know, as Sam.",
        "max_words": 60,
        "model_answer": "Dana is on the bench and would like ten minutes.",
        "why": "It says what is known and asks for nothing else.",
        "looks_for": [tick("says-what-is-known", "Tells what was seen, not what it might mean.")],
    }
    return stepped(now=now, node="letter")


def ended() -> PreviewScreen:
    """The conversation is over."""
    begun = stepped()
    ending = {
        "kind": "ending",
        "turn": 2,
        "title": "Ten minutes, then inside",
        "text": "Dana gets up when you do.",
        "handed_over_to": "Ruth",
    }
    now: PreviewNow = {
        "kind": "end",
        "peer_view": "Somebody sat there. That was it, really.",
        "reflect": ["What told you that she would stay?"],
    }
    return stepped(now=now, node="inside-again", items=[*begun["items"], ending], stale=True)


def card(choices: list[str], place: tuple[int, int], share: float) -> dict[str, Any]:
    """What is written on a road."""
    entries = [
        {
            "choice": choice,
            "name": choice,
            "text": "It is loud in there.",
            "notes": ["open if trust >= 6"] if choice == "story" else [],
            "marks": ["basic", "harmful"],
            "chance": share / len(choices),
            "people": None,
        }
        for choice in choices
    ]
    box = {"x": place[0] + (30 if len(choices) > 1 else 190), "y": place[1] + 86, "width": 120, "height": 46}
    return {"box": box, "entries": entries}


def scenario_map(**different: Any) -> AuthorMapScreen:
    """A map of five nodes, with where a random player comes."""
    places = {
        "opening": (150, 20),
        "bench": (0, 170),
        "gate": (300, 170),
        "letter": (0, 320),
        "inside-again": (150, 470),
    }
    kinds = {"letter": "reply", "inside-again": "ending"}
    chances = {"opening": 1.0, "bench": 0.667, "gate": 0.333, "letter": 0.667, "inside-again": 1.0}
    roads = [
        ("opening", "bench", ["sit", "story"], 0.667),
        ("opening", "gate", ["hurry"], 0.333),
        ("bench", "letter", ["quiet", "name-it"], 0.667),
        ("gate", "inside-again", ["room"], 0.333),
        ("letter", "inside-again", [], 0.667),
    ]
    made: dict[str, Any] = {
        "name": "author-map",
        "path": f"{BENCH['map_path']}/random",
        "title": "The bench outside",
        "looked_at": AT,
        "news": [],
        "row": BENCH,
        "bots": ["random", "longest", "shortest", "people"],
        "bot": "random",
        "outcome": {"bot": "random", "met_standard": 0.0213, "mean_level": 1.62},
        "people": None,
        "measures": {"padding": 12, "id_line": 19, "text_line": 16, "note_line": 14},
        "nodes": [
            {
                "id": node,
                "name": node,
                "lines": ["Don't. Don't come and tell", "me to calm down."],
                "kind": kinds.get(node, "decision"),
                "start": node == "opening",
                "reached": True,
                "chance": chances[node],
                "people": None,
                "diagnostics": 1 if node == "gate" else 0,
                "preview_path": f"{BENCH['preview_path']}/{node}",
                "box": {"x": x, "y": y, "width": 264, "height": 71},
            }
            for node, (x, y) in places.items()
        ],
        "roads": [
            {
                "source": source,
                "target": target,
                "choices": choices,
                "chance": share,
                "people": None,
                "points": [
                    [places[source][0] + 132, places[source][1] + 71],
                    [places[target][0] + 132, places[target][1]],
                ],
                "card": card(choices, places[source], share) if source == "opening" else None,
            }
            for source, target, choices, share in roads
        ],
        "width": 570,
        "height": 545,
    }
    return {**made, **different}  # type: ignore[typeddict-item]


def walked() -> dict[str, Any]:
    """The same map with how people went: many came to most places, few to the gate, and nobody hurried."""
    counts = {"opening": 35, "bench": 30, "gate": 1, "letter": 30, "inside-again": 35}
    drawn: Any = scenario_map()
    nodes = [{**node, "people": counts[node["id"]], "chance": counts[node["id"]] / 35} for node in drawn["nodes"]]
    roads = []
    for road in drawn["roads"]:
        entries = road["card"]["entries"] if road["card"] else []
        written = [{**entry, "people": 0, "chance": 0.0} for entry in entries]
        shown = {**road["card"], "entries": written} if road["card"] else None
        roads.append({**road, "card": shown, "people": counts[road["target"]], "chance": counts[road["target"]] / 35})
    people = {"attempts": 35, "current": 20}
    return {**drawn, "bot": "people", "outcome": None, "people": people, "nodes": nodes, "roads": roads}


def every_screen() -> dict[str, Mapping[str, Any]]:
    """Each of the author's screens in what it can look like."""
    unknown = scenario_map()
    nodes = [{**node, "chance": None} for node in unknown["nodes"]]
    roads = [{**road, "chance": None, "card": None} for road in unknown["roads"]]
    return {
        "library": library(),
        "library, tidy": tidy(),
        "file": file(),
        "file, broken": file(
            row=BROKEN, path=BROKEN["path"], diagnostics=[GOTO, LONG], proof=None, bots=[], change=None
        ),
        "file, refused": file(
            row={**BENCH, "proof": "refused"}, proof=None, bots=[], problem="It has too many states."
        ),
        "file, working": file(row={**BENCH, "proof": "working"}, proof=None, bots=[], bots_state="working"),
        "rubric": rubric(),
        "preview": preview(),
        "preview, stepped": stepped(),
        "preview, reply": written(),
        "preview, ended": ended(),
        "map": scenario_map(),
        "map, people": walked(),
        "reading": {"name": "author-reading", "path": "/author", "title": "Write scenarios", "done": 3, "files": 150},
        "map, working": {**unknown, "nodes": nodes, "roads": roads, "outcome": None},
    }
