"""A scenario small enough to be read at a glance, made in code, for tests of the core."""

from __future__ import annotations

from typing import Any

from roleplay.model.event import Chose, Event, Expected, Started, Wrote
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.model.site import Site


def behaviour(kind: str, **more: str) -> dict[str, Any]:
    """A behaviour of a rubric, with texts that do not matter."""
    severity = {"severity": "serious"} if kind == "harmful" else {}
    return {"kind": kind, "text": "Does it.", "example": "Like so.", "from": ["EQUIP"], **severity, **more}


def rubric(rubric_id: str, **kinds: str) -> dict[str, Any]:
    """A rubric file with behaviours `name="kind"`; underscores in names become hyphens."""
    behaviours = {name.replace("_", "-"): behaviour(kind) for name, kind in kinds.items()}
    return {"format": "rubric/1", "id": rubric_id, "title": rubric_id, "about": "About it.", "behaviours": behaviours}


RUBRIC_FILES = (
    rubric("listening", talks_over="harmful", reflects="basic", waits="advanced"),
    rubric("sharing", shares_unasked="harmful", asks_first="basic", keeps_it_brief="advanced"),
    rubric("repair", blames="harmful", says_sorry="basic", names_the_slip="advanced"),
)

RUBRICS: dict[str, Rubric] = {file["id"]: Rubric.model_validate(file) for file in RUBRIC_FILES}

SMALL: dict[str, Any] = {
    "format": "scenario/1",
    "id": "disclosure/small",
    "title": "Small",
    "summary": "A small talk.",
    "pillar": "disclosure",
    "use": "both",
    "duration_min": 5,
    "intensity": 1,
    "content_notes": ["none that we know of"],
    "medium": "in-person",
    "setting": "A bench.",
    "opt_out": {"goto": "stepped-out", "grounding": "Feel the bench."},
    "resources": [{"title": "Somebody", "text": "Talk to somebody."}],
    "assesses": {"listening": {"requires": ["reflects"]}, "sharing": {"requires": ["asks-first"]}},
    "mentor": {"name": "Sam", "pronouns": "they/them", "story": "S.", "limits": "L.", "today": "T."},
    "cast": {"dana": {"name": "Dana", "pronouns": "she/her", "about": "A."}},
    "expect": "What will be hard?",
    "state": {
        "trust": {"range": [0, 3], "start": 1},
        "asked": {"flag": False},
        "weather": {"vary": ["rain", "sun"]},
    },
    "start": "opening",
    "nodes": {
        "opening": {
            "say": [
                {"dana": "Rain again.", "cue": "looks up", "thought": "Say something.", "if": "weather == rain"},
                {"dana": "Sun at last.", "if": "weather == sun"},
            ],
            "choices": {
                "reflect": {
                    "text": "You sound tired.",
                    "ticks": ["reflects"],
                    "effects": {"trust": 1},
                    "feedback": "F1.",
                },
                "wait": {
                    "text": "*stays quiet*",
                    "ticks": ["waits", "reflects"],
                    "effects": {"trust": 3},
                    "feedback": "F2.",
                },
                "talk": {
                    "text": "Well, I once...",
                    "ticks": ["talks-over", {"tick": "shares-unasked", "if": "not asked"}],
                    "effects": {"trust": -3},
                    "response": [{"dana": "Right."}, {"dana": "Bye then.", "if": "trust == 0"}],
                    "feedback": "F3.",
                },
                "pass": {"text": "Hm.", "feedback": "F4.", "goto": "cold-end"},
            },
        },
        "middle": {"say": [{"narrator": "A pause, {site.supervisor_title} passes."}]},
        "asking": {
            "say": [{"dana": "And you?"}],
            "choices": {
                "ask": {
                    "text": "Shall I tell you?",
                    "ticks": ["asks-first"],
                    "effects": {"asked": True},
                    "feedback": "F5.",
                    "enabled_if": {"when": "trust >= 1", "reason": "She has turned away."},
                },
                "brief": {
                    "text": "One thing.",
                    "ticks": ["asks-first", "keeps-it-brief"],
                    "feedback": "F6.",
                    "shown_if": "trust >= 3",
                },
                "sorry": {
                    "text": "I talked over you.",
                    "ticks": ["names-the-slip"],
                    "repairs": ["talks-over"],
                    "feedback": "F7.",
                },
            },
        },
        "writing": {
            "reply": {"prompt": "Write to Dana.", "model_answer": "Dear Dana.", "why": "W.", "looks_for": ["reflects"]}
        },
        "warm-end": {"end": {"title": "Warm", "text": "She stays.", "peer_view": "I stayed."}},
        "cold-end": {"end": {"title": "Cold", "text": "She goes.", "peer_view": "I went."}},
        "stepped-out": {"end": {"title": "Out", "text": "You step out.", "peer_view": "Fine."}},
    },
    "reflect": ["What stays with you?"],
    "debrief": {"question": "Q?", "twist": "T."},
    "sources": ["EQUIP"],
}


def small(**changes: Any) -> Scenario:
    """The small scenario, with top-level fields replaced."""
    return Scenario.model_validate({**SMALL, **changes})


def started(seed: int = 1, mode: str = "practice") -> Started:
    """The first event of an attempt at the small scenario."""
    return Started(scenario="0" * 64, rubrics=(), site=Site().pinned(), seed=seed, mode=mode)


def way(*choices: str, seed: int = 1) -> list[Event]:
    """A log: started, expected, then `node/choice` or `node/` for a skipped reply."""
    events: list[Event] = [started(seed), Expected()]
    for step in choices:
        node, choice = step.split("/")
        events.append(Chose(node, choice) if choice else Wrote(node, None))
    return events
