"""All that variables can be at a node, against playing every way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings

from roleplay.authoring import product
from roleplay.authoring.exploration import folded
from roleplay.authoring.moments import Values, moments, moments_heard
from roleplay.authoring.product import Setting, TooLarge, explore, start_values, still_read
from roleplay.authoring.product import settings as settings_of
from roleplay.engine import Compiled, compile_scenario
from roleplay.model.scenario import Scenario
from tests.authoring.played import Play, plays, scenarios
from tests.small import SMALL, small


def played(game: Compiled, some: tuple[Play, ...], *, lines: bool) -> Mapping[str, set[Values]]:
    """What there was at each node when every way was played; what is read no more stands at its start."""
    read = still_read(game, lines=lines)
    found: dict[str, set[Values]] = {}
    for play in some:
        start = start_values(game, Setting(play.profile, game.scenario.profiles.get(play.profile, {}), play.words))
        for arrival in play.arrivals:
            node, values = arrival.passage.node, arrival.passage.values
            kept = (value if slot in read[node] else start[slot] for slot, value in enumerate(values))
            found.setdefault(node, set()).add(tuple(kept))
    return found


@given(scenarios())
@settings(max_examples=100)
def test_what_variables_can_be_is_what_they_are_when_every_way_is_played(data: dict[str, Any]) -> None:
    """With what lines read and without it, carried along all states or along those that are not alike."""
    scenario = Scenario.model_validate(data)
    game, some = compile_scenario(scenario), plays(scenario)
    products = [explore(game, setting) for setting in settings_of(game)]
    small_ones = [folded(one, scenario.id) for one in products]
    heard = played(game, some, lines=True)
    assert {node: one.values for node, one in moments(game, products).items()} == played(game, some, lines=False)
    assert {node: one.values for node, one in moments_heard(game, products).items()} == heard
    assert {node: one.values for node, one in moments_heard(game, small_ones).items()} == heard


SAID = {"say": [{"dana": "Good.", "if": "trust >= 2"}]}
"""Lines that depend on trust, which nothing else reads there."""


def said_at_the_end() -> Scenario:
    """The small scenario with them in an ending."""
    return small(nodes={**SMALL["nodes"], "warm-end": {**SMALL["nodes"]["warm-end"], **SAID}})


def test_what_lines_read_is_remembered_beside_the_states() -> None:
    """One state can be heard in several ways."""
    game = compile_scenario(said_at_the_end())
    found = explore(game, next(settings_of(game)))
    assert found.nodes.count("warm-end") == 1
    assert moments(game, [found])["warm-end"].of("trust") == (1,)
    assert moments_heard(game, [found])["warm-end"].of("trust") == (0, 2, 3)


def test_a_condition_leaves_the_moments_in_which_it_holds() -> None:
    """And the effects of a choice change them."""
    game = compile_scenario(said_at_the_end())
    (here,) = [
        one for node, one in moments_heard(game, [explore(game, next(settings_of(game)))]).items() if node == "warm-end"
    ]
    assert here.when("trust >= 2").of("trust") == (2, 3)
    assert here.when(None) == here
    choice = next(
        one for node in game.nodes.values() for one in node.choices.values() if one.source.effects.get("trust")
    )
    trust = game.slots["trust"]
    assert here.after(choice).of("trust") == tuple(sorted({int(choice.apply(v)[trust]) for v in here.values}))


def test_too_much_to_hear_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the states are few enough, and not with what lines read."""
    game = compile_scenario(said_at_the_end())
    found = explore(game, next(settings_of(game)))
    number = sum(len(one.values) for one in moments_heard(game, [found]).values())
    assert number > len(found.nodes)
    monkeypatch.setattr(product, "MOST_STATES", number)
    assert moments_heard(game, [found])
    monkeypatch.setattr(product, "MOST_STATES", number - 1)
    with pytest.raises(TooLarge, match=f"more than {number - 1} states"):
        moments_heard(game, [found])
