"""Brief: what is read before a scenario starts."""

from __future__ import annotations

from roleplay.apps.address import scenario_path
from roleplay.apps.cards import attempt_row, care, persona, speakers
from roleplay.apps.desk import Desk
from roleplay.apps.view import BriefScreen, ModeCode, PlayOptions
from roleplay.engine.story import fill
from roleplay.model.event import Mode
from roleplay.model.scenario import Scenario, Use
from roleplay.model.site import Site
from roleplay.store.rows import Options


def _modes(scenario: Scenario) -> list[ModeCode]:
    if scenario.use is Use.BOTH:
        return ["practice", "assessment"]
    return ["practice" if scenario.use is Use.PRACTICE else "assessment"]


def _localised(desk: Desk, scenario: Scenario, site: Site) -> bool | None:
    if not scenario.topics and not scenario.profiles:
        return None
    return site.attested is not None and site.attested.review_by >= desk.now().date()


def brief(desk: Desk, scenario_id: str) -> BriefScreen:
    """The brief of a scenario on the shelf. Raises `NotFound`."""
    scenario = desk.bookshelf.scenario(scenario_id)[1]
    site = desk.site
    words = site.pinned()
    history = desk.attempts.history(desk.actor)
    here = [playing for playing in history if playing.attempt.scenario_id == scenario_id]
    rows = [attempt_row(desk, playing) for playing in here]
    # In an assessment feedback comes at the end, whatever the person likes.
    liked = next((playing.attempt.options for playing in history if playing.attempt.mode is Mode.PRACTICE), Options())
    last: PlayOptions = {"feedback": liked.feedback.value, "say_first": liked.say_first}
    rubrics = desk.bookshelf.rubrics()
    return {
        "name": "brief",
        "path": scenario_path(scenario.id),
        "title": scenario.title,
        "scenario": scenario.id,
        "summary": fill(scenario.summary, words),
        "content_notes": list(scenario.content_notes),
        "intensity": scenario.intensity,
        "minutes": scenario.duration_min,
        "medium": scenario.medium.value,
        "setting": fill(scenario.setting, words),
        "mentor": persona(scenario, words),
        "cast": speakers(scenario, words),
        "practises": [
            {"id": rubrics[c].id, "title": rubrics[c].title, "about": rubrics[c].about} for c in scenario.assesses
        ],
        "modes": _modes(scenario),
        "options": last,
        "localised": _localised(desk, scenario, site),
        "reviewed": scenario.sign_off.lived_experience is not None,
        "earlier": [row for row in rows if row["outcome"] != "running"],
        "unfinished": next((row for row in rows if row["outcome"] == "running"), None),
        "care": care(scenario, site),
    }
