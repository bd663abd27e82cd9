"""The rules by which a cohort has its attempts marked, each with what it means and what a change does."""

from __future__ import annotations

from typing import Literal, cast

from roleplay.apps.catalogue import say
from roleplay.apps.evaluator.asking import Asking
from roleplay.apps.evaluator.queue import rules_path
from roleplay.apps.evaluator.room import HOME
from roleplay.apps.rooms import Answer, Fields, Screen, Shapes, notice
from roleplay.apps.view.desk import BarItem
from roleplay.apps.view.desk_queue import DeskMove, DeskNumber, DeskRulesScreen
from roleplay.apps.view.desk_sheet import StateCode
from roleplay.identity import Actor
from roleplay.scoring.review import Rules
from roleplay.services.assigning import MOST_RATERS, Assigning
from roleplay.services.queue import Queue
from roleplay.store import CohortRules

FOLDER = f"{HOME}/rules/"
"""Addresses of rules begin with it."""

_RULES = {
    "cohort": (str,),
    "raters": (int,),
    "share": (int,),
    "apart": (int,),
    "bar": (int,),
    "lived_experience": (bool,),
    "contact": (str,),
}
SHAPES: Shapes = {"rules_try": _RULES, "rules_set": _RULES}
"""The commands that it takes."""
_LIMITS: tuple[tuple[Literal["raters", "share", "apart", "bar"], int, int], ...] = (
    ("raters", 1, MOST_RATERS),
    ("share", 0, 100),
    ("apart", 0, 3),
    ("bar", 0, 100),
)


class RulesRoom:
    """The room at `/desk/rules/COHORT`: everybody who sees the queue reads them; some set them."""

    def __init__(self, assigning: Assigning, queue: Queue) -> None:
        self.shapes = SHAPES
        """The commands that it takes."""
        self._assigning = assigning
        self._queue = queue

    def bar(self, actor: Actor) -> BarItem | None:
        """None: rules are a cohort's, and its queue leads to them."""
        del actor
        return None

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """The rules of a cohort."""
        cohort = path.removeprefix(FOLDER)
        if cohort == path or not cohort or "/" in cohort:
            return None
        return self._shown(actor, cohort)

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Say what rules would change, or set them."""
        cohort, rules = command["cohort"], _rules(command)
        if command["do"] == "rules_try":
            moves = self._assigning.effects(actor, cohort, rules)
            found: list[DeskMove] = [
                {"before": cast("StateCode", str(before)), "after": cast("StateCode", str(after)), "many": many}
                for (before, after), many in sorted(moves.items())
            ]
            return Answer(news={"moves": found})
        self._assigning.set_rules(actor, cohort, rules)
        return Answer(self._shown(actor, cohort), notice(say("desk.rules.set")))

    def _shown(self, actor: Actor, cohort: str) -> DeskRulesScreen:
        found = self._queue.rules(actor, cohort)
        kept = found.rules
        numbers: list[DeskNumber] = [
            {"name": one, "value": getattr(kept.rules, one), "low": low, "high": high} for one, low, high in _LIMITS
        ]
        return {
            "name": "desk_rules",
            "path": rules_path(cohort),
            "title": say("desk.rules.title", cohort=found.cohort),
            "cohort": {"id": cohort, "name": found.cohort, "path": Asking(cohort).path},
            "numbers": numbers,
            "lived_experience": kept.rules.lived_experience,
            "contact": (kept.contact or "") if found.contact else "",
            "contact_name": found.contact,
            "contacts": [{"id": one, "name": who} for one, who in (found.contacts or {}).items()],
            "may_set": found.contacts is not None,
            "raters": found.raters,
            "changed_by": found.changed_by,
            "changed_at": None if kept.changed_at is None else kept.changed_at.isoformat(),
        }


def _rules(command: Fields) -> CohortRules:
    rules = Rules(
        raters=command["raters"],
        lived_experience=command["lived_experience"],
        share=command["share"],
        apart=command["apart"],
        bar=command["bar"],
    )
    return CohortRules(rules, command["contact"] or None)
