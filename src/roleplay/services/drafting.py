"""Drafting: marks that are not handed in yet. They are checked like marks, and are there again wherever one goes on.

Words are no part of them: a comment is kept when it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from roleplay.identity import Actor
from roleplay.scoring.level import Level
from roleplay.services.cases import Deskwork, Opened
from roleplay.services.marking import Marks, unsent_rating
from roleplay.store import Draft


@dataclass(frozen=True, slots=True)
class Begun:
    """What somebody has ticked so far, and what it would come to."""

    marks: Marks
    """The marks, checked."""
    levels: Mapping[str, Level | None]
    """Competency -> level, derived from them; None for no opportunity."""
    at: datetime
    """When they were kept. Whoever goes on names it."""


class Drafting(Deskwork):
    """What evaluators have begun. It takes no lease: what was ticked is never lost because somebody else came."""

    def begun(self, actor: Actor, attempt_id: str) -> Begun | None:
        """What the actor has begun in an attempt. Raises `NotAllowed`."""
        opened, decides = self._cases.at_desk(actor, attempt_id)
        draft = self._store.draft(opened.attempt.id, actor.id)
        if draft is None:
            return None
        marks = _marks(draft.data)
        if not decides and not opened.marked_by(actor.id):  # it was begun as a decision, and now there is none to make
            marks = replace(marks, clears=())
        return self._begun(opened, marks, draft.at, actor, decides=decides)

    def keep(self, actor: Actor, attempt_id: str, marks: Marks, seen: datetime | None) -> Begun:
        """Keep what the actor has ticked, in place of what was kept at `seen`.

        Raises `RefusedEvent` for marks that do not fit, `Conflict` when they were changed elsewhere, `NotAllowed`.
        """
        opened, decides = self._cases.at_desk(actor, attempt_id)
        kept = self._begun(opened, marks, self._now(), actor, decides=decides)
        self._store.keep_draft(Draft(opened.attempt.id, actor.id, _data(kept.marks), kept.at), seen)
        return kept

    def drop(self, actor: Actor, attempt_id: str) -> None:
        """Give up what the actor has begun; what they have handed in stays. Raises `NotAllowed`."""
        opened, _ = self._cases.at_desk(actor, attempt_id)
        self._store.drop_draft(opened.attempt.id, actor.id)

    def _begun(self, opened: Opened, marks: Marks, at: datetime, actor: Actor, *, decides: bool) -> Begun:
        rating = unsent_rating(opened, marks, actor.id, at, adjudicates=decides)
        checked = Marks(
            scenario=rating.scenario,
            ticks=[(tick.behaviour, tick.moment) for tick in rating.ticks],
            no_opportunity=rating.no_opportunity,
            clears=rating.clears,
            confidence=marks.confidence,
            lived_experience=rating.lived_experience,
        )
        return Begun(checked, opened.case.levels(rating), at)


def _data(marks: Marks) -> dict[str, Any]:
    return {
        "scenario": marks.scenario,
        "ticks": [list(tick) for tick in marks.ticks],
        "no_opportunity": list(marks.no_opportunity),
        "clears": list(marks.clears),
        "confidence": marks.confidence,
        "lived_experience": marks.lived_experience,
    }


def _marks(data: Mapping[str, Any]) -> Marks:
    return Marks(**{**data, "ticks": [(behaviour, moment) for behaviour, moment in data["ticks"]]})
