"""Values, their intervals, and reasons for having none."""

from __future__ import annotations

import pytest
from scipy import stats

from roleplay.scoring.figure import Estimate, Reason, TooFew, Undefined
from roleplay.scoring.measurement.interval import mean, wilson
from tests.scoring.measurement.published import estimate, limits


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombe(successes: int, n: int, low: float, high: float) -> None:
    """The four examples of Newcombe 1998, table I, method 3, to all printed digits."""
    assert limits(wilson(successes, n)) == pytest.approx((low, high), abs=5e-5)


def test_wilsons_interval_turns_round_with_the_question() -> None:
    """Counting failures instead of successes mirrors it, and at the ends it touches 0 and 1 exactly."""
    low, high = limits(wilson(3, 17, 0.9))
    assert limits(wilson(14, 17, 0.9)) == pytest.approx((1 - high, 1 - low))
    assert {limits(wilson(0, n))[0] for n in range(1, 50)} == {0}
    assert {limits(wilson(n, n))[1] for n in range(1, 50)} == {1}


def test_a_mean_has_students_interval() -> None:
    """As SciPy computes it, for another confidence than usual too."""
    values = [3.0, 4.0, 2.0, 2.0, 1.0, 4.0]
    for confidence in (0.95, 0.8):
        wanted = stats.ttest_1samp(values, 0).confidence_interval(confidence)
        assert limits(mean(values, confidence)) == pytest.approx((wanted.low, wanted.high))


def test_what_has_no_figure_says_why() -> None:
    """No value has no mean; one value, or several that are the same, have a mean without an interval."""
    assert mean([]) == Undefined(Reason.NO_VALUES, "there is no value")
    assert wilson(0, 0) == Undefined(Reason.NO_VALUES, "nobody was counted")
    one = mean([3.0])
    assert isinstance(one, Estimate)
    assert isinstance(one.ci, TooFew)
    assert (one.value, one.ci.n, one.ci.needed) == (3.0, 1, 2)
    same = estimate(mean([0.1 + 0.2, 0.3, 0.3]))
    assert isinstance(same.ci, Undefined)
    assert same.ci.reason is Reason.NO_SPREAD


def test_too_few_says_how_many_there_must_be() -> None:
    """In its reason and in numbers."""
    few = TooFew.of("people", 3, 10)
    assert isinstance(few, Undefined)
    assert (few.reason, few.why) == (Reason.TOO_FEW, "too few people: 3, and 10 are needed")
