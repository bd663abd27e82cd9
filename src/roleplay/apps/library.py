"""Library: all that can be played, what was begun, how it went."""

from __future__ import annotations

from typing import Literal, cast

from roleplay.apps.address import LIBRARY, scenario_path
from roleplay.apps.cards import attempt_row
from roleplay.apps.catalogue import say
from roleplay.apps.course import course_card
from roleplay.apps.desk import Desk
from roleplay.apps.results import news
from roleplay.apps.view import AttemptRow, BrokenFile, LibraryScreen, PillarGroup, ScenarioCard
from roleplay.identity import Role
from roleplay.model.scenario import Pillar, Scenario, Use

_COMPANIONS = frozenset({Role.EVALUATOR, Role.FACILITATOR, Role.SUPERVISOR})
_WAYS = (
    ("desk", "/desk", _COMPANIONS),
    ("reports", "/reports", _COMPANIONS | {Role.ADMINISTRATOR}),
    ("author", "/author", frozenset({Role.AUTHOR})),
)
_WATCHING = "/workshops/watching"  # for whoever was asked to watch a workshop


def _card(scenario: Scenario, rows: list[AttemptRow]) -> ScenarioCard:
    closed = [row for row in rows if row["outcome"] != "running"]
    return {
        "id": scenario.id,
        "path": scenario_path(scenario.id),
        "title": scenario.title,
        "summary": scenario.summary,
        "minutes": scenario.duration_min,
        "intensity": scenario.intensity,
        "medium": scenario.medium.value,
        "content_notes": list(scenario.content_notes),
        # No station is on this shelf.
        "use": cast('Literal["practice", "assessment", "both"]', scenario.use.value),
        "times": len(closed),
        "last": closed[0] if closed else None,
        "reviewed": scenario.sign_off.lived_experience is not None,
    }


def _ways(desk: Desk) -> list[tuple[str, str]]:
    watching = [("watching", _WATCHING)] if desk.to_watch() else []
    return [*watching, *((key, path) for key, path, roles in _WAYS if roles & desk.actor.roles)]


def _mending(desk: Desk) -> list[BrokenFile]:
    if Role.AUTHOR not in desk.actor.roles:
        return []
    return [
        {
            "file": problem.path,
            "diagnostics": [
                {
                    "line": finding.line,
                    "column": finding.column,
                    "code": finding.code,
                    "severity": "error" if finding.severity == "error" else "warning",
                    "message": finding.message,
                    "fix": finding.fix,
                }
                for finding in problem.findings
            ],
        }
        for problem in desk.bookshelf.problems()
    ]


def library(desk: Desk) -> LibraryScreen:
    """Everything on the shelf, with this person's own attempts."""
    rows = [attempt_row(desk, playing) for playing in desk.attempts.history(desk.actor)]
    by_scenario: dict[str, list[AttemptRow]] = {}
    for row in rows:
        by_scenario.setdefault(row["scenario"], []).append(row)
    groups: list[PillarGroup] = []
    summaries = [s for s in desk.bookshelf.scenarios() if s.use is not Use.ASSESSMENT]
    scenarios = [desk.bookshelf.by_hash(summary.hash) for summary in summaries]
    for pillar in Pillar:
        cards = [_card(s, by_scenario.get(s.id, [])) for s in scenarios if s.pillar is pillar]
        if cards:
            groups.append({"id": pillar.value, "scenarios": sorted(cards, key=lambda c: (c["intensity"], c["title"]))})
    return {
        "name": "library",
        "path": LIBRARY.path,
        "title": say("library.title"),
        "person": desk.name,
        "course": course_card(desk),
        "news": news(desk),
        "unfinished": [row for row in rows if row["outcome"] == "running"],
        "pillars": groups,
        "mending": _mending(desk),
        "ways": [{"key": key, "path": path} for key, path in _ways(desk)],
    }
