"""The data of a file with everything written out, and what the types of the model could not say about it."""

from __future__ import annotations

from typing import Any

from roleplay.authoring.complaints import Complaints, capital
from roleplay.authoring.diagnostic import Steps
from roleplay.authoring.fields import LINE_FIELDS, describe, speaker
from roleplay.errors import did_you_mean
from roleplay.model.scenario import MENTOR, NARRATOR

_NAMED = frozenset(
    {
        *(("cast",), ("nodes",), ("nodes", "*", "choices"), ("behaviours",)),
        *(("check", "items"), ("check", "items", "*", "options")),
        *(("modules",), ("pathways",), ("assessments",), ("pages",), ("pages", "*", "fields")),
        ("prompts",),
        ("sections",),
    }
)
_ONLY_INSIDE = {"only_if": "if", "source": "from", "enough": "pass"}
_TRUTHS = ("several", "right")


def longhand(data: dict[str, Any], complaints: Complaints, whole: str) -> dict[str, Any]:
    """Copy the data with every line in its long form, complaining about what would be misread."""
    cast = data.get("cast")
    people = frozenset({NARRATOR, MENTOR, *(cast if isinstance(cast, dict) else ())})
    written: dict[str, Any] = _Writer(complaints, whole, people).copy(data, ())
    return written


class _Writer:
    def __init__(self, complaints: Complaints, whole: str, people: frozenset[str]) -> None:
        self.complaints = complaints
        self.whole = whole
        self.people = people

    def copy(self, value: Any, steps: Steps) -> Any:
        if isinstance(value, list):
            if _pattern(steps) in _NAMED:
                fix = "Write an id, a colon and the fields for each."
                self.complaints.add("RP110", steps, f'"{steps[-1]}" is a list.', fix)
            return [self.copy(item, (*steps, index)) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if len(steps) >= 2 and isinstance(steps[-1], int) and steps[-2] in {"say", "response"}:
            value = self._line(value, steps)
        value = self._without_inner_names(value, steps)
        if _pattern(steps[:-1]) in _NAMED and "id" in value and steps:
            message = f'The id is already said before the colon: "{steps[-1]}".'
            self.complaints.add("RP108", (*steps, "id"), message, "Remove id:.")
            value = {key: item for key, item in value.items() if key != "id"}
        if len(steps) == 2 and steps[0] == "state" and isinstance(value.get("flag"), str):
            message = f'A flag is true or false, not "{value["flag"]}".'
            self.complaints.add("RP110", (*steps, "flag"), message, "Write true or false.")
        if steps[:2] == ("check", "items"):
            self._truths(value, steps)
        return {key: self.copy(item, (*steps, key)) for key, item in value.items()}

    def _truths(self, value: dict[str, Any], steps: Steps) -> None:
        """Refuse words that look like truths: nobody should wonder whether `right: yes` counts."""
        for name in _TRUTHS:
            if isinstance(value.get(name), str):
                message = f'"{name}" of {describe(steps, self.whole)} is the text "{value[name]}".'
                self.complaints.add("RP110", (*steps, name), message, "Write true or false.")

    def _without_inner_names(self, value: dict[str, Any], steps: Steps) -> dict[str, Any]:
        """Refuse the names that some fields have inside of this software."""
        inner = "only_if" if len(steps) >= 2 and isinstance(steps[-1], int) else ""
        inner = "source" if len(steps) == 2 and steps[0] == "behaviours" else inner
        inner = "enough" if steps == ("check",) else inner
        if not inner or inner not in value:
            return value
        what = capital(describe(steps, self.whole))
        fix = f'Did you mean "{_ONLY_INSIDE[inner]}"?'
        self.complaints.add("RP108", (*steps, inner), f'{what} has no field "{inner}".', fix)
        return {_ONLY_INSIDE[key] if key == inner else key: item for key, item in value.items()}

    def _line(self, line: dict[str, Any], steps: Steps) -> dict[str, Any]:
        if "who" in line:
            return line
        who = speaker(line)
        if who is None:
            others = [key for key in line if key not in LINE_FIELDS]
            if not others:
                fix = 'Begin it with the speaker: {dana: "Hello."}, or {narrator: "..."}.'
                self.complaints.add("RP109", steps, "Nobody speaks this line.", fix)
                return line
            who = next((key for key in others if key in self.people), others[0])
            for other in others:
                if other != who:
                    fix = f"A line has one speaker and perhaps cue, thought, at, if.{did_you_mean(other, LINE_FIELDS)}"
                    self.complaints.add("RP108", (*steps, other), f'A line has no "{other}".', fix)
        return {"who": who, "text": line[who], **{key: item for key, item in line.items() if key in LINE_FIELDS}}


def _pattern(steps: Steps) -> Steps:
    """The way with a star for each id."""
    pattern: Steps = ()
    for step in steps:
        pattern = (*pattern, "*" if pattern in _NAMED else step)
    return pattern
