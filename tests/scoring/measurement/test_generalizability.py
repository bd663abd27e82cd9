"""Studies of persons, scenarios and raters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.scoring.measurement import Design, Rating, Reason, TooFew, Undefined, study
from tests.scoring.measurement.published import (
    BRENNAN_1,
    BRENNAN_3,
    BRENNAN_4,
    crossed_ratings,
    flat_ratings,
    nested_ratings,
    whole,
)

CHECKERBOARD = [[1, 4], [4, 1], [1, 4]]
"""Persons who are all alike on average, and less alike than chance in each scenario."""


def test_a_study_says_what_it_rests_on() -> None:
    """Numbers of persons, scenarios, raters and ratings, and whether any is missing."""
    found = whole(study(crossed_ratings(BRENNAN_3)))
    assert (found.ratings, found.levels, found.balanced) == (80, {"p": 10, "s": 4, "r": 2}, True)
    assert found.mean == pytest.approx(5.275)
    assert sum(component.share for component in found.components) == pytest.approx(1)
    assert not whole(study(crossed_ratings(BRENNAN_3)[1:])).balanced


def test_a_nested_study_is_balanced_if_every_scenario_has_as_many_raters() -> None:
    """And everybody was rated by all of them."""
    ratings = nested_ratings(BRENNAN_4)
    assert whole(study(ratings, Design.NESTED)).balanced
    assert not whole(study(ratings[:-1], Design.NESTED)).balanced
    assert not whole(study(ratings[:-10], Design.NESTED)).balanced
    one_less_each = [rating for n, rating in enumerate(ratings) if n % 40 != 7]
    assert len(one_less_each) == len(ratings) - 3
    assert not whole(study(one_less_each, Design.NESTED)).balanced


def test_a_negative_variance_is_set_to_zero_and_said() -> None:
    """The estimates stay as they came; shares and what follows use the zero."""
    found = whole(study(flat_ratings(CHECKERBOARD), Design.SCENARIOS))
    persons, scenarios, rest = found.components
    assert persons.estimate < 0
    assert (persons.negative, persons.variance, persons.share) == (True, 0, 0)
    assert "p" in found.negative
    assert rest.variance == pytest.approx(rest.estimate)
    assert scenarios.share + rest.share == pytest.approx(1)


def test_a_zero_does_not_change_the_other_estimates() -> None:
    """MS error of the checkerboard, by hand, is what is left, although the persons' estimate is negative."""
    x = np.array(CHECKERBOARD, dtype=float)
    errors = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0) + x.mean()
    rest = whole(study(flat_ratings(CHECKERBOARD), Design.SCENARIOS)).components[2]
    assert rest.estimate == pytest.approx((errors**2).sum() / 2)


def test_the_variance_of_the_mean_is_brennans() -> None:
    """That is, p / n_p + s / n_s + ps / (n_p n_s) for complete ratings (Brennan 2001, ch. 2)."""
    found = whole(study(flat_ratings(BRENNAN_1), Design.SCENARIOS))
    p, s, ps = (component.estimate for component in found.components)
    assert found.mean_variance == pytest.approx(p / 10 + s / 12 + ps / 120)


def test_raters_may_stand_where_scenarios_stand() -> None:
    """Persons by raters is the same table."""
    turned = [Rating(one.person, "s", one.scenario, one.value) for one in flat_ratings(BRENNAN_1)]
    by_raters = whole(study(turned, Design.RATERS))
    by_scenarios = whole(study(flat_ratings(BRENNAN_1), Design.SCENARIOS))
    assert [one.estimate for one in by_raters.components] == [one.estimate for one in by_scenarios.components]
    assert [one.label for one in by_raters.components] == ["p", "r", "pr,e"]


@pytest.mark.parametrize(
    ("ratings", "what"),
    [
        (flat_ratings([[1, 2, 3]]), "persons"),
        (flat_ratings([[1], [2], [3]]), "scenarios"),
        (flat_ratings([[1, 2], [2, 3]]), "raters"),
        ([], "persons"),
    ],
)
def test_one_of_a_kind_has_no_variance(ratings: list[Rating], what: str) -> None:
    """It is said of which there are too few."""
    found = study(ratings)
    assert isinstance(found, TooFew)
    assert found.why.startswith(f"too few {what}")


def test_two_ratings_where_one_is_expected_are_refused() -> None:
    """A rater who rated twice, or two raters where the design leaves raters aside."""
    again = study([*crossed_ratings(BRENNAN_3), Rating("p0", "s0", "o1", 3)])
    aside = study(crossed_ratings(BRENNAN_3), Design.SCENARIOS)
    assert isinstance(again, Undefined)
    assert isinstance(aside, Undefined)
    assert again.reason is aside.reason is Reason.RATED_TWICE
    assert again.why == "more than one rating for the same person and scenario and rater: 1 times"
    assert aside.why == "more than one rating for the same person and scenario: 40 times"


@given(st.sampled_from([1.0, 2.5, 3.0, 0.1]))
def test_where_all_ratings_are_the_same_nothing_varies(value: float) -> None:
    """Every component is zero, and none is negative by rounding."""
    found = whole(study(crossed_ratings({rater: [[value] * 3] * 4 for rater in "ab"})))
    assert {(one.estimate, one.share) for one in found.components} == {(0, 0)}
    assert found.negative == ()
