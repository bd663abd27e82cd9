"""Who somebody is and what they may be here: actors, roles, tokens."""

from roleplay.identity.actor import ANONYMOUS, Actor, ActorKind, Role

__all__ = ["ANONYMOUS", "Actor", "ActorKind", "Role"]
