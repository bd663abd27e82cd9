"""Actors: who does something."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role


def test_somebody_anonymous_is_nobody() -> None:
    """No id, no role."""
    assert (ANONYMOUS.id, ANONYMOUS.kind, ANONYMOUS.roles) == ("", ActorKind.ANONYMOUS, frozenset())


def test_an_actor_cannot_be_given_another_role_later() -> None:
    """Roles are looked up, never added to somebody who is already acting."""
    kim = Actor("kim", roles=frozenset({Role.TRAINEE}))
    with pytest.raises(FrozenInstanceError):
        kim.roles = frozenset(Role)  # type: ignore[misc]
