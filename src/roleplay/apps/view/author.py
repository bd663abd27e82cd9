"""What the screens of the author's page are made of: the contract between its presenters and the browser.

Apart from the trainee's screens: an author sees everything, choices not yet made included. The rules of
`roleplay.apps.view` for texts, times and paths hold here too. Beside them:

- Every answer is a whole screen. **The same screen (same `path`) can be shown again at any time**, because a file was
  saved or something was computed: keep focus, scroll and what is unfolded. `news` is what happened then, to be said
  politely (`aria-live`); it is empty for an answer to what the author did.
- A **file** is named by its folder's number and its place in it, `0/practice/referral/just-between-us.yml`. Paths have
  no query: `/author`, `/author/file/<file>`, `/author/preview/<file>` (from the start),
  `/author/preview/<file>/<node>`, `/author/map/<file>` (bot `random`), `/author/map/<file>/<bot>`.
- Shares and chances are numbers from 0 to 1. None means that it is not known yet, or never will be.
- What cannot be shown (no such file or node, a file too broken to play) is a `ProblemScreen`, as for trainees.
- Messages beside screens are `Notice`s, as for trainees.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from roleplay.apps.view.cards import Level
from roleplay.apps.view.chart import ChartNode, ChartRoad, Measures
from roleplay.apps.view.library import DiagnosticRow
from roleplay.apps.view.preview import PreviewScreen, PreviewStart, Restart, Take, Undo, WriteReply
from roleplay.apps.view.progress import ProblemScreen

ChangeKind: TypeAlias = Literal["new", "changed"]
"""What happened to a file."""

FileKind: TypeAlias = Literal["scenario", "rubric", "unknown"]
"""What a file holds, as far as anybody can tell."""

ProofState: TypeAlias = Literal["none", "working", "ready", "refused"]
"""Of a file with errors, or of a rubric, nothing is proved; `refused` says why it cannot be (`problem`)."""


class CodeCard(TypedDict):
    """What a code of a diagnostic means. Shown on demand."""

    code: str
    """`RP201`."""
    title: str
    """What is wrong, in a few words."""
    why: str
    """Why it matters."""
    mend: str
    """How to mend it."""


class FileRow(TypedDict):
    """A file of the library."""

    file: str
    """Names it in commands and paths."""
    path: str
    """Its own screen."""
    shown: str
    """Its path as an author knows it: in its folder, e.g. `practice/referral/just-between-us.yml`."""
    folder: str
    """The folder of the library that it lies in, absolute."""
    kind: FileKind
    """What it holds."""
    id: str | None
    """The id that it gives itself."""
    title: str | None
    """Title of a scenario without errors, display name of a rubric; else None."""
    errors: int
    """How many."""
    warnings: int
    """How many."""
    playable: bool
    """Whether it is a scenario that its author can play: only then are `preview_path` and `map_path` of use. An error
    of wording or one that a proof finds keeps trainees out, never the author."""
    preview_path: str
    """Its preview from the start."""
    map_path: str
    """Its map."""
    proof: ProofState
    """How far the proof is."""
    change: ChangeKind | None
    """What happened to it since the last look."""


class Change(TypedDict):
    """What is different since the last look. Lists are empty where nothing is."""

    kind: ChangeKind
    """Whether it was there before."""
    at: str
    """When the change was seen last."""
    come: list[DiagnosticRow]
    """Diagnostics that were not there before."""
    gone: list[DiagnosticRow]
    """Diagnostics that are not there any more."""
    nodes_added: list[str]
    """Ids of nodes. Only where the file could be played before and now, as for the other two."""
    nodes_removed: list[str]
    """Ids of nodes."""
    nodes_changed: list[str]
    """Ids of nodes."""
    before: ProofFacts | None
    """What was proved at the last look, where that had been done."""


class Counts(TypedDict):
    """A summary."""

    files: int
    """All."""
    scenarios: int
    """Files that hold scenarios."""
    rubrics: int
    """Files that hold rubrics."""
    playable: int
    """Scenarios without errors, which trainees can play."""
    errors: int
    """In all files."""
    warnings: int
    """In all files."""
    changed: int
    """Files that are new, changed or gone since the last look."""


class FileDiagnostics(TypedDict):
    """The diagnostics of one file."""

    file: str
    """Which."""
    diagnostics: list[DiagnosticRow]
    """By place."""


class Looked(TypedDict):
    """The part that every screen of the author's page has."""

    looked_at: str
    """When the files were read last."""
    news: list[str]
    """What just happened to the files, in sentences; empty for an answer to what the author did."""


class AuthorLibraryScreen(Looked):
    """Every file of the library folders, with what is to be mended."""

    name: Literal["author-library"]
    """Which screen."""
    path: str
    """`/author`."""
    title: str
    """h1 and document title."""
    folders: list[str]
    """The folders of the library, absolute; the first ships with this software."""
    counts: Counts
    """The summary."""
    files: list[FileRow]
    """In the order of the folders and of names."""
    diagnostics: list[FileDiagnostics]
    """Of the files that have any, in the same order."""
    codes: dict[str, CodeCard]
    """Every code that occurs above -> what it means."""
    removed: list[str]
    """Files (as `shown`) that are gone since the last look."""
    since: str
    """When the last look was."""


class AuthorReadingScreen(TypedDict):
    """The files are read for the first time, which takes a while where there are many. It goes on by itself."""

    name: Literal["author-reading"]
    """Which screen."""
    path: str
    """The address that was asked for; its screen comes as soon as the files are read."""
    title: str
    """h1 and document title."""
    done: int
    """How many files were read."""
    files: int
    """How many there are; 0 as long as nobody knows."""


class Way(TypedDict):
    """A shortest way to a level, or to the standard (then `level` is None)."""

    level: Level | None
    """None: no opportunity."""
    choices: list[str]
    """The choices on the way, each as `node/choice`; fits `way` of a `PreviewStart`."""
    profile: str | None
    """The declared profile under which it is a way; None where the scenario declares none."""
    vary: dict[str, str]
    """Variable -> word under which it is a way."""


class CompetencyFacts(TypedDict):
    """What was proved for one competency."""

    competency: str
    """Id of the rubric."""
    name: str
    """As displayed."""
    requires: list[str]
    """Ids of the required basic behaviours."""
    ways: list[Way]
    """Every level that can be attained, rising, None first; a level that is missing cannot be."""


class SettingFacts(TypedDict):
    """What was proved under one profile of the site and one variation."""

    profile: str
    """Name of the profile; empty where the scenario declares none."""
    vary: dict[str, str]
    """Variable -> word."""
    states: int
    """How many there are."""
    met_standard: bool
    """Whether it can be met."""


class ProofFacts(TypedDict):
    """What was proved of a scenario, over all settings."""

    nodes: int
    """Nodes of the file."""
    choices: int
    """Choices of the file."""
    states: int
    """Node x values, over all settings."""
    decisions_least: int
    """Decisions on the shortest way."""
    decisions_most: int
    """Decisions on the longest way."""
    endings: list[str]
    """Ids of those that some way leads to."""
    node_coverage: float
    """Share of nodes that some way leads to."""
    choice_coverage: float
    """Share of choices that can be taken somewhere."""
    nodes_unreached: list[str]
    """Ids."""
    choices_unreached: list[str]
    """As `node/choice`."""
    competencies: list[CompetencyFacts]
    """Those assessed, in the order of the file."""
    standard_possible: bool
    """Whether the standard can be met under every setting."""
    standard_way: Way | None
    """A shortest way that meets it."""
    settings: list[SettingFacts]
    """Each."""


class BotRow(TypedDict):
    """How a bot does, exactly."""

    bot: str
    """`longest`, `random` and the like: said with `author.bot.<bot>`, or as it is."""
    met_standard: float
    """Chance of meeting the standard."""
    mean_level: float
    """Expected level."""


class PeopleRow(TypedDict):
    """How many finished attempts a map shows. Counts are rounded down to fives; 1 says that there are some."""

    attempts: int
    """At least so many, in all versions."""
    current: int
    """At least so many of them in the version as it is now."""


class AuthorFileScreen(Looked):
    """One file: what is to be mended in it, what was proved of it, how bots do."""

    name: Literal["author-file"]
    """Which screen."""
    path: str
    """`/author/file/<file>`."""
    title: str
    """h1 and document title."""
    row: FileRow
    """As in the library."""
    diagnostics: list[DiagnosticRow]
    """By place."""
    codes: dict[str, CodeCard]
    """Every code that occurs above -> what it means."""
    proof: ProofFacts | None
    """Of a playable scenario, once it is there."""
    bots: list[BotRow]
    """Of a playable scenario, once they are there; all or none."""
    bots_state: ProofState
    """How far the bots are."""
    problem: str
    """Why nothing can be proved, where `row.proof` is `refused`; else empty."""
    change: Change | None
    """What changed since the last look."""


class AuthorMapScreen(Looked):
    """The whole scenario, with the chance that a bot comes there, or with how many people did."""

    name: Literal["author-map"]
    """Which screen."""
    path: str
    """`/author/map/<file>/<bot>`."""
    title: str
    """Title of the scenario: h1 and document title."""
    row: FileRow
    """As in the library."""
    bots: list[str]
    """All that can be chosen: go to `/author/map/<file>/<bot>`, or to `/author/map/<file>/people`."""
    bot: str
    """The one that is shown; `people` for those who have played it."""
    outcome: BotRow | None
    """How it does; None while it is computed, and of people."""
    people: PeopleRow | None
    """How many attempts of people were looked at; None of bots, and where fewer than five people have finished it."""
    measures: Measures
    """By which lines stand in boxes and on cards."""
    nodes: list[ChartNode]
    """In the order of the file."""
    roads: list[ChartRoad]
    """By source, in the order of the file."""
    width: float
    """Of the whole drawing."""
    height: float
    """Of the whole drawing."""
    stale: bool
    """True when the file has errors now and this is the last version without."""


class AuthorReady(TypedDict):
    """The first message: the page is there."""

    do: Literal["ready"]
    """Which command."""
    path: str
    """The address that was opened; empty where the page has no address of its own (JupyterLab)."""


class AuthorGo(TypedDict):
    """Show another screen."""

    do: Literal["go"]
    """Which command."""
    path: str
    """Its address."""


class AuthorResync(TypedDict):
    """The connection is back: send the present screen again."""

    do: Literal["resync"]
    """Which command."""


class Seen(TypedDict):
    """The author has seen what changed: from now on changes are counted anew. Answered by the present screen."""

    do: Literal["seen"]
    """Which command."""


AuthorScreen: TypeAlias = (
    AuthorReadingScreen | AuthorLibraryScreen | AuthorFileScreen | PreviewScreen | AuthorMapScreen | ProblemScreen
)
"""Everything that the author's stage can show."""

AuthorCommand: TypeAlias = (
    AuthorReady | AuthorGo | AuthorResync | Seen | PreviewStart | Take | WriteReply | Undo | Restart
)
"""Everything that arrives from the author's browser. Each is checked, and the role asked for, when it is acted on."""
