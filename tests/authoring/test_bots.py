"""Players who do not understand a word."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given, settings

from roleplay.authoring.bots import RANDOM, STRATEGIES, outcome, picks, played
from roleplay.errors import NotFound
from roleplay.model.scenario import Scenario
from tests.authoring.test_exploration import SHIPPED, SHIPPED_RUBRICS, scenarios
from tests.small import RUBRICS, small

TEXTS = ("Yes.", "Would you like a nurse, maybe?", "Thank you. That sounds hard.")


@pytest.mark.parametrize(
    ("strategy", "picked"),
    [("longest", 1), ("shortest", 0), ("politest", 2), ("questions", 1), ("most-hedged", 1), ("safest-sounding", 1)],
)
def test_a_bot_picks_by_what_it_is_named_after(strategy: str, picked: int) -> None:
    """Whatever the displayed order, the same words are picked."""
    chances = picks(strategy, TEXTS, fixed=False)
    assert chances[picked] == 1.0


@pytest.mark.parametrize("strategy", ["first", "last", RANDOM])
def test_by_place_every_choice_is_as_likely_where_choices_are_shuffled(strategy: str) -> None:
    """The place says nothing, so neither does picking by it."""
    assert picks(strategy, TEXTS, fixed=False) == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_by_place_the_first_is_the_first_where_the_order_is_fixed() -> None:
    """An author who fixes an order gives the place a meaning."""
    assert picks("first", TEXTS, fixed=True) == (1, 0, 0)
    assert picks("last", TEXTS, fixed=True) == (0, 0, 1)


def test_of_equal_texts_each_is_as_likely() -> None:
    """Ties are broken by the displayed order, and that is shuffled."""
    assert picks("longest", ("aaaa", "bbbb", "cc"), fixed=False) == pytest.approx((0.5, 0.5, 0))


def test_an_unknown_strategy_is_named() -> None:
    """With the nearest one that there is."""
    with pytest.raises(NotFound, match='Did you mean "longest"'):
        outcome(small(), RUBRICS, "longst")


def test_what_is_computed_is_what_is_played() -> None:
    """Over 3,000 real runs each frequency lies within four standard errors of its probability."""
    for strategy in STRATEGIES:
        exact, seen = outcome(small(), RUBRICS, strategy), played(small(), RUBRICS, strategy, range(3000))
        error = sqrt(exact.met_standard * (1 - exact.met_standard) / 3000)
        assert abs(exact.met_standard - seen.met_standard) <= 4 * error + 1e-9, strategy
        assert abs(exact.mean_level - seen.mean_level) <= 4 * 1.5 / sqrt(3000), strategy


@given(scenarios())
@settings(max_examples=60)
def test_what_is_computed_is_what_is_played_in_any_small_scenario(scenario: Scenario) -> None:
    """The random player, 400 runs; five standard errors, because many scenarios are tried."""
    exact, seen = outcome(scenario, RUBRICS, RANDOM), played(scenario, RUBRICS, RANDOM, range(400))
    error = sqrt(max(exact.met_standard * (1 - exact.met_standard), 1 / 400) / 400)
    assert abs(exact.met_standard - seen.met_standard) <= 5 * error


@pytest.mark.parametrize("scenario_id", sorted(SHIPPED))
def test_no_bot_comes_through_a_shipped_scenario(scenario_id: str) -> None:
    """By length nobody ever meets the standard; by anything else it takes luck, as picking blindly does."""
    for strategy in STRATEGIES:
        limit = 0.0 if strategy in {"longest", "shortest"} else 0.01
        found = outcome(SHIPPED[scenario_id], SHIPPED_RUBRICS, strategy)
        assert found.met_standard <= limit, strategy
