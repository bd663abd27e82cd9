"""The evaluator's app."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from roleplay.apps.evaluator.room import HOME, Desk
from roleplay.apps.rooms import Room, RoomApp
from roleplay.apps.view import Help


class EvaluatorApp(RoomApp):
    """One evaluator in front of one page, with the rooms of the desk."""

    def __init__(self, desk: Desk, rooms: Sequence[Room], site_help: Callable[[], Help]) -> None:
        super().__init__(desk.who, rooms, site_help, home=HOME, back="desk.problem.back")
