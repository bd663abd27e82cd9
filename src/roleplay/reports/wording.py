"""The words of reports, by key. They stand in `words.json`, as those of the pages stand in their catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from roleplay.scoring.figure import Estimate, Figure, Interval

_GAP = re.compile(r"\{(\w+)\}")
_MINUS = "\N{MINUS SIGN}"
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


@cache
def words() -> dict[str, str]:
    """All of them."""
    found: dict[str, str] = json.loads((files(__package__) / "words.json").read_text(encoding="utf-8"))
    return found


def say(key: str, /, **values: Any) -> str:
    """The text of a key with its gaps filled; `n` also decides between `key.one` and `key.other`."""
    text = words().get(key)
    if text is None:
        text = words()[f"{key}.{'one' if values['n'] == 1 else 'other'}"]
    return _GAP.sub(lambda gap: str(values[gap[1]]), text)


def number(value: float, digits: int = 2) -> str:
    """A number with so many digits, and a real minus."""
    text = f"{value:.{digits}f}"
    return text.replace("-", _MINUS) if float(text) else text.replace("-", "")


def signed(value: float, digits: int = 2) -> str:
    """The same with its sign."""
    text = number(value, digits)
    return text if text.startswith(_MINUS) or not float(text) else f"+{text}"


def percent(share: float) -> str:
    """A share as a whole per cent; what is not nothing does not become nothing."""
    if 0 < share < 0.005:
        return say("under_one")
    return f"{share:.0%}".replace("%", "\N{NO-BREAK SPACE}%")


def said(found: Figure, tell: Callable[[float], str] = number) -> str:
    """A figure with its interval, or why there is none."""
    if not isinstance(found, Estimate):
        return say("undefined", why=found.why)
    if not isinstance(found.ci, Interval):
        return tell(found.value)
    return say("with_interval", value=tell(found.value), low=tell(found.ci.low), high=tell(found.ci.high))


def month(text: str) -> str:
    """`2026-03` as a person says it."""
    year, which = text[:7].split("-")
    return f"{_MONTHS[int(which) - 1]} {year}"


def day(moment: date) -> str:
    """A day as a person says it: 12 March 2026."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def count(n: int) -> str:
    """A whole number, with thin spaces between thousands."""
    return f"{n:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
