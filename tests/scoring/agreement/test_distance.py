"""Distances between values."""

from __future__ import annotations

import numpy as np

from roleplay.scoring.agreement import distance


def test_distances_of_levels() -> None:
    """Of 0, 1 and 3: whether they differ, by how much, that squared, and that as a part of the sum."""
    values = np.array([0.0, 1.0, 3.0])
    assert distance.nominal(3).tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert distance.linear(values).tolist() == [[0, 1, 3], [1, 0, 2], [3, 2, 0]]
    assert distance.quadratic(values).tolist() == [[0, 1, 9], [1, 0, 4], [9, 4, 0]]
    assert distance.ratio(values).tolist() == [[0, 1, 1], [1, 0, 0.25], [1, 0.25, 0]]
