"""A scenario as large as any that people would write, drawn by chance: for measuring, not for playing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario

DECISIONS = 40
CHOICES = 4
COMPETENCIES: Mapping[str, tuple[int, int, int]] = {
    "listening": (3, 2, 2),
    "sharing": (2, 2, 1),
    "boundaries": (3, 2, 2),
}
"""Competency -> number of required basics, harms and advanced behaviours."""
KINDS = ("basic", "harmful", "advanced")
CONDITIONS = (
    "trust >= 3",
    "trust >= 6",
    "trust <= 4",
    "trust > 8",
    "trust < 2",
    "trust >= 5 and not asked",
    "asked or trust == 10",
    "promised",
    "not promised",
    "mood == low",
)


def _ids(competency: str, kind: str) -> list[str]:
    return [f"{competency}-{kind}-{number}" for number in range(COMPETENCIES[competency][KINDS.index(kind)])]


def large_rubrics() -> dict[str, Rubric]:
    """The rubrics that it rests on."""
    files: dict[str, Rubric] = {}
    for competency in COMPETENCIES:
        behaviours = {
            behaviour: {
                "kind": kind,
                "text": "Does it.",
                "example": "Like so.",
                "from": ["EQUIP"],
                **({"severity": "serious"} if kind == "harmful" else {}),
            }
            for kind in KINDS
            for behaviour in _ids(competency, kind)
        }
        file = {"format": "rubric/1", "id": competency, "title": competency, "about": "A.", "behaviours": behaviours}
        files[competency] = Rubric.model_validate(file)
    return files


def _ticks(chance: random.Random, place: int) -> list[Any]:
    """The first choice of a node helps, the second is skilled, the third does harm, the fourth does little."""
    competency = chance.choice(list(COMPETENCIES))
    kind = ("basic", "advanced", "harmful", "basic")[place]
    tick = chance.choice(_ids(competency, kind))
    if place == 1:
        also = chance.choice(_ids(chance.choice(list(COMPETENCIES)), "basic"))
        return [tick, {"tick": also, "if": chance.choice(CONDITIONS)}]
    if place == 3:
        return [{"tick": tick, "if": chance.choice(CONDITIONS)}]
    return [tick]


def _decision(chance: random.Random, number: int) -> dict[str, Any]:
    choices: dict[str, Any] = {}
    for place in range(CHOICES):
        changes: dict[str, Any] = {"trust": chance.choice((2, 1, -3, -1)) if place == 1 else (1, 0, -2, -1)[place]}
        if chance.random() < 0.05:
            changes[chance.choice(("asked", "promised"))] = chance.random() < 0.5
        choice: dict[str, Any] = {"text": f"Answer {place} at {number}.", "feedback": "F.", "effects": changes}
        choice["ticks"] = _ticks(chance, place)
        if place and chance.random() < 0.4:
            condition = chance.choice(CONDITIONS)
            if chance.random() < 0.5:
                choice["shown_if"] = condition
            else:
                choice["enabled_if"] = {"when": condition, "reason": "R."}
        if place and chance.random() < 0.25:  # past one or two nodes, to where all ways gather again
            ahead = number + chance.randint(2, 3)
            choice["goto"] = f"node-{ahead}" if ahead < DECISIONS else "last"
        choices[f"choice-{place}"] = choice
    line = {"dana": "Yes?", "if": chance.choice(CONDITIONS)}
    return {"say": [line], "choices": choices}


def large_scenario(seed: int) -> Scenario:
    """40 decisions with 4 choices each, three competencies, and a number and two flags that are read everywhere."""
    chance = random.Random(seed)
    end = {"text": "T.", "peer_view": "P."}
    nodes = {f"node-{number}": _decision(chance, number) for number in range(DECISIONS)}
    goodbyes: dict[str, Any] = {
        word: {"text": word, "feedback": "F.", "goto": f"{word}-end"} for word in ("warm", "cold")
    }
    goodbyes["warm"]["shown_if"] = "trust >= 5"
    ends = {f"{word}-end": {"end": {"title": word, **end}} for word in ("warm", "cold", "early")}
    return Scenario.model_validate(
        {
            "format": "scenario/1",
            "id": "everyday/large",
            "title": "Large",
            "summary": "A long talk.",
            "pillar": "everyday",
            "use": "both",
            "duration_min": 60,
            "intensity": 1,
            "content_notes": ["none that we know of"],
            "medium": "in-person",
            "setting": "A bench.",
            "opt_out": {"goto": "early-end", "grounding": "Feel the bench."},
            "resources": [{"title": "Somebody", "text": "Talk to somebody."}],
            "assesses": {competency: {"requires": _ids(competency, "basic")} for competency in COMPETENCIES},
            "mentor": {"name": "Sam", "pronouns": "they/them", "story": "S.", "limits": "L.", "today": "T."},
            "cast": {"dana": {"name": "Dana", "pronouns": "she/her", "about": "A."}},
            "expect": "What will be hard?",
            "state": {
                "trust": {"range": [0, 10], "start": 4},
                "asked": {"flag": False},
                "promised": {"flag": False},
                "mood": {"vary": ["low", "high"]},
            },
            "start": "node-0",
            "nodes": {**nodes, "last": {"choices": goodbyes}, **ends},
            "reflect": ["What stays with you?"],
            "debrief": {"question": "Q?", "twist": "T."},
            "sources": ["EQUIP"],
        }
    )
