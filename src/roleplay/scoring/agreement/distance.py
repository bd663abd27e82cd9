"""How far apart two values are: what turns one coefficient into another."""

from __future__ import annotations

import numpy as np

from roleplay.scoring.agreement.ratings import Floats


def nominal(size: int) -> Floats:
    """(size, size): 0 where two categories are the same, 1 elsewhere."""
    return 1.0 - np.eye(size)


def linear(values: Floats) -> Floats:
    """(size, size): the difference of two numbers, in units of the scale (Cicchetti and Allison 1971)."""
    return np.abs(values[:, None] - values[None, :])


def quadratic(values: Floats) -> Floats:
    """(size, size): the squared difference, in squared units of the scale (Fleiss and Cohen 1973)."""
    return linear(values) ** 2


def ratio(values: Floats) -> Floats:
    """(size, size): the squared difference as a part of the sum (Krippendorff 2011), a pure number; 0 and 0 agree."""
    sums = values[:, None] + values[None, :]
    return np.divide(linear(values), sums, out=np.zeros_like(sums), where=sums != 0) ** 2
