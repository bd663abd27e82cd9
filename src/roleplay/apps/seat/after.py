"""A participant's page when the workshop is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from roleplay.apps.view.after import AfterPart, OwnWords, TickRow
from roleplay.services.keepsakes import Keepsake, Ticked, Wrote
from roleplay.services.surveying import FIELDS, ITEMS
from roleplay.store import ParticipantRow


@dataclass(frozen=True, slots=True)
class After:
    """What is asked once, for all who are told."""

    keepsakes: Mapping[str, Keepsake]
    """Participant -> what they take along."""
    open: bool
    """Whether the survey can be answered."""
    answered: Callable[[str], bool]
    """Whether somebody has answered it."""


def after_part(after: After, me: ParticipantRow) -> AfterPart:
    """What this participant sees."""
    mine = after.keepsakes[me.id]
    survey: Literal["open", "given", "over"] = "over"
    if after.open:
        survey = "given" if after.answered(me.id) else "open"
    return {
        "survey": survey,
        "items": list(ITEMS),
        "fields": list(FIELDS),
        "minutes": mine.minutes,
        "wrote": [_wrote(one) for one in mine.wrote],
        "gave": _ticks(mine.gave),
        "got": _ticks(mine.got),
        "guest": me.person_id is None,
    }


def _wrote(one: Wrote) -> OwnWords:
    kind = cast("Literal['reply', 'reason', 'question', 'debrief', 'alone']", one.kind.value)
    return {"kind": kind, "section": one.section, "asked": one.asked, "round": one.round, "text": one.text}


def _ticks(ticked: Sequence[Ticked]) -> list[TickRow]:
    return [{"behaviour": one.text, "times": one.times} for one in ticked]
