"""The addresses of everything that needs no kernel: the doors, one's account, and the pages of administrators."""

from __future__ import annotations

from typing import Any

from roleplay.apps.catalogue import say
from roleplay.server.accounts import AccountHandler
from roleplay.server.cohorts import CohortHandler, CohortsHandler
from roleplay.server.entrance import HomeHandler, InvitationHandler, SignInHandler, SignOutHandler
from roleplay.server.logbook import LogHandler
from roleplay.server.overview import OverviewHandler
from roleplay.server.people import PeopleHandler, PersonHandler
from roleplay.server.plain import PlainHandler

ID = r"([\w-]+)"


EXERCISES = ("feet", "breath", "five")
"""The exercises of the grounding page, as the catalogue calls them."""


class GroundingHandler(PlainHandler):
    """Three short exercises, for anybody, with or without scripts. The app has them one press away on every screen."""

    def get(self) -> None:
        """Show them."""
        texts = [f"{say(f'grounding.{name}')}. {say(f'grounding.{name}.text')}" for name in EXERCISES]
        self.say(200, say("grounding.title"), *texts)


def doors(base: str) -> list[tuple[Any, ...]]:
    """Addresses and handlers, below a base URL that is escaped."""
    return [
        (base, HomeHandler),
        (rf"{base}sign-in", SignInHandler),
        (rf"{base}sign-out", SignOutHandler),
        (rf"{base}invite", InvitationHandler),
        (rf"{base}account", AccountHandler),
        (rf"{base}grounding", GroundingHandler),
        (rf"{base}admin", OverviewHandler),
        (rf"{base}admin/people", PeopleHandler),
        (rf"{base}admin/people/{ID}", PersonHandler),
        (rf"{base}admin/cohorts", CohortsHandler),
        (rf"{base}admin/cohorts/{ID}", CohortHandler),
        (rf"{base}admin/log", LogHandler),
    ]
