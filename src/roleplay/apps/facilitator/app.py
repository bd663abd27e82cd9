"""The facilitator's app."""

from __future__ import annotations

from roleplay.apps.cards import help_of
from roleplay.apps.facilitator.lobby import HOME, Lobby
from roleplay.apps.facilitator.rooms import rooms_for
from roleplay.apps.rooms import RoomApp


class FacilitatorApp(RoomApp):
    """One facilitator in front of one page."""

    def __init__(self, lobby: Lobby) -> None:
        super().__init__(
            lobby.who,
            rooms_for(lobby),
            lambda: help_of(lobby.bookshelf.site()),
            home=HOME,
            back="hall.problem.back",
        )
