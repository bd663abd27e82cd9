"""The QR picture of an address: dark and light squares, which the page draws itself."""

from __future__ import annotations

import re
from functools import lru_cache

_ENTRANCE = re.compile(r"https?://(?:[\w.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\])(?::\d{1,5})?(?:/[\w.~-]{1,100}){0,5}/w")


def is_entrance(address: str) -> bool:
    """Whether an address that a browser names can be the page on which people come in."""
    return _ENTRANCE.fullmatch(address) is not None


def address_with(entrance: str, code: str) -> str:
    """The address that a phone opens: the entrance with the code in it."""
    return f"{entrance}?code={code}"


@lru_cache(maxsize=4)
def squares(text: str) -> tuple[str, ...]:
    """The picture of a text, row by row: `1` is dark, `0` is light. The quiet zone is not in it."""
    import segno  # noqa: PLC0415 - only whoever shows a code needs it

    # The middle way: more squares would mend more, and be smaller, and somebody scans from the back row.
    made = segno.make_qr(text, error="m", boost_error=False)
    return tuple("".join("1" if dark else "0" for dark in row) for row in made.matrix)
