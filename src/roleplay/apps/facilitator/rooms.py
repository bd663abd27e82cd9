"""The rooms of the facilitator's app."""

from __future__ import annotations

from roleplay.apps.facilitator.console import ConsoleRoom
from roleplay.apps.facilitator.lobby import Lobby
from roleplay.apps.facilitator.plans import PlanRoom
from roleplay.apps.facilitator.report import ReportRoom
from roleplay.apps.facilitator.screen import ScreenRoom
from roleplay.apps.facilitator.watch import WatchRoom
from roleplay.apps.rooms import Room
from roleplay.identity import Role


def rooms_for(lobby: Lobby) -> tuple[Room, ...]:
    """All rooms, in the order of the bar. An address goes to the first one that knows it.

    Who does not facilitate finds only what they watch; services would refuse them everything else.
    """
    watch = WatchRoom(lobby)
    if Role.FACILITATOR not in lobby.who().roles:
        return (watch,)
    return (PlanRoom(lobby), ConsoleRoom(lobby), ScreenRoom(lobby), ReportRoom(lobby), watch)
