"""A scenario: a conversation with people in it, what can be said at each turn, and what each answer is worth.

This module says what a scenario file may hold. What the parts of one scenario must be to each other (targets exist,
conditions fit, behaviours are known) is checked in `roleplay.authoring`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from roleplay.model.condition import Domain
from roleplay.model.frozen import Frozen, Named, ScenarioId, Short, Slug, Text, VariableName

NARRATOR = "narrator"
MENTOR = "mentor"
Condition = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
"""A condition as written; see `roleplay.model.condition`."""


class Pillar(StrEnum):
    """The part of the training that a scenario belongs to."""

    DISCLOSURE = "disclosure"
    DE_ESCALATION = "de-escalation"
    REFERRAL = "referral"
    EVERYDAY = "everyday"
    TEAM = "team"


class Use(StrEnum):
    """What a scenario may be used for."""

    PRACTICE = "practice"
    ASSESSMENT = "assessment"
    BOTH = "both"
    STATION = "station"
    """Not to be written in a file: what a station becomes that was played."""


class Medium(StrEnum):
    """Where the conversation takes place."""

    IN_PERSON = "in-person"
    GROUP = "group"
    PHONE = "phone"
    VIDEO = "video"
    VIDEO_GROUP = "video-group"
    TEXT_CHAT = "text-chat"


class Topic(StrEnum):
    """Topics that bring duties with them: such a scenario must offer a hand-over and depends on local settings."""

    SUICIDE = "suicide"
    SELF_HARM = "self-harm"
    DANGER = "danger"
    THREAT_TO_OTHERS = "threat-to-others"
    ABUSE_OR_NEGLECT = "abuse-or-neglect"
    CONFIDENTIALITY = "confidentiality"
    MEDICATION = "medication"


class Variable(Frozen):
    """One declared, typed, bounded piece of state. Exactly one of `range`, `flag`, `words` and `vary`.

    `vary` is drawn once for each attempt from its seed and never changes; the others are changed by choices.
    """

    range: tuple[int, int] | None = None
    """Smallest and largest value of a number; effects are added and stay within."""
    flag: bool | None = None
    """True or false, with this start."""
    words: tuple[Slug, ...] = ()
    """The words that it can be."""
    vary: tuple[Slug, ...] = ()
    """The words of which each attempt gets one."""
    start: int | str | None = None
    """Where a range or a list of words starts."""
    cue: bool = False
    """True of what varies and must be read: nobody who goes by the answers alone may pass under all its words."""

    @model_validator(mode="after")
    def _one_kind(self) -> Variable:
        kinds = [self.range is not None, self.flag is not None, bool(self.words), bool(self.vary)]
        if sum(kinds) != 1:
            raise ValueError("a variable is exactly one of range, flag, words or vary")
        if self.range is not None:
            low, high = self.range
            if low >= high or high - low > 100:
                raise ValueError("a range goes from a smaller to a larger number, at most 100 apart")
            if not isinstance(self.start, int) or not low <= self.start <= high:
                raise ValueError(f"a range needs a start from {low} to {high}")
        elif self.words:
            if self.start not in self.words:
                raise ValueError(f"words need a start that is one of them: {', '.join(self.words)}")
        elif self.start is not None:
            raise ValueError("start belongs to a range or to words")
        if self.vary and len(set(self.vary)) < 2:
            raise ValueError("vary needs at least two different words")
        if self.cue and not self.vary:
            raise ValueError("a cue is something that varies: cue belongs to vary")
        return self

    @property
    def domain(self) -> Domain:
        """What it can be, for conditions."""
        if self.range is not None:
            return Domain(low=self.range[0], high=self.range[1])
        return Domain(flag=True) if self.flag is not None else Domain(words=self.words or self.vary)


_LINE_FIELDS = frozenset({"who", "text", "cue", "thought", "if", "only_if", "at"})


def _line(value: Any) -> Any:
    """Let `{dana: "Hello", cue: "waves"}` stand for `{who: dana, text: "Hello", cue: "waves"}`."""
    if not isinstance(value, dict) or "who" in value:
        return value
    speakers = [key for key in value if key not in _LINE_FIELDS]
    if len(speakers) != 1:
        return value
    rest = {key: item for key, item in value.items() if key != speakers[0]}
    return {"who": speakers[0], "text": value[speakers[0]], **rest}


class Line(Frozen):
    """Something said or shown. In a file: `{dana: "Hello.", cue: "waves"}`; the narrator's is `{narrator: "..."}`."""

    who: Slug
    """Id in the cast, or `narrator`, or `mentor` (the persona speaks without being asked)."""
    text: Text
    """What is said."""
    cue: Text | None = None
    """What a camera would show while it is said."""
    thought: Text | None = None
    """What the person thinks; revealed in the debrief only."""
    at: Short | None = None
    """Time stamp in a text chat, e.g. "01:12"."""
    only_if: Condition | None = Field(default=None, alias="if")
    """Said only then."""


Lines = tuple[Annotated[Line, BeforeValidator(_line)], ...]


def _tick(value: Any) -> Any:
    return {"tick": value} if isinstance(value, str) else value


class TickRule(Frozen):
    """A behaviour that a choice or a node shows, perhaps only under a condition. A bare id means always."""

    tick: Slug
    """Id of the behaviour."""
    only_if: Condition | None = Field(default=None, alias="if")
    """Read before the effects of the choice."""


Ticks = tuple[Annotated[TickRule, BeforeValidator(_tick)], ...]


class SetTo(Frozen):
    """Set a number to a value instead of adding to it."""

    set: int
    """The new value."""


Effects = dict[VariableName, bool | int | SetTo | Slug]
"""Variable -> true/false for a flag, a number to add, `{set: 3}`, or a word."""


class Gate(Frozen):
    """A condition for a choice that is always seen, with the reason shown while it is closed."""

    when: Condition
    """Open only then."""
    reason: Text
    """Why it is closed, in the trainee's view; must not give away what would be best."""


class Choice(Frozen):
    """One thing that the mentor can say or do."""

    id: Slug
    """Unique in its node."""
    text: Text
    """What the mentor says, in persona. An action stands in *asterisks*."""
    ticks: Ticks = ()
    """Behaviours that it shows."""
    repairs: tuple[Slug, ...] = ()
    """Harmful behaviours shown earlier that this repairs; the harm stays on record, marked as repaired."""
    effects: Effects = Field(default_factory=dict)
    """What it changes."""
    response: Lines = ()
    """What follows at once, before feedback."""
    feedback: Text
    """What the words did to the other person and what they left open."""
    shown_if: Condition | None = None
    """Hidden unless this holds."""
    enabled_if: Gate | None = None
    """Shown, but closed with a reason unless this holds."""
    goto: Slug | None = None
    """Next node; default: the node's own `goto`, else the next node of the file."""


class Reply(Frozen):
    """A written reply. People can mark it; what the machine requires never depends on it."""

    prompt: Text
    """What to write, to whom, in persona."""
    model_answer: Text
    """One good answer, shown afterwards for comparison."""
    why: Text
    """What makes it good."""
    looks_for: tuple[Slug, ...] = Field(min_length=1)
    """The tick-list: behaviours that a good (or harmful) reply shows."""
    max_words: int = Field(default=120, ge=10, le=400)
    """A longer reply is refused kindly."""


class Ending(Frozen):
    """Where a conversation stops."""

    title: Short
    """What happened, in a few words, e.g. "She stays for the second half"."""
    text: Text
    """How it closes, told by the narrator."""
    peer_view: Text
    """What the peer would say about this conversation a day later, in the first person."""
    handed_over_to: Short | None = None
    """Who stays with the person or takes it on; required of endings where a crisis is the topic."""


class Node(Frozen):
    """A moment: lines, then choices, or a written reply, or an ending, or simply onwards."""

    id: Slug
    """Unique in the scenario."""
    say: Lines = ()
    """What happens when the conversation gets here."""
    ticks: Ticks = ()
    """Behaviours shown by getting here, e.g. something that was never said."""
    choices: Named[Choice] = ()
    """What the mentor can say."""
    order: Literal["shuffled", "fixed"] = "shuffled"
    """Displayed order; shuffled by the attempt's seed unless the order itself means something."""
    otherwise: Slug | None = None
    """Where to go when no choice is open; required when every choice has a condition."""
    reply: Reply | None = None
    """A written reply instead of choices."""
    end: Ending | None = None
    """An ending instead of choices."""
    goto: Slug | None = None
    """Where choices and replies lead that do not say; default: the next node of the file."""

    @model_validator(mode="after")
    def _one_purpose(self) -> Node:
        if sum([bool(self.choices), self.reply is not None, self.end is not None]) > 1:
            raise ValueError("a node has choices, or a reply, or an end: one of them")
        if self.end is not None and self.goto is not None:
            raise ValueError("an end goes nowhere: remove goto")
        return self


class Required(Frozen):
    """What one competency asks of this scenario."""

    requires: tuple[Slug, ...] = Field(min_length=1)
    """Basic behaviours without which the level stays at 2."""


class Persona(Frozen):
    """The fictional mentor in whose shoes the trainee acts. Nobody's real story is ever asked for."""

    name: Short
    """First name."""
    pronouns: Short
    """e.g. "she/her"."""
    story: Text
    """What the mentor lived through, as much as the scenario needs."""
    limits: Text
    """What the mentor does not talk about, or needs."""
    today: Text
    """What kind of day it is for the mentor."""


class Person(Frozen):
    """Somebody in the conversation."""

    id: Slug
    """Key in the cast."""
    name: Short
    """Name as displayed."""
    pronouns: Short
    """e.g. "they/them"."""
    about: Text
    """What the mentor knows beforehand."""
    role: Literal["peer", "clinician", "colleague", "family", "other"] = "peer"
    """Who the person is to the mentor."""


class OptOut(Frozen):
    """Leaving without a penalty."""

    goto: Slug
    """An ending that closes the scene gently for somebody who has had enough."""
    grounding: Text
    """A short grounding exercise that is offered with *Pause*."""


class Resource(Frozen):
    """Help for the trainee, offered in every phase beside the site's own crisis lines."""

    title: Short
    """Who or what."""
    text: Text
    """How to reach it, or what to do. No telephone number of one country: those are site settings."""


class Debrief(Frozen):
    """What is looked at together afterwards."""

    question: Text
    """One question to take to supervision."""
    twist: Text
    """What this scenario is about underneath, said in two or three sentences."""


class Twin(Frozen):
    """The other of two scenarios that offer the same answers, while one cue decides which of them help."""

    of: ScenarioId
    """Id of the other scenario."""
    cue: Text
    """What differs, in words, e.g. "his hands shake once he is quiet"."""


class SignOff(Frozen):
    """A review by a named person. Absent until it really happened."""

    who: Short
    """Name and standing."""
    on: date
    """Date of the review."""
    review_by: date
    """When it is due again."""


class SignOffs(Frozen):
    """Who has looked at this scenario; nobody yet where it is empty."""

    lived_experience: SignOff | None = None
    """A reader with lived experience of what it shows."""
    clinical: SignOff | None = None
    """A clinician."""
    counsel: SignOff | None = None
    """Somebody who knows the law of the place."""


class Scenario(Frozen):
    """A whole scenario file."""

    format: Literal["scenario/1"]
    """Kind and version of the file."""
    id: ScenarioId
    """Pillar, slash, slug. Never changes once people have played it."""
    title: Short
    """As it stands in the library."""
    summary: Text
    """One or two sentences for the library; gives nothing away."""
    pillar: Pillar
    """The part of the training that it belongs to."""
    use: Use
    """Practice, assessment or both; a station is a kind of file of its own."""
    duration_min: int = Field(ge=3, le=60)
    """Minutes for one way through, unhurried."""
    intensity: Literal[1, 2, 3]
    """1 everyday, 2 moving, 3 may stay with you."""
    content_notes: tuple[Short, ...] = Field(min_length=1)
    """What distressing things come up."""
    topics: tuple[Topic, ...] = ()
    """Topics that bring duties."""
    medium: Medium
    """Where it takes place."""
    setting: Text
    """Where, when, who; read before it starts."""
    opt_out: OptOut
    """The gentle way out."""
    resources: tuple[Resource, ...] = Field(min_length=1)
    """Help for the trainee."""
    assesses: dict[Slug, Required] = Field(min_length=1, max_length=4)
    """Competency -> what it requires here."""
    mentor: Persona
    """The persona that the trainee plays."""
    cast: Named[Person] = Field(min_length=1)
    """Everybody else."""
    expect: Text
    """The question of the anticipate phase, e.g. what the trainee thinks will be hard."""
    state: dict[VariableName, Variable] = Field(default_factory=dict)
    """Declared state."""
    profiles: dict[Slug, dict[VariableName, Slug]] = Field(default_factory=dict)
    """Site profiles under which the scenario is proved: name -> site setting -> value. Empty: nothing set."""
    start: Slug
    """First node."""
    nodes: Named[Node] = Field(min_length=1)
    """All nodes, in the order of the file."""
    twin: Twin | None = None
    """A scenario that this one shares opening and answers with; nobody who does not read the cue can pass both."""
    reflect: tuple[Text, ...] = Field(min_length=1, max_length=3)
    """Private questions after the end."""
    debrief: Debrief
    """What is looked at afterwards."""
    discussion: tuple[Text, ...] = Field(default=(), max_length=12)
    """What a group can talk about that has played it together, in a workshop. Nobody is asked for their own story."""
    sources: tuple[Text, ...] = Field(min_length=1)
    """What the scenario rests on: frameworks, named and paraphrased."""
    sign_off: SignOffs = SignOffs()
    """Who has reviewed it."""

    def node(self, node_id: str) -> Node | None:
        """The node with this id, or None."""
        return next((n for n in self.nodes if n.id == node_id), None)

    def person(self, person_id: str) -> Person | None:
        """The member of the cast with this id, or None."""
        return next((p for p in self.cast if p.id == person_id), None)
