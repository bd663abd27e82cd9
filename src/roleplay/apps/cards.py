"""What several screens show alike: persona, cast, help, a row for an attempt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from roleplay.apps.address import debrief_path, play_path
from roleplay.apps.desk import Desk
from roleplay.apps.view import AttemptRow, Care, Help, Level, OutcomeCode, Persona, Speaker
from roleplay.engine.story import fill
from roleplay.model.scenario import Scenario
from roleplay.model.site import Site
from roleplay.scoring import CompetencyScore
from roleplay.services.attempts import Playing, time_spent
from roleplay.store.rows import Status


def persona(scenario: Scenario, words: Mapping[str, str]) -> Persona:
    """The persona card."""
    mentor = scenario.mentor
    return {
        "name": mentor.name,
        "pronouns": mentor.pronouns,
        "story": fill(mentor.story, words),
        "limits": fill(mentor.limits, words),
        "today": fill(mentor.today, words),
    }


def speakers(scenario: Scenario, words: Mapping[str, str]) -> list[Speaker]:
    """The cast, in its order."""
    return [
        {
            "id": person.id,
            "name": person.name,
            "pronouns": person.pronouns,
            "role": person.role,
            "about": fill(person.about, words),
        }
        for person in scenario.cast
    ]


def care(scenario: Scenario, site: Site) -> Care:
    """What stands behind *Pause* and *Get help*."""
    words = site.pinned()
    return {
        "grounding": fill(scenario.opt_out.grounding, words),
        "help": {
            **help_of(site),
            "resources": [
                {"title": fill(resource.title, words), "text": fill(resource.text, words)}
                for resource in scenario.resources
            ],
        },
    }


def help_of(site: Site) -> Help:
    """What stands behind *Get help* where there is no scenario."""
    return {
        "lines": [
            {"name": line.name, "reach": line.reach, "hours": line.hours, "about": line.about}
            for line in site.crisis_lines
        ],
        "emergency_number": site.emergency_number,
        "resources": [],
    }


def minutes(playing: Playing) -> int:
    """Time spent in an attempt, in whole minutes, at least one."""
    return max(1, round(time_spent(playing.events).total_seconds() / 60))


def outcome(desk: Desk, playing: Playing) -> OutcomeCode:
    """How an attempt went, as a code."""
    if playing.attempt.status is Status.OPEN:
        return "running"
    if playing.attempt.status is Status.LEFT:
        return "left"
    return "met" if desk.met_standard(playing) else "not-yet"


def level(score: CompetencyScore) -> Level | None:
    """The level as a plain number."""
    return None if score.level is None else cast("Level", int(score.level))


def attempt_row(desk: Desk, playing: Playing) -> AttemptRow:
    """An attempt in a list."""
    attempt = playing.attempt
    running = attempt.status is Status.OPEN
    return {
        "attempt": attempt.id,
        "path": play_path(attempt.id) if running else debrief_path(attempt.id),
        "scenario": attempt.scenario_id,
        "title": playing.game.scenario.title,
        "mode": attempt.mode.value,
        "outcome": outcome(desk, playing),
        "phase": playing.state.phase.value,
        "turn": playing.state.turns + 1 if running and playing.state.trail else playing.state.turns,
        "at": playing.events[-1].at.isoformat(),
        "minutes": minutes(playing),
        "branched": attempt.branched_from is not None,
    }
