"""A trainee's record: what evaluators returned, what it rests on, and how much was practised. With the name.

Only what was returned to the trainee is in it. Practice appears as counts: no pause, no time, no text of the trainee's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from roleplay.errors import NotFound
from roleplay.identity import Actor
from roleplay.model.event import Mode
from roleplay.model.rubric import Kind
from roleplay.scoring.level import Level
from roleplay.scoring.official import Basis
from roleplay.scoring.review import Result, results
from roleplay.services.auditing import Deed
from roleplay.services.authority import Owner
from roleplay.services.cases import Deskwork, Opened
from roleplay.services.forged import word
from roleplay.services.policy import Action
from roleplay.services.returning import is_for_trainee
from roleplay.store import OwnerKind, Remark, Status


@dataclass(frozen=True, slots=True)
class Shown:
    """A behaviour that a level rests on."""

    text: str
    """As the rubric has it."""
    kind: Kind
    """Harmful, basic or advanced."""
    times: int
    """At how many moments it was ticked."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A level that was returned, and what it rests on."""

    competency: str
    """Its title."""
    level: Level | None
    """None for no opportunity."""
    basis: Basis
    """Whether people agreed on it or somebody decided."""
    shown: Sequence[Shown]
    """What those ticked who count."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """An attempt that was returned."""

    scenario: str
    """Its title."""
    assessment: bool
    """Whether it was an assessment."""
    day: date
    """When it was played."""
    levels: Sequence[Returned]
    """In the order of the scenario."""
    strengths: Sequence[str | None]
    """What evaluators wrote that went well; None for what cannot be read now."""
    steps: Sequence[str | None]
    """What they suggested to try, likewise."""


@dataclass(frozen=True, slots=True)
class Record:
    """All of it."""

    name: str
    """The trainee."""
    day: date
    """Of when it is."""
    occasions: Sequence[Occasion]
    """What was returned, the first one first."""
    practised: Mapping[str, int]
    """Title -> how many practices of it were finished."""
    assessed: int
    """How many assessments were finished, returned or not."""
    waiting: int
    """How many of all these are with evaluators."""


class Records(Deskwork):
    """Records for those who may print them."""

    def record(self, actor: Actor, person_id: str) -> Record:
        """The record of a trainee. It goes into the audit log. Raises `NotAllowed`, and `NotFound` for nobody."""
        owner = Owner(OwnerKind.PERSON, word(person_id, "person"))
        self._cases.authority.require(actor, Action.READ_RECORD, owner)
        person = self._store.person(person_id)
        if person is None or person.erased_at is not None:
            raise NotFound.of("person", person_id)
        reviews = {one.attempt_id: one for one in self._store.reviews_of(*owner)}
        returned = [self._cases.load(one) for one in reviews.values() if one.returned is not None]
        finished = [one for one in self._store.attempts_of(*owner) if one.status is Status.FINISHED]
        practised = Counter(one.scenario_hash for one in finished if one.mode is Mode.PRACTICE)
        titles: Counter[str] = Counter()
        for hash_, many in practised.items():
            titles[self._bookshelf.by_hash(hash_).title] += many
        self._audit.note(actor, Deed.RECORD_PRINTED, ("person", person_id))
        return Record(
            name=person.name,
            day=self._now().date(),
            occasions=[self._occasion(one) for one in sorted(returned, key=lambda one: one.review.ready_at)],
            practised=dict(sorted(titles.items())),
            assessed=sum(one.mode is Mode.ASSESSMENT for one in finished),
            waiting=sum(one.returned is None for one in reviews.values()),
        )

    def _occasion(self, opened: Opened) -> Occasion:
        standing = opened.returned
        found = () if standing is None else results(opened.case, standing)
        said = [one for one in self._store.comments(opened.attempt.id) if is_for_trainee(one, opened.review)]
        texts = self._cases.sealer.open(one.text for one in said)
        words: dict[Remark, list[str | None]] = {}
        for one, text in zip(said, texts, strict=True):
            words.setdefault(one.kind, []).append(text.body)
        return Occasion(
            scenario=opened.case.scenario.title,
            assessment=opened.attempt.mode is Mode.ASSESSMENT,
            day=opened.review.ready_at.date(),
            levels=[_returned(opened, one) for one in found],
            strengths=words.get(Remark.STRENGTH, []),
            steps=words.get(Remark.NEXT_STEP, []),
        )


def _returned(opened: Opened, result: Result) -> Returned:
    standing, rubric = opened.returned, opened.case.rubrics[result.competency]
    deciding = (
        () if standing is None else standing.ratings if standing.adjudication is None else (standing.adjudication,)
    )
    seen = {(tick.behaviour, tick.moment) for rating in deciding for tick in rating.ticks}
    times = Counter(behaviour for behaviour, _ in seen)
    shown = [Shown(one.text, one.kind, times[one.id]) for one in rubric.behaviours if times[one.id]]
    return Returned(rubric.title, result.official.level, result.official.basis, shown)
