"""A plan as it comes from a form: read, or everything that is to mend in it, each with its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import ValidationError

from roleplay.errors import RefusedEvent
from roleplay.model.workshop import Plan

Place: TypeAlias = tuple[str | int, ...]
"""The way to a field: `("sections", 2, "title")`; sections count from 0."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something to mend."""

    place: Place
    """Where."""
    text: str
    """What, in a sentence."""


class Misplanned(RefusedEvent):
    """A plan with something to mend."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        first = mistakes[0]
        place = " > ".join(str(one) for one in first.place) or "the plan"
        super().__init__(f"This plan cannot be kept: {place}: {first.text}", "Mend that, then keep it.")
        self.mistakes = mistakes
        """Everything that is to mend."""


def read_plan(data: object) -> Plan:
    """A plan as it comes from a browser. Raises `Misplanned`."""
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        complaints = (one for one in error.errors(include_url=False) if not _by_others(one))
        found = {one.place: one for one in map(_mistake, complaints)}
        raise Misplanned(tuple(found.values())) from error
    odd = tuple(_unkeepable(plan.model_dump(mode="json"), ()))
    if odd:
        raise Misplanned(odd)
    return plan


def _by_others(complaint: Any) -> bool:
    """True for a list that is short only of items that are wrong themselves."""
    return complaint["type"] == "too_short" and bool(complaint["input"])


def _mistake(complaint: Any) -> Mistake:
    place: Place = tuple(complaint["loc"])
    name = next((one for one in reversed(place) if isinstance(one, str)), "")
    if complaint["type"] == "value_error" and place[:1] == ("sections",):
        return Mistake((*place, "plays"), "Choose what is played.")
    return Mistake(place, _said(str(complaint["type"]), name, complaint))


def _said(kind: str, name: str, complaint: Any) -> str:
    if kind == "too_long":
        return f"There can be {complaint['ctx']['max_length']} at most."
    if kind == "string_too_long":
        return f"This can have {complaint['ctx']['max_length']} characters at most."
    if name in _RANGES:
        low, high = _RANGES[name]
        return f"Write a whole number from {low} to {high}."
    if name == "begins":
        return "Write a time such as 18:30."
    if kind in {"string_too_short", "missing", "too_short"}:
        return _MISSING.get(name, "Write something here, or remove it.")
    return f"{complaint['msg']}."


_RANGES: Mapping[str, tuple[int, int]] = {"minutes": (1, 240), "rounds": (1, 6), "round_minutes": (1, 60)}
_MISSING: Mapping[str, str] = {
    "title": "Give it a title.",
    "sections": "A plan has one section at least.",
    "way": "Choose how it goes.",
}


def _unkeepable(value: object, place: Place) -> Iterator[Mistake]:
    """Texts with characters that no database keeps."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _unkeepable(item, (*place, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unkeepable(item, (*place, number))
    elif isinstance(value, str) and ("\0" in value or any("\ud800" <= one <= "\udfff" for one in value)):
        yield Mistake(place, "It holds a character that cannot be kept: remove what was pasted last.")
