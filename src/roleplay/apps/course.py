"""Modules: all of them, and what is to be done in one."""

from __future__ import annotations

from collections.abc import Iterable

from roleplay.apps.address import Address, Place, scenario_path
from roleplay.apps.cards import attempt_row
from roleplay.apps.desk import Desk
from roleplay.apps.pages import page_cards, page_form
from roleplay.apps.view import (
    AssessmentCard,
    AttemptRow,
    CourseCard,
    ModuleCard,
    ModuleScreen,
    ModulesScreen,
    PathwayCard,
    Play,
)
from roleplay.engine.course import Stage
from roleplay.errors import NotAllowed, NotFound
from roleplay.model.curriculum import MODULE_PAGE, Module
from roleplay.model.learning import PLACEMENT
from roleplay.model.scenario import Scenario
from roleplay.services.assessing import Assessment
from roleplay.services.course import Studying

MODULES = Address(Place.MODULES)
"""Where all modules are."""
REFRESHERS = Address(Place.REFRESHERS)
"""Where what comes back is."""


def module_path(module_id: str) -> str:
    """Address of a module, which is a page of its own."""
    return Address(Place.MODULE, module_id).path


def _due(desk: Desk) -> int:
    return len(desk.refreshers.due(desk.actor, desk.attempts.history(desk.actor)))


def _scenarios(desk: Desk) -> dict[str, Scenario]:
    return {one.id: desk.bookshelf.by_hash(one.hash) for one in desk.bookshelf.scenarios()}


def _minutes(module: Module, filled: Iterable[str | None], scenarios: dict[str, Scenario]) -> int:
    """Minutes for the role-plays of places that are open: for each the first that there is."""
    waiting = [place for place, by in zip(module.role_plays, filled, strict=True) if by is None]
    first = (next((scenarios[one] for one in place.any_of if one in scenarios), None) for place in waiting)
    return sum(one.duration_min for one in first if one is not None)


def _minutes_left(cards: Iterable[ModuleCard]) -> int:
    return sum(card["minutes"] for card in cards if card["stage"] != "done")


def module_card(studying: Studying, module_id: str, scenarios: dict[str, Scenario]) -> ModuleCard:
    """A module in a list."""
    module, stands = studying.modules[module_id], studying.standing.modules[module_id]
    done = stands.stage is Stage.DONE
    open_places = [None] * len(stands.filled) if done else stands.filled
    minutes = (0 if stands.checked and not done else module.minutes) + _minutes(module, open_places, scenarios)
    order = [step.id for step in studying.curriculum.modules]
    return {
        "id": module_id,
        "path": module_path(module_id),
        "number": order.index(module_id) + 1,
        "title": module.title,
        "summary": module.summary,
        "minutes": minutes,
        "stage": stands.stage.value,
        "checked": stands.checked,
        "played": sum(one is not None for one in stands.filled),
        "plays": len(stands.filled),
        "waits_for": [studying.modules[one].title for one in stands.waits_for],
    }


def course_card(desk: Desk) -> CourseCard | None:
    """The curriculum at a glance; None where there is none, or it is not for this person."""
    try:
        studying = desk.studying()
    except (NotFound, NotAllowed):
        return None
    stands, scenarios = studying.standing, _scenarios(desk)
    pathway = next(one for one in studying.curriculum.pathways if one.id == stands.pathway)
    cards = {one: module_card(studying, one, scenarios) for one in stands.way}
    return {
        "path": MODULES.path,
        "pathway": pathway.title,
        "done": len(stands.done),
        "all": len(stands.way),
        "minutes_left": _minutes_left(cards.values()),
        "next": cards[stands.next_module] if stands.next_module else None,
        "due": _due(desk),
        "due_path": REFRESHERS.path,
    }


def modules(desk: Desk) -> ModulesScreen:
    """All modules."""
    studying, scenarios = desk.studying(), _scenarios(desk)
    stands, curriculum = studying.standing, studying.curriculum
    cards = {one: module_card(studying, one, scenarios) for one in stands.modules}
    pathways: list[PathwayCard] = [
        {
            "id": one.id,
            "title": one.title,
            "about": one.about,
            "chosen": one.id == stands.pathway,
            "modules": len(curriculum.way(one.id)),
        }
        for one in curriculum.pathways
    ]
    history = desk.attempts.history(desk.actor)
    offered = desk.assessing.offered(desk.actor, curriculum, stands, history)
    return {
        "name": "modules",
        "path": MODULES.path,
        "title": curriculum.title,
        "about": curriculum.about,
        "pathways": pathways,
        "way": [cards[one] for one in stands.way],
        "others": [card for one, card in cards.items() if one not in stands.way],
        "next": stands.next_module,
        "minutes_left": _minutes_left(cards[one] for one in stands.way),
        "due": _due(desk),
        "due_path": REFRESHERS.path,
        "placement_path": Address(Place.PLACEMENT).path,
        "placed": studying.latest(PLACEMENT) is not None,
        "assessments": [_assessment(desk, studying, one) for one in offered],
        "pages": page_cards(desk),
    }


def _assessment(desk: Desk, studying: Studying, one: Assessment) -> AssessmentCard:
    return {
        "pillar": one.forms.id,
        "title": one.forms.title,
        "readiness": one.readiness.value,
        "path": Address(Place.ASSESSMENT, one.forms.id).path,
        "waits_for": [studying.modules[name].title for name in one.waits_for],
        "going": None if one.going is None else attempt_row(desk, one.going),
        "taken": [attempt_row(desk, playing) for playing in one.taken],
    }


def module(desk: Desk, module_id: str) -> ModuleScreen:
    """What is to be done in a module. Raises `NotFound`."""
    studying, scenarios = desk.studying(), _scenarios(desk)
    stands = studying.standing.modules.get(module_id)
    if stands is None:
        raise NotFound.of("module", module_id, studying.standing.modules)
    own = studying.modules[module_id]
    rows: dict[str, AttemptRow] = {}
    for playing in desk.attempts.history(desk.actor):
        rows.setdefault(playing.attempt.scenario_id, attempt_row(desk, playing))
    following = studying.standing.next_module
    return {
        "name": "module",
        "path": module_path(module_id),
        "title": own.title,
        "module": module_card(studying, module_id, scenarios),
        "aims": list(own.aims),
        "check_path": Address(Place.CHECK, module_id).path,
        "draw": own.check.draw,
        "enough": own.check.enough,
        "best": stands.best,
        "placed": stands.placed,
        "places": [
            {
                "about": place.about,
                "filled": filled,
                "plays": [_play(scenarios[one], rows.get(one)) for one in place.any_of if one in scenarios],
            }
            for place, filled in zip(own.role_plays, stands.filled, strict=True)
        ],
        "reflection": page_form(desk.pages.read(desk.actor, f"{MODULE_PAGE}{module_id}")),
        "thinking": len(own.reflection),
        "next": module_card(studying, following, scenarios) if following and following != module_id else None,
        "due": _due(desk),
        "due_path": REFRESHERS.path,
    }


def _play(scenario: Scenario, last: AttemptRow | None) -> Play:
    return {
        "id": scenario.id,
        "path": scenario_path(scenario.id),
        "title": scenario.title,
        "minutes": scenario.duration_min,
        "intensity": scenario.intensity,
        "medium": scenario.medium.value,
        "content_notes": list(scenario.content_notes),
        "last": last,
    }
