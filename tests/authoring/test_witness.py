"""Ways that show what a proof found, played with the engine."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from roleplay.authoring.product import Setting, Step, explore
from roleplay.authoring.product import settings as settings_of
from roleplay.authoring.witness import Ways, told_setting, told_way
from roleplay.engine import compile_scenario
from roleplay.model.scenario import Scenario
from tests.authoring.played import HARMS, plays, scenarios


def _is_kind(step: Step) -> bool:
    return HARMS.isdisjoint((*step.shows, *step.arrives))


@given(scenarios())
@settings(max_examples=100)
def test_a_way_to_a_state_can_be_played_and_none_is_shorter(data: dict[str, Any]) -> None:
    """Somebody who makes these choices gets to its node, and nobody gets to the node with fewer."""
    scenario = Scenario.model_validate(data)
    game, played = compile_scenario(scenario), plays(scenario)
    for setting in settings_of(game):
        product = explore(game, setting)
        here = [play for play in played if play.setting == (setting.profile, *setting.vary.values())]
        arrived = {
            (play.arrivals[place].passage.node, play.way(place)) for play in here for place in range(len(play.arrivals))
        }
        ways, least = Ways(product), dict[str, int]()
        for state, node in enumerate(product.nodes):
            assert state in ways
            assert (node, ways.to(state)) in arrived
            least[node] = min(len(ways.to(state)), least.get(node, 99))
        assert least == {node: min(len(way) for there, way in arrived if there == node) for node, _ in arrived}


@given(scenarios())
@settings(max_examples=100)
def test_a_way_by_allowed_steps_takes_no_others(data: dict[str, Any]) -> None:
    """A way without harm shows none, and where harm cannot be avoided there is no way."""
    scenario = Scenario.model_validate(data)
    game, played = compile_scenario(scenario), plays(scenario)
    for setting in settings_of(game):
        product = explore(game, setting)
        here = [play for play in played if play.setting == (setting.profile, *setting.vary.values())]
        kind = {
            (play.arrivals[place].passage.node, play.way(place))
            for play in here
            for place in range(len(play.arrivals))
            if not any(arrival.harms for arrival in play.arrivals[1 : place + 1])
        }
        ways = Ways(product, _is_kind)
        found = [(node, ways.to(state)) for state, node in enumerate(product.nodes) if state in ways]
        assert set(found) <= kind
        assert {node for node, _ in found} == {node for node, _ in kind}


def test_a_way_is_told_in_order() -> None:
    """Each choice with its node."""
    assert told_way(("opening/ask", "invited/share")) == "after opening/ask > invited/share"
    assert told_way(()) == "at the beginning"


def test_a_setting_is_told_by_its_profile_and_what_varies() -> None:
    """And not at all where there is only one."""
    assert told_setting(Setting("", {}, {})) == ""
    assert told_setting(Setting("here", {}, {})) == ' under the profile "here"'
    assert told_setting(Setting("here", {}, {"mood": "cross"})) == ' under the profile "here" and mood == cross'
