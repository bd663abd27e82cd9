"""How much room words take when nobody can be asked: widths are estimated for a wide sans-serif, so that words fit."""

from __future__ import annotations

import unicodedata

_SHARES = {  # of the font size, measured in DejaVu Sans, the widest of the fonts that systems bring
    0.34: "iljI.,:;'’‘|! ",
    0.43: 'tfr-()[]/"“”',
    0.58: "ceksvxyzaJ?*_",
    1.0: "mMW@%—…",
    0.86: "w<>=+~OQ&#",
}
_KNOWN = {letter: share for share, letters in _SHARES.items() for letter in letters}
_ELLIPSIS = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in the unit of its font size; rather too much than too little."""
    return sum(map(_em, text)) * size * (1.12 if bold else 1.0)


def _em(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if letter in _KNOWN:
        return _KNOWN[letter]
    if letter.isupper():
        return 0.76
    return 0.65 if ord(letter) < 0x250 else 0.75 if ord(letter) < 0x1100 else 1.1


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than the room there is."""
    if width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and width(kept + _ELLIPSIS, size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,.;:") + _ELLIPSIS


def wrapped(text: str, room: float, size: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines, the last one cut with an ellipsis where it does not fit."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        if len(lines) == most - 1:
            return (*lines, shortened(" ".join(words), room, size))
        taken = 1
        while taken < len(words) and width(" ".join(words[: taken + 1]), size) <= room:
            taken += 1
        lines.append(shortened(" ".join(words[:taken]), room, size))
        words = words[taken:]
    return tuple(lines)
