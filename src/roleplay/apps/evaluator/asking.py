"""What the queue is asked for, as its address says it and as the store understands it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

from roleplay.apps.evaluator.room import HOME
from roleplay.apps.view.desk_queue import DeskFilter, DueCode, WhichCode, WhoCode
from roleplay.errors import RefusedEvent
from roleplay.scoring.review import State
from roleplay.store import Asked

FOLDER = f"{HOME}/queue/"
"""Addresses of queues begin with it."""
_PART = re.compile(r"(state|who|due|scenario|after|before)=([A-Za-z0-9_.~-]{1,110})")
_COHORT = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KNOWN = {"state": get_args(WhichCode), "who": get_args(WhoCode), "due": get_args(DueCode)}
_LONGEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Asking:
    """A cohort, a filter and a page."""

    cohort: str
    """Id of the cohort; empty for the first one that somebody sees."""
    state: str = "waiting"
    """In which states."""
    who: str = "anybody"
    """Who is asked."""
    due: str = "any"
    """By when."""
    scenario: str = ""
    """Id of the scenario; empty for all."""
    after: str = ""
    """The attempt that the page comes after."""
    before: str = ""
    """The attempt that the page comes before."""

    @property
    def path(self) -> str:
        """As it stands in the address bar. What goes without saying is left out."""
        plain = Asking(self.cohort)
        names = ("state", "who", "due", "scenario", "after", "before")
        parts = [
            f"{one}={getattr(self, one).replace('/', '~')}"
            for one in names
            if getattr(self, one) != getattr(plain, one)
        ]
        return "/".join([FOLDER + self.cohort, *parts])

    @property
    def filter(self) -> DeskFilter:
        """What of it can be chosen."""
        return {"state": self.state, "who": self.who, "due": self.due, "scenario": self.scenario}  # type: ignore[typeddict-item]

    @property
    def filters(self) -> bool:
        """Whether it asks for anything but what waits."""
        return self.first != Asking(self.cohort)

    @property
    def first(self) -> Asking:
        """The first page of it."""
        return replace(self, after="", before="")

    def asked(self, person_id: str, now: datetime) -> Asked:
        """What the store is asked."""
        states = {str(state): state for state in State}
        past = _midnight(now)
        return Asked(
            self.cohort,
            scenario_id=self.scenario or None,
            state=states.get(self.state),
            rater=person_id if self.who == "mine" else None,
            due_before={"overdue": past, "week": past + timedelta(days=7)}.get(self.due),
            waiting=self.state == "waiting",
            unasked=self.who == "nobody",
        )


def read_asking(path: str) -> Asking | None:
    """What an address asks for; None when it is none of a queue. What cannot be read in it is left out."""
    path = path.split("?", 1)[0]
    if path == HOME:
        return Asking("")
    if not path.startswith(FOLDER):
        return None
    cohort, *parts = path.removeprefix(FOLDER).split("/")
    if not _COHORT.fullmatch(cohort):
        return None
    found = {match[1]: match[2].replace("~", "/") for part in parts if (match := _PART.fullmatch(part))}
    return Asking(cohort, **{name: value for name, value in found.items() if value in _KNOWN.get(name, (value,))})


def day_of(due: datetime | None) -> str | None:
    """The day that somebody is asked for, as `2026-03-01`."""
    return None if due is None else due.astimezone(UTC).date().isoformat()


def is_over(due: datetime | None, now: datetime) -> bool:
    """Whether that day is over."""
    return due is not None and due < _midnight(now)


def read_day(text: str | None, now: datetime) -> datetime | None:
    """The day that somebody has chosen; None without one. Raises `RefusedEvent`."""
    if not text:
        return None
    try:
        given = date.fromisoformat(text)
    except ValueError:
        raise RefusedEvent("The day cannot be read.", "Write it as in 2026-03-01.") from None
    today = now.astimezone(UTC).date()
    if not today - timedelta(days=1) <= given <= today + _LONGEST:
        raise RefusedEvent("That day is over, or years away.", "Choose a day from today on, or none.")
    return datetime.combine(given, time(12), UTC)


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)
