"""What the browser may ask."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from roleplay.apps.view.cards import FeedbackCode, ModeCode


class Ready(TypedDict):
    """The first message: the page is there."""

    do: Literal["ready"]
    """Which command."""
    path: str
    """The address that was opened; empty where the page has no address of its own (JupyterLab)."""


class Go(TypedDict):
    """Show another screen."""

    do: Literal["go"]
    """Which command."""
    path: str
    """Its address."""


class Resync(TypedDict):
    """The connection is back: send the present screen again."""

    do: Literal["resync"]
    """Which command."""


class Start(TypedDict):
    """Begin an attempt."""

    do: Literal["start"]
    """Which command."""
    scenario: str
    """Id."""
    mode: ModeCode
    """How."""
    feedback: FeedbackCode
    """When feedback comes."""
    say_first: bool
    """Own words before the choices appear."""


class Expect(TypedDict):
    """Answer to `NowAnticipate`."""

    do: Literal["expect"]
    """Which command."""
    seq: int
    """Expected number of events."""
    text: str | None
    """None: skipped."""


class SayFirst(TypedDict):
    """Answer to `NowSayFirst`."""

    do: Literal["say_first"]
    """Which command."""
    seq: int
    """Expected number of events."""
    node: str
    """Where."""
    text: str | None
    """None: go straight to the choices this once."""


class Choose(TypedDict):
    """Answer to `NowChoices`."""

    do: Literal["choose"]
    """Which command."""
    seq: int
    """Expected number of events."""
    node: str
    """Where."""
    choice: str
    """What."""


class Write(TypedDict):
    """Answer to `NowReply`."""

    do: Literal["write"]
    """Which command."""
    seq: int
    """Expected number of events."""
    node: str
    """Where."""
    text: str | None
    """None: skipped."""


class Compare(TypedDict):
    """Answer to `NowCompare`."""

    do: Literal["compare"]
    """Which command."""
    seq: int
    """Expected number of events."""
    node: str
    """Where."""
    behaviours: list[str]
    """What the trainee found in the own reply."""


class Reflect(TypedDict):
    """Answer to `NowReflect`."""

    do: Literal["reflect"]
    """Which command."""
    seq: int
    """Expected number of events."""
    texts: list[str | None]
    """One for each question; None where nothing was written."""


class Finish(TypedDict):
    """Answer to `NowFinish`."""

    do: Literal["finish"]
    """Which command."""
    seq: int
    """Expected number of events."""


class Leave(TypedDict):
    """Leave the attempt that is on screen, without penalty."""

    do: Literal["leave"]
    """Which command."""
    seq: int
    """Expected number of events."""


class BranchOff(TypedDict):
    """Try again from a decision, as a new attempt."""

    do: Literal["branch"]
    """Which command."""
    attempt: str
    """The earlier attempt."""
    turns: int
    """How many conversation events are taken over."""


class Share(TypedDict):
    """Let those who accompany the trainee read one text."""

    do: Literal["share"]
    """Which command."""
    text: str
    """Id of the text."""


class Unshare(TypedDict):
    """Let nobody else read it any more."""

    do: Literal["unshare"]
    """Which command."""
    text: str
    """Id of the text."""


class BeginCheck(TypedDict):
    """Draw the items of a check, or go on with those that were drawn."""

    do: Literal["begin_check"]
    """Which command."""
    check: str
    """Id of the module, or `placement`."""


class AnswerItem(TypedDict):
    """Answer the item that waits."""

    do: Literal["answer_item"]
    """Which command."""
    seq: int
    """Expected number of entries in the learner's log."""
    item: str
    """Which item."""
    options: list[str]
    """Numbers of what was ticked."""


class ChooseWay(TypedDict):
    """Take another pathway."""

    do: Literal["choose_way"]
    """Which command."""
    pathway: str
    """Its id."""


class StartAssessment(TypedDict):
    """Begin an assessment, in the form whose turn it is."""

    do: Literal["start_assessment"]
    """Which command."""
    pillar: str
    """Which."""


class Refresh(TypedDict):
    """Answer a moment that came back."""

    do: Literal["refresh"]
    """Which command."""
    seq: int
    """Expected number of entries in the learner's log."""
    moment: str
    """Which moment."""
    choice: str
    """What was chosen."""


class KeepPage(TypedDict):
    """Keep a private page."""

    do: Literal["keep_page"]
    """Which command."""
    page: str
    """Which page."""
    answers: dict[str, str]
    """Question -> answer."""
    seen: str | None
    """When it was kept last, as the page was told; None for the first time."""


class HandIn(TypedDict):
    """Have a practice looked at by evaluators."""

    do: Literal["hand_in"]
    """Which command."""
    attempt: str
    """Which attempt."""
    cohort: str
    """In which cohort."""


class TakeBackHandIn(TypedDict):
    """Not have it looked at after all."""

    do: Literal["take_back_hand_in"]
    """Which command."""
    attempt: str
    """Which attempt."""


class AnswerResult(TypedDict):
    """Answer what evaluators returned."""

    do: Literal["answer_result"]
    """Which command."""
    attempt: str
    """Which attempt."""
    text: str
    """The words."""


class AskAgain(TypedDict):
    """Ask that somebody else looks at it, too."""

    do: Literal["ask_again"]
    """Which command."""
    attempt: str
    """Which attempt."""


class OpenTo(TypedDict):
    """Let fellow learners read a practice."""

    do: Literal["open_to"]
    """Which command."""
    attempt: str
    """Which attempt."""
    fellows: list[str]
    """Keys of whoever may read it."""


class CloseTo(TypedDict):
    """Let a fellow learner not read it any more."""

    do: Literal["close_to"]
    """Which command."""
    attempt: str
    """Which attempt."""
    fellow: str
    """Key of the fellow learner."""


class RemoveSaid(TypedDict):
    """Forget what a fellow learner said about one's attempt."""

    do: Literal["remove_said"]
    """Which command."""
    attempt: str
    """Which attempt."""
    said: str
    """Key of what was said."""


class SayAsFellow(TypedDict):
    """Say something about the attempt of a fellow learner."""

    do: Literal["say_as_fellow"]
    """Which command."""
    attempt: str
    """Which attempt."""
    strength: str
    """What went well."""
    question: str
    """Something to think about."""
    thing_to_try: str
    """Something to try."""
    ticks: list[tuple[str, int]]
    """Behaviours, each with its moment."""


class Unsay(TypedDict):
    """Take back what one said about it."""

    do: Literal["unsay"]
    """Which command."""
    attempt: str
    """Which attempt."""


class AnswerStation(TypedDict):
    """Say yes or no to a station."""

    do: Literal["answer_station"]
    """Which command."""
    station: str
    """Id of the sitting."""
    yes: bool
    """What is said."""


Command: TypeAlias = (
    Ready
    | Go
    | Resync
    | Start
    | Expect
    | SayFirst
    | Choose
    | Write
    | Compare
    | Reflect
    | Finish
    | Leave
    | BranchOff
    | Share
    | Unshare
    | BeginCheck
    | AnswerItem
    | ChooseWay
    | StartAssessment
    | Refresh
    | KeepPage
    | HandIn
    | TakeBackHandIn
    | AnswerResult
    | AskAgain
    | OpenTo
    | CloseTo
    | RemoveSaid
    | SayAsFellow
    | Unsay
    | AnswerStation
)
"""Everything that arrives from the browser. It can be forged: each is checked again where it is acted on."""
