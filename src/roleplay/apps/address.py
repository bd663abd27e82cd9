"""Addresses of the trainee's app, below the server's base URL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_SCENARIO = re.compile(r"/learn/scenario/([a-z0-9-]+/[a-z0-9-]+)")
_ATTEMPT = re.compile(r"/learn/(play|debrief)/([A-Za-z0-9_-]{1,64})")


class Place(StrEnum):
    """The screens that have an address."""

    LIBRARY = "library"
    SCENARIO = "scenario"
    PLAY = "play"
    DEBRIEF = "debrief"
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody wants to go."""

    place: Place
    """Which screen."""
    id: str = ""
    """Of the scenario or of the attempt."""

    @property
    def path(self) -> str:
        """As it stands in the address bar, below the base URL."""
        if self.place is Place.LIBRARY:
            return "/learn"
        return f"/learn/{self.place}/{self.id}" if self.id else f"/learn/{self.place}"


LIBRARY = Address(Place.LIBRARY)
"""Home."""


def scenario_path(scenario_id: str) -> str:
    """Address of a scenario's brief."""
    return Address(Place.SCENARIO, scenario_id).path


def play_path(attempt_id: str) -> str:
    """Address of a running attempt."""
    return Address(Place.PLAY, attempt_id).path


def debrief_path(attempt_id: str) -> str:
    """Address of an attempt's debrief."""
    return Address(Place.DEBRIEF, attempt_id).path


def read_address(path: str) -> Address | None:
    """What an address asks for; None for one that leads nowhere. An empty path is home."""
    path = path.split("?", 1)[0].split("#", 1)[0].rstrip("/")
    if path in {"", "/learn"}:
        return LIBRARY
    if path == "/learn/progress":
        return Address(Place.PROGRESS)
    if match := _SCENARIO.fullmatch(path):
        return Address(Place.SCENARIO, match[1])
    if match := _ATTEMPT.fullmatch(path):
        return Address(Place(match[1]), match[2])
    return None
