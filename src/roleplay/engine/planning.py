"""What a plan for a workshop comes to: when its sections begin, and what whoever plans it should think about.

Pure. What is played is known here by its length and weight only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from roleplay.model.workshop import Plan, Section, Way

BREATHER = 5
"""Minutes of talk that count as a rest from playing."""
AT_A_STRETCH = 60
"""Minutes of playing after which a rest should come, where it moves people."""
MOVING, HEAVY = 2, 3
"""Intensities: what moves people, and what may stay with them."""
AROUND_A_ROUND = 4
"""Minutes that each round of triads takes beside its playing: leaving the part, and a few words in the group."""

_DAY = 24 * 60


class Weight(NamedTuple):
    """What is played, as far as planning goes by it."""

    minutes: int
    """How long it takes by itself, without talk about it."""
    intensity: int
    """1 everyday, 2 moving, 3 may stay with people."""


class Worry(StrEnum):
    """What whoever plans a workshop should think about. None of it keeps a workshop from being opened."""

    NO_REST = "no-rest"
    """Something moving is played, and more than an hour passes without a rest."""
    NO_CLOSING = "no-closing"
    """Something moving is played, and the plan ends without time to leave it behind."""
    HEAVY = "heavy"
    """Something is played that may stay with people: nobody should facilitate it alone."""
    SHORT = "short"
    """What is played takes longer than its section."""
    ROUNDS = "rounds"
    """The rounds of triads take longer than their section."""


class Caution(NamedTuple):
    """A worry, and where."""

    worry: Worry
    """Which."""
    section: str
    """Id of the section that gives rise to it."""


def cautions(plan: Plan, weights: Mapping[str, Weight]) -> tuple[Caution, ...]:
    """What to think about, in the order of the sections. `weights` is by section, where it is known."""
    found = (*_by_section(plan, weights), *_stretches(plan, weights), *_closing(plan, weights))
    order = {section.id: place for place, section in enumerate(plan.sections)}
    return tuple(sorted(found, key=lambda one: order[one.section]))


def _by_section(plan: Plan, weights: Mapping[str, Weight]) -> Iterator[Caution]:
    for section in plan.sections:
        weight = weights.get(section.id)
        if weight is not None and weight.intensity >= HEAVY:
            yield Caution(Worry.HEAVY, section.id)
        if section.way is Way.TRIADS:
            if rounds_take(section) > section.minutes:
                yield Caution(Worry.ROUNDS, section.id)
        elif weight is not None and weight.minutes > section.minutes:
            yield Caution(Worry.SHORT, section.id)


def _stretches(plan: Plan, weights: Mapping[str, Weight]) -> Iterator[Caution]:
    played, moving, told = 0, False, False
    for section in plan.sections:
        if section.way is Way.TALK:
            if section.minutes >= BREATHER:
                played, moving, told = 0, False, False
            continue
        played += section.minutes
        moving = moving or _moves(section, weights)
        if moving and played > AT_A_STRETCH and not told:
            told = True
            yield Caution(Worry.NO_REST, section.id)


def _closing(plan: Plan, weights: Mapping[str, Weight]) -> Iterator[Caution]:
    last = plan.sections[-1]
    closes = last.way is Way.TALK and last.minutes >= BREATHER
    if not closes and any(_moves(section, weights) for section in plan.sections):
        yield Caution(Worry.NO_CLOSING, last.id)


def _moves(section: Section, weights: Mapping[str, Weight]) -> bool:
    weight = weights.get(section.id)
    return weight is not None and weight.intensity >= MOVING


def rounds_take(section: Section) -> int:
    """Minutes that the rounds of a section of triads take, with what is around each."""
    return section.rounds * (section.round_minutes + AROUND_A_ROUND)


def begins(plan: Plan) -> tuple[str, ...]:
    """When each section begins, e.g. "18:40", in order; without a time at which the plan begins, from 0:00 on."""
    hours, minutes = (plan.begins or "00:00").split(":")
    at = int(hours) * 60 + int(minutes)
    found = []
    for section in plan.sections:
        found.append(clock(at, short=plan.begins is None))
        at += section.minutes
    return tuple(found)


def ends(plan: Plan) -> str:
    """When the last section ends, likewise."""
    hours, minutes = (plan.begins or "00:00").split(":")
    return clock(int(hours) * 60 + int(minutes) + plan.minutes, short=plan.begins is None)


def clock(at: int, *, short: bool = False) -> str:
    """Minutes since midnight as a time; `short`, as the time that has passed."""
    if short:
        return f"{at // 60}:{at % 60:02}"
    return f"{at % _DAY // 60:02}:{at % 60:02}"
