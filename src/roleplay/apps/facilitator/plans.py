"""The room of planning: the home of the app, a plan that is changed as one writes, its guide and its role cards."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from roleplay.apps.catalogue import say
from roleplay.apps.facilitator.lobby import HOME, Lobby, workshop_path
from roleplay.apps.facilitator.plan_data import glance_of, mistake_item, plan_data, scenario_cards, station_cards
from roleplay.apps.facilitator.plan_home import home_screen, plan_path
from roleplay.apps.rooms import Answer, Fields, File, Screen, Shapes, notice
from roleplay.apps.view.desk import BarItem
from roleplay.apps.view.hall_plans import HallCardsScreen, HallGuideScreen, HallPlanScreen
from roleplay.errors import Conflict, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.workshop import Plan
from roleplay.reports.cards import cards_of, cards_pdf
from roleplay.reports.guide import guide_of, guide_pdf
from roleplay.reports.wording import say as said_on_paper
from roleplay.services.convening import Convening
from roleplay.services.forged import chosen
from roleplay.services.plan_form import Misplanned
from roleplay.store.workshop_rows import PlanRow

SHAPES: Shapes = {
    "plan_begin": {"ready": (str, type(None))},
    "plan_keep": {"plan": (str,), "seen": (str,), "number": (int,), "data": (dict,)},
    "plan_apart": {"data": (dict,)},
    "plan_copy": {"plan": (str,)},
    "plan_remove": {"plan": (str,)},
    "plan_restore": {},
    "plan_open": {"plan": (str,), "cohort": (str, type(None))},
    "plan_paper": {"plan": (str,), "paper": (str,)},
}
"""The commands that it takes."""

LONGEST_TITLE = 200
"""Characters of a title."""
RULES_TO_BEGIN_WITH = (1, 2, 3, 4, 5)
"""Which of the prepared ground rules an empty plan has; the others can be added."""
_PLANS = f"{HOME}/plans/"


class _Paper(StrEnum):
    GUIDE = "guide"
    CARDS = "cards"


class PlanRoom:
    """The room. The plan that was removed last can be taken back as long as the page is open."""

    def __init__(self, lobby: Lobby, new_seed: Callable[[], int] = lambda: secrets.randbits(48)) -> None:
        self.shapes = SHAPES
        """The commands that it takes."""
        self._lobby = lobby
        self._bookshelf = lobby.bookshelf
        self._convening = Convening(lobby.store, lobby.bookshelf, lobby.now, lobby.new_id, new_seed, halls=lobby.halls)
        self._removed: PlanRow | None = None
        self._acts: dict[str, Callable[[Actor, Fields], Answer]] = {
            "plan_begin": self._begin,
            "plan_keep": self._keep,
            "plan_apart": self._keep_apart,
            "plan_copy": self._copy,
            "plan_remove": self._remove,
            "plan_restore": self._restore,
            "plan_open": self._open,
            "plan_paper": self._paper,
        }

    def bar(self, actor: Actor) -> BarItem | None:
        """The home, for those who facilitate."""
        return {"key": "home", "path": HOME, "count": 0} if self._convening.may_plan(actor) else None

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """The home, a plan, or its paper; none of them for somebody who does not facilitate."""
        if not self._convening.may_plan(actor):
            return None
        if path == HOME:
            return self._home(actor)
        plan_id, _, part = path.removeprefix(_PLANS).partition("/")
        if not path.startswith(_PLANS) or not plan_id:
            return None
        screens: Mapping[str, Callable[[Actor, str], Screen]] = {
            "": self._edit,
            "guide": self._guide,
            "cards": self._cards,
        }
        return screens[part](actor, plan_id) if part in screens else None

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Do what a command of this room asks."""
        return self._acts[command["do"]](actor, command)

    # --- plans ---

    def _begin(self, actor: Actor, command: Fields) -> Answer:
        if command["ready"] is None:
            plan_id = self._convening.keep_plan(actor, _empty())
        else:
            plan_id = self._convening.begin_with(actor, command["ready"])
        return Answer(self._edit(actor, plan_id))

    def _keep(self, actor: Actor, command: Fields) -> Answer:
        plan_id, number = command["plan"], {"number": command["number"], "quiet": True}
        try:
            self._convening.keep_plan(actor, command["data"], plan_id, _moment(command["seen"]))
        except Misplanned as error:
            wrong = [mistake_item(one) for one in error.mistakes]
            return Answer(news={"about": "wrong", "mistakes": wrong, **number})
        except Conflict:
            return Answer(news={"about": "lost", **number})
        row, plan = self._read(actor, plan_id)
        glance = glance_of(plan, self._bookshelf)
        return Answer(news={"about": "kept", "seen": row.changed_at.isoformat(), "glance": glance, **number})

    def _keep_apart(self, actor: Actor, command: Fields) -> Answer:
        """Keep what a page holds as a plan of its own, because the plan itself was changed elsewhere."""
        data = {**command["data"], "title": _copy_title(str(command["data"].get("title", "")))}
        plan_id = self._convening.keep_plan(actor, data)
        return Answer(self._edit(actor, plan_id), notice(say("hall.plan.apart.done")))

    def _copy(self, actor: Actor, command: Fields) -> Answer:
        _, plan = self._read(actor, command["plan"])
        self._convening.copy_plan(actor, command["plan"], _copy_title(plan.title))
        return Answer(self._home(actor), notice(say("hall.plan.copied", title=plan.title)))

    def _remove(self, actor: Actor, command: Fields) -> Answer:
        row, _ = self._read(actor, command["plan"])
        self._convening.remove_plan(actor, row.id)
        self._removed = row
        return Answer(self._home(actor))

    def _restore(self, actor: Actor, _: Fields) -> Answer:
        if self._removed is None:
            raise RefusedEvent(say("hall.plan.restore.nothing"), say("hall.plan.restore.nothing.fix"))
        self._convening.keep_plan(actor, self._removed.data)
        self._removed = None
        return Answer(self._home(actor), notice(say("hall.plan.restored")))

    def _open(self, actor: Actor, command: Fields) -> Answer:
        workshop_id = self._convening.open(actor, command["plan"], command["cohort"])
        return Answer(news={"about": "opened", "path": workshop_path(workshop_id)})

    def _paper(self, actor: Actor, command: Fields) -> Answer:
        _, plan = self._read(actor, command["plan"])
        today = self._lobby.now().date()
        kind = chosen(_Paper, command["paper"], "paper")
        if kind is _Paper.GUIDE:
            content = guide_pdf(guide_of(plan, self._bookshelf), today)
        else:
            content = cards_pdf(cards_of(plan, self._bookshelf), today)
        news = {"about": "file", "file": f"{said_on_paper(f'{kind}.file')}.pdf", "media": "application/pdf"}
        return Answer(file=File(news, content))

    # --- screens ---

    def _home(self, actor: Actor) -> Screen:
        removed = None if self._removed is None else str(self._removed.data["title"])
        return home_screen(actor, self._convening, self._bookshelf, removed)

    def _edit(self, actor: Actor, plan_id: str) -> HallPlanScreen:
        row, plan = self._read(actor, plan_id)
        return {
            "name": "hall_plan",
            "path": plan_path(row.id),
            "title": plan.title,
            "plan": row.id,
            "seen": row.changed_at.isoformat(),
            "data": plan_data(plan),
            "glance": glance_of(plan, self._bookshelf),
            "scenarios": scenario_cards(self._bookshelf),
            "stations": station_cards(self._bookshelf),
            "cohorts": [{"id": one.id, "name": one.name} for one in self._convening.cohorts(actor)],
            "home_path": HOME,
            "guide_path": plan_path(row.id, "guide"),
            "cards_path": plan_path(row.id, "cards"),
        }

    def _guide(self, actor: Actor, plan_id: str) -> HallGuideScreen:
        row, plan = self._read(actor, plan_id)
        made = cast("Any", _lists(asdict(guide_of(plan, self._bookshelf))))
        return {
            "name": "hall_guide",
            "path": plan_path(row.id, "guide"),
            "title": made["title"],
            "plan": row.id,
            "says": made["says"],
            "chapters": made["chapters"],
            "back_path": plan_path(row.id),
        }

    def _cards(self, actor: Actor, plan_id: str) -> HallCardsScreen:
        row, plan = self._read(actor, plan_id)
        made = cast("Any", _lists(asdict(cards_of(plan, self._bookshelf))))
        return {
            "name": "hall_cards",
            "path": plan_path(row.id, "cards"),
            "title": made["title"],
            "plan": row.id,
            "lead": made["lead"],
            "cards": made["cards"],
            "back_path": plan_path(row.id),
        }

    def _read(self, actor: Actor, plan_id: str) -> tuple[PlanRow, Plan]:
        row = self._convening.plan(actor, plan_id)
        return row, Plan.model_validate(row.data)


def _empty() -> Mapping[str, Any]:
    """A plan with a beginning and an end."""
    opening = {"title": say("hall.plan.new.welcome"), "way": "talk", "minutes": 10}
    closing = {"title": say("hall.plan.new.closing"), "way": "talk", "minutes": 15}
    rules = [say(f"hall.plan.rule.{number}") for number in RULES_TO_BEGIN_WITH]
    sections = {"welcome": opening, "closing": closing}
    return {"title": say("hall.plan.new.title"), "ground_rules": rules, "sections": sections}


def _copy_title(title: str) -> str:
    return say("hall.plan.copy.title", title=title)[:LONGEST_TITLE]


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise RefusedEvent("The page does not know how old it is.", "Reload it, then change it again.") from error


def _lists(value: Any) -> Any:
    """The same with lists in place of tuples, as it arrives in a browser."""
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, (list, tuple)) else value
