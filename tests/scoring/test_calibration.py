"""Calibration: agreement with a key, its minimum, its window, and how strictly somebody marks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roleplay.scoring.agreement import Bootstrap, Rating, Ratings, estimate, weighted_kappa
from roleplay.scoring.calibration import WINDOW, calibration, drift, kappa_with_key
from roleplay.scoring.figure import Estimate, Interval, Reason, TooFew, Undefined
from roleplay.scoring.level import Level
from roleplay.scoring.marked import FEWEST_ANCHORS, Item, Marked, items_of

START = datetime(2026, 3, 1, tzinfo=UTC)
LEVELS = list(Level)
level = st.sampled_from(LEVELS)
maybe = st.one_of(st.none(), level)
anchors = st.lists(st.lists(st.tuples(maybe, maybe), min_size=1, max_size=4), min_size=1, max_size=9)


def items(*pairs: tuple[int | None, int | None]) -> tuple[Item, ...]:
    """Items with own level and key."""
    return tuple(
        Item(f"c{place}", None if own is None else Level(own), None if key is None else Level(key))
        for place, (own, key) in enumerate(pairs)
    )


def marked(number: int, *pairs: tuple[int | None, int | None], announced: bool = True, first: bool = True) -> Marked:
    """An anchor that was marked on the n-th day."""
    return Marked(f"a{number}", START + timedelta(days=number), announced, first, items(*pairs))


@given(anchors)
def test_whoever_marks_like_the_key_is_at_one(said: list[list[tuple[Level | None, Level | None]]]) -> None:
    """Kappa of a key with itself is 1, wherever it can be told at all."""
    same = [tuple(Item(str(place), key, key) for place, (_, key) in enumerate(one)) for one in said]
    found = kappa_with_key(same)
    if isinstance(found, Estimate):
        assert found.value == pytest.approx(1)
    else:
        assert found.reason in {Reason.TOO_FEW, Reason.ONE_CATEGORY}


@given(anchors)
@settings(max_examples=60)
def test_the_value_is_the_linear_kappa_of_all_items(said: list[list[tuple[Level | None, Level | None]]]) -> None:
    """How items are shared out among anchors changes the interval, and not the value."""
    compared = [tuple(Item(str(place), *pair) for place, pair in enumerate(one)) for one in said]
    pairs = [item.pair for one in compared for item in one if item.pair is not None]
    found = kappa_with_key(compared)
    if isinstance(found, TooFew):
        return
    rows = [
        Rating(f"{number:03}", who, float(value))
        for number, pair in enumerate(pairs)
        for who, value in zip(("a", "b"), pair, strict=True)
    ]
    table = Ratings.of(rows, [1.0, 2.0, 3.0, 4.0])
    wanted = estimate(table, weighted_kappa(table, "linear"), Bootstrap(samples=0))
    assert isinstance(found, Estimate) == isinstance(wanted, Estimate)
    if isinstance(found, Estimate) and isinstance(wanted, Estimate):
        assert found.value == pytest.approx(wanted.value)


def test_under_the_minimum_there_is_no_figure() -> None:
    """Four anchors with many items are too few, and so are five with eleven."""
    four = [items((1, 1), (2, 2), (3, 3), (4, 4))] * 4
    assert isinstance(kappa_with_key(four), TooFew)
    eleven = [*([items((1, 1), (3, 3))] * 4), items((2, 2), (4, 4), (1, 1))]
    found = kappa_with_key(eleven)
    assert isinstance(found, TooFew)
    assert (found.n, found.needed) == (11, 12)


def test_the_interval_resamples_anchors_and_not_items() -> None:
    """Where errors sit together in one conversation it is wider than where they are spread over all."""
    good, bad = items((1, 1), (4, 4), (2, 2)), items((4, 1), (1, 4), (3, 2))
    together = kappa_with_key([good] * 5 + [bad])
    mixed = [items((4, 1), (4, 4), (2, 2)), items((1, 1), (1, 4), (2, 2)), items((1, 1), (4, 4), (3, 2))]
    spread = kappa_with_key([*mixed, *([good] * 3)])
    assert isinstance(together, Estimate)
    assert isinstance(spread, Estimate)
    assert together.value == pytest.approx(spread.value)
    assert isinstance(together.ci, Interval)
    assert isinstance(spread.ci, Interval)
    assert together.ci.high - together.ci.low > spread.ci.high - spread.ci.low


@pytest.mark.parametrize(
    ("own", "key", "pair"),
    [(3, 3, (3, 3)), (None, None, None), (None, 1, (4, 1)), (None, 2, (4, 2)), (None, 3, (1, 3)), (4, None, (4, 1))],
)
def test_no_opportunity_against_a_level_is_as_far_apart_as_can_be(
    own: int | None, key: int | None, pair: tuple[int, int] | None
) -> None:
    """So nobody gains by leaving out what is hard."""
    (item,) = items((own, key))
    assert item.pair == pair
    assert (item.stricter is None) == (own is None or key is None)


def test_only_what_was_new_counts_and_the_last_of_it() -> None:
    """A second look counts nothing; an eleventh anchor pushes the first one out."""
    right = [marked(number, (1, 1), (4, 4)) for number in range(1, WINDOW + 1)]
    wrong = marked(0, (4, 1), (1, 4))
    again = marked(WINDOW + 1, (4, 1), (1, 4), first=False)
    found = calibration([wrong, *right, again], 0.7)
    assert (found.anchors, found.items, found.harm, found.harm_found) == (WINDOW, 2 * WINDOW, WINDOW, WINDOW)
    assert isinstance(found.kappa, Estimate)
    assert found.kappa.value == 1
    assert found.enough
    less = calibration([wrong, *right[:-1]], 0.7)
    assert isinstance(less.kappa, Estimate)
    assert less.kappa.value < 1


def test_the_bar_is_reached_by_what_equals_it() -> None:
    """Rounding keeps nobody out."""
    said = [marked(number, (1, 1), (4, 4), (2, 3 - number % 2)) for number in range(6)]
    found = calibration(said, 0.5)
    assert isinstance(found.kappa, Estimate)
    assert calibration(said, found.kappa.value).enough
    assert not calibration(said, found.kappa.value + 0.001).enough


def test_drift_is_of_blind_occasions_and_signed() -> None:
    """A known anchor that was announced says nothing; stricter is above zero; five are needed for a mean."""
    said = [marked(number, (2, 3), (3, 3)) for number in range(FEWEST_ANCHORS)]
    known = marked(9, (1, 4), first=False)
    back = marked(10, (4, 3), (4, 3), announced=False, first=False)
    found = drift([*said, known, back])
    assert [one.severity for one in found] == [0.5] * FEWEST_ANCHORS + [-1]
    assert [isinstance(one.lately, TooFew) for one in found] == [True] * (FEWEST_ANCHORS - 1) + [False, False]
    last = found[-1].lately
    assert isinstance(last, Estimate)
    assert last.value == pytest.approx((4 * 0.5 - 1) / 5)
    assert isinstance(last.ci, Interval)
    assert isinstance(found[-1].kappa, (TooFew, Estimate, Undefined))


def test_an_occasion_without_a_pair_of_levels_has_no_severity() -> None:
    """It is a gap, and not a nought."""
    assert marked(1, (None, 3)).severity is None
    assert drift([marked(1, (None, 3))])[0].severity is None


def test_items_follow_the_keys_competencies() -> None:
    """One for each, in its order."""
    own = {"b": Level(1), "a": None}
    key = {"a": Level(2), "b": Level(3)}
    assert items_of(own, key) == (Item("a", None, Level(2)), Item("b", Level(1), Level(3)))
