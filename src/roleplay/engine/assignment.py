"""Who goes where, so that it costs least in all (the Hungarian method, with shortest augmenting paths).

Pure Python: a room of two hundred takes some ten milliseconds, and nothing large has to be imported while it waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf


def assign(costs: Sequence[Sequence[float]]) -> list[int]:
    """For each row the column that it is given, each column at most once, so that the sum of their costs is least.

    There must be at least as many columns as rows. The same costs always give the same columns.
    """
    columns = len(costs[0]) if costs else 0
    of_row = [0.0] * len(costs)  # the potentials: no cost is less than the sum of its row's and its column's
    of_column = [0.0] * columns
    holder: list[int | None] = [None] * columns
    for newcomer in range(len(costs)):
        slack, came_from = [inf] * columns, [-1] * columns
        waiting = set(range(columns))
        seen: list[int] = []
        row: int | None = newcomer
        column = -1
        while row is not None:
            line, height = costs[row], of_row[row]
            for other in waiting:
                spare = line[other] - height - of_column[other]
                if spare < slack[other]:
                    slack[other], came_from[other] = spare, column
            column = min(waiting, key=lambda one: (slack[one], one))
            step = slack[column]
            of_row[newcomer] += step
            for other in seen:
                held = holder[other]
                if held is not None:
                    of_row[held] += step
                of_column[other] -= step
            for other in waiting:
                slack[other] -= step
            waiting.remove(column)
            seen.append(column)
            row = holder[column]
        while column >= 0:  # along the path, everybody takes the column of the one before
            before = came_from[column]
            holder[column] = newcomer if before < 0 else holder[before]
            column = before
    given = {held: column for column, held in enumerate(holder)}
    return [given[row] for row in range(len(costs))]
