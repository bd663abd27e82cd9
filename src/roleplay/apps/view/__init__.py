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

from typing import TypeAlias

from roleplay.apps.view.brief import BriefScreen, PlayOptions, Practised
from roleplay.apps.view.cards import (
    AttemptRow,
    Care,
    CrisisLineCard,
    FeedbackCode,
    Help,
    Level,
    LevelsOfAttempt,
    MediumCode,
    ModeCode,
    OutcomeCode,
    Persona,
    PhaseCode,
    ResourceCard,
    Speaker,
)
from roleplay.apps.view.commands import (
    BranchOff,
    Choose,
    Command,
    Compare,
    Expect,
    Finish,
    Go,
    Leave,
    Ready,
    Reflect,
    Resync,
    SayFirst,
    Share,
    Start,
    Unshare,
    Write,
)
from roleplay.apps.view.debrief import (
    CompetencyResult,
    DebriefScreen,
    Decision,
    MapNode,
    MapRoad,
    MissedCue,
    MissingBehaviour,
    PeerView,
    QuestionAnswer,
    RoadOffer,
    ShownBehaviour,
    WayMap,
    WentWell,
)
from roleplay.apps.view.library import BrokenFile, DiagnosticRow, LibraryScreen, PillarGroup, ScenarioCard
from roleplay.apps.view.player import (
    BehaviourBox,
    BranchedFrom,
    Comparison,
    EndingItem,
    FeedbackItem,
    Item,
    LineItem,
    Notice,
    Now,
    NowAnticipate,
    NowChoices,
    NowCompare,
    NowFinish,
    NowReflect,
    NowReply,
    NowSayFirst,
    OfferedChoice,
    OwnWordsItem,
    Played,
    PlayerScreen,
    Readers,
    ReadersChanged,
    ReplyItem,
    SaidItem,
)
from roleplay.apps.view.progress import CompetencyProgress, ProblemScreen, ProgressPoint, ProgressScreen

__all__ = [
    "AttemptRow",
    "BehaviourBox",
    "BranchOff",
    "BranchedFrom",
    "BriefScreen",
    "BrokenFile",
    "Care",
    "Choose",
    "Command",
    "Compare",
    "Comparison",
    "CompetencyProgress",
    "CompetencyResult",
    "CrisisLineCard",
    "DebriefScreen",
    "Decision",
    "DiagnosticRow",
    "EndingItem",
    "Expect",
    "FeedbackCode",
    "FeedbackItem",
    "Finish",
    "Go",
    "Help",
    "Item",
    "Leave",
    "Level",
    "LevelsOfAttempt",
    "LibraryScreen",
    "LineItem",
    "MapNode",
    "MapRoad",
    "MediumCode",
    "MissedCue",
    "MissingBehaviour",
    "ModeCode",
    "Notice",
    "Now",
    "NowAnticipate",
    "NowChoices",
    "NowCompare",
    "NowFinish",
    "NowReflect",
    "NowReply",
    "NowSayFirst",
    "OfferedChoice",
    "OutcomeCode",
    "OwnWordsItem",
    "PeerView",
    "Persona",
    "PhaseCode",
    "PillarGroup",
    "PlayOptions",
    "Played",
    "PlayerScreen",
    "Practised",
    "ProblemScreen",
    "ProgressPoint",
    "ProgressScreen",
    "QuestionAnswer",
    "Readers",
    "ReadersChanged",
    "Ready",
    "Reflect",
    "ReplyItem",
    "ResourceCard",
    "Resync",
    "RoadOffer",
    "SaidItem",
    "SayFirst",
    "ScenarioCard",
    "Screen",
    "Share",
    "ShownBehaviour",
    "Speaker",
    "Start",
    "Unshare",
    "WayMap",
    "WentWell",
    "Write",
]

Screen: TypeAlias = LibraryScreen | BriefScreen | PlayerScreen | DebriefScreen | ProgressScreen | ProblemScreen
"""Everything that a stage can show."""
