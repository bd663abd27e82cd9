"""Tables with holes."""

from __future__ import annotations

from roleplay.scoring.measurement.table import Table, complete, rest_scores

TABLE: Table = [[1, 2, 3], [4, None, 2], [None, None, 1], [2, 2, 2]]


def test_whoever_misses_a_value_is_left_out_and_counted() -> None:
    """Listwise deletion."""
    kept = complete(TABLE)
    assert kept.values.tolist() == [[1, 2, 3], [2, 2, 2]]
    assert (kept.persons, kept.items, kept.dropped) == (2, 3, 2)


def test_a_rest_score_is_the_mean_of_the_others_that_there_are() -> None:
    """Without the item itself; None where there is no other."""
    assert rest_scores(TABLE, 2) == (1.5, 4.0, None, 2.0)


def test_an_empty_table_has_nobody() -> None:
    """It is no mistake to have no data yet."""
    assert (complete([]).persons, complete([]).dropped) == (0, 0)
