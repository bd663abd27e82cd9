"""What others and the machine found, beside one's own marks. People are letters, in the order in which they began."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase

from roleplay.apps.view.desk_sheet import DeskDiffers, DeskMachine, DeskMarks, DeskRating, DeskResult
from roleplay.model.rubric import Kind
from roleplay.scoring.level import Level, derive
from roleplay.scoring.review import Rating
from roleplay.services.marking import Marks
from roleplay.services.sheet import Marked, Sheet


def levels_of(levels: Mapping[str, Level | None]) -> dict[str, int | None]:
    """Levels as numbers."""
    return {competency: None if level is None else int(level) for competency, level in levels.items()}


def blank(sheet: Sheet) -> dict[str, Level | None]:
    """What a sheet comes to on which nothing is ticked yet."""
    return {name: derive(sheet.rubrics[name], (), required) for name, required in sheet.assessed.items()}


def marks_of(marks: Marks | Rating | None) -> DeskMarks:
    """Marks as they are ticked; None for none yet."""
    if marks is None:
        return {"ticks": [], "none": [], "clears": [], "confidence": None, "lived": False}
    pairs = [(one.behaviour, one.moment) for one in marks.ticks] if isinstance(marks, Rating) else list(marks.ticks)
    return {
        "ticks": pairs,
        "none": list(marks.no_opportunity),
        "clears": list(marks.clears),
        "confidence": marks.confidence,
        "lived": marks.lived_experience,
    }


def ratings(sheet: Sheet) -> list[DeskRating]:
    """What people marked, as far as the reader may see it."""
    alone = sheet.standing is None  # then a letter would tell how many came before
    return [_rating(one, "" if alone else letter) for one, letter in zip(sheet.marked, _letters(), strict=False)]


def decision(sheet: Sheet) -> DeskRating | None:
    """What was decided between them."""
    return None if sheet.decision is None else _rating(sheet.decision, "")


def _letters() -> list[str]:
    """More than anybody has raters: A to Z, then AA to ZZ."""
    return [*ascii_uppercase, *(first + second for first in ascii_uppercase for second in ascii_uppercase)]


def _rating(marked: Marked, who: str) -> DeskRating:
    rating = marked.rating
    return {
        "who": who,
        "own": marked.own,
        "ticks": [(tick.behaviour, tick.moment) for tick in rating.ticks],
        "clears": list(rating.clears),
        "levels": levels_of(marked.levels),
        "confidence": rating.confidence,
        "reason": marked.reason,
    }


def differs(sheet: Sheet) -> DeskDiffers:
    """Where ratings differ, as soon as they may be seen."""
    if sheet.standing is None:
        return {"competencies": [], "ticks": []}
    found = [{(tick.behaviour, tick.moment) for tick in one.rating.ticks} for one in sheet.marked]
    unlike = set[tuple[str, int]]().union(*found) - found[0].intersection(*found) if found else set()
    return {
        "competencies": [one.competency for one in sheet.standing.differences if one.apart != 0],
        "ticks": sorted(unlike, key=lambda tick: (tick[1], tick[0])),
    }


def machine(sheet: Sheet) -> DeskMachine | None:
    """What the choices come to; None before the reader has marked."""
    if sheet.machine is None:
        return None
    kinds = {one.id: one.kind for rubric in sheet.rubrics.values() for one in rubric.behaviours}
    ticks = [*sheet.machine.beside, *(tick for one in sheet.machine.competencies for tick in one.harmful)]
    harm = {
        (tick.behaviour, tick.moment)
        for tick in ticks
        if kinds.get(tick.behaviour) is Kind.HARMFUL and tick.moment is not None
    }
    return {
        "levels": levels_of({one.competency: one.level for one in sheet.machine.competencies}),
        "harm": sorted(harm, key=lambda tick: (tick[1], tick[0])),
    }


def results(sheet: Sheet) -> list[DeskResult] | None:
    """What it comes to; None before that may be seen."""
    if sheet.results is None:
        return None
    return [
        {
            "competency": one.competency,
            "level": None if one.official.level is None else int(one.official.level),
            "basis": one.official.basis.value,
            "standing": list(one.standing_harm),
        }
        for one in sheet.results
    ]
