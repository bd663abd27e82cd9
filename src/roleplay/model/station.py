"""A station: a scene that a person plays with the trainee, while observers tick. Everybody meets the same prompts.

A station that was played becomes a scenario of a simple kind: each prompt that was reached is a node that says the
actor's line, and asks for a reply that is spoken. So an attempt at it is a log like any other, and is looked at so.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from roleplay.model.frozen import Frozen, Named, ScenarioId, Short, Slug, Text
from roleplay.model.scenario import (
    Debrief,
    Ending,
    Line,
    Medium,
    Node,
    OptOut,
    Person,
    Persona,
    Pillar,
    Reply,
    Required,
    Resource,
    Scenario,
    SignOffs,
    Topic,
    Use,
)

_PLAYED = "peer"  # the actor's part, in the cast


class Part(Frozen):
    """Whom the actor plays. Only those who play or conduct the station read it, except for what the mentor knows."""

    name: Short
    """Name of the person who is played."""
    pronouns: Short
    """e.g. "they/them"."""
    about: Text
    """What the mentor knows beforehand; the trainee reads it, too."""
    role: Literal["peer", "clinician", "colleague", "family", "other"] = "peer"
    """Who the person is to the mentor."""
    story: Text
    """Who they are and what happened before the scene, as much as the actor needs."""
    feelings: Text
    """What they feel when it begins, and what makes it lighter or heavier."""
    holds_back: Text
    """What they do not say by themselves, and what would let them say it."""
    never: tuple[Text, ...] = Field(min_length=1)
    """What the actor must not do."""
    stop: Text
    """When the actor stops at once, and how."""
    afterwards: tuple[Text, ...] = Field(min_length=1)
    """How the actor leaves the part behind, step by step."""


class Prompt(Frozen):
    """One thing that the actor says or does, the same for everybody, so that something can be shown."""

    id: Slug
    """Unique in the station."""
    say: Text
    """What the actor says, word for word."""
    do: Text | None = None
    """What the actor does meanwhile; what a camera would show."""
    beneath: Text | None = None
    """What the person thinks, for the actor; the trainee reads it afterwards."""
    opens: tuple[Slug, ...] = Field(min_length=1)
    """Behaviours that it gives an opportunity for: basic and advanced ones. Harm needs none."""
    again: Text
    """The second chance: what the actor says or does if it is not taken up. Once, then the next prompt."""
    listen_for: Text
    """What taking it up can look like, for observers, and for the trainee afterwards."""
    why: Text
    """What taking it up gives the other person."""


class Station(Frozen):
    """A whole station file."""

    format: Literal["station/1"]
    """Kind and version of the file."""
    id: ScenarioId
    """`stations`, slash, slug. Never changes once people have played it."""
    title: Short
    """As trainee and desk read it; gives nothing away."""
    summary: Text
    """One or two sentences for those who choose a station; the trainee does not read it."""
    pillar: Pillar
    """The part of the training that it belongs to."""
    minutes: int = Field(ge=5, le=20)
    """Minutes of play. The clock reminds gently, and ends nothing."""
    intensity: Literal[1, 2]
    """1 everyday, 2 moving. A scene that a living person plays goes deeper than one that is read, so there is no 3."""
    content_notes: tuple[Short, ...] = Field(min_length=1)
    """What distressing things come up; trainee, actor and observers read them before they agree."""
    topics: tuple[Topic, ...] = ()
    """Topics that bring duties."""
    medium: Literal[Medium.IN_PERSON, Medium.PHONE, Medium.VIDEO] = Medium.IN_PERSON
    """How the two talk."""
    setting: Text
    """Where, when, who; told to the trainee."""
    task: Text
    """What the trainee is to do; told to the trainee."""
    mentor: Persona
    """The persona that the trainee plays."""
    actor: Part
    """The actor's brief."""
    assesses: dict[Slug, Required] = Field(min_length=1, max_length=4)
    """Competency -> what it requires here."""
    prompts: Named[Prompt] = Field(min_length=3, max_length=16)
    """All prompts, in the order in which they are played."""
    end: Ending
    """How the scene closes when the last prompt has been played or the time is up."""
    grounding: Text
    """A short grounding exercise, for whoever needs one at a stop or afterwards."""
    resources: tuple[Resource, ...] = Field(min_length=1)
    """Help for all who took part."""
    debrief: Debrief
    """What is looked at afterwards."""
    sources: tuple[Text, ...] = Field(min_length=1)
    """What the station rests on: frameworks, named and paraphrased."""
    sign_off: SignOffs = SignOffs()
    """Who has reviewed it."""

    def prompt(self, prompt_id: str) -> Prompt | None:
        """The prompt with this id, or None."""
        return next((prompt for prompt in self.prompts if prompt.id == prompt_id), None)


def as_played(station: Station, reached: int) -> Scenario:
    """The scenario that a station was which was played as far as its first `reached` prompts.

    What was not reached is not in it: nobody is rated on what was never said to them. Raises `ValueError` for a number
    of prompts that cannot be.
    """
    if not 1 <= reached <= len(station.prompts):
        raise ValueError(f"a station of {len(station.prompts)} prompts was played as far as {reached}")
    nodes = [_node(prompt) for prompt in station.prompts[:reached]]
    end = next(name for count in range(reached + 1) if all((name := f"end-{count}") != node.id for node in nodes))
    part = station.actor
    return Scenario(
        format="scenario/1",
        id=station.id,
        title=station.title,
        summary=station.summary,
        pillar=station.pillar,
        use=Use.STATION,
        duration_min=station.minutes,
        intensity=station.intensity,
        content_notes=station.content_notes,
        topics=station.topics,
        medium=station.medium,
        setting=station.setting,
        opt_out=OptOut(goto=end, grounding=station.grounding),
        resources=station.resources,
        assesses=station.assesses,
        mentor=station.mentor,
        cast=(Person(id=_PLAYED, name=part.name, pronouns=part.pronouns, about=part.about, role=part.role),),
        expect=station.task,
        start=nodes[0].id,
        nodes=(*nodes, Node(id=end, end=station.end)),
        reflect=(station.debrief.question,),
        debrief=station.debrief,
        sources=station.sources,
        sign_off=station.sign_off,
    )


def _node(prompt: Prompt) -> Node:
    line = Line(who=_PLAYED, text=prompt.say, cue=prompt.do, thought=prompt.beneath)
    reply = Reply(prompt=prompt.why, model_answer=prompt.listen_for, why=prompt.why, looks_for=prompt.opens)
    return Node(id=prompt.id, say=(line,), reply=reply)
