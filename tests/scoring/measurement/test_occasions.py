"""Level over time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.scoring import Level
from roleplay.scoring.measurement import Bar, Seen, TooFew, Undefined, level_shares
from roleplay.scoring.measurement.interval import wilson
from tests.scoring.measurement.published import estimate

BEFORE = [Seen(f"t{n}", "before", Level(1 + n % 2)) for n in range(12)]
AFTER = [Seen(f"t{n}", "after", Level(3 + n % 2)) for n in range(10)]


def shares(bar: Bar) -> list[float]:
    """The four shares, which there must be."""
    assert not isinstance(bar.shares, TooFew)
    return [estimate(bar.shares[level]).value for level in Level]


def test_each_occasion_shows_the_share_at_each_level() -> None:
    """In the given order, each with Wilson's interval and with how many it rests on."""
    before, after = level_shares(BEFORE + AFTER, ["before", "after"])
    assert (before.occasion, before.n, after.n) == ("before", 12, 10)
    assert shares(before) == [0.5, 0.5, 0, 0]
    assert shares(after) == [0, 0, 0.5, 0.5]
    assert not isinstance(after.shares, TooFew)
    assert after.shares[Level.POTENTIALLY_HARMFUL] == wilson(0, 10)
    assert not any(isinstance(share, Undefined) for share in after.shares.values())


def test_somebody_with_several_levels_counts_once_with_the_lowest() -> None:
    """Harm is not averaged away, whichever came first; no opportunity changes nothing."""
    again = [Seen("t0", "after", level) for level in (Level(4), Level(1), None, Level(2))]
    (after,) = level_shares(AFTER + again, ["after"])
    assert (after.n, shares(after)) == (10, [0.1, 0, 0.4, 0.5])


def test_no_opportunity_is_no_level() -> None:
    """It is counted apart."""
    (after,) = level_shares([*AFTER, Seen("t98", "after", None), Seen("t99", "after", None)], ["after"])
    assert (after.n, after.without) == (10, 2)
    assert shares(after) == [0, 0, 0.5, 0.5]


def test_nine_people_are_too_few_to_show() -> None:
    """How many there are is said, their levels are not; people without a level do not help."""
    bars = level_shares([*AFTER[:9], Seen("t9", "after", None)], ["after", "never"])
    assert [bar.shares for bar in bars] == [TooFew.of("people with a level", n, 10) for n in (9, 0)]
    assert isinstance(level_shares([], ["after"], minimum=0)[0].shares, TooFew)


def test_those_who_left_may_be_left_out_everywhere() -> None:
    """So that a bar does not rise because the weak went home."""
    left = [Seen(f"t{n}", "before", Level(1)) for n in range(50, 60)]
    before, after = level_shares([*BEFORE, *left, *AFTER], ["before", "after"], same_people=True)
    assert (before.n, after.n) == (10, 10)
    assert shares(before) == [0.5, 0.5, 0, 0]
    unsure = [*BEFORE, *AFTER[:9], Seen("t9", "after", None)]
    assert [bar.n for bar in level_shares(unsure, ["before", "after"], same_people=True)] == [9, 9]


@given(st.permutations(BEFORE + AFTER), st.integers(1, 5))
def test_the_order_of_what_was_seen_does_not_matter(seen: list[Seen], minimum: int) -> None:
    """Nor does what was seen at other occasions."""
    bars = level_shares(seen, ["before"], minimum=minimum)
    assert bars == level_shares(BEFORE, ["before"], minimum=minimum)
    assert sum(shares(bars[0])) == pytest.approx(1)
