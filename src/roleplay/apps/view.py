"""What a screen of the trainee's app is made of: the contract between presenters (Python) and the stage (browser).

A presenter returns one of the `...Screen` types; `Stage.show(screen)` sends it whole. While a conversation runs, only
what is new is sent (`Played`). Everything here is plain JSON data.

Rules that hold everywhere:

- Codes, numbers and moments in time are sent as they are; the browser says them with the catalogue and in the reader's
  own time zone. Text of a scenario, a rubric or a person is sent as text, with the site's titles already filled in.
- `*asterisks*` in a text set an action in italics; a blank line starts a paragraph. There is no other markup.
- Paths start with a slash and leave out the server's base URL: `/learn/play/7`.
- Times are ISO 8601 in UTC, with their offset: `2025-03-01T09:30:00+00:00`.
- A **turn** is a decision and what led to it, counted from 1: its lines, what the mentor says, the answer to it, the
  feedback. Lines after a decision belong to the next turn. It is the address of a moment everywhere.
- **Nothing about choices not yet made is ever sent**: no feedback, behaviours, levels, thoughts or targets.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

ModeCode: TypeAlias = Literal["practice", "assessment"]
"""How an attempt is played."""

FeedbackCode: TypeAlias = Literal["each", "end"]
"""Whether feedback comes after each choice or at the end."""

MediumCode: TypeAlias = Literal["in-person", "group", "phone", "video", "video-group", "text-chat"]
"""Where a conversation takes place; see `roleplay.model.scenario.Medium`."""

OutcomeCode: TypeAlias = Literal["met", "not-yet", "left", "running"]
"""How an attempt went: met the standard, not yet, left without penalty, still running."""

PhaseCode: TypeAlias = Literal["anticipate", "enact", "reflect", "closed"]
"""Where an attempt stands; see the engine's `State.phase`."""

Level: TypeAlias = Literal[1, 2, 3, 4]
"""1 potentially harmful, 2 needs practice, 3 helpful, 4 skilled. No opportunity is None, never a number."""


# ------------------------------------------------------------------------------------------------------------- people


class Persona(TypedDict):
    """The fictional mentor in whose shoes the trainee acts."""

    name: str
    """First name."""
    pronouns: str
    """e.g. `she/her`."""
    story: str
    """What the mentor lived through."""
    limits: str
    """What the mentor does not talk about, or needs."""
    today: str
    """What kind of day it is for the mentor."""


class Speaker(TypedDict):
    """Somebody in the conversation besides the mentor, in the order of the cast (which decides the colour)."""

    id: str
    """Id in the cast."""
    name: str
    """Name as displayed."""
    pronouns: str
    """e.g. `they/them`."""
    role: Literal["peer", "clinician", "colleague", "family", "other"]
    """Who the person is to the mentor."""
    about: str
    """What the mentor knows beforehand."""


# --------------------------------------------------------------------------------------------------- help, always there


class CrisisLineCard(TypedDict):
    """One of the site's crisis lines."""

    name: str
    """What it is called."""
    reach: str
    """Number or address; a telephone number becomes a link that dials."""
    hours: str
    """When somebody answers."""
    about: str | None
    """What to expect there."""


class ResourceCard(TypedDict):
    """Help for the trainee that a scenario names."""

    title: str
    """Who or what."""
    text: str
    """How to reach it, or what to do."""


class Help(TypedDict):
    """What *Get help* shows. It is in the screen already, so that opening it is not known to anybody."""

    lines: list[CrisisLineCard]
    """The site's crisis lines; empty when nothing is configured, which the dialog then says."""
    emergency_number: str | None
    """The emergency number of this place, when configured."""
    resources: list[ResourceCard]
    """The scenario's own."""


class Care(TypedDict):
    """What stands behind the buttons that are always there."""

    grounding: str
    """The scenario's grounding exercise, shown by *Pause*."""
    help: Help
    """Shown by *Get help*."""


# ------------------------------------------------------------------------------------------------------------ attempts


class AttemptRow(TypedDict):
    """An attempt in a list."""

    attempt: str
    """Its id."""
    path: str
    """Where it is continued or looked at again: `/learn/play/...` while running, `/learn/debrief/...` afterwards."""
    scenario: str
    """Id of the scenario."""
    title: str
    """Title of the scenario, as it was."""
    mode: ModeCode
    """How it is or was played."""
    outcome: OutcomeCode
    """How it went."""
    phase: PhaseCode
    """Where it stands."""
    turn: int
    """The turn that it has reached; 0 before the conversation."""
    at: str
    """When something last happened in it."""
    minutes: int | None
    """Time spent, in whole minutes; None while it is not known."""
    branched: bool
    """Whether it took over the beginning of another attempt."""


class LevelsOfAttempt(TypedDict):
    """The levels of one attempt, for comparing."""

    attempt: str
    """Its id."""
    path: str
    """Its debrief."""
    at: str
    """When it was finished."""
    mode: ModeCode
    """How it was played."""
    this: bool
    """Whether it is the one that the screen is about."""
    outcome: OutcomeCode
    """How it went."""
    branched: bool
    """Whether it took over the beginning of another attempt."""
    levels: dict[str, Level | None]
    """Competency -> level; None when there was no opportunity."""


# ------------------------------------------------------------------------------------------------------------- library


class ScenarioCard(TypedDict):
    """A scenario in the library."""

    id: str
    """`pillar/slug`."""
    path: str
    """Its brief: `/learn/scenario/pillar/slug`."""
    title: str
    """Title."""
    summary: str
    """One or two sentences that give nothing away."""
    minutes: int
    """For one way through, unhurried."""
    intensity: Literal[1, 2, 3]
    """1 everyday, 2 moving, 3 may stay with you."""
    medium: MediumCode
    """Where it takes place."""
    content_notes: list[str]
    """What distressing things come up."""
    use: Literal["practice", "assessment", "both"]
    """What it may be used for."""
    times: int
    """How often this person has finished or left it."""
    last: AttemptRow | None
    """The latest attempt that is not running any more."""
    reviewed: bool
    """Whether a reader with lived experience has signed it off."""


class PillarGroup(TypedDict):
    """The scenarios of one part of the training."""

    id: str
    """Pillar."""
    scenarios: list[ScenarioCard]
    """In the order in which they are shown."""


class DiagnosticRow(TypedDict):
    """One thing to mend in a file."""

    line: int
    """From 1."""
    column: int
    """From 1."""
    code: str
    """`RP104`."""
    severity: Literal["error", "warning"]
    """How bad it is."""
    message: str
    """What is wrong."""
    fix: str
    """What to do; may be empty."""


class BrokenFile(TypedDict):
    """A file that cannot be played. Sent to authors only."""

    file: str
    """Path as the author knows it."""
    diagnostics: list[DiagnosticRow]
    """All at once, in the order of the file."""


class LibraryScreen(TypedDict):
    """All that can be played, what was begun, how it went."""

    name: Literal["library"]
    """Which screen."""
    path: str
    """`/learn`."""
    title: str
    """h1 and document title."""
    person: str | None
    """The reader's own name, for the greeting; None when there is none."""
    unfinished: list[AttemptRow]
    """Running attempts, latest first."""
    pillars: list[PillarGroup]
    """Groups that hold something."""
    mending: list[BrokenFile]
    """What authors have to mend; empty for everybody else."""


# --------------------------------------------------------------------------------------------------------------- brief


class Practised(TypedDict):
    """A competency that a scenario practises."""

    id: str
    """Id of the rubric."""
    title: str
    """Its name."""
    about: str
    """What it means for a peer mentor."""


class PlayOptions(TypedDict):
    """How the person liked it last time; what the form starts with."""

    feedback: FeedbackCode
    """When feedback comes."""
    say_first: bool
    """Whether own words are written before the choices appear."""


class BriefScreen(TypedDict):
    """What is read before a scenario starts."""

    name: Literal["brief"]
    """Which screen."""
    path: str
    """`/learn/scenario/pillar/slug`."""
    title: str
    """The scenario's title: h1 and document title."""
    scenario: str
    """Id."""
    summary: str
    """One or two sentences."""
    content_notes: list[str]
    """Shown first."""
    intensity: Literal[1, 2, 3]
    """In words on the page."""
    minutes: int
    """For one way through."""
    medium: MediumCode
    """Where it takes place."""
    setting: str
    """Where, when, who."""
    mentor: Persona
    """The persona card."""
    cast: list[Speaker]
    """Everybody else."""
    practises: list[Practised]
    """What it practises."""
    modes: list[ModeCode]
    """How it may be played; with one entry nothing is asked."""
    options: PlayOptions
    """What the form starts with."""
    localised: bool | None
    """None: does not depend on local settings. False: it does, and nobody has attested them."""
    reviewed: bool
    """Whether a reader with lived experience has signed it off."""
    earlier: list[AttemptRow]
    """Earlier attempts, latest first, without the running one."""
    unfinished: AttemptRow | None
    """A running attempt, offered to be continued."""
    care: Care
    """Pause and Get help."""


# ---------------------------------------------------------------------------------------------------- the conversation


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


class OwnWordsItem(TypedDict):
    """What the trainee wrote before the choices appeared. It comes with the `said` item that follows it, not before."""

    kind: Literal["own-words"]
    """Which item."""
    turn: int
    """The turn it belongs to."""
    text: str | None
    """The words; None where they were erased."""


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


# ------------------------------------------------------------------------------------------------------------- debrief


class WentWell(TypedDict):
    """Something that went well, at its moment."""

    text: str
    """The behaviour's anchor."""
    turn: int
    """Where."""
    said: str | None
    """The words that did it, when there were any."""


class PeerView(TypedDict):
    """What the peer would say a day later."""

    who: str
    """Id in the cast."""
    text: str
    """In the first person."""


class ShownBehaviour(TypedDict):
    """A behaviour that was shown."""

    text: str
    """Its anchor."""
    kind: Literal["harmful", "basic", "advanced"]
    """What it says."""
    severity: Literal["serious", "critical"] | None
    """For harmful ones."""
    turns: list[int]
    """Where, in order."""
    repaired: int | None
    """For harmful ones: the turn at which it was repaired. It stays on record."""


class MissingBehaviour(TypedDict):
    """A required behaviour that was not shown."""

    text: str
    """Its anchor."""
    example: str
    """What it can sound like."""
    turns: list[int]
    """Turns at which it was on offer; empty when that may not be told yet."""


class CompetencyResult(TypedDict):
    """One competency in this attempt."""

    id: str
    """Id of the rubric."""
    title: str
    """Its name."""
    about: str
    """What it means."""
    assessed: bool
    """Whether the scenario assesses it; others are listed only because of a harm."""
    level: Level | None
    """None: no opportunity, or not assessed."""
    shown: list[ShownBehaviour]
    """Harmful ones first, then by moment."""
    missing: list[MissingBehaviour]
    """What the level still asks for."""


class MissedCue(TypedDict):
    """A moment at which something else would have helped more."""

    turn: int
    """Where."""
    who: str
    """Whose cue: id in the cast."""
    cue: str
    """What was there to see or hear."""
    chose: str
    """What was said."""
    offered: list[str]
    """What else was offered that would have met it; empty while that may not be told yet."""


class RoadOffer(TypedDict):
    """A choice at a decision, looked back at."""

    text: str
    """What the mentor would have said."""
    chosen: bool
    """Whether it was chosen."""


class Decision(TypedDict):
    """A decision, looked back at."""

    turn: int
    """Which."""
    offers: list[RoadOffer]
    """In displayed order. Only the one chosen, while roads not taken may not be told yet."""
    branch: int | None
    """How many conversation events a new attempt takes over when it starts again here; None when it may not."""


class MapNode(TypedDict):
    """A place on the map."""

    id: str
    """Id of the node."""
    kind: Literal["moment", "reply", "onward", "ending"]
    """What happens there."""
    turn: int | None
    """The turn at which the trainee was there; None when the way did not lead there."""
    title: str | None
    """For endings: what happens there."""


class MapRoad(TypedDict):
    """A road from one place to the next."""

    source: str
    """Id of a node."""
    target: str
    """Id of a node."""
    taken: bool
    """Whether the trainee went there."""


class WayMap(TypedDict):
    """The way taken and the roads not taken. It has no cycles."""

    nodes: list[MapNode]
    """The first one is the start."""
    roads: list[MapRoad]
    """At most one from a place to another."""


class QuestionAnswer(TypedDict):
    """A question and what the trainee wrote."""

    question: str
    """The question."""
    text: str | None
    """The own words; None when skipped or erased."""


class DebriefScreen(TypedDict):
    """An attempt, looked at afterwards."""

    name: Literal["debrief"]
    """Which screen."""
    path: str
    """`/learn/debrief/<attempt>`."""
    title: str
    """The scenario's title: h1 and document title."""
    attempt: str
    """Id."""
    scenario: str
    """Id of the scenario."""
    scenario_path: str | None
    """Its brief, to play it again; None when it is not in the library any more."""
    mode: ModeCode
    """How it was played."""
    medium: MediumCode
    """Where it took place."""
    at: str
    """When it was closed."""
    minutes: int | None
    """Time spent."""
    outcome: OutcomeCode
    """How it went. `left`: there are no levels, and that is no failure."""
    mentor: Persona
    """For names in the transcript."""
    cast: list[Speaker]
    """For names in the transcript."""
    branched: BranchedFrom | None
    """Where it branched off."""
    went_well: list[WentWell]
    """First of all."""
    peer: PeerView | None
    """The peer's view; None when there was no ending."""
    ending: EndingItem | None
    """The ending reached."""
    twist: str | None
    """What the scenario is about underneath; None while that may not be told yet."""
    competencies: list[CompetencyResult]
    """Level for each; empty when left."""
    missed_cues: list[MissedCue]
    """The moments that decided."""
    items: list[Item]
    """The whole transcript, with thoughts and feedback."""
    decisions: list[Decision]
    """Every decision."""
    map: WayMap | None
    """The map; None when it may not be told yet."""
    question: str
    """One question to take to supervision."""
    expectation: QuestionAnswer | None
    """What the trainee expected."""
    reflections: list[QuestionAnswer]
    """What the trainee wrote afterwards."""
    earlier: list[LevelsOfAttempt]
    """All finished attempts at this scenario, oldest first, this one among them."""
    care: Care
    """Pause and Get help."""


# ------------------------------------------------------------------------------------------------------------ progress


class ProgressPoint(TypedDict):
    """A level at a time."""

    attempt: str
    """Id."""
    path: str
    """Its debrief."""
    title: str
    """Title of the scenario."""
    at: str
    """When."""
    mode: ModeCode
    """How it was played."""
    level: Level | None
    """None: no opportunity."""


class CompetencyProgress(TypedDict):
    """One competency over time."""

    id: str
    """Id of the rubric."""
    title: str
    """Its name."""
    about: str
    """What it means."""
    points: list[ProgressPoint]
    """Oldest first."""


class ProgressScreen(TypedDict):
    """What was practised, and how it goes."""

    name: Literal["progress"]
    """Which screen."""
    path: str
    """`/learn/progress`."""
    title: str
    """h1 and document title."""
    minutes: int
    """Time spent in all."""
    finished: int
    """Number of finished attempts."""
    competencies: list[CompetencyProgress]
    """Those with at least one attempt."""
    attempts: list[AttemptRow]
    """Latest first."""


# ------------------------------------------------------------------------------------------------------------- problem


class ProblemScreen(TypedDict):
    """A kind page about something that did not work."""

    name: Literal["problem"]
    """Which screen."""
    path: str
    """What was asked for."""
    title: str
    """h1 and document title."""
    text: str
    """What happened."""
    fix: str
    """What can be done; may be empty."""
    back_path: str
    """A way back."""
    back_label: str
    """Its words."""


Screen: TypeAlias = LibraryScreen | BriefScreen | PlayerScreen | DebriefScreen | ProgressScreen | ProblemScreen
"""Everything that a stage can show."""


# ------------------------------------------------------------------------------------------- what the browser may ask


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


Command: TypeAlias = (
    Ready | Go | Resync | Start | Expect | SayFirst | Choose | Write | Compare | Reflect | Finish | Leave | BranchOff
)
"""Everything that arrives from the browser. It can be forged: each is checked again where it is acted on."""
