"""Assessments: which of two parallel forms somebody takes, and when.

The first form is drawn by a fixed hash of the person and the pillar, so that nobody can choose and both are taken about
equally often. Leaving is no attempt. A retake takes the other form, and comes after a practice in between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from roleplay.engine.course import Stage, Standing
from roleplay.errors import NotAllowed, NotFound
from roleplay.identity import Actor
from roleplay.model.curriculum import Curriculum, Forms
from roleplay.model.event import Mode
from roleplay.services.attempts import Attempts, Playing
from roleplay.services.authority import owner_of
from roleplay.services.forged import word
from roleplay.services.shelf import Bookshelf
from roleplay.store import Status


class Readiness(StrEnum):
    """What somebody can do about an assessment now."""

    LEARN_FIRST = "learn-first"
    """Modules come before it."""
    OPEN = "open"
    """It can be begun."""
    GOING = "going"
    """It was begun and is not over."""
    PRACTISE_FIRST = "practise-first"
    """It was taken; a retake comes after a practice."""
    RETAKE = "retake"
    """It can be taken once more, in the other form."""
    MET = "met"
    """The standard was met. Whether that stands is an evaluator's to say."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment as it stands for somebody."""

    forms: Forms
    """The two forms."""
    readiness: Readiness
    """What can be done about it."""
    scenario: str | None
    """The form that would be taken, or is being taken, now."""
    waits_for: tuple[str, ...]
    """Modules that come before it."""
    going: Playing | None
    """The attempt that is not over."""
    taken: tuple[Playing, ...]
    """Finished attempts, the first one first."""


class Assessing:
    """What a trainee does with assessments."""

    def __init__(self, bookshelf: Bookshelf, attempts: Attempts, met_standard: Callable[[Playing], bool]) -> None:
        self._bookshelf = bookshelf
        self._attempts = attempts
        self._met_standard = met_standard

    def offered(
        self, actor: Actor, curriculum: Curriculum, stands: Standing, history: Sequence[Playing]
    ) -> tuple[Assessment, ...]:
        """Every assessment of which the library holds both forms."""
        held = {summary.id for summary in self._bookshelf.scenarios()}
        return tuple(
            self._standing(actor, forms, stands, history)
            for forms in curriculum.assessments
            if held.issuperset(forms.forms)
        )

    def form(
        self, actor: Actor, curriculum: Curriculum, stands: Standing, history: Sequence[Playing], pillar: str
    ) -> str:
        """The scenario whose turn it is. Raises `NotAllowed` before its time, `NotFound` without such an assessment."""
        offered = {one.forms.id: one for one in self.offered(actor, curriculum, stands, history)}
        if word(pillar, "assessment") not in offered:
            raise NotFound.of("assessment", pillar, offered)
        one = offered[pillar]
        if one.readiness not in {Readiness.OPEN, Readiness.RETAKE} or one.scenario is None:
            raise NotAllowed(*_NOT_NOW[one.readiness])
        return one.scenario

    def start(
        self, actor: Actor, curriculum: Curriculum, stands: Standing, history: Sequence[Playing], pillar: str
    ) -> Playing:
        """Begin the form whose turn it is. Raises `NotAllowed` before its time, `NotFound` likewise."""
        form = self.form(actor, curriculum, stands, history, pillar)
        return self._attempts.start(actor, form, Mode.ASSESSMENT, offered=True)

    def _standing(self, actor: Actor, forms: Forms, stands: Standing, history: Sequence[Playing]) -> Assessment:
        own = [one for one in reversed(history) if one.attempt.scenario_id in forms.forms]
        own = [one for one in own if one.attempt.mode is Mode.ASSESSMENT]
        going = next((one for one in own if one.attempt.status is Status.OPEN), None)
        taken = tuple(one for one in own if one.attempt.status is Status.FINISHED)
        waits = tuple(
            one for one in forms.after if one in stands.modules and stands.modules[one].stage is not Stage.DONE
        )
        scenario: str | None = _first_form(actor, forms)
        if going is not None:
            readiness, scenario = Readiness.GOING, going.attempt.scenario_id
        elif any(self._met_standard(one) for one in taken):
            readiness, scenario = Readiness.MET, None
        elif taken:
            last = taken[-1]
            scenario = next(one for one in forms.forms if one != last.attempt.scenario_id)
            practised = _practised_since(last, history)
            readiness = Readiness.RETAKE if practised else Readiness.PRACTISE_FIRST
        else:
            readiness = Readiness.LEARN_FIRST if waits else Readiness.OPEN
        return Assessment(forms, readiness, scenario, waits, going, taken)


def _first_form(actor: Actor, forms: Forms) -> str:
    owner = owner_of(actor)
    drawn = hashlib.sha256(f"{owner.kind}:{owner.id}:{forms.id}".encode()).digest()
    return forms.forms[drawn[0] % 2]


def _practised_since(last: Playing, history: Iterable[Playing]) -> bool:
    """Whether a practice of one of the same competencies was finished after an assessment."""
    wanted = set(last.game.scenario.assesses)
    ended = last.attempt.ended_at
    return any(
        one.attempt.mode is Mode.PRACTICE
        and one.attempt.status is Status.FINISHED
        and one.attempt.ended_at is not None
        and ended is not None
        and one.attempt.ended_at > ended
        and wanted & set(one.game.scenario.assesses)
        for one in history
    )


_NOT_NOW = {
    Readiness.LEARN_FIRST: ("Some modules come before this assessment.", "They are listed beside it."),
    Readiness.GOING: ("This assessment has begun already.", "Go on with it."),
    Readiness.PRACTISE_FIRST: (
        "A retake comes after a practice.",
        "Play any scenario of the same competencies to its end first.",
    ),
    Readiness.MET: ("The standard was met in this assessment.", "There is nothing to take again."),
}
