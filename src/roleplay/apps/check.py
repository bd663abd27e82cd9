"""A knowledge check, and the placement check: one item at a time, with the reasons after each."""

from __future__ import annotations

from collections.abc import Sequence

from roleplay.apps.address import Address, Place
from roleplay.apps.catalogue import say
from roleplay.apps.course import MODULES, module_path
from roleplay.apps.desk import Desk
from roleplay.apps.view import CheckResult, CheckScreen, Question, ReviewedItem
from roleplay.engine.course import Try
from roleplay.engine.display import shuffled
from roleplay.errors import NotFound
from roleplay.model.curriculum import Item, Option
from roleplay.model.learning import PLACEMENT
from roleplay.services.course import Course, Studying


def check(desk: Desk, check_id: str, *, answered: bool = False) -> CheckScreen:
    """A check as it stands; with `answered` what was answered just now is shown before the next item.

    Raises `NotFound`.
    """
    studying = desk.studying()
    module = studying.modules.get(check_id)
    if module is None and check_id != PLACEMENT:
        raise NotFound.of("module", check_id, studying.modules)
    latest = studying.latest(check_id)
    at_the_end = bool(studying.tries) and studying.tries[-1] == latest
    waiting = Course.open_item(studying, latest) if latest is not None and at_the_end else None
    over = latest is not None and latest.next_item is None
    review = None
    if answered and latest is not None and latest.answers:
        last = list(latest.answers)[-1]
        review = _reviewed(studying, latest, last)
    enough = module.check.enough if module is not None else None
    each = studying.curriculum.placement.draw_each
    count = (
        module.check.draw
        if module is not None
        else sum(min(each, len(one.check.items)) for one in studying.modules.values())
    )
    placing = module is None
    return {
        "name": "check",
        "path": Address(Place.PLACEMENT).path if placing else Address(Place.CHECK, check_id).path,
        "title": say("check.placement") if module is None else module.title,
        "check": check_id,
        "back_path": MODULES.path if placing else module_path(check_id),
        "back_label": studying.curriculum.title if module is None else module.title,
        "seq": len(studying.log),
        "number": 0 if latest is None or not (waiting or review or over) else max(1, _number(latest, review, waiting)),
        "all": len(latest.items) if latest is not None and (waiting or review or over) else count,
        "enough": enough,
        "question": None if latest is None or waiting is None or review else _question(studying, latest, waiting),
        "review": review,
        "result": _result(studying, latest) if latest is not None and over and not review else None,
    }


def _number(latest: Try, review: ReviewedItem | None, waiting: str | None) -> int:
    return len(latest.answers) + (1 if waiting and not review else 0)


def _options(latest: Try, reference: str, item: Item) -> list[Option]:
    order = shuffled(latest.seed, f"options {reference}", len(item.options))
    return [item.options[place] for place in order]


def _question(studying: Studying, latest: Try, reference: str) -> Question | None:
    item = studying.item(reference)
    if item is None:
        return None
    return {
        "item": reference,
        "ask": item.ask,
        "several": item.several,
        "options": [
            {"id": str(number), "text": one.text}
            for number, one in enumerate(_options(latest, reference, item), start=1)
        ],
    }


def ticked(studying: Studying, reference: str, numbers: Sequence[object]) -> list[str]:
    """The options that were ticked, by the numbers under which they were shown: an author's ids may tell too much.

    What was never shown comes back as nothing that could be an option.
    """
    latest = studying.tries[-1] if studying.tries else None
    item = studying.item(reference)
    if latest is None or item is None:
        return []
    shown = {str(number): one.id for number, one in enumerate(_options(latest, reference, item), start=1)}
    return [shown.get(one, "") if isinstance(one, str) else "" for one in numbers]


def _reviewed(studying: Studying, latest: Try, reference: str) -> ReviewedItem | None:
    item, answer = studying.item(reference), latest.answers[reference]
    if item is None:
        return None
    return {
        "ask": item.ask,
        "right": answer.right,
        "options": [
            {"text": one.text, "ticked": one.id in answer.options, "right": one.right, "why": one.why}
            for one in _options(latest, reference, item)
        ],
    }


def _result(studying: Studying, latest: Try) -> CheckResult:
    items = [found for one in latest.items if (found := _reviewed(studying, latest, one)) is not None]
    placed = [
        studying.modules[one].title
        for one, stands in studying.standing.modules.items()
        if latest.check == PLACEMENT and stands.placed
    ]
    return {
        "right": latest.right,
        "all": len(latest.items),
        "enough": latest.enough,
        "passed": latest.passed,
        "placed": placed,
        "items": items,
    }
