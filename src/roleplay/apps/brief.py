"""Brief: what is read before a scenario starts."""

from __future__ import annotations

from roleplay.apps.address import Address, Place, scenario_path
from roleplay.apps.cards import attempt_row, care, persona, speakers
from roleplay.apps.catalogue import say
from roleplay.apps.desk import Desk
from roleplay.apps.view import BriefScreen, ModeCode, OtherScenario, PlayOptions
from roleplay.engine.story import fill
from roleplay.errors import NotAllowed
from roleplay.model.event import Mode
from roleplay.model.scenario import Scenario, Use
from roleplay.model.site import Site
from roleplay.store.rows import Options

MOST_OTHERS = 3
"""So many other scenarios are offered to somebody who would rather not."""


def _modes(scenario: Scenario) -> list[ModeCode]:
    if scenario.use is Use.BOTH:
        return ["practice", "assessment"]
    return ["practice" if scenario.use is Use.PRACTICE else "assessment"]


def _localised(desk: Desk, scenario: Scenario, site: Site) -> bool | None:
    if not scenario.topics and not scenario.profiles:
        return None
    return site.attested is not None and site.attested.review_by >= desk.now().date()


def assessment(desk: Desk, pillar: str) -> BriefScreen:
    """The brief of the form of an assessment whose turn it is. Raises `NotAllowed` before its time, `NotFound`."""
    studying = desk.studying()
    history = desk.attempts.history(desk.actor)
    scenario_id = desk.assessing.form(desk.actor, studying.curriculum, studying.standing, history, pillar)
    return {**_brief(desk, scenario_id), "path": Address(Place.ASSESSMENT, pillar).path, "assessment": pillar}


def brief(desk: Desk, scenario_id: str) -> BriefScreen:
    """The brief of a scenario on the shelf. Raises `NotFound`, and `NotAllowed` for a form of an assessment."""
    if scenario_id in desk.bookshelf.forms():
        raise NotAllowed(say("brief.form"), say("brief.form.fix"))
    return _brief(desk, scenario_id)


def _others(desk: Desk, scenario: Scenario) -> list[OtherScenario]:
    """What practises most of the same competencies, without any of the same content notes."""
    wanted, notes = set(scenario.assesses), set(scenario.content_notes)
    fits = [
        one
        for one in desk.bookshelf.scenarios()
        if one.use is not Use.ASSESSMENT and one.id != scenario.id
        if wanted & set(one.assesses) and not notes & set(one.content_notes)
    ]
    fits.sort(key=lambda one: (-len(wanted & set(one.assesses)), one.intensity, one.title))
    return [
        {
            "path": scenario_path(one.id),
            "title": one.title,
            "summary": one.summary,
            "content_notes": list(one.content_notes),
        }
        for one in fits[:MOST_OTHERS]
    ]


def _brief(desk: Desk, scenario_id: str) -> BriefScreen:
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
        "assessment": None,
        "others": [] if scenario.use is Use.ASSESSMENT else _others(desk, scenario),
        "earlier": [row for row in rows if row["outcome"] != "running"],
        "unfinished": next((row for row in rows if row["outcome"] == "running"), None),
        "care": care(scenario, site),
    }
