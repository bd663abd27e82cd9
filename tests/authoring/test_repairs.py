"""Harm that pays, against holding every way with a repaired harm against the same way without it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from roleplay.authoring.exploration import backwards
from roleplay.authoring.product import explore
from roleplay.authoring.product import settings as settings_of
from roleplay.authoring.repairs import Paid, Repairs
from roleplay.engine import compile_scenario
from roleplay.model.scenario import Scenario
from roleplay.scoring import Level
from tests.authoring.played import HARMS, Play, plays, scenarios, slips
from tests.small import RUBRICS, SMALL, small


def paid(scenario: Scenario) -> dict[tuple[tuple[str, ...], str], Paid | None]:
    """What is found, for each setting and competency."""
    game = compile_scenario(scenario)
    found: dict[tuple[tuple[str, ...], str], Paid | None] = {}
    for setting in settings_of(game):
        one = explore(game, setting)
        repairs = Repairs(one, scenario, HARMS, backwards(one, scenario.id))
        for competency, asked in scenario.assesses.items():
            key = ((setting.profile, *setting.vary.values()), competency)
            found[key] = repairs.paid(RUBRICS[competency], asked.requires)
    return found


def _level(play: Play, competency: str) -> int:
    found = play.score.of(competency)
    return 0 if found is None or found.level is None else int(found.level)


def _begins(play: Play, other: Play, place: int) -> bool:
    """True when two plays are the same up to an arrival."""
    return len(other.places) > place and other.places[place] == play.places[place]


def best_without(some: list[Play], play: Play, place: int, competency: str) -> int | None:
    """The most that was left without harm when a play had got to some arrival; None where only harm was left."""
    kind = [other for other in some if _begins(play, other, place) and other.kind_until(len(other.arrivals))]
    return max((_level(other, competency) for other in kind), default=None)


def harms_that_pay(some: list[Play], competency: str) -> list[tuple[Play, int, int]]:
    """Plays with a harm that is repaired which end above all that was left just before it: where, and with what."""
    found: list[tuple[Play, int, int]] = []
    for play in some:
        first = next((place for place, arrival in enumerate(play.arrivals) if arrival.harms), None)
        if not first or not play.repaired:
            continue
        without = best_without(some, play, first - 1, competency)
        if without is not None and _level(play, competency) > without:
            found.append((play, first, without))
    return found


@given(scenarios() | slips())
@settings(max_examples=300)
def test_a_harm_pays_when_a_way_with_it_ends_above_all_that_were_left_without_it(data: dict[str, Any]) -> None:
    """Found if and only if there is one, in the competency and under the setting in which there is."""
    scenario = Scenario.model_validate(data)
    played = plays(scenario)
    for (setting, competency), found in paid(scenario).items():
        some = [play for play in played if play.setting == setting]
        assert (found is not None) == bool(harms_that_pay(some, competency))


@given(scenarios() | slips())
@settings(max_examples=300)
def test_the_way_that_is_told_is_one_that_pays(data: dict[str, Any]) -> None:
    """Played to the harm and on from there, it ends with the level that is said, above what was left."""
    scenario = Scenario.model_validate(data)
    played = plays(scenario)
    for (setting, competency), found in paid(scenario).items():
        if found is None:
            continue
        some = [play for play in played if play.setting == setting]
        there = {
            (play.way(first), Level(_level(play, competency)), without)
            for play, first, without in harms_that_pay(some, competency)
        }
        assert (found.way, found.with_repair, int(found.without_harm or 0)) in there


def test_a_harm_that_pays_is_told_up_to_the_harm() -> None:
    """With all that came before it; and where nothing could be shown without it, with no level."""
    texts = {"text": "T.", "feedback": "F."}
    slip = {**texts, "ticks": ["blames"], "goto": "node-2"}
    mend = {**texts, "ticks": ["reflects", "waits"], "repairs": ["blames"]}
    nodes = {
        "node-0": {"choices": {"one": texts, "two": texts}},
        "node-1": {"choices": {"slip": slip, "plain": {**texts, "goto": "warm-end"}}},
        "node-2": {"choices": {"mend": mend, "plain": texts}},
        **{name: SMALL["nodes"][name] for name in ("warm-end", "stepped-out")},
    }
    scenario = small(start="node-0", nodes=nodes, state={}, assesses={"listening": {"requires": ["reflects"]}})
    assert list(paid(scenario).values()) == [Paid(("node-0/one", "node-1/slip"), Level.SKILLED, None)]


def test_the_way_to_a_harm_that_pays_comes_by_where_it_could_be_left() -> None:
    """Not by where harm could no longer be left, though that leads to the same place."""
    texts = {"text": "T.", "feedback": "F."}
    slip = {**texts, "effects": {"asked": True}}
    mend = {**texts, "ticks": ["reflects"], "repairs": ["blames"], "shown_if": "asked"}
    nodes = {
        "node-0": {"choices": {"slip": slip, "plain": texts}},
        "node-1": {"choices": {"slip": slip, "plain": texts}},
        "node-2": {"ticks": [{"tick": "blames", "if": "asked"}], "choices": {"mend": mend, "plain": texts}},
        **{name: SMALL["nodes"][name] for name in ("warm-end", "stepped-out")},
    }
    state = {"asked": SMALL["state"]["asked"]}
    scenario = small(start="node-0", nodes=nodes, state=state, assesses={"listening": {"requires": ["reflects"]}})
    assert list(paid(scenario).values()) == [Paid(("node-0/plain", "node-1/slip"), Level.HELPFUL, None)]
