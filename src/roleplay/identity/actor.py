"""Who does something. Every service takes an explicit actor; nothing acts for "the current user"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is here to do. One person can have several."""

    TRAINEE = "trainee"
    FACILITATOR = "facilitator"
    EVALUATOR = "evaluator"
    SUPERVISOR = "supervisor"
    AUTHOR = "author"
    ADMINISTRATOR = "administrator"


class ActorKind(StrEnum):
    """How well somebody is known."""

    PERSON = "person"
    """Somebody with a row of their own."""
    GUEST = "guest"
    """A participant of one workshop, known by no more than that."""
    ANONYMOUS = "anonymous"
    """Nobody in particular; may do next to nothing."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something."""

    id: str
    """Id of the person or of the participant; empty for somebody anonymous."""
    kind: ActorKind = ActorKind.PERSON
    """How well they are known."""
    roles: frozenset[Role] = frozenset()
    """What they may act as."""


ANONYMOUS = Actor("", ActorKind.ANONYMOUS)
"""Somebody of whom nothing is known."""
