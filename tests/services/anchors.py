"""Anchors over the small scenario, put to use in the blue cohort, for tests of calibration."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from roleplay.engine import compile_scenario
from roleplay.engine.anchored import log_of, site_of, turns_of
from roleplay.identity import Actor
from roleplay.model.anchor import Anchor
from roleplay.model.canonical import canonical, digest
from roleplay.model.site import Site
from roleplay.services.calibrating import Calibrating, Compared
from roleplay.services.marking import Marks
from roleplay.services.shelf import Bookshelf
from roleplay.store import ShelfEntry
from tests.kept import HASH
from tests.services.test_reviewing import Desk
from tests.small import RUBRICS, small

PINNED = {"scenario": HASH, "rubrics": {name: digest(rubric) for name, rubric in RUBRICS.items()}}
WAYS: dict[str, tuple[list[dict[str, str]], list[tuple[str, int]]]] = {
    "fair": (
        [
            {"at": "opening", "choose": "reflect"},
            {"at": "asking", "choose": "ask"},
            {"at": "writing", "write": "Dear Dana, of the key."},
        ],
        [("reflects", 1), ("asks-first", 2)],
    ),
    "skilled": (
        [
            {"at": "opening", "choose": "wait"},
            {"at": "asking", "choose": "brief"},
            {"at": "writing", "write": "Dear Dana, again."},
        ],
        [("reflects", 1), ("waits", 1), ("asks-first", 2), ("keeps-it-brief", 2)],
    ),
    "harmful": (
        [
            {"at": "opening", "choose": "talk"},
            {"at": "asking", "choose": "sorry"},
            {"at": "writing", "write": "Dear Dana, once more."},
        ],
        [("talks-over", 1), ("shares-unasked", 1), ("names-the-slip", 2)],
    ),
    "cold": ([{"at": "opening", "choose": "pass"}], []),
}
"""Name -> the way, and what it shows. The levels are 3 and 3, 4 and 4, 1 and 1, 2 and 2."""


def anchor(name: str, number: int = 1, **changes: Any) -> Anchor:
    """One of these, under an id of its own."""
    way, key = WAYS[name]
    ticks = [{"tick": tick, "turn": turn, "because": f"Why {tick} at {turn}."} for tick, turn in key]
    whole = {
        "format": "anchor/1",
        "id": f"{name}-{number}",
        "title": f"Title of {name} {number}",
        "scenario": "disclosure/small",
        "pinned": PINNED,
        "about": f"About {name}.",
        "way": way,
        "key": ticks,
        **changes,
    }
    return Anchor.model_validate(whole)


def ticks_of(one: Anchor, seed: int | None = None) -> list[tuple[str, int]]:
    """The key of an anchor, at the moments of its conversation."""
    game = compile_scenario(small())
    state = game.replay(log_of(one, (), site_of(one, Site()), seed))
    moments = turns_of(state)
    return [(tick.tick, moments[tick.turn - 1]) for tick in one.key]


class Gauge(Desk):
    """A desk whose blue cohort can be calibrated."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.calibrating = Calibrating(self.store, Bookshelf(self.store), self.house.now, self._new_id)
        self.anchors: dict[str, Anchor] = {}

    def shelve_anchors(self, *anchors: Anchor) -> list[str]:
        """Put anchors on the shelf beside what lies there; return their hashes."""
        ids = {one.id for one in anchors}
        entries = [one for one in self.store.shelf().entries if one.kind != "anchor" or one.id not in ids]
        for one in anchors:
            self.store.keep_document(digest(one), "anchor", one.id, canonical(one))
            entries.append(ShelfEntry("anchor", one.id, digest(one), f"{one.id}.yml"))
            self.anchors[digest(one)] = one
        self.store.shelve(entries, (), "anchors")
        return [digest(one) for one in anchors]

    def use(self, *names: str, start: int = 1) -> list[str]:
        """Put anchors to use in the blue cohort, one for each name."""
        made = [anchor(name, number) for number, name in enumerate(names, start=start)]
        hashes = self.shelve_anchors(*made)
        for one in hashes:
            self.calibrating.use(self.actor("sue"), "blue", one)
            self.house.wait(minutes=1)
        return hashes

    def gauge(self, who: str, hash_: str, *, ticks: Iterable[tuple[str, int]] | None = None) -> Compared:
        """Take an anchor and mark it, as the key does if no ticks are given."""
        id_ = self.calibrating.take(self.actor(who), "blue", hash_)
        return self.mark_anchor(who, id_, hash_, ticks=ticks)

    def mark_anchor(
        self, who: str, id_: str, hash_: str, *, ticks: Iterable[tuple[str, int]] | None = None
    ) -> Compared:
        """Mark an anchor that lies on the desk."""
        self.house.wait(minutes=3)
        actor: Actor = self.actor(who)
        given = list(ticks_of(self.anchors[hash_]) if ticks is None else ticks)
        self.reviewing.open(actor, id_)
        self.reviewing.mark(actor, id_, Marks(HASH, given))
        return self.calibrating.compared(actor, id_)

    def calibrate(self, who: str, hashes: Iterable[str], *, wrong: int = 0) -> None:
        """Mark anchors as their keys do, the first `wrong` of them without a single tick."""
        for number, one in enumerate(hashes):
            self.gauge(who, one, ticks=() if number < wrong else None)
