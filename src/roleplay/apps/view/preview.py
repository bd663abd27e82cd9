"""The author's preview: one scenario played from any place, with everything laid open. Nothing of it is kept."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from roleplay.apps.view.cards import Level, MediumCode, Persona, Speaker
from roleplay.apps.view.player import Item

PlainValue: TypeAlias = bool | int | str
"""What a variable can hold."""


class Atom(TypedDict):
    """A part of a condition that reads one thing."""

    text: str
    """As it can be read: `trust >= 3`."""
    name: str
    """What is read: `trust`, `site.mandated_reporter`."""
    value: PlainValue
    """What that is now."""
    holds: bool
    """Whether this part holds."""


class ConditionCard(TypedDict):
    """A condition, and why it holds or not."""

    kind: Literal["shown_if", "enabled_if", "if"]
    """Hidden unless it holds; closed unless it holds; a line or tick under a condition."""
    text: str
    """As in the file."""
    holds: bool
    """Whether it holds now."""
    atoms: list[Atom]
    """Everything that it reads, from left to right."""


class TickCard(TypedDict):
    """A behaviour that a choice or a place shows."""

    behaviour: str
    """Its id."""
    text: str
    """Its anchor; the id where the rubric is not to be had."""
    kind: Literal["harmful", "basic", "advanced"] | None
    """Its kind; None where the rubric is not to be had."""
    competency: str | None
    """Id of its rubric."""
    condition: ConditionCard | None
    """Shown only then."""


class EffectCard(TypedDict):
    """What a choice changes."""

    name: str
    """Variable."""
    before: PlainValue
    """Its value now."""
    after: PlainValue
    """Its value after the choice."""


class PreviewChoice(TypedDict):
    """A choice, with everything that is behind it."""

    id: str
    """Its id; sent back with `take`."""
    place: int | None
    """Its number in the displayed order, from 1; None for a hidden one."""
    text: str
    """What the mentor would say."""
    state: Literal["open", "closed", "hidden"]
    """Whether it can be taken, is seen but closed, or not seen at all."""
    reason: str | None
    """What a trainee is told about a closed one."""
    conditions: list[ConditionCard]
    """Its `shown_if` and `enabled_if`, where it has them: why it is hidden or closed, or open."""
    ticks: list[TickCard]
    """The behaviours that it shows."""
    effects: list[EffectCard]
    """What it changes."""
    repairs: list[str]
    """Harmful behaviours that it repairs."""
    target: str
    """The node that it leads to."""
    feedback: str
    """What a trainee reads afterwards."""


class PreviewChoices(TypedDict):
    """What do you say? Answered by `take`."""

    kind: Literal["choices"]
    """What is asked for now."""
    choices: list[PreviewChoice]
    """Those on display in displayed order, then the hidden ones in the order of the file."""


class PreviewReply(TypedDict):
    """A written reply. Answered by `write`."""

    kind: Literal["reply"]
    """What is asked for now."""
    prompt: str
    """What to write, to whom, in persona."""
    max_words: int
    """How much."""
    model_answer: str
    """One good answer."""
    why: str
    """What makes it good."""
    looks_for: list[TickCard]
    """The tick-list."""


class PreviewEnd(TypedDict):
    """The end: nothing is asked. The last item is the ending."""

    kind: Literal["end"]
    """What is asked for now."""
    peer_view: str
    """What the peer would say a day later."""
    reflect: list[str]
    """The questions that a trainee is asked now."""


PreviewNow: TypeAlias = PreviewChoices | PreviewReply | PreviewEnd
"""What is asked at the place that the preview has reached."""


class ShownTick(TypedDict):
    """A behaviour that was shown on the way."""

    behaviour: str
    """Its id."""
    text: str
    """Its anchor."""
    kind: Literal["harmful", "basic", "advanced"] | None
    """Its kind; None where the rubric is not to be had."""
    competency: str | None
    """Id of its rubric."""
    where: str
    """`node/choice`, or `node` for one shown by getting there."""
    turn: int
    """The turn that it belongs to."""
    repaired: bool
    """Whether a later choice repaired it."""


class RequiredBasic(TypedDict):
    """A required basic behaviour."""

    behaviour: str
    """Its id."""
    text: str
    """Its anchor."""
    shown: bool
    """Whether it was shown."""


class RawLevel(TypedDict):
    """One assessed competency as it stands."""

    competency: str
    """Id of the rubric."""
    name: str
    """As displayed."""
    level: Level | None
    """As it would be if the conversation stopped here; None when there was no opportunity yet."""
    required: list[RequiredBasic]
    """What the scenario requires."""
    harmful: int
    """Ticks so far."""
    basic: int
    """Ticks so far."""
    advanced: int
    """Ticks so far."""


class ValueCard(TypedDict):
    """A declared variable or a policy of the site."""

    name: str
    """`trust`; of a policy without `site.`."""
    kind: Literal["range", "flag", "words", "vary", "policy"]
    """What it is. A `vary` word and a policy never change on the way."""
    start: PlainValue
    """Where this preview started it."""
    value: PlainValue
    """What it is now."""
    changed: bool
    """Whether the last step changed it."""
    low: int | None
    """Smallest, of a range."""
    high: int | None
    """Largest, of a range."""
    words: list[str]
    """What it can be, of words, vary and policy."""
    read: bool
    """Whether the scenario reads it anywhere."""


class ProfileCard(TypedDict):
    """A site profile that the scenario declares."""

    name: str
    """Its name."""
    policies: dict[str, str]
    """Policy -> value; what it does not name is `unset`."""


class PreviewScreen(TypedDict):
    """A scenario played by its author, from any place."""

    name: Literal["author-preview"]
    """Which screen."""
    path: str
    """`/author/preview/<file>/<node>`: where it started."""
    title: str
    """Title of the scenario: h1 and document title."""
    looked_at: str
    """When the files were read last."""
    news: list[str]
    """What just happened to the file and to this preview, in sentences; empty for an answer to the author."""
    file: str
    """Which file."""
    file_path: str
    """Its own screen."""
    map_path: str
    """Its map."""
    stale: bool
    """True when the file has errors now: this is the last version without. `file_path` shows the errors."""
    medium: MediumCode
    """Where it takes place."""
    setting: str
    """Read before it starts."""
    mentor: Persona
    """The persona."""
    cast: list[Speaker]
    """For names and colours."""
    nodes: list[str]
    """Ids of all nodes, in the order of the file: where a preview can start."""
    profiles: list[ProfileCard]
    """Those that the scenario declares."""
    profile: str | None
    """The one that this preview started from; None for none."""
    start: str
    """The node that it started at."""
    node: str
    """The node that it has reached."""
    seq: int
    """Number of steps so far; `take` and `write` carry it back, so that a double click counts once."""
    can_undo: bool
    """Whether there is a step to take back."""
    values: list[ValueCard]
    """Declared variables, in the order of the file."""
    site: list[ValueCard]
    """The site's policies."""
    items: list[Item]
    """The transcript so far, with thoughts and feedback."""
    now: PreviewNow
    """What is asked for."""
    ticks: list[ShownTick]
    """So far, in order."""
    levels: list[RawLevel]
    """Each assessed competency as it stands; empty where a rubric is not to be had."""
    met_standard: bool | None
    """Whether the standard would be met if it stopped here; None where a rubric is not to be had."""


class PreviewStart(TypedDict):
    """Begin a preview. Also the way to change values: it starts again at the node that is named."""

    do: Literal["preview"]
    """Which command."""
    file: str
    """Which scenario."""
    node: str | None
    """Where; None for the scenario's own start."""
    profile: str | None
    """A declared profile to start from; None for no policy set."""
    site: dict[str, str]
    """Single policies that differ from the profile."""
    values: dict[str, PlainValue]
    """Variables (`vary` words too) that differ from their start."""
    way: list[str]
    """Choices to take at once, each as `node/choice`; replies on the way are skipped. It ends where one is not open."""


class Take(TypedDict):
    """Take a choice."""

    do: Literal["take"]
    """Which command."""
    seq: int
    """`seq` of the screen."""
    choice: str
    """Its id."""


class WriteReply(TypedDict):
    """Give the written reply, or skip it. The text is shown in the transcript and kept nowhere else."""

    do: Literal["write"]
    """Which command."""
    seq: int
    """`seq` of the screen."""
    text: str | None
    """None: skipped."""


class Undo(TypedDict):
    """Take the last step back."""

    do: Literal["undo"]
    """Which command."""
    seq: int
    """`seq` of the screen."""


class Restart(TypedDict):
    """Go back to where this preview started, with the values that it started with."""

    do: Literal["restart"]
    """Which command."""
