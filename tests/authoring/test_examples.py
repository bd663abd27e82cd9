"""What differs between a file that fails and the same mended."""

from __future__ import annotations

import pytest

from roleplay.authoring import CODES
from roleplay.authoring.examples import CUT, MOST_LINES, difference


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_difference_that_can_be_read_at_a_glance(code: str) -> None:
    """Something fails or is added, and it is short."""
    lines = difference(code)
    assert any(line.startswith(("-", "+")) for line in lines)
    assert len(lines) <= MOST_LINES + 1
    assert "# <- here" not in "".join(lines)


def test_only_what_differs_is_shown_with_the_lines_around_it() -> None:
    """The misspelt goto, and the same mended."""
    changed = [line for line in difference("RP201") if not line.startswith(" ")]
    assert changed == ["-         goto: clos", "+         goto: close"]


def test_a_file_that_moves_is_named() -> None:
    """Where the place of a file is what is wrong."""
    assert "- (file) assessment/everyday/coffee.yml" in difference("RP131")
    assert "+ (file) practice/everyday/coffee.yml" in difference("RP131")


def test_a_long_difference_is_cut_after_a_whole_change() -> None:
    """What is left out is said once; where there is one change only, its beginning is shown."""
    for code in ("RP106", "RP402"):
        *lines, last = difference(code)
        assert last == CUT
        assert lines[-1] != CUT
    assert difference("RP106")[0] == "+ format: scenario/1"
    assert difference("RP402").count("+         ticks: [orders-about]") == difference("RP402").count(CUT)


def test_a_code_without_an_example_has_none() -> None:
    """Nothing is made up."""
    assert difference("RP999") == ()
