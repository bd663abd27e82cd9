"""Whether somebody may do something, asked at the moment when they do it. The rules stand in `policy`."""

from __future__ import annotations

from typing import NamedTuple

from roleplay.errors import NotAllowed
from roleplay.identity import Actor, ActorKind, Role
from roleplay.services.policy import GUEST, PERSON, POLICY, Action, Relation, Who
from roleplay.store import OwnerKind, PersonRow, Store


class Owner(NamedTuple):
    """Whose something is."""

    kind: OwnerKind
    """Person, participant or workshop."""
    id: str
    """Id of the person, participant or workshop."""


_OWNS = {ActorKind.PERSON: OwnerKind.PERSON, ActorKind.GUEST: OwnerKind.PARTICIPANT}


def owner_of(actor: Actor) -> Owner:
    """The owner of what this actor makes. Raises `NotAllowed` for somebody anonymous, who owns nothing."""
    kind = _OWNS.get(actor.kind)
    if kind is None or not actor.id:
        raise NotAllowed("You are not signed in.", "Open the link that you were given.")
    return Owner(kind, actor.id)


def actor_of(person: PersonRow) -> Actor:
    """The actor that a person is. Raises `NotAllowed` for one who may not come in any more."""
    if not person.active:
        raise NotAllowed("This account is closed.", "Ask whoever looks after this workbook.")
    return Actor(person.id, ActorKind.PERSON, person.roles)


class Authority:
    """Asks the policy, and the store for who is in a cohort with whom."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def may(self, actor: Actor, action: Action, owner: Owner | None = None) -> bool:
        """Whether somebody may do this with what an owner has, or, without an owner, with what is the house's."""
        if actor.kind not in _OWNS or not actor.id:
            return False
        rule = POLICY[action]
        if owner is not None and owner_of(actor) == owner:
            return bool(rule.allowed(Relation.OWN) & _standing(actor))
        if rule.allowed(Relation.FOREIGN) & _standing(actor):
            return True
        if owner is None or not rule.cohort or ActorKind.PERSON is not actor.kind or owner.kind is not OwnerKind.PERSON:
            return False
        # A part in a cohort counts only for somebody who still has that role at all.
        parts = self._store.roles_towards(actor.id, owner.id) & actor.roles
        return bool(rule.cohort & parts)

    def require(self, actor: Actor, action: Action, owner: Owner | None = None) -> None:
        """Raise `NotAllowed` unless they may."""
        if not self.may(actor, action, owner):
            raise NotAllowed(*_REFUSALS.get(action, _REFUSAL))

    def may_see_cohort(self, actor: Actor, cohort_id: str) -> bool:
        """Whether somebody may see who is in a cohort: by their own part in it, or because they look after people."""
        return self.may_in_cohort(actor, Action.SEE_COHORT, cohort_id)

    def may_in_cohort(self, actor: Actor, action: Action, cohort_id: str) -> bool:
        """Whether somebody may do this with what is a cohort's: by their own part in it, or because of a role."""
        if self.may(actor, action):
            return True
        if actor.kind is not ActorKind.PERSON:
            return False
        own = {one.role for one in self._store.memberships_of(actor.id) if one.cohort_id == cohort_id}
        return bool(POLICY[action].cohort & own & actor.roles)


_REFUSAL = ("You may not do that.", "Ask whoever looks after this workbook for the role that it takes.")
_REFUSALS = {
    Action.PLAY: ("Scenarios are played by trainees.", "Ask whoever runs this workbook for that role."),
    Action.WRITE_SCENARIOS: (
        "This page is for people who write scenarios.",
        "Ask whoever looks after this workbook for the role of an author.",
    ),
}


def _standing(actor: Actor) -> frozenset[Who]:
    return frozenset({GUEST}) if actor.kind is ActorKind.GUEST else frozenset[Who]({PERSON, *actor.roles})


def roles_in_words(roles: frozenset[Role]) -> str:
    """Roles as a person reads them, in the order in which they are declared."""
    return ", ".join(role.value for role in Role if role in roles) or "none"
