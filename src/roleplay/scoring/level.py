"""The four levels, and how one is derived from a tick-list.

The rule follows the way of rating of WHO's EQUIP platform (ENACT tool), paraphrased: any harmful behaviour makes the
level 1; without all required basic behaviours it is 2; with them 3; with at least one advanced behaviour besides, 4.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import IntEnum

from roleplay.model.rubric import Kind, Rubric


class Level(IntEnum):
    """How well a competency was shown in one scenario."""

    POTENTIALLY_HARMFUL = 1
    NEEDS_PRACTICE = 2
    HELPFUL = 3
    SKILLED = 4


def derive(rubric: Rubric, shown: Collection[str], required: Collection[str]) -> Level:
    """Derive the level from the ids of the behaviours shown and of the basics required; others' ids are ignored."""
    kinds = {behaviour.kind for behaviour in rubric.behaviours if behaviour.id in shown}
    if Kind.HARMFUL in kinds:
        return Level.POTENTIALLY_HARMFUL
    if not all(basic in shown for basic in required):
        return Level.NEEDS_PRACTICE
    return Level.SKILLED if Kind.ADVANCED in kinds else Level.HELPFUL
