"""How far it is from a place of a scenario to an ending."""

from __future__ import annotations

from roleplay.engine import compile_scenario
from roleplay.engine.graph import decisions_left, onward, reachable
from tests.small import SMALL, small


def test_the_fewest_choices_and_replies_to_an_ending_are_counted() -> None:
    """A node that is only walked through costs nothing; a short way out counts."""
    left = decisions_left(compile_scenario(small()))
    assert left == {
        "opening": 1, "middle": 2, "asking": 2, "writing": 1, "warm-end": 0, "cold-end": 0, "stepped-out": 0,
    }  # fmt: skip


def test_a_place_from_which_no_ending_can_be_reached_is_left_out() -> None:
    """An author's circle does not go on counting for ever."""
    circle = {"say": [{"narrator": "Round."}], "goto": "circle"}
    left = decisions_left(compile_scenario(small(nodes={**SMALL["nodes"], "circle": circle})))
    assert "circle" not in left
    assert left["opening"] == 1


def test_all_that_the_start_leads_to_is_reachable_and_the_opt_out_is_not() -> None:
    """Where a node leads to is named once, in the order of the file."""
    game = compile_scenario(small())
    assert onward(game, "opening") == ("middle", "cold-end")
    assert reachable(game) == ("opening", "middle", "asking", "writing", "warm-end", "cold-end")
