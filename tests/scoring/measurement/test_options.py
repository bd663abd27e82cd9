"""Who takes which choice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from roleplay.scoring.measurement import Flag, Option, Taken, TooFew, Undefined, analyse
from tests.scoring.measurement.published import estimate, limits

ASK, WAIT, BLAME = Option("ask", passes=True), Option("wait", passes=False), Option("blame", passes=False, harmful=True)
OPTIONS = (ASK, WAIT, BLAME)
STRONG, WEAK = (3.2, 3.4, 3.6, 3.8, 4.0), (1.5, 1.7, 1.9, 2.1, 2.3)


def taken(option: Option, rests: tuple[float | None, ...]) -> list[Taken]:
    """Several who took the same."""
    return [Taken(option.name, rest) for rest in rests]


def test_every_choice_says_who_took_it() -> None:
    """How many, their share, their mean elsewhere, also for a choice that nobody took."""
    found = analyse(OPTIONS, taken(ASK, (*STRONG, None)) + taken(BLAME, WEAK))
    ask, wait, blame = found.options
    assert [use.n for use in found.options] == [6, 0, 5]
    assert estimate(ask.share).value == pytest.approx(6 / 11)
    assert ask.rest == pytest.approx(3.6)
    assert blame.rest == pytest.approx(1.9)
    assert isinstance(wait.rest, Undefined)
    assert estimate(found.difficulty.index).value == pytest.approx(6 / 11)


def test_the_gap_between_takers_and_others_is_welchs() -> None:
    """As SciPy computes it."""
    use = analyse(OPTIONS, taken(ASK, STRONG) + taken(BLAME, (1.0, 1.1, 2.9, 3.9, 2.0, 1.5))).options[2]
    wanted = stats.ttest_ind((1.0, 1.1, 2.9, 3.9, 2.0, 1.5), STRONG, equal_var=False).confidence_interval()
    assert limits(use.gap) == pytest.approx((wanted.low, wanted.high))


def test_harm_taken_by_the_strong_is_flagged() -> None:
    """And by the weak it is not; nor is a choice flagged that does no harm."""
    strong = analyse(OPTIONS, taken(ASK, WEAK) + taken(BLAME, STRONG))
    assert [use.flagged for use in strong.options] == [False, False, True]
    assert strong.flags == {Flag.STRONG_TAKE_HARM}
    assert not analyse(OPTIONS, taken(ASK, STRONG) + taken(BLAME, WEAK)).flags
    assert not analyse(OPTIONS, taken(ASK, WEAK) + taken(WAIT, STRONG)).flags


def test_harm_taken_by_those_as_strong_as_the_others_is_flagged() -> None:
    """The threshold is a gap of zero."""
    assert analyse(OPTIONS, taken(ASK, STRONG) + taken(BLAME, STRONG)).flags == {Flag.STRONG_TAKE_HARM}


def test_four_takers_are_too_few_for_a_flag() -> None:
    """Of the choice, or of the others."""
    for few, many in ((STRONG[:4], WEAK), (STRONG, WEAK[:4])):
        found = analyse(OPTIONS, taken(ASK, many) + taken(BLAME, few))
        assert isinstance(found.options[2].gap, TooFew)
        assert not found.flags


@pytest.mark.parametrize(("option", "flag"), [(ASK, Flag.NOBODY_FAILS), (WAIT, Flag.NOBODY_PASSES)])
def test_a_decision_that_parts_nobody_is_flagged(option: Option, flag: Flag) -> None:
    """Once ten have taken it; nine may be chance."""
    assert analyse(OPTIONS, taken(option, STRONG + WEAK)).flags == {flag}
    assert not analyse(OPTIONS, taken(option, STRONG + WEAK[:4])).flags


def test_groups_without_any_spread_have_a_gap_without_an_interval() -> None:
    """Nothing would say what chance does."""
    use = analyse(OPTIONS, taken(ASK, (2.0,) * 5) + taken(BLAME, (3.0,) * 5)).options[2]
    assert estimate(use.gap).value == 1
    assert isinstance(estimate(use.gap).ci, Undefined)
    assert use.flagged


def test_a_decision_that_nobody_reached_is_no_mistake() -> None:
    """Everything about it is undefined."""
    found = analyse(OPTIONS, [])
    assert not found.flags
    assert isinstance(found.difficulty.index, Undefined)
    assert all(isinstance(use.share, Undefined) for use in found.options)


@given(st.permutations(taken(ASK, (*WEAK, None)) + taken(WAIT, (2.0, 3.0)) + taken(BLAME, STRONG)))
def test_the_order_of_people_does_not_matter(shuffled: list[Taken]) -> None:
    """Not beyond rounding."""
    found = analyse(OPTIONS, shuffled)
    assert found.flags == {Flag.STRONG_TAKE_HARM}
    assert [use.n for use in found.options] == [6, 2, 5]
    assert found.options[2].rest == pytest.approx(3.6)
    assert estimate(found.options[2].gap).value == pytest.approx(3.6 - 14.5 / 7)
