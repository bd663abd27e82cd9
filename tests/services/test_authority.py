"""Who may do what."""

from __future__ import annotations

import pytest

from roleplay.errors import NotAllowed
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.services.authority import Action, Owner, actor_of, may, owner_of, require_author
from roleplay.store import Binding, OwnerKind, PersonRow
from tests.kept import MORNING

KIM = Owner(OwnerKind.PERSON, "kim")
EVERYBODY = [
    *(Actor("kim", kind, frozenset(roles)) for kind in ActorKind for roles in ((), (Role.TRAINEE,), tuple(Role))),
    *(Actor("lee", kind, frozenset(Role)) for kind in ActorKind),
    Actor("", ActorKind.PERSON, frozenset(Role)),
]


@pytest.mark.parametrize("kind", OwnerKind)
def test_only_owners_do_anything_with_what_is_theirs(kind: OwnerKind) -> None:
    """Of all actors there are, a person reads a person's and a guest a participant's own; a workshop's nobody yet."""
    allowed = [
        (actor.kind, actor.id) for actor in EVERYBODY if actor.id and may(actor, Action.READ, Owner(kind, "kim"))
    ]
    expected = {OwnerKind.PERSON: ActorKind.PERSON, OwnerKind.PARTICIPANT: ActorKind.GUEST}
    assert set(allowed) == ({(expected[kind], "kim")} if kind in expected else set())


def test_playing_takes_the_role_of_a_trainee_or_an_invitation() -> None:
    """A person without that role only reads; a guest was invited to play."""
    assert may(Actor("kim", roles=frozenset({Role.TRAINEE})), Action.PLAY, KIM)
    assert not may(Actor("kim", roles=frozenset(set(Role) - {Role.TRAINEE})), Action.PLAY, KIM)
    assert may(Actor("kim", ActorKind.GUEST), Action.PLAY, Owner(OwnerKind.PARTICIPANT, "kim"))


def test_scenarios_are_open_to_authors_only() -> None:
    """No other role helps, and somebody whom the store does not know has none."""
    require_author(PersonRow("kim", "Kim", frozenset({Role.AUTHOR})))
    for person in (
        None,
        PersonRow("kim", "Kim", frozenset()),
        PersonRow("kim", "Kim", frozenset(Role) - {Role.AUTHOR}),
    ):
        with pytest.raises(NotAllowed, match="people who write scenarios"):
            require_author(person)


@pytest.mark.parametrize("actor", [ANONYMOUS, Actor("", roles=frozenset(Role)), Actor("kim", ActorKind.ANONYMOUS)])
def test_somebody_anonymous_owns_nothing(actor: Actor) -> None:
    """They are told to open their link."""
    with pytest.raises(NotAllowed, match="not signed in"):
        owner_of(actor)


def test_a_kernel_acts_with_the_roles_it_was_bound_with() -> None:
    """Not with those that its person has otherwise."""
    roles = frozenset({Role.TRAINEE})
    assert actor_of(Binding("k1", "kim", roles, "/learn", MORNING)) == Actor("kim", ActorKind.PERSON, roles)
    assert actor_of(PersonRow("kim", "Kim", frozenset(Role))) == Actor("kim", ActorKind.PERSON, frozenset(Role))
