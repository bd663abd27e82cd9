"""Every diagnostic code has a small file that has it, at the line marked in it, and the same file mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.authoring import CODES, Diagnostic, load_files
from roleplay.authoring.folders import files_in
from tests.authoring.files import SCENARIOS

MARK = "# <- here"
UNMARKED = {"RP101": 4, "RP102": 4, "RP106": 1}
"""Lines of files that cannot hold a comment where they go wrong."""
COMES_WITH = {
    "RP237": {"RP113"},  # a rubric with an error of its own
    "RP301": {"RP205"},  # what goes on for ever goes in a circle
    "RP310": {"RP312"},  # a node is out of reach because something that leads to it is
}
"""What else must be wrong for a code to be found."""


def findings(code: str, outcome: str) -> tuple[tuple[Path, ...], tuple[Diagnostic, ...]]:
    """The files of an example, and what is found in them."""
    folder = SCENARIOS / "diagnostics" / code
    files = files_in(folder / outcome) if (folder / outcome).is_dir() else (folder / f"{outcome}.yml",)
    return files, load_files((*files_in(SCENARIOS / "rubrics"), *files)).diagnostics


def marked(files: tuple[Path, ...]) -> set[tuple[Path, int]]:
    """The lines that are marked as wrong."""
    lines = ((file, file.read_bytes().decode("latin-1").splitlines()) for file in files)
    return {(file, number) for file, text in lines for number, line in enumerate(text, start=1) if MARK in line}


@pytest.mark.parametrize("code", CODES)
def test_the_failing_example_has_the_code_at_its_mark_and_nothing_else(code: str) -> None:
    """What is said stands at the line that is marked, and the example shows nothing but its own code."""
    files, found = findings(code, "fails")
    expected = {(files[0], UNMARKED[code])} if code in UNMARKED else marked(files)
    assert {(d.path, d.line) for d in found if d.code == code} == expected
    assert {d.code for d in found} - {code} == COMES_WITH.get(code, set())


@pytest.mark.parametrize("code", CODES)
def test_the_mended_example_has_nothing_to_mend(code: str) -> None:
    """The mended file has neither errors nor warnings of any code."""
    _, found = findings(code, "passes")
    assert found == ()


@pytest.mark.parametrize("code", CODES)
def test_a_finding_says_what_is_wrong_and_how_to_mend_it(code: str) -> None:
    """Message and fix are sentences, in the words of people who write scenarios."""
    _, found = findings(code, "fails")
    for diagnostic in found:
        assert diagnostic.message.endswith((".", '."')), diagnostic
        assert diagnostic.fix, diagnostic
        assert diagnostic.severity is CODES[diagnostic.code].severity


def test_no_example_is_left_over() -> None:
    """Every folder of examples belongs to a code that exists."""
    assert {folder.name for folder in (SCENARIOS / "diagnostics").iterdir()} == set(CODES)


@pytest.mark.parametrize("file", files_in(SCENARIOS / "features"), ids=lambda file: file.stem)
def test_a_feature_of_the_format_passes(file: Path) -> None:
    """Every small file that shows one feature has nothing to mend."""
    assert load_files((*files_in(SCENARIOS / "rubrics"), file)).diagnostics == ()
