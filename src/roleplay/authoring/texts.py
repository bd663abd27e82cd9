"""Every text of a scenario, with its place and whose voice it is."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from roleplay.authoring.diagnostic import Places, Steps
from roleplay.model.scenario import MENTOR, NARRATOR, Choice, Line, Lines, Node, Scenario


class Voice(StrEnum):
    """Whose words a text holds."""

    AUTHOR = "author"
    """The narrator's, or the author's own: settings, cues, feedback."""
    MENTOR = "mentor"
    """The mentor's: lines, choices, model answers."""
    OTHERS = "others"
    """A peer's or anybody else's, in their own words."""


class Said(NamedTuple):
    """One text."""

    steps: Steps
    """Where it stands."""
    text: str
    """What it says."""
    voice: Voice
    """Whose words they are."""
    choice: Choice | None = None
    """The choice that it belongs to as something the mentor says."""


def texts(scenario: Scenario, places: Places) -> Iterator[Said]:
    """All texts that anybody reads, in the order of the type."""
    author = Voice.AUTHOR
    for name in ("title", "summary", "setting", "expect"):
        yield Said((name,), getattr(scenario, name), author)
    for name in ("content_notes", "reflect", "discussion", "sources"):
        for index, text in enumerate(getattr(scenario, name)):
            yield Said((name, index), text, author)
    yield Said(("opt_out", "grounding"), scenario.opt_out.grounding, author)
    for index, resource in enumerate(scenario.resources):
        yield Said(("resources", index, "title"), resource.title, author)
        yield Said(("resources", index, "text"), resource.text, author)
    for name in ("story", "limits", "today"):
        yield Said(("mentor", name), getattr(scenario.mentor, name), Voice.MENTOR)
    for person in scenario.cast:
        yield Said(("cast", person.id, "about"), person.about, author)
    for name in ("question", "twist"):
        yield Said(("debrief", name), getattr(scenario.debrief, name), author)
    for node in scenario.nodes:
        yield from _of_node(node, places)


def _of_node(node: Node, places: Places) -> Iterator[Said]:
    here: Steps = ("nodes", node.id)
    yield from _of_lines(node.say, (*here, "say"), places, None)
    for choice in node.choices:
        steps = (*here, "choices", choice.id)
        yield Said((*steps, "text"), choice.text, Voice.MENTOR, choice)
        yield from _of_lines(choice.response, (*steps, "response"), places, choice)
        yield Said((*steps, "feedback"), choice.feedback, Voice.AUTHOR)
        if choice.enabled_if is not None:
            yield Said((*steps, "enabled_if", "reason"), choice.enabled_if.reason, Voice.AUTHOR)
    if node.reply is not None:
        yield Said((*here, "reply", "prompt"), node.reply.prompt, Voice.AUTHOR)
        yield Said((*here, "reply", "model_answer"), node.reply.model_answer, Voice.MENTOR)
        yield Said((*here, "reply", "why"), node.reply.why, Voice.AUTHOR)
    if node.end is not None:
        yield Said((*here, "end", "title"), node.end.title, Voice.AUTHOR)
        yield Said((*here, "end", "text"), node.end.text, Voice.AUTHOR)
        yield Said((*here, "end", "peer_view"), node.end.peer_view, Voice.OTHERS)
        if node.end.handed_over_to is not None:
            yield Said((*here, "end", "handed_over_to"), node.end.handed_over_to, Voice.AUTHOR)


def _of_lines(lines: Lines, here: Steps, places: Places, choice: Choice | None) -> Iterator[Said]:
    for index, line in enumerate(lines):
        steps = (*here, index)
        voice = _voice(line)
        yield Said(text_steps(line, steps, places), line.text, voice, choice if voice is Voice.MENTOR else None)
        if line.cue is not None:
            yield Said((*steps, "cue"), line.cue, Voice.AUTHOR)
        if line.thought is not None:
            yield Said((*steps, "thought"), line.thought, voice)


def _voice(line: Line) -> Voice:
    return {MENTOR: Voice.MENTOR, NARRATOR: Voice.AUTHOR}.get(line.who, Voice.OTHERS)


def text_steps(line: Line, steps: Steps, places: Places) -> Steps:
    """The way to the text of a line: under its speaker in the short form, under `text` in the long one."""
    short = (*steps, line.who)
    return short if short in places else (*steps, "text")


def lines(scenario: Scenario) -> Iterator[tuple[Steps, Line]]:
    """Every line, in nodes and in responses, with the way to it."""
    for node in scenario.nodes:
        for index, line in enumerate(node.say):
            yield ("nodes", node.id, "say", index), line
        for choice in node.choices:
            for index, line in enumerate(choice.response):
                yield ("nodes", node.id, "choices", choice.id, "response", index), line
