"""The home of the facilitator's app: workshops that go on or are over, own plans, and plans to begin with."""

from __future__ import annotations

from collections.abc import Mapping

from roleplay.apps.catalogue import say
from roleplay.apps.facilitator.lobby import HOME, workshop_path
from roleplay.apps.view.hall_plans import HallCard, HallHomeScreen, PlanCard, ReadyCard
from roleplay.identity import Actor
from roleplay.model.workshop import Plan
from roleplay.reports.guide import played_in
from roleplay.services.convening import Convening
from roleplay.services.shelf import Bookshelf
from roleplay.store.workshop_rows import PlanRow, WorkshopRow


def plan_path(plan_id: str, *parts: str) -> str:
    """The address of a plan, or of what belongs to it."""
    return "/".join((HOME, "plans", plan_id, *parts))


def home_screen(actor: Actor, convening: Convening, bookshelf: Bookshelf, removed: str | None) -> HallHomeScreen:
    """The home. `removed` is the title of a plan that can be taken back."""
    cohorts = {one.id: one.name for one in convening.cohorts(actor)}
    led = [_card(one, convening.came(actor, one.id), cohorts) for one in convening.workshops(actor)]
    return {
        "name": "hall_home",
        "path": HOME,
        "title": say("hall.plan.home"),
        "running": [one for one in led if one["closed_at"] is None],
        "over": [one for one in led if one["closed_at"] is not None],
        "plans": [_plan_card(one, bookshelf) for one in convening.plans(actor)],
        "ready": [_ready_card(one, bookshelf) for one in convening.ready_plans(actor)],
        "removed": removed,
    }


def _card(row: WorkshopRow, came: int, cohorts: Mapping[str, str]) -> HallCard:
    return {
        "id": row.id,
        "path": workshop_path(row.id),
        "report_path": workshop_path(row.id, "report"),
        "title": row.title,
        "cohort": cohorts.get(row.cohort_id or ""),
        "opened_at": row.opened_at.isoformat(),
        "closed_at": None if row.closed_at is None else row.closed_at.isoformat(),
        "came": came,
    }


def _plan_card(row: PlanRow, bookshelf: Bookshelf) -> PlanCard:
    plan = Plan.model_validate(row.data)
    played = [one for section in plan.sections if (one := played_in(section, bookshelf)) is not None]
    return {
        "id": row.id,
        "path": plan_path(row.id),
        "title": plan.title,
        "minutes": plan.minutes,
        "sections": len(plan.sections),
        "intensity": max((one.intensity for one in played), default=0),
        "changed_at": row.changed_at.isoformat(),
    }


def _ready_card(plan: Plan, bookshelf: Bookshelf) -> ReadyCard:
    played = [one for section in plan.sections if (one := played_in(section, bookshelf)) is not None]
    return {
        "id": plan.id or "",
        "title": plan.title,
        "summary": plan.summary,
        "minutes": plan.minutes,
        "sections": [say("hall.plan.ready.section", title=one.title, n=one.minutes) for one in plan.sections],
        "content_notes": list(dict.fromkeys(note for one in played for note in one.content_notes)),
    }
