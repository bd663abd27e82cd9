"""How far a room has moved between two votes, as a whole: nobody's own vote is known."""

from __future__ import annotations

from collections.abc import Sequence


def shift(before: Sequence[int], after: Sequence[int]) -> float | None:
    """The total variation distance of two votes on the same options, 0 to 1; None where nobody voted in one of them.

    d = 1/2 * sum over options of |p - q|, with p and q the shares of an option in the two votes: the smallest share of
    the votes that has to fall on something else for one result to become the other. That many at least have changed
    their minds, if the same people voted; more may have, against each other.

    Levin, Peres, Wilmer: Markov Chains and Mixing Times, 2nd edition 2017, proposition 4.2 (the formula) and 4.7 (the
    reading).
    """
    if len(before) != len(after):
        raise ValueError("the two votes were on different options")
    first, last = sum(before), sum(after)
    if not first or not last:
        return None
    return sum(abs(one / first - other / last) for one, other in zip(before, after, strict=True)) / 2
