"""What all screens of the evaluator's page share."""

from __future__ import annotations

from typing import TypedDict


class BarItem(TypedDict):
    """An entry in the bar."""

    key: str
    """Names its word: `desk.bar.KEY`."""
    path: str
    """Where it leads."""
    count: int
    """How many things wait there; 0 shows no number."""
