"""What a store holds of reviews: how far they have come, who is asked for them, and what is written in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from roleplay.scoring.review import Gist, Rules, State
from roleplay.store.rows import TextRow


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An attempt that evaluators look at."""

    attempt_id: str
    """The attempt."""
    cohort_id: str
    """The cohort by whose rules they do."""
    scenario_id: str
    """What was played."""
    owner_id: str
    """The trainee. It is the attempt's, not kept again."""
    ready_at: datetime
    """When the attempt ended; the queue is in this order."""
    state: State = State.UNMARKED
    """How far it has come."""
    looks: int = 0
    """How many further people the trainee has asked for."""
    returned: int | None = None
    """How many ratings there were when it was returned to the trainee; None before."""
    returned_at: datetime | None = None
    """When that was; what is written later comes with the next return."""
    gist: Gist | None = None
    """What its state follows from, with the cohort's rules; None as long as nobody has worked it out."""
    official: str | None = None
    """The levels that count, as `scoring.kept` writes them; None before anybody has marked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reviews are asked for."""

    cohort_id: str
    """Those of this cohort."""
    scenario_id: str | None = None
    """Only of this scenario."""
    state: State | None = None
    """Only in this state."""
    rater: str | None = None
    """Only those that are assigned to, or were opened by, this person."""
    due_before: datetime | None = None
    """Only those that somebody has to mark before this moment and has not."""
    waiting: bool = False
    """Only those that somebody still has to mark."""
    unasked: bool = False
    """Only those that nobody is asked for who has not marked them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is in the queue of a cohort."""

    states: Mapping[State, int]
    """State -> how many attempts; a state without any is left out."""
    overdue: int
    """How many requests are past their day."""
    mine: int
    """How many requests wait for the person who looks."""


@dataclass(frozen=True, slots=True)
class Place:
    """An open attempt that lacks people whom nobody has asked yet."""

    attempt_id: str
    """The attempt."""
    owner_id: str
    """Its trainee, who cannot be asked."""
    ready_at: datetime
    """When it ended."""
    free: int
    """How many people it lacks."""
    people: frozenset[str]
    """Who has marked it, or is asked."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Somebody is asked to mark an attempt, or has opened it by themselves."""

    attempt_id: str
    """The attempt."""
    rater: str
    """Who."""
    assigned_by: str
    """Who asked; the rater themselves when they opened it unasked."""
    due: datetime | None = None
    """By when."""
    lease_until: datetime | None = None
    """Until when it is held for them; None when they do not have it open."""
    batch: str | None = None
    """What was asked for with one press, to be taken back as a whole; None for what somebody opened unasked."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an evaluator has ticked in an attempt and not handed in yet. It holds no words."""

    attempt_id: str
    """The attempt."""
    rater: str
    """Whose it is; nobody else sees it."""
    data: Mapping[str, Any]
    """The marks, as `services.drafting` has checked them."""
    at: datetime
    """When it was kept."""


class Remark(StrEnum):
    """What something that was written in a review is."""

    STRENGTH = "strength"
    """To the trainee: what went well."""
    NEXT_STEP = "next-step"
    """To the trainee: what to try."""
    COMMENT = "comment"
    """To the trainee: anything else."""
    ANSWER = "answer"
    """The trainee's own words, to the evaluators."""
    REASON = "reason"
    """Why a rating is as it is."""
    CONCERN = "concern"
    """To the contact of the cohort. Never a score."""
    FOLLOW_UP = "follow-up"
    """What was done about concerns: the contact's, for whoever is the contact."""
    NOTE = "note"
    """The evaluator's, for nobody else."""


@dataclass(frozen=True, slots=True)
class Comment:
    """Something that was written in a review."""

    text: TextRow
    """The words: the trainee's text, so that they go with the trainee; of a note the evaluator's."""
    attempt_id: str
    """About which attempt."""
    author: str
    """Who wrote it."""
    kind: Remark
    """What it is."""
    moment: int | None = None
    """Index in the trail; None for the whole."""


@dataclass(frozen=True, slots=True)
class CohortRules:
    """How a cohort has its attempts looked at."""

    rules: Rules = field(default_factory=Rules)
    """What a state depends on."""
    contact: str | None = None
    """Who is told of a concern."""
    changed_by: str | None = None
    """Who said so; None for the usual rules, and for somebody who was erased."""
    changed_at: datetime | None = None
    """When that was."""
