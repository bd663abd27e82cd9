"""How the events of a log are read back: of an attempt, of a learner, of a workshop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from roleplay.errors import RefusedEvent, did_you_mean

E = TypeVar("E")


def known_kind(kinds: Mapping[str, type[E]], kind: str) -> type[E]:
    """What an event of a kind is. Raises `RefusedEvent` for a kind that this version does not know."""
    cls = kinds.get(kind)
    if cls is None:
        raise RefusedEvent(f'Nothing is known of events called "{kind}".', did_you_mean(kind, kinds).strip())
    return cls


def read_event(kinds: Mapping[str, type[E]], kind: str, data: Mapping[str, Any]) -> E:
    """Read an event back that has all its fields. Raises `RefusedEvent` for a kind or field that is not known."""
    cls: Any = known_kind(kinds, kind)
    if {field.name for field in fields(cls)} != set(data):
        raise RefusedEvent(f'An event "{kind}" has other fields than are known.', "It was written by another version.")
    event: E = cls(**{name: frozen(value) for name, value in data.items()})
    return event


def frozen(value: Any) -> Any:
    """A value of an event, as it was before it was JSON: lists are tuples, however deep."""
    return tuple(frozen(one) for one in value) if isinstance(value, list) else value
