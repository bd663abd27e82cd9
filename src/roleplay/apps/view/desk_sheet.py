"""An attempt on an evaluator's desk. No name, no time and no pause of the trainee; no id of anybody."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from roleplay.apps.view.cards import Help
from roleplay.apps.view.desk import BarItem

KindCode = Literal["harmful", "basic", "advanced"]
"""What a behaviour says."""
StateCode = Literal["unmarked", "needs-second", "agreed", "disagrees", "adjudicated", "returned"]
"""How far a review has come."""
WordsCode = Literal["strength", "next-step", "comment", "note"]
"""What an evaluator writes."""


class DeskLine(TypedDict):
    """A line of somebody else."""

    name: str
    """Who said it; empty for the narrator."""
    text: str
    """What was said."""
    cue: str | None
    """What a camera would have shown."""
    at: str | None
    """Time stamp in a text chat that the scenario tells."""


class DeskOffer(TypedDict):
    """Something that could have been said."""

    text: str
    """The words."""
    chosen: bool
    """Whether the trainee chose it."""
    closed: str | None
    """Why it could not be chosen; None when it could."""


class DeskTurn(TypedDict):
    """What led to something that the trainee did, and what they did; or how it ended."""

    moment: int | None
    """Which ticks and comments point at; None for the ending, at which nothing is marked."""
    lines: list[DeskLine]
    """What others said before it."""
    chosen: str | None
    """The words that were chosen."""
    offers: list[DeskOffer]
    """All that was on offer, in the order in which it was displayed."""
    prompt: str | None
    """What a written reply was asked for."""
    reply: str | None
    """What was written; None when nothing was, or it cannot be read now."""
    ending: str | None
    """How it ended."""


class DeskBehaviour(TypedDict):
    """A behaviour that can be ticked."""

    id: str
    """Its id."""
    kind: KindCode
    """Harmful, basic or advanced."""
    critical: bool
    """For a harmful one that weighs most."""
    text: str
    """Its anchor."""
    example: str
    """What it can sound like."""
    required: bool
    """Whether the scenario asks for it: without it the level is 2 at most."""


class DeskCompetency(TypedDict):
    """A competency with its tick-list."""

    id: str
    """Its id."""
    title: str
    """Its name."""
    about: str
    """What it means."""
    assessed: bool
    """Whether this scenario is about it."""
    behaviours: list[DeskBehaviour]
    """Harmful ones first, then basic ones, then advanced ones."""


class DeskMarks(TypedDict):
    """What is ticked."""

    ticks: list[tuple[str, int]]
    """Behaviours, each with its moment."""
    none: list[str]
    """Competencies that there was no opportunity to show."""
    clears: list[str]
    """Harm that the machine ticked and the evaluator does not find."""
    confidence: int | None
    """1 to 3; None as long as it was not said."""
    lived: bool
    """Whether they mark as somebody with lived experience."""


class DeskRating(TypedDict):
    """What one person marked, as others see it."""

    who: str
    """"A", "B" and so on, in the order in which they began; empty for a decision."""
    own: bool
    """Whether it was the reader."""
    ticks: list[tuple[str, int]]
    """Behaviours, each with its moment."""
    clears: list[str]
    """Harm of the machine's that they did not find."""
    levels: dict[str, int | None]
    """Competency -> level; None for no opportunity."""
    confidence: int
    """1 to 3."""
    reason: str | None
    """Why, in their words."""


class DeskDiffers(TypedDict):
    """Where ratings differ."""

    competencies: list[str]
    """In the level."""
    ticks: list[tuple[str, int]]
    """Behaviours that only some ticked at that moment."""


class DeskMachine(TypedDict):
    """What the choices come to, once the reader has marked."""

    levels: dict[str, int | None]
    """Competency -> level; None for no opportunity."""
    harm: list[tuple[str, int]]
    """Harmful behaviours that the choices showed, each with its moment."""


class DeskResult(TypedDict):
    """What a competency comes to."""

    competency: str
    """Its id."""
    level: int | None
    """None for no opportunity."""
    basis: str
    """What it rests on: `adjudicated` or `human`; `machine` for the time being; `open` on nothing yet."""
    standing: list[str]
    """Harm of the machine's that nobody has marked or cleared: the level stays 1 until then."""


class DeskWords(TypedDict):
    """Something that an evaluator wrote."""

    id: str | None
    """By which it is changed; None when it cannot be any more, or is somebody else's."""
    kind: str
    """A `WordsCode`, or `reason`."""
    text: str | None
    """The words; None when they cannot be read now."""
    moment: int | None
    """At which turn; None for the whole."""


class DeskLetter(TypedDict):
    """What the trainee would read by a return."""

    words: list[DeskWords]
    """What evaluators wrote to the trainee, as far as the reader sees it."""
    missing: str | None
    """What a return waits for: `marks`, `strength` or `nothing-new`; None when it can be made."""


class DeskSheetScreen(TypedDict):
    """The marking desk: one attempt, its mark scheme, and what the evaluator makes of it."""

    name: Literal["desk_sheet"]
    path: str
    """Address below the server's base URL."""
    title: str
    """For the document."""
    sheet: str
    """Id of the attempt."""
    scenario: str
    """Hash of the scenario; marks name it."""
    heading: str
    """The scenario's title."""
    trainee: str
    """A pseudonym."""
    state: StateCode
    """How far the review has come."""
    decides: bool
    """Whether the reader decides between ratings, or has."""
    looks: bool
    """Whether the trainee has asked for another look."""
    practice: bool
    """Whether what is marked here counts for nothing: the evaluator is still being calibrated."""
    anchor: bool
    """Whether it was an anchor, as far as the reader may know."""
    station: bool
    """Whether it was played face to face: then nothing was written, and nothing is recorded but where it went."""
    turns: list[DeskTurn]
    """The conversation."""
    shared: list[str]
    """What the trainee has shared beside it."""
    competencies: list[DeskCompetency]
    """The mark scheme: what the scenario is about, then everything else."""
    marks: DeskMarks
    """What is ticked now."""
    levels: dict[str, int | None]
    """What that comes to: competency -> level; None for no opportunity."""
    seen: str | None
    """When the marks were kept that are not handed in; None when there are none."""
    handed_in: bool
    """Whether the reader has marked it, or decided: then other marks are a change, which needs a reason."""
    machine: DeskMachine | None
    """None before the reader has marked."""
    ratings: list[DeskRating]
    """What people marked, as far as the reader may see it."""
    decision: DeskRating | None
    """What was decided between them."""
    differs: DeskDiffers
    """Where those ratings differ."""
    results: list[DeskResult] | None
    """What it comes to; None before that may be seen."""
    writes: bool
    """Whether the reader writes to the trainee."""
    words: list[DeskWords]
    """What the reader wrote."""
    letter: DeskLetter | None
    """For those who can return it."""
    answers: list[str | None] | None
    """What the trainee answered; None before the reader has marked."""
    contact: str | None
    """Who is told of a concern; None when nobody is named."""
    bar: NotRequired[list[BarItem]]
    help: NotRequired[Help]


class DeskShutScreen(TypedDict):
    """An attempt that cannot be opened just now, because others have it."""

    name: Literal["desk_shut"]
    path: str
    title: str
    sheet: str
    """Id of the attempt."""
    text: str
    """What is the matter."""
    fix: str
    """What to do."""
    kept: bool
    """Whether the reader has marks there that are not handed in."""
    bar: NotRequired[list[BarItem]]
    help: NotRequired[Help]


class DeskKept(TypedDict):
    """News: marks were kept, or not."""

    about: Literal["kept"]
    quiet: Literal[True]
    """Nobody waits for it."""
    number: int
    """That of the command."""
    seen: str | None
    """When they were kept; None when they were not."""
    levels: dict[str, int | None]
    """What they come to."""
    trouble: str | None
    """Why they were not kept."""
    later: bool
    """Whether it is not the marks that are wrong, so that the same ones can be kept later."""
    lost: str | None
    """Why the attempt is not held for the reader any more."""
