"""From plain data to the model: fields, kinds and values, with every complaint in plain words at its place."""

from __future__ import annotations

import unicodedata
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from roleplay.authoring.complaints import Complaints, capital
from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.authoring.fields import at, describe, field_names, meaning, nearest, needed, steps_of
from roleplay.authoring.longhand import longhand
from roleplay.errors import did_you_mean
from roleplay.model.frozen import Frozen
from roleplay.model.scenario import Use

T = TypeVar("T", bound=Frozen)

_PROTECTING = {
    "content_notes": (
        "RP121",
        "There are no content notes.",
        "Add content_notes: with what distressing things come up.",
    ),
    "opt_out": ("RP122", "There is no way to opt out.", "Add opt_out: with goto: (a gentle ending) and grounding:."),
    "resources": ("RP123", "There are no resources.", "Add resources: with one title: and text: or more."),
}
_KINDS = {
    "string": "a text; put it in quotes if it looks like a number, true or false",
    "int": "a whole number",
    "bool": "true or false",
    "tuple": "a list: [one, two], or lines that begin with a hyphen",
    "list": "a list: [one, two], or lines that begin with a hyphen",
    "dict": "fields with values",
    "model": "fields with values",
    "date": "a date such as 2026-03-31, in quotes or not",
}
_TOGETHER = {
    "nodes": "Keep one, and make the others nodes of their own.",
    "state": "Write {range: [0, 10], start: 4}, {flag: false}, {words: [calm, cross], start: calm} or {vary: [calm, "
    "cross]}.",
    "behaviours": "Write severity: serious or severity: critical beside kind: harmful, and none otherwise.",
    "check": "Write more items, or make the number smaller.",
    "items": "Write right: true in the option that is to be ticked. Where two or more are, write several: true below "
    "ask:.",
}
_PAIRS = {
    "range": "A range is two whole numbers: [0, 10].",
    "forms": "Name two scenarios: [disclosure/one-day, disclosure/another-day].",
}
_NOT_WRITTEN = frozenset({str(Use.STATION)})  # words that no file holds
_EFFECT = "true or false for a flag, a number to add, {set: 3}, or a word"


class Shaped(NamedTuple, Generic[T]):
    """A thing made of a file's data, or why it could not be made."""

    thing: T | None
    """The thing; None when anything is wrong."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong."""
    data: dict[str, Any]
    """The data in its long form."""


def shape(model: type[T], data: dict[str, Any], places: Places) -> Shaped[T]:
    """Make what a file holds of its plain data."""
    return _Shaper(model, data, places).run()


class _Shaper(Generic[T]):
    def __init__(self, model: type[T], data: dict[str, Any], places: Places) -> None:
        self.model = model
        self.data = data
        self.places = places
        self.whole = model.__name__.lower()
        self.complaints = Complaints(places)
        self.meant: set[Steps] = set()

    def run(self) -> Shaped[T]:
        data = longhand(self.data, self.complaints, self.whole)
        thing: T | None = None
        try:
            thing = self.model.model_validate(data)
        except ValidationError as error:
            complaints = error.errors(include_url=False)
            for complaint in sorted(complaints, key=lambda one: one["type"] != "extra_forbidden"):
                self._complain(complaint["type"], complaint["loc"], complaint.get("ctx", {}), complaint["msg"])
        found = self.complaints.diagnostics
        return Shaped(None if found else thing, found, data)

    def _complain(self, kind: str, location: Steps, context: dict[str, Any], said: str) -> None:
        is_key = bool(location) and location[-1] == "[key]"
        steps, rest = steps_of(self.data, location[:-1] if is_key else location)
        value = at(self.data, steps)
        if steps[4:5] == ("effects",) and len(steps) > 5 and not is_key:
            self.complaints.add("RP227", steps[:6], f'"{steps[5]}" cannot become this.', f"An effect is {_EFFECT}.")
        elif kind == "extra_forbidden":
            known = field_names(self.model, location[:-1])
            meant = nearest(str(steps[-1]), known)
            listed = f"There are: {', '.join(known)}." if meant is None else f'Did you mean "{meant}"?'
            if meant is not None:
                self.meant.add((*steps[:-1], meant))
            what = describe(steps[:-1], self.whole)
            said = f'{capital(what)} has no field "{steps[-1]}"{_unlike(str(steps[-1]))}.'
            self.complaints.add("RP108", steps, said, listed)
        elif kind == "missing" or (value is None and not rest):
            self._missing(steps, rest, location)
        elif kind == "string_pattern_mismatch" or (is_key and kind.startswith("string")):
            self._bad_id(steps, location, value)
        elif kind == "value_error":
            group = "items" if steps[:2] == ("check", "items") else str(steps[0]) if steps else ""
            said = str(context.get("error", said))
            field, _, about = said.partition(": ")
            if isinstance(value, dict) and field in value:  # it says which field is to blame
                steps, said = (*steps, field), about
            fix = _TOGETHER.get(group, "Keep the one that is meant.")
            self.complaints.add("RP113", steps, f"{capital(describe(steps, self.whole))}: {said}.", fix)
        else:
            self._value(kind, steps, value, context, location)

    def _missing(self, steps: Steps, rest: Steps, location: Steps) -> None:
        """A field that is not there, or that has nothing after its colon."""
        name = str(rest[0]) if rest else str(steps[-1]) if steps else ""
        parent = steps if rest else steps[:-1]
        if (*parent, name) in self.meant:
            return  # it is there, misspelt, which has been said
        if not parent and name in _PROTECTING:
            self.complaints.add(_PROTECTING[name][0], steps, *_PROTECTING[name][1:], missing=name)
        elif name == "feedback" and "choices" in parent[-2:]:
            fix = "Add feedback: what the words did to the other person, and what they left open."
            self.complaints.add(
                "RP120", steps, f"{capital(describe(parent, self.whole))} has no feedback.", fix, missing=name
            )
        elif rest and isinstance(rest[0], int):
            self.complaints.add(
                "RP110",
                steps,
                f"{capital(describe(steps, self.whole))} has too few entries.",
                _PAIRS.get(str(steps[-1]), ""),
            )
        else:
            owner = capital(describe(parent, self.whole))
            says = f'{owner} has no "{name}".' if rest else f"{capital(describe(steps, self.whole))} is empty."
            means = meaning(self.model, location)
            fix = "" if rest or means else self._inside(location)
            self.complaints.add("RP109", steps, says, fix or f"Add {name}: {means or 'with its value.'}", missing=name)

    def _inside(self, location: Steps) -> str:
        """What to write into something that has fields and is empty."""
        must, may = needed(self.model, location), field_names(self.model, location)
        if must:
            return f"Write its fields below it: {', '.join(must)}."
        return f"Write {{}} after the colon, or its fields: {', '.join(may)}." if may else ""

    def _bad_id(self, steps: Steps, location: Steps, value: Any) -> None:
        speaks = location[-1] == "who" and steps[-1] != "who"
        is_key = speaks or location[-1] == "[key]" or location[1:][-1:] == ("id",)
        shown = steps[-1] if is_key else value
        if location == ("id",) and self.whole == "station":
            fix = "The id of a station is a folder, a slash and a name: stations/the-first-evening."
        elif steps[-2:-1] in {("any_of",), ("forms",)} or (location == ("id",) and self.whole == "scenario"):
            fix = "The id of a scenario is a folder, a slash and a name: disclosure/the-first-question."
        elif "state" in steps[:1] or "effects" in steps or "profiles" in steps[:1]:
            fix = "Use small letters, digits and underscores, beginning with a letter: told_limits."
        else:
            fix = "Use small letters, digits and single hyphens, beginning with a letter: ask-first."
        self.complaints.add("RP112", steps, f'"{_short(shown)}" cannot be an id{_unlike(str(shown))}.', fix, key=is_key)

    def _value(self, kind: str, steps: Steps, value: Any, context: dict[str, Any], location: Steps) -> None:
        name = capital(describe(steps, self.whole))
        if kind in {"string_too_short", "too_short"} and not value:
            self._missing(steps, (), location)
        elif kind == "string_too_long":
            message = f"{name} has {len(str(value)):,} characters; at most {context.get('max_length'):,} are allowed."
            self.complaints.add("RP111", steps, message, "Shorten it.")
        elif kind == "too_short":
            if len(value) < context.get("min_length", 0):  # else it is short only of items that are wrong themselves
                self.complaints.add(
                    "RP111", steps, f"{name} has too few entries.", f"It needs {context.get('min_length')}."
                )
        elif kind == "too_long":
            self.complaints.add(
                "RP111", steps, f"{name} has more than {context.get('max_length')} entries.", "Remove some."
            )
        elif kind in {"enum", "literal_error"}:
            expected = str(context.get("expected", "")).replace(" or ", ", ").split(", ")
            allowed = [word for quoted in expected if (word := quoted.strip("'")) not in _NOT_WRITTEN]
            fix = f"It can be: {', '.join(allowed)}."
            if value in allowed:  # a number, written as a text
                self.complaints.add("RP110", steps, f"{name} is {_kind_of(value)}.", "Write it without quotes.")
            elif isinstance(value, (list, dict)):
                self.complaints.add("RP110", steps, f"{name} is {_kind_of(value)}.", fix)
            else:
                fix += did_you_mean(str(value), allowed)
                self.complaints.add("RP111", steps, f'{name} cannot be "{_short(value)}".', fix)
        elif limit := next((k for k in ("ge", "le", "gt", "lt") if k in context), ""):
            word = "at least" if limit in {"ge", "gt"} else "at most"
            self.complaints.add("RP111", steps, f"{name} is {_short(value)}.", f"It is {word} {context[limit]}.")
        else:
            self._kind(kind, steps, value, location)

    def _kind(self, kind: str, steps: Steps, value: Any, location: Steps) -> None:
        wanted = _KINDS.get(kind.partition("_")[0], "something else")
        names = (needed(self.model, location) or field_names(self.model, location)) if kind == "model_type" else ()
        if names and "who" not in names:  # a line is mostly written in its short form
            wanted = f"fields with values: {', '.join(names)}"
        if steps[-1:] == ("start",):
            wanted = "a whole number for a range, or one of the words"
        is_now = _kind_of(value)
        name = capital(describe(steps, self.whole))
        self.complaints.add("RP110", steps, f"{name} is {is_now}.", f"It should be {wanted}.")


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return f"{str(value).lower()} (a truth, not a text)"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f'the text "{_short(value)}"'
    return "a list" if isinstance(value, list) else "a group of fields"


def _unlike(text: str) -> str:
    """Name the first character of an id or field that is not plain ASCII: it may look just like one that is."""
    strange = next((character for character in text if not character.isascii()), None)
    if strange is None:
        return ""
    return f': "{unicodedata.name(strange, "character").lower()}" (U+{ord(strange):04X}) stands in it'


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 50 else text[:47] + "…"
