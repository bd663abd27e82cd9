"""Who may do what. Every rule about it stands here."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from roleplay.errors import NotAllowed
from roleplay.identity import Actor, ActorKind, Role
from roleplay.store import Binding, OwnerKind, PersonRow


class Owner(NamedTuple):
    """Whose something is."""

    kind: OwnerKind
    """Person, participant or workshop."""
    id: str
    """Id of the person, participant or workshop."""


class Action(StrEnum):
    """What somebody wants to do with what an owner has."""

    PLAY = "play"
    """Start an attempt, go on with it, end it."""
    READ = "read"
    """See an attempt with everything that was written in it."""


_OWNS = {ActorKind.PERSON: OwnerKind.PERSON, ActorKind.GUEST: OwnerKind.PARTICIPANT}


def owner_of(actor: Actor) -> Owner:
    """The owner of what this actor makes. Raises `NotAllowed` for somebody anonymous, who owns nothing."""
    kind = _OWNS.get(actor.kind)
    if kind is None or not actor.id:
        raise NotAllowed("You are not signed in.", "Open the link that you were given.")
    return Owner(kind, actor.id)


def may(actor: Actor, action: Action, owner: Owner) -> bool:
    """Whether somebody may do something with what an owner has. For now only owners may do anything with their own."""
    if actor.kind is ActorKind.ANONYMOUS or owner_of(actor) != owner:
        return False
    return action is Action.READ or actor.kind is ActorKind.GUEST or Role.TRAINEE in actor.roles


def actor_of(person: PersonRow | Binding) -> Actor:
    """The actor that a person is, or that a kernel acts for."""
    person_id = person.person_id if isinstance(person, Binding) else person.id
    return Actor(person_id, ActorKind.PERSON, person.roles)


def require_author(person: PersonRow | None) -> None:
    """Raise `NotAllowed` for somebody who may not see what scenarios hold."""
    if person is None or Role.AUTHOR not in person.roles:
        fix = "Ask whoever looks after this workbook for the role of an author."
        raise NotAllowed("This page is for people who write scenarios.", fix)
