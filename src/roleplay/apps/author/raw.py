"""What a preview comes to so far: ticks, levels and values, raw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, cast

from roleplay.apps.author.conditions import names_read
from roleplay.apps.author.preview import Preview
from roleplay.apps.view.cards import Level
from roleplay.apps.view.preview import RawLevel, RequiredBasic, ShownTick, TickCard, ValueCard
from roleplay.model.rubric import Behaviour, Rubric
from roleplay.model.scenario import Variable
from roleplay.model.site import POLICIES
from roleplay.scoring import Score, score
from roleplay.scoring.score import CompetencyScore, machine_ticks

Rubrics = Mapping[str, Rubric]
"""Competency -> rubric; one with errors is left out."""


def find(rubrics: Rubrics, behaviour: str) -> tuple[Behaviour | None, str | None]:
    """A behaviour and the competency that it belongs to, where a rubric without errors has it."""
    for rubric in rubrics.values():
        found = rubric.behaviour(behaviour)
        if found is not None:
            return found, rubric.id
    return None, None


def tick_card(rubrics: Rubrics, behaviour: str) -> TickCard:
    """A behaviour, without a condition."""
    found, competency = find(rubrics, behaviour)
    return {
        "behaviour": behaviour,
        "text": behaviour if found is None else found.text,
        "kind": None if found is None else found.kind.value,
        "competency": competency,
        "condition": None,
    }


def ticks_so_far(preview: Preview, rubrics: Rubrics) -> list[ShownTick]:
    """Every behaviour that was shown since the start, in order."""
    shown: list[ShownTick] = []
    for tick in machine_ticks(preview.game, preview.state):
        moment = tick.moment or 0
        passage = preview.state.trail[moment]
        decided = sum(1 for p in preview.state.trail[:moment] if p.choice is not None or p.replied)
        card = tick_card(rubrics, tick.behaviour)
        shown.append(
            {
                "behaviour": tick.behaviour,
                "text": card["text"],
                "kind": card["kind"],
                "competency": card["competency"],
                "where": passage.node if passage.choice is None else f"{passage.node}/{passage.choice}",
                "turn": decided + 1,
                "repaired": tick.repaired_at is not None,
            }
        )
    return shown


def score_so_far(preview: Preview, rubrics: Rubrics) -> Score | None:
    """The score if it stopped here; None where a rubric that it needs has errors."""
    if any(competency not in rubrics for competency in preview.game.scenario.assesses):
        return None
    return score(preview.game, rubrics, preview.state)


def raw_levels(preview: Preview, rubrics: Rubrics, found: Score) -> list[RawLevel]:
    """Each assessed competency as it stands."""
    return [_level(preview, rubrics[one.competency], one) for one in found.competencies]


def _level(preview: Preview, rubric: Rubric, one: CompetencyScore) -> RawLevel:
    required: list[RequiredBasic] = []
    for basic in preview.game.scenario.assesses[one.competency].requires:
        text = tick_card({rubric.id: rubric}, basic)["text"]
        required.append({"behaviour": basic, "text": text, "shown": basic not in one.missing})
    return {
        "competency": one.competency,
        "name": rubric.title,
        "level": None if one.level is None else cast("Level", int(one.level)),
        "required": required,
        "harmful": len(one.harmful),
        "basic": len(one.basic),
        "advanced": len(one.advanced),
    }


def values_now(preview: Preview) -> list[ValueCard]:
    """The declared variables."""
    read = names_read(preview.game.scenario)
    return [_value(preview, name, name in read, variable) for name, variable in preview.game.scenario.state.items()]


def site_now(preview: Preview) -> list[ValueCard]:
    """The site's policies; those that the scenario reads first."""
    read = names_read(preview.game.scenario)
    cards = [_value(preview, policy, f"site.{policy}" in read, None) for policy in POLICIES]
    return sorted(cards, key=lambda card: not card["read"])


def _value(preview: Preview, name: str, read: bool, variable: Variable | None) -> ValueCard:  # noqa: FBT001 - a field of the card
    slot = preview.game.slots[name if variable is not None else f"site.{name}"]
    states = preview.states
    words: Iterable[str] = POLICIES[name] if variable is None else variable.words or variable.vary
    span = None if variable is None else variable.range
    return {
        "name": name,
        "kind": _kind(variable),
        "start": states[0].values[slot],
        "value": states[-1].values[slot],
        "changed": len(states) > 1 and states[-1].values[slot] != states[-2].values[slot],
        "low": None if span is None else span[0],
        "high": None if span is None else span[1],
        "words": list(words),
        "read": read,
    }


def _kind(variable: Variable | None) -> Literal["range", "flag", "words", "vary", "policy"]:
    if variable is None:
        return "policy"
    if variable.range is not None:
        return "range"
    if variable.flag is not None:
        return "flag"
    return "words" if variable.words else "vary"
