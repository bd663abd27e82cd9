"""All states of a scenario."""

from __future__ import annotations

from hypothesis import given, settings

from roleplay.authoring.product import explore
from roleplay.authoring.product import settings as settings_of
from roleplay.engine import Passage, compile_scenario
from roleplay.model.scenario import Scenario
from tests.authoring.test_exploration import scenarios
from tests.small import small


@given(scenarios())
@settings(max_examples=100)
def test_every_step_shows_what_the_engine_would_show(one: Scenario) -> None:
    """Behaviours of the choice and of where it leads, also as they stand in the list of all combinations."""
    game = compile_scenario(one)
    for setting in settings_of(game):
        found = explore(game, setting)
        for node, values, steps in zip(found.nodes, found.values, found.steps, strict=True):
            for step in steps:
                taken = None if step.choice is None else game.nodes[node].choices[step.choice]
                after = values if taken is None else taken.apply(values)
                target = found.nodes[step.target]
                shows = () if step.choice is None else game.ticks(Passage(node, step.choice, values))
                assert (step.shows, step.arrives) == (shows, game.ticks(Passage(target, None, after)))
                assert found.ticks[step.ticks] == (*shows, *step.arrives)


def test_every_combination_of_behaviours_is_listed_once() -> None:
    """And none that no step shows."""
    game = compile_scenario(small())
    for setting in settings_of(game):
        found = explore(game, setting)
        assert len(set(found.ticks)) == len(found.ticks)
        assert {step.ticks for steps in found.steps for step in steps} == set(range(len(found.ticks)))


def test_values_that_are_read_no_more_stand_at_their_start() -> None:
    """Two ways that differ only in what nobody asks about again lead to one state."""
    game = compile_scenario(small())
    found = explore(game, next(settings_of(game)))
    ends = [values for node, values in zip(found.nodes, found.values, strict=True) if node == "warm-end"]
    assert ends == [found.values[0]]
