"""Level over time: the share of people at each of the four levels at each occasion, as EQUIP draws it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from roleplay.scoring.figure import CONFIDENCE, Figure, TooFew
from roleplay.scoring.level import Level
from roleplay.scoring.measurement.change import MINIMUM_PEOPLE
from roleplay.scoring.measurement.interval import wilson


class Seen(NamedTuple):
    """A level of a person at an occasion, in one competency."""

    person: str
    """Who."""
    occasion: str
    """When, such as "before" or "2026-03"."""
    level: Level | None
    """None where there was no opportunity."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One occasion."""

    occasion: str
    """When."""
    n: int
    """People with a level."""
    without: int
    """People seen then who had no opportunity."""
    shares: Mapping[Level, Figure] | TooFew
    """The share of the `n` at each level, with Wilson's interval, or that they are too few."""


def level_shares(
    seen: Iterable[Seen],
    occasions: Iterable[str],
    *,
    same_people: bool = False,
    minimum: int = MINIMUM_PEOPLE,
    confidence: float = CONFIDENCE,
) -> tuple[Bar, ...]:
    """Share of people at each level, for each occasion in the given order.

    Somebody with several levels at one occasion counts once, with the lowest: harm is not averaged away. With
    `same_people` only those count who have a level at every occasion, so that bars do not differ because people left.
    """
    order = tuple(occasions)
    lowest: dict[str, dict[str, Level | None]] = {occasion: {} for occasion in order}
    for one in seen:
        if one.occasion in lowest:
            people = lowest[one.occasion]
            levels = [level for level in (people.get(one.person), one.level) if level is not None]
            people[one.person] = min(levels, default=None)
    if same_people:
        stayed = [{who for who, level in people.items() if level is not None} for people in lowest.values()]
        always = set.intersection(*stayed) if stayed else set()
        lowest = {when: {who: people[who] for who in always} for when, people in lowest.items()}
    return tuple(bar(occasion, list(lowest[occasion].values()), minimum, confidence) for occasion in order)


def bar(occasion: str, found: list[Level | None], minimum: int, confidence: float) -> Bar:
    """One occasion, from one level for each person."""
    levels = [level for level in found if level is not None]
    shares: Mapping[Level, Figure] | TooFew = TooFew.of("people with a level", len(levels), minimum)
    if len(levels) >= max(1, minimum):
        shares = {level: wilson(levels.count(level), len(levels), confidence) for level in Level}
    return Bar(occasion, len(levels), len(found) - len(levels), shares)
