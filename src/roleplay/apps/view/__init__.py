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
- A screen without `care` of its own is sent with `help` (`Help`), so that *Get help* is on every page.
- **Nothing about choices not yet made is ever sent**: no feedback, behaviours, levels, thoughts or targets.
"""

from __future__ import annotations

from typing import TypeAlias

from roleplay.apps.view.brief import BriefScreen, OtherScenario, PlayOptions, Practised
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
from roleplay.apps.view.check import CheckOption, CheckResult, CheckScreen, Question, ReviewedItem, ReviewedOption
from roleplay.apps.view.commands import (
    AnswerItem,
    AnswerResult,
    AnswerStation,
    AskAgain,
    BeginCheck,
    BranchOff,
    Choose,
    ChooseWay,
    CloseTo,
    Command,
    Compare,
    Expect,
    Finish,
    Go,
    HandIn,
    KeepPage,
    Leave,
    OpenTo,
    Ready,
    Reflect,
    Refresh,
    RemoveSaid,
    Resync,
    SayAsFellow,
    SayFirst,
    Share,
    Start,
    StartAssessment,
    TakeBackHandIn,
    Unsay,
    Unshare,
    Write,
)
from roleplay.apps.view.course import (
    AssessmentCard,
    CourseCard,
    ModuleCard,
    ModuleScreen,
    ModulesScreen,
    PathwayCard,
    Play,
    PlayPlace,
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
from roleplay.apps.view.pages import PageCard, PageForm, PageKept, PageQuestion, PageScreen
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
from roleplay.apps.view.refresh import ChairScreen, DrillScreen, DueCard, Guess, RefreshersScreen
from roleplay.apps.view.results import (
    Cleared,
    FellowRow,
    FellowsCard,
    FellowScreen,
    HarmCard,
    HarmMoment,
    Lacking,
    LearnsIn,
    Link,
    NewsRow,
    OpenedRow,
    OpenedScreen,
    OwnSaying,
    Practise,
    RemarkCard,
    ResultCompetency,
    ResultRow,
    ResultScreen,
    ReviewCard,
    SaidCard,
    SaidTick,
    SchemeBehaviour,
    SchemePart,
    SeenBehaviour,
    TickedTurn,
)
from roleplay.apps.view.stations import StationInvitation, StationsScreen

__all__ = [
    "AnswerItem",
    "AnswerResult",
    "AnswerStation",
    "AskAgain",
    "AssessmentCard",
    "AttemptRow",
    "BeginCheck",
    "BehaviourBox",
    "BranchOff",
    "BranchedFrom",
    "BriefScreen",
    "BrokenFile",
    "Care",
    "ChairScreen",
    "CheckOption",
    "CheckResult",
    "CheckScreen",
    "Choose",
    "ChooseWay",
    "Cleared",
    "CloseTo",
    "Command",
    "Compare",
    "Comparison",
    "CompetencyProgress",
    "CompetencyResult",
    "CourseCard",
    "CrisisLineCard",
    "DebriefScreen",
    "Decision",
    "DiagnosticRow",
    "DrillScreen",
    "DueCard",
    "EndingItem",
    "Expect",
    "FeedbackCode",
    "FeedbackItem",
    "FellowRow",
    "FellowScreen",
    "FellowsCard",
    "Finish",
    "Go",
    "Guess",
    "HandIn",
    "HarmCard",
    "HarmMoment",
    "Help",
    "Item",
    "KeepPage",
    "Lacking",
    "LearnsIn",
    "Leave",
    "Level",
    "LevelsOfAttempt",
    "LibraryScreen",
    "LineItem",
    "Link",
    "MapNode",
    "MapRoad",
    "MediumCode",
    "MissedCue",
    "MissingBehaviour",
    "ModeCode",
    "ModuleCard",
    "ModuleScreen",
    "ModulesScreen",
    "NewsRow",
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
    "OpenTo",
    "OpenedRow",
    "OpenedScreen",
    "OtherScenario",
    "OutcomeCode",
    "OwnSaying",
    "OwnWordsItem",
    "PageCard",
    "PageForm",
    "PageKept",
    "PageQuestion",
    "PageScreen",
    "PathwayCard",
    "PeerView",
    "Persona",
    "PhaseCode",
    "PillarGroup",
    "Play",
    "PlayOptions",
    "PlayPlace",
    "Played",
    "PlayerScreen",
    "Practise",
    "Practised",
    "ProblemScreen",
    "ProgressPoint",
    "ProgressScreen",
    "Question",
    "QuestionAnswer",
    "Readers",
    "ReadersChanged",
    "Ready",
    "Reflect",
    "Refresh",
    "RefreshersScreen",
    "RemarkCard",
    "RemoveSaid",
    "ReplyItem",
    "ResourceCard",
    "ResultCompetency",
    "ResultRow",
    "ResultScreen",
    "Resync",
    "ReviewCard",
    "ReviewedItem",
    "ReviewedOption",
    "RoadOffer",
    "SaidCard",
    "SaidItem",
    "SaidTick",
    "SayAsFellow",
    "SayFirst",
    "ScenarioCard",
    "SchemeBehaviour",
    "SchemePart",
    "Screen",
    "SeenBehaviour",
    "Share",
    "ShownBehaviour",
    "Speaker",
    "Start",
    "StartAssessment",
    "StationInvitation",
    "StationsScreen",
    "TakeBackHandIn",
    "TickedTurn",
    "Unsay",
    "Unshare",
    "WayMap",
    "WentWell",
    "Write",
]

Screen: TypeAlias = (
    LibraryScreen
    | BriefScreen
    | PlayerScreen
    | DebriefScreen
    | ProgressScreen
    | ProblemScreen
    | ModulesScreen
    | ModuleScreen
    | CheckScreen
    | RefreshersScreen
    | DrillScreen
    | ChairScreen
    | PageScreen
    | ResultScreen
    | OpenedScreen
    | FellowScreen
    | StationsScreen
)
"""Everything that a stage can show."""
