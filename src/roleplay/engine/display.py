"""What differs between attempts though nobody chose it: a fixed hash of the seed, never a random generator."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache


def _number(seed: int, *parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\x1f".join((str(seed), *parts)).encode()).digest(), "big")


@lru_cache(maxsize=4096)
def shuffled(seed: int, node: str, count: int) -> tuple[int, ...]:
    """Return a permutation of `range(count)`; every permutation is equally likely over the seeds."""
    rest = _number(seed, "order", node)
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        rest, at = divmod(rest, last + 1)
        order[at], order[last] = order[last], order[at]
    return tuple(order)


def drawn(seed: int, variable: str, words: Sequence[str]) -> str:
    """Return the word that an attempt with this seed gets for a `vary` variable."""
    return words[_number(seed, "vary", variable) % len(words)]
