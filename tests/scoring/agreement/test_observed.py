"""Percent agreement, exact and adjacent."""

from __future__ import annotations

from hypothesis import given

from roleplay.scoring.agreement import Reason, Undefined, adjacent_agreement, percent_agreement
from tests.scoring.agreement.published import ABSTRACTORS, FLEISS, KRIPPENDORFF, Table, computed, ratings, tables, value


def exact(table: Table) -> float:
    """Percent agreement."""
    return value(computed(table, percent_agreement(ratings(table))))


def test_published_tables() -> None:
    """Gwet's abstractors agree on 89 of 100; Fleiss prints .5556; Gwet prints .8181818 for Krippendorff's table."""
    assert exact(ABSTRACTORS) == 0.89
    assert f"{exact(FLEISS):.4f}" == "0.5556"
    assert f"{exact(KRIPPENDORFF):.7f}" == "0.8181818"


def test_adjacent_levels_agree_within_one_unit() -> None:
    """1 and 2 do, 2 and 4 do not, and three quarters of a unit are within one."""
    table = ratings([(1, 2), (2, 4), (3, 3), (3, 3.75)])
    assert value(computed(table, adjacent_agreement(table))) == 0.75


@given(tables(gaps=True))
def test_adjacent_agreement_is_never_less_than_exact(table: Table) -> None:
    """Whoever agrees exactly also agrees within one level; and both are undefined together."""
    given_ratings = ratings(table)
    near, same = adjacent_agreement(given_ratings), percent_agreement(given_ratings)
    if isinstance(same, Undefined):
        assert near == same
    else:
        assert 0 <= value(computed(table, same)) <= value(computed(table, near)) <= 1


def test_items_with_one_rating_are_left_out() -> None:
    """They can neither agree nor disagree."""
    assert exact([(1, 1), (1, 2), (1, None)]) == 0.5


def test_without_a_pair_there_is_no_agreement() -> None:
    """No ratings, one rater, or raters who never met on one item: each is said."""
    assert percent_agreement(ratings([])) == Undefined(Reason.NO_RATINGS)
    assert percent_agreement(ratings([(1,), (2,)])) == Undefined(Reason.FEW_RATERS)
    assert percent_agreement(ratings([(1, None), (None, 1)])) == Undefined(Reason.NO_PAIR)


def test_words_have_no_neighbours() -> None:
    """Adjacent agreement needs numbers."""
    assert adjacent_agreement(ratings([("a", "b")])) == Undefined(Reason.WORDS)
