"""Findings and their places."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.authoring import CODES, Severity
from roleplay.authoring.diagnostic import Diagnostic, Place, Places, Steps

PLACES = Places(
    Path("x.yml"),
    parts={(): Place(1, 1), ("a",): Place(2, 1), ("a", "b"): Place(3, 3), ("c",): Place(4, 1)},
    contents={("a", "b"): Place(3, 6)},
    letters={("a", "b"): Place(3, 7)},
)


@pytest.mark.parametrize(
    ("steps", "line", "column"),
    [
        (("a", "b"), 3, 6),
        (("a",), 2, 1),
        (("a", "b", "deeper", 3), 3, 3),
        (("a", "nothing"), 2, 1),
        (("nothing",), 1, 1),
        ((), 1, 1),
    ],
)
def test_a_finding_points_at_the_nearest_part_that_the_file_has(steps: Steps, line: int, column: int) -> None:
    """At a value itself where it is one, else at the key of what holds it."""
    found = PLACES.report("RP201", steps, "M.")
    assert (found.path, found.line, found.column) == (Path("x.yml"), line, column)


def test_a_finding_can_point_at_a_key_or_into_a_text() -> None:
    """The key of a misspelt field, the character of a condition; where a text is folded, at its beginning."""
    assert PLACES.report("RP108", ("a", "b"), "M.", key=True).column == 3
    assert PLACES.report_inside("RP220", ("a", "b"), 4, "M.").column == 11
    assert (
        PLACES.report_inside("RP220", ("c",), 4, "M.").line,
        PLACES.report_inside("RP220", ("c",), 4, "M.").column,
    ) == (4, 1)


def test_without_a_fix_of_its_own_a_finding_has_that_of_its_code() -> None:
    """There is always something to do."""
    assert PLACES.report("RP220", ("c",), "M.").fix == CODES["RP220"].mend
    assert PLACES.report("RP220", ("c",), "M.", "F.").fix == "F."


def test_findings_sort_by_file_and_place() -> None:
    """As somebody would walk through the files."""
    one, two, three = (Diagnostic(Path(p), line, 1, "RP201", "M.") for p, line in (("a", 9), ("b", 2), ("b", 10)))
    assert sorted([three, two, one]) == [one, two, three]


def test_the_weight_of_a_finding_is_that_of_its_code() -> None:
    """It cannot be set otherwise."""
    assert PLACES.report("RP201", (), "M.").is_error
    assert not PLACES.report("RP205", (), "M.").is_error
    assert PLACES.report("RP205", (), "M.").severity is Severity.WARNING
