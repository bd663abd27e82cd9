"""Player: a running attempt, in any phase, and the messages about it."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from roleplay.apps.view.cards import Care, FeedbackCode, MediumCode, ModeCode, Persona, Speaker


class LineItem(TypedDict):
    """Something said or shown by others."""

    kind: Literal["line"]
    """Which item."""
    turn: int
    """The turn it belongs to."""
    who: str
    """Id in the cast, or `narrator`, or `mentor`."""
    text: str
    """What is said."""
    cue: str | None
    """What a camera would show."""
    at: str | None
    """Time stamp in a text chat."""
    thought: NotRequired[str | None]
    """What the person thought. In the debrief only."""


class Readers(TypedDict):
    """Who can read a text that the trainee wrote, when it is looked at afterwards."""

    text: str | None
    """By which it is shared, or that is taken back; None where nothing can be shared, or there is nobody to read it."""
    who: Literal["you", "shared", "reviewers", "fellows"]
    """Only the trainee; those who accompany them, because it was shared; those who look at attempts; these, and fellow
    learners to whom the attempt is open."""


class ReadersChanged(TypedDict):
    """A text was shared, or that was taken back."""

    type: Literal["readers"]
    """Which message."""
    text: str
    """Which text."""
    who: Literal["you", "shared"]
    """Who can read it now."""


class OwnWordsItem(TypedDict):
    """What the trainee wrote before the choices appeared. It comes with the `said` item that follows it, not before."""

    kind: Literal["own-words"]
    """Which item."""
    turn: int
    """The turn it belongs to."""
    text: str | None
    """The words; None where they were erased."""
    readers: NotRequired[Readers | None]
    """In the debrief: who can read them."""


class SaidItem(TypedDict):
    """What the trainee chose to say as the mentor."""

    kind: Literal["said"]
    """Which item."""
    turn: int
    """The turn it belongs to."""
    text: str
    """The choice's text."""


class ReplyItem(TypedDict):
    """A written reply."""

    kind: Literal["reply"]
    """Which item."""
    turn: int
    """The turn it belongs to."""
    text: str | None
    """What was written; None where it was skipped or erased."""
    comparison: NotRequired[Comparison | None]
    """In the debrief: what it was compared with. Never before the end of an assessment."""
    readers: NotRequired[Readers | None]
    """In the debrief: who can read it."""


class FeedbackItem(TypedDict):
    """What the words did. Absent before the end when feedback comes at the end."""

    kind: Literal["feedback"]
    """Which item."""
    turn: int
    """The turn it belongs to."""
    text: str
    """The choice's feedback."""


class EndingItem(TypedDict):
    """How the conversation stops."""

    kind: Literal["ending"]
    """Which item."""
    turn: int
    """The turn after the last decision."""
    title: str
    """In a few words."""
    text: str
    """Told by the narrator."""
    handed_over_to: str | None
    """Who stays with the person or takes it on."""


Item: TypeAlias = LineItem | OwnWordsItem | SaidItem | ReplyItem | FeedbackItem | EndingItem
"""An entry of the transcript."""


class BehaviourBox(TypedDict):
    """A behaviour to look for in one's own reply."""

    behaviour: str
    """Its id."""
    text: str
    """Its anchor."""


class Comparison(TypedDict):
    """An own reply beside a good one."""

    model_answer: str
    """One good answer."""
    why: str
    """What makes it good."""
    looks_for: list[BehaviourBox]
    """The tick-list."""
    found: list[str]
    """Ids of what the trainee found in the own reply; empty before."""


class OfferedChoice(TypedDict):
    """A choice as it is displayed. It carries nothing about its worth."""

    id: str
    """Its number in the displayed order, from 1. An author's id could give away its worth."""
    text: str
    """What the mentor would say."""
    open: bool
    """Whether it can be chosen."""
    reason: str | None
    """Why not."""


class NowAnticipate(TypedDict):
    """Before the conversation: what do you expect? Answered by `expect`."""

    kind: Literal["anticipate"]
    """What is asked for now."""
    question: str
    """The scenario's question."""


class NowChoices(TypedDict):
    """What do you say? Answered by `choose`."""

    kind: Literal["choices"]
    """What is asked for now."""
    turn: int
    """The turn, from 1."""
    node: str
    """Names the place; sent back with the answer. An author's id could give away what happens there."""
    choices: list[OfferedChoice]
    """In displayed order."""
    own_words: str | None
    """What was written first, when say-it-first is on; stays visible beside the choices."""


class NowSayFirst(TypedDict):
    """Write what you would say before the choices appear. Answered by `say_first`; an empty text is not sent."""

    kind: Literal["say-first"]
    """What is asked for now."""
    turn: int
    """The turn, from 1."""
    node: str
    """Names the place; sent back with the answer. An author's id could give away what happens there."""


class NowReply(TypedDict):
    """A written reply. Answered by `write`, with None to skip."""

    kind: Literal["reply"]
    """What is asked for now."""
    turn: int
    """The turn, from 1."""
    node: str
    """Names the place; sent back with the answer. An author's id could give away what happens there."""
    prompt: str
    """What to write, to whom, in persona."""
    max_words: int
    """A longer reply is refused kindly."""


class NowCompare(TypedDict):
    """One's own reply beside the model answer. Answered by `compare`."""

    kind: Literal["compare"]
    """What is asked for now."""
    turn: int
    """The turn, from 1."""
    node: str
    """Names the place; sent back with the answer. An author's id could give away what happens there."""
    own: str | None
    """What was written; None when skipped."""
    comparison: Comparison
    """What it is compared with."""


class NowReflect(TypedDict):
    """Private questions after the end. Answered by `reflect`, one text (or None) for each question."""

    kind: Literal["reflect"]
    """What is asked for now."""
    questions: list[str]
    """One to three."""


class NowFinish(TypedDict):
    """Nothing is left but to close it and look at it. Answered by `finish`."""

    kind: Literal["finish"]
    """What is asked for now."""


Now: TypeAlias = NowAnticipate | NowChoices | NowSayFirst | NowReply | NowCompare | NowReflect | NowFinish
"""What is asked of the trainee at this moment."""


class BranchedFrom(TypedDict):
    """Where this attempt took over the beginning of an earlier one."""

    path: str
    """The earlier attempt's debrief."""
    turn: int
    """The turn at which it branches off."""


class PlayerScreen(TypedDict):
    """A running attempt, in any phase."""

    name: Literal["player"]
    """Which screen."""
    path: str
    """`/learn/play/<attempt>`."""
    title: str
    """The scenario's title: h1 and document title."""
    attempt: str
    """Id."""
    scenario: str
    """Id of the scenario."""
    scenario_path: str
    """Its brief."""
    mode: ModeCode
    """Practice or assessment."""
    feedback: FeedbackCode
    """When feedback comes; always `end` in an assessment."""
    medium: MediumCode
    """Where it takes place."""
    setting: str
    """To read again."""
    content_notes: list[str]
    """To read again."""
    mentor: Persona
    """To read again."""
    cast: list[Speaker]
    """To read again, and for names and colours in the transcript."""
    branched: BranchedFrom | None
    """Where it branched off."""
    seq: int
    """Number of events in the log; every command carries it back."""
    items: list[Item]
    """The transcript so far."""
    now: Now
    """What is asked for."""
    care: Care
    """Pause and Get help."""


class Played(TypedDict):
    """Message: the conversation moved on. Sent by `Stage.send_delta`."""

    type: Literal["played"]
    """Which message."""
    seq: int
    """Number of events in the log now."""
    append: list[Item]
    """What is new in the transcript: what was said, the answer, the feedback, the next turn's lines."""
    now: Now
    """What is asked for now."""


class Notice(TypedDict):
    """Message: something to tell the trainee, politely. A problem also gives pressed buttons back."""

    type: Literal["notice"]
    """Which message."""
    tone: Literal["info", "problem"]
    """Whether something went wrong."""
    text: str
    """What to say."""
