"""How much stricter a rater is than the others."""

from __future__ import annotations

import pytest

from roleplay.scoring.figure import TooFew
from roleplay.scoring.measurement import Rating, severities
from tests.scoring.measurement.published import estimate, limits


def test_a_strict_rater_is_above_zero_and_a_mild_one_below() -> None:
    """By hand: Ada gives a level less than Ben and two less than Cem, on twelve items with other values each."""
    levels = [3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4]
    given = [
        Rating(f"p{item}", "s", rater, level - off)
        for item, level in enumerate(levels)
        for rater, off in (("Ada", 2), ("Ben", 1), ("Cem", (item % 2) / 10))
    ]
    ada, ben, cem = severities(given)
    assert (ada.rater, ada.shared, ada.alone) == ("Ada", 12, 0)
    assert estimate(ada.severity).value == pytest.approx(1.475)
    assert estimate(ben.severity).value == pytest.approx(-0.025)
    assert estimate(cem.severity).value == pytest.approx(-1.45)
    assert sum(estimate(one.severity).value for one in (ada, ben, cem)) == pytest.approx(0)
    low, high = limits(ada.severity)
    assert low < 1.475 < high


def test_what_nobody_else_rated_is_left_out_and_counted() -> None:
    """Only what is shared tells of severity; with too little of it nothing is said."""
    given = [Rating(f"p{item}", "s", rater, item % 4 + 1) for item in range(10) for rater in ("Ada", "Ben")]
    given += [Rating("alone", "s", "Ada", 1), Rating("p0", "other", "Ben", 4), Rating("p0", "third", "Cem", 4)]
    ada, ben, cem = severities(given)
    assert [(one.shared, one.alone) for one in (ada, ben, cem)] == [(10, 1), (10, 1), (0, 1)]
    assert estimate(ada.severity).value == 0
    assert isinstance(cem.severity, TooFew)
    few = severities(given, minimum=11)
    assert all(isinstance(one.severity, TooFew) and one.severity.needed == 11 for one in few)


def test_nobody_rates_the_same_twice() -> None:
    """Which of both should count is not this module's to say."""
    with pytest.raises(ValueError, match="twice"):
        severities([Rating("p", "s", "Ada", 1), Rating("p", "s", "Ada", 2)])
