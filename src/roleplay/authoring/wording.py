"""Unsafe wording, held against what author, narrator and mentor say. A peer may speak in their own words.

A choice that is meant to be harmful may say harmful things: then it ticks a harmful behaviour, and is left alone here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from roleplay.authoring.diagnostic import Diagnostic, Places
from roleplay.authoring.phrases import PHRASES, PRAISE, Phrase
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.texts import Said, Voice, texts
from roleplay.model.scenario import Scenario

_FEEDBACK_WORDS = 6
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|(?<![\w])['‘](?:[^'’]|(?<=\w)['’](?=\w))+['’](?!\w)")
_REFUSAL = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|won't|will not|not able to|unable to|not|don't|never)\b", re.IGNORECASE
)


def _bare(text: str) -> str:
    """The text with quotations blanked out and plain apostrophes, every character in its place."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text).replace("’", "'")


def _applies(phrase: Phrase, one: Said) -> bool:
    if phrase.code == "RP506":
        return one.steps[-1] == "feedback"
    if phrase.code == "RP505":
        return one.voice is Voice.MENTOR and one.steps[0] == "nodes"
    return one.voice is not Voice.OTHERS


def wording(scenario: Scenario, rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find unsafe wording (RP501 to RP506) and feedback that says next to nothing (RP507)."""
    return unsafe(texts(scenario, places), rubrics, places)


def unsafe(said: Iterable[Said], rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """The same, in texts of whatever kind of file."""
    for one in said:
        if one.choice is not None and any(rubrics.is_harmful(rule.tick) for rule in one.choice.ticks):
            continue
        text = _bare(one.text)
        for phrase in PHRASES:
            if not _applies(phrase, one):
                continue
            for match in phrase.pattern.finditer(text):
                if phrase.code == "RP505" and _refused(text, match.start()):
                    continue
                start = match.start() + len(match[0]) - len(match[0].lstrip(" .!?"))
                bad = one.text[start : match.end()].strip()
                yield places.report_inside(phrase.code, one.steps, start, f'"{bad}": {phrase.why}.', phrase.instead)
        if one.steps[-1] == "feedback":
            words = re.findall(r"[\w'-]+", text.lower())
            if len(words) < _FEEDBACK_WORDS or PRAISE.issuperset(words):
                fix = "Write two or three sentences: what the words did, and what they left open."
                yield places.report("RP507", one.steps, f'"{one.text}" says next to nothing.', fix)


def _refused(text: str, start: int) -> bool:
    """True when the sentence up to here says that it cannot or will not be done."""
    sentence = re.split(r"[.!?]\s", text[:start])[-1]
    return _REFUSAL.search(sentence) is not None
