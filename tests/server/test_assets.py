"""What a participant's page costs on a slow line."""

from __future__ import annotations

import gzip

from roleplay.apps.seat.words import seat_words
from roleplay.server.assets import own_assets
from roleplay.server.plain import written

LOADED = ("seat.js", "seat.css", "page.css", "first.js", "shell.js", "theme.js")
BUDGET = 44_000
"""Bytes: less than nine seconds on a line of 40 kbit/s, and then never again until the next version."""


def test_a_participants_page_is_small() -> None:
    """Scripts, styles and words together, as they cross the line."""
    assets = own_assets()
    files = sum(len(assets[name].encoded["br"]) for name in LOADED)
    data = {"id": "0" * 32, "title": "An afternoon", "words": seat_words()}
    page = written("seat", "/", title="An afternoon", strip="", data=data)
    assert files + len(gzip.compress(page.encode(), 6)) < BUDGET
    assert all(assets[name].address("/") in page for name in LOADED)
