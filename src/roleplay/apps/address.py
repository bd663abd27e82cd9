"""Addresses of the trainee's app, below the server's base URL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """The screens that have an address."""

    LIBRARY = "library"
    SCENARIO = "scenario"
    PLAY = "play"
    DEBRIEF = "debrief"
    PROGRESS = "progress"
    MODULES = "modules"
    PLACEMENT = "placement"
    REFRESHERS = "refreshers"
    DRILL = "drill"
    CHAIR = "chair"
    PAGE = "page"
    MODULE = "module"
    CHECK = "check"
    ASSESSMENT = "assessment"
    RESULTS = "results"
    OPENED = "opened"
    STATIONS = "stations"


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody wants to go."""

    place: Place
    """Which screen."""
    id: str = ""
    """Of the scenario, attempt, module, page or moment."""

    @property
    def path(self) -> str:
        """As it stands in the address bar, below the base URL."""
        match self.place:
            case Place.LIBRARY:
                return "/learn"
            case Place.MODULE:
                return f"/modules/{self.id}"
            case Place.CHECK:
                return f"/modules/{self.id}/check"
            case Place.DRILL:
                return f"/learn/refreshers/{self.id}"
            case Place.PAGE:
                return f"/learn/pages/{self.id}"
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


def result_path(attempt_id: str) -> str:
    """Address of what evaluators returned of an attempt."""
    return Address(Place.RESULTS, attempt_id).path


def opened_path(attempt_id: str) -> str:
    """Address of a fellow learner's attempt."""
    return Address(Place.OPENED, attempt_id).path


_WITH_ID = {
    Place.SCENARIO: re.compile(r"/learn/scenario/([a-z0-9-]+/[a-z0-9-]+)"),
    Place.PLAY: re.compile(r"/learn/play/([A-Za-z0-9_-]{1,64})"),
    Place.DEBRIEF: re.compile(r"/learn/debrief/([A-Za-z0-9_-]{1,64})"),
    Place.CHAIR: re.compile(r"/learn/chair/([A-Za-z0-9_-]{1,64})"),
    Place.DRILL: re.compile(r"/learn/refreshers/([a-z0-9-]+/[a-z0-9-]+/[a-z0-9-]+)"),
    Place.RESULTS: re.compile(r"/learn/results/([A-Za-z0-9_-]{1,64})"),
    Place.OPENED: re.compile(r"/learn/opened/([A-Za-z0-9_-]{1,64})"),
    Place.ASSESSMENT: re.compile(r"/learn/assessment/([a-z0-9-]{1,60})"),
    Place.PAGE: re.compile(r"/learn/pages/([a-z0-9-]{1,60})"),
    Place.MODULE: re.compile(r"/modules/([a-z0-9-]{1,60})"),
    Place.CHECK: re.compile(r"/modules/([a-z0-9-]{1,60})/check"),
}
_ALONE = {
    f"/learn/{place}": place
    for place in (Place.PROGRESS, Place.MODULES, Place.PLACEMENT, Place.REFRESHERS, Place.OPENED, Place.STATIONS)
}


def read_address(path: str) -> Address | None:
    """What an address asks for; None for one that leads nowhere. An empty path is home."""
    path = path.split("?", 1)[0].split("#", 1)[0].rstrip("/")
    if path in {"", "/learn"}:
        return LIBRARY
    if path in _ALONE:
        return Address(_ALONE[path])
    found = ((place, pattern.fullmatch(path)) for place, pattern in _WITH_ID.items())
    return next((Address(place, match[1]) for place, match in found if match), None)
