"""A plan as the browser has it: its fields, what can be played in it, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping

from roleplay.apps.view.hall_plans import CautionItem, Glance, MistakeItem, NoteItem, PlanData, PlayCard
from roleplay.engine.planning import Weight, begins, cautions, ends
from roleplay.engine.story import fill
from roleplay.model.scenario import Scenario, Use
from roleplay.model.station import Station
from roleplay.model.workshop import Plan, Way
from roleplay.reports.guide import played_in
from roleplay.services.plan_form import Mistake
from roleplay.services.shelf import Bookshelf


def plan_data(plan: Plan) -> PlanData:
    """The fields of a plan."""
    return {
        "title": plan.title,
        "summary": plan.summary,
        "about": plan.about,
        "begins": plan.begins,
        "ground_rules": list(plan.ground_rules),
        "sections": [
            {
                "id": one.id,
                "title": one.title,
                "way": one.way.value,
                "minutes": one.minutes,
                "plays": one.plays,
                "prompts": list(one.prompts),
                "notes": one.notes,
                "rounds": one.rounds,
                "round_minutes": one.round_minutes,
            }
            for one in plan.sections
        ],
    }


def scenario_cards(bookshelf: Bookshelf) -> list[PlayCard]:
    """What the room, or everybody alone, can play: scenarios for practice, the lightest first."""
    words = bookshelf.site().pinned()
    found = (bookshelf.by_hash(one.hash) for one in bookshelf.scenarios() if one.use is not Use.ASSESSMENT)
    return [_scenario_card(one, words) for one in sorted(found, key=lambda one: (one.intensity, one.title))]


def station_cards(bookshelf: Bookshelf) -> list[PlayCard]:
    """What groups of three can play."""
    words = bookshelf.site().pinned()
    return [_station_card(one, words) for one in bookshelf.stations().values()]


def _scenario_card(one: Scenario, words: Mapping[str, str]) -> PlayCard:
    return {
        "id": one.id,
        "title": one.title,
        "summary": fill(one.summary, words),
        "minutes": one.duration_min,
        "intensity": one.intensity,
        "content_notes": list(one.content_notes),
        "topics": [topic.value for topic in one.topics],
        "medium": one.medium.value,
        "prompts": [fill(prompt, words) for prompt in one.discussion or (one.debrief.question,)],
    }


def _station_card(one: Station, words: Mapping[str, str]) -> PlayCard:
    return {
        "id": one.id,
        "title": one.title,
        "summary": fill(one.summary, words),
        "minutes": one.minutes,
        "intensity": one.intensity,
        "content_notes": list(one.content_notes),
        "topics": [topic.value for topic in one.topics],
        "medium": one.medium.value,
        "prompts": [fill(one.debrief.question, words)],
    }


def glance_of(plan: Plan, bookshelf: Bookshelf) -> Glance:
    """What a plan comes to: times, content notes, and what to think about."""
    played = {one.id: found for one in plan.sections if (found := played_in(one, bookshelf)) is not None}
    notes: dict[str, NoteItem] = {
        one.id: {"title": one.title, "intensity": one.intensity, "notes": list(one.content_notes)}
        for one in played.values()
    }
    weights = {
        id_: Weight(one.minutes if isinstance(one, Station) else one.duration_min, one.intensity)
        for id_, one in played.items()
    }
    titles = {one.id: one.title for one in plan.sections}
    worries: list[CautionItem] = [
        {"worry": one.worry.value, "section": one.section, "title": titles[one.section]}
        for one in cautions(plan, weights)
    ]
    return {
        "minutes": plan.minutes,
        "begins": list(begins(plan)),
        "ends": ends(plan),
        "timed": plan.begins is not None,
        "notes": list(notes.values()),
        "cautions": worries,
        "missing": [one.title for one in plan.sections if one.plays is not None and one.id not in played],
        "has_cards": any(one.way is Way.TRIADS for one in plan.sections),
    }


def mistake_item(mistake: Mistake) -> MistakeItem:
    """Something to mend, with the field where it is said."""
    place = mistake.place
    section = place[1] if place[:1] == ("sections",) and len(place) > 1 else None
    inside = place[2:] if section is not None else place
    number = inside[1] if len(inside) > 1 else None
    return {
        "section": section if isinstance(section, int) else None,
        "field": str(inside[0]) if inside else "",
        "place": number if isinstance(number, int) else None,
        "text": mistake.text,
    }
