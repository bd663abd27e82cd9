"""What a store hands out and takes in: frozen rows, with times in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from roleplay.identity import ActorKind, Role
from roleplay.model.event import Branch, Mode, Recorded
from roleplay.scoring.review import Gist, Rules, Seen, State


@dataclass(frozen=True, slots=True)
class Document:
    """A scenario or rubric as it once was, kept for good under the hash of its canonical JSON."""

    hash: str
    """SHA-256, 64 hexadecimal digits."""
    kind: str
    """`scenario` or `rubric`."""
    id: str
    """Its id; many versions share one."""
    json: str
    """Canonical JSON."""


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """A scenario or rubric that the library holds now."""

    kind: str
    """`scenario` or `rubric`."""
    id: str
    """Its id, unique among its kind."""
    hash: str
    """Under which its document is kept."""
    path: str
    """The file it was read from."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a file."""

    line: int
    """From 1."""
    column: int
    """From 1."""
    code: str
    """`RPnnn`."""
    severity: str
    """`error` or `warning`."""
    message: str
    """What is wrong."""
    fix: str
    """What to do; may be empty."""


@dataclass(frozen=True, slots=True)
class ShelfProblem:
    """A file of the library that is not on the shelf because of its errors. For authors; trainees do not see it."""

    path: str
    """The file."""
    findings: tuple[Finding, ...]
    """All that is to mend in it, by place."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the library holds now."""

    entries: tuple[ShelfEntry, ...] = ()
    """In the order of kind and id."""
    problems: tuple[ShelfProblem, ...] = ()
    """In the order of their paths."""
    fingerprint: str = ""
    """Of the files it was read from; empty before anything was shelved."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who learns or works here."""

    id: str
    """Stable id."""
    name: str
    """As displayed."""
    roles: frozenset[Role]
    """What they may act as."""
    login: str | None = None
    """By what they sign in, in lower case; None for somebody who comes by links only."""
    created_at: datetime | None = None
    """When they were added; not known of the owner of a machine."""
    disabled_at: datetime | None = None
    """Since when they may not come in."""
    erased_at: datetime | None = None
    """When everything personal was erased. The row stays, nameless, for what refers to it."""

    @property
    def active(self) -> bool:
        """Whether they may come in."""
        return self.disabled_at is None and self.erased_at is None


class Purpose(StrEnum):
    """What a one-time token lets somebody do."""

    ENTER = "enter"
    """Sign in, once."""
    INVITE = "invite"
    """Choose a password for the first time."""
    RESET = "reset"
    """Choose a new password."""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A one-time token that has not been spent."""

    person_id: str
    """Who it lets in."""
    purpose: Purpose
    """What for."""
    expires: datetime
    """Until when."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser that is signed in."""

    digest: str
    """Of the token that its cookie holds."""
    person_id: str
    """Who is signed in."""
    created_at: datetime
    """Since when."""
    seen_at: datetime
    """When it was last heard of, to a few minutes."""


@dataclass(frozen=True, slots=True)
class CohortRow:
    """People who learn and work together."""

    id: str
    """Stable id."""
    name: str
    """As displayed; no two have the same."""
    created_at: datetime
    """When it was made."""


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's part in a cohort; a person can have several."""

    cohort_id: str
    """The cohort."""
    person_id: str
    """The person."""
    role: Role
    """What they are there: trainee, facilitator, evaluator or supervisor."""


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """Somebody in a workshop, who owns what is done there: a person, or a guest who is known by a name only."""

    id: str
    """Stable id."""
    workshop_id: str
    """The workshop."""
    person_id: str | None
    """Who it is; None for a guest."""
    name: str
    """What they are called there."""
    joined_at: datetime
    """When they came."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something that somebody has to be able to answer for. It holds ids and no names, so it can stay for good."""

    at: datetime
    """When."""
    actor_kind: ActorKind
    """How well it is known who did it."""
    actor_id: str
    """Who did it; empty for somebody unknown."""
    action: str
    """What was done."""
    subject_kind: str
    """To what kind of thing: `person`, `cohort`, `attempt`; empty when to none."""
    subject_id: str
    """Which one."""
    detail: Mapping[str, str]
    """What else has to be known; never anything personal."""
    seq: int = 0
    """Its number in the log; given when it is kept."""


@dataclass(frozen=True, slots=True)
class Binding:
    """The person for whom a kernel acts. Written by the server before any HTML of that kernel is sent."""

    kernel_id: str
    """The kernel."""
    person_id: str
    """Its only person."""
    roles: frozenset[Role]
    """The roles in which the person is here."""
    asked: str
    """What was asked for, e.g. the path and query of the address."""
    at: datetime
    """When it was bound."""
    session: str | None = None
    """Digest of the session that it was opened in; the kernel acts for nobody once that has ended."""


class OwnerKind(StrEnum):
    """Whose an attempt is."""

    PERSON = "person"
    PARTICIPANT = "participant"
    WORKSHOP = "workshop"


class Status(StrEnum):
    """Where an attempt stands."""

    OPEN = "open"
    FINISHED = "finished"
    LEFT = "left"


class Feedback(StrEnum):
    """When feedback is shown."""

    EACH = "each"
    """After every choice."""
    END = "end"
    """Only at the end."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the trainee likes to play."""

    feedback: Feedback = Feedback.EACH
    """When feedback is shown; always at the end in assessment."""
    say_first: bool = False
    """Write what one would say before the choices appear."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that somebody plays a scenario. What happens in it is its log of events."""

    id: str
    """Stable id."""
    owner_kind: OwnerKind
    """Whose it is: person, participant or workshop."""
    owner_id: str
    """Id of the owner."""
    scenario_id: str
    """What is played."""
    scenario_hash: str
    """The version that is played; a running attempt stays on it."""
    mode: Mode
    """Practice or assessment."""
    seed: int
    """Decides the order of choices and what varies."""
    options: Options
    """How the trainee likes to play."""
    branched_from: Branch | None
    """The earlier attempt whose beginning was taken over."""
    exposure: int
    """How many attempts at this scenario the owner had made before."""
    status: Status
    """Open, finished or left."""
    started_at: datetime
    """When it began."""
    ended_at: datetime | None = None
    """When it was finished or left."""


class Visibility(StrEnum):
    """Who may read a personal text beside its owner."""

    PRIVATE = "private"
    """Nobody."""
    SHARED = "shared"
    """Those who accompany the owner in a cohort."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """A personal text: a written reply, a reflection, an expectation. Events hold only its id."""

    id: str
    """What events refer to."""
    owner_kind: OwnerKind
    """Whose it is."""
    owner_id: str
    """Id of the owner."""
    attempt_id: str | None
    """The attempt in which it was written; None for a page, and for what was written about an attempt."""
    purpose: str
    """What it was written as, e.g. `reply`, `say-first`, `expectation`, `reflection`, `page`."""
    body: str | None
    """The text; None once it was erased."""
    at: datetime
    """When it was written."""
    visibility: Visibility = Visibility.PRIVATE
    """Who else may read it."""
    sealed: bool = False
    """Whether the body is encrypted."""
    page: str | None = None
    """The private page that it is; None for what was written in an attempt."""


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


class SittingState(StrEnum):
    """How far a sitting of a station has come."""

    ASKED = "asked"
    """The trainee has not answered."""
    AGREED = "agreed"
    """It can begin."""
    RUNNING = "running"
    """It goes on."""
    ENDED = "ended"
    """It was played; observers hand in."""
    OFF = "off"
    """It does not take place, or was stopped. By whom is not kept."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A station that is played with a trainee, while others observe."""

    id: str
    """Its id."""
    cohort_id: str
    """The cohort in which it is looked at."""
    station_id: str
    """What is played."""
    station_hash: str
    """The version."""
    rubrics: tuple[str, ...]
    """Hashes of the rubrics by which observers tick."""
    trainee: str
    """Who is observed."""
    set_up_by: str
    """Who asked for it."""
    set_up_at: datetime
    """When."""
    observers: tuple[str, ...]
    """Who ticks, by id."""
    actor: str | None = None
    """Who plays, for somebody with an account."""
    actor_name: str | None = None
    """The same for somebody without; forgotten once it is over."""
    state: SittingState = SittingState.ASKED
    """How far it has come."""
    reached: int = 0
    """How many prompts have begun."""
    started_at: datetime | None = None
    """Since when it goes on, for the clock on the page."""
    attempt_id: str | None = None
    """What came of it."""


@dataclass(frozen=True, slots=True)
class LiveTick:
    """A behaviour that an observer has ticked and not handed in."""

    id: str
    """Made by the page, once for each tick: the same tick sent twice counts once."""
    behaviour: str
    """What was seen."""
    prompt: str
    """At which prompt."""
    undone: bool = False
    """Whether it was taken back; that is never taken back itself."""


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


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody lets a fellow learner read an attempt."""

    attempt_id: str
    """Which one."""
    reader: str
    """Who may read it."""
    cohort_id: str
    """Where both learn; it ends when one of them does not any more."""
    at: datetime
    """Since when."""
    closed_at: datetime | None = None
    """When it was taken back."""


@dataclass(frozen=True, slots=True)
class FellowLearner:
    """Somebody who learns in the same cohort as somebody else."""

    cohort: CohortRow
    """Where."""
    person: PersonRow
    """Who; they can come in, and still have the role."""


@dataclass(frozen=True, slots=True)
class FellowWords:
    """What a fellow learner says about an attempt. It is no rating, and enters no score."""

    attempt_id: str
    """Which one."""
    author: str
    """Who says it."""
    at: datetime
    """When it was said, or last said differently."""
    strength: TextRow
    """What went well. Like the others it is the text of whoever it is about, so that it goes with them."""
    question: TextRow
    """Something to think about."""
    thing_to_try: TextRow
    """Something to try."""
    ticks: tuple[Seen, ...] = ()
    """Helpful behaviours that the fellow saw."""

    @property
    def texts(self) -> tuple[TextRow, TextRow, TextRow]:
        """The words."""
        return self.strength, self.question, self.thing_to_try


class Reading(StrEnum):
    """What somebody reads of what others said about their attempt."""

    RESULT = "result"
    """What evaluators returned."""
    FELLOWS = "fellows"
    """What fellow learners said."""


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


@dataclass(frozen=True, slots=True)
class TextKey:
    """The key of one owner's texts. The master key that opens it is not in the database."""

    owner_kind: OwnerKind
    """Whose texts it opens."""
    owner_id: str
    """Id of the owner."""
    wrapped: str
    """The key, sealed with a master key."""
    master: str
    """Id of that master key."""


@dataclass(frozen=True, slots=True)
class TextCount:
    """How many personal texts there are; those that were erased are left out."""

    sealed: int
    """Encrypted."""
    plain: int
    """Readable by whoever can read the database."""


@dataclass(frozen=True, slots=True)
class Log:
    """An attempt as it is at one moment, with its log or the end of it."""

    attempt: Attempt
    """The attempt."""
    events: tuple[Recorded, ...]
    """What was asked for of its log."""
    texts: Mapping[str, TextRow]
    """Its personal texts by id."""
