"""How much room words take."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from roleplay.authoring.lettering import shortened, width, wrapped
from tests.authoring.maps import WORDS


@given(WORDS, st.integers(20, 300))
def test_a_shortened_text_fits_and_begins_as_the_whole_does(text: str, room: int) -> None:
    """What fits is left alone; what does not ends with an ellipsis."""
    short = shortened(text, room, 12)
    assert width(short, 12) <= room
    assert short == text if width(text, 12) <= room else text.startswith(short.removesuffix("…"))


@given(WORDS, st.integers(60, 300), st.integers(1, 3))
def test_wrapped_lines_fit_and_keep_the_order_of_the_words(text: str, room: int, most: int) -> None:
    """There are never more lines than allowed."""
    lines = wrapped(text, room, 12, most)
    assert len(lines) <= most
    assert all(width(line, 12) <= room for line in lines)
    if not any("…" in line for line in lines):
        assert " ".join(lines) == " ".join(text.split())


def test_a_wide_letter_takes_more_room_than_a_narrow_one() -> None:
    """Accents that stand on a letter take none, and Chinese letters a whole square."""
    assert width("iii", 10) < width("nnn", 10) < width("WWW", 10) < width("語語語", 10)
    assert width("e\u0301", 10) == width("e", 10)
    assert width("word", 10) < width("word", 10, bold=True)
