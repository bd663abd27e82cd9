"""What an evaluator looks at: the conversation turn by turn, and the mark scheme. Without a name, a time or a score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roleplay.apps.view.desk_sheet import DeskBehaviour, DeskCompetency, DeskTurn
from roleplay.model.rubric import Kind, Rubric, Severity
from roleplay.services.sheet import Said, Sheet, Turn

_ORDER = tuple(Kind)


def turns(sheet: Sheet) -> list[DeskTurn]:
    """The conversation: each turn ends with what the trainee did, and the last one with how it went out."""
    return list(_turns(sheet.turns))


def _turns(moments: Iterable[Turn]) -> Iterator[DeskTurn]:
    before: list[Said] = []
    for moment in moments:
        if moment.markable:
            yield _turn(before, moment)
            before = list(moment.lines)  # what is said after it leads to the next one
        elif moment.ending is not None:
            yield _turn([*before, *moment.lines], moment)
            before = []
        else:
            before += moment.lines


def _turn(lines: Iterable[Said], moment: Turn) -> DeskTurn:
    said = next((offer.text for offer in moment.offers if offer.id == moment.chosen), None)
    return {
        "moment": moment.moment if moment.markable else None,
        "lines": [{"name": line.name, "text": line.text, "cue": line.cue, "at": line.at} for line in lines],
        "chosen": said,
        "offers": [
            {
                "text": offer.text,
                "chosen": offer.id == moment.chosen,
                "closed": None if offer.open else offer.reason or "",
            }
            for offer in moment.offers
        ],
        "prompt": moment.prompt,
        "reply": moment.reply,
        "ending": moment.ending,
    }


def scheme(sheet: Sheet) -> list[DeskCompetency]:
    """The tick-lists: what the scenario is about first."""
    others = [name for name in sheet.rubrics if name not in sheet.assessed]
    return [_competency(sheet, sheet.rubrics[name]) for name in (*sheet.assessed, *others)]


def _competency(sheet: Sheet, rubric: Rubric) -> DeskCompetency:
    required = sheet.assessed.get(rubric.id, ())
    listed: list[DeskBehaviour] = [
        {
            "id": one.id,
            "kind": one.kind.value,
            "critical": one.severity is Severity.CRITICAL,
            "text": one.text,
            "example": one.example,
            "required": one.id in required,
        }
        for one in sorted(rubric.behaviours, key=lambda behaviour: _ORDER.index(behaviour.kind))
    ]
    return {
        "id": rubric.id,
        "title": rubric.title,
        "about": rubric.about,
        "assessed": rubric.id in sheet.assessed,
        "behaviours": listed,
    }
