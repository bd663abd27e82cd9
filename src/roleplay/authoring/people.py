"""Who speaks, who is only announced, and what can be seen when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from roleplay.authoring.diagnostic import Diagnostic, Places
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.texts import Said, lines, texts
from roleplay.errors import did_you_mean
from roleplay.model.scenario import MENTOR, NARRATOR, Medium, Scenario
from roleplay.model.site import PLACEHOLDERS

WITH_CHAT = frozenset({Medium.TEXT_CHAT, Medium.VIDEO, Medium.VIDEO_GROUP})
"""Media in which messages with a time can be seen."""

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


def speakers(scenario: Scenario, _rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find speakers nobody knows (RP240), and members of the cast who never appear (RP241)."""
    known = {NARRATOR, MENTOR, *(person.id for person in scenario.cast)}
    heard: set[str] = set()
    for steps, line in lines(scenario):
        heard.add(line.who)
        if line.who not in known:
            where = next(((*steps, key) for key in (line.who, "who") if (*steps, key) in places), steps)
            fix = did_you_mean(line.who, known).strip() or "Add the person to cast:."
            yield places.report(
                "RP240", where, f'Nobody in the cast is called "{line.who}".', fix, key=where[-1] != "who"
            )
    said = [one for one in texts(scenario, places) if one.steps[0] != "cast"]
    for person in scenario.cast:
        name = re.compile(rf"\b{re.escape(person.name)}\b")
        if person.id not in heard and not any(name.search(one.text) for one in said):
            message = f'"{person.name}" neither speaks nor is mentioned.'
            yield places.report("RP241", ("cast", person.id), message, "Let them appear, or remove them.")


def braces(scenario: Scenario, _rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find words in braces that nothing fills in (RP242)."""
    return unfilled(texts(scenario, places), places)


def unfilled(said: Iterable[Said], places: Places) -> Iterator[Diagnostic]:
    """The same, in texts of whatever kind of file."""
    for one in said:
        for match in _BRACES.finditer(one.text):
            if match[1] is not None and match[1] in PLACEHOLDERS:
                continue
            fix = f"There are: {', '.join(f'{{{word}}}' for word in sorted(PLACEHOLDERS))}."
            fix += did_you_mean(match[1] or "", PLACEHOLDERS)
            yield places.report_inside("RP242", one.steps, match.start(), f'Nothing fills in "{match[0]}".', fix)


def times(scenario: Scenario, _rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find time stamps where there is no chat (RP243), and chats where some messages have none (RP244)."""
    spoken = [(steps, line) for steps, line in lines(scenario) if line.who != NARRATOR]
    stamped = [(steps, line) for steps, line in lines(scenario) if line.at is not None]
    if scenario.medium not in WITH_CHAT:
        for steps, line in stamped:
            message = f'"{line.at}" is a time stamp, and the medium is "{scenario.medium}".'
            yield places.report("RP243", (*steps, "at"), message, "Remove it, or say the time in a cue.")
        return
    if scenario.medium is not Medium.TEXT_CHAT:
        return
    bare = [steps for steps, line in spoken if line.at is None]
    if stamped and bare:
        message = f"{len(bare)} messages have no time stamp, this one first; others have one."
        yield places.report("RP244", bare[0], message, "Give every message at:, or none.")
