"""What stands on a scenario's map."""

from __future__ import annotations

import pytest
from hypothesis import given

from roleplay.authoring.road_map import OTHERWISE, WRITTEN, Mark, PlaceKind, road_map
from roleplay.engine import compile_scenario
from roleplay.engine.graph import onward
from roleplay.model.rubric import Kind
from roleplay.model.scenario import Scenario
from tests.authoring.maps import shipped_maps
from tests.authoring.played import scenarios
from tests.small import RUBRICS, small


@given(scenarios())
def test_every_node_and_choice_stands_on_the_map_once(data: dict[str, object]) -> None:
    """And its roads are those of the plain graph, each once."""
    scenario = Scenario.model_validate(data)
    found = road_map(scenario, RUBRICS)
    assert [place.id for place in found.places] == [node.id for node in scenario.nodes]
    ways = sorted(f"{road.source}/{way.choice}" for road in found.roads for way in road.ways if way.choice is not None)
    assert ways == sorted(f"{node.id}/{choice.id}" for node in scenario.nodes for choice in node.choices)
    game = compile_scenario(scenario)
    for node in scenario.nodes:
        leads = [road.target for road in found.roads if road.source == node.id]
        assert len(leads) == len({*leads})
        assert {*leads} == {*onward(game, node.id)}


def test_choices_that_gather_again_are_one_road() -> None:
    """Three of four choices of the opening lead on; the fourth has a road of its own."""
    found = road_map(small(), RUBRICS)
    opening = {road.target: [way.choice for way in road.ways] for road in found.roads if road.source == "opening"}
    assert opening == {"middle": ["reflect", "wait", "talk"], "cold-end": ["pass"]}


def test_kinds_marks_conditions_and_repairs_are_there() -> None:
    """All that an author wants to see of a place and a choice."""
    found = road_map(small(), RUBRICS)
    kinds = {place.id: place.kind for place in found.places}
    assert kinds["opening"] is PlaceKind.DECISION
    assert kinds["middle"] is PlaceKind.ONWARD
    assert kinds["writing"] is PlaceKind.REPLY
    assert kinds["cold-end"] is PlaceKind.ENDING
    assert [place.id for place in found.places if place.is_start] == ["opening"]
    assert [place.id for place in found.places if place.is_opt_out] == ["stepped-out"]
    ways = {way.choice: way for road in found.roads for way in road.ways}
    assert ways["talk"].marks == (
        Mark("talks-over", Kind.HARMFUL, None),
        Mark("shares-unasked", Kind.HARMFUL, "not asked"),
    )
    assert ways["sorry"].repairs == ("talks-over",)
    assert (ways["ask"].enabled_if, ways["brief"].shown_if) == ("trust >= 1", "trust >= 3")
    says = {place.id: place.says for place in found.places}
    assert (says["opening"], says["writing"], says["warm-end"]) == ("Rain again.", "Write to Dana.", "Warm")


def test_a_reply_and_a_decision_without_an_open_choice_lead_on_by_themselves() -> None:
    """Their way says so, and has no choice."""
    found = road_map(small(), RUBRICS)
    assert [(way.choice, way.text) for road in found.roads if road.source == "writing" for way in road.ways] == [
        (None, WRITTEN)
    ]
    scenario, shipped = shipped_maps()["de-escalation/the-front-desk"]
    assert scenario.node("telling") is not None
    road = next(road for road in shipped.roads if (road.source, road.target) == ("telling", "waiting"))
    assert (road.ways[-1].choice, road.ways[-1].text) == (None, OTHERWISE)
    assert not road.conditional


def test_chances_are_those_of_the_bot_and_what_is_left_goes_on_by_itself() -> None:
    """A place, its ways, and the way that needs no choice share what there is."""
    chances = {"opening": 1.0, "opening/pass": 0.25, "opening/wait": 0.5, "middle": 0.75}
    found = road_map(small(), RUBRICS, chances)
    roads = {(road.source, road.target): road.chance for road in found.roads}
    assert roads["opening", "cold-end"] == pytest.approx(0.25)
    assert roads["opening", "middle"] == pytest.approx(0.5)
    assert roads["middle", "asking"] == pytest.approx(0.75)
    assert {place.id: place.chance for place in found.places}["writing"] == 0
    assert all(road.chance is None for road in road_map(small(), RUBRICS).roads)
