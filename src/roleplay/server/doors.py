"""The addresses of everything that needs no kernel: the doors, one's account, and the pages of administrators."""

from __future__ import annotations

from typing import Any

from roleplay.server.accounts import AccountHandler
from roleplay.server.cohorts import CohortHandler, CohortsHandler
from roleplay.server.entrance import HomeHandler, InvitationHandler, SignInHandler, SignOutHandler
from roleplay.server.logbook import LogHandler
from roleplay.server.overview import OverviewHandler
from roleplay.server.people import PeopleHandler, PersonHandler

ID = r"([\w-]+)"


def doors(base: str) -> list[tuple[Any, ...]]:
    """Addresses and handlers, below a base URL that is escaped."""
    return [
        (base, HomeHandler),
        (rf"{base}sign-in", SignInHandler),
        (rf"{base}sign-out", SignOutHandler),
        (rf"{base}invite", InvitationHandler),
        (rf"{base}account", AccountHandler),
        (rf"{base}admin", OverviewHandler),
        (rf"{base}admin/people", PeopleHandler),
        (rf"{base}admin/people/{ID}", PersonHandler),
        (rf"{base}admin/cohorts", CohortsHandler),
        (rf"{base}admin/cohorts/{ID}", CohortHandler),
        (rf"{base}admin/log", LogHandler),
    ]
